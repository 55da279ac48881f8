//! Publishing as an author meets it: the real program, and real servers on this machine.
//!
//! Each host goes through the same story ([`story`]); what it serves is compared byte for byte with the output folder.
//! A server that is not installed is skipped and named, but fails where `CI=true`. `ONRECORD_KILLS` says how often a
//! run is killed in the middle (otherwise three times).

#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "tests set up disks and servers and look at them")]
#![expect(clippy::print_stdout, reason = "a test that is skipped says why")]

#[path = "publish/faulty.rs"]
mod faulty;
#[path = "publish/servers.rs"]
mod servers;
#[path = "publish/site.rs"]
mod site;
#[path = "publish/story.rs"]
mod story;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use faulty::{Fault, Faulty};
use servers::{Bare, Daemon, Dav, Directory, Moto, Mounted, Remote, Shell, Target};
use site::{Site, served_alike};
use story::story;

#[test]
fn a_folder() {
    story(&Directory::new());
}

#[test]
fn a_branch() {
    let Some(server) = Bare::start() else { return };
    story(&server);
}

#[test]
fn rsync_over_a_remote_shell() {
    let Some(server) = Remote::start() else { return };
    story(&server);
}

#[test]
fn what_a_killed_receiver_left_is_cleared() {
    let Some(server) = Remote::start() else { return };
    let site = Site::new(&server);
    site.publish();
    // rsync's name for a file that did not arrive in whole.
    let left = server.www().join(".onrecord-staging/.index.html.B6EOlz");
    fs::create_dir_all(left.parent().unwrap()).unwrap();
    fs::write(&left, "half").unwrap();
    site.edit(1);
    site.publish();
    served_alike(&site, &server);
    assert!(!left.exists() && !left.parent().unwrap().exists());
}

#[test]
fn an_rsync_daemon() {
    let Some(server) = Daemon::start() else { return };
    let site = Site::new(&server);
    for version in 1..3 {
        site.edit(version);
        site.publish();
        served_alike(&site, &server);
    }
}

#[test]
fn an_sftp_server() {
    let Some(server) = Shell::start() else { return };
    story(&server);
}

#[test]
fn a_webdav_folder() {
    let Some(server) = Dav::start() else { return };
    story(&server);
}

#[test]
fn a_bucket() {
    let Some(server) = Moto::start() else { return };
    story(&server);
}

// ---- Who may, and who may not ------------------------------------------------------------------

#[test]
fn a_wrong_password_is_told_and_not_shown() {
    const WRONG: &str = "certainly-wrong";
    let targets: [Option<Box<dyn Target>>; 3] = [
        Daemon::start().map(|server| Box::new(server) as _),
        Dav::start().map(|server| Box::new(server) as _),
        Shell::start().map(|server| Box::new(server) as _),
    ];
    for target in targets.into_iter().flatten() {
        let site = Site::new(&*target);
        site.set("ONRECORD_LIVE_PASSWORD", WRONG);
        site.set("ONRECORD_LIVE_KEY", &servers::another_key());
        let run = site.run(&["publish", "--yes"]);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(!run.stderr.contains(WRONG) && !run.stdout.contains(WRONG), "{run:?}");
        let told = ["auth failed", "user or password are missing or wrong", "does not let"];
        assert!(told.iter().any(|words| run.stderr.contains(words)), "{run:?}");
        assert!(target.files().is_empty(), "something was published");
    }
}

#[test]
fn a_server_that_is_not_known_is_not_talked_to() {
    let Some(server) = Shell::start() else { return };
    let site = Site::new(&server);
    let elsewhere = site.path("known");
    for (known, words) in
        [(String::new(), "not among the known hosts"), (server.other_host_key(), "not the one that is known")]
    {
        fs::write(&elsewhere, known).unwrap();
        site.target(&server.yaml().replace(&server.known_hosts(), &elsewhere.display().to_string()));
        let run = site.run(&["publish", "--yes"]);
        assert_eq!(run.code, 2, "{run:?}");
        run.says(words);
        run.says("SHA256:");
    }
}

#[test]
fn what_may_not_be_written_is_told() {
    let target = Directory::new();
    let site = Site::new(&target);
    site.publish();
    let folder = target.folder();
    // Whoever may do everything is stopped by a path that cannot be.
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap();
    let is_root = fs::write(folder.join("probe"), "").is_ok();
    let _ = fs::remove_file(folder.join("probe"));
    site.edit(1);
    if is_root {
        println!("skipped: no folder is read-only for this user");
    } else {
        let run = site.run(&["publish", "--yes"]);
        assert_eq!(run.code, 2, "{run:?}");
        run.says("denied");
    }
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    site.publish();
    served_alike(&site, &target);
}

#[test]
fn a_read_only_bucket_is_told() {
    let Some(server) = Moto::start() else { return };
    let proxy = Faulty::before(server.port(), Fault::ReadOnly);
    let site = Site::new(&server);
    site.target(&server.yaml_at(proxy.port()));
    let run = site.run(&["publish", "--yes"]);
    assert_eq!(run.code, 2, "{run:?}");
    run.says("AccessDenied");
    // It is not asked again and again.
    assert!(proxy.asked() < 20, "{} requests", proxy.asked());
    assert!(server.files().is_empty());
}

// ---- Hosts with troubles -----------------------------------------------------------------------

#[test]
fn a_host_that_is_busy_gets_its_time() {
    let Some(server) = Moto::start() else { return };
    for fault in [Fault::Busy, Fault::Broken, Fault::Drop] {
        let proxy = Faulty::before(server.port(), fault);
        let site = Site::new(&server);
        site.target(&server.yaml_at(proxy.port()));
        site.edit(fault as usize);
        let run = site.run(&["publish", "--yes", "--adopt", "--prune"]);
        assert_eq!(run.code, 0, "{fault:?}: {run:?}");
        assert!(proxy.faults() > 3, "{fault:?} came {} times", proxy.faults());
        served_alike(&site, &server);
    }
}

#[test]
fn a_full_disk_leaves_a_site_that_the_next_run_completes() {
    let Some(mounted) = Mounted::new() else { return };
    let target = mounted.target();
    let site = Site::new(&target);
    site.publish();
    let before = site.output();
    site.put("static/large.bin", &"x".repeat(8 << 20));
    site.edit(1);
    let run = site.run(&["publish", "--yes"]);
    assert_eq!(run.code, 2, "{run:?}");
    run.says("No space left");
    let there = target.files();
    for (path, bytes) in &before {
        assert!(
            there.get(path).is_some_and(|there| there == bytes || site.output().get(path) == Some(there)),
            "{path}"
        );
    }
    site.remove("static/large.bin");
    site.publish();
    served_alike(&site, &target);
}

// ---- What must not happen ----------------------------------------------------------------------

#[test]
fn nothing_of_somebody_else_is_replaced_or_removed() {
    let target = Directory::new();
    let site = Site::new(&target);
    fs::create_dir_all(target.folder()).unwrap();
    fs::write(target.folder().join("theirs.txt"), "theirs").unwrap();
    let run = site.run(&["publish", "--yes"]);
    assert_eq!(run.code, 2, "{run:?}");
    run.says("`--adopt`");
    assert_eq!(target.files().len(), 1);
    assert_eq!(site.run(&["publish", "--yes", "--adopt"]).code, 0);
    assert_eq!(target.files()["theirs.txt"], b"theirs");
    let run = site.run(&["publish", "--yes", "--prune", "--max-delete", "0"]);
    assert_eq!(run.code, 2, "{run:?}");
    run.says("1 files would be removed");
    assert_eq!(site.run(&["publish", "--yes", "--prune"]).code, 0);
    served_alike(&site, &target);
}

#[test]
fn the_site_itself_is_no_place_to_publish_to() {
    let site = Site::new(&Directory::new());
    for path in [".", "..", "public", "static/www", "/"] {
        for to in ["folder", "rsync"] {
            site.target(&format!("{{to: {to}, path: {path}}}"));
            let run = site.run(&["publish", "--yes", "--adopt", "--prune"]);
            assert_eq!(run.code, 2, "{to} {path}: {run:?}");
            run.says("holds files of the site itself");
        }
    }
    assert!(site.path("site.yaml").exists() && site.output().len() > 30);
}

#[test]
fn many_removals_need_a_word() {
    let target = Directory::new();
    let site = Site::new(&target);
    for number in 0..80 {
        site.put(&format!("static/{number}.txt"), "x");
    }
    site.publish();
    (0..60).for_each(|number| site.remove(&format!("static/{number}.txt")));
    let run = site.run(&["publish", "--yes"]);
    assert_eq!(run.code, 2, "{run:?}");
    run.says("60 files would be removed");
    assert!(target.files().contains_key("0.txt"));
    assert_eq!(site.run(&["publish", "--yes", "--max-delete", "60"]).code, 0);
    served_alike(&site, &target);
}

#[test]
fn errors_and_findings_stop_it() {
    let target = Directory::new();
    let site = Site::new(&target);
    site.put("content/bad.md", "no title");
    let run = site.run(&["publish", "--yes"]);
    assert_eq!(run.code, 1, "{run:?}");
    run.says("nothing was published");
    site.put("content/bad.md", "---\ntitle: x\nfacts: [{text: two}]\n---\none two\n");
    site.settings("checks: {no-source: error}\n");
    let run = site.run(&["publish", "--yes"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(target.files().is_empty());
}

#[test]
fn without_a_terminal_nobody_is_asked() {
    let target = Directory::new();
    let site = Site::new(&target);
    let run = site.run(&["publish"]);
    assert_eq!(run.code, 2, "{run:?}");
    run.says("`--yes`");
    assert!(site.run(&["publish", "--dry-run"]).stdout.contains("index.html"));
    assert!(target.files().is_empty());
}

#[test]
fn targets_are_chosen_by_name_or_as_the_default() {
    let site = Site::new(&Directory::new());
    site.settings("publish: {a: {to: folder, path: ../a}, b: {to: folder, path: ../b}}\n");
    site.run(&["publish", "--dry-run"]).says("which target is meant? there are `a`, `b`");
    site.run(&["publish", "aa", "--dry-run"]).says("did you mean `a`?");
    assert!(site.run(&["publish", "b", "--dry-run"]).stdout.contains("/b`"));
    site.settings("publish: {a: {to: folder, path: ../a}, b: {to: folder, path: ../b, default: true}}\n");
    assert!(site.run(&["publish", "--dry-run"]).stdout.contains("/b`"));
    for service in ["github", "gitlab", "forgejo"] {
        let run = site.run(&["publish", "b", "--print-ci", service]);
        assert!(run.code == 0 && run.stdout.contains("onrecord publish b --yes"), "{run:?}");
    }
}

#[test]
fn a_branch_is_replaced_or_continued() {
    for (history, commits) in [("true", 2), ("false", 1)] {
        let Some(server) = Bare::start() else { return };
        let site = Site::new(&server);
        site.target(&server.yaml().replace('}', &format!(", history: {history}, domain: news.example}}")));
        site.publish();
        site.edit(1);
        site.publish();
        assert_eq!(server.commits(), commits);
        assert_eq!(server.all_files()["CNAME"], b"news.example\n");
        assert_eq!(server.all_files()[".nojekyll"], b"");
    }
}

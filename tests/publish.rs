//! Publishing as an author meets it: the real program, and real servers on this machine.
//!
//! Each host goes through the same story ([`story`]); what it serves is compared byte for byte with the output folder.
//! A server that is not installed is skipped and named, but fails where `CI=true`. `ONRECORD_KILLS` says how often a
//! run is killed in the middle (otherwise three times).

#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "tests set up disks and servers and look at them")]
#![expect(clippy::print_stdout, reason = "a test that is skipped says why")]

#[path = "browser/chrome.rs"]
#[expect(dead_code, reason = "only a part of the driver is of use here")]
mod chrome;
#[path = "publish/dav.rs"]
mod dav;
#[path = "publish/doors.rs"]
mod doors;
#[path = "publish/faulty.rs"]
mod faulty;
#[path = "publish/git.rs"]
mod git;
#[path = "publish/rsync.rs"]
mod rsync;
#[path = "publish/secure.rs"]
mod secure;
#[path = "publish/servers.rs"]
mod servers;
#[path = "publish/site.rs"]
mod site;
#[path = "publish/stores.rs"]
mod stores;
#[path = "publish/story.rs"]
mod story;
#[path = "publish/web.rs"]
mod web;

use std::fs;
use std::path::PathBuf;
use std::thread;

use dav::Dav;
use faulty::{Fault, Faulty};
use git::Bare;
use rsync::{Daemon, Remote};
use secure::Shell;
use servers::{Directory, Mounted, Store, Target};
use site::{Site, served_alike};
#[cfg(feature = "publish-azure")]
use stores::Azurite;
#[cfg(feature = "publish-gcs")]
use stores::Google;
use stores::Moto;
use story::{story, whole};
use web::{BELOW, Nginx, site_below};

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
fn a_branch_over_https() {
    let Some(server) = Bare::https() else { return };
    story(&server);
}

#[test]
fn a_branch_over_ssh() {
    let Some(server) = Bare::ssh() else { return };
    story(&server);
}

#[test]
fn rsync_over_ssh() {
    let Some(server) = Remote::secure() else { return };
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
    story(&server);
}

#[test]
fn an_sftp_server() {
    let Some(server) = Shell::start() else { return };
    story(&server);
}

#[test]
fn a_webdav_folder() {
    let Some(server) = Dav::lighttpd() else { return };
    story(&server);
}

#[test]
fn a_webdav_folder_of_nginx() {
    let Some(server) = Dav::nginx() else { return };
    story(&server);
}

#[test]
fn a_webdav_folder_of_apache() {
    let Some(server) = Dav::apache() else { return };
    story(&server);
}

#[test]
fn a_bucket() {
    let Some(server) = Moto::start() else { return };
    story(&server);
}

#[cfg(feature = "publish-azure")]
#[test]
fn a_container() {
    let Some(server) = Azurite::start() else { return };
    story(&server);
    assert_eq!(server.header("index.html", "content-type"), "text/html; charset=utf-8");
    assert_eq!(server.header("index.html", "cache-control"), "public, max-age=0, must-revalidate");
}

#[cfg(feature = "publish-gcs")]
#[test]
fn a_bucket_of_google() {
    let Some(server) = Google::start() else { return };
    story(&server);
    let about = server.about("index.html");
    assert_eq!(about["contentType"], "text/html; charset=utf-8");
    assert_eq!(about["cacheControl"], "public, max-age=0, must-revalidate");
}

#[cfg(not(any(feature = "publish-azure", feature = "publish-gcs")))]
#[test]
fn a_host_that_this_build_leaves_out_says_how_to_get_it() {
    let site = Site::new(&Directory::new());
    for (yaml, feature) in [
        ("{to: azure, container: $web, account: x}", "--features publish-azure"),
        ("{to: gcs, bucket: x}", "--features publish-gcs"),
    ] {
        site.target(yaml);
        let run = site.run(&["publish", "--yes"]);
        assert_eq!(run.code, 2, "{run:?}");
        run.says(feature);
    }
}

#[test]
fn a_file_goes_with_its_type_and_how_long_it_keeps() {
    let Some(server) = Moto::start() else { return };
    let site = Site::new(&server);
    site.target(&server.yaml().replace('}', ", website: true}"));
    site.put("content/news/moved.md", "---\ntitle: Moved\ndate: 2025-01-02\naliases: [/old place/]\n---\nHere now.\n");
    site.publish();
    served_alike(&site, &server);
    let output = site.output();
    let style = output.keys().find(|name| name.ends_with(".css") && name.matches('.').count() > 1);
    let style = style.expect("a style sheet whose name changes with its bytes");
    for (path, kind, keep) in [
        ("index.html", "text/html; charset=utf-8", "public, max-age=0, must-revalidate"),
        (style.as_str(), "text/css; charset=utf-8", "public, max-age=31536000, immutable"),
        ("feed.xml", "text/xml; charset=utf-8", "public, max-age=0, must-revalidate"),
        ("files/3.bin", "application/octet-stream", "public, max-age=0, must-revalidate"),
    ] {
        assert_eq!(
            (server.header(path, "content-type").as_str(), server.header(path, "cache-control").as_str()),
            (kind, keep),
            "{path}"
        );
    }
    let redirect = "x-amz-website-redirect-location";
    assert_eq!(server.header("old place/index.html", redirect), "/news/moved/");
    assert_eq!(server.header("index.html", redirect), "");
    // Switched off, it is sent again without; and nothing else is.
    site.target(&server.yaml());
    let run = site.publish();
    assert!(run.stdout.contains("~ old place/index.html") && run.stdout.contains("  1 changed"), "{run:?}");
    assert_eq!(server.header("old place/index.html", redirect), "");
}

// ---- Hosts with troubles -----------------------------------------------------------------------

/// Does its work in several places at once, since most of it is waiting for time to pass.
fn side_by_side(work: &[&(dyn Fn() + Sync)]) {
    thread::scope(|scope| work.iter().for_each(|work| drop(scope.spawn(work))));
}

/// Each store behind a proxy that makes trouble; `act` gets the site, the store past the proxy, and the proxy.
fn stores_with(fault: Fault, act: impl Fn(&Site, &dyn Target, &Faulty) + Sync) {
    side_by_side(&[
        &|| store_with(Moto::start, fault, &act),
        &|| store_with(Dav::lighttpd, fault, &act),
        #[cfg(feature = "publish-azure")]
        &|| store_with(Azurite::start, fault, &act),
        #[cfg(feature = "publish-gcs")]
        &|| store_with(Google::start, fault, &act),
    ]);
}

fn store_with<T: Store>(start: fn() -> Option<T>, fault: Fault, act: impl Fn(&Site, &dyn Target, &Faulty)) {
    let Some(server) = start() else { return };
    let proxy = Faulty::before(server.port(), fault);
    let site = Site::new(&server);
    site.target(&server.yaml_at(proxy.port()));
    act(&site, &server, &proxy);
}

#[test]
fn a_host_that_is_busy_gets_its_time() {
    for fault in [Fault::Busy, Fault::Broken, Fault::Drop] {
        stores_with(fault, |site, target, proxy| {
            let run = site.run(&["publish", "--yes"]);
            assert_eq!(run.code, 0, "{fault:?}: {run:?}");
            assert!(proxy.faults() > 3, "{fault:?} came {} times", proxy.faults());
            served_alike(site, target);
        });
    }
}

#[test]
fn a_store_without_room_keeps_a_site_that_the_next_run_completes() {
    stores_with(Fault::Full, |site, target, _| {
        site.publish();
        let before = site.output();
        site.put("static/zz.bin", &"x".repeat(2 << 20));
        site.edit(1);
        let run = site.run(&["publish", "--yes"]);
        assert_eq!(run.code, 2, "{run:?}");
        run.says("no room left");
        whole(&before, &site.output(), &target.files());
        site.remove("static/zz.bin");
        site.publish();
        served_alike(site, target);
    });
}

#[test]
fn a_disk_that_is_full_or_read_only_keeps_a_site_that_the_next_run_completes() {
    side_by_side(&[
        &|| trouble_with_the_disk(|| Some(Directory::new()), Directory::folder),
        &|| trouble_with_the_disk(Remote::start, Remote::www),
        &|| trouble_with_the_disk(Remote::secure, Remote::www),
        &|| trouble_with_the_disk(Daemon::start, Daemon::www),
        &|| trouble_with_the_disk(Shell::start, Shell::www),
        &|| trouble_with_the_disk(Bare::start, Bare::objects),
        &|| trouble_with_the_disk(Bare::https, Bare::objects),
        &|| trouble_with_the_disk(Bare::ssh, Bare::objects),
    ]);
}

#[test]
fn a_full_disk_below_webdav() {
    // lighttpd does not say that there is no room, so it is asked again for a quarter of a minute.
    side_by_side(&[
        &|| trouble_with_the_disk(Dav::lighttpd, Dav::disk),
        &|| trouble_with_the_disk(Dav::nginx, Dav::disk),
        &|| trouble_with_the_disk(Dav::apache, Dav::disk),
    ]);
}

/// `disk` gives the folder of the server that becomes a small disk.
fn trouble_with_the_disk<T: Target>(start: impl Fn() -> Option<T>, disk: impl Fn(&T) -> PathBuf) {
    let Some(server) = start() else { return };
    let Some(mounted) = Mounted::at(&disk(&server)) else { return };
    let site = Site::new(&server);
    site.publish();
    let before = site.output();
    site.put("static/large.bin", &noise(8 << 20));
    site.edit(1);
    let run = site.run(&["publish", "--yes"]);
    assert_eq!(run.code, 2, "{run:?}");
    // lighttpd says no more than that something went wrong, or ends the connection to git.
    let words = ["No space left", "no room left", "500 Internal Server Error", "unexpected disconnect"];
    assert!(words.iter().any(|words| run.stderr.contains(words)), "{run:?}");
    whole(&before, &site.output(), &server.files());
    site.remove("static/large.bin");
    site.publish();
    served_alike(&site, &server);

    let before = site.output();
    site.edit(2);
    mounted.lock(true);
    let run = site.run(&["publish", "--yes"]);
    assert_eq!(run.code, 2, "{run:?}");
    whole(&before, &site.output(), &server.files());
    mounted.lock(false);
    site.publish();
    served_alike(&site, &server);
}

/// Text that cannot be compressed to nothing.
fn noise(len: usize) -> String {
    use std::fmt::Write as _;
    let (mut state, mut text) = (0x9e37_79b9_7f4a_7c15_u64, String::with_capacity(len + 16));
    while text.len() < len {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let _ = write!(text, "{state:016x}");
    }
    text
}

#[test]
fn two_publishers_at_once_do_not_mix() {
    let mut targets: Vec<Box<dyn Target>> = vec![Box::new(Directory::new())];
    targets.extend(Moto::start().map(|server| Box::new(server) as Box<dyn Target>));
    targets.extend(Bare::start().map(|server| Box::new(server) as Box<dyn Target>));
    for target in targets {
        let sites = [Site::new(&*target), Site::new(&*target)];
        sites[1].edit(1);
        let running: Vec<_> = sites
            .iter()
            .map(|site| {
                site.command(&["publish", "--yes"])
                    .stdout(std::process::Stdio::null())
                    .stderr(std::process::Stdio::piped())
                    .spawn()
                    .unwrap()
            })
            .collect();
        let ended: Vec<_> = running.into_iter().map(|child| child.wait_with_output().unwrap()).collect();
        let code = |n: usize| ended[n].status.code();
        let last = match (code(0), code(1)) {
            (Some(0), Some(2)) => 0,
            (Some(2), Some(0)) => 1,
            // One was quick enough to end before the other one began.
            (Some(0), Some(0)) => (0..2).find(|n| sites[*n].output() == target.files()).expect("one of the two"),
            codes => panic!("{codes:?}: {ended:?}"),
        };
        if let Some(second) = ended.iter().find(|ended| ended.status.code() == Some(2)) {
            let told = String::from_utf8_lossy(&second.stderr);
            let words = [
                "somebody else publishes here",
                "since the plan was made",
                "not put there by onrecord",
                "none of them was put",
            ];
            assert!(words.iter().any(|words| told.contains(words)), "{told}");
        }
        served_alike(&sites[last], &*target);
    }
}

// ---- How it is served --------------------------------------------------------------------------

#[test]
fn nginx_serves_it_below_a_path() {
    let (site, target, port) = site_below();
    site.publish();
    let Some(nginx) = Nginx::start(&site, port) else { return };
    let (here, packed) = (site.output(), target.files());
    for (path, bytes) in &here {
        let encoded = percent_encoding::utf8_percent_encode(path, percent_encoding::NON_ALPHANUMERIC).to_string();
        let (head, body) = nginx.get(&format!("{BELOW}{}", encoded.replace("%2F", "/")), "identity");
        // An old address has a rule of its own, unless one asks for the file behind it.
        assert!(head.starts_with("HTTP/1.1 200") || head.starts_with("HTTP/1.1 301"), "{path}: {head}");
        assert!(head.starts_with("HTTP/1.1 301") || body == *bytes, "`{path}` comes with other bytes");
        let keeps = head.contains("immutable");
        let is_stamped = path.matches('.').count() > 1 && (path.ends_with(".css") || path.ends_with(".js"));
        assert_eq!(keeps, is_stamped, "{path}: {head}");
        if let Some(variant) = packed.get(&format!("{path}.gz")) {
            let (head, body) = nginx.get(&format!("{BELOW}{}", encoded.replace("%2F", "/")), "gzip");
            let is_packed = head.to_lowercase().contains("content-encoding: gzip") && body == *variant;
            assert!(is_packed || head.starts_with("HTTP/1.1 301"), "{path}: {head}");
        }
    }
    for old in ["old%20place/", "old%20place", "news/older.html"] {
        let (head, _) = nginx.get(&format!("{BELOW}{old}"), "identity");
        assert!(head.starts_with("HTTP/1.1 301") && head.contains(&format!("{BELOW}news/moved/")), "{old}: {head}");
    }
    let (head, body) = nginx.get(&format!("{BELOW}nowhere"), "identity");
    assert!(head.starts_with("HTTP/1.1 404") && body == here["404.html"], "{head}");
    assert!(nginx.get(&format!("{BELOW}.onrecord-manifest"), "identity").0.starts_with("HTTP/1.1 404"));
    in_a_browser(&nginx);
    // A change while it serves.
    site.edit(5);
    site.publish();
    let (_, body) = nginx.get(&format!("{BELOW}news/article-3/"), "identity");
    assert_eq!(body, site.output()["news/article-3/index.html"]);
}

/// Opens every page that links lead to, from the home page on, and asks for whatever else they name.
fn in_a_browser(nginx: &Nginx) {
    let chrome = chrome::start("publish-profile", 1);
    let Some(mut chrome) = chrome::take(&chrome) else { return };
    let home = format!("{}{BELOW}", nginx.origin());
    let mut waiting = vec![home.clone()];
    let mut seen = std::collections::BTreeSet::from([home.clone()]);
    let (mut pages, mut others) = (0, 0);
    while let Some(url) = waiting.pop() {
        let is_page = url.ends_with('/') || url.ends_with(".html");
        if !is_page {
            let status = chrome.eval(&format!(
                "(() => {{ const ask = new XMLHttpRequest(); ask.open('GET', {url:?}, false); ask.send(); return ask.status; }})()"
            ));
            assert_eq!(status, 200, "{url}");
            others += 1;
            continue;
        }
        chrome.open(&url);
        assert_eq!(chrome.eval("performance.getEntriesByType('navigation')[0].responseStatus"), 200, "{url}");
        assert_eq!(chrome.console(), Vec::<String>::new(), "{url}");
        let fragments = "[...document.links].filter(a => a.hash && !a.hash.startsWith('#:~') && a.href.split('#')[0] === location.href.split('#')[0]).filter(a => !document.getElementById(decodeURIComponent(a.hash.slice(1)))).map(a => a.href)";
        assert_eq!(chrome.eval(fragments), serde_json::json!([]), "{url}");
        let all = "[...document.querySelectorAll('a[href], link[href], img[src], script[src]')].map(e => (e.href || e.src).split('#')[0])";
        for link in chrome.eval(all).as_array().expect("a list") {
            let link = link.as_str().expect("an address");
            if link.starts_with(&home) && seen.insert(link.to_owned()) {
                waiting.push(link.to_owned());
            }
        }
        pages += 1;
    }
    assert!(pages > 15 && others > 3, "{pages} pages, {others} others");
}

#[test]
fn variants_hold_the_same_words() {
    let target = Directory::new();
    let site = Site::new(&target);
    let run = site.run(&["publish", "--yes", "--precompress"]);
    assert_eq!(run.code, 0, "{run:?}");
    let (here, there) = (site.output(), target.files());
    let mut seen = std::collections::BTreeMap::new();
    for (path, bytes) in there.iter().filter(|(path, _)| !here.contains_key(*path)) {
        let (name, suffix) = path.rsplit_once('.').unwrap();
        let mut plain = Vec::new();
        match suffix {
            "gz" => drop(std::io::copy(&mut flate2::read::GzDecoder::new(&bytes[..]), &mut plain).unwrap()),
            "br" => brotli::BrotliDecompress(&mut &bytes[..], &mut plain).unwrap(),
            "zst" => plain = zstd::decode_all(&bytes[..]).unwrap(),
            _ => panic!("{path}"),
        }
        assert!(plain == here[name] && bytes.len() < plain.len(), "{path}");
        *seen.entry(suffix).or_insert(0) += 1;
    }
    assert!(seen.len() == 3 && seen.values().all(|count| *count > 20), "{seen:?}");
    // Again, they are there; a change changes its own; without them they go.
    let run = site.run(&["publish", "--yes", "--precompress=gzip,brotli,zstd"]);
    assert!(run.stdout.contains("are there as they should be"), "{run:?}");
    let run = site.run(&["publish", "--yes", "--precompress=brotli", "--max-delete", "1000"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(target.files().keys().all(|path| !path.ends_with(".gz") && !path.ends_with(".zst")));
    site.run(&["publish", "--yes", "--max-delete", "1000"]);
    served_alike(&site, &target);
    site.target("{to: git, repository: /nowhere, branch: x, precompress: true}");
    site.run(&["publish", "--dry-run"]).says("does not choose between variants");
}

#[test]
fn hosts_read_their_rules_from_files() {
    let target = Directory::new();
    let site = Site::new(&target);
    site.put("content/news/moved.md", "---\ntitle: Moved\ndate: 2025-01-02\naliases: [/old place/]\n---\nHere now.\n");
    let yaml = |rules: &str| target.yaml().replace('}', &format!(", rules: {rules}}}"));
    let text = |name: &str| String::from_utf8(target.files().get(name).expect("it was published").clone()).unwrap();
    for (rules, status) in [("netlify", "301!"), ("cloudflare", "301")] {
        site.target(&yaml(rules));
        site.publish();
        assert_eq!(
            text("_redirects"),
            format!("/old%20place/ /news/moved/ {status}\n/old%20place /news/moved/ {status}\n")
        );
        assert!(
            text("_headers").contains(".css\n  Cache-Control: public, max-age=31536000, immutable\n"),
            "{}",
            text("_headers")
        );
    }
    site.target(&yaml("static-web-apps"));
    site.publish();
    let config: serde_json::Value = serde_json::from_str(&text("staticwebapp.config.json")).unwrap();
    let route = serde_json::json!({"route": "/old%20place/", "redirect": "/news/moved/", "statusCode": 301});
    assert!(config["routes"].as_array().unwrap().contains(&route), "{config}");
    assert_eq!(config["responseOverrides"]["404"]["rewrite"], "/404.html");
    assert!(!target.files().contains_key("_redirects"));
    // A site's own file is left alone.
    site.target(&yaml("netlify"));
    site.put("static/_redirects", "/mine /yours 302\n");
    site.publish();
    assert_eq!(text("_redirects"), "/mine /yours 302\n");
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
        serde_yaml::from_str::<serde_yaml::Value>(&run.stdout).expect("a workflow is YAML");
    }
    let all = site.run(&["publish", "b", "--print", "ci"]).stdout;
    for file in [".github/workflows/publish.yml", ".gitlab-ci.yml", ".forgejo/workflows/publish.yml"] {
        assert!(all.contains(&format!("# {file}\n")), "{all}");
    }
    assert_eq!(all.matches("onrecord check\n").count(), 3, "{all}");
}

#[test]
fn a_branch_that_is_locked_for_a_moment_gets_its_time() {
    let Some(server) = Bare::start() else { return };
    let site = Site::new(&server);
    site.publish();
    site.edit(1);
    let lock = server.place().join("refs/heads/pages.lock");
    fs::write(&lock, "").unwrap();
    let mut running = site.command(&["publish", "--yes"]).stdout(std::process::Stdio::null()).spawn().unwrap();
    thread::sleep(std::time::Duration::from_secs(4));
    fs::remove_file(&lock).unwrap();
    assert_eq!(running.wait().unwrap().code(), Some(0));
    served_alike(&site, &server);
    // One that a broken push left is named, so that somebody can remove it.
    site.edit(2);
    fs::write(&lock, "").unwrap();
    let run = site.run(&["publish", "--yes"]);
    assert_eq!(run.code, 2, "{run:?}");
    run.says("refs/heads/pages.lock': File exists");
    run.says("tried 6 times");
    fs::remove_file(&lock).unwrap();
    site.publish();
    served_alike(&site, &server);
}

#[test]
fn a_branch_that_is_out_of_reach_for_a_moment_gets_its_time() {
    let Some(mut server) = Bare::https() else { return };
    let site = Site::new(&server);
    site.publish();
    site.edit(1);
    server.stop();
    let mut running = site.command(&["publish", "--yes"]).stdout(std::process::Stdio::null()).spawn().unwrap();
    thread::sleep(std::time::Duration::from_secs(3));
    server.resume();
    assert_eq!(running.wait().unwrap().code(), Some(0));
    served_alike(&site, &server);
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

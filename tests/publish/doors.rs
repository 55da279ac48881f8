//! Who may, and who may not: wrong passwords and keys, servers that are not known, places that may only be read.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::dav::Dav;
use crate::faulty::Fault;
#[cfg(feature = "publish-gcs")]
use crate::faulty::Faulty;
use crate::git::Bare;
use crate::rsync::{Daemon, Remote};
use crate::secure::{self, Shell};
use crate::servers::{Directory, Target};
use crate::site::{Site, served_alike};
#[cfg(feature = "publish-gcs")]
use crate::stores::Google;
use crate::stores::Moto;
#[cfg(feature = "publish-azure")]
use crate::stores::{Azurite, READER};
use crate::stores_with;

#[test]
fn a_wrong_password_is_told_and_not_shown() {
    const WRONG: &str = "certainly-wrong";
    fn some<T: Target + 'static>(server: Option<T>) -> Option<Box<dyn Target>> {
        server.map(|server| Box::new(server) as Box<dyn Target>)
    }
    let targets = [
        some(Daemon::start()),
        some(Remote::secure().map(Remote::forget)),
        some(Bare::https()),
        some(Bare::ssh().map(Bare::forget)),
        some(Dav::lighttpd()),
        some(Dav::nginx()),
        some(Dav::apache()),
        some(Shell::start()),
    ];
    for target in targets.into_iter().flatten() {
        let site = Site::new(&*target);
        site.set("ONRECORD_LIVE_PASSWORD", WRONG);
        site.set("ONRECORD_LIVE_TOKEN", WRONG);
        site.set("ONRECORD_LIVE_KEY", &secure::another_key());
        let run = site.run(&["publish", "--yes"]);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(!run.stderr.contains(WRONG) && !run.stdout.contains(WRONG), "{run:?}");
        let told = [
            "auth failed",
            "user or password are missing or wrong",
            "does not let",
            "Authentication failed",
            "Permission denied (publickey",
        ];
        assert!(told.iter().any(|words| run.stderr.contains(words)), "{run:?}");
        assert!(target.files().is_empty(), "something was published");
    }
}

#[test]
fn a_wrong_key_of_a_store_is_told_and_not_shown() {
    const WRONG: &str = "Y2VydGFpbmx5LXdyb25n";
    let mut targets: Vec<Box<dyn Target>> = Vec::new();
    if let Some(server) = Moto::start() {
        server.shut();
        targets.push(Box::new(server));
    }
    #[cfg(feature = "publish-azure")]
    targets.extend(Azurite::start().map(|server| Box::new(server) as Box<dyn Target>));
    for target in targets {
        let site = Site::new(&*target);
        for variable in ["AWS_SECRET_ACCESS_KEY", "ONRECORD_LIVE_KEY"] {
            site.set(variable, WRONG);
        }
        let run = site.run(&["publish", "--yes"]);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(!run.stderr.contains(WRONG) && !run.stdout.contains(WRONG), "{run:?}");
        assert!(
            run.stderr.contains("403") || run.stderr.contains("AccessKey") || run.stderr.contains("Authoriz"),
            "{run:?}"
        );
    }
}

#[cfg(feature = "publish-gcs")]
#[test]
fn a_wrong_token_of_google_is_told_and_not_shown() {
    use crate::servers::Store as _;
    const WRONG: &str = "certainly-wrong";
    let Some(server) = Google::start() else { return };
    // The server itself looks at no token.
    let proxy = Faulty::before(server.port(), Fault::Guarded("Bearer a-token-of-tests"));
    let site = Site::new(&server);
    site.target(&server.yaml_at(proxy.port()));
    site.set("ONRECORD_LIVE_TOKEN", WRONG);
    let run = site.run(&["publish", "--yes"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(!run.stderr.contains(WRONG) && !run.stdout.contains(WRONG), "{run:?}");
    run.says("401");
    // It is not asked again and again.
    assert!(proxy.asked() < 5 && server.files().is_empty(), "{} requests", proxy.asked());
    site.set("ONRECORD_LIVE_TOKEN", "a-token-of-tests");
    site.publish();
    served_alike(&site, &server);
}

#[test]
fn a_bucket_that_may_only_be_read_is_told() {
    let Some(server) = Moto::start() else { return };
    let site = Site::new(&server);
    // moto does not see that a list of what is below a path is signed.
    site.target(&server.yaml().replace("path: /www, ", ""));
    site.publish();
    let before = server.files_of("");
    site.edit(1);
    let (id, key) = server.reader();
    server.shut();
    site.set("AWS_ACCESS_KEY_ID", &id);
    site.set("AWS_SECRET_ACCESS_KEY", &key);
    let run = site.run(&["publish", "--yes"]);
    assert_eq!(run.code, 2, "{run:?}");
    run.says("AccessDenied");
    assert!(!run.stderr.contains(&key) && !run.stdout.contains(&key), "{run:?}");
    server.open();
    assert!(server.files_of("") == before, "something was published");
    site.publish();
    assert_eq!(server.files_of("")["index.html"], site.output()["index.html"]);
}

#[cfg(feature = "publish-azure")]
#[test]
fn a_container_that_may_only_be_read_is_told() {
    let Some(server) = Azurite::start() else { return };
    let site = Site::new(&server);
    site.publish();
    let before = site.output();
    site.edit(1);
    let key = server.environment().remove(0);
    site.set(&key.0, "");
    site.set("AZURE_STORAGE_SAS_TOKEN", READER);
    let run = site.run(&["publish", "--yes"]);
    assert_eq!(run.code, 2, "{run:?}");
    run.says("Authorization");
    assert!(!run.stderr.contains("iftYee9") && !run.stdout.contains("iftYee9"), "{run:?}");
    assert!(server.files() == before, "something was published");
    site.set(&key.0, &key.1);
    site.publish();
    served_alike(&site, &server);
}

#[test]
fn a_branch_that_may_only_be_read_is_told() {
    let Some(server) = Bare::https() else { return };
    let site = Site::new(&server);
    site.publish();
    let before = site.output();
    site.edit(1);
    server.lock(true);
    let run = site.run(&["publish", "--yes"]);
    assert_eq!(run.code, 2, "{run:?}");
    run.says("403");
    assert_eq!(server.files(), before);
    server.lock(false);
    site.publish();
    served_alike(&site, &server);
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
fn a_read_only_store_is_told() {
    stores_with(Fault::ReadOnly, |site, target, proxy| {
        let run = site.run(&["publish", "--yes"]);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.stderr.contains("AccessDenied") || run.stderr.contains("403"), "{run:?}");
        // It is not asked again and again.
        assert!(proxy.asked() < 20, "{} requests", proxy.asked());
        assert!(target.files().is_empty());
    });
}

//! Symbolic links: what they lead to is followed inside the site, and shown from outside only where somebody said so.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use crate::server::{Preview, Start, put};
use crate::{SETTINGS, same_as_built};

const SECRET: &str = "S-outside";

/// Folders beside the site: articles that are shared, and a file that is nobody's business.
fn outside(site: &Path) {
    let beside = site.parent().expect("lies in a folder");
    put(&beside.join("shared/a.md"), b"---\ntitle: Shared\n---\nShared words.\n");
    put(&beside.join("shared/deeper/b.md"), b"---\ntitle: Deeper\n---\nDeeper words.\n");
    put(&beside.join("secret.txt"), SECRET.as_bytes());
    put(&beside.join("secrets/key.txt"), SECRET.as_bytes());
}

fn linked(settings: &str, links: &'static [(&'static str, &'static str)]) -> Preview {
    let files = [("site.yaml", settings), ("content/news/one.md", ONE_PLAIN), ("static/own.css", "body {}")];
    Preview::of_started(&files, Start::default(), |site| {
        outside(site);
        for (to, at) in links {
            let at = site.join(at);
            fs::create_dir_all(at.parent().expect("is below")).expect("a folder");
            symlink(to, at).expect("is linked");
        }
    })
}

const ONE_PLAIN: &str = "---\ntitle: One\n---\nVersion 0.\n";

#[test]
fn a_link_out_of_the_site_is_not_shown() {
    let links: &[(&str, &str)] = &[
        ("../../secret.txt", "content/secret.txt"),
        ("../../secret.txt", "content/secret.svg"),
        ("../../secrets", "content/secrets"),
        ("../../secrets", "static/secrets"),
        ("/etc/passwd", "static/passwd"),
        ("/", "static/everything"),
        ("../..", "content/above"),
        ("..", "content/site"),
    ];
    let preview = linked(SETTINGS, links);
    for path in
        ["/secret.txt", "/secret/", "/secret.svg", "/secrets/key.txt", "/secrets/key/", "/passwd", "/everything/"]
    {
        let answer = preview.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.text().contains(SECRET) && !answer.text().contains("root:"), "{path}");
    }
    assert_eq!(preview.get("/site/site.yaml").status, 404, "nor the site's own settings");
    let overlay = preview.state().1;
    assert!(overlay.contains("`content/secret.txt` is a symbolic link out of the site"), "{overlay}");
    preview.until("the terminal says how to allow it", || preview.said().contains("to `follow_links` in `site.yaml`"));

    // A file that is replaced by such a link.
    preview.shows("/own.css", "body");
    preview.remove("static/own.css");
    symlink("../../secret.txt", preview.path("static/own.css")).expect("is linked");
    assert!(!preview.get("/own.css").text().contains(SECRET), "not for a moment");
    preview.answers("/own.css", 404);

    // The same in a build: it passes, with warnings, and none of it is in the output.
    let built = Command::new(env!("CARGO_BIN_EXE_onrecord")).args(["build", "--root"]).arg(&preview.root).output();
    let built = built.expect("onrecord runs");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    assert!(String::from_utf8_lossy(&built.stderr).contains("[link-away]"));
    for entry in walkdir::WalkDir::new(preview.path("public")).into_iter().flatten().filter(|e| e.file_type().is_file())
    {
        let text = String::from_utf8_lossy(&fs::read(entry.path()).expect("was listed")).into_owned();
        assert!(!text.contains(SECRET) && !text.contains("root:"), "{}", entry.path().display());
    }
}

#[test]
fn a_link_that_the_settings_name_is_followed() {
    let preview = linked(SETTINGS, &[("../../shared", "content/shared"), ("../../secret.txt", "static/secret.txt")]);
    preview.answers("/shared/a/", 404);
    preview.put("site.yaml", &format!("{SETTINGS}follow_links: [content/shared]\n"));
    preview.shows("/shared/a/", "Shared words.");
    preview.shows("/shared/deeper/b/", "Deeper words.");
    let beside = preview.root.parent().expect("lies in a folder").to_path_buf();
    put(&beside.join("shared/deeper/b.md"), b"---\ntitle: Deeper\n---\nChanged words.\n");
    preview.shows("/shared/deeper/b/", "Changed words.");
    put(&beside.join("shared/new/c.md"), b"---\ntitle: C\n---\nNew words.\n");
    preview.shows("/shared/new/c/", "New words.");
    fs::rename(beside.join("shared"), beside.join("aside")).expect("is renamed");
    preview.answers("/shared/a/", 404);
    fs::rename(beside.join("aside"), beside.join("shared")).expect("is renamed");
    preview.shows("/shared/a/", "Shared words.");
    put(&beside.join("shared/a.md"), b"---\ntitle: Shared\n---\nAnd again.\n");
    preview.shows("/shared/a/", "And again.");
    preview.settle();
    same_as_built(&preview, "/");
    assert_eq!(preview.get("/secret.txt").status, 404, "that was not named");
    preview.put("site.yaml", SETTINGS);
    preview.answers("/shared/a/", 404);
}

#[test]
fn the_sites_own_folders_may_be_links() {
    let files =
        [("site.yaml", SETTINGS), ("../words/news/one.md", ONE_PLAIN), ("../look/plain/templates/404.html", "A")];
    let preview = Preview::of_started(&files, Start::default(), |site| {
        symlink("../words", site.join("content")).expect("is linked");
        fs::create_dir(site.join("themes")).expect("is made");
        symlink("../../look/plain", site.join("themes/plain")).expect("is linked");
    });
    let beside = preview.root.parent().expect("lies in a folder").to_path_buf();
    preview.shows("/news/one/", "Version 0.");
    put(&beside.join("words/news/one.md"), ONE_PLAIN.replace('0', "1").as_bytes());
    preview.shows("/news/one/", "Version 1.");
    put(&beside.join("words/more/two.md"), b"---\ntitle: Two\n---\nMore words.\n");
    preview.shows("/more/two/", "More words.");
    preview.put("site.yaml", &format!("{SETTINGS}theme: plain\n"));
    preview.until("the theme shows", || preview.get("/nowhere/").text().contains('A'));
    put(&beside.join("look/plain/templates/404.html"), b"<body>Another look</body>");
    preview.until("its change shows", || preview.get("/nowhere/").text().contains("Another look"));
    // The link is turned to another folder, by way of a second link, which is turned as a release is switched.
    put(&beside.join("releases/2/news/one.md"), ONE_PLAIN.replace('0', "2").as_bytes());
    put(&beside.join("releases/3/news/one.md"), ONE_PLAIN.replace('0', "3").as_bytes());
    let turn = |to: &str| {
        symlink(to, beside.join("current.new")).expect("is linked");
        fs::rename(beside.join("current.new"), beside.join("current")).expect("is renamed");
    };
    turn("releases/2");
    symlink("../current", preview.path("content.new")).expect("is linked");
    preview.rename("content.new", "content");
    preview.shows("/news/one/", "Version 2.");
    turn("releases/3");
    preview.shows("/news/one/", "Version 3.");
    put(&beside.join("releases/3/news/one.md"), ONE_PLAIN.replace('0', "4").as_bytes());
    preview.shows("/news/one/", "Version 4.");
    preview.settle();
    same_as_built(&preview, "/");
}

#[test]
fn links_inside_the_site_show_every_change() {
    let links: &[(&str, &str)] = &[("news", "content/archive"), ("../drafts/two.md", "content/two.md")];
    let files = [("site.yaml", SETTINGS), ("content/news/one.md", ONE_PLAIN), ("drafts/two.md", ONE_PLAIN)];
    for options in [&[] as &[_], &["--poll"]] {
        let preview = Preview::of_started(&files, Start { options, ..Start::default() }, |site| {
            links.iter().for_each(|(to, at)| symlink(to, site.join(at)).expect("is linked"));
        });
        for number in 1..=3 {
            let text = ONE_PLAIN.replace('0', &number.to_string());
            preview.put(["content/news/one.md", "content/archive/one.md"][number % 2], &text);
            preview.put("drafts/two.md", &text);
            for path in ["/news/one/", "/archive/one/", "/two/"] {
                preview.shows(path, &format!("Version {number}."));
            }
        }
        preview.remove("drafts/two.md");
        preview.until("a link to nothing is told", || preview.state().1.contains("`content/two.md` cannot be read"));
        preview.put("drafts/two.md", ONE_PLAIN);
        preview.shows("/two/", "Version 0.");
        preview.until("and all is well again", || preview.state().1.is_empty());
        preview.settle();
        same_as_built(&preview, "/");
    }
}

//! What stands in a sidecar, and how: each is added to byte for byte, or left alone with one clear word.

use serde_json::json;

use super::{ARTICLE, Preview, wish};

const SIDECAR: &str = "content/flood.record.yaml";
const ENTRY: &str = "  - text: 5 percent\n    status: confirmed\n    sources: [report]\n";

/// A preview of the article with a sidecar of these bytes.
fn preview(sidecar: &str) -> Preview {
    Preview::start(&[("content/flood.md", ARTICLE), (SIDECAR, sidecar)], &[])
}

/// What is said when a fact cannot be added; the sidecar must be as it was.
#[track_caller]
fn refused(preview: &Preview, code: u16) -> String {
    let before = preview.text(SIDECAR);
    let (got, answer) = preview.post("annotate", &wish("5 percent"));
    assert_eq!(got, code, "{answer}");
    assert_eq!(preview.text(SIDECAR), before, "the file is untouched");
    assert!(!preview.folder.path().join(".onrecord-staging").exists(), "nothing is left behind");
    let error = answer["error"].as_str().expect("says why").to_owned();
    let folder = preview.folder.path().display().to_string();
    assert!(!error.contains(&folder) && !error.contains('\n'), "one plain line: {error}");
    error
}

#[test]
fn every_layout_is_kept_and_comes_back() {
    let crlf = |text: &str| text.replace('\n', "\r\n");
    for (before, after) in [
        (String::new(), format!("facts:\n{ENTRY}")),
        ("# to come\n\n".into(), format!("# to come\n\nfacts:\n{ENTRY}")),
        ("\u{feff}".into(), format!("\u{feff}facts:\n{ENTRY}")),
        (
            "\u{feff}facts: # all\n  - text: People left\n".into(),
            format!("\u{feff}facts: # all\n  - text: People left\n{ENTRY}"),
        ),
        (
            crlf("# mine\nfacts:\n  - text: People left\n"),
            crlf(&format!("# mine\nfacts:\n  - text: People left\n{ENTRY}")),
        ),
        ("facts:\n  - text: People left".into(), format!("facts:\n  - text: People left\n{ENTRY}")),
        (
            crlf("\u{feff}facts:\n  - text: People left"),
            crlf(&format!("\u{feff}facts:\n  - text: People left\n{ENTRY}")),
        ),
        (
            "facts:\n  - {text: People left}  # in flow\n".into(),
            format!("facts:\n  - {{text: People left}}  # in flow\n{ENTRY}"),
        ),
        (
            "---\nfacts:\n  - text: People left\n# end\n".into(),
            format!("---\nfacts:\n  - text: People left\n{ENTRY}# end\n"),
        ),
    ] {
        let preview = preview(&before);
        let (code, answer) = preview.post("annotate", &wish("5 percent"));
        assert_eq!(code, 200, "{before:?}: {answer}");
        assert_eq!(preview.text(SIDECAR), Some(after), "{before:?}");
        let (code, answer) = preview.post("undo", &json!({"undo": answer["undo"]}));
        assert_eq!(code, 200, "{before:?}: {answer}");
        assert_eq!(preview.text(SIDECAR), Some(before));
    }
}

#[test]
fn what_cannot_be_added_to_is_left_alone() {
    for (sidecar, told) in [
        ("facts: [{text: People left}]\n", "list of lines that begin with a hyphen"),
        ("facts: []\n", "list of lines that begin with a hyphen"),
        ("{facts: [{text: People left}]}\n", "list of lines that begin with a hyphen"),
        ("facts:\n", "holds nothing"),
        ("facts: none\n", "is not a list"),
        ("- text: People left\n", "not a map"),
        ("facts:\n  - text: \"People\n", "not valid YAML"),
    ] {
        let error = refused(&preview(sidecar), 409);
        assert!(error.contains(told), "{sidecar:?}: {error}");
    }
    let preview = preview("");
    preview.put_bytes(SIDECAR, b"facts:\n  - text: caf\xe9\n");
    let (code, answer) = preview.post("annotate", &wish("5 percent"));
    assert_eq!(code, 409, "{answer}");
    assert!(answer["error"].as_str().is_some_and(|error| error.contains("UTF-8")), "{answer}");
    assert_eq!(std::fs::read(preview.folder.path().join(SIDECAR)).expect("is there"), b"facts:\n  - text: caf\xe9\n");
}

#[test]
fn a_sidecar_that_is_read_only_stays_as_it_is() {
    let preview = preview("facts:\n  - text: People left\n");
    let path = preview.folder.path().join(SIDECAR);
    let mut permissions = std::fs::metadata(&path).expect("is there").permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&path, permissions).expect("is ours");
    let error = refused(&preview, 409);
    assert!(error.contains("flood.record.yaml`: it is read-only"), "{error}");
}

#[cfg(unix)]
#[test]
fn a_sidecar_that_is_a_link_stays_one() {
    let preview = Preview::start(&[("content/flood.md", ARTICLE)], &[]);
    let (elsewhere, link) = (preview.folder.path().join("elsewhere.yaml"), preview.folder.path().join(SIDECAR));
    std::fs::write(&elsewhere, "facts:\n  - text: People left\n").expect("is written");
    std::os::unix::fs::symlink(&elsewhere, &link).expect("is made");
    let error = refused(&preview, 409);
    assert!(error.contains("symbolic link"), "{error}");
    assert!(std::fs::symlink_metadata(&link).expect("is there").is_symlink(), "the link is still one");
    // Nor is a link that leads nowhere taken for a place that is free.
    std::fs::remove_file(&elsewhere).expect("is removed");
    let error = refused(&preview, 409);
    assert!(error.contains("symbolic link"), "{error}");
    assert!(std::fs::symlink_metadata(&link).expect("is there").is_symlink() && !elsewhere.exists());
}

#[test]
fn a_folder_in_the_sidecars_place_stays_one() {
    let preview = Preview::start(&[("content/flood.md", ARTICLE)], &[]);
    std::fs::create_dir(preview.folder.path().join(SIDECAR)).expect("is made");
    let error = refused(&preview, 409);
    assert!(error.contains("not a plain file"), "{error}");
}

/// The page is of a moment ago; what is written fits what stands on the disk now.
#[test]
fn what_was_saved_since_the_page_was_made_counts() {
    let preview = preview("# one\n");
    preview.put("content/flood.md", &ARTICLE.replace("5 percent", "6 percent"));
    let error = refused(&preview, 409);
    assert!(error.contains("6 percent"), "the nearest words are told: {error}");
    preview.put("content/flood.md", &format!("{}\nMore.\n", ARTICLE.replace("The price", "Then the price")));
    preview.put(SIDECAR, "# two\nfacts:\n  - text: People left\n");
    assert_eq!(preview.post("annotate", &wish("5 percent")).0, 200);
    assert_eq!(preview.text(SIDECAR), Some(format!("# two\nfacts:\n  - text: People left\n{ENTRY}")));
}

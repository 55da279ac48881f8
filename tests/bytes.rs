//! Input files that Markdown cannot hold: what is no UTF-8, and what is no text.

mod common;

use onrecord::project::Options;

/// What is told of a site with one article of these bytes.
fn told(bytes: &[u8]) -> Vec<String> {
    let files = [("content/a.md".to_owned(), bytes.to_vec())];
    common::build(&files, Options::default()).told.into_iter().map(|told| told.to_string()).collect()
}

#[test]
fn latin_1_is_told_with_its_place() {
    let told = told(b"---\ntitle: A\n---\nThe caf\xe9.\n");
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(
        told[0].starts_with(
            "content/a.md:1:1 error not-utf-8: `content/a.md` is not UTF-8: byte 0xe9 in line 4, column 8"
        ),
        "{}",
        told[0]
    );
    assert!(told[0].contains("iconv -f LATIN1 -t UTF-8"), "{}", told[0]);
}

#[test]
fn utf_16_is_told() {
    for bytes in [b"\xff\xfe-\0-\0-\0".as_slice(), b"\xfe\xff\0-\0-\0-"] {
        let told = told(bytes);
        assert_eq!(told.len(), 1, "{told:#?}");
        assert!(told[0].contains("error not-utf-8: `content/a.md` is UTF-16, not UTF-8"), "{}", told[0]);
    }
}

#[test]
fn a_picture_with_the_wrong_ending_is_told() {
    let told = told(b"\x89PNG\r\n\x1a\n\0\0\0");
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(told[0].contains("error binary-file: `content/a.md` is not a text file"), "{}", told[0]);
}

#[test]
fn a_cut_character_at_the_end_is_told() {
    let told = told(b"---\ntitle: A\n---\nThe caf\xc3");
    assert!(told[0].contains("line 4, column 8"), "{told:#?}");
}

#[test]
fn one_bad_file_does_not_hide_the_others() {
    let files = [
        ("content/a.md".to_owned(), b"caf\xe9".to_vec()),
        ("content/b.md".to_owned(), b"no title".to_vec()),
        ("content/_record/people.yaml".to_owned(), b"caf\xe9: {name: x}".to_vec()),
        ("templates/article.html".to_owned(), b"caf\xe9".to_vec()),
    ];
    let told = common::build(&files, Options::default()).told;
    let codes: Vec<&str> = told.iter().map(|told| told.line.split_whitespace().nth(2).unwrap_or_default()).collect();
    assert_eq!(codes, ["not-utf-8:", "not-utf-8:", "no-title:", "not-utf-8:"], "{told:#?}");
}

#[test]
fn bytes_of_files_to_copy_do_not_matter() {
    let bytes = b"\x89PNG\r\n\x1a\n\0\0\0".to_vec();
    let files = [("content/a.pdf".to_owned(), bytes.clone()), ("static/b.bin".to_owned(), bytes)];
    assert_eq!(common::build(&files, Options::default()).told, []);
}

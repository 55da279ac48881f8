//! The real program on a real disk: exit codes, the closing line, and above all what happens to files.

#![expect(clippy::disallowed_methods, reason = "tests set up a disk and look at it")]
#![expect(clippy::print_stdout, reason = "a skipped test says why")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

#[path = "common/picture.rs"]
mod picture;
#[path = "common/program.rs"]
mod program;

use program::{Run, files_below, put};

/// A site in a folder of its own, which vanishes with it.
struct Site {
    folder: TempDir,
}

impl Site {
    /// A site with settings and two articles that share a fact.
    fn new() -> Self {
        let site = Self { folder: tempfile::tempdir().expect("a folder for tests") };
        site.put("site.yaml", "title: Test\nbase_url: https://example.org\nshare_images: none\n");
        site.put("content/_record/facts.yaml", "year: {statement: It was designed in 1837.}\n");
        site.put("content/news/one.md", "---\ntitle: One\ndate: 2025-01-01\n---\nIn [1837](#fact:year).\n");
        site.put("content/news/two.md", "---\ntitle: Two\ndate: 2025-01-02\n---\nAlso in [1837](#fact:year).\n");
        site.put("content/notes/alone.md", "---\ntitle: Alone\n---\nJust words.\n");
        site
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    fn put(&self, path: &str, text: &str) {
        put(&self.path(path), text);
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    fn has(&self, path: &str) -> bool {
        self.path(path).symlink_metadata().is_ok()
    }

    fn run(&self, args: &[&str]) -> Run {
        run(self.root(), args)
    }

    fn build(&self) -> Run {
        self.run(&["build"])
    }

    /// Builds, and expects that all is well.
    fn built(&self) -> Run {
        let run = self.build();
        assert_eq!(run.code, 0, "{run:?}");
        run
    }

    /// All files in the output, the ledger aside.
    fn output(&self) -> Vec<String> {
        let mut files = files_below(&self.path("public"));
        files.retain(|file| file != ".onrecord-ledger");
        files
    }
}

impl Run {
    /// The numbers of the closing line: pages, written, unchanged, removed.
    fn counts(&self) -> [usize; 4] {
        let line = self.stdout.lines().next().unwrap_or_else(|| panic!("there is no closing line: {self:?}"));
        let mut numbers = line.split([' ', ':', ',']).filter_map(|word| word.parse().ok());
        std::array::from_fn(|_| numbers.next().unwrap_or_else(|| panic!("numbers are missing in {line:?}")))
    }

    fn written(&self) -> usize {
        self.counts()[1]
    }

    fn removed(&self) -> usize {
        self.counts()[3]
    }

    fn says(&self, words: &str) {
        assert!(self.stderr.contains(words), "{words:?} is not in:\n{}", self.stderr);
    }
}

fn run(folder: &Path, args: &[&str]) -> Run {
    program::fed(&mut program::program(folder, args), "")
}

// ---- Pictures --------------------------------------------------------------------------------

/// A site with one article that shows a picture of 1,000 pixels.
fn illustrated() -> Site {
    let site = Site::new();
    site.put("content/news/three.md", "---\ntitle: Three\n---\n![It](wide.png)\n");
    put_bytes(&site.path("content/news/wide.png"), &picture::picture(1000, 400, 0));
    site
}

fn put_bytes(path: &Path, bytes: &[u8]) {
    put(path, "");
    fs::write(path, bytes).expect("is written");
}

#[test]
fn prints_are_made_once_and_kept() {
    let site = illustrated();
    site.built();
    let prints = || files_below(&site.path("public/pictures"));
    let first = prints();
    assert_eq!(first.len(), 2, "{first:?}");
    assert_eq!(files_below(&site.path(".onrecord/cache/pictures")), first);
    assert_eq!(site.built().written(), 0);

    // What is kept is used: this one is whole, and not what would be made.
    let kept = site.path(".onrecord/cache/pictures").join(&first[0]);
    let other = fs::read(site.path(".onrecord/cache/pictures").join(&first[1])).expect("is kept");
    fs::write(&kept, &other).expect("is written");
    fs::remove_dir_all(site.path("public")).expect("is removed");
    site.built();
    assert!(fs::read(site.path("public/pictures").join(&first[0])).expect("is there") == other);

    // What is cut short is made again, and whoever deletes all of it loses nothing.
    fs::write(&kept, &other[..other.len() / 2]).expect("is written");
    fs::remove_dir_all(site.path("public")).expect("is removed");
    site.built();
    let made = fs::read(site.path("public/pictures").join(&first[0])).expect("is there");
    fs::remove_dir_all(site.path(".onrecord/cache")).expect("is removed");
    fs::remove_dir_all(site.path("public")).expect("is removed");
    site.built();
    assert!(fs::read(site.path("public/pictures").join(&first[0])).expect("is there") == made);
    assert!(made != other);
}

#[test]
fn prints_follow_their_picture() {
    let site = illustrated();
    site.built();
    let prints = || files_below(&site.path("public/pictures"));
    let first = prints();
    put_bytes(&site.path("content/news/wide.png"), &picture::picture(1000, 400, 1));
    site.built();
    let second = prints();
    assert!(second.len() == 2 && second.iter().all(|print| !first.contains(print)), "{second:?}");
    assert!(second.iter().all(|print| site.read("public/news/three/index.html").contains(print)));
    fs::remove_file(site.path("content/news/wide.png")).expect("is removed");
    site.built().says("file-missing");
    assert!(!site.has("public/pictures"));
}

#[test]
fn a_broken_picture_is_told_in_every_build_and_copied() {
    let site = illustrated();
    let mut bytes = picture::picture(1000, 400, 0);
    let middle = bytes.len() / 2;
    bytes[middle..middle + 8].fill(0xff);
    put_bytes(&site.path("content/news/wide.png"), &bytes);
    for _ in 0..2 {
        site.built().says("warning[picture-broken]");
        assert!(fs::read(site.path("public/news/wide.png")).expect("is copied") == bytes);
        for print in files_below(&site.path("public/pictures")) {
            assert!(fs::read(site.path("public/pictures").join(print)).expect("is there") == bytes);
        }
        assert!(!site.has(".onrecord/cache/pictures"));
    }
}

#[test]
fn share_images_follow_their_words() {
    let site = Site::new();
    site.put("site.yaml", "title: Test\nbase_url: https://example.org\nshare_images: articles\n");
    site.built();
    let image = || fs::read(site.path("public/share/news/one.png")).expect("is drawn");
    let (first, page) = (image(), site.read("public/news/one/index.html"));
    assert!(page.contains("<meta property=\"og:image\" content=\"https://example.org/share/news/one.png?v="));
    assert_eq!(site.built().written(), 0);
    site.put("content/news/one.md", "---\ntitle: Another\ndate: 2025-01-01\n---\nIn [1837](#fact:year).\n");
    site.built();
    assert!(image() != first);
    let version = |page: &str| page.split("one.png?v=").nth(1).map(|rest| rest[..8].to_owned());
    assert_ne!(version(&site.read("public/news/one/index.html")), version(&page));
}

// ---- Building --------------------------------------------------------------------------------

#[test]
fn builds_a_site() {
    let site = Site::new();
    let run = site.built();
    assert!(run.stdout.starts_with(&format!("{} pages: ", run.counts()[0])), "{}", run.stdout);
    assert!(run.stdout.trim_end().ends_with("ms") || run.stdout.trim_end().ends_with('s'), "{}", run.stdout);
    assert_eq!(run.stderr, "");
    assert_eq!(run.written(), site.output().len());
    assert!(site.read("public/news/one/index.html").contains("Also in <a href=\"../../news/two/#f-year\">Two</a>"));
    for file in ["index.html", "404.html", "feed.xml", "sitemap.xml", "style.css", "facts/year/index.html"] {
        assert!(site.has(&format!("public/{file}")), "{file}");
    }
}

/// The one style sheet that a page links to, by its path from the output's root.
fn style_of(site: &Site, page: &str) -> String {
    let html = site.read(&format!("public/{page}"));
    let links: Vec<&str> = html.split("rel=\"stylesheet\" href=\"").skip(1).collect();
    assert_eq!(links.len(), 1, "{html}");
    links[0].split('"').next().expect("a first part").trim_start_matches(['.', '/']).to_owned()
}

#[test]
fn a_style_sheet_with_other_bytes_has_another_name() {
    let site = Site::new();
    site.put("static/style.css", "p { color: red }");
    site.built();
    let red = style_of(&site, "index.html");
    assert_eq!(style_of(&site, "news/one/index.html"), red);
    assert_eq!(site.read(&format!("public/{red}")), "p { color: red }");
    assert_eq!(site.read("public/style.css"), "p { color: red }", "for those who link to it by its own name");
    site.put("static/style.css", "p { color: blue }");
    let run = site.built();
    let blue = style_of(&site, "index.html");
    assert_ne!(blue, red);
    assert_eq!(site.read(&format!("public/{blue}")), "p { color: blue }");
    assert!(!site.has(&format!("public/{red}")), "nothing links to the old one");
    assert!(run.counts()[1] > 5, "every page says its new name: {:?}", run.counts());
}

#[test]
fn a_template_that_asks_for_a_missing_file_is_told() {
    let site = Site::new();
    site.put("templates/404.html", "<p>{{ asset(path=\"stlye.css\") }}");
    let run = site.run(&["build"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.contains("templates/404.html:1:"), "{}", run.stderr);
    assert!(run.stderr.contains("no file `stlye.css`") && run.stderr.contains("`style.css`"), "{}", run.stderr);
}

#[test]
fn pages_are_small_if_wanted() {
    let site = Site::new();
    site.built();
    let page = site.read("public/news/one/index.html");
    let settings = site.read("site.yaml");
    site.put("site.yaml", &format!("{settings}\nminify: true\n"));
    site.built();
    let small = site.read("public/news/one/index.html");
    assert!(small.len() < page.len() && !small.contains("\n\n") && !small.contains("\n "), "{small}");
    let words = |html: &str| html.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(words(&small), words(&page), "only white space went");
}

#[test]
fn a_second_build_writes_nothing() {
    let site = Site::new();
    let files = site.built().written();
    let stamps = |site: &Site| -> Vec<_> {
        let modified = |file: &String| site.path(&format!("public/{file}")).metadata().unwrap().modified().unwrap();
        files_below(&site.path("public")).iter().map(modified).collect()
    };
    let before = stamps(&site);
    let run = site.built();
    assert_eq!(run.counts()[1..], [0, files, 0]);
    assert_eq!(stamps(&site), before, "not even the ledger is touched");
}

#[test]
fn a_new_article_changes_few_of_those_with_its_tag() {
    let site = Site::new();
    site.put(
        "site.yaml",
        "title: Test\nbase_url: https://example.org\nshare_images: none\npaginate: 1000\nsearch: false\n",
    );
    let article = |number: usize| {
        let (month, day) = (number / 28 + 1, number % 28 + 1);
        format!("---\ntitle: No. {number}\ndate: 2024-{month:02}-{day:02}\ntags: [all]\n---\nWords.\n")
    };
    for number in (0..200).filter(|number| *number != 100) {
        site.put(&format!("content/{number}.md"), &article(number));
    }
    site.built();
    site.put("content/100.md", &article(100));
    let run = site.built();
    // Itself, its neighbours, a dozen that name related articles, and the lists that show all.
    assert!((10..40).contains(&run.written()), "{}", run.stdout);
    assert!(site.read("public/100/index.html").contains("related-title"));
}

#[test]
fn an_edited_body_writes_what_shows_it() {
    let site = Site::new();
    site.built();
    // Neither lists nor other articles show what stands below the first paragraph; the feed does, but holds no undated article.
    site.put("content/notes/alone.md", "---\ntitle: Alone\n---\nJust words.\n\nAnd one more paragraph.\n");
    let run = site.built();
    // The page, the words of the search index and its manifest.
    assert_eq!(run.written(), 3, "{}", run.stdout);
    assert!(site.read("public/notes/alone/index.html").contains("one more paragraph"));
}

#[test]
fn an_edited_title_writes_all_that_show_it() {
    let site = Site::new();
    let all = site.built().written();
    site.put("content/news/two.md", "---\ntitle: Changed\ndate: 2025-01-02\n---\nAlso in [1837](#fact:year).\n");
    let written = site.built().written();
    assert!(written > 3 && written < all, "{written} of {all}");
    for page in ["news/one", "news/two", "news", "facts/year", "."] {
        assert!(site.read(&format!("public/{page}/index.html")).contains("Changed"), "{page}");
    }
}

#[test]
fn a_changed_fact_changes_in_every_article() {
    let site = Site::new();
    site.built();
    site.put("content/_record/facts.yaml", "year: {statement: It was designed in 1834., status: corrected}\n");
    site.built();
    for page in ["news/one", "news/two", "facts/year", "facts"] {
        assert!(site.read(&format!("public/{page}/index.html")).contains("designed in 1834"), "{page}");
    }
}

#[test]
fn a_changed_template_writes_its_pages() {
    let site = Site::new();
    site.built();
    site.put("templates/robots.txt", "User-agent: none\n");
    let run = site.built();
    assert_eq!(run.written(), 1, "{}", run.stdout);
    assert_eq!(site.read("public/robots.txt"), "User-agent: none\n");
}

#[test]
fn two_builds_are_the_same_byte_for_byte() {
    let (one, two) = (Site::new(), Site::new());
    one.built();
    two.built();
    assert_eq!(one.output(), two.output());
    for file in one.output() {
        let read = |site: &Site| fs::read(site.path(&format!("public/{file}"))).unwrap();
        assert_eq!(read(&one), read(&two), "{file}");
    }
}

#[test]
fn a_removed_article_takes_its_page_and_empty_folders_along() {
    let site = Site::new();
    site.built();
    assert!(site.has("public/notes/alone/index.html"));
    fs::remove_dir_all(site.path("content/notes")).unwrap();
    let run = site.built();
    assert_eq!(run.removed(), 2, "the article and its section: {}", run.stdout);
    assert!(!site.has("public/notes"));
}

#[test]
fn a_page_that_moves_leaves_nothing_behind() {
    let site = Site::new();
    site.built();
    site.put("content/notes/alone.md", "---\ntitle: Alone\nslug: moved\n---\nJust words.\n");
    site.built();
    assert!(site.has("public/notes/moved/index.html") && !site.has("public/notes/alone"));
}

#[test]
fn a_file_may_become_a_folder_and_back() {
    let site = Site::new();
    site.put("static/x", "a file");
    site.built();
    fs::remove_file(site.path("static/x")).unwrap();
    site.put("static/x/y", "a file below");
    site.built();
    assert_eq!(site.read("public/x/y"), "a file below");
    fs::remove_dir_all(site.path("static/x")).unwrap();
    site.put("static/x", "a file again");
    site.built();
    assert_eq!(site.read("public/x"), "a file again");
}

#[test]
fn a_deleted_page_comes_back() {
    let site = Site::new();
    site.built();
    fs::remove_file(site.path("public/news/one/index.html")).unwrap();
    assert_eq!(site.built().written(), 1);
    assert!(site.has("public/news/one/index.html"));
}

#[test]
fn a_page_that_somebody_changed_is_put_right() {
    let site = Site::new();
    site.built();
    site.put("public/news/one/index.html", "vandalism");
    assert_eq!(site.built().written(), 1);
    assert!(site.read("public/news/one/index.html").contains("<h1>One</h1>"));
}

// ---- Options ---------------------------------------------------------------------------------

#[test]
fn writes_to_another_folder() {
    let site = Site::new();
    let out = tempfile::tempdir().unwrap();
    let target = out.path().join("deep/site");
    let run = site.run(&["build", "--out", target.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(target.join("news/one/index.html").exists() && !site.has("public"));
}

#[test]
fn builds_from_elsewhere() {
    let site = Site::new();
    let elsewhere = tempfile::tempdir().unwrap();
    let ran = run(elsewhere.path(), &["build", "--root", site.root().to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(site.has("public/index.html"));
    assert_eq!(files_below(elsewhere.path()), [""; 0], "nothing lands where one happens to stand");
}

#[test]
fn drafts_and_future_articles_are_built_when_asked_for() {
    let site = Site::new();
    site.put("content/draft.md", "---\ntitle: Draft\ndraft: true\n---\n");
    site.put("content/future.md", "---\ntitle: Future\ndate: 9999-01-01\n---\n");
    site.built();
    assert!(!site.has("public/draft") && !site.has("public/future"));
    assert_eq!(site.run(&["build", "--drafts", "--future"]).code, 0);
    assert!(site.has("public/draft/index.html") && site.has("public/future/index.html"));
    site.built();
    assert!(!site.has("public/draft") && !site.has("public/future"), "what is not asked for any more goes");
}

#[test]
fn another_address_for_one_build() {
    let site = Site::new();
    assert_eq!(site.run(&["build", "--base-url", "https://preview.example.com/x"]).code, 0);
    assert!(site.read("public/sitemap.xml").contains("<loc>https://preview.example.com/x/news/one/</loc>"));
    let run = site.run(&["build", "--base-url", "preview"]);
    assert_eq!(run.code, 1);
    run.says("`preview` cannot be the site's address");
}

#[test]
fn quiet_prints_nothing_but_diagnostics() {
    let site = Site::new();
    let run = site.run(&["build", "--quiet"]);
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, "", ""));
    site.put("content/a.md", "---\ntitle: A\ntagz: x\n---\n");
    let run = site.run(&["build", "--quiet"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
    run.says("unknown key `tagz`");
}

#[test]
fn timings_tell_the_stages() {
    let site = Site::new();
    let run = site.run(&["build", "--timings"]);
    for stage in ["files", "parsing", "linking", "theme and plan", "views, templates, files", "in all"] {
        assert!(
            run.stdout.lines().any(|line| line.contains(stage) && line.ends_with(" ms")),
            "{stage}: {}",
            run.stdout
        );
    }
    assert!(run.stdout.contains(" parsed of ") && run.stdout.contains(" pages rendered of "), "{}", run.stdout);
}

#[test]
fn unknown_arguments_end_with_two() {
    let site = Site::new();
    for args in [&["biuld"][..], &["build", "--drfats"], &[]] {
        assert_eq!(site.run(args).code, 2, "{args:?}");
    }
    site.run(&["biuld"]).says("build");
    for args in [&["--help"][..], &["build", "--help"], &["--version"]] {
        assert_eq!(site.run(args).code, 0, "{args:?}");
    }
}

// ---- Mistakes --------------------------------------------------------------------------------

#[test]
fn errors_leave_the_last_build_alone() {
    let site = Site::new();
    site.built();
    let before = (site.output(), site.read("public/news/one/index.html"));
    site.put("content/news/one.md", "---\ntitle: One, changed\n---\nIn [1837](#fact:yaer).\n");
    site.put("content/new.md", "---\ntitle: New\n---\n");
    let run = site.build();
    assert_eq!(run.code, 1);
    run.says("error[unknown-id]: there is no fact `yaer`");
    run.says("content/news/one.md:4:4");
    run.says("did you mean `year`?");
    assert!(run.stderr.trim_end().ends_with("1 error; nothing was written"), "{}", run.stderr);
    assert_eq!(run.stdout, "");
    assert_eq!((site.output(), site.read("public/news/one/index.html")), before);
}

#[test]
fn errors_make_no_folder() {
    let site = Site::new();
    site.put("content/bad.md", "no title\n");
    assert_eq!(site.build().code, 1);
    assert!(!site.has("public"));
}

#[test]
fn errors_in_templates_leave_the_last_build_alone() {
    let site = Site::new();
    site.built();
    let before = (site.output(), site.read("public/index.html"));
    // It is found while pages are made, and some pages are made without it.
    site.put("templates/fact.html", "{{ fact.no_such_thing }}");
    site.put("content/new.md", "---\ntitle: New\ndate: 2025-02-02\n---\n");
    let run = site.build();
    assert_eq!(run.code, 1);
    run.says("templates/fact.html:1:9");
    run.says("while making the page `/facts/year/`");
    assert!(run.stderr.trim_end().ends_with("nothing was written"), "{}", run.stderr);
    assert_eq!((site.output(), site.read("public/index.html")), before);
    fs::remove_file(site.path("templates/fact.html")).unwrap();
    site.built();
    assert!(site.has("public/new/index.html"));
}

#[test]
fn errors_in_templates_make_no_folder() {
    let site = Site::new();
    site.put("templates/fact.html", "{{ fact.no_such_thing }}");
    assert_eq!(site.build().code, 1);
    assert!(!site.has("public"), "{:?}", files_below(site.root()));
}

#[test]
fn warnings_are_counted_and_stop_nothing() {
    let site = Site::new();
    site.put("content/a.md", "---\ntitle: A\ntagz: x\n---\n");
    let run = site.built();
    assert!(run.stdout.contains(", 1 warning, in "), "{}", run.stdout);
    run.says("warning[unknown-key]: unknown key `tagz`");
}

#[test]
fn a_folder_that_is_no_site() {
    let folder = tempfile::tempdir().unwrap();
    let ran = run(folder.path(), &["build"]);
    assert_eq!(ran.code, 1);
    ran.says("there is no `site.yaml` here");
    ran.says("onrecord new DIR");
    let ran = run(folder.path(), &["build", "--root", "nowhere"]);
    assert_eq!(ran.code, 2);
    ran.says("there is no folder `nowhere`");
    assert_eq!(files_below(folder.path()), [""; 0]);
}

// ---- The output folder is not all ours ---------------------------------------------------------

#[test]
fn a_folder_that_is_somebody_elses_is_refused() {
    let site = Site::new();
    site.put("public/holiday.jpg", "jpg");
    let run = site.build();
    assert_eq!(run.code, 2);
    run.says("is not empty and was not made by onrecord");
    run.says("--out");
    assert_eq!(site.output(), ["holiday.jpg"]);
}

#[test]
fn an_empty_folder_is_taken() {
    let site = Site::new();
    fs::create_dir(site.path("public")).unwrap();
    site.built();
}

#[test]
fn a_build_that_was_stopped_before_its_first_page_stood_is_taken_up() {
    let site = Site::new();
    site.put("public/.onrecord-staging/0", "half a pa");
    site.built();
    assert!(!site.path("public/.onrecord-staging").exists());
}

#[test]
fn the_sites_own_folders_are_refused() {
    let site = Site::new();
    for out in [".", "..", "content", "content/x", "static", "templates/y"] {
        let run = site.run(&["build", "--out", out]);
        assert_eq!(run.code, 2, "{out}: {run:?}");
        run.says("holds the site's own files");
    }
    assert!(!site.has("index.html") && !site.has("content/index.html"));
}

#[test]
fn files_of_others_survive() {
    let site = Site::new();
    site.built();
    for file in ["CNAME", "notes/mine.txt", "notes/alone/mine.txt", ".git/config"] {
        site.put(&format!("public/{file}"), "mine");
    }
    site.built();
    fs::remove_dir_all(site.path("content/notes")).unwrap();
    site.built();
    for file in ["CNAME", "notes/mine.txt", "notes/alone/mine.txt", ".git/config"] {
        assert_eq!(site.read(&format!("public/{file}")), "mine", "{file}");
    }
    assert!(!site.has("public/notes/alone/index.html") && !site.has("public/notes/index.html"));
}

#[test]
fn a_file_of_others_is_not_overwritten() {
    let site = Site::new();
    site.built();
    site.put("public/new/index.html", "mine");
    site.put("content/new.md", "---\ntitle: New\n---\n");
    let run = site.build();
    assert_eq!(run.code, 2, "{run:?}");
    run.says("there is a file `new/index.html` that onrecord did not write");
    assert_eq!(site.read("public/new/index.html"), "mine");
}

#[test]
fn a_page_that_somebody_changed_is_not_removed() {
    let site = Site::new();
    site.built();
    site.put("public/notes/alone/index.html", "somebody worked on this");
    fs::remove_file(site.path("content/notes/alone.md")).unwrap();
    let run = site.built();
    run.says("`notes/alone/index.html` in the output is not needed any more, but was changed by somebody else");
    assert_eq!(site.read("public/notes/alone/index.html"), "somebody worked on this");
    assert_eq!(site.built().stderr, "", "it is told once");
}

#[test]
fn a_damaged_ledger_is_no_harm() {
    for damage in ["", "onrecord ledger 1\n", "rubbish", "onrecord ledger 999\nfrom the future"] {
        let site = Site::new();
        site.built();
        site.put("public/CNAME", "mine");
        site.put("public/.onrecord-ledger", damage);
        let run = site.built();
        assert_eq!(run.removed(), 0, "{damage:?}");
        assert_eq!(site.read("public/CNAME"), "mine");
        assert_eq!(site.built().written(), 0, "{damage:?}: the ledger is whole again");
    }
}

#[test]
fn nothing_of_a_build_is_left_lying_about() {
    let site = Site::new();
    site.built();
    // The ledger is the output's, and what the next build can do without is in the cache.
    let is_ours = |file: &str| file == "public/.onrecord-ledger" || file.starts_with(".onrecord/cache/builds/");
    let hidden = |file: &String| file.split('/').any(|part| part.starts_with('.')) && !is_ours(file);
    assert_eq!(files_below(site.root()).into_iter().filter(hidden).collect::<Vec<_>>(), [""; 0]);
}

// ---- Odd things on disks -------------------------------------------------------------------------

#[test]
fn a_folder_named_like_an_article() {
    let site = Site::new();
    site.put("content/x.md/inner.md", "---\ntitle: Inner\n---\n");
    site.built();
    assert!(site.read("public/x-md/inner/index.html").contains("Inner"));
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};

    #[test]
    fn a_link_that_leads_nowhere() {
        let site = Site::new();
        symlink("nowhere", site.path("content/dangling.md")).unwrap();
        let run = site.build();
        assert_eq!(run.code, 1);
        run.says("`content/dangling.md` cannot be read");
        assert!(!site.has("public"));
    }

    #[test]
    fn a_file_that_cannot_be_read() {
        let site = Site::new();
        let path = site.path("content/secret.md");
        put(&path, "---\ntitle: Secret\n---\n");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
        if fs::read(&path).is_ok() {
            println!("skipped: this user reads everything");
            return;
        }
        let run = site.build();
        assert_eq!(run.code, 1);
        run.says("`content/secret.md` cannot be read");
    }

    #[test]
    fn a_link_back_to_a_folder_above() {
        let site = Site::new();
        symlink("..", site.path("content/news/loop")).unwrap();
        let run = site.built();
        run.says("`content/news/loop` is a symbolic link to a folder that it lies in");
        assert!(site.has("public/news/one/index.html") && !site.has("public/news/loop"));
    }

    #[test]
    fn a_linked_folder_of_articles_is_read() {
        let site = Site::new();
        let shared = tempfile::tempdir().unwrap();
        put(&shared.path().join("a.md"), "---\ntitle: Shared\n---\n");
        symlink(shared.path(), site.path("content/shared")).unwrap();
        site.built().says("`content/shared` is a symbolic link out of the site, and is not followed");
        assert!(!site.has("public/shared"));
        let settings = site.read("site.yaml");
        put(&site.path("site.yaml"), &format!("{settings}follow_links: [content/shared]\n"));
        site.built();
        assert!(site.read("public/shared/a/index.html").contains("Shared"));
        put(&site.path("site.yaml"), &format!("{settings}follow_links: [../shared]\n"));
        let run = site.build();
        assert_eq!(run.code, 1);
        run.says("`../shared` is no path inside the site");
    }

    #[test]
    fn a_name_that_is_no_utf_8() {
        let site = Site::new();
        let name = std::ffi::OsStr::from_bytes(b"caf\xe9.md");
        if fs::write(site.path("content").join(name), "---\ntitle: A\n---\n").is_err() {
            println!("skipped: this file system knows UTF-8 only");
            return;
        }
        let run = site.built();
        run.says("cannot be part of an address");
    }

    #[test]
    fn a_pipe_among_the_articles() {
        let site = Site::new();
        let made = Command::new("mkfifo").arg(site.path("content/pipe.md")).status();
        if !made.is_ok_and(|status| status.success()) {
            println!("skipped: there is no mkfifo");
            return;
        }
        site.built().says("`content/pipe.md` is neither a file nor a folder");
    }

    #[test]
    fn a_linked_folder_in_the_output_is_refused() {
        let site = Site::new();
        site.built();
        let elsewhere = tempfile::tempdir().unwrap();
        fs::remove_dir_all(site.path("public/news")).unwrap();
        symlink(elsewhere.path(), site.path("public/news")).unwrap();
        let run = site.build();
        assert_eq!(run.code, 2, "{run:?}");
        run.says("symbolic link");
        assert_eq!(files_below(elsewhere.path()), [""; 0], "nothing is written through the link");
    }

    #[test]
    fn removing_does_not_follow_a_linked_folder() {
        let site = Site::new();
        site.built();
        let elsewhere = tempfile::tempdir().unwrap();
        let page = fs::read(site.path("public/notes/alone/index.html")).unwrap();
        let stamp = site.path("public/notes/alone/index.html").metadata().unwrap().modified().unwrap();
        fs::remove_dir_all(site.path("public/notes")).unwrap();
        fs::create_dir(elsewhere.path().join("alone")).unwrap();
        // A copy with its time kept, as `cp -a` makes it: size and time are what the ledger knows.
        let copy = elsewhere.path().join("alone/index.html");
        fs::write(&copy, page).unwrap();
        fs::File::options().write(true).open(&copy).unwrap().set_modified(stamp).unwrap();
        symlink(elsewhere.path(), site.path("public/notes")).unwrap();
        fs::remove_dir_all(site.path("content/notes")).unwrap();
        site.build();
        assert!(copy.exists(), "a file outside of the output was deleted");
    }

    #[test]
    fn a_linked_file_in_the_output_is_replaced_and_not_followed() {
        let site = Site::new();
        site.built();
        let elsewhere = tempfile::tempdir().unwrap();
        let target = elsewhere.path().join("precious");
        put(&target, "precious");
        fs::remove_file(site.path("public/news/one/index.html")).unwrap();
        symlink(&target, site.path("public/news/one/index.html")).unwrap();
        site.built();
        assert_eq!(fs::read_to_string(&target).unwrap(), "precious");
        assert!(site.read("public/news/one/index.html").contains("<h1>One</h1>"));
    }

    #[test]
    fn the_output_may_be_a_link_itself() {
        let site = Site::new();
        let elsewhere = tempfile::tempdir().unwrap();
        symlink(elsewhere.path(), site.path("public")).unwrap();
        site.built();
        assert!(elsewhere.path().join("index.html").exists());
    }

    #[test]
    fn an_output_that_is_a_file() {
        let site = Site::new();
        site.put("public", "a file");
        let run = site.build();
        assert_eq!(run.code, 2, "{run:?}");
        assert_eq!(site.read("public"), "a file");
    }

    #[test]
    fn files_of_the_output_can_be_read_by_a_web_server() {
        let site = Site::new();
        site.built();
        put(&site.path("umask"), "");
        let mode = |path: &str| site.path(path).metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode("public/index.html"), mode("umask"));
        assert_eq!(mode("public/style.css"), mode("umask"));
    }

    /// A disk that is full: a small file system of its own, which only root can mount.
    #[test]
    fn a_full_disk() {
        let site = Site::new();
        let disk = tempfile::tempdir().unwrap();
        let mount = |args: &[&str]| Command::new("mount").args(args).arg(disk.path()).output();
        match mount(&["-t", "tmpfs", "-o", "size=64k", "tmpfs"]) {
            Ok(output) if output.status.success() => {}
            other => {
                println!("skipped: no small file system can be mounted ({other:?})");
                return;
            }
        }
        site.put("content/long.md", &format!("---\ntitle: Long\n---\n{}\n", "word ".repeat(100_000)));
        let out = disk.path().join("public");
        let run = site.run(&["build", "--out", out.to_str().unwrap()]);
        let left = files_below(&out);
        let unmounted = Command::new("umount").arg(disk.path()).status();
        assert!(unmounted.is_ok_and(|status| status.success()));
        assert_eq!(run.code, 2, "{run:?}");
        run.says("No space left on device");
        // Whichever file meets the end of the disk first: a page, or a file that is copied.
        assert!(["cannot write `", "cannot copy `"].iter().any(|act| run.stderr.contains(act)), "{}", run.stderr);
        assert!(!left.iter().any(|file| file.ends_with(".html")), "no half of a site is published: {left:?}");
    }
}

// ---- New -----------------------------------------------------------------------------------------

#[test]
fn a_new_site_builds_without_a_word() {
    let folder = tempfile::tempdir().unwrap();
    let made = run(folder.path(), &["new", "my site"]);
    assert_eq!(made.code, 0, "{made:?}");
    let files = files_below(&folder.path().join("my site"));
    // What stands in hidden folders is for programs.
    let (for_programs, for_people): (Vec<_>, Vec<_>) = files.iter().partition(|file| file.starts_with('.'));
    assert!((1..=10).contains(&for_people.len()), "{files:?}");
    assert!(for_programs.iter().any(|file| *file == ".onrecord/schema/people.json"), "{files:?}");
    assert!(files.contains(&"site.yaml".to_owned()), "{files:?}");
    let built = run(&folder.path().join("my site"), &["build"]);
    assert_eq!((built.code, built.stderr.as_str()), (0, ""), "{built:?}");
    let pages = files_below(&folder.path().join("my site/public"));
    assert!(pages.iter().any(|page| page.starts_with("quotes/") || page.starts_with("facts/")), "{pages:?}");
}

#[test]
fn a_new_site_in_a_folder_that_holds_something_is_refused() {
    let site = Site::new();
    let before = files_below(site.root());
    let run = site.run(&["new", "."]);
    assert_eq!(run.code, 2, "{run:?}");
    run.says("is not empty");
    assert_eq!(files_below(site.root()), before);
}

#[test]
fn a_new_site_in_an_empty_folder() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(run(folder.path(), &["new", "."]).code, 0);
    assert!(folder.path().join("site.yaml").exists());
}

#[test]
fn a_new_article_is_a_draft() {
    let site = Site::new();
    let made = site.run(&["new", "article", "What's new: a \"title\"?", "--in", "news"]);
    assert_eq!(made.code, 0, "{made:?}");
    let text = site.read("content/news/whats-new-a-title.md");
    assert!(text.contains("draft: true"), "{text}");
    assert!(made.stdout.contains("whats-new-a-title.md"), "it says where the article is: {made:?}");
    site.built();
    assert!(!site.has("public/news/whats-new-a-title"));
    assert_eq!(site.run(&["build", "--drafts"]).code, 0);
    let page = site.read("public/news/whats-new-a-title/index.html");
    assert!(page.contains("<h1>What&#39;s new: a &quot;title&quot;?</h1>"), "{page}");
}

#[test]
fn a_new_article_takes_nobodys_place() {
    let site = Site::new();
    let run = site.run(&["new", "article", "One", "--in", "news"]);
    assert_eq!(run.code, 2, "{run:?}");
    run.says("there is a file `content/news/one.md` already");
    assert!(site.read("content/news/one.md").contains("date: 2025-01-01"));
}

#[test]
fn a_new_article_stays_inside_the_site() {
    let site = Site::new();
    let before = files_below(site.root());
    for section in ["..", "../../x", "/../x"] {
        let run = site.run(&["new", "article", "A title", "--in", section]);
        assert_eq!(run.code, 2, "{section}: {run:?}");
    }
    assert_eq!(site.run(&["new", "article", "?!"]).code, 2);
    assert_eq!(site.run(&["new", "article"]).code, 2);
    assert_eq!(files_below(site.root()), before);
}

#[test]
fn a_new_article_needs_a_site() {
    let folder = tempfile::tempdir().unwrap();
    let run = run(folder.path(), &["new", "article", "A title"]);
    assert_eq!(run.code, 2, "{run:?}");
    run.says("this is not a site");
    assert_eq!(files_below(folder.path()), [""; 0]);
}

// ---- Suggestions -----------------------------------------------------------------------------

#[test]
fn nothing_suggested_is_published() {
    let site = Site::new();
    let text = "---\ntitle: Dam\ndate: 2025-01-02\n---\nThe “dam” is *old*. “The wall will hold until spring,” engineer Ruth Calder said.\n\nIt is 40 m high.\n";
    site.put("content/news/dam.md", text);
    site.built();
    let suggested = site.run(&["suggest", "--write", "content/news/dam.md"]);
    assert_eq!(suggested.code, 0, "{suggested:?}");
    let kept = site.read("content/news/dam.record.yaml");
    assert!(
        kept.contains("text: The wall will hold until spring") && kept.contains("speaker_name: Ruth Calder"),
        "{kept}"
    );
    assert_eq!(kept.matches("status: suggested").count(), 2, "{kept}");
    assert_eq!(site.read("content/news/dam.md"), text);
    let run = site.built();
    assert_eq!((run.written(), run.removed()), (0, 0), "{run:?}");
    assert!(site.run(&["suggest", "--write", "content/news/dam.md"]).stderr.contains("nothing is proposed"));
    site.put("content/news/dam.record.yaml", &kept.replace("status: suggested", "status: rejected"));
    assert_eq!(site.built().written(), 0);
    assert!(site.run(&["suggest", "content/news/dam.md"]).stderr.contains("nothing is proposed"));
}

#[test]
fn a_part_of_a_whole_that_is_accepted_is_published_in_percent() {
    let site = Site::new();
    site.put("content/news/island.md", "---\ntitle: Island\n---\nNearly a fifth of the island burned.\n");
    assert_eq!(site.run(&["suggest", "--write", "content/news/island.md"]).code, 0);
    assert_eq!(site.run(&["confirm", "--accept-all", "--min-confidence", "0.1", "content/news/island.md"]).code, 0);
    assert_eq!(site.run(&["build"]).code, 0);
    assert!(site.read("public/news/island/index.html").contains("<span class=\"figure\">about 20%</span>"));
    let check = site.run(&["check"]);
    assert!(!check.stdout.contains("figure/differs"), "a fifth is 20%: {}", check.stdout);
}

#[test]
fn confirming_shows_the_paragraph_in_whole_words() {
    let site = Site::new();
    let long = "The meeting went on for a long time and said much. ".repeat(20);
    let said = "“The wall will hold until spring,” engineer Ruth Calder said.";
    site.put("content/news/dam.txt", &format!("Another paragraph.\n{long}{said} {long}\nThe last one.\n"));
    site.put("content/news/dam.record.yaml", "title: Dam\n");
    site.run(&["suggest", "--write", "content/news/dam.txt"]);
    let asked = site.run(&["confirm", "--stdin", "content/news/dam.txt"]);
    let shown = format!("{}{}", asked.stdout, asked.stderr);
    assert!(shown.contains("“[The wall will hold until spring],” engineer Ruth Calder said."), "{shown}");
    assert!(!shown.contains("Another paragraph") && !shown.contains("The last one"), "{shown}");
    let line = shown.lines().find(|line| line.contains("[The wall")).expect("is shown");
    assert!(long.split(' ').any(|word| line.trim().starts_with(&format!("{word} "))), "{line}");
}

#[test]
fn suggestions_count_the_characters_of_the_file() {
    let site = Site::new();
    site.put(
        "content/news/dam.md",
        "\u{feff}---\r\ntitle: 🎉\r\n---\r\n🎉 *So*.\r\n\r\n“The wall *will* hold until spring,” engineer Ruth Calder said.\r\n",
    );
    let run = site.run(&["suggest", "--format", "json", "content/news/dam.md"]);
    let found: serde_json::Value = serde_json::from_str(run.stdout.trim()).expect("is JSON");
    let quote = &found["quotes"][0];
    let file: Vec<char> = site.read("content/news/dam.md").trim_start_matches('\u{feff}').chars().collect();
    let cut = |from: &str, to: &str| {
        let place = |key: &str| usize::try_from(quote[key].as_u64().expect("a number")).expect("fits");
        file[place(from)..place(to)].iter().collect::<String>()
    };
    assert_eq!(cut("start", "end").trim_end_matches(','), "The wall *will* hold until spring", "{quote}");
    assert_eq!(cut("speaker_start", "speaker_end"), "Ruth Calder");
    assert_eq!(quote["speaker_name"], "Ruth Calder");
}

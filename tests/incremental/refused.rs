//! The machine refuses: the disk is full, files may not be so large, the folder may not be written to.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::site::{Files, Run, Site, build, clean, files, paths, program, run, same};

/// Words that change each page.
fn set(site: &Site, version: usize) {
    let base = include_str!("../../templates/base.html");
    let word = "long ".repeat(200 * version);
    site.put("templates/base.html", &base.replace("</body>", &format!("<!-- {word} --></body>")));
}

/// Both versions of the site as clean builds make them; the second is the one that is set then.
fn versions(site: &Site) -> [Files; 2] {
    [0, 1].map(|version| {
        set(site, version);
        clean(&site.root(), &[]).1
    })
}

fn are_whole(output: &Files, versions: &[Files], told: &str) {
    for (path, bytes) in output {
        assert!(versions.iter().any(|version| version.get(path) == Some(bytes)), "`{path}` is in parts: {told}");
    }
}

/// The build says what it could not do, and to which file.
fn is_refused(run: &Run, told: &str) {
    assert!(run.code == 2 && run.stderr.starts_with("error: cannot "), "{told}: {run:?}");
}

#[test]
fn files_may_not_be_large() {
    let site = Site::small();
    let versions = versions(&site);
    set(&site, 0);
    site.built();
    let mut refused = 0;
    // In blocks of 512 bytes: from none at all to those that hold all files but the largest, whichever that is.
    for blocks in [0, 1, 4, 8, 12, 16, 20, 24, 32, 48, 64] {
        for version in [1, 0] {
            set(&site, version);
            let limit = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" build");
            let mut command = Command::new("sh");
            command.arg("-c").arg(limit).arg(env!("CARGO_BIN_EXE_onrecord")).current_dir(site.root());
            let told = format!("files of at most {blocks} blocks, version {version}");
            let run = run(&mut command);
            if run.code == 0 {
                same(&site.output(), &versions[version], &told)
            } else {
                is_refused(&run, &told)
            }
            refused += usize::from(run.code == 2);
            are_whole(&site.output(), &versions, &told);
            if blocks % 8 == 0 {
                let run = site.build();
                assert_eq!(run.code, 0, "{told}: {run:?}");
                same(&site.output(), &versions[version], &told);
            }
        }
    }
    assert!(refused > 2, "the limit was too high to be met");
    site.is_as_clean("after all");
}

/// A file system of its own, which is taken away in the end.
struct Mounted(tempfile::TempDir);

impl Mounted {
    fn new(bytes: usize) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let size = format!("size={bytes}");
        let done = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(folder.path()).output();
        done.is_ok_and(|output| output.status.success()).then(|| Self(folder))
    }

    fn resize(&self, bytes: usize) {
        let size = format!("remount,size={bytes}");
        let done = Command::new("mount").args(["-o", &size]).arg(self.0.path()).status().expect("there is a mount");
        assert!(done.success());
    }

    fn out(&self) -> PathBuf {
        self.0.path().join("public")
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        _ = Command::new("umount").arg(self.0.path()).status();
    }
}

/// What files take up in blocks of 4 KiB.
fn size(files: &Files) -> usize {
    files.values().map(|bytes| bytes.len().div_ceil(4096) * 4096).sum()
}

#[test]
fn the_disk_may_be_full() {
    let site = Site::small();
    let versions = versions(&site);
    let all = size(&versions[1]);
    let Some(disk) = Mounted::new(all / 3) else {
        return println!("skipped: no file system can be mounted here");
    };
    let out = disk.out();
    let args = ["--out", out.to_str().expect("a name in UTF-8")];
    let build = || build(&site.root(), &args);

    // The first build does not fit; with more room, the next one is as if there had been none.
    for part in [all / 3, all / 2, all * 3 / 4] {
        disk.resize(part);
        let run = build();
        is_refused(&run, &format!("{part} of {all}"));
        are_whole(&files(&out), &versions[1..], "the first build does not fit");
    }
    disk.resize(all * 4);
    let done = build();
    assert_eq!(done.code, 0, "{done:?}");
    same(&files(&out), &versions[1], "there is room now");

    // What stands stays whole when there is no room for a second version, or for a part of it only.
    for (version, part) in [(0, 3), (1, 3), (0, 2), (1, 2), (0, 1), (1, 1)] {
        set(&site, version);
        let used = paths(&out)
            .into_iter()
            .map(|path| fs::metadata(out.join(path)).map_or(0, |meta| meta.len().div_ceil(4096) * 4096));
        disk.resize(used.sum::<u64>() as usize + all / 8 / part);
        let run = build();
        let told = format!("1/{part} of the room for version {version}: {run:?}");
        are_whole(&files(&out), &versions, &told);
        // A build that needs little room beside the old files may do.
        if run.code == 0 {
            same(&files(&out), &versions[version], &told)
        } else {
            is_refused(&run, &told)
        }
        disk.resize(all * 4);
        assert_eq!(build().code, 0);
        same(&files(&out), &versions[version], &told);
    }
}

#[test]
fn the_folder_may_be_read_only() {
    let site = Site::small();
    let versions = versions(&site);
    set(&site, 0);
    site.built();
    let program_file = tempfile::tempdir().expect("a folder");
    let Some(command) = as_nobody(&site, program_file.path()) else {
        return println!("skipped: modes mean nothing to this user, and it cannot become another one");
    };
    let nobody = || run(&mut command());
    let folders: Vec<PathBuf> = walkdir::WalkDir::new(site.path("public"))
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_dir())
        .map(|entry| entry.path().to_owned())
        .collect();
    let allow = |folders: &[PathBuf], mode: u32| {
        for folder in folders {
            fs::set_permissions(folder, fs::Permissions::from_mode(mode)).expect("modes can be set");
        }
    };
    // All of them, and then some that are met only when pages take their places.
    let some: Vec<PathBuf> =
        folders.iter().filter(|folder| folder.to_string_lossy().contains("/news/a")).cloned().collect();
    assert!(some.len() > 2, "{folders:?}");
    for (closed, version) in [(&folders, 1), (&some, 0), (&some, 1), (&folders, 0)] {
        set(&site, version);
        allow(closed, 0o555);
        let run = nobody();
        let output = site.output();
        allow(closed, 0o755);
        let told = format!("{} folders are read-only, version {version}: {run:?}", closed.len());
        are_whole(&output, &versions, &told);
        // A build that puts another folder in the place of the old one may do.
        if run.code == 0 {
            same(&output, &versions[version], &told)
        } else {
            is_refused(&run, &told)
        }
        assert!(output.keys().eq(versions[0].keys()), "{told}");
        assert_eq!(nobody().code, 0, "{told}");
        same(&site.output(), &versions[version], &told);
    }
    // A closed folder is no matter to a build that changes nothing.
    allow(&folders, 0o555);
    let run = nobody();
    allow(&folders, 0o755);
    assert_eq!((run.code, run.number(" files written")), (0, 0), "{run:?}");
}

/// A command that builds a site as a user to whom modes mean something: this one, or nobody.
fn as_nobody(site: &Site, own: &Path) -> Option<impl Fn() -> Command> {
    let id = |args: &[&str]| Command::new("id").args(args).output().map(|output| output.stdout).unwrap_or_default();
    let is_root = id(&["-u"]).trim_ascii() == b"0";
    // Where others can reach it.
    let copy = own.join("onrecord");
    if is_root {
        fs::copy(env!("CARGO_BIN_EXE_onrecord"), &copy).ok()?;
        fs::set_permissions(own, fs::Permissions::from_mode(0o755)).ok()?;
        let above = site.root().parent()?.to_owned();
        let owner = Command::new("chown").args(["-R", "65534:65534"]).arg(above).status();
        if !owner.is_ok_and(|status| status.success()) {
            return None;
        }
    }
    let root = site.root();
    let command = move || {
        if !is_root {
            return program(&root, &[]);
        }
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups", "--"]).arg(&copy);
        command.args(["build", "--timings"]).current_dir(&root).env("NO_COLOR", "1");
        command
    };
    let works = command().output().is_ok_and(|output| output.status.success());
    works.then_some(command)
}

//! Addresses as machines want them: absolute where the site's own address is known.

/// Spells addresses in a file: below the site's `base_url`, or, without one, relative to the file.
#[derive(Debug, Clone, Copy)]
pub struct Web<'a> {
    /// Without a slash at its end; empty if there is none.
    pub base: &'a str,
    /// The way from the file to the site's root: `../../`.
    pub root: &'a str,
}

impl Web<'_> {
    /// The address of something inside the site.
    pub fn address(&self, path: &str) -> String {
        match self.base {
            "" => [self.root, path].concat(),
            base => [base, "/", path].concat(),
        }
    }

    /// The address of a part of a page, or the name of a thing that the page is about.
    pub fn part(&self, path: &str, part: &str) -> String {
        match self.base {
            "" => [self.root, path, "#", part].concat(),
            base => [base, "/", path, "#", part].concat(),
        }
    }
}

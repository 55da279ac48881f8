//! HTML that is made once for pages at all depths.

use std::sync::Arc;

use super::At;
use crate::theme::Given;

/// HTML, and where in it the way to the root of the site belongs.
pub struct Text {
    html: Box<str>,
    roots: Box<[usize]>,
}

impl<'a> At<'a, '_> {
    /// The same page without a depth of its own.
    pub fn anywhere(self) -> At<'a, 'static> {
        At { root: Text::ROOT, place: self.anywhere, ..self }
    }
}

impl Text {
    /// Stands for the way to the root while the HTML is made. No words can look like it: a `<` of theirs is escaped.
    const ROOT: &'static str = "<root>";

    /// What a built-in component prints [anywhere](At::anywhere).
    pub fn of(at: At<'_, '_>, component: &str, given: Given) -> Option<Self> {
        let marked: Arc<str> = at.component(component, &given.with_html("root", at.root))?;
        let mut html = String::with_capacity(marked.len());
        let mut roots = Vec::new();
        for (number, part) in marked.split(at.root).enumerate() {
            if number > 0 {
                roots.push(html.len());
            }
            html.push_str(part);
        }
        Some(Self { html: html.into(), roots: roots.into() })
    }

    /// The HTML on a page.
    pub fn at(&self, root: &str) -> String {
        let mut html = String::with_capacity(self.html.len() + self.roots.len() * root.len());
        let mut written = 0;
        for &place in &self.roots {
            html.push_str(&self.html[written..place]);
            html.push_str(root);
            written = place;
        }
        html.push_str(&self.html[written..]);
        html
    }
}

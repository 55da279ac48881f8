//! An article's HTML with holes in it, for what only the whole site knows.
//!
//! pulldown-cmark's own writer makes the HTML. A hole travels through it as raw HTML between NUL bytes,
//! which no input has (CommonMark replaces them), and is taken out again from what was written.

use std::ops::Range;

use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, Event, Tag, TagEnd, html};

use super::markdown::{Spanned, alt_text, escaped, is_inside};

/// HTML, and the places in it where something is to be filled in, in order.
#[derive(Debug, Default)]
pub struct Body {
    pub html: String,
    pub holes: Vec<(usize, Hole)>,
}

impl Body {
    /// The ids of its elements, which links can lead to, in the order of the text.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        const START: &str = "id=\"";
        memchr::memmem::find_iter(self.html.as_bytes(), START)
            .filter_map(|at| self.html[at + START.len()..].split_once('"').map(|(id, _)| id))
    }
}

/// Something that is filled in when the page is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hole {
    /// The opening tag of a stretch.
    Mark(Stretch),
    /// The note of an annotation, by its index.
    Note(usize),
    /// The address of a link, by its index.
    Address(usize),
    /// A picture, by the index of its address.
    Picture { link: usize, shown: ShownPicture },
    /// The text of a code block.
    Code { lang: String, text: String },
    /// A word of the page's language, by its key.
    Word(&'static str),
}

/// What an author says of a picture beside its address; both are escaped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownPicture {
    pub alt: String,
    /// Empty if there is none.
    pub title: String,
}

/// Words that have the same annotations from end to end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    pub annotations: Vec<usize>,
    /// Those of them that begin here.
    pub first: Vec<usize>,
    /// Those of them that end here.
    pub last: Vec<usize>,
}

/// The holes made so far; an event stands for each.
#[derive(Debug, Default)]
pub struct Holes(Vec<Hole>);

impl Holes {
    pub fn add<'a>(&mut self, hole: Hole) -> Event<'a> {
        Event::InlineHtml(self.token(hole).into())
    }

    /// What stands for a hole in raw HTML.
    pub fn token(&mut self, hole: Hole) -> String {
        self.0.push(hole);
        format!("\0{}\0", self.0.len() - 1)
    }

    /// Notes that the last stretch so far is the last one of an annotation.
    pub fn end_annotation(&mut self, annotation: usize) {
        let stretch = self.0.iter_mut().rev().find_map(|hole| match hole {
            Hole::Mark(stretch) if stretch.annotations.contains(&annotation) => Some(stretch),
            _ => None,
        });
        if let Some(stretch) = stretch {
            stretch.last.push(annotation);
        }
    }
}

/// A link or picture that leads somewhere inside the site.
#[derive(Debug, Clone)]
pub struct Outgoing {
    pub dest: String,
    pub origin: Range<usize>,
    pub is_picture: bool,
}

/// Links to parts of the article itself.
pub fn own_anchors<'a>(events: &'a [Spanned<'_>]) -> impl Iterator<Item = Outgoing> + 'a {
    events.iter().filter_map(|(event, origin)| match event {
        Event::Start(Tag::Link { dest_url, .. }) if dest_url.starts_with('#') => {
            Some(Outgoing { dest: dest_url.to_string(), origin: origin.clone(), is_picture: false })
        }
        _ => None,
    })
}

/// Puts holes where links and pictures lead into the site; gives where they lead.
pub fn open_links<'a>(events: Vec<Spanned<'a>>, holes: &mut Holes) -> (Vec<Spanned<'a>>, Vec<Outgoing>) {
    let mut outgoing = Vec::new();
    let mut out = Vec::with_capacity(events.len());
    let mut inside_link = false;
    let mut at = 0;
    while let Some((event, origin)) = events.get(at) {
        let mut address = |dest: &str, is_picture: bool| {
            outgoing.push(Outgoing { dest: dest.to_owned(), origin: origin.clone(), is_picture });
            outgoing.len() - 1
        };
        let titled = |title: &str| match title {
            "" => String::new(),
            title => format!(" title=\"{}\"", escaped(title)),
        };
        match event {
            Event::Start(Tag::Link { link_type, dest_url, title, .. }) if is_inside(*link_type, dest_url) => {
                let hole = holes.token(Hole::Address(address(dest_url, false)));
                let tag = format!("<a href=\"{hole}\"{}>", titled(title));
                out.push((Event::InlineHtml(tag.into()), origin.clone()));
                inside_link = true;
            }
            Event::End(TagEnd::Link) if inside_link => {
                out.push((Event::InlineHtml("</a>".into()), origin.clone()));
                inside_link = false;
            }
            Event::Start(Tag::Image { link_type, dest_url, title, .. }) if is_inside(*link_type, dest_url) => {
                let end = at + end_of_image(&events[at..]);
                let shown = ShownPicture { alt: escaped(&alt_text(&events[at + 1..end])), title: escaped(title) };
                let picture = Hole::Picture { link: address(dest_url, true), shown };
                out.push((holes.add(picture), origin.clone()));
                at = end;
            }
            event => out.push((event.clone(), origin.clone())),
        }
        at += 1;
    }
    (out, outgoing)
}

/// The distance from an image's start to its end.
fn end_of_image(events: &[Spanned<'_>]) -> usize {
    let mut depth = 0usize;
    for (index, (event, _)) in events.iter().enumerate() {
        match event {
            Event::Start(Tag::Image { .. }) => depth += 1,
            Event::End(TagEnd::Image) if depth == 1 => return index,
            Event::End(TagEnd::Image) => depth -= 1,
            _ => {}
        }
    }
    events.len() - 1
}

/// Names the kind of each alert, with a hole for the word that readers see.
pub fn name_alerts(events: &mut [Spanned<'_>], holes: &mut Holes) {
    for (event, _) in events {
        let Event::Start(Tag::BlockQuote(Some(kind))) = event else { continue };
        let (class, word) = match kind {
            BlockQuoteKind::Note => ("note", "alert.note"),
            BlockQuoteKind::Tip => ("tip", "alert.tip"),
            BlockQuoteKind::Important => ("important", "alert.important"),
            BlockQuoteKind::Warning => ("warning", "alert.warning"),
            BlockQuoteKind::Caution => ("caution", "alert.caution"),
        };
        let word = holes.token(Hole::Word(word));
        let tag = format!("<blockquote class=\"markdown-alert-{class}\" data-label=\"{word}\">\n");
        *event = Event::Html(tag.into());
    }
}

/// Says by each box of a task list whether that is done, for readers who do not see it.
pub fn name_tasks(events: &mut [Spanned<'_>], holes: &mut Holes) {
    for (event, _) in events {
        let Event::TaskListMarker(done) = event else { continue };
        let (checked, word) = if *done { (" checked=\"\"", "task.done") } else { ("", "task.open") };
        let word = holes.token(Hole::Word(word));
        let tag = format!("<input disabled=\"\" type=\"checkbox\"{checked} aria-label=\"{word}\"/>\n");
        *event = Event::InlineHtml(tag.into());
    }
}

/// Puts a hole for the text of each code block that names its language.
pub fn open_code<'a>(events: Vec<Spanned<'a>>, holes: &mut Holes) -> Vec<Spanned<'a>> {
    let mut out = Vec::with_capacity(events.len());
    let mut code: Option<(String, String)> = None;
    for (event, origin) in events {
        match (&event, &mut code) {
            (Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))), _) => {
                let lang = info.split([' ', ',', '{']).next().unwrap_or_default().to_owned();
                if !lang.is_empty() {
                    code = Some((lang, String::new()));
                }
                out.push((event, origin));
            }
            (Event::Text(words), Some((_, text))) => text.push_str(words),
            (Event::End(TagEnd::CodeBlock), _) => {
                if let Some((lang, text)) = code.take() {
                    out.push((holes.add(Hole::Code { lang, text }), origin.clone()));
                }
                out.push((event, origin));
            }
            _ => out.push((event, origin)),
        }
    }
    out
}

/// Writes the events as HTML and takes the holes out of it.
pub fn write(events: Vec<Spanned<'_>>, holes: Holes) -> Body {
    /// As long as most articles are, so that they need not move while they grow.
    const ROOM: usize = 16 << 10;
    let mut written = String::with_capacity(ROOM);
    html::push_html(&mut written, events.into_iter().map(|(event, _)| event));
    if holes.0.is_empty() {
        // A copy is as large as it is; the allocator leaves a string that is shrunk in its place if that is half full.
        return Body { html: written.as_str().to_owned(), holes: Vec::new() };
    }
    let mut taken: Vec<Option<Hole>> = holes.0.into_iter().map(Some).collect();
    let mut body = Body { html: String::with_capacity(written.len()), holes: Vec::with_capacity(taken.len()) };
    let mut parts = written.split('\0');
    body.html.push_str(parts.next().unwrap_or_default());
    while let (Some(number), Some(after)) = (parts.next(), parts.next()) {
        if let Some(hole) = number.parse::<usize>().ok().and_then(|number| taken.get_mut(number)?.take()) {
            body.holes.push((body.html.len(), hole));
        }
        body.html.push_str(after);
    }
    body
}

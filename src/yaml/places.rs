//! Where the values of a YAML document stand in its text.
//!
//! serde_yaml keeps no positions. When there is something to tell, the text is read once more by a parser
//! that does, and the places of all its values are kept: a file with fifty thousand mistakes is read twice,
//! not fifty thousand times.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;
use saphyr_parser::{Event, Parser, Span as Mark};

use crate::text::{SitePath, Span};

/// One step on the way to a value: into a map by key, or into a list by index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Key(Arc<str>),
    Index(usize),
}

/// Where a value was written, kept beside what was read from it, for diagnostics of later stages; the default stands
/// for a place that is not known any more.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    places: Option<Arc<Places>>,
    steps: Vec<Step>,
}

impl Origin {
    pub fn new(places: Arc<Places>, steps: Vec<Step>) -> Self {
        Self { places: Some(places), steps }
    }

    /// The place of the value itself.
    pub fn span(&self) -> Span {
        self.at(&self.steps)
    }

    /// The place of a value below it: `["sources", "0"]`; numbers step into lists.
    pub fn below(&self, keys: &[&str]) -> Span {
        let mut steps = self.steps.clone();
        steps.extend(keys.iter().map(|key| key.parse().map_or_else(|_| Step::Key((*key).into()), Step::Index)));
        self.at(&steps)
    }

    fn at(&self, steps: &[Step]) -> Span {
        self.places.as_ref().map_or_else(Span::default, |places| places.span(places.find(steps).value.clone()))
    }
}

/// The places of all values of a document, found when they are first asked for.
#[derive(Debug)]
pub struct Places {
    pub file: SitePath,
    /// The document's own text, and where it begins in the file's.
    yaml: Arc<str>,
    start: usize,
    tree: OnceLock<Tree>,
}

/// The places of a document.
#[derive(Debug, Default)]
struct Tree {
    root: Place,
    /// Keys that stand twice in one map: the first and the second.
    doubles: Vec<(Range<usize>, Range<usize>)>,
}

/// Where a value and its key stand, in bytes of the document, and the places of what it holds.
#[derive(Debug, Default)]
pub struct Place {
    pub key: Range<usize>,
    /// Maps and lists are marked where they begin.
    pub value: Range<usize>,
    inside: Inside,
}

#[derive(Debug, Default)]
enum Inside {
    #[default]
    Nothing,
    Map(FxHashMap<Box<str>, Place>),
    List(Vec<Place>),
}

impl Places {
    pub fn new(file: &SitePath, text: &Arc<str>, range: Range<usize>) -> Arc<Self> {
        let (start, is_whole) = (range.start, range == (0..text.len()));
        // Front matter is a small part of its file, whose text nobody may need any more.
        let yaml = if is_whole { text.clone() } else { text[range].into() };
        Arc::new(Self { file: file.clone(), yaml, start, tree: OnceLock::new() })
    }

    /// The document's own text.
    pub fn yaml(&self) -> &str {
        &self.yaml
    }

    /// A stretch of the document as one of the file.
    pub fn span(&self, inner: Range<usize>) -> Span {
        Span::new(&self.file, self.start + inner.start..self.start + inner.end)
    }

    /// Keys that stand twice in one map: the first and the second place of each.
    pub fn doubles(&self) -> &[(Range<usize>, Range<usize>)] {
        &self.tree().doubles
    }

    fn tree(&self) -> &Tree {
        self.tree.get_or_init(|| Reader::new(self.yaml()).read())
    }

    /// Follows steps from the top; where the way ends early, the last value that was reached stands for the rest.
    pub fn find(&self, steps: &[Step]) -> &Place {
        let mut place = &self.tree().root;
        for step in steps {
            let next = match (step, &place.inside) {
                (Step::Key(key), Inside::Map(map)) => map.get(&**key),
                (Step::Index(index), Inside::List(list)) => list.get(*index),
                // A single value stands for a list of one.
                (Step::Index(0), Inside::Nothing | Inside::Map(_)) => Some(place),
                _ => None,
            };
            let Some(next) = next else { break };
            place = next;
        }
        place
    }
}

/// Builds the tree of places from the events of a parser that keeps positions.
struct Reader<'a> {
    events: Parser<'a, saphyr_parser::StrInput<'a>>,
    /// The parser counts characters; these are the character and the byte up to which were counted.
    counted: (usize, usize),
    yaml: &'a str,
    doubles: Vec<(Range<usize>, Range<usize>)>,
}

/// How much of a stretch that begins with a scalar is the scalar itself.
fn length_of_scalar(text: &str) -> usize {
    let Some(quote @ (b'"' | b'\'')) = text.bytes().next() else { return text.len() };
    let mut bytes = text.bytes().enumerate().skip(1).peekable();
    while let Some((at, byte)) = bytes.next() {
        let is_escape = match quote {
            b'"' => byte == b'\\',
            _ => byte == quote && bytes.peek().is_some_and(|(_, next)| *next == quote),
        };
        if is_escape {
            bytes.next();
        } else if byte == quote {
            return at + 1;
        }
    }
    text.len()
}

/// A map or a list that is not closed yet.
struct Open {
    place: Place,
    /// The key that waits for its value, in a map.
    key: Option<(Box<str>, Range<usize>)>,
}

impl<'a> Reader<'a> {
    fn new(yaml: &'a str) -> Self {
        Self { events: Parser::new_from_str(yaml), counted: (0, 0), yaml, doubles: Vec::new() }
    }

    fn read(mut self) -> Tree {
        let root = self.read_root();
        Tree { root, doubles: self.doubles }
    }

    fn read_root(&mut self) -> Place {
        let mut open: Vec<Open> = Vec::new();
        // A document that breaks off is known as far as it goes.
        while let Some(Ok((event, mark))) = self.events.next_event() {
            let range = self.bytes(mark);
            let start = range.start..range.start;
            let done = match event {
                Event::MappingStart(..) => {
                    open.push(Open { place: Place::at(start, Inside::Map(FxHashMap::default())), key: None });
                    continue;
                }
                Event::SequenceStart(..) => {
                    open.push(Open { place: Place::at(start, Inside::List(Vec::new())), key: None });
                    continue;
                }
                Event::MappingEnd | Event::SequenceEnd => match open.pop() {
                    Some(closed) => closed.place,
                    None => continue,
                },
                Event::Scalar(text, ..) => {
                    // What stands behind closing quotation marks, such as a comment, is no part of the value.
                    let range = range.start..range.start + length_of_scalar(&self.yaml[range]);
                    if let Some(Open { place: Place { inside: Inside::Map(_), .. }, key: key @ None }) = open.last_mut()
                    {
                        *key = Some((text.into_owned().into(), range));
                        continue;
                    }
                    Place::at(range, Inside::Nothing)
                }
                Event::Alias(_) => Place::at(range, Inside::Nothing),
                _ => continue,
            };
            match open.last_mut() {
                Some(parent) => self.doubles.extend(parent.take(done)),
                None => return done,
            }
        }
        while let Some(closed) = open.pop() {
            match open.last_mut() {
                Some(parent) => self.doubles.extend(parent.take(closed.place)),
                None => return closed.place,
            }
        }
        Place::default()
    }

    fn bytes(&mut self, mark: Mark) -> Range<usize> {
        let start = self.byte(mark.start.index());
        start..self.byte(mark.end.index()).max(start)
    }

    /// Counts on from where it stopped; events come nearly in the order of the text.
    fn byte(&mut self, character: usize) -> usize {
        if character < self.counted.0 {
            self.counted = (0, 0);
        }
        let (from, byte) = self.counted;
        let rest = &self.yaml[byte..];
        let further = rest.char_indices().nth(character - from).map_or(rest.len(), |(at, _)| at);
        self.counted = (character, byte + further);
        byte + further
    }
}

impl Open {
    /// Puts a value into its parent; gives the places of its key if that was there already.
    fn take(&mut self, mut done: Place) -> Option<(Range<usize>, Range<usize>)> {
        match &mut self.place.inside {
            Inside::List(list) => list.push(done),
            Inside::Map(map) => match self.key.take() {
                Some((key, range)) => {
                    done.key = range.clone();
                    return map.insert(key, done).map(|first| (first.key, range));
                }
                // A map or a list as a key: it has no name to be found by.
                None => self.key = Some((Box::default(), done.value)),
            },
            Inside::Nothing => {}
        }
        None
    }
}

impl Place {
    fn at(value: Range<usize>, inside: Inside) -> Self {
        Self { key: value.clone(), value, inside }
    }
}

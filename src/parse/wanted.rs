//! The annotations that an article's front matter or sidecar asks for, before their passages are found.

use std::sync::Arc;

use bitcode::{Decode, Encode};

use super::record::{Excuse, Fact, Quote};
use super::record_file::{fact, fact_without_status, quote};
use crate::text::{Diagnostic, is_id};
use crate::yaml::{Fields, Origin};

/// An annotation as an author asks for it, before its passage is found.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub kind: Kind,
    pub selector: Selector,
    pub subject: Subject,
    pub allow: Vec<Excuse>,
    pub origin: Origin,
}

impl Wanted {
    /// The quote of the record whose words are looked for, if none are given.
    pub fn asks_record(&self) -> Option<Arc<str>> {
        match &self.subject {
            Subject::Ref(id) if self.kind == Kind::Quote && self.selector.text.is_none() => Some(id.clone()),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Encode, Decode)]
pub enum Kind {
    Quote,
    Fact,
}

impl Kind {
    pub fn word(self) -> &'static str {
        match self {
            Self::Quote => "quote",
            Self::Fact => "fact",
        }
    }

    /// The list of an article's front matter or sidecar that holds such entries.
    pub fn key(self) -> &'static str {
        match self {
            Self::Quote => "quotes",
            Self::Fact => "facts",
        }
    }
}

/// Which passage is meant: a TextQuoteSelector of the W3C Web Annotation model, with an ordinal beside.
#[derive(Debug, Clone, Default)]
pub struct Selector {
    pub text: Option<String>,
    pub prefix: Option<String>,
    pub suffix: Option<String>,
    /// Counts from 1.
    pub occurrence: Option<usize>,
}

impl Selector {
    /// Reads what says where the passage is.
    pub fn read(fields: &mut Fields<'_>) -> Self {
        let occurrence = fields.read("occurrence", |node| {
            let occurrence = node.whole().and_then(|number| usize::try_from(number).ok()).filter(|&number| number > 0);
            if occurrence.is_none() {
                node.tell(
                    Diagnostic::error("bad-occurrence", "`occurrence` counts from 1")
                        .hint("1 is the first place where the words stand"),
                );
            }
            occurrence
        });
        Self {
            text: fields.words("text"),
            prefix: fields.words("prefix"),
            suffix: fields.words("suffix"),
            occurrence: occurrence.flatten(),
        }
    }
}

/// What is laid on the passage.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub enum Subject {
    /// An entry of the record, or an entry of this article that has the id.
    Ref(Arc<str>),
    OwnQuote {
        id: Option<Arc<str>>,
        quote: Arc<Quote>,
    },
    OwnFact {
        id: Option<Arc<str>>,
        fact: Arc<Fact>,
    },
}

impl Subject {
    /// Reads what is laid on the passage; none if its id cannot be one.
    pub fn read(fields: &mut Fields<'_>, kind: Kind, is_suggested: bool) -> Option<Self> {
        let id = fields.words("id");
        if let Some(id) = &id
            && !is_id(id)
        {
            fields.node().tell(
                Diagnostic::error("bad-id", format!("`{id}` cannot be an id"))
                    .hint("an id is made of letters, digits, hyphens, underscores and dots, like `share-2025`"),
            );
            return None;
        }
        if let Some(reference) = fields.words("ref") {
            let mut own: Vec<String> = id.iter().map(|_| "id".to_owned()).collect();
            fields.rest(&mut |key, _| own.push(key.to_owned()));
            for key in own {
                fields.tell(
                    Diagnostic::error(
                        "ref-and-own",
                        format!("`{key}` stands beside `ref`, so two places say what this {} is", kind.word()),
                    )
                    .at(fields.key_span(&key))
                    .hint(format!("move it to the entry `{reference}` of the record, or leave out `ref`")),
                );
            }
            return Some(Self::Ref(reference.into()));
        }
        let id = id.map(Arc::from);
        Some(match kind {
            Kind::Quote => Self::OwnQuote { id, quote: Arc::new(quote(fields)) },
            Kind::Fact => {
                let fact = if is_suggested { fact_without_status(fields) } else { fact(fields) };
                Self::OwnFact { id, fact: Arc::new(fact) }
            }
        })
    }

    /// Whether it is an entry of the article itself.
    pub fn is_own(&self) -> bool {
        !matches!(self, Self::Ref(_))
    }

    /// The id that an entry of the article gives itself.
    pub fn own_id(&self) -> Option<&Arc<str>> {
        match self {
            Self::OwnQuote { id, .. } | Self::OwnFact { id, .. } => id.as_ref(),
            Self::Ref(_) => None,
        }
    }
}

//! What is wrong with an input, as data: where, what, and what to do about it.

use std::ops::Range;

use serde::Serialize;

use super::SitePath;

/// A stretch of a file's text, in bytes; the default stands for a place that is not known.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Span {
    pub file: SitePath,
    pub range: Range<usize>,
}

impl Span {
    pub fn new(file: &SitePath, range: Range<usize>) -> Self {
        Self { file: file.clone(), range }
    }

    /// The file as a whole, where no place in it is to blame.
    pub fn file(file: &SitePath) -> Self {
        Self::new(file, 0..0)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is published while one is left.
    Error,
    Warning,
    /// What an editor may want to look at.
    Hint,
}

impl Severity {
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Hint => "hint",
        }
    }
}

/// A second place that has to do with the mistake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Label {
    pub span: Span,
    pub text: String,
}

/// One thing that is wrong with an input.
///
/// Messages start lower-case, name the thing in backticks and end without a full stop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    pub severity: Severity,
    /// A stable name for the kind of mistake, such as `passage-missing`.
    pub code: &'static str,
    pub message: String,
    /// Where it is; none if the mistake is not in a file's text.
    pub span: Option<Span>,
    /// What to say beside the marker; empty for nothing.
    pub label: String,
    pub others: Vec<Label>,
    pub hints: Vec<String>,
    /// What mends it, where that is beyond doubt: other words for stretches of files.
    pub fixes: Vec<Fix>,
}

/// Words that take the place of others in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fix {
    pub span: Span,
    pub text: String,
}

impl Diagnostic {
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    pub fn new(severity: Severity, code: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self {
            severity,
            code,
            message,
            span: None,
            label: String::new(),
            others: Vec::new(),
            hints: Vec::new(),
            fixes: Vec::new(),
        }
    }

    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.label = text.into();
        self
    }

    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.others.push(Label { span, text: text.into() });
        self
    }

    #[must_use]
    pub fn hint(mut self, text: impl Into<String>) -> Self {
        self.hints.push(text.into());
        self
    }

    /// Says what mends it; only what cannot change the meaning of anything.
    #[must_use]
    pub fn fix(mut self, span: Span, text: impl Into<String>) -> Self {
        self.fixes.push(Fix { span, text: text.into() });
        self
    }

    /// The same, at most as a warning: what is not published need not be right yet.
    #[must_use]
    pub fn softened(self) -> Self {
        Self { severity: self.severity.max(Severity::Warning), ..self }
    }

    /// The files that it points into: that of the mistake, and those of places that have to do with it.
    pub fn files(&self) -> impl Iterator<Item = &SitePath> {
        let others = self.others.iter().map(|label| &label.span);
        self.span.iter().chain(others).map(|span| &span.file)
    }

    /// Whether it points into a file.
    pub fn mentions(&self, file: &SitePath) -> bool {
        self.files().any(|other| other == file)
    }

    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Begins a message in lower case, and leaves the rest of it alone.
pub fn lower_first(message: &str) -> String {
    let mut letters = message.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// Folds white space, and shortens words to what fits in a message.
pub fn shorten(words: &str) -> String {
    const LONG: usize = 80;
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(LONG) {
        Some((at, _)) => format!("{}…", &words[..at]),
        None => words,
    }
}

//! Objects of JSON that leave out what is not known.
//!
//! They are spelled as they grow: a tree of values in between took twice the time, and a site has tens of thousands.

use std::borrow::Cow;

/// An object that grows key by key, in that order.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Object {
    /// All of it but the closing brace.
    text: Vec<u8>,
}

/// A value of an object.
pub trait Spell {
    /// Whether there is nothing to say: no value, no words, an empty list or an empty object.
    fn is_nothing(&self) -> bool;
    fn spell(&self, out: &mut Vec<u8>);
}

impl Object {
    pub fn new() -> Self {
        /// As long as most objects are, so that they need not move while they grow.
        const ROOM: usize = 256;
        let mut text = Vec::with_capacity(ROOM);
        text.push(b'{');
        Self { text }
    }

    /// An object with an `@type`, as JSON-LD has them.
    pub fn typed(kind: &str) -> Self {
        Self::new().with("@type", kind)
    }

    /// Sets a key, unless there is nothing to say. `key` is one of ours and needs no escapes.
    pub fn with(mut self, key: &'static str, value: impl Spell) -> Self {
        if !value.is_nothing() {
            if self.text.len() > 1 {
                self.text.push(b',');
            }
            self.text.push(b'"');
            self.text.extend_from_slice(key.as_bytes());
            self.text.extend_from_slice(b"\":");
            value.spell(&mut self.text);
        }
        self
    }

    /// The same in no more room than it needs, for one that is kept: the allocator leaves a shrunk one where it is.
    pub fn fitted(self) -> Self {
        Self { text: self.text.as_slice().to_vec() }
    }

    /// The whole object in one line.
    pub fn into_text(self) -> String {
        let mut text = self.text;
        text.push(b'}');
        String::from_utf8(text).expect("it was made of strings")
    }
}

impl Spell for Object {
    fn is_nothing(&self) -> bool {
        self.text.len() == 1
    }

    fn spell(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.text);
        out.push(b'}');
    }
}

impl Spell for &Object {
    fn is_nothing(&self) -> bool {
        Object::is_nothing(self)
    }

    fn spell(&self, out: &mut Vec<u8>) {
        Object::spell(self, out);
    }
}

impl Spell for Cow<'_, Object> {
    fn is_nothing(&self) -> bool {
        Object::is_nothing(self)
    }

    fn spell(&self, out: &mut Vec<u8>) {
        Object::spell(self, out);
    }
}

impl Spell for &str {
    fn is_nothing(&self) -> bool {
        self.is_empty()
    }

    fn spell(&self, out: &mut Vec<u8>) {
        let is_special = |byte: u8| byte < b' ' || byte == b'"' || byte == b'\\';
        // Most words have nothing to escape, which shows for many bytes at once.
        if self.as_bytes().iter().fold(false, |any, &byte| any | is_special(byte)) {
            serde_json::to_writer(out, self).expect("memory takes everything");
        } else {
            out.push(b'"');
            out.extend_from_slice(self.as_bytes());
            out.push(b'"');
        }
    }
}

impl Spell for String {
    fn is_nothing(&self) -> bool {
        self.is_empty()
    }

    fn spell(&self, out: &mut Vec<u8>) {
        self.as_str().spell(out);
    }
}

impl Spell for usize {
    fn is_nothing(&self) -> bool {
        false
    }

    fn spell(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.to_string().as_bytes());
    }
}

impl Spell for bool {
    fn is_nothing(&self) -> bool {
        false
    }

    fn spell(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(if *self { b"true" } else { b"false" });
    }
}

/// A whole number has no `.0` behind it; what is no number JSON cannot say.
impl Spell for f64 {
    fn is_nothing(&self) -> bool {
        !self.is_finite()
    }

    fn spell(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.to_string().as_bytes());
    }
}

impl<T: Spell> Spell for Option<T> {
    fn is_nothing(&self) -> bool {
        self.as_ref().is_none_or(Spell::is_nothing)
    }

    fn spell(&self, out: &mut Vec<u8>) {
        match self {
            Some(value) => value.spell(out),
            None => out.extend_from_slice(b"null"),
        }
    }
}

impl<T: Spell> Spell for &[T] {
    fn is_nothing(&self) -> bool {
        self.is_empty()
    }

    fn spell(&self, out: &mut Vec<u8>) {
        out.push(b'[');
        for (index, value) in self.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            value.spell(out);
        }
        out.push(b']');
    }
}

impl<T: Spell> Spell for Vec<T> {
    fn is_nothing(&self) -> bool {
        self.is_empty()
    }

    fn spell(&self, out: &mut Vec<u8>) {
        self.as_slice().spell(out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_is_known_and_nothing_else() {
        let inner = Object::typed("Rating").with("value", 113_000.0).with("low", Some(-1.5)).with("no", f64::NAN);
        let object = Object::new()
            .with("text", "“a\"\\\n")
            .with("none", None::<usize>)
            .with("empty", "")
            .with("list", vec![Object::new().with("count", 2_usize), Object::new()])
            .with("nothing", Object::new())
            .with("inner", inner)
            .with("approx", true);
        let text = object.into_text();
        let wanted = "{\"text\":\"“a\\\"\\\\\\n\",\"list\":[{\"count\":2},{}],\"inner\":{\"@type\":\"Rating\",\"value\":113000,\"low\":-1.5},\"approx\":true}";
        assert_eq!(text, wanted);
        assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
        assert!(serde_json::from_str::<f64>(&1e300.to_string()).is_ok());
    }
}

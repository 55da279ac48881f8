//! The bytes that stand for a value when it is digested: what serde says of it, with a mark before each part, so that
//! two values that differ never come to the same bytes. JSON would do as well, and took three times as long.

use serde::ser::{self, Serialize};

/// Writes down a value part by part.
#[derive(Debug, Default)]
pub struct Spelling(pub Vec<u8>);

/// What stands before each part.
mod mark {
    pub const NOTHING: u8 = 0;
    pub const SOME: u8 = 1;
    pub const FALSE: u8 = 2;
    pub const TRUE: u8 = 3;
    pub const NUMBER: u8 = 4;
    pub const TEXT: u8 = 5;
    pub const BYTES: u8 = 6;
    pub const VARIANT: u8 = 7;
    /// A list, a map or a struct, and its end.
    pub const OPEN: u8 = 8;
    pub const CLOSE: u8 = 9;
}

/// Why a value cannot be written down: it says so itself.
#[derive(Debug)]
pub struct Refused(String);

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refused {}

impl ser::Error for Refused {
    fn custom<T: std::fmt::Display>(why: T) -> Self {
        Self(why.to_string())
    }
}

impl Spelling {
    fn number(&mut self, bytes: [u8; 16]) {
        self.0.push(mark::NUMBER);
        self.0.extend_from_slice(&bytes);
    }

    fn run(&mut self, mark: u8, bytes: &[u8]) {
        self.0.push(mark);
        self.0.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        self.0.extend_from_slice(bytes);
    }

    fn open(&mut self) {
        self.0.push(mark::OPEN);
    }

    fn variant(&mut self, index: u32) {
        self.0.push(mark::VARIANT);
        self.0.extend_from_slice(&index.to_le_bytes());
    }
}

type Done = Result<(), Refused>;

macro_rules! numbers {
    ($($name:ident: $number:ty as $wide:ty),*) => {
        $(fn $name(self, number: $number) -> Done {
            self.number(<$wide>::from(number).to_le_bytes());
            Ok(())
        })*
    };
}

impl<'a> ser::Serializer for &'a mut Spelling {
    type Ok = ();
    type Error = Refused;
    type SerializeSeq = Whole<'a>;
    type SerializeTuple = Whole<'a>;
    type SerializeTupleStruct = Whole<'a>;
    type SerializeTupleVariant = Whole<'a>;
    type SerializeMap = Whole<'a>;
    type SerializeStruct = Whole<'a>;
    type SerializeStructVariant = Whole<'a>;

    numbers! {
        serialize_i8: i8 as i128, serialize_i16: i16 as i128, serialize_i32: i32 as i128, serialize_i64: i64 as i128,
        serialize_i128: i128 as i128, serialize_u8: u8 as i128, serialize_u16: u16 as i128,
        serialize_u32: u32 as i128, serialize_u64: u64 as i128, serialize_u128: u128 as u128
    }

    fn is_human_readable(&self) -> bool {
        false
    }

    fn serialize_bool(self, is: bool) -> Done {
        self.0.push(if is { mark::TRUE } else { mark::FALSE });
        Ok(())
    }

    fn serialize_f32(self, number: f32) -> Done {
        self.serialize_f64(f64::from(number))
    }

    fn serialize_f64(self, number: f64) -> Done {
        self.serialize_u64(number.to_bits())
    }

    fn serialize_char(self, c: char) -> Done {
        self.serialize_u32(u32::from(c))
    }

    fn serialize_str(self, text: &str) -> Done {
        self.run(mark::TEXT, text.as_bytes());
        Ok(())
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Done {
        self.run(mark::BYTES, bytes);
        Ok(())
    }

    fn serialize_none(self) -> Done {
        self.0.push(mark::NOTHING);
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Done {
        self.0.push(mark::SOME);
        value.serialize(self)
    }

    fn serialize_unit(self) -> Done {
        self.serialize_none()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Done {
        self.serialize_none()
    }

    fn serialize_unit_variant(self, _: &'static str, index: u32, _: &'static str) -> Done {
        self.variant(index);
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Done {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        index: u32,
        _: &'static str,
        value: &T,
    ) -> Done {
        self.variant(index);
        value.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Whole<'a>, Refused> {
        self.open();
        Ok(Whole(self))
    }

    fn serialize_tuple(self, _: usize) -> Result<Whole<'a>, Refused> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Whole<'a>, Refused> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        index: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Whole<'a>, Refused> {
        self.variant(index);
        self.serialize_seq(None)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Whole<'a>, Refused> {
        self.serialize_seq(None)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Whole<'a>, Refused> {
        self.serialize_seq(None)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        index: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Whole<'a>, Refused> {
        self.variant(index);
        self.serialize_seq(None)
    }
}

/// A list, a map or a struct while its parts are written down.
pub struct Whole<'a>(&'a mut Spelling);

impl Whole<'_> {
    fn part<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        value.serialize(&mut *self.0)
    }

    fn close(self) -> Done {
        self.0.0.push(mark::CLOSE);
        Ok(())
    }
}

macro_rules! wholes {
    ($($kind:ident: $part:ident),*) => {
        $(impl ser::$kind for Whole<'_> {
            type Ok = ();
            type Error = Refused;

            fn $part<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
                self.part(value)
            }

            fn end(self) -> Done {
                self.close()
            }
        })*
    };
}

wholes! {
    SerializeSeq: serialize_element, SerializeTuple: serialize_element, SerializeTupleStruct: serialize_field,
    SerializeTupleVariant: serialize_field
}

impl ser::SerializeMap for Whole<'_> {
    type Ok = ();
    type Error = Refused;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Done {
        self.part(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        self.part(value)
    }

    fn end(self) -> Done {
        self.close()
    }
}

macro_rules! structs {
    ($($kind:ident),*) => {
        $(impl ser::$kind for Whole<'_> {
            type Ok = ();
            type Error = Refused;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, _: &'static str, value: &T) -> Done {
                self.part(value)
            }

            fn skip_field(&mut self, _: &'static str) -> Done {
                self.0.0.push(mark::NOTHING);
                Ok(())
            }

            fn end(self) -> Done {
                self.close()
            }
        })*
    };
}

// The names of fields are the same for all values of a type; where one is left out, a mark says so.
structs! { SerializeStruct, SerializeStructVariant }

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(value: &impl Serialize) -> Vec<u8> {
        let mut spelling = Spelling::default();
        value.serialize(&mut spelling).unwrap();
        spelling.0
    }

    #[test]
    fn values_that_differ_are_spelled_differently() {
        let values = [
            spelled(&("ab", "c")),
            spelled(&("a", "bc")),
            spelled(&(("a", "b"), "c")),
            spelled(&("a", ("b", "c"))),
            spelled(&vec!["a", "b", "c"]),
            spelled(&Some("a")),
            spelled(&"a"),
            spelled(&None::<&str>),
            spelled(&""),
            spelled(&Vec::<u8>::new()),
            spelled(&0_u8),
            spelled(&false),
            spelled(&1.0),
            spelled(&1),
            spelled(&-1),
            spelled(&u64::MAX),
        ];
        for (index, one) in values.iter().enumerate() {
            assert!(values[index + 1..].iter().all(|other| one != other), "{index}");
        }
        assert_eq!(spelled(&("a", Some(1))), spelled(&("a", Some(1))));
    }
}

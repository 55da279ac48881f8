//! Structs whose fields stand among those of another, as templates see them.
//!
//! `#[serde(flatten)]` does the same and gives a map instead of a struct: each name of a field is copied then, each time.

use serde::Serialize;
use serde::ser::{Error as _, Impossible, SerializeStruct, Serializer};

/// Serializes a view with the fields of `inner` first, as if they were its own.
macro_rules! flat {
    ($view:ident: $inner:ident, $($field:ident),+) => {
        impl ::serde::Serialize for $view<'_> {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                // Naming them all, so that none is forgotten.
                let Self { $inner, $($field),+ } = self;
                let mut fields = serializer.serialize_struct(stringify!($view), $crate::render::flat::ROOM)?;
                $inner.serialize($crate::render::flat::Within(&mut fields))?;
                $(::serde::ser::SerializeStruct::serialize_field(&mut fields, stringify!($field), $field)?;)+
                ::serde::ser::SerializeStruct::end(fields)
            }
        }
    };
}
pub(super) use flat;

/// For how many fields room is made.
pub const ROOM: usize = 24;

/// Takes the fields of a struct for another one, which goes on after them.
pub struct Within<'a, S>(pub &'a mut S);

impl<S: SerializeStruct> SerializeStruct for Within<'_, S> {
    type Ok = ();
    type Error = S::Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), S::Error> {
        self.0.serialize_field(name, value)
    }

    fn end(self) -> Result<(), S::Error> {
        Ok(())
    }
}

macro_rules! refuse {
    ($($name:ident($($kind:ty),*) -> $to:ty;)*) => {
        $(fn $name(self, $(_: $kind),*) -> Result<$to, S::Error> {
            Err(S::Error::custom("only a struct has fields to put among others"))
        })*
    };
}

impl<S: SerializeStruct> Serializer for Within<'_, S> {
    type Ok = ();
    type Error = S::Error;
    type SerializeSeq = Impossible<(), S::Error>;
    type SerializeTuple = Impossible<(), S::Error>;
    type SerializeTupleStruct = Impossible<(), S::Error>;
    type SerializeTupleVariant = Impossible<(), S::Error>;
    type SerializeMap = Impossible<(), S::Error>;
    type SerializeStruct = Self;
    type SerializeStructVariant = Impossible<(), S::Error>;

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, S::Error> {
        Ok(self)
    }

    refuse! {
        serialize_bool(bool) -> ();
        serialize_i8(i8) -> ();
        serialize_i16(i16) -> ();
        serialize_i32(i32) -> ();
        serialize_i64(i64) -> ();
        serialize_u8(u8) -> ();
        serialize_u16(u16) -> ();
        serialize_u32(u32) -> ();
        serialize_u64(u64) -> ();
        serialize_f32(f32) -> ();
        serialize_f64(f64) -> ();
        serialize_char(char) -> ();
        serialize_str(&str) -> ();
        serialize_bytes(&[u8]) -> ();
        serialize_none() -> ();
        serialize_unit() -> ();
        serialize_unit_struct(&'static str) -> ();
        serialize_unit_variant(&'static str, u32, &'static str) -> ();
        serialize_seq(Option<usize>) -> Self::SerializeSeq;
        serialize_tuple(usize) -> Self::SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self::SerializeTupleVariant;
        serialize_map(Option<usize>) -> Self::SerializeMap;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Self::SerializeStructVariant;
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), S::Error> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), S::Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        value: &T,
    ) -> Result<(), S::Error> {
        value.serialize(self)
    }
}

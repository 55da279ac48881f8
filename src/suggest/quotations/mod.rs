//! Quotations, and who is said to have spoken.

use super::{Known, Quotation};

/// Finds the quotations of a text.
pub fn quotations(_text: &str, _known: &[Known]) -> Vec<Quotation> {
    Vec::new()
}

//! One file of a ledger: its entries behind lines that say what they are and prove that they are whole.

use super::entries::Entries;
use crate::text::Fingerprint;

/// The first line of each of these files; one with another line is of another version and counts as lost.
const HEADER: &[u8] = b"onrecord ledger 4\n";

/// What one of the files says.
pub struct Sheet {
    /// Stands for what it says.
    pub fingerprint: Fingerprint,
    /// The ledger that it is an amendment of.
    pub amends: Option<Fingerprint>,
    pub entries: Entries,
}

impl Sheet {
    /// Reads one; none if it is damaged, cut short or of another version.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (checksum, rest) = bytes.strip_prefix(HEADER)?.split_at_checked(32)?;
        let (amends, entries) = rest.strip_prefix(b"\n")?.split_at_checked(32)?;
        let amends = str::from_utf8(amends).ok()?.parse().ok()?;
        let fingerprint = Fingerprint::of(&(amends, Fingerprint::of_bytes(entries)));
        if fingerprint.to_string().as_bytes() != checksum {
            return None;
        }
        let amends = Some(amends).filter(|amends| *amends != Fingerprint::default());
        Some(Self { fingerprint, amends, entries: bitcode::decode(entries).ok()? })
    }
}

/// Both come behind a line that stands for them; a ledger amends nothing, which is written as zeros.
pub fn encode(amends: Option<Fingerprint>, entries: &Entries) -> (Vec<u8>, Fingerprint) {
    let (amends, entries) = (amends.unwrap_or_default(), bitcode::encode(entries));
    let fingerprint = Fingerprint::of(&(amends, Fingerprint::of_bytes(&entries)));
    let lines = [fingerprint, amends].map(|line| line.to_string());
    ([HEADER, lines[0].as_bytes(), b"\n", lines[1].as_bytes(), &entries].concat(), fingerprint)
}

#[cfg(test)]
mod tests {
    use super::super::entries::Written;
    use super::*;
    use crate::world::Stamp;

    #[test]
    fn what_is_damaged_is_not_read() {
        let files = [("a/index.html", 1), ("b.html", 2)].map(|(path, len)| {
            let stamp = Stamp { len, modified: 1 };
            (path, Written { stamp, ..Written::default() })
        });
        let files = Entries::of(files.into_iter());
        for amends in [None, Some(Fingerprint::of_bytes(b"x"))] {
            let (bytes, fingerprint) = encode(amends, &files);
            let sheet = Sheet::read(&bytes).unwrap();
            assert_eq!((sheet.fingerprint, sheet.amends, sheet.entries), (fingerprint, amends, files.clone()));
            for end in 0..bytes.len() {
                assert!(Sheet::read(&bytes[..end]).is_none());
            }
            for at in 0..bytes.len() {
                let mut changed = bytes.clone();
                changed[at] ^= 1;
                assert!(Sheet::read(&changed).is_none(), "{at}");
            }
        }
    }
}

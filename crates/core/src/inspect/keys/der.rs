//! The little of DER (X.690) that a public key or a certificate needs.

/// Reads one element after the other.
pub struct Der<'a>(pub &'a [u8]);

pub const INTEGER: u8 = 0x02;
pub const BITS: u8 = 0x03;
pub const OBJECT: u8 = 0x06;
pub const SEQUENCE: u8 = 0x30;
/// The version of a certificate.
pub const VERSION: u8 = 0xA0;

impl<'a> Der<'a> {
    /// The next element where it is of this kind.
    pub fn next(&mut self, kind: u8) -> Option<&'a [u8]> {
        let (&tag, rest) = self.0.split_first()?;
        let (&first, mut rest) = rest.split_first()?;
        let length = if first < 0x80 {
            usize::from(first)
        } else {
            let (bytes, after) = rest.split_at_checked(usize::from(first & 0x7F))?;
            if bytes.len() > 4 {
                return None;
            }
            rest = after;
            bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte))
        };
        let (content, after) = rest.split_at_checked(length)?;
        if tag != kind {
            return None;
        }
        self.0 = after;
        Some(content)
    }

    /// What is inside the next element of this kind.
    pub fn inside(&mut self, kind: u8) -> Option<Der<'a>> {
        self.next(kind).map(Der)
    }
}

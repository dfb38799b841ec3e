//! What the bytes of a record are recognised and checked by.

use std::fmt;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The SHA-256 hash of the bytes of a record.
///
/// It is written as 64 hexadecimal digits, as `sha256sum` prints it, and in compact forms as its bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct RecordHash([u8; 32]);

impl RecordHash {
    /// The hash of these bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The hash that 64 hexadecimal digits write out.
    pub fn from_digits(digits: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        if digits.len() != 2 * bytes.len() || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).ok()?;
        }
        Some(Self(bytes))
    }

    /// Its first 8 bytes, which tell records apart.
    pub fn first(self) -> u64 {
        self.0.first_chunk().map_or(0, |first| u64::from_be_bytes(*first))
    }
}

impl fmt::Display for RecordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for RecordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl Serialize for RecordHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match serializer.is_human_readable() {
            true => serializer.collect_str(self),
            false => self.0.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for RecordHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !deserializer.is_human_readable() {
            return <[u8; 32]>::deserialize(deserializer).map(Self);
        }
        let text = String::deserialize(deserializer)?;
        Self::from_digits(&text).ok_or_else(|| D::Error::custom("a SHA-256 hash has 64 hexadecimal digits"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_back_as_it_was_written() {
        let digits = "0123456789abcdef".repeat(4);
        let hash = RecordHash::from_digits(&digits).unwrap();
        assert_eq!((hash.to_string(), hash.first()), (digits.clone(), 0x0123_4567_89ab_cdef));
        let json = serde_json::to_string(&hash).unwrap();
        assert_eq!(json, format!("\"{digits}\""));
        assert_eq!(serde_json::from_str::<RecordHash>(&json).unwrap(), hash);
    }

    #[test]
    fn other_texts_are_no_hash() {
        for text in ["", "0123", &"x".repeat(64), &"é".repeat(32), &"+1".repeat(32)] {
            assert_eq!(RecordHash::from_digits(text), None, "{text}");
        }
        assert!(serde_json::from_str::<RecordHash>("\"12\"").is_err());
    }
}

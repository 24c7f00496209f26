//! A value that must not be seen: a token, a password, a key.

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer};
use std::fmt;

/// Text that is wiped when dropped and cannot be printed, serialised or compared by accident.
///
/// It has no `Display` and no `Serialize`, so nothing that is sent to the window or written to a log can contain one.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// Takes the text over. The caller's copy is the one that is kept; none is left behind.
    pub fn new(text: String) -> Self {
        Self(SecretString::from(text))
    }

    /// The text itself, for the one place that needs it. Every call is a place to look at in a review.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// A few characters to tell two tokens apart, and nothing of a short one.
    ///
    /// From 40 characters on: the first six and the last four. Below that a mask would give away
    /// a good part of the whole, so there are only dots.
    pub fn mask(&self) -> String {
        let text = self.expose();
        let count = text.chars().count();
        if count < 40 {
            return "••••••••".to_owned();
        }
        let head: String = text.chars().take(6).collect();
        let tail: String = text.chars().skip(count - 4).collect();
        format!("{head}…{tail}")
    }
}

impl<'de> Deserialize<'de> for Secret {
    /// What a person typed comes in this way; nothing goes out.
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from).map(Self::new)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", Secret::new("hunter2".into())), "Secret(…)");
    }

    #[test]
    fn a_short_secret_is_all_dots() {
        assert_eq!(Secret::new("short-token-1234".into()).mask(), "••••••••");
    }

    #[test]
    fn a_long_secret_shows_its_ends() {
        let secret = Secret::new(format!("eyJhbG{}Xk4Q", "a".repeat(60)));
        assert_eq!(secret.mask(), "eyJhbG…Xk4Q");
    }

    #[test]
    fn a_mask_never_cuts_a_character_in_two() {
        assert_eq!(Secret::new("é".repeat(50)).mask(), "éééééé…éééé");
    }
}

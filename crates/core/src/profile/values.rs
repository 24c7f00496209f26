//! What the names in templates stand for when a call is made.

use crate::secret::Secret;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// What a template's names stand for when a call is made.
#[derive(Debug, Clone, Default)]
pub struct Values(BTreeMap<String, (Secret, Kind)>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Open,
    Secret,
}

/// What is shown instead of a secret.
pub const MASK: &str = "•••";

impl Values {
    /// Adds or replaces a value that may be shown, such as a username.
    pub fn set_open(&mut self, name: &str, value: &str) {
        self.0.insert(name.to_owned(), (Secret::new(value.to_owned()), Kind::Open));
    }

    /// Adds or replaces a value that must not be seen, such as a password or a token.
    pub fn set_secret(&mut self, name: &str, value: Secret) {
        self.0.insert(name.to_owned(), (value, Kind::Secret));
    }

    /// Takes the secret values out of a text that a server wrote: some echo what they were sent.
    pub fn redact(&self, text: &str) -> String {
        let mut secrets: Vec<&str> = self
            .0
            .values()
            .filter(|(value, kind)| *kind == Kind::Secret && !value.expose().is_empty())
            .map(|(value, _)| value.expose())
            .collect();
        // The longest first: one secret may be a part of another.
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        secrets.iter().fold(text.to_owned(), |text, secret| {
            written(secret).iter().fold(text, |text, form| text.replace(form.as_str(), MASK))
        })
    }

    /// The same with a mask in place of each secret, to show what a call looks like.
    #[must_use]
    pub fn masked(&self) -> Self {
        let mut masked = self.clone();
        for (value, kind) in masked.0.values_mut() {
            if *kind == Kind::Secret && !value.expose().is_empty() {
                *value = Secret::new(MASK.to_owned());
            }
        }
        masked
    }

    /// The value; `None` where nobody gave one, not even an empty one.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|(value, _)| value.expose())
    }

    /// Whether an optional input was left empty.
    pub(super) fn is_left_empty(&self, name: &str) -> bool {
        self.get(name).is_some_and(str::is_empty)
    }
}

/// A secret in each way that it may have been written in what was sent.
fn written(secret: &str) -> Vec<Zeroizing<String>> {
    let json = serde_json::to_string(secret).unwrap_or_default();
    let mut forms = vec![
        secret.to_owned(),
        url::form_urlencoded::byte_serialize(secret.as_bytes()).collect(),
        super::template::percent(secret),
        json.trim_matches('"').to_owned(),
        STANDARD.encode(secret),
    ];
    forms.retain(|form| !form.is_empty());
    forms.into_iter().map(Zeroizing::new).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_echo_of_a_secret_is_taken_out() {
        let mut values = Values::default();
        values.set_open("username", "ann");
        values.set_secret("password", Secret::new("watch".into()));
        values.set_secret("refresh_token", Secret::new("watch-the-time".into()));
        values.set_secret("empty", Secret::new(String::new()));
        assert_eq!(values.redact("ann: watch-the-time, watch!"), "ann: •••, •••!");
        values.set_secret("odd", Secret::new("p@ss \"w\"&x".into()));
        assert_eq!(values.redact("p%40ss+%22w%22%26x p%40ss%20%22w%22%26x p@ss \\\"w\\\"&x"), "••• ••• •••");
        assert_eq!(values.masked().get("password"), Some(MASK));
        assert_eq!(values.masked().get("username"), Some("ann"));
    }
}

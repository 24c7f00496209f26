//! `{{name}}`, as in Postman: places in a body that are filled in when it is sent.

use crate::error::{Code, Error, Result};
use crate::secret::Secret;
use serde::{Deserialize, Deserializer, de::Error as _};
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
        secrets.iter().fold(text.to_owned(), |text, secret| text.replace(secret, "•••"))
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|(value, _)| value.expose())
    }
}

/// A JSON object whose strings may hold templates.
#[derive(Debug, Clone)]
pub struct Body(Vec<(String, Vec<Part>)>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Name(String),
}

impl Body {
    /// The names that the templates use.
    pub fn names(&self) -> impl Iterator<Item = &String> {
        self.0.iter().flat_map(|(_, parts)| parts).filter_map(|part| match part {
            Part::Name(name) => Some(name),
            Part::Text(_) => None,
        })
    }

    /// The body as JSON (RFC 8259), in a buffer that is wiped when dropped.
    ///
    /// # Errors
    /// `internal` where a value is missing, which [`super::Profile::parse`] rules out for names it knows.
    pub fn to_json(&self, values: &Values) -> Result<Zeroizing<Vec<u8>>> {
        // Room for everything from the start: a buffer that grows leaves its old copy behind, unwiped.
        let room = 64
            + self.0.iter().map(|(key, parts)| key.len() + 64 * parts.len()).sum::<usize>()
            + 6 * self.names().filter_map(|name| values.get(name)).map(str::len).sum::<usize>();
        let mut out = Zeroizing::new(Vec::with_capacity(room));
        out.push(b'{');
        for (index, (key, parts)) in self.0.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            quote(&mut out, [key.as_str()]);
            out.push(b':');
            let pieces = parts
                .iter()
                .map(|part| match part {
                    Part::Text(text) => Ok(text.as_str()),
                    Part::Name(name) => {
                        values.get(name).ok_or_else(|| Error::internal("a template without its value"))
                    }
                })
                .collect::<Result<Vec<_>>>()?;
            quote(&mut out, pieces);
        }
        out.push(b'}');
        Ok(out)
    }
}

/// Writes one JSON string made of several pieces.
fn quote<'a>(out: &mut Vec<u8>, pieces: impl IntoIterator<Item = &'a str>) {
    out.push(b'"');
    for c in pieces.into_iter().flat_map(str::chars) {
        match c {
            '"' => out.extend_from_slice(b"\\\""),
            '\\' => out.extend_from_slice(b"\\\\"),
            c if c.is_control() && (c as u32) < 0x20 => {
                const HEX: &[u8; 16] = b"0123456789abcdef";
                let code = c as u8;
                out.extend_from_slice(b"\\u00");
                out.push(HEX[usize::from(code >> 4)]);
                out.push(HEX[usize::from(code & 15)]);
            }
            c => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    out.push(b'"');
}

fn parse(text: &str) -> Result<Vec<Part>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let Some(length) = rest[start + 2..].find("}}") else {
            return Err(Error::new(
                Code::InvalidInput,
                "A template is not closed.",
                "Write {{name}} with both pairs of braces.",
            ));
        };
        if start > 0 {
            parts.push(Part::Text(rest[..start].to_owned()));
        }
        parts.push(Part::Name(rest[start + 2..start + 2 + length].trim().to_owned()));
        rest = &rest[start + 2 + length + 2..];
    }
    if !rest.is_empty() || parts.is_empty() {
        parts.push(Part::Text(rest.to_owned()));
    }
    Ok(parts)
}

impl<'de> Deserialize<'de> for Body {
    fn deserialize<D: Deserializer<'de>>(from: D) -> std::result::Result<Self, D::Error> {
        BTreeMap::<String, String>::deserialize(from)?
            .into_iter()
            .map(|(key, text)| {
                parse(&text)
                    .map(|parts| (key, parts))
                    .map_err(|error| D::Error::custom(error.message.clone()))
            })
            .collect::<std::result::Result<_, _>>()
            .map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(text: &str) -> Body {
        toml::from_str::<BTreeMap<String, Body>>(&format!("body = {text}")).unwrap().remove("body").unwrap()
    }

    #[test]
    fn values_arrive_unchanged_whatever_they_hold() {
        let nasty = "p\"w\\\n\t\u{1}é😀{{username}}</script>";
        let mut values = Values::default();
        values.set_open("password", nasty);
        let json = body(r#"{ password = "{{password}}", hint = "a {{ password }} b", fixed = "" }"#)
            .to_json(&values)
            .unwrap();
        let read: serde_json::Value = serde_json::from_slice(&json).unwrap();
        assert_eq!(read["password"], nasty);
        assert_eq!(read["hint"], format!("a {nasty} b"));
        assert_eq!(read["fixed"], "");
    }

    #[test]
    fn the_buffer_never_grows() {
        let mut values = Values::default();
        values.set_open("t", &"\u{1}".repeat(10_000));
        let json = body(r#"{ t = "{{t}}" }"#).to_json(&values).unwrap();
        assert!(json.capacity() >= json.len() && json.capacity() < 61_000, "{}", json.capacity());
    }

    #[test]
    fn an_echo_of_a_secret_is_taken_out() {
        let mut values = Values::default();
        values.set_open("username", "ann");
        values.set_secret("password", Secret::new("watch".into()));
        values.set_secret("refresh_token", Secret::new("watch-the-time".into()));
        values.set_secret("empty", Secret::new(String::new()));
        assert_eq!(values.redact("ann: watch-the-time, watch!"), "ann: •••, •••!");
    }

    #[test]
    fn an_open_template_is_refused() {
        assert!(toml::from_str::<BTreeMap<String, Body>>("body = { a = \"{{x\" }").is_err());
    }

    #[test]
    fn a_missing_value_is_an_error() {
        assert!(body(r#"{ a = "{{x}}" }"#).to_json(&Values::default()).is_err());
    }
}

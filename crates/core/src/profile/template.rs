//! `{{name}}`, as in Postman: places in a text that are filled in when it is sent.

use super::Values;
use crate::error::{Error, Result};
use crate::secret::Secret;
use serde::{Deserialize, Deserializer, de::Error as _};
use std::fmt;
use zeroize::Zeroizing;

/// A text with places that are filled in when it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Name(String),
}

impl Template {
    /// Reads it.
    ///
    /// # Errors
    /// What is wrong with it, as a sentence.
    pub fn parse(text: &str) -> std::result::Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(start) = rest.find("{{") {
            let inner = &rest[start + 2..];
            let Some(length) = inner.find("}}") else {
                return Err("a template is not closed; write {{name}} with both pairs of braces".to_owned());
            };
            let name = inner[..length].trim();
            if !is_name(name) {
                return Err(
                    "a template names something with other signs than letters, digits and _".to_owned()
                );
            }
            if start > 0 {
                parts.push(Part::Text(rest[..start].to_owned()));
            }
            parts.push(Part::Name(name.to_owned()));
            rest = &inner[length + 2..];
        }
        if !rest.is_empty() || parts.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Ok(Self(parts))
    }

    /// The names that it uses.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|part| match part {
            Part::Name(name) => Some(name.as_str()),
            Part::Text(_) => None,
        })
    }

    /// The name, where it is one and nothing else.
    pub(crate) fn one_name(&self) -> Option<&str> {
        match self.0.as_slice() {
            [Part::Name(name)] => Some(name),
            _ => None,
        }
    }

    /// The other way round: which value its one name must have had for this text to come out. Inside: `None` where it names
    /// nothing. `None`: this text never comes out of it.
    pub(crate) fn bind<'t, 'v>(&'t self, text: &'v str) -> Option<Option<(&'t str, &'v str)>> {
        let (before, name, after) = match self.0.as_slice() {
            [Part::Text(fixed)] => return (fixed == text).then_some(None),
            [Part::Name(name)] => ("", name, ""),
            [Part::Text(before), Part::Name(name)] => (before.as_str(), name, ""),
            [Part::Name(name), Part::Text(after)] => ("", name, after.as_str()),
            [Part::Text(before), Part::Name(name), Part::Text(after)] => {
                (before.as_str(), name, after.as_str())
            }
            _ => return None,
        };
        // Schemes are written in any case (RFC 9110, 11.1).
        let start = text.get(..before.len()).filter(|start| start.eq_ignore_ascii_case(before))?;
        let value = text.get(start.len()..)?.strip_suffix(after)?;
        Some(Some((name, value)))
    }

    /// The text itself, where it names nothing.
    pub fn constant(&self) -> Option<&str> {
        match self.0.as_slice() {
            [Part::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// Whether it begins with this sign, whatever is filled in.
    pub(super) fn begins_with(&self, sign: char) -> bool {
        matches!(self.0.first(), Some(Part::Text(text)) if text.starts_with(sign))
    }

    /// Whether it is one name and nothing else.
    pub(super) fn is_one_name(&self) -> bool {
        matches!(self.0.as_slice(), [Part::Name(_)])
    }

    /// The scheme, host and port that it begins with; `None` where what is filled in could change them.
    pub(super) fn origin(&self) -> Option<String> {
        let Some(Part::Text(text)) = self.0.first() else { return None };
        let (scheme, rest) = text.split_once("://")?;
        let host = match rest.find(['/', '?', '#', '\\']) {
            Some(end) => &rest[..end],
            None if self.0.len() == 1 => rest,
            None => return None,
        };
        Some(format!("{scheme}://{host}"))
    }

    /// The host of the address that it begins with.
    pub(crate) fn host(&self) -> Option<String> {
        url::Url::parse(&self.origin()?).ok()?.host_str().map(str::to_owned)
    }

    /// Whether it is one name and nothing else, and nothing was given for that: then what holds it is left out.
    pub(super) fn is_left_out(&self, values: &Values) -> bool {
        matches!(self.0.as_slice(), [Part::Name(name)] if values.is_left_empty(name))
    }

    /// The pieces of the filled-in text, one after the other.
    ///
    /// # Errors
    /// `internal` where a value is missing, which reading a profile rules out for names it knows.
    pub(super) fn pieces<'a>(&'a self, values: &'a Values) -> Result<Vec<&'a str>> {
        let piece = |part: &'a Part| match part {
            Part::Text(text) => Ok(text.as_str()),
            Part::Name(name) => {
                values.get(name).ok_or_else(|| Error::internal("a template without its value"))
            }
        };
        self.0.iter().map(piece).collect()
    }

    /// The filled-in text, in a buffer that never grows and is wiped when dropped.
    ///
    /// # Errors
    /// As for [`Template::pieces`].
    pub fn fill(&self, values: &Values) -> Result<Secret> {
        Ok(Secret::new(self.pieces(values)?.concat()))
    }

    /// The same, each filled-in value percent-encoded (RFC 3986), so that it stays within its segment of a path.
    ///
    /// # Errors
    /// As for [`Template::pieces`].
    pub(crate) fn fill_path(&self, values: &Values) -> Result<String> {
        let piece = |part: &Part| match part {
            Part::Text(text) => Ok(text.clone()),
            // A path may be given as a whole; inside a segment nobody may start another one.
            Part::Name(name) => {
                let value =
                    values.get(name).ok_or_else(|| Error::internal("a template without its value"))?;
                Ok(if self.0.len() == 1 { value.to_owned() } else { percent(value) })
            }
        };
        self.0.iter().map(piece).collect()
    }
}

/// Everything but letters, digits and `-._~` as `%XX` (RFC 3986, 2.3).
pub(super) fn percent(text: &str) -> String {
    use fmt::Write as _;
    let mut out = String::with_capacity(text.len() * 3);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// The text as `application/x-www-form-urlencoded` has it (WHATWG URL, 5.2), in a buffer that never grows.
pub(super) fn form_encoded(pieces: &[&str]) -> Zeroizing<String> {
    let mut out =
        Zeroizing::new(String::with_capacity(3 * pieces.iter().map(|piece| piece.len()).sum::<usize>()));
    for piece in pieces {
        url::form_urlencoded::byte_serialize(piece.as_bytes()).for_each(|encoded| out.push_str(encoded));
    }
    out
}

/// Whether a template can name this.
pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty() && text.len() <= 64 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

impl<'de> Deserialize<'de> for Template {
    fn deserialize<D: Deserializer<'de>>(from: D) -> std::result::Result<Self, D::Error> {
        Self::parse(&String::deserialize(from)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
impl schemars::JsonSchema for Template {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Template".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "A text in which {{name}} stands for an input, a token, client_id or base_url."
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_takes_a_value_as_one_segment_or_as_a_whole() {
        let mut values = Values::default();
        values.set_open("id", "a/../b?x#y é");
        values.set_open("path", "/o/token/");
        let path = |text: &str| Template::parse(text).unwrap().fill_path(&values).unwrap();
        assert_eq!(path("/s/{{id}}/end"), "/s/a%2F..%2Fb%3Fx%23y%20%C3%A9/end");
        assert_eq!(path("{{path}}"), "/o/token/");
    }

    #[test]
    fn a_filled_in_text_tells_the_value() {
        let bind = |template: &str, text: &str| {
            let template = Template::parse(template).unwrap();
            template.bind(text).map(|bound| bound.map(|(name, value)| format!("{name}={value}")))
        };
        assert_eq!(bind("Bearer {{t}}", "bearer abc").unwrap().unwrap(), "t=abc");
        assert_eq!(bind("{{t}}", "abc").unwrap().unwrap(), "t=abc");
        assert_eq!(bind("a{{t}}b", "axb").unwrap().unwrap(), "t=x");
        assert_eq!(bind("abc", "abc"), Some(None));
        for (template, text) in [
            ("Bearer {{t}}", "Basic abc"),
            ("abc", "abd"),
            ("a{{t}}b", "ax"),
            ("{{a}}{{b}}", "ab"),
            ("é{{t}}", "e"),
        ] {
            assert_eq!(bind(template, text), None, "{template}");
        }
    }

    #[test]
    fn what_is_no_template_is_refused() {
        for odd in ["{{x", "{{}}", "{{a b}}", "{{ä}}", "{{a}} {{"] {
            assert!(Template::parse(odd).is_err(), "{odd}");
        }
        assert_eq!(Template::parse("a {{ b }} c").unwrap().names().collect::<Vec<_>>(), ["b"]);
        assert_eq!(Template::parse("").unwrap().constant(), Some(""));
    }
}

//! What a call carries: values and templates, as JSON or as a form.

use super::template::{Template, form_encoded};
use super::values::Values;
use crate::error::{Error, Result};
use serde::{Deserialize, Deserializer, de::Error as _};
use zeroize::Zeroizing;

/// A table of values whose strings may hold templates.
#[derive(Debug, Clone, PartialEq)]
pub struct Body(Vec<(String, Node)>);

#[derive(Debug, Clone, PartialEq)]
enum Node {
    Text(Template),
    /// A number or a truth value, as JSON writes it.
    Plain(String),
    List(Vec<Node>),
    Table(Vec<(String, Node)>),
}

/// One value of a body.
#[derive(Debug, Clone, Copy)]
pub(crate) enum BodyLeaf<'a> {
    /// A text that may hold templates.
    Text(&'a Template),
    /// A number or a truth value, as JSON writes it.
    Plain(&'a str),
}

impl Body {
    /// Every value, by its path.
    pub(crate) fn leaves(&self) -> Vec<(String, BodyLeaf<'_>)> {
        let mut found = Vec::new();
        for (key, node) in &self.0 {
            node.leaves(key.clone(), &mut found);
        }
        found
    }

    /// The names that the templates use, and where.
    pub fn names(&self) -> Vec<(String, &str)> {
        let mut found = Vec::new();
        for (key, node) in &self.0 {
            node.names(key, &mut found);
        }
        found
    }

    /// The field that a form cannot hold, if there is one.
    pub(super) fn unfit_for_a_form(&self) -> Option<&str> {
        let nested = |node: &Node| matches!(node, Node::List(_) | Node::Table(_));
        self.0.iter().find(|(_, node)| nested(node)).map(|(key, _)| key.as_str())
    }

    /// The body as JSON (RFC 8259), in a buffer that is wiped when dropped.
    ///
    /// # Errors
    /// `internal` where a value is missing, which [`super::Profile::parse`] rules out for names it knows.
    pub fn to_json(&self, values: &Values) -> Result<Zeroizing<Vec<u8>>> {
        // Room for everything from the start: a buffer that grows leaves its old copy behind, unwiped.
        let room = self.0.iter().map(|(key, node)| key.len() * 6 + 8 + node.room(values)).sum::<usize>() + 8;
        let mut out = Zeroizing::new(Vec::with_capacity(room));
        write_table(&mut out, &self.0, values)?;
        Ok(out)
    }

    /// The body as `application/x-www-form-urlencoded`, in a buffer that is wiped when dropped.
    ///
    /// # Errors
    /// As for [`Body::to_json`].
    pub fn to_form(&self, values: &Values) -> Result<Zeroizing<Vec<u8>>> {
        let mut fields = Vec::new();
        for (key, node) in &self.0 {
            let value = match node {
                Node::Text(template) if template.is_left_out(values) => continue,
                Node::Text(template) => form_encoded(&template.pieces(values)?),
                Node::Plain(text) => form_encoded(&[text]),
                Node::List(_) | Node::Table(_) => return Err(Error::internal("a nested form")),
            };
            fields.push((form_encoded(&[key]), value));
        }
        let room = fields.iter().map(|(key, value)| key.len() + value.len() + 2).sum();
        let mut out = Zeroizing::new(Vec::with_capacity(room));
        for (index, (key, value)) in fields.iter().enumerate() {
            if index > 0 {
                out.push(b'&');
            }
            out.extend_from_slice(key.as_bytes());
            out.push(b'=');
            out.extend_from_slice(value.as_bytes());
        }
        Ok(out)
    }
}

impl Node {
    fn leaves<'a>(&'a self, at: String, found: &mut Vec<(String, BodyLeaf<'a>)>) {
        match self {
            Self::Text(template) => found.push((at, BodyLeaf::Text(template))),
            Self::Plain(text) => found.push((at, BodyLeaf::Plain(text))),
            Self::List(nodes) => {
                nodes
                    .iter()
                    .enumerate()
                    .for_each(|(index, node)| node.leaves(format!("{at}.{index}"), found));
            }
            Self::Table(fields) => {
                fields.iter().for_each(|(key, node)| node.leaves(format!("{at}.{key}"), found));
            }
        }
    }

    fn names<'a>(&'a self, at: &str, found: &mut Vec<(String, &'a str)>) {
        match self {
            Self::Text(template) => found.extend(template.names().map(|name| (at.to_owned(), name))),
            Self::Plain(_) => {}
            Self::List(nodes) => nodes.iter().for_each(|node| node.names(at, found)),
            Self::Table(fields) => {
                fields.iter().for_each(|(key, node)| node.names(&format!("{at}.{key}"), found));
            }
        }
    }

    /// The most bytes that it takes as JSON.
    fn room(&self, values: &Values) -> usize {
        match self {
            Self::Text(template) => {
                8 + 6 * template.pieces(values).map_or(0, |pieces| pieces.iter().map(|p| p.len()).sum())
            }
            Self::Plain(text) => text.len() + 2,
            Self::List(nodes) => 4 + nodes.iter().map(|node| node.room(values) + 2).sum::<usize>(),
            Self::Table(fields) => {
                4 + fields.iter().map(|(key, node)| key.len() * 6 + 8 + node.room(values)).sum::<usize>()
            }
        }
    }

    fn write(&self, out: &mut Vec<u8>, values: &Values) -> Result<()> {
        match self {
            Self::Text(template) => quote(out, template.pieces(values)?),
            Self::Plain(text) => out.extend_from_slice(text.as_bytes()),
            Self::List(nodes) => {
                out.push(b'[');
                for (index, node) in nodes.iter().filter(|node| !node.is_left_out(values)).enumerate() {
                    if index > 0 {
                        out.push(b',');
                    }
                    node.write(out, values)?;
                }
                out.push(b']');
            }
            Self::Table(fields) => write_table(out, fields, values)?,
        }
        Ok(())
    }

    fn is_left_out(&self, values: &Values) -> bool {
        matches!(self, Self::Text(template) if template.is_left_out(values))
    }

    fn read(value: toml::Value) -> std::result::Result<Self, String> {
        Ok(match value {
            toml::Value::String(text) => Self::Text(Template::parse(&text)?),
            toml::Value::Integer(number) => Self::Plain(number.to_string()),
            toml::Value::Float(number) if number.is_finite() => Self::Plain(number.to_string()),
            toml::Value::Float(_) => return Err("JSON has no such number".to_owned()),
            toml::Value::Boolean(truth) => Self::Plain(truth.to_string()),
            toml::Value::Datetime(_) => return Err("write a date as a text, in quotes".to_owned()),
            toml::Value::Array(items) => {
                Self::List(items.into_iter().map(Self::read).collect::<std::result::Result<_, _>>()?)
            }
            toml::Value::Table(fields) => Self::Table(read_table(fields)?),
        })
    }
}

fn read_table(fields: toml::Table) -> std::result::Result<Vec<(String, Node)>, String> {
    fields.into_iter().map(|(key, value)| Ok((key, Node::read(value)?))).collect()
}

fn write_table(out: &mut Vec<u8>, fields: &[(String, Node)], values: &Values) -> Result<()> {
    out.push(b'{');
    for (index, (key, node)) in fields.iter().filter(|(_, node)| !node.is_left_out(values)).enumerate() {
        if index > 0 {
            out.push(b',');
        }
        quote(out, [key.as_str()]);
        out.push(b':');
        node.write(out, values)?;
    }
    out.push(b'}');
    Ok(())
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

impl<'de> Deserialize<'de> for Body {
    fn deserialize<D: Deserializer<'de>>(from: D) -> std::result::Result<Self, D::Error> {
        read_table(toml::Table::deserialize(from)?).map(Self).map_err(D::Error::custom)
    }
}

#[cfg(test)]
impl schemars::JsonSchema for Body {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Body".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "object",
            "description": "The fields of the body. Texts may hold {{name}}; a field that is one optional input left empty is left out. \
                            Numbers, true and false stay what they are; tables and lists are for JSON only."
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

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
    fn tables_lists_numbers_and_truths_stay_what_they_are() {
        let mut values = Values::default();
        values.set_open("user", "ann");
        values.set_open("none", "");
        let text = r#"{ type = "m.login.password", refresh_token = true, ttl = 60, part = 0.5, none = "{{none}}",
                        identifier = { type = "m.id.user", user = "{{user}}" }, scopes = ["a", "{{none}}", "{{user}}"] }"#;
        let read: serde_json::Value =
            serde_json::from_slice(&body(&text.replace('\n', "")).to_json(&values).unwrap()).unwrap();
        assert_eq!(
            read,
            serde_json::json!({"type": "m.login.password", "refresh_token": true, "ttl": 60, "part": 0.5,
                "identifier": {"type": "m.id.user", "user": "ann"}, "scopes": ["a", "ann"]})
        );
    }

    #[test]
    fn a_form_is_encoded_and_leaves_out_what_is_empty() {
        let mut values = Values::default();
        values.set_open("password", "a b&c=d+é%");
        values.set_open("scope", "");
        let form = body(r#"{ password = "{{password}}", scope = "{{scope}}", n = 1, fixed = "" }"#);
        let bytes = form.to_form(&values).unwrap();
        let mut read: Vec<_> = url::form_urlencoded::parse(&bytes).into_owned().collect();
        read.sort();
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        assert_eq!(read, [pair("fixed", ""), pair("n", "1"), pair("password", "a b&c=d+é%")]);
    }

    #[test]
    fn the_buffer_never_grows() {
        let mut values = Values::default();
        values.set_open("t", &"\u{1}".repeat(10_000));
        let json = body(r#"{ t = "{{t}}", in = { t = ["{{t}}"] } }"#).to_json(&values).unwrap();
        assert!(json.capacity() >= json.len() && json.capacity() < 121_000, "{}", json.capacity());
    }

    #[test]
    fn what_cannot_be_sent_is_refused() {
        for odd in ["{ a = \"{{x\" }", "{ a = 2020-01-01 }", "{ a = nan }", "{ a = [inf] }"] {
            assert!(toml::from_str::<BTreeMap<String, Body>>(&format!("body = {odd}")).is_err(), "{odd}");
        }
        assert!(body(r#"{ a = "{{x}}" }"#).to_json(&Values::default()).is_err());
        assert_eq!(body(r#"{ b = 1, a = [1] }"#).unfit_for_a_form(), Some("a"));
    }
}

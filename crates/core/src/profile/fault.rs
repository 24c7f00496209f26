//! What is wrong with a profile, and where.

use crate::error::{Code, Error};
use crate::text;
use serde::Serialize;
use std::fmt;
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use ts_rs::TS;

/// What is wrong with a profile, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "ProfileFault")]
pub struct Fault {
    /// The line, from 1.
    pub line: usize,
    /// The key, such as `login.body.password`; empty where it is about the whole file.
    pub key: String,
    /// What is wrong, without a full stop.
    pub message: String,
    /// What would be right, without a full stop; may be empty.
    pub expected: String,
}

impl Fault {
    /// About one key, given as its path from the top; an index stands for a place in a list.
    pub(super) fn at(
        source: &str,
        key: &str,
        message: impl Into<String>,
        expected: impl Into<String>,
    ) -> Self {
        let offset = place(source, key);
        Self {
            line: line(source, offset),
            key: key.to_owned(),
            message: message.into(),
            expected: expected.into(),
        }
    }

    /// What the reader of the format says.
    pub(super) fn of_reader(source: &str, error: &toml::de::Error) -> Self {
        let offset = error.span().map_or(0, |span| span.start);
        let whole = without_values(error.message());
        let (message, expected) = match whole.split_once(", expected ") {
            Some((message, expected)) => (message.to_owned(), expected.to_owned()),
            // What may be one of several things is described as a whole.
            None if ["a status", "a JSON pointer"].iter().any(|begin| whole.starts_with(begin)) => {
                ("this is not what belongs here".to_owned(), whole)
            }
            None => (whole, String::new()),
        };
        let message = match message.strip_prefix("unknown field ") {
            Some(field) => format!("there is no key {field} here"),
            None => message.replace("missing field ", "this is missing: ").replace('\n', ": "),
        };
        let clean = |text: &str| text::clean(text.trim_end_matches('.'), text::EXCERPT);
        Self {
            line: line(source, offset),
            key: key_at(source, offset),
            message: clean(&message),
            expected: clean(&expected),
        }
    }
}

/// The reader quotes what it does not like; somebody may have written a password there.
fn without_values(message: &str) -> String {
    if message.starts_with("unknown variant `")
        && let Some((_, expected)) = message.rsplit_once("`, expected ")
    {
        return format!("this is no word that is known here, expected {expected}");
    }
    if message.starts_with("invalid type: ") || message.starts_with("invalid value: ") {
        let (before, after) = message.split_once('`').unwrap_or((message, ""));
        if let Some((_, after)) = after.rsplit_once("`, expected ") {
            return format!("{}, expected {after}", before.trim_end());
        }
    }
    // A word that needs a value behind it.
    if message.contains("unit variant") {
        return "something is missing here, expected a table such as { basic = [\"{{client_id}}\", \"{{client_secret}}\"] }"
            .to_owned();
    }
    match message.split_once("string \"") {
        Some((before, rest)) if before.ends_with(": ") => {
            let after = rest.rsplit_once('"').map_or("", |(_, after)| after);
            format!("{before}a text{after}")
        }
        _ => message.to_owned(),
    }
}

fn line(source: &str, offset: usize) -> usize {
    source.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

/// Where the deepest part of a key's path is that exists.
fn place(source: &str, key: &str) -> usize {
    let Ok(table) = DeTable::parse(source) else { return 0 };
    let mut parts = key.split('.').filter(|part| !part.is_empty()).peekable();
    let Some(first) = parts.next() else { return 0 };
    let Some((name, mut value)) = find(table.get_ref(), first) else { return 0 };
    let mut offset = name.span().start;
    for part in parts {
        let next = match value.get_ref() {
            DeValue::Table(table) => {
                let Some((name, next)) = find(table, part) else { break };
                offset = name.span().start;
                next
            }
            DeValue::Array(items) => {
                let Some(next) = part.parse::<usize>().ok().and_then(|at| items.get(at)) else { break };
                offset = next.span().start;
                next
            }
            _ => break,
        };
        value = next;
    }
    offset
}

type Entry<'a, 'i> = (&'a Spanned<std::borrow::Cow<'i, str>>, &'a Spanned<DeValue<'i>>);

fn find<'a, 'i>(table: &'a DeTable<'i>, key: &str) -> Option<Entry<'a, 'i>> {
    table.iter().find(|(name, _)| name.get_ref() == key)
}

/// The path of the key that is written at this place: the deepest that covers it. A table's own place is its head alone.
fn key_at(source: &str, offset: usize) -> String {
    let Ok(table) = DeTable::parse(source) else { return String::new() };
    in_table(table.get_ref(), offset).unwrap_or_default().join(".")
}

fn in_table(table: &DeTable<'_>, offset: usize) -> Option<Vec<String>> {
    table.iter().find_map(|(name, value)| {
        let deeper = if name.span().contains(&offset) { Some(Vec::new()) } else { in_value(value, offset) };
        deeper.map(|deeper| std::iter::once(name.get_ref().to_string()).chain(deeper).collect())
    })
}

fn in_value(value: &Spanned<DeValue<'_>>, offset: usize) -> Option<Vec<String>> {
    let deeper = match value.get_ref() {
        DeValue::Table(table) => in_table(table, offset),
        DeValue::Array(items) => items.iter().enumerate().find_map(|(index, item)| {
            let deeper = in_value(item, offset)?;
            Some(std::iter::once(index.to_string()).chain(deeper).collect())
        }),
        _ => None,
    };
    deeper.or_else(|| value.span().contains(&offset).then(Vec::new))
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Line {}", self.line)?;
        if !self.key.is_empty() {
            write!(f, ", {}", self.key)?;
        }
        write!(f, ": {}.", self.message)
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        let hint = match fault.expected.as_str() {
            "" => "Correct the profile.".to_owned(),
            expected => format!("Expected: {expected}."),
        };
        Self::new(Code::InvalidProfile, fault.to_string(), hint)
    }
}

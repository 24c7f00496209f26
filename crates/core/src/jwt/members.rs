//! The members of a JSON object as they are written: in their order, with those that stand there twice.

use super::{Date, Flaw, Part};
use crate::line::LineCode;
use chrono::DateTime;
use serde::Deserializer as _;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;
use std::collections::HashSet;
use std::fmt;

/// An object's members. Nothing in it is nested: a value is kept as it is written, however deep it goes.
#[derive(Debug, Default)]
pub struct Members {
    list: Vec<Member>,
    /// The names that stand there more than once.
    pub repeated: Vec<String>,
}

/// One member.
#[derive(Debug)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Its value as JSON, as it is written.
    pub json: String,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// A string.
    Text(String),
    /// A number, as it is written.
    Number(String),
    /// Anything else, as it is written.
    Other(String),
}

impl Members {
    /// Reads an object.
    ///
    /// # Errors
    /// Where it breaks.
    pub fn read(bytes: &[u8]) -> Result<Self, Flaw> {
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let flaw = Flaw::new(Part::Whole, LineCode::NotUtf8);
            // A character may have been cut in two.
            Flaw { byte: Some(error.valid_up_to()), cut: error.error_len().is_none(), ..flaw }
        })?;
        let mut from = serde_json::Deserializer::from_str(text);
        let read = from.deserialize_any(Reader).and_then(|members| from.end().map(|()| members));
        read.map_err(|error| {
            let before: usize =
                text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
            let byte = Some(before + error.column().saturating_sub(1));
            match error.classify() {
                serde_json::error::Category::Eof => {
                    Flaw { byte, ..Flaw::cut(Part::Whole, LineCode::JsonCut) }
                }
                serde_json::error::Category::Data => Flaw::new(Part::Whole, LineCode::JsonNoObject),
                _ => Flaw { byte, ..Flaw::new(Part::Whole, LineCode::NotJson) },
            }
        })
    }

    /// The last member of this name: of two that is the one most programs take.
    pub fn get(&self, name: &str) -> Option<&Member> {
        self.list.iter().rev().find(|member| member.name == name)
    }

    /// The text of a member.
    pub fn text(&self, name: &str) -> Option<String> {
        self.get(name)?.string()
    }

    /// All of them, as they are written.
    pub fn iter(&self) -> std::slice::Iter<'_, Member> {
        self.list.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }
}

impl Member {
    /// The value, without the quotes of a string.
    pub fn written(&self) -> Written {
        match self.json.as_bytes().first() {
            Some(b'"') => match serde_json::from_str(&self.json) {
                Ok(text) => Written::Text(text),
                Err(_) => Written::Other(self.json.clone()),
            },
            Some(b'-' | b'0'..=b'9') => Written::Number(self.json.clone()),
            _ => Written::Other(self.json.clone()),
        }
    }

    /// The value where it is a string.
    pub fn string(&self) -> Option<String> {
        match self.written() {
            Written::Text(text) => Some(text),
            Written::Number(_) | Written::Other(_) => None,
        }
    }

    /// The value's texts: one, or those of a list.
    pub fn strings(&self) -> Vec<String> {
        match self.written() {
            Written::Text(text) => vec![text],
            Written::Number(_) => Vec::new(),
            Written::Other(json) => serde_json::from_str(&json).unwrap_or_default(),
        }
    }

    /// The value as a time.
    pub fn date(&self) -> Date {
        let (number, quoted) = match self.written() {
            Written::Number(number) => (number, false),
            Written::Text(text) => (text.trim().to_owned(), true),
            Written::Other(_) => return Date::Odd,
        };
        let Some(seconds) = seconds(&number) else { return Date::Odd };
        match DateTime::from_timestamp(seconds, 0).filter(|at| at.timestamp() < YEAR_10000) {
            Some(at) if quoted => Date::Text(at),
            Some(at) => Date::At(at),
            None => DateTime::from_timestamp_millis(seconds)
                .filter(|at| (0..YEAR_2200).contains(&at.timestamp()))
                .map_or(Date::Odd, Date::Milliseconds),
        }
    }
}

const YEAR_2200: i64 = 7_258_118_400;
const YEAR_10000: i64 = 253_402_300_800;

fn seconds(number: &str) -> Option<i64> {
    number.parse().ok().or_else(|| number.parse().ok().and_then(whole))
}

#[allow(clippy::cast_possible_truncation, reason = "checked to be well inside the range")]
fn whole(seconds: f64) -> Option<i64> {
    (seconds.is_finite() && seconds.abs() < 1e15).then_some(seconds.floor() as i64)
}

/// The most names that are told to stand there twice.
const MOST_REPEATED: usize = 100;

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Members;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
        let (mut members, mut seen) = (Members::default(), HashSet::new());
        while let Some((name, value)) = map.next_entry::<String, Box<RawValue>>()? {
            let again = !seen.insert(name.clone());
            if again && members.repeated.len() < MOST_REPEATED && !members.repeated.contains(&name) {
                members.repeated.push(name.clone());
            }
            members.list.push(Member { name, json: value.get().to_owned() });
        }
        Ok(members)
    }
}

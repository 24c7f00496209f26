//! A sentence that is said about something that was looked at: in English, and in pieces, so that another language can
//! say the same.

mod code;

pub use code::LineCode;

use crate::text::{moment, span};
use chrono::{DateTime, Utc};
use serde::Serialize;
use ts_rs::TS;

/// A sentence, or a piece of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Line {
    /// Which one it is, for programs and for other languages.
    pub says: LineCode,
    /// What stands in it, in the order of the places in the English one.
    pub pieces: Vec<Piece>,
    /// In English.
    pub sentence: String,
}

/// What stands in a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", content = "value", rename_all = "kebab-case")]
pub enum Piece {
    /// A name or a number, the same in every language.
    Text(String),
    /// A moment, UTC.
    Time(DateTime<Utc>),
    /// A span, seconds.
    Seconds(#[ts(type = "number")] i64),
    /// One of a few words.
    Line(Line),
    /// Several of them.
    Lines(Vec<Line>),
}

impl Line {
    /// With a piece for each place.
    pub fn of<const PLACES: usize>(says: LineCode, pieces: [Piece; PLACES]) -> Self {
        Self::with(says, pieces.into())
    }

    fn with(says: LineCode, pieces: Vec<Piece>) -> Self {
        let mut texts = says.english().split("{}");
        let mut sentence = texts.next().unwrap_or_default().to_owned();
        for (piece, text) in pieces.iter().zip(texts) {
            sentence.push_str(&piece.words());
            sentence.push_str(text);
        }
        Self { says, pieces, sentence }
    }

    /// The same, with each text in it changed.
    #[must_use]
    pub fn changed(&self, change: &impl Fn(&str) -> String) -> Self {
        let pieces = self.pieces.iter().map(|piece| match piece {
            Piece::Text(text) => Piece::Text(change(text)),
            Piece::Line(line) => Piece::Line(line.changed(change)),
            Piece::Lines(lines) => Piece::Lines(lines.iter().map(|line| line.changed(change)).collect()),
            Piece::Time(_) | Piece::Seconds(_) => piece.clone(),
        });
        Self::with(self.says, pieces.collect())
    }
}

impl Piece {
    fn words(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Time(at) => moment(*at),
            Self::Seconds(seconds) => span(*seconds),
            Self::Line(line) => line.sentence.clone(),
            Self::Lines(lines) => {
                lines.iter().map(|line| line.sentence.as_str()).collect::<Vec<_>>().join(", ")
            }
        }
    }
}

impl From<LineCode> for Line {
    fn from(says: LineCode) -> Self {
        Self::of(says, [])
    }
}

impl From<LineCode> for Piece {
    fn from(says: LineCode) -> Self {
        Self::Line(says.into())
    }
}

impl From<Line> for Piece {
    fn from(line: Line) -> Self {
        Self::Line(line)
    }
}

impl From<&str> for Piece {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Piece {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<usize> for Piece {
    fn from(number: usize) -> Self {
        Self::Text(number.to_string())
    }
}

impl From<DateTime<Utc>> for Piece {
    fn from(at: DateTime<Utc>) -> Self {
        Self::Time(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_made_of_its_pieces() {
        let at = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let line = Line::of(LineCode::Ended, [Piece::Seconds(250), at.into()]);
        assert_eq!(line.sentence, "It ended 4m 10s ago, at 2027-01-15 08:00:00 UTC.");
        let nested = Line::of(LineCode::TheKeyNamed, [LineCode::SharedSecret.into(), "a {} b".into()]);
        assert_eq!(nested.sentence, "the shared secret named a {} b");
        let loud = nested.changed(&str::to_uppercase);
        assert_eq!(loud.sentence, "the shared secret named A {} B");
        assert_eq!(loud.pieces[1], Piece::Text("A {} B".to_owned()));
    }
}

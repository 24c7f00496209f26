//! What people write down about an account. The servers never see it.

use crate::error::{Code, Error, Result};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The longest notes, in characters.
pub const LONGEST_NOTES: usize = 10_000;
/// The most tags an account has.
pub const MOST_TAGS: usize = 20;
/// The longest tag, in characters.
pub const LONGEST_TAG: usize = 40;
/// The longest time before an end at which somebody can be reminded, in days.
pub const LONGEST_REMINDER: u16 = 365;

/// What people write down about an account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Remarks {
    /// Any text.
    pub notes: String,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// The last day of a credential whose server gives no end, as somebody has entered it.
    #[ts(type = "string | null")]
    pub ends_on: Option<NaiveDate>,
    /// How many days before that somebody wants to be told; 0: not at all.
    pub remind_days: u16,
}

impl Remarks {
    /// Checks them, and drops what says nothing: empty tags and the second of two that are alike.
    ///
    /// # Errors
    /// `invalid_input`, on the field.
    pub fn check(mut self) -> Result<Self> {
        let refuse = |field: &str, message: String, hint: &str| {
            Err(Error::new(Code::InvalidInput, message, hint).on_field(field))
        };
        if self.notes.chars().count() > LONGEST_NOTES {
            return refuse(
                "notes",
                format!("The notes are longer than {LONGEST_NOTES} characters."),
                "Shorten them.",
            );
        }
        if self.notes.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
            self.notes = self.notes.replace("\r\n", "\n").replace('\r', "\n");
            self.notes.retain(|c| !c.is_control() || matches!(c, '\n' | '\t'));
        }
        let mut tags: Vec<String> = Vec::new();
        for tag in self.tags {
            let tag = tag.split_whitespace().collect::<Vec<_>>().join(" ");
            if tag.chars().any(char::is_control) || tag.chars().count() > LONGEST_TAG {
                return refuse(
                    "tags",
                    format!("A tag is longer than {LONGEST_TAG} characters, or holds a control character."),
                    "Shorten it.",
                );
            }
            if !tag.is_empty() && tags.iter().all(|known| known.to_lowercase() != tag.to_lowercase()) {
                tags.push(tag);
            }
        }
        if tags.len() > MOST_TAGS {
            return refuse("tags", format!("There are more than {MOST_TAGS} tags."), "Remove some.");
        }
        if self.remind_days > LONGEST_REMINDER {
            return refuse(
                "remind_days",
                "A reminder can come a year before the end at most.".to_owned(),
                "Choose fewer days.",
            );
        }
        Ok(Self { tags, ..self })
    }

    /// Whether the reminder is due on this day: it is near its end, or past it.
    pub fn reminds(&self, today: NaiveDate) -> bool {
        self.remind_days > 0
            && self.ends_on.is_some_and(|end| (end - today).num_days() <= i64::from(self.remind_days))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_cleaned_and_counted() {
        let remarks = |tags: &[&str]| Remarks {
            tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
            ..Remarks::default()
        };
        let checked = remarks(&["  billing  team ", "", "Billing team", "eu"]).check().unwrap();
        assert_eq!(checked.tags, ["billing team", "eu"]);
        let long = "x".repeat(LONGEST_TAG + 1);
        assert_eq!(remarks(&[&long]).check().unwrap_err().field.as_deref(), Some("tags"));
        let many: Vec<_> = (0..=MOST_TAGS).map(|n| n.to_string()).collect();
        let many: Vec<_> = many.iter().map(String::as_str).collect();
        assert_eq!(remarks(&many).check().unwrap_err().field.as_deref(), Some("tags"));
    }

    #[test]
    fn notes_keep_their_lines_and_nothing_that_is_not_text() {
        let notes = |text: &str| Remarks { notes: text.to_owned(), ..Remarks::default() }.check();
        assert_eq!(notes("a\r\nb\tc\u{0}d").unwrap().notes, "a\nb\tcd");
        assert_eq!(notes(&"x".repeat(LONGEST_NOTES + 1)).unwrap_err().field.as_deref(), Some("notes"));
    }

    #[test]
    fn a_reminder_comes_some_days_before_the_end_and_stays() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let remarks = Remarks { ends_on: Some(day("2030-03-10")), remind_days: 7, ..Remarks::default() };
        for (today, due) in
            [("2030-03-02", false), ("2030-03-03", true), ("2030-03-10", true), ("2030-03-11", true)]
        {
            assert_eq!(remarks.reminds(day(today)), due, "{today}");
        }
        assert!(!Remarks { remind_days: 0, ..remarks }.reminds(day("2030-03-10")));
    }
}

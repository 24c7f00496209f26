//! Every text of the tray and the notifications, in each language.

mod de;
mod en;
mod zh;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A language that Fobwatch speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// German.
    De,
    /// Chinese, in simplified characters.
    Zh,
}

impl Language {
    /// The system's language, or English where it speaks another. On Linux `LANGUAGE`, `LC_ALL`, `LC_MESSAGES` and `LANG`
    /// tell, in this order.
    pub fn of_system() -> Self {
        Self::first_of(sys_locale::get_locales())
    }

    /// The first that is spoken here. The plain locale is English, and ends the search.
    fn first_of(tags: impl Iterator<Item = String>) -> Self {
        tags.filter_map(|tag| Self::of_tag(&tag)).next().unwrap_or_default()
    }

    fn of_tag(tag: &str) -> Option<Self> {
        match tag.split(['-', '_']).next()?.to_ascii_lowercase().as_str() {
            "en" | "c" | "posix" => Some(Self::En),
            "de" => Some(Self::De),
            "zh" => Some(Self::Zh),
            _ => None,
        }
    }

    /// Its texts.
    pub fn words(self) -> &'static Words {
        match self {
            Self::En => &en::WORDS,
            Self::De => &de::WORDS,
            Self::Zh => &zh::WORDS,
        }
    }
}

/// The texts of one language. What counts something is a function: each language has plurals of its own.
pub struct Words {
    /// Between the items of a list.
    pub comma: &'static str,
    /// What a list leaves out, at its end.
    pub and_more: fn(usize) -> String,

    /// How all accounts stand.
    pub sum: SumWords,
    /// How one account stands.
    pub state: StateWords,
    /// What can be chosen.
    pub menu: MenuWords,
    /// What is told when a person is needed.
    pub notice: NoticeWords,
}

/// How all accounts stand, in a sentence.
pub struct SumWords {
    /// There are none.
    pub none: &'static str,
    /// All this many are good.
    pub all_fresh: fn(usize) -> String,
    /// Of this many, so many are signed out; the rest is good.
    pub some_out: fn(usize, usize) -> String,
    /// This many need somebody; their names.
    pub need_you: fn(usize, &str) -> String,
    /// This many fail for now; their names.
    pub retrying: fn(usize, &str) -> String,
    /// The vault is being opened.
    pub opening: &'static str,
    /// The vault, the window or the keyring is locked.
    pub locked: &'static str,
    /// The vault cannot be opened.
    pub closed: &'static str,
}

/// How one account stands, in a word or two.
pub struct StateWords {
    /// No session.
    pub signed_out: &'static str,
    /// A session whose end is not known.
    pub fresh: &'static str,
    /// It does not end.
    pub fixed: &'static str,
    /// The server refuses the token.
    pub refused: &'static str,
    /// The next session is being fetched.
    pub refreshing: &'static str,
    /// That failed, and is tried again.
    pub retrying: &'static str,
    /// A person has to log in.
    pub needs_login: &'static str,
    /// Less than a minute.
    pub moment: &'static str,
    /// Minutes.
    pub minutes: fn(i64) -> String,
    /// Hours.
    pub hours: fn(i64) -> String,
    /// Days.
    pub days: fn(i64) -> String,
}

/// What can be chosen.
pub struct MenuWords {
    /// Copy the access token.
    pub copy_token: &'static str,
    /// Copy the Authorization header.
    pub copy_header: &'static str,
    /// Copy the headers of a fixed credential.
    pub copy_headers: &'static str,
    /// Copy what another tool reads: the tools follow.
    pub copy_for: &'static str,
    /// Fetch a new token.
    pub refresh: &'static str,
    /// Show the account.
    pub open: &'static str,
    /// Show the account, to log in.
    pub log_in: &'static str,
    /// There are more accounts than fit.
    pub more: &'static str,
    /// Show the window.
    pub open_window: &'static str,
    /// Show the window, to unlock.
    pub unlock: &'static str,
    /// End the program.
    pub quit: &'static str,
}

/// What is told when a person is needed.
pub struct NoticeWords {
    /// So many accounts do.
    pub need_you: fn(usize) -> String,
    /// Which, is not told while the window is locked.
    pub unlock_to_see: &'static str,
    /// It needs a login.
    pub needs_login: CauseWords,
    /// Its session ends within a day.
    pub ends_soon: CauseWords,
    /// Its server fails.
    pub failing: CauseWords,
    /// Its server refuses the token.
    pub refused: CauseWords,
    /// The end date that somebody has set is near.
    pub end_date: CauseWords,
    /// The keyring is locked.
    pub keyring: &'static str,
    /// What to do about it.
    pub keyring_hint: &'static str,
    /// The button that leads to a login.
    pub log_in: &'static str,
    /// The button that shows the window.
    pub open: &'static str,
    /// The button that leads to the unlock screen.
    pub unlock: &'static str,
}

/// One reason to need a person.
pub struct CauseWords {
    /// Of one account, by name.
    pub title: fn(&str) -> String,
    /// More about it.
    pub body: &'static str,
    /// Of several; their names follow.
    pub several: fn(&str) -> String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(tags: &[&str]) -> Language {
        Language::first_of(tags.iter().map(|&tag| tag.to_owned()))
    }

    #[test]
    fn the_first_language_that_is_spoken_here_is_taken() {
        assert_eq!(of(&["de-AT"]), Language::De);
        assert_eq!(of(&["zh-TW", "de"]), Language::Zh);
        assert_eq!(of(&["fr-FR", "de-CH"]), Language::De);
        assert_eq!(of(&["C", "de-DE"]), Language::En);
        assert_eq!(of(&["fr"]), Language::En);
        assert_eq!(of(&[]), Language::En);
    }

    #[test]
    fn plurals_are_right() {
        let sums = [Language::En, Language::De, Language::Zh].map(|language| {
            let sum = &language.words().sum;
            [
                (sum.all_fresh)(1),
                (sum.all_fresh)(3),
                (sum.need_you)(1, "Acme"),
                (sum.need_you)(2, "Acme, Beta"),
            ]
        });
        assert_eq!(
            sums[0],
            [
                "1 account, fresh",
                "3 accounts, all fresh",
                "1 account needs you: Acme",
                "2 accounts need you: Acme, Beta"
            ]
        );
        assert_eq!(
            sums[1],
            [
                "1 Konto, gültig",
                "3 Konten, alle gültig",
                "1 Konto braucht Aufmerksamkeit: Acme",
                "2 Konten brauchen Aufmerksamkeit: Acme, Beta"
            ]
        );
        assert_eq!(
            sums[2],
            [
                "1 个账户，有效",
                "3 个账户，全部有效",
                "1 个账户需要你处理：Acme",
                "2 个账户需要你处理：Acme, Beta"
            ]
        );
    }

    #[test]
    fn languages_are_written_as_the_page_reads_them() {
        assert_eq!(
            serde_json::to_string(&[Language::En, Language::De, Language::Zh]).unwrap(),
            r#"["en","de","zh"]"#
        );
    }
}

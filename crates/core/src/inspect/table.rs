//! Claims as rows: bounded, and as plain text whatever they hold.

use super::inspection::{ClaimRow, ClaimTable};
use super::scrub::Scrub;
use crate::jwt::{Date, Member, Members, Written};
use crate::text::visible;
use chrono::{DateTime, Utc};

/// The most rows.
const MOST: usize = 200;
/// The longest value, in characters.
const LONGEST: usize = 1000;
/// The longest name, in characters.
const LONGEST_NAME: usize = 120;
/// Claims that are times.
const TIMES: [&str; 5] = ["exp", "nbf", "iat", "auth_time", "updated_at"];

impl ClaimTable {
    /// Of these members.
    pub(super) fn of(members: &Members, scrub: &Scrub) -> Self {
        Self {
            rows: members.iter().take(MOST).map(|member| row(member, scrub)).collect(),
            total: u32::try_from(members.len()).unwrap_or(u32::MAX),
            repeated: members
                .repeated
                .iter()
                .take(20)
                .map(|name| visible(&scrub.text(name), LONGEST_NAME).0)
                .collect(),
        }
    }
}

fn row(member: &Member, scrub: &Scrub) -> ClaimRow {
    let value = match member.written() {
        Written::Text(text) | Written::Number(text) | Written::Other(text) => text,
    };
    // Searched before it is cut: half a token is a token too.
    let (shown, cut) = visible(&scrub.text(&value), LONGEST);
    let (name, _) = visible(&scrub.text(&member.name), LONGEST_NAME);
    let at = if TIMES.contains(&member.name.as_str()) { date(member.date()) } else { None };
    ClaimRow { meaning: meaning(&member.name).map(str::to_owned), name, value: shown, at, cut }
}

/// The time, however it is written.
pub fn date(date: Date) -> Option<DateTime<Utc>> {
    match date {
        Date::At(at) | Date::Text(at) | Date::Milliseconds(at) => Some(at),
        Date::Odd => None,
    }
}

/// What a registered name means.
fn meaning(name: &str) -> Option<&'static str> {
    Some(match name {
        "iss" => "issuer",
        "sub" => "subject",
        "aud" => "audience: who it is for",
        "exp" => "ends",
        "nbf" => "begins",
        "iat" => "issued",
        "jti" => "its own id",
        "azp" => "the client that it was issued to",
        "client_id" => "client",
        "scope" | "scp" => "scopes: what it may do",
        "roles" | "groups" | "permissions" => "what it may do",
        "auth_time" => "when somebody logged in",
        "sid" => "session",
        "tid" => "tenant",
        "alg" => "how it is signed",
        "kid" => "the key that signed it",
        "typ" => "type",
        "cty" => "type of what is in it",
        "enc" => "how it is encrypted",
        "crit" => "what a reader must understand",
        "cnf" => "the key that must be shown with it",
        _ => return None,
    })
}

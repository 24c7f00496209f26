//! What the answer tells: its status, its headers, its words.

use super::CauseCode as C;
use super::board::Board;
use super::facts::{Facts, Wants};
use super::phrases;
use crate::line::{Line, LineCode as L};

/// Adds what the answer tells.
pub fn look(facts: &Facts<'_>, board: &mut Board) {
    words(facts, board);
    if let Some(status) = facts.status {
        by_status(status, facts, board);
    }
    challenge(facts, board);
    let is_page = facts.says("<html") || facts.says("<!doctype html");
    let asks = ["type=\"password\"", "name=\"password\"", "sign in", "log in", "login", "anmelden", "登录"];
    if is_page && asks.iter().any(|words| facts.says(words)) && facts.status.is_none_or(|status| status < 500)
    {
        board.add(C::LoginPage, 70, L::LoginPage);
    }
}

fn words(facts: &Facts<'_>, board: &mut Board) {
    for (phrase, cause, weight) in phrases::all() {
        if finds(&facts.said, phrase) {
            board.add(*cause, *weight, Line::of(L::AnswerSays, [phrase.replace(['"', '\''], "").into()]));
        }
    }
}

/// Whether a text has these words; a word in Latin letters has nothing of the kind before it.
fn finds(text: &str, phrase: &str) -> bool {
    let latin = phrase.starts_with(|c: char| c.is_ascii_alphanumeric());
    text.match_indices(phrase).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        !latin || before.is_none_or(|before| !before.is_alphanumeric())
    })
}

fn by_status(status: u16, facts: &Facts<'_>, board: &mut Board) {
    let answered = Line::of(L::Answered, [status.to_string().into()]);
    let mut add = |cause, weight| board.add(cause, weight, answered.clone());
    match status {
        // GraphQL answers with 200 and says in the body what is wrong.
        200..=299 => {
            add(C::Accepted, if facts.says("\"errors\":") || facts.says("\"error\":") { 25 } else { 60 })
        }
        301 | 302 | 303 | 307 | 308 => {
            let login = ["login", "signin", "sign-in", "sso", "auth", "saml", "adfs"];
            let to_login =
                facts.location.as_ref().is_some_and(|to| login.iter().any(|word| to.contains(word)));
            add(C::LoginPage, if to_login { 85 } else { 40 });
        }
        400 => {
            add(C::BadRequest, 30);
            refused(facts.wants, 30, &mut add);
        }
        401 => {
            if facts.wants == Wants::Resource {
                add(C::Expired, 22);
                add(C::Revoked, 20);
            }
            refused(facts.wants, 45, &mut add);
        }
        403 => add(C::NotPermitted, 45),
        404 | 405 | 410 => add(C::NotFound, 60),
        407 => add(C::ProxyLogin, 95),
        419 => add(C::ForgeryCheck, 70),
        423 => add(C::AccountLocked, 60),
        429 => add(C::RateLimited, 95),
        431 => add(C::TooLarge, 95),
        495 | 496 => add(C::CertificateNeeded, 90),
        402 | 406..=499 => add(C::BadRequest, 35),
        500..=599 => add(C::ServerFault, 75),
        _ => {}
    }
}

/// What a refused login is about.
fn refused(wants: Wants, weight: i32, add: &mut impl FnMut(C, i32)) {
    match wants {
        Wants::Resource => {}
        Wants::Login => add(C::BadPassword, weight),
        Wants::ClientToken => add(C::BadClient, weight + 10),
        Wants::Refresh => add(C::GrantRefused, weight + 10),
    }
}

/// What the server asks for.
fn challenge(facts: &Facts<'_>, board: &mut Board) {
    let asks = |scheme: &str| facts.challenges.iter().any(|asked| asked == scheme);
    if asks("key") || asks("apikey") {
        board.add(C::KeyMissing, 40, L::AsksForKey);
    }
    if asks("negotiate") || asks("ntlm") {
        board.add(C::WrongScheme, 40, L::AsksForNetwork);
    }
}

//! Says why a request was refused, offline, from what somebody has pasted: the request, the answer, or both.
//!
//! Clues are collected from the credential ([`token`]) and from the answer ([`answer`]), and weighed ([`board`]).

mod answer;
mod board;
mod explanation;
mod facts;
mod phrases;
mod token;
mod words;

pub use explanation::{Cause, CauseCode, Confidence, Explanation};

use crate::inspect::Context;
use crate::inspect::paste::{LONGEST, Paste};
use crate::inspect::scrub::Scrub;
use board::Board;
use facts::{Facts, Wants};

/// The likeliest causes, from a pasted request or answer.
pub fn explain(text: &str, context: &Context<'_>) -> Explanation {
    if text.len() > LONGEST {
        return Explanation {
            status: None,
            sentence: "The text is too long to be looked at.".to_owned(),
            causes: Vec::new(),
        };
    }
    let paste = Paste::read(text);
    let facts = Facts::of(&paste, context);
    let mut board = Board::default();
    answer::look(&facts, &mut board);
    token::look(&facts, &mut board);
    weigh(&facts, &mut board);
    let scrub = Scrub::of(&paste);
    let mut causes = board.ranked();
    for cause in &mut causes {
        cause.evidence.iter_mut().for_each(|line| *line = scrub.said(line));
    }
    Explanation { status: facts.status, sentence: sentence(&causes), causes }
}

/// What is known of one thing changes what another one is worth.
fn weigh(facts: &Facts<'_>, board: &mut Board) {
    use CauseCode as C;
    // A login has no token that could have ended.
    if facts.wants != Wants::Resource {
        board.doubt(C::NoCredential, 15);
        board.doubt(C::Revoked, 40);
        board.doubt(C::WrongPlace, 15);
        if board.weight(C::PasswordExpired) >= 60 {
            board.doubt(C::Expired, 20);
        }
    }
    // A password that has ended is no token that has ended.
    if board.weight(C::PasswordExpired) >= 80 {
        board.doubt(C::Expired, 40);
    }
    // What ended was the refresh token.
    if board.weight(C::GrantRefused) >= 80 {
        board.doubt(C::Expired, 60);
    }
    // Nobody got so far as to look at the token.
    for cause in [C::RateLimited, C::ProxyLogin, C::TooLarge] {
        if board.weight(cause) >= 90 {
            for other in [C::Expired, C::NotPermitted, C::KeyRefused, C::BadPassword] {
                board.doubt(other, 55);
            }
        }
    }
    // A server that names the key means the key.
    if facts.sent.is_none() && board.weight(C::KeyMissing) >= 40 {
        board.doubt(C::NoCredential, 38);
    }
}

fn sentence(causes: &[Cause]) -> String {
    match causes {
        [] => "Nothing in this text tells why.".to_owned(),
        [first, ..] if first.confidence == Confidence::Likely => format!("Most likely: {}", first.sentence),
        [first, ..] => format!("Perhaps: {}", first.sentence),
    }
}

#[cfg(test)]
mod tests;

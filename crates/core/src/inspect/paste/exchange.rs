//! Requests with their answers, and which of several a text is about.

use super::message::Messages;
use super::{Credential, Request, Response, body, curl, message, sent};
use zeroize::Zeroizing;

/// The most commands of a text that are looked at.
const MOST: usize = 50;

/// A request and what came back.
#[derive(Default)]
pub struct Exchange {
    /// What was asked.
    pub request: Request,
    /// What was answered.
    pub response: Response,
}

/// Which of several requests is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chosen {
    /// How many there are.
    pub of: usize,
    /// Which one it is, counted from 1.
    pub number: usize,
    /// It was refused.
    pub refused: bool,
}

impl Exchange {
    /// What was sent to be let in.
    pub fn sent(&self) -> Vec<Credential> {
        let mut found = Vec::new();
        sent(&self.request, &mut found);
        found.retain(|found| !found.text.is_empty());
        found
    }

    fn is_answered(&self) -> bool {
        self.response.status.is_some() || !self.response.headers.is_empty()
    }
}

/// All in a text, in its order.
pub fn all(text: &str) -> Vec<Exchange> {
    let commands = curl::all(text, MOST + 1);
    let mut found = Vec::new();
    let mut from = 0;
    let mut starts = commands.iter().map(|(_, place)| place.start).skip(1).collect::<Vec<_>>().into_iter();
    if commands.is_empty() {
        found = Messages::read(text, None);
    }
    for (request, place) in commands.into_iter().take(MOST) {
        // What stands before the next command was answered to this one.
        let until = starts.next().unwrap_or(text.len());
        let rest = Zeroizing::new(format!("{}\n{}", &text[from..place.start], &text[place.end..until]));
        found.append(&mut Messages::read(&rest, Some(request)));
        from = until;
    }
    for Exchange { response, .. } in &mut found {
        if response.status.is_none() {
            response.status = body::status(&response.body).or_else(|| message::status_in(&response.body));
        }
    }
    found
}

/// The one that somebody asks about: the last that was refused, else the last that was answered; the others are not
/// mixed with it, or a token would be judged by the answer to another one. With what the others sent.
pub fn choose(mut all: Vec<Exchange>) -> (Exchange, Option<Chosen>, Vec<Credential>) {
    let sent: Vec<_> = all.iter().map(Exchange::sent).collect();
    let rank = |at: usize| {
        let (one, sent) = (all.get(at)?, sent.get(at)?);
        Some((!sent.is_empty(), one.response.refuses().is_some(), one.is_answered()))
    };
    let ranks: Vec<_> = (0..all.len()).map(rank).collect();
    let counts =
        |at: &usize| ranks.get(*at).copied().flatten().is_some_and(|(sent, _, answered)| sent || answered);
    let best = (0..all.len()).max_by_key(|at| ranks.get(*at)).unwrap_or_default();
    let of = (0..all.len()).filter(counts).count();
    let number = (0..=best).filter(counts).count();
    let refused = ranks.get(best).copied().flatten().is_some_and(|(_, refused, _)| refused);
    let others = sent.into_iter().enumerate().filter(|(at, _)| *at != best).flat_map(|(_, sent)| sent);
    let others = others.collect();
    let one = if best < all.len() { all.swap_remove(best) } else { Exchange::default() };
    (one, (of > 1).then_some(Chosen { of, number, refused }), others)
}

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

/// The request that a text is about.
pub struct Choice {
    /// The request and its answer.
    pub exchange: Exchange,
    /// What it sent to be let in.
    pub sent: Vec<Credential>,
    /// Which of several it is.
    pub chosen: Option<Chosen>,
    /// What the others sent.
    pub others: Vec<Credential>,
}

impl Exchange {
    /// What was sent to be let in.
    fn sent(&self) -> Vec<Credential> {
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
/// mixed with it, or a token would be judged by the answer to another one.
pub fn choose(mut all: Vec<Exchange>) -> Choice {
    let mut sent: Vec<_> = all.iter().map(Exchange::sent).collect();
    let rank = |(one, sent): (&Exchange, &Vec<Credential>)| {
        (!sent.is_empty(), one.response.refuses().is_some(), one.is_answered())
    };
    let ranks: Vec<_> = all.iter().zip(&sent).map(rank).collect();
    let Some((best, (_, refused, _))) = ranks.iter().copied().enumerate().max_by_key(|(_, rank)| *rank)
    else {
        return Choice { exchange: Exchange::default(), sent: Vec::new(), chosen: None, others: Vec::new() };
    };
    let counts = |(sent, _, answered): &&(bool, bool, bool)| *sent || *answered;
    let of = ranks.iter().filter(counts).count();
    let number = ranks.iter().take(best + 1).filter(counts).count();
    let exchange = all.swap_remove(best);
    let own = sent.remove(best);
    Choice {
        exchange,
        sent: own,
        chosen: (of > 1).then_some(Chosen { of, number, refused }),
        others: sent.into_iter().flatten().collect(),
    }
}

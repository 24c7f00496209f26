//! Curl commands, as somebody pasted them.

use super::call::{self, Call};
use super::known::Known;
use super::outline::Found;
use crate::inspect::paste::command;
use crate::line::{Line, LineCode as C};

/// The most commands that are looked at.
const MOST: usize = 50;

/// Whether the text begins with a curl command.
pub(super) fn begins(text: &str) -> bool {
    let start = text.len() - text.trim_start().len();
    command(text).is_some_and(|(_, range)| range.start <= start)
}

pub(super) fn read(text: &str, known: &Known) -> Found {
    let profiles = known.all();
    let mut found = Found::default();
    let mut rest = text;
    for _ in 0..MOST {
        let Some((request, range)) = command(rest) else { break };
        match Call::of(&request) {
            Some(_) if request.body.starts_with('@') => {
                found.say(C::CommandWithFile);
            }
            Some(call) => take(&call, &profiles, &mut found),
            None => found.say(C::CommandNowhere),
        }
        rest = rest.get(range.end.max(1)..).unwrap_or_default();
    }
    found
}

/// What one request says about an account.
pub(super) fn take(call: &Call, profiles: &[std::sync::Arc<crate::profile::Profile>], found: &mut Found) {
    if let Some(outline) = call::login(call, profiles) {
        found.outlines.push(outline);
        return;
    }
    if call.looks_like_login() {
        found.say(Line::of(C::NoProfileForLogin, [call.method.as_str().into(), call.place().into()]));
        return;
    }
    if let Some(outline) = call::fixed(call, profiles) {
        found.outlines.push(outline);
        return;
    }
    if call.basic.is_some() {
        found.say(Line::of(C::BasicAt, [call.place().into()]));
        return;
    }
    found.say(Line::of(C::NoLoginAt, [call.place().into()]));
}

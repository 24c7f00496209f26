//! Says why a request was refused, offline, from what somebody has pasted: the request, the answer, or both.

mod explanation;

pub use explanation::{Cause, CauseCode, Confidence, Explanation};

use crate::inspect::Context;

/// The likeliest causes, from a pasted request or answer.
pub fn explain(_text: &str, _context: &Context<'_>) -> Explanation {
    Explanation { status: None, sentence: "Nothing can be told from this.".to_owned(), causes: Vec::new() }
}

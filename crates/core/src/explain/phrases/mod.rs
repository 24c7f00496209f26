//! What servers say when they refuse: pieces of their sentences, in small letters, and what each of them means.

mod access;
mod login;
mod token;

use super::CauseCode;

/// A piece of a sentence, what it means, and how much that weighs: 70 where it says just that, 40 where it is often said.
pub type Phrase = (&'static str, CauseCode, i32);

/// All of them.
pub fn all() -> impl Iterator<Item = &'static Phrase> {
    token::PHRASES.iter().chain(access::PHRASES).chain(login::PHRASES)
}

//! What somebody looks at that lies on the clipboard. Only a keyed mark of it is kept, to know it again.

use fobwatch_core::error::{Code, Error, Result};
use fobwatch_core::inspect::token_in;
use fobwatch_core::secret::Secret;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, PoisonError};

/// The token on the clipboard that was looked at last, by its mark.
#[derive(Default)]
pub(crate) struct Pasted {
    key: RandomState,
    mark: Mutex<Option<u64>>,
}

impl Pasted {
    /// Somebody has looked at this text.
    pub fn looked_at(&self, text: &Secret) {
        let mark = token_in(text).ok().map(|token| self.mark_of(&token));
        *self.mark.lock().unwrap_or_else(PoisonError::into_inner) = mark;
    }

    /// The token of this text, where it is the one that was looked at: a person agrees to send what they have seen the
    /// verdict on, and nothing that was copied since.
    ///
    /// # Errors
    /// `invalid_input` where it is another one, or none.
    pub fn same(&self, text: &Secret) -> Result<Secret> {
        let token = token_in(text)?;
        let mark = *self.mark.lock().unwrap_or_else(PoisonError::into_inner);
        if mark == Some(self.mark_of(&token)) {
            return Ok(token);
        }
        Err(Error::new(
            Code::InvalidInput,
            "Something else was copied since, so nothing was sent.",
            "Read the clipboard again first.",
        ))
    }

    fn mark_of(&self, token: &Secret) -> u64 {
        self.key.hash_one(token.expose())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_looked_at_is_sent() {
        let pasted = Pasted::default();
        let text = |text: &str| Secret::new(text.to_owned());
        let first = "ghp_16C7e42F292c6912E7710c838347Ae178B4a";
        let header = text(&format!("Authorization: Bearer {first}"));
        assert_eq!(pasted.same(&header).unwrap_err().code, Code::InvalidInput);
        pasted.looked_at(&header);
        // Written otherwise it is the same token.
        assert_eq!(pasted.same(&text(first)).unwrap().expose(), first);
        let other = pasted.same(&text("Authorization: Bearer ghp_else")).unwrap_err();
        assert_eq!(other.message, "Something else was copied since, so nothing was sent.");
        pasted.looked_at(&text(""));
        assert!(pasted.same(&text(first)).is_err());
    }
}

//! Several programs tell of one lock. Here their news become one.

use std::collections::BTreeSet;

/// Who tells: a screen saver by its name, or the login manager.
pub(super) type Teller = &'static str;

/// What somebody tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum News {
    /// It answers, and this is how it stands.
    Is(Teller, bool),
    /// It is gone, and whatever it last said with it.
    Gone(Teller),
    /// The screen is to be locked, or the computer goes to sleep. Nobody need say when that is over.
    Lock,
    /// The screen is to be unlocked.
    Unlock,
}

/// Who answers, and who says that the screen is locked.
#[derive(Debug, Default)]
pub(super) struct Locks {
    answering: BTreeSet<Teller>,
    locked: BTreeSet<Teller>,
}

impl Locks {
    /// Takes news. `Some` where they mean that the screen is now locked, or no longer.
    pub fn hear(&mut self, news: News) -> Option<bool> {
        let before = !self.locked.is_empty();
        match news {
            News::Is(teller, locked) => {
                self.answering.insert(teller);
                if locked {
                    self.locked.insert(teller)
                } else {
                    self.locked.remove(&teller)
                };
                let now = !self.locked.is_empty();
                (now != before).then_some(now)
            }
            // A screen saver that dies has not unlocked anything.
            News::Gone(teller) => {
                self.answering.remove(teller);
                self.locked.remove(teller);
                None
            }
            News::Lock => (!before).then_some(true),
            News::Unlock => (!before).then_some(false),
        }
    }

    /// Whether somebody would tell.
    pub fn is_watched(&self) -> bool {
        !self.answering.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_lock_told_by_three_is_one_lock() {
        let mut locks = Locks::default();
        assert!(!locks.is_watched());
        assert_eq!(locks.hear(News::Is("saver", false)), None);
        assert!(locks.is_watched());
        assert_eq!(locks.hear(News::Is("saver", true)), Some(true));
        assert_eq!(locks.hear(News::Is("login", true)), None);
        assert_eq!(locks.hear(News::Lock), None);
        assert_eq!(locks.hear(News::Unlock), None);
        assert_eq!(locks.hear(News::Is("saver", false)), None);
        assert_eq!(locks.hear(News::Is("login", false)), Some(false));
    }

    #[test]
    fn every_call_to_lock_counts_also_where_nobody_says_when_it_is_over() {
        let mut locks = Locks::default();
        assert_eq!(locks.hear(News::Is("login", false)), None);
        assert_eq!(locks.hear(News::Lock), Some(true));
        assert_eq!(locks.hear(News::Lock), Some(true));
        assert_eq!(locks.hear(News::Unlock), Some(false));
    }

    #[test]
    fn a_screen_saver_that_dies_unlocks_nothing_and_hides_nothing() {
        let mut locks = Locks::default();
        assert_eq!(locks.hear(News::Is("saver", true)), Some(true));
        assert_eq!(locks.hear(News::Gone("saver")), None);
        assert!(!locks.is_watched());
        assert_eq!(locks.hear(News::Is("saver", true)), Some(true));
    }
}

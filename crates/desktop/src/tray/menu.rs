//! What the tray shows, as plain data: made from a glance, and drawn by whatever the system has for it.

use crate::glance::{Glance, Wish, left, name, names, needs_somebody};
use crate::words::{StateWords, Words};
use chrono::TimeDelta;
use fobwatch_core::error::Code;
use fobwatch_core::export::Target;
use fobwatch_core::handoff::CopyWhat;
use fobwatch_core::view::{AccountState, AccountView, VaultView};

/// The most accounts in the menu. Longer menus are no help.
const MOST_ACCOUNTS: usize = 30;

/// What the icon says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Every account is good.
    AllFresh,
    /// An account needs somebody.
    NeedsYou,
    /// An account fails for now, and is tried again.
    Trouble,
    /// The vault is not open, or the window is locked.
    Locked,
    /// There is no account.
    Empty,
}

/// Everything that the tray shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The icon.
    pub mark: Mark,
    /// The same in a sentence.
    pub sentence: String,
    /// The menu.
    pub menu: Vec<Item>,
}

/// A line of the menu. Labels are plain text: whoever draws them escapes what means something there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// Something to choose.
    Action {
        /// What it says.
        label: String,
        /// Whether it can be chosen now.
        enabled: bool,
        /// What is wanted then.
        wish: Wish,
    },
    /// A menu in the menu.
    Group {
        /// What it says.
        label: String,
        /// What is in it.
        items: Vec<Item>,
    },
    /// A line between two parts.
    Line,
}

impl Shown {
    /// What the tray shows at this glance.
    pub fn of(glance: &Glance) -> Self {
        let words = glance.words();
        match &glance.vault {
            VaultView::Open => Self::open(glance, words),
            VaultView::Locked => Self::closed(words.sum.locked, words.menu.unlock, words),
            VaultView::Opening => Self::closed(words.sum.opening, words.menu.open_window, words),
            VaultView::Closed { failure } if opens_by_hand(failure.code) => {
                Self::closed(words.sum.locked, words.menu.unlock, words)
            }
            VaultView::Closed { .. } => Self::closed(words.sum.closed, words.menu.open_window, words),
        }
    }

    fn closed(sentence: &str, open: &str, words: &Words) -> Self {
        let menu = vec![action(open, Wish::Open), action(words.menu.quit, Wish::Quit)];
        Self { mark: Mark::Locked, sentence: sentence.to_owned(), menu }
    }

    fn open(glance: &Glance, words: &Words) -> Self {
        let mut accounts: Vec<_> = glance.accounts.iter().collect();
        accounts.sort_by_cached_key(|account| {
            (!needs_somebody(account), account.name.to_lowercase(), account.id)
        });
        let (mark, sentence) = sum(&accounts, words);
        let mut menu: Vec<_> =
            accounts.iter().take(MOST_ACCOUNTS).map(|account| group(account, glance, words)).collect();
        if accounts.len() > MOST_ACCOUNTS {
            menu.push(action(words.menu.more, Wish::Open));
        }
        if !menu.is_empty() {
            menu.push(Item::Line);
        }
        menu.push(action(words.menu.open_window, Wish::Open));
        menu.push(action(words.menu.quit, Wish::Quit));
        Self { mark, sentence, menu }
    }

    /// What can be chosen, in its order. While it stays the same, only labels have changed.
    pub fn wishes(&self) -> Vec<Wish> {
        fn gather(items: &[Item], out: &mut Vec<Wish>) {
            for item in items {
                match item {
                    Item::Action { wish, .. } => out.push(*wish),
                    Item::Group { items, .. } => gather(items, out),
                    Item::Line => {}
                }
            }
        }
        let mut out = Vec::new();
        gather(&self.menu, &mut out);
        out
    }
}

fn opens_by_hand(code: Code) -> bool {
    matches!(code, Code::KeyringLocked | Code::PassphraseNeeded | Code::WrongPassphrase)
}

fn sum(accounts: &[&AccountView], words: &Words) -> (Mark, String) {
    let those = |is: fn(&AccountView) -> bool| {
        let found: Vec<_> = accounts.iter().copied().filter(|account| is(account)).collect();
        (found.len(), names(found.into_iter(), words))
    };
    let sum = &words.sum;
    let (all, (needing, needy)) = (accounts.len(), those(needs_somebody));
    let (failing, failed) = those(|account| matches!(account.state, AccountState::Retrying { .. }));
    let (out, _) = those(|account| account.state == AccountState::SignedOut);
    if all == 0 {
        (Mark::Empty, sum.none.to_owned())
    } else if needing > 0 {
        (Mark::NeedsYou, (sum.need_you)(needing, &needy))
    } else if failing > 0 {
        (Mark::Trouble, (sum.retrying)(failing, &failed))
    } else if out > 0 {
        (Mark::AllFresh, (sum.some_out)(all, out))
    } else {
        (Mark::AllFresh, (sum.all_fresh)(all))
    }
}

fn group(account: &AccountView, glance: &Glance, words: &Words) -> Item {
    let mut parts = vec![name(account)];
    if account.production {
        parts.push(format!("⚠ {}", fobwatch_core::text::clean(&account.environment, 20)));
    }
    parts.push(standing(account, left(account, glance.now), &words.state));
    Item::Group { label: parts.join(" · "), items: choices(account, words) }
}

/// How long the token is good for, or how the account stands where that tells more.
fn standing(account: &AccountView, left: Option<TimeDelta>, words: &StateWords) -> String {
    let word = match &account.state {
        AccountState::Fresh => words.fresh,
        AccountState::Refreshing => words.refreshing,
        AccountState::Static => words.fixed,
        AccountState::Refused { .. } => words.refused,
        AccountState::Retrying { .. } => words.retrying,
        AccountState::NeedsLogin { .. } => words.needs_login,
        AccountState::SignedOut => words.signed_out,
    };
    match left {
        // The moment between an end and the next token needs no word of its own.
        Some(left) if account.state == AccountState::Fresh && left <= TimeDelta::zero() => {
            words.refreshing.to_owned()
        }
        Some(left)
            if left > TimeDelta::zero()
                && matches!(account.state, AccountState::Fresh | AccountState::Refreshing) =>
        {
            span(left, words)
        }
        _ => word.to_owned(),
    }
}

/// Cut, not rounded: never more than is left.
fn span(left: TimeDelta, words: &StateWords) -> String {
    match (left.num_days(), left.num_hours(), left.num_minutes()) {
        (0, 0, 0) => words.moment.to_owned(),
        (0, 0, minutes) => (words.minutes)(minutes),
        (0, hours, _) => (words.hours)(hours),
        (days, ..) => (words.days)(days),
    }
}

fn choices(account: &AccountView, words: &Words) -> Vec<Item> {
    let (id, menu) = (account.id, &words.menu);
    let choice = |label: &str, enabled, wish| Item::Action { label: label.to_owned(), enabled, wish };
    let has_token = account.access.is_some();
    let is_static = account.state == AccountState::Static;
    let tools = Target::ALL.into_iter().filter(|target| !(is_static && target.is_bearer_only()));
    // Without a token there would be nothing but what cannot be chosen.
    let files = has_token.then(|| Item::Group {
        label: menu.copy_for.to_owned(),
        items: tools.map(|tool| choice(tool.tool(), true, Wish::Copy(id, CopyWhat::File(tool)))).collect(),
    });
    let copy = |label, what| choice(label, has_token, Wish::Copy(id, what));
    let open = |label| choice(label, true, Wish::OpenAccount(id));
    let needs_login = matches!(account.state, AccountState::SignedOut | AccountState::NeedsLogin { .. });
    let mut items = Vec::new();
    if is_static {
        items.push(copy(menu.copy_headers, CopyWhat::AuthorizationHeader));
        items.extend(files);
        items.push(open(menu.open));
    } else {
        items.push(copy(menu.copy_token, CopyWhat::AccessToken));
        items.push(copy(menu.copy_header, CopyWhat::AuthorizationHeader));
        items.extend(files);
        items.push(choice(menu.refresh, !needs_login, Wish::Refresh(id)));
        items.push(open(if needs_login { menu.log_in } else { menu.open }));
    }
    items
}

fn action(label: &str, wish: Wish) -> Item {
    Item::Action { label: label.to_owned(), enabled: true, wish }
}

#[cfg(test)]
#[path = "menu_tests.rs"]
mod tests;

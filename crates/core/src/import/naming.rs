//! Under which name an account of a file can be added, if it is not here already.

use super::plan::Proposal;
use super::view::ImportFate;
use crate::account::LONGEST_NAME;
use crate::view::AccountView;
use std::collections::BTreeMap;

/// Names that belong to somebody, upper and lower case alike.
pub(crate) struct Names<'a> {
    here: BTreeMap<String, &'a AccountView>,
    planned: BTreeMap<String, Proposal>,
}

impl<'a> Names<'a> {
    /// Of the accounts that are here.
    pub fn of(accounts: &'a [AccountView]) -> Self {
        let here = accounts.iter().map(|account| (account.name.to_lowercase(), account)).collect();
        Self { here, planned: BTreeMap::new() }
    }

    /// The account that is here under this name.
    pub fn here(&self, name: &str) -> Option<&'a AccountView> {
        self.here.get(&name.to_lowercase()).copied()
    }

    /// The name and the fate of an account of a file; `None` where the file has it twice.
    pub fn place(&self, step: &Proposal) -> Option<(String, ImportFate)> {
        let mut number = 1;
        loop {
            let name = numbered(&step.wanted, number);
            let small = name.to_lowercase();
            match (self.here.get(&small), self.planned.get(&small)) {
                (_, Some(planned)) if is_alike(planned, step) => return None,
                (Some(account), _) if is_there(account, step) => return Some((name, ImportFate::Present)),
                (None, None) if number == 1 => return Some((name, ImportFate::New)),
                (None, None) => return Some((name, ImportFate::Renamed)),
                _ => number += 1,
            }
        }
    }

    /// Remembers that this one is planned.
    pub fn plan(&mut self, step: &Proposal) {
        self.planned.insert(step.view.name.to_lowercase(), step.clone());
    }
}

fn numbered(name: &str, number: usize) -> String {
    if number == 1 {
        return name.to_owned();
    }
    let end = format!(" ({number})");
    let room = LONGEST_NAME.saturating_sub(end.len());
    name.chars().take(room).collect::<String>().trim_end().to_owned() + &end
}

/// Whether this account is set up as the file says. What the file does not say may be anything.
fn is_there(account: &AccountView, step: &Proposal) -> bool {
    let value = |name: &str| account.inputs.get(name).map(|value| value.trim()).unwrap_or_default();
    account.base_url == step.view.base_url
        && account.profile == step.view.profile
        && step.view.inputs.iter().all(|(name, given)| value(name) == given)
}

fn is_alike(one: &Proposal, other: &Proposal) -> bool {
    one.view.base_url == other.view.base_url
        && one.view.profile == other.view.profile
        && one.view.inputs == other.view.inputs
}

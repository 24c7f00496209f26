//! What a file would add: each account with its profile, what is asked for, and whether it is here already.

use super::known::{Chosen, Known};
use super::naming::Names;
use super::outline::{Found, Outline, Wanted};
use super::view::{ImportFate, ImportFormat, ImportStepView, ImportView};
use crate::account::{Account, AccountId, LONGEST_NAME};
use crate::address::BaseUrl;
use crate::auth::Secrets;
use crate::line::{Line, LineCode as C, Piece};
use crate::profile::Profile;
use crate::remarks::Remarks;
use crate::text;
use crate::view::{InputView, ProfileView};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

/// The most accounts that are taken from one file.
pub(super) const MOST: usize = 500;
/// The longest remark, in characters.
const LONGEST_REMARK: usize = 400;
/// The most remarks about one account that are shown.
const MOST_REMARKS: usize = 20;
/// The longest value of an input, in bytes: more than any form takes.
const LONGEST_VALUE: usize = 4096;

/// What a file would add. It may hold secrets that were found in the file, so it stays where it is; [`Plan::view`] may be
/// shown.
#[derive(Debug)]
pub struct Plan {
    /// What kind of file it is.
    pub format: ImportFormat,
    /// Its accounts, in its order.
    pub steps: Vec<Proposal>,
    /// What is not taken over, and why.
    pub remarks: Vec<Line>,
}

/// One account of a file.
#[derive(Clone)]
pub struct Proposal {
    /// What of it may be shown.
    pub view: ImportStepView,
    pub(crate) profile: Arc<Profile>,
    pub(crate) found: Secrets,
    /// Its name in the file.
    pub(crate) wanted: String,
}

impl fmt::Debug for Proposal {
    /// What may be shown: a profile's text may have notes in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Proposal").field(&self.view).finish()
    }
}

impl Plan {
    /// What of it may be shown.
    pub fn view(&self) -> ImportView {
        ImportView {
            format: self.format,
            steps: self.steps.iter().map(|step| step.view.clone()).collect(),
            remarks: self.remarks.clone(),
        }
    }

    pub(super) fn of(format: ImportFormat, mut found: Found, known: &Known) -> Self {
        let mut planner = Planner {
            known,
            names: Names::of(known.accounts()),
            profiles: std::mem::take(&mut found.profiles),
            taken: BTreeMap::new(),
            chosen: BTreeMap::new(),
            steps: Vec::new(),
        };
        if found.outlines.len() > MOST {
            found.outlines.truncate(MOST);
            found.remarks.push(Line::of(C::FirstAccounts, [MOST.into()]));
        }
        for outline in found.outlines {
            if let Err(remark) = planner.add(outline) {
                found.remarks.push(remark);
            }
        }
        let remarks = found.remarks.iter().map(cleaned).collect();
        Self { format, steps: planner.steps, remarks }
    }
}

struct Planner<'a> {
    known: &'a Known,
    names: Names<'a>,
    /// Those of the file.
    profiles: BTreeMap<String, String>,
    /// The ids that profiles of the file have got, with their texts.
    taken: BTreeMap<String, String>,
    /// What has been decided about a profile that the file names.
    chosen: BTreeMap<String, Result<Chosen, Line>>,
    steps: Vec<Proposal>,
}

impl Planner<'_> {
    /// Adds what becomes of one account; why nothing does.
    fn add(&mut self, outline: Outline) -> Result<(), Line> {
        let called = text::clean(&outline.name, LONGEST_NAME - 1);
        let left_out = |why: Piece| {
            let who = if called.is_empty() { C::AnAccount.into() } else { called.as_str().into() };
            Line::of(C::Skipped, [who, why])
        };
        let base =
            BaseUrl::parse(&outline.base_url).map_err(|error| left_out(error.message.as_str().into()))?;
        let chosen = self.choose(&outline.profile).map_err(|why| left_out(why.into()))?;
        let name = if called.is_empty() { text::clean(base.host(), LONGEST_NAME - 1) } else { called };
        let mut step = step(outline, &base, chosen, name);
        let Some((name, fate)) = self.names.place(&step) else { return Ok(()) };
        if fate == ImportFate::Renamed {
            let remark = Line::of(C::Renamed, [step.wanted.as_str().into(), name.as_str().into()]);
            step.view.remarks.insert(0, remark);
        }
        shorten(&mut step.view.remarks);
        (step.view.name, step.view.fate) = (name, fate);
        self.names.plan(&step);
        self.steps.push(step);
        Ok(())
    }

    fn choose(&mut self, wanted: &Wanted) -> Result<Chosen, Line> {
        let Self { known, profiles, taken, .. } = self;
        match wanted {
            Wanted::Here(_) => known.choose(wanted, profiles, taken),
            Wanted::Named(id) => {
                let choose = || known.choose(wanted, profiles, taken);
                self.chosen.entry(id.clone()).or_insert_with(choose).clone()
            }
        }
    }
}

fn step(outline: Outline, base: &BaseUrl, chosen: Chosen, name: String) -> Proposal {
    let Chosen { profile, whose, was } = chosen;
    let mut remarks: Vec<Line> = outline.remarks.iter().map(cleaned).collect();
    if let Some(was) = was {
        remarks.push(Line::of(C::ProfileRenamed, [was.into(), profile.id.as_str().into()]));
    }
    if profile.discovers() {
        remarks.push(C::Discovers.into());
    }
    let tags = outline.tags.iter().map(|tag| text::clean(tag, LONGEST_VALUE)).collect();
    let tags = Remarks { tags, ..Remarks::default() }.check();
    if tags.is_err() {
        remarks.push(C::TagsLeftOut.into());
    }
    let mut secrets = outline.secrets;
    let inputs = open_inputs(&profile, outline.inputs, &mut secrets, &mut remarks);
    let found: Secrets = profile
        .secret_inputs()
        .filter_map(|input| Some((input.name.clone(), secrets.remove(&input.name)?)))
        .filter(|(_, secret)| !secret.expose().is_empty())
        .collect();
    let environment = text::clean(&outline.environment, LONGEST_NAME - 1);
    let view = ProfileView::from(&*profile);
    let needed = |name: &str| !inputs.contains_key(name);
    let asks =
        view.inputs.into_iter().filter(|input| input.secret || (needed(&input.name) && !input.optional));
    let asks = asks.map(shown).collect();
    let base_url = base.to_string();
    let mut account = Account::new(AccountId::random(), &name, base.clone(), profile.clone());
    account.environment.clone_from(&environment);
    Proposal {
        view: ImportStepView {
            name: name.clone(),
            base_url,
            production: account.is_production(),
            environment,
            profile: profile.id.clone(),
            profile_title: text::clean(&profile.title, 120),
            whose,
            sends_to: sends_to(&profile, base),
            asks,
            found_secrets: found.keys().cloned().collect(),
            can_remember: profile.can_remember(),
            interactive: profile.is_interactive(),
            tags: tags.map(|remarks| remarks.tags).unwrap_or_default(),
            fate: ImportFate::New,
            remarks,
            inputs,
        },
        profile,
        found,
        wanted: name,
    }
}

/// A file may say anything.
fn cleaned(remark: &Line) -> Line {
    remark.changed(&|text| text::clean(text, LONGEST_REMARK))
}

/// A file may have thousands of inputs that nothing is known of.
fn shorten(remarks: &mut Vec<Line>) {
    let more = remarks.len().saturating_sub(MOST_REMARKS);
    if more > 0 {
        remarks.truncate(MOST_REMARKS);
        remarks.push(Line::of(C::MoreRemarks, [more.into()]));
    }
}

/// As it is shown: a file's profile may have any label.
fn shown(input: InputView) -> InputView {
    let default = input.default.filter(|default| !is_odd(default));
    InputView { label: text::clean(&input.label, 120), default, ..input }
}

/// Whether a value is longer than any form takes, or does something else to what shows it.
fn is_odd(value: &str) -> bool {
    value.len() > LONGEST_VALUE || value.chars().any(|c| c.is_control() || text::is_invisible(c))
}

/// What the file says for the inputs that are not secret, and what the profile starts with.
fn open_inputs(
    profile: &Profile,
    mut given: BTreeMap<String, String>,
    secrets: &mut Secrets,
    remarks: &mut Vec<Line>,
) -> BTreeMap<String, String> {
    let mut inputs = BTreeMap::new();
    for input in profile.open_inputs() {
        let value = given.remove(&input.name).map(|value| value.trim().to_owned());
        match value {
            Some(value) if is_odd(&value) => {
                remarks.push(Line::of(C::InputUnusable, [text::clean(&input.label, 60).into()]));
            }
            // Emptied on purpose, where the profile would start with something.
            Some(value) if value.is_empty() && !(input.optional && input.default.is_some()) => {}
            Some(value) => drop(inputs.insert(input.name.clone(), value)),
            None => {
                let default = input.default.iter().filter(|default| !is_odd(default));
                inputs.extend(default.map(|default| (input.name.clone(), default.clone())));
            }
        }
    }
    let secret: BTreeSet<_> = profile.secret_inputs().map(|input| input.name.clone()).collect();
    if given.keys().any(|name| secret.contains(name)) {
        remarks.push(C::PlainSecret.into());
    }
    for (name, value) in given {
        if secret.contains(&name) {
            secrets.entry(name).or_insert_with(|| crate::secret::Secret::new(value));
        } else {
            remarks.push(Line::of(C::NoSuchInput, [text::clean(&name, 60).into()]));
        }
    }
    inputs
}

/// Every place that credentials go to, the account's own first.
fn sends_to(profile: &Profile, base: &BaseUrl) -> Vec<String> {
    let foreign = profile.foreign_places();
    let mut places = vec![base.origin().to_owned()];
    places.extend(foreign.into_iter().filter(|origin| origin != base.origin()));
    places
}

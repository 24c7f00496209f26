//! What is here already: accounts, and profiles, so that nothing of a file replaces any of it.

use super::outline::Wanted;
use super::view::ProfileAuthor;
use crate::error::Code;
use crate::line::{Line, LineCode as C};
use crate::profile::{Fault, Profile, Profiles};
use crate::share::{plain, renamed, shareable};
use crate::view::AccountView;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is here already.
pub struct Known {
    profiles: Profiles,
    accounts: Vec<AccountView>,
    /// Profiles that accounts have, also where their files are gone.
    kept: Vec<Arc<Profile>>,
}

/// The profile of one account of a file, as it will be here.
#[derive(Debug, Clone)]
pub(super) struct Chosen {
    pub profile: Arc<Profile>,
    pub whose: ProfileAuthor,
    /// The id that it has in the file, where it gets another one here.
    pub was: Option<String>,
}

/// Who has an id.
enum Owner {
    Nobody,
    Profile(Arc<Profile>),
    /// Something that cannot be read.
    Somebody,
}

impl Known {
    /// These.
    pub fn new(profiles: Profiles, accounts: Vec<AccountView>, kept: Vec<Arc<Profile>>) -> Self {
        Self { profiles, accounts, kept }
    }

    pub(super) fn accounts(&self) -> &[AccountView] {
        &self.accounts
    }

    /// All profiles that are here, ours first.
    pub(super) fn all(&self) -> Vec<Arc<Profile>> {
        self.profiles.all()
    }

    fn owner(&self, id: &str) -> Owner {
        let kept = self.kept.iter().find(|profile| profile.id == id && profile.known().is_ok());
        match self.profiles.find(id) {
            Ok(profile) => Owner::Profile(profile),
            Err(error) if error.code == Code::InvalidProfile => Owner::Somebody,
            Err(_) => kept.map_or(Owner::Nobody, |profile| Owner::Profile(profile.clone())),
        }
    }

    /// The profile that an account of the file is to have. `given` are those of the file; `taken` are the ids that profiles
    /// of the file have got so far.
    ///
    /// # Errors
    /// Why there is none.
    pub(super) fn choose(
        &self,
        wanted: &Wanted,
        given: &BTreeMap<String, String>,
        taken: &mut BTreeMap<String, String>,
    ) -> Result<Chosen, Line> {
        let id = match wanted {
            Wanted::Here(profile) => return Ok(Self::here(profile.clone())),
            Wanted::Named(id) => id,
        };
        let shown = crate::text::clean(id, 60);
        let why = |says| Line::of(says, [shown.as_str().into()]);
        let Some(text) = given.get(id) else {
            return match self.owner(id) {
                Owner::Profile(profile) => Ok(Self::here(profile)),
                _ => Err(why(C::NoSuchProfile)),
            };
        };
        let wrong =
            |fault: Fault| Line::of(C::ProfileWrong, [shown.as_str().into(), fault.to_string().into()]);
        let read = Profile::parse(text).map_err(wrong)?;
        if read.id != *id {
            return Err(why(C::ProfileOtherId));
        }
        let (text, _) = plain(text).ok_or_else(|| why(C::ProfileUnread))?;
        for number in 1..=99 {
            let Some((new, text)) = renamed(id, &text, number) else { break };
            let was = (number > 1).then(|| shown.clone());
            match self.owner(&new) {
                Owner::Profile(own) if !own.is_built_in() && same(&own, &text) => {
                    return Ok(Chosen { was, ..Self::here(own) });
                }
                Owner::Nobody if taken.get(&new).is_none_or(|known| *known == text) => {
                    let profile = Profile::parse(&text).map_err(wrong)?;
                    taken.insert(new, text);
                    return Ok(Chosen { profile: Arc::new(profile), whose: ProfileAuthor::File, was });
                }
                _ => {}
            }
        }
        Err(why(C::ProfileTooMany))
    }

    fn here(profile: Arc<Profile>) -> Chosen {
        let whose = if profile.is_built_in() { ProfileAuthor::BuiltIn } else { ProfileAuthor::Yours };
        Chosen { profile, whose, was: None }
    }
}

/// Whether two profiles say the same, whatever is noted beside it and was left out when it was shared.
fn same(own: &Profile, text: &str) -> bool {
    own.text() == text
        || plain(own.text()).is_some_and(|(own, _)| own == text)
        || shareable(own.text()).is_some_and(|own| own.text == text)
}

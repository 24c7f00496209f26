//! A set-up without secrets, as a file that a team can keep beside its code: accounts, and the profiles of their own that
//! they log in with. [`crate::import`] reads it.

mod file;
mod literal;
mod profile_text;

pub(crate) use file::{MARK, SetUp, SharedAccount, VERSION};
pub(crate) use literal::{Sealed, holds_secret, sounds_secret};
pub(crate) use profile_text::{Literal, Plain, input_is_secret, literal, plain, renamed, shareable};

use crate::error::{Code, Error, Result};
use crate::home::write_for_others;
use crate::line::{Line, LineCode as C, Piece};
use crate::profile::Profile;
use crate::theirs::{full, read, refused, unwritable};
use crate::view::AccountView;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use ts_rs::TS;

/// A set-up as it is written to a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Shared {
    /// The file's text. The same accounts give the same text.
    pub text: String,
    /// How many accounts are in it.
    #[ts(type = "number")]
    pub accounts: usize,
    /// How many profiles are in it.
    #[ts(type = "number")]
    pub profiles: usize,
    /// What was left out, and why.
    pub remarks: Vec<Line>,
}

impl Shared {
    /// Writes it to a file: unlike what holds a token, this is for others to read. An older set-up is overwritten, and nothing
    /// else.
    ///
    /// # Errors
    /// `invalid_input`, on the field `file`, where there is something else, or it cannot be written.
    pub fn write(&self, file: &Path) -> Result<()> {
        let mut path = full(file)?;
        if path.is_symlink() {
            // Into the file that it leads to, so that the link stays one.
            path = path.canonicalize().map_err(|error| unwritable(&path, &error))?;
        }
        if read(&path)?.is_some_and(|text| !text.trim().is_empty() && !is_set_up(&text)) {
            return Err(refused(
                format!("{} is there already, and is no set-up.", path.display()),
                "Name another file, or delete that one first.",
            ));
        }
        write_for_others(&path, self.text.as_bytes()).map_err(|error| unwritable(&path, &error))
    }
}

/// Whether it is what is written here, whoever has put it into another form since.
fn is_set_up(text: &str) -> bool {
    #[derive(Deserialize)]
    struct Head<'a> {
        fobwatch: Cow<'a, str>,
    }
    let head = serde_json::from_str::<Head<'_>>(text.trim_start_matches('\u{FEFF}'));
    head.is_ok_and(|head| head.fobwatch == MARK)
}

/// One account that is to be shared, with what must not be in the file.
pub(crate) struct Candidate {
    pub view: AccountView,
    pub profile: Arc<Profile>,
    pub sealed: Sealed,
}

/// Writes the set-up of these accounts.
///
/// # Errors
/// `invalid_input` where nothing is left that could be shared.
pub(crate) fn share(mut candidates: Vec<Candidate>) -> Result<Shared> {
    candidates.sort_by_cached_key(|one| (one.view.name.to_lowercase(), one.view.name.clone(), one.view.id));
    let mut writer = Writer::default();
    for candidate in &candidates {
        writer.add(candidate);
    }
    let Writer { accounts, profiles, remarks } = writer;
    if accounts.is_empty() {
        let hint = remarks.first().map(|remark| remark.sentence.clone());
        return Err(Error::new(
            Code::InvalidInput,
            "There is no account that can be shared.",
            hint.unwrap_or_else(|| "Add an account first, or choose one.".to_owned()),
        ));
    }
    let (count, own) = (accounts.len(), profiles.len());
    let text = SetUp::new(accounts, profiles).write()?;
    Ok(Shared { text, accounts: count, profiles: own, remarks })
}

#[derive(Default)]
struct Writer {
    accounts: Vec<SharedAccount>,
    /// By the id that they have in the file.
    profiles: BTreeMap<String, String>,
    remarks: Vec<Line>,
}

impl Writer {
    fn add(&mut self, candidate: &Candidate) {
        let Candidate { view, sealed, .. } = candidate;
        let name = &view.name;
        let told =
            [(C::ItsName, name), (C::ItsBaseUrl, &view.base_url), (C::ItsEnvironment, &view.environment)];
        if let Some((what, _)) = told.iter().find(|(_, text)| sealed.is_in(text) || holds_secret(text)) {
            // The name itself may be what must not be repeated.
            let whose = if *what == C::ItsName { C::AnAccount.into() } else { name.as_str().into() };
            return self.say(C::SecretIn, [whose, (*what).into()]);
        }
        let profile = match self.profile(candidate) {
            Ok(profile) => profile,
            Err(why) => return self.say(C::LeftOut, [name.as_str().into(), why.into()]),
        };
        let inputs = self.inputs(candidate);
        let (tags, secret): (Vec<_>, Vec<_>) =
            view.remarks.tags.iter().cloned().partition(|tag| !sealed.is_in(tag) && !holds_secret(tag));
        if !secret.is_empty() {
            self.say(C::TagLeftOut, [name.as_str().into()]);
        }
        self.left_out(view);
        self.accounts.push(SharedAccount {
            name: name.clone(),
            base_url: view.base_url.clone(),
            environment: view.environment.clone(),
            profile,
            inputs,
            tags,
        });
    }

    /// What of an account is never shared.
    fn left_out(&mut self, view: &AccountView) {
        let parts = [
            (!view.remarks.notes.trim().is_empty(), C::TheNotes),
            (view.has_client_certificate, C::TheCertificate),
            (view.has_ca, C::TheAuthorities),
            (!view.trusts.is_empty(), C::TheTrusts),
        ];
        let parts: Vec<_> =
            parts.iter().filter(|(there, _)| *there).map(|(_, what)| (*what).into()).collect();
        if !parts.is_empty() {
            self.say(C::PartsLeftOut, [view.name.as_str().into(), Piece::Lines(parts)]);
        }
    }

    fn inputs(&mut self, candidate: &Candidate) -> BTreeMap<String, String> {
        let Candidate { view, profile, sealed } = candidate;
        let mut inputs = BTreeMap::new();
        for input in profile.open_inputs() {
            let value = view.inputs.get(&input.name).map(String::as_str).unwrap_or_default();
            // What was emptied on purpose must not come back as what the profile starts with.
            if value.is_empty() && input.default.is_none() {
                continue;
            }
            let seems_secret = input_is_secret(input) && !value.is_empty();
            if seems_secret || sealed.is_in(value) || holds_secret(value) {
                self.say(C::InputLeftOut, [view.name.as_str().into(), input.label.as_str().into()]);
                continue;
            }
            inputs.insert(input.name.clone(), value.to_owned());
        }
        inputs
    }

    /// The id under which the account's profile is found where the file is read; why not, as the end of a sentence.
    fn profile(&mut self, candidate: &Candidate) -> std::result::Result<String, Line> {
        let Candidate { profile, sealed, .. } = candidate;
        if profile.is_built_in() {
            return Ok(profile.id.clone());
        }
        if profile.known().is_err() {
            return Err(C::UnknownProfile.into());
        }
        let own = || Piece::from(profile.id.as_str());
        let Plain { text, commented, emptied } =
            shareable(profile.text()).ok_or_else(|| Line::of(C::UnreadProfile, [own()]))?;
        if let Some(Literal { key }) = literal(&text, sealed) {
            return Err(Line::of(C::SecretInProfile, [own(), key.into()]));
        }
        if sealed.is_in(&text) {
            return Err(Line::of(C::OwnSecretInProfile, [own()]));
        }
        // Two accounts may have different profiles of one id: each keeps the one that it logged in with.
        for number in 1..=99 {
            let (id, text) = renamed(&profile.id, &text, number).ok_or(C::FixedProfile)?;
            match self.profiles.get(&id) {
                Some(known) if *known == text => return Ok(id),
                Some(_) => {}
                None => {
                    if commented {
                        self.say(C::CommentsLeftOut, [own()]);
                    }
                    for label in emptied {
                        self.say(C::DefaultLeftOut, [label.into(), own()]);
                    }
                    self.profiles.insert(id.clone(), text);
                    return Ok(id);
                }
            }
        }
        Err(C::ManyProfiles.into())
    }

    fn say<const PLACES: usize>(&mut self, says: C, pieces: [Piece; PLACES]) {
        self.remarks.push(Line::of(says, pieces));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(text: &str) -> Shared {
        Shared { text: text.to_owned(), accounts: 1, profiles: 0, remarks: Vec::new() }
    }

    #[test]
    fn only_a_set_up_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.json");
        let set_up = SetUp::new(Vec::new(), BTreeMap::new()).write().unwrap();
        shared(&set_up).write(&file).unwrap();
        for ours in [
            "",
            "\n",
            &set_up,
            r#"{"accounts":[],"version":1,"fobwatch":"set-up"}"#,
            "\u{feff}{\"fobwatch\":\"set-up\"}",
        ] {
            std::fs::write(&file, ours).unwrap();
            shared("new").write(&file).unwrap();
            assert_eq!(std::fs::read_to_string(&file).unwrap(), "new", "{ours}");
        }
        for theirs in
            ["x", "{}", r#"[{"fobwatch": "set-up"}]"#, r#"# "fobwatch": "set-up""#, r#"{"fobwatch":1}"#]
        {
            std::fs::write(&file, theirs).unwrap();
            let error = shared("new").write(&file).unwrap_err();
            assert!(error.message.ends_with("is there already, and is no set-up."), "{error}");
            assert_eq!(std::fs::read_to_string(&file).unwrap(), theirs);
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_refused_and_a_link_to_a_set_up_stays_one() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("file"), "").unwrap();
        std::fs::set_permissions(at("file"), std::fs::Permissions::from_mode(0o640)).unwrap();
        symlink(at("file"), at("link")).unwrap();
        symlink(at("nowhere"), at("dangling")).unwrap();
        let made = std::process::Command::new("mkfifo").arg(at("fifo")).status().unwrap();
        assert!(made.success());
        std::fs::create_dir(at("folder")).unwrap();
        for name in ["dangling", "fifo", "folder", "no/such"] {
            let error = shared("new").write(&at(name)).unwrap_err();
            assert_eq!((error.code, error.field.as_deref()), (Code::InvalidInput, Some("file")), "{name}");
        }
        assert!(!at("nowhere").exists() && !at("no").exists());
        shared("new").write(&at("link")).unwrap();
        assert!(at("link").is_symlink());
        assert_eq!(std::fs::read_to_string(at("file")).unwrap(), "new");
        let mode = |name: &str| at(name).metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode("file"), 0o640, "whoever could read it still can");
        shared("new").write(&at("made")).unwrap();
        std::fs::write(at("plain"), "").unwrap();
        assert_eq!(mode("made"), mode("plain"), "as any file of theirs");
    }
}

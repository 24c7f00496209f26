//! Accounts from named values, as environments of other tools have them.

use super::call::ends;
use super::outline::{Found, Outline};
use super::placeholder::{Variables, given, resolve};
use super::role::{Named, Role, role};
use crate::line::{Line, LineCode as C};
use crate::profile::{DEFAULT, Profile};
use crate::secret::Secret;
use crate::text;
use std::collections::BTreeMap;
use url::Url;

/// What belongs together: by role, the value where there is one.
type Group = BTreeMap<Role, Option<Secret>>;

/// Adds the accounts that these values describe. The name is what the file calls them; it may be empty.
pub(super) fn read(values: &[(String, Secret)], name: &str, environment: &str, found: &mut Found) {
    let all: Variables = values.iter().cloned().collect();
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    let mut named: Vec<_> = values.iter().filter_map(|(key, value)| Some((role(key)?, value))).collect();
    named.sort_by_key(|(named, _)| named.rank);
    for (Named { role, before, .. }, value) in named {
        let value = given(&resolve(value.expose(), &all));
        // An address with a password in it is a database's.
        if role == Role::Base && value.as_ref().is_some_and(|value| !is_place(value)) {
            continue;
        }
        let slot = groups.entry(before).or_default().entry(role).or_default();
        *slot = slot.take().or(value);
    }
    let before = found.outlines.len();
    let whole: Vec<_> = groups.iter().filter(|(_, group)| has_base(group) && credentials(group)).collect();
    if whole.is_empty() {
        match merged(&groups) {
            Some(group) => add(&group, name, environment, found),
            None => found.say(without(&groups, name)),
        }
    } else {
        let several = whole.len() > 1;
        for (prefix, group) in whole {
            let own = match (prefix.is_empty(), several || name.is_empty()) {
                (false, true) if name.is_empty() => title(prefix),
                (false, true) => format!("{name} {prefix}"),
                _ => name.to_owned(),
            };
            add(group, &own, environment, found);
        }
    }
    if found.outlines.len() > before && groups.values().any(|group| group.contains_key(&Role::Refresh)) {
        found.say(C::RefreshStays);
    }
}

/// Why there is no account.
fn without(groups: &BTreeMap<String, Group>, name: &str) -> Line {
    let who = if name.is_empty() { C::TheFile.into() } else { text::clean(name, 60).into() };
    let bases = groups.values().filter(|group| has_base(group)).count();
    let logins = groups.values().filter(|group| credentials(group)).count();
    let says = match (bases, logins) {
        (0, 0) => C::NothingNamed,
        (0, _) => C::NoAddressNamed,
        (_, 0) => C::NoLoginNamed,
        _ => C::SeveralNamed,
    };
    Line::of(says, [who])
}

/// One address and one login, where there is one of each.
fn merged(groups: &BTreeMap<String, Group>) -> Option<Group> {
    let mut logins = groups.values().filter(|group| credentials(group));
    let login = logins.next().filter(|_| logins.next().is_none())?;
    let mut bases = groups.values().filter(|group| has_base(group));
    let base = bases.next();
    if bases.next().is_some() {
        return None;
    }
    // The address of the tokens tells where the API's login is, too.
    let placed =
        base.is_some() || login.get(&Role::TokenUrl).is_some_and(|url| url.as_ref().is_some_and(is_place));
    let mut group = login.clone();
    for (role, value) in base.into_iter().flatten() {
        group.entry(*role).or_insert_with(|| value.clone());
    }
    placed.then_some(group)
}

fn has_base(group: &Group) -> bool {
    matches!(group.get(&Role::Base), Some(Some(_)))
}

fn credentials(group: &Group) -> bool {
    [Role::Password, Role::ClientSecret, Role::Token, Role::ApiKey, Role::User]
        .iter()
        .any(|role| group.contains_key(role))
}

fn is_place(value: &Secret) -> bool {
    let text = value.expose();
    let known = text.starts_with("http://") || text.starts_with("https://") || !text.contains("://");
    known && crate::address::BaseUrl::parse(text.split(['?', '#']).next().unwrap_or_default()).is_ok()
}

fn title(prefix: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters
            .next()
            .map(|first| first.to_uppercase().chain(letters).collect::<String>())
            .unwrap_or_default()
    };
    prefix.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// Which profile has these inputs.
fn profile(group: &Group) -> Result<&'static str, C> {
    let has = |role: Role| group.contains_key(&role);
    let person = has(Role::Password) || (has(Role::User) && !has(Role::ClientSecret));
    match (has(Role::ClientSecret), has(Role::TokenUrl), person) {
        (true, _, true) => Ok("oauth2-password"),
        (false, true, true) if has(Role::ClientId) => Ok("oauth2-password-post"),
        (true, _, false) => Ok("oauth2-client-credentials"),
        (false, _, true) => Ok(DEFAULT),
        _ if has(Role::ApiKey) && has(Role::ApiSecret) => Ok("api-key-secret"),
        _ if has(Role::Token) => Ok("bearer-static"),
        _ => Err(C::KeyAlone),
    }
}

fn add(group: &Group, name: &str, environment: &str, found: &mut Found) {
    let profile = match profile(group) {
        Ok(id) => Profile::find(id),
        Err(why) => return found.say(why),
    };
    let Ok(profile) = profile else { return };
    let value = |role: Role| group.get(&role).and_then(Option::as_ref);
    let text_of = |role: Role| value(role).map(|value| value.expose().to_owned());
    let (base_url, token_path, remark) = places(text_of(Role::Base), text_of(Role::TokenUrl));
    let mut outline = Outline::new(profile.clone(), base_url);
    outline.name = name.to_owned();
    outline.environment = text_of(Role::Environment).unwrap_or_else(|| label(environment));
    outline.remarks.extend(remark.map(Line::from));
    if profile.is_static() {
        outline.remarks.extend(value(Role::Token).and_then(ends));
    }
    if profile.id == DEFAULT {
        outline.remarks.push(Line::of(C::ProfileGuessed, [profile.title.as_str().into()]));
    }
    let inputs = [
        (Role::User, "username"),
        (Role::Password, "password"),
        (Role::ClientId, "client_id"),
        (Role::ClientSecret, "client_secret"),
        (Role::Scope, "scope"),
        (Role::Token, "token"),
        (Role::ApiKey, "api_key"),
        (Role::ApiSecret, "api_secret"),
    ];
    for (role, name) in inputs {
        let Some(value) = value(role) else { continue };
        if profile.secret_inputs().any(|input| input.name == name) {
            outline.secrets.insert(name.to_owned(), value.clone());
        } else if profile.open_inputs().any(|input| input.name == name) {
            outline.inputs.insert(name.to_owned(), value.expose().to_owned());
        }
    }
    if let Some(path) = token_path.filter(|_| profile.open_inputs().any(|input| input.name == "token_path")) {
        outline.inputs.insert("token_path".to_owned(), path);
    }
    found.outlines.push(outline);
}

/// Where the API lives and the path of its tokens, of both addresses; and what is to be said where they do not belong together.
pub(super) fn places(base: Option<String>, token: Option<String>) -> (String, Option<String>, Option<C>) {
    let Some(token) = token else { return (base.unwrap_or_default(), None, None) };
    if token.starts_with('/') {
        return (base.unwrap_or_default(), Some(token), None);
    }
    let Ok(url) = Url::parse(&token) else { return (base.unwrap_or_default(), None, None) };
    let (origin, path) = (url.origin().ascii_serialization(), url.path().to_owned());
    let Some(base) = base else { return (origin, Some(path), None) };
    match Url::parse(&base).ok().filter(|base| base.origin() == url.origin()) {
        Some(own) => {
            let below =
                path.strip_prefix(own.path().trim_end_matches('/')).filter(|rest| rest.starts_with('/'));
            match below {
                Some(rest) => (base, Some(rest.to_owned()), None),
                None => (origin, Some(path), None),
            }
        }
        None => (origin, Some(path), Some(C::TokensElsewhere)),
    }
}

/// What a name says about the environment.
fn label(name: &str) -> String {
    let known = [
        "prod",
        "production",
        "prd",
        "live",
        "uat",
        "test",
        "testing",
        "staging",
        "stage",
        "stg",
        "dev",
        "development",
        "qa",
        "sandbox",
        "preprod",
        "local",
        "int",
        "demo",
    ];
    let words = name.split(|c: char| !c.is_alphanumeric());
    words.map(str::to_lowercase).find(|word| known.contains(&word.as_str())).unwrap_or_default()
}

//! A request, and which profile makes such a request: a login, or a call with a credential that stays.

use super::outline::Outline;
use super::placeholder::given;
use super::tree::Tree;
use crate::address::is_loopback;
use crate::inspect::paste::Request;
use crate::line::{Line, LineCode};
use crate::profile::{Auth, BodyLeaf, Endpoint, Flow, Profile, Template};
use crate::secret::Secret;
use crate::share::sounds_secret;
use crate::text;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use url::{Url, form_urlencoded};

/// The most fields of a body that are looked at.
const MOST_FIELDS: usize = 100;

/// A request as it would be sent.
#[derive(Debug)]
pub(super) struct Call {
    pub method: String,
    pub url: Url,
    pub headers: Vec<(String, Secret)>,
    /// User and password.
    pub basic: Option<[Secret; 2]>,
    /// What the body holds, by path.
    pub fields: Vec<(String, Secret)>,
}

impl Call {
    /// Of a request that was found in a text; `None` where it goes nowhere that is known.
    pub fn of(request: &Request) -> Option<Self> {
        let written = request.url.as_ref().filter(|url| !url.contains("{{"))?;
        let mut url = request.url()?;
        if !written.contains("://") && is_loopback(&url) {
            // As base URLs are read, and as curl does it. An address of this computer takes every scheme.
            let _ = url.set_scheme("http");
        }
        let headers: Vec<_> = request
            .headers
            .iter()
            .map(|(name, value)| (name.clone(), Secret::new(value.to_string())))
            .collect();
        let basic = match &request.user {
            Some(user) => Some(pair(user)),
            None => basic(&headers),
        };
        let method = request.method.clone().unwrap_or_else(|| "GET".to_owned());
        Some(Self { method, url, headers, basic, fields: fields(&request.body) })
    }

    fn field(&self, name: &str) -> Option<&Secret> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// Whether the body has a field of this name.
    pub fn field_named(&self, name: &str) -> bool {
        self.field(name).is_some()
    }

    fn header(&self, name: &str) -> Option<&Secret> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Whether something that sounds like a password is sent to get something else.
    pub fn looks_like_login(&self) -> bool {
        let sounds = |name: &str| sounds_secret(name.rsplit('.').next().unwrap_or_default());
        self.method == "POST" && self.fields.iter().any(|(name, _)| sounds(name))
    }

    /// Where it goes, to be named to people: no query, and nothing that may be secret.
    pub fn place(&self) -> String {
        let place = format!("{}{}", self.url.origin().ascii_serialization(), self.url.path());
        let shown =
            if crate::share::holds_secret(&place) { self.url.origin().ascii_serialization() } else { place };
        text::clean(&shown, 120)
    }
}

/// The fields of a body: JSON, or a form.
pub(super) fn fields(body: &str) -> Vec<(String, Secret)> {
    let body = body.trim();
    let mut fields = match serde_json::from_str::<Tree>(body) {
        Ok(tree @ Tree::Table(_)) => tree.flat("."),
        _ => form_urlencoded::parse(body.as_bytes())
            .map(|(name, value)| (name.into_owned(), Secret::new(value.into_owned())))
            .collect(),
    };
    fields.truncate(MOST_FIELDS);
    fields
}

fn pair(user: &str) -> [Secret; 2] {
    let (user, password) = user.split_once(':').unwrap_or((user, ""));
    [Secret::new(user.to_owned()), Secret::new(password.to_owned())]
}

fn basic(headers: &[(String, Secret)]) -> Option<[Secret; 2]> {
    let (_, value) = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("authorization"))?;
    let (scheme, rest) = value.expose().split_once(' ')?;
    let bytes = STANDARD.decode(rest.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    Some(pair(&String::from_utf8(bytes).ok()?))
}

/// How a request fits a profile.
struct Fit<'a> {
    base_url: String,
    bound: BTreeMap<&'a str, Option<Secret>>,
    used: BTreeSet<String>,
    score: i32,
}

/// The account whose login this is, with the profile that fits best.
pub(super) fn login(call: &Call, profiles: &[Arc<Profile>]) -> Option<Outline> {
    let fits = profiles.iter().filter_map(|profile| Some((profile, fit_login(call, profile)?)));
    // Of two that fit alike, the first one: ours, and of those the one that is chosen first.
    let (profile, fit) = fits.fold(None, |best: Option<(_, Fit<'_>)>, next| match best {
        Some(best) if best.1.score >= next.1.score => Some(best),
        _ => Some(next),
    })?;
    let mut outline = outline(profile, &fit);
    let unused: Vec<_> = call
        .fields
        .iter()
        .filter(|(name, _)| !fit.used.contains(name))
        .map(|(name, _)| text::clean(name, 40))
        .collect();
    if !unused.is_empty() {
        let names = unused.iter().take(5).map(String::as_str).collect::<Vec<_>>().join(", ");
        outline.remarks.push(Line::of(LineCode::FieldsNotSent, [names.into()]));
    }
    Some(outline)
}

fn fit_login<'a>(call: &Call, profile: &'a Profile) -> Option<Fit<'a>> {
    let login = profile.login.as_ref().filter(|login| login.grant == Flow::Direct)?;
    if login.method.as_str() != call.method {
        return None;
    }
    let mut fit = Fit { base_url: String::new(), bound: BTreeMap::new(), used: BTreeSet::new(), score: 0 };
    fit.place(call, login, profile)?;
    for (name, leaf) in login.body.iter().flat_map(|body| body.leaves()) {
        fit.leaf(call, &name, leaf, profile)?;
        fit.used.insert(name);
    }
    match (&login.auth, &call.basic) {
        (Auth::Basic(parts) | Auth::OauthBasic(parts), Some(given)) => {
            for (template, value) in parts.iter().zip(given) {
                fit.bind(template, value)?;
            }
            fit.score += 2;
        }
        (Auth::Basic(_) | Auth::OauthBasic(_), None) | (Auth::None, Some(_)) => return None,
        _ => {}
    }
    for (name, template) in &login.headers {
        if let Some(value) = call.header(name) {
            fit.bind(template, value)?;
        }
    }
    fit.score -=
        i32::try_from(call.fields.iter().filter(|(name, _)| !fit.used.contains(name)).count()).ok()?;
    Some(fit)
}

impl<'a> Fit<'a> {
    fn place(&mut self, call: &Call, login: &'a Endpoint, profile: &Profile) -> Option<()> {
        let (origin, path) = (call.url.origin().ascii_serialization(), call.url.path());
        if let Some(url) = &login.url {
            let whole = Secret::new(format!("{origin}{path}"));
            self.bind(url, &whole)?;
            self.base_url = origin;
            self.score += 3;
            return Some(());
        }
        let template = login.path.as_ref()?;
        if let Some(fixed) = template.constant() {
            let before = path.strip_suffix(fixed).or_else(|| {
                path.trim_end_matches('/')
                    .strip_suffix(fixed.trim_end_matches('/'))
                    .filter(|_| fixed.len() > 1)
            })?;
            self.base_url = origin + before;
            self.score += 3;
            return Some(());
        }
        let name = template.one_name()?;
        let usual = profile.inputs.iter().find(|input| input.name == name)?.default.as_deref();
        let (before, value) = match usual.and_then(|usual| Some((path.strip_suffix(usual)?, usual))) {
            Some(split) => split,
            None => ("", path),
        };
        self.bound.insert(name, Some(Secret::new(value.to_owned())));
        self.base_url = origin + before;
        Some(())
    }

    fn leaf(&mut self, call: &Call, name: &str, leaf: BodyLeaf<'a>, profile: &Profile) -> Option<()> {
        let value = call.field(name);
        let template = match leaf {
            BodyLeaf::Plain(wanted) => {
                self.score += 2;
                return value.filter(|value| value.expose() == wanted).map(drop);
            }
            BodyLeaf::Text(template) => template,
        };
        match value {
            Some(value) => {
                self.score += if template.constant().is_some() { 2 } else { 1 };
                self.bind(template, value)
            }
            // What may be left empty may be left out.
            None => {
                let optional = |name: &str| {
                    profile
                        .inputs
                        .iter()
                        .any(|input| input.name == name && (input.optional || input.default.is_some()))
                };
                template.one_name().filter(|name| optional(name)).map(drop)
            }
        }
    }

    fn bind(&mut self, template: &'a Template, value: &Secret) -> Option<()> {
        // The place of a whole value stands for whatever the template wants there.
        if let Some((name, found)) = template.bind(value.expose())? {
            self.bound.insert(name, given(&Secret::new(found.to_owned())));
        }
        Some(())
    }
}

fn outline(profile: &Arc<Profile>, fit: &Fit<'_>) -> Outline {
    let mut outline = Outline::new(profile.clone(), fit.base_url.clone());
    for (name, value) in &fit.bound {
        let Some(value) = value else { continue };
        let is_secret = profile.secret_inputs().any(|input| input.name == *name);
        if is_secret {
            outline.secrets.insert((*name).to_owned(), value.clone());
        } else if profile.open_inputs().any(|input| input.name == *name) {
            outline.inputs.insert((*name).to_owned(), value.expose().to_owned());
        }
    }
    outline
}

/// The account whose credential this request carries, where that is one that stays.
pub(super) fn fixed(call: &Call, profiles: &[Arc<Profile>]) -> Option<Outline> {
    let carries = |profile: &&Arc<Profile>| {
        profile.is_static()
            && !profile.usage.headers.is_empty()
            && profile.usage.headers.iter().all(|(name, template)| {
                call.header(name).is_some_and(|value| template.bind(value.expose()).is_some())
            })
    };
    let profile = profiles.iter().filter(carries).max_by_key(|profile| profile.usage.headers.len())?;
    let origin = call.url.origin().ascii_serialization();
    let mut fit = Fit { base_url: origin, bound: BTreeMap::new(), used: BTreeSet::new(), score: 0 };
    for (name, template) in &profile.usage.headers {
        fit.bind(template, call.header(name)?)?;
    }
    let mut outline = outline(profile, &fit);
    outline.remarks.extend(outline.secrets.values().find_map(ends));
    Some(outline)
}

/// What is to be said about a token that ends.
pub(super) fn ends(token: &Secret) -> Option<Line> {
    let end = crate::jwt::expiry(token.expose())?;
    Some(Line::of(LineCode::TokenEndsForGood, [end.into()]))
}

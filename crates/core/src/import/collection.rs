//! Postman's collections (v2.0 and v2.1): requests that log in, and the `auth` blocks of OAuth 2.0.

use super::call::{Call, fields};
use super::curl::take;
use super::known::Known;
use super::outline::{Found, Outline};
use super::placeholder::{Variables, given, resolve};
use super::postman::{Entry, pairs};
use super::role::{Role, role};
use super::tree::Tree;
use super::variables::{self, places};
use super::{ImportFormat, broken_json};
use crate::error::Result;
use crate::inspect::paste;
use crate::line::{Line, LineCode};
use crate::profile::Profile;
use crate::secret::Secret;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::BTreeMap;
use std::sync::Arc;
use zeroize::Zeroizing;

/// The most requests that are looked at.
const MOST: usize = 2000;

#[derive(Deserialize)]
struct Collection {
    info: Info,
    #[serde(default)]
    item: Vec<Item>,
    #[serde(default)]
    variable: Vec<Entry>,
    auth: Option<Auth>,
}

#[derive(Deserialize)]
struct Info {
    #[serde(default)]
    name: String,
}

/// A request, or a folder.
#[derive(Deserialize)]
struct Item {
    item: Option<Vec<Item>>,
    request: Option<Request>,
    auth: Option<Auth>,
}

/// A request; as a text it is its address.
#[derive(Deserialize)]
#[serde(untagged)]
enum Request {
    Whole(Box<Whole>),
    Other(IgnoredAny),
}

#[derive(Deserialize)]
struct Whole {
    method: Option<String>,
    url: Option<Tree>,
    header: Option<Headers>,
    body: Option<Body>,
    auth: Option<Auth>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Headers {
    List(Vec<Entry>),
    Other(IgnoredAny),
}

#[derive(Deserialize)]
struct Body {
    raw: Option<Tree>,
    urlencoded: Option<Headers>,
    formdata: Option<Headers>,
}

/// `{ "type": "oauth2", "oauth2": [{ "key", "value" }] }`; in v2.0 an object instead of the list.
#[derive(Deserialize)]
struct Auth {
    #[serde(rename = "type")]
    kind: Option<String>,
    #[serde(flatten)]
    rest: BTreeMap<String, Tree>,
}

impl Auth {
    fn values(&self, all: &Variables) -> Option<(&str, BTreeMap<String, Secret>)> {
        let kind = self.kind.as_deref()?;
        let pairs: Vec<(String, Secret)> = match self.rest.get(kind)? {
            Tree::List(items) => items.iter().filter_map(entry).collect(),
            table @ Tree::Table(_) => table.flat("."),
            _ => Vec::new(),
        };
        Some((kind, pairs.into_iter().map(|(name, value)| (name, resolve(value.expose(), all))).collect()))
    }
}

fn field<'a>(tree: &'a Tree, name: &str) -> Option<&'a Tree> {
    match tree {
        Tree::Table(fields) => fields.iter().find(|(known, _)| known == name).map(|(_, value)| value),
        _ => None,
    }
}

fn entry(tree: &Tree) -> Option<(String, Secret)> {
    Some((field(tree, "key")?.text()?.expose().to_owned(), field(tree, "value")?.text()?.clone()))
}

/// What is looked at on the way through folders.
struct Reader {
    all: Variables,
    profiles: Vec<Arc<Profile>>,
    base_url: Option<String>,
    left: usize,
    /// What the requests alone would say: only kept where nothing else is found.
    found: Found,
}

pub(super) fn read(text: &str, known: &Known) -> Result<Found> {
    let file: Collection =
        serde_json::from_str(text).map_err(|error| broken_json(ImportFormat::PostmanCollection, &error))?;
    let values = pairs(&file.variable);
    let all: Variables = values.iter().cloned().collect();
    let base_url = base_url(&values, &all);
    let mut reader = Reader { all, profiles: known.all(), base_url, left: MOST, found: Found::default() };
    reader.auth(file.auth.as_ref());
    reader.items(&file.item);
    let mut found = reader.found;
    if found.outlines.is_empty() && !values.is_empty() {
        variables::read(&values, &file.info.name, &file.info.name, &mut found);
    }
    if found.outlines.is_empty() && found.remarks.is_empty() {
        found.say(LineCode::NoLoginInCollection);
    }
    for outline in &mut found.outlines {
        outline.name.clone_from(&file.info.name);
    }
    Ok(found)
}

/// What the collection calls its address.
fn base_url(values: &[(String, Secret)], all: &Variables) -> Option<String> {
    let bases = values.iter().filter_map(|(name, value)| Some((role(name)?, value)));
    let (_, base) =
        bases.filter(|(named, _)| named.role == Role::Base).min_by_key(|(named, _)| named.rank)?;
    Some(given(&resolve(base.expose(), all))?.expose().to_owned())
}

impl Reader {
    // The reader of JSON goes 128 levels deep at most, and so does this.
    fn items(&mut self, items: &[Item]) {
        for item in items {
            if self.left == 0 {
                return self.found.say(Line::of(LineCode::FirstRequests, [MOST.into()]));
            }
            self.left -= 1;
            self.auth(item.auth.as_ref());
            if let Some(Request::Whole(request)) = &item.request {
                self.auth(request.auth.as_ref());
                self.request(request);
            }
            if let Some(below) = &item.item {
                self.items(below);
            }
        }
    }

    fn filled(&self, tree: Option<&Tree>) -> Option<Secret> {
        Some(resolve(tree?.text()?.expose(), &self.all))
    }

    /// A request that seems to be a login. Others say nothing about an account.
    fn request(&mut self, request: &Whole) {
        let url = request.url.as_ref();
        let Some(url) = self.filled(url.and_then(|url| field(url, "raw")).or(url)) else { return };
        let method = request.method.as_deref().unwrap_or("GET").to_uppercase();
        let body = self.body(request.body.as_ref());
        let posted = paste::Request {
            method: Some(method.clone()),
            url: Some(Zeroizing::new(url.expose().to_owned())),
            ..paste::Request::default()
        };
        let Some(mut call) = Call::of(&posted) else {
            let unknown = method == "POST" && body.iter().any(|(name, _)| crate::share::sounds_secret(name));
            if unknown {
                self.found.say(LineCode::LoginNowhere);
            }
            return;
        };
        call.fields = body;
        call.headers = self.pairs(request.header.as_ref());
        if let Some(("basic", values)) = request.auth.as_ref().and_then(|auth| auth.values(&self.all)) {
            let part = |name: &str| values.get(name).cloned().unwrap_or_else(|| Secret::new(String::new()));
            call.basic = Some([part("username"), part("password")]);
        }
        if call.looks_like_login() || call.field_named("grant_type") {
            take(&call, &self.profiles, &mut self.found);
        }
    }

    fn body(&self, body: Option<&Body>) -> Vec<(String, Secret)> {
        let Some(body) = body else { return Vec::new() };
        if let Some(raw) = self.filled(body.raw.as_ref()).filter(|raw| !raw.expose().trim().is_empty()) {
            return fields(raw.expose());
        }
        let form = self.pairs(body.urlencoded.as_ref());
        if form.is_empty() { self.pairs(body.formdata.as_ref()) } else { form }
    }

    fn pairs(&self, list: Option<&Headers>) -> Vec<(String, Secret)> {
        let Some(Headers::List(entries)) = list else { return Vec::new() };
        let filled = |(name, value): (String, Secret)| (name, resolve(value.expose(), &self.all));
        pairs(entries).into_iter().map(filled).collect()
    }

    /// How requests are authenticated, where that says how to log in.
    fn auth(&mut self, auth: Option<&Auth>) {
        let Some((kind, values)) = auth.and_then(|auth| auth.values(&self.all)) else { return };
        let value = |name: &str| values.get(name).and_then(given);
        match kind {
            "oauth2" => self.oauth(&values),
            "bearer" => {
                if let Some(token) = value("token") {
                    self.fixed("bearer-static", &[("token", token)]);
                }
            }
            "basic" if value("password").is_some() => self.found.say(LineCode::BasicRequests),
            "apikey" => self.found.say(LineCode::KeyRequests),
            _ => {}
        }
    }

    fn fixed(&mut self, profile: &str, secrets: &[(&str, Secret)]) {
        let (Ok(profile), Some(base)) = (Profile::find(profile), self.base_url.clone()) else { return };
        let mut outline = Outline::new(profile, base);
        for (name, secret) in secrets {
            outline.remarks.extend(super::call::ends(secret));
            outline.secrets.insert((*name).to_owned(), secret.clone());
        }
        self.found.outlines.push(outline);
    }

    fn oauth(&mut self, values: &BTreeMap<String, Secret>) {
        let value = |name: &str| values.get(name).and_then(given);
        let in_body = values.get("client_authentication").is_some_and(|how| how.expose() == "body");
        let grant = values.get("grant_type").map_or("", |grant| grant.expose());
        let id = match (grant, in_body) {
            ("client_credentials", false) => "oauth2-client-credentials",
            ("client_credentials", true) => "oauth2-client-credentials-post",
            ("password_credentials" | "password", false) => "oauth2-password",
            ("password_credentials" | "password", true) => "oauth2-password-post",
            ("authorization_code" | "authorization_code_with_pkce" | "implicit", _) => {
                "oauth2-authorization-code"
            }
            _ => return,
        };
        let Ok(profile) = Profile::find(id) else { return };
        let token_url = value("accessTokenUrl").map(|url| url.expose().to_owned());
        let (base, path, remark) = places(self.base_url.clone(), token_url);
        if base.is_empty() {
            return self.found.say(LineCode::OauthNowhere);
        }
        let mut outline = Outline::new(profile.clone(), base);
        outline.remarks.extend(remark.map(Line::from));
        let names = [
            ("clientId", "client_id"),
            ("clientSecret", "client_secret"),
            ("username", "username"),
            ("password", "password"),
            ("scope", "scope"),
        ];
        for (theirs, ours) in names {
            let Some(value) = value(theirs) else { continue };
            if profile.secret_inputs().any(|input| input.name == ours) {
                outline.secrets.insert(ours.to_owned(), value);
            } else if profile.open_inputs().any(|input| input.name == ours) {
                outline.inputs.insert(ours.to_owned(), value.expose().to_owned());
            }
        }
        if let Some(path) = path.filter(|_| profile.open_inputs().any(|input| input.name == "token_path")) {
            outline.inputs.insert("token_path".to_owned(), path);
        }
        self.found.outlines.push(outline);
    }
}

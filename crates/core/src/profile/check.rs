//! What a profile that can be read must also be: names that exist, secrets only where they may be sent, calls that make sense.

use super::endpoint::{Address, Endpoint, Flow, Rejection};
use super::fault::Fault;
use super::response::ExpiryFormat;
use super::template::{Template, is_name};
use super::{Ask, Encoding, Profile};
use crate::address;
use std::collections::BTreeSet;
use url::Url;

/// Names that no input may have: they stand for something else.
const RESERVED: &[&str] = &[
    "access_token",
    "refresh_token",
    "base_url",
    "code",
    "code_challenge",
    "code_verifier",
    "device_code",
    "redirect_uri",
    "state",
    "client_key",
];

/// Headers that belong to the HTTP client.
const CLIENTS_OWN: &[&str] = &[
    "accept-encoding",
    "connection",
    "content-length",
    "content-type",
    "host",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

type Result<T> = std::result::Result<T, Fault>;

pub(super) fn check(profile: &Profile) -> Result<()> {
    let judge = Judge { profile };
    judge.head()?;
    judge.inputs()?;
    match &profile.login {
        None => judge.without_login()?,
        Some(login) => {
            judge.login(login)?;
            judge.response()?;
        }
    }
    for (at, endpoint) in [("refresh", &profile.refresh), ("logout", &profile.logout)] {
        if let Some(endpoint) = endpoint {
            judge.plain(at, endpoint)?;
            judge.endpoint(at, endpoint, &judge.with_session())?;
        }
    }
    judge.usage()
}

struct Judge<'a> {
    profile: &'a Profile,
}

impl Judge<'_> {
    fn fault(&self, key: &str, message: impl Into<String>, expected: impl Into<String>) -> Fault {
        Fault::at(&self.profile.text, key, message, expected)
    }

    fn ensure(&self, holds: bool, key: &str, message: &str, expected: &str) -> Result<()> {
        if holds { Ok(()) } else { Err(self.fault(key, message, expected)) }
    }

    fn head(&self) -> Result<()> {
        let Profile { id, title, docs, .. } = self.profile;
        let slug = !id.is_empty()
            && id.len() <= 64
            && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !id.starts_with('-');
        self.ensure(slug, "id", "this is no id", "small letters, digits and hyphens, such as acme-login")?;
        self.ensure(is_line(title), "title", "this is no title", "one line that people can read")?;
        let web = docs.as_ref().is_none_or(|docs| Url::parse(docs).is_ok_and(|url| url.scheme() == "https"));
        self.ensure(web, "docs", "this is no web address", "an address that begins with https://")
    }

    fn inputs(&self) -> Result<()> {
        let mut known = BTreeSet::new();
        for (index, input) in self.profile.inputs.iter().enumerate() {
            let key = |name: &str| format!("input.{index}.{name}");
            self.ensure(
                is_name(&input.name),
                &key("name"),
                "this is no name",
                "letters, digits and _, such as username",
            )?;
            self.ensure(
                !RESERVED.contains(&input.name.as_str()),
                &key("name"),
                &format!("{} stands for something else already", input.name),
                "another name",
            )?;
            self.ensure(
                known.insert(input.name.as_str()),
                &key("name"),
                &format!("two inputs are called {}", input.name),
                "a name for each",
            )?;
            self.ensure(
                is_line(&input.label),
                &key("label"),
                "this is no label",
                "one line that people can read",
            )?;
            self.ensure(
                !(input.secret && input.default.is_some()),
                &key("default"),
                "a profile can hold no secret",
                "no default for a secret input",
            )?;
            self.ensure(
                input.secret || input.ask == Ask::Once,
                &key("ask"),
                "what is asked for each time is a secret",
                "secret = true",
            )?;
        }
        Ok(())
    }

    /// A static credential.
    fn without_login(&self) -> Result<()> {
        let profile = self.profile;
        for (key, there) in [("refresh", profile.refresh.is_some()), ("logout", profile.logout.is_some())] {
            self.ensure(
                !there,
                key,
                "without [login] there is no session to refresh or end",
                "a [login] table",
            )?;
        }
        self.ensure(
            profile.response.access_token.is_none(),
            "response",
            "without [login] there is no answer to read",
            "a [login] table",
        )?;
        let sends = profile
            .secret_inputs()
            .any(|input| !input.optional && profile.usage.names().any(|name| name == input.name));
        self.ensure(
            sends,
            if profile.usage.headers.is_empty() { "id" } else { "use.headers" },
            "without [login] the inputs are the credential, and no header sends a secret one",
            "[use] headers = { X-API-Key = \"{{api_key}}\" }, and that input with secret = true",
        )
    }

    fn login(&self, login: &Endpoint) -> Result<()> {
        let mut known = self.before_login();
        known.extend(self.profile.inputs.iter().map(|input| input.name.as_str()));
        match login.grant {
            Flow::Direct => self.plain("login", login)?,
            Flow::AuthorizationCode => {
                self.ensure(
                    login.device.is_none(),
                    "login.device",
                    "this belongs to another grant",
                    "grant = \"device-code\"",
                )?;
                let Some(authorize) = &login.authorize else {
                    return Err(self.fault(
                        "login.grant",
                        "the page where a person agrees is missing",
                        "[login.authorize] with path, url or discover, and parameters",
                    ));
                };
                let at = "login.authorize";
                self.address(at, authorize.address(), &self.open(false))?;
                let plain = authorize.redirect_path().starts_with('/')
                    && authorize
                        .redirect_path()
                        .bytes()
                        .all(|b| b.is_ascii_alphanumeric() || b"/-._~".contains(&b));
                let key = format!("{at}.redirect_path");
                self.ensure(plain, &key, "this is no plain path", "a path such as /callback")?;
                let mut names = self.open(false);
                names.extend(["redirect_uri", "state", "code_challenge"]);
                for (key, template) in &authorize.parameters {
                    self.names(&format!("{at}.parameters.{key}"), template.names(), &names)?;
                }
                for name in ["redirect_uri", "state", "code_challenge"] {
                    let used =
                        authorize.parameters.values().flat_map(Template::names).any(|used| used == name);
                    self.ensure(
                        used,
                        &format!("{at}.parameters"),
                        &format!(
                            "{name} is not among the parameters, and without it the code could be stolen"
                        ),
                        &format!("{name} = \"{{{{{name}}}}}\""),
                    )?;
                }
                known.extend(["code", "redirect_uri", "code_verifier"]);
                self.sends("login", login, "code")?;
                self.sends("login", login, "code_verifier")?;
            }
            Flow::DeviceCode => {
                self.ensure(
                    login.authorize.is_none(),
                    "login.authorize",
                    "this belongs to another grant",
                    "grant = \"authorization-code\"",
                )?;
                let Some(device) = &login.device else {
                    return Err(self.fault(
                        "login.grant",
                        "the call that gives the codes is missing",
                        "[login.device] with path, url or discover, and a body",
                    ));
                };
                self.plain("login.device", device)?;
                self.endpoint("login.device", device, &known)?;
                known.insert("device_code");
                self.sends("login", login, "device_code")?;
            }
        }
        self.endpoint("login", login, &known)
    }

    fn sends(&self, at: &str, endpoint: &Endpoint, name: &str) -> Result<()> {
        self.ensure(
            endpoint.names().iter().any(|(_, used)| *used == name),
            &format!("{at}.body"),
            &format!("{name} is not sent"),
            &format!("{name} = \"{{{{{name}}}}}\""),
        )
    }

    /// Not one of the logins in which a person agrees somewhere else.
    fn plain(&self, at: &str, endpoint: &Endpoint) -> Result<()> {
        let expected = "grant = \"authorization-code\" or \"device-code\" in [login]";
        self.ensure(
            endpoint.grant == Flow::Direct,
            &format!("{at}.grant"),
            "only [login] has a grant",
            expected,
        )?;
        self.ensure(
            endpoint.authorize.is_none(),
            &format!("{at}.authorize"),
            "this belongs to a grant",
            expected,
        )?;
        self.ensure(endpoint.device.is_none(), &format!("{at}.device"), "this belongs to a grant", expected)
    }

    fn endpoint(&self, at: &str, endpoint: &Endpoint, known: &BTreeSet<&str>) -> Result<()> {
        self.address(at, endpoint.address(), &self.open(!at.starts_with("login")))?;
        for (key, name) in endpoint.names() {
            self.names(&format!("{at}.{key}"), [name].into_iter(), known)?;
        }
        if let Some(body) = &endpoint.body {
            let key = format!("{at}.body");
            self.ensure(
                endpoint.encoding != Encoding::None,
                &key,
                "there is a body, and the encoding is none",
                "encoding = \"json\" or \"form\"",
            )?;
            self.ensure(
                endpoint.method != crate::http::Method::Get,
                &key,
                "a GET has no body",
                "method = \"POST\"",
            )?;
            if let Some(field) = body.unfit_for_a_form().filter(|_| endpoint.encoding == Encoding::Form) {
                return Err(self.fault(
                    &format!("{key}.{field}"),
                    "a form holds no tables and no lists",
                    "a text, a number, true or false",
                ));
            }
        }
        self.headers(&format!("{at}.headers"), endpoint.headers.keys())?;
        for (index, rejection) in endpoint.rejected.iter().flatten().enumerate() {
            let key = format!("{at}.rejected.{index}");
            let status = match rejection {
                Rejection::Status(status) => *status,
                Rejection::Words(words) => {
                    self.ensure(
                        !words.equals.is_empty(),
                        &key,
                        "no word is named",
                        "equals = [\"invalid_grant\"]",
                    )?;
                    words.status
                }
            };
            self.ensure(
                (400..500).contains(&status) && ![408, 425, 429].contains(&status),
                &key,
                &format!("{status} never means that a credential is refused for good"),
                "a status from 400 to 499, but not 408, 425 and 429",
            )?;
        }
        Ok(())
    }

    /// A place to send secrets to: exactly one way to name it, and nothing in it that could change the host.
    fn address(&self, at: &str, address: Option<Address<'_>>, open: &BTreeSet<&str>) -> Result<()> {
        let Some(address) = address else {
            let expected = "exactly one of path, url and discover";
            return Err(self.fault(at, "it is not clear where this call goes", expected));
        };
        match address {
            Address::Path(template) => {
                let key = format!("{at}.path");
                let slash = template.begins_with('/') || template.is_one_name();
                self.ensure(slash, &key, "a path begins with a slash", "a path such as /auth/login")?;
                self.open_names(&key, template, open)
            }
            Address::Url(template) => {
                let key = format!("{at}.url");
                let expected = "an address that begins with https:// and a host, such as https://login.example.com/token";
                let judged = template.origin().and_then(|origin| Url::parse(&origin).ok());
                let safe = judged.is_some_and(|url| {
                    url.has_host()
                        && url.username().is_empty()
                        && url.password().is_none()
                        && address::is_safe(&url)
                });
                self.ensure(safe, &key, "this is no safe address", expected)?;
                self.open_names(&key, template, open)
            }
            Address::Discover(field) => self.ensure(
                is_name(field),
                &format!("{at}.discover"),
                "this is no field of a server's metadata",
                "a name such as token_endpoint",
            ),
        }
    }

    /// Only what may be seen: addresses end in logs.
    fn open_names(&self, key: &str, template: &Template, open: &BTreeSet<&str>) -> Result<()> {
        for name in template.names() {
            let secret = self.profile.secret_inputs().any(|input| input.name == name)
                || ["access_token", "refresh_token"].contains(&name);
            self.ensure(
                !secret,
                key,
                &format!("an address may not hold the secret {name}, since addresses end in logs"),
                "secrets in the body, in Basic or in a header",
            )?;
        }
        self.names(key, template.names(), open)
    }

    fn names<'n>(
        &self,
        key: &str,
        used: impl Iterator<Item = &'n str>,
        known: &BTreeSet<&str>,
    ) -> Result<()> {
        for name in used {
            if !known.contains(name) {
                let list: Vec<_> = known.iter().copied().collect();
                return Err(self.fault(
                    key,
                    format!("the template names {name}, which nothing provides here"),
                    format!("one of {}", list.join(", ")),
                ));
            }
        }
        Ok(())
    }

    fn headers<'h>(&self, key: &str, names: impl Iterator<Item = &'h String>) -> Result<()> {
        for name in names {
            let token = !name.is_empty()
                && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b));
            self.ensure(token, key, "this is no name of a header", "a name such as X-API-Key")?;
            let lower = name.to_ascii_lowercase();
            let own = CLIENTS_OWN.contains(&lower.as_str()) || (lower == "cookie" && self.profile.cookies);
            self.ensure(
                !own,
                &format!("{key}.{name}"),
                "the HTTP client writes this header itself",
                "another header",
            )?;
        }
        Ok(())
    }

    fn response(&self) -> Result<()> {
        let response = &self.profile.response;
        self.ensure(
            response.access_token.is_some(),
            "response",
            "where the access token is was not said",
            "[response] access_token = \"/access_token\"",
        )?;
        let twice =
            response.client_id.is_some() && self.profile.inputs.iter().any(|input| input.name == "client_id");
        self.ensure(
            !twice,
            "response.client_id",
            "client_id is an input already",
            "another name for the input, or no client_id here",
        )?;
        for (key, expiry) in
            [("access_expiry", &response.access_expiry), ("refresh_expiry", &response.refresh_expiry)]
        {
            let Some(expiry) = expiry else { continue };
            let named = expiry.pointer.is_some() != (expiry.format == ExpiryFormat::JwtExp);
            self.ensure(
                named,
                &format!("response.{key}"),
                "every format needs a pointer, but jwt-exp has none",
                "{ pointer = \"/expires_in\", format = \"relative-s\" } or { format = \"jwt-exp\" }",
            )?;
        }
        self.ensure(
            response.refresh_expiry.is_none() || response.refresh_token.is_some(),
            "response.refresh_expiry",
            "there is no refresh token that could end",
            "[response] refresh_token = \"/refresh_token\"",
        )
    }

    fn usage(&self) -> Result<()> {
        let usage = &self.profile.usage;
        let known = self.with_session();
        for (header, template) in &usage.headers {
            self.names(&format!("use.headers.{header}"), template.names(), &known)?;
        }
        self.headers("use.headers", usage.headers.keys())?;
        match &usage.check {
            Some(check) => self.address("use.check", check.address(), &self.open(true)),
            None => Ok(()),
        }
    }

    /// What may be in an address.
    fn open(&self, logged_in: bool) -> BTreeSet<&str> {
        let mut names: BTreeSet<&str> = self.profile.open_inputs().map(|input| input.name.as_str()).collect();
        if logged_in && self.profile.response.client_id.is_some() {
            names.insert("client_id");
        }
        names
    }

    fn before_login(&self) -> BTreeSet<&str> {
        BTreeSet::from(["base_url"])
    }

    /// What there is once somebody has logged in. A code that was good only once is gone.
    fn with_session(&self) -> BTreeSet<&str> {
        let profile = self.profile;
        let mut names = self.before_login();
        let lasting = profile.inputs.iter().filter(|input| input.ask == Ask::Once);
        names.extend(lasting.map(|input| input.name.as_str()));
        if profile.login.is_some() {
            names.insert("access_token");
        }
        if profile.response.refresh_token.is_some() {
            names.insert("refresh_token");
        }
        if profile.response.client_id.is_some() {
            names.insert("client_id");
        }
        names
    }
}

fn is_line(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= 120 && !text.chars().any(char::is_control)
}

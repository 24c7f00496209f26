//! One call with everything filled in: where it goes, what it carries, and that it goes nowhere else.

use super::trial::Exchange;
use super::{Answer, Outside, Secrets, values};
use crate::account::Account;
use crate::address;
use crate::error::{Code, Error, Result};
use crate::http::{NoReply, Reply, Request};
use crate::profile::{Address, Endpoint, Values};
use crate::secret::Secret;
use crate::session::{Context, Grant, Session};
use crate::tls::CLIENT_KEY;
use url::Url;

/// What the calls of one login, refresh or log-out share.
pub(super) struct Caller<'a> {
    pub outside: Outside<'a>,
    pub account: &'a Account,
    pub values: Values,
    context: Context,
}

impl<'a> Caller<'a> {
    pub fn new(
        outside: Outside<'a>,
        account: &'a Account,
        secrets: &Secrets,
        session: Option<&Session>,
    ) -> Self {
        let mut context = session.map(|session| session.context.clone()).unwrap_or_default();
        context.refused = false;
        context.secrets = secrets
            .iter()
            .filter(|(name, _)| *name == CLIENT_KEY || account.profile.keeps(name))
            .map(|(name, secret)| (name.clone(), secret.clone()))
            .collect();
        Self { outside, account, values: values(account, secrets, session), context }
    }

    /// What goes along with the tokens from now on.
    pub fn context(&self) -> Context {
        self.context.clone()
    }

    /// Asks the server where its endpoints are, where the profile leaves that to it (RFC 8414).
    pub async fn learn_endpoints(&mut self) -> std::result::Result<(), Answer> {
        if self.account.profile.discovers() && self.context.endpoints.is_empty() {
            self.context.endpoints =
                super::metadata::fetch(self.outside, self.account, &self.safety()).await?;
        }
        Ok(())
    }

    /// What the server's metadata says of this field.
    pub fn endpoint(&self, field: &str) -> Option<&str> {
        self.context.endpoints.get(field).map(String::as_str)
    }

    /// Where a call goes; `None` where there is no such call: its path was left empty, or the server names none.
    ///
    /// # Errors
    /// `foreign_origin` where it is another place than the account's, and nobody has agreed to that; `invalid_base_url`.
    pub fn url(&self, address: Option<Address<'_>>) -> Result<Option<Url>> {
        let Some(address) = address else { return Err(Error::internal("a call without an address")) };
        if address.is_left_out(&self.values) {
            return Ok(None);
        }
        let parsed = |text: &str| Url::parse(text).map_err(|_| unusable(text));
        let url = match address {
            Address::Path(template) => {
                let path = template.fill_path(&self.values)?;
                if let (Some(name), false) = (template.names().next(), path.starts_with('/')) {
                    return Err(self.no_slash(name));
                }
                self.account.base_url.endpoint(&path)?
            }
            Address::Url(template) => parsed(&template.fill_path(&self.values)?)?,
            Address::Discover(field) => match self.endpoint(field) {
                Some(found) => parsed(found)?,
                None => return Ok(None),
            },
        };
        self.account.admits(&url).map(|()| Some(url))
    }

    /// Whether there is such a call: its path was not left empty, and the server names it.
    pub fn has(&self, address: Option<Address<'_>>) -> bool {
        !matches!(self.url(address), Ok(None))
    }

    /// Whether every call of the profile goes where somebody agreed to.
    ///
    /// # Errors
    /// `foreign_origin`.
    pub fn all_places_are_agreed_to(&self) -> Result<()> {
        let profile = &self.account.profile;
        let login = profile.login.iter();
        let calls = login.clone().chain(&profile.refresh).chain(&profile.logout).map(Endpoint::address);
        let device = login.clone().filter_map(|login| login.device.as_deref()).map(Endpoint::address);
        let page = login.filter_map(|login| login.authorize.as_ref()).map(|page| page.address());
        let check = profile.usage.check.iter().map(|check| check.address());
        for address in calls.chain(device).chain(page).chain(check) {
            match self.url(address) {
                Err(error) if error.code == Code::ForeignOrigin => return Err(error),
                // What is not known yet is told when it is needed.
                _ => {}
            }
        }
        Ok(())
    }

    fn no_slash(&self, name: &str) -> Error {
        let label = self.account.profile.inputs.iter().find(|input| input.name == name);
        let label = label.map_or(name, |input| &input.label);
        Error::new(
            Code::InvalidInput,
            format!("{label}: a path begins with a slash."),
            "Write it like /oauth/token.",
        )
        .on_field(name)
    }

    pub fn safety(&self) -> crate::tls::Safety {
        self.account.tls.with_key(self.context.secrets.get(CLIENT_KEY))
    }

    /// Sends the call and reads the whole answer. Cookies are taken in where the profile keeps them.
    pub async fn send(
        &mut self,
        name: &str,
        endpoint: &Endpoint,
        url: Url,
    ) -> std::result::Result<Reply, NoReply> {
        let filled = endpoint.fill(&self.values).map_err(NoReply::NotSent)?;
        let mut headers = filled.headers;
        for (name, value) in &headers {
            // A server may echo it as it was sent, and Basic is written in a way of its own.
            let written = value.expose().split_once(' ').map_or(value.expose(), |(_, rest)| rest);
            if name == "Authorization" {
                self.values.set_secret("header Authorization", Secret::new(written.to_owned()));
            }
        }
        if let Some(cookies) = self.cookies(&url) {
            headers.push(("Cookie".to_owned(), cookies));
        }
        let request =
            Request { method: endpoint.method, url, headers, body: filled.body, safety: self.safety() };
        let exchange = self.outside.tap.map(|_| Exchange::of(name, &request, endpoint, &self.values));
        let url = request.url.clone();
        let reply = self.outside.wire.send(request).await;
        if let (Some(tap), Some(mut exchange)) = (self.outside.tap, exchange) {
            exchange.take_in(&reply, &self.values);
            tap.push(exchange);
        }
        if let Ok(reply) = &reply
            && self.account.profile.cookies
            && (200..300).contains(&reply.status)
        {
            self.context.cookies.take_in(&url, &reply.cookies());
        }
        reply
    }

    /// Sends a call that no template describes.
    pub async fn send_plain(&self, name: &str, request: Request) -> std::result::Result<Reply, NoReply> {
        let exchange = self.outside.tap.map(|_| Exchange::plain(name, &request));
        let reply = self.outside.wire.send(request).await;
        if let (Some(tap), Some(mut exchange)) = (self.outside.tap, exchange) {
            exchange.take_in(&reply, &self.values);
            tap.push(exchange);
        }
        reply
    }

    /// The cookies that go to this address.
    pub fn cookies(&self, url: &Url) -> Option<Secret> {
        let jar = &self.context.cookies;
        if self.account.profile.cookies { jar.header(url) } else { None }
    }

    /// Writes down what was found in the last answer.
    pub fn tell_found(&self, answer: &Result<Grant>) {
        if let Some(tap) = self.outside.tap {
            tap.found(&self.account.profile, answer);
        }
    }
}

/// An address that a server or a profile gave and that is none.
pub(super) fn unusable(text: &str) -> Error {
    let shown = crate::text::clean(text, 120);
    Error::new(
        Code::NotTheApi,
        format!("“{shown}” is not an address that a call can go to."),
        "Check the profile, or ask the provider.",
    )
}

impl Account {
    /// Whether secrets of this account may go there.
    ///
    /// # Errors
    /// `foreign_origin` where nobody has agreed to that yet, with the origin; `not_the_api` where nobody ever should.
    pub fn admits(&self, url: &Url) -> Result<()> {
        let origin = url.origin().ascii_serialization();
        if !address::is_safe(url) || !url.username().is_empty() || url.password().is_some() {
            return Err(unusable(&origin));
        }
        if origin == self.base_url.origin() || self.trusts.contains(&origin) {
            return Ok(());
        }
        Err(Error::new(
            Code::ForeignOrigin,
            format!("The login of {} goes to {origin}.", self.base_url.host()),
            "Agree to that only when you know that both belong together: the credentials will be sent there.",
        )
        .about_origin(origin))
    }
}

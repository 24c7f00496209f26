//! The one HTTP client: what it refuses to do is what makes it safe to hand it a password.
//!
//! No redirects (a 307 would send the body, and with it the refresh token, to another host), no retries of its own,
//! no compression, certificates always checked, TLS 1.2 or newer, bounded in time and size.

mod failure;

use crate::address::is_loopback;
use crate::clock::{Ahead, Anchor, Clock};
use crate::error::{Code, Error, Result};
use crate::secret::Secret;
use crate::tls::Safety;
use crate::world::Pending;
use chrono::{DateTime, TimeDelta, Utc};
use failure::{Place, no_reply};
use reqwest::header::{
    ACCEPT, CONTENT_ENCODING, CONTENT_TYPE, DATE, HeaderMap, HeaderName, HeaderValue, LOCATION, RETRY_AFTER,
    SET_COOKIE,
};
use serde::Deserialize;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;
use url::Url;
use zeroize::{Zeroize, Zeroizing};

/// How long a connection may take to be made.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a whole call may take.
pub const TOTAL_TIMEOUT: Duration = Duration::from_secs(30);
/// The largest answer that is read, in bytes.
pub const LARGEST_BODY: usize = 1024 * 1024;
/// The longest wait that a server may ask for and get.
pub const LONGEST_RETRY_AFTER: TimeDelta = TimeDelta::hours(24);

/// What is done at an address (RFC 9110, 9.3).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// Looking.
    Get,
    /// Most calls of a login API.
    #[default]
    Post,
    /// Making or replacing something.
    Put,
    /// Changing something.
    Patch,
    /// Taking something away.
    Delete,
}

impl Method {
    /// As it is sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// One call of an API.
pub struct Request {
    /// How.
    pub method: Method,
    /// Where to.
    pub url: Url,
    /// What else is said, such as `Authorization`.
    pub headers: Vec<(String, Secret)>,
    /// The body and its media type; `None`: no body at all.
    pub body: Option<(&'static str, Zeroizing<Vec<u8>>)>,
    /// What makes the connection safe.
    pub safety: Safety,
}

impl Request {
    /// A plain look at an address.
    pub fn get(url: Url, safety: Safety) -> Self {
        Self { method: Method::Get, url, headers: Vec::new(), body: None, safety }
    }

    /// The value of this header.
    pub fn header(&self, name: &str) -> Option<&Secret> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

/// An answer, whatever its status.
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The body, wiped when dropped.
    pub body: Zeroizing<Vec<u8>>,
    /// The headers, names in small letters.
    pub headers: Vec<(String, Secret)>,
    /// Where a redirect points: scheme, host and port only.
    pub location: Option<String>,
    /// When the server asks to be left alone until, by our clock.
    pub retry_at: Option<DateTime<Utc>>,
    /// How far the server's clock is ahead of ours.
    pub ahead: Option<Ahead>,
    /// When the request was sent, by our clock as it stood when the answer came.
    pub sent_at: DateTime<Utc>,
    /// When the answer came, by our clock.
    pub received_at: DateTime<Utc>,
    /// Where our wall clock stood then.
    pub anchor: Anchor,
}

impl Reply {
    /// The value of this header, its name in small letters.
    pub fn header(&self, name: &str) -> Option<&Secret> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// What it sets as cookies.
    pub fn cookies(&self) -> Vec<Secret> {
        let set = self.headers.iter().filter(|(key, _)| *key == SET_COOKIE.as_str());
        set.map(|(_, value)| value.clone()).collect()
    }
}

/// Why there is no answer, and what that says about the server.
#[derive(Debug)]
pub enum NoReply {
    /// The request never left: the server knows nothing of it.
    NotSent(Error),
    /// The request may have arrived: the server may have acted on it.
    Lost(Error),
}

/// The way to the servers. The real one is [`Http`].
pub trait Wire: Send + Sync + 'static {
    /// Sends a request and reads the whole answer; [`NoReply`] with `unreachable`, `tls`, `no_answer` or `bad_answer`.
    fn send(&self, request: Request) -> Pending<'_, std::result::Result<Reply, NoReply>>;
}

impl Wire for Http {
    fn send(&self, request: Request) -> Pending<'_, std::result::Result<Reply, NoReply>> {
        Box::pin(self.call(request))
    }
}

/// The HTTP client.
pub struct Http {
    /// Through the system's proxy where there is one. Reading what the platform trusts takes a while, and a script that
    /// finds a good token in the vault needs none of it.
    outside: OnceLock<Option<reqwest::Client>>,
    /// Directly, for loopback.
    inside: OnceLock<Option<reqwest::Client>>,
    /// For accounts with certificates of their own, by what those are and whether it is loopback.
    special: Mutex<HashMap<([u8; 32], bool), reqwest::Client>>,
    clock: Arc<dyn Clock>,
    connect: Duration,
    total: Duration,
}

impl Http {
    /// A client that trusts what the platform trusts.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self::with_timeouts(clock, CONNECT_TIMEOUT, TOTAL_TIMEOUT)
    }

    /// The same with other limits, for tests that would otherwise last half a minute.
    pub fn with_timeouts(clock: Arc<dyn Clock>, connect: Duration, total: Duration) -> Self {
        let (outside, inside) = (OnceLock::new(), OnceLock::new());
        Self { outside, inside, special: Mutex::default(), clock, connect, total }
    }

    /// The client for this call.
    ///
    /// # Errors
    /// `internal` where TLS cannot be set up at all; `tls` where the account's certificates cannot be used.
    fn client(&self, request: &Request) -> Result<reqwest::Client> {
        let loopback = is_loopback(&request.url);
        // Loopback never goes through a proxy.
        let builder = || if loopback { self.builder().no_proxy() } else { self.builder() };
        let Some(digest) = request.safety.digest() else {
            let client = if loopback { &self.inside } else { &self.outside };
            let client = client.get_or_init(|| builder().build().ok());
            return client.clone().ok_or_else(|| Error::internal("setting up TLS"));
        };
        let mut special = self.special.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = special.get(&(digest, loopback)) {
            return Ok(client.clone());
        }
        let client = secured(builder(), &request.safety).ok_or_else(|| {
            Error::new(
                Code::Tls,
                "The account's certificates cannot be used together.",
                "Check that the key belongs to the client certificate, and that the CA file holds certificates.",
            )
        })?;
        special.insert((digest, loopback), client.clone());
        Ok(client)
    }

    fn builder(&self) -> reqwest::ClientBuilder {
        // Fails only when a provider is set already, which serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        reqwest::Client::builder()
            .tls_backend_rustls()
            .tls_version_min(reqwest::tls::Version::TLS_1_2)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .http1_only()
            // A kept connection may be closed just as a refresh token is written to it, and then nobody can say
            // whether the server has spent it. A new connection every few minutes costs nothing.
            .pool_max_idle_per_host(0)
            .connect_timeout(self.connect)
            .timeout(self.total)
            .user_agent(concat!("Fobwatch/", env!("CARGO_PKG_VERSION")))
            // `localhost` is this computer whatever a name server says.
            .resolve_to_addrs(
                "localhost",
                &[SocketAddr::from(([127, 0, 0, 1], 0)), SocketAddr::from(([0, 0, 0, 0, 0, 0, 0, 1], 0))],
            )
    }

    async fn call(&self, request: Request) -> std::result::Result<Reply, NoReply> {
        let client = self.client(&request).map_err(NoReply::NotSent)?;
        let place = Place::of(&request.url);
        let mut builder = client.request(method(request.method), request.url);
        if !request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(ACCEPT.as_str())) {
            builder = builder.header(ACCEPT, "application/json");
        }
        for (name, value) in &request.headers {
            let (name, value) = header(name, value).map_err(NoReply::NotSent)?;
            builder = builder.header(name, value);
        }
        builder = match request.body {
            Some((kind, body)) => builder
                .header(CONTENT_TYPE, kind)
                .body(reqwest::Body::from(bytes::Bytes::from_owner(Wiped(body)))),
            None if request.method == Method::Get => builder,
            None => builder.body(reqwest::Body::from("")),
        };
        let (sent_at, before) = (self.clock.now(), self.clock.anchor());
        let response = builder.send().await.map_err(|error| no_reply(&error, &place))?;
        let (received_at, anchor) = (self.clock.now(), self.clock.anchor());
        // The wall clock may have been set while the answer was on its way.
        let sent_at = sent_at + before.moved(&anchor).unwrap_or_default();
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let body = self.read(response, &place).await?;
        Ok(Reply {
            status,
            body,
            location: location(&headers),
            retry_at: retry_at(&headers, received_at),
            ahead: date(&headers).and_then(|date| Ahead::measure(date, sent_at, received_at)),
            headers: readable(&headers),
            sent_at,
            received_at,
            anchor,
        })
    }

    async fn read(
        &self,
        mut response: reqwest::Response,
        place: &Place,
    ) -> std::result::Result<Zeroizing<Vec<u8>>, NoReply> {
        let lost = |message: String| {
            NoReply::Lost(Error::new(
                Code::BadAnswer,
                message,
                "Check the base URL. If it is right, ask the provider what stands between you and the API.",
            ))
        };
        let too_long = || lost(format!("{} answered with more than a login API would ever say.", place.host));
        if response.headers().get(CONTENT_ENCODING).is_some_and(|value| value != "identity") {
            return Err(lost(format!(
                "{} answered in a compressed form that was not asked for.",
                place.host
            )));
        }
        if response.content_length().is_some_and(|length| length > LARGEST_BODY as u64) {
            return Err(too_long());
        }
        let mut body = Zeroizing::new(Vec::with_capacity(16 * 1024));
        while let Some(chunk) = response.chunk().await.map_err(|error| no_reply(&error, place))? {
            if body.len() + chunk.len() > LARGEST_BODY {
                return Err(too_long());
            }
            append(&mut body, &chunk);
            if let Ok(mut chunk) = chunk.try_into_mut() {
                chunk.as_mut().zeroize();
            }
        }
        Ok(body)
    }
}

/// Appends without leaving an unwiped copy behind when the buffer has to move.
fn append(body: &mut Zeroizing<Vec<u8>>, chunk: &[u8]) {
    if body.capacity() - body.len() < chunk.len() {
        let mut larger = Zeroizing::new(Vec::with_capacity((body.len() + chunk.len()) * 2));
        larger.extend_from_slice(body);
        *body = larger;
    }
    body.extend_from_slice(chunk);
}

/// A request body that is wiped when the HTTP library lets go of it.
struct Wiped(Zeroizing<Vec<u8>>);

impl AsRef<[u8]> for Wiped {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

fn method(method: Method) -> reqwest::Method {
    match method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
        Method::Patch => reqwest::Method::PATCH,
        Method::Delete => reqwest::Method::DELETE,
    }
}

fn secured(mut builder: reqwest::ClientBuilder, safety: &Safety) -> Option<reqwest::Client> {
    if let Some(ca) = &safety.ca {
        builder = builder.tls_certs_only(reqwest::Certificate::from_pem_bundle(ca.as_bytes()).ok()?);
    }
    if let Some((certificate, key)) = &safety.identity {
        let both = Zeroizing::new(format!("{certificate}\n{}", key.expose()));
        builder = builder.identity(reqwest::Identity::from_pem(both.as_bytes()).ok()?);
    }
    builder.build().ok()
}

/// A header as it is sent. Values with a line break or NUL are refused: they could begin another header.
fn header(name: &str, value: &Secret) -> Result<(HeaderName, HeaderValue)> {
    let refused = || {
        Error::new(
            Code::InvalidInput,
            format!(
                "What was entered cannot be sent in the header {name}: it holds a line break or another control character."
            ),
            "Enter it again.",
        )
    };
    let name: HeaderName = name.parse().map_err(|_| Error::internal("a header's name"))?;
    let mut value = HeaderValue::from_bytes(value.expose().as_bytes()).map_err(|_| refused())?;
    value.set_sensitive(true);
    Ok((name, value))
}

/// The headers that are text.
fn readable(headers: &HeaderMap) -> Vec<(String, Secret)> {
    let text = |value: &HeaderValue| value.to_str().ok().map(|text| Secret::new(text.to_owned()));
    headers.iter().filter_map(|(name, value)| Some((name.as_str().to_owned(), text(value)?))).collect()
}

fn date(headers: &HeaderMap) -> Option<DateTime<Utc>> {
    let text = headers.get(DATE)?.to_str().ok()?;
    httpdate::parse_http_date(text).ok().map(DateTime::from)
}

/// The origin that a redirect points to. The rest of the address may hold anything and is not shown.
fn location(headers: &HeaderMap) -> Option<String> {
    let url = Url::parse(headers.get(LOCATION)?.to_str().ok()?).ok()?;
    url.has_host().then(|| url.origin().ascii_serialization())
}

fn retry_at(headers: &HeaderMap, received_at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    retry_after(headers.get(RETRY_AFTER)?.to_str().ok()?.trim(), date(headers), received_at)
}

/// `Retry-After`, as seconds or as a date (RFC 9110, 10.2.3), turned into a time by our clock. A date is the
/// server's, so it is measured against the server's own `Date`. At most a day.
pub fn retry_after(
    text: &str,
    date: Option<DateTime<Utc>>,
    received_at: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let wait = if let Ok(seconds) = text.parse::<u32>() {
        TimeDelta::seconds(i64::from(seconds))
    } else {
        let until = DateTime::<Utc>::from(httpdate::parse_http_date(text).ok()?);
        until - date.unwrap_or(received_at)
    };
    Some(received_at + wait.clamp(TimeDelta::zero(), LONGEST_RETRY_AFTER))
}

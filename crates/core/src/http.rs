//! The one HTTP client: what it refuses to do is what makes it safe to hand it a password.
//!
//! No redirects (a 307 would send the body, and with it the refresh token, to another host), no retries of its own,
//! no compression, certificates always checked, TLS 1.2 or newer, bounded in time and size.

use crate::address::BaseUrl;
use crate::clock::{Ahead, Anchor, Clock};
use crate::error::{Code, Error, Result};
use crate::world::Pending;
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::header::{
    ACCEPT, AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, DATE, HeaderMap, HeaderValue, LOCATION,
    RETRY_AFTER,
};
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
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

/// What is done at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Looking.
    Get,
    /// Everything that changes something.
    Post,
}

/// One call of an API.
pub struct Request {
    /// How.
    pub method: Method,
    /// Where to.
    pub url: Url,
    /// The JSON body; `None`: no body at all.
    pub body: Option<Zeroizing<Vec<u8>>>,
    /// The bearer token of the call itself.
    pub bearer: Option<crate::secret::Secret>,
}

/// An answer, whatever its status.
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The body, wiped when dropped.
    pub body: Zeroizing<Vec<u8>>,
    /// Where a redirect points: scheme, host and port only.
    pub location: Option<String>,
    /// When the server asks to be left alone until, by our clock.
    pub retry_at: Option<DateTime<Utc>>,
    /// How far the server's clock is ahead of ours.
    pub ahead: Option<Ahead>,
    /// When the answer came, by our clock.
    pub received_at: DateTime<Utc>,
    /// Where our wall clock stood then.
    pub anchor: Anchor,
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
    fn send<'a>(
        &'a self,
        base: &'a BaseUrl,
        request: Request,
    ) -> Pending<'a, std::result::Result<Reply, NoReply>>;
}

impl Wire for Http {
    fn send<'a>(
        &'a self,
        base: &'a BaseUrl,
        request: Request,
    ) -> Pending<'a, std::result::Result<Reply, NoReply>> {
        Box::pin(self.call(base, request))
    }
}

/// The HTTP client.
pub struct Http {
    /// Through the system's proxy where there is one. Reading what the platform trusts takes a while, and a script that
    /// finds a good token in the vault needs none of it.
    outside: OnceLock<Option<reqwest::Client>>,
    /// Directly, for loopback.
    inside: OnceLock<Option<reqwest::Client>>,
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
        Self { outside: OnceLock::new(), inside: OnceLock::new(), clock, connect, total }
    }

    /// The client for this address.
    ///
    /// # Errors
    /// `internal` where TLS cannot be set up at all.
    fn client(&self, base: &BaseUrl) -> Result<&reqwest::Client> {
        let client = if base.is_loopback() {
            self.inside.get_or_init(|| self.builder().no_proxy().build().ok())
        } else {
            self.outside.get_or_init(|| self.builder().build().ok())
        };
        client.as_ref().ok_or_else(|| Error::internal("setting up TLS"))
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

    async fn call(&self, base: &BaseUrl, request: Request) -> std::result::Result<Reply, NoReply> {
        let client = self.client(base).map_err(NoReply::NotSent)?;
        let mut builder = match request.method {
            Method::Get => client.get(request.url),
            Method::Post => client.post(request.url),
        };
        builder = builder.header(ACCEPT, "application/json");
        if let Some(token) = request.bearer {
            builder = builder.header(AUTHORIZATION, bearer(&token).map_err(NoReply::NotSent)?);
        }
        builder = match request.body {
            Some(body) => builder
                .header(CONTENT_TYPE, "application/json")
                .body(reqwest::Body::from(bytes::Bytes::from_owner(Wiped(body)))),
            None if request.method == Method::Post => builder.body(reqwest::Body::from("")),
            None => builder,
        };
        let (sent_at, before) = (self.clock.now(), self.clock.anchor());
        let response = builder.send().await.map_err(|error| no_reply(&error, base))?;
        let (received_at, anchor) = (self.clock.now(), self.clock.anchor());
        // The wall clock may have been set while the answer was on its way.
        let sent_at = sent_at + before.moved(&anchor).unwrap_or_default();
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let body = self.read(response, base).await?;
        Ok(Reply {
            status,
            body,
            location: location(&headers),
            retry_at: retry_at(&headers, received_at),
            ahead: date(&headers).and_then(|date| Ahead::measure(date, sent_at, received_at)),
            received_at,
            anchor,
        })
    }

    async fn read(
        &self,
        mut response: reqwest::Response,
        base: &BaseUrl,
    ) -> std::result::Result<Zeroizing<Vec<u8>>, NoReply> {
        let lost = |message: String| {
            NoReply::Lost(Error::new(
                Code::BadAnswer,
                message,
                "Check the base URL. If it is right, ask the provider what stands between you and the API.",
            ))
        };
        let too_long =
            || lost(format!("{} answered with more than a login API would ever say.", base.host()));
        if response.headers().get(CONTENT_ENCODING).is_some_and(|value| value != "identity") {
            return Err(lost(format!(
                "{} answered in a compressed form that was not asked for.",
                base.host()
            )));
        }
        if response.content_length().is_some_and(|length| length > LARGEST_BODY as u64) {
            return Err(too_long());
        }
        let mut body = Zeroizing::new(Vec::with_capacity(16 * 1024));
        while let Some(chunk) = response.chunk().await.map_err(|error| no_reply(&error, base))? {
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

fn bearer(token: &crate::secret::Secret) -> Result<HeaderValue> {
    let mut value = HeaderValue::from_str(&Zeroizing::new(format!("Bearer {}", token.expose())))
        .map_err(|_| Error::internal("a token that is no header value"))?;
    value.set_sensitive(true);
    Ok(value)
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

fn no_reply(error: &reqwest::Error, base: &BaseUrl) -> NoReply {
    let host = base.host();
    // After the handshake a TLS error is a broken connection like any other: the request may have arrived.
    if let Some(tls) = tls_error(error).filter(|_| error.is_connect()) {
        return NoReply::NotSent(Error::new(
            Code::Tls,
            format!("The connection to {host} is not safe: {}.", tls_words(&tls)),
            "Nothing was sent. Check the base URL and this computer's clock, or ask the provider about the certificate.",
        ));
    }
    if error.is_connect() || error.is_builder() {
        let timed_out = error.is_timeout();
        return NoReply::NotSent(Error::new(
            Code::Unreachable,
            match (base.is_loopback(), timed_out) {
                (true, _) => format!("Nothing answers at {}.", base.origin()),
                (false, true) => format!("{host} did not accept a connection in time."),
                (false, false) => format!("{host} cannot be reached."),
            },
            "Check the network, the VPN and the base URL.",
        ));
    }
    NoReply::Lost(Error::new(
        Code::NoAnswer,
        if error.is_timeout() {
            format!("{host} took longer than {} seconds to answer.", TOTAL_TIMEOUT.as_secs())
        } else {
            format!("The connection to {host} broke before the answer was complete.")
        },
        "Try again in a moment.",
    ))
}

/// The TLS library's error, wherever it hides in the chain of causes.
fn tls_error(error: &reqwest::Error) -> Option<rustls::Error> {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if let Some(tls) = error.downcast_ref::<rustls::Error>() {
            return Some(tls.clone());
        }
        // An I/O error skips what it wraps when it is asked for its source.
        cause = match error.downcast_ref::<std::io::Error>().and_then(|io| io.get_ref()) {
            Some(wrapped) => Some(wrapped),
            None => error.source(),
        };
    }
    None
}

fn tls_words(error: &rustls::Error) -> &'static str {
    use rustls::{CertificateError as Cert, Error as Tls};
    match error {
        Tls::InvalidCertificate(Cert::Expired | Cert::ExpiredContext { .. }) => "its certificate has expired",
        Tls::InvalidCertificate(Cert::NotValidYet | Cert::NotValidYetContext { .. }) => {
            "its certificate is not valid yet"
        }
        Tls::InvalidCertificate(Cert::NotValidForName | Cert::NotValidForNameContext { .. }) => {
            "its certificate belongs to another name"
        }
        Tls::InvalidCertificate(Cert::Revoked) => "its certificate has been revoked",
        Tls::InvalidCertificate(_) => "its certificate is not signed by anyone this computer trusts",
        Tls::PeerIncompatible(_) | Tls::AlertReceived(rustls::AlertDescription::ProtocolVersion) => {
            "it speaks only an outdated version of TLS"
        }
        Tls::AlertReceived(_) => "it refused the handshake",
        _ => "the TLS handshake failed",
    }
}

//! What is in a pasted text: credentials, the request they were sent with, and the answer.

mod body;
mod broken;
mod credential;
mod curl;
mod exchange;
mod message;
mod shell;

pub use body::json;
pub use credential::{Credential, Place, Quirk, Role, is_placeholder};
pub use curl::find as command;
pub use exchange::Chosen;

use crate::jwt;
use crate::text::is_invisible;
use exchange::{Choice, Exchange};
use url::Url;
use zeroize::Zeroizing;

/// The longest text that is looked at, in bytes.
pub const LONGEST: usize = 8 * 1024 * 1024;
/// The most tokens that are taken from among words.
const MOST: usize = 20;

/// A request as it was found.
#[derive(Default)]
pub struct Request {
    /// Its method.
    pub method: Option<String>,
    /// Where it goes, as it is written.
    pub url: Option<Zeroizing<String>>,
    /// Its headers.
    pub headers: Vec<(String, Zeroizing<String>)>,
    /// Username and password of a curl command.
    pub user: Option<Zeroizing<String>>,
    /// Its body.
    pub body: Zeroizing<String>,
    /// Words that belong to nothing.
    pub stray: Vec<Zeroizing<String>>,
    /// It is a curl command.
    pub is_curl: bool,
    /// The command ends where something must follow.
    pub unfinished: bool,
}

/// An answer as it was found.
#[derive(Default)]
pub struct Response {
    /// Its status.
    pub status: Option<u16>,
    /// Its headers.
    pub headers: Vec<(String, Zeroizing<String>)>,
    /// Everything else.
    pub body: Zeroizing<String>,
}

/// How an answer refuses a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// By the status 401, also one in its body.
    Status,
    /// By the code `invalid_token`.
    Code,
}

/// What is in a text.
pub struct Paste {
    /// Everything that lets somebody in, the one that was sent first.
    pub credentials: Vec<Credential>,
    /// The request, where there is one.
    pub request: Option<Request>,
    /// The answer, where there is one.
    pub response: Option<Response>,
    /// Which of several requests all of this is about.
    pub chosen: Option<Chosen>,
    /// What the other requests sent.
    pub others: Vec<Credential>,
}

impl Request {
    fn header(&mut self, line: &str) {
        match message::header(line) {
            Some((name, value)) => self.headers.push((name.to_owned(), Zeroizing::new(value.to_owned()))),
            None => self.stray.push(Zeroizing::new(line.trim().to_owned())),
        }
    }

    fn append(&mut self, data: &str) {
        if !self.body.is_empty() {
            self.body.push('&');
        }
        self.body.push_str(data);
    }

    fn append_line(&mut self, line: &str) {
        self.body.push_str(line);
        self.body.push('\n');
    }

    fn is_empty(&self) -> bool {
        self.method.is_none() && self.url.is_none() && self.headers.is_empty() && !self.is_curl
    }

    /// The value of a header.
    pub fn get(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }

    /// The path of where it goes, also where the host is not known.
    pub fn path(&self) -> String {
        let own = || self.url.as_ref().filter(|text| text.starts_with('/'));
        let path = || Some(own()?.split(['?', '#']).next()?.to_owned());
        self.url().map(|url| url.path().to_owned()).or_else(path).unwrap_or_default()
    }

    /// Where it goes, parsed; a path alone is put behind the host.
    pub fn url(&self) -> Option<Url> {
        let text = self.url.as_ref()?;
        if text.starts_with('/') {
            return Url::parse(&format!("https://{}{}", self.get("host")?, text.as_str())).ok();
        }
        if text.contains("://") {
            Url::parse(text)
        } else {
            Url::parse(&format!("https://{}", text.as_str()))
        }
        .ok()
        .filter(Url::has_host)
    }
}

impl Response {
    fn header(&mut self, line: &str) {
        if let Some((name, value)) = message::header(line) {
            self.headers.push((name.to_owned(), Zeroizing::new(value.to_owned())));
        }
    }

    /// The value of a header.
    pub fn get(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }

    /// The status that counts: some answer with 200 and say in the body that it was refused.
    pub fn told(&self) -> Option<u16> {
        let said = || body::status(&self.body);
        self.status.map(|status| if status == 200 { said().unwrap_or(status) } else { status }).or_else(said)
    }

    /// Whether it refuses the token itself, by its status or by the code that OAuth has for that (RFC 6750, 3.1). A
    /// 403 alone refuses what was asked for.
    pub fn refuses(&self) -> Option<Refusal> {
        const CODE: &str = "invalid_token";
        if self.told() == Some(401) {
            return Some(Refusal::Status);
        }
        let challenged = |(name, value): &(String, Zeroizing<String>)| {
            name.eq_ignore_ascii_case("www-authenticate") && message::parameter(value, "error") == Some(CODE)
        };
        let refused = self.headers.iter().any(challenged) || body::error(&self.body).as_deref() == Some(CODE);
        refused.then_some(Refusal::Code)
    }
}

fn find<'a>(headers: &'a [(String, Zeroizing<String>)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// Headers that carry a credential, by what it is.
fn carries(name: &str) -> Option<Role> {
    match name.to_ascii_lowercase().as_str() {
        "authorization"
        | "x-auth-token"
        | "x-access-token"
        | "x-authorization"
        | "x-amz-security-token"
        | "authentication"
        | "access-token"
        | "x-forwarded-access-token"
        | "x-jwt-assertion" => Some(Role::Access),
        "x-api-key"
        | "api-key"
        | "apikey"
        | "x-apikey"
        | "ocp-apim-subscription-key"
        | "x-goog-api-key"
        | "private-token"
        | "x-functions-key" => Some(Role::Key),
        "x-id-token" => Some(Role::Id),
        _ => None,
    }
}

impl Paste {
    /// Finds what is in a text.
    pub fn read(text: &str) -> Self {
        let text =
            Zeroizing::new(text.trim_start_matches('\u{FEFF}').replace("\r\n", "\n").replace('\r', "\n"));
        if let Some(alone) = alone(&text) {
            let credentials = vec![alone];
            return Self { credentials, request: None, response: None, chosen: None, others: Vec::new() };
        }
        let Choice { exchange, sent: mut credentials, chosen, others } =
            exchange::choose(exchange::all(&text));
        let Exchange { request, response } = exchange;
        body::given(&response.body, &mut credentials);
        credentials.retain(|found| !found.text.is_empty());
        if credentials.is_empty() {
            credentials.extend(anywhere(&text));
        }
        let answered =
            response.status.is_some() || !response.headers.is_empty() || !response.body.trim().is_empty();
        Self {
            credentials,
            request: (!request.is_empty()).then_some(request),
            response: answered.then_some(response),
            chosen,
            others,
        }
    }

    /// The one that everything is about: what was sent, else what would be sent.
    pub fn main(&self) -> Option<&Credential> {
        self.credentials.first()
    }
}

/// What the request carries, the header first.
fn sent(request: &Request, out: &mut Vec<Credential>) {
    let mut headers: Vec<_> =
        request.headers.iter().filter_map(|header| Some((header, carries(&header.0)?))).collect();
    headers.sort_by_key(|((name, _), _)| !name.eq_ignore_ascii_case("authorization"));
    for ((name, value), role) in headers {
        out.push(Credential::read(value, Place::Header(name.clone()), role));
    }
    if let Some(user) = &request.user {
        out.push(Credential {
            scheme: Some("Basic".to_owned()),
            ..Credential::read(user, Place::User, Role::Password)
        });
    }
    if let Some(url) = request.url() {
        for (name, value) in url.query_pairs() {
            if let Some(role) = body::role(&name) {
                out.push(Credential::read(&value, Place::Query(name.into_owned()), role));
            }
        }
    }
    for cookie in request.get("cookie").unwrap_or_default().split(';') {
        let Some((name, value)) = cookie.split_once('=') else { continue };
        if jwt::looks_like(value.trim()) {
            out.push(Credential::read(value, Place::Cookie(name.trim().to_owned()), Role::Access));
        }
    }
    body::sent(&request.body, out);
    // `-H Authorization: Bearer eyJ…` without quotes: the token was never part of the header.
    for stray in request.stray.iter().filter(|stray| jwt::looks_like(stray)) {
        out.push(Credential::read(stray, Place::Alone, Role::Access));
    }
}

/// A text that is nothing but a token, with whatever was copied along.
fn alone(text: &str) -> Option<Credential> {
    let found = Credential::read(text, Place::Alone, Role::Access);
    let whole = !found.text.is_empty() && !found.text.contains(char::is_whitespace);
    let plain = whole && !found.text.contains("://") && !found.text.starts_with(['{', '<', '[']);
    (plain && (jwt::looks_like(&found.text) || could_be_token(&found.text))).then_some(found)
}

/// A word that no language has.
fn could_be_token(word: &str) -> bool {
    let known = word.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"'<>(),;{}[]".contains(&byte));
    let kinds = [
        word.bytes().any(|byte| byte.is_ascii_digit()),
        word.bytes().any(|byte| byte.is_ascii_uppercase()),
        word.bytes().any(|byte| byte.is_ascii_lowercase()),
        word.contains(['_', '-', '.']),
    ];
    known && word.len() >= 16 && kinds.iter().filter(|kind| **kind).count() >= 2
}

/// Tokens among words.
fn anywhere(text: &str) -> Vec<Credential> {
    let inside = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c) || is_invisible(c);
    let mut found: Vec<Credential> = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(inside).filter(|_| found.len() < MOST) {
        let from = rest.get(start..).unwrap_or_default();
        let word = from.find(|c| !inside(c)).unwrap_or(from.len());
        let mut end = word;
        if word > 20 {
            let read = |end| {
                let text = from.get(..end).unwrap_or_default().trim_matches('.');
                Credential::read(text, Place::Alone, Role::Access)
            };
            let mut token = read(word);
            if jwt::looks_like(&token.text) {
                end = broken::length(from, word);
                if end > word {
                    token = read(end);
                }
                if !found.iter().any(|known| known.text == token.text) {
                    found.push(token);
                }
            }
        }
        rest = from.get(end..).unwrap_or_default();
    }
    found
}

#[cfg(test)]
mod tests;

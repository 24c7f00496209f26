//! A login in the system's browser: authorization code (RFC 6749, 4.1) with PKCE (RFC 7636) over a loopback redirect
//! (RFC 8252). The listener is on a random port of this computer, for one answer, for a few minutes.

use super::call::Caller;
use super::guide::Step;
use super::{Answer, metadata};
use crate::error::{Code, Error, Result};
use crate::profile::{Authorize, Endpoint};
use crate::secret::Secret;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use url::Url;

/// How long a person has.
const PATIENCE: TimeDelta = TimeDelta::minutes(5);
/// How long a browser may take to send its request, and its longest size in bytes.
const ONE_REQUEST: (Duration, usize) = (Duration::from_secs(5), 16 * 1024);

/// Lets a person agree, and puts the code and what belongs to it among the caller's values.
pub(super) async fn authorize(caller: &mut Caller<'_>, login: &Endpoint) -> std::result::Result<(), Answer> {
    let guide = caller.outside.guide;
    if !guide.is_there() {
        return Err(Answer::NotSent(needs_person()));
    }
    let page =
        login.authorize.as_ref().ok_or_else(|| Answer::NotSent(Error::internal("no page to agree on")))?;
    let listener = TcpListener::bind(("127.0.0.1", page.redirect_port.unwrap_or(0))).await;
    let listener = listener.map_err(|error| Answer::NotSent(no_port(&error)))?;
    let port = listener.local_addr().map_err(|error| Answer::NotSent(no_port(&error)))?.port();
    let callback = Callback {
        host: format!("127.0.0.1:{port}"),
        path: page.redirect_path().to_owned(),
        state: random()?,
    };
    let verifier = random()?;
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
    caller.values.set_open("redirect_uri", &format!("http://{}{}", callback.host, callback.path));
    caller.values.set_open("state", &callback.state);
    caller.values.set_open("code_challenge", &challenge);
    caller.values.set_secret("code_verifier", Secret::new(verifier));
    let url = address(caller, page)?;

    guide.show(&Step::Browser { url: url.into(), ends_at: caller.outside.clock.now() + PATIENCE });
    let waited = tokio::select! {
        answer = callback.wait(listener) => answer,
        () = tokio::time::sleep(PATIENCE.to_std().unwrap_or_default()) => Err(too_late()),
        () = guide.stopped() => Err(stopped()),
    };
    guide.done();
    let parameters = waited.map_err(Answer::NotSent)?;
    // RFC 9207: an answer that names another issuer was meant for another server.
    if let (Some(issuer), Some(known)) = (parameters.get("iss"), caller.endpoint("issuer"))
        && issuer != known
    {
        return Err(Answer::NotSent(Error::new(
            Code::BadAnswer,
            "The browser came back with an answer of another server.",
            "Nothing was sent. Try again, and tell the provider if it happens twice.",
        )));
    }
    match (parameters.get("code"), parameters.get("error")) {
        (Some(code), None) => {
            caller.values.set_secret("code", Secret::new(code.clone()));
            Ok(())
        }
        (_, error) => {
            Err(refused(error.map(String::as_str), parameters.get("error_description").map(String::as_str)))
        }
    }
}

/// The page with everything that it has to know.
fn address(caller: &Caller<'_>, page: &Authorize) -> std::result::Result<Url, Answer> {
    let found = caller.url(page.address()).map_err(Answer::NotSent)?;
    let mut url =
        found.ok_or_else(|| Answer::NotSent(metadata::lacks(caller.account, "page to agree on")))?;
    for (name, template) in &page.parameters {
        let value = template.fill(&caller.values).map_err(Answer::NotSent)?;
        if !value.expose().is_empty() {
            url.query_pairs_mut().append_pair(name, value.expose());
        }
    }
    Ok(url)
}

/// What the browser has to come back with.
struct Callback {
    host: String,
    path: String,
    state: String,
}

impl Callback {
    /// Waits for the one right request; anything else is turned away. Each connection on its own: browsers open some on
    /// which they say nothing.
    async fn wait(self, listener: TcpListener) -> Result<BTreeMap<String, String>> {
        let (callback, mut visitors) = (Arc::new(self), JoinSet::new());
        loop {
            tokio::select! {
                accepted = listener.accept() => match accepted {
                    Ok((stream, _)) => {
                        let callback = callback.clone();
                        visitors.spawn(async move { callback.receive(stream).await });
                    }
                    // Nobody can be let in at the moment: not in a circle.
                    Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
                },
                Some(done) = visitors.join_next(), if !visitors.is_empty() => {
                    if let Ok(Some(parameters)) = done {
                        return Ok(parameters);
                    }
                }
            }
        }
    }

    /// Answers one visitor; the parameters, when it is the right one.
    async fn receive(&self, mut stream: TcpStream) -> Option<BTreeMap<String, String>> {
        let head = tokio::time::timeout(ONE_REQUEST.0, read(&mut stream)).await.ok()??;
        match self.judge(&head) {
            Ok(parameters) => {
                let (title, text) = match parameters.contains_key("code") {
                    true => ("Back to Fobwatch", "It goes on there. You can close this page."),
                    false => ("Not logged in", "Fobwatch was not let in. You can close this page."),
                };
                reply(&mut stream, "200 OK", &page(title, text)).await;
                Some(parameters)
            }
            Err(status) => {
                reply(
                    &mut stream,
                    status,
                    &page("Nothing here", "This page belongs to a login of Fobwatch."),
                )
                .await;
                None
            }
        }
    }

    /// The parameters of the right request, or the status for a wrong one: exact host (no name that points here), path,
    /// and state (RFC 6749, 10.12).
    fn judge(&self, head: &[u8]) -> std::result::Result<BTreeMap<String, String>, &'static str> {
        let mut headers = [httparse::EMPTY_HEADER; 64];
        let mut request = httparse::Request::new(&mut headers);
        let complete = request.parse(head).is_ok_and(|status| status.is_complete());
        let (Some("GET"), Some(target), true) = (request.method, request.path, complete) else {
            return Err("400 Bad Request");
        };
        let mut hosts = request.headers.iter().filter(|header| header.name.eq_ignore_ascii_case("host"));
        let host = hosts.next().map(|header| header.value);
        if host != Some(self.host.as_bytes()) || hosts.next().is_some() {
            return Err("421 Misdirected Request");
        }
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        if path != self.path {
            return Err("404 Not Found");
        }
        let mut parameters = BTreeMap::new();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            // Twice the same is nobody's answer (RFC 6749, 3.1).
            if parameters.insert(name.into_owned(), value.into_owned()).is_some() {
                return Err("400 Bad Request");
            }
        }
        if parameters.get("state") == Some(&self.state) { Ok(parameters) } else { Err("403 Forbidden") }
    }
}

/// The head of a request; `None` where it is none or too long.
async fn read(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut head = Vec::with_capacity(ONE_REQUEST.1);
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        if head.len() >= ONE_REQUEST.1 || stream.read_buf(&mut head).await.ok()? == 0 {
            return None;
        }
    }
    Some(head)
}

async fn reply(stream: &mut TcpStream, status: &str, page: &str) {
    let text = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nCache-Control: no-store\r\n\
         Referrer-Policy: no-referrer\r\nContent-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\n\
         Connection: close\r\n\r\n{page}",
        page.len()
    );
    // Whether the browser reads it is its own business.
    let _ = tokio::time::timeout(ONE_REQUEST.0, async {
        stream.write_all(text.as_bytes()).await?;
        stream.shutdown().await
    })
    .await;
}

fn page(title: &str, text: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title}</title><style>:root{{color-scheme:light dark}}\
         body{{font:16px/1.5 system-ui,sans-serif;max-width:30em;margin:20vh auto;padding:0 1em}}h1{{font-size:1.4em}}</style>\
         <h1>{title}</h1><p>{text}</p></html>"
    )
}

/// 256 random bits, in letters that may stand anywhere.
fn random() -> std::result::Result<String, Answer> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|_| Answer::NotSent(Error::internal("asking the system for random bytes")))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// The server's page said no.
pub(super) fn refused(error: Option<&str>, words: Option<&str>) -> Answer {
    let quoted = words.or(error).map(|words| crate::text::clean(words, crate::text::EXCERPT));
    let refusal = if error == Some("access_denied") {
        Error::new(Code::Cancelled, "The login was refused on the page.", "Log in again when you want to.")
    } else {
        Error::new(
            Code::RequestRefused,
            "The server did not let Fobwatch in.",
            "Check the client ID, the scope, and that the provider allows this redirect to 127.0.0.1.",
        )
    };
    Answer::NotSent(refusal.with_server(quoted))
}

pub(super) fn too_late() -> Error {
    Error::new(Code::Cancelled, "Nobody agreed in time.", "Log in again.")
}

pub(super) fn stopped() -> Error {
    Error::new(Code::Cancelled, "The login was given up.", "Log in again when you want to.")
}

pub(super) fn needs_person() -> Error {
    Error::new(
        Code::NeedsLogin,
        "This login takes a person, and nobody can be asked here.",
        "Log in from a terminal or the window.",
    )
}

fn no_port(error: &std::io::Error) -> Error {
    Error::new(
        Code::Unreachable,
        format!("Fobwatch cannot listen for the browser's answer on this computer: {error}."),
        "Close what uses that port, or try again.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(request: &str) -> std::result::Result<BTreeMap<String, String>, &'static str> {
        let callback =
            Callback { host: "127.0.0.1:7777".into(), path: "/callback".into(), state: "S".into() };
        callback.judge(request.as_bytes())
    }

    /// A spare connection that says nothing at first, as browsers open them, and a wrong visitor meanwhile.
    #[tokio::test]
    async fn the_right_visitor_is_heard_whoever_else_comes() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let callback = Callback { host: address.to_string(), path: "/callback".into(), state: "S".into() };
        let waiting = tokio::spawn(callback.wait(listener));
        let mut spare = TcpStream::connect(address).await.unwrap();
        let mut wrong = TcpStream::connect(address).await.unwrap();
        let ask = |path: &str| format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n\r\n");
        wrong.write_all(ask("/favicon.ico").as_bytes()).await.unwrap();
        let mut turned_away = String::new();
        wrong.read_to_string(&mut turned_away).await.unwrap();
        assert!(turned_away.starts_with("HTTP/1.1 404"), "{turned_away}");
        spare.write_all(ask("/callback?code=C&state=S").as_bytes()).await.unwrap();
        let parameters =
            tokio::time::timeout(Duration::from_secs(5), waiting).await.unwrap().unwrap().unwrap();
        assert_eq!(parameters["code"], "C");
    }

    #[test]
    fn only_the_one_right_request_counts() {
        let good = "GET /callback?code=c%2B1&state=S HTTP/1.1\r\nHost: 127.0.0.1:7777\r\n\r\n";
        assert_eq!(judge(good).unwrap()["code"], "c+1");
        for (from, to, status) in [
            ("Host: 127.0.0.1:7777", "Host: localhost:7777", "421"),
            ("Host: 127.0.0.1:7777", "Host: evil.test", "421"),
            ("Host: 127.0.0.1:7777", "Host: 127.0.0.1:7777\r\nHost: evil.test", "421"),
            ("Host: 127.0.0.1:7777\r\n", "", "421"),
            ("state=S", "state=s", "403"),
            ("&state=S", "", "403"),
            ("state=S", "state=S&state=S", "400"),
            ("/callback", "/callback/", "404"),
            ("/callback", "/favicon.ico", "404"),
            ("GET", "POST", "400"),
            ("HTTP/1.1\r\n", "", "400"),
        ] {
            let status_got = judge(&good.replacen(from, to, 1)).unwrap_err();
            assert!(status_got.starts_with(status), "{to}: {status_got}");
        }
    }
}

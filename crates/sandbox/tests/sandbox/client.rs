//! A client that hides nothing: it writes a request as text and keeps what came back, down to the last byte.

use std::time::Duration;

use fobwatch_sandbox::{Config, Sandbox};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What came back before the connection closed.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn field(&self, name: &str) -> String {
        self.json()[name].as_str().unwrap().to_owned()
    }
}

pub async fn sandbox(config: Config) -> Sandbox {
    Sandbox::start(config).await.unwrap()
}

/// One request on a connection of its own. An error is a connection refused, closed or reset without an answer.
pub async fn ask(
    base: &str,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> std::io::Result<Answer> {
    let rest = base.strip_prefix("http://").unwrap();
    let (host, prefix) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let mut request = format!("{method} {prefix}{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n");
    for (name, value) in headers {
        request += &format!("{name}: {value}\r\n");
    }
    request += &format!("content-length: {}\r\n\r\n{body}", body.len());
    let mut stream = TcpStream::connect(host).await?;
    stream.write_all(request.as_bytes()).await?;
    let mut raw = Vec::new();
    stream.read_to_end(&mut raw).await?;
    parse(&raw).ok_or_else(|| std::io::Error::other("no answer"))
}

fn parse(raw: &[u8]) -> Option<Answer> {
    let end = raw.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8(raw[..end].to_vec()).ok()?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Answer { status, head, body: raw[end + 4..].to_vec() })
}

pub async fn post(sandbox: &Sandbox, path: &str, body: &Value) -> Answer {
    try_post(sandbox, path, body).await.unwrap()
}

pub async fn try_post(sandbox: &Sandbox, path: &str, body: &Value) -> std::io::Result<Answer> {
    ask(&sandbox.base_url(), "POST", path, &[("content-type", "application/json")], &body.to_string()).await
}

pub async fn login(sandbox: &Sandbox) -> Answer {
    post(sandbox, "/auth/login", &json!({ "username": "demo", "password": "watch-the-time" })).await
}

pub async fn refresh(sandbox: &Sandbox, token: &str) -> Answer {
    post(sandbox, "/auth/refresh", &json!({ "refresh_token": token })).await
}

pub async fn with_bearer(sandbox: &Sandbox, method: &str, path: &str, token: &str) -> Answer {
    let header = format!("Bearer {token}");
    ask(&sandbox.base_url(), method, path, &[("authorization", &header)], "").await.unwrap()
}

pub async fn me(sandbox: &Sandbox, token: &str) -> u16 {
    with_bearer(sandbox, "GET", "/me", token).await.status
}

pub async fn pause(seconds: f64) {
    tokio::time::sleep(Duration::from_secs_f64(seconds)).await;
}

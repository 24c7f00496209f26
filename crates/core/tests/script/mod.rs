//! A server on loopback that answers as the test says, and remembers what it was asked.

use std::sync::{Arc, Mutex};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Seen {
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Seen {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub fn field(&self, name: &str) -> Option<String> {
        let found = |pairs: url::form_urlencoded::Parse<'_>| {
            pairs.into_owned().find(|(key, _)| key == name).map(|(_, value)| value)
        };
        match serde_json::from_str::<serde_json::Value>(&self.body) {
            Ok(json) => json.get(name)?.as_str().map(str::to_owned),
            Err(_) => found(url::form_urlencoded::parse(self.body.as_bytes())),
        }
    }
}

/// An answer: status, more headers, body.
pub type Said = (u16, Vec<(&'static str, String)>, String);

pub fn json(status: u16, text: impl ToString) -> Said {
    (status, vec![("Content-Type", "application/json".to_owned())], text.to_string())
}

pub struct Script {
    pub base_url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Script {
    pub async fn start(answer: impl Fn(&Seen) -> Said + Send + Sync + 'static) -> Self {
        Self::start_with(None, "127.0.0.1", answer).await
    }

    pub async fn start_with(
        tls: Option<ServerConfig>,
        host: &str,
        answer: impl Fn(&Seen) -> Said + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let scheme = if tls.is_some() { "https" } else { "http" };
        let acceptor = tls.map(|config| TlsAcceptor::from(Arc::new(config)));
        let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
        let (kept, answer) = (seen.clone(), Arc::new(answer));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, kept, answer) = (acceptor.clone(), kept.clone(), answer.clone());
                tokio::spawn(async move {
                    match acceptor {
                        None => serve(stream, &kept, &*answer).await,
                        Some(acceptor) => match acceptor.accept(stream).await {
                            Ok(stream) => serve(stream, &kept, &*answer).await,
                            Err(_) => None,
                        },
                    }
                });
            }
        });
        Self { base_url: format!("{scheme}://{host}:{port}"), seen }
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub fn last(&self) -> Seen {
        self.seen().pop().expect("it was asked")
    }
}

async fn serve(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    kept: &Mutex<Vec<Seen>>,
    answer: &(dyn Fn(&Seen) -> Said + Send + Sync),
) -> Option<()> {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let text = String::from_utf8_lossy(&bytes[..head]).into_owned();
    let mut lines = text.lines();
    let mut first = lines.next()?.split(' ').map(str::to_owned);
    let (method, path) = (first.next()?, first.next()?);
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.map_or(0, |(_, value)| value.parse().unwrap());
    while bytes.len() < head + 4 + length {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    let body = String::from_utf8_lossy(&bytes[head + 4..]).into_owned();
    let seen = Seen { method, path, headers, body };
    let (status, more, body) = answer(&seen);
    kept.lock().unwrap().push(seen);
    let more: String = more.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let text = format!(
        "HTTP/1.1 {status} x\r\n{more}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(text.as_bytes()).await.ok()?;
    stream.shutdown().await.ok()
}

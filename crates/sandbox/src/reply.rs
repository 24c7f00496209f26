//! How each faulty reply is made.

use std::convert::Infallible;
use std::io::{Read as _, Write as _};
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue};
use axum::response::Response;
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::stream;
use serde_json::{Value, json};

use crate::fault::Reply;

/// What becomes of a request.
pub(crate) enum Outcome {
    /// It is answered.
    Answer(Response),
    /// These bytes are written and the connection is closed.
    Cut(Vec<u8>),
    /// It stays without an answer.
    Never,
}

/// The reply to a request; `truth` is the true answer where the request was carried out.
pub(crate) async fn make(reply: Reply, truth: Option<Response>, secret: &str) -> Outcome {
    let (status, body) = match truth {
        Some(response) => {
            let status = response.status();
            // The true answers are small and already in memory, so that reading one cannot fail.
            (status, to_bytes(response.into_body(), usize::MAX).await.unwrap_or_default())
        }
        None => (StatusCode::OK, Bytes::from_static(b"{}")),
    };
    let text = || String::from_utf8_lossy(&body).into_owned();
    Outcome::Answer(match reply {
        Reply::Close => return Outcome::Cut(Vec::new()),
        Reply::Hang => return Outcome::Never,
        Reply::Raw(bytes) => return Outcome::Cut(bytes),
        Reply::Truncated(bytes) => return Outcome::Cut(truncated(status, &body, bytes)),
        Reply::Answer { status, headers, body } => answer(status, headers, body),
        Reply::Drip(every) => drip(status, body, every),
        Reply::Endless => plain(status, endless()),
        Reply::Claimed(bytes) => claimed(status, bytes),
        Reply::Huge(bytes) => plain(status, edited(&text(), &[filler(bytes)]).into()),
        Reply::Deep(levels) => plain(status, deep(levels).into()),
        Reply::Gzip => gzipped(status, &mut body.as_ref()),
        Reply::Bomb(bytes) => gzipped(status, &mut std::io::repeat(b' ').take(bytes)),
        Reply::Echo(status) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
            let message = format!("The token {secret} is not one of ours");
            plain(status, json!({ "error": "echo", "message": message }).to_string().into())
        }
        Reply::Edit(edits) => plain(status, edited(&text(), &edits).into()),
        Reply::Rewrite(change) => plain(status, change(&text()).into()),
    })
}

/// An answer declared as JSON.
fn plain(status: StatusCode, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

fn answer(status: u16, headers: Vec<(String, String)>, body: Vec<u8>) -> Response {
    let mut response = plain(StatusCode::from_u16(status).unwrap_or_default(), body.into());
    let mut own_type = true;
    for (name, value) in headers {
        let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) else {
            continue;
        };
        if name == CONTENT_TYPE && std::mem::take(&mut own_type) {
            response.headers_mut().remove(CONTENT_TYPE);
        }
        response.headers_mut().append(name, value);
    }
    response
}

fn truncated(status: StatusCode, body: &[u8], bytes: usize) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 {} {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        status.as_u16(),
        status.canonical_reason().unwrap_or_default(),
        body.len()
    );
    let part = body.get(..bytes).unwrap_or(body);
    [head.as_bytes(), part].concat()
}

fn drip(status: StatusCode, body: Bytes, every: Duration) -> Response {
    let length = HeaderValue::from(body.len());
    let drops = stream::unfold(body, move |mut rest| async move {
        if rest.is_empty() {
            return None;
        }
        tokio::time::sleep(every).await;
        Some((Ok::<_, Infallible>(rest.split_to(1)), rest))
    });
    let mut response = plain(status, Body::from_stream(drops));
    response.headers_mut().insert(CONTENT_LENGTH, length);
    response
}

fn endless() -> Body {
    let chunk = Bytes::from_static(&[b' '; 16 * 1024]);
    Body::from_stream(stream::repeat_with(move || Ok::<_, Infallible>(chunk.clone())))
}

fn claimed(status: StatusCode, bytes: u64) -> Response {
    let start = stream::unfold(true, |first| async move {
        if !first {
            return std::future::pending().await;
        }
        Some((Ok::<_, Infallible>(Bytes::from_static(&[b' '; 1024])), false))
    });
    let mut response = plain(status, Body::from_stream(start));
    response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(bytes));
    response
}

fn filler(bytes: usize) -> (String, Option<Value>) {
    ("filler".into(), Some("a".repeat(bytes).into()))
}

fn deep(levels: usize) -> String {
    format!("{{\"access_token\":{}{}}}", "[".repeat(levels), "]".repeat(levels))
}

fn gzipped(status: StatusCode, body: &mut dyn std::io::Read) -> Response {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    // Writing to memory does not fail.
    let _ = std::io::copy(body, &mut encoder);
    let _ = encoder.flush();
    let mut response = plain(status, encoder.finish().unwrap_or_default().into());
    response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    response
}

/// The body with fields set or left out, below `data` where the answer is wrapped.
fn edited(body: &str, edits: &[(String, Option<Value>)]) -> String {
    let mut whole: Value = serde_json::from_str(body).unwrap_or_else(|_| json!({}));
    let wrapped = whole.get("data").is_some_and(Value::is_object);
    let inner = if wrapped { whole.get_mut("data") } else { Some(&mut whole) };
    if let Some(fields) = inner.and_then(Value::as_object_mut) {
        for (name, value) in edits {
            match value {
                Some(value) => fields.insert(name.clone(), value.clone()),
                None => fields.remove(name),
            };
        }
    }
    whole.to_string()
}

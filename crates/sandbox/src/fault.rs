//! What can go wrong, on request.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::route::Route;

/// What comes back instead of the true answer.
#[derive(Clone)]
pub enum Reply {
    /// This answer. Without a `content-type` among the headers it is sent as JSON.
    Answer {
        /// The HTTP status.
        status: u16,
        /// Names and values; what HTTP does not allow in a header is left out.
        headers: Vec<(String, String)>,
        /// The bytes of the body.
        body: Vec<u8>,
    },
    /// Nothing: the connection is closed.
    Close,
    /// Nothing, and the connection stays open.
    Hang,
    /// These bytes as they are in place of an HTTP answer, then the connection is closed.
    Raw(Vec<u8>),
    /// The true answer, of which only this many bytes of the body arrive before the connection is closed.
    Truncated(usize),
    /// The true answer, one byte of its body in each such time.
    Drip(Duration),
    /// A body that never ends, as fast as it is read.
    Endless,
    /// A `Content-Length` of this many bytes, of which 1 KiB comes.
    Claimed(u64),
    /// The true answer with a field of this many bytes added.
    Huge(usize),
    /// JSON nested this many levels deep.
    Deep(usize),
    /// The true answer, with `Content-Encoding: gzip`.
    Gzip,
    /// A gzip body that grows to this many bytes.
    Bomb(u64),
    /// An error of this status whose message repeats the secret that the request carried.
    Echo(u16),
    /// The true answer with fields set to other values, or left out (`None`).
    Edit(Vec<(String, Option<Value>)>),
    /// The true answer with another body.
    Rewrite(Arc<dyn Fn(&str) -> String + Send + Sync>),
}

/// One fault: what comes back, and whether the request was carried out all the same.
#[derive(Clone)]
pub struct Fault {
    pub(crate) reply: Reply,
    pub(crate) processed: bool,
}

impl Fault {
    /// The reply, for a request that was not carried out: no state changed.
    pub fn new(reply: Reply) -> Self {
        Self { reply, processed: false }
    }

    /// The same reply, for a request that was carried out first: a refresh has spent its token.
    #[must_use]
    pub fn processed(self) -> Self {
        Self { processed: true, ..self }
    }

    /// A status with the error body of the API family.
    pub fn status(status: u16) -> Self {
        let body =
            format!(r#"{{"error":"fault_{status}","message":"The sandbox was told to answer {status}"}}"#);
        Self::answer(status, &[], body)
    }

    /// A status, headers and a body.
    pub fn answer(status: u16, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Self {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self::new(Reply::Answer { status, headers, body: body.into() })
    }

    /// 429 in the contract's words with this `Retry-After`, in seconds or as an HTTP date.
    pub fn too_many(retry_after: &str) -> Self {
        let body =
            r#"{"error":"Too Many Requests","message":"Too many login attempts. Please try again later."}"#;
        Self::answer(429, &[("retry-after", retry_after)], body)
    }

    /// The 502 page in HTML of a proxy whose server did not answer.
    pub fn proxy_page() -> Self {
        let page = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1>\
                    </center>\r\n<hr><center>nginx/1.24.0</center>\r\n</body>\r\n</html>\r\n";
        Self::answer(502, &[("content-type", "text/html")], page)
    }

    /// A status with no body.
    pub fn empty(status: u16) -> Self {
        Self::answer(status, &[], "")
    }

    /// 200 with JSON of another shape: a list of lists.
    pub fn wrong_shape() -> Self {
        Self::answer(200, &[], r#"[["access_token","refresh_token"],["ok"]]"#)
    }

    /// A redirect to another address.
    pub fn redirect(status: u16, location: &str) -> Self {
        Self::answer(status, &[("location", location)], "")
    }

    /// Carried out, and then the connection is closed without an answer: the lost answer.
    pub fn lost_answer() -> Self {
        Self::new(Reply::Close).processed()
    }

    /// Not carried out, and the connection is closed without an answer.
    pub fn closed() -> Self {
        Self::new(Reply::Close)
    }

    /// Not carried out and never answered, on a connection that stays open.
    pub fn hang() -> Self {
        Self::new(Reply::Hang)
    }

    /// Carried out, and half an answer comes: the first `bytes` of the body.
    pub fn truncated(bytes: usize) -> Self {
        Self::new(Reply::Truncated(bytes)).processed()
    }

    /// Carried out, and the answer comes one byte in each `every`.
    pub fn drip(every: Duration) -> Self {
        Self::new(Reply::Drip(every)).processed()
    }

    /// Carried out, and the answer has a field of `bytes` bytes more.
    pub fn huge(bytes: usize) -> Self {
        Self::new(Reply::Huge(bytes)).processed()
    }

    /// 200 with JSON nested `levels` deep.
    pub fn deep(levels: usize) -> Self {
        Self::new(Reply::Deep(levels))
    }

    /// Carried out, and the answer comes compressed although nobody asked for that.
    pub fn gzip() -> Self {
        Self::new(Reply::Gzip).processed()
    }

    /// An error whose message repeats the token or password of the request.
    pub fn echo(status: u16) -> Self {
        Self::new(Reply::Echo(status))
    }

    /// Carried out, and the answer lacks these fields.
    pub fn without(fields: &[&str]) -> Self {
        Self::new(Reply::Edit(fields.iter().map(|field| ((*field).to_owned(), None)).collect())).processed()
    }

    /// Carried out, and the answer has another value in this field.
    pub fn with(field: &str, value: Value) -> Self {
        Self::new(Reply::Edit(vec![(field.to_owned(), Some(value))])).processed()
    }

    /// Carried out, and the answer has the body that `change` makes of the true one.
    pub fn rewrite(change: impl Fn(&str) -> String + Send + Sync + 'static) -> Self {
        Self::new(Reply::Rewrite(Arc::new(change))).processed()
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fault").field("processed", &self.processed).finish_non_exhaustive()
    }
}

/// The words the `--fault` flag takes.
impl FromStr for Fault {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        if let Some(location) = word.strip_prefix("redirect:") {
            return Ok(Self::redirect(307, location));
        }
        Ok(match word {
            "lost" => Self::lost_answer(),
            "close" => Self::closed(),
            "hang" => Self::hang(),
            "html" => Self::proxy_page(),
            "empty" => Self::empty(200),
            "shape" => Self::wrong_shape(),
            "missing" => Self::without(&["access_token"]),
            "huge" => Self::huge(8 << 20),
            "deep" => Self::deep(100_000),
            "gzip" => Self::gzip(),
            "drip" => Self::drip(Duration::from_secs(1)),
            "echo" => Self::echo(400),
            _ => match word.parse::<u16>() {
                Ok(status @ 200..=599) => Self::status(status),
                _ => {
                    return Err(format!(
                        "There is no fault `{word}`: say a status (503), lost, close, hang, html, empty, shape, \
                         missing, huge, deep, gzip, drip, echo or redirect:URL."
                    ));
                }
            },
        })
    }
}

/// The faults to come, by route.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    next: HashMap<Route, VecDeque<Fault>>,
    always: HashMap<Route, Fault>,
}

impl Faults {
    pub(crate) fn push(&mut self, route: Route, fault: Fault) {
        self.next.entry(route).or_default().push_back(fault);
    }

    pub(crate) fn always(&mut self, route: Route, fault: Option<Fault>) {
        match fault {
            Some(fault) => self.always.insert(route, fault),
            None => self.always.remove(&route),
        };
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// The fault of the next request: the queue first, then the standing one.
    pub(crate) fn take(&mut self, route: Route) -> Option<Fault> {
        let queued = self.next.get_mut(&route).and_then(VecDeque::pop_front);
        queued.or_else(|| self.always.get(&route).cloned())
    }
}

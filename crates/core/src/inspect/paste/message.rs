//! Requests and answers as programs print them: `curl -v`, `curl -i`, HTTPie, logs, or a few headers.

use super::broken::Broken;
use super::exchange::Exchange;
use super::{Request, Response, carries};
use zeroize::Zeroizing;

/// Headers that only a request has.
const OF_REQUESTS: [&str; 14] = [
    "authorization",
    "cookie",
    "host",
    "user-agent",
    "accept",
    "x-api-key",
    "api-key",
    "apikey",
    "x-auth-token",
    "x-access-token",
    "ocp-apim-subscription-key",
    "proxy-authorization",
    "referer",
    "origin",
];

/// Headers that only an answer has.
const OF_ANSWERS: [&str; 12] = [
    "www-authenticate",
    "date",
    "retry-after",
    "server",
    "set-cookie",
    "proxy-authenticate",
    "location",
    "x-amzn-errortype",
    "x-amzn-requestid",
    "x-ratelimit-remaining",
    "ratelimit-remaining",
    "cf-ray",
];

/// Which message the lines belong to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Loose,
    RequestHead,
    RequestBody,
    AnswerHead,
    AnswerBody,
}

/// What lines of a text tell about requests and answers.
pub struct Messages {
    /// Those that are whole.
    before: Vec<Exchange>,
    request: Request,
    response: Response,
    part: Part,
    verbose: bool,
    /// The token of the header in the line before, which may go on in this one.
    broken: Option<Broken>,
    /// The request has its first line.
    asked: bool,
    /// The text tells every answer before its request.
    answer_first: bool,
}

impl Messages {
    /// Reads a text; a request may be known already from a command.
    pub fn read(text: &str, request: Option<Request>) -> Vec<Exchange> {
        let has_command = request.is_some();
        let verbose = text.lines().any(|line| {
            let rest = line.trim_start().strip_prefix("> ").or_else(|| line.trim_start().strip_prefix("< "));
            rest.is_some_and(|rest| request_line(rest).is_some() || status_line(rest).is_some())
        });
        let mut messages = Self {
            before: Vec::new(),
            request: request.unwrap_or_default(),
            response: Response::default(),
            part: if has_command { Part::AnswerBody } else { Part::Loose },
            verbose,
            broken: None,
            asked: false,
            answer_first: false,
        };
        for line in text.lines() {
            if verbose { messages.verbose_line(line) } else { messages.line(line) }
        }
        messages.next();
        messages.before
    }

    /// What follows belongs to another request.
    fn next(&mut self) {
        let (request, response) = (std::mem::take(&mut self.request), std::mem::take(&mut self.response));
        self.before.push(Exchange { request, response });
        (self.asked, self.broken) = (false, None);
    }

    /// A line of `curl -v`: `>` was sent, `<` was received, `*` is curl's own.
    fn verbose_line(&mut self, line: &str) {
        let bare = line.trim_start();
        match bare.as_bytes().first() {
            Some(b'>') => self.head(bare[1..].trim_start(), true),
            Some(b'<') if !bare.starts_with("<!") && matches!(bare.as_bytes().get(1), None | Some(b' ')) => {
                self.head(bare[1..].trim_start(), false);
            }
            Some(b'*') => {}
            Some(b'{' | b'}') if bare.starts_with("{ [") || bare.starts_with("} [") => {}
            _ if self.goes_on(line) => {}
            _ => self.body(line),
        }
    }

    fn head(&mut self, line: &str, sent: bool) {
        if let Some((method, target)) = request_line(line) {
            self.asked(method, target);
        } else if let Some(status) = status_line(line) {
            self.answered(status);
        } else if sent {
            self.request_header(line);
        } else {
            self.broken = None;
            self.response.header(line);
        }
    }

    fn request_header(&mut self, line: &str) {
        if header(line).is_none() && self.goes_on(line) {
            return;
        }
        self.request.header(line);
        let token = header(line).and_then(|(_, value)| value.get(value.find("eyJ")?..));
        self.broken = token.map(Broken::new);
    }

    /// Whether a line is the rest of a token that a program has broken over lines.
    fn goes_on(&mut self, line: &str) -> bool {
        let (Some(broken), Some((_, value))) = (&mut self.broken, self.request.headers.last_mut()) else {
            return false;
        };
        let goes_on = broken.goes_on(line.trim());
        if goes_on {
            value.push('\n');
            value.push_str(line.trim());
        }
        goes_on
    }

    fn line(&mut self, line: &str) {
        let line = line.trim_end_matches('\r');
        if let Some((method, target)) = request_line(line.trim()) {
            self.asked(method, target);
            return;
        }
        if let Some(status) = status_line(line.trim()) {
            self.answered(status);
            return;
        }
        match self.part {
            Part::RequestHead | Part::AnswerHead if line.trim().is_empty() => {
                self.broken = None;
                self.part = if self.part == Part::RequestHead { Part::RequestBody } else { Part::AnswerBody };
            }
            Part::RequestHead => self.request_header(line),
            Part::AnswerHead => self.response.header(line),
            Part::RequestBody => self.request.append_line(line),
            Part::AnswerBody | Part::Loose => self.loose(line),
        }
    }

    /// A header that stands anywhere, or a line of a body.
    fn loose(&mut self, line: &str) {
        match header(line).map(|(name, _)| name.to_ascii_lowercase()) {
            Some(name) if OF_REQUESTS.contains(&name.as_str()) => {
                let is_answered = self.response.status.is_some() || !self.response.body.is_empty();
                if is_answered && carries(&name).is_some() && self.request.get(&name).is_some() {
                    self.next();
                }
                self.request_header(line);
            }
            Some(name) if OF_ANSWERS.contains(&name.as_str()) => {
                self.broken = None;
                self.response.header(line);
            }
            _ if self.goes_on(line) => {}
            _ => self.body(line),
        }
    }

    fn body(&mut self, line: &str) {
        self.broken = None;
        if self.response.body.is_empty() && line.trim().is_empty() {
            return;
        }
        self.response.body.push_str(line);
        self.response.body.push('\n');
    }

    fn asked(&mut self, method: &str, target: &str) {
        // curl tells a request before its answer.
        if self.asked || (self.verbose && self.response.status.is_some()) {
            self.next();
        }
        (self.part, self.asked) = (Part::RequestHead, true);
        self.request.method = Some(method.to_owned());
        if self.request.url.is_none() {
            self.request.url = Some(Zeroizing::new(target.to_owned()));
        }
    }

    /// Of several answers (a redirect, 100, a proxy's) the last one counts.
    fn answered(&mut self, status: u16) {
        self.broken = None;
        if self.answer_first && self.asked {
            self.next();
        }
        self.answer_first |= !self.verbose && self.before.is_empty() && self.request.is_empty();
        if !self.verbose {
            self.part = Part::AnswerHead;
        }
        let body = std::mem::take(&mut self.response.body);
        self.response = Response { status: Some(status), body, ..Response::default() };
    }
}

/// `GET /orders HTTP/1.1`, also `GET https://…` alone.
fn request_line(line: &str) -> Option<(&str, &str)> {
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?, words.next()?);
    let methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
    let rest = words.next();
    let is_target =
        target.starts_with('/') || target.starts_with("http://") || target.starts_with("https://");
    let whole = rest.is_some_and(|version| version.starts_with("HTTP/")) || rest.is_none();
    (methods.contains(&method) && is_target && whole).then_some((method, target))
}

/// `HTTP/1.1 401 Unauthorized`.
fn status_line(line: &str) -> Option<u16> {
    let mut words = line.split_whitespace();
    let version = words.next()?.strip_prefix("HTTP/")?;
    if !version.chars().all(|c| c.is_ascii_digit() || c == '.') {
        return None;
    }
    words.next()?.parse().ok().filter(|status| (100..600).contains(status))
}

/// `Name: value`, or `name:value`.
pub fn header(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.trim().split_once(':')?;
    let name = name.trim();
    let is_name = !name.is_empty()
        && name.len() <= 60
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    is_name.then_some((name, value.trim()))
}

/// A parameter of a challenge, in quotes or without them: `error="invalid_token"`.
pub fn parameter<'a>(challenge: &'a str, name: &str) -> Option<&'a str> {
    let mut pieces = challenge.split([',', ' ']);
    pieces.find_map(|piece| {
        let (own, value) = piece.split_once('=')?;
        own.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"'))
    })
}

/// A status that stands among words: “status code 401”, “401 Unauthorized”, `"status": 403`.
pub fn status_in(text: &str) -> Option<u16> {
    const BEFORE: [&str; 9] =
        ["http", "status", "code", "error", "statuscode", "status_code", "response", "fehler", "状态码"];
    const BEHIND: [&str; 12] = [
        "unauthorized",
        "forbidden",
        "too",
        "bad",
        "internal",
        "proxy",
        "service",
        "gateway",
        "client",
        "server",
        "not",
        "error",
    ];
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let words: Vec<&str> =
        text.split(|c: char| !is_word(c)).filter(|word| !word.is_empty()).take(2000).collect();
    words.iter().enumerate().find_map(|(at, word)| {
        let status: u16 =
            word.parse().ok().filter(|status| word.len() == 3 && (400..600).contains(status))?;
        let near = |step: Option<usize>, list: &[&str]| {
            let word = step.and_then(|at| words.get(at)).map(|word| word.to_lowercase());
            word.is_some_and(|word| list.contains(&word.as_str()))
        };
        let two = at.checked_sub(2);
        (near(at.checked_sub(1), &BEFORE)
            || near(two, &["status", "http"])
            || near(Some(at + 1), &BEHIND)
            || words.len() == 1)
            .then_some(status)
    })
}

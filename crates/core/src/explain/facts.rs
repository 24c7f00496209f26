//! What a paste tells about a refusal, before it is weighed.

use crate::inspect::Context;
use crate::inspect::evidence::date;
use crate::inspect::findings::Findings;
use crate::inspect::paste::{Credential, Paste, Place, Request, Role};
use chrono::{DateTime, Utc};

/// The most of an answer that is read for words, in characters.
const LONGEST: usize = 64 * 1024;

/// What is known.
pub struct Facts<'a> {
    /// What was sent to be let in, and what was found out about it.
    pub sent: Option<Findings<'a>>,
    /// The request.
    pub request: Option<&'a Request>,
    /// The status of the answer.
    pub status: Option<u16>,
    /// All that the answer says, in small letters.
    pub said: String,
    /// The schemes that the server asks for, in small letters.
    pub challenges: Vec<String>,
    /// Where the answer sends somebody.
    pub location: Option<String>,
    /// When the server answered; else the time by its clock now.
    pub at: DateTime<Utc>,
    /// Whether the server's answer says when.
    pub dated: bool,
    /// What the request wants.
    pub wants: Wants,
}

/// What a request wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wants {
    /// Something of the API.
    Resource,
    /// To log in with a username and a password.
    Login,
    /// A token for a client.
    ClientToken,
    /// The next session.
    Refresh,
}

impl<'a> Facts<'a> {
    /// Of this paste.
    pub fn of(paste: &'a Paste, context: &Context<'a>) -> Self {
        let request = paste.request.as_ref();
        // What stands beside a command was not sent with it.
        let is_sent = |found: &&Credential| match found.place {
            Place::Answer(_) => false,
            Place::Alone => request.is_none(),
            _ => true,
        };
        let wants = request.map_or(Wants::Resource, wants);
        // A refresh sends its token on purpose.
        let belongs = |found: &&Credential| wants != Wants::Refresh || found.role != Role::Refresh;
        let sent = paste.credentials.iter().filter(is_sent).find(belongs);
        let sent = sent.map(|found| Findings::of(found, paste, context));
        let response = paste.response.as_ref();
        let header = |name| response.and_then(|response| response.get(name));
        let mut said = String::new();
        if let Some(response) = response {
            let told = response.headers.iter().filter(|(name, _)| !name.eq_ignore_ascii_case("set-cookie"));
            told.for_each(|(_, value)| push(&mut said, value));
            push(&mut said, &response.body);
        }
        let dated = response.and_then(date);
        let now = sent.as_ref().map_or(context.now, |found| found.clock(context).at);
        Self {
            challenges: header("www-authenticate").map(challenges).unwrap_or_default(),
            location: header("location").map(str::to_lowercase),
            status: response.and_then(|response| response.told()),
            request,
            said,
            at: dated.unwrap_or(now),
            dated: dated.is_some(),
            wants,
            sent,
        }
    }

    /// Whether the answer says this.
    pub fn says(&self, words: &str) -> bool {
        self.said.contains(words)
    }
}

fn push(out: &mut String, text: &str) {
    if out.len() < LONGEST {
        out.extend(text.chars().take(LONGEST).flat_map(char::to_lowercase));
        out.push('\n');
    }
}

/// The schemes before the parameters: `Bearer realm="x", Basic realm="y"`.
fn challenges(value: &str) -> Vec<String> {
    let pieces = value.split(',').filter_map(|piece| piece.split_whitespace().next());
    pieces.filter(|word| !word.contains('=')).map(|word| word.to_ascii_lowercase()).collect()
}

fn wants(request: &Request) -> Wants {
    let body = request.body.to_lowercase();
    let grant = |name: &str| {
        ["grant_type=", "grant_type\":\"", "grant_type\": \""]
            .iter()
            .any(|key| body.contains(&format!("{key}{name}")))
    };
    if grant("refresh_token") {
        return Wants::Refresh;
    }
    if grant("client_credentials") {
        return Wants::ClientToken;
    }
    let path = request.path().to_lowercase();
    if path.split('/').any(|part| part == "refresh") {
        return Wants::Refresh;
    }
    let logs_in = ["login", "signin", "sign-in", "token", "authenticate", "sessions", "session", "logon"];
    let asks = path.trim_end_matches('/').rsplit('/').next().is_some_and(|last| logs_in.contains(&last));
    let typed = body.contains("password") || body.contains("passwort") || body.contains("kennwort");
    if typed && (asks || grant("password") || body.contains("user"))
        || (asks && request.method.as_deref() == Some("POST"))
    {
        return Wants::Login;
    }
    Wants::Resource
}

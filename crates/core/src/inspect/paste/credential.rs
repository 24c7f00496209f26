//! What lets somebody in, as it stood in the text, and what had to be taken off to get at it.

use super::broken::is_broken;
use crate::line::{Line, LineCode};
use crate::text::is_invisible;
use zeroize::Zeroizing;

/// A token, a key or a password that was found.
pub struct Credential {
    /// What it is without everything around it.
    pub text: Zeroizing<String>,
    /// Where it stood.
    pub place: Place,
    /// What it is there for.
    pub role: Role,
    /// The scheme before it, as it was written.
    pub scheme: Option<String>,
    /// What had to be taken off.
    pub quirks: Vec<Quirk>,
}

/// Where a credential stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Alone, or among words.
    Alone,
    /// In a header of a request.
    Header(String),
    /// In a query, under this name.
    Query(String),
    /// In a request's body, under this name.
    Body(String),
    /// In an answer's body or in JSON of unknown origin, under this name.
    Answer(String),
    /// In a cookie of a request.
    Cookie(String),
    /// As username and password.
    User,
}

impl Place {
    /// In words.
    pub fn line(&self) -> Line {
        let (code, name) = match self {
            Self::Alone => return LineCode::InText.into(),
            Self::User => return LineCode::AsUser.into(),
            Self::Header(name) => (LineCode::InHeader, name),
            Self::Query(name) => (LineCode::InQuery, name),
            Self::Body(name) => (LineCode::InBody, name),
            Self::Answer(name) => (LineCode::InField, name),
            Self::Cookie(name) => (LineCode::InCookie, name),
        };
        Line::of(code, [name.as_str().into()])
    }
}

/// What a credential is there for, as its place tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// To call the API.
    Access,
    /// To get the next session.
    Refresh,
    /// To tell who somebody is (OpenID Connect).
    Id,
    /// An API key.
    Key,
    /// Username and password.
    Password,
}

/// What stood around a token or in it and does not belong there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quirk {
    /// Quotes or brackets.
    Quotes,
    /// Blanks or line breaks in it.
    Spaces,
    /// Written for an address: `%3D`.
    Encoded,
    /// The scheme twice.
    Twice,
    /// A comma, a semicolon or a colon.
    Marks,
    /// Characters that cannot be seen.
    Invisible,
    /// Not a token, but the place where one goes.
    Placeholder,
}

impl Quirk {
    /// What it is: the end of a sentence.
    pub fn code(self) -> LineCode {
        match self {
            Self::Quotes => LineCode::Quotes,
            Self::Spaces => LineCode::Spaces,
            Self::Encoded => LineCode::Encoded,
            Self::Twice => LineCode::SchemeTwice,
            Self::Marks => LineCode::Marks,
            Self::Invisible => LineCode::Invisible,
            Self::Placeholder => LineCode::AsPlaceholder,
        }
    }
}

/// The schemes that may stand before a token.
const SCHEMES: [&str; 11] =
    ["bearer", "token", "jwt", "dpop", "basic", "digest", "apikey", "api-key", "negotiate", "hawk", "key"];

impl Credential {
    /// From the value of a header or a field.
    pub fn read(value: &str, place: Place, role: Role) -> Self {
        let mut found = Self { text: Zeroizing::default(), place, role, scheme: None, quirks: Vec::new() };
        let mut text = Zeroizing::new(value.trim().to_owned());
        if text.chars().any(is_hidden) {
            found.note(Quirk::Invisible);
            text = Zeroizing::new(text.chars().filter(|c| !is_hidden(*c)).collect());
        }
        // Each pass takes one layer off; there are never many.
        for _ in 0..8 {
            let before = text.len();
            text = found.layer(text);
            if text.len() == before {
                break;
            }
        }
        if found.scheme.as_deref().is_some_and(|scheme| scheme.eq_ignore_ascii_case("basic")) {
            found.role = Role::Password;
        }
        if is_broken(&text) {
            found.note(Quirk::Spaces);
            text = Zeroizing::new(text.chars().filter(|c| !c.is_whitespace()).collect());
        }
        if is_placeholder(&text) {
            found.note(Quirk::Placeholder);
        }
        found.text = text;
        found
    }

    fn layer(&mut self, text: Zeroizing<String>) -> Zeroizing<String> {
        if let Some(inner) = unquoted(&text) {
            self.note(Quirk::Quotes);
            return Zeroizing::new(inner.trim().to_owned());
        }
        if let Some((scheme, rest)) = scheme(&text) {
            if self.scheme.is_some() {
                self.note(Quirk::Twice);
            } else {
                self.scheme = Some(scheme.to_owned());
            }
            let decoded = rest.strip_prefix("%20");
            if decoded.is_some() {
                self.note(Quirk::Encoded);
            }
            let rest = decoded.unwrap_or(rest);
            let bare = rest.trim_start_matches([':', '=']);
            if bare.len() < rest.len() {
                self.note(Quirk::Marks);
            }
            return Zeroizing::new(bare.trim_start().to_owned());
        }
        let bare = text.trim_end_matches([',', ';', ':']);
        if bare.len() < text.len() {
            self.note(Quirk::Marks);
            return Zeroizing::new(bare.trim_end().to_owned());
        }
        if let Some(decoded) = decoded(&text) {
            self.note(Quirk::Encoded);
            return Zeroizing::new(decoded.trim().to_owned());
        }
        text
    }

    fn note(&mut self, quirk: Quirk) {
        if !self.quirks.contains(&quirk) {
            self.quirks.push(quirk);
        }
    }

    /// Whether it is the place where a token goes, and no token.
    pub fn is_placeholder(&self) -> bool {
        self.quirks.contains(&Quirk::Placeholder)
    }
}

fn is_hidden(c: char) -> bool {
    is_invisible(c) || (c.is_control() && !c.is_whitespace())
}

fn unquoted(text: &str) -> Option<&str> {
    let pairs = [
        ('"', '"'),
        ('\'', '\''),
        ('`', '`'),
        ('“', '”'),
        ('„', '“'),
        ('‘', '’'),
        ('«', '»'),
        ('(', ')'),
        ('[', ']'),
    ];
    // A placeholder is written in brackets, and must stay one.
    if is_placeholder(text) {
        return None;
    }
    for (open, close) in pairs {
        if let Some(inner) = text.strip_prefix(open) {
            return Some(inner.strip_suffix(close).unwrap_or(inner));
        }
        if let Some(inner) = text.strip_suffix(close).filter(|_| !matches!(close, ')' | ']')) {
            return Some(inner);
        }
    }
    text.strip_prefix("\\\"").or_else(|| text.strip_suffix("\\\""))
}

fn scheme(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_alphabetic() && c != '-').unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(end)?;
    let parted = rest.is_empty() || rest.starts_with([' ', '\t', '\n', ':', '=', '"', '\'', '%', '\u{A0}']);
    (parted && SCHEMES.contains(&word.to_ascii_lowercase().as_str())).then(|| (word, rest.trim_start()))
}

/// What was written for an address, and only that.
fn decoded(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let hex = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let mut out = Vec::with_capacity(bytes.len());
    let (mut at, mut found) = (0, false);
    while let Some(byte) = bytes.get(at) {
        match (byte, hex(at + 1), hex(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push(u8::try_from(high * 16 + low).unwrap_or_default());
                found = true;
                at += 3;
            }
            _ => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    found.then(|| String::from_utf8(out).ok()).flatten()
}

/// `{{token}}`, `$TOKEN`, `<token>`, `YOUR_TOKEN`, `undefined` and their like.
pub fn is_placeholder(text: &str) -> bool {
    let text = text.trim().trim_matches(['"', '\'']);
    if text.len() > 60 || text.is_empty() {
        return false;
    }
    let small = text.to_ascii_lowercase();
    let wrapped = |open: &str, close: &str| small.starts_with(open) && small.ends_with(close);
    let dots = small.chars().all(|c| matches!(c, '.' | '…' | '*' | '•' | 'x'));
    wrapped("{{", "}}")
        || wrapped("${", "}")
        || wrapped("<", ">")
        || wrapped("%", "%")
        || wrapped("{", "}")
        || wrapped("[", "]")
        || dots
        || (small.starts_with('$')
            && small[1..].chars().all(|c| c.is_ascii_alphanumeric() || "_:.()".contains(c)))
        || matches!(
            small.as_str(),
            "undefined"
                | "null"
                | "none"
                | "nil"
                | "nan"
                | "[object object]"
                | "true"
                | "false"
                | "token"
                | "redacted"
                | "changeme"
        )
        || ["your_", "your-", "my_token", "insert", "access_token_here", "token_here"]
            .iter()
            .any(|part| small.starts_with(part) || small.ends_with(part))
}

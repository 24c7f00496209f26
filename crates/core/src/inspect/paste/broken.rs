//! Tokens that a program has broken over lines, and where they end.

use crate::inspect::shape;
use crate::jwt::{self, Body};
use crate::text::is_invisible;
use zeroize::Zeroizing;

/// The longest token that is put together, in bytes.
const LONGEST: usize = 64 * 1024;
/// The most lines that it is put together of. Each is looked at together with all before it.
const MOST: usize = 200;
/// A line that is shorter is a word, unless it makes the token whole.
const SHORTEST: usize = 8;

/// A token as far as it was read.
pub struct Broken {
    token: Zeroizing<String>,
    lines: usize,
}

impl Broken {
    /// One that begins so.
    pub fn new(start: &str) -> Self {
        let mut broken = Self { token: Zeroizing::default(), lines: 0 };
        start.split_whitespace().for_each(|piece| broken.push(piece));
        broken
    }

    /// Takes a line where it is the next piece of the token, and neither another thing nor another token.
    pub fn goes_on(&mut self, line: &str) -> bool {
        let inside = |c: char| c.is_ascii_alphanumeric() || "-_.=+/".contains(c) || is_invisible(c);
        let fits = self.lines < MOST && self.token.len() + line.len() <= LONGEST;
        if !fits
            || line.is_empty()
            || !line.chars().all(inside)
            || self.is_another(line)
            || is_whole(&self.token)
        {
            return false;
        }
        let before = self.token.len();
        self.push(line);
        let taken = line.len() >= SHORTEST || is_whole(&self.token);
        if !taken {
            self.token.truncate(before);
        }
        taken
    }

    fn push(&mut self, piece: &str) {
        self.token.extend(piece.chars().filter(|c| !is_invisible(*c)));
        self.lines += 1;
    }

    /// A token within a line, or one that begins where this one has all its parts.
    fn is_another(&self, line: &str) -> bool {
        let dots = |text: &str| text.matches('.').count();
        jwt::looks_like(line) && (dots(line) >= 2 || dots(&self.token) >= 2)
    }
}

/// Whether nothing is missing at its end, as far as its header tells.
fn is_whole(token: &str) -> bool {
    let Ok(read) = jwt::read(token) else { return false };
    match read.body {
        Body::Signed { signature, .. } => {
            // A signature of RSA that is cut may have the length of one by a smaller key, but hardly one in use.
            let is_rsa =
                read.header.text("alg").is_some_and(|alg| alg.starts_with("RS") || alg.starts_with("PS"));
            let in_use = !is_rsa || [256, 384, 512, 1024].contains(&signature.len());
            shape::is_unsigned(&read.header) || (in_use && shape::flaw(&read.header, &signature).is_none())
        }
        Body::Encrypted => {
            let tag = token.rsplit('.').next().unwrap_or_default().len() * 3 / 4;
            // RFC 7518, 5.1.
            tag >= match read.header.text("enc").as_deref() {
                Some("A192CBC-HS384") => 24,
                Some("A256CBC-HS512") => 32,
                _ => 16,
            }
        }
    }
}

/// Whether a text is one token that was broken, and not a sentence with a token in it.
pub fn is_broken(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let mut broken = Broken::new(words.next().unwrap_or_default());
    text.contains(char::is_whitespace)
        && jwt::looks_like(text)
        && broken.token.len() >= SHORTEST
        && words.all(|word| broken.goes_on(word))
}

/// How long the token is that a text begins with: this word, and the lines below it that belong to it.
pub fn length(text: &str, word: usize) -> usize {
    let (first, rest) = text.split_at_checked(word).unwrap_or((text, ""));
    let mut broken = Broken::new(first);
    let mut length = word;
    let mut at = word;
    for (number, line) in rest.split_inclusive('\n').enumerate() {
        // Behind the word its line must end.
        let goes_on = if number == 0 { line.trim().is_empty() } else { broken.goes_on(line.trim()) };
        if !goes_on {
            break;
        }
        at += line.len();
        length = if number == 0 { word } else { at };
    }
    length
}

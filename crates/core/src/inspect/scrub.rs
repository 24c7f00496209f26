//! Takes tokens out of texts that are shown: servers repeat what they were sent, and claims may hold other tokens.

use super::paste::Paste;
use crate::jwt;
use crate::line::Line;
use crate::text;
use zeroize::Zeroizing;

/// What stands where a token was.
const INSTEAD: &str = "⟨token⟩";
/// The shortest credential that is searched for; shorter ones are words.
const SHORTEST: usize = 8;

/// Knows the credentials of a paste.
pub struct Scrub(Vec<Zeroizing<String>>);

impl Scrub {
    /// For the texts of this paste.
    pub fn of(paste: &Paste) -> Self {
        let all = paste.credentials.iter().chain(&paste.others);
        let mut texts: Vec<_> = all.map(|found| found.text.clone()).collect();
        texts.retain(|text| text.len() >= SHORTEST);
        texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
        Self(texts)
    }

    /// A text without tokens, also without those that are broken by characters that cannot be seen: whoever copies
    /// what is shown has the token.
    pub fn text(&self, text: &str) -> String {
        let bare: String = text.chars().filter(|c| !text::is_invisible(*c)).collect();
        let clean = if bare.len() < text.len() { self.replaced(&bare) } else { bare.clone() };
        if clean == bare { self.replaced(text) } else { clean }
    }

    fn replaced(&self, text: &str) -> String {
        let mut out = text.to_owned();
        for secret in &self.0 {
            if secret.len() <= out.len() && out.contains(secret.as_str()) {
                out = out.replace(secret.as_str(), INSTEAD);
            }
        }
        let inside = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        let mut clean = String::with_capacity(out.len());
        let mut rest = out.as_str();
        while let Some(start) = rest.find(inside) {
            let (before, from) = rest.split_at(start);
            let (word, after) = from.split_at(from.find(|c| !inside(c)).unwrap_or(from.len()));
            clean.push_str(before);
            clean.push_str(if word.len() > 20 && jwt::looks_like(word) { INSTEAD } else { word });
            rest = after;
        }
        clean + rest
    }

    /// One line of a server's words, without tokens.
    pub fn line(&self, line: &str) -> String {
        text::clean(&self.text(line), text::EXCERPT)
    }

    /// A sentence, without tokens.
    pub fn said(&self, line: &Line) -> Line {
        line.changed(&|text| self.line(text))
    }
}

//! What was found out about a token, before it is judged.

use super::inspection::{ClockUsed, SignatureCheck, TokenKind};
use super::known::Context;
use super::owner::Owner;
use super::paste::{Credential, Paste, Role};
use super::shape;
use crate::jwt::{self, Body, Broken, Date, Flaw, Members, Oddity};
use crate::line::{Line, LineCode};
use chrono::{DateTime, Utc};

/// What was found out about the token of a paste.
pub struct Findings<'a> {
    /// What stands in the text.
    pub credential: &'a Credential,
    /// What kind it is.
    pub kind: TokenKind,
    /// Its header, where it can be read.
    pub header: Option<Members>,
    /// Its claims, where they can be read.
    pub claims: Option<Members>,
    /// Where it is damaged.
    pub flaw: Option<Flaw>,
    /// What is odd in how it is written.
    pub oddities: Vec<Oddity>,
    /// What came of checking its signature.
    pub signature: SignatureCheck,
    /// Whose it is.
    pub owner: Owner<'a>,
    /// When it ends, begins and was issued.
    pub times: Times,
}

/// The times that a token tells.
#[derive(Debug, Clone, Copy, Default)]
pub struct Times {
    /// `exp`.
    pub ends: Option<Date>,
    /// `nbf`.
    pub begins: Option<Date>,
    /// `iat`.
    pub issued: Option<Date>,
}

impl Times {
    fn of(claims: Option<&Members>) -> Self {
        let date = |name| claims.and_then(|claims| claims.get(name)).map(jwt::Member::date);
        Self { ends: date("exp"), begins: date("nbf"), issued: date("iat") }
    }
}

impl<'a> Findings<'a> {
    /// About this credential of the paste.
    pub fn of(credential: &'a Credential, paste: &Paste, context: &Context<'a>) -> Self {
        let token = credential.text.as_str();
        let mut found = Self {
            credential,
            kind: TokenKind::Opaque,
            header: None,
            claims: None,
            flaw: None,
            oddities: Vec::new(),
            signature: SignatureCheck::NotChecked,
            owner: Owner::default(),
            times: Times::default(),
        };
        if credential.role != Role::Password && jwt::looks_like(token) {
            found.read(token, context);
        }
        let url = paste.request.as_ref().and_then(|request| request.url());
        found.owner = Owner::of(token, found.claims.as_ref(), url.as_ref(), context);
        found.times = Times::of(found.claims.as_ref());
        found
    }

    fn read(&mut self, token: &str, context: &Context<'_>) {
        self.kind = TokenKind::Jws;
        match jwt::read(token) {
            Ok(jwt) => {
                self.oddities = jwt.oddities;
                match jwt.body {
                    Body::Signed { claims, input, signature } => {
                        if !shape::is_unsigned(&jwt.header) {
                            self.flaw = shape::flaw(&jwt.header, &signature);
                            self.signature = match context.keys {
                                _ if self.flaw.is_some() => SignatureCheck::NotChecked,
                                Some(keys) => keys.check(&jwt.header, input, &signature),
                                None => shape::refusal(&jwt.header)
                                    .map_or(SignatureCheck::NotChecked, |why| SignatureCheck::Refused {
                                        why,
                                    }),
                            };
                        }
                        self.claims = Some(claims);
                    }
                    Body::Encrypted => self.kind = TokenKind::Jwe,
                }
                self.header = Some(jwt.header);
            }
            Err(broken) => {
                let Broken { flaw, header, claims } = *broken;
                if header.as_ref().is_some_and(|header| header.get("enc").is_some()) {
                    self.kind = TokenKind::Jwe;
                }
                (self.flaw, self.header, self.claims) = (Some(flaw), header, claims);
            }
        }
        let odd = || self.oddities.iter().find_map(|oddity| written_wrongly(*oddity, token));
        self.flaw = self.flaw.take().or_else(odd);
    }

    /// The clock of the token's server, as far as it is known.
    pub fn clock(&self, context: &Context<'_>) -> ClockUsed {
        let known = self.owner.found.as_ref().map(|(known, _)| known);
        let ahead = known.map(|known| known.ahead).unwrap_or_default();
        ClockUsed {
            at: context.now.checked_add_signed(ahead).unwrap_or(context.now),
            account: known.map(|known| known.name.clone()),
            ahead_ms: ahead.num_milliseconds(),
        }
    }

    /// Whether it has ended by then. An end that is no date is none that anybody should rely on.
    pub fn ended(&self, at: DateTime<Utc>) -> bool {
        matches!(self.times.ends, Some(Date::At(end) | Date::Text(end)) if end <= at)
    }

    /// Whether it has not begun by then.
    pub fn not_begun(&self, at: DateTime<Utc>) -> bool {
        matches!(self.times.begins, Some(Date::At(begin) | Date::Text(begin)) if begin > at)
    }

    /// A time that is none, or one of two: no server agrees with another one about what that means.
    pub(super) fn time_flaw(&self) -> Option<Flaw> {
        let odd = [("exp", self.times.ends), ("nbf", self.times.begins)];
        let often =
            |name: &str| self.claims.iter().flat_map(Members::iter).filter(|own| own.name == name).count();
        odd.into_iter().find_map(|(name, date)| {
            let why = match date? {
                _ if often(name) > 1 => LineCode::SaysTwice,
                Date::Odd => LineCode::NoDate,
                Date::Milliseconds(_) => LineCode::CountsMilliseconds,
                Date::At(_) | Date::Text(_) => return None,
            };
            Some(Flaw::new(jwt::Part::Claims, Line::of(why, [name.into()])))
        })
    }
}

/// What is wrong in how it is written: read all the same, it could be written in other ways too, and servers refuse it.
fn written_wrongly(oddity: Oddity, token: &str) -> Option<Flaw> {
    let (byte, why) = match oddity {
        // Told beside the verdict.
        Oddity::Padding => return None,
        Oddity::WrongPadding => (None, LineCode::WrongPadding),
        Oddity::BitsLeft => (None, LineCode::BitsLeft),
        Oddity::StandardAlphabet => (token.find(['+', '/']), LineCode::StandardAlphabet),
    };
    Some(Flaw { byte, ..Flaw::new(jwt::Part::Whole, why) })
}

//! Whose token it is: recognised by its digest, else by its issuer, else by where it was sent.

use super::inspection::{Belonging, BelongsHow};
use super::known::{Context, Known};
use crate::jwt::Members;
use crate::line::{Line, LineCode};
use chrono::{DateTime, Utc};
use url::Url;

/// What is known of a token's account.
#[derive(Default)]
pub struct Owner<'a> {
    /// The account and how it is known.
    pub found: Option<(&'a Known, BelongsHow)>,
    /// Why the request goes to the wrong place.
    pub astray: Option<Line>,
}

impl<'a> Owner<'a> {
    /// Of a token with these claims, sent there.
    pub fn of(token: &str, claims: Option<&Members>, url: Option<&Url>, context: &Context<'a>) -> Self {
        let asked: Vec<_> = context
            .known
            .iter()
            .filter(|known| url.is_some_and(|url| same_origin(url, &known.base_url)))
            .collect();
        let issuer = claims.and_then(|claims| claims.text("iss"));
        let issued: Vec<_> = context
            .known
            .iter()
            .filter(|known| issuer.as_deref().is_some_and(|issuer| issues(known, issuer)))
            .collect();
        let recognised = recognised(token, context);
        let astray = astray(&asked, &issued, recognised.as_ref(), issuer.as_deref(), claims, context);
        let found = recognised.or_else(|| {
            let both = issued.iter().find(|known| asked.iter().any(|asked| asked.account == known.account));
            let by_issuer = both.or(issued.first()).map(|known| (*known, BelongsHow::Issuer));
            by_issuer.or_else(|| match asked.as_slice() {
                [only] if astray.is_none() => Some((*only, BelongsHow::BaseUrl)),
                _ => None,
            })
        });
        Self { found, astray }
    }

    /// When its server said that it ends, of an account's current token.
    pub fn ends(&self) -> Option<DateTime<Utc>> {
        match self.found.as_ref()? {
            (known, BelongsHow::CurrentAccess) => known.access_ends,
            (known, BelongsHow::CurrentRefresh) => known.refresh_ends,
            _ => None,
        }
    }

    /// As it is shown.
    pub fn belonging(&self) -> Option<Belonging> {
        self.found.as_ref().map(|(known, how)| Belonging {
            account: known.account,
            name: known.name.clone(),
            environment: known.environment.clone(),
            how: how.clone(),
        })
    }
}

fn recognised<'a>(token: &str, context: &Context<'a>) -> Option<(&'a Known, BelongsHow)> {
    if token.is_empty() || context.known.is_empty() {
        return None;
    }
    let digest = (context.digest)(token);
    // The vault's word goes before what this process remembers: another one may have refreshed meanwhile.
    let replaced = context.known.iter().find_map(|known| {
        let past = known.past.iter().find(|past| past.digest == digest)?;
        Some((known, BelongsHow::Replaced { at: past.replaced_at, refresh: past.refresh }))
    });
    replaced.or_else(|| {
        context.known.iter().find_map(|known| {
            if known.access == Some(digest) {
                Some((known, BelongsHow::CurrentAccess))
            } else if known.refresh == Some(digest) {
                Some((known, BelongsHow::CurrentRefresh))
            } else {
                None
            }
        })
    })
}

fn issues(known: &Known, issuer: &str) -> bool {
    let bare = |text: &str| text.trim_end_matches('/').to_ascii_lowercase();
    known.issuers.iter().any(|own| bare(own) == bare(issuer))
        || Url::parse(issuer).is_ok_and(|url| same_origin(&url, &known.base_url))
}

fn same_origin(url: &Url, base: &str) -> bool {
    Url::parse(base).is_ok_and(|base| {
        base.has_host()
            && base.host() == url.host()
            && base.port_or_known_default() == url.port_or_known_default()
    })
}

fn astray(
    asked: &[&Known],
    issued: &[&Known],
    recognised: Option<&(&Known, BelongsHow)>,
    issuer: Option<&str>,
    claims: Option<&Members>,
    context: &Context<'_>,
) -> Option<Line> {
    let to = asked.first()?;
    let goes_to = |known: &Known| asked.iter().any(|asked| asked.account == known.account);
    let line = |code, owner: &Known| Line::of(code, [to.words().into(), owner.words().into()]);
    if let Some((owner, _)) = recognised {
        return (!goes_to(owner)).then(|| line(LineCode::NotOf, owner));
    }
    if let Some(owner) = issued.first() {
        return (!issued.iter().any(|known| goes_to(known))).then(|| line(LineCode::NotIssuedBy, owner));
    }
    let audiences = claims.and_then(|claims| claims.get("aud")).map(|aud| aud.strings()).unwrap_or_default();
    let meant = |known: &&Known| {
        audiences.iter().any(|aud| Url::parse(aud).is_ok_and(|aud| same_origin(&aud, &known.base_url)))
    };
    if let Some(owner) = context.known.iter().find(meant) {
        return (!asked.iter().any(|asked| meant(asked) || asked.base_url == owner.base_url))
            .then(|| line(LineCode::NotFor, owner));
    }
    let own: Vec<_> = asked.iter().flat_map(|known| &known.issuers).collect();
    let issuer = crate::text::clean(issuer?, 200);
    let first = own.first()?;
    Some(Line::of(LineCode::OtherIssuer, [to.words().into(), first.as_str().into(), issuer.into()]))
}

//! The cookies of a session (RFC 6265): kept with it, sealed, and sent back to the host that set them.

use crate::secret::Secret;
use chrono::{DateTime, TimeDelta, Utc};
use cookie::Cookie;
use url::Url;
use zeroize::Zeroizing;

/// The most cookies that are kept.
const MOST: usize = 50;
/// The longest cookie that is kept, in bytes.
const LONGEST: usize = 16 * 1024;

/// The cookies of a session.
#[derive(Debug, Clone, Default)]
pub struct Jar(Vec<Kept>);

/// One cookie. It is sent to the very host that set it, whatever domain it was set for.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Scheme, host and port.
    pub origin: String,
    /// The path that it is for, and all below.
    pub path: String,
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Secret,
    /// When it ends, by our clock as it stood then. Many last as long as the session.
    pub ends_at: Option<DateTime<Utc>>,
}

impl Jar {
    /// One that was kept on the disk.
    pub fn of(kept: Vec<Kept>) -> Self {
        Self(kept)
    }

    /// All cookies.
    pub fn all(&self) -> &[Kept] {
        &self.0
    }

    /// Takes in what an answer of this address set, at `now` (our clock): new ones, changed ones, and those taken back.
    pub fn take_in(&mut self, url: &Url, set: &[Secret], now: DateTime<Utc>) {
        for text in set.iter().filter(|text| text.expose().len() <= LONGEST) {
            let Ok(cookie) = Cookie::parse(text.expose()) else { continue };
            let origin = url.origin().ascii_serialization();
            let path = match cookie.path() {
                Some(path) if path.starts_with('/') => path.to_owned(),
                _ => default_path(url),
            };
            self.0.retain(|old| (&*old.origin, &*old.path, &*old.name) != (&*origin, &*path, cookie.name()));
            let ends_at = match (cookie.max_age(), cookie.expires_datetime()) {
                (Some(age), _) => {
                    TimeDelta::try_seconds(age.whole_seconds()).and_then(|age| now.checked_add_signed(age))
                }
                (None, Some(at)) => DateTime::from_timestamp(at.unix_timestamp(), 0),
                (None, None) => None,
            };
            let value = Secret::new(cookie.value().to_owned());
            let fits = value
                .expose()
                .bytes()
                .chain(cookie.name().bytes())
                .all(|b| b.is_ascii_graphic() || b == b' ');
            if ends_at.is_none_or(|end| end > now) && fits && self.0.len() < MOST {
                self.0.push(Kept { origin, path, name: cookie.name().to_owned(), value, ends_at });
            }
        }
    }

    /// The value of the header `Cookie` for this address at `now` (our clock).
    pub fn header(&self, url: &Url, now: DateTime<Utc>) -> Option<Secret> {
        let origin = url.origin().ascii_serialization();
        let fitting = self.0.iter().filter(|kept| {
            kept.origin == origin
                && covers(&kept.path, url.path())
                && kept.ends_at.is_none_or(|end| end > now)
        });
        let mut out = Zeroizing::new(String::with_capacity(
            self.0.iter().map(|kept| kept.name.len() + kept.value.expose().len() + 3).sum(),
        ));
        for kept in fitting {
            if !out.is_empty() {
                out.push_str("; ");
            }
            out.push_str(&kept.name);
            out.push('=');
            out.push_str(kept.value.expose());
        }
        (!out.is_empty()).then(|| Secret::new(out.as_str().to_owned()))
    }

    /// The value that an answer sets for this cookie.
    pub fn value_of(set: &[Secret], name: &str) -> Option<Secret> {
        set.iter().find_map(|text| {
            let cookie = Cookie::parse(text.expose()).ok()?;
            (cookie.name() == name).then(|| Secret::new(cookie.value().to_owned()))
        })
    }
}

/// The folder of an address (RFC 6265, 5.1.4).
fn default_path(url: &Url) -> String {
    match url.path().rfind('/') {
        None | Some(0) => "/".to_owned(),
        Some(end) => url.path()[..end].to_owned(),
    }
}

/// Whether a path is the cookie's or below it (RFC 6265, 5.1.4).
fn covers(cookie: &str, path: &str) -> bool {
    path == cookie
        || path.strip_prefix(cookie).is_some_and(|rest| cookie.ends_with('/') || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(jar: &mut Jar, url: &str, text: &str) {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        jar.take_in(&Url::parse(url).unwrap(), &[Secret::new(text.to_owned())], now);
    }

    fn sent(jar: &Jar, url: &str) -> String {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::seconds(60);
        jar.header(&Url::parse(url).unwrap(), now).map_or_else(String::new, |value| value.expose().to_owned())
    }

    #[test]
    fn a_cookie_goes_back_to_its_host_and_path_only() {
        let mut jar = Jar::default();
        set(&mut jar, "https://a.test/auth/login", "rt=one; Path=/auth; HttpOnly; Secure; Domain=a.test");
        set(&mut jar, "https://a.test/auth/login", "plain=two");
        assert_eq!(sent(&jar, "https://a.test/auth/refresh"), "rt=one; plain=two");
        for other in [
            "https://a.test/authors",
            "https://b.a.test/auth/x",
            "https://a.test:8443/auth/x",
            "http://a.test/auth/x",
        ] {
            assert_eq!(sent(&jar, other), "", "{other}");
        }
    }

    #[test]
    fn cookies_are_replaced_taken_back_and_end() {
        let mut jar = Jar::default();
        let url = "https://a.test/auth/login";
        set(&mut jar, url, "rt=one; Path=/");
        set(&mut jar, url, "rt=two; Path=/; Max-Age=90");
        set(&mut jar, url, "short=x; Path=/; Max-Age=30");
        assert_eq!(sent(&jar, url), "rt=two");
        set(&mut jar, url, "rt=; Path=/; Max-Age=0");
        assert_eq!(sent(&jar, url), "");
        set(&mut jar, url, "old=x; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
        set(&mut jar, url, "no value");
        set(&mut jar, url, &format!("big={}", "x".repeat(LONGEST)));
        assert!(jar.all().iter().all(|kept| kept.name == "short"), "{jar:?}");
    }

    #[test]
    fn there_is_an_end_to_them() {
        let mut jar = Jar::default();
        for number in 0..200 {
            set(&mut jar, "https://a.test/x", &format!("c{number}=1"));
        }
        assert_eq!(jar.all().len(), MOST);
    }
}

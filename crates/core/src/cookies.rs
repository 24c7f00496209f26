//! The cookies of a session (RFC 6265): kept with it, sealed, and sent back to the host that set them.

use crate::secret::Secret;
use cookie::Cookie;
use url::Url;
use zeroize::Zeroizing;

/// The most cookies that are kept.
const MOST: usize = 50;
/// An end before this (2001) takes a cookie back, whatever the clocks say.
const LONG_AGO: i64 = 1_000_000_000;
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

    /// Takes in what an answer of this address set: new ones, changed ones, and those taken back.
    pub fn take_in(&mut self, url: &Url, set: &[Secret]) {
        for text in set.iter().filter(|text| text.expose().len() <= LONGEST) {
            let Ok(cookie) = Cookie::parse(text.expose()) else { continue };
            let origin = url.origin().ascii_serialization();
            let path = match cookie.path() {
                Some(path) if path.starts_with('/') => path.to_owned(),
                _ => default_path(url),
            };
            self.0.retain(|old| (&*old.origin, &*old.path, &*old.name) != (&*origin, &*path, cookie.name()));
            // Taken back. Other ends are the server's to judge: its clock is not ours, and a session must not be lost to that.
            let over = cookie.max_age().is_some_and(|age| age.whole_seconds() <= 0)
                || cookie.expires_datetime().is_some_and(|at| at.unix_timestamp() < LONG_AGO);
            let value = Secret::new(cookie.value().to_owned());
            let fits = value
                .expose()
                .bytes()
                .chain(cookie.name().bytes())
                .all(|b| b.is_ascii_graphic() || b == b' ');
            if !over && fits {
                self.0.push(Kept { origin, path, name: cookie.name().to_owned(), value });
            }
            // Whoever sets too many loses the oldest.
            let excess = self.0.len().saturating_sub(MOST);
            self.0.drain(..excess);
        }
    }

    /// The value of the header `Cookie` for this address.
    pub fn header(&self, url: &Url) -> Option<Secret> {
        let origin = url.origin().ascii_serialization();
        let fitting = self.0.iter().filter(|kept| kept.origin == origin && covers(&kept.path, url.path()));
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

    /// The value that an answer sets for this cookie; the last one counts.
    pub fn value_of(set: &[Secret], name: &str) -> Option<Secret> {
        set.iter().rev().find_map(|text| {
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
        jar.take_in(&Url::parse(url).unwrap(), &[Secret::new(text.to_owned())]);
    }

    fn sent(jar: &Jar, url: &str) -> String {
        jar.header(&Url::parse(url).unwrap()).map_or_else(String::new, |value| value.expose().to_owned())
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
        assert_eq!(sent(&jar, url), "rt=two");
        set(&mut jar, url, "rt=; Path=/; Max-Age=0");
        assert_eq!(sent(&jar, url), "");
        set(&mut jar, url, "old=x; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
        set(&mut jar, url, "no value");
        set(&mut jar, url, &format!("big={}", "x".repeat(LONGEST)));
        assert!(jar.all().is_empty(), "{jar:?}");
    }

    #[test]
    fn there_is_an_end_to_them() {
        let mut jar = Jar::default();
        for number in 0..200 {
            set(&mut jar, "https://a.test/x", &format!("c{number}=1"));
        }
        assert_eq!(jar.all().len(), MOST);
        assert_eq!(jar.all().last().unwrap().name, "c199", "the newest is kept");
    }
}

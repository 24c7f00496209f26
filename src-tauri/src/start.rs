//! How the program was started, and what a demo leaves behind: nothing.

use fobwatch_core::Fobwatch;
use fobwatch_core::address::BaseUrl;

/// How the program was started.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Start {
    /// The sandbox's base URL from `--demo URL`: a window whose first form is filled in.
    pub demo: Option<String>,
    /// `--background`: with the login session, without a window.
    pub background: bool,
}

impl Start {
    /// From the arguments, without the program's name.
    ///
    /// # Errors
    /// A usage line.
    pub fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let usage = || "usage: fobwatch [--background | --demo SANDBOX-URL]".to_owned();
        match (arguments.next().as_deref(), arguments.next(), arguments.next()) {
            (None, ..) => Ok(Self::default()),
            (Some("--background"), None, None) => Ok(Self { background: true, ..Self::default() }),
            (Some("--demo"), Some(url), None) => match BaseUrl::parse(&url) {
                Ok(base) if base.is_loopback() => {
                    Ok(Self { demo: Some(base.to_string()), ..Self::default() })
                }
                _ => Err("The demo's sandbox runs on this computer only.".to_owned()),
            },
            _ => Err(usage()),
        }
    }
}

/// The demo's vault is thrown away by whoever started it; its key would stay in the keyring.
pub(crate) fn clean_up(fobwatch: &Fobwatch) {
    if let Err(error) = fobwatch.forget_key() {
        tracing::warn!(code = ?error.code, "the demo's keyring item could not be deleted");
    }
}

#[cfg(test)]
mod tests {
    use super::Start;

    fn parse(words: &[&str]) -> Result<Start, String> {
        Start::parse(words.iter().map(|word| (*word).to_owned()))
    }

    #[test]
    fn only_a_loopback_sandbox_is_a_demo() {
        assert_eq!(parse(&[]), Ok(Start::default()));
        let demo = Some("http://127.0.0.1:8080".to_owned());
        assert_eq!(parse(&["--demo", "http://127.0.0.1:8080/"]), Ok(Start { demo, background: false }));
        assert!(parse(&["--demo", "https://api.example.com"]).is_err());
        assert!(parse(&["--demo"]).is_err());
        assert!(parse(&["--password", "x"]).is_err());
        assert_eq!(parse(&["--background"]), Ok(Start { demo: None, background: true }));
        assert!(parse(&["--background", "x"]).is_err());
    }
}

//! The demo: a window whose first form is filled in for the sandbox, and which leaves nothing behind.

use fobwatch_core::Fobwatch;
use fobwatch_core::address::BaseUrl;

/// The sandbox's base URL from `--demo URL`; nothing else is understood.
///
/// # Errors
/// A usage line.
pub(crate) fn from_arguments(mut arguments: impl Iterator<Item = String>) -> Result<Option<String>, String> {
    let usage = || "usage: fobwatch [--demo SANDBOX-URL]".to_owned();
    match (arguments.next().as_deref(), arguments.next(), arguments.next()) {
        (None, ..) => Ok(None),
        (Some("--demo"), Some(url), None) => match BaseUrl::parse(&url) {
            Ok(base) if base.is_loopback() => Ok(Some(base.to_string())),
            _ => Err("The demo's sandbox runs on this computer only.".to_owned()),
        },
        _ => Err(usage()),
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
    use super::from_arguments;

    fn parse(words: &[&str]) -> Result<Option<String>, String> {
        from_arguments(words.iter().map(|word| (*word).to_owned()))
    }

    #[test]
    fn only_a_loopback_sandbox_is_a_demo() {
        assert_eq!(parse(&[]), Ok(None));
        assert_eq!(parse(&["--demo", "http://127.0.0.1:8080/"]), Ok(Some("http://127.0.0.1:8080".into())));
        assert!(parse(&["--demo", "https://api.example.com"]).is_err());
        assert!(parse(&["--demo"]).is_err());
        assert!(parse(&["--password", "x"]).is_err());
    }
}

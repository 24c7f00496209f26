//! What is said about a line that was typed wrongly: never what may be a password in the wrong place.

use clap::error::{ContextKind, ContextValue, Error};

/// In place of what was typed.
const HIDDEN: &str = "…";

/// The same error without the values that were typed. Terminals, logs of pipelines and screenshots keep what is said here.
pub fn without_values(mut error: Error) -> Error {
    let text = |error: &Error, kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        _ => String::new(),
    };
    let hide = |error: &mut Error, kind| drop(error.insert(kind, ContextValue::String(HIDDEN.to_owned())));
    // An empty one means that there was none, which is said in other words.
    if !text(&error, ContextKind::InvalidValue).is_empty() {
        hide(&mut error, ContextKind::InvalidValue);
    }
    match error.kind() {
        clap::error::ErrorKind::UnknownArgument => {
            if !is_option(&text(&error, ContextKind::InvalidArg)) {
                hide(&mut error, ContextKind::InvalidArg);
            }
            // It repeats the argument.
            error.remove(ContextKind::Suggested);
        }
        clap::error::ErrorKind::InvalidSubcommand => {
            // One that is like one of ours is a typing error.
            if error.get(ContextKind::SuggestedSubcommand).is_none() {
                hide(&mut error, ContextKind::InvalidSubcommand);
            }
            error.remove(ContextKind::Suggested);
        }
        _ => {}
    }
    error
}

/// Whether it is written like an option: `-x`, or `--some-name`.
fn is_option(typed: &str) -> bool {
    let name = |name: &str| {
        name.len() <= 30 && name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-')
    };
    match typed.strip_prefix("--") {
        Some(long) => name(long),
        None => typed.strip_prefix('-').is_some_and(|short| short.len() == 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Cli;
    use clap::Parser;

    fn said(line: &[&str]) -> String {
        let typed = ["fob"].iter().chain(line);
        without_values(Cli::try_parse_from(typed).unwrap_err()).to_string()
    }

    #[test]
    fn a_password_in_the_wrong_place_is_not_repeated() {
        for line in [
            &["login", "Acme", "hunter2"][..],
            &["login", "Acme", "--password", "hunter2"],
            &["login", "Acme", "--password=hunter2"],
            &["login", "Acme", "--hunter2"],
            &["login", "Acme", "-phunter2"],
            &["login", "Acme", "--remember=hunter2"],
            &["hunter2"],
            &["vault", "hunter2"],
            &["token", "Acme", "--min-ttl", "hunter2"],
            &["token", "Acme", "--format", "hunter2"],
            &["exec", "Acme", "--prefix", "hunter2!", "--", "true"],
            &["add", "Acme", "--base-url", "https://a.test", "--set", "hunter2"],
            &["export", "Acme", "--to", "postman", "--keep", "hunter2"],
        ] {
            let said = said(line);
            assert!(!said.contains("hunter"), "{line:?}: {said}");
            assert!(said.contains("Usage:") || said.contains("--help"), "{said}");
        }
    }

    #[test]
    fn what_is_plainly_no_secret_is_still_said() {
        assert!(said(&["login", "Acme", "--password", "x"]).contains("'--password'"));
        assert!(said(&["login", "Acme", "--remmeber"]).contains("'--remember'"));
        assert!(said(&["tokne", "Acme"]).contains("'tokne'"));
        assert!(said(&["token", "Acme", "--format", "xml"]).contains("[possible values: raw,"));
        assert!(said(&["token", "Acme", "--min-ttl", "x"]).contains("write a time such as 90s"));
        assert!(said(&["token", "Acme", "--min-ttl"]).contains("a value is required for '--min-ttl"));
        assert!(said(&["login"]).contains("<NAME>"));
    }
}

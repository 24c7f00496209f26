//! The text of a profile as it may be shared: without comments, which are notes; under another id, where its own is taken.

use super::literal::{Sealed, holds_secret, sounds_secret, without_templates};
use crate::profile::{Input, Profile};
use toml::Value;
use toml::de::DeTable;
use toml_parser::Source;
use toml_parser::lexer::TokenKind;

/// A text in a profile that is secret and always the same.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Literal {
    /// The key that holds it.
    pub key: String,
}

/// The profile without its comments, and whether there were any; `None` where it would not be the same profile.
pub(crate) fn plain(text: &str) -> Option<(String, bool)> {
    let source = Source::new(text);
    let mut kept = String::with_capacity(text.len());
    let mut commented = false;
    for token in source.lex() {
        let part = text.get(token.span().start()..token.span().end())?;
        if token.kind() == TokenKind::Comment {
            // The line that tells editors about the schema is ours.
            commented |= !part.starts_with("#:schema ");
        } else {
            kept.push_str(part);
        }
    }
    let mut out = String::with_capacity(kept.len());
    let mut gap = false;
    // A text over several lines may end its lines with blanks, and then the check below says no.
    for line in kept.lines().map(str::trim_end) {
        if line.is_empty() {
            gap = !out.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            out.push('\n');
        }
        out.push_str(line);
        out.push('\n');
    }
    let same = toml::from_str::<Value>(text).ok()? == toml::from_str::<Value>(&out).ok()?;
    (same && Profile::parse(&out).is_ok()).then_some((out, commented))
}

/// A profile as it may be shared.
pub(crate) struct Plain {
    pub text: String,
    /// It had comments.
    pub commented: bool,
    /// The labels of the inputs that started with something which is not shared.
    pub emptied: Vec<String>,
}

/// The profile without its comments, and without what an input starts with that seems to be a secret; `None` where it would
/// not be the same profile otherwise.
pub(crate) fn shareable(text: &str) -> Option<Plain> {
    let (mut text, commented) = plain(text)?;
    let mut emptied = Vec::new();
    while let Some((at, input)) =
        Profile::parse(&text).ok()?.inputs.iter().enumerate().find(|(_, input)| starts_with_secret(input))
    {
        let less = without_default(&text, at)?;
        // One less each time, so this ends; and nothing else has changed.
        let mut wanted: Value = toml::from_str(&text).ok()?;
        wanted.get_mut("input")?.get_mut(at)?.as_table_mut()?.remove("default")?;
        if toml::from_str::<Value>(&less).ok()? != wanted {
            return None;
        }
        emptied.push(input.label.clone());
        text = less;
    }
    Some(Plain { text, commented, emptied })
}

fn starts_with_secret(input: &Input) -> bool {
    input.default.is_some() && input_is_secret(input)
}

/// Whether what people type into this field seems to be a secret.
pub(crate) fn input_is_secret(input: &Input) -> bool {
    input.secret || sounds_secret(&input.name) || sounds_secret(&input.label)
}

/// The text without the default of this input, and without its line where nothing else was on it.
fn without_default(text: &str, at: usize) -> Option<String> {
    let table = DeTable::parse(text).ok()?;
    let (_, inputs) = table.get_ref().iter().find(|(key, _)| key.get_ref() == "input")?;
    let input = inputs.get_ref().as_array()?.get(at)?.get_ref().as_table()?;
    let (key, value) = input.iter().find(|(key, _)| key.get_ref() == "default")?;
    let (before, after) = (text.get(..key.span().start)?, text.get(value.span().end..)?);
    // Of a table on one line, one comma goes as well.
    let (before, after) = match (after.trim_start().strip_prefix(','), before.trim_end().strip_suffix(',')) {
        (Some(after), _) => (before, after),
        (None, Some(before)) => (before, after),
        (None, None) => (before, after),
    };
    let after = match after.strip_prefix('\n') {
        Some(after) if before.is_empty() || before.ends_with('\n') => after,
        _ => after,
    };
    Some([before, after].concat())
}

/// The profile under another id: its own for 1, else with the number behind it.
pub(crate) fn renamed(id: &str, text: &str, number: u32) -> Option<(String, String)> {
    if number <= 1 {
        return Some((id.to_owned(), text.to_owned()));
    }
    let new = format!("{id}-{number}");
    let table = DeTable::parse(text).ok()?;
    let (_, value) = table.get_ref().iter().find(|(key, _)| key.get_ref() == "id")?;
    let mut out = text.to_owned();
    out.replace_range(value.span(), &format!("\"{new}\""));
    (Profile::parse(&out).ok()?.id == new).then_some((new, out))
}

/// The first text in a profile that seems to be a secret, or is one of these.
pub(crate) fn literal(text: &str, sealed: &Sealed) -> Option<Literal> {
    let value: Value = toml::from_str(text).ok()?;
    look(&value, "", "", sealed).map(|key| Literal { key })
}

/// How schemes of `Authorization` are written before what is secret.
const SCHEMES: [&str; 7] = ["bearer", "basic", "token", "apikey", "api-key", "digest", "key"];

fn look(value: &Value, path: &str, name: &str, sealed: &Sealed) -> Option<String> {
    match value {
        Value::String(text) => {
            let constant = without_templates(text);
            let rest = constant.split_whitespace().find(|word| {
                !SCHEMES.contains(&word.trim_end_matches([':', '=']).to_ascii_lowercase().as_str())
            });
            let sent = path.contains(".headers.") || path.contains(".body.") || path.contains(".parameters.");
            let secret = sent && sounds_secret(name) && rest.is_some();
            // The second of user and password.
            let basic = path.ends_with("basic.1") && !constant.is_empty();
            (secret || basic || holds_secret(text) || sealed.is_in(text)).then(|| path.to_owned())
        }
        Value::Table(table) => {
            // Where the answer holds what: names, no values.
            table.iter().filter(|(key, _)| !(path.is_empty() && *key == "response")).find_map(
                |(key, value)| {
                    let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    look(value, &path, key, sealed)
                },
            )
        }
        Value::Array(items) => {
            items.iter().enumerate().find_map(|(at, item)| look(item, &format!("{path}.{at}"), name, sealed))
        }
        Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Datetime(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = r##"#:schema profile.schema.json
# The password of the test system is hunter2.
id = "own" # theirs
title = "Own # 1"

[[input]]
name = "username"
label = "Username"

[[input]]
name = "password"
label = "Password"
secret = true


[login]
path = "/login"
headers = { Authorization = "Basic {{password}}" }
body = { user = "{{username}}", password = "{{password}}", grant_type = "password" }

[response]
access_token = "/token"
"##;

    #[test]
    fn comments_are_notes_and_are_left_out() {
        let (text, commented) = plain(OWN).unwrap();
        assert!(commented && !text.contains("hunter2") && !text.contains("theirs"), "{text}");
        assert!(text.starts_with("id = \"own\"\ntitle = \"Own # 1\"\n\n[[input]]\n"), "{text}");
        assert_eq!(plain(&text), Some((text.clone(), false)));
        assert_eq!(literal(OWN, &Sealed::default()), None);
    }

    #[test]
    fn what_a_secret_starts_with_is_left_out() {
        let pin = "[[input]]\nname = \"PIN_code\"\nlabel = \"PIN\"\ndefault = \"CANARY\"\n\n";
        let asks = "[[input]]\nname = \"x1\"\ndefault = \"\"\"\nCANARY\"\"\"\nlabel = \"Passcode\"\n\n";
        let tenant = "[[input]]\nname = \"tenant\"\nlabel = \"Tenant\"\ndefault = \"acme\"\n\n";
        let (own, _) = plain(OWN).unwrap();
        let text = own.replacen("[[input]]", &format!("{pin}{asks}{tenant}[[input]]"), 1);
        let shared = shareable(&text).unwrap();
        assert!(!shared.text.contains("CANARY"), "{}", shared.text);
        let bare = |text: &str| text.replace("default = \"CANARY\"\n", "");
        let asked = asks.replace("default = \"\"\"\nCANARY\"\"\"\n", "");
        assert_eq!(
            shared.text,
            own.replacen("[[input]]", &format!("{}{asked}{tenant}[[input]]", bare(pin)), 1)
        );
        assert_eq!(
            (shared.emptied, shared.commented),
            (vec!["PIN".to_owned(), "Passcode".to_owned()], false)
        );

        // Tables on one line, the default anywhere in them.
        let rest = own.split_once("[login]").unwrap().1;
        for (with, without) in [
            ("{ name = 'pwd', label = 'P', default = 'CANARY' }", "{ name = 'pwd', label = 'P' }"),
            ("{ default = 'CANARY', name = 'pwd', label = 'P' }", "{  name = 'pwd', label = 'P' }"),
            ("{ name = 'pwd', default = 'CANARY', label = 'P' }", "{ name = 'pwd',  label = 'P' }"),
        ] {
            let inputs =
                "{ name = 'username', label = 'U' }, { name = 'password', label = 'W', secret = true }";
            let text = |pwd: &str| {
                format!("id = \"own\"\ntitle = \"Own\"\ninput = [{pwd}, {inputs}]\n\n[login]{rest}")
            };
            assert_eq!(shareable(&text(with)).unwrap().text, text(without));
        }
    }

    #[test]
    fn another_id_changes_nothing_else() {
        let (text, _) = plain(OWN).unwrap();
        let (id, other) = renamed("own", &text, 2).unwrap();
        assert_eq!((id.as_str(), other), ("own-2", text.replace("\"own\"", "\"own-2\"")));
        assert_eq!(renamed("own", &text, 1).unwrap().1, text);
    }

    #[test]
    fn a_literal_secret_is_found_by_its_key() {
        for (from, to, key) in [
            ("password = \"{{password}}\"", "password = \"hunter2\"", "login.body.password"),
            ("\"Basic {{password}}\"", "\"Basic aHVudGVyMg\"", "login.headers.Authorization"),
            ("path = \"/login\"", "path = \"/login?api_key=hunter2\"", "login.path"),
            ("path = \"/login\"", "url = \"https://a:b@h.test/\"", "login.url"),
            (
                "headers = ",
                "auth = { basic = [\"{{username}}\", \"hunter2\"] }\nheaders = ",
                "login.auth.basic.1",
            ),
        ] {
            let text = OWN.replace(from, to);
            assert_ne!(text, OWN);
            assert_eq!(literal(&text, &Sealed::default()), Some(Literal { key: key.to_owned() }));
        }
    }
}

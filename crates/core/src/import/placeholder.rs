//! `{{name}}` in other tools' files: filled in with what the file says, or a place that somebody fills in later.

use crate::inspect::paste::is_placeholder;
use crate::secret::Secret;
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// How often a value may name another one.
const DEEPEST: usize = 5;
/// The longest text that comes out, in bytes.
const LONGEST: usize = 64 * 1024;

/// The values of a file, by name.
pub(super) type Variables = BTreeMap<String, Secret>;

/// The text with what the file says for the names in it. A name that it does not have stays as it is.
pub(super) fn resolve(text: &str, variables: &Variables) -> Secret {
    let mut text = Zeroizing::new(text.to_owned());
    if text.len() > LONGEST {
        return Secret::new(text.to_string());
    }
    for _ in 0..DEEPEST {
        let mut out = Zeroizing::new(String::new());
        let mut rest = text.as_str();
        let mut changed = false;
        while let Some((before, after)) = rest.split_once("{{") {
            out.push_str(before);
            let Some((name, behind)) = after.split_once("}}") else { break };
            // Insomnia writes `_.name`.
            let bare = name.trim();
            let bare = bare.strip_prefix("_.").unwrap_or(bare);
            match variables.get(bare) {
                // Values that name each other grow faster than anything else.
                Some(value) if out.len() + value.expose().len() > LONGEST => {
                    return Secret::new(text.to_string());
                }
                Some(value) => {
                    changed = true;
                    out.push_str(value.expose());
                }
                None => out.extend(["{{", name, "}}"]),
            }
            rest = behind;
        }
        out.push_str(rest);
        if !changed || out.len() > LONGEST {
            break;
        }
        text = out;
    }
    Secret::new(text.to_string())
}

/// The value, unless it is empty or only the place where one goes.
pub(super) fn given(value: &Secret) -> Option<Secret> {
    let text = value.expose().trim();
    let missing = text.is_empty() || text.contains("{{") || text.contains("${") || is_placeholder(text);
    (!missing).then(|| Secret::new(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(pairs: &[(&str, &str)]) -> Variables {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), Secret::new((*value).to_owned()))).collect()
    }

    #[test]
    fn names_are_filled_in_and_a_circle_ends() {
        let known = variables(&[
            ("host", "api.test"),
            ("base", "https://{{host}}/v1"),
            ("a", "{{b}}"),
            ("b", "{{a}}{{a}}"),
        ]);
        let filled = |text: &str| resolve(text, &known).expose().to_owned();
        assert_eq!(filled("{{base}}/x?{{ _.host }}"), "https://api.test/v1/x?api.test");
        assert_eq!(filled("{{other}} {{host"), "{{other}} {{host");
        assert!(filled("{{a}}").len() < LONGEST);
        let long = variables(&[("a", &"x".repeat(60_000)), ("b", &"{{a}}".repeat(10_000))]);
        assert!(resolve("{{b}}", &long).expose().len() <= LONGEST);
    }

    #[test]
    fn the_place_of_a_value_is_none() {
        let given = |text: &str| given(&Secret::new(text.to_owned())).is_some();
        assert!(given("hunter2") && given(" a b "));
        for odd in ["", " ", "{{password}}", "$PASSWORD", "<password>", "YOUR_TOKEN"] {
            assert!(!given(odd), "{odd}");
        }
    }
}

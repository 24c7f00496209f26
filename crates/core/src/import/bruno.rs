//! Bruno's environments: `vars { name: value }`, and `vars:secret [ name ]` without values, which are never in the file.

use crate::secret::Secret;

/// Whether the text is one.
pub(super) fn is_one(text: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim_end();
        let block = |name: &str, open: char| {
            line.strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with(open))
        };
        block("vars", '{') || block("vars:secret", '[')
    })
}

/// Its values, in its order; where it is wrong: the line.
pub(super) fn read(text: &str) -> Result<Vec<(String, Secret)>, usize> {
    let mut out: Vec<(String, Secret)> = Vec::new();
    let mut block = Block::None;
    let mut opened = 0;
    for (at, line) in text.lines().enumerate() {
        let bare = line.trim();
        match block {
            Block::None if bare.is_empty() => {}
            Block::None => {
                opened = at + 1;
                block = match bare.split_once(['{', '[']) {
                    Some((name, rest)) if name.trim() == "vars:secret" => {
                        let done = rest.contains(']');
                        names(rest, &mut out);
                        if done { Block::None } else { Block::Secret }
                    }
                    Some((name, rest)) if name.trim() == "vars" => {
                        if rest.trim() == "}" {
                            Block::None
                        } else {
                            Block::Values
                        }
                    }
                    Some((_, rest)) if rest.trim().is_empty() => Block::Other,
                    // Such as a colour.
                    None if bare.contains(':') => Block::None,
                    _ => return Err(at + 1),
                };
            }
            // A block ends where its bracket stands alone at the beginning of a line.
            Block::Values | Block::Other if line.trim_end() == "}" || line.trim_end() == "]" => {
                block = Block::None
            }
            Block::Values => {
                if let Some((name, value)) = pair(bare).ok_or(at + 1)? {
                    set(&mut out, name, value);
                }
            }
            Block::Secret => {
                let done = bare.contains(']');
                names(bare, &mut out);
                if done {
                    block = Block::None;
                }
            }
            Block::Other => {}
        }
    }
    if matches!(block, Block::None) { Ok(out) } else { Err(opened) }
}

enum Block {
    None,
    Values,
    Secret,
    Other,
}

/// `name: value`; inside: `None` where it is empty or switched off (`~name: value`).
fn pair(line: &str) -> Option<Option<(&str, &str)>> {
    if line.is_empty() || line.starts_with('~') || line.starts_with('#') {
        return Some(None);
    }
    let (name, value) = line.split_once(':')?;
    Some(Some((name.trim(), value.trim())))
}

fn names(line: &str, out: &mut Vec<(String, Secret)>) {
    let line = line.trim_start_matches('[').trim_end_matches(']');
    for name in
        line.split([',', ']']).map(str::trim).filter(|name| !name.is_empty() && !name.starts_with('~'))
    {
        if out.iter().all(|(known, _)| known != name) {
            set(out, name, "");
        }
    }
}

fn set(out: &mut Vec<(String, Secret)>, name: &str, value: &str) {
    if out.len() < 10_000 {
        out.push((name.to_owned(), Secret::new(value.to_owned())));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Result<Vec<(String, String)>, usize> {
        Ok(read(text)?.into_iter().map(|(name, value)| (name, value.expose().to_owned())).collect())
    }

    #[test]
    fn an_environment_is_read() {
        let text = "vars {\n  baseUrl: https://h.test:8/v1\n  ~old: x\n  user: demo\n}\nvars:secret [\n  password,\n  ~gone\n]\ncolor: #abc\nmeta {\n  a: b\n}\n";
        let pairs = [("baseUrl", "https://h.test:8/v1"), ("user", "demo"), ("password", "")];
        assert!(is_one(text));
        assert_eq!(values(text).unwrap(), pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(values("vars:secret [a, b]\n").unwrap().len(), 2);
    }

    #[test]
    fn where_it_is_wrong_is_told() {
        assert_eq!(values("vars {\n  baseUrl\n}\n"), Err(2));
        assert_eq!(values("vars {\n  a: b\n"), Err(1));
        assert!(!is_one("variables {\n}\n") && !is_one("A=1\n"));
    }
}

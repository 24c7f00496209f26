//! An `.env` file. The libraries for it fill in variables of this process, and a stranger's file must not read those.

use crate::secret::Secret;
use zeroize::Zeroizing;

/// Its values, in its order; `None` where it is no such file.
pub(super) fn read(text: &str) -> Option<Vec<(String, Secret)>> {
    let mut out = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        let bare = line.trim();
        if bare.is_empty() || bare.starts_with('#') {
            rest = after;
            continue;
        }
        let bare = bare.strip_prefix("export ").unwrap_or(bare);
        let (name, value) = bare.split_once('=')?;
        let name = name.trim();
        let is_name = !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte));
        if !is_name || name.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let value = value.trim_start();
        let (value, after) = match value.chars().next() {
            Some(quote @ ('"' | '\'' | '`')) => {
                // From the file, since a value in quotes may go on over lines.
                let start = rest.len() - rest.split_once('=')?.1.trim_start().len() + 1;
                quoted(rest.get(start..)?, quote)?
            }
            _ => (Zeroizing::new(plain(value).to_owned()), after),
        };
        out.push((name.to_owned(), Secret::new(value.to_string())));
        rest = after;
    }
    (!out.is_empty()).then_some(out)
}

/// Up to a comment.
fn plain(value: &str) -> &str {
    let comment = value.find(" #").or_else(|| value.find("\t#")).unwrap_or(value.len());
    if value.starts_with('#') { "" } else { value[..comment].trim_end() }
}

/// Up to the closing quote, and what comes after its line.
fn quoted(text: &str, quote: char) -> Option<(Zeroizing<String>, &str)> {
    let mut value = Zeroizing::new(String::new());
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            _ if letter == quote => {
                let rest = text.get(at + 1..).unwrap_or_default();
                return Some((value, rest.split_once('\n').map_or("", |(_, rest)| rest)));
            }
            '\\' if quote == '"' => match letters.next()?.1 {
                'n' => value.push('\n'),
                'r' => value.push('\r'),
                't' => value.push('\t'),
                other => value.push(other),
            },
            _ => value.push(letter),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Option<Vec<(String, String)>> {
        Some(read(text)?.into_iter().map(|(name, value)| (name, value.expose().to_owned())).collect())
    }

    #[test]
    fn values_are_read_as_their_quotes_say() {
        let text = "# a comment\nexport A=1 # one\nB='it # is'\n\nC=\"a\\\"b\\nc\"\nD=\nE = x#y\nF=\"1\n2\" # two lines\nG=$HOME";
        let pairs = [
            ("A", "1"),
            ("B", "it # is"),
            ("C", "a\"b\nc"),
            ("D", ""),
            ("E", "x#y"),
            ("F", "1\n2"),
            ("G", "$HOME"),
        ];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(values(text).unwrap(), pairs);
    }

    #[test]
    fn what_is_no_such_file_is_none() {
        for odd in
            ["", "# only this", "hello", "A=1\nhello", "A b=1", "1A=2", "A=\"never closed\nB=1", "a: b=c"]
        {
            assert_eq!(values(odd), None, "{odd}");
        }
    }
}

//! Our lines in somebody's `.env` file. Whatever else is in it is theirs, and stays as it is.

use zeroize::Zeroizing;

/// How our first line begins.
const MARK: &str = "# Fobwatch: ";
/// Our last line.
const END: &str = "# Fobwatch: end";
/// What our first line ends with while there is no token.
const EMPTY: &str = "no token at the moment";

/// The file with these lines as ours: where ours were, else at its end. `about` says whose they are and how long they are
/// good, on one line.
pub(super) fn put(text: &str, about: &str, lines: &str) -> Zeroizing<String> {
    let parts = Parts::of(text);
    let gap = if parts.before.is_empty() || parts.before.ends_with('\n') { "" } else { "\n" };
    let middle = [parts.before, gap, MARK, about, "\n", lines, END, "\n", parts.after];
    joined(&middle)
}

/// The file with our values emptied, so that whoever reads it fails in a way that can be understood. `None` where there is
/// nothing of ours to empty.
pub(super) fn empty(text: &str) -> Option<Zeroizing<String>> {
    let parts = Parts::of(text);
    let ours = parts.ours?;
    let mut out = String::with_capacity(text.len() + EMPTY.len());
    out.push_str(parts.before);
    for line in ours.split_inclusive('\n') {
        match line.split_once('=') {
            _ if line.starts_with(END) => out.push_str(line),
            _ if line.starts_with(MARK) => {
                let whose = line[MARK.len()..].trim_end();
                let whose = whose.rsplit_once(", ").map_or(whose, |(whose, _)| whose);
                out.extend([MARK, whose, ", ", EMPTY, "\n"]);
            }
            // An address is no secret, and people look for it.
            Some(("BASE_URL", _)) | None => out.push_str(line),
            Some((name, _)) => out.extend([name, "=\n"]),
        }
    }
    out.push_str(parts.after);
    let out = Zeroizing::new(out);
    (out.as_str() != text).then_some(out)
}

/// The file without our lines; `None` where there are none.
pub(super) fn without(text: &str) -> Option<Zeroizing<String>> {
    let parts = Parts::of(text);
    parts.ours?;
    Some(joined(&[parts.before, parts.after]))
}

/// Where the file itself sets one of these variables already, outside of our lines: the line, counted from 1, and the name.
pub(super) fn clash(text: &str, names: &[String]) -> Option<(usize, String)> {
    let parts = Parts::of(text);
    let passed = |text: &str| text.matches('\n').count();
    let after = passed(parts.before) + passed(parts.ours.unwrap_or_default());
    let set = |text: &str, from: usize| {
        text.lines().enumerate().find_map(|(at, line)| {
            let line = line.trim_start();
            let (name, _) = line.strip_prefix("export ").unwrap_or(line).split_once('=')?;
            let name = names.iter().find(|known| **known == name.trim())?;
            Some((from + at + 1, name.clone()))
        })
    };
    set(parts.before, 0).or_else(|| set(parts.after, after))
}

/// A file in three parts.
struct Parts<'a> {
    before: &'a str,
    /// From our first line to our last; where somebody has taken the last one away, to the end of what looks like ours.
    ours: Option<&'a str>,
    after: &'a str,
}

impl<'a> Parts<'a> {
    fn of(text: &'a str) -> Self {
        let mut at = 0;
        let mut begun = None;
        for line in text.split_inclusive('\n') {
            let next = at + line.len();
            let is_end = line.trim_end() == END;
            match begun {
                None if line.starts_with(MARK) && !is_end => begun = Some(at),
                Some(from) if is_end => return Self::cut(text, from, next),
                Some(from) if !line.starts_with(|c: char| c.is_ascii_uppercase()) => {
                    return Self::cut(text, from, at);
                }
                _ => {}
            }
            at = next;
        }
        match begun {
            Some(from) => Self::cut(text, from, text.len()),
            None => Self { before: text, ours: None, after: "" },
        }
    }

    fn cut(text: &'a str, from: usize, to: usize) -> Self {
        Self { before: &text[..from], ours: Some(&text[from..to]), after: &text[to..] }
    }
}

/// Made in its full length, so that no shorter copy is left behind.
fn joined(parts: &[&str]) -> Zeroizing<String> {
    let mut out = String::with_capacity(parts.iter().map(|part| part.len()).sum());
    out.extend(parts.iter().copied());
    Zeroizing::new(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LINES: &str = "BASE_URL=https://h.test\nACCESS_TOKEN=abc\n";
    const ABOUT: &str = "Acme, UAT, good until 12:00:00 UTC";

    #[test]
    fn what_is_not_ours_stays_where_it_is() {
        let theirs = "# mine\nDB=x";
        let first = put(theirs, ABOUT, LINES);
        assert_eq!(
            *first,
            format!("# mine\nDB=x\n# Fobwatch: {ABOUT}\n{LINES}# Fobwatch: end\n"),
            "after a line that had no end"
        );
        let more = format!("{}LAST=1\n", *first);
        let second = put(&more, "Acme, good until 13:00:00 UTC", "ACCESS_TOKEN=def\n");
        assert_eq!(
            *second,
            "# mine\nDB=x\n# Fobwatch: Acme, good until 13:00:00 UTC\nACCESS_TOKEN=def\n# Fobwatch: end\nLAST=1\n"
        );
        assert_eq!(**without(&second).unwrap(), *"# mine\nDB=x\nLAST=1\n");
        assert!(without(theirs).is_none());
    }

    #[test]
    fn emptied_lines_hold_no_value_but_the_address() {
        let full = put("DB=x\n", ABOUT, LINES);
        let empty = empty(&full).unwrap();
        assert_eq!(
            *empty,
            "DB=x\n# Fobwatch: Acme, UAT, no token at the moment\nBASE_URL=https://h.test\nACCESS_TOKEN=\n# Fobwatch: end\n"
        );
        assert!(super::empty(&empty).is_none(), "twice is once");
        assert!(super::empty("DB=x\n").is_none());
    }

    #[test]
    fn a_missing_last_line_takes_nothing_of_theirs() {
        let text = "# Fobwatch: Acme, good\nACCESS_TOKEN=abc\n\nDB=x\n";
        assert_eq!(**without(text).unwrap(), *"\nDB=x\n");
        assert!(!empty(text).unwrap().contains("abc"));
        let cut = "# Fobwatch: Acme, good\nACCESS_TOKEN=abc";
        assert!(!empty(cut).unwrap().contains("abc"));
    }

    #[test]
    fn a_variable_that_is_theirs_is_found() {
        let names = ["ACCESS_TOKEN".to_owned(), "BASE_URL".to_owned()];
        let full = put("DB=x\n", ABOUT, LINES);
        assert_eq!(clash(&full, &names), None);
        assert_eq!(clash("A=1\n#BASE_URL=2\nXBASE_URL=2\n", &names), None);
        assert_eq!(clash("BASE_URL = 2\n", &names), Some((1, "BASE_URL".to_owned())));
        assert_eq!(clash("A=1\nexport BASE_URL=2\n", &names), Some((2, "BASE_URL".to_owned())));
        let after = format!("{}ACCESS_TOKEN=mine\n", *full);
        assert_eq!(clash(&after, &names), Some((6, "ACCESS_TOKEN".to_owned())));
    }

    proptest! {
        #[test]
        fn any_file_is_whole_again_without_our_lines(before in "[^#]{0,60}", after in "(\n[ -~]{0,60})?") {
            let theirs = if before.is_empty() || before.ends_with('\n') { before } else { before + "\n" };
            let ours = put(&theirs, ABOUT, LINES);
            let whole = format!("{}{after}", *ours);
            prop_assert_eq!(without(&whole).unwrap().to_string(), format!("{theirs}{after}"));
            prop_assert!(!empty(&whole).unwrap().contains("ACCESS_TOKEN=abc"));
        }
    }
}

//! Our lines in somebody's `.env` file. Whatever else is in it is theirs, and stays as it is.
//!
//! Ours are the two marks, and between them the variables that we write. A line that somebody has put there is theirs.

use zeroize::Zeroizing;

/// How our first line begins.
const MARK: &str = "# Fobwatch: ";
/// Our last line.
const END: &str = "# Fobwatch: end";
/// What our first line ends with while there is no token.
const EMPTY: &str = "no token at the moment";
/// What stays when the rest is emptied: an address is no secret, and people look for it.
const ADDRESS: &str = "BASE_URL";

/// The file with these lines as ours: where ours were, else at its end. `about` says whose they are and how long they are
/// good, on one line; `names` are those of the variables that may be ours.
pub(super) fn put(text: &str, names: &[String], about: &str, lines: &str) -> Zeroizing<String> {
    let parsed = parse(text, names);
    let block = [MARK, about, "\n", lines, END, "\n"];
    let mut out = Vec::with_capacity(parsed.len() + block.len() + 1);
    let mut is_in = false;
    for line in &parsed {
        if line.is_ours() && !is_in {
            is_in = true;
            out.extend(block);
        }
        if !line.is_ours() {
            out.push(line.text);
        }
    }
    if !is_in {
        if !text.is_empty() && !text.ends_with('\n') {
            out.push("\n");
        }
        out.extend(block);
    }
    joined(&out)
}

/// The file with our values emptied, so that whoever reads it fails in a way that can be understood. `None` where there is
/// nothing of ours to empty.
pub(super) fn empty(text: &str, names: &[String]) -> Option<Zeroizing<String>> {
    let parsed = parse(text, names);
    let mut out = Vec::with_capacity(parsed.len() * 2);
    for line in &parsed {
        match line.kind {
            Kind::First => {
                let whose = about(line.text).and_then(|about| about.rsplit_once(", "));
                out.extend([MARK, whose.map_or("", |(whose, _)| whose), ", ", EMPTY, "\n"]);
            }
            Kind::Variable(name) if name != ADDRESS => out.extend([name, "=\n"]),
            Kind::Theirs | Kind::Last | Kind::Variable(_) => out.push(line.text),
        }
    }
    let out = joined(&out);
    (out.as_str() != text).then_some(out)
}

/// The file without our lines; `None` where there are none.
pub(super) fn without(text: &str, names: &[String]) -> Option<Zeroizing<String>> {
    let parsed = parse(text, names);
    let theirs: Vec<_> = parsed.iter().filter(|line| !line.is_ours()).map(|line| line.text).collect();
    (theirs.len() < parsed.len()).then(|| joined(&theirs))
}

/// Where the file itself sets one of these variables already, outside of our lines: the line, counted from 1, and the name.
pub(super) fn clash(text: &str, names: &[String]) -> Option<(usize, String)> {
    parse(text, names).iter().enumerate().filter(|(_, line)| !line.is_ours()).find_map(|(at, line)| {
        let line = line.text.trim_start();
        let (name, _) = line.strip_prefix("export ").unwrap_or(line).split_once('=')?;
        let name = names.iter().find(|known| **known == name.trim())?;
        Some((at + 1, name.clone()))
    })
}

struct Line<'a> {
    /// With its end.
    text: &'a str,
    kind: Kind<'a>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind<'a> {
    Theirs,
    First,
    /// One of ours, by its name.
    Variable(&'a str),
    Last,
}

impl Line<'_> {
    fn is_ours(&self) -> bool {
        self.kind != Kind::Theirs
    }
}

/// All lines of a file. Where somebody has taken our last one away, ours end with the first that is not.
fn parse<'a>(text: &'a str, names: &[String]) -> Vec<Line<'a>> {
    let mut lines: Vec<_> =
        text.split_inclusive('\n').map(|text| Line { text, kind: Kind::Theirs }).collect();
    let mut at = 0;
    while at < lines.len() {
        if about(lines[at].text).is_none() {
            at += 1;
            continue;
        }
        let first = at;
        at += 1;
        let rest = lines[at..].iter();
        let stop = rest.clone().position(|line| is_last(line.text) || about(line.text).is_some());
        let last = stop.map(|stop| at + stop).filter(|stop| is_last(lines[*stop].text));
        let to = last.unwrap_or_else(|| {
            let ours = rest.take_while(|line| variable(line.text, names).is_some()).count();
            at + ours
        });
        lines[first].kind = Kind::First;
        for line in &mut lines[at..to] {
            line.kind = variable(line.text, names).map_or(Kind::Theirs, Kind::Variable);
        }
        at = to;
        if let Some(last) = last {
            lines[last].kind = Kind::Last;
            at += 1;
        }
    }
    lines
}

/// What our first line says; `None` for any other line. People begin their own notes with our name, too, so the whole of
/// it has to be as we write it.
fn about(line: &str) -> Option<&str> {
    let about = line.strip_prefix(MARK)?.trim_end();
    let (_, good) = about.rsplit_once(", ")?;
    let is_time = |time: &str| chrono::NaiveDateTime::parse_from_str(time, "%Y-%m-%d %H:%M:%S").is_ok();
    let dated =
        || good.strip_prefix("good until ").and_then(|end| end.strip_suffix(" UTC")).is_some_and(is_time);
    (good == EMPTY || good == crate::export::NO_END || dated()).then_some(about)
}

fn is_last(line: &str) -> bool {
    line.trim_end() == END
}

/// The name of the variable, where it is one of these.
fn variable<'a>(line: &'a str, names: &[String]) -> Option<&'a str> {
    let (name, _) = line.split_once('=')?;
    names.iter().any(|known| known == name).then_some(name)
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
    const ABOUT: &str = "Acme, UAT, good until 2026-01-01 12:00:00 UTC";

    fn names() -> Vec<String> {
        ["BASE_URL", "ACCESS_TOKEN"].map(str::to_owned).into()
    }

    fn put(text: &str, about: &str, lines: &str) -> Zeroizing<String> {
        super::put(text, &names(), about, lines)
    }

    fn empty(text: &str) -> Option<Zeroizing<String>> {
        super::empty(text, &names())
    }

    fn without(text: &str) -> Option<Zeroizing<String>> {
        super::without(text, &names())
    }

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
        let second = put(&more, "Acme, good until 2026-01-01 13:00:00 UTC", "ACCESS_TOKEN=def\n");
        assert_eq!(
            *second,
            "# mine\nDB=x\n# Fobwatch: Acme, good until 2026-01-01 13:00:00 UTC\nACCESS_TOKEN=def\n# Fobwatch: end\nLAST=1\n"
        );
        assert_eq!(**without(&second).unwrap(), *"# mine\nDB=x\nLAST=1\n");
        assert!(without(theirs).is_none());
    }

    #[test]
    fn emptied_lines_hold_no_value_but_the_address() {
        let full = put("DB=x\n", ABOUT, LINES);
        let emptied = empty(&full).unwrap();
        assert_eq!(
            *emptied,
            "DB=x\n# Fobwatch: Acme, UAT, no token at the moment\nBASE_URL=https://h.test\nACCESS_TOKEN=\n# Fobwatch: end\n"
        );
        assert!(empty(&emptied).is_none(), "twice is once");
        assert!(empty("DB=x\n").is_none());
    }

    #[test]
    fn a_missing_last_line_takes_nothing_of_theirs() {
        let text = "# Fobwatch: Acme, with no known end\nACCESS_TOKEN=abc\n\nDB=x\n";
        assert_eq!(**without(text).unwrap(), *"\nDB=x\n");
        assert!(!empty(text).unwrap().contains("abc"));
        let cut = "# Fobwatch: Acme, with no known end\nACCESS_TOKEN=abc";
        assert!(!empty(cut).unwrap().contains("abc"));
    }

    #[test]
    fn lines_that_we_did_not_write_are_theirs_wherever_they_are() {
        // Without our last line, and with names as ours have them.
        let cut = format!("# Fobwatch: {ABOUT}\n{LINES}DATABASE_URL=x\nAWS=y\nACCESS_TOKEN=mine\n");
        assert_eq!(**without(&cut).unwrap(), *"DATABASE_URL=x\nAWS=y\nACCESS_TOKEN=mine\n");
        assert_eq!(
            *put(&cut, ABOUT, "ACCESS_TOKEN=new\n"),
            format!(
                "# Fobwatch: {ABOUT}\nACCESS_TOKEN=new\n{END}\nDATABASE_URL=x\nAWS=y\nACCESS_TOKEN=mine\n"
            )
        );
        // A note that begins with our name.
        for note in
            ["# Fobwatch: see wiki", "# Fobwatch: no, good until noon UTC", "# Fobwatch: end", "# Fobwatch: "]
        {
            let text = format!("{note}\nDB_PASSWORD=x\nOTHER=y\nBASE_URL=z\n");
            assert!(without(&text).is_none() && empty(&text).is_none(), "{note}");
            assert_eq!(*put(&text, ABOUT, LINES), format!("{text}# Fobwatch: {ABOUT}\n{LINES}{END}\n"));
        }
        // Between our marks.
        let between = format!("A=1\n# Fobwatch: {ABOUT}\n{LINES}# a note\nDB=x\n\n{END}\nB=2\n");
        assert_eq!(**without(&between).unwrap(), *"A=1\n# a note\nDB=x\n\nB=2\n");
        let emptied = empty(&between).unwrap();
        assert!(emptied.contains("ACCESS_TOKEN=\n# a note\nDB=x\n\n# Fobwatch: end\n"), "{}", *emptied);
        assert_eq!(
            *put(&between, ABOUT, "ACCESS_TOKEN=new\n"),
            format!("A=1\n# Fobwatch: {ABOUT}\nACCESS_TOKEN=new\n{END}\n# a note\nDB=x\n\nB=2\n")
        );
        // Somebody has put two versions of the file together.
        let twice = format!("# Fobwatch: {ABOUT}\n{LINES}X=1\n# Fobwatch: {ABOUT}\n{LINES}{END}\n");
        assert_eq!(**without(&twice).unwrap(), *"X=1\n");
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

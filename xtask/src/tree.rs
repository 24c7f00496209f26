//! Checks on the files themselves: nothing of the machine they were written on, and no link into the void.

use std::fs;
use std::path::Path;

use crate::Failure;
use crate::child;
use crate::place::Place;

/// Traces of one machine or one network. Written in pieces, so that this file passes its own check.
const TRACES: &[&str] = &[
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("arti", "factory"),
    concat!("registry.", "npmjs"),
    concat!("registry.", "yarnpkg"),
];

/// Every file of the checkout, or nothing when it is no git checkout.
pub fn tracked(place: &Place) -> Option<Vec<String>> {
    let root = place.root.to_string_lossy();
    let list = child::answer("git", &["-C", &root, "ls-files", "-z"])?;
    Some(list.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect())
}

/// Looks through them, and says how many it saw.
pub fn judge(place: &Place, files: &[String]) -> Result<String, Failure> {
    let mut wrong = Vec::new();
    let mut seen = 0_usize;
    for path in files {
        // Deleted but not committed yet, or not text.
        let Some(text) = fs::read(place.root.join(path)).ok().and_then(|bytes| String::from_utf8(bytes).ok())
        else {
            continue;
        };
        seen += 1;
        wrong.extend(
            traces(&text)
                .map(|(line, trace)| format!("{path}:{line}: `{trace}` names a machine or a registry")),
        );
        if Path::new(path).extension().is_some_and(|kind| kind == "md") {
            wrong.extend(broken_links(place, path, &text));
        }
    }
    if wrong.is_empty() { Ok(format!("{seen} files")) } else { Err(wrong.join("\n")) }
}

fn traces(text: &str) -> impl Iterator<Item = (usize, &'static str)> + '_ {
    let lines = text.lines().enumerate();
    lines.flat_map(|(at, line)| {
        TRACES.iter().filter(move |trace| line.contains(**trace)).map(move |trace| (at + 1, *trace))
    })
}

fn broken_links(place: &Place, path: &str, text: &str) -> Vec<String> {
    let from = place.root.join(path);
    let folder = from.parent().unwrap_or(&place.root);
    let broken = links(text).into_iter().filter(|link| !folder.join(link).exists());
    broken.map(|link| format!("{path}: the link to `{link}` leads nowhere")).collect()
}

/// The files a Markdown text links to, without what is elsewhere on the net or inside the text itself.
fn links(text: &str) -> Vec<&str> {
    let ends = text.split("](").skip(1).filter_map(|rest| rest.split([')', ' ', '\n']).next());
    let files = ends.filter_map(|link| link.split('#').next()).filter(|link| !link.is_empty());
    files.filter(|link| !link.contains(':') && !link.starts_with('<')).collect()
}

#[cfg(test)]
mod tests {
    use super::{TRACES, links, traces};

    #[test]
    fn links_to_files_are_found() {
        let text =
            "[a](docs/a.md) ![b](b.png \"title\") [c](https://example.test) [d](#here) [e](../e.md#part)";
        assert_eq!(links(text), ["docs/a.md", "b.png", "../e.md"]);
    }

    #[test]
    fn traces_are_found_with_their_line() {
        let text = format!("fine\nsee {}main\n", TRACES[0]);
        assert_eq!(traces(&text).collect::<Vec<_>>(), [(2, TRACES[0])]);
        assert_eq!(traces("framework/main network/x").count(), 0);
    }
}

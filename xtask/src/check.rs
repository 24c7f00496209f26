//! What `cargo xtask test` runs: each check once, with its outcome.

use std::process::Command;
use std::time::Duration;

use crate::Failure;
use crate::child::{self, Ended};
use crate::counts::{Counts, excerpt, failing};
use crate::node;
use crate::place::Place;
use crate::progress::Progress;
use crate::setup;
use crate::suite::{self, Suite};
use crate::tools::CARGO_DENY;
use crate::tree as files;

const EXCERPT: usize = 40;

/// How a check or a suite ended.
pub enum Outcome {
    Passed { counts: Counts, note: String },
    Failed { counts: Counts, note: String, detail: String },
    LeftOut(String),
}

impl Outcome {
    /// What it adds to the sum.
    pub fn counts(&self) -> Counts {
        match self {
            Self::Passed { counts, .. } | Self::Failed { counts, .. } => *counts,
            Self::LeftOut(_) => Counts { skipped: 1, ..Counts::default() },
        }
    }

    /// What the summary says beside the numbers.
    pub fn note(&self) -> String {
        match self {
            Self::Passed { note, .. } | Self::Failed { note, .. } => note.clone(),
            Self::LeftOut(reason) => format!("left out: {reason}"),
        }
    }

    /// How it ended, in a word or a few.
    pub fn word(&self) -> String {
        match self {
            Self::Passed { note, .. } if note.is_empty() => "passed".to_owned(),
            Self::Passed { note, .. } => format!("passed: {note}"),
            Self::Failed { .. } => "FAILED".to_owned(),
            Self::LeftOut(reason) => format!("left out: {reason}"),
        }
    }

    /// A check that passes or fails as a whole.
    fn of(result: Result<String, Failure>) -> Self {
        match result {
            Ok(note) => Self::Passed { counts: Counts::one(true), note },
            Err(detail) => Self::Failed { counts: Counts::one(false), note: String::new(), detail },
        }
    }

    /// A program whose exit code says it all.
    fn of_program(place: &Place, name: &str, command: Command) -> Self {
        Self::of(child::run(place, name, command).and_then(Ended::check).map(|_| String::new()))
    }

    /// A test runner: its own numbers, and one failure more if it broke before it could count.
    fn of_tests(result: Result<Ended, Failure>, count: fn(&str) -> Counts) -> Self {
        let ended = match result {
            Ok(ended) => ended,
            Err(failure) => return Self::of(Err(failure)),
        };
        let mut counts = count(&ended.text);
        let notes = [binding_drift(&ended.text), causes_found(&ended.text)];
        let note = notes.into_iter().filter(|note| !note.is_empty()).collect::<Vec<_>>().join("; ");
        if ended.ok && counts.failed == 0 {
            return Self::Passed { counts, note };
        }
        counts.failed = counts.failed.max(1);
        let names = failing(&ended.text).join("\n");
        let detail =
            format!("{names}\n{}\n(all of it: {})", excerpt(&ended.text, EXCERPT), ended.log.display());
        Self::Failed { counts, note, detail: detail.trim_start().to_owned() }
    }
}

/// Says by name how the test went that compares the TypeScript types with the Rust ones.
fn binding_drift(text: &str) -> String {
    let mut lines =
        text.lines().filter(|line| line.starts_with("test ") && line.contains("bindings_are_up_to_date"));
    match lines.next() {
        None => String::new(),
        Some(first) if std::iter::once(first).chain(lines).all(|line| line.ends_with(" ok")) => {
            "bindings match".to_owned()
        }
        Some(_) => "bindings DIFFER: cargo xtask bindings".to_owned(),
    }
}

/// How often the cause of a refused request was found, from the test over the labelled cases.
fn causes_found(text: &str) -> String {
    const SAYS: &str = "causes found: ";
    let found = text.lines().find_map(|line| line.find(SAYS).map(|at| &line[at..]));
    found.unwrap_or_default().to_owned()
}

pub fn setup(place: &Place) -> Outcome {
    Outcome::of(setup::ensure(place, true, Progress::within(setup::steps(true))).map(|()| String::new()))
}

pub fn ui_build(place: &Place) -> Outcome {
    Outcome::of(node::build(place))
}

pub fn tree(place: &Place) -> Outcome {
    match files::tracked(place) {
        Some(files) => Outcome::of(files::judge(place, &files)),
        None => Outcome::LeftOut("not a git checkout".to_owned()),
    }
}

pub fn rustfmt(place: &Place) -> Outcome {
    Outcome::of_program(place, "rustfmt", place.cargo(["fmt", "--all", "--check"]))
}

pub fn prettier(place: &Place) -> Outcome {
    Outcome::of_program(place, "prettier", node::tool(place, "prettier", &["--check", "."]))
}

pub fn svelte_check(place: &Place) -> Outcome {
    Outcome::of_program(place, "svelte-check", node::tool(place, "svelte-check", &["--fail-on-warnings"]))
}

pub fn ui_tests(place: &Place) -> Outcome {
    let command = node::tool(place, "vitest", &["run"]);
    Outcome::of_tests(child::run(place, "vitest", command), Counts::of_vitest)
}

fn cargo_deny(place: &Place, args: &[&str]) -> Command {
    let mut command = place.command(place.tool(CARGO_DENY.name));
    command.arg("--locked").args(args);
    command
}

pub fn deny(place: &Place) -> Outcome {
    Outcome::of_program(place, "deny", cargo_deny(place, &["check", "licenses", "bans", "sources"]))
}

pub fn advisories(place: &Place) -> Outcome {
    // Getting the index and judging by it are two calls, so that a network that is not there is never taken for an advisory.
    let fetch = child::run_within(
        place,
        "advisories-fetch",
        cargo_deny(place, &["fetch", "db"]),
        Duration::from_secs(120),
    );
    if !fetch.is_ok_and(|ended| ended.ok) {
        return Outcome::LeftOut("advisories not checked: index not reachable".to_owned());
    }
    Outcome::of_program(place, "advisories", cargo_deny(place, &["check", "--disable-fetch", "advisories"]))
}

pub fn clippy(place: &Place) -> Outcome {
    let args = ["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"];
    Outcome::of_program(place, "clippy", place.cargo(args))
}

pub fn inner_tests(place: &Place) -> Outcome {
    run_tests(place, "tests", suite::tests(place, Suite::Inner))
}

pub fn doc_tests(place: &Place) -> Outcome {
    run_tests(
        place,
        "doc-tests",
        Ok(place.cargo(["test", "--workspace", "--locked", "--no-fail-fast", "--doc"])),
    )
}

pub fn app_build(place: &Place) -> Outcome {
    Outcome::of(suite::build(place))
}

/// As many simulated worlds as fit into a minute, the same ones every time, and every broken keeper.
pub fn simulation(place: &Place) -> Outcome {
    let run = |name: &str, args: &[&str]| {
        let mut command = place.command(place.built(suite::SIMULATION));
        command.args(args);
        child::run(place, name, command).and_then(Ended::check)
    };
    let seeds = run("simulation", &["--seeds", "10000", "--budget", "60"]);
    Outcome::of(seeds.and_then(|seeds| {
        run("broken-keepers", &["--broken"])?;
        Ok(seeds.text.lines().last().unwrap_or_default().to_owned())
    }))
}

pub fn end_to_end(place: &Place) -> Outcome {
    if !cfg!(target_os = "linux") {
        return Outcome::LeftOut("the window is driven on Linux only".to_owned());
    }
    let command = suite::tests(place, Suite::EndToEnd).map(|mut command| {
        command.args(["--", "--test-threads=1"]);
        command
    });
    run_tests(place, "e2e", command)
}

fn run_tests(place: &Place, name: &str, command: Result<Command, Failure>) -> Outcome {
    Outcome::of_tests(command.and_then(|command| child::run(place, name, command)), Counts::of_cargo)
}

#[cfg(test)]
mod tests {
    use super::{binding_drift, causes_found};

    #[test]
    fn binding_drift_is_named() {
        assert_eq!(
            binding_drift("test bindings::bindings_are_up_to_date ... ok\ntest bindings::a ... FAILED\n"),
            "bindings match"
        );
        assert!(binding_drift("test bindings_are_up_to_date ... FAILED\n").starts_with("bindings DIFFER"));
        assert_eq!(binding_drift("test a ... ok\n"), "");
    }

    #[test]
    fn the_causes_found_are_named() {
        let line = "causes found: 108 of 109, sure and wrong: 0";
        // A runner with one thread writes the name of the test before it.
        assert_eq!(causes_found(&format!("test a ... ok\ntest b ... {line}\nok\n")), line);
        assert_eq!(causes_found("test a ... ok\n"), "");
    }
}

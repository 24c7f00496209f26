//! The project's own commands, run as `cargo xtask <command>`. Standard library only, so that they build in seconds.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line tool: what it prints is what it is for"
)]
#![allow(clippy::disallowed_methods, reason = "it writes logs and stamps below target/, never a secret")]

mod check;
mod child;
mod counts;
mod demo;
mod display;
mod node;
mod packages;
mod place;
mod progress;
mod servers;
mod setup;
mod suite;
mod test;
mod tools;
mod tree;
mod upkeep;

use std::process::ExitCode;

use place::Place;

/// Why a command could not do its work: a sentence for the person who ran it.
type Failure = String;

/// One command of this tool.
struct Entry {
    name: &'static str,
    takes: &'static str,
    does: &'static str,
    run: fn(&Place, &[String]) -> Result<(), Failure>,
}

const COMMANDS: &[Entry] = &[
    Entry {
        name: "setup",
        takes: "[--test]",
        does: "get what this machine needs to build (and to test)",
        run: setup::run,
    },
    Entry {
        name: "demo",
        takes: "[--headless]",
        does: "build it and show it, against a local sandbox API",
        run: demo::run,
    },
    Entry {
        name: "test",
        takes: "[--fast]",
        does: "every check and every test; --fast leaves the slow ones out",
        run: test::run,
    },
    Entry {
        name: "e2e",
        takes: "[FILTER]",
        does: "only the tests that drive the real window",
        run: suite::end_to_end,
    },
    Entry {
        name: "simulate",
        takes: "[ARGS]",
        does: "the keeper in simulated worlds: --seeds COUNT, --seed N --trace, --broken, --scale",
        run: suite::simulate,
    },
    Entry {
        name: "bench",
        takes: "",
        does: "how long `fob token` takes, against `secret-tool lookup`",
        run: suite::bench,
    },
    Entry {
        name: "idle",
        takes: "",
        does: "what the app costs while nobody touches it, in sight and in the tray",
        run: suite::idle,
    },
    Entry {
        name: "screens",
        takes: "[SCENE]",
        does: "take the pictures in docs/screens anew (or those of one scene)",
        run: suite::screens,
    },
    Entry { name: "fmt", takes: "", does: "format the Rust and the user interface", run: upkeep::format },
    Entry {
        name: "bindings",
        takes: "",
        does: "write the TypeScript types from the Rust ones",
        run: upkeep::bindings,
    },
    Entry { name: "icons", takes: "", does: "draw icons/* from icons/fobwatch.svg", run: upkeep::icons },
];

fn usage() -> String {
    let mut text = String::from("Usage: cargo xtask <command>\n\n");
    for entry in COMMANDS {
        let call = format!("{} {}", entry.name, entry.takes);
        text.push_str(&format!("  {call:<18} {}\n", entry.does));
    }
    text
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let asks_for_help = |word: &String| matches!(word.as_str(), "help" | "--help" | "-h");
    let Some((name, rest)) = args.split_first() else {
        eprint!("{}", usage());
        return ExitCode::from(2);
    };
    if asks_for_help(name) {
        print!("{}", usage());
        return ExitCode::SUCCESS;
    }
    let Some(entry) = COMMANDS.iter().find(|entry| entry.name == name) else {
        eprint!("There is no command `{name}`.\n\n{}", usage());
        return ExitCode::from(2);
    };
    if rest.iter().any(asks_for_help) {
        println!("Usage: cargo xtask {} {}\n\n  {}", entry.name, entry.takes, entry.does);
        return ExitCode::SUCCESS;
    }
    // A word a command does not know is a mistake in typing; capitals stand for words of the person's own.
    let option = entry.takes.trim_matches(['[', ']']);
    let free = !option.is_empty() && option.chars().all(|c| c.is_ascii_uppercase());
    if let Some(word) = rest.iter().find(|word| !free && option != word.as_str()) {
        eprintln!("`cargo xtask {name}` does not know `{word}`.\nUsage: cargo xtask {name} {}", entry.takes);
        return ExitCode::from(2);
    }
    match Place::find().and_then(|place| (entry.run)(&place, rest)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !failure.is_empty() {
                eprintln!("\n{failure}");
            }
            ExitCode::FAILURE
        }
    }
}

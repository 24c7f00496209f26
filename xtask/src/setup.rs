//! `cargo xtask setup`: what a fresh machine needs.

use crate::Failure;
use crate::child;
use crate::node;
use crate::packages;
use crate::place::Place;
use crate::progress::{Progress, say};
use crate::servers;
use crate::tools::{self, CARGO_DENY, TAURI_DRIVER};

/// The command.
pub fn run(place: &Place, args: &[String]) -> Result<(), Failure> {
    let test = args.iter().any(|arg| arg == "--test");
    ensure(place, test, Progress::new(steps(test)))?;
    say!("\nReady. Next: `cargo xtask {}`", if test { "test" } else { "demo" });
    Ok(())
}

/// How many steps it has.
pub fn steps(test: bool) -> usize {
    if test { 7 } else { 4 }
}

/// Does it; also the first step of other commands.
pub fn ensure(place: &Place, test: bool, mut progress: Progress) -> Result<(), Failure> {
    progress.step("system packages", || packages::ensure(place, test))?;
    progress.step("Rust", || rust(test))?;
    progress.step("Node", node::judge)?;
    if test {
        for tool in [TAURI_DRIVER, CARGO_DENY] {
            progress.step(tool.name, || tools::ensure(place, &tool))?;
        }
        progress.step("login servers", || servers::ensure(place))?;
    }
    progress.step("packages of the user interface", || node::packages(place))
}

fn rust(test: bool) -> Result<String, Failure> {
    let version =
        child::answer("rustc", &["--version"]).ok_or("`rustc` is not on the path, though Cargo is.")?;
    if test {
        for (component, program) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
            if child::answer("cargo", &[program, "--version"]).is_none() {
                return Err(format!("{component} is missing. Add it: rustup component add {component}"));
            }
        }
    }
    Ok(version)
}

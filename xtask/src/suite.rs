//! The Rust tests and builds.
//!
//! Every call selects the whole workspace. Cargo unites features over what is selected, so that another selection would build
//! half of the dependencies a second time; which tests run is chosen by their targets instead.

use std::process::Command;

use crate::Failure;
use crate::child;
use crate::counts::Counts;
use crate::node;
use crate::place::Place;
use crate::progress::{Progress, say};

/// Which tests.
#[derive(Clone, Copy, PartialEq)]
pub enum Suite<'a> {
    /// All but those that need a window: unit tests and the integration tests of the crates.
    Inner,
    /// Those that drive the real window.
    EndToEnd,
    /// One file of those.
    Window(&'a str),
}

/// The package whose tests drive the window, and its folder.
const WINDOW: (&str, &str) = ("fobwatch-e2e", "e2e");

/// Builds the application and every program beside it.
pub fn build(place: &Place) -> Result<String, Failure> {
    child::run(place, "build", place.cargo(["build", "--workspace", "--locked"]))?.check()?;
    Ok("built".to_owned())
}

/// The call that runs a suite.
pub fn tests(place: &Place, suite: Suite<'_>) -> Result<Command, Failure> {
    let (outer, inner) = sides(targets(place)?, &place.root.join(WINDOW.1).to_string_lossy());
    let asked = if let Suite::Window(name) = suite { vec![name.to_owned()] } else { outer.clone() };
    if let Some(name) = shared(&asked, &inner) {
        // Cargo runs every test of that name. Choosing by package is right too, it only takes longer.
        say!("      (`{name}` names two tests, so dependencies are built twice: rename one)");
        return Ok(by_package(place, suite));
    }
    let mut command = place.cargo(["test", "--workspace", "--locked", "--no-fail-fast"]);
    match suite {
        Suite::Inner => command.args(["--lib", "--bins"]).args(named(&inner)),
        Suite::EndToEnd if outer.is_empty() => return Err(format!("{}/tests holds no test.", WINDOW.1)),
        Suite::EndToEnd => command.args(named(&outer)),
        Suite::Window(name) => command.args(["--test", name]),
    };
    Ok(command)
}

fn by_package(place: &Place, suite: Suite<'_>) -> Command {
    let mut command = place.cargo(["test", "--locked", "--no-fail-fast"]);
    match suite {
        Suite::Inner => {
            command.args(["--workspace", "--exclude", WINDOW.0, "--lib", "--bins", "--test", "*"])
        }
        Suite::EndToEnd => command.args(["--package", WINDOW.0, "--test", "*"]),
        Suite::Window(name) => command.args(["--package", WINDOW.0, "--test", name]),
    };
    command
}

fn named(names: &[String]) -> impl Iterator<Item = &str> {
    names.iter().flat_map(|name| ["--test", name])
}

/// The names of the tests that drive the window, and those of all others.
fn sides(targets: Vec<Target>, window: &str) -> (Vec<String>, Vec<String>) {
    let (outer, inner): (Vec<Target>, Vec<Target>) =
        targets.into_iter().partition(|target| target.path.starts_with(window));
    let names = |targets: Vec<Target>| targets.into_iter().map(|target| target.name).collect();
    (names(outer), names(inner))
}

/// A name that both sides have.
fn shared<'a>(outer: &'a [String], inner: &[String]) -> Option<&'a String> {
    outer.iter().find(|name| inner.contains(name))
}

/// The command `e2e`: all of them, one file of them, or those whose name contains a word.
pub fn end_to_end(place: &Place, args: &[String]) -> Result<(), Failure> {
    let mut progress = Progress::new(3);
    progress.step("user interface", || node::build(place))?;
    progress.step("application and sandbox", || build(place))?;
    let begun = progress.begin("the window");
    let (files, _) = sides(targets(place)?, &place.root.join(WINDOW.1).to_string_lossy());
    let mut command = match args {
        [name] if files.contains(name) => tests(place, Suite::Window(name))?,
        _ => tests(place, Suite::EndToEnd)?,
    };
    command.args(["--", "--test-threads=1"]);
    command.args(args.iter().filter(|word| !files.contains(word)));
    let ended = child::run(place, "e2e", command)?;
    for line in ended.text.lines().filter(|line| line.starts_with("test ")) {
        say!("      {line}");
    }
    let ended = ended.check()?;
    progress.end(begun, &Counts::of_cargo(&ended.text).closing());
    Ok(())
}

/// The command `simulate`: builds the simulation and hands the words on.
pub fn simulate(place: &Place, args: &[String]) -> Result<(), Failure> {
    build(place)?;
    let status = place.command(place.built(SIMULATION)).args(args).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        // It has said why itself.
        Ok(_) => Err(Failure::new()),
        Err(error) => Err(format!("the simulation cannot be started: {error}")),
    }
}

/// The command `bench`: builds `fob` as it is shipped, and measures it.
pub fn bench(place: &Place, _: &[String]) -> Result<(), Failure> {
    let mut progress = Progress::new(2);
    let build = || {
        child::run(
            place,
            "bench",
            place.cargo(["build", "--release", "--locked", "--package", "fobwatch-cli"]),
        )?
        .check()
    };
    progress.step("fob, as it is shipped", || build().map(|_| "built".to_owned()))?;
    progress.step("the measuring program", || self::build(place))?;
    let fob = place.target.join("release/fob");
    match place.command(place.built("bench")).arg(fob).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(Failure::new()),
        Err(error) => Err(format!("the measuring program cannot be started: {error}")),
    }
}

/// The command `idle`: builds the app as it is shipped, and measures what it costs while nobody touches it.
pub fn idle(place: &Place, _: &[String]) -> Result<(), Failure> {
    let mut progress = Progress::new(3);
    progress.step("user interface", || node::build(place))?;
    let build = || {
        child::run(place, "idle", place.cargo(["build", "--release", "--locked", "--package", "fobwatch"]))?
            .check()
    };
    progress.step("the app, as it is shipped", || build().map(|_| "built".to_owned()))?;
    progress.step("the measuring program", || self::build(place))?;
    match place.command(place.built("idle")).arg(place.target.join("release/fobwatch")).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(Failure::new()),
        Err(error) => Err(format!("the measuring program cannot be started: {error}")),
    }
}

/// The command `screens`: takes the pictures of the documentation from the real window.
pub fn screens(place: &Place, args: &[String]) -> Result<(), Failure> {
    let mut progress = Progress::new(3);
    progress.step("user interface", || node::build(place))?;
    progress.step("application and sandbox", || build(place))?;
    let begun = progress.begin("pictures");
    let folder = place.root.join("docs/screens");
    match place.command(place.built("screens")).arg(folder).args(args).status() {
        Ok(status) if status.success() => progress.end(begun, "taken"),
        Ok(_) => return Err(Failure::new()),
        Err(error) => return Err(format!("the program that takes them cannot be started: {error}")),
    }
    Ok(())
}

/// The simulation's program.
pub const SIMULATION: &str = "simulate";

/// An integration test.
#[derive(Debug, PartialEq)]
struct Target {
    name: String,
    path: String,
}

/// All integration tests of the workspace, as Cargo knows them.
fn targets(place: &Place) -> Result<Vec<Target>, Failure> {
    let output = place.cargo(["metadata", "--no-deps", "--format-version", "1", "--locked"]).output();
    let output = output.map_err(|error| format!("`cargo metadata` cannot be started: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
    }
    Ok(parse_targets(&String::from_utf8_lossy(&output.stdout)))
}

/// Reads them from Cargo's JSON, whose fields come in a fixed order: kind, …, name, source path.
fn parse_targets(metadata: &str) -> Vec<Target> {
    let field = |text: &str, key: &str| {
        let (_, rest) = text.split_once(&format!("\"{key}\":\""))?;
        rest.split_once('"').map(|(value, _)| value.replace("\\\\", "\\"))
    };
    let pieces = metadata.split("\"kind\":[\"test\"]").skip(1);
    pieces
        .filter_map(|piece| Some(Target { name: field(piece, "name")?, path: field(piece, "src_path")? }))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Target, parse_targets, shared, sides};

    fn target(name: &str, path: &str) -> Target {
        Target { name: name.to_owned(), path: path.to_owned() }
    }

    #[test]
    fn a_name_on_both_sides_is_noticed() {
        let all = |name| {
            sides(vec![target("vault", "/x/tests/vault.rs"), target(name, "/x/e2e/tests/it.rs")], "/x/e2e")
        };
        let (outer, inner) = all("demo");
        assert_eq!((&outer[..], &inner[..]), (&["demo".to_owned()][..], &["vault".to_owned()][..]));
        assert_eq!(shared(&outer, &inner), None);
        let (outer, inner) = all("vault");
        assert_eq!(shared(&outer, &inner).map(String::as_str), Some("vault"));
    }

    #[test]
    fn integration_tests_are_read_from_metadata() {
        let text = concat!(
            r#"{"targets":[{"kind":["lib"],"crate_types":["lib"],"name":"core","src_path":"/x/src/lib.rs"},"#,
            r#"{"kind":["test"],"crate_types":["bin"],"name":"vault","src_path":"/x/tests/vault.rs"},"#,
            r#"{"kind":["test"],"crate_types":["bin"],"name":"demo","src_path":"/x/e2e/tests/demo.rs"}]}"#
        );
        assert_eq!(
            parse_targets(text),
            [target("vault", "/x/tests/vault.rs"), target("demo", "/x/e2e/tests/demo.rs")]
        );
    }
}

//! The Rust tests and builds.
//!
//! Every call selects the whole workspace. Cargo unites features over what is selected, so that another selection would build
//! half of the dependencies a second time; which tests run is chosen by their targets instead.

use std::process::Command;

use crate::Failure;
use crate::child;
use crate::place::Place;
use crate::progress::say;

/// Which tests.
#[derive(Clone, Copy, PartialEq)]
pub enum Suite {
    /// All but those that need a window: unit tests and the integration tests of the crates.
    Inner,
    /// Those that drive the real window.
    EndToEnd,
    /// One integration test.
    Named(&'static str),
}

/// Builds the application and every program beside it.
pub fn build(place: &Place) -> Result<String, Failure> {
    child::run(place, "build", place.cargo(["build", "--workspace", "--locked"]))?.check()?;
    Ok("built".to_owned())
}

/// The call that runs a suite.
pub fn tests(place: &Place, suite: Suite) -> Result<Command, Failure> {
    let mut command = place.cargo(["test", "--workspace", "--locked", "--no-fail-fast"]);
    if suite == Suite::Inner {
        command.args(["--lib", "--bins"]);
    }
    if let Suite::Named(name) = suite {
        command.args(["--test", name]);
        return Ok(command);
    }
    let (outer, inner) = sides(targets(place)?, &place.root.join("e2e").to_string_lossy())?;
    if suite == Suite::EndToEnd && outer.is_empty() {
        return Err("e2e/tests holds no test.".to_owned());
    }
    for name in if suite == Suite::EndToEnd { outer } else { inner } {
        command.args(["--test", &name]);
    }
    Ok(command)
}

/// The names of the tests that drive the window, and those of all others. Cargo takes a name for every package that has it.
fn sides(targets: Vec<Target>, window: &str) -> Result<(Vec<String>, Vec<String>), Failure> {
    let (outer, inner): (Vec<Target>, Vec<Target>) =
        targets.into_iter().partition(|target| target.path.starts_with(window));
    if let Some(both) = outer.iter().find(|target| inner.iter().any(|other| other.name == target.name)) {
        return Err(format!(
            "`{}` is a test in e2e and in another crate: one needs another name.",
            both.name
        ));
    }
    let names = |targets: Vec<Target>| targets.into_iter().map(|target| target.name).collect();
    Ok((names(outer), names(inner)))
}

/// The command `e2e`.
pub fn end_to_end(place: &Place, args: &[String]) -> Result<(), Failure> {
    crate::node::build(place)?;
    say!("building");
    build(place)?;
    say!("driving the window");
    let mut command = tests(place, Suite::EndToEnd)?;
    command.arg("--").args(args).arg("--test-threads=1");
    let ended = child::run(place, "e2e", command)?;
    for line in ended.text.lines().filter(|line| line.starts_with("test ")) {
        say!("{line}");
    }
    ended.check().map(drop)
}

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
    use super::{Target, parse_targets, sides};

    fn target(name: &str, path: &str) -> Target {
        Target { name: name.to_owned(), path: path.to_owned() }
    }

    #[test]
    fn a_name_on_both_sides_is_refused() {
        let all = |name| vec![target("vault", "/x/tests/vault.rs"), target(name, "/x/e2e/tests/it.rs")];
        assert_eq!(
            sides(all("demo"), "/x/e2e").unwrap(),
            (vec!["demo".to_owned()], vec!["vault".to_owned()])
        );
        assert!(sides(all("vault"), "/x/e2e").unwrap_err().contains("`vault`"));
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

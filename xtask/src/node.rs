//! Node and the user interface's packages.

use std::fs;
use std::process::Command;

use crate::Failure;
use crate::child;
use crate::place::Place;

/// What the bundler asks for.
const OLDEST: (u32, u32) = (20, 19);

/// Checks that Node and npm are there, and new enough.
pub fn judge() -> Result<String, Failure> {
    let (major, minor) = OLDEST;
    let wish = format!("Install Node {major}.{minor} or newer with npm, then try again.");
    let Some(node) = child::answer("node", &["--version"]) else {
        return Err(format!("`node` is not on the path. {wish}"));
    };
    let Some(version) = version(&node) else {
        return Err(format!("`node --version` says `{node}`. {wish}"));
    };
    if version < OLDEST {
        return Err(format!("Node {node} is too old. {wish}"));
    }
    match child::answer(NPM, &["--version"]) {
        Some(npm) => Ok(format!("Node {node}, npm {npm}")),
        None => Err(format!("Node {node} is there, but `npm` is not. {wish}")),
    }
}

/// Gets the packages that `package-lock.json` names, unless it already did and the file is the same.
pub fn packages(place: &Place) -> Result<String, Failure> {
    let lock = fs::read(place.ui().join("package-lock.json"))
        .map_err(|error| format!("ui/package-lock.json cannot be read: {error}"))?;
    let stamp = place.notes().join("package-lock.json");
    let here = place.ui().join("node_modules/.package-lock.json").is_file();
    if here && fs::read(&stamp).is_ok_and(|last| last == lock) {
        return Ok("as the lock file says".to_owned());
    }
    let _ = fs::remove_file(&stamp);
    let mut command = npm(place);
    command.args(["ci", "--no-audit", "--no-fund"]);
    child::run(place, "npm-ci", command)?.check()?;
    fs::write(&stamp, lock).map_err(|error| format!("{} cannot be written: {error}", stamp.display()))?;
    Ok("got them anew".to_owned())
}

/// Builds the user interface into `ui/dist`, which every build of the application takes in.
pub fn build(place: &Place) -> Result<String, Failure> {
    let mut command = npm(place);
    command.args(["run", "--silent", "build"]);
    child::run(place, "ui-build", command)?.check()?;
    Ok("ui/dist is built".to_owned())
}

/// A program of the user interface's packages, started in its folder.
pub fn tool(place: &Place, name: &str, args: &[&str]) -> Command {
    let suffix = if cfg!(windows) { ".cmd" } else { "" };
    let mut command = place.command(place.ui().join("node_modules/.bin").join(format!("{name}{suffix}")));
    command.current_dir(place.ui()).args(args);
    command
}

#[cfg(not(windows))]
const NPM: &str = "npm";
#[cfg(windows)]
const NPM: &str = "npm.cmd";

/// npm, started in the user interface's folder.
pub fn npm(place: &Place) -> Command {
    let mut command = place.command(NPM);
    command.current_dir(place.ui());
    command
}

fn version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.trim().strip_prefix('v')?.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::{OLDEST, version};

    #[test]
    fn versions_compare_as_numbers() {
        assert_eq!(version("v20.20.2\n"), Some((20, 20)));
        assert!(version("v20.9.0") < Some(OLDEST));
        assert!(version("v100.0.0") > Some(OLDEST));
        assert_eq!(version("20"), None);
        assert_eq!(version("vx.y"), None);
    }
}

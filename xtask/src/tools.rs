//! Programs written in Rust that the tests need, built into `target/tools`.

use std::fs;

use crate::Failure;
use crate::child;
use crate::place::Place;

/// A tool in the version we test with.
pub struct Tool {
    pub name: &'static str,
    version: &'static str,
}

/// Drives the window through WebDriver.
pub const TAURI_DRIVER: Tool = Tool { name: "tauri-driver", version: "2.1.0" };

/// Judges licences, sources, bans and advisories of the dependencies.
pub const CARGO_DENY: Tool = Tool { name: "cargo-deny", version: "0.20.2" };

/// Builds a tool unless this version is there. Unoptimised: it is built in a third of the time and fast enough for what it does.
pub fn ensure(place: &Place, tool: &Tool) -> Result<String, Failure> {
    let root = place.tools();
    let list = fs::read_to_string(root.join(".crates.toml")).unwrap_or_default();
    if is_listed(&list, tool.name, tool.version) && place.tool(tool.name).is_file() {
        return Ok(format!("{} is there", tool.version));
    }
    // A folder of its own, so that a build that was cut short goes on where it stopped.
    let build = root.join(format!("build-{}", tool.name));
    let mut command = place.cargo(["install", "--locked", "--debug", "--force", "--version", tool.version]);
    command.arg(tool.name).arg("--root").arg(&root).arg("--target-dir").arg(&build);
    command.env("CARGO_PROFILE_DEV_DEBUG", "0");
    child::run(place, tool.name, command)?.check()?;
    let _ = fs::remove_dir_all(build);
    Ok(format!("built {}", tool.version))
}

/// Whether Cargo's list of what it installed names this version.
fn is_listed(list: &str, name: &str, version: &str) -> bool {
    list.lines().any(|line| line.starts_with(&format!("\"{name} {version} (")))
}

#[cfg(test)]
mod tests {
    use super::is_listed;

    #[test]
    fn the_exact_version_is_asked_for() {
        let list = "[v1]\n\"cargo-deny 0.20.2 (registry+index)\" = [\"cargo-deny\"]\n";
        assert!(is_listed(list, "cargo-deny", "0.20.2"));
        assert!(!is_listed(list, "cargo-deny", "0.20.20"));
        assert!(!is_listed(list, "cargo-deny", "0.20"));
        assert!(!is_listed(list, "tauri-driver", "0.20.2"));
        assert!(!is_listed("", "cargo-deny", "0.20.2"));
    }
}

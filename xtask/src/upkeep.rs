//! Commands that write into the checkout: formatting, generated types, drawn icons.

use std::process::Command;

use crate::Failure;
use crate::child;
use crate::node;
use crate::place::{Place, is_installed};
use crate::progress::say;
use crate::suite::{self, Suite};

/// The command `fmt`.
pub fn format(place: &Place, _args: &[String]) -> Result<(), Failure> {
    child::run(place, "fmt", place.cargo(["fmt", "--all"]))?.check()?;
    node::packages(place)?;
    child::run(place, "prettier", node::tool(place, "prettier", &["--write", "--log-level", "warn", "."]))?
        .check()?;
    say!("Formatted.");
    Ok(())
}

/// The command `bindings`: the test that compares the generated types writes them instead.
pub fn bindings(place: &Place, _args: &[String]) -> Result<(), Failure> {
    let mut command = suite::tests(place, Suite::Inner)?;
    command.args(["--", "bindings"]).env("FOBWATCH_BINDINGS", "write");
    child::run(place, "bindings", command)?.check()?;
    say!("The types in ui/ are those of the Rust code.");
    Ok(())
}

/// The command `icons`: the rasters that bundles and windows need, from the one drawing.
pub fn icons(place: &Place, _args: &[String]) -> Result<(), Failure> {
    if !is_installed("rsvg-convert") {
        return Err("`rsvg-convert` is missing: on Debian it is in the package librsvg2-bin.".to_owned());
    }
    let large = place.notes().join("icon-1024.png");
    let mut draw = place.command("rsvg-convert");
    draw.args(["--width", "1024", "--height", "1024", "icons/fobwatch.svg", "--output"]).arg(&large);
    child::run(place, "icon", draw)?.check()?;
    let mut scale: Command = node::tool(place, "tauri", &["icon"]);
    scale.current_dir(&place.root).arg(&large).args(["--output", "icons"]);
    child::run(place, "icons", scale)?.check()?;
    say!("Drawn into icons/.");
    Ok(())
}

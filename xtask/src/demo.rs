//! `cargo xtask demo`: the whole thing on this machine, against a server of its own.

use std::fs;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use crate::Failure;
use crate::child::{self, Running};
use crate::display;
use crate::node;
use crate::place::Place;
use crate::progress::{Progress, say};
use crate::setup;
use crate::suite::{self, Suite};

/// What the sandbox says first, before its address.
const LISTENING: &str = "listening on ";

/// More than a slow machine needs for it, so that a demo that is stuck says so.
const UNSEEN: Duration = Duration::from_secs(10 * 60);

/// The command.
pub fn run(place: &Place, args: &[String]) -> Result<(), Failure> {
    let headless = if args.iter().any(|arg| arg == "--headless") {
        Some("--headless was asked for".to_owned())
    } else {
        display::why_not()
    };
    match &headless {
        Some(reason) => {
            say!("No window here: {reason}. The demo clicks through it unseen and leaves pictures.\n")
        }
        None => say!("The demo opens a window. Close it to end the demo.\n"),
    }
    let mut progress = Progress::new(4);
    let begun = progress.begin("setup");
    let steps = Progress::within(setup::steps(headless.is_some()));
    setup::ensure(place, headless.is_some(), steps)?;
    progress.end(begun, "ready");
    progress.step("user interface", || node::build(place))?;
    progress.step("application and sandbox (the first time takes minutes)", || suite::build(place))?;
    let begun = progress.begin("demo");
    match headless {
        Some(_) => unseen(place)?,
        None => in_a_window(place)?,
    }
    progress.end(begun, "done");
    Ok(())
}

fn folder(place: &Place) -> PathBuf {
    place.target.join("demo")
}

fn in_a_window(place: &Place) -> Result<(), Failure> {
    let home = Home::new(folder(place).join("home"))?;
    let sandbox = Running::start(place, "demo-sandbox", place.command(place.built("sandbox")))?;
    let (sandbox, address) = wait_for_address(sandbox)?;
    say!("      the sandbox API listens on {address}");
    let mut app = place.command(place.built("fobwatch"));
    app.args(["--demo", &address]).env("FOBWATCH_HOME", &home.0);
    let result = child::run_unhurried(place, "demo", app, &home.0)?.check();
    drop(sandbox);
    result.map(drop)
}

/// The sandbox takes any free port and says which.
fn wait_for_address(mut sandbox: Running) -> Result<(Running, String), Failure> {
    let begun = Instant::now();
    loop {
        if let Some(address) = address(&sandbox.text()) {
            return Ok((sandbox, address));
        }
        if sandbox.ended()?.is_some() || begun.elapsed() > Duration::from_secs(20) {
            return Err(format!(
                "The sandbox did not say where it listens. Its log: {}",
                sandbox.log().display()
            ));
        }
        thread::sleep(Duration::from_millis(30));
    }
}

fn address(log: &str) -> Option<String> {
    // Only a whole line: the rest of one may still be on its way.
    let (line, _) = log.split_once('\n')?;
    Some(line.strip_prefix(LISTENING)?.trim().to_owned())
}

/// The demo's data folder, gone afterwards.
struct Home(PathBuf);

impl Home {
    fn new(folder: PathBuf) -> Result<Self, Failure> {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder)
            .map_err(|error| format!("{} cannot be made: {error}", folder.display()))?;
        Ok(Self(folder))
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The same in a session of its own: display, bus, keyring and sandbox are the test's.
fn unseen(place: &Place) -> Result<(), Failure> {
    let out = folder(place);
    let _ = fs::remove_dir_all(&out);
    fs::create_dir_all(&out).map_err(|error| format!("{} cannot be made: {error}", out.display()))?;
    let mut command = suite::tests(place, Suite::Window("demo"))?;
    command.args(["--", "--nocapture"]).env("FOBWATCH_DEMO_OUT", &out);
    child::run_within(place, "demo", command, UNSEEN)?.check()?;
    say!("      pictures and a summary are in {}", out.display());
    if let Ok(summary) = fs::read_to_string(out.join("summary.md")) {
        say!("\n{}\n", summary.trim());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn the_address_is_read_once_its_line_is_whole() {
        let whole = "listening on http://127.0.0.1:4123\nmore\n";
        assert_eq!(address(whole).as_deref(), Some("http://127.0.0.1:4123"));
        assert_eq!(address("listening on http://127.0.0.1:41"), None);
        assert_eq!(address("error: no port\n"), None);
    }
}

//! `fob` on a desk.

use fobwatch_e2e::{Desk, Ended, built};
use snapbox::{IntoData, assert_data_eq};
use std::time::Duration;

/// Runs `fob` to its end.
pub fn fob(desk: &Desk, args: &[&str], input: &str) -> Ended {
    let patience = Duration::from_secs(60);
    desk.run(built("fob"), args, input.as_bytes(), patience).unwrap_or_else(|| panic!("fob {args:?} hangs"))
}

/// What came of it, to the letter: stdout, stderr and the exit code. `[..]` stands for what differs from run to run.
pub fn expect(ended: &Ended, code: i32, stdout: impl IntoData, stderr: impl IntoData) {
    assert_data_eq!(ended.stderr.clone(), stderr);
    assert_data_eq!(ended.text(), stdout);
    assert_eq!(ended.status.code(), Some(code));
}

/// Adds the demo user's account under this name.
pub fn add(desk: &Desk, name: &str, base_url: &str, more: &[&str]) {
    let args = ["add", name, "--base-url", base_url, "--set", "username=demo", "--secret", "password"];
    let ended = fob(desk, &[&args, more].concat(), "watch-the-time\n");
    assert_eq!(ended.status.code(), Some(0), "{}", ended.stderr);
}

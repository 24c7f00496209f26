//! Programs we start: their output goes to a log, a line says every 20 s that they still work, and they never outlive us.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::Failure;
use crate::place::Place;
use crate::progress::{self, spoken};

const HEARTBEAT: Duration = Duration::from_secs(20);
const LIMIT: Duration = Duration::from_secs(25 * 60);
const PAUSE: Duration = Duration::from_millis(30);
const TAIL: usize = 40;

/// A program that has ended.
pub struct Ended {
    /// Whether it said that all went well.
    pub ok: bool,
    /// What it printed.
    pub text: String,
    /// Where it is kept.
    pub log: PathBuf,
}

impl Ended {
    /// Turns a failure into a sentence with the end of the log.
    pub fn check(self) -> Result<Self, Failure> {
        if self.ok {
            Ok(self)
        } else {
            Err(format!("{}\n(all of it: {})", tail(&self.text, TAIL), self.log.display()))
        }
    }
}

/// Runs a program to its end, its output in `target/xtask/<name>.log`.
pub fn run(place: &Place, name: &str, command: Command) -> Result<Ended, Failure> {
    run_within(place, name, command, LIMIT)
}

/// The same, with another limit of time.
pub fn run_within(place: &Place, name: &str, command: Command, limit: Duration) -> Result<Ended, Failure> {
    let mut running = Running::start(place, name, command)?;
    let begun = Instant::now();
    let mut last_beat = begun;
    loop {
        if let Some(status) = running.ended()? {
            return Ok(running.into_ended(status));
        }
        if begun.elapsed() > limit {
            // Dropping `running` ends the program and everything it started.
            return Err(format!(
                "{name} did not end within {}: stopped. Its log: {}",
                spoken(limit),
                running.log.display()
            ));
        }
        if last_beat.elapsed() > HEARTBEAT {
            last_beat = Instant::now();
            progress::heartbeat(begun.elapsed(), &running.last_line());
        }
        thread::sleep(PAUSE);
    }
}

/// The same for a program that a person ends when they like. Is it ended together with us, `folder` goes too.
pub fn run_unhurried(place: &Place, name: &str, command: Command, folder: &Path) -> Result<Ended, Failure> {
    let mut running = Running::start_in(place, name, command, Some(folder))?;
    loop {
        if let Some(status) = running.ended()? {
            return Ok(running.into_ended(status));
        }
        thread::sleep(PAUSE);
    }
}

/// A program that is still at work. Dropped, it is ended, with all that it started.
pub struct Running {
    child: Child,
    guard: Option<Child>,
    log: PathBuf,
}

impl Running {
    /// Starts a program in a process group of its own, without input.
    pub fn start(place: &Place, name: &str, command: Command) -> Result<Self, Failure> {
        Self::start_in(place, name, command, None)
    }

    fn start_in(
        place: &Place,
        name: &str,
        mut command: Command,
        folder: Option<&Path>,
    ) -> Result<Self, Failure> {
        let log = place.notes().join(format!("{name}.log"));
        let program = command.get_program().to_string_lossy().into_owned();
        let open = || -> std::io::Result<(File, File)> {
            let file = File::create(&log)?;
            Ok((file.try_clone()?, file))
        };
        let (out, err) = open().map_err(|error| format!("{} cannot be written: {error}", log.display()))?;
        command.stdin(Stdio::null()).stdout(out).stderr(err);
        own_group(&mut command);
        let child = command.spawn().map_err(|error| format!("`{program}` cannot be started: {error}"))?;
        let guard = guard_of(&child, folder);
        Ok(Self { child, guard, log })
    }

    /// How it ended, if it has.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>, Failure> {
        let status =
            self.child.try_wait().map_err(|error| format!("A child process cannot be watched: {error}"))?;
        if status.is_some() {
            self.release();
        }
        Ok(status)
    }

    /// What it has printed so far. Not every program prints UTF-8, and some colour what no terminal will show.
    pub fn text(&self) -> String {
        without_colours(&String::from_utf8_lossy(&fs::read(&self.log).unwrap_or_default()))
    }

    fn into_ended(self, status: ExitStatus) -> Ended {
        Ended { ok: status.success(), text: self.text(), log: self.log.clone() }
    }

    /// Where that is.
    pub fn log(&self) -> &Path {
        &self.log
    }

    fn last_line(&self) -> String {
        self.text().lines().rev().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default().to_owned()
    }

    /// Tells the guard that there is nothing left to end.
    fn release(&mut self) {
        if let Some(mut guard) = self.guard.take() {
            if let Some(mut input) = guard.stdin.take() {
                let _ = input.write_all(b"ended\n");
            }
            let _ = guard.wait();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let Some(mut guard) = self.guard.take() else {
            // Ended already; or there is no guard, and then this is the end of it.
            let _ = self.child.kill();
            let _ = self.child.wait();
            return;
        };
        // Its input closes, and it ends the group. It waits until the group is empty, which needs us to bury the program.
        drop(guard.stdin.take());
        while matches!(guard.try_wait(), Ok(None)) {
            let _ = self.child.try_wait();
            thread::sleep(PAUSE);
        }
        let _ = self.child.wait();
    }
}

#[cfg(unix)]
fn own_group(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(not(unix))]
fn own_group(_command: &mut Command) {}

/// A small shell that waits for our word. However we end, also by a signal, it sees its input close, ends the group and
/// removes the folder that was the program's own.
#[cfg(unix)]
fn guard_of(child: &Child, folder: Option<&Path>) -> Option<Child> {
    const SCRIPT: &str = r#"read -r word && exit 0
[ -z "$2" ] || trap 'rm -rf -- "$2"' EXIT
kill -s TERM -- "-$1" 2>/dev/null || exit 0
for pause in 1 2 3 4 5 6 7 8 9 10; do sleep 0.3; kill -s 0 -- "-$1" 2>/dev/null || exit 0; done
kill -s KILL -- "-$1" 2>/dev/null"#;
    let mut command = Command::new("sh");
    command.args(["-c", SCRIPT, "guard", &child.id().to_string()]);
    command.arg(folder.unwrap_or(Path::new("")));
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    own_group(&mut command);
    command.spawn().ok()
}

/// Consoles of other systems end the children themselves.
#[cfg(not(unix))]
fn guard_of(_child: &Child, _folder: Option<&Path>) -> Option<Child> {
    None
}

/// What a short program prints, or nothing if it is missing or fails.
pub fn answer(program: &str, args: &[&str]) -> Option<String> {
    let output = Command::new(program).args(args).stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// A text without the sequences (`ESC [ … letter`) that colour it.
fn without_colours(text: &str) -> String {
    let mut pieces = text.split("\u{1b}[");
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        plain.push_str(
            piece
                .trim_start_matches(|char: char| char.is_ascii_digit() || char == ';')
                .get(1..)
                .unwrap_or_default(),
        );
    }
    plain
}

/// The last lines of a text.
fn tail(text: &str, lines: usize) -> String {
    let all: Vec<&str> = text.trim_end().lines().collect();
    all[all.len().saturating_sub(lines)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::{Running, run, run_within, tail, without_colours};
    use crate::place::Place;
    use std::fs;
    use std::time::Duration;

    /// A place of its own, with a folder for logs.
    fn place(name: &str) -> Place {
        let target = std::env::temp_dir().join(format!("fobwatch-xtask-{name}-{}", std::process::id()));
        fs::create_dir_all(target.join("xtask")).unwrap();
        Place { root: target.clone(), target }
    }

    #[test]
    fn output_and_exit_code_are_kept() {
        let place = place("output");
        let mut command = place.command("sh");
        command.args(["-c", "echo out; echo err >&2; read -r word || echo no input; exit 3"]);
        let ended = run(&place, "said", command).unwrap();
        assert!(!ended.ok);
        assert_eq!(ended.text, "out\nerr\nno input\n");
        assert!(ended.check().err().unwrap().contains("no input"));
        fs::remove_dir_all(place.target).unwrap();
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_dropped_program_takes_its_children_along() {
        let place = place("dropped");
        let mut command = place.command("sh");
        command.args(["-c", "sleep 600 & echo $!; wait"]);
        let running = Running::start(&place, "parent", command).unwrap();
        while !running.text().ends_with('\n') {
            std::thread::sleep(Duration::from_millis(10));
        }
        let grandchild = format!("/proc/{}/cmdline", running.text().trim());
        // Until it has become the program it is to run.
        while !fs::read_to_string(&grandchild).unwrap().starts_with("sleep") {
            std::thread::sleep(Duration::from_millis(10));
        }
        drop(running);
        // A zombie that nobody has buried yet has no command line any more.
        assert_eq!(fs::read_to_string(&grandchild).unwrap_or_default(), "");
        fs::remove_dir_all(place.target).unwrap();
    }

    #[test]
    fn a_program_without_end_is_stopped() {
        let place = place("endless");
        let mut command = place.command("sleep");
        command.arg("600");
        let failure = run_within(&place, "endless", command, Duration::from_millis(50)).err().unwrap();
        assert!(failure.contains("did not end"), "{failure}");
        fs::remove_dir_all(place.target).unwrap();
    }

    #[test]
    fn colours_are_taken_out() {
        assert_eq!(without_colours("\u{1b}[31mred\u{1b}[0m and \u{1b}[38;5;240m│\u{1b}[K"), "red and │");
        assert_eq!(without_colours("cut \u{1b}["), "cut ");
        assert_eq!(without_colours("plain"), "plain");
    }

    #[test]
    fn tail_keeps_the_last_lines_only() {
        assert_eq!(tail("a\nb\nc\n", 2), "b\nc");
        assert_eq!(tail("a\n", 40), "a");
        assert_eq!(tail("", 40), "");
    }
}

//! Processes of the system, read from `/proc`, and signals to them by number.

use std::fs;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

/// One process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    /// Its number.
    pub pid: u32,
    /// Its parent's number.
    pub parent: u32,
    /// Its arguments, the program's name first. Empty for one that has ended and was not waited for.
    pub args: Vec<String>,
}

impl Process {
    /// The process of this number, if there is one that has not ended.
    pub fn of(pid: u32) -> Option<Self> {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // The name comes in brackets and may itself hold brackets and spaces.
        let mut fields = stat.rsplit_once(") ")?.1.split(' ');
        let state = fields.next()?;
        let parent = fields.next()?.parse().ok()?;
        if matches!(state, "Z" | "X") {
            return None;
        }
        let line = fs::read(format!("/proc/{pid}/cmdline")).ok()?;
        let words = line.split(|byte| *byte == 0).filter(|word| !word.is_empty());
        let args = words.map(|word| String::from_utf8_lossy(word).into_owned()).collect();
        Some(Self { pid, parent, args })
    }

    /// All processes that can be seen.
    pub fn all() -> Vec<Self> {
        let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
        let pids = entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        pids.filter_map(Self::of).collect()
    }

    /// Sends it a signal; one to a process that has ended goes nowhere.
    pub fn signal(&self, how: Signal) {
        signal(self.pid, how);
    }

    /// The last part of the path of its program.
    pub fn name(&self) -> &str {
        self.args.first().and_then(|arg| arg.rsplit('/').next()).unwrap_or_default()
    }
}

/// The processes that carry `mark` in their environment, and what they started. A process may hide its environment from
/// its own user (no core dumps, no tracing), but not whose child it is.
pub(crate) fn marked(mark: &str) -> Vec<Process> {
    let all = Process::all();
    let me = std::process::id();
    let carries = |process: &&Process| {
        let Ok(environment) = fs::read(format!("/proc/{}/environ", process.pid)) else { return false };
        environment.split(|byte| *byte == 0).any(|line| line == mark.as_bytes())
    };
    let mut ours: Vec<Process> = all.iter().filter(carries).filter(|one| one.pid != me).cloned().collect();
    loop {
        let known: Vec<u32> = ours.iter().map(|process| process.pid).collect();
        let is_new = |one: &&Process| known.contains(&one.parent) && !known.contains(&one.pid);
        let children: Vec<Process> = all.iter().filter(is_new).cloned().collect();
        if children.is_empty() {
            return ours;
        }
        ours.extend(children);
    }
}

/// Sends a signal; one to a process that has ended goes nowhere.
pub(crate) fn signal(pid: u32, signal: Signal) {
    if let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
        let _ = kill_process(pid, signal);
    }
}

/// Waits until a process has ended; false if it has not after this time.
pub(crate) fn wait_gone(pid: u32, patience: Duration) -> bool {
    wait(patience, || Process::of(pid).is_none())
}

/// Asks every 10 ms until the answer is yes; false if it is not after this time.
pub(crate) fn wait(patience: Duration, mut is_so: impl FnMut() -> bool) -> bool {
    let until = Instant::now() + patience;
    loop {
        if is_so() {
            return true;
        }
        if Instant::now() >= until {
            return false;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Ends processes: politely first, then for good.
pub(crate) fn end(find: impl Fn() -> Vec<Process>) {
    for how in [Signal::TERM, Signal::KILL] {
        let patience = Duration::from_millis(if how == Signal::TERM { 700 } else { 3000 });
        for process in find() {
            signal(process.pid, how);
        }
        if wait(patience, || find().is_empty()) {
            return;
        }
    }
    eprintln!("These processes do not end: {:?}", find());
}

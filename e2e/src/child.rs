//! Programs that a desk starts.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::Duration;

use crate::place;
use crate::process;

/// A program that runs until this is dropped.
pub(crate) struct Running {
    child: Child,
}

impl Running {
    /// Starts it with what it says in a file.
    pub(crate) fn start(mut command: Command, log: &Path) -> Self {
        let file = open(log);
        command.stdout(file.try_clone().expect("a file can be opened twice")).stderr(file);
        Self { child: spawn(command) }
    }

    /// Starts it with this input and what it says in a file.
    pub(crate) fn start_with(mut command: Command, input: &[u8], log: &Path) -> Self {
        command.stdin(Stdio::piped());
        let mut running = Self::start(command, log);
        let mut stdin = running.child.stdin.take().expect("stdin was piped");
        stdin.write_all(input).expect("the program reads its input");
        running
    }

    /// Starts it with its complaints in a file, and gives the end of a pipe to read what it prints.
    pub(crate) fn start_piped(mut command: Command, log: &Path) -> (Self, ChildStdout) {
        command.stdout(Stdio::piped()).stderr(open(log));
        let mut child = spawn(command);
        let output = child.stdout.take().expect("stdout was piped");
        (Self { child }, output)
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.has_ended() {
            process::signal(self.child.id(), crate::Signal::TERM);
            if !process::wait(Duration::from_millis(700), || !matches!(self.child.try_wait(), Ok(None))) {
                let _ = self.child.kill();
            }
        }
        let _ = self.child.wait();
    }
}

fn open(log: &Path) -> File {
    File::options().create(true).append(true).open(log).expect("a log can be written")
}

/// What a program that came to its end left behind.
#[derive(Debug)]
pub struct Ended {
    /// How it ended.
    pub status: ExitStatus,
    /// What it printed.
    pub stdout: Vec<u8>,
    /// What it complained about.
    pub stderr: String,
}

impl Ended {
    /// What it printed, as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }
}

/// Runs a program to its end; `None` if it had to be killed after this time.
pub(crate) fn run(mut command: Command, input: &[u8], patience: Duration) -> Option<Ended> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = spawn(command);
    let mut stdin = child.stdin.take().expect("stdin was piped");
    // A program that does not read its input closes it, which is not our business.
    let _ = stdin.write_all(input);
    drop(stdin);
    let collect = |mut from: Box<dyn io::Read + Send>| {
        thread::spawn(move || {
            let mut bytes = Vec::new();
            let _ = from.read_to_end(&mut bytes);
            bytes
        })
    };
    let stdout = collect(Box::new(child.stdout.take().expect("stdout was piped")));
    let stderr = collect(Box::new(child.stderr.take().expect("stderr was piped")));
    let ended = process::wait(patience, || !matches!(child.try_wait(), Ok(None)));
    if !ended {
        let _ = child.kill();
    }
    let status = child.wait().expect("a child can be waited for");
    if !ended {
        return None;
    }
    let stdout = stdout.join().unwrap_or_default();
    let stderr = String::from_utf8_lossy(&stderr.join().unwrap_or_default()).into_owned();
    Some(Ended { status, stdout, stderr })
}

/// Runs a program that reads `input`, prints nothing, and ends or goes on in the background.
pub(crate) fn feed(mut command: Command, input: &[u8]) -> ExitStatus {
    command.stdin(Stdio::piped());
    let mut child = spawn(command);
    let mut stdin = child.stdin.take().expect("stdin was piped");
    stdin.write_all(input).expect("the program reads its input");
    drop(stdin);
    child.wait().expect("a child can be waited for")
}

/// A command for [`Running::start`] and [`run`], which the kernel ends when this test process ends, however that comes
/// about: it is run under `setpriv --pdeathsig`, which becomes it and keeps its number. Where that program is missing, a
/// killed test leaves its children behind.
pub(crate) fn command(program: &Path) -> Command {
    let Some(setpriv) = place::found("setpriv") else { return Command::new(program) };
    let mut command = Command::new(setpriv);
    command.args(["--pdeathsig", "KILL", "--"]).arg(program);
    command
}

/// The same, for a program that refuses to run as root: where this is root, it gets another user, who may still read and write
/// what is root's.
pub(crate) fn command_not_root(program: &Path) -> Command {
    let Some(setpriv) = place::found("setpriv").filter(|_| rustix::process::geteuid().is_root()) else {
        return command(program);
    };
    const NOBODY: &str = "65534";
    const ABILITIES: &str = "+dac_override,+dac_read_search";
    let mut command = Command::new(setpriv);
    command.args(["--pdeathsig", "KILL", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"]);
    command.args(["--inh-caps", ABILITIES, "--ambient-caps", ABILITIES, "--"]).arg(program);
    command
}

/// The kernel watches the thread that started a child, not the process. So all children are started by one thread that
/// never ends, and not by a test's or a runtime's.
pub(crate) fn spawn(mut command: Command) -> Child {
    let shown = format!("{command:?}");
    let (reply, result) = channel();
    let job: Job = Box::new(move || {
        let _ = reply.send(command.spawn());
    });
    starter().send(job).expect("the starter lives as long as the process");
    let started = result.recv().expect("the starter answers");
    started.unwrap_or_else(|error| panic!("{shown} cannot be started: {error}"))
}

type Job = Box<dyn FnOnce() + Send>;

fn starter() -> Sender<Job> {
    static STARTER: OnceLock<Mutex<Sender<Job>>> = OnceLock::new();
    let starter = STARTER.get_or_init(|| {
        let (sender, jobs) = channel::<Job>();
        thread::spawn(move || jobs.iter().for_each(|job| job()));
        Mutex::new(sender)
    });
    starter.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

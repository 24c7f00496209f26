//! Fobwatch as a person starts it, without a driver: known by its windows, its processes and its place in the tray.

use fobwatch_e2e::{Desk, Process, Signal, TopWindow, TrayHost, app};
use serde_json::{Value, json};
use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// How long something awaited may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Writes the preferences of the next start.
pub fn prefer(desk: &Desk, preferences: Value) {
    fs::create_dir_all(desk.data()).unwrap();
    let file = json!({ "preferences": preferences });
    fs::write(desk.data().join("preferences.json"), file.to_string()).unwrap();
}

/// Waits until the answer is yes.
#[track_caller]
pub fn wait(what: &str, mut is_so: impl FnMut() -> bool) {
    wait_up_to(PATIENCE, what, &mut is_so);
}

/// Waits until the answer is yes.
#[track_caller]
pub fn wait_up_to(patience: Duration, what: &str, mut is_so: impl FnMut() -> bool) {
    let until = Instant::now() + patience;
    while !is_so() {
        assert!(Instant::now() < until, "wait until {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// That the answer stays yes for this long.
#[track_caller]
pub fn holds(time: Duration, what: &str, mut is_so: impl FnMut() -> bool) {
    let until = Instant::now() + time;
    while Instant::now() < until {
        assert!(is_so(), "{what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Waits until the tray says this of all accounts.
#[track_caller]
pub fn tray_says(host: &TrayHost, sentence: &str) {
    let title = format!("Fobwatch · {sentence}");
    let said = || host.items().first().map(|item| item.title.clone()).unwrap_or_default();
    wait(&format!("the tray says `{title}`, and not `{}`", said()), || said() == title);
}

/// The entry of an account in the tray's menu, with whatever it says after the name.
#[track_caller]
pub fn tray_entry(host: &TrayHost, name: &str) -> String {
    let menu = host.item().menu();
    let found = menu.children.iter().find(|entry| entry.label.starts_with(name));
    found.unwrap_or_else(|| panic!("there is no `{name}` in\n{menu}")).label.clone()
}

/// What lies on the clipboard, where something does.
pub fn pasted(desk: &Desk) -> Option<String> {
    desk.clipboard().filter(|text| !text.is_empty())
}

/// WebKit's processes that hold a page.
pub fn pages(desk: &Desk) -> Vec<Process> {
    let mut all = desk.processes();
    all.retain(|process| process.name() == "WebKitWebProcess");
    all
}

/// A running Fobwatch. Dropping it kills it.
pub struct Started<'desk> {
    desk: &'desk Desk,
    child: Child,
}

/// Starts Fobwatch with these arguments.
pub fn start<'desk>(desk: &'desk Desk, args: &[&str]) -> Started<'desk> {
    start_at(desk, &desk.data(), args)
}

/// Starts Fobwatch with another data folder.
pub fn start_at<'desk>(desk: &'desk Desk, home: &Path, args: &[&str]) -> Started<'desk> {
    let log = File::options().create(true).append(true).open(desk.path().join("logs/started.log")).unwrap();
    let mut command = desk.command(app());
    command.args(args).env("FOBWATCH_HOME", home).stdin(Stdio::null());
    command.stdout(log.try_clone().unwrap()).stderr(log);
    Started { desk, child: command.spawn().unwrap() }
}

impl Started<'_> {
    /// The number of its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Its window, if there is one that is on the screen.
    pub fn window(&self) -> Option<TopWindow> {
        self.desk.windows().into_iter().find(|window| window.pid == self.pid() && window.shown)
    }

    /// Waits for its window.
    #[track_caller]
    pub fn opened(&self) -> TopWindow {
        wait(&format!("the window opens; its log:\n{}", self.desk.tail("started")), || {
            self.window().is_some()
        });
        self.window().unwrap()
    }

    /// Waits until its window has this title.
    #[track_caller]
    pub fn titled(&self, title: &str) -> TopWindow {
        let said = || self.window().map(|window| window.title).unwrap_or_default();
        wait(&format!("the title is `{title}`"), || said() == title);
        self.window().unwrap()
    }

    /// Waits until it has no window. The toolkit keeps some of its own, which nobody sees.
    #[track_caller]
    pub fn closed(&self) {
        wait("there is no window", || self.window().is_none());
    }

    /// Waits until it ends by itself, and gives its exit code.
    #[track_caller]
    pub fn ended(&mut self) -> Option<i32> {
        let mut status = None;
        wait("it ends", || {
            status = self.child.try_wait().unwrap();
            status.is_some()
        });
        status.unwrap().code()
    }

    /// Sends it a signal.
    pub fn signal(&self, how: Signal) {
        Process::of(self.pid()).expect("it runs").signal(how);
    }

    /// Whether it runs.
    pub fn runs(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }
}

impl Drop for Started<'_> {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

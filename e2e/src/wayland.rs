//! A Wayland desktop without a screen: a compositor that draws into memory.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use crate::child::{self, Running};
use crate::display::TopWindow;
use crate::place;
use crate::process;

const PATIENCE: Duration = Duration::from_secs(10);

/// The name of its display. No other compositor shares its folder.
const NAME: &str = "wayland-1";

/// A running sway, which draws without a graphics card and has no mouse and no keys.
pub(crate) struct Compositor {
    _sway: Running,
    environment: Vec<(&'static str, OsString)>,
}

impl Compositor {
    /// Starts one of this size in pixels, on the desk with this folder.
    pub(crate) fn start(width: u32, height: u32, at: &Path) -> Self {
        let config = at.join("sway.conf");
        let text = format!(
            "output HEADLESS-1 mode --custom {width}x{height}\n\
             xwayland disable\n\
             default_border none\n\
             default_floating_border none\n\
             for_window [app_id=\".*\"] floating enable\n"
        );
        fs::write(&config, text).expect("a file can be written");
        let run = at.join("run");
        let socket = run.join("sway.sock");
        let environment = vec![
            ("GDK_BACKEND", "wayland".into()),
            ("SWAYSOCK", socket.clone().into_os_string()),
            ("WAYLAND_DISPLAY", NAME.into()),
            ("XDG_SESSION_TYPE", "wayland".into()),
        ];
        let compositor = Self { _sway: Self::run(at, &config, &socket), environment };
        let log = at.join("logs/display.log");
        let is_ready = || run.join(NAME).exists() && compositor.tell(&["-t", "get_outputs"]).is_some();
        let said = || fs::read_to_string(&log).unwrap_or_default();
        assert!(process::wait(PATIENCE, is_ready), "sway does not start: {}", said());
        compositor
    }

    fn run(at: &Path, config: &Path, socket: &Path) -> Running {
        let mut command = child::command_not_root(&place::program("sway"));
        command.arg("--config").arg(config).env_clear().current_dir(at);
        command.envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
        command.env("HOME", at.join("home")).env("XDG_RUNTIME_DIR", at.join("run")).env("SWAYSOCK", socket);
        command.envs([
            ("WLR_BACKENDS", "headless"),
            ("WLR_RENDERER", "pixman"),
            ("WLR_LIBINPUT_NO_DEVICES", "1"),
        ]);
        Running::start(command, &at.join("logs/display.log"))
    }

    /// What programs need to know of it.
    pub(crate) fn environment(&self) -> Vec<(&'static str, OsString)> {
        self.environment.clone()
    }

    /// The windows of all programs.
    pub(crate) fn windows(&self) -> Vec<TopWindow> {
        let mut found = Vec::new();
        collect(&self.tell(&["-t", "get_tree"]).expect("sway answers"), &mut found);
        found.into_iter().map(|(window, _)| window).collect()
    }

    /// The window that has the focus.
    pub(crate) fn focused(&self) -> Option<TopWindow> {
        let mut found = Vec::new();
        collect(&self.tell(&["-t", "get_tree"])?, &mut found);
        found.into_iter().find_map(|(window, focused)| focused.then_some(window))
    }

    /// Asks a window to close, as the cross in its frame does.
    pub(crate) fn request_close(&self, window: &TopWindow) {
        let wish = format!("[con_id={}] kill", window.id);
        self.tell(&[&wish]).expect("sway does it");
    }

    /// Sends a message to sway, and gives its answer.
    fn tell(&self, args: &[&str]) -> Option<Value> {
        let mut command = child::command(&place::program("swaymsg"));
        command.arg("--raw").args(args).env_clear().envs(self.environment());
        let ended = child::run(command, b"", PATIENCE)?;
        if ended.status.success() { serde_json::from_slice(&ended.stdout).ok() } else { None }
    }
}

/// The windows below a part of sway's tree, each with whether it has the focus.
fn collect(part: &Value, found: &mut Vec<(TopWindow, bool)>) {
    let number = |name: &str| part[name].as_u64().and_then(|number| u32::try_from(number).ok());
    if let (Some(pid), Some(id)) = (number("pid"), number("id")) {
        let title = part["name"].as_str().unwrap_or_default().to_owned();
        let shown = part["visible"] == true;
        found.push((TopWindow { pid, title, shown, id }, part["focused"] == true));
    }
    for below in ["nodes", "floating_nodes"] {
        part[below].as_array().into_iter().flatten().for_each(|part| collect(part, found));
    }
}

//! Where things are: the checkout and its `target` folder, and how programs are started in them.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Failure;

/// The checkout this command works on.
pub struct Place {
    /// The folder that holds `Cargo.lock`.
    pub root: PathBuf,
    /// Everything that is generated goes below this folder.
    pub target: PathBuf,
}

impl Place {
    /// Finds the checkout from where Cargo says this program's manifest is, and `target` from where this program is.
    pub fn find() -> Result<Self, Failure> {
        let start = match env::var_os("CARGO_MANIFEST_DIR") {
            Some(folder) => PathBuf::from(folder),
            None => {
                env::current_dir().map_err(|error| format!("The current folder cannot be read: {error}"))?
            }
        };
        let root = start
            .ancestors()
            .find(|folder| folder.join("xtask").is_dir() && folder.join("Cargo.lock").is_file())
            .ok_or("This is not a checkout of Fobwatch: no Cargo.lock beside an xtask folder.")?
            .to_path_buf();
        let target = match env::current_exe() {
            // target/debug/xtask
            Ok(program) => program.ancestors().nth(2).map_or_else(|| root.join("target"), Path::to_path_buf),
            Err(_) => root.join("target"),
        };
        let place = Self { root, target };
        fs::create_dir_all(place.notes())
            .map_err(|error| format!("{} cannot be made: {error}", place.notes().display()))?;
        Ok(place)
    }

    /// Logs and stamps of these commands.
    pub fn notes(&self) -> PathBuf {
        self.target.join("xtask")
    }

    /// The root `cargo install` puts our tools in.
    pub fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }

    /// One of our tools.
    pub fn tool(&self, name: &str) -> PathBuf {
        self.tools().join("bin").join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }

    /// Python with the login servers that others wrote.
    pub fn server_python(&self) -> PathBuf {
        self.tools().join("servers").join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" })
    }

    /// A program of this workspace, as a debug build leaves it.
    pub fn built(&self, name: &str) -> PathBuf {
        self.target.join("debug").join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }

    /// The user interface's folder.
    pub fn ui(&self) -> PathBuf {
        self.root.join("ui")
    }

    /// A program, started at the root, with our tools on its path.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root).env("NO_COLOR", "1").env("PATH", self.path());
        // Cargo described this package to us. Passed on, that would look like a change to build scripts which watch it.
        for (name, _) in env::vars_os() {
            if name.to_str().is_some_and(describes_this_package) {
                command.env_remove(name);
            }
        }
        command
    }

    /// Cargo, the one that started us.
    pub fn cargo<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = self.command(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
        command.args(args);
        command
    }

    fn path(&self) -> OsString {
        let old = env::var_os("PATH").unwrap_or_default();
        let all = std::iter::once(self.tools().join("bin")).chain(env::split_paths(&old));
        env::join_paths(all).unwrap_or(old)
    }
}

fn describes_this_package(name: &str) -> bool {
    ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"]
        .iter()
        .any(|start| name.starts_with(start))
}

/// Whether a program is on the path.
pub fn is_installed(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .any(|folder| folder.join(program).is_file() || folder.join(format!("{program}.exe")).is_file())
}

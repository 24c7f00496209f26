//! Where things are: the checkout, what was built, and the programs of the system.

use std::env;
use std::path::{Path, PathBuf};

/// The folder of this build, `target/debug` most often: the tests are in its `deps`.
fn built_folder() -> PathBuf {
    let test = env::current_exe().expect("a test knows where it is");
    let folder = test.parent().expect("a program is in a folder");
    match folder.file_name().is_some_and(|name| name == "deps") {
        true => folder.parent().expect("`deps` is in a folder").to_path_buf(),
        false => folder.to_path_buf(),
    }
}

/// Another program of this workspace, built beside the test.
///
/// # Panics
/// If it is not there.
pub fn built(name: &str) -> PathBuf {
    let path = built_folder().join(name);
    assert!(path.is_file(), "{} is missing: build it first, with `cargo build --workspace`", path.display());
    path
}

/// The application: `FOBWATCH_APP`, or the one built beside the test.
///
/// # Panics
/// If it is not there.
pub fn app() -> PathBuf {
    match env::var_os("FOBWATCH_APP") {
        Some(path) => PathBuf::from(path),
        None => built("fobwatch"),
    }
}

/// The checkout.
pub(crate) fn root() -> PathBuf {
    let e2e = Path::new(env!("CARGO_MANIFEST_DIR"));
    e2e.parent().expect("e2e is in the checkout").to_path_buf()
}

/// `target/e2e`, for pictures of what went wrong.
pub fn out() -> PathBuf {
    let target = built_folder();
    let folder = target.parent().unwrap_or(&target).join("e2e");
    std::fs::create_dir_all(&folder).expect("target/e2e can be made");
    folder
}

/// A program of the system.
///
/// # Panics
/// If it is not installed.
pub(crate) fn program(name: &str) -> PathBuf {
    found(name).unwrap_or_else(|| {
        panic!(
            "The program `{name}` is missing. `cargo xtask setup --test` gets what the window's tests need."
        )
    })
}

/// A program of the system, if it is installed.
pub(crate) fn found(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// Python with the login servers that others wrote, which the setup gets.
pub(crate) fn server_python() -> PathBuf {
    let target = built_folder();
    let ours = target.parent().map(|target| target.join("tools/servers/bin/python"));
    ours.into_iter()
        .chain([root().join("target/tools/servers/bin/python")])
        .find(|file| file.is_file())
        .expect("The login servers are missing: `cargo xtask setup --test` gets them")
}

/// A program in Python that the setup gets.
///
/// # Panics
/// When it is not there.
pub fn python_tool(name: &str) -> PathBuf {
    server_python().with_file_name(name)
}

/// A program in JavaScript that the setup gets.
///
/// # Panics
/// When it is not there.
pub fn node_tool(name: &str) -> PathBuf {
    let file = root().join("e2e/servers/node_modules/.bin").join(name);
    assert!(file.is_file(), "`{name}` is missing: `cargo xtask setup --test` gets it");
    file
}

/// tauri-driver: `FOBWATCH_TAURI_DRIVER`, the one that the setup builds, or one on the path.
pub(crate) fn tauri_driver() -> PathBuf {
    if let Some(path) = env::var_os("FOBWATCH_TAURI_DRIVER") {
        return PathBuf::from(path);
    }
    let target = built_folder();
    let ours = target.parent().map(|target| target.join("tools/bin/tauri-driver"));
    let ours = ours.into_iter().chain([root().join("target/tools/bin/tauri-driver")]);
    ours.into_iter().find(|file| file.is_file()).unwrap_or_else(|| program("tauri-driver"))
}

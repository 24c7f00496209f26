//! A file in the folder that desktops start programs from (the Desktop Application Autostart Specification).

use super::ARGUMENT;
use directories::BaseDirs;
use std::fs::{self, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

const FILE: &str = "fobwatch.desktop";
/// A longer file is not ours.
const LONGEST: u64 = 64 * 1024;

pub(super) fn set(on: bool, program: &Path) -> io::Result<()> {
    let folder = folder().ok_or_else(|| io::Error::other("this user has no home"))?;
    if on { write(&folder, program) } else { remove(&folder) }
}

pub(super) fn is_on() -> bool {
    folder().is_some_and(|folder| is_on_in(&folder))
}

fn folder() -> Option<PathBuf> {
    Some(BaseDirs::new()?.config_dir().join("autostart"))
}

fn write(folder: &Path, program: &Path) -> io::Result<()> {
    let text = entry(program)?;
    fs::create_dir_all(folder)?;
    let beside = folder.join(format!(".{FILE}.{}", std::process::id()));
    // Left by a process of the same number, or laid there: a new file is made, and no link followed.
    let _ = fs::remove_file(&beside);
    let written =
        OpenOptions::new().write(true).create_new(true).mode(0o644).open(&beside).and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&beside, folder.join(FILE))
        });
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_file(folder.join(FILE)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        outcome => outcome,
    }
}

fn is_on_in(folder: &Path) -> bool {
    let mut text = String::new();
    let read =
        fs::File::open(folder.join(FILE)).and_then(|file| file.take(LONGEST).read_to_string(&mut text));
    // Desktops turn an entry off by a word in it, rather than by removing it.
    let off = |line: &str| {
        let line: String = line.split_whitespace().collect();
        matches!(line.as_str(), "Hidden=true" | "X-GNOME-Autostart-enabled=false")
    };
    read.is_ok() && !text.lines().any(off)
}

fn entry(program: &Path) -> io::Result<String> {
    let command = program
        .to_str()
        .filter(|path| program.is_absolute() && !path.contains(char::is_control))
        .ok_or_else(|| io::Error::other("the program's path cannot be written down"))?;
    Ok(format!(
        "[Desktop Entry]\nType=Application\nName=Fobwatch\nIcon=fobwatch\nExec={} {ARGUMENT}\nTerminal=false\n\
         StartupNotify=false\n",
        quoted(command)
    ))
}

/// One argument of `Exec`: quoted, then escaped once more as every value of such a file is.
fn quoted(argument: &str) -> String {
    let mut out = String::from('"');
    for c in argument.chars() {
        match c {
            '"' | '`' | '$' => out.extend(['\\', '\\', c]),
            '\\' => out.push_str(r"\\\\"),
            '%' => out.push_str("%%"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    #[test]
    fn it_is_turned_on_and_off() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("config/autostart");
        assert!(!is_on_in(&folder));
        remove(&folder).unwrap();
        write(&folder, Path::new("/usr/bin/fobwatch")).unwrap();
        write(&folder, Path::new("/usr/bin/fobwatch")).unwrap();
        assert!(is_on_in(&folder));
        let text = fs::read_to_string(folder.join(FILE)).unwrap();
        assert!(text.contains("\nExec=\"/usr/bin/fobwatch\" --background\n"), "{text}");
        assert_eq!(fs::metadata(folder.join(FILE)).unwrap().permissions().mode() & 0o133, 0);
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        remove(&folder).unwrap();
        assert!(!is_on_in(&folder));
    }

    #[test]
    fn a_desktop_may_turn_it_off() {
        let folder = tempfile::tempdir().unwrap();
        for line in ["Hidden=true", "Hidden = true", "X-GNOME-Autostart-enabled=false"] {
            fs::write(folder.path().join(FILE), format!("[Desktop Entry]\n{line}\n")).unwrap();
            assert!(!is_on_in(folder.path()), "{line}");
        }
    }

    #[test]
    fn what_a_link_points_to_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let precious = folder.path().join("precious");
        fs::write(&precious, "precious").unwrap();
        symlink(&precious, folder.path().join(FILE)).unwrap();
        symlink(&precious, folder.path().join(format!(".{FILE}.{}", std::process::id()))).unwrap();
        write(folder.path(), Path::new("/usr/bin/fobwatch")).unwrap();
        assert_eq!(fs::read_to_string(&precious).unwrap(), "precious");
        assert!(!fs::symlink_metadata(folder.path().join(FILE)).unwrap().is_symlink());
        remove(folder.path()).unwrap();
        assert!(precious.exists());
    }

    #[test]
    fn odd_paths_are_escaped_or_refused() {
        assert_eq!(quoted(r#"/a b/100%/$x"`\"#), r#""/a b/100%%/\\$x\\"\\`\\\\""#);
        for bad in ["fobwatch", "/a\nExec=evil", "/a\tb"] {
            assert!(entry(Path::new(bad)).is_err(), "{bad}");
        }
    }
}

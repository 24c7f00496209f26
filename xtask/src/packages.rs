//! The system's packages: which are needed, which are missing, and getting those.

use std::collections::BTreeSet;
use std::fs;
use std::process::{Command, Stdio};

use crate::Failure;
use crate::child;
use crate::place::{Place, is_installed};
use crate::progress::say;

/// What a build needs, by its Debian and Ubuntu names.
const TO_BUILD: &[&str] =
    &["build-essential", "file", "libdbus-1-dev", "librsvg2-dev", "libwebkit2gtk-4.1-dev", "pkg-config"];

/// What the tests, the pictures and a demo without a display need: displays of both kinds, a bus, a keyring, a clipboard and
/// a driver of their own.
const TO_TEST: &[&str] = &[
    "dbus",
    "dbus-x11",
    "fonts-dejavu-core",
    "fonts-droid-fallback",
    "gnome-keyring",
    "grim",
    "imagemagick",
    "libsecret-tools",
    "openbox",
    "openssl",
    "pngquant",
    "python3",
    "python3-venv",
    "sway",
    "webkit2gtk-driver",
    "wl-clipboard",
    "xauth",
    "xclip",
    "xdotool",
    "xvfb",
];

/// Programs of those packages, by which another Linux is judged.
const TEST_PROGRAMS: &[&str] = &[
    "WebKitWebDriver",
    "Xvfb",
    "dbus-run-session",
    "gnome-keyring-daemon",
    "grim",
    "openbox",
    "openssl",
    "python3",
    "secret-tool",
    "sway",
    "wl-copy",
    "xclip",
    "xdotool",
];

/// Makes sure that they are there, and says what it did.
pub fn ensure(place: &Place, test: bool) -> Result<String, Failure> {
    if !cfg!(target_os = "linux") {
        return Ok("nothing to get: this system brings its own web view".to_owned());
    }
    if !is_debian() {
        return judge_other_linux(test);
    }
    let wanted = wanted(test);
    let missing = missing(&wanted, &query(&wanted));
    if missing.is_empty() {
        return Ok(format!("all {} are there", wanted.len()));
    }
    install(place, &missing)?;
    let still = self::missing(&wanted, &query(&wanted));
    if still.is_empty() {
        Ok(format!("installed {}", missing.join(" ")))
    } else {
        Err(format!("still missing after the installation: {}", still.join(" ")))
    }
}

fn wanted(test: bool) -> Vec<&'static str> {
    let more = if test { TO_TEST } else { &[] };
    TO_BUILD.iter().chain(more).copied().collect()
}

fn is_debian() -> bool {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    is_debian_like(&release) && is_installed("apt-get") && is_installed("dpkg-query")
}

fn is_debian_like(release: &str) -> bool {
    release
        .lines()
        .filter_map(|line| line.split_once('='))
        .filter(|(key, _)| matches!(*key, "ID" | "ID_LIKE"))
        .flat_map(|(_, value)| value.trim_matches('"').split(' '))
        .any(|id| matches!(id, "debian" | "ubuntu"))
}

/// What dpkg knows about these packages: a line each, `name status`. It fails when it knows one of them not at all.
fn query(packages: &[&str]) -> String {
    let output = Command::new("dpkg-query")
        .args(["--show", "--showformat=${Package} ${db:Status-Status}\\n"])
        .args(packages)
        .stdin(Stdio::null())
        .output();
    output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default()
}

fn missing<'a>(wanted: &[&'a str], answer: &str) -> Vec<&'a str> {
    let installed: BTreeSet<&str> =
        answer.lines().filter_map(|line| line.strip_suffix(" installed")).collect();
    wanted.iter().copied().filter(|package| !installed.contains(package)).collect()
}

fn install(place: &Place, packages: &[&str]) -> Result<(), Failure> {
    let by_hand = format!("apt-get install -y --no-install-recommends {}", packages.join(" "));
    let root = is_root();
    if !root && !is_installed("sudo") {
        return Err(format!("packages are missing. Run this as root, then try again:\n  {by_hand}"));
    }
    // Asks for the password here, on the terminal. What follows runs in the background and could not ask.
    if !root && !Command::new("sudo").arg("-v").status().is_ok_and(|status| status.success()) {
        return Err(format!(
            "sudo did not let us install packages. Run this yourself, then try again:\n  sudo {by_hand}"
        ));
    }
    let apt = |args: &[&str]| {
        let mut command = place.command(if root { "env" } else { "sudo" });
        if !root {
            command.args(["-n", "env"]);
        }
        command
            .args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=300"])
            .args(args);
        command
    };
    say!("            getting {}", packages.join(" "));
    // One broken source among many must not stop us: the installation says whether it matters.
    let _ = child::run(place, "apt-update", apt(&["update"]))?;
    let mut args = vec!["install", "-y", "--no-install-recommends"];
    args.extend(packages);
    if child::run(place, "apt-install-first", apt(&args))?.ok {
        return Ok(());
    }
    say!("            that failed, trying once more");
    child::run(place, "apt-install", apt(&args))?.check().map(drop)
}

#[cfg(target_os = "linux")]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").is_ok_and(|data| data.uid() == 0)
}

#[cfg(not(target_os = "linux"))]
fn is_root() -> bool {
    false
}

fn judge_other_linux(test: bool) -> Result<String, Failure> {
    let names = "The names differ between systems; Debian's are:";
    if child::answer("pkg-config", &["--exists", "webkit2gtk-4.1"]).is_none() {
        return Err(format!(
            "pkg-config finds no webkit2gtk-4.1, which the window is built on. Install it with your package manager. {names}\n  {}",
            wanted(test).join(" ")
        ));
    }
    let absent: Vec<&str> =
        TEST_PROGRAMS.iter().copied().filter(|program| test && !is_installed(program)).collect();
    if absent.is_empty() {
        return Ok("webkit2gtk-4.1 is there; this is no Debian, so the rest is yours to keep".to_owned());
    }
    Err(format!("the tests need {}. {names}\n  {}", absent.join(", "), TO_TEST.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::{is_debian_like, missing};

    #[test]
    fn only_installed_packages_count() {
        let answer = "file installed\npkg-config config-files\nxvfb not-installed\n";
        assert_eq!(
            missing(&["file", "pkg-config", "xvfb", "xclip"], answer),
            ["pkg-config", "xvfb", "xclip"]
        );
        assert!(missing(&["file"], answer).is_empty());
    }

    #[test]
    fn derivatives_of_debian_are_debian() {
        assert!(is_debian_like("NAME=\"Debian GNU/Linux\"\nID=debian\n"));
        assert!(is_debian_like("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"));
        assert!(!is_debian_like("ID=fedora\nVARIANT=\"like debian\"\n"));
    }
}

//! What the app costs: its window in sight just after somebody has used it, in sight while nobody touches it, and in the tray without
//! one; once with a token that ends within the hour, once with one that ends later. Prints the share of one core and the memory of all its processes; judges nothing.
#![cfg_attr(target_os = "linux", allow(clippy::print_stdout, clippy::unwrap_used, reason = "it is a report"))]

#[cfg(target_os = "linux")]
fn main() {
    use fobwatch_e2e::sandbox::{Config, Sandbox};
    use fobwatch_e2e::{Button, Desk, built};
    use std::time::Duration;

    let app = std::env::args().nth(1).map_or_else(|| built("fobwatch"), Into::into);
    for (what, access) in [("a token of 15 minutes", 900), ("a token of 8 hours", 8 * 3600)] {
        let config = Config { access: Duration::from_secs(access), ..Config::default() };
        let server = Sandbox::start_blocking(config).unwrap();
        let desk = Desk::builder().window_manager().start();
        let tray = desk.start_tray_host();
        let base = server.base_url();
        let add = ["add", "Idle", "--base-url", &base, "--set", "username=demo", "--secret", "password"];
        let added = desk.run(built("fob"), &add, b"watch-the-time\n", Duration::from_secs(30)).unwrap();
        assert!(added.status.success(), "{}", added.stderr);
        let before: Vec<_> = desk.processes().iter().map(|process| process.pid).collect();
        let mut running = desk.command(&app).spawn().unwrap();
        let _ = tray.item();
        while desk.windows().is_empty() {
            std::thread::sleep(Duration::from_millis(50));
        }
        // What a start costs is over by then.
        std::thread::sleep(Duration::from_secs(10));
        let report = |where_: &str| {
            let (used, memory) = measure(&desk, &before, Duration::from_secs(30));
            println!("{what}, {where_:<12} {used:5.2} % of a core, {memory:6.1} MiB");
        };
        report("just used");
        // By now nobody has touched it for a minute.
        std::thread::sleep(Duration::from_secs(25));
        report("in sight");
        let window = desk.windows().remove(0);
        desk.press_button(&window, Button::Close);
        while !desk.windows().is_empty() {
            std::thread::sleep(Duration::from_millis(50));
        }
        std::thread::sleep(Duration::from_secs(5));
        report("in the tray");
        running.kill().unwrap();
        running.wait().unwrap();
    }
}

/// The share of one core over a while, in per cent, and the proportional memory at its end, of all that was not there before.
#[cfg(target_os = "linux")]
fn measure(desk: &fobwatch_e2e::Desk, before: &[u32], during: std::time::Duration) -> (f64, f64) {
    let ours = || desk.processes().into_iter().map(|process| process.pid).filter(|pid| !before.contains(pid));
    let ticks = || -> u64 { ours().filter_map(used).sum() };
    let begun = ticks();
    std::thread::sleep(during);
    let used = (ticks() - begun) as f64;
    let memory: u64 = ours().filter_map(memory).sum();
    // A tick is a hundredth of a second.
    (used / during.as_secs_f64(), memory as f64 / 1024.0)
}

/// The processor time of a process, in ticks.
#[cfg(target_os = "linux")]
fn used(pid: u32) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let fields: Vec<_> = stat.rsplit_once(") ")?.1.split(' ').collect();
    Some(fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?)
}

/// The memory of a process in KiB, what it shares counted in part.
#[cfg(target_os = "linux")]
fn memory(pid: u32) -> Option<u64> {
    let rollup = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
    rollup.lines().find_map(|line| line.strip_prefix("Pss:")?.trim().strip_suffix(" kB")?.parse().ok())
}

#[cfg(not(target_os = "linux"))]
fn main() {}

//! The sandbox as a program: an API to log in to, for the demo.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line tool: what it prints is what it is for"
)]

mod flags;

use std::process::ExitCode;
use std::time::Duration;

use flags::{Flags, Wish};
use fobwatch_sandbox::Sandbox;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let wish = match flags::parse(std::env::args().skip(1)) {
        Ok(wish) => wish,
        Err(message) => {
            eprintln!("{message}\n\n{}", flags::HELP);
            return ExitCode::from(2);
        }
    };
    match wish {
        Wish::Help => {
            print!("{}", flags::HELP);
            ExitCode::SUCCESS
        }
        Wish::Serve(flags) => match serve(*flags).await {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("The sandbox cannot start: {error}");
                ExitCode::FAILURE
            }
        },
    }
}

async fn serve(flags: Flags) -> std::io::Result<()> {
    let quiet = flags.quiet;
    // Asked for before the port is announced: whoever reads the first line may send the signal at once.
    let end = end()?;
    let sandbox = Sandbox::start(flags.config).await?;
    for (route, fault) in flags.faults {
        sandbox.fault(route, fault);
    }
    let lines = sandbox.lines();
    let config = sandbox.config();
    println!("listening on {}", sandbox.base_url());
    for user in &config.users {
        println!("user {} with client_id {}", user.username, user.client_id);
    }
    println!("access tokens live {}, refresh tokens {}", span(config.access), span(config.refresh));
    if !quiet {
        std::thread::spawn(move || lines.iter().for_each(|line| println!("{line}")));
    }
    end.await;
    Ok(())
}

/// Listens for SIGTERM and Ctrl-C from now on; the future ends when one comes.
#[cfg(unix)]
fn end() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminated = signal(SignalKind::terminate())?;
    let mut interrupted = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminated.recv() => {}
            _ = interrupted.recv() => {}
        }
    })
}

/// Listens for Ctrl-C; the future ends when it comes.
#[cfg(not(unix))]
fn end() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

/// A time span for people, in the largest unit that says it exactly.
fn span(time: Duration) -> String {
    let seconds = time.as_secs();
    let (count, unit) = match seconds {
        0 => (0, "second"),
        _ if seconds.is_multiple_of(86_400) => (seconds / 86_400, "day"),
        _ if seconds.is_multiple_of(3_600) => (seconds / 3_600, "hour"),
        _ if seconds.is_multiple_of(60) => (seconds / 60, "minute"),
        _ => (seconds, "second"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

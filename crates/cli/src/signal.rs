//! The wish of somebody that the program ends: what was sent to a server is waited for all the same.

use crate::work::close;
use fobwatch_core::error::{Code, Error, Result};
use fobwatch_core::keeper::Keeper;

/// Works until it is done or somebody asks the program to end. Then nothing new is begun, and the answer to what was sent
/// is saved first: a rotated token must not be lost to an impatient script.
///
/// # Errors
/// Those of the work; `busy` when it was ended early.
pub async fn unless_stopped<T>(keeper: &Keeper, work: impl Future<Output = Result<T>>) -> Result<T> {
    let stopped = stopped()?;
    tokio::select! {
        done = work => done,
        () = stopped => {
            close(keeper).await;
            Err(Error::new(Code::Busy, "It was stopped.", "What was sent to a server was waited for."))
        }
    }
}

/// Comes back when somebody asks the program to end.
#[cfg(unix)]
pub fn stopped() -> Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let listen = |kind| signal(kind).map_err(|_| Error::internal("listening for signals"));
    let (mut terminate, mut interrupt, mut hangup) =
        (listen(SignalKind::terminate())?, listen(SignalKind::interrupt())?, listen(SignalKind::hangup())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
            _ = hangup.recv() => {}
        }
    })
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
pub fn stopped() -> Result<impl Future<Output = ()>> {
    Ok(async { drop(tokio::signal::ctrl_c().await) })
}

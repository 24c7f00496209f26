//! The pictures of the documentation, taken anew from the real window: `screens FOLDER [SCENE]`.
#![cfg_attr(
    target_os = "linux",
    allow(
        clippy::print_stdout,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "it is a report"
    )
)]

#[cfg(target_os = "linux")]
mod accounts;
#[cfg(target_os = "linux")]
mod scenes;

#[cfg(target_os = "linux")]
#[tokio::main]
async fn main() {
    use std::path::PathBuf;

    use scenes::{SCENES, Scene};

    let mut args = std::env::args().skip(1);
    let folder = PathBuf::from(args.next().expect("screens FOLDER [SCENE]"));
    let name = args.next();
    let wanted: Vec<&Scene> =
        SCENES.iter().filter(|scene| name.as_deref().is_none_or(|name| name == scene.name)).collect();
    assert!(!wanted.is_empty(), "there is no such scene; there are {}", scenes::names());
    std::fs::create_dir_all(&folder).unwrap();
    // Making accounts takes longer than looking at them.
    for group in wanted.chunk_by(|one, next| one.accounts == next.accounts) {
        scenes::take(group, &folder).await;
    }
}

#[cfg(not(target_os = "linux"))]
fn main() {}

//! Tells Tauri which commands exist: those of `src/commands.rs` and no others. What is not listed here is not
//! access-checked, and what is listed must also be granted in `capabilities/main.json`.

use std::path::Path;

fn main() {
    if !Path::new("ui/dist/index.html").exists() {
        println!(
            "cargo::error=The window's page is not built yet: run `cargo xtask setup`, then `npm --prefix ui run build`."
        );
        return;
    }
    println!("cargo::rerun-if-changed=src-tauri/src/commands.rs");
    println!("cargo::rerun-if-changed=src-tauri/capabilities");
    let source = std::fs::read_to_string("src-tauri/src/commands.rs").unwrap_or_default();
    let commands: Vec<&'static str> = command_names(&source).map(|name| &*name.to_owned().leak()).collect();
    let manifest = tauri_build::AppManifest::new().commands(commands.leak());
    let attributes = tauri_build::Attributes::new()
        .app_manifest(manifest)
        .capabilities_path_pattern("src-tauri/capabilities/*.json");
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo::error={error:#}");
    }
}

/// The functions right below `#[tauri::command]`.
fn command_names(source: &str) -> impl Iterator<Item = &str> {
    source.split("#[tauri::command]").skip(1).filter_map(|rest| {
        let (_, after) = rest.split_once("fn ")?;
        after.split(['(', '<']).next()
    })
}

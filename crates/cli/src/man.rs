//! Manual pages, made from what can be typed.

use crate::args::Cli;
use clap::CommandFactory;
use fobwatch_core::error::{Code, Error, Result};
use std::path::Path;
use std::process::ExitCode;

/// `fob man`: one page for each command.
pub fn write(folder: &Path) -> Result<ExitCode> {
    let written =
        std::fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(Cli::command(), folder));
    written.map(|_| ExitCode::SUCCESS).map_err(|error| {
        Error::new(
            Code::InvalidInput,
            format!("The manual pages cannot be written: {error}."),
            "Choose another folder.",
        )
    })
}

//! Placeholder until the app manifest is written.
fn main() {}

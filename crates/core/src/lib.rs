//! Everything of Fobwatch that is not a window.
//!
//! The road of a token: [`auth`] logs in with a [`profile`] over [`http`]; the [`vault`] seals what came; the [`keeper`]
//! gets the next session before this one ends, under the account's [`lock`]; [`view`] is what people may see of it.
//! [`inspect`] and [`explain`] say what a pasted token or refusal is about. [`share`] writes a set-up without secrets, and
//! [`import`] reads it and what other tools have. [`Fobwatch`] puts it all together. Nothing here knows Tauri.

pub mod account;
pub mod address;
pub mod auth;
pub mod clock;
pub mod cookies;
pub mod error;
pub mod explain;
pub mod export;
mod fobwatch;
pub mod handoff;
pub mod home;
pub mod http;
pub mod import;
pub mod inspect;
mod jwt;
pub mod keeper;
pub mod keyring;
pub mod line;
pub mod live;
pub mod lock;
pub mod profile;
pub mod remarks;
pub mod secret;
pub mod session;
pub mod settings;
pub mod share;
pub mod text;
mod theirs;
pub mod tls;
pub mod upkeep;
pub mod vault;
pub mod view;
pub mod world;

pub use fobwatch::{Fobwatch, VaultWatch};

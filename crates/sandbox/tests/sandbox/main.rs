//! The sandbox from outside: every row of the contract and every fault, over real TCP.
#![allow(clippy::unwrap_used, reason = "the helpers of a test fail as the tests do")]

mod client;
mod contract;
mod fault;
mod limit;
mod program;
mod rotation;
mod server;

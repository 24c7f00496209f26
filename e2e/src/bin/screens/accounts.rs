//! The accounts that are to be seen.

use std::fs::File;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::time::Duration;

use fobwatch_e2e::sandbox::{Config, Sandbox, User};
use fobwatch_e2e::{Desk, built};

/// Who is there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Accounts {
    None,
    Few,
    /// Names that are long, or written from right to left.
    Long,
    Thirty,
    ThreeHundred,
    /// A few, in a vault that opens with a passphrase.
    Passphrase,
}

/// A name that is longer than its place.
pub const LONG: &str = "Reporting for the regional warehouses of the northern and western districts";

const FIRMS: [&str; 10] = [
    "Acme",
    "Borealis",
    "Cinnabar",
    "Dovetail",
    "Eastwind",
    "Fernhill",
    "Gantry",
    "Halcyon",
    "Ironbridge",
    "Juniper",
];
const TOWNS: [&str; 10] =
    ["Berlin", "Dublin", "Espoo", "Graz", "Krakow", "Lyon", "Malmö", "Porto", "Turin", "Zürich"];
const ENVIRONMENTS: [&str; 3] = ["production", "staging", "uat"];

/// A name and an environment.
type Account = (String, &'static str);

fn list(accounts: Accounts) -> Vec<Account> {
    let named = |names: &[(&str, &'static str)]| {
        names.iter().map(|(name, environment)| ((*name).to_owned(), *environment)).collect()
    };
    match accounts {
        Accounts::None => Vec::new(),
        Accounts::Few | Accounts::Passphrase => named(&[
            ("Acme", "production"),
            ("Acme UAT", "uat"),
            ("Borealis", "staging"),
            ("Cinnabar", "uat"),
        ]),
        Accounts::Long => named(&[
            (LONG, "production"),
            ("חשבון ראשי", "production"),
            ("بوابة المدفوعات", "staging"),
            ("東京本番環境の在庫管理システム", "production"),
            ("Donaudampfschifffahrtsgesellschaft", "uat"),
        ]),
        Accounts::Thirty => every(&[""]),
        Accounts::ThreeHundred => every(&TOWNS),
    }
}

fn every(towns: &[&str]) -> Vec<Account> {
    let names = FIRMS.iter().flat_map(|firm| {
        towns.iter().flat_map(move |town| ENVIRONMENTS.map(|environment| (firm, town, environment)))
    });
    names
        .map(|(firm, town, environment)| {
            let words = [firm, town, environment].into_iter().filter(|word| !word.is_empty());
            (words.collect::<Vec<_>>().join(" "), environment)
        })
        .collect()
}

/// Adds them on this desk, logged in at a server, as somebody does it with `fob`.
pub fn make(desk: &Desk, accounts: Accounts) -> Sandbox {
    let server = start();
    for (number, (name, environment)) in list(accounts).iter().enumerate() {
        add(desk, &server, number, name, environment);
    }
    if accounts == Accounts::Passphrase {
        let file = desk.path().join("tmp/passphrase");
        // One that others can read would be refused.
        let mut open = File::options();
        let written = open.write(true).create_new(true).mode(0o600).open(&file);
        written.unwrap().write_all(b"a passphrase of some length\n").unwrap();
        let file = file.to_string_lossy();
        fob(desk, &["vault", "rekey", "--key-source", "passphrase", "--new-passphrase-file", &file], "");
    }
    server
}

/// On the same port each time, where it is free, so that pictures differ only where the window does.
fn start() -> Sandbox {
    let config = |port| Config { port, ..Config::default() };
    Sandbox::start_blocking(config(18080)).or_else(|_| Sandbox::start_blocking(config(0))).unwrap()
}

fn add(desk: &Desk, server: &Sandbox, number: usize, name: &str, environment: &str) {
    let username = format!("integration-{}", number + 1);
    let id = u64::try_from(number).unwrap() + 104_200;
    server.handle().put_user(User::new(&username, "watch-the-time", id));
    // They do not all end at the same time, and one in ten was not logged in yet.
    let seconds = 900 + u64::try_from(number * 577 % 3600).unwrap();
    server.handle().change(|config| config.access = Duration::from_secs(seconds));
    let (base_url, username) = (server.base_url(), format!("username={username}"));
    let mut args = vec!["add", name, "--base-url", &base_url, "--env", environment, "--set", &username];
    if number % 10 == 9 {
        args.push("--no-login");
        fob(desk, &args, "");
    } else {
        args.extend(["--secret", "password", "--remember"]);
        fob(desk, &args, "watch-the-time\n");
    }
}

pub fn fob(desk: &Desk, args: &[&str], input: &str) -> String {
    let ended = desk.run(built("fob"), args, input.as_bytes(), Duration::from_secs(30)).expect("fob ends");
    assert!(ended.status.success(), "fob {args:?}: {}", ended.stderr);
    ended.text().trim().to_owned()
}

//! What can be typed.

mod inspect;
mod profile;
mod sharing;
mod typed;
mod vault;

pub use inspect::Inspect;
pub use profile::{Profile, Try};
pub use sharing::{Import, Share};
pub use typed::without_values;
pub use vault::Vault;

use crate::complete::account_names;
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::engine::ArgValueCompleter;
use fobwatch_core::export::Target;
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

/// Always a good API token, for scripts, servers and pipelines.
///
/// Data goes to stdout, words for people to stderr. Passwords and tokens are never taken from arguments.
#[derive(Debug, Parser)]
#[command(
    name = "fob",
    version,
    after_help = "Exit codes: 0 done, 1 internal, 2 usage, 3 needs a login, 4 server or network unavailable, 5 vault or keyring \
                  unavailable, 6 no such account, 7 the token is not valid.",
    propagate_version = true,
    disable_help_subcommand = true
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Add an account: log in, and keep it when that worked.
    #[command(
        after_help = "Example:\n  fob add \"Acme UAT\" --base-url https://api.example.com --set username=integration --remember"
    )]
    Add(Add),
    /// Log in again.
    #[command(
        after_help = "Example:\n  fob login \"Acme UAT\"\n  printf '%s\\n' \"$PASSWORD\" | fob login \"Acme UAT\" --secret password"
    )]
    Login(Login),
    /// List the accounts and how they stand.
    #[command(after_help = "Example:\n  fob list --json")]
    List(Json),
    /// Show one account.
    #[command(after_help = "Example:\n  fob show \"Acme UAT\"")]
    Show(Show),
    /// Print a token that is good for a while, refreshed first if need be.
    #[command(
        after_help = "Example:\n  curl -H \"$(fob token 'Acme UAT' --format header)\" https://api.example.com/orders"
    )]
    Token(Token),
    /// Write a file that another tool reads.
    #[command(
        after_help = "Example:\n  fob export \"Acme UAT\" --to postman -o acme-uat.postman_environment.json\n  \
                            fob export \"Acme UAT\" --to dotenv -o .env --keep\n\n\
                            The file is for this user only, and its token is good as long as fob says. What only refers to a token has none\n\
                            in it. What else is in an .env file stays as it is."
    )]
    Export(Export),
    /// Write a set-up without secrets, as a file that a team can keep beside its code.
    #[command(
        after_help = "Example:\n  fob share -o fobwatch.json\n  fob share \"Acme UAT\" \"Acme Prod\"\n\n\
                            Names, base URLs, environments, profiles, tags and inputs that are not secret are in it; passwords, tokens, keys\n\
                            and notes are not. `fob import` reads it and asks for the secrets."
    )]
    Share(Share),
    /// Add the accounts of a file: a set-up that somebody shared, or what other tools have.
    #[command(after_help = "Example:\n  fob import fobwatch.json\n  fob import - < login-with-curl.txt\n\n\
                            Reads set-ups of fob share, environments of Postman, Bruno and Insomnia (v5), Postman collections (v2.1), .env\n\
                            files and curl commands. What is here already is not added again, and nothing is replaced.")]
    Import(Import),
    /// Get the next session now.
    #[command(after_help = "Example:\n  fob refresh --all")]
    Refresh(Refresh),
    /// Ask the server whether it accepts the token.
    #[command(after_help = "Example:\n  fob check \"Acme UAT\" --path /orders")]
    Check(Check),
    /// Say whether a token is good, or why it was refused, without asking any server.
    #[command(
        after_help = "Example:\n  fob token 'Acme UAT' | fob inspect\n  fob inspect --explain < what-was-sent-and-answered.txt\n\n\
                            Takes a token, a header, a curl command, an answer, or words around one of them. Nothing is kept or sent; only\n\
                            --jwks with an address asks that address for its keys. Exit code 0: good; 7: not, or nobody can tell."
    )]
    Inspect(Inspect),
    /// End the session here, with everything remembered for it.
    #[command(after_help = "Example:\n  fob logout \"Acme UAT\" --everywhere")]
    Logout(Logout),
    /// Remove an account with everything it had.
    #[command(after_help = "Example:\n  fob remove \"Acme UAT\" --yes")]
    Remove(Remove),
    /// Give an account another name.
    #[command(after_help = "Example:\n  fob rename \"Acme UAT\" \"Acme test\"")]
    Rename(Rename),
    /// Run a command with tokens in its environment.
    #[command(
        after_help = "Example:\n  fob exec \"Acme UAT\" -- sh -c 'curl -H \"$FOB_AUTHORIZATION\" $FOB_BASE_URL/orders'\n\n\
                            Sets FOB_TOKEN, FOB_AUTHORIZATION, FOB_BASE_URL and FOB_CLIENT_ID. With several accounts each has its own\n\
                            name instead of FOB, as in ACME_UAT_TOKEN."
    )]
    Exec(Exec),
    /// Keep all sessions fresh until stopped.
    #[command(after_help = "Example:\n  fob keep --log-format json")]
    Keep(Keep),
    /// The profiles: how each family of APIs logs in.
    #[command(subcommand)]
    Profile(Profile),
    /// The vault: what it is, its key, copies of it.
    #[command(subcommand)]
    Vault(Vault),
    /// Look at everything that Fobwatch needs, and say what to do.
    #[command(after_help = "Example:\n  fob doctor --json")]
    Doctor(Json),
    /// Print what makes a shell complete commands and account names.
    #[command(
        after_help = "Example:\n  fob completions bash > ~/.local/share/bash-completion/completions/fob"
    )]
    Completions {
        /// Which shell.
        shell: Shell,
    },
    /// Write the manual pages.
    #[command(hide = true)]
    Man {
        /// The folder to write them to.
        folder: PathBuf,
    },
}

#[derive(Debug, Args)]
pub struct Json {
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// An account, by its name.
#[derive(Debug, Args)]
pub struct Name {
    /// The account's name; upper and lower case are the same.
    #[arg(value_name = "NAME", add = ArgValueCompleter::new(account_names))]
    pub name: String,
}

#[derive(Debug, Args)]
pub struct Add {
    /// What to call the account.
    pub name: String,
    #[command(flatten)]
    pub place: Place,
    /// How it logs in: a profile's id, a file with one, or auto to look at the address.
    #[arg(long, value_name = "ID|FILE|auto", default_value = fobwatch_core::profile::DEFAULT)]
    pub profile: String,
    /// A label such as production.
    #[arg(long = "env", value_name = "LABEL", default_value = "")]
    pub environment: String,
    /// An input that is not secret, such as username=integration.
    #[arg(long, value_name = "KEY=VALUE", value_parser = key_value)]
    pub set: Vec<(String, String)>,
    /// A secret input to read from stdin: one line for each, in this order.
    #[arg(long, value_name = "KEY")]
    pub secret: Vec<String>,
    /// Keep the secrets in the vault, to log in again unattended.
    #[arg(long)]
    pub remember: bool,
    /// Only write it down.
    #[arg(long)]
    pub no_login: bool,
}

/// Where an API lives, and what makes connections to it safe.
#[derive(Debug, Args)]
pub struct Place {
    /// Where its API lives; the profile's paths, such as `/auth/login`, are appended.
    #[arg(long, value_name = "URL")]
    pub base_url: String,
    /// Another place that the credentials may go to, where the profile or the server names one.
    #[arg(long, value_name = "ORIGIN")]
    pub trust: Vec<String>,
    /// A file with the authorities that its servers' certificates are checked by, instead of the system's.
    #[arg(long, value_name = "FILE")]
    pub ca: Option<String>,
    /// A file with a client certificate.
    #[arg(long, value_name = "FILE", requires = "client_key")]
    pub client_cert: Option<String>,
    /// A file with the key of the client certificate; it is sealed in the vault.
    #[arg(long, value_name = "FILE", requires = "client_cert")]
    pub client_key: Option<String>,
}

#[derive(Debug, Args)]
pub struct Login {
    #[command(flatten)]
    pub name: Name,
    /// A secret input to read from stdin: one line for each, in this order.
    #[arg(long, value_name = "KEY")]
    pub secret: Vec<String>,
    /// Keep the secrets in the vault, as `fob add --remember` does. Without it they stay as they were: remembered or not.
    #[arg(long)]
    pub remember: bool,
    /// Another place that the credentials may go to, where the profile or the server names one.
    #[arg(long, value_name = "ORIGIN")]
    pub trust: Vec<String>,
    /// A file with the key of the client certificate, where it is not kept any more.
    #[arg(long, value_name = "FILE")]
    pub client_key: Option<String>,
}

#[derive(Debug, Args)]
pub struct Show {
    #[command(flatten)]
    pub name: Name,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Token {
    #[command(flatten)]
    pub name: Name,
    /// How to print it.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// How long it shall be good from now on, as in 30s or 5m. Without it: a minute, or less where the server's tokens
    /// are shorter.
    #[arg(long, value_name = "TIME", value_parser = span)]
    pub min_ttl: Option<Duration>,
}

/// How a token is printed.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum Format {
    /// The token alone.
    #[default]
    Raw,
    /// Authorization: Bearer …
    Header,
    /// A curl command that calls the base URL.
    Curl,
    /// NAME_TOKEN='…', for an .env file.
    Env,
    /// An object with token, expires_at and client_id.
    Json,
    /// An ExecCredential for kubectl.
    K8s,
    /// What git expects of a credential helper.
    Git,
}

#[derive(Debug, Args)]
pub struct Export {
    #[command(flatten)]
    pub name: Name,
    /// Who reads it.
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub to: Tool,
    /// The file to write, for this user only. Without it: stdout.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Replace the file, whatever is in it. Without it: only what such an export has written.
    #[arg(long, requires = "output", conflicts_with = "keep")]
    pub force: bool,
    /// How long the token shall be good from now on, as in 30s or 5m.
    #[arg(long, value_name = "TIME", value_parser = span)]
    pub min_ttl: Option<Duration>,
    /// Put each new token into the .env file until stopped, and take it out then.
    #[arg(long, requires = "output", conflicts_with = "min_ttl")]
    pub keep: bool,
}

/// The tools that a file can be for.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Tool {
    /// A Postman environment, also for newman.
    Postman,
    /// A Postman collection without a token, for that environment.
    PostmanCollection,
    /// A Bruno environment without a token: Bruno takes it from the .env beside it.
    Bruno,
    /// An Insomnia environment.
    Insomnia,
    /// A Hoppscotch environment.
    Hoppscotch,
    /// An .env file.
    Dotenv,
    /// Settings for the REST Client of VS Code.
    Vscode,
    /// A private environment for JetBrains' HTTP client.
    Jetbrains,
    /// An HTTPie session.
    Httpie,
    /// A configuration for curl -K.
    CurlConfig,
}

impl Tool {
    /// What is written for it.
    pub fn target(self) -> Target {
        match self {
            Self::Postman => Target::Postman,
            Self::PostmanCollection => Target::PostmanCollection,
            Self::Bruno => Target::Bruno,
            Self::Insomnia => Target::Insomnia,
            Self::Hoppscotch => Target::Hoppscotch,
            Self::Dotenv => Target::Dotenv,
            Self::Vscode => Target::Vscode,
            Self::Jetbrains => Target::Jetbrains,
            Self::Httpie => Target::Httpie,
            Self::CurlConfig => Target::CurlConfig,
        }
    }
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct Refresh {
    /// The account's name.
    #[arg(value_name = "NAME", add = ArgValueCompleter::new(account_names))]
    pub name: Option<String>,
    /// All accounts that have a session.
    #[arg(long)]
    pub all: bool,
}

#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    pub name: Name,
    /// What to GET below the base URL. Without it: the call that the profile names.
    #[arg(long, value_name = "PATH")]
    pub path: Option<String>,
}

#[derive(Debug, Args)]
pub struct Logout {
    #[command(flatten)]
    pub name: Name,
    /// Tell the server too: that ends the session on every machine.
    #[arg(long)]
    pub everywhere: bool,
}

#[derive(Debug, Args)]
pub struct Remove {
    #[command(flatten)]
    pub name: Name,
    /// Do not ask.
    #[arg(long)]
    pub yes: bool,
}

#[derive(Debug, Args)]
pub struct Rename {
    #[command(flatten)]
    pub name: Name,
    /// The name that it shall have.
    #[arg(value_name = "NEW")]
    pub new: String,
}

#[derive(Debug, Args)]
pub struct Exec {
    /// The accounts whose tokens the command needs.
    #[arg(required = true, value_name = "NAME", add = ArgValueCompleter::new(account_names))]
    pub names: Vec<String>,
    /// What the variables begin with instead of FOB.
    #[arg(long, value_name = "P", value_parser = prefix)]
    pub prefix: Option<String>,
    /// How long the tokens shall be good from now on.
    #[arg(long, value_name = "TIME", value_parser = span)]
    pub min_ttl: Option<Duration>,
    /// The command and its arguments.
    #[arg(last = true, required = true, value_name = "CMD")]
    pub command: Vec<OsString>,
}

#[derive(Debug, Args)]
pub struct Keep {
    /// How each line is written.
    #[arg(long, value_enum, default_value_t)]
    pub log_format: LogFormat,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum LogFormat {
    /// For people.
    #[default]
    Human,
    /// One object a line.
    Json,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Shell {
    /// GNU Bash.
    Bash,
    /// Z shell.
    Zsh,
    /// fish.
    Fish,
    /// PowerShell.
    Powershell,
}

impl Shell {
    /// Its name for the completion engine.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bash => "bash",
            Self::Zsh => "zsh",
            Self::Fish => "fish",
            Self::Powershell => "powershell",
        }
    }
}

fn key_value(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("write it as KEY=VALUE")?;
    Ok((key.to_owned(), value.to_owned()))
}

/// `90`, `90s` or `1m 30s`.
fn span(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().map(Duration::from_secs);
    let span = seconds.map_or_else(|| humantime::parse_duration(text), Ok);
    let span = span.map_err(|_| "write a time such as 90s, 5m or 1h".to_owned())?;
    // No token lasts longer, and such a time can be calculated with.
    if span > Duration::from_secs(400 * 86_400) {
        Err("no token lasts that long".to_owned())
    } else {
        Ok(span)
    }
}

fn prefix(text: &str) -> Result<String, String> {
    let mut letters = text.chars();
    let starts = letters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_');
    if starts && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_') {
        Ok(text.to_owned())
    } else {
        Err("use letters, digits and _, and begin with a letter".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn what_can_be_typed_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_has_an_example() {
        fn look(command: &clap::Command) {
            let shown = !command.is_hide_set() && !command.has_subcommands();
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(!shown || help.contains("Example:\n  "), "{}", command.get_name());
            command.get_subcommands().for_each(look);
        }
        look(&Cli::command());
    }

    #[test]
    fn times_are_read() {
        for (text, seconds) in [("0", 0), ("90", 90), ("90s", 90), ("5m", 300), ("1h 30m", 5_400)] {
            assert_eq!(span(text), Ok(Duration::from_secs(seconds)));
        }
        for odd in ["", "-1", "soon", "99999999999", "500days"] {
            assert!(span(odd).is_err(), "{odd}");
        }
    }

    #[test]
    fn a_prefix_is_a_variables_name() {
        assert!(prefix("ACME_2").is_ok() && prefix("_a").is_ok());
        for odd in ["", "2A", "A-B", "A B", "LD=x"] {
            assert!(prefix(odd).is_err(), "{odd}");
        }
    }
}

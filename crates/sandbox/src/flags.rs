//! The program's flags.

use std::str::FromStr;
use std::time::Duration;

use fobwatch_sandbox::{ApiKey, Config, Fault, Limit, Route, User};

/// What `--help` prints.
pub(crate) const HELP: &str = "\
Usage: sandbox [FLAGS]

A local API server with the real login contract. It prints its address on the first line and stops on SIGTERM or Ctrl-C.

  --port NUMBER              the port on 127.0.0.1; 0, the default, lets the system choose
  --prefix PATH              a path before every route, such as /partner/v1
  --user NAME:PASSWORD:ID    somebody who can log in, with the client_id; may be given again
                             (default demo:watch-the-time:123456)
  --api-key KEY:SECRET:ID    a pair of static headers that opens /me; may be given again
  --access-seconds N         how long an access token is good (default 90)
  --refresh-seconds N        how long a refresh token is good (default 604800, a week)
  --grace-seconds N          how long a spent refresh token still works (default 0)
  --latency-ms N             how long every answer takes (default 0)
  --skew-seconds N           how far this server's clock is ahead; negative: behind (default 0)
  --login-limit N            login attempts a minute and user, 0 for any number (default 10)
  --wrap-data                success bodies come as {\"data\": …}
  --fault ROUTE=FAULT        what happens to the next request on login, refresh, logout, me or health; may be given again.
                             FAULT is a status (503), lost, close, hang, html, empty, shape, missing, huge, deep,
                             gzip, drip, echo or redirect:URL
  --quiet                    no line for each request
  --help                     this text
";

/// What the person who started the program wants.
pub(crate) enum Wish {
    /// To read the help.
    Help,
    /// A server.
    Serve(Box<Flags>),
}

/// The flags of a server.
pub(crate) struct Flags {
    pub(crate) config: Config,
    pub(crate) faults: Vec<(Route, Fault)>,
    pub(crate) quiet: bool,
}

/// Reads the flags; the error is a sentence for the person who typed them.
pub(crate) fn parse(words: impl IntoIterator<Item = String>) -> Result<Wish, String> {
    let config =
        Config { access: Duration::from_secs(90), limit: Some(Limit::a_minute(10)), ..Config::default() };
    let mut flags = Flags { config, faults: Vec::new(), quiet: false };
    let mut users = Vec::new();
    let mut words = words.into_iter();
    while let Some(flag) = words.next() {
        let config = &mut flags.config;
        let mut value = || words.next().ok_or_else(|| format!("`{flag}` needs a value after it."));
        match flag.as_str() {
            "--help" | "-h" => return Ok(Wish::Help),
            "--quiet" => flags.quiet = true,
            "--wrap-data" => config.wrap_data = true,
            "--port" => config.port = number(&flag, &value()?)?,
            "--prefix" => config.prefix = value()?,
            "--access-seconds" => config.access = Duration::from_secs(number(&flag, &value()?)?),
            "--refresh-seconds" => config.refresh = Duration::from_secs(number(&flag, &value()?)?),
            "--grace-seconds" => config.grace = Duration::from_secs(number(&flag, &value()?)?),
            "--latency-ms" => config.latency = Duration::from_millis(number(&flag, &value()?)?),
            "--skew-seconds" => config.skew_seconds = number(&flag, &value()?)?,
            "--login-limit" => {
                let attempts = number(&flag, &value()?)?;
                config.limit = (attempts > 0).then(|| Limit::a_minute(attempts));
            }
            "--user" => {
                let (username, password, client_id) = triple(&flag, &value()?)?;
                users.push(User::new(username, password, client_id));
            }
            "--api-key" => {
                let (key, secret, client_id) = triple(&flag, &value()?)?;
                config.api_keys.push(ApiKey { key, secret, client_id });
            }
            "--fault" => {
                let value = value()?;
                let (route, fault) =
                    value.split_once('=').ok_or("`--fault` takes ROUTE=FAULT, as in login=503.")?;
                flags.faults.push((route.parse()?, fault.parse()?));
            }
            _ => return Err(format!("There is no flag `{flag}`.")),
        }
    }
    if !users.is_empty() {
        flags.config.users = users;
    }
    Ok(Wish::Serve(Box::new(flags)))
}

fn number<T: FromStr>(flag: &str, value: &str) -> Result<T, String> {
    value.parse().map_err(|_| format!("`{flag}` takes a number in range, not `{value}`."))
}

/// A name, a secret that may hold colons, and a number. The message does not repeat the value, which has a secret.
fn triple(flag: &str, value: &str) -> Result<(String, String, u64), String> {
    let parts = value.split_once(':').and_then(|(name, rest)| {
        let (secret, number) = rest.rsplit_once(':')?;
        Some((name.to_owned(), secret.to_owned(), number.parse().ok()?))
    });
    parts.ok_or_else(|| format!("`{flag}` takes a name, a secret and a number with colons between them."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flags(line: &str) -> Result<Flags, String> {
        match parse(line.split_whitespace().map(str::to_owned))? {
            Wish::Serve(flags) => Ok(*flags),
            Wish::Help => Err("help".into()),
        }
    }

    #[test]
    fn every_flag_is_read() {
        let line = "--port 8080 --prefix /partner/v1 --user a:b:c:7 --api-key k:s:8 --access-seconds 20 --refresh-seconds 60 \
                    --grace-seconds 2 --latency-ms 5 --skew-seconds -90 --login-limit 0 --wrap-data --fault refresh=lost \
                    --fault login=redirect:http://127.0.0.1:1/ --quiet";
        let read = flags(line).unwrap();
        let expected = Config {
            port: 8080,
            prefix: "/partner/v1".into(),
            users: vec![User::new("a", "b:c", 7)],
            api_keys: vec![ApiKey { key: "k".into(), secret: "s".into(), client_id: 8 }],
            access: Duration::from_secs(20),
            refresh: Duration::from_secs(60),
            grace: Duration::from_secs(2),
            latency: Duration::from_millis(5),
            skew_seconds: -90,
            wrap_data: true,
            ..Config::default()
        };
        assert_eq!(read.config, expected);
        assert_eq!(
            read.faults.iter().map(|(route, _)| *route).collect::<Vec<_>>(),
            [Route::Refresh, Route::Login]
        );
        assert!(read.quiet);
    }

    #[test]
    fn the_demo_has_short_tokens_and_a_limit() {
        let config = flags("").unwrap().config;
        assert_eq!((config.access.as_secs(), config.limit), (90, Some(Limit::a_minute(10))));
        assert_eq!(config.users, [User::new("demo", "watch-the-time", 123_456)]);
    }

    #[test]
    fn a_mistake_gets_a_sentence_that_repeats_no_secret() {
        for (line, word) in [
            ("--prot 1", "--prot"),
            ("--port", "--port"),
            ("--port many", "many"),
            ("--fault refresh", "ROUTE=FAULT"),
            ("--fault here=503", "here"),
            ("--fault me=often", "often"),
        ] {
            assert!(flags(line).err().unwrap().contains(word), "{line}");
        }
        assert!(!flags("--user me:s3cret").err().unwrap().contains("s3cret"));
    }
}

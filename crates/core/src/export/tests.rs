use super::{Target, document, write_file};
use crate::account::{Account, AccountId};
use crate::address::BaseUrl;
use crate::error::Code;
use crate::profile::Profile;
use crate::secret::Secret;
use crate::session::{Context, Session};
use chrono::{DateTime, TimeDelta};
use serde_json::Value;

const TOKEN: &str = "head.CANARY-BODY.sign";

fn sample() -> (Account, Session) {
    let base_url = BaseUrl::parse("https://api.example.com/v1").unwrap();
    let mut account =
        Account::new(AccountId::random(), "Acme \"UAT\"", base_url, Profile::find("b2b-jwt").unwrap());
    account.environment = "uat".into();
    account.inputs = [("username".to_owned(), "demo\npassword=evil".to_owned())].into();
    let session = Session {
        generation: 1,
        access_token: Secret::new(TOKEN.into()),
        refresh_token: Some(Secret::new("REFRESH-CANARY".into())),
        client_id: Some("123\n456".into()),
        issued_at: DateTime::UNIX_EPOCH,
        access_expires_at: Some(DateTime::UNIX_EPOCH + TimeDelta::seconds(1_000)),
        refresh_expires_at: None,
        ahead: TimeDelta::seconds(10),
        anchor: None,
        context: Context::default(),
    };
    (account, session)
}

fn text(target: Target) -> String {
    let (account, session) = sample();
    document(target, &account, &session).unwrap().expose().to_owned()
}

fn read(target: Target) -> Value {
    serde_json::from_str(&text(target)).unwrap()
}

#[test]
fn a_token_is_only_where_it_is_said_to_be_and_a_refresh_token_nowhere() {
    for target in Target::ALL {
        let text = text(target);
        assert_eq!(text.contains("CANARY-BODY"), target.holds_token(), "{target:?}: {text}");
        assert!(!text.contains("REFRESH-CANARY"), "{target:?}");
    }
}

#[test]
fn nothing_that_others_have_named_starts_a_line() {
    for target in Target::ALL {
        let text = text(target);
        assert!(
            !text.lines().any(|line| line.trim_start().starts_with("password=evil")),
            "{target:?}: {text}"
        );
        assert!(!text.lines().any(|line| line.starts_with("456")), "{target:?}: {text}");
    }
}

#[test]
fn each_file_has_its_tools_shape() {
    let postman = read(Target::Postman);
    assert_eq!(postman["name"], "Acme \"UAT\"");
    assert_eq!(postman["values"][0]["value"], "https://api.example.com/v1");
    let token = postman["values"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&token["key"], &token["type"], &token["value"]),
        (&"accessToken".into(), &"secret".into(), &TOKEN.into())
    );
    assert_eq!(read(Target::Insomnia)["environments"]["subEnvironments"][0]["data"]["accessToken"], TOKEN);
    let scotch = read(Target::Hoppscotch);
    let secret = scotch["variables"].as_array().unwrap().last().unwrap();
    assert_eq!((&secret["initialValue"], &secret["currentValue"]), (&"".into(), &TOKEN.into()));
    assert_eq!(read(Target::Vscode)["rest-client.environmentVariables"]["uat"]["accessToken"], TOKEN);
    assert_eq!(read(Target::Jetbrains)["uat"]["baseUrl"], "https://api.example.com/v1");
    assert_eq!(
        text(Target::Bruno),
        "vars {\n  baseUrl: https://api.example.com/v1\n  clientId: 123456\n  accessTokenExpiresAt: {{process.env.ACCESS_TOKEN_EXPIRES_AT}}\n  accessToken: {{process.env.ACCESS_TOKEN}}\n}"
    );
    // By this computer's clock: the server's is ten seconds ahead.
    assert_eq!(read(Target::Kubernetes)["status"]["expirationTimestamp"], "1970-01-01T00:16:30Z");
    assert_eq!(
        text(Target::Git),
        format!("username=demopassword=evil\npassword={TOKEN}\npassword_expiry_utc=990")
    );
}

#[test]
fn an_env_file_reads_back_as_it_was() {
    let (mut account, mut session) = sample();
    account.profile = Profile::find("api-key-secret").unwrap();
    session.context.secrets = [("api_key", "k'1 $HOME \"q\" \\n"), ("api_secret", "s # 2")]
        .map(|(name, value)| (name.to_owned(), Secret::new(value.into())))
        .into();
    let text = document(Target::Dotenv, &account, &session).unwrap().expose().to_owned();
    assert_eq!(
        text,
        "BASE_URL=https://api.example.com/v1\nCLIENT_ID=123456\nAPI_KEY=\"k'1 \\$HOME \\\"q\\\" \\\\n\"\nAPI_SECRET='s # 2'\n"
    );
    let error = document(Target::Kubernetes, &account, &session).unwrap_err();
    assert_eq!(error.code, Code::InvalidInput);
    let curl = document(Target::CurlConfig, &account, &session).unwrap().expose().to_owned();
    assert!(curl.contains("header = \"X-API-Key: k'1 $HOME \\\"q\\\" \\\\n\"\n"), "{curl}");
}

#[test]
fn a_file_is_replaced_where_it_is_one_of_ours() {
    let folder = tempfile::tempdir().unwrap();
    let (account, mut session) = sample();
    let written = Target::ALL.into_iter().filter(|target| *target != Target::Dotenv);
    for target in written.filter(|target| !matches!(target, Target::Kubernetes | Target::Git)) {
        let file = folder.path().join(format!("{target:?}"));
        let write = |session: &Session, force| write_file(target, &file, &account, session, force);
        write(&session, false).unwrap();
        let first = std::fs::read_to_string(&file).unwrap();
        session.access_token = Secret::new("head.ANOTHER-BODY.sign".into());
        write(&session, false).unwrap_or_else(|error| panic!("{target:?}: {error}"));
        let second = std::fs::read_to_string(&file).unwrap();
        assert_eq!(second.contains("ANOTHER-BODY"), target.holds_token());
        session.access_token = Secret::new(TOKEN.into());

        // With something of theirs in it, and such as other tools write.
        let more = match first.strip_suffix("}\n") {
            Some(start) if first.starts_with('{') => format!("{start}, \"mine\": 1}}\n"),
            _ => format!("{first}mine: 1\n"),
        };
        let renamed = first.replace("baseUrl", "mine");
        let others = ["# My shopping list", "[]", "{}", "\u{FFFD}", more.as_str()];
        for theirs in others.into_iter().chain((renamed != first).then_some(renamed.as_str())) {
            std::fs::write(&file, theirs).unwrap();
            let error = write(&session, false).unwrap_err();
            assert_eq!(
                (error.code, error.field.as_deref()),
                (Code::InvalidInput, Some("file")),
                "{target:?}"
            );
            assert!(error.hint.contains("--force") && !error.message.contains("shopping"), "{error}");
            assert_eq!(std::fs::read_to_string(&file).unwrap(), theirs);
        }
        write(&session, true).unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), first);
        std::fs::write(&file, "\n").unwrap();
        write(&session, false).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_never_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let (account, session) = sample();
    let kept = folder.path().join("kept");
    std::fs::write(&kept, "theirs").unwrap();
    let [link, dangling, inside] = ["link", "dangling", "dir"].map(|name| folder.path().join(name));
    std::os::unix::fs::symlink(&kept, &link).unwrap();
    std::os::unix::fs::symlink(folder.path().join("nowhere"), &dangling).unwrap();
    std::fs::create_dir(&inside).unwrap();
    let socket = folder.path().join("socket");
    let _listening = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    for file in [&link, &dangling, &inside, &socket, &folder.path().join("no/such/file")] {
        for force in [false, true] {
            let error = write_file(Target::Postman, file, &account, &session, force).unwrap_err();
            assert_eq!((error.code, error.field.as_deref()), (Code::InvalidInput, Some("file")), "{error}");
        }
    }
    assert_eq!(std::fs::read_to_string(&kept).unwrap(), "theirs");
    assert!(link.is_symlink() && dangling.is_symlink() && !folder.path().join("no").exists());
}

//! Profiles at servers of every kind: cookies, headers, static credentials, other origins, certificates, discovery.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as the tests do"
)]

mod bench;
mod script;

use bench::Bench;
use fobwatch_core::auth::Verdict;
use fobwatch_core::error::Code;
use fobwatch_core::handoff::{self, CopyWhat};
use fobwatch_core::home::Home;
use fobwatch_core::keeper::Keeper;
use fobwatch_core::keyring::Prompt;
use fobwatch_core::profile::Profiles;
use fobwatch_core::secret::Secret;
use fobwatch_core::vault::{Keys, Vault};
use fobwatch_core::view::{AccountDraft, AccountState};
use fobwatch_sandbox::Config;
use rcgen::{BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair};
use script::{Said, Script, Seen, json};
use serde_json::json as j;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};

/// A bench whose data folder has this profile.
async fn bench_with(text: &str) -> (Bench, Keeper, String) {
    let bench = Bench::new(Config::default()).await;
    let keeper = bench.keeper().await;
    let profile = Profiles::of(&Home::at(bench.home()).unwrap()).save(text, true).unwrap();
    (bench, keeper, profile.id.clone())
}

fn draft(profile: &str, base_url: &str, open: &[(&str, &str)], secret: &[(&str, &str)]) -> AccountDraft {
    AccountDraft {
        name: "Acme".into(),
        base_url: base_url.into(),
        profile: profile.into(),
        inputs: open.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
        secrets: secret.iter().map(|(name, value)| ((*name).into(), Secret::new((*value).into()))).collect(),
        ..AccountDraft::default()
    }
}

fn holds(folder: &Path, text: &str) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => holds(&path, text),
            false => std::fs::read(path).unwrap().windows(text.len()).any(|part| part == text.as_bytes()),
        }
    })
}

const COOKIES: &str = r#"
id = "cookie-login"
title = "A session in cookies"
cookies = true
[[input]]
name = "user"
label = "User"
[[input]]
name = "password"
label = "Password"
secret = true
[login]
path = "/login"
encoding = "form"
body = { user = "{{user}}", password = "{{password}}" }
[refresh]
path = "/refresh"
encoding = "none"
[logout]
path = "/session"
method = "DELETE"
encoding = "none"
[response]
access_token = { header = "X-Token" }
access_expiry = { pointer = "/ttl", format = "relative-s" }
[use]
headers = { X-Token = "{{access_token}}" }
check = { path = "/me" }
"#;

/// A session that lives in a cookie: 204 without a body, a token in a header, a cookie that rotates and goes nowhere else.
#[tokio::test]
async fn cookies_are_kept_sealed_and_sent_back_to_their_host_only() {
    let count = Arc::new(AtomicUsize::new(0));
    let server = Script::start(move |seen: &Seen| -> Said {
        let number = count.fetch_add(1, Ordering::SeqCst) + 1;
        let grant = |number: usize| {
            let cookie = format!("sid=COOKIE-CANARY-{number}; Path=/; HttpOnly; Secure");
            (204, vec![("Set-Cookie", cookie), ("X-Token", format!("token-{number}"))], String::new())
        };
        let knows = |number: usize| seen.header("cookie") == Some(&format!("sid=COOKIE-CANARY-{number}"));
        match (seen.method.as_str(), seen.path.as_str()) {
            ("POST", "/login") => grant(1),
            ("POST", "/refresh") if knows(number - 1) => grant(number),
            ("GET", "/me") if seen.header("x-token").is_some() => json(200, "{}"),
            ("DELETE", "/session") => json(200, "{}"),
            _ => json(401, "{}"),
        }
    })
    .await;
    let (bench, keeper, id) = bench_with(COOKIES).await;
    let added = keeper.add(draft(&id, &server.base_url, &[("user", "ann")], &[("password", "p w&d")])).await;
    let account = added.unwrap().id;
    assert_eq!(server.last().field("password").unwrap(), "p w&d");
    keeper.refresh(account).await.unwrap();
    assert_eq!(server.last().header("cookie"), Some("sid=COOKIE-CANARY-1"));
    assert!(server.last().body.is_empty());
    assert!(!holds(bench.home(), "COOKIE-CANARY"), "a cookie is in the clear on the disk");
    drop(keeper);

    // Another start of the program goes on with the cookie that it finds.
    let keeper = bench.keeper().await;
    keeper.refresh(account).await.unwrap();
    assert_eq!(server.last().header("cookie"), Some("sid=COOKIE-CANARY-2"));
    assert_eq!(keeper.check(account, None).await.unwrap().verdict, Verdict::Accepted);
    let (who, session) = keeper.current(account).unwrap();
    assert_eq!(
        handoff::text(CopyWhat::AuthorizationHeader, &who, &session).unwrap().expose(),
        "X-Token: token-3"
    );
    assert!(keeper.log_out(account, true).await.unwrap().revoked);
    assert_eq!((server.last().method.as_str(), server.last().path.as_str()), ("DELETE", "/session"));
}

/// A refresh that is refused for good is not tried again, though there is no refresh token to forget.
#[tokio::test]
async fn a_refused_refresh_without_a_token_is_final() {
    let server = Script::start(|seen: &Seen| match seen.path.as_str() {
        "/login" => (204, vec![("Set-Cookie", "sid=1".into()), ("X-Token", "t".into())], String::new()),
        _ => json(401, r#"{"message":"over"}"#),
    })
    .await;
    let (_bench, keeper, id) = bench_with(COOKIES).await;
    let draft = draft(&id, &server.base_url, &[("user", "ann")], &[("password", "p")]);
    let account = keeper.add(draft).await.unwrap().id;
    assert_eq!(keeper.refresh(account).await.unwrap_err().code, Code::RefreshRefused);
    let asked = server.seen().len();
    keeper.refresh(account).await.unwrap_err();
    assert_eq!(server.seen().len(), asked, "a dead session is not refreshed again");
    assert!(matches!(keeper.view(account).unwrap().state, AccountState::NeedsLogin { .. }));
}

#[tokio::test]
async fn a_static_credential_is_sealed_handed_out_checked_and_forgotten() {
    let server = Script::start(|seen: &Seen| match seen.header("x-api-secret") {
        Some("SECRET-CANARY") => json(200, "{}"),
        _ => json(401, "{}"),
    })
    .await;
    let bench = Bench::new(Config::default()).await;
    let keeper = bench.keeper().await;
    let entered = [("api_key", "KEY-CANARY"), ("api_secret", "SECRET-CANARY")];
    let view = keeper.add(draft("api-key-secret", &server.base_url, &[], &entered)).await.unwrap();
    assert_eq!((&view.state, view.remembers), (&AccountState::Static, false));
    assert!(server.seen().is_empty(), "nothing is asked to add it");
    assert!(!holds(bench.home(), "CANARY"));
    let token = keeper.token(view.id, chrono::TimeDelta::hours(10)).await.unwrap();
    let text = handoff::text(CopyWhat::AuthorizationHeader, &token.account, &token.session).unwrap();
    assert_eq!(text.expose(), "X-API-Key: KEY-CANARY\nX-API-Secret: SECRET-CANARY");
    assert_eq!(keeper.check(view.id, Some("/me")).await.unwrap().verdict, Verdict::Accepted);
    assert_eq!(keeper.refresh(view.id).await.unwrap_err().code, Code::InvalidInput);
    assert_eq!(keeper.view(view.id).unwrap().state, AccountState::Static, "there is nothing wrong with it");

    // Another one that the server does not take is shown as that.
    let worse =
        [("api_key", "k"), ("api_secret", "wrong")].map(|(n, v)| (n.to_owned(), Secret::new(v.into())));
    keeper.log_in(view.id, worse.into(), None).await.unwrap();
    assert_eq!(keeper.check(view.id, Some("/me")).await.unwrap().verdict, Verdict::Refused);
    assert!(matches!(keeper.view(view.id).unwrap().state, AccountState::Refused { .. }));
    let out = keeper.log_out(view.id, true).await.unwrap();
    assert!(!out.revoked && out.failure.is_none(), "there is no such call, and nobody claims one");
    assert_eq!(keeper.view(view.id).unwrap().state, AccountState::SignedOut);
}

fn oauth_like(more: &str) -> String {
    format!(
        r#"
id = "foreign"
title = "A login elsewhere"
[[input]]
name = "client_secret"
label = "Client secret"
secret = true
[[input]]
name = "one_time"
label = "Code"
secret = true
ask = "each-time"
optional = true
[login]
{more}
body = {{ secret = "{{{{client_secret}}}}", code = "{{{{one_time}}}}" }}
[refresh]
{more}
auth = {{ basic = ["me", "{{{{client_secret}}}}"] }}
body = {{ refresh = "{{{{refresh_token}}}}" }}
[response]
access_token = "/a"
refresh_token = "/r"
access_expiry = {{ pointer = "/expires_in", format = "relative-s" }}
"#
    )
}

fn grant(_: &Seen) -> Said {
    json(200, r#"{"a":"access","r":"refresh","expires_in":"3600"}"#)
}

/// Credentials go to another origin only when somebody agreed, and nobody can agree by editing a file.
#[tokio::test]
async fn another_origin_is_agreed_to_once_and_by_a_person() {
    let (api, login) = (Script::start(grant).await, Script::start(grant).await);
    let text = oauth_like(&format!("url = \"{}/token\"", login.base_url));
    let (bench, keeper, id) = bench_with(&text).await;
    let mut draft = draft(&id, &api.base_url, &[], &[("client_secret", "S"), ("one_time", "123456")]);
    let refused = keeper.add(draft.clone()).await.unwrap_err();
    assert_eq!((refused.code, refused.origin.as_deref()), (Code::ForeignOrigin, Some(&*login.base_url)));
    assert!(api.seen().is_empty() && login.seen().is_empty(), "nothing was sent to either");

    draft.trusts = vec![login.base_url.clone()];
    draft.remember = true;
    let account = keeper.add(draft).await.unwrap();
    assert_eq!(login.last().field("secret").as_deref(), Some("S"));
    keeper.refresh(account.id).await.unwrap();
    // What a refresh sends is kept with the session, and remembered secrets are without the code.
    assert!(login.last().header("authorization").unwrap().starts_with("Basic "));
    assert!(api.seen().is_empty());
    drop(keeper);

    // Whoever edits the profile or the vault without its key does not get the credentials sent elsewhere.
    let thief = Script::start(grant).await;
    let vault = rusqlite::Connection::open(bench.home().join("vault.db")).unwrap();
    for change in [
        format!(
            "UPDATE account SET profile_text = replace(profile_text, '{}', '{}')",
            login.base_url, thief.base_url
        ),
        format!("UPDATE account SET trusts = '[\"{}\",\"{}\"]'", login.base_url, thief.base_url),
        "UPDATE account SET ca = 'x'".to_owned(),
    ] {
        let before: (String, String, Option<String>) = vault
            .query_row("SELECT profile_text, trusts, ca FROM account", [], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .unwrap();
        vault.execute(&change, []).unwrap();
        let keeper = bench.keeper().await;
        let error = keeper.refresh(account.id).await.unwrap_err();
        assert!(matches!(error.code, Code::VaultDamaged | Code::NeedsLogin), "{change}: {error:?}");
        drop(keeper);
        let back = "UPDATE account SET profile_text = ?1, trusts = ?2, ca = ?3";
        vault.execute(back, before).unwrap();
    }
    assert!(thief.seen().is_empty(), "the credentials went where a file said");
}

/// Where a refresh will go is agreed to at the login, not when nobody is there.
#[tokio::test]
async fn a_foreign_refresh_is_agreed_to_at_the_login() {
    let (api, far) = (Script::start(grant).await, Script::start(grant).await);
    let text = oauth_like("path = \"/token\"")
        .replace("[refresh]\npath = \"/token\"", &format!("[refresh]\nurl = \"{}/token\"", far.base_url));
    let (_bench, keeper, id) = bench_with(&text).await;
    let mut draft = draft(&id, &api.base_url, &[], &[("client_secret", "S")]);
    let refused = keeper.add(draft.clone()).await.unwrap_err();
    assert_eq!((refused.code, refused.origin.as_deref()), (Code::ForeignOrigin, Some(&*far.base_url)));
    assert!(api.seen().is_empty(), "nothing was sent before that");
    draft.trusts = vec![far.base_url.clone()];
    let account = keeper.add(draft).await.unwrap();
    keeper.refresh(account.id).await.unwrap();
    assert_eq!(far.seen().len(), 1);
}

/// What a server echoes is redacted in the form in which it was sent, and a 200 that says no is a no.
#[tokio::test]
async fn echoes_and_refusals_in_a_success_are_understood() {
    let server = Script::start(|seen: &Seen| {
        let sent = format!("{} {}", seen.body, seen.header("authorization").unwrap_or_default());
        json(200, j!({"error": "invalid_grant", "error_description": format!("you sent {sent}")}))
    })
    .await;
    let bench = Bench::new(Config::default()).await;
    let keeper = bench.keeper().await;
    let open = [("client_id", "c"), ("username", "ann"), ("token_path", "/t"), ("revocation_path", "")];
    let secret = [("client_secret", "c+s&ecret"), ("password", "p@ss w0rd&x")];
    let error = keeper.add(draft("oauth2-password", &server.base_url, &open, &secret)).await.unwrap_err();
    assert_eq!(error.code, Code::BadCredentials);
    let words = error.server.clone().unwrap();
    let basic = server.last().header("authorization").unwrap().replace("Basic ", "");
    for form in ["p%40ss+w0rd%26x", "p@ss", "c%2Bs%26ecret", basic.as_str()] {
        assert!(!words.contains(form), "{words}");
    }
}

/// A changed profile counts from the next login on; until then the account goes by the one that it logged in with.
#[tokio::test]
async fn an_account_keeps_the_profile_that_it_logged_in_with() {
    let server = Script::start(grant).await;
    let (bench, keeper, id) = bench_with(&oauth_like("path = \"/old\"")).await;
    let account = keeper.add(draft(&id, &server.base_url, &[], &[("client_secret", "S")])).await.unwrap();
    let profiles = Profiles::of(&Home::at(bench.home()).unwrap());
    profiles.save(&oauth_like("path = \"/new\""), true).unwrap();
    keeper.refresh(account.id).await.unwrap();
    assert_eq!(server.last().path, "/old");
    let secrets = || [("client_secret".to_owned(), Secret::new("S".into()))].into();
    keeper.log_in(account.id, secrets(), None).await.unwrap();
    assert_eq!(server.last().path, "/new");
    // And when it is gone, the last one is still there.
    profiles.remove(&id).unwrap();
    keeper.log_in(account.id, secrets(), None).await.unwrap();
    assert_eq!(server.last().path, "/new");
    keeper.rename(account.id, "Other").await.unwrap();
    keeper.refresh(account.id).await.unwrap();
}

/// A login whose code is good only once is never done unattended, and the code is kept nowhere.
#[tokio::test]
async fn a_code_for_one_time_is_not_remembered() {
    let server = Script::start(grant).await;
    let text = oauth_like("path = \"/token\"")
        .replace("ask = \"each-time\"\noptional = true", "ask = \"each-time\"");
    let (bench, keeper, id) = bench_with(&text).await;
    let mut draft = draft(&id, &server.base_url, &[], &[("client_secret", "S"), ("one_time", "ONCE-CANARY")]);
    draft.remember = true;
    let view = keeper.add(draft).await.unwrap();
    assert!(!view.remembers, "it could not log in again by itself");
    let vault = Vault::open(
        &Home::at(bench.home()).unwrap(),
        &Keys::unattended(bench.keyring.clone()),
        Prompt::Never,
    );
    let record = vault.unwrap().record(view.id).unwrap();
    let kept: Vec<_> = record.session.unwrap().context.secrets.into_keys().collect();
    assert_eq!(kept, ["client_secret"]);
}

struct Authority {
    params: CertificateParams,
    key: KeyPair,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(vec![]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self { params, key: KeyPair::generate().unwrap() }
    }

    fn pem(&self) -> String {
        self.params.self_signed(&self.key).unwrap().pem()
    }

    fn der(&self) -> CertificateDer<'static> {
        self.params.self_signed(&self.key).unwrap().der().clone()
    }

    /// A certificate and its key.
    fn issue(&self, name: &str, usage: ExtendedKeyUsagePurpose) -> (rcgen::Certificate, KeyPair) {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.extended_key_usages = vec![usage];
        let issuer = Issuer::from_params(&self.params, &self.key);
        (params.signed_by(&key, &issuer).unwrap(), key)
    }
}

/// A private authority and a client certificate, each account its own; the key is sealed and goes along with refreshes.
#[tokio::test]
async fn certificates_belong_to_an_account() {
    let (ca, others) = (Authority::new(), Authority::new());
    let (cert, key) = ca.issue("localhost", ExtendedKeyUsagePurpose::ServerAuth);
    let mut clients = RootCertStore::empty();
    clients.add(ca.der()).unwrap();
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let verifier =
        WebPkiClientVerifier::builder_with_provider(Arc::new(clients), provider.clone()).build().unwrap();
    let tls = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(verifier)
        .with_single_cert(vec![cert.der().clone()], PrivateKeyDer::try_from(key.serialize_der()).unwrap())
        .unwrap();
    let server = Script::start_with(Some(tls), "localhost", grant).await;
    let (bench, keeper, id) = bench_with(&oauth_like("path = \"/token\"")).await;

    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (client, client_key) = ca.issue("client", ExtendedKeyUsagePurpose::ClientAuth);
    let mut draft = draft(&id, &server.base_url, &[], &[("client_secret", "S")]);
    assert_eq!(keeper.add(draft.clone()).await.unwrap_err().code, Code::Tls, "an unknown authority");
    draft.ca_file = Some(write("others.pem", &others.pem()));
    assert_eq!(keeper.add(draft.clone()).await.unwrap_err().code, Code::Tls, "another authority");
    draft.ca_file = Some(write("ca.pem", &ca.pem()));
    let refused = keeper.add(draft.clone()).await.unwrap_err();
    assert_eq!(refused.code, Code::Tls, "no client certificate");
    assert!(refused.message.contains("wants a client certificate"), "{refused}");
    draft.client_certificate_file = Some(write("client.pem", &client.pem()));
    draft.client_key_file = Some(folder.path().join("none.pem").to_str().unwrap().to_owned());
    let refused = keeper.add(draft.clone()).await.unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidInput, Some("client_key")));
    assert!(server.seen().is_empty(), "nothing was said over a connection that was not right");

    let key_text = client_key.serialize_pem();
    draft.client_key_file = Some(write("client.key", &key_text));
    let view = keeper.add(draft.clone()).await.unwrap();
    assert!(view.has_ca && view.has_client_certificate);
    std::fs::remove_dir_all(folder.path()).unwrap();
    assert!(!holds(bench.home(), key_text.lines().nth(1).unwrap()), "the key is in the clear on the disk");
    drop(keeper);
    // Without the files, after a new start: refreshes and logins go on.
    let keeper = bench.keeper().await;
    keeper.refresh(view.id).await.unwrap();
    keeper
        .log_in(view.id, [("client_secret".to_owned(), Secret::new("S".into()))].into(), None)
        .await
        .unwrap();
    // An account beside it has none of that.
    draft.name = "Other".into();
    draft.ca_file = None;
    draft.client_certificate_file = None;
    draft.client_key_file = None;
    assert_eq!(keeper.add(draft).await.unwrap_err().code, Code::Tls);
}

/// Trying a profile out shows every exchange, and no secret in it, wherever the server puts it.
#[tokio::test]
async fn a_trial_shows_everything_but_the_secrets() {
    let server = Script::start(|seen: &Seen| match seen.path.as_str() {
        "/token" => json(
            200,
            j!({"a": "CANARY-AT-0123456789-0123456789-0123456789", "r": "CANARY-RT", "expires_in": 60,
                "unknown": "CANARY-OTHER-TOKEN", "message": "hello CANARY-SECRET", "nested": [{"x": "CANARY-AT"}]}),
        ),
        "/me" => json(403, j!({"error": "CANARY-AT-0123456789-0123456789-0123456789"})),
        _ => json(404, "{}"),
    })
    .await;
    let text = oauth_like("path = \"/token\"")
        + "[use]\ncheck = { path = \"/me\" }\n[logout]\npath = \"/out\"\nauth = \"bearer-access\"\n";
    let bench = Bench::new(Config::default()).await;
    let fobwatch = bench.start().await;
    let draft = draft("foreign", &server.base_url, &[], &[("client_secret", "CANARY-SECRET")]);
    let trial = fobwatch.try_out(&text, draft.clone()).await;
    let shown = serde_json::to_string_pretty(&trial).unwrap();
    assert!(!shown.contains("CANARY-AT-") && !shown.contains("CANARY-SECRET"), "{shown}");
    assert!(!shown.contains("CANARY-OTHER") && !shown.contains("CANARY-RT"), "{shown}");
    assert!(
        !shown.contains("CANARYCODE") && !shown.contains("12345678") && !shown.contains("CANARYKEY"),
        "{shown}"
    );
    let calls: Vec<_> =
        trial.exchanges.iter().map(|exchange| (exchange.call.as_str(), exchange.status)).collect();
    assert_eq!(
        calls,
        [("login", Some(200)), ("refresh", Some(200)), ("check", Some(403)), ("logout", Some(404))]
    );
    assert_eq!(trial.failure.unwrap().code, Code::NotTheApi, "what went wrong last is told");
    let found = &trial.exchanges[0].found;
    assert_eq!((found[0].what.as_str(), found[0].place.as_str()), ("access token", "/a"));
    assert_eq!(trial.exchanges[0].body.as_deref(), Some(r#"{"secret":"•••"}"#));
    // The positive control: it was sent.
    assert!(server.seen()[0].body.contains("CANARY-SECRET"));
    // A profile with a mistake is told as that.
    let broken = fobwatch.try_out("id = 5", draft).await;
    assert_eq!(broken.failure.unwrap().code, Code::InvalidProfile);
    assert!(fobwatch.keeper().unwrap().views().is_empty(), "nothing is kept");
}

/// Looking at an address asks little, sends nothing, and proposes what shows itself.
#[tokio::test]
async fn detection_sends_nothing_but_a_few_gets() {
    let bench = Bench::new(Config::default()).await;
    let fobwatch = bench.start().await;
    let proposed = async |server: &Script| {
        let found = fobwatch.detect(&server.base_url).await.unwrap();
        for seen in server.seen() {
            assert_eq!((seen.method.as_str(), seen.body.as_str()), ("GET", ""));
            assert!(seen.header("authorization").is_none() && seen.header("cookie").is_none());
        }
        assert!((1..=6).contains(&server.seen().len()), "{:?}", server.seen());
        found.into_iter().map(|proposal| proposal.profile).collect::<Vec<_>>()
    };
    let only = |path: &'static str, said: fn() -> Said| {
        move |seen: &Seen| if seen.path == path { said() } else { json(404, "{}") }
    };
    let not_allowed = || (405, vec![("Allow", "POST".to_owned())], String::new());
    let b2b = Script::start(only("/auth/login", not_allowed)).await;
    assert_eq!(proposed(&b2b).await, ["b2b-jwt"]);
    let django = Script::start(only("/api/token/", not_allowed)).await;
    assert_eq!(proposed(&django).await, ["django-simplejwt"]);
    let flows = || json(200, r#"{"flows":[{"type":"m.login.password"}]}"#);
    assert_eq!(proposed(&Script::start(only("/_matrix/client/v3/login", flows)).await).await, ["matrix"]);
    // Paths from metadata are told as the form wants them: behind the base URL.
    let known = Arc::new(std::sync::OnceLock::<String>::new());
    let issuer = known.clone();
    let oauth = Script::start(move |seen: &Seen| {
        let base = format!("{}/o", issuer.get().unwrap());
        match seen.path.as_str() {
            "/.well-known/oauth-authorization-server/o" => json(
                200,
                j!({"issuer": base, "token_endpoint": format!("{base}/token/"), "revocation_endpoint": "https://far.test/r",
                    "grant_types_supported": ["password"]}),
            ),
            _ => json(404, "{}"),
        }
    })
    .await;
    known.set(oauth.base_url.clone()).unwrap();
    let found = fobwatch.detect(&format!("{}/o", oauth.base_url)).await.unwrap();
    assert_eq!(found[0].profile, "oauth2-password");
    assert_eq!(found[0].inputs, [("token_path".to_owned(), "/token/".to_owned())].into());
    // A server that answers everything alike shows nothing.
    assert!(proposed(&Script::start(|_: &Seen| json(200, "{}")).await).await.is_empty());
    assert!(proposed(&Script::start(|_: &Seen| (200, vec![], "<html>".into())).await).await.is_empty());
    // The sandbox, which the first profile is for.
    let found = fobwatch.detect(&bench.sandbox.base_url()).await.unwrap();
    assert_eq!(found[0].profile, "b2b-jwt");
    assert_eq!(fobwatch.detect("http://127.0.0.1:1").await.unwrap_err().code, Code::Unreachable);
}

/// Metadata counts only where it names the very issuer that was asked (RFC 8414, 3.3).
#[tokio::test]
async fn metadata_of_another_issuer_is_refused() {
    let bench = Bench::new(Config::default()).await;
    let keeper = bench.keeper().await;
    let server = Script::start(|_: &Seen| {
        json(200, j!({"issuer": "https://evil.test", "token_endpoint": "https://evil.test/token"}))
    })
    .await;
    let text = oauth_like("discover = \"token_endpoint\"");
    let id = Profiles::of(&Home::at(bench.home()).unwrap()).save(&text, true).unwrap().id.clone();
    let error = keeper.add(draft(&id, &server.base_url, &[], &[("client_secret", "S")])).await.unwrap_err();
    assert_eq!(error.code, Code::NotTheApi);
    assert!(error.message.contains("evil.test"), "{error}");
    assert!(server.seen().iter().all(|seen| seen.method == "GET"), "no secret was sent");
}

/// A login that takes a person is not begun where nobody is there.
#[tokio::test]
async fn nobody_is_asked_where_nobody_is() {
    let bench = Bench::new(Config::default()).await;
    let keeper = bench.keeper().await;
    let issuer = Arc::new(std::sync::OnceLock::<String>::new());
    let known = issuer.clone();
    let server = Script::start(move |_: &Seen| {
        let base = known.get().unwrap();
        json(
            200,
            j!({"issuer": base, "authorization_endpoint": format!("{base}/auth"), "token_endpoint": format!("{base}/token"),
                "device_authorization_endpoint": format!("{base}/device")}),
        )
    })
    .await;
    issuer.set(server.base_url.clone()).unwrap();
    for profile in ["oauth2-authorization-code", "oauth2-device-code"] {
        let error =
            keeper.add(draft(profile, &server.base_url, &[("client_id", "c")], &[])).await.unwrap_err();
        assert_eq!(error.code, Code::NeedsLogin, "{profile}");
    }
    assert!(server.seen().iter().all(|seen| seen.method == "GET"));
}

/// What a relative end is counted from: the moment of asking, so that a slow answer is not taken for a longer life.
#[tokio::test]
async fn a_relative_end_counts_from_the_question() {
    let server = Script::start(|seen: &Seen| {
        std::thread::sleep(Duration::from_millis(1_500));
        grant(seen)
    })
    .await;
    let (_bench, keeper, id) = bench_with(&oauth_like("path = \"/token\"")).await;
    let before = chrono::Utc::now();
    let account = keeper.add(draft(&id, &server.base_url, &[], &[("client_secret", "S")])).await.unwrap();
    let (_, session) = keeper.current(account.id).unwrap();
    let end = session.access_expires_at.unwrap() - session.ahead;
    assert!(end - before <= chrono::TimeDelta::seconds(3_601), "{}", end - before);
}

/// A proxy of the system's carries token calls as all others, also those of an account with certificates of its own; this
/// computer is never asked for through it.
#[tokio::test]
async fn a_proxy_carries_token_calls_but_not_to_this_computer() {
    const INNER: &str = "FOBWATCH_TEST_PROXY";
    if std::env::var_os(INNER).is_some() {
        let (bench, keeper, id) = bench_with(&oauth_like("path = \"/token\"")).await;
        let mut draft = draft(&id, "https://api.far.test", &[], &[("client_secret", "S")]);
        keeper.add(draft.clone()).await.unwrap_err();
        let ca = bench.home().join("ca.pem");
        std::fs::write(&ca, Authority::new().pem()).unwrap();
        draft.ca_file = ca.to_str().map(str::to_owned);
        draft.base_url = "https://private.far.test".into();
        keeper.add(draft).await.unwrap_err();
        keeper.add(bench.draft()).await.unwrap();
        return;
    }
    let seen = Arc::new(std::sync::Mutex::new(Vec::new()));
    let kept = seen.clone();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        use std::io::{BufRead as _, Write as _};
        while let Ok((mut stream, _)) = listener.accept() {
            let mut line = String::new();
            let _ = std::io::BufReader::new(&stream).read_line(&mut line);
            kept.lock().unwrap().push(line.trim().to_owned());
            let _ = stream.write_all(b"HTTP/1.1 502 no\r\nContent-Length: 0\r\n\r\n");
        }
    });
    let mut child = std::process::Command::new(std::env::current_exe().unwrap());
    child.args(["a_proxy_carries_token_calls_but_not_to_this_computer", "--exact"]).env(INNER, "1");
    for name in ["HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy"] {
        child.env(name, format!("http://127.0.0.1:{port}"));
    }
    child.env_remove("NO_PROXY").env_remove("no_proxy");
    assert!(child.output().unwrap().status.success());
    let seen = seen.lock().unwrap().clone();
    let wanted = ["CONNECT api.far.test:443 HTTP/1.1", "CONNECT private.far.test:443 HTTP/1.1"];
    assert_eq!(seen, wanted, "all but this computer goes through the proxy");
}

/// A vault from before profiles were kept with accounts opens, and its sessions go on.
#[tokio::test]
async fn an_older_vault_opens_with_its_sessions() {
    let bench = Bench::new(Config::default()).await;
    let keeper = bench.keeper().await;
    let account = keeper.add(bench.draft()).await.unwrap();
    drop(keeper);
    let vault = rusqlite::Connection::open(bench.home().join("vault.db")).unwrap();
    for (table, column) in [
        ("account", "profile_text"),
        ("account", "trusts"),
        ("account", "ca"),
        ("account", "certificate"),
        ("session", "context"),
        ("account", "remarks"),
        ("account", "secrets_since"),
        ("vault", "settings"),
    ] {
        vault.execute_batch(&format!("ALTER TABLE {table} DROP COLUMN {column}")).unwrap();
    }
    vault.execute_batch("DROP TABLE past").unwrap();
    vault.pragma_update(None, "user_version", 3).unwrap();
    drop(vault);
    let keeper = bench.keeper().await;
    assert_eq!(keeper.view(account.id).unwrap().state, AccountState::Fresh);
    keeper.refresh(account.id).await.unwrap();
}

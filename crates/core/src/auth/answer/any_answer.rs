//! Whatever a server answers: no panic, no hang, and nothing secret in what is said about it.

use super::*;
use crate::account::AccountId;
use crate::address::BaseUrl;
use crate::auth::{Call, Secrets, values, verdict};
use crate::clock::Anchor;
use crate::cookies::Jar;
use chrono::{TimeDelta, Utc};
use proptest::prelude::*;
use url::Url;
use zeroize::Zeroizing;

const SECRET: &str = "CANARY-password-7f3a";

/// So many cases; `FOBWATCH_CASES` asks for more.
fn cases() -> ProptestConfig {
    let wanted = std::env::var("FOBWATCH_CASES").ok().and_then(|count| count.parse().ok());
    ProptestConfig { cases: wanted.unwrap_or(2_000), failure_persistence: None, ..ProptestConfig::default() }
}

/// Texts that servers write, wrong ones among them, and echoes of what they were sent.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(SECRET.to_owned()),
        Just(format!("wrong password {SECRET} for demo\r\nX: y\u{202e}")),
        Just("2024-01-15T10:30:00Z".to_owned()),
        Just("99999-99-99T99:99:99Z".to_owned()),
        Just("a.eyJleHAiOjE3MDUzMTQ2MDB9.c".to_owned()),
        Just("NaN".to_owned()),
        "-?[0-9]{1,30}",
        "\\PC{0,60}",
        "[\\x00-\\x1f]{0,10}",
    ]
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 8, |inner| {
        let key = prop_oneof![
            Just("access_token"),
            Just("refresh_token"),
            Just("access"),
            Just("refresh"),
            Just("data"),
            Just("expires_in"),
            Just("expires_in_ms"),
            Just("access_expires_at"),
            Just("client_id"),
            Just("error"),
            Just("errcode"),
            Just("message"),
            Just("detail"),
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(key, inner, 0..6)
                .prop_map(|fields| fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()),
        ]
    })
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        8 => any_json().prop_map(|json| json.to_string().into_bytes()),
        1 => prop::collection::vec(any::<u8>(), 0..200),
        1 => text().prop_map(|text| format!("<html><title>{text}</title>").into_bytes()),
        1 => text().prop_map(String::into_bytes),
    ]
}

fn reply(status: u16, body: Vec<u8>, headers: Vec<(String, Secret)>) -> Reply {
    let now = Utc::now();
    Reply {
        status,
        body: Zeroizing::new(body),
        headers,
        location: None,
        retry_at: None,
        ahead: None,
        sent_at: now,
        received_at: now,
        anchor: Anchor { boot: String::new(), offset: TimeDelta::zero() },
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn any_answer_is_a_grant_or_an_error_without_a_secret(
        which in 0_usize..20,
        status in prop_oneof![Just(200_u16), Just(201), Just(204), Just(400), Just(401), Just(403), Just(500), 100_u16..600],
        call in prop_oneof![Just(Call::Login), Just(Call::Refresh), Just(Call::Logout)],
        body in body(),
        set in prop::collection::vec(text(), 0..3),
    ) {
        let profiles = Profile::built_in();
        let profile = profiles[which % profiles.len()].clone();
        let base = BaseUrl::parse("https://api.example.com").unwrap();
        let account = Account::new(AccountId::random(), "a", base, profile.clone());
        let secrets: Secrets = [("password".to_owned(), Secret::new(SECRET.to_owned()))].into();
        let values = values(&account, &secrets, None);
        let headers = set.into_iter().map(|text| ("set-cookie".to_owned(), Secret::new(text))).collect();
        let reply = reply(status, body, headers);
        let mut jar = Jar::default();
        jar.take_in(&Url::parse("https://api.example.com/x").unwrap(), &reply.cookies());
        let error = if (200..300).contains(&status) {
            match read(&profile, &reply, &account) {
                Ok(grant) => {
                    let session = grant.start(1, None);
                    prop_assert!(session.access_token.expose().bytes().all(|b| b.is_ascii_graphic()));
                    None
                }
                Err(error) => Some(error),
            }
        } else if let Some(endpoint) = &profile.login {
            let words = words(&profile, &reply, &values);
            Some(verdict::judge(call, &account, endpoint, &reply, words).into_error())
        } else {
            None
        };
        if let Some(error) = error {
            let said = format!("{error} {error:?} {:?}", error.server);
            prop_assert!(!said.contains(SECRET), "{said}");
            prop_assert!(!error.message.chars().any(char::is_control));
            prop_assert!(error.server.as_ref().is_none_or(|words| !words.chars().any(char::is_control)));
        }
    }
}

use super::*;
use crate::account::AccountId;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use sha2::Digest as _;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

fn part(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(text)
}

/// A token that says this, with a signature of the right length.
fn token(claims: &str) -> String {
    format!("{}.{}.{}", part(r#"{"alg":"HS256","typ":"JWT"}"#), part(claims), URL_SAFE_NO_PAD.encode([7; 32]))
}

fn ending(seconds: i64) -> String {
    token(&format!(r#"{{"exp":{}}}"#, now().timestamp() + seconds))
}

fn sha(token: &str) -> Digest {
    sha2::Sha256::digest(token.as_bytes()).into()
}

fn look(text: &str) -> Inspection {
    inspect(text, &Context::alone(now()))
}

fn look_with(text: &str, known: &[Known]) -> Inspection {
    inspect(text, &Context { now: now(), known, digest: &sha, keys: None })
}

fn known(name: &str, base_url: &str, issuer: &str) -> Known {
    Known {
        account: AccountId::random(),
        name: name.into(),
        environment: "uat".into(),
        base_url: base_url.into(),
        issuers: vec![issuer.into()],
        ahead: TimeDelta::zero(),
        access: None,
        access_ends: None,
        refresh: None,
        refresh_ends: None,
        past: Vec::new(),
    }
}

/// Expects a verdict and whether it counts as good.
fn expect(text: &str, verdict: TokenVerdict, good: bool) -> Inspection {
    let found = look(text);
    assert_eq!((found.verdict, found.good), (verdict, good), "{:.100}: {}", text, found.line.sentence);
    found
}

#[test]
fn the_end_decides() {
    let good = expect(&ending(250), TokenVerdict::Valid, true);
    assert!(
        good.line.sentence.contains("4m 10s") && good.line.sentence.contains("not checked"),
        "{}",
        good.line.sentence
    );
    let ended = expect(&ending(-42), TokenVerdict::Expired, false);
    assert!(
        ended.line.sentence.starts_with("It ended 42s ago, at 2027-01-15 07:59:18 UTC"),
        "{}",
        ended.line.sentence
    );
    expect(&ending(0), TokenVerdict::Expired, false);
    expect(&token("{}"), TokenVerdict::NoEnd, false);
    let begins = now().timestamp() + 90;
    expect(&token(&format!(r#"{{"nbf":{begins},"exp":{}}}"#, begins + 90)), TokenVerdict::NotYet, false);
}

#[test]
fn an_odd_end_is_no_good_end() {
    for odd in
        ["1e400", "1e300", "99999999999999999999", "-1e300", "null", "true", "{}", "\"soon\"", "\"NaN\""]
    {
        expect(&token(&format!(r#"{{"exp":{odd}}}"#)), TokenVerdict::Malformed, false);
    }
    let quoted = expect(&token(r#"{"exp":"1800000060"}"#), TokenVerdict::Valid, true);
    assert!(quoted.evidence.iter().any(|said| said.line.sentence.contains("quotes")));
    expect(&token(r#"{"exp":1800000060.75}"#), TokenVerdict::Valid, true);
    expect(&token(r#"{"exp":-5}"#), TokenVerdict::Expired, false);
    let milliseconds = expect(&token(r#"{"exp":1800000060000}"#), TokenVerdict::Malformed, false);
    assert!(
        milliseconds.evidence.iter().any(|said| said.line.sentence.contains("2027-01-15 08:01:00")),
        "{milliseconds:?}"
    );
    expect(&token(r#"{"exp":NaN}"#), TokenVerdict::Malformed, false);
}

#[test]
fn a_damaged_token_says_where() {
    let good = ending(60);
    let cut = expect(&good[..good.len() - 5], TokenVerdict::Malformed, false);
    assert!(
        cut.line.sentence.contains("the signature") && cut.line.sentence.contains("missing"),
        "{}",
        cut.line.sentence
    );
    expect(good.rsplit_once('.').unwrap().0, TokenVerdict::Malformed, false);
    expect(&good[..good.len() - 50], TokenVerdict::Malformed, false);
    expect(&good[..30], TokenVerdict::Malformed, false);
    expect(&good[3..], TokenVerdict::Malformed, false);
    let odd = format!("{}!{}", &good[..45], &good[46..]);
    assert!(expect(&odd, TokenVerdict::Malformed, false).line.sentence.contains("byte"));
    expect(&format!("{good}.x"), TokenVerdict::Malformed, false);
    let bytes = [b"{\"sub\":\"\xff\",\"exp\":1800000060}".as_slice()].concat();
    let text =
        format!("{}.{}.{}", part(r#"{"alg":"HS256"}"#), URL_SAFE_NO_PAD.encode(bytes), part(&"x".repeat(32)));
    assert!(expect(&text, TokenVerdict::Malformed, false).line.sentence.contains("UTF-8"));
    let plain = format!("{}.{}.{}", part(r#"{"typ":"JWT"}"#), part("{}"), part("x"));
    assert!(expect(&plain, TokenVerdict::Malformed, false).line.sentence.contains("(alg)"));
}

#[test]
fn base64_is_not_base64url() {
    let claims = r#"{"exp":1800000060,"a":"~~~???>>>"}"#;
    let standard = base64::engine::general_purpose::STANDARD_NO_PAD.encode(claims);
    assert!(standard.contains(['+', '/']));
    let good = token(claims);
    let text = good.replace(&part(claims), &standard);
    assert!(expect(&text, TokenVerdict::Malformed, false).line.sentence.contains("base64url"));
    let padded = format!("{good}=");
    let found = expect(&padded, TokenVerdict::Valid, true);
    assert!(found.evidence.iter().any(|said| said.line.sentence.contains('=')));
}

#[test]
fn whatever_stands_around_a_token_is_told() {
    let good = ending(60);
    for around in ["\"{}\"", "Bearer {}\n", "  {} ", "Authorization: Bearer {}", "Bearer%20{}"] {
        expect(&around.replace("{}", &good), TokenVerdict::Valid, true);
    }
    let broken = format!("{}\n{}", &good[..40], &good[40..]);
    let found = expect(&broken, TokenVerdict::Valid, true);
    assert!(
        found.evidence.iter().any(|said| said.line.sentence.contains("line breaks")),
        "{:?}",
        found.evidence
    );
}

#[test]
fn what_is_no_signed_token_is_told_apart() {
    for alg in ["none", "None", "nOnE"] {
        let text = format!("{}.{}.", part(&format!(r#"{{"alg":"{alg}"}}"#)), part(r#"{"exp":1800000060}"#));
        expect(&text, TokenVerdict::Unsigned, false);
    }
    let encrypted = format!("{}.a2V5.aXY.dGV4dA.dGFn", part(r#"{"alg":"RSA-OAEP","enc":"A256GCM"}"#));
    assert_eq!(expect(&encrypted, TokenVerdict::Encrypted, false).kind, TokenKind::Jwe);
    assert_eq!(
        expect("ghp_16C7e42F292c6912E7710c838347Ae178B4a", TokenVerdict::Opaque, false).kind,
        TokenKind::Opaque
    );
    assert_eq!(expect("nothing to see here", TokenVerdict::Nothing, false).kind, TokenKind::Nothing);
    expect("", TokenVerdict::Nothing, false);
    expect("Authorization: Bearer {{token}}", TokenVerdict::Malformed, false);
    expect("curl -u user:password1 https://h.test", TokenVerdict::Opaque, false);
}

#[test]
fn an_accounts_tokens_are_recognised() {
    let (current, old, opaque) = (ending(60), ending(61), "opaque-Token-0123456789");
    let mut acme = known("Acme", "https://api.acme.test", "https://id.acme.test");
    acme.access = Some(sha(&current));
    (acme.refresh, acme.refresh_ends) = (Some(sha(opaque)), Some(now() + TimeDelta::hours(2)));
    acme.past = vec![Past { digest: sha(&old), refresh: false, replaced_at: now() - TimeDelta::minutes(3) }];
    let known = [acme];
    let found = look_with(&current, &known);
    assert_eq!((found.verdict, found.belongs.unwrap().how), (TokenVerdict::Valid, BelongsHow::CurrentAccess));
    let found = look_with(&old, &known);
    assert_eq!((found.verdict, found.good), (TokenVerdict::RotatedOut, false));
    assert!(
        found.line.sentence.contains("“Acme” (uat)") && found.line.sentence.contains("07:57:00"),
        "{}",
        found.line.sentence
    );
    let found = look_with(opaque, &known);
    assert_eq!(found.verdict, TokenVerdict::Current);
    assert!(found.line.sentence.contains("refresh token"));
    assert_eq!(found.expires_at, Some(now() + TimeDelta::hours(2)));
    // Another process has refreshed, and this one does not know it yet.
    let [mut behind] = known;
    behind.past[0].digest = sha(&current);
    assert_eq!(look_with(&current, &[behind]).verdict, TokenVerdict::RotatedOut);
}

#[test]
fn an_accounts_server_has_its_own_time() {
    let text = ending(60);
    let mut acme = known("Acme", "https://api.acme.test", "x");
    (acme.access, acme.ahead) = (Some(sha(&text)), TimeDelta::seconds(100));
    let found = look_with(&text, &[acme]);
    assert_eq!((found.verdict, found.clock.ahead_ms), (TokenVerdict::Expired, 100_000));
    assert_eq!(found.clock.account.as_deref(), Some("Acme"));
}

#[test]
fn a_token_of_another_environment_is_noticed() {
    let known = [
        known("Prod", "https://api.acme.test", "https://id.acme.test/prod"),
        known("Test", "https://test.acme.test", "https://id.acme.test/test"),
    ];
    let of = |issuer: &str| token(&format!(r#"{{"exp":1800000060,"iss":"{issuer}"}}"#));
    let sent = |token: &str| {
        look_with(&format!("curl https://api.acme.test/v1 -H 'Authorization: Bearer {token}'"), &known)
    };
    assert_eq!(sent(&of("https://id.acme.test/prod/")).verdict, TokenVerdict::Valid);
    let found = sent(&of("https://id.acme.test/test"));
    assert_eq!((found.verdict, found.good), (TokenVerdict::OtherEnvironment, false));
    assert!(
        found.evidence[0].line.sentence.contains("“Prod” (uat)")
            && found.evidence[0].line.sentence.contains("“Test” (uat)")
    );
    assert_eq!(sent(&of("https://elsewhere.test")).verdict, TokenVerdict::OtherEnvironment);
}

#[test]
fn many_and_large_claims_are_bounded() {
    let many: Vec<_> = (0..10_000).map(|at| format!(r#""c{at}":{at}"#)).collect();
    let found =
        expect(&token(&format!(r#"{{{},"exp":1800000060}}"#, many.join(","))), TokenVerdict::Valid, true);
    let claims = found.claims.unwrap();
    assert_eq!((claims.rows.len(), claims.total), (200, 10_001));
    let large = token(&format!(r#"{{"exp":1800000060,"a":"{}"}}"#, "x".repeat(1_000_000)));
    let found = expect(&large, TokenVerdict::Valid, true);
    assert!(found.claims.as_ref().unwrap().rows[1].cut);
    assert!(serde_json::to_string(&found).unwrap().len() < 20_000);
    expect(&"a".repeat(9 * 1024 * 1024), TokenVerdict::Nothing, false);
    let deep = format!(r#"{{"exp":1800000060,"a":{}{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    expect(&token(&deep), TokenVerdict::Valid, true);
}

#[test]
fn a_claim_that_stands_there_twice_is_told() {
    let found = expect(&token(r#"{"exp":1800000060,"sub":"a","sub":"b"}"#), TokenVerdict::Valid, true);
    assert_eq!(found.claims.unwrap().repeated, ["sub"]);
    assert!(found.evidence.iter().any(|said| said.line.sentence.contains("more than once (sub)")));
}

#[test]
fn values_are_plain_text() {
    let claims =
        r#"{"exp":1800000060,"a":"<b>x\u202e\u0000\n\u001b[31m","b":{"c":[1]},"d":12345678901234567890123}"#;
    let rows = look(&token(claims)).claims.unwrap().rows;
    assert_eq!(rows[1].value, "<b>x⟨U+202E⟩⟨U+0000⟩⟨U+000A⟩⟨U+001B⟩[31m");
    assert_eq!((rows[2].value.as_str(), rows[3].value.as_str()), (r#"{"c":[1]}"#, "12345678901234567890123"));
    assert_eq!(
        (rows[0].at, rows[0].meaning.as_deref()),
        (DateTime::from_timestamp(1_800_000_060, 0), Some("ends"))
    );
}

/// P1: what goes to the window holds no token, wherever it stood in the text.
#[test]
fn p1_no_token_is_in_what_is_said() {
    let inner = ending(5);
    let outer = token(&format!(r#"{{"exp":1800000060,"inner":"{inner}","{inner}":1,"iss":"{inner}"}}"#));
    let opaque = "opaque-Token-0123456789";
    for text in [
        outer.clone(),
        format!(
            "curl 'https://h.test/{outer}/x?access_token={outer}&k={opaque}' -H 'X-Api-Key: {opaque}' -u 'me:{opaque}'"
        ),
        format!(
            "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer error=\"{outer}\"\nServer: {outer}\n\n{{\"message\":\"{outer} bad\",\"access_token\":\"{opaque}\",\"error\":\"{opaque}\"}}"
        ),
        format!("GET /{opaque} HTTP/1.1\nHost: {opaque}\nAuthorization: Bearer {opaque}\n\n"),
        format!("why is {outer} bad"),
    ] {
        let said = serde_json::to_string(&look(&text)).unwrap();
        for secret in [&outer, &inner, &opaque.to_owned()] {
            let last = secret.rsplit('.').next().unwrap();
            assert!(!said.contains(last), "{text:.80}: {said}");
        }
    }
}

#[test]
fn a_request_and_an_answer_are_shown() {
    let found = look(
        "curl -XDELETE 'https://h.test:8443/a?x=secret' -H 'Authorization: Bearer abc'\nHTTP/1.1 401 Unauthorized\nDate: Fri, 15 Jan 2027 08:00:00 GMT\n\n{\"error\":\"invalid_token\",\"error_description\":\"no\"}",
    );
    let (request, response) = (found.request.unwrap(), found.response.unwrap());
    assert_eq!(
        (request.method.as_deref(), request.url.as_deref()),
        (Some("DELETE"), Some("https://h.test:8443/a?x"))
    );
    assert_eq!((response.status, response.date), (Some(401), Some(now())));
    assert_eq!((response.error.as_deref(), response.message.as_deref()), (Some("invalid_token"), Some("no")));
}

mod glued;
mod hidden;
mod odd;
mod refused;
mod several;

proptest! {
    #[test]
    fn any_text_is_survived(text in "\\PC*", bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        look(&text);
        look(&String::from_utf8_lossy(&bytes));
        look(&format!("curl {text}"));
        look(&format!("HTTP/1.1 401 {text}\n{text}: {text}\n\n{text}"));
        look(&format!("{}.{}.{}", part(&text), URL_SAFE_NO_PAD.encode(&bytes), part(&text)));
        look(&token(&text));
        look(&token(&format!(r#"{{"exp":{text}}}"#)));
    }

    #[test]
    fn any_damage_to_a_token_is_survived(at in 0_usize..120, with in any::<char>()) {
        let mut text: Vec<char> = ending(60).chars().collect();
        let at = at % text.len();
        text[at] = with;
        look(&text.iter().collect::<String>());
        look(&text[..at].iter().collect::<String>());
        look(&text[at..].iter().collect::<String>());
    }
}

//! What is well-formed and odd all the same is never called good.

use super::*;

fn headed(header: &str, claims: &str) -> String {
    format!("{}.{}.{}", part(header), part(claims), URL_SAFE_NO_PAD.encode([7; 32]))
}

fn encrypted() -> String {
    format!("{}.a2V5.aXY.dGV4dA.dGFn", part(r#"{"alg":"RSA-OAEP","enc":"A256GCM"}"#))
}

#[test]
fn an_encrypted_token_is_judged_as_any_other_of_an_account() {
    let text = encrypted();
    let mut acme = known("Acme", "https://api.acme.test", "x");
    let other = known("Other", "https://other.test", "y");
    (acme.access, acme.access_ends) = (Some(sha(&text)), Some(now() + TimeDelta::hours(1)));
    let current = look_with(&text, std::slice::from_ref(&acme));
    assert_eq!((current.verdict, current.good), (TokenVerdict::Current, true), "{}", current.line.sentence);

    let request = format!("curl https://other.test/a -H 'Authorization: Bearer {text}'");
    let astray = look_with(&request, &[acme.clone(), other]);
    assert_eq!(
        (astray.verdict, astray.good),
        (TokenVerdict::OtherEnvironment, false),
        "{}",
        astray.line.sentence
    );

    acme.access_ends = Some(now() - TimeDelta::hours(1));
    assert_eq!(look_with(&text, std::slice::from_ref(&acme)).verdict, TokenVerdict::Expired);

    acme.past = vec![Past { digest: sha(&text), refresh: false, replaced_at: now() - TimeDelta::minutes(3) }];
    assert_eq!(look_with(&text, &[acme]).verdict, TokenVerdict::RotatedOut);
}

#[test]
fn two_ends_are_no_end() {
    let good = 1_800_000_060;
    for claims in [
        format!(r#"{{"exp":1,"exp":{good}}}"#),
        format!(r#"{{"exp":{good},"exp":{good}}}"#),
        format!(r#"{{"exp":{good},"nbf":1,"nbf":1}}"#),
        format!(r#"{{"\u0065xp":1,"exp":{good}}}"#),
    ] {
        let found = expect(&token(&claims), TokenVerdict::Malformed, false);
        assert!(found.line.sentence.contains("more than once"), "{}", found.line.sentence);
    }
    // However much else stands there twice.
    let many: String = (0..200).map(|name| format!(r#""{name}":1,"{name}":1,"#)).collect();
    expect(&token(&format!(r#"{{{many}"exp":1,"exp":{good}}}"#)), TokenVerdict::Malformed, false);
}

#[test]
fn an_odd_header_is_told_also_without_a_key() {
    for (header, words) in [
        (r#"{"alg":"HS256","kid":"a","kid":"b"}"#, "kid more than once"),
        (r#"{"alg":"none","alg":"HS256"}"#, "alg more than once"),
        (r#"{"alg":"HS256","crit":["x"],"x":1}"#, "(crit)"),
        (r#"{"alg":"HS256","crit":[]}"#, "crit"),
        (r#"{"alg":"HS256","crit":"x","x":1}"#, "crit"),
        (r#"{"alg":"HS256","crit":["x"]}"#, "crit"),
        (r#"{"alg":"hs256"}"#, "hs256"),
        (r#"{"alg":"none "}"#, "none"),
        (r#"{"alg":"dir"}"#, "dir"),
        (r#"{"alg":""}"#, "alg"),
    ] {
        let found = expect(&headed(header, r#"{"exp":1800000060}"#), TokenVerdict::Unchecked, false);
        assert!(found.line.sentence.contains(words), "{header}: {}", found.line.sentence);
        expect(&headed(header, "{}"), TokenVerdict::Unchecked, false);
    }
    // A registered one that cannot be checked here is not odd.
    let claims = part(r#"{"exp":1800000060}"#);
    let text = format!("{}.{claims}.{}", part(r#"{"alg":"ES512"}"#), URL_SAFE_NO_PAD.encode([7; 132]));
    expect(&text, TokenVerdict::Valid, true);
}

#[test]
fn an_odd_header_of_an_encrypted_token_is_told_too() {
    for header in [
        r#"{"alg":"dir","enc":"A256GCM","crit":["x"],"x":1}"#,
        r#"{"alg":"dir","enc":"A256GCM","enc":"A128GCM"}"#,
    ] {
        let text = format!("{}.a2V5.aXY.dGV4dA.dGFn", part(header));
        let mut acme = known("Acme", "https://api.acme.test", "x");
        acme.access = Some(sha(&text));
        let found = look_with(&text, &[acme]);
        assert!(!found.good && found.verdict != TokenVerdict::Current, "{}", found.line.sentence);
    }
}

#[test]
fn a_part_is_written_in_one_way_only() {
    let good = ending(60);
    let (bare, last) = good.split_at(good.len() - 1);
    // 32 bytes leave two bits over; these stand for nothing and must be zero.
    let next = char::from(last.as_bytes()[0] + 1);
    for odd in
        [format!("{bare}{next}"), format!("{good}=="), format!("{good}===="), good.replacen('.', "===.", 1)]
    {
        let found = expect(&odd, TokenVerdict::Malformed, false);
        assert!(!found.line.sentence.contains("missing"), "{odd}: {}", found.line.sentence);
    }
    // One that was cut says so first.
    let cut = expect(&good[..good.len() - 5], TokenVerdict::Malformed, false);
    assert!(cut.line.sentence.contains("missing"), "{}", cut.line.sentence);
}

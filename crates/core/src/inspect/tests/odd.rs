//! What is well-formed and odd all the same is never called good.

use super::*;

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
    assert_eq!((current.verdict, current.good), (TokenVerdict::Current, true), "{}", current.sentence);

    let request = format!("curl https://other.test/a -H 'Authorization: Bearer {text}'");
    let astray = look_with(&request, &[acme.clone(), other]);
    assert_eq!((astray.verdict, astray.good), (TokenVerdict::OtherEnvironment, false), "{}", astray.sentence);

    acme.access_ends = Some(now() - TimeDelta::hours(1));
    assert_eq!(look_with(&text, std::slice::from_ref(&acme)).verdict, TokenVerdict::Expired);

    acme.past = vec![Past { digest: sha(&text), refresh: false, replaced_at: now() - TimeDelta::minutes(3) }];
    assert_eq!(look_with(&text, &[acme]).verdict, TokenVerdict::RotatedOut);
}

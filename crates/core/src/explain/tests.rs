use super::*;
use chrono::DateTime;
use proptest::prelude::*;

fn of(text: &str) -> Explanation {
    explain(text, &Context::alone(DateTime::from_timestamp(1_800_000_000, 0).unwrap()))
}

#[test]
fn what_tells_nothing_has_no_cause() {
    for text in ["", "hello", "{}", "ghp_16C7e42F292c6912E7710c838347Ae178B4a"] {
        assert!(of(text).causes.is_empty(), "{text}: {:?}", of(text));
    }
}

#[test]
fn a_bare_401_is_no_more_than_possible() {
    let found = of("HTTP/1.1 401 Unauthorized\n\n");
    assert_eq!(found.status, Some(401));
    assert!(found.causes.iter().all(|cause| cause.confidence == Confidence::Possible), "{found:?}");
}

/// P1: a server may repeat what it was sent.
#[test]
fn p1_no_token_is_in_what_is_said() {
    let said = format!(
        "{:?}",
        of(
            "curl https://h.test -H 'Authorization: Bearer opaque-Token-0123456789'\nHTTP/1.1 401 Unauthorized\n\
            WWW-Authenticate: opaque-Token-0123456789\n\nopaque-Token-0123456789 is expired token"
        )
    );
    assert!(!said.to_lowercase().contains("opaque-token"), "{said}");
}

proptest! {
    #[test]
    fn any_text_is_survived(text in "\\PC*", status in 0_u16..700) {
        of(&text);
        of(&format!("curl -X POST {text} -H 'Authorization: {text}' -d '{text}'\nHTTP/1.1 {status} {text}\n{text}\n\n{text}"));
        of(&format!("HTTP/1.1 {status}\nLocation: {text}\nWWW-Authenticate: {text}\n\n{{\"error\":{text:?}}}"));
    }
}

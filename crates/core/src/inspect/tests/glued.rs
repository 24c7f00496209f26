//! A token that was broken over lines ends where it ends.

use super::*;

/// Broken as a terminal does it.
fn wrapped(token: &str) -> String {
    token.as_bytes().chunks(40).map(|line| std::str::from_utf8(line).unwrap()).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_stands_below_a_broken_token_is_no_part_of_it() {
    let (good, other) = (ending(60), ending(-60));
    for below in [
        other.as_str(),
        "Forbidden",
        "Unauthorized\n",
        "X-Request-Id: 0123456789",
        "0123456789abcdef0123456789abcdef",
        "opaque_refresh_token_0123456789",
    ] {
        for token in [good.clone(), wrapped(&good), format!("Authorization: Bearer {}", wrapped(&good))] {
            let found = expect(&format!("{token}\n{below}"), TokenVerdict::Valid, true);
            assert!(found.claims.is_some_and(|claims| claims.total == 1));
        }
    }
    let found = look(&format!("{}\n{}", wrapped(&good), wrapped(&other)));
    assert_eq!((found.verdict, found.also.len()), (TokenVerdict::Valid, 1), "{:?}", found.also);
    assert!(found.also[0].sentence.contains("which ended at"), "{:?}", found.also);
}

#[test]
fn a_cut_token_is_not_made_whole_by_what_follows() {
    let good = ending(60);
    let cut = &good[..good.len() - 10];
    // These have the length of what is missing.
    for text in [
        format!("Authorization: Bearer {cut}\n\nABCDEFGHII"),
        format!("Authorization: Bearer {cut}\nHTTP/1.1 401 X\nABCDEFGHII"),
        format!("curl https://h.test -H 'Authorization: Bearer {cut}' -H ABCDEFGHII"),
    ] {
        assert_ne!(look(&text).verdict, TokenVerdict::Valid, "{text}");
    }
    // A part of another token is none of this one.
    let text = format!("{}\n{good}", &good[..60]);
    assert_eq!(look(&text).verdict, TokenVerdict::Malformed);
}

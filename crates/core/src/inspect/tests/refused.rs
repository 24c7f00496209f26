//! What a server has said about a token goes before what it says itself.

use super::*;

#[test]
fn what_a_server_has_refused_is_not_called_good() {
    let answer = |status| format!("Authorization: Bearer {}\n\nHTTP/1.1 {status} X\n\n{{}}", ending(60));
    let refused = expect(&answer(401), TokenVerdict::Valid, false);
    assert!(refused.line.sentence.starts_with("The server refused it (401)"), "{}", refused.line.sentence);
    // This one says nothing against the token.
    expect(&answer(403), TokenVerdict::Valid, true);
}

#[test]
fn a_refusal_is_known_however_a_server_says_it() {
    let sent = |answer: &str| {
        format!("GET /a HTTP/1.1\nHost: h.test\nAuthorization: Bearer {}\n\n{answer}", ending(60))
    };
    let challenge = "WWW-Authenticate: Bearer realm=\"x\", error=\"invalid_token\"";
    for (answer, real) in [
        ("HTTP/1.1 200 OK\n\n{\"status\":401}".to_owned(), true),
        ("HTTP/1.1 200 OK\n\n{\"error\":{\"code\":401}}".to_owned(), true),
        (format!("HTTP/1.1 400 Bad Request\n{challenge}\n\n"), false),
        (format!("HTTP/1.1 403 Forbidden\n{challenge}\n\n"), false),
        ("HTTP/1.1 403 Forbidden\nwww-authenticate: Bearer error=invalid_token\n\n".to_owned(), false),
        ("HTTP/1.1 400 Bad Request\n\n{\"error\":\"invalid_token\"}".to_owned(), false),
    ] {
        let found = expect(&sent(&answer), TokenVerdict::Valid, false);
        let start =
            if real { "The server refused it (401)" } else { "The server refused it (invalid_token)" };
        assert!(found.line.sentence.starts_with(start), "{answer}: {}", found.line.sentence);
    }
    let header = format!("Authorization: Bearer {}\n", ending(60));
    for said in [challenge, "{\"error\":\"invalid_token\",\"error_description\":\"no\"}"] {
        expect(&format!("{header}{said}"), TokenVerdict::Valid, false);
    }
    // These refuse what was asked for, and say nothing against the token.
    for answer in [
        "HTTP/1.1 403 Forbidden\nWWW-Authenticate: Bearer error=\"insufficient_scope\"\n\n",
        "HTTP/1.1 404 Not Found\n\n{\"error\":\"not_found\"}",
        "HTTP/1.1 200 OK\n\n{\"status\":200}",
    ] {
        expect(&sent(answer), TokenVerdict::Valid, true);
    }
}

use super::*;

const JWT: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln";

fn main(text: &str) -> (String, Place, Vec<Quirk>) {
    let paste = Paste::read(text);
    let found = paste.main().unwrap_or_else(|| panic!("nothing in {text}"));
    (found.text.to_string(), found.place.clone(), found.quirks.clone())
}

#[test]
fn a_token_is_found_with_whatever_was_copied_along() {
    for around in [
        "{}",
        " {}\n",
        "\"{}\"",
        "'{}',",
        "Bearer {}",
        "bearer {}",
        "Authorization: Bearer {}",
        "“{}”",
        "Bearer%20{}",
        "authorization:Bearer {}",
        "Bearer Bearer {}",
        "\u{FEFF}{}",
        "`{}`",
        "The token is {} and it fails.",
        "-H 'Authorization: Bearer {}'",
        "{\"access_token\":\"{}\",\"token_type\":\"Bearer\"}",
        "curl -H 'Authorization: Bearer {}' https://h.test",
        "curl https://h.test --oauth2-bearer {}",
        "curl https://h.test?access_token={}",
        "> GET / HTTP/1.1\n> Authorization: Bearer {}\n>",
        "GET / HTTP/1.1\nHost: h.test\nAuthorization: Bearer {}\n\n",
    ] {
        assert_eq!(main(&around.replace("{}", JWT)).0, JWT, "{around}");
    }
}

#[test]
fn a_token_broken_over_lines_is_put_together() {
    let broken = format!("{}\n  {}", &JWT[..30], &JWT[30..]);
    let (text, _, quirks) = main(&broken);
    assert_eq!((text.as_str(), quirks), (JWT, vec![Quirk::Spaces]));
    assert_eq!(main(&format!("Authorization: Bearer {}\n{}\nAccept: */*", &JWT[..30], &JWT[30..])).0, JWT);
}

#[test]
fn a_curl_command_and_its_answer_are_told_apart() {
    let paste = Paste::read(&format!(
        "$ curl -i -X POST 'https://api.example.test/orders?a=b' \\\n  -H \"Authorization: Bearer {JWT}\" -d '{{\"x\":1}}'\n\
         HTTP/2 401 \ndate: Thu, 01 Jan 2026 10:00:00 GMT\nwww-authenticate: Bearer error=\"invalid_token\"\n\n{{\"message\":\"no\"}}"
    ));
    let (request, response) = (paste.request.unwrap(), paste.response.unwrap());
    assert_eq!(request.method.as_deref(), Some("POST"));
    assert_eq!(request.url().unwrap().host_str(), Some("api.example.test"));
    assert_eq!(response.status, Some(401));
    assert_eq!(response.get("WWW-Authenticate"), Some("Bearer error=\"invalid_token\""));
    assert_eq!(response.body.trim(), "{\"message\":\"no\"}");
}

#[test]
fn what_curl_tells_is_read() {
    let paste = Paste::read(
        "* Connected to h.test\n> GET /a HTTP/1.1\n> Host: h.test\n> Authorization: Bearer abc\n>\n* old\n< HTTP/1.1 403 Forbidden\n< Server: nginx\n<\n{ [12 bytes data]\n<html>no</html>",
    );
    let (request, response) = (paste.request.unwrap(), paste.response.unwrap());
    assert_eq!(request.url().unwrap().as_str(), "https://h.test/a");
    assert_eq!((response.status, response.get("server")), (Some(403), Some("nginx")));
    assert_eq!(response.body.trim(), "<html>no</html>");
}

#[test]
fn a_login_gives_its_tokens_in_order() {
    let paste = Paste::read(&format!(r#"{{"refresh_token":"0123456789abcdef","access_token":"{JWT}"}}"#));
    let roles: Vec<_> = paste.credentials.iter().map(|found| found.role).collect();
    assert_eq!(roles, [Role::Access, Role::Refresh]);
}

#[test]
fn a_status_is_found_among_words() {
    for (text, status) in [
        ("Request failed with status code 401", Some(401)),
        ("401 Unauthorized", Some(401)),
        ("HTTP Status 403 – Forbidden", Some(403)),
        ("{\"statusCode\":429}", Some(429)),
        ("I have 401 apples", None),
    ] {
        assert_eq!(Paste::read(text).response.and_then(|response| response.status), status, "{text}");
    }
}

#[test]
fn plain_words_are_no_token() {
    for text in ["", "hello", "the-token-does-not-work-at-all today", "https://h.test/a/b/cdefghijklm1234"] {
        assert!(Paste::read(text).main().is_none(), "{text}");
    }
}

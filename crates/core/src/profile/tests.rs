use super::built_in::ALL;
use super::*;

fn good() -> &'static str {
    ALL[0].1
}

/// The fault of the good profile with this change.
fn fault(from: &str, to: &str) -> Fault {
    assert!(good().contains(from), "{from}");
    Profile::parse(&good().replacen(from, to, 1)).expect_err(to)
}

#[test]
fn every_built_in_profile_is_valid_and_known_by_its_id() {
    for (id, text) in ALL {
        let profile = Profile::parse(text).unwrap_or_else(|fault| panic!("{fault} {text}"));
        assert_eq!((*id, Profile::find(id).unwrap().is_built_in()), (profile.id.as_str(), true));
    }
    assert_eq!(Profile::built_in().len(), ALL.len());
    assert_eq!(Profile::built_in()[0].id, DEFAULT);
}

#[test]
fn a_mistake_is_told_with_its_line_its_key_and_what_was_expected() {
    let line = |text: &str| good().lines().position(|line| line.contains(text)).unwrap() + 1;
    for (from, to, key, line, message, expected) in [
        (
            "title =",
            "titel =",
            "titel",
            line("title ="),
            "there is no key `titel` here",
            "one of `id`, `title`",
        ),
        ("id = \"b2b-jwt\"", "id = \"B2B\"", "id", line("id ="), "this is no id", "small letters"),
        ("id = \"b2b-jwt\"", "id = 5", "id", line("id ="), "invalid type: integer", "a string"),
        ("title = \"B2B JWT login\"", "", "", 1, "this is missing: `title`", ""),
        (
            "{{password}}",
            "{{passwort}}",
            "login.body.password",
            line("body = { username"),
            "the template names passwort",
            "one of base_url, password, username",
        ),
        (
            "{{password}}",
            "{{refresh_token}}",
            "login.body.password",
            line("body = { username"),
            "names refresh_token",
            "",
        ),
        ("{{password}}", "{{password", "login.body", line("body = { username"), "not closed", ""),
        (
            "\"/auth/login\"",
            "\"auth/login\"",
            "login.path",
            line("/auth/login"),
            "begins with a slash",
            "/auth/login",
        ),
        (
            "\"/auth/login\"",
            "\"/auth/{{password}}\"",
            "login.path",
            line("/auth/login"),
            "addresses end in logs",
            "",
        ),
        (
            "path = \"/auth/login\"",
            "method = \"POST\"",
            "login",
            line("[login]"),
            "not clear where",
            "exactly one of path, url and discover",
        ),
        (
            "path = \"/auth/login\"",
            "url = \"http://evil.test/x\"",
            "login.url",
            line("/auth/login"),
            "no safe address",
            "https://",
        ),
        (
            "path = \"/auth/login\"",
            "url = \"https://{{username}}.test/x\"",
            "login.url",
            line("/auth/login"),
            "no safe address",
            "",
        ),
        (
            "path = \"/auth/login\"",
            "url = \"https://a@evil.test/x\"",
            "login.url",
            line("/auth/login"),
            "no safe address",
            "",
        ),
        (
            "rejected = [401]",
            "rejected = [429]",
            "login.rejected.0",
            line("rejected = [401]"),
            "429 never means",
            "400 to 499",
        ),
        (
            "rejected = [401]",
            "rejected = [{ status = 400, words = 1 }]",
            "login.rejected",
            line("rejected = [401]"),
            "not what belongs here",
            "a status such as 401",
        ),
        (
            "rejected = [401]",
            "encoding = \"none\"",
            "login.body",
            line("body = { username"),
            "the encoding is none",
            "",
        ),
        (
            "rejected = [401]",
            "method = \"GET\"",
            "login.body",
            line("body = { username"),
            "a GET has no body",
            "",
        ),
        (
            "rejected = [401]",
            "method = \"LOOK\"",
            "login.method",
            line("rejected = [401]"),
            "no word that is known here",
            "one of `GET`",
        ),
        (
            "rejected = [401]",
            "headers = { \"X Y\" = \"1\" }",
            "login.headers",
            line("rejected = [401]"),
            "no name of a header",
            "",
        ),
        (
            "rejected = [401]",
            "headers = { Host = \"evil.test\" }",
            "login.headers.Host",
            line("rejected = [401]"),
            "the HTTP client",
            "",
        ),
        (
            "rejected = [401]",
            "auth = \"bearer-access\"",
            "login.auth",
            line("rejected = [401]"),
            "names access_token",
            "",
        ),
        (
            "rejected = [401]",
            "grant = \"device-code\"",
            "login.grant",
            line("rejected = [401]"),
            "the call that gives the codes is missing",
            "login.device",
        ),
        (
            "rejected = [401]",
            "grant = \"authorization-code\"",
            "login.grant",
            line("rejected = [401]"),
            "the page where a person agrees is missing",
            "",
        ),
        (
            "rejected = [400, 401]",
            "grant = \"device-code\"",
            "refresh.grant",
            line("rejected = [400, 401]"),
            "only [login] has a grant",
            "",
        ),
        (
            "secret = true",
            "secret = true\ndefault = \"x\"",
            "input.1.default",
            line("secret = true") + 1,
            "a profile can hold no secret",
            "",
        ),
        (
            "secret = true",
            "ask = \"each-time\"",
            "input.1.ask",
            line("secret = true"),
            "is a secret",
            "secret = true",
        ),
        (
            "name = \"username\"",
            "name = \"password\"",
            "input.1.name",
            line("name = \"password\""),
            "two inputs",
            "",
        ),
        (
            "name = \"username\"",
            "name = \"access_token\"",
            "input.0.name",
            line("name = \"username\""),
            "stands for something else",
            "",
        ),
        (
            "access_token = \"/access_token\"",
            "",
            "response",
            line("[response]"),
            "was not said",
            "access_token = ",
        ),
        (
            "access_token = \"/access_token\"",
            "access_token = \"access_token\"",
            "response.access_token",
            line("access_token = \"/access_token\""),
            "not what belongs here",
            "a JSON pointer such as",
        ),
        (
            "\"/access_expires_at\", format = \"rfc3339\"",
            "\"/access_expires_at\", format = \"jwt-exp\"",
            "response.access_expiry",
            line("/access_expires_at"),
            "jwt-exp has none",
            "",
        ),
        (
            "refresh_token = \"/refresh_token\"",
            "",
            "response.refresh_expiry",
            line("refresh_expiry"),
            "no refresh token that could end",
            "",
        ),
        ("[logout]", "[logout", "", line("[logout]"), "", ""),
    ] {
        let fault = fault(from, to);
        assert_eq!((fault.key.as_str(), fault.line), (key, line), "{to}: {fault} ({})", fault.expected);
        assert!(fault.message.contains(message), "{to}: {fault}");
        assert!(fault.expected.contains(expected), "{to}: {}", fault.expected);
    }
}

#[test]
fn a_fault_quotes_nothing_that_may_be_a_secret() {
    for (from, to) in [
        ("rejected = [401]", "rejected = \"hunter2-PASSWORD\""),
        ("rejected = [401]", "method = \"hunter2-PASSWORD\""),
        ("rejected = [401]", "auth = \"hunter2-PASSWORD\""),
        ("secret = true", "secret = \"hunter2-PASSWORD\""),
        ("secret = true", "secret = true\ndefault = 12345678"),
        ("secret = true", "secret = true\ndefault = \"hunter2-PASSWORD\""),
    ] {
        let fault = fault(from, to);
        assert!(
            !format!("{fault} {}", fault.expected).contains("hunter2")
                && !format!("{fault}").contains("1234"),
            "{fault}"
        );
    }
}

#[test]
fn a_static_credential_is_sent_or_it_is_none() {
    let text = Profile::find("api-key-secret").unwrap().text().to_owned();
    let fault = |from: &str, to: &str| Profile::parse(&text.replacen(from, to, 1)).expect_err(to);
    assert!(
        fault("X-API-Key = \"{{api_key}}\", X-API-Secret = \"{{api_secret}}\"", "X = \"1\"")
            .message
            .contains("no header sends")
    );
    assert!(fault("[use]", "[logout]\npath = \"/x\"\n[use]").message.contains("no session"));
    assert!(fault("[use]", "[response]\naccess_token = \"/x\"\n[use]").message.contains("no answer"));
}

#[test]
fn the_browser_is_never_sent_without_its_safeguards() {
    let text = Profile::find("oauth2-authorization-code").unwrap().text().to_owned();
    for name in ["state", "code_challenge", "redirect_uri"] {
        let line = format!("{name} = \"{{{{{name}}}}}\"\n");
        assert!(text.contains(&line), "{line}");
        let fault = Profile::parse(&text.replacen(&line, "", 1)).unwrap_err();
        assert!(fault.message.contains(name), "{fault}");
    }
    let fault = Profile::parse(&text.replacen(", code_verifier = \"{{code_verifier}}\"", "", 1)).unwrap_err();
    assert!(fault.message.contains("code_verifier is not sent"), "{fault}");
}

#[test]
fn what_a_session_needs_later_is_known() {
    let find = |id| Profile::find(id).unwrap();
    let oauth = find("oauth2-password");
    assert!(oauth.keeps("client_secret") && !oauth.keeps("password"));
    assert!(find("api-key-secret").keeps("api_secret"));
    assert!(!find("b2b-jwt").keeps("password"));
    for (id, remembers, interactive) in [
        ("b2b-jwt", true, false),
        ("oauth2-client-credentials", true, false),
        ("oauth2-authorization-code", false, true),
        ("oauth2-device-code", false, true),
        ("bearer-static", false, false),
    ] {
        assert_eq!((find(id).can_remember(), find(id).is_interactive()), (remembers, interactive), "{id}");
    }
    let once = good().replacen("secret = true", "secret = true\nask = \"each-time\"", 1);
    assert!(!Profile::parse(&once).unwrap().can_remember());
}

/// The schema that editors use is made from the types that read the file.
#[test]
fn schema_bindings_are_up_to_date() {
    let mut made = serde_json::to_string_pretty(&schemars::schema_for!(Profile)).unwrap();
    made.push('\n');
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../profiles/profile.schema.json");
    if std::env::var("FOBWATCH_BINDINGS").is_ok_and(|word| word == "write") {
        std::fs::write(&path, &made).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(
        kept == made,
        "profiles/profile.schema.json does not fit the types any more: run `cargo xtask bindings`"
    );
}

mod any_text {
    use super::*;
    use proptest::prelude::*;

    /// So many cases; `FOBWATCH_CASES` asks for more.
    fn cases() -> ProptestConfig {
        let wanted = std::env::var("FOBWATCH_CASES").ok().and_then(|count| count.parse().ok());
        ProptestConfig {
            cases: wanted.unwrap_or(2_000),
            failure_persistence: None,
            ..ProptestConfig::default()
        }
    }

    /// A good profile in which a few lines were changed, cut, doubled or swapped.
    fn mangled() -> impl Strategy<Value = String> {
        let change = (0_usize..60, 0_u8..6, "[ -~\n\"{}=\\[\\]]{0,30}");
        (0..ALL.len(), prop::collection::vec(change, 1..6)).prop_map(|(which, changes)| {
            let mut lines: Vec<String> = ALL[which].1.lines().map(str::to_owned).collect();
            for (at, how, text) in changes {
                let at = at % lines.len().max(1);
                match how {
                    0 => drop(lines.remove(at)),
                    1 => lines.insert(at, text),
                    2 => lines[at].push_str(&text),
                    3 => lines[at] = lines[at].replacen('"', &text, 1),
                    4 => lines[at] = lines[at].chars().take(text.len()).collect(),
                    _ => {
                        let copy = lines[at].clone();
                        lines.push(copy);
                    }
                }
                if lines.is_empty() {
                    lines.push(String::new());
                }
            }
            lines.join("\n")
        })
    }

    proptest! {
        #![proptest_config(cases())]

        #[test]
        fn whatever_is_written_is_a_profile_or_a_fault_on_a_line(text in mangled()) {
            match Profile::parse(&text) {
                Ok(profile) => prop_assert!(profile.known().is_ok()),
                Err(fault) => {
                    prop_assert!(fault.line >= 1 && fault.line <= text.lines().count() + 1, "{fault}");
                    prop_assert!(!fault.message.is_empty());
                }
            }
        }

        #[test]
        fn no_text_at_all_brings_the_reader_down(text in "\\PC{0,400}") {
            let _ = Profile::parse(&text);
        }
    }
}

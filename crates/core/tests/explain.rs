//! What people paste when a request was refused, and whether the cause is found. The cases are in `tests/explain`.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests say what they expect by unwrapping it"
)]

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use fobwatch_core::account::AccountId;
use fobwatch_core::explain::{Confidence, explain};
use fobwatch_core::inspect::{Context, Digest, Known, Past, TokenVerdict, inspect};
use serde_json::{Map, Value, json};
use sha2::Digest as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

/// One file.
struct Case {
    name: String,
    expected: Vec<String>,
    verdict: Option<String>,
    known: Vec<Known>,
    text: String,
}

fn digest(token: &str) -> Digest {
    sha2::Sha256::digest(token.as_bytes()).into()
}

impl Case {
    fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let (head, text) =
            text.split_once("\n---\n").unwrap_or_else(|| panic!("{name} has no line of dashes"));
        let mut case = Self { expected: vec![], verdict: None, known: vec![], text: filled(text), name };
        for line in head.lines() {
            let (key, value) = line.split_once(": ").unwrap_or_else(|| panic!("{}: {line}", case.name));
            match key {
                "expect" => case.expected = value.split(" | ").map(str::to_owned).collect(),
                "verdict" => case.verdict = Some(value.to_owned()),
                "account" => case.known.push(account(value)),
                "current" => case.known.last_mut().unwrap().access = Some(digest(&filled(value))),
                "refresh" => case.known.last_mut().unwrap().refresh = Some(digest(&filled(value))),
                "past" => {
                    let replaced_at = now() - TimeDelta::minutes(3);
                    let past = Past { digest: digest(&filled(value)), refresh: false, replaced_at };
                    case.known.last_mut().unwrap().past.push(past);
                }
                _ => panic!("{}: {key} is not known", case.name),
            }
        }
        case
    }
}

fn account(line: &str) -> Known {
    let parts: Vec<_> = line.split('|').collect();
    Known {
        account: AccountId::random(),
        name: parts[0].into(),
        environment: String::new(),
        base_url: parts[1].into(),
        issuers: parts.get(2).map(|issuer| issuer.to_string()).into_iter().collect(),
        ahead: TimeDelta::zero(),
        access: None,
        access_ends: None,
        refresh: None,
        refresh_ends: None,
        past: Vec::new(),
    }
}

/// The text with tokens in it.
fn filled(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("{{jwt").into_iter().chain(rest.find("{{opaque ")).min() {
        let end = start + rest[start..].find("}}").unwrap();
        out.push_str(&rest[..start]);
        let inside = &rest[start + 2..end];
        out.push_str(&match inside.strip_prefix("opaque ") {
            Some(length) => opaque(length.parse().unwrap()),
            None => jwt(inside.trim_start_matches("jwt")),
        });
        rest = &rest[end + 2..];
    }
    out + rest
}

fn opaque(length: usize) -> String {
    "k7Q2mZ9xTb4Lw8Rv1Ns6".chars().cycle().take(length).collect()
}

fn jwt(words: &str) -> String {
    let (mut header, mut claims) = (json!({"alg": "HS256", "typ": "JWT"}), Map::new());
    let (mut cut, mut start) = (0, 0);
    for word in words.split_whitespace() {
        let (name, value) = word.split_once('=').unwrap();
        match name {
            "!cut" => cut = value.parse().unwrap(),
            "!start" => start = value.parse().unwrap(),
            "exp" | "nbf" | "iat" | "auth_time" => drop(claims.insert(name.into(), moment(value).into())),
            _ => match name.strip_prefix('!') {
                Some(name) => header[name] = value.into(),
                None => drop(claims.insert(name.into(), Value::from(value.replace('+', " ")))),
            },
        }
    }
    let length = match header["alg"].as_str() {
        Some("none") => 0,
        Some("RS256") => 256,
        Some("ES256") => 64,
        _ => 32,
    };
    let parts =
        [header.to_string(), Value::from(claims).to_string()].map(|part| URL_SAFE_NO_PAD.encode(part));
    let token = format!("{}.{}", parts.join("."), URL_SAFE_NO_PAD.encode(vec![0xA7; length]));
    token[start..token.len() - cut].to_owned()
}

fn moment(offset: &str) -> i64 {
    let (number, unit) = offset.split_at(offset.len() - 1);
    let unit = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        _ => panic!("{offset}"),
    };
    now().timestamp() + number.parse::<i64>().unwrap() * unit
}

fn cases() -> Vec<Case> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/explain");
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let mut files: Vec<_> = files.filter(|file| file.extension().is_some_and(|end| end == "txt")).collect();
    files.sort();
    files.iter().map(|file| Case::read(file)).collect()
}

fn word(value: impl serde::Serialize) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}

#[test]
fn the_cause_of_a_refusal_is_found() {
    let cases = cases();
    let (mut right, mut sure) = (0, 0);
    for case in &cases {
        let context = Context { now: now(), known: &case.known, digest: &digest, keys: None };
        let explanation = explain(&case.text, &context);
        let first = explanation.causes.first();
        let found = first.map_or_else(|| "nothing".to_owned(), |cause| word(cause.code));
        if case.expected.contains(&found) {
            right += 1;
        } else {
            let is_sure = first.is_some_and(|cause| cause.confidence == Confidence::Likely);
            sure += usize::from(is_sure);
            let others: Vec<_> =
                explanation.causes.iter().map(|cause| (word(cause.code), word(cause.confidence))).collect();
            println!("{}: expected {:?}, found {others:?}", case.name, case.expected);
        }
        let said = serde_json::to_string(&explanation).unwrap();
        assert!(!said.contains(&URL_SAFE_NO_PAD.encode([0xA7; 9])), "{} tells a token", case.name);
    }
    // Not by `println`, which is shown only where a test fails: `cargo xtask test` puts this line into its summary.
    let summary = format!("causes found: {right} of {}, sure and wrong: {sure}\n", cases.len());
    std::io::stderr().write_all(summary.as_bytes()).unwrap();
    assert!(right * 100 >= cases.len() * 95, "{right} of {}", cases.len());
}

/// A token that was refused for what it is must never be called good.
#[test]
fn no_bad_token_is_called_good() {
    let of_token = [
        "expired",
        "not-yet",
        "other-environment",
        "damaged",
        "placeholder",
        "rotated-out",
        "wrong-algorithm",
    ];
    for case in cases() {
        let context = Context { now: now(), known: &case.known, digest: &digest, keys: None };
        let found = inspect(&case.text, &context);
        if let Some(verdict) = &case.verdict {
            assert_eq!(&word(found.verdict), verdict, "{}: {}", case.name, found.line.sentence);
        }
        let bad = case.expected.len() == 1 && of_token.contains(&case.expected[0].as_str());
        let judged = bad && case.verdict.is_some();
        assert!(!judged || !found.good, "{}: {}", case.name, found.line.sentence);
        assert!(!(judged && found.verdict == TokenVerdict::Valid), "{}", case.name);
    }
}

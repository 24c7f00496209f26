//! A report for whoever helps: what runs here and how it stands, without saying who, where or what.

use crate::doctor::{Finding, Grade};
use chrono::{DateTime, Utc};
use fobwatch_core::profile::Profile;
use fobwatch_core::vault::{ActivityRow, Kind};
use fobwatch_core::view::{AccountState, AccountView, VaultView};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// The shortest word that is worth hiding: a shorter one stands in half the words there are.
const SHORTEST: usize = 3;
/// A run of letters and digits that is longer than this is no word.
const LONGEST: usize = 24;

/// What a report is made of.
#[derive(Debug, Clone)]
pub struct Report {
    /// This program's version.
    pub version: String,
    /// When, UTC.
    pub at: DateTime<Utc>,
    /// What else runs here, such as the version of the webview: a name and a value each.
    pub parts: Vec<(String, String)>,
    /// Whether the vault can be used.
    pub vault: VaultView,
    /// All accounts.
    pub accounts: Vec<AccountView>,
    /// What was looked at.
    pub findings: Vec<Finding>,
    /// What happened lately, newest first.
    pub activity: Vec<ActivityRow>,
}

impl Report {
    /// The report as text. Names, addresses, inputs and everything that looks like a token are not in it.
    pub fn text(&self) -> String {
        let hide = Redaction::of(&self.accounts);
        let mut out = String::new();
        let mut line = |text: String| {
            let _ = writeln!(out, "{}", hide.redacted(&text));
        };
        line(format!("Fobwatch {}, {}", self.version, self.at.format("%Y-%m-%d %H:%M UTC")));
        line(format!("system: {} {}", std::env::consts::OS, std::env::consts::ARCH));
        for (name, value) in &self.parts {
            line(format!("{name}: {value}"));
        }
        line(match &self.vault {
            VaultView::Opening => "vault: opening".to_owned(),
            VaultView::Open => "vault: open".to_owned(),
            VaultView::Locked => "vault: locked".to_owned(),
            VaultView::Closed { failure } => format!("vault: closed ({})", code(failure.code)),
        });
        line(String::new());
        line(format!("Accounts: {}", self.accounts.len()));
        for (what, count) in self.kinds() {
            line(format!("  {count} {what}"));
        }
        line(String::new());
        line("Doctor:".to_owned());
        for finding in &self.findings {
            let grade = match finding.grade {
                Grade::Ok => "ok  ",
                Grade::Warn => "warn",
                Grade::Fail => "fail",
            };
            // A proxy's address is nobody's business either.
            let message = match finding.what {
                "proxy" => finding.message.split(':').next().unwrap_or_default(),
                _ => &finding.message,
            };
            line(format!("  {grade} {}: {message}", finding.what));
        }
        line(String::new());
        line("Lately:".to_owned());
        let numbers: BTreeMap<_, _> =
            self.accounts.iter().enumerate().map(|(index, account)| (account.id, index + 1)).collect();
        for row in &self.activity {
            let number = numbers.get(&row.account).copied().unwrap_or(0);
            line(format!("  {} account {number}: {}", row.at.format("%m-%d %H:%M:%S"), kind(row.kind)));
        }
        out
    }

    /// How many accounts there are of each profile and state.
    fn kinds(&self) -> BTreeMap<String, usize> {
        let mut kinds = BTreeMap::new();
        for account in &self.accounts {
            let state = match &account.state {
                AccountState::SignedOut => "signed out".to_owned(),
                AccountState::Fresh => "fresh".to_owned(),
                AccountState::Static => "static".to_owned(),
                AccountState::Refused { .. } => "refused".to_owned(),
                AccountState::Refreshing => "refreshing".to_owned(),
                AccountState::Retrying { cause, .. } => format!("retrying ({})", code(cause.code)),
                AccountState::NeedsLogin { reason } => format!("needs login ({})", code(reason.code)),
            };
            let profile =
                if is_built_in(&account.profile) { account.profile.as_str() } else { "a profile of theirs" };
            *kinds.entry(format!("{state}, {profile}")).or_default() += 1;
        }
        kinds
    }
}

/// Whether a profile comes with Fobwatch: then its id tells nothing about anybody.
fn is_built_in(id: &str) -> bool {
    Profile::built_in().iter().any(|profile| profile.id == id)
}

fn kind(kind: Kind) -> String {
    serde_json::to_value(kind).ok().and_then(|kind| kind.as_str().map(str::to_owned)).unwrap_or_default()
}

fn code(code: fobwatch_core::error::Code) -> String {
    serde_json::to_value(code).ok().and_then(|code| code.as_str().map(str::to_owned)).unwrap_or_default()
}

/// What must not be seen, and what stands there instead.
struct Redaction(Vec<(String, &'static str)>);

impl Redaction {
    fn of(accounts: &[AccountView]) -> Self {
        let mut words = BTreeSet::new();
        let mut hide = |word: &str, what: &'static str| {
            // In scripts without an alphabet two signs are a whole name.
            if !word.is_empty() && (!word.is_ascii() || word.len() >= SHORTEST) {
                words.insert((word.to_lowercase(), what));
            }
        };
        for account in accounts {
            hide(&account.name, "[name]");
            hide(&account.environment, "[environment]");
            hide(&account.base_url, "[address]");
            for address in account.trusts.iter().chain([&account.base_url]) {
                hide(address, "[address]");
                if let Some(host) = url::Url::parse(address).ok().as_ref().and_then(url::Url::host_str) {
                    hide(host, "[host]");
                }
            }
            if !is_built_in(&account.profile) {
                hide(&account.profile, "[profile]");
                hide(&account.profile_title, "[profile]");
            }
            for value in account.inputs.values().chain(&account.client_id).chain(&account.remarks.tags) {
                hide(value, "[input]");
            }
        }
        for (name, what) in [
            ("HOME", "[home]"),
            ("USERPROFILE", "[home]"),
            ("FOBWATCH_HOME", "[folder]"),
            ("USER", "[user]"),
            ("LOGNAME", "[user]"),
            ("HOSTNAME", "[computer]"),
        ] {
            hide(&std::env::var(name).unwrap_or_default(), what);
        }
        // The longest first: a short one may stand within a long one.
        let mut words: Vec<_> = words.into_iter().collect();
        words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        Self(words)
    }

    fn redacted(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (word, what) in &self.0 {
            text = replaced(&text, word, what);
        }
        without_tokens(&without_addresses(&text))
    }
}

/// What looks like an address of the web or of a mailbox is one, whoever it belonged to.
fn without_addresses(text: &str) -> String {
    let is_address = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let labels: Vec<_> = word.split('.').collect();
        let last = labels.last().copied().unwrap_or_default();
        let named = labels.len() > 1
            && last.len() > 1
            && last.chars().all(char::is_alphabetic)
            && labels.iter().all(|label| !label.is_empty());
        let numbered = labels.len() == 4 && labels.iter().all(|label| label.parse::<u8>().is_ok());
        word.contains('@') || word.contains("://") || (named && last != "db") || numbered
    };
    let words = text.split(' ').map(|word| if is_address(word) { "[address]" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

/// Every place where the word stands, upper and lower case alike; `word` is in lower case.
fn replaced(text: &str, word: &str, with: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((at, length)) = found(rest, word) {
        out.push_str(&rest[..at]);
        out.push_str(with);
        rest = &rest[at + length..];
    }
    out + rest
}

/// Where a word in lower case stands in a text, and how long it is there: lower case may have another length.
fn found(text: &str, word: &str) -> Option<(usize, usize)> {
    text.char_indices().find_map(|(at, _)| {
        let mut wanted = word.chars();
        let mut next = wanted.next();
        for (offset, c) in text[at..].char_indices() {
            for lower in c.to_lowercase() {
                if next != Some(lower) {
                    return None;
                }
                next = wanted.next();
            }
            if next.is_none() {
                return Some((at, offset + c.len_utf8()));
            }
        }
        None
    })
}

/// Long runs of letters and digits are tokens, ids and keys, whoever wrote them.
fn without_tokens(text: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '+' | '/' | '=' | '~');
    let mut out = String::new();
    let mut run = String::new();
    for c in text.chars().map(Some).chain([None]) {
        match c {
            Some(c) if is_part(c) => run.push(c),
            other => {
                let mixed =
                    run.chars().any(|c| c.is_ascii_digit()) && run.chars().any(|c| c.is_ascii_alphabetic());
                out.push_str(if run.len() > LONGEST && mixed { "[hidden]" } else { &run });
                run.clear();
                out.extend(other);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use fobwatch_core::account::AccountId;
    use fobwatch_core::error::{Code, Error};
    use fobwatch_core::remarks::Remarks;
    use fobwatch_core::view::TokenView;

    const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJDQU5BUlktQVQtMSJ9.c2lnbmF0dXJlLWhlcmU";

    fn account(name: &str) -> AccountView {
        AccountView {
            id: AccountId::random(),
            name: name.to_owned(),
            base_url: "https://api.acme-canary.example:8443/v1".to_owned(),
            environment: "Hamburg-UAT".to_owned(),
            production: false,
            profile: "b2b-jwt".to_owned(),
            profile_title: "B2B".to_owned(),
            can_check: true,
            trusts: vec!["https://login.canary-id.example".to_owned()],
            has_ca: false,
            has_client_certificate: false,
            checked: None,
            inputs: [("username", "canary.user@acme.example"), ("short", "测试")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into(),
            remembers: true,
            secrets: Vec::new(),
            remarks: Remarks {
                notes: "CANARY-NOTE".into(),
                tags: vec!["canary-tag".into()],
                ..Remarks::default()
            },
            client_id: Some("client-4711-canary".to_owned()),
            state: AccountState::NeedsLogin {
                reason: Error::new(Code::RefreshRefused, "Refused by api.acme-canary.example.", "h")
                    .failure()
                    .clone(),
            },
            access: Some(TokenView {
                masked: "eyJhb…GVyZQ".into(),
                issued_at: DateTime::UNIX_EPOCH,
                expires_at: None,
            }),
            refresh: None,
            ahead_ms: 0,
            uncommitted: false,
        }
    }

    fn report() -> Report {
        let account = account("Ärger Canary");
        let row = |text: String| ActivityRow {
            row: 1,
            account: account.id,
            name: account.name.clone(),
            at: DateTime::UNIX_EPOCH,
            kind: Kind::Retrying,
            text,
        };
        Report {
            version: "1.2.3".into(),
            at: DateTime::UNIX_EPOCH,
            parts: vec![("webview".into(), "2.50".into())],
            vault: VaultView::Open,
            activity: vec![
                row(format!(
                    "API.ACME-CANARY.EXAMPLE does not answer to ÄRGER CANARY or ärger canary: {TOKEN}"
                )),
                row("canary.user@acme.example at https://login.canary-id.example/x, client-4711-canary"
                    .into()),
            ],
            accounts: vec![account],
            findings: [
                ("server clock", "The clock of api.acme-canary.example is 5m 0s behind."),
                ("keyring", "It says 测试."),
                (
                    "server clock",
                    "old.canary-elsewhere.example answers, also at 10.1.2.3 and boss@canary.example.",
                ),
                ("proxy", "HTTPS_PROXY: calls go through proxy.canary.internal:3128."),
            ]
            .map(|(what, message)| Finding {
                grade: Grade::Warn,
                what,
                message: message.into(),
                hint: None,
                code: None,
            })
            .into(),
        }
    }

    #[test]
    fn a_report_says_what_and_not_who_or_where() {
        let text = report().text();
        for secret in [
            "acme",
            "ärger",
            "canary",
            "hamburg",
            "4711",
            "eyJ",
            "c2lnbmF0dXJl",
            "login.",
            "8443",
            "10.1.2.3",
            "3128",
            "测试",
        ] {
            assert!(!text.to_lowercase().contains(&secret.to_lowercase()), "{secret} is in:\n{text}");
        }
        for told in [
            "Fobwatch 1.2.3",
            "webview: 2.50",
            "vault: open",
            "1 needs login (refresh_refused), b2b-jwt",
            "warn server clock: The clock of [host] is 5m 0s behind.",
            "account 1: retrying",
        ] {
            assert!(text.contains(told), "{told} is not in:\n{text}");
        }
    }

    #[test]
    fn a_profile_of_theirs_is_not_named() {
        let mut report = report();
        report.accounts[0].profile = "canary-erp".into();
        report.accounts[0].profile_title = "Canary ERP of Acme".into();
        let text = report.text();
        assert!(text.contains("a profile of theirs"), "{text}");
        assert!(!text.to_lowercase().contains("canary"), "{text}");
    }

    #[test]
    fn words_are_found_whatever_their_case() {
        assert_eq!(replaced("A İstanbul a", "i\u{307}stanbul", "[x]"), "A [x] a");
        assert_eq!(replaced("aXbxc", "x", "-"), "a-b-c");
        assert_eq!(without_tokens("at 12:30, 0123456789abcdef0123456789abcdef."), "at 12:30, [hidden]");
        assert_eq!(
            without_tokens("a-word-that-is-long-and-has-no-figure"),
            "a-word-that-is-long-and-has-no-figure"
        );
    }
}

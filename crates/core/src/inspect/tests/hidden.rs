//! Characters that cannot be seen.

use super::*;

/// Soft hyphen, joiners, marks and isolates of direction, fillers, selectors of a variant, and tags.
const HIDDEN: [char; 26] = [
    '\u{00AD}',
    '\u{034F}',
    '\u{061C}',
    '\u{115F}',
    '\u{1160}',
    '\u{17B4}',
    '\u{180B}',
    '\u{180E}',
    '\u{200B}',
    '\u{200C}',
    '\u{200D}',
    '\u{200E}',
    '\u{200F}',
    '\u{202E}',
    '\u{2060}',
    '\u{2066}',
    '\u{2069}',
    '\u{206F}',
    '\u{3164}',
    '\u{FE00}',
    '\u{FE0F}',
    '\u{FEFF}',
    '\u{FFA0}',
    '\u{E0001}',
    '\u{E007F}',
    '\u{E0100}',
];

#[test]
fn what_cannot_be_seen_is_taken_off_a_token_and_told() {
    let good = ending(60);
    for hidden in HIDDEN {
        let token = format!("{}{hidden}{}", &good[..30], &good[30..]);
        for around in [
            "{}",
            "Authorization: Bearer {}",
            "The token {} is bad.",
            "curl -H 'X-Auth-Token: {}' https://h.test",
        ] {
            let found = expect(&around.replace("{}", &token), TokenVerdict::Valid, true);
            let told = found.evidence.iter().any(|said| said.line.sentence.contains("cannot be seen"));
            assert!(told, "{hidden:?} in {around}: {:?}", found.evidence);
        }
    }
}

#[test]
fn what_cannot_be_seen_is_not_shown_raw() {
    for hidden in HIDDEN {
        let inner = ending(5);
        let broken = format!("{}{hidden}{}", &inner[..15], &inner[15..]);
        let text = token(&format!(
            r#"{{"exp":1800000060,"a{hidden}":"b{hidden}","iss":"{broken}","c":"{broken}"}}"#
        ));
        let text = format!("Authorization: Bearer {text}\n\nHTTP/1.1 403 X\nServer: a{hidden}b {broken}\n\n");
        let said = serde_json::to_string(&look(&text)).unwrap();
        assert!(!said.contains(hidden), "{hidden:?}: {said}");
        assert!(!said.contains(inner.rsplit('.').next().unwrap()), "{hidden:?}: {said}");
    }
}

//! Text that is shown: what strangers wrote (servers and files), which must not do anything else, and spans of time.

use chrono::{DateTime, Utc};

/// The longest excerpt of a server's words that is kept, in characters.
pub const EXCERPT: usize = 300;

/// One line of at most `limit` characters, without control characters, and without the invisible ones that
/// reorder or hide what stands beside them (bidirectional marks, zero-width characters).
pub fn clean(text: &str, limit: usize) -> String {
    let mut out = String::new();
    let mut count = 0;
    let mut space = false;
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() {
            space = count > 0;
            continue;
        }
        if is_invisible(c) {
            continue;
        }
        if space {
            out.push(' ');
            count += 1;
            space = false;
        }
        if count >= limit {
            out.push('…');
            break;
        }
        out.push(c);
        count += 1;
    }
    out
}

/// At most `limit` characters, as they are: one that cannot be seen, or that reorders what stands beside it, is
/// written out as in ⟨U+202E⟩. Also tells whether something was left out.
pub fn visible(text: &str, limit: usize) -> (String, bool) {
    let mut out = String::new();
    for (count, c) in text.chars().enumerate() {
        if count >= limit {
            out.push('…');
            return (out, true);
        }
        if c.is_control() || is_invisible(c) || (c.is_whitespace() && c != ' ') {
            out.push_str(&format!("⟨U+{:04X}⟩", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    (out, false)
}

/// Whether this reorders or hides what stands beside it, or cannot be seen itself: soft hyphen and joiners, marks and
/// isolates of direction, fillers, tags, and what chooses a variant of the character before.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}'
        | '\u{E0000}'..='\u{E0FFF}')
}

/// A span in its two largest units, as in 4m 10s.
pub fn span(seconds: i64) -> String {
    let seconds = seconds.max(0);
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds}s"),
        (0, 0, _) => format!("{minutes}m {}s", seconds % 60),
        (0, _, _) => format!("{hours}h {minutes}m"),
        _ => format!("{days}d {hours}h"),
    }
}

/// A moment as people read it, UTC.
pub fn moment(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_and_direction_marks_are_dropped() {
        assert_eq!(clean("  a\r\nb\u{0}\u{202E}c\u{200B}d\t\t e ", 300), "a b cd e");
    }

    #[test]
    fn what_cannot_be_seen_is_written_out() {
        assert_eq!(visible("a\u{202E}b\n<b>", 300).0, "a⟨U+202E⟩b⟨U+000A⟩<b>");
        assert_eq!(visible("abc", 2), ("ab…".to_owned(), true));
    }

    #[test]
    fn long_text_is_cut() {
        let cut = clean(&"x".repeat(10_000), EXCERPT);
        assert_eq!(cut.chars().count(), EXCERPT + 1);
        assert!(cut.ends_with('…'));
    }

    #[test]
    fn a_span_has_two_units() {
        for (seconds, words) in
            [(-3, "0s"), (59, "59s"), (250, "4m 10s"), (3_600, "1h 0m"), (7 * 86_400 - 1, "6d 23h")]
        {
            assert_eq!(span(seconds), words);
        }
    }
}

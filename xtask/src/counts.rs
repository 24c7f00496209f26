//! How many tests passed, read from what the test runners print.

use std::ops::AddAssign;

/// Tests by how they ended.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Counts {
    pub passed: usize,
    pub failed: usize,
    pub skipped: usize,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl Counts {
    /// One check.
    pub fn one(passed: bool) -> Self {
        if passed { Self { passed: 1, ..Self::default() } } else { Self { failed: 1, ..Self::default() } }
    }

    /// From `cargo test`: a line for each test program.
    pub fn of_cargo(text: &str) -> Self {
        let mut sum = Self::default();
        for line in text.lines().filter(|line| line.starts_with("test result: ")) {
            sum += Self {
                passed: before(line, "passed"),
                failed: before(line, "failed"),
                skipped: before(line, "ignored"),
            };
        }
        sum
    }

    /// From `vitest run`: one line, `Tests  1 failed | 12 passed (13)`.
    pub fn of_vitest(text: &str) -> Self {
        let mut sum = Self::default();
        for line in text.lines().map(str::trim).filter(|line| line.starts_with("Tests ")) {
            sum += Self {
                passed: before(line, "passed"),
                failed: before(line, "failed"),
                skipped: before(line, "skipped") + before(line, "todo"),
            };
        }
        sum
    }

    /// The line a run closes with.
    pub fn closing(&self) -> String {
        let mut line = format!("{} passed, {} failed", self.passed, self.failed);
        if self.skipped > 0 {
            line.push_str(&format!(", {} skipped", self.skipped));
        }
        line
    }
}

/// The number before a word, zero if the word is not there.
fn before(line: &str, word: &str) -> usize {
    let words: Vec<&str> = line.split(|char: char| char.is_whitespace() || ".;|".contains(char)).collect();
    let words: Vec<&str> = words.into_iter().filter(|part| !part.is_empty()).collect();
    words.windows(2).find(|pair| pair[1] == word).and_then(|pair| pair[0].parse().ok()).unwrap_or(0)
}

/// The names of the tests that failed.
pub fn failing(text: &str) -> Vec<&str> {
    text.lines().filter_map(|line| line.strip_prefix("test ")?.strip_suffix(" ... FAILED")).collect()
}

/// What matters of a failed run: from the first failing test's own output on, else the end.
pub fn excerpt(text: &str, lines: usize) -> String {
    let all: Vec<&str> = text.trim_end().lines().collect();
    let first =
        all.iter().position(|line| line.starts_with("---- ")).unwrap_or(all.len().saturating_sub(lines));
    all[first..].iter().take(lines).copied().collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::{Counts, excerpt, failing};

    const CARGO: &str = "
running 3 tests
test vault::opens ... ok
test vault::closes ... FAILED

---- vault::closes stdout ----
it did not close

test result: FAILED. 1 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s
test result: ok. 20 passed; 0 failed; 0 ignored; 0 measured; 3 filtered out; finished in 0.00s
";

    #[test]
    fn cargo_results_add_up() {
        assert_eq!(Counts::of_cargo(CARGO), Counts { passed: 21, failed: 1, skipped: 1 });
        assert_eq!(Counts::of_cargo("error: could not compile"), Counts::default());
    }

    #[test]
    fn vitest_counts_tests_and_not_files() {
        let text = " Test Files  2 passed (2)\n      Tests  1 failed | 12 passed | 2 skipped (15)\n";
        assert_eq!(Counts::of_vitest(text), Counts { passed: 12, failed: 1, skipped: 2 });
    }

    #[test]
    fn the_closing_line_names_skipped_only_when_there_are_some() {
        assert_eq!(Counts { passed: 3, failed: 0, skipped: 0 }.closing(), "3 passed, 0 failed");
        assert_eq!(Counts { passed: 3, failed: 1, skipped: 2 }.closing(), "3 passed, 1 failed, 2 skipped");
    }

    #[test]
    fn failures_are_named_and_shown() {
        assert_eq!(failing(CARGO), ["vault::closes"]);
        assert!(excerpt(CARGO, 2).ends_with("it did not close"));
        assert_eq!(excerpt("a\nb\nc", 2), "b\nc");
    }
}

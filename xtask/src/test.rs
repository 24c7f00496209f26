//! `cargo xtask test`: every check and every test, one after another, and what came of them.

use std::time::{Duration, Instant};

use crate::Failure;
use crate::check::{self, Outcome};
use crate::counts::Counts;
use crate::place::Place;
use crate::progress::{Progress, say, spoken};

/// A check or a suite.
struct Step {
    name: &'static str,
    /// Steps without which this one says nothing.
    needs: &'static [&'static str],
    /// Left out by `--fast`.
    slow: bool,
    run: fn(&Place) -> Outcome,
}

const SETUP: &[&str] = &["setup"];
const UI: &[&str] = &["ui build"];

/// A new check is one line here.
#[rustfmt::skip]
const STEPS: &[Step] = &[
    Step { name: "setup", needs: &[], slow: false, run: check::setup },
    Step { name: "ui build", needs: SETUP, slow: false, run: check::ui_build },
    Step { name: "tree", needs: SETUP, slow: false, run: check::tree },
    Step { name: "rustfmt", needs: SETUP, slow: false, run: check::rustfmt },
    Step { name: "prettier", needs: SETUP, slow: false, run: check::prettier },
    Step { name: "svelte-check", needs: SETUP, slow: false, run: check::svelte_check },
    Step { name: "ui tests", needs: SETUP, slow: false, run: check::ui_tests },
    Step { name: "licences, bans, sources", needs: SETUP, slow: false, run: check::deny },
    Step { name: "advisories", needs: SETUP, slow: true, run: check::advisories },
    Step { name: "clippy", needs: UI, slow: false, run: check::clippy },
    Step { name: "unit and integration tests", needs: UI, slow: false, run: check::inner_tests },
    Step { name: "doc tests", needs: UI, slow: true, run: check::doc_tests },
    Step { name: "app build", needs: UI, slow: true, run: check::app_build },
    Step { name: "simulation", needs: &["app build"], slow: true, run: check::simulation },
    Step { name: "end-to-end tests", needs: &["app build"], slow: true, run: check::end_to_end },
];

/// How a step went.
struct Row {
    name: &'static str,
    outcome: Outcome,
    took: Duration,
}

/// The command.
pub fn run(place: &Place, args: &[String]) -> Result<(), Failure> {
    let fast = args.iter().any(|arg| arg == "--fast");
    let begun = Instant::now();
    let mut progress = Progress::new(STEPS.len());
    let mut rows: Vec<Row> = Vec::new();
    for step in STEPS {
        let start = progress.begin(step.name);
        let outcome = match missing_need(step, &rows) {
            Some(need) => Outcome::LeftOut(format!("{need} did not pass")),
            None if fast && step.slow => Outcome::LeftOut("--fast".to_owned()),
            None => (step.run)(place),
        };
        progress.end(start, &outcome.word());
        if let Outcome::Failed { detail, .. } = &outcome {
            say!("{}", indented(detail));
        }
        rows.push(Row { name: step.name, outcome, took: start.elapsed() });
    }
    let sum = report(&rows, begun.elapsed());
    say!("{}", sum.closing());
    // The table has said all; nothing follows the closing line.
    if sum.failed == 0 { Ok(()) } else { Err(Failure::new()) }
}

fn missing_need(step: &Step, rows: &[Row]) -> Option<&'static str> {
    let passed =
        |need: &str| rows.iter().any(|row| row.name == need && matches!(row.outcome, Outcome::Passed { .. }));
    step.needs.iter().copied().find(|need| !passed(need))
}

fn report(rows: &[Row], took: Duration) -> Counts {
    let mut sum = Counts::default();
    say!("\n{:<28} {:>6} {:>6} {:>7}  {:>12}", "", "passed", "failed", "skipped", "time");
    for row in rows {
        let counts = row.outcome.counts();
        sum += counts;
        let Counts { passed, failed, skipped } = counts;
        let line = format!(
            "{:<28} {passed:>6} {failed:>6} {skipped:>7}  {:>12}  {}",
            row.name,
            spoken(row.took),
            row.outcome.note()
        );
        say!("{}", line.trim_end());
    }
    say!("{:<28} {:>6} {:>6} {:>7}  {:>12}\n", "all", sum.passed, sum.failed, sum.skipped, spoken(took));
    sum
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("        | {line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::{Outcome, Row, STEPS, missing_need};
    use crate::counts::Counts;
    use std::time::Duration;

    fn row(name: &'static str, outcome: Outcome) -> Row {
        Row { name, outcome, took: Duration::ZERO }
    }

    #[test]
    fn every_need_is_an_earlier_step() {
        for (at, step) in STEPS.iter().enumerate() {
            for need in step.needs {
                assert!(
                    STEPS[..at].iter().any(|earlier| earlier.name == *need),
                    "{} needs {need}",
                    step.name
                );
            }
        }
    }

    #[test]
    fn a_step_without_its_need_is_left_out() {
        let setup = row("setup", Outcome::Passed { counts: Counts::one(true), note: String::new() });
        assert_eq!(missing_need(&STEPS[1], std::slice::from_ref(&setup)), None);
        assert_eq!(missing_need(&STEPS[1], &[row("setup", Outcome::LeftOut(String::new()))]), Some("setup"));
        assert_eq!(missing_need(&STEPS[1], &[]), Some("setup"));
    }
}

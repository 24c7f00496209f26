//! What a person sees while it works.

use std::time::{Duration, Instant};

use crate::Failure;

/// Prints a line at once. Nobody may be listening any more (`| head`): no reason to stop the work.
macro_rules! say {
    ($($what:tt)*) => {{
        use std::io::Write;
        let mut out = std::io::stdout().lock();
        let _ = writeln!(out, $($what)*).and_then(|()| out.flush());
    }};
}
pub(crate) use say;

/// Numbered lines, `[2/7] …`, each with the time it took.
pub struct Progress {
    total: usize,
    at: usize,
    indent: &'static str,
}

impl Progress {
    /// Steps of their own.
    pub fn new(total: usize) -> Self {
        Self { total, at: 0, indent: "" }
    }

    /// Steps inside another step.
    pub fn within(total: usize) -> Self {
        Self { total, at: 0, indent: "      " }
    }

    /// Says that a step begins.
    pub fn begin(&mut self, name: &str) -> Instant {
        self.at += 1;
        say!("{}[{}/{}] {name}", self.indent, self.at, self.total);
        Instant::now()
    }

    /// Says how a step ended: the work's own word for it, or how it failed.
    pub fn end(&self, begun: Instant, note: &str) {
        say!("{}      {note} ({})", self.indent, spoken(begun.elapsed()));
    }

    /// Runs a step that answers with a word about what it did.
    pub fn step(&mut self, name: &str, run: impl FnOnce() -> Result<String, Failure>) -> Result<(), Failure> {
        let begun = self.begin(name);
        let result = run();
        self.end(begun, result.as_deref().unwrap_or("failed"));
        result.map(drop).map_err(|failure| format!("{name}: {failure}"))
    }
}

/// A sign of life, with the last thing the program said.
pub fn heartbeat(since: Duration, last_line: &str) {
    let said: String = last_line.chars().filter(|char| !char.is_control()).take(90).collect();
    say!("      … {}: {said}", spoken(since));
}

/// A duration as people say it.
pub fn spoken(time: Duration) -> String {
    match time.as_secs() {
        0..60 => format!("{:.1} s", time.as_secs_f64()),
        seconds => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::spoken;
    use std::time::Duration;

    #[test]
    fn durations_read_naturally() {
        assert_eq!(spoken(Duration::from_millis(3_240)), "3.2 s");
        assert_eq!(spoken(Duration::from_secs(61)), "1 min 01 s");
        assert_eq!(spoken(Duration::from_secs(3_600)), "60 min 00 s");
    }
}

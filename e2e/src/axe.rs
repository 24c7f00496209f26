//! Accessibility, judged by axe-core.

use serde_json::Value;

use crate::place;
use crate::window::Window;

/// Runs the rules and gives each violation as a line: rule, what it asks for, where it is broken.
const RUN: &str = "
const done = arguments[arguments.length - 1];
const where = (violation) => violation.nodes.map((node) => node.target.join(' ')).join(', ');
window.axe.run(document, { resultTypes: ['violations'] }).then(
    ({ violations }) => done(violations.map((one) => `${one.id} (${one.impact}): ${one.help}: ${where(one)}`)),
    (error) => done([`axe failed: ${error}`]),
);";

impl Window<'_> {
    /// What axe-core finds wrong with the page once it has come to rest, a line for each violation.
    ///
    /// # Panics
    /// If axe-core is not among the interface's packages, or cannot run in the page.
    pub async fn axe(&self) -> Vec<String> {
        let file = place::root().join("ui/node_modules/axe-core/axe.min.js");
        let Ok(source) = std::fs::read_to_string(&file) else {
            panic!(
                "{} is missing. `cargo xtask setup --test` gets what the window's tests need.",
                file.display()
            )
        };
        self.settled().await;
        if self.execute("return !window.axe;", &[]).await == Value::Bool(true) {
            self.execute(&source, &[]).await;
        }
        let found = self.client.execute_async(RUN, Vec::new()).await.expect("axe-core runs in the page");
        let lines = found.as_array().cloned().unwrap_or_default();
        lines.iter().map(|line| line.as_str().unwrap_or("?").to_owned()).collect()
    }
}

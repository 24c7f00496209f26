//! What a file would add, for people.

use fobwatch_core::import::{ImportFate, ImportStepView, ImportView, ProfileAuthor};

/// As many accounts, in words.
pub fn accounts(count: usize) -> String {
    if count == 1 { "1 account".to_owned() } else { format!("{count} accounts") }
}

/// What became of several, where some could not be added.
pub fn failed(added: usize, failed: &[&str]) -> String {
    format!(
        "Added {}. Not added: {}. Import the file again for the rest; what is here is not added twice.",
        accounts(added),
        failed.join(", ")
    )
}

/// The whole of it, a line each.
pub fn plan(view: &ImportView) -> String {
    let new = view.steps.iter().filter(|step| step.fate != ImportFate::Present).count();
    let here = view.steps.len() - new;
    let mut lines = vec![match here {
        0 => format!("This is {}, with {} to add.", view.format.words(), accounts(new)),
        _ => {
            format!("This is {}, with {} to add and {here} here already.", view.format.words(), accounts(new))
        }
    }];
    view.steps.iter().for_each(|step| lines.extend(lines_of(step)));
    lines.extend(view.remarks.iter().cloned());
    lines.join("\n")
}

fn lines_of(step: &ImportStepView) -> Vec<String> {
    let label = match step.environment.as_str() {
        "" => String::new(),
        label => format!(" ({label})"),
    };
    if step.fate == ImportFate::Present {
        return vec![format!("  {}{label}: here already.", step.name)];
    }
    let whose = match step.whose {
        ProfileAuthor::BuiltIn => "",
        ProfileAuthor::Yours => " (yours)",
        ProfileAuthor::File => " (comes with the file)",
    };
    let mut lines = vec![
        format!("  {}{label}: {}", step.name, step.base_url),
        format!("    Profile: {}, {}{whose}", step.profile, step.profile_title),
        format!("    Credentials go to: {}", step.sends_to.join(", ")),
    ];
    let inputs: Vec<_> = step
        .inputs
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let asks: Vec<_> =
        step.asks.iter().filter(|input| !input.optional).map(|input| input.label.as_str()).collect();
    let rest = [("Inputs", inputs.join(", ")), ("Asks for", asks.join(", ")), ("Tags", step.tags.join(", "))];
    lines.extend(
        rest.iter().filter(|(_, text)| !text.is_empty()).map(|(what, text)| format!("    {what}: {text}")),
    );
    lines.extend(step.remarks.iter().map(|remark| format!("    {remark}")));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_failed_is_named() {
        assert!(failed(1, &["A", "B"]).starts_with("Added 1 account. Not added: A, B. "));
    }
}

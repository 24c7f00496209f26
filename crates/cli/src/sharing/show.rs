//! What a file would add, for people.

use fobwatch_core::import::{ImportFate, ImportStepView, ImportView, ProfileAuthor};
use fobwatch_core::view::InputView;

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

/// The whole of it, a line each; with `use_found` the secrets of the file are taken instead of asked for.
pub fn plan(view: &ImportView, use_found: bool) -> String {
    let new = view.steps.iter().filter(|step| step.fate != ImportFate::Present).count();
    let here = view.steps.len() - new;
    let mut lines = vec![match here {
        0 => format!("This is {}, with {} to add.", view.format.words(), accounts(new)),
        _ => {
            format!("This is {}, with {} to add and {here} here already.", view.format.words(), accounts(new))
        }
    }];
    view.steps.iter().for_each(|step| lines.extend(lines_of(step, use_found)));
    let found =
        view.steps.iter().any(|step| step.fate != ImportFate::Present && !step.found_secrets.is_empty());
    if found && !use_found {
        lines.push("The file has secrets in it. They are left there; --use-secrets takes them.".to_owned());
    }
    lines.extend(view.remarks.iter().map(|remark| remark.sentence.clone()));
    lines.join("\n")
}

/// What is still asked for.
pub fn asks(step: &ImportStepView, use_found: bool) -> impl Iterator<Item = &InputView> {
    step.asks.iter().filter(move |input| !(use_found && step.found_secrets.contains(&input.name)))
}

fn lines_of(step: &ImportStepView, use_found: bool) -> Vec<String> {
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
    let labels = |inputs: Vec<&InputView>| {
        inputs.iter().map(|input| input.label.as_str()).collect::<Vec<_>>().join(", ")
    };
    // Their names only.
    let found = step.asks.iter().filter(|input| step.found_secrets.contains(&input.name)).collect();
    let rest = [
        ("Inputs", inputs.join(", ")),
        (if use_found { "Takes from the file" } else { "Secrets in the file" }, labels(found)),
        ("Asks for", labels(asks(step, use_found).filter(|input| !input.optional).collect())),
        ("Tags", step.tags.join(", ")),
    ];
    lines.extend(
        rest.iter().filter(|(_, text)| !text.is_empty()).map(|(what, text)| format!("    {what}: {text}")),
    );
    lines.extend(step.remarks.iter().map(|remark| format!("    {}", remark.sentence)));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use fobwatch_core::home::Home;
    use fobwatch_core::import::{Known, read};
    use fobwatch_core::profile::Profiles;

    #[test]
    fn secrets_that_were_found_are_named_and_not_shown() {
        let folder = tempfile::tempdir().unwrap();
        let known = Known::new(Profiles::of(&Home::at(folder.path()).unwrap()), Vec::new(), Vec::new());
        let text = br#"{"fobwatch":"set-up","version":1,"accounts":[
            {"name":"A","base_url":"https://a.test","profile":"b2b-jwt","inputs":{"username":"u","password":"CANARY"}}]}"#;
        let view = read(text, &known).unwrap().view();
        let left = plan(&view, false);
        assert!(
            left.contains("    Secrets in the file: API password\n    Asks for: API password\n"),
            "{left}"
        );
        assert!(left.ends_with("--use-secrets takes them."), "{left}");
        let taken = plan(&view, true);
        assert!(taken.contains("    Takes from the file: API password\n"), "{taken}");
        assert!(!taken.contains("Asks for") && !taken.contains("--use-secrets"), "{taken}");
        assert!(!(left + &taken).contains("CANARY"));
        assert_eq!(asks(&view.steps[0], true).count(), 0);
    }

    #[test]
    fn what_failed_is_named() {
        assert!(failed(1, &["A", "B"]).starts_with("Added 1 account. Not added: A, B. "));
    }
}

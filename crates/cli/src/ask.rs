//! What a person is asked for, or a pipe brings: passwords and passphrases. Never an argument.

use crate::out::question;
use fobwatch_core::auth::Secrets;
use fobwatch_core::error::{Code, Error, Result};
use fobwatch_core::profile::{Input, Profile};
use fobwatch_core::secret::Secret;
use fobwatch_core::vault::{Ask, passphrase_from, passphrase_from_environment, passphrase_needed};
use std::collections::BTreeMap;
use std::io::{BufRead, IsTerminal, Read};
use std::path::Path;
use zeroize::{Zeroize, Zeroizing};

/// The longest line that is read.
const LONGEST_LINE: usize = 64 * 1024;

/// Whether a person can be asked.
fn somebody_is_there() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// The secret inputs that were asked for by name: one line of stdin for each, in this order; typed without echo on a
/// terminal.
///
/// # Errors
/// `invalid_input` for a name that the profile does not have, and where stdin ends too early.
pub fn secrets(profile: &Profile, names: &[String]) -> Result<Secrets> {
    let mut found = Secrets::new();
    for name in names {
        let Some(input) = profile.inputs.iter().find(|input| input.secret && input.name == *name) else {
            // Not repeated: somebody may have written the secret itself.
            let known: Vec<_> = secret_inputs(profile).map(|input| input.name.as_str()).collect();
            return Err(usage(
                format!("The profile {} has no secret input of the name that was given.", profile.id),
                format!("It has: {}.", known.join(", ")),
            ));
        };
        found.insert(name.clone(), if somebody_is_there() { typed(&input.label)? } else { line(name)? });
    }
    Ok(found)
}

/// The secret inputs that are still missing, where somebody can be asked for them.
///
/// # Errors
/// `invalid_input` where nobody can.
pub fn missing_secrets(profile: &Profile, found: &mut Secrets) -> Result<()> {
    for input in secret_inputs(profile).filter(|input| !input.optional) {
        if found.contains_key(&input.name) {
            continue;
        }
        if !somebody_is_there() {
            return Err(missing(input, format!("Write it to stdin and give --secret {}.", input.name)));
        }
        found.insert(input.name.clone(), typed(&input.label)?);
    }
    Ok(())
}

/// The inputs that are not secret: what was given, and the rest from a person.
///
/// # Errors
/// `invalid_input` for a name that the profile does not have, and where something is missing and nobody can be asked.
pub fn inputs(profile: &Profile, given: Vec<(String, String)>) -> Result<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    for (name, value) in given {
        let input = profile.inputs.iter().find(|input| input.name == name);
        if input.is_some_and(|input| input.secret) {
            return Err(usage(
                format!("{name} is secret."),
                format!(
                    "Arguments can be read by others: give --secret {name} instead, and write it to stdin."
                ),
            ));
        }
        if input.is_none() {
            let known: Vec<_> = profile
                .inputs
                .iter()
                .filter(|input| !input.secret)
                .map(|input| input.name.as_str())
                .collect();
            return Err(usage(
                format!("The profile {} has no input {name}.", profile.id),
                format!("It has: {}.", known.join(", ")),
            ));
        }
        found.insert(name, value);
    }
    for input in profile.inputs.iter().filter(|input| !input.secret) {
        if found.contains_key(&input.name) {
            continue;
        }
        let value = match &input.default {
            Some(default) => default.clone(),
            None if input.optional => continue,
            None if somebody_is_there() => answered(&input.label)?,
            None => return Err(missing(input, format!("Give --set {}=….", input.name))),
        };
        found.insert(input.name.clone(), value);
    }
    Ok(found)
}

fn secret_inputs(profile: &Profile) -> impl Iterator<Item = &Input> {
    profile.inputs.iter().filter(|input| input.secret)
}

/// The vault's passphrase: from `FOBWATCH_PASSPHRASE_FILE`, else typed.
///
/// # Errors
/// `key_file`, `passphrase_needed`; `invalid_input` where two new ones differ.
pub fn passphrase(ask: Ask) -> Result<Secret> {
    match passphrase_from_environment() {
        Some(found) => found,
        None if somebody_is_there() => typed_passphrase(ask, "Passphrase of the vault"),
        None => Err(passphrase_needed()),
    }
}

/// The passphrase of a copy: from a file, else typed.
///
/// # Errors
/// `key_file`, `passphrase_needed`; `invalid_input` where two new ones differ.
pub fn recovery_passphrase(file: Option<&Path>, ask: Ask) -> Result<Secret> {
    match file {
        Some(file) => passphrase_from(file),
        None if somebody_is_there() => typed_passphrase(ask, "Recovery passphrase"),
        None => Err(Error::new(
            Code::PassphraseNeeded,
            "A copy of the vault has a recovery passphrase of its own.",
            "Give --passphrase-file FILE, with the passphrase in its first line.",
        )),
    }
}

/// The longest line that terminals pass on, in bytes.
const LONGEST_TYPED: usize = 4095;

/// What somebody pastes or pipes in, all of it. At a terminal it is not shown, and ends with the line.
///
/// # Errors
/// `invalid_input` where there is nothing, or far too much.
pub fn pasted(longest: u64) -> Result<Zeroizing<Vec<u8>>> {
    if std::io::stdin().is_terminal() {
        let typed = typed("Token (not shown)")?;
        if typed.expose().len() >= LONGEST_TYPED {
            return Err(usage(
                "A terminal takes no longer line, so the end is missing.".to_owned(),
                "Write it to a file for this user only, and give that: `fob inspect FILE`.".to_owned(),
            ));
        }
        return Ok(Zeroizing::new(typed.expose().as_bytes().to_vec()));
    }
    let mut bytes = Zeroizing::new(Vec::new());
    let read = std::io::stdin().lock().take(longest + 1).read_to_end(&mut bytes);
    match read {
        Ok(length) if length as u64 <= longest => Ok(bytes),
        _ => Err(usage(
            "stdin cannot be read, or is far too long.".to_owned(),
            "Pipe in the token, or what was sent and answered.".to_owned(),
        )),
    }
}

/// The secret that tokens are signed with.
///
/// # Errors
/// `invalid_input` where nobody can be asked.
pub fn secret_key() -> Result<Secret> {
    // Stdin may bring the token, so only the terminal itself can be asked.
    typed("Secret key").map_err(|_| {
        usage(
            "There is no terminal to ask for the secret key.".to_owned(),
            "Give --secret-key-file FILE instead.".to_owned(),
        )
    })
}

/// The shortest new passphrase that a person may type.
const SHORTEST_PASSPHRASE: usize = 8;

fn typed_passphrase(ask: Ask, label: &str) -> Result<Secret> {
    if ask == Ask::Known {
        return typed(label);
    }
    let first = typed(&format!("New {}", label.to_lowercase()))?;
    if first.expose().chars().count() < SHORTEST_PASSPHRASE {
        return Err(usage(
            format!("The passphrase is shorter than {SHORTEST_PASSPHRASE} characters."),
            "Choose a longer one; several words are good.".to_owned(),
        ));
    }
    if typed("The same again")?.expose() != first.expose() {
        return Err(usage("The two are different.".to_owned(), "Try again.".to_owned()));
    }
    Ok(first)
}

/// Whether a person says yes.
///
/// # Errors
/// `invalid_input` where nobody can be asked.
pub fn agreed(question: &str, otherwise: &str) -> Result<bool> {
    if !somebody_is_there() {
        return Err(usage(question.to_owned(), otherwise.to_owned()));
    }
    let answer = answered(&format!("{question} [y/N]"))?;
    Ok(matches!(answer.to_lowercase().as_str(), "y" | "yes"))
}

/// A secret, typed at the terminal itself: stdin may bring something else.
///
/// # Errors
/// `invalid_input` where there is no terminal.
pub fn hidden(label: &str) -> Result<Secret> {
    // Whoever does not see stderr is a program, and a question would wait for nobody.
    if std::io::stderr().is_terminal() { typed(label) } else { Err(nothing_typed()) }
}

/// What is not secret, from a person.
///
/// # Errors
/// `invalid_input` where nobody can be asked.
pub fn line_of(label: &str) -> Result<String> {
    if !somebody_is_there() {
        return Err(usage(
            format!("{label} is missing, and nobody can be asked here."),
            "Write it into the file, or run this at a terminal.".to_owned(),
        ));
    }
    answered(label)
}

fn typed(label: &str) -> Result<Secret> {
    let prompt = format!("{label}: ");
    rpassword::prompt_password(prompt).map(Secret::new).map_err(|_| nothing_typed())
}

fn answered(label: &str) -> Result<String> {
    question(label);
    let mut text = String::new();
    match std::io::stdin().lock().read_line(&mut text) {
        Ok(0) | Err(_) => Err(nothing_typed()),
        Ok(_) => Ok(text.trim().to_owned()),
    }
}

fn nothing_typed() -> Error {
    usage("Nothing was typed.".to_owned(), "Nothing was changed. Try again.".to_owned())
}

/// The next line of stdin, without its end. The rest stays for the next one.
fn line(name: &str) -> Result<Secret> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST_LINE));
    let mut stdin = std::io::stdin().lock();
    // By hand: the buffer of the standard library's lines would keep a copy.
    loop {
        let available = stdin.fill_buf().map_err(|_| ended_early(name))?;
        if available.is_empty() {
            break;
        }
        let end = available.iter().position(|byte| *byte == b'\n');
        let taken = end.unwrap_or(available.len());
        if bytes.len() + taken > LONGEST_LINE {
            return Err(usage(
                format!("The line for {name} is far too long."),
                "Check what is piped in.".to_owned(),
            ));
        }
        bytes.extend_from_slice(&available[..taken]);
        stdin.consume(taken + usize::from(end.is_some()));
        if end.is_some() {
            break;
        }
    }
    let text = String::from_utf8(bytes.to_vec()).map_err(|error| {
        error.into_bytes().zeroize();
        usage(format!("The line for {name} is not text."), "Write it as UTF-8.".to_owned())
    })?;
    let secret = Zeroizing::new(text);
    match secret.trim_end_matches('\r') {
        "" => Err(ended_early(name)),
        text => Ok(Secret::new(text.to_owned())),
    }
}

fn ended_early(name: &str) -> Error {
    usage(
        format!("stdin has no line for {name}."),
        "Write one line for each --secret, in the same order.".to_owned(),
    )
}

fn missing(input: &Input, hint: String) -> Error {
    usage(format!("The {} is missing.", input.label), hint)
}

/// Something is wrong with how the command was typed.
pub fn usage(message: String, hint: String) -> Error {
    Error::new(Code::InvalidInput, message, hint)
}

/// The same error; where somebody has to agree to an origin, it says how.
pub fn naming_trust(mut error: Error) -> Error {
    if let Some(origin) = &error.origin {
        error.hint = format!("Give --trust {origin} when you know that both belong together.");
    }
    error
}

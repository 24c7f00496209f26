//! The search for secrets where none may be.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use aho_corasick::AhoCorasick;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// The form in which a secret was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// As it is.
    Raw,
    /// In UTF-16, as WebKit's storage keeps text.
    Utf16,
    /// In Base64 of either alphabet, also in the middle of something longer.
    Base64,
    /// In hexadecimal digits of either case.
    Hex,
    /// Percent-encoded.
    Url,
    /// With the escapes of JSON.
    Json,
}

/// One find. Shown, it does not repeat the secret but its number in the list.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// The file, or `pid 12 (name)` of a process.
    pub place: PathBuf,
    /// Which of the needles, counted from 0.
    pub number: usize,
    /// The needle.
    pub needle: String,
    /// How it was written there.
    pub form: Form,
}

impl fmt::Debug for Hit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let start: String = self.needle.chars().take(4).collect();
        write!(f, "needle {} ({start}…) as {:?} in {}", self.number, self.form, self.place.display())
    }
}

/// Secrets to look for, in every form.
pub struct Needles {
    words: Vec<String>,
    /// Which needle and which form each pattern of the automaton stands for.
    meaning: Vec<(usize, Form)>,
    automaton: AhoCorasick,
}

impl Needles {
    /// # Panics
    /// If one has less than 6 bytes: it would be found everywhere.
    pub fn new(words: &[impl AsRef<str>]) -> Self {
        let words: Vec<String> = words.iter().map(|word| word.as_ref().to_owned()).collect();
        let (mut patterns, mut meaning) = (Vec::new(), Vec::new());
        for (number, word) in words.iter().enumerate() {
            assert!(word.len() >= 6, "needle {number} is too short to look for");
            for (form, pattern) in forms(word) {
                patterns.push(pattern);
                meaning.push((number, form));
            }
        }
        let automaton = AhoCorasick::new(&patterns).expect("the patterns fit into memory");
        Self { words, meaning, automaton }
    }

    /// What of it is in these bytes.
    pub fn find(&self, bytes: &[u8]) -> BTreeSet<(usize, Form)> {
        let hits = self.automaton.find_overlapping_iter(bytes);
        hits.filter_map(|hit| self.meaning.get(hit.pattern().as_usize()).copied()).collect()
    }

    /// The length in bytes of the longest form.
    pub(crate) fn longest(&self) -> usize {
        self.words.iter().map(|word| word.len() * 3).max().unwrap_or_default()
    }

    pub(crate) fn hits(&self, place: &Path, found: BTreeSet<(usize, Form)>) -> Vec<Hit> {
        let hit = |(number, form): (usize, Form)| Hit {
            place: place.to_path_buf(),
            number,
            needle: self.words.get(number).cloned().unwrap_or_default(),
            form,
        };
        found.into_iter().map(hit).collect()
    }
}

fn forms(word: &str) -> Vec<(Form, Vec<u8>)> {
    let bytes = word.as_bytes();
    let mut forms = vec![
        (Form::Raw, bytes.to_vec()),
        (Form::Utf16, word.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        (Form::Hex, bytes.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect()),
        (Form::Hex, bytes.iter().flat_map(|byte| format!("{byte:02X}").into_bytes()).collect()),
        (Form::Json, serde_json::to_string(word).unwrap_or_default().trim_matches('"').into()),
    ];
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    for hex in [|byte: u8| format!("%{byte:02x}"), |byte: u8| format!("%{byte:02X}")] {
        let encode = |byte: &u8| if is_plain(*byte) { vec![*byte] } else { hex(*byte).into_bytes() };
        forms.push((Form::Url, bytes.iter().flat_map(encode).collect()));
    }
    for before in 0..3 {
        for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
            forms.push((Form::Base64, inner_base64(bytes, before, &engine)));
        }
    }
    // Many are the same: a word of letters is percent-encoded as it is. The first of them names the form.
    let mut seen = BTreeSet::new();
    forms.retain(|(_, pattern)| seen.insert(pattern.clone()));
    forms
}

/// The digits that stand for these bytes alone where `before` bytes precede them in their group of three, and any follow.
fn inner_base64(bytes: &[u8], before: usize, engine: &impl base64::Engine) -> Vec<u8> {
    let whole = engine.encode([&vec![0; before], bytes].concat());
    let start = (before * 8).div_ceil(6);
    let end = (before + bytes.len()) * 8 / 6;
    whole.as_bytes().get(start..end).unwrap_or_default().to_vec()
}

/// Looks through the name and the bytes of every file below a folder; links are not followed.
pub fn search_folder(folder: &Path, needles: &Needles) -> Vec<Hit> {
    let mut hits = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        // A folder may go away meanwhile: programs are running in it.
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries.flatten() {
            let path = entry.path();
            let mut found = needles.find(entry.file_name().as_encoded_bytes());
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(path.clone()),
                Ok(kind) if kind.is_file() => {
                    found.extend(needles.find(&fs::read(&path).unwrap_or_default()))
                }
                Ok(kind) if kind.is_symlink() => {
                    let target = fs::read_link(&path).unwrap_or_default();
                    found.extend(needles.find(target.as_os_str().as_encoded_bytes()));
                }
                _ => {}
            }
            hits.extend(needles.hits(&path, found));
        }
    }
    hits
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;

    use super::*;

    const SECRET: &str = "s3cret/with+signs \"and\" é";

    fn written(form: Form) -> Vec<u8> {
        let hex = |text: &str| text.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
        let inside = |text: &str| format!("ab{text}cde");
        match form {
            Form::Raw => SECRET.into(),
            Form::Utf16 => SECRET.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Form::Base64 => STANDARD_NO_PAD.encode(inside(SECRET)).into(),
            Form::Hex => hex(&inside(SECRET)).into(),
            Form::Url => b"s3cret%2Fwith%2Bsigns%20%22and%22%20%C3%A9".to_vec(),
            Form::Json => serde_json::to_vec(SECRET).unwrap(),
        }
    }

    #[test]
    fn a_planted_secret_is_found_in_every_form_and_place() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("a/b");
        fs::create_dir_all(&deep).unwrap();
        let all = [Form::Raw, Form::Utf16, Form::Base64, Form::Hex, Form::Url, Form::Json];
        for form in all {
            let text = [b"before ".as_slice(), &written(form), b" after"].concat();
            fs::write(deep.join(format!("{form:?}")), text).unwrap();
        }
        fs::write(deep.join("clean"), "nothing here").unwrap();
        std::os::unix::fs::symlink("/nowhere/at-all", deep.join("link")).unwrap();
        let needles = Needles::new(&["another-secret", SECRET]);
        let hits = search_folder(folder.path(), &needles);
        let mut found: Vec<_> = hits.iter().map(|hit| (hit.place.clone(), hit.number, hit.form)).collect();
        found.sort();
        let mut expected: Vec<_> = all.map(|form| (deep.join(format!("{form:?}")), 1, form)).into();
        expected.sort();
        assert_eq!(found, expected);
        assert!(!format!("{hits:?}").contains(SECRET));
    }

    #[test]
    fn base64_is_found_wherever_it_starts() {
        let needles = Needles::new(&["correct-horse?>~"]);
        for before in 0..7 {
            for after in 0..4 {
                let text = format!("{}correct-horse?>~{}", "x".repeat(before), "y".repeat(after));
                for encoded in [STANDARD_NO_PAD.encode(&text), URL_SAFE_NO_PAD.encode(&text)] {
                    assert!(needles.find(encoded.as_bytes()).contains(&(0, Form::Base64)), "{text}");
                }
            }
        }
    }

    #[test]
    fn names_of_files_count() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("token-abcdef"), "").unwrap();
        std::os::unix::fs::symlink("abcdef", folder.path().join("link")).unwrap();
        assert_eq!(search_folder(folder.path(), &Needles::new(&["abcdef"])).len(), 2);
    }
}

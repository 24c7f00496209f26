//! A curl command, also those that a browser copies.

use super::Request;
use super::shell;
use zeroize::Zeroizing;

/// Options that take a value, in so far as it would be mistaken for the address.
const WITH_VALUE: [&str; 36] = [
    "-o",
    "--output",
    "-w",
    "--write-out",
    "-m",
    "--max-time",
    "--connect-timeout",
    "-x",
    "--proxy",
    "-E",
    "--cert",
    "--key",
    "--cacert",
    "-A",
    "--user-agent",
    "-e",
    "--referer",
    "-T",
    "--upload-file",
    "-D",
    "--dump-header",
    "--resolve",
    "--retry",
    "-c",
    "--cookie-jar",
    "-K",
    "--config",
    "-U",
    "--proxy-user",
    "-F",
    "--form",
    "--interface",
    "--capath",
    "--connect-to",
    "--noproxy",
    "--ciphers",
];

/// The command in a text, and where it stands there.
pub fn find(text: &str) -> Option<(Request, std::ops::Range<usize>)> {
    let (line, start) = start(text)?;
    let (words, length) = shell::words(&text[start..]);
    Some((read(&words), line..start + length))
}

/// At most so many commands of a text. The first is taken as it is; prose that begins with the word is no other one.
pub fn all(text: &str, most: usize) -> Vec<(Request, std::ops::Range<usize>)> {
    let mut found = Vec::new();
    let mut from = 0;
    while found.len() < most {
        let Some((request, place)) = text.get(from..).and_then(find) else { break };
        let (start, end) = (from + place.start, from + place.end);
        let names = |url: &Zeroizing<String>| url.contains("://");
        if found.is_empty() || !request.headers.is_empty() || request.url.as_ref().is_some_and(names) {
            found.push((request, start..end));
        }
        // `curl … && curl …`
        let rest = text.get(end..).unwrap_or_default();
        from = end + (rest.len() - rest.trim_start_matches([';', '&', ' ']).len());
    }
    found
}

/// Where its line begins, and where the command does, behind a prompt.
fn start(text: &str) -> Option<(usize, usize)> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_start();
        let prompts = ["$ ", "# ", "> ", "% ", "PS> "];
        let command =
            prompts.iter().find_map(|prompt| bare.strip_prefix(prompt)).unwrap_or(bare).trim_start();
        let command = match command
            .find("> curl")
            .filter(|_| command.starts_with("PS ") || command.get(1..2) == Some(":"))
        {
            Some(prompt) => &command[prompt + 2..],
            None => command,
        };
        let mut words = command.split_whitespace();
        if matches!(words.next(), Some("curl" | "curl.exe")) && words.next().is_some() {
            return Some((at, at + (line.len() - command.len())));
        }
        at += line.len();
    }
    None
}

fn read(words: &[Zeroizing<String>]) -> Request {
    let mut request = Request { is_curl: true, ..Request::default() };
    let (mut get, mut posts) = (false, false);
    let mut words = words.iter().skip(1).map(|word| word.as_str());
    while let Some(word) = words.next() {
        let (name, value) = split(word);
        let mut value = |request: &mut Request| match value {
            Some(value) => Some(value),
            None => {
                let value = words.next();
                request.unfinished |= value.is_none();
                value
            }
        };
        match name {
            "-X" | "--request" => request.method = value(&mut request).map(str::to_uppercase),
            "-H" | "--header" => {
                if let Some(header) = value(&mut request) {
                    request.header(header);
                }
            }
            "-u" | "--user" => request.user = value(&mut request).map(|user| Zeroizing::new(user.to_owned())),
            "--oauth2-bearer" => {
                if let Some(token) = value(&mut request) {
                    let token = Zeroizing::new(format!("Bearer {token}"));
                    request.headers.push(("Authorization".to_owned(), token));
                }
            }
            "-b" | "--cookie" => {
                if let Some(cookie) = value(&mut request) {
                    request.headers.push(("Cookie".to_owned(), Zeroizing::new(cookie.to_owned())));
                }
            }
            "-d" | "--data" | "--data-raw" | "--data-ascii" | "--data-binary" | "--json" => {
                posts = true;
                if let Some(data) = value(&mut request) {
                    request.append(data);
                }
            }
            "--data-urlencode" => {
                posts = true;
                if let Some(data) = value(&mut request) {
                    request.append(&encoded(data));
                }
            }
            "-G" | "--get" => get = true,
            "-I" | "--head" => request.method = Some("HEAD".to_owned()),
            "--url" => request.url = value(&mut request).map(|url| Zeroizing::new(url.to_owned())),
            name if WITH_VALUE.contains(&name) => drop(value(&mut request)),
            name if name.starts_with('-') => {}
            _ if request.url.is_none() => request.url = Some(Zeroizing::new(word.to_owned())),
            // What was not kept together by quotes: `-H Authorization: Bearer eyJ…`.
            _ => request.stray.push(Zeroizing::new(word.to_owned())),
        }
    }
    if request.method.is_none() && posts && !get {
        request.method = Some("POST".to_owned());
    }
    request
}

/// `name=content` or `content`, the content encoded as curl does it.
fn encoded(data: &str) -> Zeroizing<String> {
    let (name, content) = data.split_once('=').unwrap_or(("", data));
    let mut out = Zeroizing::new(String::new());
    if !name.is_empty() {
        out.push_str(name);
        out.push('=');
    }
    url::form_urlencoded::byte_serialize(content.as_bytes()).for_each(|part| out.push_str(part));
    out
}

/// `-HName: value`, `--header=…` and plain options.
fn split(word: &str) -> (&str, Option<&str>) {
    if word.starts_with("--") {
        return match word.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (word, None),
        };
    }
    let takes = ["-X", "-H", "-u", "-b", "-d", "-o", "-m", "-x"];
    match word.get(..2).filter(|short| word.len() > 2 && takes.contains(short)) {
        Some(short) => (short, word.get(2..)),
        None if word.starts_with('-') && word.len() > 2 => match word.chars().next_back() {
            // Short options written together, as in -sSH.
            Some(last @ ('H' | 'X' | 'u' | 'b' | 'd' | 'o')) => {
                (takes.into_iter().find(|name| name.ends_with(last)).unwrap_or(word), None)
            }
            _ => (word, None),
        },
        None => (word, None),
    }
}

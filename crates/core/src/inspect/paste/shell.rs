//! Splits a command as a shell does, and takes what a shell would not: a quote that never ends, another system's marks.
//!
//! A library would refuse exactly the commands that somebody needs help with.

use zeroize::Zeroizing;

/// The words of the command that the text begins with, and where it ends: at a line break, a pipe or a semicolon.
pub fn words(text: &str) -> (Vec<Zeroizing<String>>, usize) {
    let mut reader = Reader {
        text,
        rest: text.char_indices().peekable(),
        words: Vec::new(),
        word: None,
        caret: has_carets(text),
    };
    let end = reader.run().unwrap_or(text.len());
    reader.finish();
    (reader.words, end)
}

/// A line for the command prompt of Windows: `^` at the end of a line, or before a quote.
fn has_carets(text: &str) -> bool {
    text.contains("^\"") || text.contains(" ^\n") || text.ends_with(" ^")
}

struct Reader<'a> {
    text: &'a str,
    rest: std::iter::Peekable<std::str::CharIndices<'a>>,
    words: Vec<Zeroizing<String>>,
    word: Option<Zeroizing<String>>,
    caret: bool,
}

impl Reader<'_> {
    /// Reads to the end of the command; says where that is, where it is before the end of the text.
    fn run(&mut self) -> Option<usize> {
        while let Some((at, c)) = self.rest.next() {
            match c {
                '\n' | ';' => return Some(at),
                '|' | '&' if self.word.is_none() => return Some(at),
                '^' if self.caret => self.escaped(),
                '\\' | '`' => self.escaped(),
                '\'' => self.single(),
                '"' => self.double(),
                '$' if self.rest.peek().is_some_and(|(_, next)| *next == '\'') => {
                    self.rest.next();
                    self.ansi();
                }
                c if c.is_whitespace() => self.finish(),
                c => self.push(c),
            }
        }
        None
    }

    /// What stands behind an escape: a line break goes on with the same command.
    fn escaped(&mut self) {
        match self.rest.next() {
            Some((_, '\n')) | None => {}
            // Blanks that were copied along behind the escape.
            Some((at, c)) if c.is_whitespace() && self.line_ends(at) => {
                while self.rest.next().is_some_and(|(_, c)| c != '\n') {}
                self.finish();
            }
            Some((_, '"')) if self.caret => self.double(),
            Some((_, c)) => self.push(c),
        }
    }

    fn line_ends(&self, at: usize) -> bool {
        let rest = self.text.get(at..).unwrap_or_default();
        rest.trim_start_matches([' ', '\t']).starts_with('\n')
    }

    fn single(&mut self) {
        self.begin();
        while let Some((_, c)) = self.rest.next() {
            if c == '\'' {
                return;
            }
            self.push(c);
        }
    }

    fn double(&mut self) {
        self.begin();
        while let Some((_, c)) = self.rest.next() {
            match c {
                '"' => return,
                '^' if self.caret => match self.rest.next() {
                    Some((_, '"')) | None => return,
                    Some((_, c)) => self.push(c),
                },
                '\\' => match self.rest.next() {
                    Some((_, '\n')) | None => {}
                    Some((_, c @ ('"' | '\\' | '$' | '`'))) => self.push(c),
                    Some((_, c)) => {
                        self.push('\\');
                        self.push(c);
                    }
                },
                c => self.push(c),
            }
        }
    }

    /// `$'…'`, as browsers write it.
    fn ansi(&mut self) {
        self.begin();
        while let Some((_, c)) = self.rest.next() {
            match c {
                '\'' => return,
                '\\' => match self.rest.next() {
                    Some((_, 'n')) => self.push('\n'),
                    Some((_, 'r')) => self.push('\r'),
                    Some((_, 't')) => self.push('\t'),
                    Some((_, 'u')) => self.code(4),
                    Some((_, 'x')) => self.code(2),
                    Some((_, c)) => self.push(c),
                    None => return,
                },
                c => self.push(c),
            }
        }
    }

    fn code(&mut self, digits: usize) {
        let mut code = 0;
        for _ in 0..digits {
            let Some((_, c)) = self.rest.next_if(|(_, c)| c.is_ascii_hexdigit()) else { break };
            code = code * 16 + c.to_digit(16).unwrap_or_default();
        }
        self.push(char::from_u32(code).unwrap_or('\u{FFFD}'));
    }

    fn begin(&mut self) {
        self.word.get_or_insert_default();
    }

    fn push(&mut self, c: char) {
        self.word.get_or_insert_default().push(c);
    }

    fn finish(&mut self) {
        self.words.extend(self.word.take());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<String> {
        words(text).0.iter().map(|word| word.to_string()).collect()
    }

    #[test]
    fn a_command_is_split_as_its_shell_does() {
        assert_eq!(split(r#"curl -H 'A: b c' "x\"y" a\ b"#), ["curl", "-H", "A: b c", "x\"y", "a b"]);
        assert_eq!(split("curl -H 'A: it'\\''s' \\\n  -v"), ["curl", "-H", "A: it's", "-v"]);
        assert_eq!(split(r"curl -H $'A: \u0041\n\'q\''"), ["curl", "-H", "A: A\n'q'"]);
        assert_eq!(split("curl ^\"https://h/^\" ^\n  -H ^\"A: b^\""), ["curl", "https://h/", "-H", "A: b"]);
        assert_eq!(split("curl `\n -v"), ["curl", "-v"]);
    }

    #[test]
    fn what_comes_after_the_command_is_left() {
        let text = "curl -v https://h.test | jq\nHTTP/1.1 401";
        let (words, end) = words(text);
        assert_eq!((words.len(), &text[end..]), (3, "| jq\nHTTP/1.1 401"));
    }

    #[test]
    fn a_quote_that_never_ends_is_a_word() {
        assert_eq!(split("curl -H 'A: b\nc"), ["curl", "-H", "A: b\nc"]);
        assert_eq!(split("curl \\"), ["curl"]);
    }
}

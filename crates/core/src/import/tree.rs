//! Values of a file whose shape is not known, kept as secrets: nobody can tell yet which of them are.

use crate::secret::Secret;
use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt;

/// The most texts that are taken out of one.
const MOST: usize = 1000;
/// The longest path to one, in bytes: short keys, or not too deep.
const LONGEST_PATH: usize = 500;

/// A value. How deep it goes is limited by what reads the file.
#[derive(Debug)]
pub(super) enum Tree {
    /// A text; a number or a truth value as it is written.
    Text(Secret),
    Table(Vec<(String, Tree)>),
    List(Vec<Tree>),
    Nothing,
}

impl Tree {
    /// The text, where it is one.
    pub fn text(&self) -> Option<&Secret> {
        match self {
            Self::Text(text) => Some(text),
            Self::Table(_) | Self::List(_) | Self::Nothing => None,
        }
    }

    /// The texts in it, by their paths.
    pub fn flat(&self, between: &str) -> Vec<(String, Secret)> {
        let mut out = Vec::new();
        self.walk("", between, &mut out);
        out
    }

    fn walk(&self, path: &str, between: &str, out: &mut Vec<(String, Secret)>) {
        // A few long keys above many values would fill the memory.
        if out.len() >= MOST || path.len() > LONGEST_PATH {
            return;
        }
        let below = |name: &str| {
            let (first, between) = if path.is_empty() { ("", "") } else { (path, between) };
            format!("{first}{between}{name}")
        };
        match self {
            Self::Text(text) => out.push((path.to_owned(), text.clone())),
            Self::Table(fields) => {
                let short = fields.iter().filter(|(name, _)| name.len() <= LONGEST_PATH);
                short.for_each(|(name, value)| value.walk(&below(name), between, out));
            }
            Self::List(items) => {
                items
                    .iter()
                    .enumerate()
                    .for_each(|(at, item)| item.walk(&below(&at.to_string()), between, out));
            }
            Self::Nothing => {}
        }
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Reader)
    }
}

struct Reader;

fn written(value: impl fmt::Display) -> Tree {
    Tree::Text(Secret::new(value.to_string()))
}

impl<'de> Visitor<'de> for Reader {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Tree, E> {
        Ok(written(text))
    }

    fn visit_string<E>(self, text: String) -> Result<Tree, E> {
        Ok(Tree::Text(Secret::new(text)))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
        Ok(written(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
        Ok(written(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
        Ok(written(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Tree, E> {
        Ok(written(value))
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Nothing)
    }

    fn visit_none<E>(self) -> Result<Tree, E> {
        Ok(Tree::Nothing)
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Tree, D::Error> {
        from.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Tree, A::Error> {
        let mut table = Vec::new();
        while let Some(name) = fields.next_key::<Tree>()? {
            match name {
                Tree::Text(name) => table.push((name.expose().to_owned(), fields.next_value()?)),
                _ => drop(fields.next_value::<IgnoredAny>()?),
            }
        }
        Ok(Tree::Table(table))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_keys_above_many_values_do_not_fill_the_memory() {
        let list = vec!["1"; 100_000].join(",");
        let text = format!("{{\"{}\":[{list}],\"a\":{{\"b\":[true,\"x\"]}}}}", "k".repeat(1_000_000));
        let flat = serde_json::from_str::<Tree>(&text).unwrap().flat(".");
        let paths: Vec<_> = flat.iter().map(|(path, text)| (path.as_str(), text.expose())).collect();
        assert_eq!(paths, [("a.b.0", "true"), ("a.b.1", "x")]);
        let many = serde_json::from_str::<Tree>(&format!("{{\"a\":[{list}]}}")).unwrap();
        assert_eq!(many.flat(".").len(), MOST);
    }
}

//! The menu of an item in the tray, as `com.canonical.dbusmenu` describes it.

use std::collections::HashMap;
use std::fmt::{self, Display, Formatter};

use zbus::blocking::Connection;
use zbus::zvariant::{OwnedValue, Structure, Value};

use crate::peer::aside;

const INTERFACE: &str = "com.canonical.dbusmenu";

/// What the bus says of an entry: its number, its properties and what is below it.
type Layout = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

/// An entry of a menu, and what is below it. The menu itself is an entry without a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuEntry {
    /// What a person reads, without the signs that underline a letter.
    pub label: String,
    /// Whether it can be clicked.
    pub enabled: bool,
    /// Whether it is shown.
    pub visible: bool,
    /// Whether it is only a line between others.
    pub separator: bool,
    /// Whether it has a picture.
    pub icon: bool,
    /// Whether it is ticked; `None` if it has no place for a tick.
    pub checked: Option<bool>,
    /// What is below it.
    pub children: Vec<MenuEntry>,
    id: i32,
}

impl MenuEntry {
    /// The entry at the end of these labels, of those that are shown.
    pub fn find(&self, labels: &[&str]) -> Option<&Self> {
        let Some((first, rest)) = labels.split_first() else { return Some(self) };
        self.children.iter().find(|entry| entry.visible && entry.label == *first)?.find(rest)
    }

    fn parse((id, properties, children): Layout) -> Self {
        let text = |name: &str| match properties.get(name).map(|value| &**value) {
            Some(Value::Str(text)) => text.to_string(),
            _ => String::new(),
        };
        let is_not_off =
            |name: &str| !matches!(properties.get(name).map(|value| &**value), Some(Value::Bool(false)));
        let state = properties.get("toggle-state").map(|value| matches!(&**value, Value::I32(1)));
        let below = children.into_iter().filter_map(|child| Structure::try_from(child).ok()?.try_into().ok());
        Self {
            label: without_mnemonic(&text("label")),
            enabled: is_not_off("enabled"),
            visible: is_not_off("visible"),
            separator: text("type") == "separator",
            icon: !text("icon-name").is_empty() || properties.contains_key("icon-data"),
            checked: state.filter(|_| !text("toggle-type").is_empty()),
            children: below.map(Self::parse).collect(),
            id,
        }
    }

    fn outline(&self, depth: usize, to: &mut Formatter<'_>) -> fmt::Result {
        for entry in self.children.iter().filter(|entry| entry.visible) {
            let label = if entry.separator { "---" } else { &entry.label };
            let tick = if entry.checked == Some(true) { " (on)" } else { "" };
            let off = if entry.enabled { "" } else { " (off)" };
            writeln!(to, "{}{label}{tick}{off}", "  ".repeat(depth))?;
            entry.outline(depth + 1, to)?;
        }
        Ok(())
    }
}

/// What is below it and shown, a line each: further in where it is further down, `---` for a line, and with `(on)` or `(off)`
/// where it is ticked or cannot be clicked.
impl Display for MenuEntry {
    fn fmt(&self, to: &mut Formatter<'_>) -> fmt::Result {
        self.outline(0, to)
    }
}

/// An underscore underlines the letter after it, and two of them are one.
fn without_mnemonic(label: &str) -> String {
    let mut signs = label.chars();
    let mut text = String::new();
    while let Some(sign) = signs.next() {
        text.extend(if sign == '_' { signs.next() } else { Some(sign) });
    }
    text
}

/// A menu somewhere on the bus.
pub(crate) struct Menu<'a> {
    pub(crate) connection: &'a Connection,
    pub(crate) service: &'a str,
    pub(crate) path: &'a str,
}

impl Menu<'_> {
    /// All of it, as it is now.
    pub(crate) fn read(&self) -> zbus::Result<MenuEntry> {
        aside(|| self.layout(0))
    }

    /// Opens it, goes down by these labels and clicks the last, with the messages that a desktop's panel sends.
    pub(crate) fn click(&self, labels: &[&str]) -> zbus::Result<()> {
        aside(|| {
            let mut opened = vec![self.open(0)?];
            for (depth, label) in labels.iter().enumerate() {
                let at = opened.last().expect("the menu itself was opened");
                let Some(entry) = at.find(&[label]) else {
                    return Err(zbus::Error::Failure(format!("there is no `{label}` in\n{at}")));
                };
                if !entry.enabled {
                    return Err(zbus::Error::Failure(format!("`{label}` cannot be clicked")));
                }
                if depth + 1 == labels.len() {
                    self.event(entry.id, "clicked")?;
                } else {
                    opened.push(self.open(entry.id)?);
                }
            }
            for entry in opened.iter().rev() {
                // What was clicked may have ended the program.
                let _ = self.event(entry.id, "closed");
            }
            Ok(())
        })
    }

    /// A program may fill a menu only now that it is about to be seen.
    fn open(&self, id: i32) -> zbus::Result<MenuEntry> {
        // Not all programs know this one, and those have nothing to fill.
        let _ = self.call("AboutToShow", &id);
        self.event(id, "opened")?;
        self.layout(id)
    }

    fn layout(&self, id: i32) -> zbus::Result<MenuEntry> {
        let everything: [&str; 0] = [];
        let reply = self.call("GetLayout", &(id, -1, &everything[..]))?;
        let (_revision, layout): (u32, Layout) = reply.body().deserialize()?;
        Ok(MenuEntry::parse(layout))
    }

    fn event(&self, id: i32, what: &str) -> zbus::Result<()> {
        self.call("Event", &(id, what, Value::from(0), 0_u32)).map(drop)
    }

    fn call(
        &self,
        method: &str,
        body: &(impl serde::Serialize + zbus::zvariant::DynamicType),
    ) -> zbus::Result<zbus::Message> {
        self.connection.call_method(Some(self.service), self.path, Some(INTERFACE), method, body)
    }
}

#[cfg(test)]
mod tests {
    use super::without_mnemonic;

    #[test]
    fn labels_are_what_a_person_reads() {
        assert_eq!(without_mnemonic("_Quit"), "Quit");
        assert_eq!(without_mnemonic("snake__case"), "snake_case");
    }
}

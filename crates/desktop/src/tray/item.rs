//! The tray's item as a StatusNotifierHost sees it.

use super::icon;
use super::menu::{Item, Mark, Shown};
use crate::glance::Wish;
use ksni::menu::{StandardItem, SubMenu};
use ksni::{Category, Icon, MenuItem, Status, ToolTip};
use std::sync::Arc;

/// The sizes that panels have.
const SIZES: [u16; 5] = [16, 22, 24, 32, 48];

/// What is called for a wish.
pub(super) type OnWish = Arc<dyn Fn(Wish) + Send + Sync>;

/// The item.
pub(super) struct Notifier {
    shown: Shown,
    icons: Vec<Icon>,
    /// A line that nobody sees ends the menu. See [`Notifier::show`].
    padded: bool,
    on_wish: OnWish,
}

impl Notifier {
    pub fn new(shown: Shown, on_wish: OnWish) -> Self {
        Self { icons: icons(shown.mark), shown, padded: false, on_wish }
    }

    /// Shows something else.
    ///
    /// Hosts name a chosen line by its number, and lines keep their numbers while only labels change. Were accounts to
    /// change places in an open menu, a click could reach another account than the one that was read. So whenever
    /// something else can be chosen, the layout is made to differ: then all numbers are new, and an old one is refused.
    pub fn show(&mut self, shown: Shown) {
        if shown.wishes() != self.shown.wishes()
            && layout(&shown, self.padded) == layout(&self.shown, self.padded)
        {
            self.padded = !self.padded;
        }
        if shown.mark != self.shown.mark {
            self.icons = icons(shown.mark);
        }
        self.shown = shown;
    }
}

/// How many lines there are, and how many in each.
fn layout(shown: &Shown, padded: bool) -> Vec<usize> {
    let inside = |item: &Item| if let Item::Group { items, .. } = item { items.len() } else { 0 };
    shown.menu.iter().map(inside).chain(padded.then_some(0)).collect()
}

impl ksni::Tray for Notifier {
    fn id(&self) -> String {
        "fobwatch".into()
    }

    fn category(&self) -> Category {
        Category::ApplicationStatus
    }

    /// Screen readers read it.
    fn title(&self) -> String {
        format!("Fobwatch · {}", self.shown.sentence)
    }

    fn status(&self) -> Status {
        if self.shown.mark == Mark::NeedsYou { Status::NeedsAttention } else { Status::Active }
    }

    /// Only where nothing has to be said by a badge: hosts prefer a named icon to the drawn one.
    fn icon_name(&self) -> String {
        if self.shown.mark == Mark::AllFresh { "fobwatch".into() } else { String::new() }
    }

    fn icon_pixmap(&self) -> Vec<Icon> {
        self.icons.clone()
    }

    fn attention_icon_pixmap(&self) -> Vec<Icon> {
        if self.shown.mark == Mark::NeedsYou { self.icons.clone() } else { Vec::new() }
    }

    fn tool_tip(&self) -> ToolTip {
        ToolTip {
            title: "Fobwatch".into(),
            description: crate::markup::escaped(&self.shown.sentence),
            icon_name: String::new(),
            icon_pixmap: Vec::new(),
        }
    }

    fn activate(&mut self, _: i32, _: i32) {
        (self.on_wish)(Wish::Open);
    }

    fn menu(&self) -> Vec<MenuItem<Self>> {
        let padding = StandardItem { visible: false, ..Default::default() };
        self.shown.menu.iter().map(drawn).chain(self.padded.then(|| padding.into())).collect()
    }
}

fn drawn(item: &Item) -> MenuItem<Notifier> {
    match item {
        Item::Line => MenuItem::Separator,
        Item::Group { label, items } => SubMenu {
            label: literal(label),
            submenu: items.iter().map(drawn).collect(),
            ..Default::default()
        }
        .into(),
        Item::Action { label, enabled, wish } => {
            let wish = *wish;
            StandardItem {
                label: literal(label),
                enabled: *enabled,
                activate: Box::new(move |this: &mut Notifier| (this.on_wish)(wish)),
                ..Default::default()
            }
            .into()
        }
    }
}

/// An underscore marks the next letter as a key; two are one.
fn literal(label: &str) -> String {
    label.replace('_', "__")
}

fn icons(mark: Mark) -> Vec<Icon> {
    SIZES
        .iter()
        .map(|&size| Icon { width: size.into(), height: size.into(), data: argb(mark, size) })
        .collect()
}

/// In the network's byte order, as the specification asks.
fn argb(mark: Mark, size: u16) -> Vec<u8> {
    let mut data = icon::rgba(mark, size);
    for pixel in data.chunks_exact_mut(4) {
        pixel.rotate_right(1);
    }
    data
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{account, glance, needs_login};

    fn full_layout(notifier: &Notifier) -> Vec<usize> {
        layout(&notifier.shown, notifier.padded)
    }

    #[test]
    fn other_choices_have_another_layout_and_other_labels_have_not() {
        let shown = |accounts| Shown::of(&glance(accounts));
        let mut notifier = Notifier::new(shown(vec![account(1, "A"), account(2, "B")]), Arc::new(|_| {}));
        let scenes = [
            vec![account(1, "B"), account(2, "A")],
            vec![needs_login(1, "A"), account(2, "B")],
            vec![account(1, "A"), account(3, "B")],
            vec![account(1, "A")],
            vec![account(2, "A")],
            vec![],
        ];
        for scene in scenes {
            let (before, layout_before) = (notifier.shown.wishes(), full_layout(&notifier));
            notifier.show(shown(scene));
            assert_ne!(notifier.shown.wishes(), before);
            assert_ne!(full_layout(&notifier), layout_before);
        }
        notifier.show(shown(vec![account(1, "A")]));
        let before = full_layout(&notifier);
        notifier.show(shown(vec![account(1, "Renamed")]));
        assert_eq!(full_layout(&notifier), before);
    }

    #[test]
    fn names_are_shown_as_they_are() {
        let notifier = Notifier::new(Shown::of(&glance(vec![needs_login(1, "a_b <i>&")])), Arc::new(|_| {}));
        let MenuItem::SubMenu(group) = &ksni::Tray::menu(&notifier)[0] else { panic!("no group") };
        assert_eq!(group.label, "a__b <i>& · needs login");
        assert!(ksni::Tray::tool_tip(&notifier).description.ends_with("a_b &lt;i&gt;&amp;"));
    }
}

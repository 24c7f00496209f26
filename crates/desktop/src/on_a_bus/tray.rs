use super::*;
use crate::samples::{account, glance, id, needs_login};
use crate::{Tray, Wish};
use fobwatch_core::handoff::CopyWhat;
use std::collections::HashMap;
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use zbus::zvariant::OwnedValue;

const WATCHER: &str = "org.kde.StatusNotifierWatcher";

/// A watcher with a host.
struct Watcher(Arc<Mutex<Vec<String>>>);

#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, service: String) {
        self.0.lock().unwrap().push(service);
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }
}

fn watcher(items: &Arc<Mutex<Vec<String>>>) -> Connection {
    let builder = program().serve_at("/StatusNotifierWatcher", Watcher(items.clone())).unwrap();
    builder.name(WATCHER).unwrap().build().unwrap()
}

type Layout = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

/// The host's side of the item.
struct Host {
    connection: Connection,
    item: String,
}

impl Host {
    fn property(&self, name: &str) -> OwnedValue {
        let of = (self.item.as_str(), "/StatusNotifierItem", "org.kde.StatusNotifierItem");
        crate::bus::property(&self.connection, of, name).unwrap()
    }

    fn text(&self, name: &str) -> String {
        self.property(name).try_into().unwrap()
    }

    fn menu<R>(
        &self,
        method: &str,
        body: &(impl serde::Serialize + zbus::zvariant::DynamicType),
    ) -> zbus::Result<R>
    where
        R: serde::de::DeserializeOwned + zbus::zvariant::Type,
    {
        call(&self.connection, (&self.item, "/MenuBar", "com.canonical.dbusmenu"), method, body)
    }

    /// The lines that are seen: number, depth and label.
    fn lines(&self) -> Vec<(i32, usize, String)> {
        let (_, root): (u32, Layout) = self.menu("GetLayout", &(0, -1, Vec::<String>::new())).unwrap();
        let mut out = Vec::new();
        gather(root, 0, &mut out);
        out
    }

    fn number(&self, label: &str) -> i32 {
        let lines = self.lines();
        lines.iter().find(|line| line.2 == label).unwrap_or_else(|| panic!("{label} in {lines:?}")).0
    }

    fn choose(&self, number: i32) -> zbus::Result<()> {
        self.menu("Event", &(number, "clicked", zbus::zvariant::Value::from(0_i32), 0_u32))
    }
}

fn gather((number, properties, children): Layout, depth: usize, out: &mut Vec<(i32, usize, String)>) {
    let text = |name: &str| properties.get(name).map(|value| value.to_string().trim_matches('"').to_owned());
    let hidden = properties.get("visible").is_some_and(|value| value.to_string() == "false");
    if depth > 0 && !hidden {
        out.push((number, depth, text("label").or_else(|| text("type")).unwrap_or_default()));
    }
    for child in children {
        gather(child.try_into().unwrap(), depth + 1, out);
    }
}

#[test]
fn the_item_is_shown_chosen_from_and_comes_back() {
    with_a_bus("on_a_bus::tray::the_item_is_shown_chosen_from_and_comes_back", |folder| {
        let ((wish, wishes), (host, hosts)) = (mpsc::channel(), mpsc::channel());
        let tray =
            Tray::start(move |wished| wish.send(wished).unwrap(), move |there| host.send(there).unwrap());
        assert!(!next(&hosts));
        tray.show(&glance(vec![account(1, "Acme"), needs_login(2, "Beta_1")]));
        silent(&hosts);

        // The bus comes later, and the watcher later still.
        let daemon = Daemon::start(folder);
        let items = Arc::new(Mutex::new(Vec::new()));
        silent(&hosts);
        let watching = watcher(&items);
        assert!(next(&hosts));
        let item = items.lock().unwrap().pop().unwrap();
        let host = Host { connection: program().build().unwrap(), item };

        assert_eq!(host.text("Title"), "Fobwatch · 1 account needs you: Beta_1");
        assert_eq!((host.text("Id"), host.text("Status")), ("fobwatch".into(), "NeedsAttention".into()));
        assert_eq!(host.text("IconName"), "");
        let icons: Vec<(i32, i32, Vec<u8>)> = host.property("IconPixmap").try_into().unwrap();
        assert!(
            icons
                .iter()
                .all(|(width, height, data)| data.len() == usize::try_from(width * height * 4).unwrap())
        );
        let lines = host.lines();
        // What other tools take is a menu of its own in each group.
        let seen = lines.iter().map(|(_, depth, label)| (*depth, label.as_str()));
        let seen: Vec<_> = seen.filter(|(depth, _)| *depth < 3).collect();
        assert!(lines.iter().filter(|(_, depth, _)| *depth == 3).count() > 20);
        assert_eq!(
            seen,
            [
                (1, "Beta__1 · needs login"),
                (2, "Copy token"),
                (2, "Copy header"),
                (2, "Copy for"),
                (2, "Refresh now"),
                (2, "Log in…"),
                (1, "Acme · 15 min"),
                (2, "Copy token"),
                (2, "Copy header"),
                (2, "Copy for"),
                (2, "Refresh now"),
                (2, "Open"),
                (1, "separator"),
                (1, "Open Fobwatch"),
                (1, "Quit"),
            ]
        );

        let mut headers = lines.iter().filter(|(.., label)| label == "Copy header");
        let acme_header = headers.nth(1).unwrap().0;
        host.choose(acme_header).unwrap();
        assert_eq!(next(&wishes), Wish::Copy(id(1), CopyWhat::AuthorizationHeader));
        host.choose(host.number("Quit")).unwrap();
        assert_eq!(next(&wishes), Wish::Quit);
        let item = (host.item.as_str(), "/StatusNotifierItem", "org.kde.StatusNotifierItem");
        let () = call(&host.connection, item, "Activate", &(0, 0)).unwrap();
        assert_eq!(next(&wishes), Wish::Open);

        // Another order: what was read before is not what would be chosen now.
        tray.show(&glance(vec![account(1, "Acme"), account(2, "Beta_1")]));
        eventually(|| host.text("Title") == "Fobwatch · 2 accounts, all fresh");
        eventually(|| host.lines()[0].2.starts_with("Acme"));
        assert!(host.choose(acme_header).is_err());
        silent(&wishes);
        assert_eq!((host.text("Status"), host.text("IconName")), ("Active".into(), "fobwatch".into()));

        // The host goes and comes back.
        drop(watching.close());
        assert!(!next(&hosts));
        let watching = watcher(&items);
        assert!(next(&hosts));
        eventually(|| !items.lock().unwrap().is_empty());

        // The bus goes and comes back.
        drop(daemon);
        assert!(!next(&hosts));
        drop(watching);
        idle();
        let _daemon = Daemon::start(folder);
        items.lock().unwrap().clear();
        let _watching = watcher(&items);
        assert!(next(&hosts));
        let item = items.lock().unwrap().pop().unwrap();
        let host = Host { connection: program().build().unwrap(), item };
        assert_eq!(host.text("Title"), "Fobwatch · 2 accounts, all fresh");

        tray.end();
        assert!(!crate::bus::has_owner(&host.connection, &host.item));
    });
}

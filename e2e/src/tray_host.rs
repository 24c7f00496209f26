//! A tray: who keeps the list of its items and who shows them, as a desktop's panel does both.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use zbus::blocking::{Connection, fdo::DBusProxy};
use zbus::message::Header;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::{OwnedValue, Value};

use crate::bus;
use crate::desk::Desk;
use crate::menu::{Menu, MenuEntry};
use crate::peer::{Peer, aside};
use crate::process;

const WATCHER: &str = "org.kde.StatusNotifierWatcher";
const WATCHER_PATH: &str = "/StatusNotifierWatcher";
const HOST: &str = "org.kde.StatusNotifierHost-1-1";
const ITEM: &str = "org.kde.StatusNotifierItem";

/// A tray on the desk's bus. Dropping it is the panel going away; another one may be started later.
pub struct TrayHost {
    peer: Peer,
    items: Items,
}

/// The items that are in the tray: on which connection, under which name and where.
type Items = Arc<Mutex<Vec<Address>>>;

#[derive(Debug, Clone, PartialEq)]
struct Address {
    owner: String,
    service: String,
    path: String,
}

impl Address {
    /// How the watcher names it to others.
    fn name(&self) -> String {
        format!("{}{}", self.service, self.path)
    }
}

/// An item in the tray, as it was when it was asked for.
pub struct TrayItem {
    /// The name by which the program knows it.
    pub id: String,
    /// What it is, in words.
    pub title: String,
    /// `Passive`, `Active` or `NeedsAttention`.
    pub status: String,
    /// What is shown when the mouse is over it: a title and a text. Empty if it has none.
    pub tooltip: (String, String),
    /// The name of its icon, or its file. Empty if it only has pixels.
    pub icon_name: String,
    /// The sizes in which it gives its icon as pixels.
    pub icon_sizes: Vec<(i32, i32)>,
    connection: Connection,
    service: String,
    path: String,
    menu: Option<String>,
}

impl Desk {
    /// Puts a tray on the desk. Programs that look for one find it from now on.
    ///
    /// # Panics
    /// If there is no bus, or a tray already.
    pub fn start_tray_host(&self) -> TrayHost {
        let items = Items::default();
        let watcher = Watcher { items: items.clone() };
        let peer = Peer::start(&bus::socket(&self.path().join("run")), |builder| {
            builder.serve_at(WATCHER_PATH, watcher)?.name(WATCHER)?.name(HOST)
        });
        watch_for_ends(peer.connection().clone(), items.clone());
        peer.emit(WATCHER_PATH, WATCHER, "StatusNotifierHostRegistered", &());
        TrayHost { peer, items }
    }
}

impl TrayHost {
    /// What is in the tray now.
    pub fn items(&self) -> Vec<TrayItem> {
        let addresses = lock(&self.items).clone();
        addresses.into_iter().filter_map(|address| TrayItem::read(self.peer.connection(), address)).collect()
    }

    /// Waits for an item.
    ///
    /// # Panics
    /// If none comes within 10 s.
    pub fn item(&self) -> TrayItem {
        let mut found = None;
        let comes = process::wait(Duration::from_secs(10), || {
            found = self.items().into_iter().next();
            found.is_some()
        });
        assert!(comes, "Nothing comes into the tray");
        found.expect("it was found")
    }
}

impl TrayItem {
    /// `None` if it goes away meanwhile.
    fn read(connection: &Connection, address: Address) -> Option<Self> {
        let Address { service, path, .. } = address;
        let ask = || {
            let properties = Some("org.freedesktop.DBus.Properties");
            let reply = connection.call_method(Some(&*service), &*path, properties, "GetAll", &ITEM)?;
            reply.body().deserialize::<HashMap<String, OwnedValue>>()
        };
        let properties = aside(ask).ok()?;
        let text = |name: &str| properties.get(name).map(|value| words(value)).unwrap_or_default();
        Some(Self {
            id: text("Id"),
            title: text("Title"),
            status: text("Status"),
            tooltip: properties.get("ToolTip").map(|value| tooltip(value)).unwrap_or_default(),
            icon_name: text("IconName"),
            icon_sizes: properties.get("IconPixmap").map(|value| sizes(value)).unwrap_or_default(),
            connection: connection.clone(),
            menu: Some(text("Menu")).filter(|path| !path.is_empty()),
            service,
            path,
        })
    }

    /// Its menu.
    ///
    /// # Panics
    /// If it has none.
    pub fn menu(&self) -> MenuEntry {
        self.bus_menu().read().unwrap_or_else(|error| panic!("the menu cannot be read: {error}"))
    }

    /// Opens its menu and clicks the entry at the end of these labels.
    ///
    /// # Panics
    /// If there is no such entry, or it cannot be clicked.
    pub fn click(&self, labels: &[&str]) {
        self.bus_menu().click(labels).unwrap_or_else(|error| panic!("{labels:?} cannot be clicked: {error}"));
    }

    /// Clicks the item itself; false if it does not know what to do then, and a panel would open its menu.
    pub fn activate(&self) -> bool {
        let (service, path) = (Some(&*self.service), &*self.path);
        aside(|| self.connection.call_method(service, path, Some(ITEM), "Activate", &(0, 0))).is_ok()
    }

    fn bus_menu(&self) -> Menu<'_> {
        let path = self.menu.as_deref().expect("the item has a menu");
        Menu { connection: &self.connection, service: &self.service, path }
    }
}

fn words(value: &Value<'_>) -> String {
    match value {
        Value::Str(text) => text.to_string(),
        Value::ObjectPath(path) => path.to_string(),
        _ => String::new(),
    }
}

/// An icon's name, its pixels, a title and a text.
fn tooltip(value: &Value<'_>) -> (String, String) {
    match value {
        Value::Structure(parts) => match parts.fields() {
            [_, _, title, text] => (words(title), words(text)),
            _ => Default::default(),
        },
        _ => Default::default(),
    }
}

/// A list of width, height and pixels.
fn sizes(value: &Value<'_>) -> Vec<(i32, i32)> {
    let Value::Array(icons) = value else { return Vec::new() };
    let size = |icon: &Value<'_>| match icon {
        Value::Structure(parts) => match parts.fields() {
            [Value::I32(width), Value::I32(height), _] => Some((*width, *height)),
            _ => None,
        },
        _ => None,
    };
    icons.iter().filter_map(size).collect()
}

/// Takes items out of the list when their connection ends, and says so. It ends with the tray.
fn watch_for_ends(connection: Connection, items: Items) {
    let changes = aside(|| DBusProxy::new(&connection)?.receive_name_owner_changed());
    let changes = changes.unwrap_or_else(|error| panic!("the bus does not say who leaves: {error}"));
    thread::spawn(move || {
        for change in changes {
            let Ok(args) = change.args() else { continue };
            if args.new_owner.is_some() {
                continue;
            }
            let gone = args.name.to_string();
            let (left, stay) =
                lock(&items).drain(..).partition(|item| item.owner == gone || item.service == gone);
            let left: Vec<Address> = left;
            *lock(&items) = stay;
            for item in left {
                let signal = "StatusNotifierItemUnregistered";
                let _ = connection.emit_signal(None::<&str>, WATCHER_PATH, WATCHER, signal, &item.name());
            }
        }
    });
}

fn lock(items: &Items) -> std::sync::MutexGuard<'_, Vec<Address>> {
    items.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The list of items, for programs to be entered into.
struct Watcher {
    items: Items,
}

#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    /// Some programs say their name and others their path.
    async fn register_status_notifier_item(
        &self,
        said: String,
        #[zbus(header)] header: Header<'_>,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
    ) -> zbus::fdo::Result<()> {
        let owner = header.sender().map(ToString::to_string).unwrap_or_default();
        let address = match said.starts_with('/') {
            true => Address { service: owner.clone(), path: said, owner },
            false => Address { service: said, path: "/StatusNotifierItem".to_owned(), owner },
        };
        let name = address.name();
        let is_new = {
            let mut items = lock(&self.items);
            let is_new = !items.contains(&address);
            if is_new {
                items.push(address);
            }
            is_new
        };
        if is_new {
            Self::status_notifier_item_registered(&emitter, &name).await?;
        }
        Ok(())
    }

    /// We are the only host, and need not be told.
    fn register_status_notifier_host(&self, _service: &str) {}

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        lock(&self.items).iter().map(Address::name).collect()
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }

    #[zbus(signal)]
    async fn status_notifier_item_registered(emitter: &SignalEmitter<'_>, service: &str) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn status_notifier_item_unregistered(
        emitter: &SignalEmitter<'_>,
        service: &str,
    ) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn status_notifier_host_registered(emitter: &SignalEmitter<'_>) -> zbus::Result<()>;
}

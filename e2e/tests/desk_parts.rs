//! The parts of a desk, each tried with programs of the system.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as the tests do"
)]

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use fobwatch_e2e::{Button, Closed, Desk, Geometry, LockBy, TopWindow, mini_browser};
use x11rb::connection::Connection as _;
use x11rb::errors::ReplyError;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{AtomEnum, ConnectionExt as _, PropMode, WindowClass};
use x11rb::wrapper::ConnectionExt as _;
use zbus::Message;
use zbus::blocking::{Connection, MessageIterator, Proxy, connection};
use zbus::zvariant::{OwnedObjectPath, Structure, Value};

/// Waits until the answer is yes.
fn wait(what: &str, mut is_so: impl FnMut() -> bool) {
    let until = Instant::now() + Duration::from_secs(5);
    while !is_so() {
        assert!(Instant::now() < until, "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Opens a window of a program of our own, and gives what comes to its end when the window is closed.
fn window(desk: &Desk, title: &str) -> (JoinHandle<()>, TopWindow) {
    let (display, name) = (desk.display().to_owned(), title.to_owned());
    let program = std::thread::spawn(move || show_window(&display, &name).unwrap());
    let found = || desk.windows().into_iter().find(|window| window.title == title && window.shown);
    wait("the window opens", || found().is_some());
    let window = found().unwrap();
    (program, window)
}

fn show_window(display: &str, title: &str) -> Result<(), Box<dyn std::error::Error>> {
    let (connection, screen) = x11rb::connect(Some(display))?;
    let atom =
        |name: &str| Ok::<u32, ReplyError>(connection.intern_atom(false, name.as_bytes())?.reply()?.atom);
    let root = connection.setup().roots[screen].root;
    let window = connection.generate_id()?;
    connection.create_window(
        0,
        window,
        root,
        0,
        0,
        300,
        200,
        0,
        WindowClass::INPUT_OUTPUT,
        0,
        &Default::default(),
    )?;
    let [pid, name, protocols, delete] =
        ["_NET_WM_PID", "_NET_WM_NAME", "WM_PROTOCOLS", "WM_DELETE_WINDOW"].map(|name| atom(name).unwrap());
    let number = [std::process::id()];
    connection.change_property32(PropMode::REPLACE, window, pid, AtomEnum::CARDINAL, &number)?;
    connection.change_property32(PropMode::REPLACE, window, protocols, AtomEnum::ATOM, &[delete])?;
    connection.change_property8(PropMode::REPLACE, window, name, atom("UTF8_STRING")?, title.as_bytes())?;
    connection.map_window(window)?;
    connection.flush()?;
    loop {
        if let Event::ClientMessage(message) = connection.wait_for_event()?
            && message.data.as_data32()[0] == delete
        {
            return Ok(());
        }
    }
}

#[test]
fn windows_have_frames_places_and_the_focus() {
    let desk = Desk::builder().without_bus().window_manager().start();
    let (first, one) = window(&desk, "one");
    let (second, two) = window(&desk, "two");
    wait("the new one has the focus", || desk.focused().as_ref() == Some(&two));
    desk.activate(&one);
    wait("the other one has the focus", || desk.focused().as_ref() == Some(&one));

    let place = Geometry { x: 40, y: 60, width: 500, height: 320 };
    desk.place_window(&one, place);
    wait("it is moved", || desk.geometry(&one) == Some(place));
    desk.press_button(&one, Button::Maximise);
    wait("it is as large as the screen", || desk.geometry(&one).unwrap().width == 1280);
    assert!(desk.is_maximised(&one));
    desk.press_button(&one, Button::Maximise);
    // Openbox puts it back lower by the height of its title bar.
    wait("it is as large as it was", || desk.geometry(&one).unwrap().width == place.width);
    desk.press_button(&one, Button::Minimise);
    wait("it is put away", || desk.is_minimised(&one));
    let shown = |title: &str| desk.windows().into_iter().any(|window| window.title == title && window.shown);
    assert!(!shown("one") && shown("two"));
    desk.activate(&one);
    wait("it is back", || shown("one") && desk.focused().as_ref() == Some(&one));

    desk.press_button(&one, Button::Close);
    wait("its program ends", || first.is_finished());
    desk.request_close(&two);
    wait("the other one ends too", || second.is_finished());
    wait("both are gone", || desk.geometry(&one).is_none() && desk.windows().is_empty());
}

type Pixmaps = Vec<(i32, i32, Vec<u8>)>;
/// An icon by name, the icon itself, a title and a text.
type ToolTip = (String, Pixmaps, String, String);

/// An item for the tray, as a program that speaks the protocol itself has one.
struct Item {
    clicks: Arc<Mutex<Vec<String>>>,
}

#[zbus::interface(name = "org.kde.StatusNotifierItem")]
impl Item {
    fn activate(&self, _x: i32, _y: i32) {
        self.clicks.lock().unwrap().push("item".to_owned());
    }

    #[zbus(property)]
    fn id(&self) -> &str {
        "test"
    }

    #[zbus(property)]
    fn title(&self) -> &str {
        "A test"
    }

    #[zbus(property)]
    fn status(&self) -> &str {
        "Active"
    }

    #[zbus(property)]
    fn icon_pixmap(&self) -> Pixmaps {
        vec![(1, 1, vec![0; 4]), (2, 1, vec![0; 8])]
    }

    #[zbus(property)]
    fn tool_tip(&self) -> ToolTip {
        (String::new(), Vec::new(), "A title".to_owned(), "A text".to_owned())
    }

    #[zbus(property)]
    fn menu(&self) -> OwnedObjectPath {
        OwnedObjectPath::try_from("/Menu").unwrap()
    }
}

/// Its menu, of which a part is filled only when it is opened.
struct Menu {
    clicks: Arc<Mutex<Vec<String>>>,
    filled: bool,
}

type Layout = (i32, HashMap<String, Value<'static>>, Vec<Value<'static>>);

fn entry(id: i32, properties: &[(&str, Value<'static>)], children: Vec<Layout>) -> Layout {
    let properties = properties.iter().map(|(name, value)| ((*name).to_owned(), value.try_clone().unwrap()));
    (id, properties.collect(), children.into_iter().map(|child| Structure::from(child).into()).collect())
}

#[zbus::interface(name = "com.canonical.dbusmenu")]
impl Menu {
    fn about_to_show(&mut self, id: i32) -> bool {
        self.filled |= id == 1;
        id == 1
    }

    fn get_layout(&self, id: i32, _depth: i32, _names: Vec<String>) -> (u32, Layout) {
        let copy =
            entry(2, &[("label", "Copy _token".into()), ("icon-name", "edit-copy".into())], Vec::new());
        let below = if self.filled { vec![copy] } else { Vec::new() };
        let acme = entry(1, &[("label", "Acme__1".into()), ("children-display", "submenu".into())], below);
        if id == 1 {
            return (1, acme);
        }
        let line = entry(3, &[("type", "separator".into())], Vec::new());
        let off = entry(4, &[("label", "Nothing".into()), ("enabled", false.into())], Vec::new());
        let ticked =
            [("label", "Ticked".into()), ("toggle-type", "checkmark".into()), ("toggle-state", 1.into())];
        (1, entry(0, &[], vec![acme, line, off, entry(5, &ticked, Vec::new())]))
    }

    fn event(&self, id: i32, what: &str, _data: Value<'_>, _time: u32) {
        self.clicks.lock().unwrap().push(format!("{what} {id}"));
    }
}

fn tray_item(desk: &Desk) -> (Connection, Arc<Mutex<Vec<String>>>) {
    let clicks = Arc::new(Mutex::new(Vec::new()));
    let address = format!("unix:path={}", desk.path().join("run/bus").display());
    let connection = connection::Builder::address(address.as_str())
        .unwrap()
        .serve_at("/StatusNotifierItem", Item { clicks: clicks.clone() })
        .unwrap()
        .serve_at("/Menu", Menu { clicks: clicks.clone(), filled: false })
        .unwrap()
        .build()
        .unwrap();
    (connection, clicks)
}

fn enter(item: &Connection) -> zbus::Result<()> {
    let (watcher, name) = ("org.kde.StatusNotifierWatcher", item.unique_name().unwrap().to_string());
    let method = "RegisterStatusNotifierItem";
    item.call_method(Some(watcher), "/StatusNotifierWatcher", Some(watcher), method, &name).map(drop)
}

#[test]
fn the_tray_shows_items_and_clicks_their_menus() {
    let desk = Desk::builder().without_keyring().start();
    let (connection, clicks) = tray_item(&desk);
    assert!(enter(&connection).is_err(), "there is no tray yet");
    let host = desk.start_tray_host();
    assert!(host.items().is_empty());
    enter(&connection).unwrap();
    let item = host.item();
    assert_eq!((&*item.id, &*item.title, &*item.status, &*item.icon_name), ("test", "A test", "Active", ""));
    assert_eq!(item.icon_sizes, [(1, 1), (2, 1)]);
    assert_eq!(item.tooltip, ("A title".to_owned(), "A text".to_owned()));
    assert_eq!(item.menu().to_string(), "Acme_1\n---\nNothing (off)\nTicked (on)\n");
    item.click(&["Acme_1", "Copy token"]);
    let seen = std::mem::take(&mut *clicks.lock().unwrap());
    assert_eq!(seen, ["opened 0", "opened 1", "clicked 2", "closed 1", "closed 0"]);
    assert!(item.menu().find(&["Acme_1", "Copy token"]).unwrap().icon);
    assert!(item.activate());
    assert_eq!(*clicks.lock().unwrap(), ["item"]);

    drop(host);
    assert!(enter(&connection).is_err(), "the tray is gone");
    let host = desk.start_tray_host();
    enter(&connection).unwrap();
    assert_eq!(host.items().len(), 1);
    connection.close().unwrap();
    wait("the item is gone", || host.items().is_empty());
}

/// A connection of a program on the desk, to one of its buses.
fn connect(desk: &Desk, bus: &str) -> Connection {
    let address = format!("unix:path={}", desk.path().join("run").join(bus).display());
    connection::Builder::address(address.as_str()).unwrap().build().unwrap()
}

/// Hears the signals of an interface.
fn hear(connection: &Connection, interface: &str) -> MessageIterator {
    let rule = format!("type='signal',interface='{interface}'");
    MessageIterator::for_match_rule(rule.as_str(), connection, None).unwrap()
}

/// The next signal: where it comes from, its name and what it says.
fn next(signals: &mut MessageIterator) -> (String, String, Message) {
    let message = signals.next().unwrap().unwrap();
    let header = message.header();
    (header.path().unwrap().to_string(), header.member().unwrap().to_string(), message)
}

#[test]
fn notifications_are_shown_answered_and_closed() {
    const NAME: &str = "org.freedesktop.Notifications";
    let desk = Desk::builder().without_keyring().start();
    let daemon = desk.start_notifications();
    let connection = connect(&desk, "bus");
    let mut signals = hear(&connection, NAME);
    let path = "/org/freedesktop/Notifications";
    let notify = |replaces: u32, summary: &str| -> u32 {
        let hints = HashMap::from([("urgency", Value::from(2_u8))]);
        let body =
            ("Test", replaces, "icon", summary, "<b>text</b>", &["default", "Open"][..], hints, -1_i32);
        let reply = connection.call_method(Some(NAME), path, Some(NAME), "Notify", &body);
        reply.unwrap().body().deserialize().unwrap()
    };
    assert_eq!((notify(0, "first"), notify(0, "second"), notify(1, "first again")), (1, 2, 1));
    let shown = daemon.shown();
    let summaries: Vec<_> = shown.iter().map(|one| (one.id, &*one.summary)).collect();
    assert_eq!(summaries, [(1, "first"), (2, "second"), (1, "first again")]);
    assert_eq!((&*shown[0].body, &*shown[0].hints["urgency"]), ("<b>text</b>", "2"));
    assert_eq!(shown[0].actions, [("default".to_owned(), "Open".to_owned())]);

    daemon.invoke(1, "default");
    let (_, member, message) = next(&mut signals);
    assert_eq!(
        (&*member, message.body().deserialize().unwrap()),
        ("ActionInvoked", (1_u32, "default".to_owned()))
    );
    let (_, member, message) = next(&mut signals);
    assert_eq!((&*member, message.body().deserialize().unwrap()), ("NotificationClosed", (1_u32, 2_u32)));
    connection.call_method(Some(NAME), path, Some(NAME), "CloseNotification", &2_u32).unwrap();
    let (_, _, message) = next(&mut signals);
    assert_eq!(message.body().deserialize::<(u32, u32)>().unwrap(), (2, 3));
    assert_eq!(daemon.closed(), [(1, Closed::Dismissed), (2, Closed::TakenBack)]);
    assert!(daemon.open().is_empty());
}

#[test]
fn the_screen_is_locked_in_every_way() {
    let desk = Desk::builder().without_keyring().screen_lock().start();
    let (session, system) = (connect(&desk, "bus"), connect(&desk, "system-bus"));
    for (by, name, path) in [
        (LockBy::ScreenSaver, "org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"),
        (LockBy::Gnome, "org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"),
    ] {
        let active = || {
            let reply = session.call_method(Some(name), path, Some(name), "GetActive", &()).unwrap();
            reply.body().deserialize::<bool>().unwrap()
        };
        let mut signals = hear(&session, name);
        assert!(!active());
        desk.lock_screen(by);
        let (from, member, message) = next(&mut signals);
        assert_eq!((&*from, &*member, message.body().deserialize().unwrap()), (path, "ActiveChanged", true));
        assert!(active());
        desk.unlock_screen(by);
        assert!(!active());
    }

    let (login, manager) = ("org.freedesktop.login1", "org.freedesktop.login1.Manager");
    let ask = |method: &str| {
        let reply = system.call_method(Some(login), "/org/freedesktop/login1", Some(manager), method, &1_u32);
        reply.unwrap().body().deserialize::<OwnedObjectPath>().unwrap()
    };
    let path = ask("GetSessionByPID");
    let user = Proxy::new(&system, login, ask("GetUserByPID"), "org.freedesktop.login1.User").unwrap();
    assert_eq!(user.get_property::<(String, OwnedObjectPath)>("Display").unwrap().1, path);
    let proxy = Proxy::new(&system, login, &path, "org.freedesktop.login1.Session").unwrap();
    let mut signals = hear(&system, "org.freedesktop.login1.Session");
    desk.lock_screen(LockBy::Login);
    desk.unlock_screen(LockBy::Login);
    assert_eq!((next(&mut signals).1, next(&mut signals).1), ("Lock".to_owned(), "Unlock".to_owned()));
    let mut changes = hear(&system, "org.freedesktop.DBus.Properties");
    assert!(!proxy.get_property::<bool>("LockedHint").unwrap());
    desk.lock_screen(LockBy::LoginHint);
    assert_eq!(next(&mut changes).0, path.as_str());
    wait("the hint says it", || proxy.get_property::<bool>("LockedHint").unwrap());
    let mut sleeps = hear(&system, manager);
    desk.sleep();
    desk.wake();
    let mut says = || next(&mut sleeps).2.body().deserialize::<bool>().unwrap();
    assert_eq!((says(), says()), (true, false));
}

#[test]
fn a_wayland_desk_has_a_clipboard_and_pictures() {
    let desk = Desk::builder().without_bus().wayland().size(700, 500).start();
    assert_eq!((desk.clipboard(), desk.primary(), desk.clipboard_targets()), (None, None, Vec::new()));
    desk.set_clipboard("größer – a text");
    desk.set_primary("another");
    assert_eq!(desk.clipboard().as_deref(), Some("größer – a text"));
    assert_eq!(desk.primary().as_deref(), Some("another"));
    assert!(desk.clipboard_targets().contains(&"text/plain;charset=utf-8".to_owned()));
    assert_eq!(desk.clipboard_as("x-kde-passwordManagerHint"), None);
    assert_eq!((desk.windows(), desk.focused()), (Vec::new(), None));
    let picture = desk.path().join("screen.png");
    assert!(desk.screenshot(&picture));
    let bytes = std::fs::read(&picture).unwrap();
    // The size is in the first chunk of the file.
    assert_eq!(bytes[16..24], [0, 0, 2, 188, 0, 0, 1, 244]);
}

#[tokio::test]
async fn a_wayland_window_is_driven_and_closed_by_its_frame() {
    let desk = Desk::builder().without_keyring().wayland().start();
    let window = desk.open_program(&mini_browser(), &["--automation"], &[]).await;
    window.client.goto("data:text/html,<title>page</title><input data-testid=field>").await.unwrap();
    window.type_into("field", "typed").await;
    assert_eq!(window.value("field").await, "typed");
    let shown = window.on_screen().unwrap();
    assert!(shown.shown && shown.pid == window.app_pid());
    assert_eq!(desk.focused(), Some(shown));
    window.request_close();
    window.wait_until("it ends", async || !window.is_running() && desk.windows().is_empty()).await;
}

//! Sending to the desktop's notification daemon, on a thread of its own: daemons come late, hang, and start anew.
//!
//! One connection stays, rather than one for each notification as a library would make: the answers to all of them come
//! on it, and with it a daemon's restart is seen, after which old numbers name somebody else's notifications.

use super::{Deed, Notice};
use crate::bus::{self, Bus, Following, News};
use crate::glance::Wish;
use crate::markup::escaped;
use std::collections::{BTreeMap, HashMap};
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Duration;
use zbus::blocking::Connection;
use zbus::zvariant::Value;

const DAEMON: (&str, &str, &str) =
    ("org.freedesktop.Notifications", "/org/freedesktop/Notifications", "org.freedesktop.Notifications");
/// How long the end may take.
const PATIENCE: Duration = Duration::from_secs(1);

/// Shows notifications, wherever there is or will be somebody to show them.
pub struct Notifier {
    orders: Sender<Order>,
    ended: Receiver<()>,
}

enum Order {
    Do(Deed),
    Up(Connection),
    /// A daemon has come or gone; what an earlier one showed is gone.
    Daemon(bool),
    Lost,
    Taken(u32),
    Closed(u32),
    End,
}

impl Notifier {
    /// Starts. `on_wish` is called for what people choose, on a thread of its own, and must return soon. Never fails:
    /// without a daemon, what is to be shown waits for one.
    pub fn start(on_wish: impl Fn(Wish) + Send + 'static) -> Self {
        let (orders, receive) = mpsc::channel();
        let (end, ended) = mpsc::channel();
        let to_sender = orders.clone();
        let send = move || {
            let _end = end;
            let following = follow(to_sender);
            let sending = Sending {
                connection: None,
                shown: BTreeMap::new(),
                waiting: Vec::new(),
                on_wish: Box::new(on_wish),
            };
            sending.run(&receive);
            drop(following);
        };
        // Without a thread nothing is shown, and `orders` goes nowhere.
        let _ = std::thread::Builder::new().name("notices".into()).spawn(send);
        Self { orders, ended }
    }

    /// Does what [`super::Notices`] has decided.
    pub fn carry_out(&self, deeds: Vec<Deed>) {
        for deed in deeds {
            let _ = self.orders.send(Order::Do(deed));
        }
    }

    /// Closes what is shown: nobody would hear its buttons any more.
    pub fn end(self) {
        let _ = self.orders.send(Order::End);
        let _ = self.ended.recv_timeout(PATIENCE);
    }
}

fn follow(orders: Sender<Order>) -> Option<Following> {
    let rules = vec![bus::owner_of(DAEMON.0), format!("{},sender='{}'", bus::signals(DAEMON.2), DAEMON.0)];
    Bus::Session.follow("notices-bus", rules, move |news| {
        let order = match news {
            News::Up(connection) => Order::Up(connection.clone()),
            News::Down => Order::Lost,
            News::Signal(_, message) => match (bus::owner_changed(message), bus::member(message).as_str()) {
                (Some((_, there)), _) => Order::Daemon(there),
                (None, "ActionInvoked") => match message.body().deserialize::<(u32, String)>() {
                    Ok((id, _)) => Order::Taken(id),
                    Err(_) => return,
                },
                (None, "NotificationClosed") => match message.body().deserialize::<(u32, u32)>() {
                    Ok((id, _)) => Order::Closed(id),
                    Err(_) => return,
                },
                _ => return,
            },
        };
        let _ = orders.send(order);
    })
}

struct Sending {
    connection: Option<Connection>,
    /// What is shown: the daemon's number for it, and what is wanted when it is taken.
    shown: BTreeMap<u64, (u32, Wish)>,
    /// What nobody has shown yet.
    waiting: Vec<Notice>,
    on_wish: Box<dyn Fn(Wish) + Send>,
}

impl Sending {
    fn run(mut self, orders: &Receiver<Order>) {
        for order in orders {
            match order {
                Order::Do(Deed::Show(notice)) => {
                    self.waiting.push(notice);
                    self.deliver();
                }
                Order::Do(Deed::Close(number)) => {
                    self.waiting.retain(|notice| notice.number != number);
                    self.close(number);
                }
                Order::Up(connection) => {
                    self.connection = Some(connection);
                    self.deliver();
                }
                Order::Daemon(there) => {
                    self.shown.clear();
                    if there {
                        self.deliver();
                    }
                }
                Order::Lost => {
                    self.connection = None;
                    self.shown.clear();
                }
                Order::Taken(id) => self.take(id),
                Order::Closed(id) => self.shown.retain(|_, (shown, _)| *shown != id),
                Order::End => break,
            }
        }
        for number in self.shown.keys().copied().collect::<Vec<_>>() {
            self.close(number);
        }
    }

    /// Shows what waits, in its order, as far as somebody answers.
    fn deliver(&mut self) {
        let Some(connection) = self.connection.clone() else { return };
        while let Some(notice) = self.waiting.first() {
            let Ok(id) = show(&connection, notice) else { return };
            self.shown.insert(notice.number, (id, notice.wish));
            self.waiting.remove(0);
        }
    }

    fn close(&mut self, number: u64) {
        if let (Some((id, _)), Some(connection)) = (self.shown.remove(&number), &self.connection) {
            // It may be gone already.
            let _ = bus::call(connection, DAEMON, "CloseNotification", &id);
        }
    }

    fn take(&mut self, id: u32) {
        let taken = self.shown.iter().find(|(_, (shown, _))| *shown == id);
        let Some((&number, &(_, wish))) = taken else { return };
        self.close(number);
        (self.on_wish)(wish);
    }
}

fn show(connection: &Connection, notice: &Notice) -> zbus::Result<u32> {
    // Asked each time: the daemon may be another one by now.
    let able: Vec<String> = bus::call(connection, DAEMON, "GetCapabilities", &())?.body().deserialize()?;
    let can = |what: &str| able.iter().any(|able| able == what);
    let body = if can("body-markup") { escaped(&notice.body) } else { notice.body.clone() };
    // Taking the notification itself is the same as its button.
    let actions = ["default", notice.button, "take", notice.button];
    let actions: &[&str] = if can("actions") { &actions } else { &[] };
    let hints = HashMap::from([("desktop-entry", Value::from("fobwatch")), ("urgency", Value::from(1_u8))]);
    let as_the_daemon_likes = -1_i32;
    let asked = ("Fobwatch", 0_u32, "fobwatch", &notice.title, body, actions, hints, as_the_daemon_likes);
    bus::call(connection, DAEMON, "Notify", &asked)?.body().deserialize()
}

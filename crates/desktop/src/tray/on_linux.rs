//! The tray on Linux, on a thread of its own: hosts come late, go, and come back.

use super::item::{Notifier, OnWish};
use super::menu::Shown;
use crate::bus::{self, Bus, Following, News};
use crate::glance::{Glance, Wish};
use ksni::blocking::{Handle, TrayMethods};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;
use zbus::blocking::Connection;

/// Who knows the items and the hosts.
const WATCHER: (&str, &str, &str) =
    ("org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher", "org.kde.StatusNotifierWatcher");
/// How long the end may take: a host that does not answer holds nobody up.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long after a host did not take the item it is tried again.
const PAUSE: Duration = Duration::from_secs(5);

/// An item in the tray, wherever there is or will be one.
pub struct Tray {
    orders: Sender<Order>,
    ended: Receiver<()>,
}

enum Order {
    Show(Box<Shown>),
    /// Whether somebody shows items.
    Host(bool),
    /// The bus is gone, and the item with it.
    Lost,
    End,
}

impl Tray {
    /// Starts. `on_wish` is called for what people choose; `on_host` with whether there is a tray that shows the item,
    /// at first with a no and then each time it changes. Both are called on threads of the tray's own and must
    /// return soon. Never fails: without a bus or a host it waits for one.
    pub fn start(
        on_wish: impl Fn(Wish) + Send + Sync + 'static,
        on_host: impl Fn(bool) + Send + Sync + 'static,
    ) -> Self {
        let (orders, receive) = mpsc::channel();
        let (end, ended) = mpsc::channel();
        let to_keeper = orders.clone();
        let keep = move || {
            let _end = end;
            // Nobody may be on the bus to tell, or there is no bus.
            let following = follow(to_keeper);
            let keeper =
                Keeper { shown: None, item: None, hosted: false, told: None, on_wish: Arc::new(on_wish) };
            keeper.run(&receive, &on_host);
            drop(following);
        };
        // Without a thread there is no tray, and `orders` goes nowhere.
        let _ = std::thread::Builder::new().name("tray".into()).spawn(keep);
        Self { orders, ended }
    }

    /// Shows how everything stands. The host is told only if something that is shown has changed. To be called when
    /// something has changed, and once a minute for the times.
    pub fn show(&self, glance: &Glance) {
        let _ = self.orders.send(Order::Show(Box::new(Shown::of(glance))));
    }

    /// Takes the item away.
    pub fn end(self) {
        let _ = self.orders.send(Order::End);
        let _ = self.ended.recv_timeout(PATIENCE);
    }
}

fn follow(orders: Sender<Order>) -> Option<Following> {
    let rules = vec![bus::owner_of(WATCHER.0), bus::signals(WATCHER.2)];
    // Where the bus does not come at once there is no host for now.
    let _ = orders.send(Order::Host(false));
    Bus::Session.follow("tray-bus", rules, move |news| {
        let order = match news {
            News::Up(connection) => Order::Host(has_host(connection)),
            News::Signal(connection, message) => match bus::owner_changed(message) {
                Some((_, false)) => Order::Host(false),
                // Items register too, and each of them says so: only hosts matter here.
                None if !bus::member(message).contains("Host") => return,
                Some((_, true)) | None => Order::Host(has_host(connection)),
            },
            News::Down => Order::Lost,
        };
        let _ = orders.send(order);
    })
}

fn has_host(connection: &Connection) -> bool {
    bus::has_owner(connection, WATCHER.0)
        && bus::property(connection, WATCHER, "IsStatusNotifierHostRegistered")
            .is_some_and(|value| bool::try_from(value).unwrap_or(false))
}

struct Keeper {
    shown: Option<Shown>,
    item: Option<Handle<Notifier>>,
    /// Somebody shows items.
    hosted: bool,
    /// What was told last.
    told: Option<bool>,
    on_wish: OnWish,
}

impl Keeper {
    fn run(mut self, orders: &Receiver<Order>, on_host: &impl Fn(bool)) {
        loop {
            let order = if self.hosted && self.shown.is_some() && self.item.is_none() {
                orders.recv_timeout(PAUSE)
            } else {
                orders.recv().map_err(|_| RecvTimeoutError::Disconnected)
            };
            match order {
                Ok(Order::Show(shown)) => self.show(*shown),
                Ok(Order::Host(hosted)) => self.hosted = hosted,
                Ok(Order::Lost) => {
                    self.hosted = false;
                    self.drop_item();
                }
                Err(RecvTimeoutError::Timeout) => {}
                Ok(Order::End) | Err(RecvTimeoutError::Disconnected) => return self.drop_item(),
            }
            self.appear();
            self.tell(on_host);
        }
    }

    fn show(&mut self, shown: Shown) {
        if self.shown.as_ref() == Some(&shown) {
            return;
        }
        if let Some(item) = &self.item {
            item.update(|notifier| notifier.show(shown.clone()));
        }
        self.shown = Some(shown);
    }

    /// Makes the item where there is a host for it.
    fn appear(&mut self) {
        if !self.hosted || self.item.as_ref().is_some_and(|item| !item.is_closed()) {
            return;
        }
        let Some(shown) = self.shown.clone() else { return };
        self.item = Notifier::new(shown, self.on_wish.clone()).spawn().ok();
    }

    fn tell(&mut self, on_host: &impl Fn(bool)) {
        // Before the first glance there is no item yet, but its place is known.
        let there = self.hosted && (self.item.is_some() || self.shown.is_none());
        if self.told.replace(there) != Some(there) {
            on_host(there);
        }
    }

    fn drop_item(&mut self) {
        if let Some(item) = self.item.take() {
            item.shutdown().wait();
        }
    }
}

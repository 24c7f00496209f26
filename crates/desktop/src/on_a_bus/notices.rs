use super::*;
use crate::samples::id;
use crate::{Deed, Notice, Notifier, Wish};
use std::collections::HashMap;
use std::sync::mpsc::{self, Receiver, Sender};
use zbus::object_server::SignalEmitter;
use zbus::zvariant::OwnedValue;

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

#[derive(Debug, PartialEq)]
enum Seen {
    Shown { number: u32, title: String, body: String, actions: Vec<String> },
    Closed(u32),
}

/// A notification daemon that counts from its first number.
struct Daemonlet {
    seen: Sender<Seen>,
    last: u32,
    able: Vec<&'static str>,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Daemonlet {
    fn get_capabilities(&self) -> Vec<&'static str> {
        self.able.clone()
    }

    #[allow(clippy::too_many_arguments, reason = "the specification's")]
    fn notify(
        &mut self,
        _app: String,
        _replaces: u32,
        _icon: String,
        title: String,
        body: String,
        actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _timeout: i32,
    ) -> u32 {
        self.last += 1;
        self.seen.send(Seen::Shown { number: self.last, title, body, actions }).unwrap();
        self.last
    }

    fn close_notification(&self, number: u32) {
        self.seen.send(Seen::Closed(number)).unwrap();
    }

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, number: u32, action: &str) -> zbus::Result<()>;
}

fn daemonlet(first: u32, able: &[&'static str], seen: &Sender<Seen>) -> Connection {
    let daemonlet = Daemonlet { seen: seen.clone(), last: first - 1, able: able.to_vec() };
    program().serve_at(PATH, daemonlet).unwrap().name(NAME).unwrap().build().unwrap()
}

fn notice(number: u64, title: &str) -> Notice {
    Notice {
        number,
        title: title.into(),
        body: "<b>&".into(),
        button: "Log in",
        wish: Wish::OpenAccount(id(1)),
    }
}

fn shown(number: u32, title: &str, body: &str, actions: &[&str]) -> Seen {
    let actions = actions.iter().map(|&word| word.to_owned()).collect();
    Seen::Shown { number, title: title.into(), body: body.into(), actions }
}

#[test]
fn notifications_are_shown_taken_and_closed() {
    with_a_bus("on_a_bus::notices::notifications_are_shown_taken_and_closed", |folder| {
        let ((wish, wishes), (see, seen)) = (mpsc::channel(), mpsc::channel());
        let notifier = Notifier::start(move |wished| wish.send(wished).unwrap());
        // Nobody is there yet. What is over meanwhile is never shown.
        notifier.carry_out(vec![Deed::Show(notice(1, "one")), Deed::Show(notice(2, "two")), Deed::Close(1)]);
        let daemon = Daemon::start(folder);
        std::thread::sleep(Duration::from_millis(500));
        let able = ["actions", "body", "body-markup"];
        let showing = daemonlet(7, &able, &see);
        assert_eq!(next(&seen), shown(7, "two", "&lt;b&gt;&amp;", &["default", "Log in", "take", "Log in"]));

        let say = |number: u32| {
            let body = &(number, "take");
            showing.emit_signal(None::<&str>, PATH, NAME, "ActionInvoked", body).unwrap();
        };
        say(99);
        silent(&wishes);
        say(7);
        assert_eq!(next(&wishes), Wish::OpenAccount(id(1)));
        assert_eq!(next(&seen), Seen::Closed(7));
        notifier.carry_out(vec![Deed::Close(2)]);
        silent(&seen);

        notifier.carry_out(vec![Deed::Show(notice(3, "three")), Deed::Close(3)]);
        assert!(matches!(next(&seen), Seen::Shown { number: 8, .. }));
        assert_eq!(next(&seen), Seen::Closed(8));

        // Another daemon, which knows nothing of the first one's and counts from elsewhere.
        notifier.carry_out(vec![Deed::Show(notice(4, "four"))]);
        assert!(matches!(next(&seen), Seen::Shown { number: 9, .. }));
        answered(&notifier, &seen);
        drop(showing.close());
        let _showing = daemonlet(9, &["body"], &see);
        std::thread::sleep(Duration::from_millis(300));
        notifier.carry_out(vec![Deed::Close(4), Deed::Show(notice(5, "five"))]);
        assert_eq!(next(&seen), shown(9, "five", "<b>&", &[]));

        notifier.end();
        assert_eq!(next(&seen), Seen::Closed(9));
        drop(daemon);
    });
}

/// Waits until the last answer has arrived: without it the notification is shown again, by whoever comes next. What is
/// closed after it had its answer before.
fn answered(notifier: &Notifier, seen: &Receiver<Seen>) {
    notifier.carry_out(vec![Deed::Show(notice(100, "a hundred")), Deed::Close(100)]);
    let Seen::Shown { number, .. } = next(seen) else { panic!("something else came") };
    assert_eq!(next(seen), Seen::Closed(number));
}

#[test]
fn a_bus_that_goes_is_waited_for_in_peace() {
    with_a_bus("on_a_bus::notices::a_bus_that_goes_is_waited_for_in_peace", |folder| {
        let (see, seen) = mpsc::channel();
        let notifier = Notifier::start(|_| {});
        let daemon = Daemon::start(folder);
        let showing = daemonlet(1, &["body"], &see);
        notifier.carry_out(vec![Deed::Show(notice(1, "one"))]);
        assert!(matches!(next(&seen), Seen::Shown { number: 1, .. }));
        answered(&notifier, &seen);
        drop(daemon);
        drop(showing);
        idle();
        notifier.carry_out(vec![Deed::Show(notice(2, "two"))]);
        let _daemon = Daemon::start(folder);
        let _showing = daemonlet(1, &["body"], &see);
        assert_eq!(next(&seen), shown(1, "two", "<b>&", &[]));
    });
}

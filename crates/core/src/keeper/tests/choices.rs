//! What people choose and write down, while the keeper works.

use super::{Event, Play, State, seconds, start};
use crate::remarks::Remarks;

#[test]
fn another_lead_counts_for_what_is_planned_already() {
    let mut play = Play::new(false);
    // A fifth of the lifetime, less a tenth at most.
    let due = play.machine.next_due().unwrap();
    assert!(due >= start() + seconds(720) && due <= start() + seconds(738), "{due}");
    assert_eq!(play.step(Event::Lead(seconds(60))), [] as [&str; 0]);
    let due = play.machine.next_due().unwrap();
    assert!(due >= start() + seconds(840) && due <= start() + seconds(846), "{due}");
    assert_eq!(play.machine.agenda_len(), 1);
    // The same again changes nothing, not even by chance.
    play.step(Event::Lead(seconds(60)));
    assert_eq!(play.machine.next_due(), Some(due));
}

#[test]
fn another_lead_leaves_a_flight_alone() {
    let mut play = Play::new(false);
    play.until_sent();
    play.step(Event::Lead(seconds(60)));
    assert_eq!(play.machine.next_due(), None);
    assert!(matches!(play.state(), State::Refreshing));
}

#[test]
fn a_note_written_during_a_refresh_is_seen_and_disturbs_nothing() {
    let mut play = Play::new(false);
    play.until_sent();
    let remarks = Remarks { notes: "n".into(), ..Remarks::default() };
    assert_eq!(play.step(Event::Remarked(play.id, remarks.clone())), ["Publish"]);
    assert_eq!(play.machine.get(play.id).unwrap().account.remarks, remarks);
    assert!(matches!(play.state(), State::Refreshing));
}

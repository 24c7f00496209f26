//! German, without an address: neither "du" nor "Sie", as in the window.

use super::{CauseWords, MenuWords, NoticeWords, StateWords, SumWords, Words};

fn accounts(count: usize) -> String {
    if count == 1 { "1 Konto".into() } else { format!("{count} Konten") }
}

fn need_you(count: usize) -> String {
    format!("{} {} Aufmerksamkeit", accounts(count), if count == 1 { "braucht" } else { "brauchen" })
}

pub(super) const WORDS: Words = Words {
    comma: ", ",
    and_more: |count| format!(" und {count} weitere"),
    sum: SumWords {
        none: "Noch keine Konten",
        all_fresh: |count| {
            format!("{}, {}", accounts(count), if count == 1 { "gültig" } else { "alle gültig" })
        },
        some_out: |count, out| format!("{}, {out} abgemeldet", accounts(count)),
        need_you: |count, names| format!("{}: {names}", need_you(count)),
        retrying: |count, names| {
            format!(
                "{} {} erneut versucht: {names}",
                accounts(count),
                if count == 1 { "wird" } else { "werden" }
            )
        },
        opening: "Tresor wird geöffnet",
        locked: "Gesperrt",
        closed: "Der Tresor lässt sich nicht öffnen",
    },
    state: StateWords {
        signed_out: "abgemeldet",
        fresh: "gültig",
        fixed: "ohne Ablauf",
        refused: "abgelehnt",
        refreshing: "wird erneuert",
        retrying: "neuer Versuch",
        needs_login: "Anmeldung nötig",
        moment: "<1 min",
        minutes: |count| format!("{count} min"),
        hours: |count| format!("{count} h"),
        days: |count| if count == 1 { "1 Tag".into() } else { format!("{count} Tage") },
    },
    menu: MenuWords {
        copy_token: "Token kopieren",
        copy_header: "Header kopieren",
        copy_headers: "Header kopieren",
        copy_for: "Kopieren für",
        refresh: "Jetzt erneuern",
        open: "Öffnen",
        log_in: "Anmelden…",
        more: "Mehr im Fenster…",
        open_window: "Fobwatch öffnen",
        unlock: "Entsperren…",
        quit: "Beenden",
    },
    notice: NoticeWords {
        need_you,
        unlock_to_see: "Mehr ist nach dem Entsperren von Fobwatch zu sehen.",
        needs_login: CauseWords {
            title: |name| format!("{name}: Anmeldung nötig"),
            body: "Die Sitzung ist zu Ende und lässt sich nicht von selbst erneuern.",
            several: |names| format!("Anmelden: {names}"),
        },
        ends_soon: CauseWords {
            title: |name| format!("{name} läuft in weniger als einem Tag ab"),
            body: "Für eine neue Anmeldung ist nichts gemerkt. Am besten vorher anmelden.",
            several: |names| format!("Läuft in weniger als einem Tag ab: {names}"),
        },
        failing: CauseWords {
            title: |name| format!("{name} lässt sich nicht erneuern"),
            body: "Der Server versagt seit 10 Minuten. Fobwatch versucht es weiter.",
            several: |names| format!("Der Server versagt seit 10 Minuten: {names}"),
        },
        refused: CauseWords {
            title: |name| format!("{name} wird abgelehnt"),
            body: "Der Server nimmt den Token nicht an, auch nicht nach dem Erneuern.",
            several: |names| format!("Der Server lehnt den Token ab: {names}"),
        },
        end_date: CauseWords {
            title: |name| format!("{name} läuft bald ab"),
            body: "Das gesetzte Enddatum ist nah. Vorher ersetzen.",
            several: |names| format!("Das Enddatum ist nah: {names}"),
        },
        keyring: "Der Schlüsselbund ist gesperrt",
        keyring_hint: "Nach dem Entsperren hält Fobwatch die Sitzungen gültig.",
        log_in: "Anmelden",
        open: "Öffnen",
        unlock: "Entsperren",
    },
};

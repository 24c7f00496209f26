//! What people read: the verdict first, then what it rests on, then what the token says.

use crate::out::{Tone, data, toned};
use fobwatch_core::error::Result;
use fobwatch_core::explain::{Confidence, Explanation};
use fobwatch_core::inspect::{ClaimTable, Inspection, TokenVerdict};
use unicode_width::UnicodeWidthStr;

/// The longest value that is shown on a line, in characters; `--json` has more.
const LONGEST: usize = 160;

/// Shows both.
pub fn show(inspection: &Inspection, explanation: Option<&Explanation>) -> Result<()> {
    data(&toned(&inspection.line.sentence, tone(inspection)))?;
    let evidence = inspection.evidence.iter().map(|evidence| &evidence.line);
    for line in evidence.chain(&inspection.also) {
        data(&format!("  {}", line.sentence))?;
    }
    if let Some(explanation) = explanation {
        data("")?;
        causes(explanation)?;
    }
    for (title, table) in [("Header", &inspection.header), ("Claims", &inspection.claims)] {
        if let Some(table) = table {
            data("")?;
            rows(title, table)?;
        }
    }
    Ok(())
}

fn tone(inspection: &Inspection) -> Tone {
    match inspection.verdict {
        _ if inspection.good => Tone::Good,
        TokenVerdict::NoEnd | TokenVerdict::Opaque | TokenVerdict::Encrypted | TokenVerdict::Unchecked => {
            Tone::Doubtful
        }
        _ => Tone::Bad,
    }
}

fn causes(explanation: &Explanation) -> Result<()> {
    data(&explanation.sentence)?;
    for cause in &explanation.causes {
        let (word, tone) = match cause.confidence {
            Confidence::Likely => ("likely", Tone::Doubtful),
            Confidence::Possible => ("possible", Tone::Quiet),
        };
        data(&format!("  {} {}", toned(&format!("{word:8}"), tone), cause.sentence))?;
        for line in &cause.evidence {
            data(&format!("           {}", line.sentence))?;
        }
        data(&format!("           {}", cause.hint))?;
    }
    Ok(())
}

fn rows(title: &str, table: &ClaimTable) -> Result<()> {
    data(&toned(title, Tone::Quiet))?;
    let width = table.rows.iter().map(|row| row.name.width()).max().unwrap_or_default().min(30);
    for row in &table.rows {
        let mut value: String = row.value.chars().take(LONGEST).collect();
        if value.len() < row.value.len() {
            value.push('…');
        }
        let padding = " ".repeat(width.saturating_sub(row.name.width()));
        let at = row.at.map_or_else(String::new, |at| format!("  {}", at.format("%Y-%m-%d %H:%M:%S UTC")));
        let meaning = row.meaning.as_ref().map_or_else(String::new, |meaning| format!("  ({meaning})"));
        data(&format!("  {}{padding}  {value}{at}{}", row.name, toned(&meaning, Tone::Quiet)))?;
    }
    let left = table.total as usize - table.rows.len();
    if left > 0 {
        data(&format!("  … and {left} more."))?;
    }
    Ok(())
}

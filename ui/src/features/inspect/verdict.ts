// The verdict as it stands at this moment: what was good when it was looked at may have ended since.

import type { EvidenceAbout, Inspection } from "../../ipc";
import { span } from "../../lib/time";
import { language, words } from "../../words";
import { relative } from "../../words/intl";

export type Tone = "good" | "doubtful" | "bad" | "none";

export interface Verdict {
  tone: Tone;
  title: string;
  /** When that is, or for how long; changes while time passes. */
  time: string | null;
}

/** What ends later than this is not counted down to. */
const COUNTED = 100 * 86_400_000;

/** Whether something ends that is good. */
const lasts = ({ verdict }: Inspection): boolean => verdict === "valid" || verdict === "current";

/** How long until that moment by the clock that was judged by, in milliseconds. */
export const until = (inspection: Inspection, at: string, now: number): number =>
  Date.parse(at) - (now + inspection.clock.ahead_ms);

/** The heading of what is good until it ends. */
function good({ verdict, signature, belongs }: Inspection): Pick<Verdict, "tone" | "title"> {
  const says = words.inspect;
  // It lets nobody in: whoever has sent it to an API should see that at once.
  if (belongs?.how.kind === "current-refresh") return { tone: "doubtful", title: says.refresh };
  const trusted = signature.kind === "good" || belongs?.how.kind === "current-access";
  return { tone: "good", title: verdict === "valid" && !trusted ? says.asItSays : says.verdicts[verdict] };
}

export function verdictAt(inspection: Inspection, now: number): Verdict {
  const { verdict, expires_at, not_before } = inspection;
  const says = words.inspect;
  const title = says.verdicts[verdict];
  const left = expires_at ? until(inspection, expires_at, now) : null;
  const ended = left !== null && left <= 0 ? relative(language(), left) : null;
  if (lasts(inspection)) {
    if (ended) return { tone: "bad", title: says.verdicts.expired, time: ended };
    if (!inspection.good) return { tone: "bad", title: says.refused, time: null };
    return { ...good(inspection), time: left !== null && left < COUNTED ? says.left(span(left)) : null };
  }
  if (verdict === "expired") return { tone: "bad", title, time: ended };
  if (verdict === "not-yet" && not_before) {
    const wait = until(inspection, not_before, now);
    // It may have begun since: only another look tells what it is then.
    return { tone: "bad", title, time: wait > 0 ? relative(language(), wait) : null };
  }
  if (verdict === "nothing") return { tone: "none", title, time: null };
  const doubtful = ["no-end", "opaque", "encrypted", "unchecked"].includes(verdict);
  return { tone: inspection.good ? "good" : doubtful ? "doubtful" : "bad", title, time: null };
}

/** Whether the card says it already, beside the sentences. */
export function told({ belongs }: Inspection, about: EvidenceAbout): boolean {
  if (about === "signature" || about === "clock") return true;
  return about === "owner" && belongs?.how.kind === "current-access";
}

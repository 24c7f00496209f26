// Which rows of a long list are drawn. Headings always are, so that they can stick; between rows that are drawn, a gap
// stands for those that are not.

import type { AccountView } from "../../ipc";
import type { Group } from "../../lib/accounts";

/** Where a line of the list, a heading or a row, begins and ends, in pixels. */
export interface Place {
  index: number;
  start: number;
  end: number;
}

export interface Row {
  account: AccountView;
  /** Its number in the list, headings counted. */
  line: number;
  /** Its number in its group, from 1. */
  position: number;
  /** Pixels above it that stand for rows. */
  gap: number;
}

export interface Section {
  group: Group;
  rows: Row[];
  /** Pixels below its last row that stand for rows. */
  tail: number;
}

/** The lines of the headings. */
export function headings(groups: Group[]): number[] {
  let line = 0;
  return groups.map(({ accounts }) => {
    const heading = line;
    line += 1 + accounts.length;
    return heading;
  });
}

const all = (group: Group, heading: number): Section => ({
  group,
  rows: group.accounts.map((account, at) => ({
    account,
    line: heading + 1 + at,
    position: at + 1,
    gap: 0,
  })),
  tail: 0,
});

/** The sections with the rows to draw: all of them, or those with a place. Every heading has one then. */
export function sections(groups: Group[], places: Place[] | null, total: number): Section[] {
  const lines = headings(groups);
  if (!places) return groups.map((group, at) => all(group, lines[at] as number));
  const placed = new Map(places.map((place) => [place.index, place]));
  return groups.map((group, at) => {
    const heading = lines[at] as number;
    let end = placed.get(heading)?.end ?? 0;
    const rows = all(group, heading).rows.filter((row) => {
      const place = placed.get(row.line);
      if (!place) return false;
      row.gap = place.start - end;
      end = place.end;
      return true;
    });
    const next = placed.get(lines[at + 1] ?? -1)?.start ?? total;
    return { group, rows, tail: next - end };
  });
}

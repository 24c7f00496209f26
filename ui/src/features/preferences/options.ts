// What can be chosen of times. What somebody wrote into a file by hand is offered too.

import { words } from "../../words";

interface Option {
  value: number;
  label: string;
}

const CLIPBOARD = [15, 30, 45, 60, 120, 300, 600];
const LEADS = [30, 60, 120, 300, 600, 900, 1_800, 3_600];
const LOCK = [1, 5, 10, 15, 30, 60];

function span(seconds: number): string {
  const { seconds: inSeconds, minutes } = words.preferences;
  return seconds % 60 === 0 ? minutes(seconds / 60) : inSeconds(seconds);
}

const times = (list: number[], chosen: number, label: (value: number) => string): Option[] =>
  [...new Set([...list, chosen])]
    .filter((value) => value > 0)
    .sort((a, b) => a - b)
    .map((value) => ({ value, label: label(value) }));

/** After how many seconds the clipboard is cleared; 0: never. */
export const clipboardTimes = (chosen: number): Option[] => [
  ...times(CLIPBOARD, chosen, span),
  { value: 0, label: words.preferences.never },
];

/** How many seconds before its end a token is renewed. */
export const leads = (chosen: number): Option[] => times(LEADS, chosen, span);

/** After how many minutes Fobwatch is locked; 0: never. */
export const lockTimes = (chosen: number): Option[] => [
  ...times(LOCK, chosen, words.preferences.minutes),
  { value: 0, label: words.preferences.lockNever },
];

// What holds until the program has told its preferences.

import type { Preferences } from "./ipc";

export const DEFAULTS: Preferences = {
  theme: "system",
  language: "system",
  clipboard_seconds: 45,
  notifications: true,
  tray: true,
  autostart: false,
  lock_minutes: 0,
  lock_with_screen: false,
  quit_known: false,
};

// The part of the preview's stand-in program that belongs to the desk: preferences, the lock, the activity, the
// report, quitting. Never in a build.

import type { Events } from "./events";
import type { Ipc } from "./index";
import { failure } from "./samples";
import { history, REPORT } from "./samples-desk";
import { PLAN, SHARED } from "./samples-import";
import { looked, nothing, refused } from "./samples-inspect";
import type { Snapshot } from "./types.gen";

type Emit = <Name extends keyof Events>(name: Name, payload: Events[Name]) => void;
type Part = Pick<
  Ipc,
  | "unlock"
  | "lockNow"
  | "setPreferences"
  | "setSettings"
  | "activity"
  | "supportReport"
  | "copyReport"
  | "setPlace"
  | "quit"
  | "hideWindow"
  | "keepFile"
  | "stopFile"
  | "inspect"
  | "inspectClipboard"
  | "checkPasted"
  | "checkClipboard"
  | "share"
  | "shareToFile"
  | "shareToClipboard"
  | "lookAtImport"
  | "lookAtImportClipboard"
  | "lookAtImportFile"
  | "forgetImport"
>;

const PAGE = 200;
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

export function desk(snapshot: Snapshot, emit: Emit): Part {
  const accounts = snapshot.accounts;
  const all = history(accounts);
  if (snapshot.vault.state !== "open") snapshot.accounts = [];
  return {
    unlock: async ({ passphrase }) => {
      await pause(700);
      if (passphrase !== "open") {
        throw failure("wrong_passphrase", "The passphrase is wrong.", "Type it again.");
      }
      snapshot.accounts = accounts;
      return (snapshot.vault = { state: "open" });
    },
    keepFile: async ({ id, file }) => {
      await pause(200);
      if (file.includes("taken")) {
        throw failure(
          "invalid_input",
          `Line 3 of ${file} sets ACCESS_TOKEN itself.`,
          "Take that line out, or name another file.",
          {
            field: "file",
          },
        );
      }
      snapshot.files = [...snapshot.files, { account: id, path: file, good: true, failure: null }];
      emit("files", snapshot.files);
      return null;
    },
    stopFile: async ({ path }) => {
      snapshot.files = snapshot.files.filter((file) => file.path !== path);
      emit("files", snapshot.files);
      return null;
    },
    inspect: async ({ text, key }) => {
      await pause(120);
      if (key.place.includes("missing")) {
        throw failure("invalid_input", `${key.place} could not be read.`, "Name a file that you may read.", {
          field: "place",
        });
      }
      if (text.includes("401")) return refused();
      return text.length > 8 ? looked() : nothing();
    },
    inspectClipboard: async () => {
      await pause(120);
      return refused();
    },
    checkPasted: async () => {
      await pause(400);
      return { verdict: "accepted", ahead_ms: 3_000 };
    },
    checkClipboard: async () => {
      await pause(400);
      return { verdict: "refused", ahead_ms: null };
    },
    share: async () => SHARED,
    shareToFile: async ({ file }) => {
      if (file.includes("taken")) {
        const hint = "Name another file, or delete that one first.";
        throw failure("invalid_input", `${file} is there already, and is no set-up.`, hint, {
          field: "file",
        });
      }
      return null;
    },
    shareToClipboard: async () => null,
    lookAtImport: async () => ({ number: 1, plan: PLAN }),
    lookAtImportClipboard: async () => ({ number: 1, plan: PLAN }),
    lookAtImportFile: async () => ({ number: 1, plan: PLAN }),
    forgetImport: async () => null,
    lockNow: async () => {
      snapshot.vault = { state: "locked" };
      snapshot.accounts = [];
      emit("vault", snapshot.vault);
      return null;
    },
    setPreferences: async ({ preferences }) => {
      await pause(80);
      if (preferences.autostart && !snapshot.preferences.autostart) {
        throw failure("internal", "The entry for the session could not be written.", "Try again.", {
          field: "autostart",
        });
      }
      return (snapshot.preferences = preferences);
    },
    setSettings: async ({ settings }) => {
      await pause(80);
      return (snapshot.settings = settings);
    },
    activity: async ({ query }) => {
      await pause(120);
      const words = query.text.toLowerCase().split(/\s+/).filter(Boolean);
      return all
        .filter((row) => query.before === null || row.row < query.before)
        .filter((row) => query.account === null || row.account === query.account)
        .filter((row) => query.kinds.length === 0 || query.kinds.includes(row.kind))
        .filter((row) => words.every((word) => `${row.name} ${row.text}`.toLowerCase().includes(word)))
        .slice(0, PAGE);
    },
    supportReport: async () => REPORT,
    copyReport: async () => null,
    setPlace: async () => null,
    quit: async () => null,
    hideWindow: async () => null,
  };
}

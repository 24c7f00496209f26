import type { Code, Failure } from "../ipc";
import type { Says } from "./type";
import { words } from "./words.svelte";

/** A failure as it is shown. */
export interface ToldFailure extends Says {
  /** The program's own words, where those above are a translation that may say less. */
  original: string | null;
}

/** Failures whose code says all: the program's own words name nothing besides. */
const PLAIN: Code[] = [
  "bad_credentials",
  "refresh_refused",
  "cancelled",
  "no_account",
  "needs_login",
  "keyring_missing",
  "keyring_locked",
  "key_missing",
  "passphrase_needed",
  "wrong_passphrase",
  "key_changed",
  "vault_newer",
  "superseded",
  "locked",
  "held_uncommitted",
];

/** What to show of a failure, in the language in force. */
export function told({ code, message, hint }: Failure): ToldFailure {
  const says = words.errors[code];
  if (!says) return { message, hint, original: null };
  return { ...says, original: PLAIN.includes(code) ? null : `${message} ${hint}` };
}

// The texts of the look at a pasted token, in English.

import type { CauseCode, Confidence, LineCode, TokenKind, TokenVerdict, Verdict } from "../ipc";
import { number } from "./intl";
import type { Says } from "./type";

export const inspect = {
  /** Between several things of a sentence. */
  comma: ", ",
  /** Instead of the program's own sentences; English needs none. */
  lines: {} as Partial<Record<LineCode, string>>,
  paste: {
    placeholder: "Paste it here",
    clipboard: "Read the clipboard",
    clear: "Clear",
    looking: "Looking…",
    fromClipboard: "Read from the clipboard. It is not shown.",
    fromFile: "Read from the file. It is not shown.",
    large: (kib: string): string => `${kib} KiB were pasted. They are not shown.`,
  },
  inspect: {
    title: "Inspect a token",
    lead: "Is it good, and why was it refused? Nothing is kept, or sent before you say so.",
    done: "Done",
    paste: "A token, a header, a curl command or a refused answer",

    key: "Check the signature",
    keyPlace: "Key",
    keyPlaceHelp:
      "A file with a JWKS, a PEM key or certificate, or an HMAC secret; or the address of a JWKS, which is fetched.",
    keySecret: "HMAC secret",
    keySecretHelp: "For HS256, HS384 and HS512. It stays here.",
    keyUse: "Check with this key",
    keyUsed: "This key is used until you leave.",

    /** The verdict as a heading. It changes while time passes. */
    verdicts: {
      valid: "Good",
      current: "In use",
      "no-end": "Nothing speaks against it",
      expired: "Expired",
      "not-yet": "Not good yet",
      "other-environment": "For another environment",
      "rotated-out": "Replaced by a newer one",
      opaque: "Not a JWT: only its server knows",
      malformed: "Damaged",
      unsigned: "Not signed, so anybody can have written it",
      encrypted: "Encrypted: only its server can read it",
      "wrong-signature": "The signature is wrong",
      unchecked: "The signature could not be checked",
      nothing: "There is no token in this text",
    } satisfies Record<TokenVerdict, string>,
    refused: "Refused by its server",
    refresh: "Good, as a refresh token",
    asItSays: "Good, as far as it says itself",
    left: (time: string): string => `${time} left`,

    belongs: "Belongs to",
    open: (name: string): string => `Open ${name}`,
    how: {
      "current-access": "its access token",
      "current-refresh": "its refresh token",
      issuer: "by its issuer",
      "base-url": "by where it was sent",
      replaced: (time: string): string => `its token until ${time}`,
    },
    kind: "Kind",
    kinds: {
      jws: "JWT, signed",
      jwe: "JWT, encrypted",
      opaque: "Opaque",
      nothing: "None",
    } satisfies Record<TokenKind, string>,
    issued: "Issued",
    begins: "Good from",
    ends: "Ends",
    ended: "Ended",
    signature: "Signature",
    signatures: { "not-checked": "Not checked", good: "Right", wrong: "Wrong", refused: "Cannot be checked" },
    clock: "Clock",
    ownClock: "This computer's",
    serverClock: (name: string, off: string | null, ahead: boolean): string =>
      off ? `That of ${name}'s server, ${off} ${ahead ? "ahead" : "behind"}` : `That of ${name}'s server`,

    ask: "Ask the server",
    askText: (host: string): string => `Sends this token to ${host}, and nowhere else.`,
    askWho: "Account",
    askChoose: "Choose whose token it is",
    askPage: "Page",
    askPageHelp: "It needs a token and answers a GET. It is below the base URL.",
    askYes: "Ask",
    asking: "Asking…",
    answers: {
      accepted: "The server accepts this token.",
      "not-allowed": "The server accepts this token, but it may not see that page.",
      refused: "The server refuses this token.",
    } satisfies Record<Verdict, string>,

    why: "Why it was refused",
    whyNot: "Nothing in this text tells why.",
    confidences: { likely: "Likely", possible: "Possible" } satisfies Record<Confidence, string>,
    /** Instead of the program's own words, where they are in another language. English needs none. */
    causes: {} as Partial<Record<CauseCode, Says>>,

    answer: "The answer",
    request: "The request",
    claims: "Claims",
    header: "Header",
    name: "Name",
    value: "Value",
    cut: "cut",
    notAll: (shown: number, total: number): string =>
      `The first ${number("en", shown)} of ${number("en", total)}.`,
    repeated: (names: string): string => `More than once: ${names}`,
    /** Instead of what the program says of a registered claim; English needs none. */
    meanings: {} as Record<string, string>,
  },
};

// What a look at a pasted text gives, for the preview and for tests.

import { said } from "./samples";
import type { ClaimRow, Inspection, Looked } from "./types.gen";

const MINUTE = 60_000;
const at = (ms: number): string => new Date(Date.now() + ms).toISOString();

const row = (name: string, value: string, change: Partial<ClaimRow> = {}): ClaimRow => ({
  name,
  value,
  at: null,
  meaning: null,
  cut: false,
  ...change,
});

const issued = said("issued-by", "Issued by https://login.example.com.", [
  { kind: "text", value: "https://login.example.com" },
]);

/** A look that found a good token. */
export function looked(change: Partial<Inspection> = {}): Looked {
  const ends = at(12 * MINUTE + 5_000);
  return {
    inspection: {
      kind: "jws",
      verdict: "valid",
      good: true,
      ...said("good-of", "It is the access token of “Billing” (staging) and good until then, for 12m 5s.", [
        { kind: "text", value: "“Billing” (staging)" },
        { kind: "time", value: ends },
        { kind: "seconds", value: 725 },
      ]),
      evidence: [
        {
          about: "owner",
          ...said("owner-access", "It is the current access token of “Billing” (staging).", [
            { kind: "text", value: "“Billing” (staging)" },
          ]),
        },
        { about: "signature", ...said("signature-unchecked", "Its signature was not checked.") },
        { about: "issuer", ...issued },
      ],
      belongs: {
        account: "account-1",
        name: "Billing",
        environment: "staging",
        how: { kind: "current-access" },
      },
      signature: { kind: "not-checked" },
      clock: { at: at(0), account: "Billing", ahead_ms: 3_000 },
      issued_at: at(-3 * MINUTE),
      not_before: null,
      expires_at: ends,
      header: {
        rows: [
          row("alg", "RS256", { meaning: "how it is signed" }),
          row("kid", "2026-11", { meaning: "the key that signed it" }),
        ],
        total: 2,
        repeated: [],
      },
      claims: {
        rows: [
          row("iss", "https://login.example.com", { meaning: "issuer" }),
          row("sub", "client-42", { meaning: "subject" }),
          row("exp", "1795680000", { at: ends, meaning: "ends" }),
          row("scope", "read:invoices write:invoices", { meaning: "scopes: what it may do" }),
          row("שם", "<b>שלום</b> \\u{202e}txt"),
        ],
        total: 5,
        repeated: [],
      },
      place: "the Authorization header",
      also: [],
      request: null,
      response: null,
      ...change,
    },
    explanation: { status: null, sentence: "Nothing in this text tells why.", causes: [] },
  };
}

/** A look at a refused answer with a token that has ended. */
export function refused(): Looked {
  return {
    ...looked({
      verdict: "expired",
      good: false,
      ...said("ended", "It ended 42s ago, at that time.", [
        { kind: "seconds", value: 42 },
        { kind: "time", value: at(-42_000) },
      ]),
      expires_at: at(-42_000),
      evidence: [{ about: "issuer", ...issued }],
      request: { method: "GET", url: "https://api.example.com/me", headers: ["authorization"] },
      response: {
        status: 401,
        date: at(0),
        challenge: 'Bearer error="invalid_token"',
        retry_after: null,
        server: "nginx",
        error: "invalid_token",
        message: "The access token expired",
      },
    }),
    explanation: {
      status: 401,
      sentence: "Most likely: The token has ended.",
      causes: [
        {
          code: "expired",
          confidence: "likely",
          sentence: "The token has ended.",
          evidence: [
            said("ended-before", "The token ended 42s before the server answered, at that time.", [
              { kind: "seconds", value: 42 },
              { kind: "time", value: at(-42_000) },
            ]),
            said("answer-says", "The answer says “token expired”.", [
              { kind: "text", value: "token expired" },
            ]),
          ],
          hint: "Refresh it, and send the request again.",
        },
        {
          code: "revoked",
          confidence: "possible",
          sentence: "The token was revoked.",
          evidence: [],
          hint: "Log in again.",
        },
      ],
    },
  };
}

/** A look at a text without a token. */
export const nothing = (): Looked =>
  looked({
    kind: "nothing",
    verdict: "nothing",
    good: false,
    ...said("no-token", "There is no token in this text."),
    evidence: [],
    belongs: null,
    clock: { at: at(0), account: null, ahead_ms: 0 },
    issued_at: null,
    expires_at: null,
    header: null,
    claims: null,
    place: null,
  });

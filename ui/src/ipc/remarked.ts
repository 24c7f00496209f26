// Accounts with much written down about them, for scenarios. Never part of a build.

import { at, remarks } from "./samples";
import type { AccountView, Remarks, SecretView } from "./types.gen";

const DAY = 86_400_000;

const NOTES = `Used by the nightly import and by the finance team's spreadsheet.
Ask Dana Whitfield before it is replaced: the warehouse has a copy.

Documentation: https://docs.example.com/billing/v3 (needs the VPN)
<b>not markup</b> & {not: "filled in"} ${"a".repeat(120)}`;

const MANY = [
  "billing",
  "finance",
  "nightly",
  "warehouse",
  "needs the VPN",
  "eu-west",
  "a tag that somebody has made rather long, too long to be one",
  "PCI",
  "on call",
  "v3",
  "فوترة",
  "计费",
];

const RTL = `هذا الحساب يخص فريق المدفوعات.
Ask Dana first.
اتصل بالرقم +49 30 1234567 قبل التغيير.`;

const calendar = (days: number): string => {
  const date = new Date(Date.now() + days * DAY);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};
const secret = (name: string, days: number | null): SecretView => ({
  name,
  since: days === null ? null : at(-days * DAY),
});

/** What an account is made of is given by `make`, so that all scenarios agree. */
export function remarked(make: (id: number, change: Partial<AccountView>) => AccountView): AccountView[] {
  const key = (id: number, name: string, change: Partial<Remarks>, age: number) =>
    make(id, {
      name,
      profile: "api-key-secret",
      profile_title: "API key and secret",
      inputs: {},
      remembers: false,
      client_id: null,
      state: { kind: "static" },
      access: { masked: "••••••9d", issued_at: at(-age * DAY), expires_at: null },
      refresh: null,
      remarks: remarks(change),
      secrets: [secret("api_key", age), secret("api_secret", age)],
    });
  return [
    make(1, {
      name: "A notes and tags",
      remarks: remarks({ notes: NOTES, tags: ["billing", "finance", "needs the VPN"] }),
    }),
    make(2, { name: "B twelve tags", remarks: remarks({ tags: MANY }) }),
    make(3, {
      name: "C right to left",
      remarks: remarks({ notes: RTL, tags: ["فوترة", "مدفوعات", "eu-west"] }),
    }),
    make(4, {
      name: "D ten thousand characters",
      remarks: remarks({ notes: `${NOTES}\n\n`.repeat(30).slice(0, 10_000), tags: ["billing"] }),
    }),
    key(5, "E ends far", { ends_on: calendar(211), remind_days: 14, tags: ["billing"] }, 90),
    key(
      6,
      "F ends soon",
      { ends_on: calendar(4), remind_days: 7, notes: "A new one is asked for by mail." },
      361,
    ),
    key(7, "G ends today", { ends_on: calendar(0), remind_days: 1 }, 400),
    key(8, "H has ended", { ends_on: calendar(-12), remind_days: 30 }, 800),
    key(9, "I ends never", {}, 3),
    make(10, {
      name: "J three secrets",
      profile: "three-secrets",
      profile_title: "Warehouse with a client and a password",
      secrets: [secret("client_secret", 820), secret("password", 12), secret("pin", null)],
    }),
    make(11, {
      name: "K no end given, own end",
      access: { masked: "key_••••••9d", issued_at: at(-20 * DAY), expires_at: null },
      refresh: null,
      remarks: remarks({ ends_on: calendar(1), remind_days: 1 }),
    }),
  ];
}

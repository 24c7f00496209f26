// What a file would add, and what is shared, for the preview and for tests.

import { input, said } from "./samples";
import type { ImportStepView, ImportView, Shared } from "./types.gen";

const step = (change: Partial<ImportStepView>): ImportStepView => ({
  name: "Acme",
  base_url: "https://api.uat.example.com/v1",
  environment: "uat",
  production: false,
  profile: "b2b-jwt",
  profile_title: "B2B API with JWT",
  whose: "built-in",
  sends_to: ["https://api.uat.example.com"],
  inputs: { username: "acme-integration" },
  asks: [input("password", "API password", { secret: true })],
  found_secrets: [],
  can_remember: true,
  interactive: false,
  tags: [],
  fate: "new",
  remarks: [],
  ...change,
});

export const PLAN: ImportView = {
  format: "set-up",
  steps: [
    step({ tags: ["billing"] }),
    step({
      name: "Acme",
      environment: "production",
      production: true,
      base_url: "https://api.example.com/v1",
      sends_to: ["https://api.example.com"],
      found_secrets: ["password"],
      fate: "renamed",
      remarks: [
        said("renamed", "Another account is called Acme, so this one is called Acme (2).", [
          { kind: "text", value: "Acme" },
          { kind: "text", value: "Acme (2)" },
        ]),
      ],
    }),
    step({
      name: "Ledger",
      profile: "ledger",
      profile_title: "Ledger login",
      whose: "file",
      sends_to: ["https://login.example.net", "https://api.uat.example.com"],
      asks: [input("username", "Username"), input("password", "Password", { secret: true })],
      inputs: {},
    }),
    step({ name: "Billing", fate: "present" }),
  ],
  remarks: [
    said(
      "refresh-stays",
      "A refresh token is not taken over: used here, it would end the session that it belongs to.",
    ),
  ],
};

export const SHARED: Shared = {
  text: '{\n  "fobwatch": "set-up",\n  "version": 1,\n  "accounts": [\n    { "name": "Acme", "base_url": "https://api.uat.example.com/v1" }\n  ]\n}\n',
  accounts: 1,
  profiles: 0,
  remarks: [
    said("parts-left-out", "Acme: left out: the notes.", [
      { kind: "text", value: "Acme" },
      { kind: "lines", value: [said("the-notes", "the notes")] },
    ]),
  ],
};

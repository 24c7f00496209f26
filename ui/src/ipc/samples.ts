// What scenarios and tests show besides accounts: profiles, login steps, a trial. Never part of a build.

import type {
  Failure,
  InputView,
  Line,
  LineCode,
  LoginStep,
  Piece,
  ProfileFault,
  ProfileProposal,
  ProfileView,
  Remarks,
  Trial,
} from "./types.gen";

export const at = (ms: number): string => new Date(Date.now() + ms).toISOString();

export function failure(
  code: Failure["code"],
  message: string,
  hint: string,
  rest: Partial<Failure> = {},
): Failure {
  return { code, message, hint, server: null, field: null, retry_at: null, origin: null, ...rest };
}

export const input = (name: string, label: string, change: Partial<InputView> = {}): InputView => ({
  name,
  label,
  secret: false,
  optional: false,
  default: null,
  ask: "once",
  ...change,
});

export const profile = (id: string, title: string, change: Partial<ProfileView> = {}): ProfileView => ({
  id,
  title,
  docs: null,
  built_in: true,
  fixed: false,
  interactive: false,
  can_remember: true,
  can_log_out: true,
  inputs: [],
  ...change,
});

export const remarks = (change: Partial<Remarks> = {}): Remarks => ({
  notes: "",
  tags: [],
  ends_on: null,
  remind_days: 0,
  ...change,
});

const secret = { secret: true };
const optional = { optional: true };
const client = [
  input("client_id", "Client ID"),
  input("client_secret", "Client secret", secret),
  input("scope", "Scope", optional),
];
const asked = [
  input("client_id", "Client ID"),
  input("client_secret", "Client secret", { ...secret, ...optional }),
  input("scope", "Scope", { ...optional, default: "openid offline_access" }),
];

export const PROFILES: ProfileView[] = [
  profile("b2b-jwt", "B2B JWT login", {
    inputs: [input("username", "API username"), input("password", "API password", secret)],
  }),
  profile("oauth2-client-credentials", "OAuth 2.0 client credentials", {
    inputs: [
      ...client,
      input("token_path", "Path of the token endpoint", { default: "/oauth/token" }),
      input("revocation_path", "Path of the revocation endpoint", optional),
    ],
  }),
  profile("oauth2-authorization-code", "OAuth 2.0 in the browser", {
    interactive: true,
    can_remember: false,
    inputs: asked,
  }),
  profile("oauth2-device-code", "OAuth 2.0 with a code on another device", {
    interactive: true,
    can_remember: false,
    inputs: asked,
  }),
  profile("matrix", "Matrix", {
    inputs: [
      input("username", "User name or Matrix ID"),
      input("password", "Password", secret),
      input("device", "Name of this session", { default: "Fobwatch" }),
    ],
  }),
  profile("three-secrets", "Warehouse with a client and a password", {
    inputs: [
      input("client_secret", "Client secret", secret),
      input("password", "Password of the technical user", secret),
      input("pin", "PIN", secret),
    ],
  }),
  profile("api-key-secret", "API key and secret", {
    fixed: true,
    can_remember: false,
    can_log_out: false,
    inputs: [input("api_key", "API key", secret), input("api_secret", "API secret", secret)],
  }),
  profile("bearer-static", "Bearer token", {
    fixed: true,
    can_remember: false,
    can_log_out: false,
    inputs: [input("token", "Token", secret)],
  }),
  profile("warehouse", "Warehouse, with a one-time code", {
    built_in: false,
    can_remember: false,
    can_log_out: false,
    inputs: [
      input("username", "Username"),
      input("password", "Password", secret),
      input("code", "One-time code", { ...secret, ask: "each-time" }),
      input("region", "Region", { ...optional, default: "eu-west" }),
    ],
  }),
];

export const WAREHOUSE = `#:schema profile.schema.json
# The warehouse's own login: a password and a code that is good only once.
id = "warehouse"
title = "Warehouse, with a one-time code"

[[input]]
name = "username"
label = "Username"

[[input]]
name = "password"
label = "Password"
secret = true

[[input]]
name = "code"
label = "One-time code"
secret = true
ask = "each-time"

[login]
path = "/v2/sessions"
body = { user = "{{username}}", password = "{{passwort}}", otp = "{{code}}" }

[response]
access_token = "/session/token"
access_expiry = { pointer = "/session/expires_in", format = "relative-s" }
`;

export const FAULT: ProfileFault = {
  line: 23,
  key: "login.body.password",
  message: "there is nothing called passwort to fill in",
  expected: "the name of an input, such as password",
};

export const PROPOSALS: ProfileProposal[] = [
  {
    profile: "oauth2-authorization-code",
    why: "The server's metadata says that it offers a login in the browser.",
    inputs: {},
  },
  {
    profile: "oauth2-client-credentials",
    why: "The server's metadata says that it offers client credentials.",
    inputs: { token_path: "/connect/token", revocation_path: "/connect/revoke" },
  },
];

export const STEPS: Record<LoginStep["kind"], () => LoginStep> = {
  browser: () => ({
    kind: "browser",
    url: "https://login.example.com/authorize?response_type=code&client_id=fobwatch&state=k3J9",
    ends_at: at(4 * 60_000 + 41_000),
  }),
  device: () => ({
    kind: "device",
    code: "WDJB-MJHT",
    url: "https://login.example.com/device",
    complete_url: "https://login.example.com/device?user_code=WDJB-MJHT",
    ends_at: at(14 * 60_000 + 20_000),
  }),
};

export const TRIAL: Trial = {
  exchanges: [
    {
      call: "login",
      method: "POST",
      url: "https://api.example.com/auth/login",
      headers: [
        ["Accept", "application/json"],
        ["Content-Type", "application/json"],
      ],
      body: '{"username":"svc-billing","password":"••••"}',
      status: 200,
      answer:
        '{\n  "access_token": "•••• (812 characters)",\n  "refresh_token": "•••• (64 characters)",\n  "expires_in": 900,\n  "token_type": "Bearer"\n}',
      found: [
        { what: "access token", place: "/access_token", value: "eyJhbG…Xk4Q" },
        { what: "refresh token", place: "/refresh_token", value: "b7f2c1…90de" },
        { what: "client_id", place: "/client_id", value: null },
        { what: "access token ends", place: "/expires_in", value: "after 900 s" },
      ],
      failure: null,
    },
    {
      call: "refresh",
      method: "POST",
      url: "https://api.example.com/auth/refresh",
      headers: [["Content-Type", "application/json"]],
      body: '{"refresh_token":"••••"}',
      status: 401,
      answer: '{\n  "error": "token_expired",\n  "message": "the refresh token has been used before"\n}',
      found: [],
      failure: failure("refresh_refused", "The server refused the refresh token.", "Log in again.", {
        server: "the refresh token has been used before",
      }),
    },
    {
      call: "logout",
      method: "POST",
      url: "https://api.example.com/auth/logout",
      headers: [["Authorization", "Bearer ••••"]],
      body: null,
      status: null,
      answer: null,
      found: [],
      failure: failure("no_answer", "The server did not answer within 30 s.", "Try again in a moment."),
    },
  ],
  failure: failure(
    "refresh_refused",
    "The server refused the refresh token.",
    "Look at [refresh]: the body may be missing something.",
    { server: "the refresh token has been used before" },
  ),
};

/** A sentence of the program. */
export const said = (says: LineCode, sentence: string, pieces: Piece[] = []): Line => ({
  says,
  pieces,
  sentence,
});

// Made from the Rust sources by `cargo xtask bindings`. Do not edit.
/**
 * Names an account for good, also when it is renamed.
 */
export type AccountId = string;

/**
 * Why something failed. The window and the exit codes branch on this, never on text; a code is never renamed.
 */
export type Code = "unreachable" | "no_answer" | "tls" | "bad_credentials" | "refresh_refused" | "answer_lost" | "short_lived" | "rate_limited" | "server_error" | "not_the_api" | "bad_answer" | "request_refused" | "foreign_origin" | "cancelled" | "invalid_profile" | "invalid_input" | "invalid_base_url" | "name_taken" | "no_account" | "needs_login" | "keyring_missing" | "keyring_locked" | "keyring_failed" | "key_missing" | "passphrase_needed" | "wrong_passphrase" | "key_file" | "key_changed" | "vault_damaged" | "vault_newer" | "vault_unavailable" | "busy" | "held_uncommitted" | "superseded" | "locked" | "clipboard" | "internal";

/**
 * What is told about a failure. It never holds a secret.
 */
export type Failure = { 
/**
 * For programs.
 */
code: Code, 
/**
 * What happened: one sentence.
 */
message: string, 
/**
 * What to do next: one sentence.
 */
hint: string, 
/**
 * The server's own words, stripped of control characters and cut to 300 characters.
 */
server: string | null, 
/**
 * The form field that it belongs to.
 */
field: string | null, 
/**
 * When the next try makes sense, UTC, by this computer's clock.
 */
retry_at: string | null, 
/**
 * The place that somebody has to agree to: scheme, host and port.
 */
origin: string | null, };

/**
 * How an account stands.
 */
export type AccountState = { "kind": "signed-out" } | { "kind": "fresh" } | { "kind": "static" } | { "kind": "refused", 
/**
 * Since when, this computer's clock, UTC.
 */
since: string, } | { "kind": "refreshing" } | { "kind": "retrying", 
/**
 * Since when, this computer's clock, UTC.
 */
since: string, 
/**
 * When it is tried again, this computer's clock, UTC.
 */
next: string, 
/**
 * What failed last.
 */
cause: Failure, } | { "kind": "needs-login", 
/**
 * Why.
 */
reason: Failure, };

/**
 * A token as it is shown.
 */
export type TokenView = { 
/**
 * A few characters of it, or only dots.
 */
masked: string, 
/**
 * When it was given, by the server's clock, UTC.
 */
issued_at: string, 
/**
 * When it ends, by the server's clock, UTC; unknown where the server does not say.
 */
expires_at: string | null, };

/**
 * What people write down about an account.
 */
export type Remarks = { 
/**
 * Any text.
 */
notes: string, 
/**
 * Words to find it by.
 */
tags: Array<string>, 
/**
 * The last day of a credential whose server gives no end, as somebody has entered it.
 */
ends_on: string | null, 
/**
 * How many days before that somebody wants to be told; 0: not at all.
 */
remind_days: number, };

/**
 * A secret that was entered for an account, as it is shown: never its value.
 */
export type SecretView = { 
/**
 * The name of the profile's input.
 */
name: string, 
/**
 * When it was entered, this computer's clock, UTC; by an older version: not known.
 */
since: string | null, };

/**
 * An account as it is shown.
 */
export type AccountView = { 
/**
 * Its lasting identity.
 */
id: AccountId, 
/**
 * What people call it.
 */
name: string, 
/**
 * Where its API lives.
 */
base_url: string, 
/**
 * A label; may be empty.
 */
environment: string, 
/**
 * Whether the label says production.
 */
production: boolean, 
/**
 * The id of its profile.
 */
profile: string, 
/**
 * How its profile is called.
 */
profile_title: string, 
/**
 * Whether its profile names a call that tells whether the token is taken.
 */
can_check: boolean, 
/**
 * Other places that its credentials may go to, as somebody has agreed.
 */
trusts: Array<string>, 
/**
 * Its servers' certificates are checked by authorities of its own.
 */
has_ca: boolean, 
/**
 * It shows a client certificate.
 */
has_client_certificate: boolean, 
/**
 * What the server said when it was last asked about this token.
 */
checked: CheckedView | null, 
/**
 * What was entered that is not secret, such as the username.
 */
inputs: { [key in string]: string }, 
/**
 * Whether its secrets are remembered.
 */
remembers: boolean, 
/**
 * The secrets that were entered for it and are still here, in the profile's order.
 */
secrets: Array<SecretView>, 
/**
 * What people have written down about it.
 */
remarks: Remarks, 
/**
 * The server's own name for the client.
 */
client_id: string | null, 
/**
 * How it stands.
 */
state: AccountState, 
/**
 * The access token.
 */
access: TokenView | null, 
/**
 * The refresh token.
 */
refresh: TokenView | null, 
/**
 * How far the server's clock is ahead of this computer's, milliseconds.
 */
ahead_ms: number, 
/**
 * The session is in memory only: it could not be saved yet.
 */
uncommitted: boolean, };

/**
 * One field of a profile's login form.
 */
export type InputView = { 
/**
 * Its name in `inputs` or `secrets`.
 */
name: string, 
/**
 * What people read beside it.
 */
label: string, 
/**
 * Hidden when typed.
 */
secret: boolean, 
/**
 * May be left empty.
 */
optional: boolean, 
/**
 * What it starts with.
 */
default: string | null, 
/**
 * When it is asked for.
 */
ask: Ask, };

/**
 * A profile as the login form needs it.
 */
export type ProfileView = { 
/**
 * Its slug.
 */
id: string, 
/**
 * What people read.
 */
title: string, 
/**
 * Where the API is documented.
 */
docs: string | null, 
/**
 * It comes with Fobwatch.
 */
built_in: boolean, 
/**
 * Nothing to log in with: what is entered is the credential itself.
 */
fixed: boolean, 
/**
 * A person agrees somewhere else, in a browser.
 */
interactive: boolean, 
/**
 * Its secrets can be remembered, to log in again unattended.
 */
can_remember: boolean, 
/**
 * It has a call that ends a session at the server.
 */
can_log_out: boolean, 
/**
 * What the form asks for, in this order.
 */
inputs: Array<InputView>, };

/**
 * Whether the vault can be used.
 */
export type VaultView = { "state": "opening" } | { "state": "open" } | { "state": "locked" } | { "state": "closed", 
/**
 * Why.
 */
failure: Failure, };

/**
 * Who reads the file.
 */
export type Target = "postman" | "postman-collection" | "bruno" | "insomnia" | "hoppscotch" | "dotenv" | "vscode" | "jetbrains" | "httpie" | "curl-config" | "kubernetes" | "git";

/**
 * What is copied.
 */
export type CopyWhat = "access-token" | "refresh-token" | "authorization-header" | "curl" | "env-line" | "client-id" | "secret" | Target;

/**
 * What lies on the clipboard, as it is shown.
 */
export type CopyView = { 
/**
 * Whose it is.
 */
account: AccountId, 
/**
 * What it is.
 */
what: CopyWhat, 
/**
 * The name of the remembered secret that was copied.
 */
secret: string | null, 
/**
 * When the copied token ends, by this computer's clock, UTC.
 */
good_until: string | null, 
/**
 * When it is taken off the clipboard, by this computer's clock, UTC.
 */
clears_at: string | null, 
/**
 * The token was about to end, so a new one was fetched first.
 */
refreshed: boolean, 
/**
 * Clipboard histories are told to skip it.
 */
hidden: boolean, 
/**
 * It is also taken away when the screen is locked.
 */
clears_on_lock: boolean, };

/**
 * A file that is kept fresh, as it is shown.
 */
export type LiveView = { 
/**
 * Whose token is in it.
 */
account: AccountId, 
/**
 * Where it is.
 */
path: string, 
/**
 * There is a good token in it.
 */
good: boolean, 
/**
 * Why it could not be written last.
 */
failure: Failure | null, };

/**
 * What came of a log-out. The tokens are gone from here in any case.
 */
export type LogoutView = { 
/**
 * The server has ended the session.
 */
revoked: boolean, 
/**
 * Why the server could not be told.
 */
failure: Failure | null, };

/**
 * What a server says to a token.
 */
export type Verdict = "accepted" | "not-allowed" | "refused";

/**
 * What came of asking it.
 */
export type Said = { 
/**
 * What it says to the token.
 */
verdict: Verdict, 
/**
 * How far its clock is ahead of this computer's, in milliseconds, where its answer told; off by half a second and the time
 * that the answer took.
 */
ahead_ms: number | null, };

/**
 * A set-up as it is written to a file.
 */
export type Shared = { 
/**
 * The file's text. The same accounts give the same text.
 */
text: string, 
/**
 * How many accounts are in it.
 */
accounts: number, 
/**
 * How many profiles are in it.
 */
profiles: number, 
/**
 * What was left out, and why.
 */
remarks: Array<Line>, };

/**
 * A file that is looked at, as the window knows it.
 */
export type ImportOpened = { 
/**
 * Names this look: what is taken in must be from the file that was shown.
 */
number: number, 
/**
 * What it would add.
 */
plan: ImportView, };

/**
 * What a file would add.
 */
export type ImportView = { 
/**
 * What kind of file it is.
 */
format: ImportFormat, 
/**
 * Its accounts, in its order.
 */
steps: Array<ImportStepView>, 
/**
 * What is not taken over, and why.
 */
remarks: Array<Line>, };

/**
 * What kind of file it is.
 */
export type ImportFormat = "set-up" | "postman-environment" | "postman-collection" | "bruno" | "insomnia" | "dotenv" | "curl";

/**
 * One account that a file describes, as it is shown.
 */
export type ImportStepView = { 
/**
 * What it will be called.
 */
name: string, 
/**
 * Where its API lives.
 */
base_url: string, 
/**
 * A label; may be empty.
 */
environment: string, 
/**
 * Whether the label says production.
 */
production: boolean, 
/**
 * The id that its profile will have here.
 */
profile: string, 
/**
 * How its profile is called.
 */
profile_title: string, 
/**
 * Who wrote its profile.
 */
whose: ProfileAuthor, 
/**
 * Every place that its credentials are sent to, as far as the profile says: scheme, host and port.
 */
sends_to: Array<string>, 
/**
 * What the file says for inputs that are not secret.
 */
inputs: { [key in string]: string }, 
/**
 * What still has to be entered: secrets, and what the file does not say. In the profile's order.
 */
asks: Array<InputView>, 
/**
 * The secret inputs that the file has a value for; never the values.
 */
found_secrets: Array<string>, 
/**
 * Its secrets can be remembered, to log in again unattended.
 */
can_remember: boolean, 
/**
 * A person agrees somewhere else, in a browser.
 */
interactive: boolean, 
/**
 * Words to find it by.
 */
tags: Array<string>, 
/**
 * What becomes of it.
 */
fate: ImportFate, 
/**
 * What people should know.
 */
remarks: Array<Line>, };

/**
 * What becomes of one account of the file.
 */
export type ImportFate = "new" | "renamed" | "present";

/**
 * Who wrote the profile of an account.
 */
export type ProfileAuthor = "built-in" | "yours" | "file";

/**
 * What a person enters for one account of a file.
 */
export type ImportEntered = { 
/**
 * Inputs that are not secret: what the file does not say, or something else than it says.
 */
inputs: { [key in string]: string }, 
/**
 * Secret inputs, as typed.
 */
secrets: { [key in string]: string }, 
/**
 * Take the secrets that the file has, where none was typed.
 */
use_found: boolean, 
/**
 * Keep the secrets, to log in again unattended.
 */
remember: boolean, 
/**
 * Log in, and add it only when that worked.
 */
log_in: boolean, 
/**
 * Other places that the credentials may go to: scheme, host and port.
 */
trusts: Array<string>, };

/**
 * The key that a person gives, or none.
 */
export type KeyGiven = { 
/**
 * A file with a JWKS (RFC 7517), a PEM key or certificate, or an HMAC secret; or the address of a JWKS. Empty: none.
 */
place: string, 
/**
 * An HMAC secret as it was typed. Empty: none.
 */
secret: string, };

/**
 * What a text says about a token, and why a request with it was refused.
 */
export type Looked = { 
/**
 * The token.
 */
inspection: Inspection, 
/**
 * The refusal.
 */
explanation: Explanation, };

/**
 * What a pasted text turned out to be.
 */
export type Inspection = { 
/**
 * What kind of token it is.
 */
kind: TokenKind, 
/**
 * Whether it is good, in one word. Programs branch on this.
 */
verdict: TokenVerdict, 
/**
 * Whether it can be used, as far as was looked: the exit code of `fob inspect` goes by it.
 */
good: boolean, 
/**
 * What it rests on, and what else somebody should know, the weightiest first.
 */
evidence: Array<Evidence>, 
/**
 * Whose token it is, where that is known.
 */
belongs: Belonging | null, 
/**
 * What came of checking the signature.
 */
signature: SignatureCheck, 
/**
 * By which clock this was judged.
 */
clock: ClockUsed, 
/**
 * When it says that it was issued (`iat`).
 */
issued_at: string | null, 
/**
 * When it says that it begins to be good (`nbf`).
 */
not_before: string | null, 
/**
 * When it ends: as it says (`exp`), else, of an account's current token, as its server said.
 */
expires_at: string | null, 
/**
 * The header, where there is one that can be read.
 */
header: ClaimTable | null, 
/**
 * The claims, where there are some that can be read.
 */
claims: ClaimTable | null, 
/**
 * Where in the text the token stood, in words.
 */
place: string | null, 
/**
 * What else was in the text.
 */
also: Array<Line>, 
/**
 * The request, where one was pasted.
 */
request: PastedRequest | null, 
/**
 * The answer, where one was pasted.
 */
response: PastedResponse | null, 
/**
 * Which one it is, for programs and for other languages.
 */
says: LineCode, 
/**
 * What stands in it, in the order of the places in the English one.
 */
pieces: Array<Piece>, 
/**
 * In English.
 */
sentence: string, };

/**
 * One thing that a verdict rests on, or that somebody should know.
 */
export type Evidence = { 
/**
 * For programs.
 */
about: EvidenceAbout, 
/**
 * Which one it is, for programs and for other languages.
 */
says: LineCode, 
/**
 * What stands in it, in the order of the places in the English one.
 */
pieces: Array<Piece>, 
/**
 * In English.
 */
sentence: string, };

/**
 * What evidence is about. A word is never renamed.
 */
export type EvidenceAbout = "astray" | "owner" | "signature" | "times" | "clock" | "repeated" | "issuer" | "audience" | "writing" | "purpose" | "own-key" | "size";

/**
 * A sentence, or a piece of one.
 */
export type Line = { 
/**
 * Which one it is, for programs and for other languages.
 */
says: LineCode, 
/**
 * What stands in it, in the order of the places in the English one.
 */
pieces: Array<Piece>, 
/**
 * In English.
 */
sentence: string, };

/**
 * Which sentence it is, or which piece of one. A word is never renamed.
 */
export type LineCode = "no-token" | "too-long" | "is-placeholder" | "is-password" | "refused-by-status" | "refused-by-code" | "encrypted" | "encrypted-and" | "unsigned" | "signature-wrong" | "signature-not" | "ended" | "not-yet" | "rotated-out" | "other-environment" | "no-end" | "good-and-signed" | "good-of" | "good-as-it-says" | "stray" | "access-of" | "refresh-of" | "only" | "and-ended" | "and-good" | "opaque" | "damaged" | "damaged-at" | "cut" | "cut-at" | "the-header" | "the-claims" | "the-signature" | "the-token" | "ends-after-header" | "ends-after-claims" | "encrypted-parts" | "signed-parts" | "many-parts" | "unknown-character" | "mid-byte" | "not-utf8" | "json-cut" | "json-no-object" | "not-json" | "no-algorithm" | "no-signature" | "signature-length" | "says-twice" | "no-date" | "counts-milliseconds" | "wrong-padding" | "bits-left" | "standard-alphabet" | "owner-access" | "owner-refresh" | "was-access" | "was-refresh" | "refresh-reused" | "successor-in-use" | "owner-by-issuer" | "owner-by-base-url" | "not-of" | "not-issued-by" | "not-for" | "other-issuer" | "signature-unchecked" | "signed-with" | "signature-unfit" | "milliseconds-end" | "quoted-time" | "issued-ahead" | "clock-ahead" | "clock-behind" | "claims-twice" | "issued-by" | "meant-for" | "written-around" | "padded" | "says-refresh" | "says-id" | "own-key" | "large" | "quotes" | "spaces" | "encoded" | "scheme-twice" | "marks" | "invisible" | "as-placeholder" | "several" | "several-refused" | "also" | "another-token" | "a-refresh-token" | "an-id-token" | "a-key" | "a-password" | "of-another" | "which-ended" | "which-ends" | "in-text" | "in-header" | "in-query" | "in-body" | "in-field" | "in-cookie" | "as-user" | "header-twice" | "critical-odd" | "critical-unknown" | "algorithm-odd" | "algorithm-unknown" | "other-keys" | "no-key" | "key-too-short" | "key-is-public" | "key-of-other-kind" | "key-not-for-signatures" | "key-not-for-that" | "key-for-other" | "rsa-key" | "key-on" | "shared-secret" | "published-secret" | "key-on-other-curve" | "other-key" | "key-of-kind" | "damaged-key" | "the-key-named" | "any-key" | "key-in-base64" | "key-short" | "placeholder-sent" | "password-sent" | "key-sent" | "not-signed" | "has-size" | "empty-header" | "no-header" | "sent-with" | "sent-where" | "other-schemes" | "no-scheme" | "basic-refused" | "bound-to-key" | "claims-refresh" | "claims-id" | "sent-as-id" | "token-encrypted" | "ended-before" | "token-ended" | "begins-later" | "issued-after" | "end-no-date" | "is-refresh-of" | "has-another" | "login-page" | "answer-says" | "answered" | "asks-for-key" | "asks-for-network" | "first-accounts" | "first-requests" | "an-account" | "the-file" | "skipped" | "renamed" | "profile-renamed" | "discovers" | "tags-left-out" | "more-remarks" | "input-unusable" | "plain-secret" | "no-such-input" | "no-such-profile" | "profile-wrong" | "profile-other-id" | "profile-unread" | "profile-too-many" | "fields-not-sent" | "token-ends-for-good" | "no-login-in-collection" | "login-nowhere" | "basic-requests" | "key-requests" | "oauth-nowhere" | "command-with-file" | "command-nowhere" | "no-profile-for-login" | "basic-at" | "no-login-at" | "refresh-stays" | "nothing-named" | "no-address-named" | "no-login-named" | "several-named" | "key-alone" | "profile-guessed" | "tokens-elsewhere" | "secret-in" | "its-name" | "its-base-url" | "its-environment" | "left-out" | "unknown-profile" | "unread-profile" | "secret-in-profile" | "own-secret-in-profile" | "fixed-profile" | "many-profiles" | "tag-left-out" | "parts-left-out" | "the-notes" | "the-certificate" | "the-authorities" | "the-trusts" | "input-left-out" | "comments-left-out" | "default-left-out";

/**
 * What stands in a sentence.
 */
export type Piece = { "kind": "text", "value": string } | { "kind": "time", "value": string } | { "kind": "seconds", "value": number } | { "kind": "line", "value": Line } | { "kind": "lines", "value": Array<Line> };

/**
 * What kind of token it is.
 */
export type TokenKind = "jws" | "jwe" | "opaque" | "nothing";

/**
 * Whether a token is good. A word is never renamed.
 */
export type TokenVerdict = "valid" | "current" | "no-end" | "expired" | "not-yet" | "other-environment" | "rotated-out" | "opaque" | "malformed" | "unsigned" | "encrypted" | "wrong-signature" | "unchecked" | "nothing";

/**
 * Whose token it is.
 */
export type Belonging = { 
/**
 * The account.
 */
account: AccountId, 
/**
 * Its name.
 */
name: string, 
/**
 * Its environment; may be empty.
 */
environment: string, 
/**
 * How that is known.
 */
how: BelongsHow, };

/**
 * How a token belongs to an account.
 */
export type BelongsHow = { "kind": "current-access" } | { "kind": "current-refresh" } | { "kind": "replaced", 
/**
 * Until then, this computer's clock.
 */
at: string, 
/**
 * It was a refresh token.
 */
refresh: boolean, } | { "kind": "issuer" } | { "kind": "base-url" };

/**
 * What came of checking a signature.
 */
export type SignatureCheck = { "kind": "not-checked" } | { "kind": "good", 
/**
 * By which key.
 */
key: Line, } | { "kind": "wrong", 
/**
 * Which were tried.
 */
key: Line, } | { "kind": "refused", 
/**
 * Why.
 */
why: Line, };

/**
 * By which clock a token was judged.
 */
export type ClockUsed = { 
/**
 * What it showed.
 */
at: string, 
/**
 * Whose it is: the name of the account whose server's clock it is; else it is this computer's.
 */
account: string | null, 
/**
 * How far it is ahead of this computer's, milliseconds.
 */
ahead_ms: number, };

/**
 * Rows of names and values. What is too much is left out, and it says so.
 */
export type ClaimTable = { 
/**
 * As they are written, in their order.
 */
rows: Array<ClaimRow>, 
/**
 * How many there are in all.
 */
total: number, 
/**
 * Names that stand there more than once; programs differ in which one they take.
 */
repeated: Array<string>, };

/**
 * One claim.
 */
export type ClaimRow = { 
/**
 * Its name.
 */
name: string, 
/**
 * Its value as plain text; characters that cannot be seen are written out.
 */
value: string, 
/**
 * The time that the value stands for, of a claim that is one.
 */
at: string | null, 
/**
 * What the name means, of a registered claim.
 */
meaning: string | null, 
/**
 * Something was left out of the value.
 */
cut: boolean, };

/**
 * A request that was pasted, without its credentials.
 */
export type PastedRequest = { 
/**
 * Its method.
 */
method: string | null, 
/**
 * Where it goes: scheme, host and path, and of a query the names only.
 */
url: string | null, 
/**
 * Which headers it has, by name.
 */
headers: Array<string>, };

/**
 * An answer that was pasted.
 */
export type PastedResponse = { 
/**
 * Its status.
 */
status: number | null, 
/**
 * The server's time, as the answer says.
 */
date: string | null, 
/**
 * How the server wants to be asked (`WWW-Authenticate`).
 */
challenge: string | null, 
/**
 * When the server may be asked again, in its own words (`Retry-After`).
 */
retry_after: string | null, 
/**
 * What answered, in its own words (`Server`).
 */
server: string | null, 
/**
 * The server's code for what is wrong.
 */
error: string | null, 
/**
 * The server's words for what is wrong.
 */
message: string | null, };

/**
 * The likeliest causes of a refusal, the likeliest first.
 */
export type Explanation = { 
/**
 * The status that was found.
 */
status: number | null, 
/**
 * What was found, in one sentence.
 */
sentence: string, 
/**
 * The causes; empty where nothing can be told.
 */
causes: Array<Cause>, };

/**
 * One cause.
 */
export type Cause = { 
/**
 * For programs.
 */
code: CauseCode, 
/**
 * How sure that is.
 */
confidence: Confidence, 
/**
 * What is wrong: a sentence.
 */
sentence: string, 
/**
 * What it rests on.
 */
evidence: Array<Line>, 
/**
 * What to do: a sentence.
 */
hint: string, };

/**
 * How sure a cause is.
 */
export type Confidence = "possible" | "likely";

/**
 * What can be the cause of a refusal. A word is never renamed.
 */
export type CauseCode = "expired" | "not-yet" | "other-environment" | "wrong-audience" | "no-credential" | "wrong-scheme" | "wrong-place" | "damaged" | "decorated" | "placeholder" | "refresh-token" | "id-token" | "rotated-out" | "revoked" | "wrong-signature" | "wrong-algorithm" | "missing-scope" | "not-permitted" | "rate-limited" | "address-refused" | "key-missing" | "key-refused" | "bad-password" | "bad-client" | "account-locked" | "password-expired" | "second-factor" | "grant-refused" | "certificate-needed" | "request-signature" | "forgery-check" | "login-page" | "proxy-login" | "server-fault" | "bad-request" | "not-found" | "too-large" | "accepted";

/**
 * What a server said when it was asked about a token.
 */
export type CheckedView = { 
/**
 * When, this computer's clock, UTC.
 */
at: string, 
/**
 * What it said.
 */
verdict: Verdict, };

/**
 * When an input is asked for.
 */
export type Ask = "once" | "each-time";

/**
 * What is wrong with a profile, and where.
 */
export type ProfileFault = { 
/**
 * The line, from 1.
 */
line: number, 
/**
 * The key, such as `login.body.password`; empty where it is about the whole file.
 */
key: string, 
/**
 * What is wrong, without a full stop.
 */
message: string, 
/**
 * What would be right, without a full stop; may be empty.
 */
expected: string, };

/**
 * Whether a text is a good profile: one of the two is there.
 */
export type ProfileCheck = { 
/**
 * What is wrong, and where.
 */
fault: ProfileFault | null, 
/**
 * What it is.
 */
profile: ProfileView | null, };

/**
 * A profile that may fit, and why.
 */
export type ProfileProposal = { 
/**
 * The profile's id.
 */
profile: string, 
/**
 * What speaks for it: one sentence.
 */
why: string, 
/**
 * What can be filled in already.
 */
inputs: { [key in string]: string }, };

/**
 * Something that was found in an answer.
 */
export type Found = { 
/**
 * What it is, such as `access token`.
 */
what: string, 
/**
 * Where it was, as the profile names it.
 */
place: string, 
/**
 * It, or its mask; none: it was not there.
 */
value: string | null, };

/**
 * One call and its answer, with masks in place of secrets.
 */
export type Exchange = { 
/**
 * Which call of the profile: `login`, `device`, `refresh`, `check` or `logout`.
 */
call: string, 
/**
 * The HTTP method.
 */
method: string, 
/**
 * Where it went.
 */
url: string, 
/**
 * What was said besides the body.
 */
headers: Array<[string, string]>, 
/**
 * The body.
 */
body: string | null, 
/**
 * The HTTP status; none where no answer came.
 */
status: number | null, 
/**
 * The answer's body: keys as they are, texts that may be secret as a mask.
 */
answer: string | null, 
/**
 * What was found in it, and where.
 */
found: Array<Found>, 
/**
 * Why there was no answer.
 */
failure: Failure | null, };

/**
 * What came of trying a profile out.
 */
export type Trial = { 
/**
 * Every call, in order.
 */
exchanges: Array<Exchange>, 
/**
 * What went wrong, if something did.
 */
failure: Failure | null, };

/**
 * What a person has to do somewhere else before a login can go on. Nothing in it is secret.
 */
export type LoginStep = { "kind": "browser", 
/**
 * The page.
 */
url: string, 
/**
 * Until when that is possible, this computer's clock, UTC.
 */
ends_at: string, } | { "kind": "device", 
/**
 * The code.
 */
code: string, 
/**
 * The page.
 */
url: string, 
/**
 * The page with the code filled in, where the server has one.
 */
complete_url: string | null, 
/**
 * Until when that is possible, this computer's clock, UTC.
 */
ends_at: string, };

/**
 * What kind of thing happened.
 */
export type TimelineKind = "logged-in" | "refreshed" | "retrying" | "needs-login" | "copied" | "logged-out" | "edited";

/**
 * One row of an account's timeline.
 */
export type TimelineRow = { 
/**
 * When, by our clock, UTC.
 */
at: string, 
/**
 * What kind of thing.
 */
kind: TimelineKind, 
/**
 * A sentence for people.
 */
text: string, };

/**
 * Which of the rows are wanted.
 */
export type ActivityQuery = { 
/**
 * Of this account only.
 */
account: AccountId | null, 
/**
 * Of these kinds only; none: of all.
 */
kinds: Array<TimelineKind>, 
/**
 * Those that have this in their sentence or in their account's name, upper and lower case alike.
 */
text: string, 
/**
 * Older than the row of this number.
 */
before: number | null, };

/**
 * One row of all accounts' timelines.
 */
export type ActivityRow = { 
/**
 * Its number, which grows with time.
 */
row: number, 
/**
 * Whose.
 */
account: AccountId, 
/**
 * The account's name.
 */
name: string, 
/**
 * When, by our clock, UTC.
 */
at: string, 
/**
 * What kind of thing.
 */
kind: TimelineKind, 
/**
 * A sentence for people.
 */
text: string, };

/**
 * The window's colours.
 */
export type Theme = "system" | "light" | "dark";

/**
 * The language of the window, the tray and the notifications.
 */
export type LanguageChoice = "system" | "en" | "de" | "zh";

/**
 * A language that Fobwatch speaks.
 */
export type Language = "en" | "de" | "zh";

/**
 * What people may choose.
 */
export type Preferences = { 
/**
 * The window's colours.
 */
theme: Theme, 
/**
 * The language.
 */
language: LanguageChoice, 
/**
 * How long a copied secret stays on the clipboard, in seconds; 0: until something else is copied.
 */
clipboard_seconds: number, 
/**
 * Tell on the desktop when somebody has to act.
 */
notifications: boolean, 
/**
 * Closing the window keeps Fobwatch in the tray.
 */
tray: boolean, 
/**
 * Start with the login session, without a window.
 */
autostart: boolean, 
/**
 * Lock the window after this long without a hand on it, in minutes; 0: never.
 */
lock_minutes: number, 
/**
 * Lock the window when the screen is locked.
 */
lock_with_screen: boolean, 
/**
 * Somebody was asked once whether closing the window may quit.
 */
quit_known: boolean, };

/**
 * How the keeper is to work.
 */
export type Settings = { 
/**
 * A token is refreshed at most this long before its end, in seconds; a short-lived one later, by a part of its lifetime.
 */
lead_seconds: number, };

/**
 * What this desktop can do for us.
 */
export type Desktop = { 
/**
 * Something shows a tray.
 */
tray: boolean, 
/**
 * It is noticed when the screen is locked.
 */
screen_lock: boolean, 
/**
 * Programs can be started with the session.
 */
autostart: boolean, 
/**
 * The vault has a passphrase, so the window can be locked.
 */
can_lock: boolean, };

/**
 * Where the window was.
 */
export type Place = { 
/**
 * The account that was open.
 */
selected: AccountId | null, 
/**
 * What was searched for.
 */
query: string, 
/**
 * Something was typed that closing the window would lose.
 */
unsaved: boolean, };

/**
 * An account that is removed in a moment.
 */
export type Removing = { 
/**
 * Which.
 */
id: AccountId, 
/**
 * Its name.
 */
name: string, 
/**
 * When it is removed, this computer's clock, UTC.
 */
until: string, };

/**
 * All that a window needs to draw itself for the first time; events keep it up to date.
 */
export type Snapshot = { 
/**
 * This program's version.
 */
version: string, 
/**
 * Whether the vault can be used.
 */
vault: VaultView, 
/**
 * All accounts, by name.
 */
accounts: Array<AccountView>, 
/**
 * The profiles to choose from, the default first.
 */
profiles: Array<ProfileView>, 
/**
 * What a person has to do somewhere else before a login can go on.
 */
login_step: LoginStep | null, 
/**
 * What lies on the clipboard.
 */
copied: CopyView | null, 
/**
 * The preferences in force.
 */
preferences: Preferences, 
/**
 * The language in force.
 */
language: Language, 
/**
 * How the keeper works.
 */
settings: Settings, 
/**
 * What this desktop can do.
 */
desktop: Desktop, 
/**
 * Where the last window was.
 */
place: Place | null, 
/**
 * The files that are kept fresh.
 */
files: Array<LiveView>, 
/**
 * The accounts that are removed in a moment.
 */
removing: Array<Removing>, 
/**
 * The sandbox's base URL, when started as a demo.
 */
demo: string | null, };

/**
 * What a person entered for an account. The only way in for a secret.
 */
export type AccountDraft = { 
/**
 * What people call it. Empty: the host of the base URL.
 */
name: string, 
/**
 * Where its API lives.
 */
base_url: string, 
/**
 * A label; may be empty.
 */
environment: string, 
/**
 * The id of its profile.
 */
profile: string, 
/**
 * The profile's inputs that are not secret.
 */
inputs: { [key in string]: string }, 
/**
 * The profile's secret inputs, as typed; left out when unchanged.
 */
secrets: { [key in string]: string }, 
/**
 * Keep the secrets, to log in again unattended.
 */
remember: boolean, 
/**
 * Other places that the credentials may go to: scheme, host and port.
 */
trusts: Array<string>, 
/**
 * A file with the authorities that its servers' certificates are checked by (PEM), instead of the system's. None: as
 * before. Empty: the system's.
 */
ca_file: string | null, 
/**
 * A file with a client certificate (PEM). None: as before. Empty: no more.
 */
client_certificate_file: string | null, 
/**
 * A file with its key (PEM).
 */
client_key_file: string | null, };

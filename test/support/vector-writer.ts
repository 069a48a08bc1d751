// Writes test/vectors/ anew: `node test/support/vector-writer.ts`. Run it to add a vector, never to make a failing test pass.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { deflateSync } from "node:zlib";
import type { Policy } from "../../src/core/policy.ts";
import type { CredentialType } from "../../src/core/presentation.ts";
import type { Reason } from "../../src/core/reason.ts";
import { encodeShard } from "../../src/core/revocation/shard.ts";
import { sortedHashes } from "../../src/core/revocation/sorted-hashes.ts";
import type { TrustList } from "../../src/core/trust.ts";
import { array, bytes, hex, int, map, tag, text } from "./cbor-bytes.ts";
import { certificateEntry, makeAuthority, makeCertificate } from "./certificate-maker.ts";
import * as maker from "./credential-maker.ts";
import { dccOf, makeDcc } from "./dcc-maker.ts";
import { CARD_KEY, cardOf, makeCard, makeJws, splitCard } from "./health-card-maker.ts";
import { keyEntry, TRUST_LIST } from "./judging.ts";
import { makePass, PASS_ISSUER } from "./pass-maker.ts";
import { makeSeal, STATE } from "./seal-maker.ts";
import { CREDENTIAL_ID, makeTyped, TYPED_EXAMPLES, type TypedRecipe } from "./typed-examples.ts";

const { AT, EC_KEY, ED_KEY, claimsSet, confirmationOf, headerOf, makeCredential, makeLiveCode, testKey } = maker;

/** One vector: a symbol, and what differs from the usual circumstances. */
interface Vector {
  readonly name: string;
  readonly expect: Reason;
  readonly about: string;
  readonly symbol: string;
  readonly at?: number;
  readonly trust?: "none";
  readonly policy?: Policy;
  readonly acceptedAt?: number;
  readonly presentedBefore?: true;
}

const ROGUE = testKey("EdDSA", 66, "ed-1");
const CLINIC = testKey("EdDSA", 3, "clinic-1");
const CLINIC_ISSUER = "https://clinic.example";
const COMMUNE = testKey("EdDSA", 4, "commune-1");
const COMMUNE_ISSUER = "https://commune.example";
const STATUS_LIST = "https://issuer.example/status/1";

const HEALTH_ISSUER = "https://health.example";
const HEALTH = testKey("ES256", 12, "health-1");
const CARD_ISSUER = "https://cards.example";
const PASS = testKey("ES256", 13, "key-1");
const AUTHORITY = makeAuthority({ subject: "Utopia authority" });
const SEAL_SIGNER = makeCertificate({ subject: "Utopia signer", by: AUTHORITY });

const dcc = (recipe: Parameters<typeof makeDcc>[0] = {}) =>
  makeDcc({ key: HEALTH, ...recipe, statement: { issuer: HEALTH_ISSUER, ...recipe.statement } });
const healthCard = (statement: Parameters<typeof cardOf>[0] = {}) => makeCard({ payload: cardOf({ iss: CARD_ISSUER, ...statement }) });

const valid = makeCredential();
const withMore = (note: string) => makeCredential({ payload: claimsSet({ identity: map(...maker.PERSON, [int(2), text(note)]) }) });
const revoked = withMore("revoked");
const suspended = withMore("suspended");

const identityOf = ({ payload }: maker.MadeCredential) => createHash("sha256").update(payload).digest("hex");

const TRUST: TrustList = {
  ...TRUST_LIST,
  issuers: [
    ...TRUST_LIST.issuers,
    { id: CLINIC_ISSUER, types: ["health-insurance"], keys: [keyEntry(CLINIC)] },
    { id: HEALTH_ISSUER, types: ["vaccination", "test-result", "recovery"], keys: [keyEntry(HEALTH)] },
    { id: CARD_ISSUER, types: ["health-card"], keys: [{ kid: CARD_KEY.kid, jwk: { kty: "", ...CARD_KEY.jwk, crlVersion: 2 } }] },
    { id: PASS_ISSUER, types: ["covid-pass"], keys: [keyEntry(PASS)] },
    { id: STATE, types: ["vaccination"], keys: [certificateEntry(AUTHORITY)] },
    { id: COMMUNE_ISSUER, types: TYPED_EXAMPLES.map(({ type }) => type), keys: [keyEntry(COMMUNE)] },
  ],
  statusLists: [{ issuer: maker.ISSUER, revoked: [identityOf(revoked)], suspended: [identityOf(suspended)] }],
  ridLists: [{ kid: CARD_KEY.kid, method: "rid", ctr: 2, rids: ["revoked1", `before.${AT}`] }],
  // Two bits a credential: 0 in force, 1 revoked, 2 suspended.
  tokenStatusLists: [{ uri: STATUS_LIST, bits: 2, lst: deflateSync(Uint8Array.of(0b11_10_01_00)).toString("base64url") }],
};

/** Revocations that a trust list has no member for. */
const SHARD = encodeShard([
  {
    kind: "hash",
    name: Buffer.from(HEALTH.kid).toString("hex"),
    hashed: "uci",
    hashes: sortedHashes([createHash("sha256").update("URN:UVCI:01:VD:TEST/REVOKED").digest("hex").slice(0, 32)]),
  },
]);
if (!SHARD) throw new Error("the revocations do not fit into a shard");

/** A W3C entry for a place of the status list. */
const statusEntry = (place: number, statusPurpose = "revocation") => ({
  type: "BitstringStatusListEntry",
  statusPurpose,
  statusListIndex: String(place),
  statusListCredential: STATUS_LIST,
});
const cborEntry = (place: number) =>
  map(...Object.entries(statusEntry(place)).map(([name, value]): maker.Pair => [text(name), text(value)]));

const TOKEN_STATUS = (index: number, uri = STATUS_LIST) =>
  makeCredential({
    payload: claimsSet({ more: [[int(65_535), map([text("status_list"), map([text("idx"), int(index)], [text("uri"), text(uri)])])]] }),
  }).text;

/** A credential of one of our types; `change` replaces one of its claims, by key. */
const typed = (type: CredentialType, recipe: TypedRecipe = {}, change: readonly maker.Pair[] = []) => {
  const example = TYPED_EXAMPLES.find((candidate) => candidate.type === type);
  if (!example) throw new Error(`no example of ${type}`);
  const pairs = example.pairs.map((pair): maker.Pair => change.find(([key]) => key[0] === pair[0][0]) ?? pair);
  return makeTyped({ ...example, pairs }, { key: COMMUNE, iss: text(COMMUNE_ISSUER), ...recipe });
};

const LIVE_PLACE = "https://counter-3.example";
const live = makeLiveCode();
const BOUND: TypedRecipe = { more: [CREDENTIAL_ID, confirmationOf()] };

const alg = (label: number) => map([int(1), int(label)], [int(4), bytes(ED_KEY.kid)]);
const CARD = "099190000001||Nguyễn Thị Kiểm Thử|15051990|Nữ|Thôn Thử Nghiệm, Xã Ví Dụ, Tỉnh Mẫu|20062021";
const NAME_HEX = Buffer.from("Nguyễn Thị Kiểm Thử").toString("hex");
const INSURANCE = `GD4990000000001|${NAME_HEX}|15/05/1990|2|-|99 - 001|01/01/2026|31/12/2027|20/12/2025|99010000000001|-|4| 01/01/2030|0123456789abcdef-7102|$`;

const VECTORS: readonly Vector[] = [
  granted("ed25519", "EdDSA, tag 18, key identifier under the signature", valid.text),
  granted("es256", "ES256", makeCredential({ key: EC_KEY }).text),
  granted("without-tag", "an array of four without any tag", makeCredential({ tags: [] }).text),
  granted("cwt-tag", "tags 61 and 18", makeCredential({ tags: [61, 18] }).text),
  granted(
    "kid-unprotected",
    "key identifier outside the signature",
    makeCredential({ protectedHeader: map([int(1), int(-8)]), unprotected: map([int(4), bytes(ED_KEY.kid)]) }).text,
  ),
  granted("line-end", "the reader's CR LF and NUL after the code", `${valid.text}\r\n\0`),
  granted("es256-other-s", "(r, n - s) verifies too and is the same credential", otherS()),
  granted("last-second", "expires in the next second", makeCredential({ payload: claimsSet({ exp: int(AT + 1) }) }).text),
  granted("first-second", "the first second of validity", makeCredential({ payload: claimsSet({ nbf: int(AT) }) }).text),
  {
    name: "expired",
    expect: "expired",
    about: "the expiry itself is past the validity",
    symbol: makeCredential({ payload: claimsSet({ exp: int(AT) }) }).text,
  },
  {
    name: "not-yet-valid",
    expect: "not-yet-valid",
    about: "valid from the next second on",
    symbol: makeCredential({ payload: claimsSet({ nbf: int(AT + 1) }) }).text,
  },
  { name: "revoked", expect: "revoked", about: "on the issuer's status list", symbol: revoked.text },
  { name: "suspended", expect: "suspended", about: "on the issuer's status list", symbol: suspended.text },
  {
    name: "signature-invalid-of-another-key",
    expect: "signature-invalid",
    about: "a stranger's key under our identifier",
    symbol: forged(),
  },
  { name: "signature-invalid-empty", expect: "signature-invalid", about: "an empty signature", symbol: unsigned() },
  {
    name: "signature-invalid-content-changed",
    expect: "signature-invalid",
    about: "another birth year under the old signature",
    symbol: changed(),
  },
  {
    name: "signature-invalid-algorithm-swapped",
    expect: "signature-invalid",
    about: "ES256 announced for an Ed25519 key",
    symbol: makeCredential({ protectedHeader: alg(-7) }).text,
  },
  {
    name: "issuer-mismatch",
    expect: "issuer-mismatch",
    about: "the clinic's key signs in the name of the other issuer",
    symbol: makeCredential({ key: CLINIC }).text,
  },
  {
    name: "issuer-not-permitted",
    expect: "issuer-not-permitted",
    about: "the clinic may not issue citizen credentials",
    symbol: makeCredential({ key: CLINIC, payload: claimsSet({ iss: text(CLINIC_ISSUER) }) }).text,
  },
  {
    name: "type-not-wanted",
    expect: "type-not-wanted",
    about: "a counter that reads no citizen credentials",
    symbol: valid.text,
    policy: { id: "insurance-only", credentials: ["health-insurance"] },
  },
  {
    name: "already-used",
    expect: "already-used",
    about: "accepted 59 seconds before, and 60 must pass",
    symbol: valid.text,
    policy: { id: "once-a-minute", reentryAfterSeconds: { citizen: 60 } },
    acceptedAt: AT - 59,
  },
  {
    ...granted("used-long-ago", "accepted 60 seconds before, and 60 must pass", valid.text),
    policy: { id: "once-a-minute", reentryAfterSeconds: { citizen: 60 } },
    acceptedAt: AT - 60,
  },
  {
    name: "expiry-missing",
    expect: "expiry-missing",
    about: "never expires, and the counter asks for an expiry",
    symbol: makeCredential({ payload: claimsSet({ exp: null }) }).text,
    policy: { id: "expiry-required", requireExpiry: ["citizen"] },
  },
  granted("token-status", "its place in the status list says that it is in force", TOKEN_STATUS(0)),
  { name: "revoked-token-status", expect: "revoked", about: "its place in the status list says 1", symbol: TOKEN_STATUS(1) },
  { name: "suspended-token-status", expect: "suspended", about: "its place in the status list says 2", symbol: TOKEN_STATUS(2) },
  { name: "status-unknown-value", expect: "status-unknown", about: "its place in the status list says 3", symbol: TOKEN_STATUS(3) },
  { name: "status-unknown-index", expect: "status-unknown", about: "the status list ends before its place", symbol: TOKEN_STATUS(4) },
  {
    name: "status-unknown-list",
    expect: "status-unknown",
    about: "the kiosk has no status list of this name",
    symbol: TOKEN_STATUS(0, "https://issuer.example/status/2"),
  },
  granted(
    "credential-status",
    "the place that its W3C entry names says that it is in force",
    healthCard({ credentialStatus: statusEntry(0) }),
  ),
  {
    name: "revoked-credential-status",
    expect: "revoked",
    about: "the place that its W3C entry names says 1",
    symbol: healthCard({ credentialStatus: [statusEntry(0), statusEntry(1)] }),
  },
  {
    name: "suspended-credential-status",
    expect: "suspended",
    about: "the place that its W3C entry names says 2",
    symbol: healthCard({ credentialStatus: statusEntry(2, "suspension") }),
  },
  granted(
    "credential-status-refresh",
    "its W3C entry does not bear on validity",
    healthCard({ credentialStatus: statusEntry(1, "refresh") }),
  ),
  {
    name: "status-unknown-credential-status-purpose",
    expect: "status-unknown",
    about: "a W3C entry with a purpose that nobody knows",
    symbol: healthCard({ credentialStatus: statusEntry(0, "retention") }),
  },
  {
    name: "status-unknown-credential-status-type",
    expect: "status-unknown",
    about: "a W3C entry of a type that nobody knows",
    symbol: healthCard({ credentialStatus: { ...statusEntry(0), type: "RevocationList2020Status" } }),
  },
  {
    name: "malformed-credential-status",
    expect: "malformed",
    about: "a W3C entry without its place",
    symbol: healthCard({ credentialStatus: { ...statusEntry(0), statusListIndex: undefined } }),
  },
  {
    name: "revoked-nz-covid-pass",
    expect: "revoked",
    about: "the place that the W3C entry of a pass names says 1",
    symbol: makePass({ key: PASS, statement: { vc: { credentialStatus: cborEntry(1) } } }).text,
  },
  {
    name: "status-unknown-mechanism",
    expect: "status-unknown",
    about: "its claim status names another mechanism than a status list",
    symbol: makeCredential({ payload: claimsSet({ more: [[int(65_535), map([text("identifier_list"), map([text("id"), text("1")])])]] }) })
      .text,
  },
  {
    name: "revoked-eu-dcc",
    expect: "revoked",
    about: "the hash of its identifier is on a list of status-00.bin",
    symbol: dcc({
      statement: { dcc: dccOf({ v: array(map([text("ci"), text("URN:UVCI:01:VD:TEST/REVOKED")], [text("co"), text("VD")])) }) },
    }).text,
  },
  granted("live", "a Key Binding Token made this second", live.text),
  { ...granted("live-last-second", "89 seconds old", live.text), at: AT + 89 },
  {
    ...granted("live-audience", "made for this service point", makeLiveCode({ aud: text(LIVE_PLACE) }).text),
    policy: { id: "counter-3", audience: LIVE_PLACE },
  },
  {
    name: "presentation-expired",
    expect: "presentation-expired",
    about: "90 seconds old: a photograph of it",
    symbol: live.text,
    at: AT + 90,
  },
  { name: "holder-clock-wrong", expect: "holder-clock-wrong", about: "from 31 seconds ahead", symbol: live.text, at: AT - 31 },
  {
    name: "presentation-replayed",
    expect: "presentation-replayed",
    about: "accepted here before, and shown again",
    symbol: live.text,
    presentedBefore: true,
  },
  {
    name: "holder-proof-invalid",
    expect: "holder-proof-invalid",
    about: "a thief's key around somebody's credential",
    symbol: makeLiveCode({ key: ROGUE }).text,
  },
  {
    name: "holder-proof-invalid-no-holder",
    expect: "holder-proof-invalid",
    about: "around a credential that names no holder",
    symbol: makeLiveCode({ credential: valid.message }).text,
  },
  {
    name: "holder-proof-missing",
    expect: "holder-proof-missing",
    about: "a static code where a live one is required",
    symbol: makeCredential({ payload: claimsSet({ more: [confirmationOf()] }) }).text,
    policy: { id: "live-only", live: { citizen: "required" } },
  },
  {
    name: "audience-mismatch",
    expect: "audience-mismatch",
    about: "made for another service point",
    symbol: makeLiveCode({ aud: text("https://counter-4.example") }).text,
    policy: { id: "counter-3", audience: LIVE_PLACE },
  },
  {
    name: "malformed-live-without-time",
    expect: "malformed",
    about: "a Key Binding Token without iat",
    symbol: makeLiveCode({ iat: null }).text,
  },
  {
    name: "used-up",
    expect: "used-up",
    about: "accepted a year before, and good for one time only",
    symbol: valid.text,
    policy: { id: "once", once: ["citizen"] },
    acceptedAt: AT - 31_536_000,
  },
  {
    name: "seal-key-missing",
    expect: "seal-key-missing",
    about: "a name is to be kept for staff systems, and the trust list has no key to seal it to",
    symbol: valid.text,
    policy: { id: "clinic", seal: { citizen: ["fullName"] } },
  },
  {
    name: "condition-not-met",
    expect: "condition-not-met",
    about: "born in 1990, and 60 years are asked for",
    symbol: valid.text,
    policy: { id: "elders", conditions: [{ id: "sixty", minimumAge: 60, required: true }] },
  },
  {
    ...granted("condition-told", "the same where staff are only told", valid.text),
    policy: { id: "elders-told", conditions: [{ id: "sixty", minimumAge: 60, required: false }] },
  },
  {
    name: "condition-unknown",
    expect: "condition-unknown",
    about: "it does not say in which commune the holder lives",
    symbol: valid.text,
    policy: { id: "residents", conditions: [{ id: "resident", residentOf: ["99001"], required: true }] },
  },
  {
    name: "type-unknown",
    expect: "type-unknown",
    about: "vct names a type that nobody knows",
    symbol: makeCredential({ payload: claimsSet({ more: [[int(11), text("vn.example.library-card")]] }) }).text,
  },
  {
    name: "payment-code",
    expect: "payment-code",
    about: "a VietQR to pay 50,000 VND with",
    symbol: "00020101021238540010A00000072701240006970400011000000000000208QRIBFTTA53037045405500005802VN62110807THU PHI630461D7",
  },
  {
    name: "checksum-wrong",
    expect: "checksum-wrong",
    about: "the same for 60,000 VND under the old checksum",
    symbol: "00020101021238540010A00000072701240006970400011000000000000208QRIBFTTA53037045405600005802VN62110807THU PHI630461D7",
  },
  { name: "link-read", expect: "link-read", about: "a link", symbol: "https://example.invalid/gplx?id=099000000000" },
  {
    name: "link-read-other-host",
    expect: "link-read",
    about: "the name before the @ is not the host",
    symbol: "https://vneid.gov.vn@other.example/",
  },
  {
    name: "link-read-product",
    expect: "link-read",
    about: "a GS1 Digital Link",
    symbol: "https://id.example/01/08930000000002/10/LOT1?17=301231",
  },
  {
    name: "truncated-payment-code",
    expect: "truncated",
    about: "ends before its checksum",
    symbol: "00020101021138540010A00000072701240006970400011000000000000208QRIBFTTA53037045802VN",
  },
  {
    name: "malformed-payment-code",
    expect: "malformed",
    about: "a length too short by one, before a checksum",
    symbol: "00020101021138540010A00000072701240006970400011000000000000208QRIBFTTA53027045802VN6304ABCD",
  },
  {
    name: "vneid-suspected",
    expect: "vneid-suspected",
    about: "an opaque token as an app's session code would be",
    symbol: "c3f9Kq81ZtPzVb0uX7mYw2LdR5hNaQ4eJ6sGiT1oBkCx8UvMyDWpHnEj9rFlSgA0",
  },
  {
    name: "more-parts-needed",
    expect: "more-parts-needed",
    about: "the first of two codes of a SMART Health Card",
    symbol: "shc:/1/2/567629095243206034602924374044603122295953265460346029254077",
  },
  ...TYPED_EXAMPLES.map(({ type }) => granted(type, `a typed credential with every claim of its type: ${type}`, typed(type).text)),
  granted("typed-person", "attributes of claim 169 beside the typed claims", typed("student", { identity: map(...maker.PERSON) }).text),
  granted(
    "typed-later-claim",
    "a claim of a later version, kept under unknown",
    typed("student", { typed: map(...(TYPED_EXAMPLES[2]?.pairs ?? []), [int(5), text("later")]) }).text,
  ),
  granted("typed-live", "a typed credential shown live", makeLiveCode({ credential: typed("producer", BOUND).message }).text),
  {
    name: "used-up-prescription",
    expect: "used-up",
    about: "a prescription that was dispensed the day before",
    symbol: typed("prescription").text,
    policy: { id: "pharmacy", once: ["prescription"] },
    acceptedAt: AT - 86_400,
  },
  {
    name: "condition-not-met-resident",
    expect: "condition-not-met",
    about: "the household lives in another commune",
    symbol: typed("household-address").text,
    policy: { id: "residents", conditions: [{ id: "resident", residentOf: ["99007"], required: true }] },
  },
  {
    name: "expired-insurance",
    expect: "expired",
    about: "the insurance's last day is over in Việt Nam, the credential's expiry is not",
    symbol: typed("health-insurance", {}, [[int(5), text("2026-11-22")]]).text,
  },
  granted("insurance-last-day", "the same on its last day", typed("health-insurance", {}, [[int(5), text("2026-11-23")]]).text),
  {
    name: "not-yet-valid-insurance",
    expect: "not-yet-valid",
    about: "the insurance begins tomorrow, the credential is valid",
    symbol: typed("health-insurance", {}, [[int(4), text("2026-11-24")]]).text,
  },
  {
    name: "malformed-typed-kind",
    expect: "malformed",
    about: "a fee as text",
    symbol: typed("application", {}, [[int(5), text("50000")]]).text,
  },
  {
    name: "malformed-typed-missing",
    expect: "malformed",
    about: "a student without a school year",
    symbol: typed("student", { typed: map(...(TYPED_EXAMPLES[2]?.pairs.slice(0, 3) ?? [])) }).text,
  },
  {
    name: "malformed-typed-date",
    expect: "malformed",
    about: "a prescription of 31 November",
    symbol: typed("prescription", {}, [[int(3), text("2026-11-31")]]).text,
  },
  {
    name: "malformed-typed-decomposed",
    expect: "malformed",
    about: "a text that is not in NFC",
    symbol: typed("producer", {}, [[int(4), text("Hợp tác xã".normalize("NFD"))]]).text,
  },
  granted("eu-dcc", "an EU certificate of a vaccination, ES256", dcc().text),
  granted("eu-dcc-without-prefix", "the same without HC1:", dcc().text.slice("HC1:".length)),
  {
    name: "not-yet-valid-eu-dcc",
    expect: "not-yet-valid",
    about: "issued in the next second",
    symbol: dcc({ statement: { iat: int(AT + 1) } }).text,
  },
  {
    name: "signature-invalid-eu-dcc",
    expect: "signature-invalid",
    about: "another key under its identifier",
    symbol: dcc({ key: testKey("ES256", 66, "health-1") }).text,
  },
  granted("health-card", "a SMART Health Card", healthCard()),
  granted("health-card-rid", "its revocation identifier is not on the list", healthCard({ rid: "good1" })),
  granted("health-card-rid-later", "valid since the time up to which its identifier is revoked", healthCard({ rid: "before", nbf: AT })),
  {
    name: "revoked-health-card",
    expect: "revoked",
    about: "its revocation identifier is on the list",
    symbol: healthCard({ rid: "revoked1" }),
  },
  {
    name: "revoked-health-card-before",
    expect: "revoked",
    about: "valid from before the time up to which its identifier is revoked",
    symbol: healthCard({ rid: "before", nbf: AT - 1 }),
  },
  { name: "expired-health-card", expect: "expired", about: "its exp is now", symbol: healthCard({ exp: AT }) },
  {
    name: "malformed-health-card",
    expect: "malformed",
    about: "its payload is not said to be compressed",
    symbol: makeCard({ header: { alg: "ES256", kid: CARD_KEY.kid } }),
  },
  granted("nz-covid-pass", "an NZ COVID pass", makePass({ key: PASS }).text),
  {
    name: "signature-invalid-nz-covid-pass",
    expect: "signature-invalid",
    about: "another key under its identifier",
    symbol: makePass({ key: testKey("ES256", 66, "key-1") }).text,
  },
  {
    name: "type-unknown-nz-covid-pass",
    expect: "type-unknown",
    about: "of a version that came later",
    symbol: makePass({ key: PASS }).text.replace("/1/", "/2/"),
  },
  granted("icao-vds-nc", "a seal whose signer's certificate leads to a listed authority", makeSeal({ signer: SEAL_SIGNER })),
  {
    name: "issuer-unknown-icao-vds-nc",
    expect: "issuer-unknown",
    about: "a seal with a certificate of nobody we know",
    symbol: makeSeal({ signer: makeCertificate({ subject: "Nobody" }) }),
  },
  {
    name: "signature-invalid-icao-vds-nc",
    expect: "signature-invalid",
    about: "another name under the old signature",
    symbol: makeSeal({ signer: SEAL_SIGNER }).replace("NGUYEN THI KIEM THU", "NGUYEN THI KIEM THO"),
  },
  {
    name: "more-parts-needed-second",
    expect: "more-parts-needed",
    about: "the last of two codes, alone",
    symbol: splitCard(makeJws(), 2)[1] ?? "",
  },
  document("citizen-card-7", "citizen card of 2021", CARD),
  document("citizen-card-11", "citizen card of 2024", `${CARD}||||`),
  document("insurance-card", "health-insurance card", INSURANCE),
  document("personal-number", "the 12 digits alone", "099190000001"),
  document("prescription-code", "code of a national electronic prescription", "99999abcdefg-c"),
  { name: "not-understood", expect: "not-understood", about: "how to join a wireless network", symbol: "WIFI:S:test;T:WPA;P:x;;" },
  { name: "not-understood-empty", expect: "not-understood", about: "nothing at all", symbol: "" },
  { name: "truncated-in-a-group", expect: "truncated", about: "one character over", symbol: valid.text.slice(0, 100) },
  { name: "truncated-between-groups", expect: "truncated", about: "whole groups, half the data", symbol: valid.text.slice(0, 150) },
  { name: "truncated-citizen-card", expect: "truncated", about: "ends in the middle of the day of issue", symbol: CARD.slice(0, -4) },
  { name: "too-large-inside", expect: "too-large", about: "2.4 MiB of zeros", symbol: maker.wrap(new Uint8Array(2_500_000)) },
  { name: "too-large-outside", expect: "too-large", about: "8,193 bytes", symbol: "0".repeat(8193) },
  {
    name: "base45-invalid-letter",
    expect: "base45-invalid",
    about: "a small letter inside",
    symbol: `${valid.text.slice(0, 30)}a${valid.text.slice(31)}`,
  },
  { name: "base45-invalid-value", expect: "base45-invalid", about: "::: is more than 16 bits", symbol: "NCF:::NCF" },
  { name: "compression-invalid", expect: "compression-invalid", about: "the sum at the end is wrong", symbol: wrongSum() },
  { name: "compression-invalid-trailing", expect: "compression-invalid", about: "a byte after the end of the stream", symbol: trailing() },
  {
    name: "malformed-duplicate-key",
    expect: "malformed",
    about: "two expiries",
    symbol: makeCredential({ payload: claimsSet({ more: [[int(4), int(AT + 1)]] }) }).text,
  },
  {
    name: "malformed-long-integer",
    expect: "malformed",
    about: "the number 1 in two bytes",
    symbol: makeCredential({ payload: claimsSet({ identity: map([hex("1801"), text("VD-0001")]) }) }).text,
  },
  { name: "malformed-detached", expect: "malformed", about: "no payload", symbol: detached() },
  {
    name: "malformed-algorithm-unsigned",
    expect: "malformed",
    about: "the algorithm stands only outside the signature",
    symbol: makeCredential({ protectedHeader: map([int(4), bytes(ED_KEY.kid)]), unprotected: map([int(1), int(-8)]) }).text,
  },
  { name: "document-invalid-date", expect: "document-invalid", about: "31 February", symbol: CARD.replace("15051990", "31021990") },
  { name: "document-invalid-number", expect: "document-invalid", about: "11 digits", symbol: CARD.slice(1) },
  { name: "trust-missing", expect: "trust-missing", about: "a kiosk on its first day", symbol: valid.text, trust: "none" },
  { name: "trust-expired", expect: "trust-expired", about: "the list's expiry itself", symbol: valid.text, at: TRUST.expiresAt },
  { name: "clock-wrong", expect: "clock-wrong", about: "301 seconds behind the list", symbol: valid.text, at: TRUST.issuedAt - 301 },
  {
    name: "issuer-unknown",
    expect: "issuer-unknown",
    about: "a key identifier that nobody has",
    symbol: makeCredential({ key: testKey("EdDSA", 66, "stranger-1"), payload: claimsSet({ iss: text("https://stranger.example") }) }).text,
  },
  {
    name: "algorithm-unsupported",
    expect: "algorithm-unsupported",
    about: "HMAC 256/256 (5)",
    symbol: makeCredential({ protectedHeader: alg(5) }).text,
  },
  { name: "encrypted-unsupported", expect: "encrypted-unsupported", about: "COSE_Encrypt0", symbol: encrypted() },
  {
    name: "extension-unsupported",
    expect: "extension-unsupported",
    about: "crit names a header of the sender's own",
    symbol: makeCredential({
      protectedHeader: map([int(1), int(-8)], [int(2), array(int(-70001))], [int(4), bytes(ED_KEY.kid)], [int(-70001), int(1)]),
    }).text,
  },
];

function granted(name: string, about: string, symbol: string): Vector {
  return { name: `granted-${name}`, expect: "granted", about, symbol };
}

function document(name: string, about: string, symbol: string): Vector {
  return { name: `document-read-${name}`, expect: "document-read", about, symbol };
}

function forged(): string {
  return makeCredential({ protectedHeader: headerOf(ED_KEY), key: ROGUE }).text;
}

function unsigned(): string {
  return makeCredential({ signature: () => new Uint8Array() }).text;
}

function changed(): string {
  const message = Buffer.from(valid.message).toString("latin1").replace("19900515", "20080515");
  return maker.wrap(Buffer.from(message, "latin1"));
}

function otherS(): string {
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  return makeCredential({
    key: EC_KEY,
    signature: (signedBytes) => {
      const signature = Buffer.from(maker.signBytes(EC_KEY, signedBytes));
      const s = BigInt(`0x${signature.subarray(32).toString("hex")}`);
      return Buffer.concat([signature.subarray(0, 32), Buffer.from((order - s).toString(16).padStart(64, "0"), "hex")]);
    },
  }).text;
}

function detached(): string {
  return maker.wrap(tag(18, array(bytes(headerOf(ED_KEY)), map(), hex("f6"), bytes(new Uint8Array(64)))));
}

function encrypted(): string {
  return maker.wrap(tag(16, array(bytes(map([int(1), int(1)])), map([int(5), bytes(new Uint8Array(12))]), bytes(new Uint8Array(80)))));
}

/** The code's zlib stream, changed. */
function recompressed(change: (stream: Buffer) => Uint8Array): string {
  const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  const stream: number[] = [];
  for (const group of valid.text.match(/.{1,3}/gs) ?? []) {
    const value = [...group].reduce((sum, letter, index) => sum + letters.indexOf(letter) * 45 ** index, 0);
    stream.push(...(group.length === 3 ? [value >> 8, value & 0xff] : [value]));
  }
  return maker.base45(change(Buffer.from(stream)));
}

function wrongSum(): string {
  return recompressed((stream) => Buffer.concat([stream.subarray(0, -1), Uint8Array.of((stream.at(-1) ?? 0) ^ 1)]));
}

function trailing(): string {
  return recompressed((stream) => Buffer.concat([stream, Uint8Array.of(0)]));
}

const FOLDER = new URL("../vectors/", import.meta.url);
mkdirSync(FOLDER, { recursive: true });
for (const file of readdirSync(FOLDER)) if (file.endsWith(".txt")) rmSync(new URL(file, FOLDER));
writeFileSync(new URL("trust-list.json", FOLDER), `${JSON.stringify(TRUST, null, 2)}\n`);
writeFileSync(new URL("status-00.bin", FOLDER), SHARD);
for (const { name, expect, about, symbol, at = AT, trust, policy, acceptedAt, presentedBefore } of VECTORS) {
  const lines = [`expect: ${expect}`, `about: ${about}`, `at: ${at}`];
  if (trust) lines.push(`trust: ${trust}`);
  if (policy) lines.push(`policy: ${JSON.stringify(policy)}`);
  if (acceptedAt !== undefined) lines.push(`accepted-at: ${acceptedAt}`);
  if (presentedBefore) lines.push("presented-before: yes");
  writeFileSync(new URL(`${name}.txt`, FOLDER), `${lines.join("\n")}\n\n${symbol}\n`);
}

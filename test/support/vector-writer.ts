// Writes test/vectors/ anew: `node test/support/vector-writer.ts`. Run it to add a vector, never to make a failing test pass.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import type { Policy } from "../../src/core/policy.ts";
import type { Reason } from "../../src/core/reason.ts";
import type { TrustList } from "../../src/core/trust.ts";
import { array, bytes, hex, int, map, tag, text } from "./cbor-bytes.ts";
import * as maker from "./credential-maker.ts";
import { keyEntry, TRUST_LIST } from "./judging.ts";

const { AT, EC_KEY, ED_KEY, claimsSet, headerOf, makeCredential, testKey } = maker;

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
}

const ROGUE = testKey("EdDSA", 66, "ed-1");
const CLINIC = testKey("EdDSA", 3, "clinic-1");
const CLINIC_ISSUER = "https://clinic.example";

const valid = makeCredential();
const withMore = (note: string) => makeCredential({ payload: claimsSet({ identity: map(...maker.PERSON, [int(2), text(note)]) }) });
const revoked = withMore("revoked");
const suspended = withMore("suspended");

const identityOf = ({ payload }: maker.MadeCredential) => createHash("sha256").update(payload).digest("hex");

const TRUST: TrustList = {
  ...TRUST_LIST,
  issuers: [...TRUST_LIST.issuers, { id: CLINIC_ISSUER, types: ["health-insurance"], keys: [keyEntry(CLINIC)] }],
  statusLists: [{ issuer: maker.ISSUER, revoked: [identityOf(revoked)], suspended: [identityOf(suspended)] }],
};

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
  document("citizen-card-7", "citizen card of 2021", CARD),
  document("citizen-card-11", "citizen card of 2024", `${CARD}||||`),
  document("insurance-card", "health-insurance card", INSURANCE),
  document("personal-number", "the 12 digits alone", "099190000001"),
  { name: "not-understood", expect: "not-understood", about: "a link", symbol: "https://example.invalid/gplx?id=099000000000" },
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
for (const { name, expect, about, symbol, at = AT, trust, policy, acceptedAt } of VECTORS) {
  const lines = [`expect: ${expect}`, `about: ${about}`, `at: ${at}`];
  if (trust) lines.push(`trust: ${trust}`);
  if (policy) lines.push(`policy: ${JSON.stringify(policy)}`);
  if (acceptedAt !== undefined) lines.push(`accepted-at: ${acceptedAt}`);
  writeFileSync(new URL(`${name}.txt`, FOLDER), `${lines.join("\n")}\n\n${symbol}\n`);
}

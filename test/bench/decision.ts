import { constants, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { decide } from "../../src/core/decide.ts";
import { NO_HISTORY } from "../../src/core/history.ts";
import { WANT_EVERYTHING } from "../../src/core/policy.ts";
import { type Algorithm, CREDENTIAL_TYPES, type Presentation } from "../../src/core/presentation.ts";
import { recognise } from "../../src/core/recognise.ts";
import { importJwk, isSignedBy } from "../../src/core/signature.ts";
import type { TrustList } from "../../src/core/trust.ts";
import { bytes, int, map, text } from "../support/cbor-bytes.ts";
import { certificateEntry, makeCertificate, newKey } from "../support/certificate-maker.ts";
import {
  AT,
  claimsSet,
  confirmationOf,
  EC_KEY,
  ED_KEY,
  HOLDER_KEY,
  ISSUER,
  makeCredential,
  makeLiveCode,
  type Pair,
  type TestKey,
  testKey,
} from "../support/credential-maker.ts";
import { makeDcc } from "../support/dcc-maker.ts";
import { CARD_KEY, makeCard } from "../support/health-card-maker.ts";
import { keyEntry, trustWith } from "../support/judging.ts";
import { makePass, PASS_ISSUER } from "../support/pass-maker.ts";
import { makeSeal, SEAL_SIGNER, STATE } from "../support/seal-maker.ts";
import { makeTyped, TYPED_EXAMPLES } from "../support/typed-examples.ts";
import { median } from "./figures.ts";

const ROUNDS = 101;
const CALLS = 40;
/** Rounds that do not count: until then the code is being compiled. */
const WARM_UP_ROUNDS = 30;
/** More than a kiosk remembers. */
const HOLDERS = 1000;

/** One kind of code, and the public keys of the signatures in it: the issuer's, and the holder's where there is one. */
interface Case {
  readonly name: string;
  /** Times the bare signature checks. */
  readonly goal: number;
  /** Several where each is shown for the first time to a kiosk that has never seen its holder. */
  readonly codes: readonly string[];
  readonly keys: readonly KeyObject[];
}

const PHONE = testKey("ES256", 78, "phone");
const RSA = generateKeyPairSync("rsa", { modulusLength: 2048 });
const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
const AUTHORITY = makeCertificate({ subject: "Authority", authority: true });
const SIGNER = makeCertificate({ subject: "Signer", by: AUTHORITY });

/** Somebody with every attribute that is a line of text; a part of it does not compress: 390 bytes before Base45. */
const PERSON: readonly Pair[] = [
  [int(1), text("099190000001")],
  [int(3), text("vie")],
  [int(4), text("Nguyễn Thị Kiểm Thử")],
  [int(8), text("19900515")],
  [int(9), int(2)],
  [int(10), text("Thôn Thử Nghiệm\nXã Ví Dụ\nTỉnh Mẫu")],
  [int(11), text("kiem.thu@example.invalid")],
  [int(12), text("+84 00 000 0000")],
  [int(13), text("VN")],
  [int(21), text("Ax93LmPz07QwErTyUiOpLkJhGfDsAzXcVbNm1234567890qweR")],
  [int(22), text("h7Qe2ZkP0vXw9sLrT4uB8nYc1JmDfGa6KoEiVtSxNqRbWpHzCy")],
];

const publicOf = ({ privateKey }: TestKey): KeyObject => createPublicKey(privateKey);
const person = (key: TestKey, more: readonly Pair[] = []) =>
  makeCredential({ key, payload: claimsSet({ identity: map(...PERSON), more }) });

function live(issuer: TestKey, holder: TestKey, iat = AT): string {
  return makeLiveCode({ credential: person(issuer, [confirmationOf(holder)]).message, key: holder, iat: int(iat) }).text;
}

/** Holders whom no kiosk has seen: each has a key of its own. */
function strangers(algorithm: TestKey["algorithm"], issuer: TestKey): Case {
  const pairs = Array.from({ length: HOLDERS }, () =>
    algorithm === "EdDSA" ? generateKeyPairSync("ed25519") : generateKeyPairSync("ec", { namedCurve: "P-256" }),
  );
  const codes = pairs.map(({ privateKey, publicKey }) =>
    live(issuer, { algorithm, kid: "holder", privateKey, jwk: publicKey.export({ format: "jwk" }) }),
  );
  // The bare checks are of the first code: which key it is makes no difference to the time.
  const keys = [publicOf(issuer), ...pairs.slice(0, 1).map(({ publicKey }) => publicKey)];
  return { name: `live code of a holder never seen before, ${algorithm}`, goal: 1.5, codes, keys };
}

function cases(): readonly Case[] {
  const one = (name: string, code: string, key: KeyObject, goal = 1.5): Case => ({ name, goal, codes: [code], keys: [key] });
  const pss = (toSign: Uint8Array) => sign("sha256", toSign, { key: RSA.privateKey, ...PSS });
  const dccOfRsa = makeDcc({ protectedHeader: map([int(1), int(-37)], [int(4), bytes("rsa-1")]), signature: pss });
  return [
    one("Claim 169, EdDSA", person(ED_KEY).text, publicOf(ED_KEY)),
    one("Claim 169, ES256", person(EC_KEY).text, publicOf(EC_KEY)),
    ...TYPED_EXAMPLES.map((example) => one(`${example.type}, EdDSA`, makeTyped(example).text, publicOf(ED_KEY))),
    one("EU certificate, ES256", makeDcc().text, publicOf(EC_KEY), 2),
    one("EU certificate, PS256", dccOfRsa.text, RSA.publicKey, 2),
    one("SMART Health Card, ES256", makeCard(), publicOf(CARD_KEY), 2),
    one("NZ COVID Pass, ES256", makePass().text, publicOf(EC_KEY)),
    one("VDS-NC, ES256, its signer on the list", makeSeal(), SEAL_SIGNER.key.publicKey),
    one("VDS-NC, ES256, through an authority", makeSeal({ signer: SIGNER }), SIGNER.key.publicKey),
    { name: "live code, EdDSA twice", goal: 1.5, codes: [live(ED_KEY, HOLDER_KEY)], keys: [publicOf(ED_KEY), publicOf(HOLDER_KEY)] },
    { name: "live code, ES256 twice", goal: 1.5, codes: [live(EC_KEY, PHONE)], keys: [publicOf(EC_KEY), publicOf(PHONE)] },
    strangers("EdDSA", ED_KEY),
    strangers("ES256", EC_KEY),
  ];
}

function trustList(): Partial<TrustList> {
  const jwk = { ...RSA.publicKey.export({ format: "jwk" }), kty: "RSA" };
  const seals = [certificateEntry(SEAL_SIGNER), certificateEntry(AUTHORITY), ...Array.from({ length: 20 }, () => otherAuthority())];
  return {
    issuers: [
      { id: ISSUER, types: [...CREDENTIAL_TYPES], keys: [keyEntry(ED_KEY), keyEntry(EC_KEY), keyEntry(CARD_KEY), { kid: "rsa-1", jwk }] },
      { id: PASS_ISSUER, types: ["covid-pass"], keys: [keyEntry(EC_KEY)] },
      { id: STATE, types: ["vaccination"], keys: seals },
    ],
  };
}

function otherAuthority() {
  return certificateEntry(makeCertificate({ subject: "Another authority", key: newKey(), authority: true }));
}

const TRUST = trustWith(trustList());

/**
 * The whole decision, text in and decision out, of every format against the bare signature checks of the same message, interleaved:
 * crypto.verify with what the code carries. For ECDSA and RSA-PSS that is not the fastest way to call it (src/core/openssl-encoding.ts), so
 * the check as we make it stands in the last column.
 */
export async function benchDecision(): Promise<readonly string[]> {
  const lines = [`medians of ${ROUNDS} rounds of ${CALLS}`, "ratio  goal   bare µs  whole µs   ours µs"];
  for (const each of cases()) {
    const { ratio, bare, whole, ours } = await measure(each);
    const times = [bare, whole, ours].map((microseconds) => microseconds.toFixed(1).padStart(9));
    const figures = [ratio.toFixed(2).padStart(5), each.goal.toFixed(1).padStart(5), ...times];
    lines.push(`${figures.join(" ")}  ${each.name}, ${each.codes[0]?.length} characters${ratio <= each.goal ? "" : " (above its goal)"}`);
  }
  return lines;
}

async function measure({ name, codes, keys }: Case) {
  const scans = codes.map((code) => ({ symbol: Buffer.from(code), source: "camera", at: AT }) as const);
  const checks = checksOf(name, codes[0] ?? "", keys);
  let next = 0;
  const judge = () => {
    const scan = scans[next++ % scans.length];
    return scan && decide(scan, TRUST, WANT_EVERYTHING, NO_HISTORY);
  };
  if (judge()?.reason !== "granted") throw new Error(`bench: ${name}: not granted`);
  const bare: number[] = [];
  const whole: number[] = [];
  const ours: number[] = [];
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
    const [bareTime, wholeTime] = [microsecondsACall(() => checks.every((check) => check.bare())), microsecondsACall(judge)];
    const oursTime = microsecondsACall(() => checks.every((check) => check.ours()));
    if (round >= WARM_UP_ROUNDS) {
      bare.push(bareTime);
      whole.push(wholeTime);
      ours.push(oursTime);
    }
    // As between two scans: what Node does after a call has time to be done.
    await nextTurn();
  }
  const ratios = whole.map((value, round) => value / (bare[round] ?? Number.NaN));
  return { ratio: median(ratios), bare: median(bare), whole: median(whole), ours: median(ours) };
}

/** One signature check, as crypto.verify takes it and as we make it. */
interface Check {
  readonly bare: () => boolean;
  readonly ours: () => boolean;
}

/** The checks of the signatures in a code. */
function checksOf(name: string, code: string, [issuer, holder]: readonly KeyObject[]): readonly Check[] {
  const recognised = recognise(Buffer.from(code));
  const presentation = recognised.ok && recognised.value.kind === "presentation" ? recognised.value : undefined;
  const parts = [presentation, presentation?.proof].filter((part) => part !== undefined);
  const checks = parts.map((part, index) => checkOf(part, index === 0 ? issuer : holder));
  const areRight = checks.length > 0 && checks.every(({ bare, ours }) => bare() && ours());
  if (!areRight) throw new Error(`bench: ${name}: a signature does not verify`);
  return checks;
}

function checkOf(
  { algorithm, signedBytes, signature }: Pick<Presentation, "algorithm" | "signedBytes" | "signature">,
  key: KeyObject | undefined,
): Check {
  const imported = key && importJwk(key.export({ format: "jwk" }));
  if (!key || !imported) throw new Error("bench: no key");
  const options: Readonly<Partial<Record<Algorithm, object>>> = { ES256: { key, dsaEncoding: "ieee-p1363" }, PS256: { key, ...PSS } };
  const digest = algorithm === "EdDSA" ? null : "sha256";
  const given = (options[algorithm] ?? key) as KeyObject;
  return {
    bare: () => verify(digest, signedBytes, given, signature),
    ours: () => isSignedBy(imported, signedBytes, signature),
  };
}

function microsecondsACall(call: () => unknown): number {
  const startMs = performance.now();
  for (let i = 0; i < CALLS; i++) call();
  return ((performance.now() - startMs) * 1000) / CALLS;
}

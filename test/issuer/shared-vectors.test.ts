import { describe, expect, test } from "vitest";
import { WANT_EVERYTHING } from "../../src/core/policy.ts";
import { verifyBatch } from "../../src/issuer/batch.ts";
import { memoryWorld, NOW } from "../support/issuer-parts.ts";
import { hasSharedVectors, sharedVectors } from "../support/shared-vectors.ts";

/** What each expectation of claim169-signed.json means here; for the POLICY ones see docs/decisions/0004. */
const CLAIM_169: Readonly<Record<string, readonly (readonly [verdict: string, reason: string])[]>> = {
  VALID: [["accept", "granted"]],
  VALID_OR_POLICY: [["accept", "granted"]],
  VALID_SAME_CREDENTIAL: [["accept", "granted"]],
  POLICY: [["accept", "granted"]],
  UNKNOWN_KEY: [["cannot-check", "issuer-unknown"]],
  BAD_SIGNATURE: [["refuse", "signature-invalid"]],
  UNSUPPORTED_ALG: [["cannot-check", "algorithm-unsupported"]],
  EXPIRED: [["refuse", "expired"]],
  NOT_YET_VALID: [["refuse", "not-yet-valid"]],
  MALFORMED: [["unreadable", "malformed"]],
  TOO_LARGE: [["unreadable", "too-large"]],
  DECOMPRESS: [
    ["unreadable", "truncated"],
    ["unreadable", "compression-invalid"],
  ],
  BASE45: [
    ["unreadable", "not-understood"],
    ["unreadable", "base45-invalid"],
  ],
};

/** Warnings by the names of vietnam.jsonl. */
const WARNINGS: Readonly<Record<string, string>> = {
  DOB_YEAR_MISMATCH: "birth-year-mismatch",
  LOSSY_TEXT: "text-lossy",
  NO_TERMINATOR: "end-missing",
  BIDI_CONTROL: "control-characters",
};

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly text: string;
  readonly expect: Readonly<Record<string, unknown>>;
}

async function batch(lines: readonly object[]): Promise<Map<unknown, Record<string, unknown>>> {
  async function* stdin(): AsyncGenerator<Uint8Array> {
    for (const line of lines) yield Buffer.from(`${JSON.stringify(line)}\n`);
  }
  const world = memoryWorld({ stdin: stdin() });
  await verifyBatch({ trust: undefined, policy: WANT_EVERYTHING }, world.parts);
  const answers: Record<string, unknown>[] = world
    .stdout()
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  return new Map(answers.map((answer) => [answer["id"], answer]));
}

describe.skipIf(!hasSharedVectors())("the published vectors, through the batch", () => {
  test("signed Claim 169 codes end as they say", async () => {
    const file = JSON.parse(sharedVectors("claim169-signed.json"));
    const answers = await batch(
      file.vectors.map(({ name, qr }: { name: string; qr: string }) => ({ id: name, text: qr, at: file.fixedClock, keys: file.keys })),
    );
    for (const { name, expect: expectation } of file.vectors) {
      const { verdict, reason } = answers.get(name) ?? {};
      expect(CLAIM_169[expectation], `${name}: ${expectation}`).toContainEqual([verdict, reason]);
    }
    expect(answers.size).toBeGreaterThan(20);
    // The same credential with the other half of its signature is the same credential.
    expect(answers.get("es256-malleated-s")?.["credential"]).toBe(answers.get("es256-valid")?.["credential"]);
    expect(answers.get("no-exp")?.["warnings"]).toEqual(["no-expiry"]);
  });

  test("the Vietnamese rows end as they say: cards, payment codes, prescriptions and links are read and never verified", async () => {
    const rows: Row[] = sharedVectors("vietnam.jsonl")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const answers = await batch(rows.map(({ id, text }) => ({ id, text, at: NOW })));
    for (const row of rows) check(row, answers.get(row.id) ?? {});
    expect(rows.length).toBeGreaterThan(30);
  });
});

/** What each expectation of smart-health-card-signed.json means here. */
const HEALTH_CARD: Readonly<Record<string, readonly [verdict: string, reason: string]>> = {
  VALID: ["accept", "granted"],
  COMPLETES: ["accept", "granted"],
  REVOKED: ["refuse", "revoked"],
  EXPIRED: ["refuse", "expired"],
  BAD_SIGNATURE: ["refuse", "signature-invalid"],
  UNKNOWN_KEY: ["cannot-check", "issuer-unknown"],
  MALFORMED: ["unreadable", "malformed"],
  TOO_LARGE: ["unreadable", "too-large"],
  NEEDS_MORE: ["unreadable", "more-parts-needed"],
};

describe.skipIf(!hasSharedVectors())("the published SMART Health Cards, through the batch", () => {
  test("end as they say, line after line", async () => {
    const file = JSON.parse(sharedVectors("smart-health-card-signed.json"));
    const rows: readonly { readonly name: string; readonly qr: string; readonly expect: string }[] = file.vectors;
    const answers = await batch(rows.map(({ name, qr }) => ({ id: name, text: qr, at: file.fixedClock, keys: file.jwks, crl: file.crl })));
    for (const { name, expect: expectation } of rows) {
      const { verdict, reason } = answers.get(name) ?? {};
      expect([verdict, reason], `${name}: ${expectation}`).toEqual(HEALTH_CARD[expectation]);
    }
    expect(rows.length).toBeGreaterThan(10);
    // In two codes it is the same card as in one.
    expect(answers.get("chunk-2-of-2")?.["credential"]).toBe(answers.get("valid")?.["credential"]);
  });
});

/** One row of eu-dcc.jsonl: what its country expects of a verifier; an expectation that is absent was not tested. */
interface DccRow {
  readonly id: string;
  readonly text: string;
  readonly certificate: string;
  readonly at: string | null;
  readonly expect: Readonly<Record<string, boolean>>;
}

/** Rows that we answer otherwise, and why: docs/formats.md. */
const DCC_EXCEPTIONS: Readonly<Record<string, string>> = {
  // Its certificate limits nothing, like those of other rows of the same country that expect the opposite.
  "IS/2DCode/raw/3.json": "granted",
  // The row does not test the key's use, and the key may not sign tests.
  "LI/2DCode/raw/4.json": "issuer-not-permitted",
};

/** Reasons that say that the signature was checked and found right. */
const GENUINE = ["granted", "expired", "not-yet-valid", "issuer-not-permitted"];

describe.skipIf(!hasSharedVectors())("the published EU certificates, through the batch", () => {
  test("end as their countries say", async () => {
    const rows: DccRow[] = sharedVectors("eu-dcc.jsonl")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const answers = await batch(
      rows.map(({ id, text, certificate, at }) => ({ id, text, at: at ?? undefined, keys: certificate ? [{ certificate }] : [] })),
    );
    for (const row of rows) checkDcc(row, String(answers.get(row.id)?.["reason"]));
    expect(rows.length).toBeGreaterThan(400);
  });
});

function checkDcc({ id, expect: expected }: DccRow, reason: string): void {
  const exception = DCC_EXCEPTIONS[id];
  if (exception !== undefined) {
    expect(reason, id).toBe(exception);
    return;
  }
  const { EXPECTEDVERIFY: isGenuine, EXPECTEDEXPIRATIONCHECK: isInForce, EXPECTEDKEYUSAGE: isPermitted } = expected;
  if (isGenuine && isInForce && isPermitted) expect(reason, id).toBe("granted");
  if (isGenuine === true) expect(GENUINE, id).toContain(reason);
  if (isGenuine === false) expect(GENUINE, id).not.toContain(reason);
  if (isInForce === true) expect(["expired", "not-yet-valid"], id).not.toContain(reason);
  if (isInForce === false) expect(["expired", "not-yet-valid"], id).toContain(reason);
  if (isPermitted === true) expect(reason, id).not.toBe("issuer-not-permitted");
  if (isPermitted === false) expect(reason, id).toBe("issuer-not-permitted");
  // EXPECTEDUNPREFIX is left out: a certificate whose prefix was lost on the way is read all the same.
  const isReadable = ["EXPECTEDB45DECODE", "EXPECTEDCOMPRESSION", "EXPECTEDDECODE"].every((name) => expected[name] !== false);
  if (!isReadable) expect(["not-understood", "base45-invalid", "compression-invalid", "malformed"], id).toContain(reason);
}

/** Kinds of vietnam.jsonl that a kiosk reads, and what it calls them. */
const READABLE: Readonly<Record<string, string>> = {
  cccd: "document-read",
  bhyt: "document-read",
  id12: "document-read",
  eprescription: "document-read",
  vietqr: "payment-code",
  url: "link-read",
  gs1: "link-read",
};

/** Reasons for what a row of this kind calls an error. */
const ERRORS: Readonly<Record<string, readonly string[]>> = {
  BAD_DATE: ["document-invalid"],
  BAD_ID: ["document-invalid"],
  BAD_CRC: ["checksum-wrong"],
  TLV: ["truncated", "malformed"],
};

function check({ id, kind, text, expect: expected }: Row, answer: Record<string, unknown>): void {
  const { error, warn, repaired, status, extraCount, extraAllEmpty: _, lenient: _lenient, length, ...fields } = expected;
  if (error !== undefined || READABLE[kind] === undefined) {
    expect(answer["verdict"], id).toBe("unreadable");
    expect(answer, id).not.toHaveProperty("claims");
    expect(ERRORS[String(error)] ?? ["not-understood"], id).toContain(answer["reason"]);
    return;
  }
  expect(answer, id).toMatchObject({ verdict: "read-only", reason: READABLE[kind], claims: fields });
  if (typeof warn === "string") expect(answer["warnings"], id).toContain(WARNINGS[warn]);
  if (repaired !== undefined) expect(answer["warnings"], id).toContain("text-repaired");
  if (status === "EXPIRED_ON_PAPER") expect(answer["warnings"], id).toContain("expired-on-paper");
  if (typeof extraCount === "number") expect(answer, id).toHaveProperty("claims.extra", Array(extraCount).fill(""));
  if (typeof length === "number") expect(answer, id).toMatchObject({ claims: { code: text } });
}

interface PaymentRow {
  readonly text: string;
  readonly crcOk: boolean;
  readonly tlvByChars: boolean;
  readonly tlvByBytes: boolean;
}

describe.skipIf(!hasSharedVectors())("the published payment codes, through the batch", () => {
  test("are read where their checksum fits and their lengths add up, and only there", async () => {
    const rows: PaymentRow[] = sharedVectors("vietqr.jsonl")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const answers = await batch(rows.map(({ text }, id) => ({ id: String(id), text, at: NOW })));
    for (const [id, { text, crcOk, tlvByBytes, tlvByChars }] of rows.entries()) {
      const { verdict, reason } = answers.get(String(id)) ?? {};
      const isGood = crcOk && (tlvByBytes || tlvByChars);
      expect([text, verdict, reason === "payment-code"]).toEqual([text, isGood ? "read-only" : "unreadable", isGood]);
    }
    expect(rows.length).toBeGreaterThan(20);
  });
});

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

  test("the unsigned Vietnamese cards are read and never verified, everything else is not understood", async () => {
    const rows: Row[] = sharedVectors("vietnam.jsonl")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const answers = await batch(rows.map(({ id, text }) => ({ id, text, at: NOW })));
    for (const row of rows) check(row, answers.get(row.id) ?? {});
    expect(rows.length).toBeGreaterThan(30);
  });
});

function check({ id, kind, expect: expected }: Row, answer: Record<string, unknown>): void {
  const isCard = kind === "cccd" || kind === "bhyt" || kind === "id12";
  const verdict = isCard && !("error" in expected) ? "read-only" : "unreadable";
  expect(answer["verdict"], id).toBe(verdict);
  if (verdict === "unreadable") {
    expect(answer, id).not.toHaveProperty("claims");
    return;
  }
  const { warn, repaired, status, extraCount, extraAllEmpty: _, ...fields } = expected;
  expect(answer["claims"], id).toMatchObject(fields);
  if (typeof warn === "string") expect(answer["warnings"], id).toContain(WARNINGS[warn]);
  if (repaired !== undefined) expect(answer["warnings"], id).toContain("text-repaired");
  if (status === "EXPIRED_ON_PAPER") expect(answer["warnings"], id).toContain("expired-on-paper");
  if (typeof extraCount === "number") expect(answer, id).toHaveProperty("claims.extra", Array(extraCount).fill(""));
}

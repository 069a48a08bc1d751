import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { entryFromJson } from "../../src/core/journal-entry.ts";
import { importSealKey } from "../../src/core/seal-key.ts";
import { decodePersonal, sealedDigest } from "../../src/core/sealed-part.ts";
import { newSealKey, openSealed, publicHalf, sealTo } from "../../src/drivers/hpke.ts";
import { openByHand, xPair } from "../support/hpke-by-hand.ts";
import { sealedVectors } from "../support/sealed-vectors.ts";

const vectors: ReturnType<typeof sealedVectors> = JSON.parse(readFileSync(new URL("../vectors/sealed-part.json", import.meta.url), "utf8"));
const { key, context } = vectors;
const bytesOf = (part: string) => Buffer.from(part, "base64url");

describe("sealing", () => {
  const ours = importSealKey({ kty: key.kty, crv: key.crv, x: key.x }, "centre");
  if (!ours) throw new Error("no key");

  test("makes what another implementation of RFC 9180 opens", async () => {
    const part = await sealTo(ours, Buffer.alloc(256, "a"), context);
    const opened = openByHand(Buffer.alloc(32, 0x41), part.subarray(9), "tram-sealed-v1", context);
    expect(Buffer.from(opened).toString()).toBe("a".repeat(256));
  });

  test("makes another part each time, so that nobody sees who came twice", async () => {
    const [one, other] = [await sealTo(ours, Buffer.alloc(256), context), await sealTo(ours, Buffer.alloc(256), context)];
    expect(Buffer.from(one).equals(other)).toBe(false);
  });

  test("is of no use to who has only another key", async () => {
    const part = await sealTo(ours, Buffer.alloc(256), context);
    expect(await openSealed(newSealKey(), part, context)).toEqual({ ok: false, refusal: "other-key" });
    // Nor to who pretends that it was sealed to him.
    const thief = newSealKey();
    const named = importSealKey(publicHalf(thief), "");
    const claimed = Buffer.concat([part.subarray(0, 1), named?.id ?? Buffer.alloc(8), part.subarray(9)]);
    expect(await openSealed(thief, claimed, context)).toEqual({ ok: false, refusal: "not-genuine" });
  });
});

describe("the vectors of sealed parts", () => {
  test("are those that the other implementation makes", () => {
    expect(sealedVectors()).toEqual(vectors);
    expect(xPair(Buffer.alloc(32, 0x41)).jwk).toEqual(key);
  });

  test("begin with what docs/journal.md shows", () => {
    const page = readFileSync(new URL("../../docs/journal.md", import.meta.url), "utf8");
    const [shown] = vectors.parts;
    expect(page).toContain(`"sealed":"${shown?.digest}"`);
    expect(page).toContain(shown?.inside);
    const entry = page.split("\n").find((line) => line.includes('"sealed":"'));
    expect(entryFromJson(Buffer.from(entry ?? ""))?.sealed).toBe(shown?.digest);
    expect(page.replaceAll("\n", "")).toContain(shown?.part);
  });

  test.each(vectors.parts)("open: $inside", async ({ part, digest, inside }) => {
    expect(sealedDigest(bytesOf(part))).toBe(digest);
    const opened = await openSealed(key, bytesOf(part), context);
    if (!opened.ok) throw new Error(opened.refusal);
    expect(Buffer.from(opened.inside).toString().replace(/\0+$/, "")).toBe(inside);
    expect(decodePersonal(opened.inside)).toBeDefined();
  });

  test.each(vectors.refused)("are refused: $about", async ({ part }) => {
    expect(await openSealed(key, bytesOf(part), context)).toMatchObject({ ok: false });
  });

  test.each(vectors.notUnderstood)("open and are not understood: $about", async ({ part }) => {
    const opened = await openSealed(key, bytesOf(part), context);
    if (!opened.ok) throw new Error(opened.refusal);
    expect(decodePersonal(opened.inside)).toBeUndefined();
  });
});

import { beforeEach, describe, expect, test } from "vitest";
import { publicJwkOf } from "../../src/core/http-signature.ts";
import { encodeReceipt, receiptCode } from "../../src/core/receipt.ts";
import { verifierKeyText } from "../../src/core/signed-note.ts";
import { parseTlogProof, tlogProofText } from "../../src/core/tlog-proof.ts";
import { type ReceiptOptions, type ReceiptParts, showReceipt, verifyReceipt } from "../../src/issuer/receipt.ts";
import { type ReceiptResult, receiptExit, resultTexts } from "../../src/issuer/receipt-words.ts";
import { type MemoryWorld, memoryPicture, memoryWorld } from "../support/issuer-parts.ts";
import { otherSigner, TEST_SIGNER } from "../support/journal-signer.ts";
import { signedReceipt } from "../support/receipt-central.ts";
import { receiptVectors } from "../support/receipt-vectors.ts";

const VECTORS = receiptVectors();
const KEY = JSON.stringify(publicJwkOf(TEST_SIGNER.key.publicKey));

describe("tram receipt", () => {
  let world: MemoryWorld;
  let parts: ReceiptParts;
  beforeEach(() => {
    world = memoryWorld();
    const proof = parseTlogProof(VECTORS.proof);
    parts = {
      ...world.parts,
      askCentral: async () => (proof ? { kind: "proof", shown: { proof } } : { kind: "unknown-kiosk" }),
      lookIntoJournal: async () => ({ kind: "in-journal", size: 300 }),
    };
    world.files.set("kiosk.pub", Buffer.from(KEY));
    world.files.set("central.pub", Buffer.from(`${VECTORS.witness}\n`));
    world.files.set("text", Buffer.from(`${VECTORS.code}\n`));
    world.files.set("photo", memoryPicture("something else", VECTORS.code));
    world.files.set("proof", Buffer.from(VECTORS.proof));
  });

  const verify = (input: string, options: ReceiptOptions = {}) => verifyReceipt(input, { key: "kiosk.pub", json: true, ...options }, parts);
  const said = () => JSON.parse(world.stdout());

  test.each([
    ["the text of its code", VECTORS.code],
    ["the bare code", VECTORS.bareCode],
    ["a file with the text", "text"],
    ["a photo", "photo"],
    ["a proof that carries it", "proof"],
  ])("takes a receipt as %s", async (_, input) => {
    expect(await verify(input, { central: "https://central.example" })).toBe(0);
    expect(said()).toEqual({ result: "proven", kiosk: "hanoi-01", seq: 200, leaf: VECTORS.leaf, size: 300 });
  });

  test.each([VECTORS.code.slice(0, -2), `${VECTORS.bareCode}!`, "https://central.example/r#"])(
    "says of a code that is damaged to scan it again: %s",
    async (code) => {
      expect(await verify(code)).toBe(2);
      expect(world.stderr()).toContain("this is not a receipt: the code was misread or cut off; scan it again");
    },
  );

  test("says in both languages that it is true, and when central witnessed it", async () => {
    expect(await verify("proof", { json: false, witness: "central.pub" })).toBe(0);
    for (const words of ["ĐÚNG", "300 bản ghi", "TRUE", "hanoi-01", "làm chứng lúc 2026-11-23 ", "witnessed it at 2026-11-23"])
      expect(world.stdout()).toContain(words);
  });

  test("is honest without a key: nothing was checked", async () => {
    expect(await verifyReceipt("proof", {}, parts)).toBe(3);
    expect(world.stdout()).toContain("CHƯA KIỂM TRA");
    expect(await showReceipt("proof", {}, parts)).toBe(0);
  });

  test("takes the kiosk's key as JWK or as text for verifiers, in this kiosk's name only", async () => {
    world.files.set("k", Buffer.from(`${verifierKeyText(TEST_SIGNER.key)}\n`));
    expect(await verify("proof", { key: "k" })).toBe(0);
    // As `tram central enrol` prints it, without a file.
    expect(await verify("proof", { key: verifierKeyText(TEST_SIGNER.key) })).toBe(0);
    world.files.set("k", Buffer.from(verifierKeyText(otherSigner("hanoi-02").key)));
    expect(await verify("proof", { key: "k" })).toBe(2);
    expect(world.stderr()).toContain("--key");
  });

  test("names what is wrong: another key, a proof of another entry, a receipt of another entry", async () => {
    world.files.set("k", Buffer.from(verifierKeyText(otherSigner("hanoi-01").key)));
    expect(await verify("proof", { key: "k" })).toBe(1);
    expect(said().result).toBe("forged");
    const other = receiptCode(signedReceipt({ kiosk: "hanoi-01", seq: 199, leaf: new Uint8Array(32) }), undefined);
    expect(await verify(other, { proof: "proof" })).toBe(1);
    expect(world.stdout().split("\n")[1]).toContain("other-place");
  });

  test("keeps proof and receipt in one file, from which alone it is verified again", async () => {
    expect(await verify(VECTORS.code, { central: "https://central.example", proofOut: "kept" })).toBe(0);
    expect(Buffer.from(world.files.get("kept") ?? []).toString()).toBe(VECTORS.proof);
    expect(await verify("kept", { witness: "central.pub" })).toBe(0);
  });

  test("writes no file where there is no proof", async () => {
    expect(await verify(VECTORS.code, { proofOut: "kept" })).toBe(0);
    expect(world.files.has("kept")).toBe(false);
    expect(world.stderr()).toContain("kept");
  });

  test("a true receipt whose proof cannot be kept is not called untrue", async () => {
    parts = { ...parts, writeOutput: () => Promise.reject(new Error("no space left on device")) };
    expect(await verify(VECTORS.code, { central: "https://central.example", proofOut: "kept" })).toBe(2);
    expect(said().result).toBe("proven");
    expect(world.stderr()).toMatch(/--proof-out: kept cannot be written.*no space left/);
  });

  test("tells a file that is not there from one that is no key", async () => {
    world.files.set("k", Buffer.from("{}"));
    for (const [key, why] of [
      ["k", "k is not the public key of hanoi-01"],
      ["nowhere", "cannot read nowhere"],
    ] as const) {
      expect(await verify("proof", { key })).toBe(2);
      expect(world.stderr()).toContain(`--key: ${why}`);
    }
  });

  test("demands the witness where its key is given", async () => {
    const proof = parseTlogProof(VECTORS.proof);
    if (!proof) throw new Error("no proof");
    const checkpoint = proof.checkpoint.split("\n").slice(0, -2).concat("").join("\n");
    world.files.set("alone", Buffer.from(tlogProofText({ ...proof, checkpoint })));
    expect(await verify("alone", { witness: "central.pub" })).toBe(3);
    expect(await verify("alone")).toBe(0);
  });

  test("what is forged is asked about nowhere", async () => {
    const forged = signedReceipt({ kiosk: "hanoi-01", seq: 1, leaf: new Uint8Array(32) });
    const code = receiptCode({ ...forged, signature: new Uint8Array(64) }, undefined);
    parts = { ...parts, askCentral: () => Promise.reject(new Error("asked")) };
    expect(await verify(code, { central: "https://central.example" })).toBe(1);
  });

  test.each(["nothing", "rubbish"])("does not understand %s", async (input) => {
    world.files.set("rubbish", Buffer.from(encodeReceipt(signedReceipt({ kiosk: "a", seq: 1, leaf: new Uint8Array(32) }))));
    expect(await verify(input)).toBe(2);
    expect(world.stderr().split("\n")).toHaveLength(3);
  });

  test("every result has words in both languages and an exit code", () => {
    const results: readonly ReceiptResult[] = [
      { kind: "unchecked" },
      { kind: "forged" },
      { kind: "signed" },
      { kind: "proven", size: 1 },
      { kind: "other-entry", size: 1 },
      { kind: "proof-faulty", fault: "not-included" },
      { kind: "not-there-yet", size: 1 },
      { kind: "unknown-kiosk" },
      { kind: "unreachable", detail: "x" },
      { kind: "in-journal", size: 1 },
      { kind: "journal-differs", size: 1 },
      { kind: "other-key", journalKey: "tram/kiosk/hanoi-01+7f6841ca" },
      { kind: "journal-damaged", seq: 1 },
      { kind: "removed", firstSeq: 1 },
    ];
    expect(results.map((result) => receiptExit(result, false))).toEqual([3, 1, 0, 0, 1, 1, 3, 3, 3, 0, 1, 3, 3, 3]);
    for (const result of results)
      for (const { vi, en } of resultTexts(result, true)) expect([vi.length > 9, en.length > 9]).toEqual([true, true]);
  });
});

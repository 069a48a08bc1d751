import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decodeReceipt,
  encodeReceipt,
  type Receipt,
  readReceiptCode,
  receiptCode,
  receiptFields,
  receiptPath,
  receiptSignatureIn,
  receiptText,
} from "../../src/core/receipt.ts";
import { isReceiptSignedBy, signReceipt } from "../../src/core/receipt-signature.ts";
import { importPrivateJwk } from "../../src/core/signature.ts";
import { newPrivateJwk } from "../../src/drivers/key-generator.ts";
import { receiptVectors } from "../support/receipt-vectors.ts";
import "../support/properties.ts";

const VECTORS: ReturnType<typeof receiptVectors> = JSON.parse(readFileSync(new URL("../vectors/receipt.json", import.meta.url), "utf8"));
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const anyReceipt: fc.Arbitrary<Receipt> = fc.record({
  kiosk: fc.stringMatching(/^[a-z0-9-]{1,64}$/),
  seq: fc.oneof(fc.nat(300), fc.nat({ max: 2 ** 31 - 1 }), fc.constant(2 ** 48 - 1)),
  leaf: bytes(32),
  signature: bytes(64),
});
const plain = (receipt: Receipt | undefined) =>
  receipt && { ...receipt, leaf: Buffer.from(receipt.leaf).toString("hex"), signature: Buffer.from(receipt.signature).toString("hex") };

describe("a receipt", () => {
  test("is read as it was written, by an address and without one", () => {
    fc.assert(
      fc.property(anyReceipt, fc.constantFrom("https://central.example/r", "http://127.0.0.1:8421/r", undefined), (receipt, url) => {
        expect(plain(decodeReceipt(encodeReceipt(receipt)))).toEqual(plain(receipt));
        expect(plain(readReceiptCode(receiptCode(receipt, url)))).toEqual(plain(receipt));
      }),
    );
  });

  test("has one spelling: what can be read is what would be written", () => {
    fc.assert(
      fc.property(anyReceipt, fc.nat(), fc.nat(255), (receipt, place, byte) => {
        const changed = encodeReceipt(receipt);
        changed[place % changed.length] = byte;
        const read = decodeReceipt(changed);
        if (read) expect(encodeReceipt(read)).toEqual(changed);
      }),
      { numRuns: 1000 },
    );
  });

  test("is none when it is cut, goes on, or spells its position in a longer way", () => {
    const whole = encodeReceipt({ kiosk: "a", seq: 5, leaf: new Uint8Array(32), signature: new Uint8Array(64) });
    expect(decodeReceipt(whole)?.seq).toBe(5);
    for (let length = 0; length < whole.length; length++) expect(decodeReceipt(whole.subarray(0, length))).toBeUndefined();
    expect(decodeReceipt(Uint8Array.of(...whole, 0))).toBeUndefined();
    expect(decodeReceipt(Uint8Array.of(...whole.subarray(0, 3), 0x85, 0x00, ...whole.subarray(4)))).toBeUndefined();
    expect(decodeReceipt(Uint8Array.of(2, ...whole.subarray(1)))).toBeUndefined();
    const huge = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40]; // 2^48
    expect(decodeReceipt(Uint8Array.of(...whole.subarray(0, 3), ...huge, ...whole.subarray(4)))).toBeUndefined();
  });

  test.each<readonly [string, string]>([
    ["nothing", ""],
    ["a bare prefix", "TRAM-RECEIPT:"],
    ["an address without a fragment", "https://central.example/r"],
    ["an address with an empty one", "https://central.example/r#"],
    ["letters that are none of base64url", "https://central.example/r#nonsense!"],
    ["padding", `${VECTORS.code}=`],
    ["an address of another kind", `javascript:${VECTORS.code}`],
    ["more letters than any receipt has", `TRAM-RECEIPT:${"A".repeat(4000)}`],
  ])("is not read from %s", (_, code) => {
    expect(readReceiptCode(code)).toBeUndefined();
  });

  test("never throws, whatever a code carries", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void readReceiptCode(`TRAM-RECEIPT:${text}`)));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (any) => void decodeReceipt(any)));
  });

  test("fits a code of 61 modules with its quiet zone, by an address of usual length", () => {
    expect(VECTORS.code.length).toBeLessThan(213); // version 10, level M, bytes
  });

  test.each(["EdDSA", "ES256"] as const)("is signed by the device (%s), and by no other; another entry is not", (algorithm) => {
    const [key, other] = [newPrivateJwk(algorithm), newPrivateJwk(algorithm)].map(importPrivateJwk);
    if (!key || !other) throw new Error("no key");
    const receipt = signReceipt({ kiosk: "a", seq: 1, leaf: new Uint8Array(32) }, key);
    expect(isReceiptSignedBy(receipt, key.publicKey)).toBe(true);
    expect(isReceiptSignedBy(receipt, other.publicKey)).toBe(false);
    for (const change of [{ kiosk: "b" }, { seq: 2 }, { leaf: new Uint8Array(32).fill(1) }, { signature: new Uint8Array(64) }])
      expect(isReceiptSignedBy({ ...receipt, ...change }, key.publicKey)).toBe(false);
  });

  test("asks central by a path without anything of the signature, which a field carries in its one spelling", () => {
    const receipt = { kiosk: "a-1", seq: 7, leaf: new Uint8Array(32).fill(0xab), signature: new Uint8Array(64).fill(0xff) };
    expect(receiptPath(receipt)).toBe(`/v1/receipts/a-1/7?leaf=${"ab".repeat(32)}`);
    const field = receiptFields(receipt)["receipt-signature"];
    expect([field, receiptSignatureIn(field)]).toEqual([`:${"/".repeat(85)}w==:`, receipt.signature]);
    for (const other of ["", field.slice(1), field.replace("w", "x"), `${field}\n`, `:${"A".repeat(84)}:`, `${field}, ${field}`])
      expect(receiptSignatureIn(other)).toBeUndefined();
  });
});

test("the vectors are what this program writes", () => {
  expect(receiptVectors()).toEqual(VECTORS);
});

// With nothing of the product: what docs/protocol.md says is enough to check a receipt.
test("a reader written from the page alone comes to the same receipt and root", () => {
  const sha256 = (...parts: readonly Uint8Array[]) => createHash("sha256").update(Buffer.concat(parts)).digest();
  const whole = Buffer.from(VECTORS.code.split("#")[1] ?? "", "base64url");
  expect(whole.toString("hex")).toBe(VECTORS.bytes);
  const nameEnd = 2 + (whole[1] ?? 0);
  const [low = 0, high = 0] = whole.subarray(nameEnd);
  const [kiosk, seq, leaf] = [whole.subarray(2, nameEnd).toString(), low - 128 + 128 * high, whole.subarray(nameEnd + 2, nameEnd + 34)];
  expect([kiosk, seq, leaf.toString("hex")]).toEqual(["hanoi-01", 200, VECTORS.leaf]);
  expect(sha256(Uint8Array.of(0), Buffer.from(VECTORS.entry)).toString("hex")).toBe(VECTORS.leaf);
  const text = `tram/kiosk/${kiosk}/receipt\n${seq}\n${leaf.toString("base64")}\n`;
  expect([text, receiptText({ kiosk, seq, leaf })]).toEqual([VECTORS.signed, VECTORS.signed]);
  const x = Buffer.from(VECTORS.key.replace(/^[^+]*\+[^+]*\+/, ""), "base64")
    .subarray(1)
    .toString("base64url");
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  expect(verify(null, Buffer.from(text), key, whole.subarray(nameEnd + 34))).toBe(true);

  const [head = "", body = ""] = VECTORS.proof.split(/\n\n(.*)/s);
  const [magic, extra, index, ...hashes] = head.split("\n");
  expect([magic, extra, index]).toEqual(["c2sp.org/tlog-proof@v1", `extra ${whole.toString("base64")}`, "index 200"]);
  const [, size, root] = body.split("\n");
  let [node, last, hash] = [200, Number(size) - 1, leaf as Buffer];
  for (const sibling of hashes.map((each) => Buffer.from(each, "base64"))) {
    const isRight = node % 2 === 1 || node === last;
    hash = isRight ? sha256(Uint8Array.of(1), sibling, hash) : sha256(Uint8Array.of(1), hash, sibling);
    while (isRight && node % 2 === 0 && node !== 0) [node, last] = [node >> 1, last >> 1];
    [node, last] = [node >> 1, last >> 1];
  }
  expect([hash.toString("base64"), last]).toEqual([root, 0]);
});

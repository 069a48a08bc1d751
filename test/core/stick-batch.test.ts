import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contentDigest, signRequest } from "../../src/core/http-signature.ts";
import { entriesPath } from "../../src/core/protocol.ts";
import {
  batchFileName,
  decodeStickBatch,
  encodeStickBatch,
  MAX_STICK_BATCH_BYTES,
  parseBatchFileName,
  type StickBatch,
} from "../../src/core/stick-batch.ts";
import { newDeviceKey } from "../support/device-key.ts";

const key = newDeviceKey();

function batchOf(content: Uint8Array, kiosk = "hanoi-01"): StickBatch {
  const digest = contentDigest(content);
  const fields = signRequest({ method: "POST", path: entriesPath(kiosk), contentDigest: digest }, 1_795_437_072, key.keyId, key.sign);
  return { kiosk, contentDigest: digest, fields, content };
}

describe("a batch as a file on a stick", () => {
  test("is the request as it would travel, line by line", () => {
    const { contentDigest: digest, fields, ...rest } = batchOf(Buffer.from("content"));
    expect(Buffer.from(encodeStickBatch({ contentDigest: digest, fields, ...rest })).toString()).toBe(
      `POST /v1/kiosks/hanoi-01/entries HTTP/1.1\nContent-Type: application/x-ndjson\nContent-Encoding: br\nContent-Digest: ${digest}\nSignature-Input: ${fields["signature-input"]}\nSignature: ${fields.signature}\n\ncontent`,
    );
  });

  test("is the request at the top of docs/protocol.md, and its content from test/vectors/sync.json", () => {
    const [, head = ""] = /```http\n(.*?)```/s.exec(readFileSync(new URL("../../docs/protocol.md", import.meta.url), "utf8")) ?? [];
    const { request } = JSON.parse(readFileSync(new URL("../vectors/sync.json", import.meta.url), "utf8"));
    const content = Buffer.from(request.content, "base64");
    const batch = decodeStickBatch(Buffer.concat([Buffer.from(`${head}\n`), content]));
    expect(batch).toMatchObject({ kiosk: "hanoi-01", contentDigest: request.contentDigest, content });
  });

  test("comes back as it went, whatever its content, empty lines and all", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (content) => {
        const batch = batchOf(Uint8Array.of(10, 10, ...content));
        expect(decodeStickBatch(encodeStickBatch(batch))).toEqual({ ...batch, content: Buffer.from(batch.content) });
      }),
      { numRuns: 50 },
    );
  });

  test("cut at any byte, or with any bit changed, is none", () => {
    const bytes = encodeStickBatch(batchOf(Buffer.from("a batch of some bytes")));
    for (let length = 0; length < bytes.length; length++) expect(decodeStickBatch(bytes.subarray(0, length))).toBeUndefined();
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Uint8Array.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const decoded = decodeStickBatch(changed);
      // A changed name or signature is another batch, which its signature will not bear out.
      if (decoded) expect(encodeStickBatch(decoded)).toEqual(Buffer.from(changed));
    }
  });

  test.each([
    ["lines that end otherwise", (text: string) => text.replaceAll("\n", "\r\n")],
    ["a field more", (text: string) => text.replace("\nSignature: ", "\nX: 1\nSignature: ")],
    ["a field twice", (text: string) => text.replace("\nContent-Type: ", "\nContent-Type: application/x-ndjson\nContent-Type: ")],
    ["another method", (text: string) => text.replace("POST", "PUT")],
    ["another compression", (text: string) => text.replace("Encoding: br", "Encoding: gzip")],
    ["a name in capitals", (text: string) => text.replace("Content-Digest", "content-digest")],
    ["a path that leads elsewhere", (text: string) => text.replace("hanoi-01", "../hanoi-01")],
  ])("%s: it is refused", (_what, change) => {
    const text = Buffer.from(encodeStickBatch(batchOf(Buffer.from("content")))).toString();
    expect(decodeStickBatch(Buffer.from(change(text)))).toBeUndefined();
  });

  test("a file that is too large is not looked at", () => {
    expect(decodeStickBatch(new Uint8Array(MAX_STICK_BATCH_BYTES + 1))).toBeUndefined();
  });

  test("is named after its entries, so that names sort as entries do", () => {
    expect(batchFileName({ from: 500, until: 912 })).toBe("000000000500-000000000912.batch");
    expect(parseBatchFileName("000000000500-000000000912.batch")).toEqual({ from: 500, until: 912 });
    for (const name of ["500-912.batch", "000000000912-000000000500.batch", "000000000500-000000000912.batch.new", "answer.json"])
      expect(parseBatchFileName(name)).toBeUndefined();
  });
});

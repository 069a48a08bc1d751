import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { crc32, deflate, gunzip, inflate, inflateRaw, MAX_INFLATED_BYTES, unbrotli } from "../../src/core/zlib.ts";

function reasonFor(stream: Uint8Array): string {
  const inflated = inflate(stream);
  return inflated.ok ? "inflated" : inflated.reason;
}

describe("inflating", () => {
  test("gives back what was deflated, at every level and window that zlib has", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 3000 }),
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: 9, max: 15 }),
        (bytes, level, windowBits) => {
          expect(inflate(deflateSync(bytes, { level, windowBits }))).toEqual({ ok: true, value: Buffer.from(bytes) });
          expect(inflate(deflate(bytes))).toEqual({ ok: true, value: Buffer.from(bytes) });
        },
      ),
      { numRuns: 50 },
    );
  });

  test("takes what is as large as allowed, and not a byte more", () => {
    expect(reasonFor(deflate(new Uint8Array(MAX_INFLATED_BYTES)))).toBe("inflated");
    expect(reasonFor(deflate(new Uint8Array(MAX_INFLATED_BYTES + 1)))).toBe("too-large");
  });

  test("holds little memory however far a bomb would unfold", () => {
    const bomb = deflateSync(new Uint8Array(256 * 1024 * 1024), { level: 9 });
    const before = process.memoryUsage();
    for (let count = 0; count < 20; count++) expect(reasonFor(bomb)).toBe("too-large");
    const after = process.memoryUsage();
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(20 * 1024 * 1024);
    expect(after.rss - before.rss).toBeLessThan(64 * 1024 * 1024);
  });

  test("says of a stream cut at any byte that it was cut", () => {
    const stream = deflate(Buffer.from("Nguyễn Thị Kiểm Thử, Thôn Thử Nghiệm, Xã Ví Dụ"));
    for (let length = 0; length < stream.length; length++) expect(reasonFor(stream.subarray(0, length))).toBe("truncated");
  });

  const stream = deflate(Buffer.from("content"));
  test.each<[string, Uint8Array]>([
    ["a byte after its end", Buffer.concat([stream, Uint8Array.of(0)])],
    ["another stream after its end", Buffer.concat([stream, stream])],
    ["a wrong sum", Buffer.concat([stream.subarray(0, -1), Uint8Array.of((stream.at(-1) ?? 0) ^ 1)])],
    ["a preset dictionary", deflateSync("content", { dictionary: Buffer.from("content") })],
    ["no zlib header", deflateRawSync("content")],
    ["a gzip header", gzipSync("content")],
  ])("refuses a stream with %s", (_, bytes) => {
    expect(reasonFor(bytes)).toBe("compression-invalid");
  });

  test("gives the original content or none for a stream with a flipped bit", () => {
    const original = Buffer.from("Nguyễn Thị Kiểm Thử");
    const good = deflate(original);
    for (let bit = 0; bit < good.length * 8; bit++) {
      const bad = Buffer.from(good);
      bad[bit >> 3] = (bad[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const inflated = inflate(bad);
      // The window size in the head and the filling bits before the sum may differ; what comes out may not.
      if (inflated.ok) expect(inflated.value).toEqual(original);
    }
  });
});

describe("inflating without a head", () => {
  const reasonForRaw = (stream: Uint8Array) => {
    const inflated = inflateRaw(stream);
    return inflated.ok ? "inflated" : inflated.reason;
  };
  const stream = deflateRawSync("Nguyễn Thị Kiểm Thử");

  test("gives back what was deflated", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), fc.integer({ min: 0, max: 9 }), (bytes, level) => {
        expect(inflateRaw(deflateRawSync(bytes, { level }))).toEqual({ ok: true, value: Buffer.from(bytes) });
      }),
    );
  });

  test.each<[string, Uint8Array, string]>([
    ["as much as is allowed", deflateRawSync(new Uint8Array(MAX_INFLATED_BYTES)), "inflated"],
    ["a byte more", deflateRawSync(new Uint8Array(MAX_INFLATED_BYTES + 1)), "too-large"],
    ["nothing", new Uint8Array(), "truncated"],
    ["its end cut off", stream.subarray(0, -1), "truncated"],
    ["a byte after its end", Buffer.concat([stream, Uint8Array.of(0)]), "compression-invalid"],
    ["a zlib head", deflateSync("Nguyễn Thị Kiểm Thử"), "compression-invalid"],
  ])("%s: %s", (_, bytes, expected) => {
    expect(reasonForRaw(bytes)).toBe(expected);
  });
});

describe("gunzip", () => {
  test("keeps to the limit it is given", () => {
    expect(gunzip(gzipSync(new Uint8Array(100)), 100).ok).toBe(true);
    expect(gunzip(gzipSync(new Uint8Array(101)), 100)).toEqual({ ok: false, reason: "too-large" });
  });
});

test("crc32 gives the check value of the catalogue, at once or in parts", () => {
  expect(crc32(Buffer.from("123456789"))).toBe(0xcbf43926);
  expect(crc32(Buffer.from("6789"), crc32(Buffer.from("12345")))).toBe(0xcbf43926);
});

describe("a Brotli stream", () => {
  const packed = brotliCompressSync(Buffer.from("nhật ký ".repeat(100)));

  test("gives back what was packed, up to a limit, and ends where the bytes end", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => {
        expect(unbrotli(brotliCompressSync(bytes), 3000)).toEqual({ ok: true, value: Buffer.from(bytes) });
      }),
      { numRuns: 50 },
    );
    expect(unbrotli(packed, 1100)).toMatchObject({ ok: true });
    expect(unbrotli(packed, 1099)).toEqual({ ok: false, reason: "too-large" });
    expect(unbrotli(brotliCompressSync(Buffer.alloc(50_000_000)), 262_144)).toEqual({ ok: false, reason: "too-large" });
    expect(unbrotli(Buffer.concat([packed, packed]), 10_000)).toEqual({ ok: false, reason: "compression-invalid" });
  });

  test("that was cut, or is none, is invalid", () => {
    for (let length = 0; length < packed.length; length++)
      expect(unbrotli(packed.subarray(0, length), 10_000)).toEqual({ ok: false, reason: "compression-invalid" });
    fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => void unbrotli(bytes, 10_000)));
  });
});

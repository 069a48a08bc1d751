import fc from "fast-check";
import { expect, test } from "vitest";
import { withAccusedBitTurned } from "../../src/core/turned-bit.ts";
import { crc32 } from "../../src/core/zlib.ts";
import { flipBit } from "../support/journal-bytes.ts";

/** Some bytes behind their CRC. */
function summed(contents: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + contents.length);
  bytes.set(contents, 4);
  new DataView(bytes.buffer).setUint32(0, crc32(contents), true);
  return bytes;
}

/** The bytes as they are after one bit was turned that the CRC accuses. */
function mended(damaged: Uint8Array): Uint8Array | undefined {
  const bytes = Uint8Array.from(damaged);
  const crc = crc32(bytes.subarray(4));
  return withAccusedBitTurned({ bytes, crcAt: 0, from: 4, until: bytes.length, crc, look: () => bytes });
}

const arbitraryBytes = fc.uint8Array({ minLength: 1, maxLength: 4200 });

test("of any bytes each bit is found that has turned over alone, be it of their CRC", () => {
  fc.assert(
    fc.property(arbitraryBytes, fc.nat(), (contents, at) => {
      const bytes = summed(contents);
      expect(mended(flipBit(bytes, at % (8 * bytes.length)))).toEqual(bytes);
    }),
  );
});

test("nothing is turned where the CRC is right, or what is found then is nothing", () => {
  fc.assert(
    fc.property(arbitraryBytes, fc.nat(), (contents, at) => {
      const bytes = summed(contents);
      expect(mended(bytes)).toBeUndefined();
      const damaged = flipBit(bytes, at % (8 * bytes.length));
      const before = Uint8Array.from(damaged);
      const crc = crc32(damaged.subarray(4));
      const accused = { bytes: damaged, crcAt: 0, from: 4, until: damaged.length, crc };
      expect(withAccusedBitTurned({ ...accused, look: () => undefined })).toBeUndefined();
      expect(damaged).toEqual(before);
    }),
  );
});

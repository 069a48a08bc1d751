import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EMPTY_CHAIN, nextChain } from "../../src/core/journal-chain.ts";
import { entryToJson } from "../../src/core/journal-entry.ts";
import { encodeRecord } from "../../src/core/journal-record.ts";
import { scanSegment } from "../../src/core/journal-scan.ts";
import { anEntry, arbitraryEntry } from "../support/entries.ts";
import { buildSegment, flipBit } from "../support/journal-bytes.ts";

const START = { segment: 0, seq: 0, chain: EMPTY_CHAIN };
const scan = (bytes: Uint8Array, isLast = true) => scanSegment(bytes, 0, START, isLast);
const entries = ["granted", "expired", "revoked", "not-understood"] as const;
const built = buildSegment(entries.map((reason) => anEntry({ reason })));
const offsetOf = (seq: number) => built.offsets[seq] ?? Number.NaN;
const lastOffset = offsetOf(3);
const endOffset = offsetOf(4);

/** The segment with everything from this byte on lost. */
function cutAt(offset: number): Uint8Array {
  return built.bytes.slice().fill(0, offset);
}

test("a whole segment gives its entries and says where the next one goes", () => {
  const result = scan(built.bytes);
  expect(result.records.map((record) => record.offset)).toEqual(built.offsets.slice(0, -1));
  expect(result).toMatchObject({ endOffset, missingBytes: 0, end: { seq: 4 } });
  expect(result.damage ?? result.torn).toBeUndefined();
});

test("any sequence of entries reads back, byte for byte", () => {
  fc.assert(
    fc.property(fc.array(arbitraryEntry, { maxLength: 20 }), (some) => {
      const result = scan(buildSegment(some, 65_536).bytes);
      expect(result.damage ?? result.torn).toBeUndefined();
      expect(result.records.map(({ body }) => body)).toEqual(some.map((entry, seq) => entryToJson({ ...entry, seq })));
    }),
    { numRuns: 50 },
  );
});

describe("an append that a power cut interrupted", () => {
  test("is a torn tail, cut at whichever byte, and the entries before it stand", () => {
    for (let cut = lastOffset + 1; cut < endOffset; cut++) {
      const result = scan(cutAt(cut));
      expect(result.damage).toBeUndefined();
      const isWhole = result.records.length === 4;
      // Only the zeros that fill a record up may be missing from a whole one.
      expect(isWhole).toBe(built.bytes.subarray(cut, endOffset).every((byte) => byte === 0));
      if (!isWhole)
        expect(result).toMatchObject({ records: { length: 3 }, torn: { offset: lastOffset, seq: 3, file: "00000000.tramlog" } });
    }
  });

  test("is a torn tail whichever of its sectors arrived, in whichever order the disk wrote them", () => {
    const long = anEntry({ policy: "p".repeat(500), issuer: "i".repeat(500), keyId: "k".repeat(500) });
    fc.assert(
      fc.property(fc.nat({ max: 8 }), fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }), (before, arrived) => {
        const { bytes, offsets } = buildSegment([...Array<typeof long>(before).fill(anEntry()), long], 16_384);
        const [from = 0, end = 0] = offsets.slice(-2);
        const torn = bytes.slice();
        const sectors: boolean[] = [];
        for (let at = from, index = 0; at < end; at = (Math.floor(at / 512) + 1) * 512, index++) {
          const until = Math.min(end, (Math.floor(at / 512) + 1) * 512);
          sectors.push(arrived[index] === true);
          if (!arrived[index]) torn.fill(0, at, until);
        }
        const result = scan(torn);
        expect(result.damage).toBeUndefined();
        expect(result.records).toHaveLength(before + (sectors.every(Boolean) ? 1 : 0));
        expect(result.torn !== undefined).toBe(sectors.some(Boolean) && !sectors.every(Boolean));
      }),
      { numRuns: 200 },
    );
  });

  test("is no torn tail where a segment follows: that one was only begun after it", () => {
    const result = scan(cutAt(endOffset - 10), false);
    expect(result).toMatchObject({ records: { length: 3 }, damage: { problem: "record-invalid", offset: lastOffset, seq: 3 } });
  });
});

describe("damage", () => {
  test("every flipped bit of what was acknowledged is seen, and the entry named", () => {
    for (let bit = 0; bit < 8 * endOffset; bit++) {
      const seq = built.offsets.findLastIndex((offset) => offset <= bit >> 3);
      const expected =
        seq === -1 ? { problem: "header-invalid", offset: 0, seq: 0 } : { problem: "record-invalid", offset: offsetOf(seq), seq };
      const result = scan(flipBit(built.bytes, bit));
      if (result.torn || result.records.length !== Math.max(0, seq)) expect.fail(`bit ${bit} of byte ${bit >> 3} was not seen`);
      expect(result.damage).toMatchObject(expected);
    }
  });

  test("a lost sector with whole records after it is damage, never a torn tail", () => {
    const result = scan(built.bytes.slice().fill(0, offsetOf(1), offsetOf(1) + 200));
    expect(result).toMatchObject({ records: { length: 1 }, damage: { problem: "record-invalid", seq: 1 } });
    expect(result.torn).toBeUndefined();
  });

  test("an entry changed with a right CRC breaks the chain at that entry", () => {
    const forged = built.bytes.slice();
    const body = entryToJson({ ...anEntry({ reason: "revoked" }), seq: 1 });
    const genuine = scan(built.bytes).records[1];
    forged.set(encodeRecord(body, genuine?.chain ?? EMPTY_CHAIN), offsetOf(1));
    expect(scan(forged)).toMatchObject({ records: { length: 1 }, damage: { problem: "chain-broken", offset: offsetOf(1), seq: 1 } });
  });

  test("an entry changed with its chain hash, too, breaks the chain at the next one", () => {
    const forged = built.bytes.slice();
    const body = entryToJson({ ...anEntry({ reason: "revoked" }), seq: 1 });
    const before = scan(built.bytes).records[0]?.chain ?? EMPTY_CHAIN;
    forged.set(encodeRecord(body, nextChain(before, body)), offsetOf(1));
    expect(scan(forged)).toMatchObject({ records: { length: 2 }, damage: { problem: "chain-broken", offset: offsetOf(2), seq: 2 } });
  });

  test("an entry taken out, and the rest moved up, breaks the chain where it was", () => {
    const shorter = new Uint8Array(built.bytes.length);
    shorter.set(built.bytes.subarray(0, offsetOf(1)));
    shorter.set(built.bytes.subarray(offsetOf(2)), offsetOf(1));
    expect(scan(shorter)).toMatchObject({ records: { length: 1 }, damage: { problem: "chain-broken", seq: 1 } });
  });

  test("a segment in the place of another is a gap; one with another past breaks the chain", () => {
    expect(scanSegment(built.bytes, 1, { ...START, segment: 1 }, true).damage?.problem).toBe("gap");
    expect(scanSegment(built.bytes, 0, { ...START, seq: 1 }, true).damage).toMatchObject({ problem: "gap", seq: 1 });
    expect(scanSegment(built.bytes, 0, { ...START, chain: new Uint8Array(32).fill(1) }, true).damage?.problem).toBe("chain-broken");
  });

  test("bytes far behind the last entry are not ours", () => {
    const strange = built.bytes.slice();
    strange[8000] = 1;
    expect(scan(strange).damage).toMatchObject({ problem: "record-invalid", offset: endOffset, seq: 4 });
  });

  test("a file longer than it was made is damage, a shorter one only where another follows", () => {
    const longer = new Uint8Array(8200);
    longer.set(built.bytes);
    expect(scan(longer).damage).toMatchObject({ problem: "length-wrong", offset: 8192 });
    expect(scan(built.bytes.subarray(0, 8000), false).damage).toMatchObject({ problem: "length-wrong", offset: 8000 });
    expect(scan(built.bytes.subarray(0, 8000))).toMatchObject({ records: { length: 4 }, missingBytes: 192 });
  });
});

test("any bytes at all end as a result, never as a throw, and no entry comes out of them", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 3000 }), (garbage) => {
      expect(scan(garbage).damage?.problem).toBe("header-invalid");
      const behindHeader = built.bytes.slice().fill(0, 64);
      behindHeader.set(garbage, 64);
      expect(scan(behindHeader).records).toHaveLength(0);
    }),
  );
});

import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EMPTY_CHAIN, leafHash, linkOf } from "../../src/core/journal-chain.ts";
import { entryToJson } from "../../src/core/journal-entry.ts";
import { HEADER_BYTES } from "../../src/core/journal-header.ts";
import { encodeRecord, MAX_GROUP_BYTES } from "../../src/core/journal-record.ts";
import { JOURNAL_START, type SegmentPlace, scanSegment } from "../../src/core/journal-scan.ts";
import { anEntry, arbitraryEntry } from "../support/entries.ts";
import { buildSegment, flipBit, headerBytes, SMALL } from "../support/journal-bytes.ts";
import { otherSigner, TEST_SIGNER } from "../support/journal-signer.ts";

/** A whole segment, scanned: its records, and how it ends. */
function scan(bytes: Uint8Array, isLast = true, changes: Partial<SegmentPlace> = {}) {
  const records = [];
  const scanned = scanSegment(bytes, { segment: 0, expected: JOURNAL_START, isLast, key: TEST_SIGNER.key, ...changes });
  let next = scanned.next();
  for (; !next.done; next = scanned.next()) records.push(next.value);
  return { records, ...next.value };
}
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
  expect(result).toMatchObject({ endOffset, missingBytes: 0, end: { tree: { size: 4 }, chain: built.end.chain }, groupOffset: lastOffset });
  expect(result.damage ?? result.torn).toBeUndefined();
});

test("any sequence of entries reads back, byte for byte", () => {
  fc.assert(
    fc.property(fc.array(arbitraryEntry, { maxLength: 20 }), (some) => {
      const result = scan(buildSegment(some, 65_536, 3).bytes);
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
        const { bytes, offsets } = buildSegment([...Array<typeof long>(before).fill(anEntry()), long], 65_536);
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

describe("appends that were written together", () => {
  const GROUP = 5;
  const some = Array.from({ length: 3 * GROUP }, (_, index) => anEntry({ durationMs: index }));
  const grouped = buildSegment(some, SMALL, GROUP);
  const [from = 0, end = 0] = [grouped.offsets[2 * GROUP], grouped.offsets[3 * GROUP]];

  test("read back as those that were not", () => {
    const result = scan(grouped.bytes);
    expect(result).toMatchObject({ records: { length: 3 * GROUP }, endOffset: end, groupOffset: from });
    expect(result.damage ?? result.torn).toBeUndefined();
    expect(result.end).toEqual(buildSegment(some).end);
  });

  test("and were interrupted are a torn tail, whichever of their sectors arrived; what stands before the first hole stands", () => {
    const sectors = Array.from({ length: Math.ceil(end / 512) - Math.floor(from / 512) }, (_, index) => {
      const at = (Math.floor(from / 512) + index) * 512;
      return [Math.max(from, at), Math.min(end, at + 512)] as const;
    });
    for (let arrived = 0; arrived < 1 << sectors.length; arrived++) {
      const torn = grouped.bytes.slice();
      const lost = sectors.filter((_, index) => (arrived & (1 << index)) === 0);
      for (const [at, until] of lost) torn.fill(0, at, until);
      const result = scan(torn);
      if (result.damage) expect.fail(`${arrived.toString(2)}: ${JSON.stringify(result.damage)}`);
      const firstHole = lost[0]?.[0] ?? end;
      const whole = grouped.offsets.filter((offset) => offset <= firstHole).length - 1;
      expect(result.records).toHaveLength(whole);
      expect(result.torn !== undefined).toBe(arrived !== 0 && lost.length > 0 && result.endOffset < end);
    }
  });

  test("with a hole before another group are damage: that group was only begun when this one was on the disk", () => {
    for (let seq = 0; seq < 2 * GROUP; seq++) {
      const [at = 0, until = 0] = grouped.offsets.slice(seq);
      expect(scan(grouped.bytes.slice().fill(0, at, until)).damage).toMatchObject({ problem: "record-invalid", seq });
    }
  });

  test("with a flipped bit and no hole are damage, each of them", () => {
    for (let bit = 8 * from; bit < 8 * end; bit++) {
      const seq = grouped.offsets.findLastIndex((offset) => offset <= bit >> 3);
      const result = scan(flipBit(grouped.bytes, bit), true, { key: undefined });
      if (result.torn || result.damage?.seq !== seq) expect.fail(`bit ${bit & 7} of byte ${bit >> 3} was not seen`);
    }
  });

  test("end where another group begins: a record cannot claim to belong to what stands further before", () => {
    const forged = grouped.bytes.slice();
    const record = scan(grouped.bytes).records[2 * GROUP] ?? expect.fail("no record");
    forged.set(encodeRecord(record.body, record.chain, from - HEADER_BYTES), from);
    expect(scan(forged)).toMatchObject({ records: { length: 2 * GROUP }, damage: { problem: "record-invalid", offset: from } });
  });

  test("are never more than is looked through", () => {
    const record = encodeRecord(new Uint8Array(MAX_GROUP_BYTES / 32).fill(65), EMPTY_CHAIN, MAX_GROUP_BYTES - 2000);
    const bytes = new Uint8Array(SMALL);
    bytes.set(headerBytes(0, JOURNAL_START));
    bytes.set(record, HEADER_BYTES);
    expect(scan(bytes).damage?.problem).toBe("record-invalid");
  });
});

describe("damage", () => {
  test("every flipped bit of a segment is seen, and the place named; behind the last entry it can only be what was never acknowledged", () => {
    for (let bit = 0; bit < 8 * SMALL; bit++) {
      const at = bit >> 3;
      // The header's signature takes most of the time, and behind the header it is whole.
      const result = scan(flipBit(built.bytes, bit), true, at < HEADER_BYTES ? {} : { key: undefined });
      const seq = built.offsets.findLastIndex((offset) => offset <= at);
      const place = { offset: seq === -1 ? 0 : offsetOf(seq), seq: Math.max(0, seq) };
      const { problem, ...found } = result.damage ?? { problem: "torn", offset: result.torn?.offset, seq: result.torn?.seq };
      const expected = seq === -1 ? ["header-invalid"] : seq < 4 ? ["record-invalid"] : ["record-invalid", "torn"];
      if (!expected.includes(problem) || found.offset !== place.offset || found.seq !== place.seq || result.records.length !== place.seq) {
        expect.fail(`bit ${bit & 7} of byte ${at}: ${problem} at ${found.offset}, entry ${found.seq}, not ${JSON.stringify(place)}`);
      }
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
    forged.set(encodeRecord(body, linkOf(before, leafHash(body))), offsetOf(1));
    expect(scan(forged)).toMatchObject({ records: { length: 2 }, damage: { problem: "chain-broken", offset: offsetOf(2), seq: 2 } });
  });

  test("an entry taken out, and the rest moved up, breaks the chain where it was", () => {
    const shorter = new Uint8Array(built.bytes.length);
    shorter.set(built.bytes.subarray(0, offsetOf(1)));
    shorter.set(built.bytes.subarray(offsetOf(2)), offsetOf(1));
    expect(scan(shorter)).toMatchObject({ records: { length: 1 }, damage: { problem: "chain-broken", seq: 1 } });
  });

  test("a segment in the place of another is a gap; one with another past breaks the chain", () => {
    expect(scan(built.bytes, true, { segment: 1 }).damage?.problem).toBe("gap");
    expect(scan(built.bytes, true, { expected: { ...JOURNAL_START, tree: built.end.tree } }).damage).toMatchObject({
      problem: "gap",
      seq: 4,
    });
    const otherChain = { ...JOURNAL_START, chain: new Uint8Array(32).fill(1) };
    expect(scan(built.bytes, true, { expected: otherChain }).damage?.problem).toBe("chain-broken");
  });

  test("a segment whose header speaks of another tree, or is signed by somebody else, is named", () => {
    const later = headerBytes(1, built.end);
    const place = { segment: 1, expected: built.end };
    const bytes = new Uint8Array(SMALL);
    bytes.set(later);
    expect(scan(bytes, true, place).damage).toBeUndefined();
    const peaks = built.end.tree.peaks.map((peak, index) => (index === 0 ? flipBit(peak, 5) : peak));
    bytes.set(headerBytes(1, { ...built.end, tree: { size: 4, peaks } }));
    expect(scan(bytes, true, place).damage).toMatchObject({ problem: "tree-broken", offset: 0, seq: 4 });
    for (const [signer, problem] of [
      [otherSigner("hanoi-01"), "other-key"],
      [{ ...TEST_SIGNER, key: otherSigner("hanoi-02").key }, "other-key"],
      [{ ...TEST_SIGNER, sign: otherSigner("hanoi-01").sign }, "signature-invalid"],
    ] as const) {
      bytes.set(headerBytes(1, built.end, SMALL, signer));
      expect(scan(bytes, true, place).damage).toMatchObject({ problem, offset: 0, seq: 4 });
      expect(scan(bytes, true, { ...place, key: undefined }).damage).toBeUndefined();
    }
  });

  test("a segment of version 1 is named as one", () => {
    const bytes = new Uint8Array(SMALL);
    // "TRAMLOG\n", version 1, segment 0, first entry 0, an empty chain, 16 KiB, CRC-32.
    bytes.set(Buffer.from("5452414d4c4f470a0100000000000000", "hex"));
    new DataView(bytes.buffer).setUint32(56, SMALL, true);
    new DataView(bytes.buffer).setUint32(60, crc32(bytes.subarray(0, 60)), true);
    expect(scan(bytes).damage).toMatchObject({ problem: "version-old", seq: 0 });
  });

  test("bytes far behind the last entry are not ours", () => {
    const { bytes: strange } = buildSegment(
      entries.map((reason) => anEntry({ reason })),
      131_072,
    );
    strange[endOffset + MAX_GROUP_BYTES] = 1;
    expect(scan(strange).damage).toMatchObject({ problem: "record-invalid", offset: endOffset, seq: 4 });
  });

  test("a file longer than it was made is damage, a shorter one only where another follows", () => {
    const longer = new Uint8Array(SMALL + 8);
    longer.set(built.bytes);
    expect(scan(longer).damage).toMatchObject({ problem: "length-wrong", offset: SMALL });
    expect(scan(built.bytes.subarray(0, SMALL - 192), false).damage).toMatchObject({ problem: "length-wrong", offset: SMALL - 192 });
    expect(scan(built.bytes.subarray(0, SMALL - 192))).toMatchObject({ records: { length: 4 }, missingBytes: 192 });
  });
});

test("any bytes at all end as a result, never as a throw, and no entry comes out of them", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 3000 }), (garbage) => {
      expect(scan(garbage).damage?.problem).toBe("header-invalid");
      const behindHeader = built.bytes.slice().fill(0, HEADER_BYTES);
      behindHeader.set(garbage, HEADER_BYTES);
      expect(scan(behindHeader).records).toHaveLength(0);
    }),
  );
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { recordLine } from "../../../src/core/audit/records.ts";
import { leafHash } from "../../../src/core/journal-chain.ts";
import { bodyToJson } from "../../../src/core/journal-event.ts";
import { treeRoot } from "../../../src/core/merkle-proof.ts";
import {
  audited,
  auditKeys,
  bodiesOf,
  checkpointOf,
  DAY_START,
  dayOf,
  entriesBlock,
  exportTexts,
  fileOf,
  nodesOver,
} from "../../support/audit-exports.ts";
import { newWitness } from "../../support/batches.ts";
import { anEntry } from "../../support/entries.ts";
import { otherSigner, TEST_SIGNER } from "../../support/journal-signer.ts";

const BODIES = dayOf(11);
const whole = { bodies: BODIES, first: 2 };
const entryAt = (seq: number, body = BODIES[seq] ?? new Uint8Array()) => ({ body, leaf: leafHash(body), isLost: false });

/** The file of an export whose entries' lines were changed, their hashes not. */
function withLines(change: (lines: readonly string[]) => readonly string[], made = { ...whole, first: 0, blockEntries: 11 }): Uint8Array {
  const texts = exportTexts(made).map((text) => {
    const [head = "", ...lines] = Buffer.from(text).toString("utf8").split("\n").slice(0, -1);
    if (!head.startsWith('{"first"')) return text;
    return Buffer.from([head, ...change(lines)].map((line) => `${line}\n`).join(""), "utf8");
  });
  return fileOf(texts);
}

describe("an export that nobody has touched", () => {
  test("is whole, and all of it proven", () => {
    const { exit, findings, kiosks, file } = audited(fileOf(exportTexts({ bodies: BODIES })));
    expect({ exit, findings, file }).toEqual({ exit: 0, findings: [], file: [] });
    expect(kiosks).toMatchObject([{ kiosk: "hanoi-01", proven: 11 }]);
  });

  test("is whole in whatever pieces it is read", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), (bytes) => {
        expect(audited(fileOf(exportTexts({ bodies: BODIES })), auditKeys(), [], bytes).exit).toBe(0);
      }),
      { numRuns: 20 },
    );
  });

  test("proves any range of any tree by hashes of its edges alone", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), fc.nat(), fc.nat(), (size, a, b, c) => {
        const first = a % size;
        const until = first + 1 + (b % (size - first));
        const bodies = dayOf(size);
        const { findings, kiosks } = audited(
          fileOf(exportTexts({ bodies, first, until, checkpoints: [...new Set([1 + (c % size), size])].toSorted((x, y) => x - y) })),
        );
        expect(findings.filter(({ kind }) => kind !== "cut-short" && kind !== "ends-here")).toEqual([]);
        expect(kiosks[0]?.proven).toBe(until - first);
      }),
      { numRuns: 60 },
    );
  });

  test("counts what is in the day, an entry on either side not", () => {
    expect(audited(fileOf(exportTexts({ bodies: BODIES }))).scans).toBe(9);
  });
});

describe("bytes that have changed", () => {
  // Every bit: test/long/audit.test.ts.
  test("no flipped bit of a small export goes unseen", () => {
    const file = fileOf(exportTexts({ bodies: dayOf(2) }));
    for (let byte = 0; byte < file.length; byte++) {
      const flipped = Uint8Array.from(file);
      flipped[byte] = (flipped[byte] ?? 0) ^ (1 << ((byte * 5) & 7));
      expect([1, 2], `byte ${byte}`).toContain(audited(flipped).exit);
    }
  });

  test("a file that was cut anywhere is not whole", () => {
    const file = fileOf(exportTexts({ bodies: dayOf(3), blockEntries: 2 }));
    for (let length = 0; length < file.length; length += 7) expect([1, 2]).toContain(audited(file.subarray(0, length)).exit);
  });

  test("what is put behind the end is seen", () => {
    const file = fileOf(exportTexts({ bodies: BODIES }));
    expect(audited(Buffer.concat([file, Buffer.from("more")])).exit).toBe(1);
    expect(audited(Buffer.concat([file, file])).exit).toBe(1);
  });

  test("anything else is no export", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(audited(bytes).exit).toBe(2);
      }),
    );
  });

  test("a block that is missing, twice there or in another place is named", () => {
    const texts = exportTexts({ bodies: BODIES });
    for (let index = 1; index < texts.length; index++) {
      expect(audited(fileOf(texts.toSpliced(index, 1))).exit).not.toBe(0);
      expect(audited(fileOf(texts.toSpliced(index, 0, texts[index] ?? new Uint8Array()))).exit).toBe(index === 2 ? 0 : 1);
    }
    const swapped = texts.with(3, texts[4] ?? new Uint8Array()).with(4, texts[3] ?? new Uint8Array());
    expect(audited(fileOf(swapped)).findings).toMatchObject([{ kind: "removed", from: 0, until: 4 }, { kind: "added" }]);
  });
});

describe("entries that somebody has changed in a file that is whole again", () => {
  test("each changed entry is named, and all others stay proven", () => {
    for (let seq = 0; seq < BODIES.length; seq++) {
      const file = withLines((lines) => lines.with(seq, (lines[seq] ?? "").replace("granted", "expired")));
      const { exit, findings, kiosks } = audited(file);
      expect(findings.filter(({ kind }) => kind !== "cut-short")).toEqual([{ kind: "changed", from: seq, until: seq + 1 }]);
      expect(exit).toBe(1);
      expect(kiosks[0]?.proven).toBe(10);
    }
  });

  test("each removed entry is named", () => {
    for (let seq = 0; seq < BODIES.length; seq++)
      expect(audited(withLines((lines) => lines.toSpliced(seq, 1))).findings).toContainEqual({
        kind: "removed",
        from: seq,
        until: seq + 1,
      });
  });

  test("each added entry is named, by where it stands", () => {
    const stranger = Buffer.from(bodyToJson({ ...anEntry({ at: DAY_START }), seq: 77 })).toString();
    for (let seq = 0; seq <= BODIES.length; seq++)
      expect(audited(withLines((lines) => lines.toSpliced(seq, 0, stranger))).findings).toContainEqual({
        kind: "added",
        after: seq - 1,
        count: 1,
      });
  });

  test("an entry that is there twice is named as added", () => {
    expect(audited(withLines((lines) => lines.toSpliced(5, 0, lines[4] ?? ""))).findings).toContainEqual({
      kind: "added",
      after: 4,
      count: 1,
    });
  });

  test("two that changed places are both named", () => {
    for (let seq = 0; seq + 3 < BODIES.length; seq++) {
      const swapped = (lines: readonly string[]) => lines.with(seq, lines[seq + 3] ?? "").with(seq + 3, lines[seq] ?? "");
      const moved = audited(withLines(swapped)).findings.filter(({ kind }) => kind === "moved");
      expect(moved).toEqual([
        { kind: "moved", from: seq, until: seq + 1 },
        { kind: "moved", from: seq + 3, until: seq + 4 },
      ]);
    }
  });

  test("one whose bytes were taken out is named, as are those that central never had", () => {
    const bare = (lines: readonly string[]) =>
      lines.with(4, JSON.stringify({ setAside: Buffer.from(leafHash(BODIES[4] ?? new Uint8Array())).toString("hex") }));
    expect(audited(withLines(bare)).findings).toEqual([{ kind: "set-aside", count: 1, first: 4 }]);
  });

  test("where the hash was changed as well, the entries between two checkpoints are named", () => {
    for (let seq = 0; seq < BODIES.length; seq++) {
      const forged = BODIES.with(seq, bodyToJson({ ...anEntry({ at: DAY_START + 1 }), seq }));
      const leaves = BODIES.map(leafHash);
      const notes = [4, 8, 11].map((size) => checkpointOf(leaves, size, TEST_SIGNER));
      const { exit, findings } = audited(fileOf(exportTexts({ bodies: forged, checkpoints: [], notes })));
      const from = seq < 4 ? 0 : seq < 8 ? 4 : 8;
      expect(findings).toContainEqual({ kind: "not-as-signed", from, until: seq < 4 ? 4 : seq < 8 ? 8 : 11 });
      expect(exit).toBe(1);
    }
  });

  test("hashes of the edge that were changed prove nothing", () => {
    const texts = exportTexts(whole);
    const head = JSON.parse(Buffer.from(texts[1] ?? []).toString());
    const file = fileOf(texts.with(1, recordLine({ ...head, peaks: [Buffer.alloc(32, 7).toString("base64")] })));
    expect(audited(file).exit).toBe(1);
  });
});

describe("what a device has signed", () => {
  test("nothing is believed without its key, nor by another", () => {
    const file = fileOf(exportTexts({ bodies: BODIES }));
    const stranger = otherSigner("hanoi-02");
    expect(audited(file, auditKeys(undefined, [stranger]))).toMatchObject({ exit: 3, findings: [{ kind: "no-key" }] });
    expect(audited(file, auditKeys(undefined, [otherSigner("hanoi-01")]))).toMatchObject({ exit: 1, findings: [{ kind: "other-key" }] });
  });

  test("a checkpoint by another key is named, and covers nothing", () => {
    const note = checkpointOf(BODIES.map(leafHash), 11, otherSigner("hanoi-01"));
    const { findings } = audited(fileOf(exportTexts({ bodies: BODIES, checkpoints: [], notes: [note] })));
    expect(findings).toContainEqual({ kind: "unsigned", from: 0, until: 11 });
  });

  test("entries behind the newest checkpoint are not proven", () => {
    const { exit, findings, kiosks } = audited(fileOf(exportTexts({ bodies: BODIES, checkpoints: [7] })));
    expect({ exit, findings }).toEqual({ exit: 3, findings: [{ kind: "unsigned", from: 7, until: 11 }] });
    expect(kiosks[0]?.proven).toBe(7);
  });

  test("a witness's key that was given is asked for", () => {
    const witness = newWitness();
    expect(audited(fileOf(exportTexts({ bodies: BODIES, witness })), auditKeys(witness)).exit).toBe(0);
    expect(audited(fileOf(exportTexts({ bodies: BODIES })), auditKeys(witness))).toMatchObject({
      exit: 3,
      findings: [{ kind: "unwitnessed", size: 11 }],
    });
  });

  test("two signed checkpoints that cannot both be are a fork", () => {
    const others = BODIES.with(5, bodyToJson({ ...anEntry({ at: DAY_START + 9 }), seq: 5 })).map(leafHash);
    const fork = checkpointOf(others, 8, TEST_SIGNER);
    const { exit, findings } = audited(fileOf(exportTexts({ bodies: BODIES, checkpoints: [4, 11], notes: [fork] })));
    expect({ exit, findings }).toEqual({ exit: 1, findings: [{ kind: "forked", size: 8, by: "export" }] });
  });

  test("a printed head agrees, or shows that the journal was put back or goes two ways", () => {
    const file = fileOf(exportTexts({ bodies: BODIES }));
    const leaves = BODIES.map(leafHash);
    const head = (size: number, of = leaves) => ({ size, root: treeRoot(size, nodesOver(of)), by: "given" as const, isOlder: true });
    const found = (other: ReturnType<typeof head>) => audited(file, auditKeys(), [other]).findings;
    expect(found(head(6))).toEqual([{ kind: "head-agrees", size: 6, by: "given" }]);
    expect(found(head(6, leaves.with(2, leafHash(new Uint8Array([1])))))).toEqual([{ kind: "forked", size: 6, by: "given" }]);
    const longer = [...leaves, leafHash(new Uint8Array([2])), leafHash(new Uint8Array([3]))];
    expect(found(head(13, longer))).toEqual([{ kind: "cut-back", now: 11, held: 13, by: "given" }]);
    expect(found({ ...head(13, longer), isOlder: false } as never)).toEqual([{ kind: "head-after", size: 13, by: "given" }]);
  });
});

describe("the period", () => {
  test("nothing shows its beginning or end where the entries of before and after were left out", () => {
    expect(audited(fileOf(exportTexts({ bodies: BODIES, first: 1 }))).findings).toEqual([{ kind: "cut-short", end: "begin", seq: 1 }]);
    expect(audited(fileOf(exportTexts({ bodies: BODIES, until: 10 }))).findings).toEqual([{ kind: "cut-short", end: "end", seq: 10 }]);
  });

  test("a journal that ends in it says so", () => {
    const bodies = BODIES.slice(0, 8);
    expect(audited(fileOf(exportTexts({ bodies })))).toMatchObject({ exit: 0, findings: [{ kind: "ends-here", size: 8 }] });
  });

  test("a journal of which the device has signed more does not end there", () => {
    const longer = checkpointOf([...BODIES.slice(0, 8), new Uint8Array([1])].map(leafHash), 9, TEST_SIGNER);
    const file = fileOf(exportTexts({ bodies: BODIES.slice(0, 8), notes: [longer] }));
    expect(audited(file)).toMatchObject({ exit: 3, findings: [{ kind: "cut-short", end: "end", seq: 8 }] });
  });

  test("clocks that were wrong are named, and their entries counted", () => {
    const bodies = dayOf(11, (seq) => (seq === 5 ? { at: 12, clock: "behind" as const } : {}));
    const { exit, findings, scans } = audited(fileOf(exportTexts({ bodies })));
    expect({ exit, scans }).toEqual({ exit: 0, scans: 9 });
    expect(findings.map(({ kind }) => kind).toSorted()).toEqual(["clock-back", "clock-doubted", "clock-outside"]);
  });

  test("lost entries are told apart from those that were set aside, and from what cannot be read", () => {
    const odd = Buffer.from("not json");
    const bodies = [...BODIES.slice(0, 9), odd, ...BODIES.slice(10)];
    const texts = exportTexts({ bodies }).slice(0, 3);
    const entries = bodies.map((body, seq) =>
      seq === 3 || seq === 4 ? { ...entryAt(seq), body: new Uint8Array(), isLost: seq === 4 } : entryAt(seq, body),
    );
    const { exit, findings } = audited(fileOf([...texts, entriesBlock(0, entries)]));
    expect(exit).toBe(0);
    expect(findings.map((finding) => ({ ...finding }))).toEqual([
      { kind: "set-aside", count: 1, first: 3 },
      { kind: "lost", count: 1, first: 4 },
      { kind: "unread", count: 1, first: 9 },
    ]);
  });

  test("overrides are counted by why, and never as accepted", () => {
    const bodies = bodiesOf([
      anEntry({ at: DAY_START - 1 }),
      anEntry({ at: DAY_START + 1, reason: "expired" }),
      { at: DAY_START + 2, reason: "event-override", of: 1, because: "urgent", staff: "s-07" },
      { at: DAY_START + 3, reason: "event-service", on: false, because: "break", staff: "s-07" },
      anEntry({ at: DAY_START + 86_401 }),
    ]);
    const { kiosks, scans } = audited(fileOf(exportTexts({ bodies })));
    const tally = kiosks[0]?.tally;
    expect(scans).toBe(1);
    expect([...(tally?.byVerdict ?? [])]).toEqual([["refuse", 1]]);
    expect([...(tally?.overrides ?? [])]).toEqual([["urgent", 1]]);
    expect([...(tally?.pauses ?? [])]).toEqual([["break", 1]]);
    expect(JSON.stringify([...(tally?.events ?? [])])).not.toContain("s-07");
  });
});

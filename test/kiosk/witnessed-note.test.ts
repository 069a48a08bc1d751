import { expect, test } from "vitest";
import { journalSigner } from "../../src/core/checkpoint.ts";
import { noteText, parseNote } from "../../src/core/signed-note.ts";
import { keepWitnessedNote } from "../../src/kiosk/witnessed-note.ts";
import { newWitness } from "../support/batches.ts";
import { anEntry } from "../support/entries.ts";
import { otherSigner, TEST_DEVICE, TEST_SIGNER } from "../support/journal-signer.ts";
import { memoryJournal } from "../support/memory-journal.ts";

const COMPARED = { goesOn: true, settled: Promise.resolve() };
const [witness, stranger] = [newWitness(), newWitness()];
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

async function cosigned(size: number, by = witness, signer = TEST_SIGNER): Promise<string> {
  return cosignedOf(await memoryJournal(size, signer).checkpoint(), by);
}

function cosignedOf(checkpoint: string, by = witness): string {
  const note = parseNote(Buffer.from(checkpoint));
  if (!note) throw new Error("no note");
  return noteText({ ...note, signatures: [...note.signatures, by.cosign(note.text, 1_790_000_000)] });
}

function aFile(bytes?: Uint8Array) {
  const written: string[] = [];
  let now = bytes;
  return {
    written,
    read: async () => now,
    async replace(next: Uint8Array) {
      now = next;
      written.push(Buffer.from(next).toString("utf8"));
    },
  };
}

test("the largest cosigned checkpoint is kept, written at most once an hour, and a smaller one never takes its place", async () => {
  const file = aFile();
  let nowMs = 0;
  const keeper = () =>
    keepWitnessedNote({
      file,
      key: TEST_SIGNER.key,
      keys: () => [witness.key],
      clock: { monotonicMs: () => nowMs },
      journal: memoryJournal(100),
      comparison: COMPARED,
      onFault: () => undefined,
    });
  const kept = keeper();
  for (const [minutes, size] of [
    [0, 3],
    [10, 4],
    [61, 5],
    [200, 2],
  ] as const) {
    nowMs = minutes * 60_000;
    kept.take(await cosigned(size));
    await settle();
  }
  expect(file.written).toEqual([await cosigned(3), await cosigned(5)]);
  // Also after a restart: an old stick brings an old answer.
  keeper().take(await cosigned(4));
  await settle();
  expect(file.written).toHaveLength(2);
});

test("what no witness of the trust list has cosigned is passed over, and the next is not kept waiting for it", async () => {
  const file = aFile(Buffer.from("not a note"));
  const faults: unknown[] = [];
  const kept = keepWitnessedNote({
    file,
    key: TEST_SIGNER.key,
    keys: () => [witness.key],
    clock: { monotonicMs: () => 0 },
    journal: memoryJournal(100),
    comparison: COMPARED,
    onFault: (error) => faults.push(error),
  });
  for (const note of ["", "nonsense", await memoryJournal(9).checkpoint(), await cosigned(8, stranger), await cosigned(7)]) {
    kept.take(note);
    await settle();
  }
  expect([file.written, faults]).toEqual([[await cosigned(7)], []]);
});

test("a disk that is full is told to the log, and the next note is tried again", async () => {
  const file = aFile();
  const faults: unknown[] = [];
  const replace = file.replace;
  let isFull = true;
  file.replace = async (bytes) => {
    if (isFull) throw new Error("ENOSPC");
    await replace(bytes);
  };
  const kept = keepWitnessedNote({
    file,
    key: TEST_SIGNER.key,
    keys: () => [witness.key],
    clock: { monotonicMs: () => 0 },
    journal: memoryJournal(100),
    comparison: COMPARED,
    onFault: (error) => faults.push(String(error)),
  });
  kept.take(await cosigned(3));
  await settle();
  isFull = false;
  kept.take(await cosigned(4));
  await settle();
  expect([faults, file.written]).toEqual([["Error: ENOSPC"], [await cosigned(4)]]);
});

test.each([
  ["another kiosk's", journalSigner("hue-07", TEST_DEVICE)],
  ["one in its own name, by another key", otherSigner("hanoi-01")],
])("%s is not kept, though central has cosigned it, and where it is in the file this kiosk's own takes its place", async (_, signer) => {
  const file = aFile(Buffer.from(await cosigned(90, witness, signer)));
  const kept = keepWitnessedNote({
    file,
    key: TEST_SIGNER.key,
    keys: () => [witness.key],
    clock: { monotonicMs: () => 0 },
    journal: memoryJournal(100),
    comparison: COMPARED,
    onFault: () => undefined,
  });
  for (const note of [await cosigned(99, witness, signer), await cosigned(50)]) {
    kept.take(note);
    await settle();
  }
  expect(file.written).toEqual([await cosigned(50)]);
});

test.each([
  ["before the comparison, and where it is impossible or has found a contradiction", false, 60, 60],
  ["of a journal that was put back, whatever the comparison has come to", true, 60, 60],
  ["of more entries than there are", true, 40, 60],
])("a kept note is not replaced %s", async (_, goesOn, entries, size) => {
  const before = await cosigned(30);
  const file = aFile(Buffer.from(before));
  const journal = memoryJournal(entries);
  // Other entries than those of the note from there on.
  const cosignedAnew = async () => {
    const anew = memoryJournal(size);
    if (goesOn) for (const one of [journal, anew]) one.rewrite(20, anEntry({ at: 5 }));
    return cosignedOf(await anew.checkpoint());
  };
  const kept = keepWitnessedNote({
    file,
    key: TEST_SIGNER.key,
    keys: () => [witness.key],
    clock: { monotonicMs: () => 0 },
    journal,
    comparison: { goesOn, settled: Promise.resolve() },
    onFault: () => undefined,
  });
  kept.take(await cosignedAnew());
  await settle();
  expect(file.written).toEqual([]);
});

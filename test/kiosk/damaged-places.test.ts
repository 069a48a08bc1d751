// `tram journal verify` names every damaged place, not only the first.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { HEADER_BYTES } from "../../src/core/journal-header.ts";
import { openJournal } from "../../src/drivers/journal-files.ts";
import { type DamagedPlace, listPlaces } from "../../src/kiosk/damaged-places.ts";
import { verifyCommand } from "../../src/kiosk/journal-verify-assembly.ts";
import { anEntry } from "../support/entries.ts";
import { flipBit, SMALL } from "../support/journal-bytes.ts";
import { TEST_SIGNER } from "../support/journal-signer.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const ENTRIES = 150;
let folder = "";
let segments: readonly string[] = [];

beforeEach(async () => {
  folder = join(temporaryFolder(), "journal");
  const journal = await openJournal(folder, TEST_SIGNER, { segmentBytes: SMALL });
  await Promise.all(Array.from({ length: ENTRIES }, (_, durationMs) => journal.append(anEntry({ durationMs }))));
  await journal.close();
  segments = readdirSync(folder).filter((name) => name.endsWith(".tramlog"));
});

function change(seq: number, how: (bytes: Uint8Array, at: number) => Uint8Array): void {
  for (const name of segments) {
    const bytes = readFileSync(join(folder, name));
    const at = bytes.indexOf(`{"seq":${seq},`);
    if (at >= 0) writeFileSync(join(folder, name), how(bytes, at));
  }
}

const wipe = (seq: number) => change(seq, (bytes, at) => Uint8Array.from(bytes).fill(0xa5, at - 40, at + 40));
const turn = (seq: number) => change(seq, (bytes, at) => flipBit(bytes, 8 * at + 20));

async function verified(json: boolean): Promise<{ readonly code: number; readonly lines: readonly string[] }> {
  const lines: string[] = [];
  const code = await verifyCommand(folder, { json }, (line) => void lines.push(line));
  return { code, lines };
}

async function placesNamed(): Promise<readonly DamagedPlace[]> {
  const { code, lines } = await verified(true);
  expect(code).toBe(1);
  const said = JSON.parse(lines.join("")) as { readonly damage: DamagedPlace; readonly damages: readonly DamagedPlace[] };
  expect(said.damages[0]).toMatchObject(said.damage);
  return said.damages;
}

test("each place is named in its order, with what has become of its entries", async () => {
  turn(5);
  wipe(20);
  wipe(21);
  writeFileSync(
    join(folder, segments[1] ?? ""),
    Uint8Array.from(readFileSync(join(folder, segments[1] ?? ""))).fill(0xa5, 0, HEADER_BYTES),
  );
  turn(100);
  wipe(ENTRIES - 2);
  const places = await placesNamed();
  expect(places.map(({ seq, entries, state, problem }) => [seq, entries, state ?? problem])).toEqual([
    [5, 1, "mended"],
    [20, 2, "lost"],
    [expect.any(Number), undefined, "header-invalid"],
    [100, 1, "mended"],
    [ENTRIES - 2, 1, "lost"],
  ]);
  const { lines } = await verified(false);
  expect(lines).toContain("  Các chỗ hỏng / damaged places: 5");
  expect(lines.join("\n")).toMatch(
    /00000000\.tramlog, byte \d+, entry 20 – 21 \(record-invalid\): mất nội dung, còn mã băm \/ lost, its hash is known/,
  );
});

test("of a missing segment and of entries whose hashes are gone it is said", async () => {
  for (const name of readdirSync(folder).filter((name) => name.endsWith(".leaves"))) rmSync(join(folder, name));
  wipe(5);
  wipe(ENTRIES - 2);
  rmSync(join(folder, segments[2] ?? ""));
  expect((await placesNamed()).map(({ file, problem, state }) => [file, state ?? problem])).toEqual([
    [segments[0], "unknown"],
    [segments[2], "gap"],
    [segments.at(-1), "unknown"],
  ]);
});

test("a journal with one damage has one place, and one that is whole none", async () => {
  expect(await verified(true)).toMatchObject({ code: 0 });
  turn(7);
  expect(await placesNamed()).toMatchObject([{ seq: 7, state: "mended" }]);
});

test("what is read as it was, and gone on from, is named as before", async () => {
  for (const seq of [7, ENTRIES - 1]) turn(seq);
  for (const more of [1, 2]) {
    const journal = await openJournal(folder, TEST_SIGNER, { segmentBytes: SMALL });
    expect((await Array.fromAsync(journal.read(0))).length).toBe(ENTRIES + more - 1);
    await journal.append(anEntry());
    await journal.close();
    expect(await placesNamed()).toMatchObject([
      { seq: 7, state: "mended" },
      { seq: ENTRIES - 1, state: "mended" },
    ]);
  }
});

test("twenty are listed, and the others counted", async () => {
  async function* places(): AsyncGenerator<DamagedPlace> {
    for (let seq = 0; seq < 50; seq += 2) yield { problem: "record-invalid", file: "a", offset: seq, seq, state: "lost", entries: 1 };
  }
  const { places: listed, more } = await listPlaces(places());
  expect([listed.length, more]).toEqual([20, 5]);
  for (let seq = 0; seq < 50; seq += 2) turn(seq);
  const { lines } = await verified(false);
  expect(lines).toContain("    … và 5 chỗ nữa / and 5 more");
});

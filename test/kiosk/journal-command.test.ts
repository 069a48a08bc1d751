import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { openCheckpoint, type SignedCheckpoint } from "../../src/core/checkpoint.ts";
import { hexOf } from "../../src/core/hex.ts";
import { EMPTY_CHAIN, leafHash, linkOf } from "../../src/core/journal-chain.ts";
import { HEADER_BYTES } from "../../src/core/journal-header.ts";
import { encodeRecord } from "../../src/core/journal-record.ts";
import { JOURNAL_START } from "../../src/core/journal-scan.ts";
import { verifierKeyText } from "../../src/core/signed-note.ts";
import { type JournalFiles, openJournal } from "../../src/drivers/journal-files.ts";
import { inspectJournal } from "../../src/drivers/journal-inspection.ts";
import { exportJournal, showJournal } from "../../src/kiosk/journal-command.ts";
import { verifyJournal } from "../../src/kiosk/journal-verify.ts";
import { verifyCommand } from "../../src/kiosk/journal-verify-assembly.ts";
import { forgeTail } from "../faults/forge.ts";
import { anEntry } from "../support/entries.ts";
import { EVENTS } from "../support/events.ts";
import { writeAt } from "../support/faulty-disk.ts";
import { headerBytes, SMALL } from "../support/journal-bytes.ts";
import { otherSigner, TEST_SIGNER } from "../support/journal-signer.ts";

let folder: string;
let lines: string[];
const print = (line: string) => {
  lines.push(line);
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tram-command-"));
  lines = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const ALL = { from: 0, limit: Number.POSITIVE_INFINITY };
/** Bytes of a record of these entries, how many fill a small segment, and where the second one stands. */
const RECORD = 288;
const PER_SEGMENT = 42;
const SECOND = HEADER_BYTES + RECORD;
const START = 1_795_437_065; // 2026-11-23 19:31:05 in Việt Nam

async function journalOf(howMany: number): Promise<JournalFiles> {
  const journal = await openJournal(folder, TEST_SIGNER, { segmentBytes: SMALL });
  for (let count = 0; count < howMany; count++) await journal.append(anEntry({ at: START + count }));
  return journal;
}

async function closedJournalOf(howMany: number): Promise<Uint8Array> {
  const journal = await journalOf(howMany);
  await journal.close();
  return journal.chain;
}

const verify = (json = false) => verifyJournal(inspectJournal, folder, { json }, print);

describe("tram journal verify", () => {
  test("finds a whole journal whole: size, chain, first and last time, in both languages", async () => {
    const chain = await closedJournalOf(60);
    expect(await verify()).toBe(0);
    const text = lines.join("\n");
    expect(text).toContain("Nhật ký nguyên vẹn / The journal is whole");
    expect(text).toMatch(/entries: +60\n/);
    expect(text).toContain(hexOf(chain));
    expect(text).toMatch(/first: +2026-11-23 19:31:05 \+07:00\n/);
    expect(text).toMatch(/last: +2026-11-23 19:32:04 \+07:00\n/);
    expect(text).toMatch(/files: +2$/);
  });

  test("says the same to a program", async () => {
    const chain = await closedJournalOf(60);
    expect(await verify(true)).toBe(0);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toEqual({
      folder,
      state: "whole",
      entries: 60,
      chain: hexOf(chain),
      firstAt: START,
      lastAt: START + 59,
      clockSteps: 0,
      first: 0,
      root: expect.stringMatching(/^[0-9a-f]{64}$/),
      key: verifierKeyText(TEST_SIGNER.key),
      unsigned: 60 - PER_SEGMENT,
      segments: 2,
    });
  });

  test("finds an empty journal whole, and no journal to be none", async () => {
    expect(await verify()).toBe(2);
    expect(lines.join()).toContain("There is no journal in");
    await closedJournalOf(0);
    expect(await verify(true)).toBe(0);
    expect(JSON.parse(lines[2] ?? "")).toMatchObject({ entries: 0, chain: "00".repeat(32) });
    expect(await verifyJournal(inspectJournal, join(folder, "none"), { json: true }, print)).toBe(2);
  });

  test("works on a journal that a kiosk is writing, time after time", async () => {
    const journal = await journalOf(30);
    let isWriting = true;
    const writing = (async () => {
      while (isWriting) await journal.append(anEntry());
    })();
    const exits: number[] = [];
    for (let run = 0; run < 10; run++) exits.push(await verify(true));
    isWriting = false;
    await writing;
    await journal.close();
    expect(exits).toEqual(Array(10).fill(0));
    const sizes = lines.map((line) => JSON.parse(line).entries as number);
    expect(sizes.toSorted((a, b) => a - b)).toEqual(sizes);
    expect(sizes.at(-1)).toBeGreaterThan(30);
  });

  test("names a torn tail, calls the journal whole, and leaves the tail where it is", async () => {
    await closedJournalOf(3);
    const path = join(folder, "00000000.tramlog");
    const end = readFileSync(path).findLastIndex((byte) => byte !== 0) + 1;
    writeAt(path, new Uint8Array(60), end - 60);
    const before = readFileSync(path);
    expect(await verify(true)).toBe(0);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ entries: 2, torn: { file: "00000000.tramlog", seq: 2 } });
    expect(await verify()).toBe(0);
    expect(lines.join("\n")).toContain("was cut off by a power cut and never acknowledged");
    expect(readFileSync(path)).toEqual(before);
  });

  test("says where a journal is damaged and what to do, in both languages, and changes nothing", async () => {
    await closedJournalOf(60);
    const path = join(folder, "00000001.tramlog");
    writeAt(path, Uint8Array.of(0xff), SECOND + 50);
    const before = readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mtimeMs]);
    expect(await verify()).toBe(1);
    const text = lines.join("\n");
    expect(text).toContain("Nhật ký bị hỏng: dữ liệu của mục đã bị thay đổi. Không sửa, không xoá gì.");
    expect(text).toContain("The journal is damaged: the bytes of an entry have changed. Change and delete nothing.");
    expect(text).toContain(`${path}, byte ${SECOND}, entry ${PER_SEGMENT + 1} (record-invalid)`);
    expect(text).toMatch(/entries: +43\n/);
    expect(await verify(true)).toBe(1);
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({
      state: "damaged",
      entries: PER_SEGMENT + 1,
      damage: { problem: "record-invalid", file: "00000001.tramlog", offset: SECOND, seq: PER_SEGMENT + 1 },
    });
    expect(readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mtimeMs])).toEqual(before);
  });

  test("calls a file that was made shorter damaged, though a kiosk would open it", async () => {
    await closedJournalOf(3);
    truncateSync(join(folder, "00000000.tramlog"), SECOND + RECORD);
    expect(await verify(true)).toBe(1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ entries: 2, damage: { problem: "length-wrong", offset: SECOND + RECORD, seq: 2 } });
  });

  test.each([
    ["is missing", "gap", () => rmSync(join(folder, "00000001.tramlog"))],
    ["has no header", "header-invalid", () => writeFileSync(join(folder, "00000001.tramlog"), "")],
  ])("sees that a segment %s", async (_name, problem, damage) => {
    await closedJournalOf(100);
    damage();
    expect(await verify(true)).toBe(1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      entries: PER_SEGMENT,
      damage: { problem, file: "00000001.tramlog", seq: PER_SEGMENT },
    });
  });

  test("does not take a whole record for an entry when it is none, or is the entry of another place", async () => {
    const bodies = [
      '{"name":"Nguyễn Văn A"}',
      JSON.stringify({ seq: 5, at: 1, reason: "granted", source: "desk", policy: "", trust: 0, durationMs: 1 }),
    ];
    for (const text of bodies) {
      const body = new TextEncoder().encode(text);
      const bytes = new Uint8Array(SMALL);
      bytes.set(headerBytes(0, JOURNAL_START));
      bytes.set(encodeRecord(body, linkOf(EMPTY_CHAIN, leafHash(body))), HEADER_BYTES);
      writeFileSync(join(folder, "00000000.tramlog"), bytes);
      lines = [];
      expect(await verify(true)).toBe(1);
      expect(JSON.parse(lines[0] ?? "")).toMatchObject({ entries: 0, damage: { problem: "entry-invalid", offset: HEADER_BYTES, seq: 0 } });
    }
  });

  test("notes where the clock went back, which is no damage", async () => {
    const journal = await journalOf(3);
    for (const at of [0, START + 9, START + 4]) await journal.append(anEntry({ at }));
    await journal.close();
    expect(await verify(true)).toBe(0);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ clockSteps: 2, firstClockStep: 3 });
    expect(await verify()).toBe(0);
    expect(lines.join("\n")).toContain("the clock went back 2 times, first at entry 3");
  });
});

describe("tram journal verify against what the device has signed before", () => {
  /** The kiosk's checkpoint when its journal had so many entries, as central or an auditor keeps it. */
  async function checkpointAt(journal: JournalFiles, howMany: number): Promise<SignedCheckpoint> {
    while (journal.size < howMany) await journal.append(anEntry({ at: START + journal.size }));
    const opened = openCheckpoint(Buffer.from(await journal.checkpoint()), TEST_SIGNER.key);
    return typeof opened === "object" ? opened : expect.fail(opened);
  }

  const against = (checkpoints: readonly SignedCheckpoint[], json = true) =>
    verifyJournal(inspectJournal, folder, { json, key: TEST_SIGNER.key, checkpoints }, print);
  const result = () => JSON.parse(lines.at(-1) ?? "");

  test("a journal that has only grown agrees with every checkpoint it ever gave", async () => {
    const journal = await journalOf(0);
    const checkpoints = [await checkpointAt(journal, 0), await checkpointAt(journal, 10), await checkpointAt(journal, 90)];
    await journal.append(anEntry());
    await journal.close();
    expect(await against(checkpoints)).toBe(0);
    expect(result()).toMatchObject({ state: "whole", checkpoints: [0, 10, 90].map((size) => ({ kind: "matches", size })) });
    expect(await against(checkpoints, false)).toBe(0);
    expect(lines.join("\n")).toContain("agrees with the checkpoint of 90 entries");
  });

  test("a disk that was restored from yesterday's image is truncated, and forked when it was written on", async () => {
    const journal = await journalOf(0);
    const yesterday = await checkpointAt(journal, 20);
    await journal.close();
    const image = mkdtempSync(join(tmpdir(), "tram-image-"));
    onTestFinished(() => rmSync(image, { recursive: true }));
    cpSync(folder, image, { recursive: true });
    const going = await openJournal(folder, TEST_SIGNER, { segmentBytes: SMALL });
    const today = await checkpointAt(going, 60);
    await going.close();
    rmSync(folder, { recursive: true });
    cpSync(image, folder, { recursive: true });

    expect(await against([yesterday, today])).toBe(1);
    expect(result()).toMatchObject({
      state: "contradicted",
      checkpoints: [
        { kind: "matches", size: 20 },
        { kind: "truncated", size: 60, from: 20, until: 60 },
      ],
    });
    expect(await against([today], false)).toBe(1);
    const text = lines.join("\n");
    expect(text).toContain("thiếu phần cuối, hoặc đã rẽ nhánh trước đó: bị cắt bỏ, hoặc ổ đĩa được khôi phục từ bản cũ");
    expect(text).toContain(
      "its end is missing, or it went another way before: it was cut off, or the disk was restored from an older image",
    );
    expect(text).toContain("entries 20 – 59 (truncated)");

    const restored = await openJournal(folder, TEST_SIGNER, { segmentBytes: SMALL });
    for (let count = 0; count < 50; count++) await restored.append(anEntry({ at: START + 5000 + count }));
    await restored.close();
    expect(await against([today, yesterday])).toBe(1);
    expect(result()).toMatchObject({
      checkpoints: [
        { kind: "matches", size: 20 },
        { kind: "forked", size: 60, from: 20, until: 60 },
      ],
    });
    expect(await against([today])).toBe(1);
    expect(result()).toMatchObject({ checkpoints: [{ kind: "rewritten", size: 60, from: 0, until: 60 }] });
  });

  test.each(["witnessed", "acknowledged.json"])(
    "newest entries that were written anew without the key are named by %s beside the journal, and without it said to be bound by nothing",
    async (name) => {
      const data = folder;
      folder = join(data, "journal");
      const journal = await journalOf(60);
      const root = hexOf(await journal.rootAt(55));
      const newest = { size: 55, root, saidAt: START };
      const acknowledged = JSON.stringify({ samples: [{ size: 55, at: START }], newest, setAside: [] });
      writeFileSync(join(data, name), name === "witnessed" ? await journal.checkpoint() : acknowledged);
      await journal.close();
      expect(await verifyCommand(folder, { json: true }, print)).toBe(0);
      expect(result()).toMatchObject({ checkpoints: [{ kind: "matches" }], unsigned: name === "witnessed" ? 0 : 60 - PER_SEGMENT });
      forgeTail(folder, "changed", 50);
      expect(await verifyCommand(folder, { json: true }, print)).toBe(1);
      expect(result()).toMatchObject({ state: "contradicted", checkpoints: [{ kind: "rewritten" }] });
      rmSync(join(data, name));
      lines = [];
      expect(await verifyCommand(folder, {}, print)).toBe(0);
      expect(lines.join("\n")).toContain(`chưa có chữ ký nào xác nhận ${60 - PER_SEGMENT} mục cuối`);
      folder = data;
    },
  );

  test("a journal written anew by whoever has the key is whole in itself, and named", async () => {
    const journal = await journalOf(0);
    const checkpoint = await checkpointAt(journal, 50);
    await journal.close();
    rmSync(folder, { recursive: true });
    const forged = await openJournal(folder, TEST_SIGNER, { segmentBytes: SMALL });
    for (let seq = 0; seq < 70; seq++) await forged.append(anEntry({ at: START + seq, ...(seq === 30 && { reason: "revoked" }) }));
    await forged.close();
    expect(await verify()).toBe(0);
    expect(await against([checkpoint])).toBe(1);
    expect(result()).toMatchObject({ state: "contradicted", checkpoints: [{ kind: "rewritten", from: 0, until: 50 }] });
  });

  test("the key that the folder names is taken at its word, and said to be; another one's signatures are not", async () => {
    await closedJournalOf(3);
    expect(await verify()).toBe(0);
    expect(lines.join("\n")).toContain("from the folder itself, compare it with central's");
    lines = [];
    expect(await verifyJournal(inspectJournal, folder, { json: false, key: TEST_SIGNER.key }, print)).toBe(0);
    expect(lines.join("\n")).toContain(verifierKeyText(TEST_SIGNER.key));
    expect(lines.join("\n")).not.toContain("from the folder itself");
    expect(await verifyJournal(inspectJournal, folder, { json: true, key: otherSigner("hanoi-01").key }, print)).toBe(1);
    expect(result()).toMatchObject({ damage: { problem: "other-key", offset: 0 } });
    lines = [];
    expect(await verifyJournal(inspectJournal, folder, { json: false, key: otherSigner("hanoi-01").key }, print)).toBe(1);
    expect(lines.join("\n")).toMatch(/The journal is not this device's: .*Put the key or the name \(id\) back/);
    expect(lines.join("\n")).not.toContain("is damaged");
    rmSync(join(folder, "public-key"));
    lines = [];
    expect(await verify()).toBe(0);
    expect(lines.join("\n")).toContain("no signature was checked");
    lines = [];
    expect(await verifyJournal(inspectJournal, folder, { json: true }, print)).toBe(0);
    expect(result()).toMatchObject({ state: "whole", signatures: "unchecked" });
  });

  test("a journal whose oldest entries the device has removed is whole, and says what is missing", async () => {
    const journal = await journalOf(200);
    const [early, late] = [await checkpointAt(journal, 200), await checkpointAt(journal, 210)];
    expect(await journal.release(100)).toBe(2 * PER_SEGMENT);
    await journal.close();
    expect(await against([early, late])).toBe(0);
    expect(result()).toMatchObject({ state: "whole", first: 84, entries: 126 });
    expect(await verify()).toBe(0);
    expect(lines.join("\n")).toContain("Entries 0 – 83 were removed by the device itself when they were old enough");
    // Beginning later than it may is a gap, and so is not to say so.
    rmSync(join(folder, "00000002.tramlog"));
    expect(await verify(true)).toBe(1);
    expect(result()).toMatchObject({ damage: { problem: "gap", file: "00000002.tramlog", seq: 84 } });
  });

  test("a checkpoint of entries that were removed cannot be compared, and that is said", async () => {
    const journal = await journalOf(0);
    const early = await checkpointAt(journal, 10);
    await checkpointAt(journal, 200);
    await journal.release(150);
    await journal.close();
    expect(await against([early])).toBe(0);
    expect(result()).toMatchObject({ checkpoints: [{ kind: "removed", size: 10 }] });
  });
});

describe("tram journal show and export", () => {
  test("show prints a line an entry, with the verdict", async () => {
    await closedJournalOf(2);
    expect(await showJournal(inspectJournal, folder, ALL, false, print)).toBe(0);
    expect(lines).toHaveLength(2);
    expect(lines[1]).toBe(
      "#1  2026-11-23 19:31:06 +07:00  accept  granted  serial  claim169/citizen  issuer=did:web:tram.example.vn  key=tram-2026-1  policy=counter  trust=12  3.5 ms",
    );
  });

  test("both show events between the decisions, and a time that the kiosk itself did not believe has a mark", async () => {
    const journal = await journalOf(1);
    for (const { seq: _, ...event } of EVENTS) await journal.append(event);
    await journal.append(anEntry({ at: 12, clock: "behind" }));
    await journal.close();
    expect(await showJournal(inspectJournal, folder, ALL, false, print)).toBe(0);
    const day = "2026-11-23 19:31:05 +07:00";
    expect(lines.slice(1, 6)).toEqual([
      `#1  ${day}  event-trust-updated  root=1  timestamp=40  snapshot=12  targets=11  issuedAt=2026-11-23 17:33:20 +07:00  expiresAt=2027-01-07 17:33:20 +07:00  origin=folder`,
      `#2  ${day}  event-trust-updated  root=2  timestamp=40  snapshot=12  targets=11  issuedAt=2026-11-23 17:33:20 +07:00  expiresAt=2027-01-07 17:33:20 +07:00  proven=2026-11-23 17:33:20 +07:00  origin=central`,
      `#3  ${day}  event-trust-refused  refusal=mix-and-match  origin=central`,
      `#4  ${day}  event-clock  state=ok  by=central  was=1970-01-01 07:00:12 +07:00  floor=${day}  claimed=${day}  leapt=0 s  stood=0 s`,
      `#5  ${day}  event-floor  root=1  timestamp=40  snapshot=12  targets=11  proven=2026-11-23 17:33:20 +07:00  floor=${day}  issued=2026-11-23 17:33:20 +07:00  signed=none  claimed=${day}  leapt=1209600 s  stood=86400 s`,
    ]);
    expect(lines[6]).toBe(`#6  ${day}  event-released  until=3500  held=3600  heldAt=2025-11-23 19:13:20 +07:00`);
    expect(lines[7]).toBe(`#7  ${day}  event-case-opened`);
    expect(lines.slice(8, 12)).toEqual([
      `#8  ${day}  event-override  of=5  because=card-compared  staff=s-07`,
      `#9  ${day}  event-compared  of=5  matches=true  staff=s-07`,
      `#10  ${day}  event-service  on=false  because=break  staff=s-07`,
      `#11  ${day}  event-service  on=true  staff=s-07`,
    ]);
    expect(lines[12]).toMatch(/^#12 {2}1970-01-01 07:00:12 \+07:00 \(clock behind\) {2}accept/);
    lines = [];
    expect(await exportJournal(inspectJournal, folder, ALL, print)).toBe(0);
    expect(lines.map((line) => JSON.parse(line).entry.reason).slice(1, 1 + EVENTS.length)).toEqual(EVENTS.map(({ reason }) => reason));
    lines = [];
    expect(await verify()).toBe(0);
  });

  test("show lets no control character of an issuer's name reach the terminal", async () => {
    const journal = await openJournal(folder, TEST_SIGNER);
    await journal.append(anEntry({ issuer: "a\u001b[2Jb\u202ec", keyId: "\u0007" }));
    await journal.close();
    await showJournal(inspectJournal, folder, ALL, false, print);
    expect(lines[0]).toContain("issuer=a[2Jbc  key=  policy");
  });

  test("both print the range that was asked for", async () => {
    const chain = await closedJournalOf(60);
    expect(await exportJournal(inspectJournal, folder, { from: 58, limit: 100 }, print)).toBe(0);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { seq: 58, entry: { seq: 58 } },
      { seq: 59, chain: hexOf(chain), entry: { ...anEntry({ at: START + 59 }), seq: 59 } },
    ]);
    lines = [];
    expect(await showJournal(inspectJournal, folder, { from: 10, limit: 3 }, true, print)).toBe(0);
    expect(lines.map((line) => JSON.parse(line).seq)).toEqual([10, 11, 12]);
    expect(await exportJournal(inspectJournal, folder, { from: 60, limit: 1 }, print)).toBe(0);
    expect(lines).toHaveLength(3);
  });

  test("both print what stands before a damage, then the damage", async () => {
    await closedJournalOf(3);
    writeAt(join(folder, "00000000.tramlog"), Uint8Array.of(0xff), SECOND + 50);
    expect(await exportJournal(inspectJournal, folder, ALL, print)).toBe(1);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ seq: 0 }, { damage: { seq: 1, offset: SECOND } }]);
    lines = [];
    expect(await showJournal(inspectJournal, folder, ALL, false, print)).toBe(1);
    expect(lines[0]).toMatch(/^#0 /);
    expect(lines[2]).toContain("The journal is damaged");
  });

  test("there is nothing to show where there is no journal", async () => {
    expect(await showJournal(inspectJournal, folder, ALL, false, print)).toBe(2);
    expect(await exportJournal(inspectJournal, folder, ALL, print)).toBe(2);
  });
});

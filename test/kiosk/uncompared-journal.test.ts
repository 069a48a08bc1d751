// A kiosk whose old entries are damaged in part: it starts, answers and carries what can be read, and lets nothing go.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { beforeEach, expect, test, vi } from "vitest";
import { signAcknowledgement } from "../../src/core/acknowledgement.ts";
import { hexOf } from "../../src/core/hex.ts";
import { openJournal } from "../../src/drivers/journal-files.ts";
import { parseConfig } from "../../src/kiosk/config.ts";
import { openKioskJournal, openSealing } from "../../src/kiosk/journal-assembly.ts";
import { openHolding, openKeeping } from "../../src/kiosk/keeping-assembly.ts";
import { memoryOf } from "../../src/kiosk/memory.ts";
import { openCarrier } from "../../src/kiosk/stick-assembly.ts";
import { usbCommands } from "../../src/kiosk/usb-assembly.ts";
import { aClock } from "../support/a-clock.ts";
import { newWitness } from "../support/batches.ts";
import { anEntry } from "../support/entries.ts";
import { SMALL } from "../support/journal-bytes.ts";
import { TEST_DEVICE, TEST_DEVICE_JWK, TEST_SIGNER } from "../support/journal-signer.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const AT = 1_795_000_000;
/** Central holds so many of them, and the proof of that needs the entries around. */
const [ENTRIES, HELD] = [600, 300];
const witness = newWitness();

let [data, sticks, toml]: [string, string, string] = ["", "", ""];
beforeEach(async () => {
  const folder = temporaryFolder();
  [data, sticks, toml] = [join(folder, "data"), join(folder, "sticks"), join(folder, "kiosk.toml")];
  mkdirSync(data, { mode: 0o700 });
  mkdirSync(join(sticks, "USB", "tram-journal"), { recursive: true });
  writeFileSync(toml, `id = "hanoi-01"\ndata = "${data}"\n[trust]\nroot = "/r"\nsticks = "${sticks}"\n[[source]]\nkind = "camera"\n`);
  writeFileSync(join(data, "device-key.json"), JSON.stringify(TEST_DEVICE_JWK), { mode: 0o600 });
  const journal = await openJournal(join(data, "journal"), TEST_SIGNER, { segmentBytes: SMALL });
  for (let at = 0; at < ENTRIES; at += 50) {
    await Promise.all(Array.from({ length: 50 }, (_, index) => journal.append(anEntry({ at: AT + at + index }))));
  }
  const root = hexOf(await journal.rootAt(HELD));
  await journal.close();
  const holding = { samples: [{ size: HELD, at: AT }], newest: { size: HELD, root, saidAt: AT }, setAside: [] };
  writeFileSync(join(data, "acknowledged.json"), JSON.stringify(holding));
});

/** Changes an entry that central holds, and that the proof needs; nothing is left that would show its hash. */
function damage(): void {
  for (const name of readdirSync(join(data, "journal")).filter((name) => name.endsWith(".leaves"))) rmSync(join(data, "journal", name));
  for (const name of readdirSync(join(data, "journal")).filter((name) => name.endsWith(".tramlog"))) {
    const path = join(data, "journal", name);
    const bytes = readFileSync(path);
    const at = bytes.indexOf(`"seq":${HELD - 2},`); // no header says a tree in between
    if (at < 0) continue;
    bytes.fill(0xa5, at - 30, at + 40);
    writeFileSync(path, bytes);
    return;
  }
  expect.fail("no such entry");
}

/** The parts of a start that have to do with it, in the order of assembly.ts. */
async function start() {
  const parsed = parseConfig(readFileSync(toml, "utf8"));
  if (!parsed.ok) throw new Error("no configuration");
  const { config } = parsed;
  const lines: string[] = [];
  const log = pino({}, { write: (line) => void lines.push(line) });
  const deviceKey = TEST_DEVICE;
  const journal = await openJournal(join(data, "journal"), TEST_SIGNER, { segmentBytes: SMALL });
  const holding = await openHolding(config, { journal, deviceKey }, log);
  const { sealing, sealedParts } = await openSealing(config, journal, holding, log);
  const clock = aClock({ now: () => AT, monotonicMs: () => 0 }, { proven: AT });
  const trust = {
    clock,
    inForce: { current: () => ({ trust: undefined, policy: undefined }) },
    witnessKeys: () => [witness.key],
    releasing: async () => false,
    memoryOf,
    used: { keep: async () => undefined, merge: async () => undefined },
  };
  const keeping = openKeeping({ config, journal, deviceKey, holding, trust, onGrown: () => undefined, log });
  const carrier = openCarrier({ config, deviceKey, journal, sealedParts, trust, keeping, notify: () => undefined, log });
  return {
    journal,
    keeping,
    carrier,
    lines,
    compare: () => holding.comparison.begin(),
    parts: () => sealedParts.list(),
    addPart: () => sealedParts.put(Buffer.alloc(313, 1)),
    async close() {
      await holding.comparison.close(); // as in assembly.ts
      await carrier?.close();
      await keeping.close();
      await sealing.close();
      await journal.close();
    },
  };
}

const onStick = () => readdirSync(join(sticks, "USB", "tram-journal", "hanoi-01"));

test("a start waits for no comparison: nothing counts as held before, and what central has said after", async () => {
  const kiosk = await start();
  expect([kiosk.keeping.acknowledged.wholeSize, kiosk.keeping.acknowledged.since(0)]).toEqual([0, undefined]);
  await kiosk.compare();
  expect([kiosk.keeping.acknowledged.wholeSize, kiosk.keeping.isUncompared]).toEqual([HELD, false]);
  await kiosk.close();
});

test("a kiosk that is stopped before it has compared stops at once", async () => {
  await (await start()).close();
});

test("also with an answer of central's on a stick, which waits for the comparison", async () => {
  const kiosk = await start();
  const root = await kiosk.journal.rootAt(ENTRIES);
  const acknowledgement = Buffer.from(signAcknowledgement("hanoi-01", { size: ENTRIES, root }, AT + 60, witness)).toString("utf8");
  const folder = join(sticks, "USB", "tram-journal", "hanoi-01");
  mkdirSync(folder);
  writeFileSync(join(folder, "answer.json"), JSON.stringify({ size: ENTRIES, chain: hexOf(kiosk.journal.chain), acknowledgement }));
  await vi.waitFor(() => expect(kiosk.carrier?.status().isStickIn).toBe(true), 5000);
  await kiosk.close();
  expect(kiosk.lines.join()).not.toContain("answer on stick");
});

test("with a bit turned over in an old entry it starts, says that it cannot compare, and lets nothing go", async () => {
  const first = await start();
  await first.addPart();
  await first.close();
  damage();
  const kiosk = await start();
  await kiosk.compare();
  expect([kiosk.keeping.isUncompared, kiosk.keeping.contradiction, kiosk.keeping.acknowledged.wholeSize]).toEqual([true, undefined, 0]);
  expect(kiosk.lines.join()).toContain("cannot be compared");
  expect(kiosk.keeping.status()).toEqual({ uncompared: true });
  // Central's words are not believed either, so that what is kept shows it at the next start.
  const head = { size: ENTRIES, root: await kiosk.journal.rootAt(ENTRIES) };
  for (const seconds of [60, 120]) await kiosk.keeping.take(Buffer.from(signAcknowledgement("hanoi-01", head, AT + seconds, witness)));
  expect(kiosk.keeping.acknowledged.size).toBe(0);
  expect(kiosk.lines.filter((line) => line.includes("acknowledgement not believed"))).toHaveLength(1);
  expect(await kiosk.parts()).toHaveLength(1);
  expect(await kiosk.journal.append(anEntry())).toMatchObject({ seq: ENTRIES });
  await kiosk.close();
});

test("the button and tram usb export carry from it what central may not hold, and take nothing from the stick", async () => {
  damage();
  const kiosk = await start();
  kiosk.carrier?.press();
  await vi.waitFor(() => expect(kiosk.lines.join()).toContain("journal on stick"));
  expect([kiosk.keeping.isUncompared, onStick()]).toEqual([true, [`000000000${HELD}-000000000${ENTRIES}.batch`]]);
  await kiosk.close();

  rmSync(join(sticks, "USB", "tram-journal"), { recursive: true });
  const said: string[] = [];
  const spies = [process.stderr, process.stdout].map((stream) =>
    vi.spyOn(stream, "write").mockImplementation((text) => said.push(String(text)) > 0),
  );
  const code = await usbCommands
    .exportStick({ config: toml, to: join(sticks, "USB") })
    .finally(() => spies.map((spy) => spy.mockRestore()));
  expect([code, onStick()]).toEqual([0, [`000000000${HELD}-000000000${ENTRIES}.batch`]]);
  expect(said.join("")).toContain("cannot be compared with what was signed of it");
});

test("a start on a newest segment with a lost entry names it by its code, file and place, and appends", async () => {
  const newest = readdirSync(join(data, "journal")).findLast((name) => name.endsWith(".tramlog")) ?? expect.fail("no segment");
  const bytes = readFileSync(join(data, "journal", newest));
  const at = bytes.indexOf('{"seq":', 5000);
  const seq = Number(/\d+/.exec(bytes.toString("latin1", at, at + 20))?.[0]);
  writeFileSync(join(data, "journal", newest), bytes.fill(0xa5, at - 30, at + 40));
  const parsed = parseConfig(readFileSync(toml, "utf8"));
  if (!parsed.ok) throw new Error("no configuration");
  const lines: string[] = [];
  const kept = await openKioskJournal(parsed.config, pino({}, { write: (line) => void lines.push(line) }));
  const damage = { problem: "record-invalid", file: newest, offset: at - 44, seq };
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ code: "T-686", damage });
  await vi.waitFor(() => expect(kept.audit.last()).toMatchObject({ damage }));
  expect(await kept.journal.append(anEntry())).toMatchObject({ seq: ENTRIES });
  await kept.close();
});

test("what was said of a journal under another name is not held against one that was begun anew", async () => {
  const acknowledged = JSON.parse(readFileSync(join(data, "acknowledged.json"), "utf8"));
  writeFileSync(join(data, "acknowledged.json"), JSON.stringify({ ...acknowledged, kiosk: "hue-07" }));
  writeFileSync(join(data, "carried.json"), JSON.stringify({ kiosk: "hue-07", until: 9, at: AT }));
  writeFileSync(join(data, "stick-contradiction.json"), JSON.stringify({ error: "forked", seq: 7, heardAt: AT, kiosk: "hue-07" }));
  rmSync(join(data, "journal"), { recursive: true });
  const kiosk = await start();
  await kiosk.compare();
  expect([kiosk.keeping.contradiction, kiosk.keeping.isUncompared]).toEqual([undefined, false]);
  await vi.waitFor(() => expect(kiosk.carrier?.status().isStickIn).toBe(true));
  expect([kiosk.carrier?.contradiction(), kiosk.carrier?.status().carriedAt]).toEqual([undefined, undefined]);
  await kiosk.journal.append(anEntry());
  const head = { size: 1, root: await kiosk.journal.rootAt(1) };
  await kiosk.keeping.take(Buffer.from(signAcknowledgement("hanoi-01", head, AT, witness)));
  await kiosk.close();
  expect(JSON.parse(readFileSync(join(data, "acknowledged.json"), "utf8"))).toMatchObject({ kiosk: "hanoi-01", newest: { size: 1 } });
  expect(readdirSync(data)).toContain("acknowledged.json.damaged");
});

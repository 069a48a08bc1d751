import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import type { SticksFacts } from "../../src/core/machine-facts.ts";
import { openJournal } from "../../src/drivers/journal-files.ts";
import { newestEntries } from "../../src/drivers/journal-inspection.ts";
import { lookAtSticks } from "../../src/drivers/stick-look.ts";
import { anEntry } from "../support/entries.ts";
import { TEST_SIGNER } from "../support/journal-signer.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { outcomeOf, TufKiosk } from "../support/tuf-kiosk.ts";
import { emptyList, NOW, TufSimulator } from "../support/tuf-simulator.ts";

let publisher: TufSimulator;
let kiosk: TufKiosk;
let media: string;
beforeEach(async () => {
  publisher = new TufSimulator();
  kiosk = new TufKiosk(publisher.anchor);
  expect(outcomeOf(await kiosk.takeFrom(publisher))).toBe("updated");
  media = temporaryFolder();
});

/** Puts what the kiosk's stick holds into the port, under this label. */
function plug(label = "TRAM"): string {
  const path = join(media, label);
  mkdirSync(path);
  renameSync(kiosk.stick, join(path, "tram-trust"));
  return path;
}

const look = (at = kiosk.at, changes: object = {}): Promise<SticksFacts> => {
  const { folder, root, floor, demo } = kiosk;
  return lookAtSticks(media, { folder, root, floor, demo, ...changes }, at);
};

describe("of a stick a kiosk is told beforehand", () => {
  test("that it holds what the kiosk holds", async () => {
    kiosk.plugIn(publisher.served);
    const path = plug();
    expect(await look()).toEqual({ kind: "looked", sticks: [{ path, offer: { kind: "same" } }] });
  });

  test("which newer bundle would be taken, and nothing is taken by looking", async () => {
    publisher.publishList(emptyList(2));
    kiosk.plugIn(publisher.served);
    const path = plug();
    const before = kiosk.kept();
    const issuedAt = expect.any(Number);
    expect(await look()).toEqual({
      kind: "looked",
      sticks: [{ path, offer: { kind: "newer", version: 2, issuedAt, expiresAt: expect.any(Number) } }],
    });
    expect(kiosk.kept()).toEqual(before);
    expect(await kiosk.restart()).toMatchObject({ timestamp: 1 });
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith("tram-doctor-"))).toEqual([]);
  });

  test("the very same as the kiosk itself would say: older, half, changed, expired, another publisher's, a demo's", async () => {
    const old = new Map(publisher.served);
    publisher.publishList(emptyList(2));
    expect(outcomeOf(await kiosk.takeFrom(publisher))).toBe("updated");
    publisher.publishList(emptyList(3));
    const half = new Map([...publisher.served].filter(([name]) => !name.startsWith("targets/")));
    const changed = new Map(
      [...publisher.served].map(([name, bytes]) => [name, name.startsWith("targets/") ? Buffer.concat([bytes, bytes]) : bytes]),
    );
    const cases: readonly (readonly [string, ReadonlyMap<string, Uint8Array>, number])[] = [
      ["older", old, kiosk.at],
      ["half", half, kiosk.at],
      ["changed", changed, kiosk.at],
      ["expired", publisher.served, NOW + 500 * 86_400],
      ["another publisher's", new TufSimulator().served, kiosk.at],
    ];
    for (const [what, served, at] of cases) {
      kiosk.plugIn(served);
      const path = plug(what);
      const facts = await look(at);
      const offer = facts.kind === "looked" ? facts.sticks.find((stick) => stick.path === path)?.offer : undefined;
      kiosk.at = at;
      const said = outcomeOf(await kiosk.takeFrom(served));
      expect([what, offer?.kind === "refused" && offer.refusal]).toEqual([what, said]);
    }
    kiosk.at = NOW + 1000;
    kiosk.plugIn(publisher.served);
    plug("demo");
    const facts = await look(kiosk.at, { demo: true });
    expect(facts.kind === "looked" && facts.sticks.find(({ path }) => path.endsWith("demo"))?.offer).toMatchObject({
      refusal: "real-inside-demo",
    });
  });

  test("on a machine that holds nothing yet", async () => {
    publisher.publishList(emptyList(2));
    kiosk.plugIn(publisher.served);
    plug();
    expect(await look(kiosk.at, { folder: join(temporaryFolder(), "none") })).toMatchObject({ sticks: [{ offer: { kind: "newer" } }] });
  });

  test("nothing where none is in, and why where the folder cannot be looked at", async () => {
    expect(await look()).toEqual({ kind: "looked", sticks: [] });
    mkdirSync(join(media, "some-user"));
    expect(await look()).toEqual({ kind: "looked", sticks: [] });
    rmSync(media, { recursive: true });
    expect(await look()).toEqual({ kind: "absent" });
    writeFileSync(media, "");
    expect(await look()).toEqual({ kind: "unreadable", why: "not a folder" });
    rmSync(media);
  });
});

describe("the newest entries of a journal", () => {
  test("are those of its last segments, in order, also of one that is in use", async () => {
    const folder = join(temporaryFolder(), "journal");
    expect(await newestEntries(folder)).toEqual([]);
    const journal = await openJournal(folder, TEST_SIGNER, { segmentBytes: 65_536 });
    for (let seq = 0; seq < 900; seq++) await journal.append(anEntry({ durationMs: seq + 0.5 }));
    const newest = await newestEntries(folder);
    await journal.close();
    const seqs = newest.map(({ seq }) => seq);
    expect(seqs.at(-1)).toBe(899);
    expect(seqs).toEqual(Array.from(seqs, (_, at) => (seqs[0] ?? 0) + at));
    expect(seqs[0]).toBeGreaterThan(0);
  });
});

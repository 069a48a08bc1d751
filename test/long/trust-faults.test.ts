// The fault table of the vault: whatever happens to the power, the disk or the stick, a kiosk holds the old bundle or the new one, and says why.
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { encodeDelta } from "../../src/core/revocation/delta.ts";
import { encodeShard } from "../../src/core/revocation/shard.ts";
import { isTrustRefusal } from "../../src/core/trust-refusal.ts";
import type { TrustVersions } from "../../src/core/trust-version.ts";
import { fetchBundle, fetchFrom } from "../../src/drivers/trust-fetch.ts";
import { openFolderSource } from "../../src/drivers/trust-folder-source.ts";
import { refused, type TrustSource } from "../../src/drivers/trust-source.ts";
import { type Death, DyingDisk } from "../support/dying-disk.ts";
import { flipBit } from "../support/journal-bytes.ts";
import { outcomeOf, TufKiosk } from "../support/tuf-kiosk.ts";
import { emptyList, TufSimulator } from "../support/tuf-simulator.ts";

const OLD = { root: 1, timestamp: 2, snapshot: 2, targets: 2 };
const NEW = { root: 2, timestamp: 3, snapshot: 3, targets: 3 };

const shard = (places: readonly number[]) =>
  encodeShard([
    { kind: "token-status", name: "https://a.example/1", bits: 1, size: 100_000, values: new Map([[1, Uint32Array.from(places)]]) },
  ]) ?? new Uint8Array();
const many = Array.from({ length: 500 }, (_, index) => index * 7);

/** What a kiosk has taken, and what it is offered now: a new root, list, groups, shard and the delta to it. */
let before: string;
let root: Uint8Array;
let older: Map<string, Uint8Array>;
let offer: Map<string, Uint8Array>;
beforeAll(async () => {
  const publisher = new TufSimulator();
  older = publisher.copyServed();
  publisher.addTarget("groups.json", '{"groups":{}}');
  publisher.addTarget("status-00.bin", shard(many), { sequence: 1 });
  publisher.publishAll();
  const kiosk = new TufKiosk(publisher.anchor);
  expect(outcomeOf(await kiosk.takeFrom(publisher))).toBe("updated");
  [before, root] = [kiosk.folder, publisher.anchor];
  publisher.rotateKeys("root");
  publisher.rotateKeys("timestamp");
  publisher.publish("root");
  publisher.addTarget("groups.json", '{"groups":{"a":{}}}');
  publisher.addTarget("status-00.bin", shard([...many, 90_000]), { sequence: 2 });
  publisher.addTarget("status-delta-2.bin", encodeDelta([shard(many)], [shard([...many, 90_000])]) ?? new Uint8Array());
  publisher.publishList(emptyList(2));
  offer = publisher.copyServed();
});

/** A kiosk that holds the old bundle. */
function aKiosk(): TufKiosk {
  const kiosk = new TufKiosk(root);
  cpSync(before, kiosk.folder, { recursive: true });
  return kiosk;
}

/** After whatever has happened: a restart finds exactly what the update said, or the other where it could not know; and the next stick works. */
async function expectOldOrNew(kiosk: TufKiosk, outcome: string): Promise<TrustVersions | string | undefined> {
  const found = await kiosk.restart();
  expect([OLD, NEW]).toContainEqual(found);
  if (outcome === "updated") expect(found).toEqual(NEW);
  else expect(isTrustRefusal(outcome) || outcome === "later").toBe(true);
  return found;
}

test("without any fault the offer is taken", async () => {
  const kiosk = aKiosk();
  expect(outcomeOf(await kiosk.takeFrom(offer))).toBe("updated");
  expect(await kiosk.restart()).toEqual(NEW);
  expect(kiosk.kept()).toHaveLength(4);
});

describe.each<Death>(["lost", "persisted", "full"])("a disk at which %s happens", (death) => {
  test("at any call leaves the old bundle or the new one, and the next attempt succeeds", async () => {
    const found: (TrustVersions | string | undefined)[] = [];
    for (let at = 0; ; at++) {
      const disk = new DyingDisk(at, death);
      const kiosk = aKiosk();
      kiosk.files = disk;
      const outcome = outcomeOf(await kiosk.takeFrom(offer));
      if (!disk.hasStruck) break;
      if (death !== "full") disk.powerCut();
      kiosk.files = undefined;
      found.push(await expectOldOrNew(kiosk, outcome));
      if (outcome !== "updated") expect([disk.calls.at(-1), outcome]).toEqual([disk.calls.at(-1), "storage"]);
      expect(["updated", "unchanged"]).toContain(outcomeOf(await kiosk.takeFrom(offer)));
      expect(await kiosk.restart()).toEqual(NEW);
    }
    expect(found).toContainEqual(OLD);
    expect(found).toContainEqual(NEW);
    expect(found.length).toBeGreaterThan(15);
  });
});

test("a full disk is not left fuller than it was, until the new metadata may count", async () => {
  for (let at = 0; ; at++) {
    const disk = new DyingDisk(at, "full");
    const kiosk = Object.assign(aKiosk(), { files: disk });
    const kept = kiosk.kept();
    const outcome = outcomeOf(await kiosk.takeFrom(offer));
    if (disk.calls[at]?.startsWith("rename") && disk.calls[at]?.endsWith("/metadata.json")) break;
    expect([at, outcome, kiosk.kept()]).toEqual([at, "storage", kept]);
  }
});

describe("targets of the bundle before that are named again, and could not be read a moment ago", () => {
  /** A new list beside the old groups and shards: the offer names three files, of which the kiosk has two. */
  let sameAgain: Map<string, Uint8Array>;
  let first: TufKiosk;
  const deaths: readonly Death[] = ["lost", "persisted", "full"];
  beforeAll(async () => {
    const publisher = new TufSimulator();
    publisher.addTarget("groups.json", '{"groups":{}}');
    publisher.addTarget("status-00.bin", shard(many), { sequence: 1 });
    publisher.publishAll();
    first = new TufKiosk(publisher.anchor);
    expect(outcomeOf(await first.takeFrom(publisher))).toBe("updated");
    publisher.publishList(emptyList(2));
    sameAgain = publisher.copyServed();
  });

  test.each(deaths)("are there after a disk at which %s happens, at whichever call", async (death) => {
    for (let at = 0; ; at++) {
      const kiosk = new TufKiosk(first.root);
      cpSync(first.folder, kiosk.folder, { recursive: true });
      const kept = kiosk.kept();
      const disk = new DyingDisk(at, death);
      kiosk.files = disk;
      // As if nothing could be read: everything is fetched, and written over what is there.
      kiosk.fetch = (task, signal) => fetchBundle({ ...task, targets: "/nowhere" }, signal);
      const outcome = outcomeOf(await kiosk.takeFrom(sameAgain));
      if (!disk.hasStruck) break;
      if (death === "full" && outcome !== "updated") expect(kiosk.kept()).toEqual(expect.arrayContaining([...kept]));
      if (death !== "full") disk.powerCut();
      kiosk.files = undefined;
      expect([2, 3]).toContain(versionOf(await kiosk.restart()));
    }
  });

  const versionOf = (found: TrustVersions | string | undefined) => (typeof found === "object" ? found.timestamp : found);
});

describe("half a stick", () => {
  test("with any one file missing", async () => {
    const outcomes: Record<string, string> = {};
    for (const name of offer.keys()) {
      const kiosk = aKiosk();
      outcomes[shortName(name)] = outcomeOf(await kiosk.takeFrom(new Map([...offer].filter(([other]) => other !== name))));
      await expectOldOrNew(kiosk, outcomes[shortName(name)] ?? "");
    }
    expect(outcomes).toEqual({
      // Of an earlier publication, or known already.
      ...Object.fromEntries([...offer.keys()].map((name) => [shortName(name), "updated"])),
      // Without the new root, the new timestamp is signed by a stranger.
      "metadata/2.root.json": "wrong-signature",
      "metadata/timestamp.json": "incomplete",
      "metadata/3.snapshot.json": "incomplete",
      "metadata/3.targets.json": "incomplete",
      "targets/trust-list.json (new)": "incomplete",
      "targets/groups.json (new)": "incomplete",
      // Shard and delta stand in for each other.
      "targets/status-00.bin (new)": "updated",
      "targets/status-delta-2.bin (new)": "updated",
    });
  });

  test("with any one file cut at any of several lengths", async () => {
    for (const [name, bytes] of offer) {
      for (const length of new Set([0, 1, Math.floor(bytes.length / 2), bytes.length - 1])) {
        const kiosk = aKiosk();
        const outcome = outcomeOf(await kiosk.takeFrom(new Map([...offer, [name, bytes.subarray(0, length)]])));
        await expectOldOrNew(kiosk, outcome);
      }
    }
  });

  test("with a bit flipped in any one file", async () => {
    for (const [name, bytes] of offer) {
      for (const bit of [0, Math.floor(bytes.length * 4), bytes.length * 8 - 1]) {
        const kiosk = aKiosk();
        await expectOldOrNew(kiosk, outcomeOf(await kiosk.takeFrom(new Map([...offer, [name, flipBit(bytes, bit)]]))));
      }
    }
  });

  function shortName(name: string): string {
    const [, part, hash, target] = /^(targets)\/([0-9a-f]{64})\.(.*)$/.exec(name) ?? [];
    if (!part) return name;
    const isNew = !older.has(name) && !readFileSync(join(before, "metadata.json"), "utf8").includes(hash ?? "");
    return `${part}/${target}${isNew ? " (new)" : older.has(name) ? " (first)" : ""}`;
  }
});

describe("a stick pulled out", () => {
  /** Does something at the nth file that is read, and counts. */
  function disturbed(
    source: TrustSource,
    at: number,
    fault: () => ReturnType<TrustSource["fetch"]>,
  ): TrustSource & { readonly count: () => number } {
    let count = 0;
    return {
      ...source,
      count: () => count,
      fetch: async (...args) => (count++ === at ? await fault() : await source.fetch(...args)),
    };
  }

  test.each(["before", "during"])("%s any read leaves the old bundle, and says that something is missing", async (when) => {
    for (let at = 0; ; at++) {
      const kiosk = aKiosk();
      let reads = 0;
      kiosk.fetch = async (task, signal) => {
        const plain = openFolderSource(kiosk.stick, signal);
        const source = disturbed(plain, at, async () => {
          rmSync(kiosk.stick, { recursive: true });
          return when === "during" ? refused("incomplete", "EIO") : await plain.fetch("metadata", "3.root.json", 1000, () => undefined);
        });
        const answer = await fetchFrom(source, task);
        reads = source.count();
        return answer;
      };
      const outcome = outcomeOf(await kiosk.takeFrom(offer));
      if (reads <= at) break;
      expect([at, outcome]).toEqual([at, "incomplete"]);
      expect(await expectOldOrNew(kiosk, outcome)).toEqual(OLD);
      kiosk.fetch = new TufKiosk(root).fetch;
      expect(outcomeOf(await kiosk.takeFrom(offer))).toBe("updated");
    }
  });
});

describe("one byte", () => {
  const change = (bytes: Uint8Array, at: number, value: number) => {
    const changed = Uint8Array.from(bytes);
    changed[at % changed.length] = value;
    return changed;
  };

  test("of any metadata file on a stick never changes what is held, unless it leaves the signed content the same", {
    timeout: 120_000,
  }, async () => {
    const metadata = [...offer.keys()].filter((name) => name.startsWith("metadata/"));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...metadata), fc.nat(), fc.integer({ min: 0, max: 255 }), async (name, at, value) => {
        const bytes = offer.get(name) ?? new Uint8Array();
        const changed = change(bytes, at, value);
        const kiosk = aKiosk();
        const outcome = outcomeOf(await kiosk.takeFrom(new Map([...offer, [name, changed]])));
        const found = await expectOldOrNew(kiosk, outcome);
        if (outcome !== "updated") {
          expect(found).toEqual(OLD);
          return;
        }
        // What is kept says the same as what was published.
        const kept = JSON.parse(readFileSync(join(kiosk.folder, "metadata.json"), "utf8"));
        const published = (file: string) => JSON.parse(String(Buffer.from(offer.get(`metadata/${file}`) ?? []))).signed;
        expect(JSON.parse(kept.timestamp).signed).toEqual(published("timestamp.json"));
        expect(JSON.parse(kept.snapshot).signed).toEqual(published("3.snapshot.json"));
        expect(JSON.parse(kept.targets).signed).toEqual(published("3.targets.json"));
        expect(kept.roots.map((text: string) => JSON.parse(text).signed)).toEqual([published("2.root.json")]);
      }),
      { numRuns: 150 },
    );
  });

  test("of what the kiosk keeps is seen at the next start, or means the same", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 0, max: 255 }), async (at, value) => {
        const kiosk = aKiosk();
        const path = join(kiosk.folder, "metadata.json");
        writeFileSync(path, change(readFileSync(path), at, value));
        const found = await kiosk.restart();
        if (typeof found === "string") expect(isTrustRefusal(found)).toBe(true);
        else expect(found).toEqual(OLD);
      }),
      { numRuns: 150 },
    );
  });
});

// What the vault promises, and every case of the table in ../shared/trust.md A1, under its name there.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  BadVersionError,
  DownloadHTTPError,
  DownloadLengthMismatchError,
  EqualVersionError,
  ExpiredMetadataError,
  PersistError,
  RepositoryError,
  RuntimeError,
  ValueError,
} from "tuf-js/dist/error.js";
import { describe, expect, test } from "vitest";
import { encodeDelta } from "../../src/core/revocation/delta.ts";
import type { RevocationList } from "../../src/core/revocation/list.ts";
import { intoShards } from "../../src/core/revocation/shard.ts";
import type { TrustRefusal } from "../../src/core/trust-refusal.ts";
import { NO_VERSIONS } from "../../src/core/trust-version.ts";
import type { FileSystem } from "../../src/drivers/file-system.ts";
import { fetchBundle, libraryRefusal } from "../../src/drivers/trust-fetch.ts";
import { publishTargets } from "../../src/drivers/trust-repository.ts";
import { fetchOnThread } from "../../src/drivers/trust-thread.ts";
import { lookAtTrust } from "../../src/drivers/trust-vault.ts";
import { EC_KEY, ED_KEY } from "../support/credential-maker.ts";
import { DyingDisk } from "../support/dying-disk.ts";
import { keyEntry } from "../support/judging.ts";
import { offerTime } from "../support/offer-time.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { outcomeOf, TufKiosk } from "../support/tuf-kiosk.ts";
import { beginRepository, LIFETIMES, newPublisher } from "../support/tuf-publisher.ts";
import { emptyList, NOW, newSigner, sha256Hex, signedFile, TufSimulator, timeText } from "../support/tuf-simulator.ts";

const DAY = 86_400;
const FIRST = { root: 1, timestamp: 1, snapshot: 1, targets: 1 };
const SECOND = { root: 1, timestamp: 2, snapshot: 2, targets: 2 };

/** A publisher and a kiosk that holds its first publication. */
async function begun(): Promise<{ publisher: TufSimulator; kiosk: TufKiosk }> {
  const publisher = new TufSimulator();
  const kiosk = new TufKiosk(publisher.anchor);
  expect(outcomeOf(await kiosk.takeFrom(publisher))).toBe("updated");
  return { publisher, kiosk };
}

describe("trust.md A1:", () => {
  test("first refresh from stick / no change / newer stick", async () => {
    const { publisher, kiosk } = await begun();
    expect(await kiosk.restart()).toEqual(FIRST);
    expect(outcomeOf(await kiosk.takeFrom(publisher))).toBe("unchanged");
    publisher.publishList(emptyList(2));
    const update = await kiosk.takeFrom(publisher);
    expect(update).toMatchObject({ kind: "updated", held: { versions: SECOND, issuedAt: NOW } });
    expect(await kiosk.restart()).toEqual(SECOND);
  });

  test("rollback (older stick)", async () => {
    const { publisher, kiosk } = await begun();
    const old = publisher.copyServed();
    publisher.publishList(emptyList(2));
    await kiosk.takeFrom(publisher);
    expect(outcomeOf(await kiosk.takeFrom(old))).toBe("rollback");
    expect(await kiosk.restart()).toEqual(SECOND);
  });

  test("mix-and-match", async () => {
    const { publisher, kiosk } = await begun();
    const old = publisher.copyServed();
    publisher.publishList(emptyList(2));
    const mixed = new Map([...publisher.served, ["metadata/2.snapshot.json", old.get("metadata/1.snapshot.json") ?? new Uint8Array()]]);
    expect(outcomeOf(await kiosk.takeFrom(mixed))).toBe("mix-and-match");
    expect(await kiosk.restart()).toEqual(FIRST);
  });

  test("tampered target", async () => {
    const { publisher, kiosk } = await begun();
    publisher.publishList(emptyList(2));
    for (const [name, bytes] of publisher.served) {
      if (name.endsWith(".trust-list.json"))
        publisher.served.set(name, Buffer.from(String(Buffer.from(bytes)).replace("issuedAt", "issuedAT")));
    }
    expect(outcomeOf(await kiosk.takeFrom(publisher))).toBe("mix-and-match");
    expect(await kiosk.restart()).toEqual(FIRST);
  });

  test("padded 1 MB snapshot", async () => {
    const { publisher, kiosk } = await begun();
    publisher.publishList(emptyList(2));
    publisher.serve("snapshot", Buffer.concat([publisher.file("snapshot"), Buffer.alloc(1_000_000, " ")]));
    expect(outcomeOf(await kiosk.takeFrom(publisher))).toBe("endless-data");
    expect(await kiosk.restart()).toEqual(FIRST);
  });

  test("root signed by 1 of 3", async () => {
    const publisher = new TufSimulator();
    publisher.useKeys("root", [newSigner(), newSigner(), newSigner()], 2);
    publisher.publish("root", { bump: false });
    const kiosk = new TufKiosk(publisher.anchor);
    await kiosk.takeFrom(publisher);
    publisher.signers.root.length = 1;
    publisher.publish("root");
    expect(outcomeOf(await kiosk.takeFrom(publisher))).toBe("too-few-signatures");
    expect(await kiosk.restart()).toEqual(FIRST);
  });

  test("an issuer's own role: a bundle with delegations is refused", async () => {
    const { publisher, kiosk } = await begun();
    publisher.signed.targets.delegations = {
      keys: {},
      roles: [{ name: "issuer", keyids: [], threshold: 1, terminating: true, paths: ["status-*"] }],
    };
    publisher.publishAll();
    expect(outcomeOf(await kiosk.takeFrom(publisher))).toBe("malformed");
    expect(await kiosk.restart()).toEqual(FIRST);
  });

  test("root rotation 1->2 with timestamp key replaced", async () => {
    const { publisher, kiosk } = await begun();
    publisher.rotateKeys("root");
    publisher.rotateKeys("timestamp");
    publisher.publish("root");
    publisher.publishList(emptyList(2));
    expect(outcomeOf(await kiosk.takeFrom(publisher))).toBe("updated");
    expect(await kiosk.restart()).toEqual({ ...SECOND, root: 2 });
  });

  test("timestamp 50 days old (expiry 45): refused where it is offered, stale but verified where it is held", async () => {
    const { publisher, kiosk } = await begun();
    kiosk.at = NOW + 50 * DAY;
    expect(outcomeOf(await kiosk.takeFrom(publisher))).toBe("freeze");
    expect(await kiosk.restart()).toEqual(FIRST);
    const look = await lookAtTrust({ folder: kiosk.folder, root: kiosk.root, floor: NO_VERSIONS, demo: false });
    expect(look.held?.expiresAt).toBe(NOW + 45 * DAY);
    publisher.updateTimestamp(); // a newer one, just as old
    expect(outcomeOf(await kiosk.takeFrom(publisher))).toBe("freeze");
    publisher.signed.timestamp.expires = timeText(NOW + 90 * DAY);
    publisher.updateTimestamp();
    expect(outcomeOf(await kiosk.takeFrom(publisher))).toBe("updated");
  });

  test("no stick, metadata still valid; and after their expiry", async () => {
    const { kiosk } = await begun();
    rmSync(kiosk.stick, { recursive: true });
    for (const at of [NOW + DAY, NOW + 900 * DAY]) {
      const vault = await kiosk.open();
      expect(outcomeOf(await vault.update({ kind: "folder", path: kiosk.stick }, offerTime(at), NO_VERSIONS))).toBe("incomplete");
      expect(vault.held()?.versions).toEqual(FIRST);
      await vault.close();
    }
  });

  test("clock at 1970: what is older than held is refused, and expiry is judged by the highest time that was signed", async () => {
    const { publisher, kiosk } = await begun();
    const old = publisher.copyServed();
    publisher.signed.timestamp.issued = timeText(NOW + 100 * DAY);
    publisher.signed.timestamp.expires = timeText(NOW + 145 * DAY);
    publisher.signed.snapshot.expires = timeText(NOW + 160 * DAY);
    publisher.publishList(emptyList(2));
    kiosk.at = 0;
    expect(outcomeOf(await kiosk.takeFrom(publisher))).toBe("updated");
    expect(outcomeOf(await kiosk.takeFrom(old))).toBe("rollback");
    // Newer by its number, signed with an end that lies before a time which has certainly passed.
    publisher.signed.timestamp.issued = timeText(NOW);
    publisher.signed.timestamp.expires = timeText(NOW + 99 * DAY);
    publisher.updateTimestamp();
    expect(outcomeOf(await kiosk.takeFrom(publisher))).toBe("freeze");
  });

  test.each([
    ["cached timestamp.json torn", ["timestamp"]],
    ["timestamp+snapshot torn", ["timestamp", "snapshot"]],
  ])("%s: said, and an older stick is refused by the floor", async (_name, torn) => {
    const { publisher, kiosk } = await begun();
    const old = publisher.copyServed();
    publisher.publishList(emptyList(2));
    await kiosk.takeFrom(publisher);
    const path = join(kiosk.folder, "metadata.json");
    const kept = JSON.parse(readFileSync(path, "utf8"));
    for (const role of torn) kept[role] = kept[role].slice(0, 100);
    writeFileSync(path, JSON.stringify(kept));
    kiosk.floor = SECOND;
    expect(await kiosk.restart()).toBe("malformed");
    expect(outcomeOf(await kiosk.takeFrom(old))).toBe("rollback");
    expect(outcomeOf(await kiosk.takeFrom(publisher))).toBe("updated");
    expect(await kiosk.restart()).toEqual(SECOND);
    expect(kiosk.kept()).toContain("metadata.json.damaged");
  });

  test("cached root.json torn: the kiosk starts again from its own root", async () => {
    const { publisher, kiosk } = await begun();
    publisher.rotateKeys("root");
    publisher.publish("root");
    publisher.publishList(emptyList(2));
    await kiosk.takeFrom(publisher);
    const path = join(kiosk.folder, "metadata.json");
    for (const damage of [(text: string) => text.slice(0, 300), () => "", () => "\0".repeat(5000)]) {
      writeFileSync(path, damage(readFileSync(path, "utf8")));
      kiosk.floor = { ...SECOND, root: 2 };
      expect(await kiosk.restart()).toBe("malformed");
      expect(outcomeOf(await kiosk.takeFrom(publisher))).toBe("updated");
      expect(await kiosk.restart()).toEqual({ ...SECOND, root: 2 });
    }
  });

  test.each([
    "whenever",
    "2027-02-30T00:00:00Z",
    "2027-01-01",
    "2027-01-01T00:00:00+07:00",
    "2027-01-01T00:00:00.5Z",
    "2027-01-01T23:59:60Z",
  ])('expires:"%s" signed by timestamp key', async (expires) => {
    const { publisher, kiosk } = await begun();
    publisher.signed.timestamp.expires = expires;
    publisher.updateTimestamp();
    expect(outcomeOf(await kiosk.takeFrom(publisher))).toBe("malformed");
    expect(await kiosk.restart()).toEqual(FIRST);
  });

  test("scaling trap: a thousand targets are refused before the library sees them", async () => {
    const { publisher, kiosk } = await begun();
    for (let number = 0; number < 1000; number++) publisher.addTarget(`extra-${number}.bin`, String(number));
    publisher.publishAll();
    expect(outcomeOf(await kiosk.takeFrom(publisher))).toBe("too-many-targets");
    expect(await kiosk.restart()).toEqual(FIRST);
  });
});

describe("a vault", () => {
  test("fetches on a thread of its own, and holds what the real publisher has written", async () => {
    const [repository, publisher] = [temporaryFolder(), newPublisher()];
    const root = await beginRepository(repository, publisher, NOW);
    const list = { ...emptyList(), issuers: [{ id: "did:web:a.example", types: ["citizen"], keys: [{ kid: "k", jwk: { kty: "oct" } }] }] };
    const targets = new Map([
      ["trust-list.json", { bytes: Buffer.from(JSON.stringify(list)) }],
      ["groups.json", { bytes: Buffer.from('{"groups":{"clinic":{"policy":{"id":"clinic-desk"}}}}') }],
      ["update-1.img", { bytes: Buffer.from("an image") }],
      ["something-newer.cbor", { bytes: Buffer.from("not understood") }],
    ]);
    await publishTargets(repository, publisher, { targets, now: NOW, lifetimes: LIFETIMES });
    const kiosk = new TufKiosk(root);
    kiosk.fetch = fetchOnThread;
    const vault = await kiosk.open();
    expect(await vault.update({ kind: "folder", path: repository }, offerTime(NOW), NO_VERSIONS)).toMatchObject({ kind: "updated" });
    expect(await vault.update({ kind: "folder", path: repository }, offerTime(NOW), NO_VERSIONS)).toEqual({ kind: "unchanged" });
    const held = vault.held();
    expect(held).toMatchObject({
      versions: FIRST,
      issuedAt: NOW,
      expiresAt: NOW + 45 * DAY,
      rejectedKeys: ["did:web:a.example k"],
      groups: { groups: { clinic: { policy: { id: "clinic-desk" } } } },
      updates: [{ name: "update-1.img", bytes: 8 }],
    });
    expect(held?.expiries).toMatchObject({ timestamp: NOW + 45 * DAY, snapshot: NOW + 60 * DAY, targets: NOW + 180 * DAY });
    await vault.close();
    expect(await kiosk.restart()).toEqual(FIRST);

    const file = join(temporaryFolder(), "image");
    const again = await kiosk.open();
    expect(await again.fetchTarget("update-1.img", { kind: "folder", path: repository }, file)).toEqual({ kind: "fetched" });
    expect(readFileSync(file, "utf8")).toBe("an image");
    expect(await again.fetchTarget("trust-list.json", { kind: "folder", path: repository }, file)).toMatchObject({ refusal: "incomplete" });
    await again.close();
  });

  test("gives an update of the appliance its name only when all of it is there and right", async () => {
    const { publisher, kiosk } = await begun();
    publisher.addTarget("update-1.img", new Uint8Array(1_000_000));
    publisher.publishAll();
    await kiosk.takeFrom(publisher);
    const name = `targets/${sha256Hex(new Uint8Array(1_000_000))}.update-1.img`;
    const folder = temporaryFolder();
    const fetch = async (files?: FileSystem) => {
      kiosk.files = files;
      const vault = await kiosk.open();
      const fetched = await vault.fetchTarget("update-1.img", { kind: "folder", path: kiosk.stick }, join(folder, "image"));
      await vault.close();
      return fetched.kind === "refused" ? fetched.refusal : fetched.kind;
    };
    publisher.served.set(name, new Uint8Array(1_000_000).fill(1));
    kiosk.plugIn(publisher.served);
    expect(await fetch()).toBe("mix-and-match");
    publisher.served.set(name, new Uint8Array(1_000_001));
    kiosk.plugIn(publisher.served);
    expect(await fetch()).toBe("endless-data");
    publisher.served.delete(name);
    kiosk.plugIn(publisher.served);
    expect(await fetch()).toBe("incomplete");
    publisher.served.set(name, new Uint8Array(1_000_000));
    kiosk.plugIn(publisher.served);
    // Opened, and full at the second write.
    expect(await fetch(new DyingDisk(2, "full"))).toBe("storage");
    expect(readdirSync(folder)).toEqual([]);
    expect(await fetch()).toBe("fetched");
    expect(readdirSync(folder)).toEqual(["image"]);
  });

  test("serves calls one after another, and answers `later` once it is closing", async () => {
    const { publisher, kiosk } = await begun();
    publisher.publishList(emptyList(2));
    kiosk.plugIn(publisher.served);
    kiosk.fetch = fetchOnThread;
    const vault = await kiosk.open();
    const origin = { kind: "folder", path: kiosk.stick } as const;
    const calls = [1, 2, 3].map(() => vault.update(origin, offerTime(kiosk.at), NO_VERSIONS));
    expect((await Promise.all(calls)).map(outcomeOf)).toEqual(["updated", "unchanged", "unchanged"]);
    publisher.publishList(emptyList(3));
    kiosk.plugIn(publisher.served);
    const late = vault.update(origin, offerTime(kiosk.at), NO_VERSIONS);
    await vault.close();
    expect(outcomeOf(await late)).toBe("later");
    expect(outcomeOf(await vault.update(origin, offerTime(kiosk.at), NO_VERSIONS))).toBe("later");
    expect(await kiosk.restart()).toEqual(SECOND);
  });

  test("is not hurt by a thread that dies, nor by one that ends without a word", async () => {
    const { publisher, kiosk } = await begun();
    publisher.publishList(emptyList(2));
    kiosk.fetch = (task, signal) => fetchOnThread({ ...task, anchor: undefined as unknown as Uint8Array }, signal);
    expect(await kiosk.takeFrom(publisher)).toMatchObject({ kind: "later", detail: expect.stringContaining("thread died") });
    kiosk.fetch = () => Promise.reject(new Error("nobody foresaw this"));
    expect(await kiosk.takeFrom(publisher)).toEqual({ kind: "later", detail: "nobody foresaw this" });
    expect(await kiosk.restart()).toEqual(FIRST);
  });

  test("whose own root is no root, or not signed, fetches nothing and says so", async () => {
    const publisher = new TufSimulator();
    const unsigned = signedFile(publisher.signed.root, [newSigner()]);
    for (const [root, refusal] of [
      [Buffer.from("{}"), "malformed"],
      [unsigned, "wrong-signature"],
    ] as const) {
      const kiosk = new TufKiosk(root);
      expect(await kiosk.restart()).toBe(refusal);
      expect(outcomeOf(await kiosk.takeFrom(publisher))).toBe(refusal);
      expect(existsSync(kiosk.folder)).toBe(false);
    }
  });

  test("has the very keys of the bundle before where the list names them again: thousands need not be made and freed with each update", async () => {
    const { publisher, kiosk } = await begun();
    const list = (version: number, ...keys: readonly object[]) => ({
      ...emptyList(version),
      issuers: [{ id: "urn:a", types: ["citizen"], keys }],
    });
    publisher.publishList(list(2, keyEntry(ED_KEY), keyEntry(EC_KEY)));
    kiosk.plugIn(publisher.served);
    const vault = await kiosk.open();
    const update = () => vault.update({ kind: "folder", path: kiosk.stick }, offerTime(kiosk.at), NO_VERSIONS);
    expect(outcomeOf(await update())).toBe("updated");
    const before = vault.held()?.trust.keys.all.map(({ key }) => key) ?? [];
    publisher.publishList(list(3, keyEntry(EC_KEY), { ...keyEntry(ED_KEY), validUntil: NOW }));
    kiosk.plugIn(publisher.served);
    expect(outcomeOf(await update())).toBe("updated");
    const after = vault.held()?.trust.keys.all ?? [];
    expect(after.map(({ key }) => before.indexOf(key))).toEqual([1, 0]);
    expect(after[1]?.validUntil).toBe(NOW);
    await vault.close();
  });

  test("is readable by nobody else", async () => {
    const { kiosk } = await begun();
    for (const folder of ["", "targets"]) expect(statSync(join(kiosk.folder, folder)).mode & 0o777).toBe(0o700);
    expect(statSync(join(kiosk.folder, "metadata.json")).mode & 0o777).toBe(0o600);
  });

  test("given a newer root than it began with goes on with what it holds", async () => {
    const { publisher, kiosk } = await begun();
    publisher.rotateKeys("root");
    publisher.publish("root");
    publisher.publish("root");
    publisher.publishList(emptyList(2));
    await kiosk.takeFrom(publisher);
    const renewed = Object.assign(new TufKiosk(publisher.served.get("metadata/2.root.json") ?? new Uint8Array()), { folder: kiosk.folder });
    expect(await renewed.restart()).toEqual({ ...SECOND, root: 3 });
  });

  test("of another publisher's root holds nothing of what lies there", async () => {
    const { kiosk } = await begun();
    const stranger = Object.assign(new TufKiosk(new TufSimulator().anchor), { folder: kiosk.folder });
    expect(await stranger.restart()).toBe("wrong-signature");
  });

  test("with a target damaged on its disk says so, and the next stick cures it", async () => {
    const { publisher, kiosk } = await begun();
    const list = kiosk.kept().find((name) => name.endsWith(".trust-list.json")) ?? "";
    for (const [damage, refusal] of [
      [() => writeFileSync(join(kiosk.folder, "targets", list), "x"), "mix-and-match"],
      [() => rmSync(join(kiosk.folder, "targets", list)), "incomplete"],
      [() => rmSync(join(kiosk.folder, "targets", list)) ?? mkdirSync(join(kiosk.folder, "targets", list)), "storage"],
    ] as const) {
      damage();
      expect(await kiosk.restart()).toBe(refusal);
      rmSync(join(kiosk.folder, "targets", list), { recursive: refusal === "storage", force: true });
      expect(outcomeOf(await kiosk.takeFrom(publisher))).toBe("updated");
      expect(await kiosk.restart()).toEqual(FIRST);
    }
  });

  test("refuses a bundle rightly signed whose lists break their form, and one that would end at once", async () => {
    const { publisher, kiosk } = await begun();
    const refusals: string[] = [];
    for (const list of [{ ...emptyList(2), issuers: 7 }, [], { ...emptyList(2), demo: true }, { ...emptyList(2), expiresAt: NOW + 5 }]) {
      publisher.publishList(list);
      refusals.push(outcomeOf(await kiosk.takeFrom(publisher)));
    }
    publisher.addTarget("trust-list.json", "no JSON");
    publisher.publishAll();
    refusals.push(outcomeOf(await kiosk.takeFrom(publisher)));
    publisher.addTarget("groups.json", '{"groups":{"A B":{}}}');
    publisher.publishList(emptyList(2));
    refusals.push(outcomeOf(await kiosk.takeFrom(publisher)));
    publisher.addTarget("groups.json", '{"groups":{}}');
    publisher.addTarget("status-01.bin", "x");
    publisher.publishAll();
    refusals.push(outcomeOf(await kiosk.takeFrom(publisher)));
    delete publisher.signed.targets.targets["trust-list.json"];
    publisher.publishAll();
    refusals.push(outcomeOf(await kiosk.takeFrom(publisher)));
    expect(refusals).toEqual(["schema", "schema", "demo-outside-demo", "freeze", "schema", "schema", "schema", "schema"]);
    kiosk.demo = true;
    expect(await kiosk.restart()).toBe("real-inside-demo");
    kiosk.demo = false;
    expect(await kiosk.restart()).toEqual(FIRST);
  });

  test("refuses files that are announced longer than they may be, without fetching them", async () => {
    const { publisher, kiosk } = await begun();
    for (const [name, length] of [
      ["trust-list.json", 17_000_000],
      ["groups.json", 1_100_000],
      ["status-00.bin", 9_000_000],
      ["status-delta-1.bin", 1_100_000],
      ["update-1.img", 5_000_000_000],
    ] as const) {
      const { targets } = publisher.signed.targets;
      const before = targets[name];
      targets[name] = { length, hashes: { sha256: "0".repeat(64) } };
      publisher.publishAll();
      expect([name, outcomeOf(await kiosk.takeFrom(publisher))]).toEqual([name, "endless-data"]);
      targets[name] = before;
      if (!before) delete targets[name];
    }
  });

  test("without any time says that the clock is wrong", async () => {
    const { publisher, kiosk } = await begun();
    kiosk.at = Number.NaN;
    expect(outcomeOf(await kiosk.takeFrom(publisher))).toBe("clock-wrong");
  });

  test("takes a bundle that is issued after the kiosk's time: the clock is behind, and the bundle tells it", async () => {
    const { publisher, kiosk } = await begun();
    publisher.signed.timestamp.issued = timeText(NOW + 2 * DAY);
    publisher.updateTimestamp();
    expect(await kiosk.takeFrom(publisher)).toMatchObject({ kind: "updated", held: { issuedAt: NOW + 2 * DAY } });
  });
});

describe("what the library says where the kiosk's own reader has nothing to say", () => {
  /** Classes that the library's packages keep to themselves are known by their names. */
  const unexported = (name: string): Error => {
    const Named = class extends Error {};
    Object.defineProperty(Named, "name", { value: name });
    return new Named();
  };
  test.each<[string, Error, TrustRefusal]>([
    ["ExpiredMetadataError", new ExpiredMetadataError(), "freeze"],
    ["BadVersionError", new BadVersionError(), "rollback"],
    ["EqualVersionError", new EqualVersionError(), "rollback"],
    ["DownloadLengthMismatchError", new DownloadLengthMismatchError(), "endless-data"],
    ["DownloadHTTPError", new DownloadHTTPError("", 404), "incomplete"],
    ["PersistError", new PersistError(), "storage"],
    ["a full disk", Object.assign(new Error("full"), { code: "ENOSPC" }), "storage"],
    ["UnsignedMetadataError", unexported("UnsignedMetadataError"), "wrong-signature"],
    ["LengthOrHashMismatchError", unexported("LengthOrHashMismatchError"), "mix-and-match"],
    ["RuntimeError", new RuntimeError("Unable to load snapshot metadata"), "mix-and-match"],
    ["RepositoryError", new RepositoryError(), "malformed"],
    ["ValueError", new ValueError(), "malformed"],
    ["TypeError", new TypeError(), "malformed"],
    ["SyntaxError", new SyntaxError(), "malformed"],
  ])("%s is one refusal", (_name, error, refusal) => {
    expect(libraryRefusal(error)).toBe(refusal);
  });
});

describe("a chain of roots", () => {
  async function withRoots(count: number): Promise<{ publisher: TufSimulator; kiosk: TufKiosk }> {
    const { publisher, kiosk } = await begun();
    for (let number = 0; number < count; number++) {
      publisher.rotateKeys("root");
      publisher.publish("root");
    }
    publisher.rotateKeys("timestamp");
    publisher.publish("root");
    publisher.publishList(emptyList(2));
    return { publisher, kiosk };
  }

  test("is walked however far a kiosk has slept, and walked anew at each start", async () => {
    const { publisher, kiosk } = await withRoots(40);
    expect(outcomeOf(await kiosk.takeFrom(publisher))).toBe("updated");
    expect(await kiosk.restart()).toEqual({ ...SECOND, root: 42 });
  });

  test("with a gap is told from a stranger's", async () => {
    const { publisher, kiosk } = await withRoots(3);
    publisher.served.delete("metadata/3.root.json");
    expect(await kiosk.takeFrom(publisher)).toMatchObject({
      refusal: "root-chain",
      detail: expect.stringContaining("3.root.json is missing"),
    });
    const stranger = new TufSimulator();
    stranger.publishList(emptyList(2));
    expect(outcomeOf(await kiosk.takeFrom(stranger))).toBe("wrong-signature");
    expect(await kiosk.restart()).toEqual(FIRST);
  });

  test("that ends below the floor is a rollback, whatever else is offered", async () => {
    const { publisher, kiosk } = await withRoots(3);
    kiosk.floor = { root: 6, timestamp: 1, snapshot: 1, targets: 1 };
    expect(await kiosk.takeFrom(publisher)).toMatchObject({ refusal: "rollback", detail: "root: version 5, below 6" });
    expect(await kiosk.restart()).toBe("rollback");
  });
});

describe("status shards", () => {
  const list = (name: string, places: readonly number[]): RevocationList => ({
    kind: "token-status",
    name,
    bits: 1,
    size: 1_000_000,
    values: new Map([[1, Uint32Array.from(places)]]),
  });
  const many = Array.from({ length: 2000 }, (_, index) => index * 37);
  const shardsOf = (extra: readonly number[]) =>
    intoShards([list("https://a.example/1", [...many, ...extra]), list("https://b.example/2", many)], 2) ?? [];

  function publishShards(publisher: TufSimulator, shards: readonly Uint8Array[], sequence: number, before?: readonly Uint8Array[]): void {
    for (const [index, bytes] of shards.entries()) publisher.addTarget(`status-0${index}.bin`, bytes, { sequence });
    if (before) publisher.addTarget(`status-delta-${sequence}.bin`, encodeDelta(before, shards) ?? new Uint8Array());
    publisher.publishAll();
  }

  /** A kiosk with the first shards, and a publisher two publications further. */
  async function begunWithShards() {
    const { publisher, kiosk } = await begun();
    publishShards(publisher, shardsOf([]), 1);
    expect(outcomeOf(await kiosk.takeFrom(publisher))).toBe("updated");
    publishShards(publisher, shardsOf([90_000]), 2, shardsOf([]));
    publishShards(publisher, shardsOf([90_000, 90_001]), 3, shardsOf([90_000]));
    return { publisher, kiosk };
  }

  const fullShards = (served: ReadonlyMap<string, Uint8Array>) => [...served.keys()].filter((name) => /\.status-0\d\.bin$/.test(name));
  const deltas = (served: ReadonlyMap<string, Uint8Array>) => [...served.keys()].filter((name) => name.includes("status-delta"));

  test("come by deltas where the kiosk has those before: not one full shard is read", async () => {
    const { publisher, kiosk } = await begunWithShards();
    const offer = publisher.copyServed();
    for (const name of fullShards(offer)) offer.delete(name);
    const update = await kiosk.takeFrom(offer);
    expect(outcomeOf(update)).toBe("updated");
    expect(await kiosk.restart()).toMatchObject({ targets: 4 });
    const newest = shardsOf([90_000, 90_001]).map((bytes) => Buffer.from(bytes).toString("hex"));
    const kept = kiosk.kept().filter((name) => name.includes(".status-"));
    expect(kept.map((name) => readFileSync(join(kiosk.folder, "targets", name)).toString("hex")).toSorted()).toEqual(newest.toSorted());
  });

  test.each(["missing", "damaged", "of a gap"])("come whole where a delta is %s", async (fault) => {
    const { publisher, kiosk } = await begunWithShards();
    const [first = "", second = ""] = deltas(publisher.served);
    if (fault === "missing") publisher.served.delete(second);
    if (fault === "damaged") publisher.served.set(first, Buffer.from("x"));
    if (fault === "of a gap") {
      delete publisher.signed.targets.targets["status-delta-2.bin"];
      publisher.publishAll();
    }
    expect(outcomeOf(await kiosk.takeFrom(publisher))).toBe("updated");
    expect(await kiosk.restart()).toMatchObject({ root: 1 });
  });

  test("come whole where a delta, rightly signed, leads elsewhere than the shards say", async () => {
    const { publisher, kiosk } = await begunWithShards();
    publisher.addTarget("status-delta-3.bin", encodeDelta(shardsOf([90_000]), shardsOf([80_000])) ?? new Uint8Array());
    publisher.publishAll();
    expect(outcomeOf(await kiosk.takeFrom(publisher))).toBe("updated");
    const newest = shardsOf([90_000, 90_001]).map((bytes) => sha256Hex(bytes));
    expect(newest.every((hash) => kiosk.kept().some((name) => name.startsWith(hash)))).toBe(true);
  });

  test("that are missing together with their delta leave the old ones in force", async () => {
    const { publisher, kiosk } = await begunWithShards();
    for (const name of [...fullShards(publisher.served), ...deltas(publisher.served)]) publisher.served.delete(name);
    expect(outcomeOf(await kiosk.takeFrom(publisher))).toBe("incomplete");
    expect(await kiosk.restart()).toMatchObject({ targets: 2 });
  });

  test("that are unchanged are not read again", async () => {
    const { publisher, kiosk } = await begunWithShards();
    await kiosk.takeFrom(publisher);
    publisher.publishList(emptyList(9));
    const offer = publisher.copyServed();
    for (const name of fullShards(offer)) offer.delete(name);
    expect(outcomeOf(await kiosk.takeFrom(offer))).toBe("updated");
  });
});

test("fetching answers as a value even where the temporary folder cannot be written", async () => {
  const publisher = new TufSimulator();
  const stick = temporaryFolder();
  publisher.writeTo(stick);
  const origin = { kind: "folder", path: stick } as const;
  const task = {
    origin,
    anchor: publisher.anchor,
    held: undefined,
    floor: NO_VERSIONS,
    time: offerTime(NOW)(),
    targets: "/nowhere",
    scratch: join(stick, "metadata/timestamp.json"),
  };
  expect(await fetchBundle(task, new AbortController().signal)).toMatchObject({ kind: "refused", refusal: "storage" });
});

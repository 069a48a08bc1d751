import { createHash, createHmac } from "node:crypto";
import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { journalSigner } from "../../src/core/checkpoint.ts";
import { entryFromJson } from "../../src/core/journal-entry.ts";
import type { Policy } from "../../src/core/policy.ts";
import { decodePersonal } from "../../src/core/sealed-part.ts";
import { importPrivateJwk } from "../../src/core/signature.ts";
import { newSealKey, openSealed, publicHalf, sealTo } from "../../src/drivers/hpke.ts";
import { openJournal } from "../../src/drivers/journal-files.ts";
import { newPrivateJwk } from "../../src/drivers/key-generator.ts";
import { sealedFolder } from "../../src/drivers/sealed-folder.ts";
import { forgetCommand } from "../../src/kiosk/journal-forget-assembly.ts";
import { type Answered, type KioskParts, startKiosk } from "../../src/kiosk/kiosk.ts";
import { pseudonymsUnder } from "../../src/kiosk/pseudonym.ts";
import { type SealingParts, startSealing } from "../../src/kiosk/sealing.ts";
import type { SealedParts } from "../../src/ports.ts";
import { int } from "../support/cbor-bytes.ts";
import { GOES_ON } from "../support/compared.ts";
import { AT, claimsSet, makeCredential } from "../support/credential-maker.ts";
import { EMPTY_HISTORY } from "../support/empty-history.ts";
import { anEntry } from "../support/entries.ts";
import { trustWith } from "../support/judging.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const NAME = "Nguyễn Thị Kiểm Thử";
const NUMBER = "099190000001";
const CARD = Buffer.from(`${NUMBER}||${NAME}|15051990|Nữ|Thôn Thử Nghiệm|20062021`);
const POLICY: Policy = { id: "clinic", seal: { "citizen-card": ["fullName", "personalId"] } };
const ORIGIN = "tram/kiosk/hanoi-01";

const CENTRE = newSealKey();
const TRUST = trustWith({ operatorKeys: [{ use: "seal", kid: "2026-11", jwk: publicHalf(CENTRE) }] });
const DEVICE_JWK = newPrivateJwk("EdDSA");
const PSEUDONYM_KEY = new Uint8Array(32).fill(5);

interface Office {
  readonly folder: string;
  readonly policy?: Policy;
  readonly trust?: typeof TRUST;
  /** Stands between the kiosk and its folder of sealed parts. */
  readonly through?: (parts: SealedParts) => SealedParts;
  readonly acknowledgedSize?: number;
  readonly comparison?: SealingParts["comparison"];
}

/** A kiosk on a real disk, whose answers can be waited for. */
async function open({
  folder,
  policy = POLICY,
  trust = TRUST,
  through = (parts) => parts,
  acknowledgedSize = 0,
  comparison = GOES_ON,
}: Office) {
  const key = importPrivateJwk(DEVICE_JWK);
  if (!key) throw new Error("no device key");
  writeFileSync(join(folder, "device-key.json"), JSON.stringify(DEVICE_JWK), { mode: 0o600 });
  writeFileSync(join(folder, "pseudonym.key"), PSEUDONYM_KEY, { mode: 0o600 });
  const journal = await openJournal(join(folder, "journal"), journalSigner("hanoi-01", key));
  const parts = sealedFolder(join(folder, "sealed"));
  const faults: unknown[] = [];
  const onFault = (error: unknown) => void faults.push(error);
  const options = { parts: through(parts), seal: sealTo, origin: ORIGIN, journal, acknowledgedSize, comparison, onFault };
  const sealing = await startSealing(options);
  let answered = (_answer: Answered): void => undefined;
  const kioskParts: KioskParts = {
    clock: { now: () => AT, doubt: () => undefined, monotonicMs: () => performance.now() },
    sources: [],
    outputs: [],
    journal,
    inForce: () => ({
      trust,
      policy,
      history: EMPTY_HISTORY,
    }),
    pseudonyms: pseudonymsUnder(PSEUDONYM_KEY, () => []),
    sealing,
    onAnswered: (answer) => answered(answer),
    onBug: (error) => {
      throw error;
    },
  };
  const kiosk = startKiosk(kioskParts);
  return {
    parts,
    sealing,
    journal,
    faults,
    scan: (symbol: Uint8Array) =>
      new Promise<Answered>((resolve) => {
        answered = resolve;
        kiosk.scan(symbol, "serial");
      }),
    async entries() {
      return (await Array.fromAsync(journal.read(0))).map(({ body }) => entryFromJson(body));
    },
    async close() {
      await kiosk.close();
      await sealing.close();
      await journal.close();
    },
  };
}

describe("a kiosk whose policy seals", () => {
  test("names the sealed part in the entry, and only the centre reads it", async () => {
    const kiosk = await open({ folder: temporaryFolder() });
    const { seq, decision } = await kiosk.scan(CARD);
    expect([seq, decision.reason]).toEqual([0, "document-read"]);
    const [entry] = await kiosk.entries();
    const part = await kiosk.parts.read(entry?.sealed ?? "");
    const opened = part && (await openSealed(CENTRE, part, ORIGIN));
    const said = opened?.ok && decodePersonal(opened.inside);
    expect(said).toEqual({
      attributes: new Map([
        ["fullName", NAME],
        ["personalId", NUMBER],
      ]),
      leftOut: [],
    });
    await kiosk.close();
  });

  test("seals to the key that was listed last", async () => {
    const next = newSealKey();
    const operatorKeys = [CENTRE, next].map((key, index) => ({ use: "seal" as const, kid: `${index}`, jwk: publicHalf(key) }));
    const kiosk = await open({ folder: temporaryFolder(), trust: trustWith({ operatorKeys }) });
    await kiosk.scan(CARD);
    const part = await kiosk.parts.read((await kiosk.parts.list())[0] ?? "");
    expect(part && (await openSealed(next, part, ORIGIN)).ok).toBe(true);
    await kiosk.close();
  });

  test("seals nothing of what the policy does not name, nor of a code that was refused", async () => {
    const kiosk = await open({ folder: temporaryFolder(), policy: { ...POLICY, seal: { ...POLICY.seal, citizen: ["fullName"] } } });
    await kiosk.scan(Buffer.from("no credential at all"));
    await kiosk.scan(Buffer.from(makeCredential({ payload: claimsSet({ exp: int(AT - 60) }) }).text));
    expect((await kiosk.entries()).map((entry) => [entry?.reason, entry?.sealed])).toEqual([
      ["not-understood", undefined],
      ["expired", undefined],
    ]);
    expect(await kiosk.parts.list()).toEqual([]);
    await kiosk.close();
  });

  test("takes nothing while the trust bundle has no key for it, and says so", async () => {
    const kiosk = await open({ folder: temporaryFolder(), trust: trustWith() });
    expect((await kiosk.scan(CARD)).decision.reason).toBe("seal-key-missing");
    expect((await kiosk.entries()).map((entry) => entry?.reason)).toEqual(["seal-key-missing"]);
    await kiosk.close();
  });

  test("takes nothing where the part cannot be written, records that, and goes on when it can", async () => {
    let isFull = true;
    const through = (parts: SealedParts): SealedParts => ({
      ...parts,
      put: (part) => (isFull ? Promise.reject(new Error("ENOSPC")) : parts.put(part)),
    });
    const kiosk = await open({ folder: temporaryFolder(), through });
    const { decision, view } = await kiosk.scan(CARD);
    expect([decision.reason, view.code, decision.claims]).toEqual(["journal-failed", "T-508", undefined]);
    expect(kiosk.faults).toHaveLength(1);
    isFull = false;
    expect((await kiosk.scan(CARD)).decision.reason).toBe("document-read");
    expect((await kiosk.entries()).map((entry) => [entry?.reason, entry?.sealed !== undefined])).toEqual([
      ["journal-failed", false],
      ["document-read", true],
    ]);
    await kiosk.close();
  });

  test("has the part on the disk before the entry that names it", async () => {
    const folder = temporaryFolder();
    const order: string[] = [];
    const through = (parts: SealedParts): SealedParts => ({
      ...parts,
      put: async (part) => {
        order.push(`journal ${kiosk.journal.size}`);
        const digest = await parts.put(part);
        order.push(`part ${readdirSync(join(folder, "sealed")).length}`);
        return digest;
      },
    });
    const kiosk = await open({ folder, through });
    await kiosk.scan(CARD);
    expect(order).toEqual(["journal 0", "part 1"]);
    await kiosk.close();
  });
});

describe("sealed parts leave the kiosk", () => {
  test("when central holds their entries, and no sooner", async () => {
    const kiosk = await open({ folder: temporaryFolder() });
    for (let index = 0; index < 3; index++) await kiosk.scan(CARD);
    const digests = (await kiosk.entries()).map((entry) => entry?.sealed);
    await kiosk.sealing.acknowledged(0);
    expect(await kiosk.parts.list()).toHaveLength(3);
    await kiosk.sealing.acknowledged(2);
    expect(await kiosk.parts.list()).toEqual([digests[2]]);
    // An older acknowledgement takes nothing back.
    await kiosk.sealing.acknowledged(1);
    await kiosk.sealing.acknowledged(3);
    expect(await kiosk.parts.list()).toEqual([]);
    await kiosk.close();
  });

  test("also after a start; what no entry names, or central holds already, goes by itself", async () => {
    const folder = temporaryFolder();
    const first = await open({ folder });
    for (let index = 0; index < 3; index++) await first.scan(CARD);
    const digests = (await first.entries()).map((entry) => entry?.sealed);
    // The power went between part and entry.
    await first.parts.put(
      await sealTo(TRUST.sealKeys[0] ?? { id: new Uint8Array(8), publicKey: new Uint8Array(32) }, new Uint8Array(256), ORIGIN),
    );
    await first.close();
    const second = await open({ folder, acknowledgedSize: 1 });
    await second.sealing.acknowledged(1);
    expect((await second.parts.list()).toSorted()).toEqual(digests.slice(1).map(String).toSorted());
    await second.scan(CARD);
    await second.sealing.acknowledged(4);
    expect(await second.parts.list()).toEqual([]);
    expect(second.faults).toEqual([]);
    await second.close();
  });
});

describe("a part that no entry names", () => {
  /** A kiosk with three parts of its own, and then another journal in the place of its own. */
  async function exchanged(): Promise<string> {
    const folder = temporaryFolder();
    const first = await open({ folder });
    for (let index = 0; index < 3; index++) await first.scan(CARD);
    await first.close();
    renameSync(join(folder, "journal"), join(folder, "journal.today"));
    return folder;
  }

  test("stays where the journal is not the one that was signed, or cannot be compared: it is that one's", async () => {
    const folder = await exchanged();
    const comparison = { goesOn: false, settled: Promise.resolve() };
    const kiosk = await open({ folder, acknowledgedSize: 2, comparison });
    await kiosk.scan(CARD);
    await kiosk.sealing.acknowledged(1);
    expect(await kiosk.parts.list()).toHaveLength(3);
    await kiosk.close();
  });

  test("goes only when the journal was compared, and a stop before that waits for nothing", async () => {
    const folder = await exchanged();
    const compared = Promise.withResolvers<void>();
    const comparison = { goesOn: false, settled: compared.promise };
    await (await open({ folder, comparison })).close();
    const kiosk = await open({ folder, comparison });
    expect(await kiosk.parts.list()).toHaveLength(3);
    comparison.goesOn = true;
    compared.resolve();
    await kiosk.sealing.acknowledged(0);
    expect(await kiosk.parts.list()).toEqual([]);
    await kiosk.close();
  });
});

test("a part that cannot be removed keeps no other here, and goes when it can", async () => {
  let bad: string | undefined;
  const through = (parts: SealedParts): SealedParts => ({
    ...parts,
    remove: (digest) => (digest === bad ? Promise.reject(new Error("EIO")) : parts.remove(digest)),
  });
  const kiosk = await open({ folder: temporaryFolder(), through });
  for (let index = 0; index < 3; index++) await kiosk.scan(CARD);
  bad = (await kiosk.entries())[0]?.sealed;
  await kiosk.sealing.acknowledged(3);
  expect([await kiosk.parts.list(), kiosk.faults.length]).toEqual([[bad], 1]);
  bad = undefined;
  await kiosk.sealing.acknowledged(3);
  expect(await kiosk.parts.list()).toEqual([]);
  await kiosk.close();
});

test("the part of an entry that is found in the journal after a failure goes with the others", async () => {
  const kiosk = await open({ folder: temporaryFolder() });
  const digest = await kiosk.parts.put(Buffer.alloc(313, 1));
  const { seq } = await kiosk.journal.append(anEntry({ sealed: digest }));
  await kiosk.sealing.acknowledged(seq + 1);
  expect(await kiosk.parts.list()).toEqual([digest]);
  await kiosk.sealing.found(seq, seq + 1);
  await kiosk.sealing.acknowledged(seq + 1);
  expect(await kiosk.parts.list()).toEqual([]);
  await kiosk.close();
});

describe("tram journal forget", () => {
  const CONFIG = (data: string) =>
    `id = "hanoi-01"\ndata = ${JSON.stringify(data)}\n[trust]\nroot = "/r"\n[[source]]\nkind = "serial"\npath = "/dev/null"\n`;

  test("deletes the part of one entry beside the running kiosk, and no entry", async () => {
    const folder = temporaryFolder();
    const kiosk = await open({ folder });
    await kiosk.scan(CARD);
    await kiosk.scan(Buffer.from("nothing of a person"));
    await kiosk.scan(CARD);
    const before = await kiosk.entries();
    const config = join(folder, "kiosk.toml");
    writeFileSync(config, CONFIG(folder));
    const said: string[] = [];
    const forget = (seq: number) => forgetCommand({ config, seq, json: true }, (line) => void said.push(line));
    expect(await forget(0)).toBe(0);
    expect(said).toEqual([JSON.stringify({ event: "forgotten", kiosk: "hanoi-01", seq: 0 })]);
    expect(await kiosk.parts.list()).toEqual([before[2]?.sealed]);
    expect(await kiosk.entries()).toEqual(before);
    // Gone already, never had one, never was, no configuration.
    expect([await forget(0), await forget(1), await forget(9)]).toEqual([1, 1, 1]);
    expect(await forgetCommand({ config: join(folder, "other.toml"), seq: 0 }, () => undefined)).toBe(2);
    await kiosk.sealing.acknowledged(3);
    expect(await kiosk.parts.list()).toEqual([]);
    expect(kiosk.faults).toEqual([]);
    await kiosk.close();
  });
});

test("a stolen kiosk reveals no visitor: no byte of its folder has a name, a number, or a hash that could be tried", async () => {
  const folder = temporaryFolder();
  const names = { "citizen-card": ["fullName", "personalId"], citizen: ["fullName"] };
  const kiosk = await open({ folder, policy: { id: "clinic", seal: names, disclose: names } });
  const signed = makeCredential();
  for (const symbol of [CARD, CARD, Buffer.from(signed.text)]) await kiosk.scan(symbol);
  expect((await kiosk.entries()).map((entry) => [entry?.reason, entry?.credential !== undefined])).toEqual([
    ["document-read", false],
    ["document-read", false],
    ["granted", true],
  ]);
  const digests = await kiosk.parts.list();
  expect(digests).toHaveLength(3);
  await kiosk.close();

  const contents = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path));
  expect(contents.length).toBeGreaterThan(5);
  const clear = [NAME, NAME.normalize("NFD"), "Nguyễn", "Kiểm Thử", NUMBER, CARD.toString(), "15051990", "1990-05-15"];
  const hashed = [NAME, NUMBER, CARD, signed.text, signed.payload].flatMap((text) => [
    ...["sha256", "sha1", "md5", "sha512"].map((name) => createHash(name).update(text).digest()),
    createHmac("sha256", PSEUDONYM_KEY).update(text).digest(),
  ]);
  const traces = [
    ...clear.flatMap((text) => [
      Buffer.from(text),
      Buffer.from(text, "utf16le"),
      Buffer.from(Buffer.from(text).toString("base64").slice(0, -4)),
    ]),
    ...hashed.flatMap((hash) => [
      hash.subarray(0, 8),
      Buffer.from(hash.toString("hex").slice(0, 16)),
      Buffer.from(hash.toString("base64url").slice(0, 12)),
    ]),
  ];
  const found = traces.filter((trace) => contents.some((content) => content.includes(trace)));
  expect(found.map(String)).toEqual([]);

  // Nor do the keys that lie beside the parts open one.
  const seed = Buffer.from("d" in DEVICE_JWK ? String(DEVICE_JWK.d) : "", "base64url");
  for (const secret of [seed, Buffer.from(PSEUDONYM_KEY)]) {
    const stolen = { ...publicHalf(CENTRE), d: secret.toString("base64url") };
    const part = await sealedFolder(join(folder, "sealed")).read(digests[0] ?? "");
    expect(part && (await openSealed(stolen, part, ORIGIN))).toMatchObject({ ok: false });
  }
});

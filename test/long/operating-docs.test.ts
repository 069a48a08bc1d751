// Follows docs/operating.md as an operator does: every command of these sections, in this order, at a terminal that asks for passphrases.
import { execFileSync } from "node:child_process";
import { createPrivateKey } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { importSealKey } from "../../src/core/seal-key.ts";
import { encodePersonal, sealedDigest } from "../../src/core/sealed-part.ts";
import { NO_VERSIONS } from "../../src/core/trust-version.ts";
import { sealTo } from "../../src/drivers/hpke.ts";
import { openSqliteLedger } from "../../src/drivers/sqlite-ledger.ts";
import { fetchBundle } from "../../src/drivers/trust-fetch.ts";
import { publishedVersions } from "../../src/drivers/trust-repository.ts";
import { openTrustVault } from "../../src/drivers/trust-vault.ts";
import { readBatch } from "../../src/kiosk/journal-batch.ts";
import type { TrustUpdate, TrustVault } from "../../src/trust-ports.ts";
import { pushInto } from "../support/batches.ts";
import { anEntry } from "../support/entries.ts";
import { type Block, blocksOf, HAS_TERMINAL, runAtTerminal } from "../support/followed-document.ts";
import { memoryJournal } from "../support/memory-journal.ts";
import { offerTime } from "../support/offer-time.ts";
import { listClaims, makeListJwt } from "../support/status-tokens.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { tram } from "../support/tram-process.ts";
import { outcomeOf } from "../support/tuf-kiosk.ts";

const DOCS = new URL("../../docs/", import.meta.url);
const CLONE = fileURLToPath(new URL("../..", import.meta.url));
const SECTIONS = [
  "The ceremony",
  "Setting up and replacing a kiosk",
  "Personal parts",
  "The yearly calendar of an operator",
  "When a key leaks",
];
/** Of whom a kiosk has sealed something. */
const PERSON = "Nguyễn Thị Kiểm Thử";
const folder = temporaryFolder();
const at = (...names: readonly string[]) => join(folder, ...names);
/** The day on which the document is written: its dates stay as far from today as they were then. */
const WRITTEN = Date.parse("2026-12-01T00:00:00Z");
/** Fingerprints of root keys by the letter of their stick, as the ceremony record and later answers say them; and of configuration sheets. */
const fingerprints = new Map<string, string>();

const all = blocksOf(readFileSync(new URL("operating.md", DOCS), "utf8"));
const blocks = SECTIONS.flatMap((section) => all.filter((block) => block.section === section && block.language === "sh"));

/** A kiosk that began with the first root on the first day, and hears of everything that is published. */
let kiosk: TrustVault | undefined;

beforeAll(async () => {
  for (const stick of "abcdefghijkms") mkdirSync(at("media", `stick-${stick}`), { recursive: true });
  for (const name of [["media", "backup"], ["central"], ["opt"], ["usr"]]) mkdirSync(at(...name), { recursive: true });
  writeFileSync(at("clinic-desk.toml"), exampleOf("The ceremony", 'id = "clinic-desk"'));
  writeFileSync(at("hanoi-01.toml"), exampleOf("Setting up and replacing a kiosk", "group = "));
  // What issuers and holders of papers bring.
  for (const number of ["1", "2", "3"]) {
    const names = ["--kid", `so-y-te-${number}`, "--out", `issuer-${number}.key`, "--public", `so-y-te-${number}.pub`];
    await run(["keys", "new", "--issuer", "https://so-y-te.example", ...names]);
  }
  cpSync(at("so-y-te-1.pub"), at("so-y-te.pub"));
  const claims = [
    "prescriptionCode=99001abc1234-c",
    "facility=Trạm Y tế xã Ví Dụ",
    "issuedOn=2026-11-23",
    "items=Oresol|4,1 g|5 gói|uống dần",
  ];
  const words = [...claims, "fullName=Trần Văn Thử"].flatMap((claim) => ["--claim", claim]);
  await run(["issue", "--type", "prescription", "--key", "issuer-1.key", ...words, "--valid-for", "5d", "--out", "code.png"]);
  writeFileSync(at("status-1.jwt"), statusList("https://so-y-te.example/status/1", "issuer-1.key"));
  packClone();
}, 60_000);
afterAll(async () => await kiosk?.close());

test("there are commands in each section", () => {
  expect(blocks.length).toBeGreaterThan(22);
  for (const section of SECTIONS) expect(blocks.some((block) => block.section === section)).toBe(true);
});

describe.skipIf(!HAS_TERMINAL)("what the document says is what happens", () => {
  // One after another: later ones use what earlier ones have left.
  test.each(blocks.map((block, index) => [`${index + 1}: ${block.text.split("\n", 1)[0]?.slice(0, 90)}`, block] as const))(
    "%s",
    async (_, block) => {
      await prepare(block);
      const { code, shown } = await runAtTerminal(folder, made(block.text), answering());
      expect({ code, shown }).toMatchObject({ code: 0 });
      expect(shown).not.toMatch(/bốn từ của/);
      if (block.text.includes("central personal")) expect(shown).toContain(PERSON);
      if (block.text.includes("forget")) await expectForgotten(shown, block.text.includes("--seq") ? 1 : 0);
      // What the document shows first is whole: no policy in it asks for what nobody can give.
      expect(shown).not.toMatch(/note: the policy/);
      noteFingerprints(block.text, shown);
      await expectTaken();
    },
    60_000,
  );

  test("the new publisher is taken only by a kiosk that was set up anew", async () => {
    const offer = { kind: "folder", path: at("media", "stick-k", "tram-trust") } as const;
    const time = offerTime(Date.now() / 1000);
    expect(outcomeOf((await kiosk?.update(offer, time, NO_VERSIONS)) ?? { kind: "unchanged" })).toBe("wrong-signature");
    // As the commands have left it: no trust in the data that moved aside, the new root in the configuration.
    const config = readFileSync(at("etc", "tram", "kiosk.toml"), "utf8");
    const root = /^root = "(.*)"$/m.exec(config)?.[1] ?? "";
    expect(readFileSync(root)).toEqual(readFileSync(at("publisher-2", "repository", "metadata", "1.root.json")));
    expect(config).toContain('id = "hanoi-01--2"');
    const anew = await openTrustVault({ folder: at("var", "tram", "trust"), root: readFileSync(root), floor: NO_VERSIONS, demo: false });
    expect(outcomeOf(await anew.update(offer, time, NO_VERSIONS))).toBe("updated");
    await anew.close();
  });

  test("at the end central hands out what a kiosk takes that was set up on the first day", async () => {
    const words = ["trust", "verify", "--repository", "central", "--root", "1.root.json", "--json"];
    const { accepted, versions } = JSON.parse((await run(words)).stdout);
    expect(accepted).toBe(true);
    expect(versions.root).toBeGreaterThan(5);
  });
});

/** The list that an issuer publishes today. */
function statusList(uri: string, keyFile: string): string {
  const { kid, jwk } = JSON.parse(readFileSync(at(keyFile), "utf8"));
  const privateKey = createPrivateKey({ key: jwk, format: "jwk" });
  const iat = Math.floor(Date.now() / 1000) - 60;
  return makeListJwt(
    listClaims({ sub: uri, iat, exp: iat + 30 * 86_400 }),
    { typ: "statuslist+jwt", kid },
    { kid, jwk, privateKey, algorithm: "EdDSA" },
  );
}

/** The kiosk takes what the publisher has, once there is anything: nothing that the document says to do is ever refused. */
async function expectTaken(): Promise<void> {
  const repository = at("publisher", "repository");
  if (!existsSync(join(repository, "metadata", "timestamp.json"))) return;
  const root = readFileSync(join(repository, "metadata", "1.root.json"));
  // Fetches in this thread: one of its own for each time would take longer than the document.
  kiosk ??= await openTrustVault({ folder: at("kiosk-trust"), root, floor: NO_VERSIONS, demo: false, fetch: fetchBundle });
  const update: TrustUpdate = await kiosk.update({ kind: "folder", path: repository }, offerTime(Date.now() / 1000), NO_VERSIONS);
  expect(["updated", "unchanged"]).toContain(outcomeOf(update));
  expect(kiosk.held()?.versions).toEqual(await publishedVersions(repository));
}

/** What the document tells in words before a block. */
async function prepare({ text }: Block): Promise<void> {
  if (text.includes("central personal")) await fillLedger();
  if (text.includes("provision restore")) {
    // The replacement is another machine: nothing of the old one is on it.
    for (const name of ["etc", "var"]) cpSync(at(name), at(`${name}-of-the-dead-one`), { recursive: true });
    for (const name of ["etc", "var"]) rmSync(at(name, "tram"), { recursive: true });
  }
  if (!text.includes("--old-keys-lost")) return;
  for (const name of ["targets.key", "snapshot.key"]) writeFileSync(at("publisher", "keys", name), "what a failing disk gave back");
}

/** What a kiosk has sent: its entry 412 has a part that is sealed to the key which the document has just made. */
async function fillLedger(): Promise<void> {
  const to = importSealKey(JSON.parse(readFileSync(at("seal-2026-12.pub.json"), "utf8")), "seal-2026-12");
  const inside = encodePersonal({ fullName: PERSON }, ["fullName"]);
  if (!to || !inside) throw new Error("nothing to seal");
  const part = await sealTo(to, inside, "tram/kiosk/hanoi-01");
  const journal = memoryJournal(412);
  await journal.append(anEntry({ sealed: sealedDigest(part) }));
  const ledger = openSqliteLedger(at("central", "ledger.sqlite"));
  const reply = await pushInto(ledger, "hanoi-01", await readBatch(journal, { from: 0, old: 0, sealed: { read: async () => part } }));
  await ledger.close();
  expect(reply.kind).toBe("stored");
}

/** The part that was shown before is at central no more, and the command has said how many it has deleted. */
async function expectForgotten(shown: string, count: number): Promise<void> {
  expect(shown).toContain(`${count} sealed parts of hanoi-01 deleted`);
  const ledger = openSqliteLedger(at("central", "ledger.sqlite"));
  const kept = await ledger.sealedPart("hanoi-01", 412);
  await ledger.close();
  expect([kept?.digest === undefined, kept?.bytes]).toEqual([false, undefined]);
}

/** The commands as they run here: sticks and servers are folders, and the days are as far off as when the document was written. */
function made(block: string): string {
  return (
    block
      .replaceAll("/media/", `${at("media")}/`)
      .replaceAll("/var/lib/tram-central", at("central"))
      .replaceAll("/var/lib/tram", at("var", "tram"))
      .replaceAll("/etc/tram", at("etc", "tram"))
      .replaceAll("/opt", at("opt"))
      .replaceAll("/usr/local/bin", at("usr"))
      .replaceAll(/FINGERPRINT-([A-Z])/g, (_, letter: string) => fingerprints.get(letter.toLowerCase()) ?? "")
      .replaceAll("KID-TIME", () => JSON.parse(readFileSync(at("publisher", "draft.json"), "utf8")).operatorKeys[0].kid)
      .replaceAll(/\b20\d{2}-\d{2}-\d{2}\b/g, (date) => new Date(Date.now() + Date.parse(date) - WRITTEN).toISOString().slice(0, 10))
      // All of it is on one disk here, which is what this option is for.
      .replaceAll(/tram trust (init|root rotate)\b/g, "$& --same-place")
      // The folder that is the default on a kiosk.
      .replaceAll(/tram provision (apply|restore)\b/g, `$& --data ${at("var", "tram")}`)
  );
}

/** Each holder has a passphrase, each folder of publishing keys, and whoever makes configurations and backups; a sheet has a fingerprint. */
function answering() {
  let asked = "";
  return (shown: string): string | undefined => {
    const question =
      /assphrase(?<about>[^\n]*): $|(?<again>Once more|[^\n]*once more|[^\n]*lần nữa[^\n]*): $|(?<fingerprint>fingerprint): $|(?<agree>no\)) $/.exec(
        shown,
      );
    if (!question) return undefined;
    if (question.groups?.["fingerprint"] !== undefined) return fingerprints.get("sheet");
    if (question.groups?.["agree"] !== undefined) return "c";
    asked = question.groups?.["about"] ?? asked;
    return `bốn từ của ${/stick-\w/.exec(asked)?.[0] ?? /publisher(-2)?/.exec(asked)?.[0] ?? "người vận hành"}`;
  };
}

function noteFingerprints(block: string, shown: string): void {
  for (const [, print = "", letter = ""] of shown.matchAll(/root key: {2}([0-9a-f ]{24}) {3}\S*stick-(\w)\//g))
    fingerprints.set(letter, print);
  for (const [, print = ""] of shown.matchAll(/ADDS the root key ([0-9a-f ]{24})/g))
    if (block.includes("holder-f.pub")) fingerprints.set("f", print);
  if (!/tram provision (make|backup)/.test(block)) return;
  const sheet = /fingerprint[^\n]*?((?:[A-Z2-7]{4} ){3}[A-Z2-7]{4})/i.exec(shown)?.[1];
  if (sheet !== undefined) fingerprints.set("sheet", sheet);
}

/** The block of a section that has this in it. */
function exampleOf(section: string, mark: string): string {
  const found = all.find((block) => block.section === section && block.language === "toml" && block.text.includes(mark));
  return found?.text ?? "";
}

/** What stands for the archive of a clone: a folder of links to this one, so that nobody packs 400 MB in a test. */
function packClone(): void {
  mkdirSync(at("packed", "tram"), { recursive: true });
  for (const name of readdirSync(CLONE)) symlinkSync(join(CLONE, name), at("packed", "tram", name));
  execFileSync("tar", ["-czf", at("media", "stick-d", "tram.tar.gz"), "-C", at("packed"), "tram"]);
}

async function run(args: readonly string[]) {
  const finished = await tram(args, { cwd: folder });
  if (finished.code !== 0) throw new Error(finished.stderr);
  return finished;
}

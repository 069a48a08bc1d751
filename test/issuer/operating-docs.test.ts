// Follows docs/operating.md as an operator does: every command of the publisher's sections, in their order, at a terminal that asks for passphrases.
import { spawn, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { lookAtRepository } from "../../src/drivers/repository-look.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { tram } from "../support/tram-process.ts";

const DOCS = new URL("../../docs/", import.meta.url);
const TRAM = fileURLToPath(new URL("../../src/tram.ts", import.meta.url));
const SECTIONS = ["The ceremony", "The yearly calendar of an operator", "When a key leaks"];
const folder = temporaryFolder();
const at = (...names: readonly string[]) => join(folder, ...names);
const hasTerminal = spawnSync("script", ["--version"]).status === 0;
/** The day on which the document is written: its dates stay as far from today as they were then. */
const WRITTEN = Date.parse("2026-12-01T00:00:00Z");
/** Fingerprints of root keys by the letter of their stick, as the ceremony record and later answers say them. */
const fingerprints = new Map<string, string>();

/** The commands of the sections, block by block. */
const blocks = readFileSync(new URL("operating.md", DOCS), "utf8")
  .split(/^## /m)
  .filter((section) => SECTIONS.includes(section.split("\n", 1)[0] ?? ""))
  .flatMap((section) => [...section.matchAll(/^ *```sh\n([\s\S]*?)^ *```$/gm)].map(([, body = ""]) => body.replace(/^ +/gm, "").trim()));

beforeAll(async () => {
  for (const stick of "abcdefghijk") mkdirSync(at("media", `stick-${stick}`), { recursive: true });
  for (const name of [["media", "backup"], ["central"]]) mkdirSync(at(...name), { recursive: true });
  copyFileSync(new URL("policies/clinic-desk.toml", DOCS), at("clinic-desk.toml"));
  // What issuers and holders of papers bring.
  for (const number of ["1", "2", "3"]) {
    const names = ["--kid", `so-y-te-${number}`, "--out", `issuer-${number}.key`, "--public", `so-y-te-${number}.pub`];
    await run(["keys", "new", "--issuer", "https://so-y-te.example", ...names]);
  }
  copyFileSync(at("so-y-te-1.pub"), at("so-y-te.pub"));
  const claims = [
    "prescriptionCode=99001abc1234-c",
    "facility=Trạm Y tế xã Ví Dụ",
    "issuedOn=2026-11-23",
    "items=Oresol|4,1 g|5 gói|uống dần",
  ];
  const words = [...claims, "fullName=Trần Văn Thử"].flatMap((claim) => ["--claim", claim]);
  await run(["issue", "--type", "prescription", "--key", "issuer-1.key", ...words, "--valid-for", "5d", "--out", "code.txt"]);
}, 60_000);

test("there are commands in each section", () => {
  expect(blocks.length).toBeGreaterThan(15);
});

describe.skipIf(!hasTerminal)("what the document says is what happens", () => {
  // One after another: later ones use what earlier ones have left.
  test.each(blocks.map((block, index) => [`${index + 1}: ${block.split("\n", 1)[0]?.slice(0, 90)}`, block] as const))(
    "%s",
    async (_, block) => {
      const { code, shown } = await atTerminal(made(block));
      expect(shown).not.toMatch(/Mật khẩu .*bốn từ/);
      expect({ code, shown }).toMatchObject({ code: 0 });
      for (const [, print = "", letter = ""] of shown.matchAll(/root key: {2}([0-9a-f ]{24}) {3}\S*stick-(\w)\//g))
        fingerprints.set(letter, print);
      for (const [, print = ""] of shown.matchAll(/ADDS the root key ([0-9a-f ]{24})/g))
        if (block.includes("holder-f.pub")) fingerprints.set("f", print);
      await expectGoodTrust("publisher");
      if (existsSync(at("publisher-2", "repository", "metadata", "timestamp.json"))) await expectGoodTrust("publisher-2");
    },
    180_000,
  );

  test("at the end central hands out what a kiosk takes that was set up on the first day", async () => {
    const root = readFileSync(at("1.root.json"));
    const looked = await lookAtRepository(at("central", "trust"), root, Date.now() / 1000);
    expect(looked).toMatchObject({ ok: true });
    const { versions } = JSON.parse(
      (await run(["trust", "verify", "--repository", "central/trust", "--root", "1.root.json", "--json"])).stdout,
    );
    expect(versions.root).toBeGreaterThan(5);
  }, 60_000);
});

/** A kiosk of the first day takes what the publisher has, once there is anything. */
async function expectGoodTrust(publisher: string): Promise<void> {
  const repository = at(publisher, "repository");
  if (!existsSync(join(repository, "metadata", "timestamp.json"))) return;
  const looked = await lookAtRepository(repository, readFileSync(join(repository, "metadata", "1.root.json")), Date.now() / 1000);
  expect(looked).toMatchObject({ ok: true });
}

/** The commands as they run here: sticks and servers are folders, and the days are as far off as when the document was written. */
function made(block: string): string {
  return (
    block
      .replaceAll("/media/", `${at("media")}/`)
      .replaceAll("/var/lib/tram-central", at("central"))
      .replaceAll(/FINGERPRINT-([A-Z])/g, (_, letter: string) => fingerprints.get(letter.toLowerCase()) ?? "")
      .replaceAll("KID-TIME", () => JSON.parse(readFileSync(at("publisher", "draft.json"), "utf8")).operatorKeys[0].kid)
      .replaceAll(/\b20\d{2}-\d{2}-\d{2}\b/g, (date) => new Date(Date.now() + Date.parse(date) - WRITTEN).toISOString().slice(0, 10))
      // All of it is on one disk here, which is what this option is for.
      .replaceAll("tram trust init", "tram trust init --same-place")
  );
}

async function run(args: readonly string[]) {
  const finished = await tram(args, { cwd: folder });
  if (finished.code !== 0) throw new Error(finished.stderr);
  return finished;
}

/** Runs commands at a terminal of their own and types what it asks for. */
async function atTerminal(commands: string): Promise<{ readonly code: number | null; readonly shown: string }> {
  writeFileSync(at("commands.sh"), `set -e\ntram() { "${process.execPath}" "${TRAM}" "$@"; }\n${commands}\n`);
  const child = spawn("script", ["-qec", "sh commands.sh", "/dev/null"], { cwd: folder, stdio: ["pipe", "pipe", "inherit"] });
  let shown = "";
  let answered = 0;
  let last = "";
  for await (const chunk of child.stdout) {
    shown += String(chunk);
    const question = /(?:assphrase for (?<file>[^\n]*?)|Once more): $/.exec(shown.slice(answered));
    if (!question) continue;
    answered = shown.length;
    last = question.groups?.["file"] ?? last;
    child.stdin.write(`${passphraseFor(last)}\r`);
  }
  const code = await new Promise<number | null>((resolve) =>
    child.exitCode === null ? child.on("close", resolve) : resolve(child.exitCode),
  );
  return { code, shown: shown.replaceAll("\r\n", "\n") };
}

/** Each holder has one, and each folder of publishing keys. */
function passphraseFor(file: string): string {
  const stick = /stick-\w/.exec(file)?.[0];
  return `bốn từ của ${stick ?? /publisher(-2)?/.exec(file)?.[0]}`;
}

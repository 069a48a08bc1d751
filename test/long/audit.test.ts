import { spawn } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { audited, DAY_START, dayOf, exportTexts, fileOf } from "../support/audit-exports.ts";
import { appendAll, auditedCentral } from "../support/audited-central.ts";
import { anEntry } from "../support/entries.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { tram } from "../support/tram-process.ts";

const TRAM = fileURLToPath(new URL("../../src/tram.ts", import.meta.url));
const ENTRIES = 200_000;
/** Whatever the file's size: a million entries take 210 MiB to write and 260 to verify, most of it garbage that nobody had to collect yet. */
const MAX_RESIDENT_KIB = 450 * 1024;

test("no flipped bit of a small export goes unseen", { timeout: 120_000 }, () => {
  const file = fileOf(exportTexts({ bodies: dayOf(3), blockEntries: 2 }));
  for (let bit = 0; bit < file.length * 8; bit++) {
    const flipped = Uint8Array.from(file);
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect([1, 2], `bit ${bit}`).toContain(audited(flipped).exit);
  }
});

test("an export of 200,000 entries is written and verified in bounded memory", { timeout: 180_000 }, async () => {
  const folder = temporaryFolder();
  const central = await auditedCentral(join(folder, "central"));
  const kiosk = await central.kiosk("hanoi-01");
  for (let sent = 0; sent < ENTRIES; sent += 500) {
    await appendAll(
      kiosk,
      Array.from({ length: 500 }, (_, index) => anEntry({ at: DAY_START + (sent + index) * 0.4 })),
    );
    // A batch's checkpoint is of all that there is: proofs of a growing tree in memory would be most of the test.
    await central.send(kiosk, DAY_START + 86_000);
  }
  await central.ledger.close();
  const [file, keys] = [join(folder, "all.gz"), join(folder, "keys.txt")];
  const words = ["--data", join(folder, "central")];
  expect((await tram(["audit", "keys", ...words, "--out", keys], { cwd: folder })).code).toBe(0);
  const days = ["--from", "2026-11-27", "--to", "2026-11-27"];
  expect(await residentKib(["audit", "export", ...words, "--all", ...days, "--out", file])).toBeLessThan(MAX_RESIDENT_KIB);
  expect(statSync(file).size).toBeLessThan(ENTRIES * 120);
  expect(await residentKib(["audit", "verify", file, "--keys", keys])).toBeLessThan(MAX_RESIDENT_KIB);
});

/** Most memory that a command has taken, in KiB; it must end with 0. */
async function residentKib(args: readonly string[]): Promise<number> {
  const child = spawn(
    process.execPath,
    [
      "--import",
      `data:text/javascript,process.on("exit",()=>process.stderr.write("maxrss "+process.resourceUsage().maxRSS))`,
      TRAM,
      ...args,
    ],
    {
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on("data", (bytes) => out.push(bytes));
  child.stderr.on("data", (bytes) => err.push(bytes));
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect({ code, err: Buffer.concat(err).toString() }).toMatchObject({ code: 0 });
  return Number(/maxrss (\d+)/.exec(Buffer.concat(err).toString())?.[1]);
}

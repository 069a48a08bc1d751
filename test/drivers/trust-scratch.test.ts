import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeScratch, removeScratch, sweepScratch } from "../../src/drivers/trust-scratch.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { TufKiosk } from "../support/tuf-kiosk.ts";
import { TufSimulator } from "../support/tuf-simulator.ts";

beforeEach(() => void vi.stubEnv("TMPDIR", temporaryFolder()));
afterEach(() => void vi.unstubAllEnvs());

const scratches = () => readdirSync(tmpdir()).filter((name) => name.startsWith("tram-trust-"));

test("what a process that was killed has left behind for a vault is gone when that vault is opened, and no other's is touched", async () => {
  const kiosk = new TufKiosk(new TufSimulator().anchor);
  const program = `
    const { makeScratch } = await import(${JSON.stringify(new URL("../../src/drivers/trust-scratch.ts", import.meta.url).href)});
    const scratch = await makeScratch(${JSON.stringify(kiosk.folder)});
    (await import("node:fs")).mkdirSync(scratch + "/metadata");
    process.stdout.write("made");
    setInterval(() => undefined, 1000);`;
  const killed = spawn(process.execPath, ["--input-type=module", "--eval", program], { stdio: ["ignore", "pipe", "inherit"] });
  await once(killed.stdout, "data");
  killed.kill("SIGKILL");
  await once(killed, "exit");
  const other = await makeScratch("/var/lib/another/trust");
  expect(scratches()).toHaveLength(2);
  await (await kiosk.open()).close();
  expect(scratches().map((name) => join(tmpdir(), name))).toEqual([other]);
  await removeScratch(other);
  expect(scratches()).toEqual([]);
});

test("a link, a file or another user's folder under such a name is left alone", async () => {
  const precious = temporaryFolder();
  writeFileSync(join(precious, "file"), "");
  const scratch = await makeScratch("/vault");
  const name = (end: string) => `${scratch.slice(0, -6)}${end}`;
  symlinkSync(precious, name("link00"));
  writeFileSync(name("file00"), "");
  const isRoot = process.getuid?.() === 0;
  if (isRoot) {
    mkdirSync(name("other0"));
    execFileSync("chown", ["65534", name("other0")]);
  }
  await sweepScratch("/vault");
  expect(existsSync(scratch)).toBe(false);
  expect(existsSync(join(precious, "file"))).toBe(true);
  expect(scratches()).toHaveLength(isRoot ? 3 : 2);
});

test("where there is no folder for temporary files, nothing is swept and nothing is thrown", async () => {
  vi.stubEnv("TMPDIR", join(tmpdir(), "none"));
  await sweepScratch("/vault");
  await expect(makeScratch("/vault")).rejects.toThrow("ENOENT");
});

import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeEach, expect, test } from "vitest";
import { lockFolder } from "../../src/drivers/folder-lock.ts";
import { STANDARD_WIRING } from "../../src/drivers/gpio-wiring.ts";
import { noteWiring } from "../../src/drivers/taken-wiring.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

// The command as a process of its own, on a folder laid out as /sys/class/gpio: what it leaves behind when it ends is seen only so.

const TRAM = fileURLToPath(new URL("../../src/tram.ts", import.meta.url));
const PRELOAD = new URL("../support/board-folder.ts", import.meta.url).href;
const root = temporaryFolder();
const HEAD = `id = "k"\ndata = "${root}/data"\n[trust]\nroot = "r"\n[[source]]\nkind = "serial"\npath = "/dev/null"\n`;

beforeEach(() => {
  for (const folder of ["sys", "run", "data"]) rmSync(join(root, folder), { recursive: true, force: true });
  mkdirSync(join(root, "run"));
  mkdirSync(join(root, "dev"), { recursive: true });
  put("export", "");
  put("unexport", "");
  put("gpiochip512/label", "pinctrl-bcm2711\n");
  put("gpiochip512/base", "512\n");
  put("gpiochip512/ngpio", "58\n");
  for (const offset of Object.values(STANDARD_WIRING.offsets)) pin(offset ?? 0, "in", "0");
});

function put(file: string, text: string): void {
  const path = join(root, "sys/class/gpio", file);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
}

function pin(offset: number, direction: string, value: string): void {
  put(`gpio${512 + offset}/direction`, direction);
  put(`gpio${512 + offset}/value`, value);
}

function read(offset: number, file: "direction" | "value"): string {
  return readFileSync(join(root, `sys/class/gpio/gpio${512 + offset}/${file}`), "latin1").trim();
}

function start(board: string, ...args: readonly string[]) {
  const config = join(root, "kiosk.toml");
  writeFileSync(config, `${HEAD}[board]\n${board}\n`);
  const child = spawn(process.execPath, ["--import", PRELOAD, TRAM, "gpio", ...args, "--config", config], {
    env: { ...process.env, BOARD_FOLDER: root, RUNTIME_DIRECTORY: join(root, "run") },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { stdout: "", stderr: "" };
  child.stdout.on("data", (bytes: Buffer) => (said.stdout += bytes.toString()));
  child.stderr.on("data", (bytes: Buffer) => (said.stderr += bytes.toString()));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { child, said, ended };
}

test("gpio test shows each line, leaves it off, answers in JSON, and ends with 0", async () => {
  const { said, ended } = start('kind = "gpio"\npins = { red = 17, white = 23 }\ninputs = []', "test", "--json");
  expect([await ended, said.stderr]).toEqual([0, ""]);
  expect(JSON.parse(said.stdout)).toMatchObject({
    event: "tested",
    driver: "sysfs",
    lines: [
      { line: "red", state: "driven" },
      { line: "white", state: "driven" },
    ],
  });
  expect([read(17, "direction"), read(17, "value"), read(23, "value")]).toEqual(["low", "0", "0"]);
});

test.each(["SIGINT", "SIGTERM", "SIGQUIT"] as const)(
  "gpio test that gets %s switches off what is on, says so and ends with 1",
  async (signal) => {
    const { child, said, ended } = start('kind = "gpio"\npins = { red = 17, white = 23 }\ninputs = []', "test", "--json");
    await expect.poll(() => read(17, "value"), { timeout: 20_000 }).toBe("1");
    child.kill(signal);
    expect(await ended).toBe(1);
    expect(said.stderr).toContain("stopped before its end; all lines are off");
    expect(JSON.parse(said.stdout)).toMatchObject({ event: "stopped", lines: [{ line: "red" }] });
    expect([read(17, "value"), read(23, "value")]).toEqual(["0", "0"]);
  },
);

test("gpio test whose output nobody reads any more leaves nothing on", async () => {
  const { child, ended } = start('kind = "gpio"\npins = { red = 17, white = 23 }\ninputs = []', "test");
  child.stdout.destroy();
  expect(await ended).not.toBe(0);
  expect([read(17, "value"), read(23, "value")]).toEqual(["0", "0"]);
});

test("gpio test beside a running kiosk touches no pin, and says why", async () => {
  mkdirSync(join(root, "data/journal"), { recursive: true });
  const lock = lockFolder(join(root, "data/journal"));
  pin(25, "out", "1"); // the kiosk has just accepted somebody
  const { said, ended } = start('kind = "gpio"\nrelay = true', "test", "--json");
  expect([await ended, read(25, "value")]).toEqual([1, "1"]);
  expect(JSON.parse(said.stdout)).toEqual({ event: "failed", why: expect.stringContaining("a kiosk is running with") });
  lock?.release();
});

test("gpio test on a board that is not to be had says why, in JSON too", async () => {
  const { said, ended } = start('kind = "gpio"\nchips = ["no-such"]\ninputs = []', "test", "--json");
  expect(await ended).toBe(1);
  expect(JSON.parse(said.stdout)).toEqual({ event: "failed", why: expect.stringContaining("no chip labelled no-such") });
});

test("gpio safe switches off the relay that a dead kiosk has left on, whatever stands in its way", async () => {
  pin(25, "out", "1");
  rmSync(join(root, "sys/class/gpio/gpio529"), { recursive: true }); // red's pin: nobody makes it here
  const { said, ended } = start('kind = "gpio"\nrelay = true', "safe");
  expect(await ended).toBe(1);
  expect(said.stderr).toContain("refuses line 17: ENOENT");
  expect([read(25, "direction"), read(13, "direction")]).toEqual(["low", "low"]);
});

test("gpio safe of a configuration without a board switches off what was left on, and touches nothing else", async () => {
  pin(25, "out", "1");
  const { said, ended } = start('kind = "none"', "safe");
  expect([await ended, said.stderr]).toEqual([0, ""]);
  expect([read(25, "direction"), read(17, "direction")]).toEqual(["low", "in"]);
});

/** As a kiosk whose relay hung on GPIO 24 has died in the middle of a pulse. */
async function diedWithRelayOn24(): Promise<void> {
  const wiring = { ...STANDARD_WIRING, offsets: { ...STANDARD_WIRING.offsets, relay: 24 } };
  expect(await noteWiring(join(root, "run"), { wiring, buzzer: undefined })).toBeUndefined();
  pin(24, "out", "1");
}

test.each([
  ["has other pins now", 'kind = "gpio"\nrelay = true', 0, ""],
  ["has no board now", 'kind = "none"', 0, ""],
  ["cannot be read any more", "pins = {", 0, "cannot be used"],
])("gpio safe switches off what the kiosk really took, also where the configuration %s", async (_, board, code, words) => {
  await diedWithRelayOn24();
  const { said, ended } = start(board, "safe");
  expect([await ended, read(24, "direction")]).toEqual([code, "low"]);
  expect(said.stderr).toContain(words);
});

test("gpio safe that finds no note, nor a configuration, switches the standard lines off and says that nobody knows", async () => {
  writeFileSync(join(root, "run/wiring.json"), '{"labels":["pinctrl-bcm2711"]}');
  pin(25, "out", "1");
  const { ended } = start("pins = {", "safe");
  expect([await ended, read(25, "direction")]).toEqual([1, "low"]);
});

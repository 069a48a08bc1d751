// `tram staff` beside a kiosk that runs: codes, pairing, devices, certificate.
import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { staffBrowser } from "../support/staff-browser.ts";
import { STAFF, type StaffedKiosk, startStaffedKiosk } from "../support/staffed-kiosk.ts";
import { type Finished, tram } from "../support/tram-process.ts";

const TRAM = fileURLToPath(new URL("../../src/tram.ts", import.meta.url));
const hasScript = spawnSync("script", ["--version"]).status === 0;

let kiosk: StaffedKiosk;
beforeAll(async () => {
  kiosk = await startStaffedKiosk();
}, 60_000);
afterAll(() => kiosk.stop());

const staff = (...words: readonly string[]): Promise<Finished> =>
  tram(["staff", ...words, "--config", kiosk.config], { cwd: kiosk.folder });

test("a device pairs by what the command says, and is out once it is taken off the list", { timeout: 30_000 }, async () => {
  const certificate = JSON.parse((await staff("certificate", "--json")).stdout);
  const offer = JSON.parse((await staff("pair", "--json")).stdout);
  expect(offer).toEqual({
    urls: expect.arrayContaining([`https://tram-05.example:${kiosk.port}/staff#pair=${offer.code}`]),
    code: expect.stringMatching(/^[A-Z2-7]{16}$/),
    expiresInSeconds: 300,
    fingerprint: certificate.sha256,
  });
  const device = staffBrowser(`https://127.0.0.1:${kiosk.port}`);
  const paired = (await device.post("/staff/pair", { code: offer.code, name: "Quầy 2" })).json();
  const { devices } = JSON.parse((await staff("devices", "--json")).stdout);
  expect(devices).toEqual([{ id: (paired as { readonly device: string }).device, name: "Quầy 2", pairedAt: expect.any(Number) }]);
  await device.post("/staff/sign-in", STAFF);
  expect((await staff("revoke", devices[0].id)).code).toBe(0);
  expect((await device.get("/staff/figures")).status).toBe(401);
  expect((await staff("revoke", devices[0].id)).code).toBe(1);
  expect((await staff("devices")).code).toBe(1);
});

test.runIf(hasScript)("a PIN is typed on a terminal, where it is not shown, and counts at once", { timeout: 40_000 }, async () => {
  const shown = await typed(["staff", "add", "s-12", "--config", kiosk.config], "271828\r271828\r");
  expect(shown).toContain("s-12: đã đặt mã PIN.");
  expect(shown).not.toContain("271828");
  expect((await staffBrowser(kiosk.url).post("/staff/sign-in", { staff: "s-12", pin: "271828" })).status).toBe(200);
  expect(await typed(["staff", "add", "s-13", "--config", kiosk.config], "123456\r")).toContain("too easy to guess");
  expect(JSON.parse((await staff("list", "--json")).stdout)).toEqual({ staff: ["s-07", "s-12"] });
  expect((await staff("remove", "s-12")).code).toBe(0);
  expect((await staffBrowser(kiosk.url).post("/staff/sign-in", { staff: "s-12", pin: "271828" })).status).toBe(403);
});

test("a PIN is no option, a name is no staff code, and without [staff] there is nothing to do", { timeout: 30_000 }, async () => {
  const [option, name, nowhere] = await Promise.all([
    staff("add", "s-12", "--pin", "271828"),
    staff("add", "Nguyễn"),
    tram(["staff", "list", "--config", "/nonexistent.toml"], { cwd: kiosk.folder }),
  ]);
  expect([option.code, name.code, nowhere.code]).toEqual([2, 2, 2]);
  expect(name.stderr).toContain("s-07");
});

/** What a terminal shows of it, when these keys are pressed one after the other's question. */
async function typed(words: readonly string[], keys: string): Promise<string> {
  const command = [process.execPath, TRAM, ...words].join(" ");
  const child = spawn("script", ["-qec", command, "/dev/null"], { stdio: ["pipe", "pipe", "inherit"] });
  const answers = keys.split(/(?<=\r)/);
  let shown = "";
  child.stdout.on("data", (bytes: Buffer) => {
    shown += bytes.toString();
    if (bytes.toString().includes(": ")) child.stdin.write(answers.shift() ?? "");
  });
  await new Promise((resolve) => void child.on("close", resolve));
  return shown;
}

// Central and a kiosk as two processes: the bundle, the time and the status travel as they do between an office and the centre.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { KioskRow } from "../../src/core/protocol.ts";
import type { ScreenStatus } from "../../src/core/screen.ts";
import type { TrustList } from "../../src/core/trust.ts";
import { newPrivateJwk } from "../../src/drivers/key-generator.ts";
import { publishTargets } from "../../src/drivers/trust-repository.ts";
import { type CentralProcess, runCentral, startCentralProcess } from "../support/central-process.ts";
import { ED_KEY, ISSUER } from "../support/credential-maker.ts";
import { TRAM } from "../support/demo-process.ts";
import { keyEntry } from "../support/judging.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { tram } from "../support/tram-process.ts";
import { beginRepository, LIFETIMES, newPublisher } from "../support/tuf-publisher.ts";

const DAY = 86_400;
const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).toReversed()) await end();
});

async function startKioskProcess(config: string): Promise<{ readonly url: string; readonly child: ChildProcess }> {
  const child = spawn(process.execPath, [TRAM, "kiosk", "--config", config], { stdio: ["ignore", "ignore", "pipe", "ipc"] });
  const exited = once(child, "exit");
  ending.push(async () => {
    child.kill("SIGTERM");
    await exited;
  });
  let errors = "";
  child.stderr?.on("data", (part: Buffer) => {
    errors += part.toString();
  });
  const [told] = await Promise.race([once(child, "message"), exited]);
  if (typeof told !== "object" || !("url" in told)) throw new Error(`kiosk did not start: ${errors}`);
  return { url: String(told.url), child };
}

async function startCentral(data: string): Promise<CentralProcess> {
  const central = await startCentralProcess(data);
  ending.push(() => central.end("SIGTERM"));
  return central;
}

test("a kiosk takes its bundle from central, learns the time by a key in it, and central sees how long it lasts", {
  timeout: 60_000,
}, async () => {
  const folder = temporaryFolder();
  const [data, config] = [join(folder, "central"), join(folder, "kiosk.toml")];
  const now = Math.floor(Date.now() / 1000);
  const publisher = newPublisher();
  const repository = join(data, "trust");
  await writeFile(join(folder, "root.json"), await beginRepository(repository, publisher, now));
  const timeKey = JSON.parse((await runCentral(["time-key", "--data", data])).stdout);
  const list: TrustList = {
    version: 1,
    issuedAt: now,
    expiresAt: now + 90 * DAY,
    issuers: [{ id: ISSUER, types: ["citizen"], keys: [keyEntry(ED_KEY)] }],
    operatorKeys: [{ use: "time", kid: timeKey.kid, jwk: timeKey }],
  };
  const targets = new Map([["trust-list.json", { bytes: Buffer.from(JSON.stringify(list)) }]]);
  await publishTargets(repository, publisher, { targets, now, lifetimes: { ...LIFETIMES, timestamp: 6 * DAY } });
  const device = newPrivateJwk("EdDSA");
  const { d: _secret, ...publicJwk } = device as { readonly d?: string };
  await writeFile(join(folder, "device.json"), JSON.stringify(device), { mode: 0o600 });
  await writeFile(join(folder, "device-public.json"), JSON.stringify(publicJwk));
  await runCentral(["enrol", "--data", data, "--kiosk", "office", "--key", join(folder, "device-public.json")]);
  const central = await startCentral(data);
  await writeFile(
    config,
    `id = "office"
data = ${JSON.stringify(join(folder, "kiosk"))}
[screen]
port = 0
[trust]
root = ${JSON.stringify(join(folder, "root.json"))}
[central]
url = ${JSON.stringify(central.url)}
key = ${JSON.stringify(join(folder, "device.json"))}
trustEverySeconds = 10
[[source]]
kind = "serial"
path = "/dev/null"
`,
  );
  const kiosk = await startKioskProcess(config);

  const metrics = async () => await (await fetch(`${kiosk.url}/metrics`)).text();
  await expect.poll(metrics, { timeout: 20_000, interval: 200 }).toMatch(/^tram_clock_offset_seconds -?[01]$/m);
  const page = await metrics();
  expect(page).toContain("tram_ready 1\n");
  expect(page).toContain('tram_trust_state{state="warning"} 1\n');
  expect(page).toContain(`tram_keys_expiry_timestamp_seconds ${now + 6 * DAY}\n`);

  // The test of its start runs beside all this. A reader at /dev/null is one that cannot be opened.
  const selfTest = async () => ((await (await fetch(`${kiosk.url}/status`)).json()) as ScreenStatus).selfTest?.parts;
  await expect.poll(selfTest, { timeout: 20_000, interval: 200 }).toContain("source.0");

  const row = async () => ((await (await fetch(`${central.url}/v1/kiosks`)).json()) as KioskRow[])[0];
  await expect.poll(async () => (await row())?.status?.trust?.state, { timeout: 20_000, interval: 200 }).toBe("warning");
  await expect.poll(async () => (await row())?.size, { timeout: 20_000, interval: 200 }).toBe(1);
  expect(await row()).toMatchObject({
    scansToday: 0,
    status: { trust: { version: 1, issuedAt: now, expiresAt: now + 6 * DAY }, clock: { state: "ok" }, backlog: expect.any(Number) },
  });

  const shown = await tram(["journal", "show", join(folder, "kiosk", "journal")], { cwd: folder });
  expect(shown.stdout).toMatch(
    /^#0 {2}.* {2}event-trust-updated {2}root=1 {2}timestamp=1 {2}snapshot=1 {2}targets=1 {2}issuedAt=20.* {2}origin=central$/m,
  );
  const doctor = await tram(["doctor", "--config", config, "--json"], { cwd: folder });
  const { checks } = JSON.parse(doctor.stdout);
  const trust = checks.find(({ name }: { readonly name: string }) => name === "trust");
  expect(trust).toMatchObject({
    state: "missing",
    found: {
      vi: expect.stringMatching(/^phiên bản 1, phát hành .*, 1 khoá, chỉ còn 5 ngày; hết hạn: root /),
      en: expect.stringMatching(/^version 1, issued .*, 1 key, good for another 5 days only; ends: root /),
    },
  });
  expect(checks.find(({ name }: { readonly name: string }) => name === "journal")).toMatchObject({ state: "ok" });
});

// A kiosk of a group that its bundle does not know, as its own process: it answers nothing, and says so wherever somebody may look.
import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { ScreenStatus } from "../../src/core/screen.ts";
import type { TrustList } from "../../src/core/trust.ts";
import type { View } from "../../src/core/view.ts";
import { publishTargets } from "../../src/drivers/trust-repository.ts";
import { ED_KEY, ISSUER } from "../support/credential-maker.ts";
import { readEvents } from "../support/event-reader.ts";
import { keyEntry } from "../support/judging.ts";
import { type KioskProcess, startKioskProcess } from "../support/kiosk-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { beginRepository, LIFETIMES, newPublisher } from "../support/tuf-publisher.ts";

const DAY = 86_400;
const SOON = { timeout: 30_000, interval: 200 };

let kiosk: KioskProcess | undefined;
afterEach(async () => {
  await kiosk?.stop();
  kiosk = undefined;
});

test("without a bundle, with one that does not know the kiosk's group, and with one that does", { timeout: 120_000 }, async () => {
  const folder = temporaryFolder();
  const [repository, sticks, config] = [join(folder, "repository"), join(folder, "media"), join(folder, "kiosk.toml")];
  const now = Math.floor(Date.now() / 1000);
  const publisher = newPublisher();
  await writeFile(join(folder, "root.json"), await beginRepository(repository, publisher, now));
  await mkdir(sticks);
  await writeFile(
    config,
    `id = "office"
group = "clinicss"
data = ${JSON.stringify(join(folder, "kiosk"))}
[screen]
port = 0
[trust]
root = ${JSON.stringify(join(folder, "root.json"))}
sticks = ${JSON.stringify(sticks)}
[[source]]
kind = "serial"
path = "/dev/null"
[board]
kind = "gpio"
chips = ["no-such-chip"]
relay = true
`,
  );
  const carry = async (version: number, group: string) => {
    const issuers = [{ id: ISSUER, types: ["citizen" as const], keys: [keyEntry(ED_KEY)] }];
    const list: TrustList = { version, issuedAt: now, expiresAt: now + 90 * DAY, issuers };
    const groups = { groups: { [group]: { policy: { id: "of-the-group" } } } };
    const targets = new Map([
      ["trust-list.json", { bytes: Buffer.from(JSON.stringify(list)) }],
      ["groups.json", { bytes: Buffer.from(JSON.stringify(groups)) }],
    ]);
    await publishTargets(repository, publisher, { targets, now: now - 60 + version, lifetimes: LIFETIMES });
    await cp(repository, join(sticks, `usb-${version}`, "tram-trust"), { recursive: true });
  };
  const running = await startKioskProcess(config);
  kiosk = running;
  const metrics = async () => await (await fetch(`${running.url}/metrics`)).text();
  const status = async () => (await (await fetch(`${running.url}/status`)).json()) as ScreenStatus;
  const reader = await readEvents(`${running.url}/events`);
  const views = () => reader.events.filter(({ name }) => name === "view").map(({ data }) => (data as View).kind);
  const warnings = () => [...running.log().matchAll(/"level":40.*"why":"([^"]*)"/g)].map(([, why]) => why);

  expect(await metrics()).toContain("tram_ready 0\n");
  expect(warnings()).toEqual([expect.stringContaining("no trust bundle yet")]);
  // Its lamps are not there, either: it says so, and all of what follows goes on without them.
  await expect.poll(status, SOON).toMatchObject({ board: { driver: "none", fault: expect.stringMatching(/^gpio: no /) } });
  expect(await metrics()).toContain('tram_board_fault{part="lines"} 1\n');

  await carry(1, "clinics");
  await expect.poll(status, SOON).toMatchObject({ unknownGroup: "clinicss", trust: { version: 1, state: "good" } });
  const page = await metrics();
  for (const line of ["tram_ready 0", "tram_policy_known 0", 'tram_trust_state{state="good"} 1']) expect(page).toContain(`${line}\n`);
  await expect.poll(warnings, SOON).toEqual([expect.anything(), "the trust bundle has no group clinicss: every code is answered T-512"]);

  await expect.poll(views, SOON).toEqual(["attract", "out-of-service"]);

  await carry(2, "clinicss");
  await expect.poll(metrics, SOON).toContain("tram_ready 1\n");
  await expect.poll(status, SOON).not.toHaveProperty("unknownGroup");
  expect(warnings()).toHaveLength(2);
  await expect.poll(views, SOON).toEqual(["attract", "out-of-service", "attract"]);
  reader.close();
});

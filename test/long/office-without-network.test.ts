// An office that never sees a network: a stick brings trust to its kiosk, and the journal to the centre.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ScreenStatus } from "../../src/core/screen.ts";
import type { TrustList } from "../../src/core/trust.ts";
import { publishTargets } from "../../src/drivers/trust-repository.ts";
import { ED_KEY, ISSUER } from "../support/credential-maker.ts";
import { eventually } from "../support/eventually.ts";
import { keyEntry } from "../support/judging.ts";
import { type KioskProcess, startKioskProcess } from "../support/kiosk-process.ts";
import { CARD } from "../support/office.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { tram } from "../support/tram-process.ts";
import { beginRepository, LIFETIMES, newPublisher } from "../support/tuf-publisher.ts";

const folder = temporaryFolder();
const [central, config, stick] = [join(folder, "central"), join(folder, "kiosk.toml"), join(folder, "media", "usb")];
const kioskData = join(folder, "kiosk");

/** Runs `tram …`; gives the exit code and what it said, one JSON object a line. */
async function run(...args: readonly string[]): Promise<{ readonly code: number | null; readonly said: readonly object[] }> {
  const { code, stdout, stderr } = await tram(args, { cwd: folder });
  if (code !== 0 && stdout === "" && !stderr.startsWith("tram usb")) throw new Error(stderr);
  return { code, said: stdout.split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line)] : [])) };
}

async function prepareCentral(): Promise<void> {
  const now = Math.floor(Date.now() / 1000);
  const publisher = newPublisher();
  writeFileSync(join(folder, "root.json"), await beginRepository(join(central, "trust"), publisher, now));
  const [witness] = (await run("central", "witness-key", "--data", central)).said;
  const operatorKeys = [{ use: "witness", kid: "central", jwk: witness }];
  const issuers = [{ id: ISSUER, types: ["citizen"], keys: [keyEntry(ED_KEY)] }];
  const list = { version: 1, issuedAt: now, expiresAt: now + 90 * 86_400, demo: true, issuers, operatorKeys } as unknown as TrustList;
  const targets = new Map([["trust-list.json", { bytes: Buffer.from(JSON.stringify(list)) }]]);
  await publishTargets(join(central, "trust"), publisher, { targets, now, lifetimes: LIFETIMES });
}

async function statusOf({ url }: KioskProcess): Promise<ScreenStatus> {
  return (await (await fetch(`${url}/status`)).json()) as ScreenStatus;
}

test("a stick goes there and back: trust in, journal out, every entry at the centre once, and the kiosk believes that it is there", {
  timeout: 60_000,
}, async () => {
  await prepareCentral();
  mkdirSync(stick, { recursive: true });
  expect(await run("usb", "export", "--data", central, "--to", stick, "--json")).toMatchObject({
    code: 0,
    said: [{ event: "trust-written", version: 1 }],
  });
  writeFileSync(
    config,
    `id = "xa-01"\ndemo = true\ndata = "${kioskData}"\n[screen]\nport = 0\n[trust]\nroot = "${join(folder, "root.json")}"\nsticks = "${join(folder, "media")}"\n[desk]\n`,
  );
  const kiosk = await startKioskProcess(config);
  await eventually(async () => (await statusOf(kiosk)).trust?.version).toBe(1);
  for (let scans = 0; scans < 3; scans++) await fetch(`${kiosk.url}/desk/text`, { method: "POST", body: CARD });
  await eventually(async () => (await statusOf(kiosk)).backlog).toBeGreaterThan(1);

  expect((await fetch(`${kiosk.url}/stick`, { method: "POST", headers: { "sec-fetch-site": "cross-site" } })).status).toBe(403);
  expect((await fetch(`${kiosk.url}/stick`, { method: "POST" })).status).toBe(202);
  await eventually(async () => (await statusOf(kiosk)).carry).toMatchObject({ toCarry: 0, carriedAt: expect.any(Number) });
  const { backlog } = await statusOf(kiosk);
  expect(await run("usb", "import", "--config", config, "--from", stick)).toMatchObject({ code: 1, said: [] });
  // Beside the running kiosk the command finds everything on the stick already.
  expect((await run("usb", "export", "--config", config, "--to", stick, "--json")).said).toMatchObject([
    { event: "exported", kiosk: "xa-01", entries: backlog, written: 0, kept: 1 },
  ]);

  const isUnknown = { kiosk: "xa-01", fresh: 0, trouble: { kind: "unknown-kiosk" } };
  expect(await run("usb", "import", "--data", central, "--from", stick, "--json")).toMatchObject({ code: 1, said: [isUnknown, {}] });
  const { kty, crv, x } = JSON.parse(readFileSync(join(kioskData, "device-key.json"), "utf8"));
  writeFileSync(join(folder, "kiosk.pub"), JSON.stringify({ kty, crv, x }));
  await run("central", "enrol", "--data", central, "--kiosk", "xa-01", "--key", "kiosk.pub", "--json");
  expect(await run("usb", "import", "--data", central, "--from", stick, "--json")).toMatchObject({
    code: 0,
    said: [{ event: "imported", kiosk: "xa-01", fresh: backlog, size: backlog, damaged: [] }, { event: "trust-written" }],
  });

  expect(await kiosk.stop()).toBe(0);
  expect(await run("usb", "import", "--config", config, "--from", stick, "--json")).toMatchObject({
    code: 0,
    said: [{ kiosk: "xa-01", trust: { version: 1 }, answer: { kind: "taken", size: backlog, acknowledged: "kept" } }],
  });
  // Nothing was scanned since: what central has acknowledged is on the stick no more.
  expect((await run("usb", "export", "--config", config, "--to", stick, "--json")).said).toMatchObject([{ entries: 0, until: backlog }]);
  expect(readdirSync(join(stick, "tram-journal", "xa-01"))).toEqual(["answer.json"]);
  expect(await run("usb", "import", "--data", central, "--from", stick, "--json")).toMatchObject({
    code: 0,
    said: [{ event: "nothing" }, {}],
  });
});

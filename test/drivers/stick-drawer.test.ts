import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { openStickDrawer, type StickDrawer } from "../../src/drivers/stick-drawer.ts";
import { publishTargets, refreshTimestamp } from "../../src/drivers/trust-repository.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { beginRepository, LIFETIMES, newPublisher } from "../support/tuf-publisher.ts";

const NOW = 1_800_000_000;
const root = temporaryFolder();
const publisher = newPublisher();
let count = 0;
let folder: string;
let repository: string;
let drawer: StickDrawer;

beforeEach(async () => {
  folder = join(root, `drawer-${++count}`);
  repository = join(root, `repository-${count}`);
  await beginRepository(repository, publisher, NOW);
  await publish(NOW);
  drawer = await openStickDrawer(folder);
});

async function publish(now: number): Promise<void> {
  const targets = new Map([["trust-list.json", { bytes: Buffer.from(String(now)) }]]);
  await publishTargets(repository, publisher, { targets, now, lifetimes: LIFETIMES });
}

test("two empty sticks lie in a new drawer, and the port is empty", async () => {
  expect(await drawer.state()).toEqual({ sticks: [{ name: "usb-1" }, { name: "usb-2" }] });
  expect(readdirSync(drawer.port)).toEqual([]);
});

test("a stick that was written says which publication it holds, and keeps it while others are published", async () => {
  expect(await drawer.write("usb-1", repository, NOW)).toBe(true);
  await publish(NOW + 50);
  expect((await drawer.state()).sticks[0]).toEqual({ name: "usb-1", holds: { version: 1, issuedAt: NOW } });
  expect(await drawer.write("usb-1", repository, NOW + 60)).toBe(true);
  expect((await drawer.state()).sticks[0]).toEqual({ name: "usb-1", holds: { version: 2, issuedAt: NOW + 50 } });
});

test("a stick in the port is where a kiosk looks, cannot be written, and gives way to another", async () => {
  await drawer.write("usb-1", repository, NOW);
  await drawer.plug("usb-1");
  expect(existsSync(join(drawer.port, "usb-1", "tram-trust", "metadata", "timestamp.json"))).toBe(true);
  expect(await drawer.write("usb-1", repository, NOW)).toBe(false);
  await drawer.plug("usb-1");
  await drawer.plug("usb-2");
  expect(readdirSync(drawer.port)).toEqual(["usb-2"]);
  await drawer.plug(undefined);
  expect(readdirSync(drawer.port)).toEqual([]);
  expect((await drawer.state()).sticks[0]?.holds?.version).toBe(1);
});

test("everything is where it was after a restart", async () => {
  await drawer.write("usb-2", repository, NOW);
  await drawer.plug("usb-2");
  expect(await (await openStickDrawer(folder)).state()).toEqual({
    usbPort: "usb-2",
    sticks: [{ name: "usb-1" }, { name: "usb-2", holds: { version: 1, issuedAt: NOW } }],
  });
});

test("writing and plugging at the same moment come one after another", async () => {
  const done = await Promise.all([
    drawer.write("usb-1", repository, NOW),
    drawer.plug("usb-1"),
    drawer.write("usb-1", repository, NOW),
    drawer.plug(undefined),
    drawer.write("usb-1", repository, NOW),
  ]);
  expect(done).toEqual([true, undefined, false, undefined, true]);
});

test("a stick that holds something newer is not overwritten with something older", async () => {
  const older = join(root, `older-${count}`);
  await beginRepository(older, publisher, NOW);
  await refreshTimestamp(repository, publisher.timestamp, NOW + 10, LIFETIMES.timestamp);
  await drawer.write("usb-1", repository, NOW + 10);
  const targets = new Map([["trust-list.json", { bytes: Buffer.from("old") }]]);
  await publishTargets(older, publisher, { targets, now: NOW, lifetimes: LIFETIMES });
  await expect(drawer.write("usb-1", older, NOW + 10)).rejects.toThrow(/it holds what it held/);
  expect((await drawer.state()).sticks[0]?.holds?.version).toBe(2);
});

test("a stick with something else on it is shown as empty", async () => {
  const metadata = join(folder, "drawer", "usb-1", "tram-trust", "metadata");
  mkdirSync(metadata, { recursive: true });
  for (const text of ["{}", "no JSON", '{"signed":{"version":1.5,"issued":"2026-01-01T00:00:00Z"}}', '{"signed":{"version":1}}']) {
    writeFileSync(join(metadata, "timestamp.json"), text);
    expect((await drawer.state()).sticks[0]).toEqual({ name: "usb-1" });
  }
});

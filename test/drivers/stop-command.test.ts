import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { stopFaultOf } from "../../src/drivers/stop-command.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const root = temporaryFolder();
const UNIT = "[Service]\nExecStart=/x\nExecStopPost=/usr/bin/node tram.js gpio safe --config /etc/tram/kiosk.toml\n";

beforeEach(() => {
  for (const folder of ["proc", "etc", "usr"]) rmSync(join(root, folder), { recursive: true, force: true });
  put("proc/self/cgroup", "0::/system.slice/tram-kiosk.service\n");
});

function put(file: string, text: string): void {
  mkdirSync(join(root, file, ".."), { recursive: true });
  writeFileSync(join(root, file), text);
}

test("a service that switches the lines off after itself has no fault", () => {
  put("usr/lib/systemd/system/tram-kiosk.service", UNIT);
  expect(stopFaultOf(root)).toBeUndefined();
});

test("the unit that this project ships is such a one", () => {
  put("usr/lib/systemd/system/tram-kiosk.service", readFileSync("firmware/systemd/tram-kiosk.service", "utf8"));
  expect(stopFaultOf(root)).toBeUndefined();
});

test("a process that no service runs has nobody to let its relay fall", () => {
  put("usr/lib/systemd/system/tram-kiosk.service", UNIT);
  put("proc/self/cgroup", "0::/user.slice/user-1000.slice/session-1.scope\n");
  expect(stopFaultOf(root)).toContain("no service of systemd runs this");
  expect(stopFaultOf(root, "tram-kiosk.service")).toBeUndefined();
});

test.each([
  ["no unit file", {}],
  ["a unit without the helper", { "usr/lib/systemd/system/tram-kiosk.service": "[Service]\nExecStart=/x\n" }],
  ["a helper that does something else", { "usr/lib/systemd/system/tram-kiosk.service": UNIT.replace("gpio safe", "gpio test") }],
  ["a comment", { "usr/lib/systemd/system/tram-kiosk.service": UNIT.replace("ExecStopPost", "#ExecStopPost") }],
  [
    "one that a person has taken back",
    { "usr/lib/systemd/system/tram-kiosk.service": UNIT, "etc/systemd/system/tram-kiosk.service.d/a.conf": "[Service]\nExecStopPost=\n" },
  ],
  [
    "a unit that hides it",
    { "usr/lib/systemd/system/tram-kiosk.service": UNIT, "etc/systemd/system/tram-kiosk.service": "[Service]\nExecStart=/x\n" },
  ],
])("%s is a fault, with what to do", (_, files) => {
  for (const [file, text] of Object.entries(files)) put(file, text);
  expect(stopFaultOf(root)).toContain("install firmware/systemd/tram-kiosk.service");
});

test("a drop-in may add it", () => {
  put("usr/lib/systemd/system/tram-kiosk.service", "[Service]\nExecStart=/x\n");
  put("etc/systemd/system/tram-kiosk.service.d/safe.conf", UNIT);
  expect(stopFaultOf(root)).toBeUndefined();
});

import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { stopFaultOf } from "../../src/drivers/stop-command.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

// systemd is not there where tests run: a program in its place says what `systemctl show` of systemd 252 to 257 says.

const root = temporaryFolder();
const NODE = "/usr/lib/tram/node_modules/node/bin/node";
const KIOSK = `${NODE} --max-semi-space-size=1 /usr/lib/tram/dist/tram.js kiosk --config /etc/tram/kiosk.toml`;
const SAFE = `${NODE} /usr/lib/tram/dist/tram.js gpio safe --config /etc/tram/kiosk.toml`;

beforeEach(() => {
  for (const folder of ["proc", "usr"]) rmSync(join(root, folder), { recursive: true, force: true });
  put("proc/self/cgroup", "0::/system.slice/tram-kiosk.service\n");
});

function put(file: string, text: string): void {
  mkdirSync(join(root, file, ".."), { recursive: true });
  writeFileSync(join(root, file), text);
}

function systemctl(script: string): void {
  put("usr/bin/systemctl", `#!/bin/sh\n${script}\n`);
  chmodSync(join(root, "usr/bin/systemctl"), 0o755);
}

function systemdRuns(start: string, ...stops: readonly string[]): void {
  const line = (property: string, command: string) =>
    `${property}={ path=${command.split(" ", 1)} ; argv[]=${command} ; ignore_errors=no ; start_time=[n/a] ; stop_time=[n/a] ; pid=0 ; code=(null) ; status=0/0 }\n`;
  put("said", line("ExecStart", start) + stops.map((stop) => line("ExecStopPost", stop)).join(""));
  systemctl(`[ "$*" = "show --property=ExecStart,ExecStopPost -- tram-kiosk.service" ] && /bin/cat ${join(root, "said")}`);
}

test("a service after which systemd switches the lines off has no fault, be there other commands beside it", () => {
  systemdRuns(KIOSK, "/bin/true", SAFE);
  expect(stopFaultOf(root)).toBeUndefined();
});

test("the unit that this project ships is such a one", () => {
  const unit = readFileSync("firmware/systemd/tram-kiosk.service", "utf8");
  const command = (name: string) => new RegExp(`^${name}=(.*)$`, "m").exec(unit)?.[1] ?? "";
  systemdRuns(command("ExecStart"), command("ExecStopPost"));
  expect(stopFaultOf(root)).toBeUndefined();
});

test("a process that no service runs has nobody to let its relay fall", () => {
  systemdRuns(KIOSK, SAFE);
  put("proc/self/cgroup", "0::/user.slice/user-1000.slice/session-1.scope\n");
  expect(stopFaultOf(root)).toContain("no service of systemd runs this");
  expect(stopFaultOf(root, "tram-kiosk.service")).toBeUndefined();
});

test.each([
  ["nothing", []],
  ["something else", [SAFE.replace("gpio safe", "gpio test")]],
  ["another program with the same words", ["/bin/echo gpio safe --config /etc/tram/kiosk.toml"]],
  ["another program before the words", [`/bin/echo ${SAFE}`]],
  ["the same with another configuration", [SAFE.replace("/etc/tram/kiosk.toml", "/nowhere.toml")]],
  ["the same without one", [SAFE.replace(" --config /etc/tram/kiosk.toml", "")]],
  ["the same with more behind it", [`${SAFE} --help`]],
])("a service after which systemd runs %s is a fault, with what to do", (_, stops) => {
  systemdRuns(KIOSK, ...stops);
  expect(stopFaultOf(root)).toContain("install firmware/systemd/tram-kiosk.service");
});

test.each([
  ["is not there", undefined],
  ["fails", "exit 1"],
  ["says nothing", "exit 0"],
  ["does not answer", "exec /bin/sleep 60"],
  ["says more than is read", "exec /usr/bin/yes"],
])("where systemctl %s, nobody knows, and that is a fault", (_, script) => {
  if (script !== undefined) systemctl(script);
  expect(stopFaultOf(root)).toContain("systemd does not run");
});

import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { askStop, askStopOfUnit, keepStop, type Self, type StopAnswer } from "../../src/drivers/stop-command.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

// systemd is not there where tests run: a program in its place says what `systemctl show` of systemd 252 to 257 says.

const root = temporaryFolder();
const UNIT = "tram-kiosk.service";
const NODE = "/usr/lib/tram/node_modules/node/bin/node";
const KIOSK = `${NODE} --max-semi-space-size=1 /usr/lib/tram/dist/tram.js kiosk --config /etc/tram/kiosk.toml`;
const SAFE = `${NODE} /usr/lib/tram/dist/tram.js gpio safe --config /etc/tram/kiosk.toml`;
/** The kiosk, as Node tells it of itself: its own options are not among the words. */
const SELF: Self = { pid: 4711, words: KIOSK.replace(" --max-semi-space-size=1", "").split(" ") };
const OURS = { MainPID: "4711", ControlGroup: `/system.slice/${UNIT}`, RuntimeDirectory: "tram-kiosk", RuntimeDirectoryPreserve: "yes" };

beforeEach(() => {
  for (const folder of ["proc", "usr"]) rmSync(join(root, folder), { recursive: true, force: true });
  put("proc/self/cgroup", `0::/system.slice/${UNIT}\n`);
});

function put(file: string, text: string): void {
  mkdirSync(join(root, file, ".."), { recursive: true });
  writeFileSync(join(root, file), text);
}

function systemctl(script: string): void {
  put("usr/bin/systemctl", `#!/bin/sh\n${script}\n`);
  chmodSync(join(root, "usr/bin/systemctl"), 0o755);
}

/** A command in a unit: run as another file than argv[0] names where `@` stands before it. */
function shown(property: string, command: string): string {
  const [first = "", ...words] = command.replace(/^[@-]+/, "").split(" ");
  const argv = (command.includes("@") ? words : [first, ...words]).join(" ");
  return `${property}={ path=${first} ; argv[]=${argv} ; ignore_errors=${command.startsWith("-") ? "yes" : "no"} ; start_time=[n/a] ; stop_time=[n/a] ; pid=0 ; code=(null) ; status=0/0 }\n`;
}

function systemdRuns(start: string, stops: readonly string[], values: Partial<typeof OURS> = {}): void {
  const said = Object.entries({ ...OURS, ...values }).map(([name, value]) => `${name}=${value}\n`);
  put("said", [...said, shown("ExecStart", start), ...stops.map((stop) => shown("ExecStopPost", stop))].join(""));
  const asked = "MainPID,ControlGroup,RuntimeDirectory,RuntimeDirectoryPreserve,ExecStart,ExecStopPost";
  systemctl(`[ "$*" = "show --property=${asked} -- ${UNIT}" ] && /bin/cat ${join(root, "said")}`);
}

/** What the kiosk and what doctor are told. */
async function faults(): Promise<readonly (string | undefined)[]> {
  return [(await askStop(root, 1500, SELF)).fault, (await askStopOfUnit(root, UNIT)).fault];
}

const REFUSED = expect.stringContaining("systemd does not run");

test("a service after which systemd switches the lines off first of all has no fault, be there other commands behind it", async () => {
  systemdRuns(KIOSK, [SAFE, "/bin/false"]);
  expect(await faults()).toEqual([undefined, undefined]);
});

test("the unit that this project ships is such a one", async () => {
  const unit = readFileSync("firmware/systemd/tram-kiosk.service", "utf8");
  const value = (name: string) => new RegExp(`^${name}=(.*)$`, "m").exec(unit)?.[1] ?? "";
  systemdRuns(value("ExecStart"), [value("ExecStopPost")], {
    RuntimeDirectory: value("RuntimeDirectory"),
    RuntimeDirectoryPreserve: value("RuntimeDirectoryPreserve"),
  });
  expect(await faults()).toEqual([undefined, undefined]);
});

test("a process that no service runs has nobody to let its relay fall", async () => {
  systemdRuns(KIOSK, [SAFE]);
  put("proc/self/cgroup", "0::/user.slice/user-1000.slice/session-1.scope\n");
  expect(await faults()).toEqual([expect.stringContaining("no service of systemd runs this"), undefined]);
});

test.each([
  ["of a user's manager", `0::/user.slice/user-1000.slice/user@1000.service/app.slice/${UNIT}\n`, {}],
  ["of a container", `0::/machine.slice/systemd-nspawn@a.service/payload/system.slice/${UNIT}\n`, {}],
  ["whose main process is another", `0::/system.slice/${UNIT}\n`, { MainPID: "4712" }],
  ["that is not running", `0::/system.slice/${UNIT}\n`, { MainPID: "0", ControlGroup: "" }],
])("a unit of that name %s says nothing of this process", async (_, group, values) => {
  systemdRuns(KIOSK, [SAFE], values);
  put("proc/self/cgroup", group);
  expect(await faults()).toEqual([REFUSED, undefined]);
});

test("a kiosk whose unit was turned to another configuration while it ran is not what would be switched off", async () => {
  systemdRuns(KIOSK.replace("kiosk.toml", "b.toml"), [SAFE.replace("kiosk.toml", "b.toml")]);
  expect(await faults()).toEqual([REFUSED, undefined]);
});

test("the tree of systemd's own on an older system counts, and no other controller's", async () => {
  systemdRuns(KIOSK, [SAFE]);
  put("proc/self/cgroup", `9:cpu:/system.slice/x.service\n1:name=systemd:/system.slice/${UNIT}\n0::/\n`);
  expect((await askStop(root, 1500, SELF)).fault).toBeUndefined();
});

test.each([
  ["nothing", []],
  ["something else", [SAFE.replace("gpio safe", "gpio test")]],
  ["it behind another that may fail", ["/bin/true", SAFE]],
  ["it behind another that may hang, if not fail", ["-/bin/true", SAFE]],
  ["another program with the same words", ["/bin/echo gpio safe --config /etc/tram/kiosk.toml"]],
  ["another program before the words", [`/bin/echo ${SAFE}`]],
  ["another program under its name", [`@/bin/true ${SAFE}`]],
  ["a Node that only checks the file", [SAFE.replace(NODE, `${NODE} --check`)]],
  ["a Node that only says its version", [SAFE.replace(NODE, `${NODE} --version`)]],
  ["the same with another configuration", [SAFE.replace("/etc/tram/kiosk.toml", "/nowhere.toml")]],
  ["the same with a file of the folder it runs in", [SAFE.replace("/etc/tram/kiosk.toml", "kiosk.toml")]],
  ["the same without one", [SAFE.replace(" --config /etc/tram/kiosk.toml", "")]],
  ["the same with more behind it", [`${SAFE} --help`]],
])("a service after which systemd runs %s is a fault, with what to do", async (_, stops) => {
  systemdRuns(KIOSK, stops);
  expect(await faults()).toEqual([REFUSED, expect.stringContaining("install firmware/systemd/tram-kiosk.service")]);
});

test.each([{ RuntimeDirectory: "" }, { RuntimeDirectoryPreserve: "no" }, { RuntimeDirectoryPreserve: "restart" }])(
  "a service that keeps no note of the pins that were taken (%o) is a fault",
  async (values) => {
    systemdRuns(KIOSK, [SAFE], values);
    expect(await faults()).toEqual([REFUSED, REFUSED]);
  },
);

test.each([
  ["is not there", undefined],
  ["fails", "exit 1"],
  ["does not answer", "exec /bin/sleep 60"],
  ["says more than is read", "exec /usr/bin/yes"],
])("where systemctl %s, nobody knows, and that is a fault", async (_, script) => {
  if (script !== undefined) systemctl(script);
  expect(await askStop(root, 1500, SELF)).toEqual({ isKnown: false, fault: expect.stringContaining("systemd does not say") });
});

test("yes and no are kept; where there was no answer it is asked again, by one at a time, and with more patience than a start has", async () => {
  const given: StopAnswer[] = [
    { isKnown: false, fault: "later" },
    { isKnown: true, fault: undefined },
  ];
  let asked = 0;
  const limits: number[] = [];
  const stop = keepStop(async (limitMs) => {
    limits.push(limitMs);
    return given[asked++] ?? { isKnown: true, fault: "asked once too often" };
  });
  expect(stop.fault()).toContain("systemd has not been asked yet");
  await Promise.all([stop.ask(), stop.ask()]);
  expect([stop.fault(), asked]).toEqual(["later", 1]);
  await stop.ask();
  await stop.ask();
  expect([stop.fault(), limits]).toEqual([undefined, [1500, 15_000]]);
});

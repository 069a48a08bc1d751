import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseConfig } from "../../src/kiosk/config.ts";

const MINIMAL = `
id = "xa-vi-du-01"
data = "/var/lib/tram"
[trust]
root = "/etc/tram/trust-root.json"
[[source]]
kind = "serial"
path = "/dev/ttyUSB0"
`;
const camera = (keys: string) => `[[source]]\nkind = "camera"\n${keys}\n`;

test("a minimal configuration gets the defaults of a counter", () => {
  const parsed = parseConfig(MINIMAL);
  expect(parsed).toMatchObject({
    ok: true,
    config: {
      demo: false,
      screen: { port: 8420, panel: "7-inch", touch: true },
      board: { kind: "none" },
      policy: { id: "want-everything" },
      source: [{ kind: "serial", baudRate: 9600, terminator: "cr" }],
    },
  });
});

test("the example in docs/operating.md is a right configuration", () => {
  const example = /```toml\n(.*?)```/s.exec(readFileSync(new URL("../../docs/operating.md", import.meta.url), "utf8"))?.[1];
  expect(parseConfig(example ?? "")).toMatchObject({ ok: true });
});

test("every problem is named at once, with its place", () => {
  const parsed = parseConfig(`
id = "Xã Ví Dụ"
data = ""
[trust]
[[source]]
kind = "serial"
path = "/dev/ttyUSB0"
baudRate = 12
speed = 9600
[screen]
port = 70000
`);
  expect(parsed.ok).toBe(false);
  const problems = parsed.ok ? [] : parsed.problems;
  for (const place of ["id", "data", "trust.root", "source.0.baudRate", "source.0.speed", "screen.port"]) {
    expect(problems.some((problem) => problem.startsWith(`${place}:`))).toBe(true);
  }
});

test("a file that is not TOML says where it stops being it", () => {
  const parsed = parseConfig("id = \n");
  expect(parsed).toMatchObject({ ok: false, problems: [expect.stringMatching(/1/)] });
});

test("a device has one key: that of central's section or, without one, that of the file", () => {
  const alone = MINIMAL.replace("[trust]", 'deviceKey = "/etc/tram/device-key.json"\n[trust]');
  expect(parseConfig(alone)).toMatchObject({ ok: true, config: { deviceKey: "/etc/tram/device-key.json" } });
  const both = parseConfig(`${alone}[central]\nurl = "https://c.example"\nkey = "/etc/tram/other.json"\n`);
  expect(both).toMatchObject({ ok: false, problems: [expect.stringMatching(/^deviceKey: /)] });
});

test.each([
  ["a kiosk without a source reads nothing", MINIMAL.replace(/\[\[source\]\][\s\S]*/, ""), "source:"],
  ["what re-entry may need stays", `${MINIMAL}[journal]\nkeepDays = 30\n`, "journal.keepDays:"],
  ["a desk is for a demo only", `${MINIMAL}[desk]\n`, "desk:"],
  ["one pin cannot be two lines", `${MINIMAL}[board]\nkind = "gpio"\npins = { red = 17, green = 17 }\n`, "board.pins:"],
  ["a relay needs a pin", `${MINIMAL}[board]\nkind = "gpio"\nrelay = true\npins = { red = 17 }\n`, "board.pins.relay:"],
  ["an input has a pin of its own", `${MINIMAL}[board]\nkind = "gpio"\ninputPins = { service-button = 17 }\n`, "board.pins: one pin"],
  [
    "a relay is not on a pin that is high at boot",
    `${MINIMAL}[board]\nkind = "gpio"\nrelay = true\npins = { relay = 8 }\n`,
    "board.pins.relay: GPIO 8 is high while the board starts",
  ],
  ...[14, 15].map((pin): [string, string, string] => [
    `a relay is not on GPIO ${pin}, a serial line`,
    `${MINIMAL}[board]\nkind = "gpio"\nrelay = true\npins = { relay = ${pin} }\n`,
    `board.pins.relay: GPIO ${pin} is high while the board starts, and a relay with it; use one of 9 to 13, 16 to 27`,
  ]),
  ...[28, 47, 63].map((pin): [string, string, string] => [
    `a relay is not on GPIO ${pin}, which has no pin`,
    `${MINIMAL}[board]\nkind = "gpio"\nrelay = true\npins = { relay = ${pin} }\n`,
    `board.pins.relay: GPIO ${pin} is not on the header; use one of 9 to 13, 16 to 27`,
  ]),
  [
    "a lamp does not speak before the kiosk does",
    `${MINIMAL}[board]\nkind = "gpio"\npins = { green = 2 }\n`,
    "board.pins.green: GPIO 2 is high while the board starts, and a lamp or buzzer on it would speak; use one of",
  ],
  ["a board has a chip", `${MINIMAL}[board]\nkind = "gpio"\nchips = []\n`, "board.chips"],
  ["a board has a line", `${MINIMAL}[board]\nkind = "gpio"\npins = {}\n`, "board.pins"],
  ["a relay is never active-low", `${MINIMAL}[board]\nkind = "gpio"\nrelay = true\nactiveLow = ["relay"]\n`, "board.activeLow: a relay"],
  ["an input is one that there is", `${MINIMAL}[board]\nkind = "gpio"\ninputs = ["doorbell"]\n`, "board.inputs.0"],
  [
    "an attribute that no such credential has",
    `${MINIMAL}[policy]\nid = "p"\ndisclose = { student = ["clas"] }\n`,
    "policy.disclose.student:",
  ],
  [
    "an attribute that no such card has",
    `${MINIMAL}[policy]\nid = "p"\ndisclose = { citizen-card = ["name"] }\n`,
    "policy.disclose.citizen-card:",
  ],
  [
    "an attribute to be sealed that no such credential has",
    `${MINIMAL}[policy]\nid = "p"\nseal = { citizen = ["name"] }\n`,
    "policy.seal.citizen:",
  ],
  ["of several cameras each has a name", `${MINIMAL}${camera("number = 0")}${camera('name = "door"\nnumber = 1')}`, "source.1.name"],
  ["of several cameras each is known", `${MINIMAL}${camera('name = "a"\nnumber = 0')}${camera('name = "b"')}`, "source.2: which"],
  ["two cameras have two names", `${MINIMAL}${camera('name = "a"\nnumber = 0')}${camera('name = "a"\nnumber = 1')}`, "same name"],
  ["two cameras are two devices", `${MINIMAL}${camera('name = "a"\nnumber = 0')}${camera('name = "b"\nnumber = 0')}`, "same number"],
  ["a camera is of the board or not", `${MINIMAL}${camera('device = "/dev/video0"\nnumber = 0')}`, "source.1: device"],
  ["a camera has both sides of its size", `${MINIMAL}${camera("width = 1280")}`, "source.1: width"],
  ["a camera's sides are even", `${MINIMAL}${camera("width = 641\nheight = 480")}`, "source.1.width"],
  ["a camera's device is a device", `${MINIMAL}${camera('device = "--help"')}`, "source.1.device"],
  ["a camera's view is not wider than any size reads", `${MINIMAL}${camera("viewMm = 157")}`, "source.1.viewMm"],
  ["a camera's controls are a closed list", `${MINIMAL}${camera('controls = { exposure = "$(reboot)" }')}`, "source.1.controls.exposure"],
  ["a camera's region is in the picture", `${MINIMAL}${camera("controls.region = { x = 0.6, y = 0, width = 0.5, height = 1 }")}`, "beyond"],
])("%s", (_name, toml, problem) => {
  const parsed = parseConfig(toml);
  expect(parsed).toMatchObject({ ok: false, problems: [expect.stringContaining(problem)] });
});

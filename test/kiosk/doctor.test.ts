import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { journalSigner } from "../../src/core/checkpoint.ts";
import { hexOf } from "../../src/core/hex.ts";
import type { LineName } from "../../src/core/indication.ts";
import { leafHash } from "../../src/core/journal-chain.ts";
import type { JournalBody } from "../../src/core/journal-event.ts";
import { JOURNAL_START } from "../../src/core/journal-scan.ts";
import type { CameraFacts, FileFacts, GpioFacts, OfferFacts } from "../../src/core/machine-facts.ts";
import { withLeaf } from "../../src/core/merkle-tree.ts";
import type { Text } from "../../src/core/text.ts";
import type { TrustRefusal } from "../../src/core/trust-refusal.ts";
import { doctor } from "../../src/kiosk/doctor.ts";
import type { DoctorProbes } from "../../src/kiosk/doctor-probes.ts";
import { type Look, lookOf } from "../../src/kiosk/doctor-report.ts";
import type { HeldTrust } from "../../src/trust-ports.ts";
import { anEntry } from "../support/entries.ts";
import { TEST_DEVICE } from "../support/journal-signer.ts";
import { trustWith } from "../support/judging.ts";
import { memoryJournal } from "../support/memory-journal.ts";
import { heldTrust } from "../support/memory-vault.ts";
import { newPublisher, rootOf } from "../support/tuf-publisher.ts";

const NOW = 1_795_437_065; // 2026-11-23 19:31:05 in Việt Nam
const DAY = 86_400;
const publisher = newPublisher();
const device = generateKeyPairSync("ec", { namedCurve: "P-256" });

const CONFIG = `
id = "xa-vi-du-01"
data = "/var/lib/tram"
[trust]
root = "/etc/tram/root.json"
sticks = "/run/media"
[central]
url = "https://user:hunter2@central.example/tram"
key = "/etc/tram/device-key.json"
[[source]]
kind = "serial"
path = "/dev/serial/by-id/reader"
[[source]]
kind = "camera"
[board]
kind = "gpio"
relay = true
`;

const file = (contents: string | Uint8Array, mode = 0o600): FileFacts => ({ kind: "read", bytes: Buffer.from(contents), mode });
const jwk = (key: typeof device.publicKey) => key.export({ format: "jwk" });
/** What the vault of a kiosk in order holds, with some of it otherwise. */
const bundle = (expiresAt = NOW + 27 * DAY, changes: Partial<HeldTrust> = {}, issuedAt = NOW - 3 * DAY): HeldTrust => ({
  ...heldTrust(12, issuedAt, expiresAt),
  expiries: { root: NOW + 700 * DAY, targets: NOW + 170 * DAY, snapshot: NOW + 50 * DAY, timestamp: NOW + 27 * DAY },
  ...changes,
});
const holds = (held: HeldTrust | undefined): Situation => ({ probes: { trust: async () => ({ held }) } });
const refuses = (refusal: TrustRefusal): Situation => ({
  probes: { trust: async () => ({ refused: { refusal, detail: "timestamp.json" } }) },
});

type Files = Readonly<Record<string, FileFacts>>;
const FILES: Files = {
  "/etc/tram/kiosk.toml": file(CONFIG, 0o644),
  "/etc/tram/root.json": file(rootOf(publisher, { expires: NOW + 700 * DAY }), 0o644),
  "/etc/tram/device-key.json": file(JSON.stringify(jwk(device.privateKey))),
};

const CHIP = { kind: "asked", path: "/dev/gpiochip0", label: "pinctrl-bcm2711", lines: 58, holders: [] } as const;
const GPIO: GpioFacts = {
  chips: [CHIP],
  labels: ["pinctrl-bcm2711", "pinctrl-rp1"],
  offsets: [17, 25],
  driver: "chardev",
  relayFault: undefined,
  stopFault: undefined,
};
const FOLDER = { kind: "usable", mode: 0o700, storage: "disk", freeBytes: 24e9, writesMs: [4, 9, 5, 4, 5] } as const;

/** A kiosk at a counter that wants for nothing. */
const WELL: DoctorProbes = {
  machine: async () => ({
    version: "0.1.0",
    node: "24.21.0",
    platform: "linux",
    arch: "arm64",
    libc: "glibc 2.41",
    model: "Raspberry Pi 4 Model B Rev 1.4",
    kernel: "6.12.25",
    memoryBytes: { total: 4e9, available: 3e9 },
    user: { name: "tram", id: 997 },
  }),
  clock: async () => ({ programAt: NOW - 30 * DAY, isSynchronised: true, rtcs: [{ name: "rtc0", at: NOW + 1 }] }),
  service: async () => ({ isSystemd: true, unit: "enabled", isNotified: false, hasHardwareWatchdog: true }),
  sensors: async () => ({ celsius: 51.2, isUnderVoltage: false }),
  addonFault: async () => undefined,
  decoder: async () => 180,
  camera: camera(4, 0),
  cameraFormats: async () => ["YUYV"],
  serialDevices: async () => ["/dev/serial/by-id/reader"],
  device: async () => "ready",
  reader: async () => undefined,
  gpio: async () => GPIO,
  runningBoard: async () => ({ astray: [] }),
  linesAtRest: async () => undefined,
  file: async () => ({ kind: "absent" }),
  folder: async () => FOLDER,
  languages: async () => ({ problems: [], unreviewed: [] }),
  staff: async () => ({ codes: 1, devices: 0 }),
  prompts: async () => [],
  soundDevice: async () => undefined,
  async *journal() {
    yield { kind: "entry", entry: { ...anEntry({ at: NOW - 60 }), seq: 0 }, record: RECORD };
    yield { kind: "end", segments: 1, torn: undefined, end: JOURNAL_START, key: undefined };
  },
  trust: async () => ({ held: bundle() }),
  sticks: async () => ({ kind: "looked", sticks: [] }),
  newestEntries: async () => [],
  central: async () => ({ kind: "answered", status: 200, isHealthy: true, ms: 41, at: NOW }),
  port: async () => "kiosk",
};
const RECORD = { seq: 0, offset: 4096, groupBefore: 0, body: new Uint8Array(), chain: new Uint8Array(32), tree: JOURNAL_START.tree };

interface Report {
  readonly state: string;
  readonly checks: readonly {
    readonly name: string;
    readonly state: string;
    readonly found: string;
    readonly vi: string;
    readonly todo?: { readonly vi: string; readonly en: string };
    readonly needed?: true;
  }[];
}

interface Situation {
  readonly probes?: Partial<DoctorProbes>;
  readonly files?: Files;
  readonly config?: string;
  readonly configFile?: string | undefined;
  readonly look?: Look;
  readonly json?: boolean;
}

async function examine(situation: Situation) {
  const { probes = {}, files = {}, config, json = true, look = { isColoured: false, columns: undefined } } = situation;
  const all: Files = { ...FILES, ...(config !== undefined && { "/etc/tram/kiosk.toml": file(config) }), ...files };
  const lines: string[] = [];
  let monotonicMs = 0;
  const exit = await doctor({
    configFile: "configFile" in situation ? situation.configFile : "/etc/tram/kiosk.toml",
    json,
    look,
    print: (line) => void lines.push(line),
    probes: { ...WELL, file: async (path) => all[path] ?? { kind: "absent" }, ...probes },
    clock: { now: () => NOW, monotonicMs: () => (monotonicMs += 1) },
  });
  return { exit, lines };
}

/** The JSON report with the English findings; every finding is there in both languages. */
function reportIn(lines: readonly string[]): Report {
  const report = JSON.parse(lines.join("\n"));
  for (const { found } of report.checks) expect([found.vi, found.en]).not.toContain("");
  return {
    ...report,
    checks: report.checks.map((check: { readonly found: Text }) => ({ ...check, found: check.found.en, vi: check.found.vi })),
  };
}

/** The JSON report, with the one check that a test is about. */
async function checkOf(name: string, situation: Situation) {
  const { exit, lines } = await examine(situation);
  const report = reportIn(lines);
  const check = report.checks.find((each) => each.name === name);
  return { exit, report, check, others: report.checks.filter((each) => each.name !== name && each.state !== "ok") };
}

test("a kiosk that wants for nothing is ok in every check, and the exit code is 0", async () => {
  const { exit, report } = await checkOf("", {});
  expect(report.checks.filter(({ state }) => state !== "ok")).toEqual([]);
  expect(report.state).toBe("ok");
  expect(exit).toBe(0);
  expect(report.checks.map(({ name }) => name)).toEqual([
    ...["machine", "node", "user", "temperature", "power", "service", "clock", "rtc"],
    ...["decoder", "serialport", "koffi", "camera", "serial", "source.0", "source.1", "gpio", "relay"],
    ...["configuration", "data", "journal", "trust-root", "trust", "sticks", "last-refusal", "device-key", "central", "screen"],
  ]);
});

test("a relay by sysfs is switched off by the service, and falls with no process", async () => {
  const { check } = await checkOf("relay", { probes: { gpio: async () => ({ ...GPIO, driver: "sysfs" }) } });
  expect(check).toMatchObject({ state: "ok", found: "the service switches it off after the program has ended, so it may be driven" });
});

test("without a configuration the machine alone is looked at, and nothing of it is needed", async () => {
  const { exit, report } = await checkOf("", {
    configFile: undefined,
    probes: {
      camera: async () => NO_CAMERA,
      gpio: async () => ({ ...GPIO, chips: [] }),
      serialDevices: async () => [],
      sensors: async () => ({ celsius: undefined, isUnderVoltage: undefined }),
      clock: async () => ({ programAt: 0, isSynchronised: false, rtcs: [] }),
      service: async () => ({ isSystemd: false, unit: "absent", isNotified: false, hasHardwareWatchdog: false }),
    },
  });
  expect(exit).toBe(0);
  expect(report.state).toBe("ok");
  const missing = report.checks.filter(({ state }) => state === "missing");
  expect(missing.map(({ name }) => name)).toEqual(["temperature", "power", "service", "rtc", "camera", "serial", "gpio"]);
  for (const { todo, needed } of missing) {
    expect(todo?.vi).not.toBe("");
    expect(todo?.en).not.toBe("");
    expect(needed).toBeUndefined();
  }
  expect(report.checks.some(({ name }) => name === "configuration" || name === "data")).toBe(false);
});

const machine = await WELL.machine();
const why = "no such thing";
const NO_CAMERA: CameraFacts = { program: undefined, devices: 0, denied: 0, usbProgram: undefined, ffmpeg: undefined, usb: [] };

describe("a fault ends with exit code 1 and says what to do", () => {
  const faults: readonly [name: string, what: string, situation: Situation, found: RegExp, todo: RegExp][] = [
    ["node", "an old Node", { probes: { machine: async () => ({ ...machine, node: "20.20.2" }) } }, /20\.20\.2/, /npx tram/],
    ["temperature", "heat", { probes: { sensors: async () => ({ celsius: 84, isUnderVoltage: false }) } }, /84 °C/, /fan/],
    ["power", "a weak supply", { probes: { sensors: async () => ({ celsius: 40, isUnderVoltage: true }) } }, /under-voltage/, /supply/],
    ["koffi", "an addon that does not load", { probes: { addonFault: addon("koffi") } }, /no such thing$/, /npm ci/],
    ["serialport", "another one", { probes: { addonFault: addon("serialport") } }, /no such thing$/, /npm ci/],
    ["decoder", "a decoder that reads nothing", { probes: { decoder: broken(why) } }, /no such thing/, /developers/],
    ["camera", "cameras of others", { probes: { camera: camera(4, 4) } }, /may not open/, /group video/],
    ["source.0", "a reader of others", { probes: { device: async () => "denied" } }, /may not open/, /group dialout/],
    ["source.0", "a path to something else", { probes: { device: async () => "no-device" } }, /no serial device/, /correct its path/],
    ["gpio", "chips of others", { probes: { gpio: unanswered } }, /gpiochip0 \(EACCES\)/, /group gpio/],
    ["gpio", "two chips that fit", { probes: { gpio: chips(CHIP, { ...CHIP, label: "pinctrl-rp1" }) } }, /2 chips/, /exactly one/],
    ["gpio", "a line that is not there", { probes: { gpio: chips({ ...CHIP, lines: 20 }) } }, /names 25/, /pins\.yaml/],
    [
      "gpio",
      "pins that are closed to this account",
      { probes: { gpio: closed } },
      /may not write there: \/sys.*EACCES/,
      /60-tram-gpio\.rules/,
    ],
    ["gpio", "a line in use", { probes: { gpio: held("gpio-keys") } }, /17 \(gpio-keys\)/, /stop the program/],
    [
      "gpio",
      "a line that the running kiosk finds shorted",
      { probes: astray("red") },
      /do what they are told: red lamp$/,
      /tram gpio test/,
    ],
    ["gpio", "a line that is on although nobody drives it", { probes: atRest("relay") }, /read as switched on: relay$/, /power off/],
    ["buzzer", "a passive buzzer without a PWM", { probes: { gpio: toneless } }, /no PWM on GPIO 12/, /active/],
    ["relay", "a relay that nobody lets fall", { probes: { gpio: olderKernel } }, /no service/, /ExecStopPost/],
    ["relay", "a relay that would stay", { probes: { gpio: unsafeRelay } }, /must be N/, /strict_gpiod/],
    [
      "languages",
      "a pack that is broken",
      speaks({ problems: ["km: (file): no JSON in UTF-8"], unreviewed: [] }),
      /^km: \(file\)/,
      /language check/,
    ],
    ["data", "a folder on tmpfs", { probes: { folder: async () => ({ ...FOLDER, storage: "memory" }) } }, /in memory/, /tmpfs/],
    ["data", "a folder on a network", { probes: { folder: async () => ({ ...FOLDER, storage: "network" }) } }, /network/, /disk of this/],
    ["data", "a folder open to others", { probes: { folder: async () => ({ ...FOLDER, mode: 0o777 }) } }, /\(0777\)/, /chmod 700 \/var/],
    ["data", "a full disk", { probes: { folder: async () => ({ ...FOLDER, freeBytes: 5e6 }) } }, /5\.0 MB free/, /larger card/],
    ["data", "a slow disk", { probes: { folder: async () => ({ ...FOLDER, writesMs: [9, 900, 400] }) } }, /400 ms/, /A1\/A2/],
    ["data", "a read-only disk", { probes: { folder: async () => ({ kind: "unusable", why: "EROFS" }) } }, /EROFS/, /mount/],
    ["data", "a folder of others", { probes: { folder: async () => ({ kind: "unusable", why: "EACCES" }) } }, /EACCES/, /sudo -u tram/],
    ["journal", "damage", { probes: { journal: damagedJournal } }, /00000000\.tramlog at entry 7 \(chain-broken\)/, /delete nothing/],
    ["trust-root", "a private key", { files: { "/etc/tram/root.json": privateRoot() } }, /PRIVATE/, /replace that key/],
    [
      "trust-root",
      "a root with a private key in it",
      { files: { "/etc/tram/root.json": rootWithSecret() } },
      /PRIVATE/,
      /replace that key/,
    ],
    ["trust", "an expired bundle", holds(bundle(NOW - 2 * DAY)), /expired 2 days ago \(T-502\)/, /network to central, or insert a stick/],
    ["trust", "a bundle of a stranger", refuses("wrong-signature"), /refused: wrong-signature, timestamp\.json/, /right publisher/],
    ["trust", "a bundle that the card was put back to", refuses("rollback"), /rollback/, /newest bundle/],
    ["trust", "a demo's bundle", refuses("demo-outside-demo"), /demo-outside-demo/, /real bundle/],
    [
      "trust",
      "no key for what the policy seals",
      { config: `${CONFIG}[policy]\nid = "p"\nseal = { citizen = ["fullName"] }\n` },
      /no key to seal citizen to \(T-513\)/,
      /operator-key add --use seal/,
    ],
    [
      "trust",
      "a group that the bundle does not know",
      { config: `group = "ward"\n${CONFIG}` },
      /no policy for the group ward \(T-512\)/,
      /correct group/,
    ],
    [
      "device-key",
      "an open key",
      { files: { "/etc/tram/device-key.json": file(JSON.stringify(jwk(device.privateKey)), 0o640) } },
      /others?/,
      /chmod 600/,
    ],
    [
      "device-key",
      "a public key",
      { files: { "/etc/tram/device-key.json": file(JSON.stringify(jwk(device.publicKey))) } },
      /no private/,
      /enrol/,
    ],
    [
      "device-key",
      "a key of others",
      { files: { "/etc/tram/device-key.json": { kind: "unreadable", why: "EACCES" } } },
      /EACCES/,
      /sudo -u tram/,
    ],
    ["central", "a login page", { probes: { central: answering(200) } }, /answers with 200, but not as/, /login page/],
    ["central", "a false certificate", { probes: { central: unreachable("CERT_HAS_EXPIRED", true) } }, /CERT_HAS_EXPIRED/, /clock/],
    ["screen", "a port that is taken", { probes: { port: async () => "other" } }, /8420/, /screen\.port/],
    ["rtc", "an empty battery", { probes: { clock: rtcAt(946_684_800) } }, /rtc0, \d+ days off/, /battery/],
  ];

  test.each(faults)("%s: %s", async (name, _what, situation, found, todo) => {
    const { exit, report, check, others } = await checkOf(name, situation);
    expect(check).toMatchObject({ state: "fault", found: expect.stringMatching(found), todo: { en: expect.stringMatching(todo) } });
    expect(check?.todo?.vi).toMatch(/\p{L}/u);
    expect(others).toEqual([]);
    expect([exit, report.state]).toEqual([1, "fault"]);
  });
});

describe("what the configuration needs and is missing makes the kiosk degraded, exit code 3", () => {
  const lacking: readonly [name: string, what: string, situation: Situation, found: RegExp, todo: RegExp][] = [
    ["configuration", "a wrong path", { configFile: "/other.toml" }, /not there/, /--config/],
    ["camera", "the program", { probes: { camera: async () => NO_CAMERA } }, /PATH/, /apt install/],
    ["camera", "the camera", { probes: { camera: camera(0, 0) } }, /no camera/, /cable/],
    [
      "source.1",
      "ffmpeg",
      {
        config: CONFIG.replace('kind = "camera"', 'kind = "camera"\ndevice = "/dev/v4l/by-id/usb-Cam-video-index0"'),
        probes: {
          camera: async () => ({ ...NO_CAMERA, usbProgram: "/usr/bin/v4l2-ctl", usb: ["/dev/v4l/by-id/usb-Cam-video-index0"] }),
          cameraFormats: async () => ["MJPG"],
        },
      },
      /MJPG only/,
      /apt install ffmpeg/,
    ],
    ["source.0", "the reader", { probes: readerAbsent() }, /reader is not there/, /path = "\/dev\/serial\/by-id\/other"/],
    ["gpio", "the chip", { probes: { gpio: chips() } }, /no \/dev\/gpiochip/, /board kind/],
    ["gpio", "a known label", { probes: { gpio: chips({ ...CHIP, label: "ftdi" }) } }, /\(ftdi\)/, /board\.chips/],
    ["rtc", "a clock that nothing sets", { probes: { clock: noRtc(false) } }, /no real-time/, /DS3231/],
    ["data", "a folder that cannot be made", { probes: { folder: noFolder(false) } }, /may not make it/, /install -d/],
    ["trust", "the first bundle", holds(undefined), /T-501/, /central, or insert a stick/],
    ["trust", "a bundle for tomorrow", holds(bundle(NOW + 7200)), /2 hours only/, /central/],
    [
      "trust",
      "a bundle in its grace",
      { ...holds(bundle(NOW - 2 * DAY)), config: `${CONFIG}[policy]\nid = "x"\ntrust = { graceDays = 5 }\n` },
      /accepted with a warning for another 3 days/,
      /central/,
    ],
    ["trust", "a bundle without a key", holds(bundle(undefined, { trust: trustWith({ issuers: [] }) })), /no issuer is known/, /central/],
    ["device-key", "the key", { files: { "/etc/tram/device-key.json": { kind: "absent" } } }, /not there/, /enrol/],
  ];

  test.each(lacking)("%s: %s", async (name, _what, situation, found, todo) => {
    const { exit, report, check, others } = await checkOf(name, situation);
    expect(check).toMatchObject({ state: "missing", needed: true, found: expect.stringMatching(found) });
    expect(check?.todo?.en).toMatch(todo);
    expect(others).toEqual([]);
    expect([exit, report.state]).toEqual([3, "degraded"]);
  });

  test("a fault beside it decides: exit code 1", async () => {
    const { exit, report } = await checkOf("camera", { probes: { camera: camera(0, 0), port: async () => "other" } });
    expect([exit, report.state]).toEqual([1, "fault"]);
  });
});

describe("what a kiosk can do without is said, and the exit code stays 0", () => {
  const optional: readonly [name: string, what: string, situation: Situation, found: RegExp][] = [
    [
      "central",
      "being offline",
      { probes: { central: unreachable("ENETUNREACH", false) } },
      /central\.example cannot be reached: ENETUNREACH/,
    ],
    ["central", "a central that is down", { probes: { central: answering(502) } }, /502/],
    ["trust", "a bundle for a few days", holds(bundle(NOW + 3 * DAY)), /3 days only/],
    ["languages", "a pack that nobody has checked", speaks({ problems: [], unreviewed: ["km"] }), /km: not checked by a native/],
    ["data", "a folder that the first start makes", { probes: { folder: noFolder(true) } }, /not there yet/],
    ["journal", "a journal that has not begun", { probes: { journal: noJournal } }, /none yet/],
    ["rtc", "an RTC where the network sets the clock", { probes: { clock: noRtc(true) } }, /no real-time/],
    ["service", "a service that is not enabled", { probes: { service: installed } }, /not enabled/],
    ["user", "a look as root", { probes: { machine: async () => ({ ...machine, user: { name: "root", id: 0 } }) } }, /root/],
    ["relay", "a relay that nobody configured", { config: CONFIG.replace("relay = true", ""), probes: { gpio: unsafeRelay } }, /must be N/],
  ];

  test.each(optional)("%s: %s", async (name, _what, situation, found) => {
    const { exit, report, check, others } = await checkOf(name, situation);
    expect(check).toMatchObject({ state: "missing", found: expect.stringMatching(found), todo: { vi: expect.any(String) } });
    expect(check?.needed).toBeUndefined();
    expect(others).toEqual([]);
    expect([exit, report.state]).toEqual([0, "ok"]);
  });
});

describe("without a usable root the trust bundle cannot be believed, either", () => {
  test.each([
    ["there is no file", { kind: "absent" } as const, "missing", 3],
    ["the file holds no root metadata", file("{}"), "fault", 1],
    ["it is metadata of another role", file(JSON.stringify({ signed: { _type: "timestamp" }, signatures: [] })), "fault", 1],
    ["it is no JSON", file("-----BEGIN PUBLIC KEY-----"), "fault", 1],
  ])("when %s", async (_what, facts, state, code) => {
    const { exit, check, others } = await checkOf("trust-root", { files: { "/etc/tram/root.json": facts } });
    expect(check).toMatchObject({ state, todo: { en: expect.stringContaining("root.json") } });
    expect(others).toMatchObject([{ name: "trust", state: "missing", needed: true, todo: { en: "see to trust-root first" } }]);
    expect(exit).toBe(code);
  });

  test("one that has itself expired is no fault: newer ones follow from it", async () => {
    const { check } = await checkOf("trust-root", { files: { "/etc/tram/root.json": file(rootOf(publisher, { expires: NOW - DAY })) } });
    expect(check).toMatchObject({ state: "ok", found: "/etc/tram/root.json: version 1, 2 of 3 keys must sign, itself expired" });
  });
});

test("of the trust bundle the end of every role is told", async () => {
  const { check } = await checkOf("trust", {});
  expect(check?.found).toContain("ends: root 2028-10-23, targets 2027-05-12, snapshot 2027-01-12, timestamp 2026-12-20");
});

describe("the clock", () => {
  test.each([
    ["is before the trust bundle", holds(bundle(undefined, {}, NOW + DAY)), /1 day before the trust bundle/],
    ["is before the journal's last entry", { probes: { journal: journalAt(NOW + 7200) } }, /2 hours before the last entry/],
    [
      "is before the last entry whose time the kiosk believed itself",
      { probes: { journal: doubtfulJournal } },
      /2 hours before the last entry/,
    ],
    ["is before the program's own files", { probes: { clock: programAt(NOW + 10 * DAY) } }, /10 days before this program's own files/],
    ["is behind central's", { probes: { central: answering(200, NOW + 3600, true) } }, /1 hour behind central/],
    ["is ahead of central's", { probes: { central: answering(200, NOW - 3600, true) } }, /1 hour ahead of central/],
  ] satisfies [string, Situation, RegExp][])("is a fault where it %s", async (_what, situation, found) => {
    const { exit, check } = await checkOf("clock", situation);
    expect(check).toMatchObject({
      state: "fault",
      found: expect.stringMatching(found),
      todo: { en: expect.stringContaining("timedatectl") },
    });
    expect(check?.found).toContain("2026-11-23 19:31 +07:00");
    expect(exit).toBe(1);
  });

  test("may be off by less than five minutes: two honest clocks are", async () => {
    const { check } = await checkOf("clock", {
      probes: { clock: noRtc(true), central: answering(200, NOW - 290, true), journal: journalAt(NOW + 290) },
    });
    expect(check).toMatchObject({ state: "ok", found: expect.stringContaining("set from the network") });
  });
});

describe("the configuration", () => {
  test("is told every problem, and the machine is looked at all the same", async () => {
    const { exit, check, report } = await checkOf("configuration", { config: 'id = "A B"\nthing = 1\n[screen]\nport = -1\n' });
    expect(exit).toBe(1);
    expect(check).toMatchObject({ state: "fault", found: expect.stringContaining("5 problems") });
    for (const key of ["id:", "data:", "screen.port:", "trust:", "thing:"]) expect(check?.found).toContain(key);
    expect(report.checks.map(({ name }) => name)).toContain("gpio");
    expect(report.checks.map(({ name }) => name)).not.toContain("data");
  });

  test("that is no TOML is told by its line, and none of its contents is shown: it may be a key", async () => {
    const key = `{"kty":"OKP",\n"d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}`;
    for (const config of [key, `id = "x"\n${key}`]) {
      const { lines } = await examine({ config });
      expect(lines.join()).toContain(`line ${config === key ? 1 : 2}: Invalid TOML`);
      expect(lines.join()).not.toContain("nWGxne");
      expect(lines.join()).not.toContain("kty");
    }
  });

  test("without central, nothing is said of its key; a missing trust bundle then has to be brought", async () => {
    const config = CONFIG.replace(/\[central\][^[]*/, "");
    const { check, report } = await checkOf("trust", { config, ...holds(undefined) });
    expect(check?.todo?.en).toBe("insert a stick with the publisher's tram-trust folder");
    const neither = await checkOf("trust", { config: config.replace(/sticks.*/, ""), ...holds(undefined) });
    expect(neither.check?.todo?.en).toContain("configure [central], or [trust] sticks");
    expect(report.checks.map(({ name }) => name)).not.toContain("device-key");
    expect(report.checks.map(({ name }) => name)).not.toContain("central");
  });

  test("of a demo may have its data in memory", async () => {
    const { exit, report } = await checkOf("", {
      config: `demo = true\n${CONFIG}`,
      probes: { folder: async () => ({ ...FOLDER, storage: "memory" }), clock: noRtc(false) },
    });
    expect(report.checks.filter(({ state }) => state !== "ok").map(({ name, needed }) => [name, needed])).toEqual([["rtc", undefined]]);
    expect(exit).toBe(0);
  });
});

test("a running kiosk is seen by its page and by its lines", async () => {
  const { report, exit } = await checkOf("", { probes: { gpio: held("tram-kiosk") } });
  const found = Object.fromEntries(report.checks.map(({ name, found: text }) => [name, text]));
  expect(found["screen"]).toBe("a kiosk runs at http://127.0.0.1:8420/; codes and what to do: http://127.0.0.1:8420/help");
  expect(found["gpio"]).toMatch(
    /^\/dev\/gpiochip0 \(pinctrl-bcm2711\), 58 lines, held by the running kiosk\W+read back by the running kiosk/,
  );
  expect(exit).toBe(0);
});

test("a look that shows no short says what it could not have seen", async () => {
  const linesOf = async (probes: Partial<DoctorProbes>) => (await examine({ json: false, probes })).lines.join("\n");
  expect(await linesOf({})).toMatch(/read back by the running kiosk: no short; a cut wire/);
  expect(await linesOf(atRest())).toMatch(/at rest as it should be: red lamp, relay; a short to ground or a cut wire does not show/);
  expect(await linesOf({ runningBoard: async () => undefined })).toMatch(/levels were not read/);
  // Without a board in the configuration the pins may be anybody's.
  const touched: string[] = [];
  const touching = { runningBoard: async () => undefined, linesAtRest: async () => void touched.push("lines") };
  await examine({ configFile: undefined, probes: touching });
  expect(touched).toEqual([]);
});

test("the journal's line says what central holds, where it has said so", async () => {
  const kept = { samples: [{ size: 40, at: NOW - 86_400 }], setAside: [] };
  const files = { "/var/lib/tram/acknowledged.json": file(JSON.stringify(kept)) };
  const probes = { journal: journalOf(40) };
  expect((await checkOf("journal", { files, probes })).check).toMatchObject({
    state: "ok",
    found: expect.stringMatching(/whole.*; central holds the first 40 \(as of 20\d\d-.*\), each stays here for 365 days more$/),
  });
});

test.each([
  ["acknowledged.json", "truncated", 30],
  ["witnessed", "truncated", 30],
  ["acknowledged.json", "forked", 50],
  ["witnessed", "forked", 50],
])("a journal that is not the one of %s beside it is %s, though it is whole in itself", async (name, kind, size) => {
  const other = memoryJournal(40, journalSigner("xa-vi-du-01", TEST_DEVICE));
  other.rewrite(0, { at: 5, reason: "expired", source: "desk", policy: "counter", trust: 1, durationMs: 1 });
  const newest = { size: 40, root: hexOf(await other.rootAt(40)), saidAt: NOW };
  const kept = { samples: [{ size: 40, at: NOW }], newest, setAside: [] };
  const files = { [`/var/lib/tram/${name}`]: file(name === "witnessed" ? await other.checkpoint() : JSON.stringify(kept)) };
  const { check } = await checkOf("journal", { files, probes: { journal: journalOf(size) } });
  expect(check).toMatchObject({ state: "fault", found: expect.stringContaining(`has signed with 40 entries (${kind})`) });
});

test("of a journal that is damaged before what was signed of it, it says that the two cannot be compared", async () => {
  const newest = { size: 40, root: "00".repeat(32), saidAt: NOW };
  const kept = { samples: [{ size: 40, at: NOW }], newest, setAside: [] };
  const look = async (kiosk: string) => {
    const files = { "/var/lib/tram/acknowledged.json": file(JSON.stringify({ ...kept, kiosk })) };
    return (await checkOf("journal", { files, probes: { journal: damagedJournal } })).check;
  };
  expect(await look("xa-vi-du-01")).toMatchObject({ state: "fault", found: expect.stringContaining("it cannot all be compared") });
  expect(await look("the-one-before")).toMatchObject({ state: "fault", found: expect.not.stringContaining("compared") });
});

test("a long journal is read for a second only, and the rest is left to tram journal verify", async () => {
  let yielded = 0;
  const endless: DoctorProbes["journal"] = async function* () {
    for (; ; yielded++) yield { kind: "entry", entry: { ...anEntry(), seq: yielded }, record: RECORD };
  };
  const { check } = await checkOf("journal", { probes: { journal: endless } }); // the clock of these tests makes a step at each look
  expect(check).toMatchObject({
    state: "ok",
    found: expect.stringMatching(/^\d+ entries whole so far; the rest: tram journal verify \/var\/lib\/tram\/journal$/),
  });
  expect(yielded).toBeLessThan(1100);

  const kept = (check: object) => ({ "/var/lib/tram/journal-check.json": file(JSON.stringify(check)) });
  const files = kept({ at: NOW - 3600, entries: 1_000_000 });
  expect((await checkOf("journal", { probes: { journal: endless }, files })).check).toMatchObject({
    state: "ok",
    found: expect.stringMatching(/whole so far; the kiosk itself found 1000000 entries whole at 20\d\d-.*; the rest: tram journal verify/),
  });
  const damage = { problem: "tree-broken", file: "00000007.tramlog", offset: 0, seq: 24_500 };
  const worse = kept({ at: NOW - 3600, entries: 24_500, damage });
  expect((await checkOf("journal", { probes: { journal: endless }, files: worse })).check).toMatchObject({
    state: "fault",
    found: "damaged in 00000007.tramlog at entry 24500 (tree-broken); 24500 entries before it",
  });
});

test("every look may go wrong, and each is told as a fault of its own", async () => {
  const probes = Object.fromEntries(Object.keys(WELL).map((name) => [name, broken(`${name} went wrong`)]));
  const { exit, lines } = await examine({
    probes: { ...probes, file: async (path) => FILES[path] ?? { kind: "absent" }, journal: brokenJournal },
  });
  const report = reportIn(lines);
  expect(exit).toBe(1);
  const expected = ["machine", "temperature", "service", "clock", "decoder", "serialport", "koffi", "camera", "source.0", "gpio"];
  const faults = report.checks.filter(({ state, found }) => state === "fault" && found.includes("went wrong"));
  expect(faults.map(({ name }) => name)).toEqual([...expected, "data", "journal", "trust", "sticks", "last-refusal", "central", "screen"]);
});

test("no secret is printed: not the password in central's address, not a key", async () => {
  for (const json of [true, false]) {
    const { lines } = await examine({ json, probes: { central: unreachable("ENOTFOUND", false) } });
    const text = lines.join("\n");
    expect(text).toContain("https://central.example");
    expect(text).not.toContain("hunter2");
    expect(text).not.toContain(jwk(device.privateKey).d);
  }
});

test("a person's account is told by its number, a service's by its name", async () => {
  const as = (name: string, id: number) => checkOf("user", { probes: { machine: async () => ({ ...machine, user: { name, id } }) } });
  expect((await as("nguyenvana", 1000)).check?.found).toBe("account 1000");
  expect((await as("tram", 997)).check?.found).toBe("tram (997)");
});

test("no control character of a device's name or of the configuration reaches the terminal", async () => {
  const { lines } = await examine({
    json: false,
    config: CONFIG.replace("/dev/serial/by-id/reader", "/dev/\\u001b[2Jreader"),
    probes: { serialDevices: async () => ["/dev/serial/by-id/\u001b]0;x\u0007"], gpio: held("\u001b[31mred") },
  });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones meant
  expect(lines.join("\n")).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
});

describe("sticks", () => {
  const stick = (...sticks: readonly { readonly path: string; readonly offer: OfferFacts }[]): Situation => {
    return { probes: { sticks: async () => ({ kind: "looked", sticks }) } };
  };
  const path = "/run/media/TRAM";

  test.each<[string, Situation, string, RegExp, RegExp]>([
    ["none is in", {}, "ok", /^\/run\/media: no stick is in$/, /chưa cắm USB nào/],
    ["one with what the kiosk holds", stick({ path, offer: { kind: "same" } }), "ok", /the bundle that the kiosk holds/, /đúng bộ/],
    ["one without a bundle", stick({ path, offer: { kind: "none" } }), "ok", /no folder tram-trust/, /không có thư mục tram-trust/],
    [
      "one with a newer bundle",
      stick({ path, offer: { kind: "newer", version: 13, issuedAt: NOW - 2 * DAY, expiresAt: NOW + 30 * DAY } }),
      "ok",
      /TRAM: version 13, issued 2 days ago, until 2026-12-23: the kiosk would take it$/,
      /phiên bản 13, phát hành 2 ngày trước, đến 2026-12-23: máy sẽ nhận$/,
    ],
    [
      "one with an older bundle",
      stick({ path, offer: { kind: "refused", refusal: "rollback", detail: "timestamp 11 < 12" } }),
      "missing",
      /would not take it\. The trust bundle on offer is older .* \(rollback: timestamp 11 < 12\)/,
      /máy sẽ không nhận\. .*cũ hơn/,
    ],
    [
      "one good and one refused",
      stick({ path, offer: { kind: "same" } }, { path: "/run/media/OLD", offer: { kind: "refused", refusal: "freeze", detail: "" } }),
      "missing",
      /TRAM: the bundle .*; \/run\/media\/OLD: the kiosk would not take it/,
      /OLD: máy sẽ không nhận/,
    ],
    ["no such folder", { probes: { sticks: async () => ({ kind: "absent" }) } }, "missing", /is not there: no stick is in/, /không có/],
    ["a folder of others", { probes: { sticks: async () => ({ kind: "unreadable", why: "EACCES" }) } }, "missing", /EACCES/, /EACCES/],
  ])("%s: said in both languages, and never more than advice", async (_, situation, state, en, vi) => {
    const { check, exit } = await checkOf("sticks", situation);
    expect([check?.state, exit]).toEqual([state, 0]);
    expect(check?.found).toMatch(en);
    expect(check?.vi).toMatch(vi);
    expect(check?.todo === undefined).toBe(state === "ok");
  });

  test("are not spoken of where the kiosk looks for none", async () => {
    const { check } = await checkOf("sticks", { config: CONFIG.replace('sticks = "/run/media"\n', "") });
    expect(check).toBeUndefined();
  });

  test("are judged by a time that has certainly passed, and from the floor that the kiosk keeps", async () => {
    const asked: unknown[] = [];
    const state = file(JSON.stringify({ proven: NOW + 500, versions: { root: 1, timestamp: 12, snapshot: 12, targets: 12 } }));
    await checkOf("sticks", {
      files: { "/var/lib/tram/state.json": state },
      probes: {
        sticks: async (folder, { floor }, at) => {
          asked.push([folder, floor.timestamp, at]);
          return { kind: "absent" };
        },
      },
    });
    expect(asked).toEqual([["/run/media", 12, NOW + 500]]);
  });
});

describe("the last refusal", () => {
  const refusal = { seq: 3, at: NOW - 3600, reason: "event-trust-refused", refusal: "rollback", origin: "folder" } as const;
  const versions = { root: 1, timestamp: 13, snapshot: 13, targets: 13 };
  const times = { issuedAt: NOW, expiresAt: NOW + DAY };
  const updated: JournalBody = { seq: 4, at: NOW, reason: "event-trust-updated", ...versions, ...times, origin: "central" };
  const newest = (...entries: readonly JournalBody[]): Situation => ({ probes: { newestEntries: async () => entries } });

  test("is told from the journal: which, from where, when, what to do", async () => {
    const { check, exit } = await checkOf("last-refusal", newest(refusal, { ...anEntry(), seq: 4 }));
    expect([check?.state, exit]).toEqual(["missing", 0]);
    expect(check?.found).toMatch(/^2026-11-23 18:31 \+07:00, from a stick: The trust bundle on offer is older .* \(rollback\)$/);
    expect(check?.vi).toMatch(/^2026-11-23 18:31 \+07:00, từ USB: .*\(rollback\)$/);
    expect(check?.todo?.en).toContain("newest bundle");
  });

  test("is over as soon as a newer bundle has come, from wherever", async () => {
    expect((await checkOf("last-refusal", newest(refusal, updated))).check?.state).toBe("ok");
    expect((await checkOf("last-refusal", newest(updated, refusal))).check?.state).toBe("missing");
  });
});

describe("a real-time clock", () => {
  const rtc = (changes: object, isSynchronised = true): Situation => ({
    probes: { clock: async () => ({ programAt: 0, isSynchronised, rtcs: [{ name: "rtc0", at: NOW, ...changes }] }) },
  });

  test("is told by its kind, its battery, and whether the machine starts by it", async () => {
    const { check } = await checkOf("rtc", rtc({ chip: "rpi-rtc", batteryVolts: 3.07, hasSetClock: true }));
    expect(check).toMatchObject({
      state: "ok",
      found: "rtc0 (rpi-rtc), 3.1 V, the system clock was set from it, 0 seconds off the system clock",
    });
  });

  test("without a battery is missing, and a fault where nothing else keeps the clock", async () => {
    expect(await checkOf("rtc", rtc({ batteryVolts: 0 }))).toMatchObject({ exit: 0, check: { state: "missing" } });
    expect(await checkOf("rtc", rtc({ batteryVolts: 0 }, false))).toMatchObject({ exit: 1, check: { state: "fault" } });
  });
});

describe("the report for people", () => {
  const degraded: Situation = { json: false, probes: { camera: camera(0, 0), central: unreachable("ENOTFOUND", false) } };

  test("has a symbol, a name and what was found in columns, then what to do in both languages", async () => {
    const { lines } = await examine(degraded);
    const at = lines.findIndex((line) => line.startsWith("  ! camera "));
    expect(lines.slice(at, at + 4)).toEqual([
      "  ! camera        camera             có /usr/bin/rpicam-vid nhưng không thấy camera (/dev/media*)",
      "                                     /usr/bin/rpicam-vid, but no camera (/dev/media*)",
      "      → cắm lại cáp camera khi máy đã tắt, rồi thử: rpicam-hello --list-cameras (T-606)",
      "        switch off, seat the camera's cable again, then try: rpicam-hello --list-cameras",
    ]);
    const screen = lines.indexOf("  ✓ screen        cổng màn hình      kiosk đang chạy tại http://127.0.0.1:8420/");
    expect(lines[screen + 1]).toBe("                                     a kiosk runs at http://127.0.0.1:8420/");
    // What is the same in both languages stands there once.
    expect(lines.filter((line) => line.includes("51 °C"))).toHaveLength(1);
    expect(lines.slice(-3)).toEqual([
      "! Kết quả: thiếu 1 thứ cấu hình cần, 1 thứ không bắt buộc chưa có",
      "  Result: 1 missing that the configuration needs, 1 optional missing",
      "  Mã T-…: tram explain MÃ / codes T-...: tram explain CODE",
    ]);
  });

  test("says that all is well, or how many faults there are, and points to --config where there was none", async () => {
    expect((await examine({ json: false })).lines.slice(-2)).toEqual(["✓ Kết quả: dùng được", "  Result: ready"]);
    const { lines } = await examine({ json: false, probes: { port: async () => "other" } });
    expect(lines.slice(-3, -1)).toEqual(["✗ Kết quả: 1 lỗi", "  Result: 1 fault"]);
    expect((await examine({ json: false, configFile: undefined })).lines.at(-1)).toContain("With --config FILE");
  });

  test("fits a terminal, but never breaks a word: a path must be copied whole", async () => {
    const { lines } = await examine({ ...degraded, look: { isColoured: false, columns: 80 } });
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
    const path = `/very${"-long".repeat(20)}/data`;
    const config = CONFIG.replace('"/var/lib/tram"', JSON.stringify(path));
    const narrow = await examine({ json: false, config, look: { isColoured: false, columns: 80 }, probes: { folder: noFolder(false) } });
    expect(narrow.lines.some((line) => line.includes(path))).toBe(true);
  });

  test("is coloured on a terminal only, not with NO_COLOR, and says the same without", async () => {
    const terminal = { isTTY: true, columns: 100 };
    expect(lookOf(terminal, {})).toEqual({ isColoured: true, columns: 100 });
    expect(lookOf(terminal, { NO_COLOR: "1" }).isColoured).toBe(false);
    expect(lookOf(terminal, { NO_COLOR: "" }).isColoured).toBe(true); // no-color.org: when not empty
    expect(lookOf(terminal, { TERM: "dumb" }).isColoured).toBe(false);
    expect(lookOf({}, {})).toEqual({ isColoured: false, columns: undefined });
    const coloured = await examine({ ...degraded, look: { isColoured: true, columns: undefined } });
    const plain = await examine(degraded);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
    expect(coloured.lines.map((line) => line.replace(/\u001b\[[\d;]*m/g, ""))).toEqual(plain.lines);
    expect(coloured.lines.join("\n")).toContain("\u001b[1;33m!\u001b[0m");
  });
});

describe("docs/doctor.md", () => {
  const page = readFileSync(new URL("../../docs/doctor.md", import.meta.url), "utf8");

  test("shows what is really printed", async () => {
    const { exit, lines } = await examine({
      json: false,
      probes: { ...readerAbsent(), central: unreachable("ENETUNREACH", false) },
    });
    expect(exit).toBe(3);
    expect(page).toContain(`$ tram doctor --config /etc/tram/kiosk.toml\n${lines.join("\n")}\n\`\`\``);
  });

  test("names every check, in the order in which they are printed", async () => {
    const { report } = await checkOf("", {});
    const kinds = new Set(report.checks.map(({ name }) => name.replace(/\d+$/, "N")));
    const rows = [...page.matchAll(/^\| `([\w.-]+)` +\| .* \| .* \|$/gm)].map(([, name = ""]) => name);
    expect(rows).toEqual([...kinds]);
  });
});

// Situations, as probes.

function speaks(packs: Awaited<ReturnType<DoctorProbes["languages"]>>): Situation {
  return { config: `${CONFIG}[screen]\nlanguages = ["vi", "km"]\n`, probes: { languages: async () => packs } };
}

function broken(message: string): () => Promise<never> {
  return () => Promise.reject(new Error(message));
}

function brokenJournal(): AsyncIterable<never> {
  return { [Symbol.asyncIterator]: () => ({ next: broken("journal went wrong") }) };
}

function addon(name: string): DoctorProbes["addonFault"] {
  return async (asked) => (asked === name ? `${why}\n    at somewhere` : undefined);
}

function camera(devices: number, denied: number): DoctorProbes["camera"] {
  return async () => ({ ...NO_CAMERA, program: "/usr/bin/rpicam-vid", devices, denied });
}

function readerAbsent(): Partial<DoctorProbes> {
  return { device: async () => "absent", serialDevices: async () => ["/dev/serial/by-id/other"] };
}

function chips(...found: GpioFacts["chips"]): DoctorProbes["gpio"] {
  return async () => ({ ...GPIO, chips: found });
}

async function unanswered(): Promise<GpioFacts> {
  return { ...GPIO, chips: [{ kind: "unanswered", path: "/dev/gpiochip0", why: "EACCES" }] };
}

/** It has sysfs alone. */
async function closed(): Promise<GpioFacts> {
  return { ...GPIO, driver: "sysfs", closed: "/sys/class/gpio/gpio529/direction (EACCES)" };
}

async function olderKernel(): Promise<GpioFacts> {
  return {
    ...GPIO,
    driver: "sysfs",
    relayFault: "relay: no service of systemd runs this",
    stopFault: "relay: no service of systemd runs this",
  };
}

function astray(...lines: readonly LineName[]): Partial<DoctorProbes> {
  return { runningBoard: async () => ({ astray: lines }) };
}

/** No kiosk runs. */
function atRest(...on: readonly LineName[]): Partial<DoctorProbes> {
  return { runningBoard: async () => undefined, linesAtRest: async () => ({ asked: ["red", "relay"], on }) };
}

async function toneless(): Promise<GpioFacts> {
  return { ...GPIO, toneFault: "buzzer: no PWM on GPIO 12; add dtoverlay=pwm" };
}

function held(consumer: string): DoctorProbes["gpio"] {
  return chips({ ...CHIP, holders: [{ offset: 17, consumer }] });
}

async function unsafeRelay(): Promise<GpioFacts> {
  return { ...GPIO, relayFault: "relay: /sys/x is Y and must be N" };
}

async function* damagedJournal(): ReturnType<DoctorProbes["journal"]> & AsyncGenerator {
  yield { kind: "damage", damage: { problem: "chain-broken", file: "00000000.tramlog", offset: 99, seq: 7 } };
}

async function* noJournal(): ReturnType<DoctorProbes["journal"]> & AsyncGenerator {
  yield { kind: "absent" };
}

function journalAt(at: number): DoctorProbes["journal"] {
  return async function* () {
    yield { kind: "entry", entry: { ...anEntry({ at }), seq: 0 }, record: RECORD };
    yield { kind: "end", segments: 1, torn: undefined, end: JOURNAL_START, key: undefined };
  };
}

/** A journal of so many entries, one like the other. */
function journalOf(size: number): DoctorProbes["journal"] {
  return async function* () {
    let { tree } = JOURNAL_START;
    for (let seq = 0; seq < size; seq++) {
      tree = withLeaf(tree, leafHash(Buffer.from(String(seq))));
      yield { kind: "entry", entry: { ...anEntry({ at: NOW - 60 }), seq }, record: { ...RECORD, tree } };
    }
    yield { kind: "end", segments: 1, torn: undefined, end: { ...JOURNAL_START, tree }, key: undefined };
  };
}

async function* doubtfulJournal(): ReturnType<DoctorProbes["journal"]> & AsyncGenerator {
  yield { kind: "entry", entry: { ...anEntry({ at: NOW + 7200 }), seq: 0 }, record: RECORD };
  yield { kind: "entry", entry: { ...anEntry({ at: 12, clock: "behind" }), seq: 1 }, record: RECORD };
  yield { kind: "end", segments: 1, torn: undefined, end: JOURNAL_START, key: undefined };
}

function privateRoot(): FileFacts {
  return file(JSON.stringify({ keys: [jwk(device.privateKey)] }));
}

function rootWithSecret(): FileFacts {
  const root = JSON.parse(Buffer.from(rootOf(publisher, { expires: NOW + DAY })).toString());
  return file(JSON.stringify({ ...root, keys: [{ private: "…" }] }));
}

function answering(status: number, at: number | undefined = undefined, isHealthy = false): DoctorProbes["central"] {
  return async () => ({ kind: "answered", status, isHealthy, ms: 9, at });
}

function unreachable(cause: string, isCertificate: boolean): DoctorProbes["central"] {
  return async () => ({ kind: "unreachable", why: cause, isCertificate });
}

function rtcAt(at: number): DoctorProbes["clock"] {
  return async () => ({ programAt: 0, isSynchronised: true, rtcs: [{ name: "rtc0", at }] });
}

function noRtc(isSynchronised: boolean): DoctorProbes["clock"] {
  return async () => ({ programAt: 0, isSynchronised, rtcs: [] });
}

function programAt(at: number): DoctorProbes["clock"] {
  return async () => ({ programAt: at, isSynchronised: true, rtcs: [{ name: "rtc0", at: NOW }] });
}

function noFolder(canBeMade: boolean): DoctorProbes["folder"] {
  return async () => ({ kind: "absent", canBeMade });
}

async function installed(): ReturnType<DoctorProbes["service"]> {
  return { isSystemd: true, unit: "installed", isNotified: false, hasHardwareWatchdog: false };
}

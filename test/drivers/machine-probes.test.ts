import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server as HttpServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { performance } from "node:perf_hooks";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { FolderFacts } from "../../src/core/machine-facts.ts";
import { probeBoard, probeCentral, probePort } from "../../src/drivers/http-probe.ts";
import { openJournal } from "../../src/drivers/journal-files.ts";
import { machineProbes } from "../../src/drivers/machine-probes.ts";
import { openPseudoTerminal } from "../../src/drivers/pseudo-terminal.ts";
import { startScreenServer } from "../../src/drivers/screen-server.ts";
import { systemClock } from "../../src/drivers/system-clock.ts";
import { doctor } from "../../src/kiosk/doctor.ts";
import type { DoctorProbes } from "../../src/kiosk/doctor-probes.ts";
import { anEntry } from "../support/entries.ts";
import { TEST_SIGNER } from "../support/journal-signer.ts";
import { STATUS } from "../support/screens.ts";

let folder = "";
const closing: (() => unknown)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tram-probes-"));
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  rmSync(folder, { recursive: true, force: true });
});

/** The probes of this machine; the doctor takes them as they are. */
const probes: DoctorProbes = machineProbes();
/** Probes that see the test's folder as the root of the file system. */
const probesHere = (): DoctorProbes => machineProbes({ root: folder, environment: { PATH: join(folder, "bin") } });
/** Permissions mean nothing to root. */
const isRoot = process.getuid?.() === 0;

/** Does it as an account that owns nothing here. */
async function asAnybody<T>(act: () => Promise<T>): Promise<T> {
  chmodSync(folder, 0o755);
  if (isRoot) process.seteuid?.(65_534);
  try {
    return await act();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

function put(path: string, contents = ""): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, contents);
  return file;
}

/** Exit code of a program of the system. */
const statusOf = (program: string, ...args: string[]): number | null => spawnSync(program, args).status;

describe("this machine", () => {
  test("is described: the program, Node, the C library, memory and the account", async () => {
    const facts = await probes.machine();
    const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    expect(manifest).toMatchObject({ version: facts.version });
    expect(facts).toMatchObject({ node: process.versions.node, arch: process.arch, platform: process.platform });
    if (process.platform === "linux") expect(facts.libc).toMatch(/^(glibc \d+\.\d+|musl)$/);
    expect(facts.memoryBytes.available).toBeGreaterThan(1e6);
    expect(facts.memoryBytes.available).toBeLessThanOrEqual(facts.memoryBytes.total);
    expect(facts.user.id).toBe(process.getuid?.());
  });

  test("has a clock that is not before this program", async () => {
    expect((await probes.clock()).programAt).toBeLessThanOrEqual(systemClock.now());
  });

  test("loads both native addons", async () => {
    expect(await Promise.all([probes.addonFault("koffi"), probes.addonFault("serialport")])).toEqual([undefined, undefined]);
    const report = process.report.getReport() as unknown as { readonly sharedObjects: readonly string[] };
    for (const name of ["koffi", "serialport"])
      expect(report.sharedObjects.some((path) => path.includes(name) && path.endsWith(".node"))).toBe(true);
  });

  test("reads a code with the decoder's own thread in less than two seconds", async () => {
    expect(await probes.decoder()).toBeLessThan(2000);
  });

  test("is examined as a whole in less than five seconds, and what it lacks is advice, not a crash", async () => {
    const lines: string[] = [];
    const startMs = performance.now();
    const exit = await doctor({
      configFile: undefined,
      json: true,
      look: { isColoured: false, columns: undefined },
      print: (line) => void lines.push(line),
      probes,
      clock: systemClock,
    });
    expect(performance.now() - startMs).toBeLessThan(5000);
    expect([0, 1]).toContain(exit); // this machine may be hot
    const { checks } = JSON.parse(lines.join()) as { checks: { name: string; state: string; found: object; todo?: object }[] };
    expect(checks).toHaveLength(14);
    for (const { state, found, todo } of checks) {
      expect(Object.values(found)).not.toContain("");
      expect(todo === undefined).toBe(state === "ok");
    }
  });
});

describe("a Raspberry Pi's files", () => {
  test("tell the model, heat, low voltage, the clocks and the service", async () => {
    put("proc/device-tree/model", "Raspberry Pi 4 Model B Rev 1.4\0");
    put("sys/class/thermal/thermal_zone0/temp", "48312\n");
    put("sys/class/thermal/thermal_zone1/temp", "61000\n");
    put("sys/class/thermal/cooling_device0/temp", "99000\n");
    put("sys/class/hwmon/hwmon0/name", "cpu_thermal\n");
    put("sys/class/hwmon/hwmon1/name", "rpi_volt\n");
    put("sys/class/hwmon/hwmon1/in0_lcrit_alarm", "1\n");
    put("sys/class/rtc/rtc0/since_epoch", "1795437065\n");
    put("sys/class/rtc/rtc0/name", "rpi-rtc soc:rpi_rtc\n");
    put("sys/class/rtc/rtc0/hctosys", "1\n");
    put("sys/class/rtc/rtc0/battery_voltage", "3070082\n");
    put("run/systemd/timesync/synchronized");
    put("run/systemd/system/x");
    put("usr/lib/systemd/system/tram-kiosk.service");
    put("dev/watchdog0");
    expect((await probesHere().machine()).model).toBe("Raspberry Pi 4 Model B Rev 1.4");
    expect(await probesHere().sensors()).toEqual({ celsius: 61, isUnderVoltage: true });
    expect(await probesHere().clock()).toMatchObject({
      isSynchronised: true,
      rtcs: [{ name: "rtc0", at: 1_795_437_065, chip: "rpi-rtc", hasSetClock: true, batteryVolts: 3.070082 }],
    });
    expect(await probesHere().service()).toMatchObject({ isSystemd: true, unit: "installed", hasHardwareWatchdog: true });

    mkdirSync(join(folder, "etc/systemd/system/multi-user.target.wants"), { recursive: true });
    // The link's target is not in the test's folder: that it is there is what counts.
    symlinkSync(
      "/usr/lib/systemd/system/tram-kiosk.service",
      join(folder, "etc/systemd/system/multi-user.target.wants/tram-kiosk.service"),
    );
    expect(await probesHere().service()).toMatchObject({ unit: "enabled" });
  });

  test("that are absent or nonsense are not known, which is no error", async () => {
    put("sys/class/thermal/thermal_zone0/temp", "hot");
    put("sys/class/rtc/rtc0/since_epoch", "");
    expect(await probesHere().sensors()).toEqual({ celsius: undefined, isUnderVoltage: undefined });
    put("sys/class/rtc/rtc0/battery_voltage", "-1");
    expect(await probesHere().clock()).toMatchObject({ isSynchronised: false, rtcs: [{ name: "rtc0", at: undefined }] });
    expect((await probesHere().clock()).rtcs[0]).not.toHaveProperty("batteryVolts");
    expect((await probesHere().machine()).model).toBeUndefined();
    expect(await probesHere().service()).toEqual({ isSystemd: false, unit: "absent", isNotified: false, hasHardwareWatchdog: false });
  });

  test("name the serial devices and the camera", async () => {
    const camera = probesHere();
    expect(await camera.serialDevices()).toEqual([]);
    expect(await camera.camera()).toEqual({ program: undefined, devices: 0, denied: 0, usbProgram: undefined, ffmpeg: undefined, usb: [] });
    put("dev/serial/by-id/usb-B");
    put("dev/serial/by-id/usb-A");
    put("dev/media0");
    put("dev/media10");
    put("dev/mediaX");
    expect(await camera.serialDevices()).toEqual([join(folder, "dev/serial/by-id/usb-A"), join(folder, "dev/serial/by-id/usb-B")]);
    mkdirSync(join(folder, "bin", "rpicam-vid"), { recursive: true }); // a folder is no program
    const program = put("bin/libcamera-vid");
    expect((await camera.camera()).program).toBeUndefined(); // and neither is a file that may not be run
    chmodSync(program, 0o755);
    expect(await camera.camera()).toEqual({ program, devices: 2, denied: 0, usbProgram: undefined, ffmpeg: undefined, usb: [] });
    put("dev/v4l/by-id/usb-Cam-video-index0");
    put("dev/v4l/by-id/usb-Cam-video-index1");
    const usbProgram = put("bin/ffmpeg");
    chmodSync(usbProgram, 0o755);
    expect(await camera.camera()).toMatchObject({
      usbProgram,
      ffmpeg: usbProgram,
      usb: [join(folder, "dev/v4l/by-id/usb-Cam-video-index0")],
    });
  });

  test("without a GPIO chip say so, with the wiring that was looked for", async () => {
    mkdirSync(join(folder, "dev"));
    put("dev/gpiochip0"); // a plain file, no device
    expect(await probesHere().gpio({})).toEqual({
      chips: [],
      labels: ["pinctrl-bcm2835", "pinctrl-bcm2711", "pinctrl-rp1"],
      offsets: [17, 27, 22, 23, 12, 25, 13],
      driver: "chardev",
      relayFault: undefined,
      stopFault: expect.stringContaining("systemd does not say what it runs after tram-kiosk.service"),
      toneFault: undefined,
    });
    expect(await probesHere().gpio({ buzzer: "passive" })).toMatchObject({ toneFault: expect.stringContaining("no PWM on GPIO 12") });
    expect(await probesHere().gpio({ chips: ["other"], pins: { red: 3 } })).toMatchObject({ labels: ["other"], offsets: [3] });
  });

  test("with the older interface alone name its chip, and why a relay on it would not be driven", async () => {
    mkdirSync(join(folder, "dev"));
    const path = join(folder, "sys/class/gpio/gpiochip512");
    for (const [file, text] of Object.entries({ label: "pinctrl-bcm2711\n", base: "512\n", ngpio: "58\n" })) {
      put(`sys/class/gpio/gpiochip512/${file}`, text);
    }
    const fault = expect.stringContaining("nothing lets the relay fall after a crash");
    expect(await probesHere().gpio({ inputs: ["service-button"] })).toMatchObject({
      chips: [{ kind: "asked", path, label: "pinctrl-bcm2711", lines: 58, holders: [] }],
      driver: "sysfs",
      offsets: [17, 27, 22, 23, 12, 25, 13, 16],
      relayFault: fault,
      stopFault: fault,
    });
  });

  test("with the older interface alone name the file that this account may not write, and nothing good is said of the relay", async () => {
    mkdirSync(join(folder, "dev"));
    for (const [file, text] of Object.entries({ label: "pinctrl-bcm2711\n", base: "512\n", ngpio: "58\n" })) {
      put(`sys/class/gpio/gpiochip512/${file}`, text);
    }
    const files = ["export", "unexport", "gpio529/active_low", "gpio529/direction", "gpio529/value"].map((file) =>
      put(`sys/class/gpio/${file}`),
    );
    const closed = async () => (await asAnybody(() => probesHere().gpio({ pins: { red: 17, relay: 25 } }))).closed;
    for (const file of files) {
      for (const each of files) chmodSync(each, each === file ? 0o444 : 0o666);
      expect(await closed()).toBe(`${file} (EACCES)`);
    }
    for (const each of files) chmodSync(each, 0o666);
    expect(await closed()).toBeUndefined();
  });

  test("that pretend to be a GPIO chip are told by their path and the kernel's answer", async (context) => {
    mkdirSync(join(folder, "dev"));
    const path = join(folder, "dev", "gpiochip0");
    // The null device under another name; only root may make one.
    if (statusOf("mknod", path, "c", "1", "3") !== 0) return context.skip();
    expect((await probesHere().gpio({})).chips).toEqual([
      { kind: "unanswered", path, why: expect.stringMatching(/^E(NOTTY|ACCES|PERM)$/) },
    ]);
  });
});

describe("a folder", () => {
  const usable = async (path: string): Promise<Extract<FolderFacts, { kind: "usable" }>> => {
    const facts = await probes.folder(path);
    if (facts.kind !== "usable") throw new Error(`${path} is ${facts.kind}`);
    return facts;
  };

  test("is written to durably, timed, and left as it was", async () => {
    chmodSync(folder, 0o750);
    put("journal/lock");
    const before = [...readdirSync(folder), statSync(folder).mode];
    const facts = await usable(folder);
    expect(facts.mode).toBe(0o750);
    expect(facts.freeBytes).toBeGreaterThan(0);
    expect(facts.writesMs.length).toBeGreaterThan(0);
    for (const ms of facts.writesMs) expect(ms).toBeGreaterThan(0);
    expect([...readdirSync(folder), statSync(folder).mode]).toEqual(before);
  });

  test("in memory is told from one on a disk", async (context) => {
    const mounts = readFileSync("/proc/mounts", "utf8");
    if (!mounts.includes(" /dev/shm tmpfs ")) return context.skip();
    const shared = mkdtempSync("/dev/shm/tram-probes-");
    closing.push(() => rmSync(shared, { recursive: true }));
    expect((await usable(shared)).storage).toBe("memory");
    if (!mounts.includes(` ${tmpdir()} tmpfs `)) expect((await usable(folder)).storage).toBe("disk");
  });

  test("that is not there is not made; whether it could be is told", async () => {
    expect(await probes.folder(join(folder, "a", "b"))).toEqual({ kind: "absent", canBeMade: true });
    expect(readdirSync(folder)).toEqual([]);
    put("file");
    expect(await probes.folder(join(folder, "file"))).toEqual({ kind: "unusable", why: "not a folder" });
    expect(await probes.folder(join(folder, "file", "b"))).toEqual({ kind: "unusable", why: "ENOTDIR" });
  });

  test("that may not be written says so", async (context) => {
    if (isRoot) return context.skip();
    chmodSync(folder, 0o500);
    expect(await probes.folder(folder)).toEqual({ kind: "unusable", why: "EACCES" });
    expect(await probes.folder(join(folder, "a"))).toEqual({ kind: "absent", canBeMade: false });
  });

  test("of the kernel's own, where no file can be made, is unusable and no crash", async () => {
    expect(await probes.folder("/proc")).toMatchObject({ kind: "unusable", why: expect.stringMatching(/^E[A-Z]+$/) });
  });
});

describe("a file", () => {
  test("is read with its permissions, up to a size", async () => {
    const path = put("key.json", "{}");
    chmodSync(path, 0o640);
    expect(await probes.file(path, 2)).toEqual({ kind: "read", bytes: Buffer.from("{}"), mode: 0o640 });
    expect(await probes.file(path, 1)).toEqual({ kind: "unreadable", why: "2 bytes, at most 1" });
  });

  test("that is none, or a pipe that would block, is told and not waited for", async () => {
    expect(await probes.file(join(folder, "x"), 9)).toEqual({ kind: "absent" });
    expect(await probes.file(folder, 9)).toEqual({ kind: "unreadable", why: "not a file" });
    expect(statusOf("mkfifo", join(folder, "pipe"))).toBe(0);
    expect(await probes.file(join(folder, "pipe"), 9)).toEqual({ kind: "unreadable", why: "not a file" });
  });
});

test("a serial device is looked at and not opened; absent ones and other files are told apart", async (context) => {
  expect(await probes.device(join(folder, "ttyUSB0"))).toBe("absent");
  expect(await probes.device(put("file"))).toBe("no-device");
  const opened = await openPseudoTerminal({});
  if (!opened.ok) return context.skip();
  const { terminal } = opened;
  closing.push(() => terminal.close());
  const link = join(folder, "by-id");
  symlinkSync(terminal.readerPath, link);
  expect(await probes.device(link)).toBe("ready");
});

test("a journal is read beside the kiosk that writes it", async () => {
  const journal = await openJournal(join(folder, "journal"), TEST_SIGNER);
  closing.push(() => journal.close());
  await journal.append(anEntry());
  const kinds: string[] = [];
  for await (const { kind } of probes.journal(join(folder, "journal"))) kinds.push(kind);
  expect(kinds).toEqual(["begin", "entry", "end"]);
  await journal.append(anEntry()); // and goes on
});

describe("a server", () => {
  async function listen<S extends Server | HttpServer>(server: S): Promise<number> {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closing.push(() => new Promise((resolve) => server.close(resolve)));
    return (server.address() as AddressInfo).port;
  }
  const serve = (handler: RequestListener) => listen(createServer(handler));
  const json = (status: number, value: unknown) => serve((_request, response) => response.writeHead(status).end(JSON.stringify(value)));
  async function freePort(): Promise<number> {
    const server = createTcpServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }

  test("that is a healthy central says so at /health, below the path of its URL, with its time", async () => {
    const paths: (string | undefined)[] = [];
    const port = await serve((request, response) => {
      paths.push(request.url);
      response.end('{"status":"ok","kiosks":3}');
    });
    const facts = await probes.central(`http://127.0.0.1:${port}/tram/`);
    expect(facts).toMatchObject({ kind: "answered", status: 200, isHealthy: true });
    if (facts.kind === "answered") expect(Math.abs((facts.at ?? 0) - systemClock.now())).toBeLessThan(60);
    expect(paths).toEqual(["/tram/health"]);
  });

  test("that is no central is not healthy, whatever it answers; redirects are not followed", async () => {
    for (const [status, value] of [
      [200, "<html>"],
      [200, { status: "bad" }],
      [404, {}],
      [503, {}],
    ] as const) {
      expect(await probes.central(`http://127.0.0.1:${await json(status, value)}`)).toMatchObject({
        kind: "answered",
        status,
        isHealthy: false,
      });
    }
    const port = await serve((_request, response) => response.writeHead(302, { location: "http://example.invalid/" }).end());
    expect(await probes.central(`http://127.0.0.1:${port}`)).toMatchObject({ status: 302, isHealthy: false });
  });

  test("that cannot be reached, or is no address at all, is told by the error's name", async () => {
    const unreachable = { kind: "unreachable", isCertificate: false };
    expect(await probes.central(`http://127.0.0.1:${await freePort()}`)).toEqual({ ...unreachable, why: "ECONNREFUSED" });
    expect(await probes.central("ftp://127.0.0.1")).toEqual({ ...unreachable, why: "ERR_INVALID_PROTOCOL" });
  });

  test("that says nothing, or sends without end, is left in time", async () => {
    const silent = await listen(createTcpServer((socket) => void closing.unshift(() => socket.destroy())));
    expect(await probeCentral(`http://127.0.0.1:${silent}`, 100)).toEqual({
      kind: "unreachable",
      why: "no answer in time",
      isCertificate: false,
    });
    expect(await probePort(silent, 100)).toBe("other");
    const endless = await serve((_request, response) => {
      const timer = setInterval(() => response.write("x".repeat(50_000)), 1);
      response.on("close", () => clearInterval(timer));
    });
    expect(await probeCentral(`http://127.0.0.1:${endless}`, 5000)).toMatchObject({ kind: "answered", isHealthy: false });
  });

  test("on the screen's port is a kiosk, another program, or nobody", async () => {
    const status = { ...STATUS, kiosk: "k" };
    const screen = await startScreenServer({ port: 0, status, onFault: () => undefined });
    closing.push(() => screen.close());
    expect(await probes.port(Number(new URL(screen.url).port))).toBe("kiosk");
    expect(await probes.port(await json(200, {}))).toBe("other");
    expect(await probes.port(await freePort())).toBe("free");
  });

  test("a running kiosk is asked which of its lines are shorted; what is no kiosk's status tells nothing", async () => {
    const board = { driver: "chardev", astray: ["red", "relay"], contacts: {} } as const;
    const screen = await startScreenServer({ port: 0, status: { ...STATUS, board }, onFault: () => undefined });
    closing.push(() => screen.close());
    expect(await probes.runningBoard(Number(new URL(screen.url).port))).toEqual({ astray: ["red", "relay"] });
    const { astray: _, ...well } = board;
    screen.showStatus({ ...STATUS, board: well });
    expect(await probes.runningBoard(Number(new URL(screen.url).port))).toEqual({ astray: [] });
    for (const other of [{ ...well, driver: "none" }, { ...well, astray: ["\u001b[31m"] }, undefined])
      expect(await probes.runningBoard(await json(200, { kiosk: "k", board: other }))).toBeUndefined();
    expect(await probeBoard(await freePort(), 1000)).toBeUndefined();
  });
});

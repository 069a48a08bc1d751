import { execFileSync } from "node:child_process";
import { closeSync, constants, mkdirSync, openSync, symlinkSync, unlinkSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { hidReader } from "../../src/drivers/hid-reader.ts";
import { EVIOCGRAB, keyboardReader } from "../../src/drivers/keyboard-reader.ts";
import { type Libc, loadLibc } from "../../src/drivers/libc.ts";
import { findReaders } from "../../src/drivers/reader-look.ts";
import type { Source } from "../../src/ports.ts";
import { HID_POS_DESCRIPTOR, hidPosReports } from "../support/hid-pos.ts";
import { keyEvents, keysFor } from "../support/key-events.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const folder = temporaryFolder();
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A named pipe in place of the device: it is opened, polled and lost as one. What the ioctl is told is noted. */
function plugIn(path: string) {
  execFileSync("mkfifo", [path]);
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  const pullOut = (): void => {
    unlinkSync(path);
    closeSync(fd);
  };
  return { send: (bytes: Uint8Array) => writeSync(fd, bytes), pullOut };
}

function listen(make: (log: (event: string) => void) => Source) {
  const symbols: string[] = [];
  const events: string[] = [];
  const source = make((event) => events.push(event));
  closing.push(source.close);
  source.open((symbol) => symbols.push(Buffer.from(symbol).toString("latin1")));
  const becomes = (state: "ok" | "missing") =>
    vi.waitFor(() => expect(source.health().state).toBe(state), { timeout: 10_000, interval: 10 });
  const hears = (expected: readonly string[]) => vi.waitFor(() => expect(symbols).toEqual(expected), { timeout: 5000, interval: 5 });
  return { source, events, becomes, hears };
}

const asks: { readonly request: number; readonly argument: number }[] = [];
/** The C library, but for the one call that only an input device answers. */
const withIoctl = (ioctl: Libc["ioctl"]) => async (): Promise<Libc> => ({ ...(await loadLibc()), ioctl });
const grabbing = withIoctl((_fd, request, data) => void asks.push({ request, argument: data.length }));
const keyboard = (path: string, loadLibc = grabbing) =>
  listen((log) => keyboardReader({ path, loadLibc, isWhole: (symbol) => /^<.*>$/.test(Buffer.from(symbol).toString()), log }));

describe("a reader that types", () => {
  test("is grabbed before anything is read, by the number that the kernel's header gives", async () => {
    // _IOC of asm-generic/ioctl.h: direction in two bits from 30, size in 14 from 16, type in 8 from 8, number in 8. EVIOCGRAB is
    // _IOW('E', 0x90, int), and any argument but 0 grabs.
    expect(EVIOCGRAB).toBe(((1 << 30) | (4 << 16) | ("E".charCodeAt(0) << 8) | 0x90) >>> 0);
    const path = join(folder, "grabbed-event-kbd");
    const device = plugIn(path);
    closing.push(device.pullOut);
    asks.length = 0;
    const { becomes, hears } = keyboard(path);
    await becomes("ok");
    expect(asks).toEqual([{ request: EVIOCGRAB, argument: 4 }]);
    device.send(keysFor("<Thẻ>".replace("ẻ", "e")));
    await hears(["<The>"]);
  });

  test("is not read where it cannot be grabbed: others would see what is shown", async () => {
    const path = join(folder, "refused-event-kbd");
    const device = plugIn(path);
    closing.push(device.pullOut);
    const busy = withIoctl(() => {
      throw Object.assign(new Error("ioctl: EBUSY"), { code: "EBUSY" });
    });
    const { source, becomes, hears } = keyboard(path, busy);
    await becomes("missing");
    expect(source.health().detail).toMatch(/cannot be had alone: another program has grabbed it/);
    device.send(keysFor("<code>\r"));
    await hears([]);
  });

  test("a code ends with Enter or when nothing more is typed; Enter in the middle is part of it", async () => {
    const path = join(folder, "enter-event-kbd");
    const device = plugIn(path);
    closing.push(device.pullOut);
    const { becomes, hears, events } = keyboard(path);
    await becomes("ok");
    device.send(keysFor("nobody knows this\r"));
    await hears(["nobody knows this"]);
    device.send(keysFor("not <ours"));
    device.send(Buffer.concat([keyEvents.dropped(), keysFor("\r")]));
    await vi.waitFor(() => expect(events).toContain("keyboard-reader: keys lost, the code is not whole"));
  });

  test("is read again after it was pulled out and plugged in, in the middle of a code", async () => {
    const path = join(folder, "again-event-kbd");
    let device = plugIn(path);
    const { becomes, hears } = keyboard(path);
    await becomes("ok");
    device.send(keysFor("<half a "));
    device.pullOut();
    await becomes("missing");
    device = plugIn(path);
    closing.push(device.pullOut);
    await becomes("ok");
    device.send(keysFor("<code>\r"));
    await hears(["<code>"]);
  });
});

describe("a reader in HID-POS mode", () => {
  const sys = join(folder, "sys");
  function describeDevice(node: string, descriptor: Uint8Array): string {
    const device = join(sys, "class/hidraw", node, "device");
    mkdirSync(device, { recursive: true });
    writeFileSync(join(device, "report_descriptor"), descriptor);
    return join(folder, node);
  }

  test("its codes are their exact bytes, through the name that udev gives it", async () => {
    const node = describeDevice("hidraw3", HID_POS_DESCRIPTOR);
    const device = plugIn(node);
    closing.push(device.pullOut);
    const path = join(folder, "reader-hid");
    symlinkSync("hidraw3", path);
    const { becomes, hears } = listen((log) => hidReader({ path, sys, loadLibc, log }));
    await becomes("ok");
    const code = Buffer.from(["<".charCodeAt(0), 0x00, 0x0d, 0xff, ...Buffer.from("x".repeat(100)), ">".charCodeAt(0)]);
    // A read of a pipe is not one report: each waits for the one before.
    for (const report of hidPosReports(code)) {
      device.send(report);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    await hears([code.toString("latin1")]);
  });

  test("the end of a code that began before the device was opened is dropped", async () => {
    const node = describeDevice("hidraw5", HID_POS_DESCRIPTOR);
    const device = plugIn(node);
    closing.push(device.pullOut);
    const [, last] = hidPosReports(Buffer.from("x".repeat(100)));
    if (last) device.send(last);
    const { becomes, hears } = listen((log) => hidReader({ path: node, sys, loadLibc, log }));
    await becomes("ok");
    for (const report of hidPosReports(Buffer.from("code"))) device.send(report);
    await hears(["code"]);
  });

  test("so is it where the reader pauses in it", async () => {
    const node = describeDevice("hidraw6", HID_POS_DESCRIPTOR);
    const device = plugIn(node);
    closing.push(device.pullOut);
    const [, middle, last] = hidPosReports(Buffer.from("x".repeat(150)));
    if (!middle || !last) throw new Error("three reports");
    device.send(middle);
    const { becomes, hears } = listen((log) => hidReader({ path: node, sys, loadLibc, log }));
    await becomes("ok");
    device.send(last);
    await new Promise((resolve) => setTimeout(resolve, 130));
    for (const report of hidPosReports(Buffer.from("code"))) device.send(report);
    await hears(["code"]);
  });

  test("a mouse is told, not read", async () => {
    const node = describeDevice("hidraw4", Uint8Array.of(0x05, 0x01, 0x09, 0x02, 0xa1, 0x01, 0xc0));
    closing.push(plugIn(node).pullOut);
    const { source, becomes } = listen((log) => hidReader({ path: node, sys, loadLibc, log }));
    await becomes("missing");
    expect(source.health().detail).toMatch(/is no reader in HID-POS mode/);
  });
});

describe("what is plugged in", () => {
  /** A root as Linux lays it out, with one reader of each kind, an unknown adapter, an office keyboard and a mouse. */
  function machine(): string {
    const root = join(folder, "machine");
    const write = (path: string, contents: string | Uint8Array): void => {
      mkdirSync(join(root, path, ".."), { recursive: true });
      writeFileSync(join(root, path), contents);
    };
    const link = (path: string, target: string): void => {
      mkdirSync(join(root, path, ".."), { recursive: true });
      symlinkSync(target, join(root, path));
    };
    for (const [tty, name, vendor, product] of [
      ["ttyACM0", "usb-GROW_GM65", "6666", "7777"],
      ["ttyUSB0", "usb-Adapter", "0403", "6001"],
    ] as const) {
      write(`dev/${tty}`, "");
      link(`dev/serial/by-id/${name}-if00`, `../../${tty}`);
      const usb = `sys/devices/usb1/1-${vendor}`;
      write(`${usb}/idVendor`, `${vendor}\n`);
      write(`${usb}/idProduct`, `${product}\n`);
      mkdirSync(join(root, usb, "interface"), { recursive: true });
      link(`sys/class/tty/${tty}/device`, join(root, usb, "interface"));
    }
    for (const [event, name, vendor, product] of [
      ["event5", "usb-Newland-event-kbd", "1eab", "0003"],
      ["event6", "usb-Office-event-kbd", "046d", "c31c"],
    ] as const) {
      write(`dev/input/${event}`, "");
      link(`dev/input/by-id/${name}`, `../${event}`);
      write(`sys/class/input/${event}/device/id/vendor`, `${vendor}\n`);
      write(`sys/class/input/${event}/device/id/product`, `${product}\n`);
    }
    link("dev/input/by-id/usb-Office-event-mouse", "../event6");
    for (const [node, descriptor, ids] of [
      ["hidraw0", HID_POS_DESCRIPTOR, "0003:00000C2E:00000B61"],
      ["hidraw1", Uint8Array.of(0x05, 0x01, 0x09, 0x02, 0xa1, 0x01, 0xc0), "0003:0000046D:0000C077"],
    ] as const) {
      write(`dev/${node}`, "");
      write(`sys/class/hidraw/${node}/device/report_descriptor`, descriptor);
      write(`sys/class/hidraw/${node}/device/uevent`, `DRIVER=hid-generic\nHID_ID=${ids}\n`);
    }
    return root;
  }

  test("is found by the ids of USB, and nobody's keyboard is called a reader", async () => {
    const root = machine();
    expect(await findReaders(root)).toEqual([
      { kind: "serial", path: join(root, "dev/serial/by-id/usb-Adapter-if00"), usb: { vendor: 0x0403, product: 0x6001 } },
      {
        kind: "serial",
        path: join(root, "dev/serial/by-id/usb-GROW_GM65-if00"),
        usb: { vendor: 0x6666, product: 0x7777 },
        profile: "gm65",
      },
      {
        kind: "keyboard",
        path: join(root, "dev/input/by-id/usb-Newland-event-kbd"),
        usb: { vendor: 0x1eab, product: 3 },
        profile: "newland",
      },
      { kind: "keyboard", path: join(root, "dev/input/by-id/usb-Office-event-kbd"), usb: { vendor: 0x046d, product: 0xc31c } },
      { kind: "hid", path: join(root, "dev/hidraw0"), usb: { vendor: 0x0c2e, product: 0x0b61 }, profile: "honeywell" },
    ]);
  });

  test("is nothing on a machine without any of these folders", async () => {
    expect(await findReaders(join(folder, "bare"))).toEqual([]);
  });
});

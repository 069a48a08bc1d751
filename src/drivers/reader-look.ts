import { readdir, readFile, realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { FoundReader } from "../core/machine-facts.ts";
import { scanReportOf } from "../core/readers/hid-report.ts";
import { profileOfUsb, type UsbId } from "../core/readers/profiles.ts";

/** From a tty up to the USB device that it belongs to: interface, device. A hub above it would be another device. */
const LEVELS_UP = 3;

/** Every serial device and keyboard with a name of its own, and every HID-POS reader, below `root`, which is `/` but in tests. Opens none. */
export async function findReaders(root: string): Promise<readonly FoundReader[]> {
  const [serial, keyboards, hid] = await Promise.all([
    eachIn(join(root, "dev/serial/by-id"), async (path) => known("serial", path, await usbOfTty(root, path))),
    eachIn(join(root, "dev/input/by-id"), async (path) =>
      path.endsWith("-event-kbd") ? known("keyboard", path, await usbOfInput(root, path)) : undefined,
    ),
    eachIn(join(root, "dev"), async (path) => (/\/hidraw\d+$/.test(path) ? await hidReaderAt(root, path) : undefined)),
  ]);
  return [...serial, ...keyboards, ...hid];
}

async function eachIn(folder: string, look: (path: string) => Promise<FoundReader | undefined>): Promise<readonly FoundReader[]> {
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(names.toSorted().map((name) => look(join(folder, name))));
  return found.filter((reader) => reader !== undefined);
}

function known(kind: FoundReader["kind"], path: string, usb: Required<UsbId> | undefined): FoundReader {
  const profile = usb && profileOfUsb(usb);
  return { kind, path, ...(usb && { usb }), ...(profile && { profile }) };
}

async function usbOfTty(root: string, path: string): Promise<Required<UsbId> | undefined> {
  let folder = await realpath(join(root, "sys/class/tty", await nodeOf(path), "device")).catch(() => undefined);
  for (let level = 0; folder !== undefined && level < LEVELS_UP; level++) {
    const usb = usbId(await text(folder, "idVendor"), await text(folder, "idProduct"));
    if (usb) return usb;
    folder = dirname(folder);
  }
  return undefined;
}

async function usbOfInput(root: string, path: string): Promise<Required<UsbId> | undefined> {
  const folder = join(root, "sys/class/input", await nodeOf(path), "device/id");
  return usbId(await text(folder, "vendor"), await text(folder, "product"));
}

/** The kernel's line is `HID_ID=0003:00000C2E:00000B87`: bus, vendor, product. A mouse is no reader, whatever its ids. */
async function hidReaderAt(root: string, path: string): Promise<FoundReader | undefined> {
  const folder = join(root, "sys/class/hidraw", basename(path), "device");
  const descriptor = await readFile(join(folder, "report_descriptor")).catch(() => undefined);
  if (!descriptor || !scanReportOf(descriptor)) return undefined;
  const [, vendor, product] = /^HID_ID=[0-9A-F]{4}:0000([0-9A-F]{4}):0000([0-9A-F]{4})$/m.exec((await text(folder, "uevent")) ?? "") ?? [];
  return known("hid", path, usbId(vendor, product));
}

function usbId(vendor: string | undefined, product: string | undefined): Required<UsbId> | undefined {
  const isId = (value: string | undefined): value is string => value !== undefined && /^[0-9a-f]{4}$/i.test(value);
  return isId(vendor) && isId(product) ? { vendor: Number.parseInt(vendor, 16), product: Number.parseInt(product, 16) } : undefined;
}

async function nodeOf(path: string): Promise<string> {
  return basename(await realpath(path).catch(() => path));
}

async function text(...path: string[]): Promise<string | undefined> {
  return await readFile(join(...path), "utf8").then(
    (contents) => contents.trim(),
    () => undefined,
  );
}

import { readFile, realpath } from "node:fs/promises";
import { basename, join } from "node:path";
import { MAX_DESCRIPTOR_BYTES, MAX_REPORT_BYTES, reportAssembler, type ScanReport, scanReportOf } from "../core/readers/hid-report.ts";
import type { Source } from "../ports.ts";
import { awaitedReader, type Connection, type ReaderLog, watchPresence } from "./awaited-reader.ts";
import type { Libc } from "./libc.ts";
import { openPolledDevice } from "./polled-device.ts";

export interface HidReaderOptions {
  /** Its raw device, best by a name that is its own: `/dev/tram/reader-hid`. */
  readonly path: string;
  /** Where the kernel tells of its devices. Absent: `/sys`. */
  readonly sys?: string;
  readonly loadLibc: () => Promise<Pick<Libc, "readWaiting">>;
  readonly log: ReaderLog;
}

/** The beginning of a code is forgotten when its rest has not come after this time. */
const FORGET_MS = 2000;

/**
 * A QR reader in HID-POS mode (also "USB HID bar code scanner"). Symbols are the exact bytes of the code; the reader's own description says
 * where in its reports they are, so that no maker's layout is assumed.
 */
export function hidReader(options: HidReaderOptions): Source {
  const { path, log } = options;
  return awaitedReader({ kind: "hid", name: "hid-reader", path, log, read: (connection) => readUntilGone(options, connection) });
}

async function readUntilGone(
  { path, sys = "/sys", loadLibc, log }: HidReaderOptions,
  { onSymbol, onOpen, stopped }: Connection,
): Promise<string> {
  const report = await describe(path, sys);
  const device = openPolledDevice(await loadLibc(), path, MAX_REPORT_BYTES);
  stopped.addEventListener("abort", device.close, { once: true });
  if (stopped.aborted) device.close();
  const presence = watchPresence(path, device.close);
  const assembler = reportAssembler(report);
  let forgetting: NodeJS.Timeout | undefined;
  let droppedBefore = 0;
  onOpen(path, {});
  // A read of this device is one report.
  const cause = await device.poll((bytes) => {
    clearTimeout(forgetting);
    const symbol = assembler.report(bytes);
    if (assembler.dropped > droppedBefore)
      log("hid-reader: too long for a code, dropped", { path, count: assembler.dropped - droppedBefore });
    droppedBefore = assembler.dropped;
    if (symbol) onSymbol(symbol);
    else if (assembler.isHolding) forgetting = setTimeout(assembler.forget, FORGET_MS);
  });
  clearTimeout(forgetting);
  clearInterval(presence);
  device.close();
  stopped.removeEventListener("abort", device.close);
  return cause === "closed" ? "device gone" : cause;
}

/** Rejects for a device that is no reader in this mode: a mouse, or a reader that types. */
async function describe(path: string, sys: string): Promise<ScanReport> {
  const node = basename(await realpath(path));
  const descriptor = await readFile(join(sys, "class/hidraw", node, "device/report_descriptor"));
  const report = descriptor.length > MAX_DESCRIPTOR_BYTES ? undefined : scanReportOf(descriptor);
  if (!report) throw new Error(`${path} is no reader in HID-POS mode: set that mode with a code of its manual`);
  return report;
}

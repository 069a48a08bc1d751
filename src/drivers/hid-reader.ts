import { readFile, realpath } from "node:fs/promises";
import { basename, join } from "node:path";
import { MAX_DESCRIPTOR_BYTES, MAX_REPORT_BYTES, reportAssembler, type ScanReport, scanReportOf } from "../core/readers/hid-report.ts";
import type { Source } from "../ports.ts";
import { awaitedReader, type Connection, type ReaderLog, sparingly, watchPresence } from "./awaited-reader.ts";
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

/** Reports of one code come a millisecond or two apart, as those of a serial reader's: within this time. */
const GAP_MS = 80;
/** The rest of a code that comes later than this may be another's: the beginning is forgotten. What comes this soon after the opening may be a rest. */
const STALL_MS = 300;

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
  const codes = codesOf(
    report,
    onSymbol,
    () => onOpen(path, {}),
    sparingly((count) => log("hid-reader: too long for a code, dropped", { path, count })),
  );
  const gone = device.poll(codes.take); // a read of this device is one report
  const cause = await gone;
  codes.end();
  clearInterval(presence);
  device.close();
  stopped.removeEventListener("abort", device.close);
  return cause === "closed" ? "device gone" : cause;
}

/**
 * From one connection's reports to its codes. What comes before the first longer pause may be the end of a code: it is dropped, to its last
 * report where the device says which one that is.
 */
function codesOf(report: ScanReport, onSymbol: (symbol: Uint8Array) => void, onSettled: () => void, onDropped: (count: number) => void) {
  const assembler = reportAssembler(report);
  let [isSettled, isAmid] = [false, true];
  let droppedBefore = 0;
  let lastMs = performance.now();
  let forgetting: NodeJS.Timeout | undefined;
  let pausing = setTimeout(pause, STALL_MS);

  function pause(): void {
    if (!isSettled) onSettled();
    isSettled = true;
    tell(assembler.quiet());
    if (assembler.isHolding) forgetting = setTimeout(forget, STALL_MS - GAP_MS);
    else isAmid = false;
  }

  function forget(): void {
    assembler.forget();
    isAmid = false;
  }

  function tell(symbol: Uint8Array | undefined): void {
    if (symbol && !isAmid) onSymbol(symbol);
    if (symbol && isSettled) isAmid = false;
  }

  return {
    take(bytes: Uint8Array): void {
      clearTimeout(forgetting);
      clearTimeout(pausing);
      // No timer tells of a silence while our own loop is busy.
      if (assembler.isHolding && performance.now() - lastMs >= STALL_MS) assembler.forget();
      lastMs = performance.now();
      pausing = setTimeout(pause, isSettled ? GAP_MS : STALL_MS);
      tell(assembler.report(bytes));
      if (assembler.dropped > droppedBefore) onDropped(assembler.dropped - droppedBefore);
      droppedBefore = assembler.dropped;
    },
    end(): void {
      clearTimeout(forgetting);
      clearTimeout(pausing);
    },
  };
}

/** Rejects for a device that is no reader in this mode: a mouse, or a reader that types. */
async function describe(path: string, sys: string): Promise<ScanReport> {
  const node = basename(await realpath(path));
  const descriptor = await readFile(join(sys, "class/hidraw", node, "device/report_descriptor"));
  const report = descriptor.length > MAX_DESCRIPTOR_BYTES ? undefined : scanReportOf(descriptor);
  if (!report) throw new Error(`${path} is no reader in HID-POS mode: set that mode with a code of its manual`);
  return report;
}

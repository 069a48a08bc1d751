import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { ClockFacts, RtcFacts } from "../core/machine-facts.ts";
import { loadLibc } from "./libc.ts";

/** What Linux tells of the machine's clock and of what keeps it, in files below `root`, which is `/` but in tests. Never rejects for what is absent. */
export async function lookAtClock(root = "/"): Promise<ClockFacts> {
  const names = await readdir(join(root, RTCS)).catch(() => []);
  return {
    programAt: (await stat(import.meta.filename)).mtimeMs / 1000,
    isSynchronised: await isSynchronised(root),
    rtcs: await Promise.all(names.toSorted().map((name) => lookAtRtc(join(root, RTCS, name), name))),
  };
}

const RTCS = "sys/class/rtc";

/** systemd leaves a file; chrony and others leave none, but the kernel knows. */
async function isSynchronised(root: string): Promise<boolean> {
  const isMarked = await stat(join(root, "run/systemd/timesync/synchronized")).then(
    () => true,
    () => false,
  );
  if (isMarked || root !== "/") return isMarked;
  return await loadLibc().then(
    (libc) => libc.isClockSynchronised(),
    () => false,
  );
}

async function lookAtRtc(folder: string, name: string): Promise<RtcFacts> {
  const text = (file: string) =>
    readFile(join(folder, file), "utf8").then(
      (contents) => contents.trim(),
      () => undefined,
    );
  const [at, chip, hctosys, microvolts] = await Promise.all(["since_epoch", "name", "hctosys", "battery_voltage"].map(text));
  return {
    name,
    at: wholeNumber(at),
    // `rtc-ds1307 1-0068`: the driver, and its place on the bus, which nobody asks for.
    ...(chip !== undefined && chip !== "" && { chip: chip.split(" ")[0] ?? chip }),
    ...(hctosys !== undefined && { hasSetClock: hctosys === "1" }),
    ...voltsOf(wholeNumber(microvolts)),
  };
}

/** Only the Raspberry Pi 5's own clock says how its battery is (rtc-rpi.c, in microvolts; 0 where none is fitted). */
function voltsOf(microvolts: number | undefined): Pick<RtcFacts, "batteryVolts"> {
  return microvolts === undefined || microvolts < 0 ? {} : { batteryVolts: microvolts / 1_000_000 };
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
}

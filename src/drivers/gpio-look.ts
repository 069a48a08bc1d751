import { closeSync, constants, existsSync, openSync } from "node:fs";
import { join } from "node:path";
import type { ChipFacts, GpioFacts } from "../core/machine-facts.ts";
import { emptyChipInfo, encodeLineInfo, GPIO_IOCTL, parseChipInfo, parseLineInfo } from "./gpio-abi.ts";
import { gpioDevices } from "./gpio-chip.ts";
import { sysfsChips } from "./gpio-sysfs.ts";
import { type BuzzerKind, toneFaultOf } from "./gpio-tone.ts";
import { type GpioPlaces, type GpioWiring, LINUX } from "./gpio-wiring.ts";
import { errorCode, type Libc, loadLibc } from "./libc.ts";
import { relayFault } from "./relay-release.ts";
import { askStopOfUnit } from "./stop-command.ts";

/** The service whose files say whether the lines are switched off after it (firmware/systemd). */
const SERVICE = "tram-kiosk.service";

/** Asks every GPIO chip for its name and the wanted ones for who holds the wiring's lines. Takes no line. */
export async function lookAtGpio(
  wiring: GpioWiring,
  { buzzer, places = LINUX, root = "/" }: { readonly buzzer?: BuzzerKind; readonly places?: GpioPlaces; readonly root?: string } = {},
): Promise<GpioFacts> {
  const { labels } = wiring;
  const { relay } = wiring.offsets;
  const inputs = Object.values(wiring.inputs ?? {}).flatMap((input) => (input ? [input.offset] : []));
  const offsets = [...Object.values(wiring.offsets).filter((offset) => offset !== undefined), ...inputs];
  const { fault: stopFault } = await askStopOfUnit(root, SERVICE);
  const common = { labels, offsets, stopFault, toneFault: toneFaultOf(wiring, buzzer, places) };
  const paths = gpioDevices(places.devices);
  if (paths.length === 0) return lookAtSysfs(places.sysfs, common);
  const libc = await loadLibc();
  const chips = paths.map((path) => lookAtChip(libc, path, labels, offsets));
  const chip = chips.find((each) => each.kind === "asked" && labels.includes(each.label));
  const isActiveLow = wiring.activeLow?.includes("relay") ?? false;
  const asked = chip?.kind === "asked" && relay !== undefined ? { label: chip.label, offset: relay, isActiveLow } : undefined;
  return { ...common, chips, driver: "chardev", relayFault: asked && relayFault(asked, places.modules) };
}

/** The older interface says nothing of who holds a line, and no line is asked for: whether it could be is looked at. */
function lookAtSysfs(folder: string, facts: Omit<GpioFacts, "chips" | "driver" | "relayFault">): GpioFacts {
  const found = sysfsChips(folder);
  if (found.length === 0) return { ...facts, chips: [], driver: "chardev", relayFault: undefined };
  const chips = found.map(({ path, label, lines }): ChipFacts => ({ kind: "asked", path, label, lines, holders: [] }));
  const chip = found.find(({ label }) => facts.labels.includes(label));
  const closed = chip && closedAt(folder, chip.base, facts.offsets);
  return { ...facts, chips, driver: "sysfs", relayFault: facts.stopFault, ...(closed !== undefined && { closed }) };
}

/** The first of the files by which these pins are driven that this account may not write; of a pin that nobody has made yet, those that make it. */
function closedAt(folder: string, base: number, offsets: readonly number[]): string | undefined {
  for (const offset of offsets) {
    const pin = join(folder, `gpio${base + offset}`);
    const files = existsSync(pin)
      ? ["active_low", "direction", "value"].map((file) => join(pin, file))
      : ["export", "unexport"].map((file) => join(folder, file));
    for (const file of files) {
      const code = refusalAt(file);
      if (code !== undefined) return `${file} (${code})`;
    }
  }
  return undefined;
}

/** Opened as for writing, and nothing written, which changes nothing there. What is not there is told by whoever takes the lines. */
function refusalAt(file: string): string | undefined {
  try {
    closeSync(openSync(file, constants.O_WRONLY));
    return undefined;
  } catch (error) {
    const code = errorCode(error);
    return code === "EACCES" || code === "EPERM" || code === "EROFS" ? code : undefined;
  }
}

function lookAtChip(libc: Libc, path: string, labels: readonly string[], offsets: readonly number[]): ChipFacts {
  let fd: number | undefined;
  try {
    fd = openSync(path, "r+"); // as the kiosk opens it
    const info = emptyChipInfo();
    libc.ioctl(fd, GPIO_IOCTL.chipInfo, info);
    const { label, lines } = parseChipInfo(info);
    const wanted = labels.includes(label) ? offsets.filter((offset) => offset < lines) : [];
    const chip = fd;
    return { kind: "asked", path, label, lines, holders: wanted.flatMap((offset) => holderOf(libc, chip, offset)) };
  } catch (error) {
    return { kind: "unanswered", path, why: errorCode(error) ?? String(error) };
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

function holderOf(libc: Libc, fd: number, offset: number): readonly { readonly offset: number; readonly consumer: string }[] {
  const info = encodeLineInfo(offset);
  libc.ioctl(fd, GPIO_IOCTL.lineInfo, info);
  const { isUsed, consumer } = parseLineInfo(info);
  return isUsed ? [{ offset, consumer }] : [];
}

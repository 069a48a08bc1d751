import { closeSync, openSync } from "node:fs";
import type { ChipFacts, GpioFacts } from "../core/machine-facts.ts";
import { emptyChipInfo, encodeLineInfo, GPIO_IOCTL, parseChipInfo, parseLineInfo } from "./gpio-abi.ts";
import { gpioDevices } from "./gpio-chip.ts";
import { sysfsChips } from "./gpio-sysfs.ts";
import { type BuzzerKind, toneFaultOf } from "./gpio-tone.ts";
import { type GpioPlaces, type GpioWiring, LINUX } from "./gpio-wiring.ts";
import { errorCode, type Libc, loadLibc } from "./libc.ts";
import { relayFault } from "./relay-release.ts";
import { stopFaultOf } from "./stop-command.ts";

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
  const common = { labels, offsets, stopFault: stopFaultOf(root, SERVICE), toneFault: toneFaultOf(wiring, buzzer, places) };
  const paths = gpioDevices(places.devices);
  if (paths.length === 0) return lookAtSysfs(places.sysfs, common);
  const libc = await loadLibc();
  const chips = paths.map((path) => lookAtChip(libc, path, labels, offsets));
  const chip = chips.find((each) => each.kind === "asked" && labels.includes(each.label));
  const isActiveLow = wiring.activeLow?.includes("relay") ?? false;
  const asked = chip?.kind === "asked" && relay !== undefined ? { label: chip.label, offset: relay, isActiveLow } : undefined;
  return { ...common, chips, driver: "chardev", relayFault: asked && relayFault(asked, places.modules) };
}

/** The older interface says nothing of who holds a line. */
function lookAtSysfs(folder: string, facts: Omit<GpioFacts, "chips" | "driver" | "relayFault">): GpioFacts {
  const chips = sysfsChips(folder).map(({ path, label, lines }): ChipFacts => ({ kind: "asked", path, label, lines, holders: [] }));
  return { ...facts, chips, driver: chips.length > 0 ? "sysfs" : "chardev", relayFault: chips.length > 0 ? facts.stopFault : undefined };
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

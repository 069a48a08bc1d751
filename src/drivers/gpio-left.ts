import { closeSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type LineName, RELAY_FIRST } from "../core/indication.ts";
import { encodeLineInfo, GPIO_IOCTL, parseLineInfo } from "./gpio-abi.ts";
import { findGpioChip, gpioDevices } from "./gpio-chip.ts";
import { sysfsChips } from "./gpio-sysfs.ts";
import { type GpioPlaces, type GpioWiring, LINUX, wiredOutputs } from "./gpio-wiring.ts";
import { loadLibc } from "./libc.ts";

/**
 * Which of a wiring's outputs are outputs now and held by nobody: what a process has left. None where the machine has no such chip. Whose pins
 * they are where the configuration has no board nobody knows: one that somebody else's hardware drives must not be driven against it.
 */
export async function linesLeft(wiring: GpioWiring, places: GpioPlaces = LINUX, load = loadLibc): Promise<readonly LineName[]> {
  const outputs = wiredOutputs(wiring, RELAY_FIRST);
  try {
    if (gpioDevices(places.devices).length === 0) {
      const chip = sysfsChips(places.sysfs).find(({ label }) => wiring.labels.includes(label));
      return chip ? outputs.filter(({ offset }) => isSysfsOutput(places.sysfs, chip.base + offset)).map(({ name }) => name) : [];
    }
    const libc = await load();
    const { fd } = findGpioChip(libc, wiring.labels, places.devices);
    try {
      return outputs.filter(({ offset }) => isLeft((info) => libc.ioctl(fd, GPIO_IOCTL.lineInfo, info), offset)).map(({ name }) => name);
    } finally {
      closeSync(fd);
    }
  } catch {
    return []; // no such chip, or none that may be asked
  }
}

function isLeft(ask: (info: Buffer) => void, offset: number): boolean {
  const info = encodeLineInfo(offset);
  ask(info);
  const { isUsed, isOutput } = parseLineInfo(info);
  return isOutput && !isUsed;
}

/** A pin that nobody has exported was given back. */
function isSysfsOutput(folder: string, number: number): boolean {
  try {
    return readFileSync(join(folder, `gpio${number}`, "direction"), "latin1").trim() !== "in";
  } catch {
    return false;
  }
}

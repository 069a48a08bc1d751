import { closeSync } from "node:fs";
import { LINE_NAMES, type LineName } from "../core/indication.ts";
import type { RestingLines } from "../core/machine-facts.ts";
import * as abi from "./gpio-abi.ts";
import { requestLines } from "./gpio-chardev.ts";
import { findGpioChip, type GpioChip, gpioDevices } from "./gpio-chip.ts";
import type { BuzzerKind } from "./gpio-tone.ts";
import { type GpioPlaces, type GpioWiring, LINUX, wiredOutputs } from "./gpio-wiring.ts";
import { type Libc, loadLibc } from "./libc.ts";

type Output = ReturnType<typeof wiredOutputs>[number];

/**
 * Which of a wiring's outputs read as switched on although nobody drives them. Only pins that are inputs now are read, as inputs and with the pull
 * that they have, so that nothing is changed by it. A buzzer that may hang on a PWM is left out: asking for its line takes the pin from it until
 * the next boot. Undefined where somebody holds one of the lines, where there is no such chip, or for the older interface, whose
 * reading would have to export the pins first.
 */
export async function linesAtRest(
  wiring: GpioWiring,
  buzzer: BuzzerKind | undefined,
  places: GpioPlaces = LINUX,
  load = loadLibc,
): Promise<RestingLines | undefined> {
  if (gpioDevices(places.devices).length === 0) return undefined;
  const outputs = wiredOutputs(wiring, LINE_NAMES).filter(({ name }) => name !== "buzzer" || buzzer === "active");
  const libc = await load();
  const chip = findGpioChip(libc, wiring.labels, places.devices);
  try {
    const states = outputs.map((output) => ({ output, ...infoOf(libc, chip, output) }));
    if (states.some(({ isUsed }) => isUsed)) return undefined;
    const inputs = states.filter(({ isOutput }) => !isOutput).map(({ output }) => output);
    return { asked: inputs.map(({ name }) => name), on: inputs.length === 0 ? [] : readOn(libc, chip, inputs) };
  } finally {
    closeSync(chip.fd);
  }
}

function infoOf(libc: Libc, chip: GpioChip, { offset }: Output): ReturnType<typeof abi.parseLineInfo> {
  const info = abi.encodeLineInfo(offset);
  libc.ioctl(chip.fd, abi.GPIO_IOCTL.lineInfo, info);
  return abi.parseLineInfo(info);
}

/** Held for as long as one read takes: a kiosk that starts in this very moment tries again after five seconds. */
function readOn(libc: Libc, chip: GpioChip, lines: readonly Output[]): readonly LineName[] {
  const fd = requestLines(libc, chip, lines, abi.encodeReadRequest(lines, "tram-doctor"));
  try {
    const values = abi.encodeValues(0n, abi.bitmap(lines.map(() => true)));
    libc.ioctl(fd, abi.GPIO_IOCTL.getValues, values);
    const levels = abi.parseValues(values, lines.length);
    return lines.filter(({ isActiveLow }, index) => levels[index] !== isActiveLow).map(({ name }) => name);
  } finally {
    closeSync(fd);
  }
}

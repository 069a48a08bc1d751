import { closeSync } from "node:fs";
import { ALL_LOW, type Levels, LINE_NAMES, type LineName } from "../core/indication.ts";
import type { Lines } from "../ports.ts";
import * as abi from "./gpio-abi.ts";
import { findGpioChip, type GpioChip } from "./gpio-chip.ts";
import { errorCode, type Libc, loadLibc } from "./libc.ts";
import { relayFault } from "./relay-release.ts";

/** Where the lines of a board are. */
export interface GpioWiring {
  /** Labels of chips that carry these lines; exactly one such chip must be there. Chip numbers change with the kernel, labels do not. */
  readonly labels: readonly string[];
  /** Offset on the chip of each line that is wired; the others do not exist on this kiosk. */
  readonly offsets: { readonly [Name in LineName]?: number | undefined };
  /** Lines whose device is on when the pin is low. Never the relay. */
  readonly activeLow?: readonly LineName[] | undefined;
}

/** The wiring of hardware/pins.yaml, from which a test keeps this from straying. */
export const STANDARD_WIRING: GpioWiring = {
  labels: ["pinctrl-bcm2835", "pinctrl-bcm2711", "pinctrl-rp1"],
  offsets: { red: 17, amber: 27, green: 22, white: 23, buzzer: 24, relay: 25 },
};

/** The lines of a real board. */
export interface GpioLines extends Lines {
  /** The chip in use: `/dev/gpiochip0 (pinctrl-bcm2711)`. */
  readonly chip: string;
  /** Why the relay is held low whatever is asked of it; undefined when it is driven, or not wired. */
  readonly relayFault: string | undefined;
}

/** Where Linux keeps these things. */
export interface GpioPlaces {
  readonly devices: string;
  readonly modules: string;
}

/** Their places on every Linux. */
export const LINUX: GpioPlaces = { devices: "/dev", modules: "/sys/module" };

/**
 * Takes the wired lines of the board, all off, in one request to the kernel's GPIO character device; no other program can
 * have them meanwhile. Rejects with the device, the error's name and what to do about it.
 */
export async function openGpioLines(wiring: GpioWiring, places: GpioPlaces = LINUX): Promise<GpioLines> {
  const names = LINE_NAMES.filter((name) => wiring.offsets[name] !== undefined);
  const outputs = names.map((name) => ({ offset: wiring.offsets[name] ?? 0, isActiveLow: wiring.activeLow?.includes(name) ?? false }));
  if (new Set(outputs.map((line) => line.offset)).size < outputs.length) throw new Error("gpio: two lines are wired to the same pin");
  const libc = await loadLibc();
  const chip = findGpioChip(libc, wiring.labels, places.devices);
  try {
    const fd = requestOutputs(libc, chip, outputs);
    const relay = outputs[names.indexOf("relay")];
    const fault = relay && relayFault({ ...relay, label: chip.label }, places.modules);
    return linesOn(libc, fd, names, `${chip.path} (${chip.label})`, fault);
  } finally {
    closeSync(chip.fd); // the lines have a descriptor of their own
  }
}

function requestOutputs(libc: Libc, chip: GpioChip, outputs: readonly abi.OutputLine[]): number {
  const request = abi.encodeOutputRequest(outputs, "tram-kiosk");
  try {
    libc.ioctl(chip.fd, abi.GPIO_IOCTL.requestLines, request);
    return abi.parseRequestFd(request);
  } catch (cause) {
    const code = errorCode(cause) ?? "unknown error";
    throw new Error(
      `gpio: ${chip.path} (${chip.label}) refuses lines ${outputs.map((line) => line.offset).join(", ")}: ${code}; ${adviceOn(code, libc, chip, outputs)}`,
      { cause },
    );
  }
}

function adviceOn(code: string, libc: Libc, chip: GpioChip, outputs: readonly abi.OutputLine[]): string {
  if (code === "EBUSY") {
    const holders = outputs.flatMap(({ offset }) => {
      const info = abi.encodeLineInfo(offset);
      libc.ioctl(chip.fd, abi.GPIO_IOCTL.lineInfo, info);
      const { isUsed, consumer } = abi.parseLineInfo(info);
      return isUsed ? [`${offset} by ${consumer || "an unnamed program"}`] : [];
    });
    return `in use: ${holders.join(", ")}; stop that, or wire other pins`;
  }
  if (code === "EINVAL") return "the chip has no such lines: correct the pins in the configuration";
  if (code === "ENOTTY") return "the kernel is older than 5.10: update it";
  return "see the kernel's log";
}

function linesOn(libc: Libc, fd: number, names: readonly LineName[], chip: string, fault: string | undefined): GpioLines {
  let isOpen = true;

  function drive(levels: Partial<Levels>): void {
    if (!isOpen) throw new Error("gpio: set after close");
    const mask = abi.bitmap(names.map((name) => levels[name] !== undefined));
    const bits = abi.bitmap(names.map((name) => levels[name] === true && !(name === "relay" && fault !== undefined)));
    if (mask === 0n) return; // the kernel refuses an empty mask
    try {
      libc.ioctl(fd, abi.GPIO_IOCTL.setValues, abi.encodeValues(bits, mask));
    } catch (cause) {
      throw new Error(`gpio: ${chip} cannot set its lines: ${errorCode(cause) ?? "unknown error"}`, { cause });
    }
  }

  return {
    chip,
    relayFault: fault,
    set: drive,
    close(): void {
      if (!isOpen) return;
      try {
        drive(ALL_LOW);
      } finally {
        isOpen = false;
        closeSync(fd);
      }
    },
  };
}

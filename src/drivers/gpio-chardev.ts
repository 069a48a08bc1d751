import { closeSync } from "node:fs";
import type { Lines } from "../board-ports.ts";
import { ALL_LOW, type Levels, LINE_NAMES, type LineName } from "../core/indication.ts";
import * as abi from "./gpio-abi.ts";
import { findGpioChip, type GpioChip } from "./gpio-chip.ts";
import { type GpioPlaces, type GpioWiring, LINUX, wiredOutputs } from "./gpio-wiring.ts";
import { errorCode, type Libc, loadLibc } from "./libc.ts";
import { relayFault } from "./relay-release.ts";

/** The lines of a real board. */
export interface GpioLines extends Lines {
  /** The chip in use: `/dev/gpiochip0 (pinctrl-bcm2711)`. */
  readonly chip: string;
  /** Why the relay is held low whatever is asked of it; undefined when it is driven, or not wired. */
  readonly relayFault: string | undefined;
}

/** Who the kernel says holds our lines. */
const CONSUMER = "tram-kiosk";

/**
 * Takes the wired lines of the board, all off, in one request to the kernel's GPIO character device; no other program can
 * have them meanwhile. Rejects with the device, the error's name and what to do about it.
 */
export async function openGpioLines(wiring: GpioWiring, places: GpioPlaces = LINUX): Promise<GpioLines> {
  return chardevLines(await loadLibc(), wiring, places);
}

/** The same at once, with a C library that has been loaded. */
export function chardevLines(libc: Libc, wiring: GpioWiring, places: GpioPlaces): GpioLines {
  const outputs = wiredOutputs(wiring, LINE_NAMES);
  const chip = findGpioChip(libc, wiring.labels, places.devices);
  try {
    const fd = requestLines(libc, chip, outputs, abi.encodeOutputRequest(outputs, CONSUMER));
    const relay = outputs.find(({ name }) => name === "relay");
    const fault = relay && relayFault({ ...relay, label: chip.label }, places.modules);
    return linesOn(
      libc,
      fd,
      outputs.map(({ name }) => name),
      `${chip.path} (${chip.label})`,
      fault,
    );
  } finally {
    closeSync(chip.fd); // the lines have a descriptor of their own
  }
}

/** The descriptor of the lines that the kernel gives for a request. Throws with who holds them, or what else to do. */
export function requestLines(libc: Libc, chip: GpioChip, lines: readonly { readonly offset: number }[], request: Buffer): number {
  try {
    libc.ioctl(chip.fd, abi.GPIO_IOCTL.requestLines, request);
    return abi.parseRequestFd(request);
  } catch (cause) {
    const code = errorCode(cause) ?? "unknown error";
    const offsets = lines.map(({ offset }) => offset);
    throw Object.assign(
      new Error(`gpio: ${chip.path} (${chip.label}) refuses lines ${offsets.join(", ")}: ${code}; ${adviceOn(code, libc, chip, offsets)}`, {
        cause,
      }),
      { code },
    );
  }
}

function adviceOn(code: string, libc: Libc, chip: GpioChip, offsets: readonly number[]): string {
  if (code === "EBUSY") {
    const holders = offsets.flatMap((offset) => {
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

/** Drives lines that have been granted, in the order of the request. */
export function linesOn(libc: Libc, fd: number, names: readonly LineName[], chip: string, fault: string | undefined): GpioLines {
  let isOpen = true;
  let driven = 0n;

  function drive(levels: Partial<Levels>): void {
    if (!isOpen) throw new Error("gpio: set after close");
    const mask = abi.bitmap(names.map((name) => levels[name] !== undefined));
    const bits = abi.bitmap(names.map((name) => levels[name] === true && !(name === "relay" && fault !== undefined)));
    if (mask === 0n) return; // the kernel refuses an empty mask
    ask(abi.GPIO_IOCTL.setValues, abi.encodeValues(bits, mask), "set");
    driven = (driven & ~mask) | bits;
  }

  function ask(request: number, data: Buffer, what: "set" | "read"): void {
    try {
      libc.ioctl(fd, request, data);
    } catch (cause) {
      throw new Error(`gpio: ${chip} cannot ${what} its lines: ${errorCode(cause) ?? "unknown error"}`, { cause });
    }
  }

  return {
    chip,
    relayFault: fault,
    set: drive,
    astray(): readonly LineName[] {
      if (!isOpen) throw new Error("gpio: read after close");
      const values = abi.encodeValues(0n, abi.bitmap(names.map(() => true)));
      ask(abi.GPIO_IOCTL.getValues, values, "read");
      const read = abi.parseValues(values, names.length);
      return names.filter((_, index) => read[index] !== (((driven >> BigInt(index)) & 1n) === 1n));
    },
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

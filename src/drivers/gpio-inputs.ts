import { closeSync } from "node:fs";
import type { BoardInputs, InputChange } from "../board-ports.ts";
import { INPUT_PINS, type InputName } from "../core/board/standard-pins.ts";
import * as abi from "./gpio-abi.ts";
import { requestLines } from "./gpio-chardev.ts";
import { findGpioChip } from "./gpio-chip.ts";
import type { GpioPlaces, GpioWiring, InputWiring } from "./gpio-wiring.ts";
import { errorCode, type Libc } from "./libc.ts";

/**
 * How often the kernel's queue is emptied. It keeps 16 edges a line with their times, and debounces for 20 ms or more, so that nothing is lost in
 * between; a hundred wake-ups a second would cost more than a lamp pattern may (`npm run bench -- lines`).
 */
const DRAIN_EVERY_MS = 50;
/** As many edges as the queue of four inputs holds. */
const EVENTS_A_READ = 64;

/** An input that is wired. */
export interface WiredInput extends InputWiring {
  readonly name: InputName;
}

/** The wired inputs, in the order in which a request has them. */
export function wiredInputs({ inputs = {} }: Pick<GpioWiring, "inputs">): readonly WiredInput[] {
  return inputNames().flatMap((name) => {
    const input = inputs[name];
    return input ? [{ name, ...input }] : [];
  });
}

function inputNames(): readonly InputName[] {
  return Object.keys(INPUT_PINS) as InputName[]; // the keys of that very table
}

/**
 * Takes the wired inputs in one request to the GPIO character device: pulled, debounced and watched for both edges by the kernel.
 * Throws as openGpioLines() rejects. Fails by itself: the outputs are another request.
 */
export function chardevInputs(libc: Libc, wiring: GpioWiring, places: GpioPlaces, onFault: (error: Error) => void): BoardInputs {
  const inputs = wiredInputs(wiring);
  const chip = findGpioChip(libc, wiring.labels, places.devices);
  try {
    const fd = requestLines(libc, chip, inputs, abi.encodeInputRequest(inputs, "tram-kiosk"));
    try {
      libc.setNonBlocking(fd);
    } catch (error) {
      closeSync(fd);
      throw error;
    }
    return inputsOn(libc, fd, inputs, onFault);
  } finally {
    closeSync(chip.fd);
  }
}

/** Watches inputs that have been granted. The descriptor does not block: a read that waits would hold one of Node's few threads for ever. */
export function inputsOn(libc: Libc, fd: number, inputs: readonly WiredInput[], onFault: (error: Error) => void): BoardInputs {
  const buffer = Buffer.alloc(EVENTS_A_READ * abi.LINE_EVENT_BYTES);
  const nameOf = new Map(inputs.map(({ offset, name }) => [offset, name]));
  let timer: NodeJS.Timeout | undefined;
  let isOpen = true;

  function drain(onChange: (change: InputChange) => void): void {
    let bytes: number;
    try {
      bytes = libc.readWaiting(fd, buffer);
    } catch (cause) {
      clearInterval(timer); // a broken chip does not mend by itself, and must not fill the log
      onFault(unreadable(cause));
      return;
    }
    for (const { offset, isActive, atMs } of abi.parseEvents(buffer.subarray(0, bytes))) {
      const line = nameOf.get(offset);
      if (line !== undefined && isOpen) onChange({ line, isActive, atMs });
    }
  }

  return {
    open(onChange): void {
      timer ??= setInterval(drain, DRAIN_EVERY_MS, onChange);
    },
    levels() {
      if (!isOpen) throw new Error("gpio: read after close");
      const values = abi.encodeValues(0n, abi.bitmap(inputs.map(() => true)));
      try {
        libc.ioctl(fd, abi.GPIO_IOCTL.getValues, values);
      } catch (cause) {
        throw unreadable(cause);
      }
      const read = abi.parseValues(values, inputs.length);
      return Object.fromEntries(inputs.map(({ name }, index) => [name, read[index] === true]));
    },
    close(): void {
      if (!isOpen) return;
      isOpen = false;
      clearInterval(timer);
      closeSync(fd);
    },
  };
}

function unreadable(cause: unknown): Error {
  return new Error(`gpio: the inputs cannot be read: ${errorCode(cause) ?? "unknown error"}`, { cause });
}

import { closeSync, constants, openSync } from "node:fs";
import { errorCode, type Libc } from "./libc.ts";

/** A device that is read without a thread waiting for it: a waiting read would hold one of Node's four, for ever. */
export interface PolledDevice {
  readonly fd: number;
  readonly isOpen: boolean;
  /** Calls back with what has come, from the event loop. Resolves with the cause when the device is gone. */
  poll(onBytes: (bytes: Uint8Array) => void): Promise<string>;
  /** Lets go of the device. Calling it twice is harmless. */
  close(): void;
}

/** The kernel keeps 64 events of a keyboard (evdev.c) and 64 reports (hidraw.c); the fastest reader sends one a millisecond. */
const POLL_MS = 8;
/** Reads a turn; what is left is there at the next one. */
const MAX_READS = 64;

/** Opens a device file for reading. `maxBytes`: of one read. Throws a system error where it may not, or where there is none. */
export function openPolledDevice(libc: Pick<Libc, "readWaiting">, path: string, maxBytes: number): PolledDevice {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  const { promise: gone, resolve } = Promise.withResolvers<string>();
  const buffer = Buffer.alloc(maxBytes);
  let timer: NodeJS.Timeout | undefined;
  let isOpen = true;

  function close(): void {
    if (!isOpen) return;
    isOpen = false;
    clearInterval(timer);
    buffer.fill(0); // what somebody showed does not stay
    closeSync(fd);
    resolve("closed");
  }

  function read(onBytes: (bytes: Uint8Array) => void): void {
    try {
      for (let reads = 0; isOpen && reads < MAX_READS; reads++) {
        const length = libc.readWaiting(fd, buffer);
        if (length === 0) return;
        onBytes(buffer.subarray(0, length));
      }
    } catch (error) {
      const code = errorCode(error);
      resolve(code === "ENODEV" || code === "EIO" ? "device gone" : String(error));
      close();
    }
  }

  return {
    fd,
    get isOpen() {
      return isOpen;
    },
    poll(onBytes) {
      timer = setInterval(() => read(onBytes), POLL_MS);
      return gone;
    },
    close,
  };
}

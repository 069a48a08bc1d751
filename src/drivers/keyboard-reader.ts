import { KEY_EVENT_BYTES, keyTyping } from "../core/readers/key-events.ts";
import type { Source } from "../ports.ts";
import { awaitedReader, type Connection, type ReaderLog, sparingly, watchPresence } from "./awaited-reader.ts";
import { errorCode, type Libc } from "./libc.ts";
import { openPolledDevice } from "./polled-device.ts";
import { createShowings, type ShowingOptions } from "./showings.ts";

export interface KeyboardReaderOptions extends Omit<ShowingOptions, "replies"> {
  /** Its event device by a name that is its own: `/dev/input/by-id/…-event-kbd`. Whatever is there is taken from everybody else. */
  readonly path: string;
  readonly loadLibc: () => Promise<Pick<Libc, "ioctl" | "readWaiting">>;
  readonly log: ReaderLog;
}

/** EVIOCGRAB of linux/input.h, _IOW('E', 0x90, int). Its argument is a number: anything but 0, so that any address will do, grabs. */
export const EVIOCGRAB = 0x40044590;
/** Events a read: some twenty keys. */
const EVENTS = 64;

/**
 * A QR reader that types like a keyboard. It is grabbed: what it types reaches this program and no other, no console and no page. Characters
 * of US-ASCII only, by the US layout; the code ends with Enter or when nothing more is typed.
 */
export function keyboardReader(options: KeyboardReaderOptions): Source {
  const { path, log } = options;
  return awaitedReader({ kind: "keyboard", name: "keyboard-reader", path, log, read: (connection) => readUntilGone(options, connection) });
}

async function readUntilGone(options: KeyboardReaderOptions, { onSymbol, onOpen, stopped }: Connection): Promise<string> {
  const { path, loadLibc, log } = options;
  const libc = await loadLibc();
  const device = openPolledDevice(libc, path, EVENTS * KEY_EVENT_BYTES);
  stopped.addEventListener("abort", device.close, { once: true });
  if (stopped.aborted) device.close();
  try {
    grab(libc, device.fd, path);
    const showings = await createShowings({ ...options, isTyped: true }, onSymbol, {
      onDropped: sparingly((count) => log("keyboard-reader: too long for a code, dropped", { path, count })),
      onUnended: sparingly((bytes) => log("keyboard-reader: keys without an end of line: check terminator", { path, bytes })),
    });
    const presence = watchPresence(path, device.close);
    const gone = device.poll(typist(showings.take, () => log("keyboard-reader: keys lost, the code is not whole", { path })));
    // What is typed right now may be the end of a code.
    void showings.settled().then(() => device.isOpen && onOpen(`${path}, typed here alone`, {}));
    const cause = await gone;
    clearInterval(presence);
    showings.end();
    return cause === "closed" ? "device gone" : cause;
  } finally {
    device.close(); // which also ends the grab
    stopped.removeEventListener("abort", device.close);
  }
}

/** Never read without it: whoever sits at the console would see what citizens show. */
function grab(libc: Pick<Libc, "ioctl">, fd: number, path: string): void {
  try {
    libc.ioctl(fd, EVIOCGRAB, Buffer.alloc(4));
  } catch (cause) {
    const code = errorCode(cause) ?? "unknown error";
    const why = code === "EBUSY" ? "another program has grabbed it" : code === "ENOTTY" ? "no input device" : code;
    throw new Error(`${path} cannot be had alone: ${why}`, { cause });
  }
}

function typist(take: (bytes: Uint8Array) => void, onLost: () => void): (events: Uint8Array) => void {
  const typing = keyTyping();
  let lossesBefore = 0;
  return (events) => {
    const typed = typing.take(events);
    if (typed.length > 0) take(typed);
    if (typing.losses > lossesBefore) onLost();
    lossesBefore = typing.losses;
  };
}

import type { SerialPort } from "serialport";
import type { CommandSet } from "../core/readers/command-set.ts";
import type { Source } from "../ports.ts";
import { awaitedReader, type Connection, messageOf, type ReaderLog, watchPresence } from "./awaited-reader.ts";
import { openPort, readerLine } from "./reader-line.ts";
import { findSpeed } from "./reader-talk.ts";
import { createShowings, type ShowingOptions } from "./showings.ts";

export interface SerialReaderOptions extends Omit<ShowingOptions, "replies"> {
  /** Device file, best one that names the device and not its order: `/dev/serial/by-id/…`. It may be absent for now. */
  readonly path: string;
  /** Bits a second. Default 9600, as readers come. */
  readonly baudRate?: number;
  /** What can be said to it: it is asked at each opening whether it is there, and at which speed. Absent: nothing is ever written to it. */
  readonly commands?: CommandSet | undefined;
  readonly log: ReaderLog;
}

/**
 * A QR reader on a serial line. Symbols are the exact bytes of the code. Opens the device for ever, with back-off, also when it is
 * absent at start or is unplugged; only its absence and its return are logged. One that speaks at another speed is read at that speed.
 */
export function serialReader(options: SerialReaderOptions): Source {
  const { path, log } = options;
  const memory: Memory = { isSilent: false };
  return awaitedReader({
    kind: "serial",
    name: "serial-reader",
    path,
    log,
    read: (connection) => readUntilGone(options, connection, memory),
  });
}

/** What outlasts a connection. */
interface Memory {
  /** It did not answer when it was opened last: it is not asked at every speed again, because meanwhile no code is read. */
  isSilent: boolean;
}

async function readUntilGone(options: SerialReaderOptions, { onSymbol, onOpen, stopped }: Connection, memory: Memory): Promise<string> {
  const { path, baudRate = 9600, log, commands } = options;
  const port = await openPort(path, baudRate);
  const { promise: closed, resolve } = Promise.withResolvers<string>();
  port.once("close", (error: Error | null) => resolve(error ? messageOf(error) : "device gone"));
  const release = (): void => {
    if (port.isOpen) port.close((error) => error && resolve(messageOf(error)));
  };
  port.on("error", release);
  stopped.addEventListener("abort", release, { once: true });
  if (stopped.aborted) release();
  const presence = watchPresence(path, release);
  const found = commands ? await meet(port, commands, options, memory) : { baudRate, remark: "" };
  const showings = await createShowings({ ...options, ...(commands && { replies: commands.replies }) }, onSymbol, (count) =>
    log("serial-reader: too long for a code, dropped", { path, count }),
  );
  port.on("data", showings.take);
  if (port.isOpen) onOpen(`${path}, ${found.baudRate} baud${found.remark}`, { baudRate: found.baudRate });
  const cause = await closed;
  clearInterval(presence);
  showings.end();
  stopped.removeEventListener("abort", release);
  return cause;
}

/** Asks whether the reader is there. It is read in any case: a code that comes is worth more than an answer that does not. */
async function meet(port: SerialPort, commands: CommandSet, { path, baudRate = 9600, log }: SerialReaderOptions, memory: Memory) {
  const others = memory.isSilent ? [] : undefined;
  const found = await findSpeed(readerLine(port, commands.replies), commands, baudRate, others).catch(() => undefined);
  memory.isSilent = found === undefined && port.isOpen;
  if (!found) {
    if (port.isOpen) log("serial-reader: no answer to its commands, read all the same", { path, baudRate });
    return { baudRate, remark: ", does not answer commands: see its cable and its profile" };
  }
  if (found.baudRate === baudRate) return { baudRate, remark: `, ${found.says}` };
  log("serial-reader: speaks at another speed than configured, read at that one", { path, baudRate: found.baudRate, configured: baudRate });
  return { baudRate: found.baudRate, remark: `, not ${baudRate} as configured: tram reader set-up cures it` };
}

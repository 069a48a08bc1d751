import type { SerialPort } from "serialport";
import { findReply, type ReplyGrammar } from "../core/readers/command-set.ts";

/** A reader's line, for commands. A reader that is gone is a silent one: no call rejects for that. */
export interface ReaderLine {
  /** Sends a command; resolves to the first reply, or to undefined when none has come in time, by default a quarter of a second. */
  ask(command: Uint8Array, waitMs?: number): Promise<Uint8Array | undefined>;
  /** Changes our own side of the line, in bits a second. */
  setSpeed(baudRate: number): Promise<void>;
  close(): Promise<void>;
}

/** What a reader takes to answer, at 9600 baud and on a busy machine: 20 ms were seen. */
const ANSWER_MS = 250;
/** One that comes later than that comes within this time, and may be in the middle of a code by then. */
const LATE_ANSWER_MS = 1000;
/** Of what came since the command; a reply is shorter. */
const MAX_HEARD_BYTES = 4096;

/** Whoever reads codes on the same line meanwhile. */
interface Listener {
  readonly awaitAnswer: (isDue: boolean) => void;
  /** Our side of the line has another speed from now on. */
  readonly begin: () => void;
}

const NOBODY: Listener = { awaitAnswer: () => undefined, begin: () => undefined };

/** An open port, spoken on. What else comes meanwhile, a code for instance, is the listener's. */
export function readerLine(port: SerialPort, replies: ReplyGrammar, { awaitAnswer, begin }: Listener = NOBODY): ReaderLine {
  let late: NodeJS.Timeout | undefined;
  return {
    async ask(command, waitMs = ANSWER_MS) {
      clearTimeout(late);
      awaitAnswer(true);
      const reply = await ask(port, command, replies, waitMs);
      if (reply) awaitAnswer(false);
      else late = setTimeout(() => awaitAnswer(false), LATE_ANSWER_MS).unref();
      return reply;
    },
    async setSpeed(baudRate) {
      if (!port.isOpen || port.baudRate === baudRate) return;
      await new Promise<void>((resolve, reject) => port.update({ baudRate }, (error) => (error ? reject(error) : resolve())));
      begin();
    },
    close: () => new Promise((resolve) => (port.isOpen ? port.close(() => resolve()) : resolve())),
  };
}

/** Loads serialport only now: it costs about 50 ms and 12 MB, and a kiosk with a camera alone never needs it. */
export async function openPort(path: string, baudRate: number): Promise<SerialPort> {
  const { SerialPort } = await import("serialport");
  // Small reads: other work has its turn between two of them. In bytes.
  const port = new SerialPort({ path, baudRate, autoOpen: false, highWaterMark: 4096 });
  await new Promise<void>((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())));
  return port;
}

async function ask(port: SerialPort, command: Uint8Array, replies: ReplyGrammar, waitMs: number): Promise<Uint8Array | undefined> {
  const { promise, resolve } = Promise.withResolvers<Uint8Array | undefined>();
  let heard = Buffer.alloc(0);
  const hear = (bytes: Buffer): void => {
    heard = Buffer.concat([heard, bytes]).subarray(-MAX_HEARD_BYTES);
    const reply = findReply(heard, replies);
    if (reply) resolve(reply);
  };
  const timer = setTimeout(() => resolve(undefined), waitMs);
  const gone = (): void => resolve(undefined);
  port.on("data", hear);
  port.once("close", gone);
  if (port.isOpen) port.write(command);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    port.off("data", hear);
    port.off("close", gone);
  }
}

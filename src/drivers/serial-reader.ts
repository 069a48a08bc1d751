import { realpath } from "node:fs/promises";
import { basename } from "node:path";
import type { SerialPort } from "serialport";
import type { CommandSet } from "../core/readers/command-set.ts";
import type { Text } from "../core/text.ts";
import type { Source } from "../ports.ts";
import { awaitedReader, type Connection, messageOf, type ReaderLog, sparingly, watchPresence } from "./awaited-reader.ts";
import { openPort, readerLine } from "./reader-line.ts";
import { type Acquaintance, meetReader } from "./reader-talk.ts";
import { createShowings, type ShowingOptions, type Showings } from "./showings.ts";

export interface SerialReaderOptions extends Omit<ShowingOptions, "replies"> {
  /** Device file, best one that names the device and not its order: `/dev/serial/by-id/…`. It may be absent for now. */
  readonly path: string;
  /** Bits a second. Default 9600, as readers come. */
  readonly baudRate?: number;
  /** What can be said to it: it is asked at each opening whether it is there, and at which speed. Absent: nothing is ever written to it. */
  readonly commands?: CommandSet | undefined;
  readonly log: ReaderLog;
}

/** One that was silent is asked at one more speed this often, until a code has come: for that long codes at the present one are lost. */
const ASK_AGAIN_MS = 60_000;
/** Where bytes without an end pile up it is asked at every speed, and not again before this. */
const ASK_ALL_AGAIN_MS = 10_000;

const NO_END: Text = {
  vi: "có byte đến mà không có hết dòng: xem lại baudRate và terminator trong cấu hình (docs/readers.md)",
  en: "bytes come, but no end of line: check baudRate and terminator in the configuration (docs/readers.md)",
};

/**
 * A QR reader on a serial line. Symbols are the exact bytes of the code. Opens the device for ever, with back-off, also when it is
 * absent at start or is unplugged; only its absence and its return are logged. One that speaks at another speed is read at that speed.
 */
export function serialReader(options: SerialReaderOptions): Source {
  const { path, log } = options;
  const known: Acquaintance = { speed: undefined, isSilent: false, turn: 0 };
  return awaitedReader({
    kind: "serial",
    name: "serial-reader",
    path,
    log,
    read: (connection) => readUntilGone(options, connection, known),
  });
}

async function readUntilGone(options: SerialReaderOptions, connection: Connection, known: Acquaintance): Promise<string> {
  const { path, baudRate = 9600, commands } = options;
  const { stopped } = connection;
  const port = await openPort(path, known.speed ?? baudRate);
  const { promise: closed, resolve } = Promise.withResolvers<string>();
  port.once("close", (error: Error | null) => resolve(error ? messageOf(error) : "device gone"));
  const release = (): void => {
    if (port.isOpen) port.close((error) => error && resolve(messageOf(error)));
  };
  port.on("error", release);
  stopped.addEventListener("abort", release, { once: true });
  if (stopped.aborted) release();
  const presence = watchPresence(path, release);
  const talk = await listen(port, options, connection, known);
  // Attached before anything is asked: a code that is shown meanwhile is read.
  port.on("data", talk.showings.take);
  await Promise.race([closed, talk.begin()]);
  const again = commands && setInterval(talk.askAgain, ASK_AGAIN_MS);
  const cause = await closed;
  clearInterval(again);
  clearInterval(presence);
  talk.showings.end();
  stopped.removeEventListener("abort", release);
  return cause;
}

/** One connection's codes and conversation. */
interface Talk {
  readonly showings: Showings;
  /** Asks the reader whether it is there; resolves when it is heard, which may be before it has answered. */
  begin(): Promise<void>;
  /** Asks a silent one at one more speed, unless a code says that the present one is right. */
  askAgain(): Promise<void>;
}

async function listen(
  port: SerialPort,
  options: SerialReaderOptions,
  { onSymbol, onOpen }: Connection,
  known: Acquaintance,
): Promise<Talk> {
  const { path, baudRate = 9600, log, commands, isWhole } = options;
  const hasOneSpeed = await isUsbModem(path);
  let [isAsking, isOpen, hasRead, isUnended] = [false, false, false, false];
  let askedAllMs = Number.NEGATIVE_INFINITY;
  /** The speed at which this connection has read a whole code last. */
  let provenSpeed: number | undefined;
  const logDropped = sparingly((count) => log("serial-reader: too long for a code, dropped", { path, count }));
  const logUnended = sparingly((bytes) =>
    log("serial-reader: bytes without an end of line: check baudRate and terminator", { path, bytes }),
  );

  /** It is read in any case: a code that comes is worth more than an answer that does not. */
  function tell(): void {
    if (!isOpen || !port.isOpen) return;
    const speed = port.baudRate;
    const remark = known.isSilent
      ? ", does not answer commands: see its cable and its profile"
      : speed === baudRate
        ? known.says === undefined
          ? ""
          : `, ${known.says}`
        : `, not ${baudRate} as configured: tram reader set-up cures it`;
    const unended = isUnended ? `, ${NO_END.en}` : "";
    onOpen(
      `${path}, ${speed} baud${hasRead && known.isSilent ? "" : remark}${unended}`,
      { baudRate: speed },
      isUnended ? NO_END : undefined,
    );
  }

  async function ask(speeds: "all" | "next"): Promise<void> {
    if (!commands || isAsking || !port.isOpen) return;
    isAsking = true;
    const line = readerLine(port, commands.replies, showings);
    const before = { speed: known.speed, isSilent: known.isSilent };
    await meetReader(line, commands, baudRate, known, hasOneSpeed ? "none" : speeds).catch(() => undefined);
    isAsking = false;
    if (!port.isOpen)
      Object.assign(known, before); // one that was pulled out is not a silent one
    else if (known.isSilent && !before.isSilent) log("serial-reader: no answer to its commands, read all the same", { path, baudRate });
    else if (known.speed !== before.speed) isUnended = false;
    if (known.speed !== undefined && known.speed !== baudRate && known.speed !== before.speed)
      log("serial-reader: speaks at another speed than configured, read at that one", {
        path,
        baudRate: known.speed,
        configured: baudRate,
      });
    tell();
  }

  const isProven = (): boolean => known.isSilent && provenSpeed === port.baudRate;

  const showings = await createShowings(
    { ...options, ...(commands && { replies: commands.replies }) },
    (symbol) => {
      const isRead = isWhole(symbol);
      if (isRead) provenSpeed = port.baudRate;
      if ((isUnended || (known.isSilent && !hasRead)) && isRead) {
        [hasRead, isUnended] = [true, false];
        tell();
      }
      onSymbol(symbol);
    },
    {
      onDropped: logDropped,
      onUnended(bytes) {
        logUnended(bytes);
        [hasRead, isUnended] = [false, true];
        tell();
        // One that never answers would be deaf for a second at each noise: what it has read proves its speed.
        if (isProven() || performance.now() - askedAllMs < ASK_ALL_AGAIN_MS) return;
        askedAllMs = performance.now();
        void ask("all");
      },
    },
  );
  return {
    showings,
    async begin() {
      if (commands) await ask(known.isSilent ? "next" : "all");
      await showings.settled();
      isOpen = true;
      tell();
    },
    async askAgain() {
      if (known.isSilent && !hasRead && !isProven()) await ask("next");
    },
  };
}

/** cdc_acm of the kernel: a virtual COM port, where a speed is a word that the reader does not listen to. */
async function isUsbModem(path: string): Promise<boolean> {
  return basename(await realpath(path).catch(() => path)).startsWith("ttyACM");
}

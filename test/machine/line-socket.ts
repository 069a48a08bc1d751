import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** How often to look for a socket that is not there yet, ms. */
const LOOK_EVERY_MS = 50;

/** The other side has ended, as it does when the machine's power is cut. */
export class SocketEnded extends Error {}

/** A Unix socket of the machine that speaks in lines. */
export interface LineSocket {
  write(text: string | Uint8Array): void;
  /** The next line that passes, in order; those before it are gone. Rejects with SocketEnded when the other side ends. */
  line(passes?: (line: string) => boolean): Promise<string>;
  close(): void;
}

/** Connects as soon as the machine has made its socket, and gives up when the machine is gone. */
export async function connectLines(path: string, isAlive: () => boolean): Promise<LineSocket> {
  const socket = await connectTo(path, isAlive);
  const lines: string[] = [];
  const waiting: (() => void)[] = [];
  let rest = "";
  let hasEnded = false;
  const wake = () => {
    for (const go of waiting.splice(0)) go();
  };
  socket.setEncoding("utf8");
  socket.on("data", (text: string) => {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts);
    wake();
  });
  socket.on("error", () => undefined); // "close" follows
  socket.on("close", () => {
    hasEnded = true;
    wake();
  });
  return {
    write: (text) => void socket.write(text),
    async line(passes = () => true) {
      for (;;) {
        const next = lines.shift();
        if (next !== undefined && passes(next)) return next;
        if (next !== undefined) continue;
        if (hasEnded) throw new SocketEnded(`machine: ${path} has ended`);
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
    close: () => void socket.destroy(),
  };
}

async function connectTo(path: string, isAlive: () => boolean): Promise<Socket> {
  while (isAlive()) {
    const socket = connect(path);
    const isConnected = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => resolve(true));
      socket.once("error", () => resolve(false));
    });
    if (isConnected) return socket;
    await sleep(LOOK_EVERY_MS);
  }
  throw new Error(`machine: it ended before ${path} was there`);
}

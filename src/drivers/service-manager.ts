import { errorCode, loadLibc } from "./libc.ts";

/** What the service manager put in our environment: sd_notify(3), sd_watchdog_enabled(3). */
interface ServiceEnvironment {
  readonly NOTIFY_SOCKET?: string | undefined;
  /** Microseconds within which the manager wants to hear from us, or it kills us. */
  readonly WATCHDOG_USEC?: string | undefined;
  /** The process the watchdog is meant for; absent: whoever reads it. */
  readonly WATCHDOG_PID?: string | undefined;
}

export interface ServiceManagerOptions {
  readonly environment: ServiceEnvironment;
  /** Whether the kiosk still does its work, asked before each feeding. A false or a throw starves the watchdog, which restarts us. */
  readonly isAlive: () => boolean;
  /** Told once when messages cannot be sent, once when the watchdog starts to starve; again only after it went well in between. */
  readonly onFault: (error: Error) => void;
}

/** The way to systemd. Without systemd every call does nothing. */
export interface ServiceManager {
  /** True when a manager listens. */
  readonly isPresent: boolean;
  /** How often the watchdog is fed, in milliseconds; undefined when there is none. */
  readonly feedsEveryMs: number | undefined;
  /** We work from now on: READY=1. The watchdog is fed from here. */
  ready(): void;
  /** One line for `systemctl status`. No personal data: it goes to the system's log. */
  status(text: string): void;
  /** We are ending: STOPPING=1. The watchdog is fed on, because a stop may take its time; close() ends it. */
  stopping(): void;
  close(): void;
}

const MAX_STATUS_CHARACTERS = 200;
const SUN_PATH_BYTES = 108; // sockaddr_un, unix(7)

/**
 * Speaks sd_notify's protocol, which needs no library: a datagram of `NAME=value` lines to the socket in NOTIFY_SOCKET.
 * The watchdog is fed from the event loop, so a blocked loop starves it as a dead kiosk would. Rejects for a socket address
 * that is none; a manager that does not answer is a fault, not a reason to stop.
 */
export async function connectServiceManager({ environment, isAlive, onFault }: ServiceManagerOptions): Promise<ServiceManager> {
  if (!environment.NOTIFY_SOCKET) return ABSENT;
  const address = encodeUnixAddress(environment.NOTIFY_SOCKET);
  const libc = await loadLibc();
  const tellOnce = { sending: onceUntilGood(onFault), feeding: onceUntilGood(onFault) };
  const feedsEveryMs = feedInterval(environment);
  let timer: NodeJS.Timeout | undefined;

  function send(message: string): void {
    try {
      libc.sendDatagram(address, Buffer.from(message));
      tellOnce.sending.good();
    } catch (cause) {
      tellOnce.sending.bad(
        new Error(`service manager: cannot send to ${environment.NOTIFY_SOCKET}: ${errorCode(cause) ?? "unknown error"}`, { cause }),
      );
    }
  }

  function feed(): void {
    try {
      if (!isAlive()) throw new Error("the kiosk does not do its work");
      tellOnce.feeding.good();
      send("WATCHDOG=1");
    } catch (cause) {
      tellOnce.feeding.bad(new Error("service manager: watchdog not fed, a restart follows", { cause }));
    }
  }

  return {
    isPresent: true,
    feedsEveryMs,
    ready(): void {
      send("READY=1");
      if (feedsEveryMs === undefined || timer) return;
      feed();
      timer = setInterval(feed, feedsEveryMs).unref();
    },
    status: (text) => send(`STATUS=${text.replaceAll(/\p{Cc}+/gu, " ").slice(0, MAX_STATUS_CHARACTERS)}`),
    stopping: () => send("STOPPING=1"),
    close: () => clearInterval(timer),
  };
}

const ABSENT: ServiceManager = {
  isPresent: false,
  feedsEveryMs: undefined,
  ready() {},
  status() {},
  stopping() {},
  close() {},
};

/** A sockaddr_un for a path, or for a name in Linux's abstract namespace when it begins with `@` (unix(7)). Throws for anything else. */
export function encodeUnixAddress(name: string): Buffer {
  if (!/^[/@]./.test(name))
    throw new Error(`service manager: NOTIFY_SOCKET ${JSON.stringify(name)} is neither a path nor an abstract socket`);
  const isAbstract = name.startsWith("@");
  // The length of an abstract address counts: every byte after the leading NUL is part of the name, a closing NUL would be, too.
  const path = Buffer.from(isAbstract ? `\0${name.slice(1)}` : `${name}\0`);
  if (path.length > SUN_PATH_BYTES) throw new Error(`service manager: NOTIFY_SOCKET is longer than ${SUN_PATH_BYTES} bytes`);
  const address = Buffer.alloc(2 + path.length);
  address.writeUInt16LE(1, 0); // AF_UNIX
  path.copy(address, 2);
  return address;
}

/** Half the time the manager allows, as sd_watchdog_enabled(3) advises; undefined when no watchdog is meant for this process. */
function feedInterval({ WATCHDOG_USEC, WATCHDOG_PID }: ServiceEnvironment): number | undefined {
  const microseconds = Number(WATCHDOG_USEC);
  if (!WATCHDOG_USEC || !Number.isSafeInteger(microseconds) || microseconds <= 0) return undefined;
  if (WATCHDOG_PID && WATCHDOG_PID !== String(process.pid)) return undefined;
  return Math.max(1, Math.floor(microseconds / 2000));
}

function onceUntilGood(onFault: (error: Error) => void) {
  let isBad = false;
  return {
    good(): void {
      isBad = false;
    },
    bad(error: Error): void {
      if (!isBad) onFault(error);
      isBad = true;
    },
  };
}

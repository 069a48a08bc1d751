import type { CentralLink } from "../central-ports.ts";
import type { KioskStatus } from "../core/protocol.ts";
import type { Sleep } from "../ports.ts";
import { backoffMs } from "./backoff.ts";
import { createPause } from "./pause.ts";

/** How often a kiosk says how it is, in milliseconds; an eighth of jitter on top. A change of what matters is said at once. */
const EVERY_MS = 300_000;
/** How long a change waits for company, in milliseconds. */
const DEBOUNCE_MS = 1000;

export interface StatusReportOptions {
  readonly central: Pick<CentralLink, "putStatus">;
  /** How the kiosk is now. */
  readonly status: () => KioskStatus;
  readonly random: () => number;
  readonly sleep: Sleep;
}

/** Tells central how this kiosk is, also where nobody shows a code for days. */
export interface StatusReport {
  /** Looks whether something has changed that somebody at central should know; call it often. */
  changed(): void;
  close(): Promise<void>;
}

/** Starts to report: at once, then every five minutes, and when the trust or the clock is another than was said last. */
export function startStatusReport({ central, status, random, sleep }: StatusReportOptions): StatusReport {
  const pause = createPause(sleep);
  let said: string | undefined;

  async function run(): Promise<void> {
    for (let failures = 0; !pause.isClosed; ) {
      const now = status();
      const reply = await central.putStatus(now);
      if (reply.kind === "stored") {
        failures = 0;
        said = gist(now);
        await pause.rest(EVERY_MS * (1 + random() / 8), "work");
        await pause.rest(DEBOUNCE_MS);
      } else {
        const retryAfterSeconds = reply.kind === "later" ? reply.retryAfterSeconds : undefined;
        await pause.rest(backoffMs(failures++, random(), retryAfterSeconds, EVERY_MS));
      }
    }
  }

  const running = run();
  return {
    changed() {
      if (said !== undefined && gist(status()) !== said) pause.wake();
    },
    async close() {
      pause.close();
      await running;
    },
  };
}

/** What of a status is news. */
function gist({ version, trust, unknownGroup, clock, contradiction }: KioskStatus): string {
  return JSON.stringify([version, trust?.version, trust?.state, unknownGroup, clock.state, contradiction]);
}

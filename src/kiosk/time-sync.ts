import type { CentralLink } from "../central-ports.ts";
import { openSignedTime, type TimeKey } from "../core/signed-time.ts";
import type { SignedTimeProblem } from "../core/trusted-time.ts";
import type { Sleep } from "../ports.ts";
import { backoffMs } from "./backoff.ts";
import { createPause } from "./pause.ts";
import { MAX_ROUND_TRIP_MS, type TrustedClock } from "./trusted-clock.ts";

/** How often a kiosk asks for the time once it knows it, in milliseconds: a quartz strays by seconds in so long. */
const ASK_AGAIN_MS = 6 * 3_600_000;
/** How often it asks a central that cannot say, or without a key to believe it by. */
const NO_ANSWER_MS = 15 * 60_000;
/** Longest wait after a failure while the clock is not believed: until then nothing signed can be checked. */
const URGENT_MS = 30_000;

/** What happened, and what to do: for an operator, who has both clocks before him. */
const PROBLEMS: Readonly<Record<SignedTimeProblem, string>> = {
  "contradicts-trust":
    "signed time: impossible by the date of the trust bundle; set central's clock, or, if that is right, the bundle was dated ahead: replace the timestamp key",
  "contradicts-itself":
    "signed time: earlier than what central said before; set central's clock, then run tram trust refresh and tram central publish",
};

export interface TimeSyncOptions {
  readonly central: Pick<CentralLink, "fetchTime">;
  /** Keys that may say what time it is, from the trust bundle held at this moment. */
  readonly keys: () => readonly TimeKey[];
  readonly clock: Pick<TrustedClock, "doubt" | "monotonicMs" | "proveNow">;
  /** A nonce that nobody can guess and that was never used before (core/signed-time.ts). */
  readonly newNonce: () => string;
  /** Central's time is the kiosk's from now on. */
  readonly onTaken: () => void;
  readonly random: () => number;
  readonly sleep: Sleep;
}

/** Learns the time from central beside the scans. */
export interface TimeSync {
  /** The last answer, for an operator. */
  status(): { readonly state: "starting" | "ok" | "waiting" | "refused"; readonly detail: string };
  /** Asks now rather than later: the clock is in doubt, or there are new keys. */
  wake(): void;
  close(): Promise<void>;
}

/** Starts to ask for the time: at once, and again every six hours. */
export function startTimeSync({ central, keys, clock, newNonce, onTaken, random, sleep }: TimeSyncOptions): TimeSync {
  const pause = createPause(sleep);
  let status: ReturnType<TimeSync["status"]> = { state: "starting", detail: "not asked yet" };
  let failures = 0;

  /** Milliseconds to wait before the next question. */
  async function ask(): Promise<number> {
    if (keys().length === 0) return waitFor("waiting", "the trust bundle has no key for the time", NO_ANSWER_MS);
    const nonce = newNonce();
    const askedMs = clock.monotonicMs();
    const reply = await central.fetchTime(nonce);
    const tookMs = clock.monotonicMs() - askedMs;
    switch (reply.kind) {
      case "none":
        return waitFor("waiting", "central signs no time", NO_ANSWER_MS);
      case "later":
        return retry("waiting", reply.detail, reply.retryAfterSeconds);
      case "time": {
        // Attack: an answer that is held back is right when it is signed, and late when it arrives.
        if (tookMs > MAX_ROUND_TRIP_MS) return retry("waiting", `central took ${Math.round(tookMs / 1000)} s, its answer is too old`);
        const opened = openSignedTime(reply.answer, nonce, keys());
        if (!opened.ok) return retry("refused", `signed time: ${opened.problem}`);
        const problem = clock.proveNow(opened.time);
        if (problem) return retry("refused", PROBLEMS[problem]);
        onTaken();
        return waitFor("ok", "central's signed time", ASK_AGAIN_MS);
      }
    }
  }

  function waitFor(state: typeof status.state, detail: string, ms: number): number {
    status = { state, detail };
    failures = 0;
    return ms * (0.9 + 0.2 * random());
  }

  function retry(state: typeof status.state, detail: string, retryAfterSeconds?: number): number {
    status = { state, detail };
    return backoffMs(failures++, random(), retryAfterSeconds, clock.doubt() ? URGENT_MS : NO_ANSWER_MS);
  }

  async function run(): Promise<void> {
    while (!pause.isClosed) await pause.rest(await ask(), "work");
  }

  const running = run();
  return {
    status: () => status,
    wake: pause.wake,
    async close() {
      pause.close();
      await running;
    },
  };
}

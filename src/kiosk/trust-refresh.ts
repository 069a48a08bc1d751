import type { PublicKey } from "../core/signature.ts";
import type { EpochSeconds } from "../core/time.ts";
import type { TrustList } from "../core/trust.ts";
import { openTrustBundle } from "../core/trust-bundle.ts";
import type { CentralLink, Clock, Sleep, TrustReply } from "../ports.ts";
import { backoffMs } from "./backoff.ts";
import { createPause } from "./pause.ts";

export interface TrustRefreshOptions {
  readonly central: CentralLink;
  readonly clock: Clock;
  readonly random: () => number;
  readonly sleep: Sleep;
  /** The publisher's root keys, from this kiosk's own configuration. */
  readonly rootKeys: readonly PublicKey[];
  readonly demo: boolean;
  /** Version of the trust list this kiosk holds; 0 where it holds none. */
  readonly heldVersion: number;
  readonly everySeconds: number;
  /** Takes over a bundle that has passed every check: keep the bytes, then use the list. May see the held version again; a rejection is tried again later. */
  readonly onTrust: (list: TrustList, bytes: Uint8Array) => Promise<void>;
}

export interface TrustRefreshStatus {
  /** When central last gave an answer that this kiosk could use. */
  readonly lastSuccessAt: EpochSeconds | undefined;
  readonly version: number;
  readonly state: "starting" | "ok" | "waiting" | "refused";
  readonly detail: string;
}

/** Keeps the trust list fresh: once at start, then every `everySeconds`. A list once taken over stays until a newer one passes. */
export interface TrustRefresh {
  status(): TrustRefreshStatus;
  /** Ends the loop; central's link must be closed, too, where a fetch may be under way. */
  close(): Promise<void>;
}

/** Starts to fetch trust bundles beside the scans. */
export function startTrustRefresh(options: TrustRefreshOptions): TrustRefresh {
  const { central, clock, random, everySeconds } = options;
  const pause = createPause(options.sleep);
  let status: TrustRefreshStatus = { lastSuccessAt: undefined, version: options.heldVersion, state: "starting", detail: "not asked yet" };
  let etag: string | undefined;

  /** Resolves to true when there is nothing more to want from central for now. */
  async function digest(reply: TrustReply): Promise<boolean> {
    switch (reply.kind) {
      case "unchanged":
        status = { ...status, lastSuccessAt: clock.now(), state: "ok", detail: `version ${status.version}` };
        return true;
      case "none":
        status = { ...status, state: "waiting", detail: "central has no trust bundle" };
        return true;
      case "later":
        status = { ...status, state: "waiting", detail: reply.detail };
        return false;
      case "bundle": {
        const opened = openTrustBundle(reply.bytes, options.rootKeys, { demo: options.demo, notBelowVersion: status.version });
        if (!opened.ok) {
          status = { ...status, state: "refused", detail: `${opened.refusal}: ${opened.detail}` };
          return true;
        }
        await options.onTrust(opened.list, reply.bytes);
        // Only now: a bundle that could not be kept is fetched again.
        etag = reply.etag;
        const { version } = opened.list;
        status = { lastSuccessAt: clock.now(), version, state: "ok", detail: `version ${version}` };
        return true;
      }
    }
  }

  async function attempt(): Promise<{ readonly isDone: boolean; readonly retryAfterSeconds: number }> {
    const reply = await central.fetchTrust(etag);
    const retryAfterSeconds = (reply.kind === "later" && reply.retryAfterSeconds) || 0;
    try {
      return { isDone: await digest(reply), retryAfterSeconds };
    } catch (error) {
      status = { ...status, state: "waiting", detail: `trust list could not be kept: ${String(error)}` };
      return { isDone: false, retryAfterSeconds };
    }
  }

  async function run(): Promise<void> {
    for (let failures = 0; !pause.isClosed; ) {
      const { isDone, retryAfterSeconds } = await attempt();
      failures = isDone ? 0 : failures + 1;
      // A tenth of jitter keeps kiosks that started together from asking together for ever.
      const regular = everySeconds * 1000 * (0.9 + 0.2 * random());
      await pause.rest(isDone ? regular : backoffMs(failures - 1, random(), retryAfterSeconds));
    }
  }

  const running = run();
  return {
    status: () => status,
    async close() {
      pause.close();
      await running;
    },
  };
}

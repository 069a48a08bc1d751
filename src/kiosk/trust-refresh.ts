import type { EpochSeconds } from "../core/time.ts";
import type { TrustRefusal } from "../core/trust-refusal.ts";
import type { TrustVersions } from "../core/trust-version.ts";
import type { Sleep } from "../ports.ts";
import type { HeldTrust, StickPort, TrustOrigin, TrustUpdate, TrustVault } from "../trust-ports.ts";
import { backoffMs } from "./backoff.ts";
import { createPause, type Pause } from "./pause.ts";
import { createStickWatch } from "./stick-watch.ts";
import type { TrustedClock } from "./trusted-clock.ts";

/** How often the kiosk looks for a stick, in milliseconds: whoever puts one in waits for the answer. */
const LOOK_FOR_STICKS_MS = 1500;
/** How long the refusal of a stick is told after the stick was pulled out, in milliseconds. */
const REFUSAL_TOLD_MS = 10 * 60_000;

export interface TrustRefreshOptions {
  readonly vault: Pick<TrustVault, "held" | "update">;
  readonly clock: Pick<TrustedClock, "now" | "offerTime" | "monotonicMs">;
  readonly random: () => number;
  readonly sleep: Sleep;
  /** Versions below which nothing is taken, asked before each offer. */
  readonly floor: () => TrustVersions;
  /** Absent: an office without a network. */
  readonly central?: { readonly url: string; readonly everySeconds: () => number };
  /** Absent: no folder is watched for sticks. */
  readonly sticks?: StickPort;
  /** The vault holds another bundle. Awaited before the next offer; must not reject. */
  readonly onUpdated: (held: HeldTrust, origin: TrustOrigin["kind"]) => Promise<void>;
  readonly onRefused: (refusal: TrustRefusal, origin: TrustOrigin["kind"]) => Promise<void>;
}

/** What came of the last offer from one origin. */
export interface OfferStatus {
  readonly state: "starting" | "ok" | "waiting" | "refused";
  readonly detail: string;
  /** When this origin last had something that the kiosk could use. */
  readonly lastSuccessAt: EpochSeconds | undefined;
  /** Present in the state `refused`. */
  readonly refusal?: TrustRefusal;
  /** When it was refused. */
  readonly at?: EpochSeconds;
}

export type TrustRefreshStatus = Readonly<Record<TrustOrigin["kind"], OfferStatus>>;

/** Keeps the trust bundle fresh, from central at regular times and from each stick that is put in. What is held stays until something newer passes. */
export interface TrustRefresh {
  status(): TrustRefreshStatus;
  /** Asks central now rather than later; does nothing while a failure is being waited out. */
  wake(): void;
  /** Ends both loops; the vault must be closed, too, where an update may be under way. */
  close(): Promise<void>;
}

const NOT_YET: OfferStatus = { state: "starting", detail: "not asked yet", lastSuccessAt: undefined };

/** Starts to fetch trust bundles beside the scans. */
export function startTrustRefresh(options: TrustRefreshOptions): TrustRefresh {
  const { vault, clock, random, central, sticks } = options;
  const status: Record<TrustOrigin["kind"], OfferStatus> = { central: NOT_YET, folder: NOT_YET };
  const pauses = { central: createPause(options.sleep), folder: createPause(options.sleep) };

  async function offer(origin: TrustOrigin): Promise<TrustUpdate> {
    // What is taken now is judged again at every scan.
    const update = await vault.update(origin, clock.offerTime, options.floor());
    const before = status[origin.kind];
    switch (update.kind) {
      case "updated":
        await options.onUpdated(update.held, origin.kind);
        status[origin.kind] = { state: "ok", detail: `version ${update.held.versions.timestamp}`, lastSuccessAt: clock.now() };
        // Something newer than what the stick had: nobody need look for that stick any more.
        if (status.folder.state === "refused") status.folder = withoutRefusal(status.folder);
        break;
      case "unchanged": {
        const version = vault.held()?.versions.timestamp ?? 0;
        status[origin.kind] = { state: "ok", detail: `version ${version}`, lastSuccessAt: clock.now() };
        break;
      }
      case "refused": {
        const { refusal, detail } = update;
        status[origin.kind] = { ...before, state: "refused", detail: `${refusal}: ${detail}`, refusal, at: clock.now() };
        await options.onRefused(refusal, origin.kind);
        break;
      }
      case "later":
        status[origin.kind] = { state: "waiting", detail: update.detail, lastSuccessAt: before.lastSuccessAt };
        break;
    }
    return update;
  }

  async function askCentral({ url, everySeconds }: NonNullable<typeof central>, pause: Pause): Promise<void> {
    for (let failures = 0; !pause.isClosed; ) {
      const update = await offer({ kind: "central", url });
      // A tenth of jitter keeps kiosks that started together from asking together for ever.
      const regularMs = everySeconds() * 1000 * (0.9 + 0.2 * random());
      if (update.kind === "later") {
        // Never longer than the regular wait: who asks often wants to know soon when the network is back.
        await pause.rest(backoffMs(failures++, random(), update.retryAfterSeconds, regularMs));
      } else {
        failures = 0;
        await pause.rest(regularMs, "work");
      }
    }
  }

  async function lookForSticks(port: StickPort, pause: Pause): Promise<void> {
    const watch = createStickWatch(clock);
    let seenMs = clock.monotonicMs();
    while (!pause.isClosed) {
      const sticks = await port.look();
      for (const stick of watch.due(sticks)) watch.offered(stick, await offer({ kind: "folder", path: stick.path }));
      if (sticks.length > 0) seenMs = clock.monotonicMs();
      if (status.folder.state === "refused" && clock.monotonicMs() - seenMs > REFUSAL_TOLD_MS)
        status.folder = withoutRefusal(status.folder);
      await pause.rest(LOOK_FOR_STICKS_MS);
    }
  }

  const running = [central && askCentral(central, pauses.central), sticks && lookForSticks(sticks, pauses.folder)];
  return {
    status: () => ({ ...status }),
    wake: pauses.central.wake,
    async close() {
      pauses.central.close();
      pauses.folder.close();
      await Promise.all(running);
    },
  };
}

function withoutRefusal({ lastSuccessAt }: OfferStatus): OfferStatus {
  return { state: "waiting", detail: "no stick", lastSuccessAt };
}

import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import type { TimeKey } from "../core/signed-time.ts";
import type { EpochSeconds } from "../core/time.ts";
import { hasNewTimestamp, hasNewTimestampKeys, isBelow, type TrustVersions } from "../core/trust-version.ts";
import { floorOf, raiseProven } from "../core/trusted-time.ts";
import { BUILT_AT } from "../core/version.ts";
import { inheritedEntries } from "../drivers/inherited-journals.ts";
import { keptFile } from "../drivers/kept-file.ts";
import { openState } from "../drivers/state-document.ts";
import { stickFolder } from "../drivers/stick-folder.ts";
import { openTrustVault } from "../drivers/trust-vault.ts";
import type { Clock, Journal, Sleep } from "../ports.ts";
import type { HeldTrust, TrustOrigin, TrustVault } from "../trust-ports.ts";
import type { KioskConfig } from "./config.ts";
import { createEventRecorder } from "./event-recorder.ts";
import { groupIn, type InForceHolder, openInForce } from "./in-force.ts";
import { readFloors } from "./journal-floors.ts";
import { floorsTogether, NO_KEPT_FLOORS, parseKeptFloors } from "./kept-floors.ts";
import { INHERITED_FOLDER } from "./provision-backup.ts";
import { type Pseudonym, pseudonymsUnder, readPseudonymKey } from "./pseudonym.ts";
import { loadHistory, rememberAll } from "./recent-history.ts";
import { startTrustRefresh, type TrustRefresh } from "./trust-refresh.ts";
import { readTrustRoot } from "./trust-root.ts";
import { createTrustedClock, type IssueProof, type TrustedClock } from "./trusted-clock.ts";

/** What this kiosk believes, and how it learns better. */
export interface KioskTrust {
  readonly clock: TrustedClock;
  readonly vault: TrustVault;
  readonly inForce: InForceHolder;
  readonly pseudonym: Pseudonym;
  /** Keys that may say what time it is. */
  timeKeys(): readonly TimeKey[];
  /** Starts to fetch; `onNews` is told of a new bundle, and of another opinion of the clock. */
  startRefresh(onNews: () => void): TrustRefresh;
  /** When a bundle from each origin was last refused, since the start. */
  refusedAt(): Readonly<Partial<Record<TrustOrigin["kind"], EpochSeconds>>>;
  /** Call it now and then. */
  repeatFloor(): Promise<void>;
  /** Call it after a proof of time. */
  keepFloor(): Promise<void>;
  /** Call it before the kiosk stops, while the journal is open. */
  leaveFloor(): Promise<void>;
}

export interface KioskTrustOptions {
  readonly config: KioskConfig;
  readonly journal: Journal;
  /** The machine's clock, not yet believed. */
  readonly system: Clock;
  readonly sleep: Sleep;
  readonly log: Logger;
  /** Told after each event that was appended to the journal. */
  readonly onAppended: () => void;
}

/** Opens clock and vault with the floors that the journal and the state document remember, and puts the bundle held in force. */
export async function openKioskTrust({ config, journal, system, sleep, log, onAppended }: KioskTrustOptions): Promise<KioskTrust> {
  const written = await readFloors(journal);
  const state = await openState(join(config.data, "state.json"), parseKeptFloors, NO_KEPT_FLOORS);
  if (state.setAside !== undefined) log.error({ setAside: state.setAside }, "state document was damaged, beginning anew");
  const { versions, time } = floorsTogether(written, state.data);
  let onNews = (): void => undefined;
  const clock = createTrustedClock({
    system,
    floor: raiseProven(time, BUILT_AT),
    builtAt: BUILT_AT,
    onChange(change) {
      (change.state === "ok" ? log.info : log.error).call(log, { ...change, floor: floorOf(change.floor) }, "clock");
      void recorder.clockChanged(change);
      onNews();
    },
  });
  const recorder = createEventRecorder({
    journal,
    clock,
    versions,
    written: { ...written, time: raiseProven(written.time, BUILT_AT) },
    keep: (floors) => state.update(() => floors),
    onAppended,
    onFault: (error) => log.error(error, "event not recorded"),
  });

  const root = await readFile(config.trust.root);
  if (!readTrustRoot(root)) throw new Error(`${config.trust.root} is no root metadata of a trust publisher; run tram doctor`);
  const vault = await openTrustVault({ folder: join(config.data, "trust"), root, floor: versions, demo: config.demo });
  if (vault.refusedAtOpen) log.error(vault.refusedAtOpen, "kept trust bundle refused");
  const held = vault.held();
  if (held) {
    // The power went between the swap and the event.
    const isAnew = clock.proveIssued({ ...proofOf(held, versions), from: "kept" });
    if (isBelow(versions, held.versions)) await recorder.trustUpdated(held, "kept", isAnew);
    reportKeys(held, log);
  }
  await recorder.sayFloor();
  const pseudonym = pseudonymsUnder(await readPseudonymKey(keptFile(join(config.data, "pseudonym.key")), journal.size, randomBytes));
  const inForce = await openInForce({
    group: config.group,
    ownPolicy: config.policy,
    held,
    journal,
    loadHistory: (policy) =>
      loadHistory(journal, policy, pseudonym, clock.atLeast(), inheritedEntries(join(config.data, INHERITED_FOLDER))),
    catchUp: (history, from, until) => rememberAll(history, journal.read(from, until)),
  });

  async function take(taken: HeldTrust, origin: TrustOrigin["kind"]): Promise<void> {
    const isAnew = clock.proveIssued({ ...proofOf(taken, recorder.versions), from: origin });
    log.info({ origin, versions: taken.versions }, "trust updated");
    reportKeys(taken, log);
    await recorder.trustUpdated(taken, origin, isAnew);
    await inForce.take(taken);
    onNews();
  }

  const refusedAt: Partial<Record<TrustOrigin["kind"], EpochSeconds>> = {};
  return {
    clock,
    vault,
    inForce,
    pseudonym,
    timeKeys: () => (vault.held()?.trust.operatorKeys ?? []).filter(({ use }) => use === "time"),
    startRefresh(tell) {
      onNews = tell;
      const { central, group } = config;
      const { sticks } = config.trust;
      return startTrustRefresh({
        vault,
        clock,
        random: Math.random,
        sleep,
        floor: () => recorder.versions,
        ...(central && {
          central: {
            url: central.url,
            everySeconds: () => groupIn(vault.held(), group)?.configuration?.trustEverySeconds ?? central.trustEverySeconds,
          },
        }),
        ...(sticks !== undefined && { sticks: stickFolder(sticks) }),
        onUpdated: (taken, origin) => take(taken, origin).catch((error: unknown) => log.error(error, "trust not in force")),
        onRefused(refusal, origin) {
          refusedAt[origin] = clock.now();
          return recorder.trustRefused(refusal, origin);
        },
      });
    },
    refusedAt: () => ({ ...refusedAt }),
    repeatFloor: recorder.repeatFloor,
    keepFloor: recorder.keepFloor,
    async leaveFloor() {
      await recorder.keepFloor();
      await recorder.sayFloor();
    },
  };
}

function proofOf({ issuedAt, timestampKeysSince, versions }: HeldTrust, floor: TrustVersions): Omit<IssueProof, "from"> {
  const isNew = hasNewTimestamp(versions.timestamp, timestampKeysSince, floor);
  return { issuedAt, isNew, areKeysNew: hasNewTimestampKeys(timestampKeysSince, floor) };
}

function reportKeys({ rejectedKeys }: HeldTrust, log: Logger): void {
  if (rejectedKeys.length > 0) log.warn({ keys: rejectedKeys }, "trust keys not usable");
}

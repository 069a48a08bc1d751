import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import { witnessKeys } from "../core/acknowledgement.ts";
import type { NoteKey } from "../core/signed-note.ts";
import type { TimeKey } from "../core/signed-time.ts";
import type { EpochSeconds } from "../core/time.ts";
import { hasNewTimestamp, hasNewTimestampKeys, isBelow, type TrustVersions } from "../core/trust-version.ts";
import { floorOf, raiseProven } from "../core/trusted-time.ts";
import { BUILT_AT } from "../core/version.ts";
import { openState } from "../drivers/state-document.ts";
import { stickFolder } from "../drivers/stick-folder.ts";
import { openTrustVault } from "../drivers/trust-vault.ts";
import type { Clock, Journal, Sleep } from "../ports.ts";
import type { HeldTrust, StickPort, TrustOrigin, TrustVault } from "../trust-ports.ts";
import type { KioskConfig } from "./config.ts";
import { createEventRecorder, type EventRecorder } from "./event-recorder.ts";
import { groupIn, type InForceHolder, openInForce, policyInForce } from "./in-force.ts";
import { readFloors } from "./journal-floors.ts";
import { floorsTogether, NO_KEPT_FLOORS, parseKeptFloors } from "./kept-floors.ts";
import { type KeptMemory, type KioskMemory, openKeptMemory, openKioskMemory } from "./memory-assembly.ts";
import type { Pseudonyms } from "./pseudonym.ts";
import { rememberAll } from "./recent-history.ts";
import { startTrustRefresh, type TrustRefresh } from "./trust-refresh.ts";
import { readTrustRoot } from "./trust-root.ts";
import { createTrustedClock, type IssueProof, type TrustedClock } from "./trusted-clock.ts";

/** What this kiosk believes, and how it learns better. */
export interface KioskTrust {
  readonly clock: TrustedClock;
  readonly vault: TrustVault;
  readonly inForce: InForceHolder;
  readonly pseudonyms: Pseudonyms;
  /** What must be known by this policy, and by those of before. */
  readonly memoryOf: KioskMemory["memoryOf"];
  /** Names out of entries that have gone. */
  readonly used: KeptMemory["used"];
  /** Lets what is in force learn entries of the journal that it was not told of. */
  catchUp(from: number, until: number): Promise<void>;
  /** Keys that may say what time it is. */
  timeKeys(): readonly TimeKey[];
  /** The witnesses that the bundle names now. */
  witnessKeys(): readonly NoteKey[];
  /** Starts to fetch; `onNews` is told of a new bundle, and of another opinion of the clock. */
  startRefresh(onNews: () => void): TrustRefresh;
  /** When a bundle from each origin was last refused, since the start. */
  refusedAt(): Readonly<Partial<Record<TrustOrigin["kind"], EpochSeconds>>>;
  /** Call it now and then: says what must not be forgotten, and turns the keys of the names to another day. */
  tick(): Promise<void>;
  /** Old entries go from the journal (event-recorder.ts). */
  readonly releasing: EventRecorder["releasing"];
  readonly recordContact: EventRecorder["contactChanged"];
  readonly recordStaff: EventRecorder["staffDid"];
  /** Call it after a proof of time. */
  keepFloor(): Promise<void>;
  /** Call it when the kiosk has answered its last scan, while the journal is open. */
  leave(): Promise<void>;
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
  /** In place of those under the configured folder. */
  readonly sticks?: StickPort;
}

/** What the log says of a damaged old entry; where it is, whoever checks the journal says. */
const FLOORS_UNREAD = "older entries cannot be read, so only newer ones and the state document say what must not be gone below";

/** Opens clock and vault with the floors that the journal and the state document remember, and puts the bundle held in force. */
export async function openKioskTrust(options: KioskTrustOptions): Promise<KioskTrust> {
  const { config, journal, system, sleep, log, onAppended } = options;
  const kept = await openKeptMemory(config, journal);
  const { unread, ...written } = await readFloors(journal);
  if (unread) log.error({ before: unread.before, cause: String(unread.cause) }, FLOORS_UNREAD);
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
  const { group, policy: ownPolicy } = config;
  const memory = await openKioskMemory({
    config,
    journal,
    kept,
    clock,
    policy: () => policyInForce(group, ownPolicy, vault.held()) ?? ownPolicy,
    log,
  });
  const inForce = await openInForce({
    group,
    ownPolicy,
    held,
    journal,
    clock,
    loadHistory: memory.loadHistory,
    catchUp: (history, from, until) => rememberAll(history, journal.readThrough(from, until)),
  });

  const notInForce = (error: unknown): void => log.error(error, "trust not in force, tried again in a minute");

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
    pseudonyms: memory.pseudonyms,
    memoryOf: memory.memoryOf,
    used: kept.used,
    catchUp: (from, until) => rememberAll(inForce.current().history, journal.readThrough(from, until)),
    timeKeys: () => (vault.held()?.trust.operatorKeys ?? []).filter(({ use }) => use === "time"),
    witnessKeys: () => witnessKeys(vault.held()?.trust.operatorKeys ?? []),
    startRefresh(tell) {
      onNews = tell;
      const { central } = config;
      const { sticks: root } = config.trust;
      const sticks = options.sticks ?? (root === undefined ? undefined : stickFolder(root));
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
        ...(sticks && { sticks }),
        onUpdated: (taken, origin) => take(taken, origin).catch(notInForce),
        onRefused(refusal, origin) {
          refusedAt[origin] = clock.now();
          return recorder.trustRefused(refusal, origin);
        },
      });
    },
    refusedAt: () => ({ ...refusedAt }),
    async tick() {
      await memory.turnDay();
      await recorder.repeatFloor();
      await inForce.tick().catch(notInForce);
    },
    releasing: recorder.releasing,
    recordContact: recorder.contactChanged,
    recordStaff: recorder.staffDid,
    keepFloor: recorder.keepFloor,
    async leave() {
      await recorder.keepFloor();
      await recorder.sayFloor();
      await inForce.close();
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

import type { CentralLink, PushReply } from "../central-ports.ts";
import type { Batch } from "../core/batch.ts";
import { EMPTY_CHAIN, sameBytes } from "../core/journal-chain.ts";
import { MAX_BATCH_BYTES, MAX_BATCH_ENTRIES, type Position } from "../core/protocol.ts";
import type { EpochSeconds } from "../core/time.ts";
import type { Clock, Journal, Sleep } from "../ports.ts";
import { backoffMs } from "./backoff.ts";
import { createPause } from "./pause.ts";

/** How long an append waits for company, in milliseconds. */
const DEBOUNCE_MS = 150;
/** How often a kiosk with nothing to send says that it is alive, in milliseconds; an eighth of jitter on top. */
const HEARTBEAT_MS = 300_000;
/** Room for the header line of a batch, in bytes. */
const HEADER_BYTES = 512;
/** Corrections of our cursor in a row before we stop believing them. */
const MAX_CORRECTIONS = 3;

export interface SyncOptions {
  readonly journal: Journal;
  readonly central: CentralLink;
  readonly clock: Clock;
  /** 0 ≤ random() < 1. */
  readonly random: () => number;
  readonly sleep: Sleep;
}

export interface SyncStatus {
  /**
   * `stopped`: the journal and central contradict each other; nothing is lost and nothing more is sent until a person has looked.
   * `waiting`: for the network, for central, or for a person at central; repeated with back-off.
   */
  readonly state: "starting" | "sending" | "up-to-date" | "waiting" | "stopped";
  readonly detail: string;
  /** When central last confirmed that it holds what we sent. */
  readonly lastSuccessAt: EpochSeconds | undefined;
  /** Entries that central has not confirmed; all of them until it has answered once. */
  readonly backlog: number;
}

/** Carries the journal to central, in order, beside the scans. It keeps nothing of its own: central's size is the cursor. */
export interface Sync {
  /** Call after each append. Returns at once. */
  appended(): void;
  status(): SyncStatus;
  /** Closes the link to central and resolves when nothing is under way. */
  close(): Promise<void>;
}

/** Starts to send. The first request only asks where central stands. */
export function startSync(options: SyncOptions): Sync {
  const { journal, central, clock, random } = options;
  const pause = createPause(options.sleep);
  let now: Pick<SyncStatus, "state" | "detail"> = { state: "starting", detail: "central has not answered yet" };
  let lastSuccessAt: EpochSeconds | undefined;
  let cursor: number | undefined;
  let failures = 0;
  let corrections = 0;

  /** Milliseconds to wait before the next request, or undefined to send no more. */
  function digest(batch: Batch, reply: PushReply): number | undefined {
    switch (reply.kind) {
      case "stored":
        if (!isConfirmed(batch, reply.position)) return correct(batch, reply.position);
        cursor = reply.position.size;
        lastSuccessAt = clock.now();
        failures = corrections = 0;
        now = { state: cursor < journal.size ? "sending" : "up-to-date", detail: `central holds ${cursor} entries` };
        return 0;
      case "elsewhere":
        return correct(batch, reply.position);
      case "contradicted":
        now = {
          state: "stopped",
          detail: `${reply.contradiction}: central holds other entries than this journal, seen at entry ${reply.seq}`,
        };
        return undefined;
      case "refused":
        return retry(reply.detail);
      case "later":
        return retry(reply.detail, reply.retryAfterSeconds);
    }
  }

  /** Central's size is the cursor, unless it makes no sense. */
  function correct(batch: Batch, { size }: Position): number {
    if (size > journal.size) {
      now = { state: "stopped", detail: `truncated: central holds ${size} entries, this journal has ${journal.size}` };
      // Goes on once the journal has outgrown central, so that central sees the contradiction, too.
      cursor = size;
      return 0;
    }
    if (size === batch.from || ++corrections > MAX_CORRECTIONS) return retry(`central's answer makes no sense: size ${size}`);
    cursor = size;
    return 0;
  }

  function retry(detail: string, retryAfterSeconds?: number): number {
    now = { state: "waiting", detail };
    corrections = 0;
    return backoffMs(failures++, random(), retryAfterSeconds);
  }

  async function attempt(): Promise<number | undefined> {
    let batch: Batch;
    try {
      batch = await readBatch(journal, Math.min(cursor ?? journal.size, journal.size));
    } catch (error) {
      return retry(`journal cannot be read: ${String(error)}`);
    }
    return digest(batch, await central.push(batch));
  }

  async function run(): Promise<void> {
    while (!pause.isClosed) {
      const wait = await attempt();
      if (wait === undefined) return;
      if (wait > 0) await pause.rest(wait);
      if (wait > 0 || cursor === undefined || cursor < journal.size) continue;
      await pause.rest(HEARTBEAT_MS * (1 + random() / 8), "wakeable");
      if (cursor < journal.size) await pause.rest(DEBOUNCE_MS);
    }
  }

  const running = run();
  return {
    appended: pause.wake,
    status: () => ({ ...now, lastSuccessAt, backlog: Math.max(0, journal.size - (cursor ?? 0)) }),
    async close() {
      pause.close();
      await central.close();
      await running;
    },
  };
}

/** Central says it holds exactly what the batch brought it to. */
function isConfirmed(batch: Batch, { size, chain }: Position): boolean {
  return size === batch.from + batch.bodies.length && sameBytes(chain, batch.chainAfter);
}

/** As many entries from `from` on as one batch may carry; none when the journal ends there. */
async function readBatch(journal: Journal, from: number): Promise<Batch> {
  const { size, chain } = journal;
  if (from === size) return { from, chainBefore: chain, chainAfter: chain, bodies: [] };
  let chainBefore = EMPTY_CHAIN;
  let chainAfter = EMPTY_CHAIN;
  const bodies: Uint8Array[] = [];
  let bytes = HEADER_BYTES;
  // One entry more in front: its chain hash is where the batch begins.
  if (from > 0 && from <= journal.firstSeq) throw new Error(`entries from ${from} on were removed, and central does not hold them`);
  for await (const entry of journal.read(Math.max(0, from - 1), Math.min(size, from + MAX_BATCH_ENTRIES))) {
    if (entry.seq < from) {
      chainBefore = entry.chain;
      continue;
    }
    bytes += entry.body.length + 1;
    if (bytes > MAX_BATCH_BYTES && bodies.length > 0) break;
    bodies.push(entry.body);
    chainAfter = entry.chain;
  }
  return { from, chainBefore, chainAfter, bodies };
}

import type { CentralLink, PushReply } from "../central-ports.ts";
import type { Batch } from "../core/batch.ts";
import { openBareCheckpoint } from "../core/checkpoint.ts";
import { sameBytes } from "../core/journal-chain.ts";
import type { Standing } from "../core/protocol.ts";
import { type NoteKey, noteText } from "../core/signed-note.ts";
import type { EpochSeconds } from "../core/time.ts";
import type { Clock, SealedParts, Sleep } from "../ports.ts";
import { backoffMs } from "./backoff.ts";
import { createBatchDivision } from "./batch-division.ts";
import { type BatchJournal, PartUnread, readBatch } from "./journal-batch.ts";
import { createPause } from "./pause.ts";
import { createSecondOffer, type SetAside } from "./second-offer.ts";
import { type SyncStatus, stopped } from "./sync-status.ts";

/** How long an append waits for company, in milliseconds. */
const DEBOUNCE_MS = 150;
/** How often a kiosk with nothing to send says that it is alive, in milliseconds; an eighth of jitter on top. */
const HEARTBEAT_MS = 300_000;
/** Corrections of our cursor in a row before we stop believing them. */
const MAX_CORRECTIONS = 3;

export interface SyncOptions {
  readonly journal: BatchJournal;
  /** Absent: sealed parts stay here. */
  readonly sealed?: Pick<SealedParts, "read">;
  /** With which the device signs the journal's checkpoints. */
  readonly key: NoteKey;
  readonly central: CentralLink;
  readonly clock: Clock;
  /** 0 ≤ random() < 1. */
  readonly random: () => number;
  readonly sleep: Sleep;
  /** The notes with which central says where it stands: whole, and not yet believed but for the device's own signature. */
  readonly onCosigned?: (note: string) => void;
  readonly onAcknowledged?: (note: string) => void;
  readonly setAside: SetAside;
}

/** Carries the journal to central, in order, beside the scans. It keeps nothing of its own: central's size is the cursor. */
export interface Sync {
  /** Call after each append. Returns at once. */
  appended(): void;
  /** Central has answered something else just now: what waits for a network need not wait any longer. */
  reached(): void;
  status(): SyncStatus;
  /** Closes the link to central and resolves when nothing is under way. */
  close(): Promise<void>;
}

/** Starts to send. The first request only asks where central stands. */
export function startSync(options: SyncOptions): Sync {
  const { journal, sealed, central, clock, random, setAside, onCosigned, onAcknowledged } = options;
  const pause = createPause(options.sleep);
  const division = createBatchDivision();
  const secondOffer = createSecondOffer(setAside.entries(), clock.monotonicMs());
  let now: Pick<SyncStatus, "state" | "detail" | "contradiction" | "isRefused"> = {
    state: "starting",
    detail: "central has not answered yet",
  };
  let lastSuccessAt: EpochSeconds | undefined;
  let cursor: number | undefined;
  /** Chain hash before the cursor, as central has it. */
  let chainHeld: Uint8Array | undefined;
  /** The largest checkpoint of ours that central has witnessed, with our signature alone. */
  let witnessed: { readonly size: number; readonly note: string } = { size: 0, note: "" };
  let failures = 0;
  /** Nobody answered, so word that central can be reached ends the wait. What central asked for, or refused, is waited out. */
  let isUnreached = false;
  let corrections = 0;

  /** Milliseconds to wait before the next request, or undefined to send no more. */
  async function digest(batch: Batch, reply: PushReply): Promise<number | undefined> {
    switch (reply.kind) {
      case "stored":
        if (!learn(reply.standing)) return retry("central's answer makes no sense: a checkpoint that is not ours");
        if (!isConfirmed(batch, reply.standing)) return correct(batch, reply.standing);
        return confirm(batch, reply.standing);
      case "elsewhere":
        if (!learn(reply.standing)) return retry("central's answer makes no sense: a checkpoint that is not ours");
        return correct(batch, reply.standing);
      case "contradicted":
        now = stopped(reply.contradiction, reply.contradiction === "truncated" ? cutText() : otherText(reply));
        return undefined;
      case "unacceptable":
        return await divide(batch, reply.detail);
      case "refused":
        return retry(reply.detail, 0, true);
      case "later":
        return retry(reply.detail, reply.retryAfterSeconds);
    }
  }

  /** What central has witnessed of us, and what it holds; false where it says so of something that we never signed. */
  function learn({ witnessed: note, acknowledgement }: Standing): boolean {
    if (note !== undefined) {
      const opened = openBareCheckpoint(Buffer.from(note, "utf8"), options.key);
      if (typeof opened === "string") return false;
      witnessed = { size: opened.size, note: noteText(opened.note) };
      onCosigned?.(note);
    }
    if (acknowledgement !== undefined) onAcknowledged?.(acknowledgement);
    return true;
  }

  function confirm(batch: Batch, standing: Standing): number {
    cursor = standing.size;
    chainHeld = standing.chain;
    lastSuccessAt = clock.now();
    failures = corrections = 0;
    division.taken(batch);
    now = { state: cursor < journal.size ? "sending" : "up-to-date", detail: `central holds ${cursor} entries` };
    return 0;
  }

  /** Central's size is the cursor, unless it makes no sense. */
  function correct(batch: Batch, { size, chain }: Standing): number {
    chainHeld = chain;
    if (isCut()) {
      now = stopped("truncated", cutText());
      // Central is told: it cannot tell such a journal from an old request that comes again, but for a word of ours.
      if (batch.held === undefined) return 0;
    } else if (size > journal.size) {
      now = stopped("truncated", `central holds ${size} entries, this journal has ${journal.size}`);
      // Goes on once the journal has outgrown central, so that central sees the contradiction, too.
      cursor = size;
      return 0;
    }
    if (size === batch.from || ++corrections > MAX_CORRECTIONS) return retry(`central's answer makes no sense: size ${size}`);
    cursor = size;
    return 0;
  }

  function cutText(): string {
    return `this device once signed ${witnessed.size} entries, its journal has ${journal.size}`;
  }

  /** True where the journal is shorter than we have once signed: its end is gone, or its disk is an older one. */
  function isCut(): boolean {
    return witnessed.size > journal.size;
  }

  async function divide(batch: Batch, detail: string): Promise<number> {
    const what = division.refused(batch);
    if (what === "again") return retry(detail);
    if (what === "set-aside") {
      const fault = await faultOfPutting(batch.from, detail);
      if (fault !== undefined) return retry(fault);
      division.put(batch.from);
    }
    now = { state: "waiting", detail };
    // A little, so that a central which refuses everything is not asked in a loop.
    return backoffMs(0, random());
  }

  /** One part in a bad sector must not hold up all entries behind it. It is offered again with the others, whole or not at all. */
  async function leaveOut({ seq, message }: PartUnread): Promise<number> {
    const fault = await faultOfPutting(seq, message);
    if (fault !== undefined) return retry(fault);
    division.leaveOut(seq);
    return 0;
  }

  async function faultOfPutting(seq: number, detail: string): Promise<string | undefined> {
    const failed = (error: unknown) => `entry ${seq} cannot be set aside: ${String(error)}`;
    return await setAside.put(seq, detail).then(() => undefined, failed);
  }

  function retry(detail: string, retryAfterSeconds?: number, isRefused = false): number {
    if (!isCut()) now = { state: "waiting", detail, ...(isRefused && { isRefused }) };
    corrections = 0;
    return backoffMs(failures++, random(), retryAfterSeconds);
  }

  async function next(): Promise<Batch> {
    const { size } = journal;
    const old = witnessed.size;
    if (isCut()) return await readBatch(journal, { from: size, until: size, old: 0, held: witnessed.note });
    const from = Math.min(cursor ?? size, size);
    const until = cursor === undefined ? from : from + division.span;
    return await readBatch(journal, { from, until, old, chainHeld, setAside: division.setAside, ...(sealed && { sealed }) });
  }

  async function attempt(): Promise<number | undefined> {
    let batch: Batch;
    try {
      batch = await next();
    } catch (error) {
      if (error instanceof PartUnread) return await leaveOut(error);
      cursor = undefined; // A central that lacks what was removed here may be given a better copy: it is asked again.
      return retry(`journal cannot be read: ${String(error)}`);
    }
    const reply = await central.push(batch);
    isUnreached = reply.kind === "later" && reply.retryAfterSeconds === undefined;
    return await digest(batch, reply);
  }

  /**
   * Offers what was set aside once more, whole. Another refusal changes nothing: its hash is there. That central has taken it, only its own
   * signed word says: whoever stood between could answer 200, too.
   */
  async function offerAgain(): Promise<"stopped" | undefined> {
    for (const seq of secondOffer.due(setAside.entries(), clock.monotonicMs())) {
      const wanted = { from: seq, until: seq + 1, old: 0, ...(sealed && { sealed }) };
      const batch = await readBatch(journal, wanted).catch(() => undefined);
      const reply = batch && (await central.push(batch));
      if (reply?.kind === "stored") learn(reply.standing);
      if (batch && reply?.kind === "contradicted") {
        await digest(batch, reply);
        return "stopped";
      }
      if (reply?.kind === "later" || pause.isClosed) return undefined;
    }
    return undefined;
  }

  async function run(): Promise<void> {
    while (!pause.isClosed) {
      const wait = await attempt();
      if (wait === undefined) return;
      if (wait > 0) await pause.rest(wait, isUnreached ? "reached" : undefined);
      if (wait > 0 || cursor === undefined || cursor < journal.size || isCut()) continue;
      if ((await offerAgain()) === "stopped") return;
      await pause.rest(HEARTBEAT_MS * (1 + random() / 8), "work");
      if (cursor < journal.size) await pause.rest(DEBOUNCE_MS);
    }
  }

  const running = run();
  return {
    appended: () => pause.wake("work"),
    reached: () => pause.wake("reached"),
    status: () => ({ ...now, lastSuccessAt, backlog: Math.max(0, journal.size - (cursor ?? 0)), setAside: setAside.entries().length }),
    async close() {
      pause.close();
      await central.close();
      await running;
    },
  };
}

const otherText = ({ seq }: { readonly seq: number }) => `central holds other entries than this journal, seen at entry ${seq}`;

/** Central says it holds exactly what the batch brought it to. */
function isConfirmed(batch: Batch, { size, chain }: Standing): boolean {
  return size === batch.from + batch.entries.length && sameBytes(chain, batch.chainAfter);
}

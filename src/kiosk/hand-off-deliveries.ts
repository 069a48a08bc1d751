import type { WebhookMessage } from "../core/hand-off/webhook-message.ts";
import { type Entry, entryFromJson } from "../core/journal-entry.ts";
import type { HookLink, HookReply, MessageQueue } from "../hand-off-ports.ts";
import type { Journal, Sleep } from "../ports.ts";
import { backoffMs } from "./backoff.ts";
import { createPause } from "./pause.ts";

/** Attempts after which a message that the receiver finds wrong in itself is given up: it stands in the way of those behind it. The journal keeps what it says. */
const MAX_REFUSALS = 12;
/** How long the loop sleeps where nothing waits, in milliseconds; a message wakes it. */
const IDLE_MS = 60_000;
/** Entries that are made into messages again after a stop; before them central's own copy of the journal is the place to look. */
const MAX_FILLED = 5000;

export interface DeliveryParts {
  readonly queue: MessageQueue;
  readonly link: HookLink;
  readonly journal: Pick<Journal, "size" | "firstSeq" | "readThrough">;
  /** The message of an entry without anything of a person, or undefined where this hand-off does not want it. */
  readonly messageOf: (entry: Entry) => WebhookMessage | undefined;
  readonly sleep: Sleep;
  /** 0 ≤ random() < 1. */
  readonly random: () => number;
  readonly log: (event: string, facts: Readonly<Record<string, unknown>>) => void;
}

/** Where the deliveries stand. */
export interface DeliveryState {
  readonly waiting: number;
  readonly fault?: "unreached" | "refused" | "ended";
  /** Given up since the start. */
  readonly givenUp: number;
}

/** Messages on their way to one receiver, one after another. */
export interface Deliveries {
  state(): DeliveryState;
  /** Resolves when the message would survive a power cut, or was not kept; never rejects. */
  add(message: WebhookMessage): Promise<void>;
  /** Lets the attempt under way end. */
  close(): Promise<void>;
}

/**
 * Delivers in the order of the entries and waits longer and longer between attempts, by chance, so that kiosks do not come back together. An entry
 * whose message was never written, because the power went in between or there was no room, is made of the journal again, without its person.
 */
export function startDeliveries({ queue, link, journal, messageOf, sleep, random, log }: DeliveryParts): Deliveries {
  const pause = createPause(sleep);
  let fault: DeliveryState["fault"];
  let givenUp = 0;
  /** Attempts that have failed since the last that was taken: they make the waits longer. */
  let failures = 0;
  /** Of the message that is first in the line, the answers that were about itself. */
  let refusals = 0;
  /** Entries of whose messages some were not written: those before the start, or those for which there was no room. */
  let gap: "before" | "room" | undefined = "before";
  const sizeAtStart = journal.size;

  /** Makes messages of the entries behind the last that is done, and closes the gap where there is room for all of them. */
  async function fill(): Promise<void> {
    // A journal that is shorter than what is done is another one: a kiosk that began again.
    if (gap === "before" && (queue.doneSeq === undefined || queue.doneSeq >= sizeAtStart)) await queue.beginAfter(sizeAtStart - 1);
    const end = () => (gap === "before" ? sizeAtStart : journal.size);
    let from = Math.max((queue.doneSeq ?? 0) + 1, journal.firstSeq, end() - MAX_FILLED);
    while (from < end()) {
      const until = end();
      for await (const { seq, body } of journal.readThrough(from, until)) {
        if (pause.isClosed) return;
        const entry = queue.has(seq) || !body ? undefined : entryFromJson(body);
        const message = entry && messageOf(entry);
        if (message && (await queue.put(message)) === "full") {
          gap = "room";
          return;
        }
      }
      from = until;
    }
    gap = undefined;
  }

  async function tryToFill(): Promise<void> {
    try {
      await fill();
    } catch (error) {
      gap = undefined;
      log("hand-off leaves entries out", { error: String(error) });
    }
  }

  async function deliver(message: WebhookMessage): Promise<void> {
    const reply = await link.post(message);
    if (pause.isClosed && reply.kind !== "taken") return;
    if (reply.kind === "taken") {
      if (fault) log("hand-off delivered again", { waiting: queue.size });
      [fault, failures, refusals] = [undefined, 0, 0];
      return await queue.done(message.seq);
    }
    if (reply.kind === "ended") {
      fault = "ended";
      log("hand-off ended by its receiver", { waiting: queue.size });
      return await queue.setEnded(true);
    }
    await wait(reply, message);
  }

  async function wait(reply: Extract<HookReply, { kind: "later" | "refused" }>, message: WebhookMessage): Promise<void> {
    const before = fault;
    fault = reply.kind === "refused" ? "refused" : "unreached";
    if (fault !== before) log("hand-off not delivered", { detail: reply.detail, waiting: queue.size });
    failures += 1;
    if (reply.kind === "refused" && reply.isOfMessage) refusals += 1;
    if (refusals >= MAX_REFUSALS) {
      [failures, refusals, givenUp] = [0, 0, givenUp + 1];
      log("hand-off gives a message up", { seq: message.seq, detail: reply.detail });
      return await queue.done(message.seq);
    }
    await pause.rest(backoffMs(failures - 1, random(), reply.kind === "later" ? reply.retryAfterSeconds : 0));
  }

  async function run(): Promise<void> {
    while (!pause.isClosed) {
      try {
        if (queue.isEnded) {
          fault = "ended";
          await pause.rest(IDLE_MS, "work");
          continue;
        }
        if (gap === "before" || (gap === "room" && queue.size === 0)) await tryToFill();
        const message = await queue.first();
        if (message) await deliver(message);
        else if (queue.size === 0) await pause.rest(IDLE_MS, "work");
      } catch (error) {
        // The disk: what lies there is tried again, and an answer never waits for it.
        fault ??= "unreached";
        log("hand-off fault", { error: String(error) });
        await pause.rest(IDLE_MS);
      }
    }
  }

  const running = run();
  return {
    state: () => ({ waiting: queue.size, ...(fault && { fault }), givenUp }),
    async add(message) {
      // Behind a gap nothing is written: what is done would then no longer be all that lies before it.
      if (gap === "room" || message.seq <= (queue.doneSeq ?? -1)) return;
      try {
        if ((await queue.put(message)) === "full") gap = "room";
      } catch (error) {
        gap = "room";
        log("hand-off not kept", { error: String(error) });
      }
      pause.wake();
    },
    async close() {
      pause.close();
      await link.close();
      await running;
    },
  };
}

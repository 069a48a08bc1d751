import { describe, expect, onTestFinished, test } from "vitest";
import { webhookMessage } from "../../src/core/hand-off/webhook-message.ts";
import { type Entry, entryToJson } from "../../src/core/journal-entry.ts";
import { openMessageQueue } from "../../src/drivers/hand-off-queue.ts";
import type { HookReply } from "../../src/hand-off-ports.ts";
import { startDeliveries } from "../../src/kiosk/hand-off-deliveries.ts";
import { manualSleep } from "../support/manual-sleep.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const entry = (seq: number): Entry => ({
  seq,
  at: 1795747805 + seq,
  reason: "granted",
  source: "serial",
  policy: "p",
  trust: 1,
  durationMs: 3,
});
const message = (seq: number) => webhookMessage("his", "quay-1", entry(seq));

/** Expects something to become true: often, because there are dozens of attempts to wait for. */
const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 10_000, interval: 5 });

/** A journal of so many entries. */
function journalOf(size: number) {
  return {
    size,
    firstSeq: 0,
    async *readThrough(from: number, until = size) {
      for (let seq = from; seq < until; seq += 1) yield { seq, body: entryToJson(entry(seq)), chain: new Uint8Array(32) };
    },
  };
}

/** Deliveries to a receiver that answers as told, and after that with `taken`. */
async function begin(folder: string, replies: HookReply[], size = 0, maxWaiting?: number) {
  const posted: number[] = [];
  const slept = manualSleep();
  const queue = await openMessageQueue(folder, maxWaiting);
  const deliveries = startDeliveries({
    queue,
    link: {
      async post({ seq }) {
        posted.push(seq);
        return replies.shift() ?? { kind: "taken" };
      },
      close: async () => undefined,
    },
    journal: journalOf(size),
    messageOf: ({ seq }) => message(seq),
    sleep: slept.sleep,
    random: () => 0.5,
    log: () => undefined,
  });
  onTestFinished(() => deliveries.close());
  return { posted, queue, deliveries, slept };
}

test("messages go one after another, in the order of the entries", async () => {
  const { posted, queue, deliveries } = await begin(temporaryFolder(), []);
  for (const seq of [0, 1, 2]) await deliveries.add(message(seq));
  await eventually(() => posted).toEqual([0, 1, 2]);
  await eventually(() => [queue.size, queue.doneSeq, deliveries.state()]).toEqual([0, 2, { waiting: 0, givenUp: 0 }]);
});

test("a receiver that is down gets the same message again, later and later, and the fault goes when it takes it", async () => {
  const down: HookReply = { kind: "later", detail: "ECONNREFUSED" };
  const { posted, deliveries, slept } = await begin(temporaryFolder(), [down, down, { ...down, retryAfterSeconds: 30 }]);
  await deliveries.add(message(0));
  for (const [at, ms] of [500, 1000, 32_000].entries()) {
    await eventually(() => slept.waits.filter((wait) => wait !== 60_000).at(at)).toBe(ms);
    expect(deliveries.state()).toEqual({ waiting: 1, fault: "unreached", givenUp: 0 });
    slept.end();
  }
  await eventually(() => posted).toEqual([0, 0, 0, 0]);
  await eventually(() => deliveries.state()).toEqual({ waiting: 0, givenUp: 0 });
});

test("one that wants no more gets no more, also after a restart", async () => {
  const folder = temporaryFolder();
  const first = await begin(folder, [{ kind: "ended" }]);
  await first.deliveries.add(message(0));
  await eventually(() => first.deliveries.state().fault).toBe("ended");
  await first.deliveries.close();
  const second = await begin(folder, [], 1);
  await eventually(() => second.deliveries.state()).toEqual({ waiting: 1, fault: "ended", givenUp: 0 });
  expect([first.posted, second.posted]).toEqual([[0], []]);
});

test("a message that is refused again and again does not stand in the way for ever", async () => {
  const refused: HookReply = { kind: "refused", detail: "answered 422", isOfMessage: true };
  const { posted, deliveries, slept } = await begin(
    temporaryFolder(),
    Array.from({ length: 12 }, () => refused),
  );
  await deliveries.add(message(0));
  await deliveries.add(message(1));
  for (let attempt = 1; attempt < 12; attempt += 1) {
    await eventually(() => posted.length).toBe(attempt);
    expect(deliveries.state().fault).toBe("refused");
    slept.end();
  }
  await eventually(() => posted.at(-1)).toBe(1);
  await eventually(() => deliveries.state()).toEqual({ waiting: 0, givenUp: 1 });
});

test("a receiver that was down for long has lost nobody's patience: a message has its twelve refusals all the same", async () => {
  const down: HookReply = { kind: "later", detail: "ECONNREFUSED" };
  const refused: HookReply = { kind: "refused", detail: "answered 422", isOfMessage: true };
  const failed = [...Array.from({ length: 14 }, () => down), ...Array.from({ length: 11 }, () => refused)];
  const { posted, deliveries, slept } = await begin(temporaryFolder(), failed.slice());
  await deliveries.add(message(0));
  for (let attempt = 1; attempt <= failed.length; attempt += 1) {
    await eventually(() => posted.length).toBe(attempt);
    slept.end();
  }
  await eventually(() => deliveries.state()).toEqual({ waiting: 0, givenUp: 0 });
});

test("a secret that is wrong loses no message, however often the receiver says so", async () => {
  const refused: HookReply = { kind: "refused", detail: "answered 401" };
  const replies = Array.from({ length: 20 }, () => refused);
  const { posted, deliveries, slept } = await begin(temporaryFolder(), replies);
  await deliveries.add(message(0));
  for (let attempt = 1; attempt <= 20; attempt += 1) {
    await eventually(() => posted.length).toBe(attempt);
    slept.end();
  }
  await eventually(() => deliveries.state()).toEqual({ waiting: 0, givenUp: 0 });
});

describe("what was never written, because the power went, is made of the journal again", () => {
  test("from where it ended", async () => {
    const folder = temporaryFolder();
    const before = await begin(folder, []);
    await before.deliveries.add(message(0));
    await eventually(() => before.queue.doneSeq).toBe(0);
    await before.deliveries.close();
    const after = await begin(folder, [], 4);
    await eventually(() => after.posted).toEqual([1, 2, 3]);
  });

  test("but nothing of before this hand-off was there", async () => {
    const { posted, queue, deliveries } = await begin(temporaryFolder(), [], 100);
    await eventually(() => queue.doneSeq).toBe(99);
    await deliveries.add(message(100));
    await eventually(() => posted).toEqual([100]);
  });

  test("and where a journal began anew, from its beginning on", async () => {
    const folder = temporaryFolder();
    await (await openMessageQueue(folder)).beginAfter(500);
    const { posted, queue, deliveries } = await begin(folder, [], 3);
    await eventually(() => queue.doneSeq).toBe(2);
    await deliveries.add(message(3));
    await eventually(() => posted).toEqual([3]);
  });
});

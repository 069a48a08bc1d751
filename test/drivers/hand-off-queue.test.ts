import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { WebhookMessage } from "../../src/core/hand-off/webhook-message.ts";
import { openMessageQueue } from "../../src/drivers/hand-off-queue.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const message = (seq: number): WebhookMessage => ({
  id: `msg_${String(seq).padStart(32, "0")}`,
  seq,
  body: new TextEncoder().encode(`{"seq":${seq}}`),
});

test("messages come back after a restart in the order of their entries, with what is done", async () => {
  const folder = join(temporaryFolder(), "queue");
  const before = await openMessageQueue(folder);
  expect(before.doneSeq).toBeUndefined();
  for (const seq of [12, 3, 7]) expect(await before.put(message(seq))).toBe("kept");
  expect(await before.first()).toEqual(message(3));
  await before.done(3);

  const after = await openMessageQueue(folder);
  expect([after.size, after.doneSeq, after.has(7), after.has(3)]).toEqual([2, 3, true, false]);
  expect(await after.first()).toEqual(message(7));
});

test("what a power cut left half-written is no message and is removed; one that the disk lost is passed over", async () => {
  const folder = temporaryFolder();
  const before = await openMessageQueue(folder);
  await before.put(message(1));
  await before.put(message(2));
  const [first = ""] = readdirSync(folder).filter((name) => name.includes("-msg_"));
  writeFileSync(join(folder, `${first}.new`), "{");
  writeFileSync(join(folder, first), "");

  const after = await openMessageQueue(folder);
  expect(await after.first()).toEqual(message(2));
  expect(readdirSync(folder).filter((name) => name.endsWith(".new") || name === first)).toEqual([]);
});

test("a full queue keeps no more, and a damaged state is set aside", async () => {
  const folder = temporaryFolder();
  const queue = await openMessageQueue(folder, 1);
  expect([await queue.put(message(1)), await queue.put(message(2))]).toEqual(["kept", "full"]);
  await queue.setEnded(true);
  expect((await openMessageQueue(folder)).isEnded).toBe(true);
  writeFileSync(join(folder, "state.json"), '{"doneSeq":"x"}');
  const after = await openMessageQueue(folder);
  expect([after.isEnded, after.size]).toEqual([false, 1]);
  expect(readFileSync(join(folder, "state.json.damaged"), "utf8")).toContain('"x"');
});

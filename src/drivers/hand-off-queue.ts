import { basename, join } from "node:path";
import { MAX_MESSAGE_BYTES, type WebhookMessage } from "../core/hand-off/webhook-message.ts";
import type { MessageQueue } from "../hand-off-ports.ts";
import { ASIDE, replaceFile } from "./durable-file.ts";
import { type FileSystem, nodeFileSystem } from "./file-system.ts";
import { openState } from "./state-document.ts";

/** Messages that wait at most; with 4 kB each that is 40 MB, and a fortnight at a busy counter. */
const MAX_WAITING = 10_000;

const SEQ_DIGITS = 16;
const NAME = /^(\d{16})-(msg_[0-9a-f]{32})\.json$/;

interface QueueState {
  readonly doneSeq?: number;
  readonly isEnded?: true;
}

/**
 * Messages as files of a folder (0600), one each, named by entry and id; `state.json` beside them says how far it is. A message is written aside,
 * synced and renamed: what a power cut left half-written has another name and is removed. Rejects only with the system's error.
 */
export async function openMessageQueue(
  folder: string,
  maxWaiting = MAX_WAITING,
  files: FileSystem = nodeFileSystem,
): Promise<MessageQueue> {
  await files.makeFolder(folder);
  const state = await openState<QueueState>(join(folder, "state.json"), stateOf, {}, files);
  const found = (await files.list(folder)) ?? [];
  for (const name of found.filter((other) => other.endsWith(ASIDE))) await files.remove(join(folder, name)).catch(() => undefined);
  const waiting = new Map<number, string>();
  for (const name of found.filter((other) => NAME.test(other)).toSorted()) waiting.set(Number(name.slice(0, SEQ_DIGITS)), name);

  async function forget(seq: number): Promise<void> {
    const name = waiting.get(seq);
    waiting.delete(seq);
    if (name === undefined) return;
    await files.remove(join(folder, name)).catch(ignoreMissing);
    await files.syncFolder(folder);
  }

  return {
    get size() {
      return waiting.size;
    },
    get doneSeq() {
      return state.data.doneSeq;
    },
    get isEnded() {
      return state.data.isEnded === true;
    },
    has: (seq) => waiting.has(seq),
    async put({ id, seq, body }) {
      if (waiting.size >= maxWaiting || body.length > MAX_MESSAGE_BYTES) return "full";
      const name = `${String(seq).padStart(SEQ_DIGITS, "0")}-${id}.json`;
      await replaceFile(join(folder, name), body, files);
      waiting.set(seq, name);
      return "kept";
    },
    async first() {
      for (;;) {
        const [seq, name] = oldestOf(waiting);
        if (seq === undefined || name === undefined) return undefined;
        const message = await messageIn(join(folder, name), seq, files);
        if (message) return message;
        await forget(seq);
      }
    },
    async done(seq) {
      // First how far it is: the file alone, found after a power cut, is sent once more, and the receiver knows it by its id.
      await state.update((data) => ({ ...data, doneSeq: Math.max(seq, data.doneSeq ?? -1) }));
      await forget(seq);
    },
    beginAfter: (seq) => state.update((data) => ({ ...data, doneSeq: seq })),
    setEnded: (isEnded) => state.update(({ isEnded: _, ...data }) => ({ ...data, ...(isEnded && { isEnded: true as const }) })),
  };
}

/** Not always the first that was put: what the journal had to fill in again comes late. */
function oldestOf(waiting: ReadonlyMap<number, string>): readonly [number, string] | readonly [] {
  let oldest: readonly [number, string] | readonly [] = [];
  for (const entry of waiting) if (oldest[0] === undefined || entry[0] < oldest[0]) oldest = entry;
  return oldest;
}

async function messageIn(path: string, seq: number, files: FileSystem): Promise<WebhookMessage | undefined> {
  const [, , id = ""] = NAME.exec(basename(path)) ?? [];
  try {
    const file = await files.open(path, "read");
    try {
      const body = await file.read(0, MAX_MESSAGE_BYTES + 1);
      return body.length > 0 && body.length <= MAX_MESSAGE_BYTES ? { id, seq, body } : undefined;
    } finally {
      await file.close();
    }
  } catch (error) {
    ignoreMissing(error);
    return undefined;
  }
}

function stateOf(value: unknown): QueueState | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { doneSeq, isEnded } = value as Readonly<Record<string, unknown>>;
  const isPlace = doneSeq === undefined || (Number.isSafeInteger(doneSeq) && Number(doneSeq) >= -1);
  if (!isPlace || (isEnded !== undefined && isEnded !== true)) return undefined;
  return { ...(doneSeq !== undefined && { doneSeq: Number(doneSeq) }), ...(isEnded === true && { isEnded: true }) };
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
}

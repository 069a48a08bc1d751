import type { Clock, Journal } from "../ports.ts";

/** Milliseconds between two attempts to open a journal that failed: a full disk does not empty faster. */
const REOPEN_EVERY_MS = 2000;

/**
 * A journal that starts over after a failure, through the same opening that recovers from a power cut. The append that failed
 * rejects, and so does every one after it until opening succeeds. The first opening must succeed, or this rejects.
 */
export async function openReopening(open: () => Promise<Journal>, clock: Clock, onFault: (error: unknown) => void): Promise<Journal> {
  let current = await open();
  let isBroken = false;
  let triedAtMs = 0;

  async function startOver(): Promise<void> {
    const nowMs = clock.monotonicMs();
    if (nowMs - triedAtMs < REOPEN_EVERY_MS) throw new Error("journal: not open after a failure, nothing can be recorded");
    triedAtMs = nowMs;
    const opened = await open();
    current = opened;
    isBroken = false;
  }

  async function abandon(error: unknown): Promise<void> {
    isBroken = true;
    triedAtMs = Number.NEGATIVE_INFINITY;
    onFault(error);
    await current.close().catch(onFault);
  }

  return {
    get size() {
      return current.size;
    },
    get chain() {
      return current.chain;
    },
    async append(entry) {
      if (isBroken) await startOver();
      try {
        return await current.append(entry);
      } catch (error) {
        await abandon(error);
        throw error;
      }
    },
    get firstSeq() {
      return current.firstSeq;
    },
    get room() {
      return current.room;
    },
    get freeBytes() {
      return current.freeBytes;
    },
    read: (from, until) => current.read(from, until),
    checkpoint: () => current.checkpoint(),
    inclusionProof: (seq, size) => current.inclusionProof(seq, size),
    consistencyProof: (from, size) => current.consistencyProof(from, size),
    rootAt: (size) => current.rootAt(size),
    releasable: (beforeSeq) => current.releasable(beforeSeq),
    release: (beforeSeq) => current.release(beforeSeq),
    close: () => (isBroken ? Promise.resolve() : current.close()),
  };
}

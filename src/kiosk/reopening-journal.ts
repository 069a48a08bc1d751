import type { Clock, Journal } from "../ports.ts";

/** Milliseconds between two attempts to open a journal that failed: a full disk does not empty faster. */
const REOPEN_EVERY_MS = 2000;

/** A journal that starts over after a failure. */
export interface ReopeningJournal extends Journal {
  /**
   * Who is to be told of entries whose append failed and which are there all the same (`from <= seq < until`), before anything is appended behind
   * them: they count, and whoever decides must know of them.
   */
  onFound(listener: (from: number, until: number) => Promise<void>): void;
}

/**
 * A journal that starts over after a failure, through the same opening that recovers from a power cut. The append that failed
 * rejects, and so does every one after it until opening succeeds; where entries are found then, one more does: it was decided without them.
 * The first opening must succeed, or this rejects.
 */
export async function openReopening(
  open: () => Promise<Journal>,
  clock: Clock,
  onFault: (error: unknown) => void,
): Promise<ReopeningJournal> {
  let current = await open();
  let isBroken = false;
  let triedAtMs = 0;
  /** How many entries there were before the append that failed. */
  let knownSize = 0;
  let told = async (_from: number, _until: number): Promise<void> => undefined;

  async function startOver(): Promise<void> {
    const nowMs = clock.monotonicMs();
    if (nowMs - triedAtMs < REOPEN_EVERY_MS) throw new Error("journal: not open after a failure, nothing can be recorded");
    triedAtMs = nowMs;
    current = await open();
    const [from, until] = [knownSize, current.size];
    try {
      if (until > from) await told(from, until);
    } catch (error) {
      await current.close().catch(onFault);
      throw error;
    }
    isBroken = false;
    if (until > from) throw new Error("journal: appends that had failed are in it, what was decided without them is not recorded");
  }

  async function abandon(error: unknown): Promise<void> {
    isBroken = true;
    knownSize = current.size;
    triedAtMs = Number.NEGATIVE_INFINITY;
    onFault(error);
    await current.close().catch(onFault);
  }

  return {
    onFound: (listener) => {
      told = listener;
    },
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
    beginning: () => current.beginning(),
    get room() {
      return current.room;
    },
    get freeBytes() {
      return current.freeBytes;
    },
    read: (from, until, wanted) => current.read(from, until, wanted),
    readThrough: (from, until) => current.readThrough(from, until),
    checkpoint: () => current.checkpoint(),
    inclusionProof: (seq, size) => current.inclusionProof(seq, size),
    consistencyProof: (from, size) => current.consistencyProof(from, size),
    rootAt: (size) => current.rootAt(size),
    keepTree: (size) => current.keepTree(size),
    releasable: (beforeSeq) => current.releasable(beforeSeq),
    release: (beforeSeq) => current.release(beforeSeq),
    close: () => (isBroken ? Promise.resolve() : current.close()),
  };
}

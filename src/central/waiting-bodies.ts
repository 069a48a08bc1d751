import type { EpochSeconds } from "../core/time.ts";
import type { Clock } from "../ports.ts";

/**
 * Bodies that are waited for at once, per endpoint, and those of one kiosk, which has one under way itself. Attack: the head of a request that
 * was recorded, on a lost stick for one, can be sent again by anybody, with a body that never comes; and there are many kiosks on one stick.
 */
const [MAX_WAITING, MAX_WAITING_OF_ONE_KIOSK] = [64, 2] as const;
/**
 * Of all kiosks' bodies only one gives way that was signed so much before the newcomer, in seconds: ten times what a body may take, and what
 * clocks differ by. Else, where more lines are slow than places are there, each that comes would cut off one that is half done.
 */
const RECORDED_BEFORE_SECONDS = 300;
/** After so many milliseconds one of a kiosk's two places goes to whoever comes, also to a kiosk whose clock is behind what was recorded. */
const TURN_MS = 10_000;
/** A body that has come within so many milliseconds has held up nobody. */
const PROMPT_MS = 1000;
/** Heads that are remembered for having held a place, near 150 bytes each: more than one kiosk has files on a stick (10,000). */
const MAX_REMEMBERED = 16_384;

/** What is known of a request whose body has not come yet. */
interface Head {
  readonly kiosk: string;
  readonly created: EpochSeconds;
  /** Its Content-Digest, as it arrived. */
  readonly digest: string;
}

/** The place of a body that is waited for. */
export interface WaitingBody extends Head {
  readonly since: number;
  /** What it signs has held a place before. A kiosk signs each request anew, so this one was recorded. */
  readonly isRepeated: boolean;
  /** It has its place by turn, not by its date: only the next turn ends it. */
  readonly isByTurn: boolean;
  readonly abandon: AbortController;
}

/** The bodies that one endpoint waits for. */
export interface WaitingBodies {
  /** A place for one more; undefined where all are taken, and none of them by a request that is recorded, as far as can be told, or has had its turn. */
  enter(head: Head): WaitingBody | undefined;
  /** Frees the place again. */
  leave(body: WaitingBody, isWhole: boolean): void;
}

/** Nobody waits yet. */
export function createWaitingBodies({ monotonicMs }: Pick<Clock, "monotonicMs">): WaitingBodies {
  const waiting = new Set<WaitingBody>();
  const remembered = createMemory();

  function giveWay(body: WaitingBody): void {
    waiting.delete(body);
    remembered.add(body);
    body.abandon.abort();
  }

  /** Of a kiosk's own bodies, all places taken: which one gives way, and whether by turn. */
  function ofOneKiosk(bodies: readonly WaitingBody[], created: EpochSeconds): readonly [body: WaitingBody, isByTurn: boolean] | undefined {
    const inTurn = bodies.find(({ isByTurn }) => isByTurn);
    const repeated = bodies.find(({ isRepeated }) => isRepeated);
    if (repeated) return [repeated, !inTurn || inTurn === repeated];
    // A recorded request is older than what kiosks send now, so it gives way, and never the other way round.
    const older = oldestOf(bodies.filter(({ isByTurn }) => !isByTurn));
    if (older && older.created <= created) return [older, false];
    const longest = inTurn ?? bodies.toSorted((a, b) => a.since - b.since)[0];
    return longest && monotonicMs() - longest.since >= TURN_MS ? [longest, true] : undefined;
  }

  return {
    enter(head) {
      const bodies = [...waiting];
      const ofKiosk = bodies.filter(({ kiosk }) => kiosk === head.kiosk);
      const isRepeated = remembered.has(head) || ofKiosk.some((body) => signedBy(body) === signedBy(head));
      let isByTurn = false;
      if (ofKiosk.length >= MAX_WAITING_OF_ONE_KIOSK) {
        const found = isRepeated ? undefined : ofOneKiosk(ofKiosk, head.created);
        if (!found) return undefined;
        giveWay(found[0]);
        isByTurn = found[1];
      } else if (bodies.length >= MAX_WAITING) {
        const found = isRepeated ? undefined : ofAll(bodies, head.created);
        if (!found) return undefined;
        giveWay(found);
      }
      const { kiosk, created, digest } = head;
      const body = { kiosk, created, digest, since: monotonicMs(), isRepeated, isByTurn, abandon: new AbortController() };
      waiting.add(body);
      return body;
    },
    leave(body, isWhole) {
      waiting.delete(body);
      if (!isWhole || monotonicMs() - body.since > PROMPT_MS) remembered.add(body);
    },
  };
}

/** What a head signs beside its path. Not the signature: of one by P-256, anybody can make a second that is as good (r, n - s). */
function signedBy({ created, digest }: Head): string {
  return `${created} ${digest}`;
}

/** Heads that have held a place. Where there are too many, the kiosk with most of them gives its oldest, so that no kiosk's are forgotten for others'. */
function createMemory(): { has(head: Head): boolean; add(head: Head): void } {
  const ofKiosk = new Map<string, Set<string>>();
  let size = 0;
  return {
    has: (head) => ofKiosk.get(head.kiosk)?.has(signedBy(head)) === true,
    add(head) {
      const own = ofKiosk.get(head.kiosk) ?? new Set();
      ofKiosk.set(head.kiosk, own);
      if (!own.delete(signedBy(head))) size++;
      own.add(signedBy(head));
      if (size <= MAX_REMEMBERED) return;
      let fullest = own;
      for (const heads of ofKiosk.values()) if (heads.size > fullest.size) fullest = heads;
      const [oldest = ""] = fullest;
      fullest.delete(oldest);
      size--;
    },
  };
}

/** Of all kiosks' bodies, all places taken: which one gives way. */
function ofAll(bodies: readonly WaitingBody[], created: EpochSeconds): WaitingBody | undefined {
  const recorded = bodies.find(({ isRepeated }) => isRepeated) ?? oldestOf(bodies);
  return recorded && (recorded.isRepeated || recorded.created <= created - RECORDED_BEFORE_SECONDS) ? recorded : undefined;
}

function oldestOf(bodies: readonly WaitingBody[]): WaitingBody | undefined {
  return bodies.toSorted((a, b) => a.created - b.created)[0];
}

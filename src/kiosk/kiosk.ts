import type { Hint } from "../core/coaching.ts";
import { decide } from "../core/decide.ts";
import type { Decision } from "../core/decision.ts";
import type { Entry } from "../core/journal-entry.ts";
import { type CollectedParts, collectPart, FORGET_PARTS_SECONDS, NO_PARTS } from "../core/parts.ts";
import type { Scan, SourceKind } from "../core/scan.ts";
import { holdMs, NOBODY, nextTurn, type Place, queued, type Turns } from "../core/turns.ts";
import { NO_SCANS, TWIN_MS, takeSymbol } from "../core/twin-scans.ts";
import {
  type AnswerView,
  type AttractView,
  answerView,
  type OutOfServiceView,
  outOfServiceView,
  type StickView,
  type View,
} from "../core/view.ts";
import type { Appended, Journal, Output, Source } from "../ports.ts";
import { type After, afterTimeout } from "./after.ts";
import { createAnswerTime } from "./answer-time.ts";
import type { InForce } from "./in-force.ts";
import type { Pseudonyms } from "./pseudonym.ts";
import type { ReceiptWriter } from "./receipts.ts";
import { scanEntry } from "./scan-entry.ts";
import type { Sealing } from "./sealing.ts";
import type { TrustedClock } from "./trusted-clock.ts";

export interface KioskParts {
  readonly clock: Pick<TrustedClock, "now" | "doubt" | "monotonicMs">;
  readonly sources: readonly Source[];
  readonly outputs: readonly Output[];
  /** Those of the outputs that have lamps and tones and no words. */
  readonly signals?: readonly Output[];
  readonly journal: Journal;
  /** What decides at this moment: asked once a scan, so that none is decided by half of one bundle and half of another. */
  readonly inForce: () => InForce;
  readonly pseudonyms: Pick<Pseudonyms, "name">;
  /** Keeps what the policy wants of a person for staff systems, so that this kiosk cannot read it again. */
  readonly sealing: Pick<Sealing, "keep" | "recorded">;
  /** What stands while staff have put the kiosk out of service: then no code is answered. Absent, or undefined: they have not. */
  readonly paused?: () => OutOfServiceView | undefined;
  /** Told of every code that is not answered because of it. */
  readonly onDropped?: () => void;
  /** Writes what a recorded answer's receipt carries; absent: none are offered. */
  readonly receipt?: ReceiptWriter;
  /** Told of every answer after it was recorded and shown; `seq` is undefined when the journal failed. */
  readonly onAnswered: (answer: Answered) => void;
  /** A throw outside every expected failure: the process must start over. */
  readonly onBug: (error: unknown) => void;
  /** How long an answer is held is told by it. */
  readonly after?: After;
}

/** One answered scan. */
export interface Answered {
  readonly entry: Omit<Entry, "seq">;
  readonly seq: number | undefined;
  readonly decision: Decision;
  readonly view: AnswerView;
}

/** A running kiosk. */
export interface Kiosk {
  /** A symbol from outside the sources, e.g. the desk's. */
  scan(symbol: Uint8Array, source: SourceKind): void;
  /** Shows what now stands between answers, where no answer stands: call it when another bundle may be in force, or staff have used the switch. */
  refresh(): void;
  /** Shows this between answers until it is told otherwise, never in the way of one; undefined: what usually stands there. */
  notify(view: StickView | undefined): void;
  /** How long the scan under way has taken so far, in milliseconds; 0 between scans. Seconds mean that something hangs. */
  busyMs(): number;
  /** Lets the scan under way finish, then closes the sources. */
  close(): Promise<void>;
}

/** A scan, and when its symbol arrived on the clock that never jumps. */
interface Arrival extends Scan {
  readonly arrivedMs: number;
}

/** The answer where what belongs to it could not be written. */
const NOT_RECORDED: Decision = { reason: "journal-failed", warnings: [] };

/** Starts the walk of every scan: symbol → decision → journal → outputs. Nothing is shown before it is recorded. */
export function startKiosk(parts: KioskParts): Kiosk {
  const { clock, sources, outputs, journal, after = afterTimeout } = parts;
  let underWay: Promise<void> | undefined;
  let turns: Turns<Arrival> = NOBODY;
  let endHold = () => {};
  let cardParts = NO_PARTS;
  let forgetting: NodeJS.Timeout | undefined;
  let busySinceMs: number | undefined;
  let isClosed = false;
  let answers = 0;
  const time = createAnswerTime(sources, outputs, () => rest());
  /** What stands on the outputs; undefined while an answer does. */
  let resting: Exclude<View["kind"], "answer"> | undefined;
  let standing = "";
  let notice: StickView | undefined;
  let noticeEnds: NodeJS.Timeout | undefined;
  const hints = new Map<Source, Hint>();
  let recent = NO_SCANS;
  let forgettingRecent: NodeJS.Timeout | undefined;

  /** A showing that several sources see is one scan. */
  function take(symbol: Uint8Array, source: Source): void {
    if (isClosed) return;
    const place = sources.indexOf(source);
    const { after: seen, isTwin } = takeSymbol(recent, symbol, place, clock.monotonicMs());
    recent = seen;
    clearTimeout(forgettingRecent);
    forgettingRecent = setTimeout(() => (recent = NO_SCANS), TWIN_MS);
    if (!isTwin) scan(symbol, source.kind, place);
  }

  function advise(hint: Hint | undefined, source: Source): void {
    if (hint) hints.set(source, hint);
    else hints.delete(source);
    if (resting === "attract" && !isClosed) rest();
  }

  function scan(symbol: Uint8Array, source: SourceKind, place: Place = source): void {
    if (isClosed || symbol.length === 0) return;
    if (parts.paused?.()) {
      parts.onDropped?.();
      return;
    }
    const arrivedMs = clock.monotonicMs();
    // Before the queue: of three codes on one sheet of paper none may get lost while the first is being answered.
    const { after: collected, shown } = collectPart(cardParts, symbol, arrivedMs / 1000);
    if (collected !== cardParts) keepParts(collected);
    const doubt = clock.doubt();
    turns = queued(turns, place, { ...shown, source, at: clock.now(), ...(doubt && { clock: doubt }), arrivedMs });
    goOn();
  }

  /** Answers whoever waits, unless somebody is being answered, or an answer to somebody else is held. */
  function goOn(): void {
    const turn = underWay || isClosed ? undefined : nextTurn(turns);
    if (!turn) return;
    turns = turn.after;
    endHold();
    busySinceMs = clock.monotonicMs();
    underWay = answer(turn.showing, turn.place).then(() => {
      busySinceMs = underWay = undefined;
      goOn();
    }, parts.onBug);
  }

  /** From when the answer is shown: whoever stands at another source sees it, too, and the door has been let go. */
  function hold(place: Place, verdict: AnswerView["verdict"]): void {
    const ms = holdMs(verdict);
    if (ms === 0) return;
    turns = { ...turns, held: place };
    endHold = after(ms, () => {
      turns = { waiting: turns.waiting };
      goOn();
    });
  }

  async function answer(arrival: Arrival, place: Place): Promise<void> {
    const { trust, policy, history } = parts.inForce();
    let decision = decide(arrival, trust, policy, history);
    const kept = await parts.sealing.keep(decision, policy, trust);
    // A record by half is none; that it failed is recorded all the same.
    if (!kept.ok) decision = NOT_RECORDED;
    const sealed = kept.ok ? kept.digest : undefined;
    const by = { trust: trust?.version ?? 0, policy: policy?.id ?? "", ...(sealed !== undefined && { sealed }) };
    const facts = { ...by, durationMs: clock.monotonicMs() - arrival.arrivedMs };
    const entry = scanEntry(decision, arrival, facts, { pseudonyms: parts.pseudonyms, history });
    let recorded: Appended | undefined;
    try {
      recorded = await journal.append(entry);
    } catch {
      // Nothing is accepted that is not recorded. The journal says itself what broke, and starts over.
      decision = NOT_RECORDED;
    }
    if (sealed !== undefined && recorded) parts.sealing.recorded(recorded.seq, sealed);
    // Into the one that counts now: a new policy may have brought another while the entry was being written.
    if (decision.reason === "granted") parts.inForce().history.remember(entry);
    const receipt = recorded && parts.receipt?.(recorded, decision.reason, policy);
    const view = answerView(decision, policy, ++answers, arrival.at, receipt);
    for (const output of outputs) output.show(view);
    hold(place, view.verdict);
    time.begin(view, place);
    resting = undefined;
    parts.onAnswered({ entry: { ...entry, reason: decision.reason }, seq: recorded?.seq, decision, view });
  }

  /** Keeps parts for the next showing, and not longer than they count there: what a person showed does not stay in memory. */
  function keepParts(parts: CollectedParts): void {
    cardParts = parts;
    clearTimeout(forgetting);
    if (parts !== NO_PARTS) forgetting = setTimeout(keepParts, FORGET_PARTS_SECONDS * 1000, NO_PARTS);
  }

  /** Nobody is asked to hold up a code that would not even be read. */
  function restingView(): Exclude<View, AnswerView> {
    const [hint] = hints.values();
    const attract: AttractView = { kind: "attract", ...(hint && { hint }) };
    return notice ?? parts.paused?.() ?? (parts.inForce().policy ? attract : outOfServiceView("policy-missing"));
  }

  function rest(): void {
    const view = restingView();
    [resting, standing] = [view.kind, JSON.stringify(view)];
    for (const output of outputs) output.show(view);
    // From when it is seen: an answer may have stood before it for a minute.
    if (notice?.seconds !== undefined) noticeEnds ??= setTimeout(notify, notice.seconds * 1000, undefined);
  }

  function notify(view: StickView | undefined): void {
    clearTimeout(noticeEnds);
    [notice, noticeEnds] = [view, undefined];
    // Whoever pressed the button hears the end at once, also while somebody reads an answer on the screen.
    if (view && view.state !== "working" && resting === undefined) for (const signal of parts.signals ?? []) signal.show(view);
    if (resting !== undefined && !isClosed) rest();
  }

  rest();
  for (const source of sources) {
    source.open(
      (symbol) => take(symbol, source),
      (hint) => advise(hint, source),
    );
  }
  return {
    scan: (symbol, source) => scan(symbol, source),
    refresh() {
      if (resting === undefined || resting === "stick") return;
      if (standing !== JSON.stringify(restingView())) rest();
    },
    notify,
    busyMs: () => (busySinceMs === undefined ? 0 : clock.monotonicMs() - busySinceMs),
    async close() {
      isClosed = true;
      endHold();
      time.close();
      clearTimeout(noticeEnds);
      clearTimeout(forgettingRecent);
      keepParts(NO_PARTS);
      await Promise.all(sources.map((source) => source.close()));
      await underWay;
    },
  };
}

import type { CarryStatus } from "../core/screen.ts";
import { type StickEnd, type StickTrouble, stickEndView, stickWorkingView } from "../core/stick-texts.ts";
import type { EpochSeconds } from "../core/time.ts";
import type { StickView } from "../core/view.ts";
import type { Clock, Sleep } from "../ports.ts";
import type { JournalStick, JournalStickPort } from "../stick-ports.ts";
import { createPause } from "./pause.ts";
import type { Carried } from "./stick-carried.ts";
import type { StickExport } from "./stick-export.ts";

/** How often the kiosk looks for a stick, in milliseconds. */
const LOOK_MS = 1500;
/** How often the words on the screen change while it is being written, at most, in milliseconds. */
const PROGRESS_MS = 500;

export interface StickCarrierOptions {
  readonly sticks: JournalStickPort;
  /** Writes the journal on the stick at this path. Rejects where the journal cannot be read. */
  readonly exportTo: (path: string, onProgress: (done: number, total: number) => void) => Promise<StickExport>;
  /** Takes central's answer from the stick at this path, if there is one; false: it may be of use a little later. */
  readonly takeAnswer: (path: string) => Promise<boolean>;
  readonly readCarried: () => Promise<Carried | undefined>;
  readonly keepCarried: (carried: Carried) => Promise<void>;
  /** Entries in the journal, and those of them that central has acknowledged. */
  readonly size: () => number;
  readonly acknowledged: () => number;
  /** What stands on the outputs between answers; undefined: nothing of a stick. */
  readonly notify: (view: StickView | undefined) => void;
  readonly onEnded: (end: StickEnd) => void;
  readonly onFault: (error: unknown) => void;
  readonly clock: Pick<Clock, "monotonicMs"> & { readonly now: () => EpochSeconds };
  readonly sleep: Sleep;
}

/** Carries the journal to sticks when a person asks for it, and takes what central answers on them by itself. */
export interface StickCarrier {
  /** Somebody has pressed the button. Returns at once; pressed again while it works, it does nothing. */
  press(): void;
  status(): CarryStatus;
  /** Resolves when nothing is under way. */
  close(): Promise<void>;
}

/** Starts to look for sticks, beside the scans. */
export function startStickCarrier(options: StickCarrierOptions): StickCarrier {
  const { clock, notify, acknowledged, size } = options;
  const pause = createPause(options.sleep);
  let sticks: readonly JournalStick[] = [];
  let answersTaken: readonly JournalStick[] = [];
  let carried: Carried | undefined;
  let presses = 0;
  let writing: Promise<void> | undefined;
  /** The stick whose end is shown. */
  let ended: string | undefined;

  async function look(): Promise<void> {
    const before = sticks;
    sticks = await options.sticks.look();
    if (ended !== undefined && !writing && isPulled(ended)) {
      ended = undefined;
      notify(undefined);
    }
    if (sticks.length !== before.length) carried = (await options.readCarried()) ?? carried;
    const isTaken = ({ path, mark }: JournalStick) => answersTaken.some((taken) => taken.path === path && taken.mark === mark);
    const due = sticks.filter((stick) => !isTaken(stick));
    answersTaken = sticks;
    for (const stick of due) {
      const isSettled = await options.takeAnswer(stick.path).catch(options.onFault);
      if (isSettled === false) answersTaken = answersTaken.filter((taken) => taken !== stick);
    }
  }

  function isPulled(path: string): boolean {
    return !sticks.some((stick) => stick.path === path);
  }

  async function write(id: number): Promise<void> {
    sticks = await options.sticks.look();
    const path = sticks[0]?.path;
    const end = path === undefined ? failed("no-stick") : await exportTo(id, path);
    ended = end.kind === "done" ? path : undefined;
    notify(stickEndView(id, end));
    options.onEnded(end);
  }

  async function exportTo(id: number, path: string): Promise<StickEnd> {
    let saidMs = Number.NEGATIVE_INFINITY;
    const say = (done: number, total: number) => {
      if (clock.monotonicMs() < saidMs + PROGRESS_MS) return;
      saidMs = clock.monotonicMs();
      notify(stickWorkingView(id, done, total));
    };
    say(0, Math.max(0, size() - acknowledged()));
    try {
      const { entries, until, trouble } = await options.exportTo(path, say);
      if (trouble !== undefined) return failed(trouble, entries);
      if (entries > 0) {
        carried = { until, at: clock.now() };
        await options.keepCarried(carried);
      }
      return { kind: "done", entries };
    } catch (error) {
      options.onFault(error);
      return failed("journal-failed");
    }
  }

  async function run(): Promise<void> {
    carried = await options.readCarried();
    while (!pause.isClosed) {
      await look();
      await pause.rest(LOOK_MS);
    }
  }

  const running = run();
  return {
    press() {
      if (writing || pause.isClosed) return;
      writing = write(++presses)
        .catch(options.onFault)
        .finally(() => {
          writing = undefined;
        });
    },
    status() {
      // Of more entries than there are: it was another journal.
      const isCarriedTo = Math.max(acknowledged(), carried && carried.until <= size() ? carried.until : 0);
      return {
        isStickIn: sticks.length > 0,
        isWriting: writing !== undefined,
        toCarry: Math.max(0, size() - isCarriedTo),
        ...(carried && { carriedAt: carried.at }),
      };
    },
    async close() {
      pause.close();
      await running;
      await writing;
    },
  };
}

function failed(trouble: StickTrouble, entries = 0): StickEnd {
  return { kind: "failed", trouble, entries };
}

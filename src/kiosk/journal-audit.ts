import * as v from "valibot";
import { type Damage, JOURNAL_PROBLEMS, type JournalPart } from "../core/journal-scan.ts";
import type { EpochSeconds } from "../core/time.ts";
import type { Clock, KeptFile, Sleep } from "../ports.ts";
import { createPause } from "./pause.ts";

/** When the first check begins, milliseconds: the start has enough to do. */
const FIRST_AFTER_MS = 60_000;
/** How long after one check the next begins. */
const EVERY_MS = 86_400_000;
/** Entries that are checked without a pause: a millisecond or two, ten on a slow board. */
const ENTRIES_A_TURN = 100;
/** For each moment of work so many of rest. */
const REST_FOR_WORK = 19;

/** What the last check of the whole journal found. */
export interface JournalCheck {
  /** When it ended, by the machine's clock. */
  readonly at: EpochSeconds;
  /** Entries that were whole. */
  readonly entries: number;
  readonly damage?: Damage;
}

/** A run of a kiosk with a long name has 112. */
const MAX_FILE_LETTERS = 128;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const CheckSchema = v.strictObject({
  at: v.pipe(v.number(), v.minValue(0), v.finite()),
  entries: count,
  damage: v.exactOptional(
    v.strictObject({
      problem: v.picklist(JOURNAL_PROBLEMS),
      file: v.pipe(v.string(), v.maxLength(MAX_FILE_LETTERS)),
      offset: count,
      seq: count,
    }),
  ),
});

/** The file beside the journal's folder in which the last check is kept, for `tram doctor`; and its largest size, bytes. */
export const CHECK_FILE = "journal-check.json";
export const MAX_CHECK_BYTES = 1024;

/** The check in such a file; undefined where it is none. */
export function parseCheck(bytes: Uint8Array): JournalCheck | undefined {
  try {
    const parsed = v.safeParse(CheckSchema, JSON.parse(Buffer.from(bytes).toString("utf8")));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

export interface JournalAuditOptions {
  /** Checks the whole journal, as slowly as it is asked. */
  readonly inspect: () => AsyncIterable<JournalPart>;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly kept: KeptFile;
  /** What the start has come upon; counts until a check has been over all of it. */
  readonly atStart?: JournalCheck | undefined;
  /** Told of each damage that was found. */
  readonly onDamage: (damage: Damage) => void;
  /** Told where a check could not be brought to its end; it is tried again a minute later. */
  readonly onFault: (error: unknown) => void;
}

/** Checks the whole journal beside the scans, a twentieth of the time at most: a start looks at its end only. */
export interface JournalAudit {
  /** The last check, be it of a run before; undefined where there was none. */
  last(): JournalCheck | undefined;
  close(): Promise<void>;
}

/** Begins to check a minute later, and again every day. */
export function startJournalAudit(options: JournalAuditOptions): JournalAudit {
  const { clock, kept, onDamage, onFault } = options;
  const pause = createPause(options.sleep);
  let last: JournalCheck | undefined;

  /** Undefined: closed meanwhile. */
  async function check(): Promise<Omit<JournalCheck, "at"> | undefined> {
    let entries = 0;
    let sinceMs = clock.monotonicMs();
    for await (const part of options.inspect()) {
      if (part.kind === "damage") return { entries, damage: part.damage };
      if (part.kind === "begin") entries = 0;
      if (part.kind !== "entry" || ++entries % ENTRIES_A_TURN > 0) continue;
      await pause.rest(Math.max(1, REST_FOR_WORK * (clock.monotonicMs() - sinceMs)));
      if (pause.isClosed) return undefined;
      sinceMs = clock.monotonicMs();
    }
    return { entries };
  }

  async function run(): Promise<void> {
    const before = await kept.read().catch(() => undefined);
    last = options.atStart ?? (before && parseCheck(before));
    let waitMs = FIRST_AFTER_MS;
    for (;;) {
      await pause.rest(waitMs);
      if (pause.isClosed) return;
      try {
        const found = await check();
        if (!found) return;
        last = { at: clock.now(), ...found };
        if (found.damage) onDamage(found.damage);
        waitMs = EVERY_MS;
        await kept.replace(Buffer.from(`${JSON.stringify(last)}\n`, "utf8"));
      } catch (error) {
        onFault(error);
        waitMs = FIRST_AFTER_MS;
      }
    }
  }

  const running = run();
  return {
    last: () => last,
    async close() {
      pause.close();
      await running;
    },
  };
}

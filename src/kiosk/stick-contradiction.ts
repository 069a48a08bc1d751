import * as v from "valibot";
import { ContradictionSchema, CountSchema } from "../core/protocol.ts";
import type { EpochSeconds } from "../core/time.ts";
import type { KeptFile } from "../ports.ts";
import type { Acknowledged } from "./acknowledged.ts";
import { parseJson } from "./json-bytes.ts";
import type { StickAnswer } from "./stick-answer.ts";
import type { TrustedClock } from "./trusted-clock.ts";

/** The name of the file in the data folder that keeps it. An operator who has looked into it deletes the file while the kiosk is stopped. */
export const STICK_CONTRADICTION_FILE = "stick-contradiction.json";

/** What central, on a stick, has found wrong with this journal. */
export interface StickContradiction {
  readonly error: v.InferOutput<typeof ContradictionSchema>["error"];
  readonly seq: number;
  /** A time that had certainly passed when it came. */
  readonly heardAt: EpochSeconds;
}

/** `kiosk`: whose journal; absent in a file of before, which is taken for that of the kiosk it lies at. */
const KeptSchema = v.strictObject({ ...ContradictionSchema.entries, heardAt: CountSchema, kiosk: v.exactOptional(v.string()) });

/**
 * In an office without a network nothing else says that something is wrong, and nobody has signed it: it is shown to people, and nothing is
 * done because of it. Central's own word overtakes it that comes after it, was said later than all before, and says that central holds that
 * entry as it is here. It must not be older than what is certain of the time: an old stick may come late.
 */
export interface StickContradictions {
  /** Undefined: there is none, or it is over. */
  current(): StickContradiction | undefined;
  /** Takes what a stick has brought. Resolves when what is to be shown would survive a power cut. */
  take(answer: StickAnswer): Promise<void>;
  /** Forgets durably what is over: call it before the process ends. */
  leave(): Promise<void>;
}

/** Starts with what is kept of this kiosk's journal; nothing that can be read is nothing. */
export async function openStickContradictions(
  file: KeptFile,
  kiosk: string,
  acknowledged: Pick<Acknowledged, "news" | "wholeSize" | "saidAt">,
  clock: Pick<TrustedClock, "certain">,
): Promise<StickContradictions> {
  let kept = await read(file, kiosk);
  let shown = kept;
  /** The count of central's news when it came; what is kept came before all that this program has heard. */
  let newsBefore = 0;

  function isOver({ seq, heardAt }: StickContradiction): boolean {
    const { news, wholeSize, saidAt = 0 } = acknowledged;
    // What was certain then and is not now was a clock that was ahead.
    return news > newsBefore && wholeSize > seq && saidAt >= Math.min(heardAt, Math.floor(clock.certain()));
  }

  const current = () => (shown && isOver(shown) ? undefined : shown);

  /** Also what could not be written the last time, as on a full disk; it is shown meanwhile. */
  async function leave(): Promise<void> {
    shown = current();
    if (shown === kept) return;
    await file.replace(Buffer.from(`${JSON.stringify(shown ? { ...shown, kiosk } : {})}\n`, "utf8"));
    kept = shown;
  }

  return {
    current,
    async take(answer) {
      const said = current();
      // The same one lies on the stick for as long as it is in.
      if (answer.kind === "contradicted" && !(said?.error === answer.contradiction && said.seq === answer.seq)) {
        shown = { error: answer.contradiction, seq: answer.seq, heardAt: Math.floor(clock.certain()) };
        newsBefore = acknowledged.news;
      }
      await leave();
    },
    leave,
  };
}

async function read(file: KeptFile, kiosk: string): Promise<StickContradiction | undefined> {
  const parsed = v.safeParse(KeptSchema, parseJson((await file.read().catch(() => undefined)) ?? new Uint8Array()));
  if (!parsed.success) return undefined;
  const { kiosk: of = kiosk, ...said } = parsed.output;
  return of === kiosk ? said : undefined;
}

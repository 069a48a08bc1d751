import * as v from "valibot";
import { ContradictionSchema, CountSchema } from "../core/protocol.ts";
import type { EpochSeconds } from "../core/time.ts";
import type { KeptFile } from "../ports.ts";
import type { Acknowledged } from "./acknowledged.ts";
import { parseJson } from "./json-bytes.ts";

/** The name of the file in the data folder that keeps it. An operator who has looked into it deletes the file. */
export const STICK_CONTRADICTION_FILE = "stick-contradiction.json";

/**
 * That central, on a stick, has found something wrong with this journal. In an office without a network nothing else says so, and nobody has
 * signed it: it is shown to people until central's own word overtakes it, and nothing is done because of it.
 */
export interface StickContradiction {
  readonly error: v.InferOutput<typeof ContradictionSchema>["error"];
  readonly seq: number;
  /** Only what central has said later than this counts against it: when it came, by the later of the kiosk's clock and central's newest word. */
  readonly heardAt: EpochSeconds;
}

const KeptSchema = v.strictObject({ ...ContradictionSchema.entries, heardAt: CountSchema });

/** What is kept; undefined where nothing is, or nothing that can be read. */
export async function readStickContradiction(kept: KeptFile): Promise<StickContradiction | undefined> {
  const parsed = v.safeParse(KeptSchema, parseJson((await kept.read().catch(() => undefined)) ?? new Uint8Array()));
  return parsed.success ? parsed.output : undefined;
}

/** Keeps it durably; undefined: it is over. */
export function keepStickContradiction(kept: KeptFile, contradiction: StickContradiction | undefined): Promise<void> {
  return kept.replace(Buffer.from(`${JSON.stringify(contradiction ?? {})}\n`, "utf8"));
}

/** What a stick has just brought, with the time from which on central's word counts against it. */
export function heardContradiction(
  { contradiction: error, seq }: { readonly contradiction: StickContradiction["error"]; readonly seq: number },
  now: EpochSeconds,
  { saidAt = 0 }: Pick<Acknowledged, "saidAt">,
): StickContradiction {
  return { error, seq, heardAt: Math.floor(Math.max(now, saidAt)) };
}

/** Central has signed since that it holds these entries as they are here. */
export function isOvertaken(
  { seq, heardAt }: StickContradiction,
  { saidAt, wholeSize }: Pick<Acknowledged, "saidAt" | "wholeSize">,
): boolean {
  return saidAt !== undefined && saidAt > heardAt && wholeSize > seq;
}

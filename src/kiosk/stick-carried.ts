import * as v from "valibot";
import { CountSchema } from "../core/protocol.ts";
import type { EpochSeconds } from "../core/time.ts";
import type { KeptFile } from "../ports.ts";
import { parseJson } from "./json-bytes.ts";

/** The name of the file in the data folder that remembers it. */
export const CARRIED_FILE = "carried.json";

/** How far the journal was when it was last written on a stick. For people only: an export goes by what central has acknowledged. */
export interface Carried {
  /** Whose journal; absent in a file of before, which is taken for that of the kiosk it lies at. */
  readonly kiosk?: string;
  readonly until: number;
  readonly at: EpochSeconds;
}

const CarriedSchema = v.strictObject({
  kiosk: v.exactOptional(v.string()),
  until: CountSchema,
  at: v.pipe(v.number(), v.minValue(0), v.maxValue(2 ** 48)),
});

/** What is remembered of this kiosk's journal; undefined where nothing is, or nothing that can be read. */
export async function readCarried(kept: KeptFile, kiosk: string): Promise<Carried | undefined> {
  const parsed = v.safeParse(CarriedSchema, parseJson((await kept.read().catch(() => undefined)) ?? new Uint8Array()));
  return parsed.success && (parsed.output.kiosk ?? kiosk) === kiosk ? parsed.output : undefined;
}

/** Remembers it durably. */
export function keepCarried(kept: KeptFile, kiosk: string, { until, at }: Carried): Promise<void> {
  return kept.replace(Buffer.from(`${JSON.stringify({ kiosk, until, at })}\n`, "utf8"));
}

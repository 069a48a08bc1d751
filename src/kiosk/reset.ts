// The factory reset: what must be so before, the order that outlives a power cut, and the deletion. Each step may be done twice.
import * as v from "valibot";
import type { LogSigner } from "../core/checkpoint.ts";
import { hexOf } from "../core/hex.ts";
import { type ResetStatement, signStatement } from "../core/reset/statement.ts";
import { sha256 } from "../core/signature.ts";
import { parseJson } from "./json-bytes.ts";

/** The order, in the data folder: the last file there that goes. */
export const RESET_ORDER_FILE = "reset-order.json";

const OrderSchema = v.strictObject({
  format: v.literal("tram-reset-order-1"),
  /** SHA-256 of the configuration that goes: another one is another kiosk's. */
  configuration: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  /** The signed statement, to be shown again. */
  note: v.pipe(v.string(), v.maxLength(8192)),
});

/** A reset to which somebody has agreed. */
export type ResetOrder = Readonly<v.InferOutput<typeof OrderSchema>>;

/** What of the journal is not yet anywhere else. */
export interface Unsent {
  readonly size: number;
  /** Entries that central is known to hold whole. */
  readonly acknowledged: number;
  /** Entries that are on a stick, as far as the kiosk knows. */
  readonly carried: number;
  /** The journal is damaged, or not what was signed of it: what central and sticks hold may be another one. */
  readonly isDoubtful: boolean;
}

/** How many entries would be gone for good. */
export function unsentEntries({ size, acknowledged, carried, isDoubtful }: Unsent): number {
  if (isDoubtful) return size;
  // Of more entries than there are: it was another journal.
  return Math.max(0, size - Math.max(acknowledged, carried <= size ? carried : 0));
}

/** Whether a reset may begin: undefined where it may, else how many entries stand in its way. The number must be said, not a yes. */
export function inTheWay(unsent: Unsent, abandoned: number | undefined): number | undefined {
  const left = unsentEntries(unsent);
  return left === (abandoned ?? 0) ? undefined : left;
}

/** The order, with the statement that the device signs before its key goes. */
export function makeOrder(statement: ResetStatement, { key, sign }: LogSigner, configuration: Uint8Array): ResetOrder {
  return { format: "tram-reset-order-1", configuration: hexOf(sha256(configuration)), note: signStatement(statement, key, sign) };
}

/** The order in a file's bytes; undefined where there is none. */
export function parseOrder(bytes: Uint8Array | undefined): ResetOrder | undefined {
  const parsed = bytes && v.safeParse(OrderSchema, parseJson(bytes));
  return parsed?.success ? parsed.output : undefined;
}

/** What deletes. */
export interface ErasingParts {
  readonly filesBelow: (folder: string) => Promise<readonly string[]>;
  readonly erase: (file: string) => Promise<void>;
  readonly removeEmptyFolders: (folder: string) => Promise<void>;
}

/** What a reset deletes, in this order. */
export interface ResetPlaces {
  readonly data: string;
  readonly order: string;
  /** Private keys and secrets that are this kiosk's alone, wherever they are: without them nothing that is left on a card can be opened, nor signed. */
  readonly keys: readonly string[];
  /** Files beside the configuration that belong to it. */
  readonly beside: readonly string[];
  readonly configuration: string;
}

/** What is left after it: nothing, or the files that could not be deleted, each with why. */
export type LeftBehind = readonly { readonly file: string; readonly why: string }[];

/** Deletes everything, keys first, the configuration and the order last, and says what is still there. Does it again where it was cut off. */
export async function eraseAll({ data, order, keys, beside, configuration }: ResetPlaces, parts: ErasingParts): Promise<LeftBehind> {
  const left: { file: string; why: string }[] = [];
  const erase = async (file: string): Promise<void> => {
    // A key lies in one of the folders, too.
    if (left.some((each) => each.file === file)) return;
    try {
      await parts.erase(file);
    } catch (error) {
      left.push({ file, why: error instanceof Error ? error.message : String(error) });
    }
  };
  for (const file of keys) await erase(file);
  for (const file of await parts.filesBelow(data)) if (file !== order) await erase(file);
  await parts.removeEmptyFolders(data);
  for (const file of beside) await erase(file);
  // Until nothing else is left, the next start must know that it has to go on, and with what.
  if (left.length === 0) await erase(configuration);
  if (left.length === 0) await erase(order);
  return left;
}

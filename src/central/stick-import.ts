import * as v from "valibot";
import type { ApiRequest, Endpoint } from "../api-ports.ts";
import type { Ledger } from "../central-ports.ts";
import {
  BATCH_ENCODING,
  BATCH_MEDIA_TYPE,
  type Contradiction,
  ContradictionSchema,
  entriesPath,
  StandingSchema,
} from "../core/protocol.ts";
import { type BatchRange, batchFileName, decodeStickBatch, type StickBatch } from "../core/stick-batch.ts";
import type { JournalsOnStick, StickFault } from "../stick-ports.ts";

/** How often a batch is tried while the ledger is in use by another process, and how long apart, in milliseconds. */
const BUSY_TRIES = 10;
const BUSY_MS = 1000;

export interface StickImportOptions {
  readonly stick: JournalsOnStick;
  readonly ledger: Pick<Ledger, "kiosk">;
  /** What takes batches from the network: the same signatures, limits and comparisons. */
  readonly receive: Endpoint;
  readonly rest: (ms: number) => Promise<void>;
}

/** Why not everything of a kiosk could be taken. */
export type ImportTrouble =
  | { readonly kind: "contradicted"; readonly contradiction: Contradiction; readonly seq: number }
  /** The next batch on the stick begins after what central holds. */
  | { readonly kind: "gap"; readonly size: number; readonly from: number }
  /** `entries`: how many are on the stick, by the names of its files. */
  | { readonly kind: "unknown-kiosk"; readonly entries: number }
  | { readonly kind: "busy" }
  /** What central has of this kiosk cannot be read or written; the other kiosks on the stick have nothing to do with that. */
  | { readonly kind: "ledger-failed"; readonly detail: string };

/** What has become of a kiosk's batches on a stick. */
export interface KioskImport {
  readonly kiosk: string;
  /** Entries that central did not have, and how many it has now. */
  readonly fresh: number;
  readonly size: number;
  readonly batches: number;
  /** Files that are not whole: the stick was pulled out while they were written, or they were changed. */
  readonly damaged: readonly string[];
  /** Whole files that are not taken as what they are called, and why, in the words of docs/protocol.md: `unknown-key`, for one. Absent: none. */
  readonly refused?: readonly { readonly file: string; readonly error: string }[];
  readonly trouble?: ImportTrouble;
  /** Why central's answer is not on the stick, if so. */
  readonly unanswered?: StickFault;
}

/** Takes the journals of all kiosks on a stick, and leaves central's answers there. Repeated, or beside the network, it changes nothing more. */
export async function importFromStick(options: StickImportOptions): Promise<readonly KioskImport[]> {
  const taken: KioskImport[] = [];
  for (const kiosk of await options.stick.kiosks()) {
    const ranges = await options.stick.batches(kiosk);
    if (ranges.length === 0) continue;
    const failed = (error: unknown): KioskImport => ({ kiosk, fresh: 0, size: 0, batches: 0, damaged: [], trouble: ledgerFailed(error) });
    taken.push(await importKiosk(options, kiosk, ranges).catch(failed));
  }
  return taken;
}

async function importKiosk(options: StickImportOptions, kiosk: string, ranges: readonly BatchRange[]): Promise<KioskImport> {
  const { stick, ledger } = options;
  const before = (await ledger.kiosk(kiosk))?.position.size ?? 0;
  const damaged: string[] = [];
  const refused: { readonly file: string; readonly error: string }[] = [];
  let [size, batches] = [before, 0];
  let trouble: ImportTrouble | undefined;
  let answer: unknown;
  for (const range of ranges) {
    const bytes = await stick.readBatch(kiosk, range);
    const batch = bytes && decodeStickBatch(bytes);
    if (!batch) {
      damaged.push(batchFileName(range));
      continue;
    }
    const said: Said =
      batch.kiosk === kiosk
        ? await push(options, batch, range).catch((error) => ({ trouble: ledgerFailed(error) }))
        : { refused: "other-kiosk" };
    if (said.body !== undefined) answer = said.body;
    size = said.size ?? size;
    // Attack: a file that anybody may have put there must not keep those behind it from central.
    if (said.refused !== undefined) {
      refused.push({ file: batchFileName(range), error: said.refused });
      continue;
    }
    trouble = said.isUnknown ? { kind: "unknown-kiosk", entries: entriesIn(ranges) } : said.trouble;
    if (trouble) break;
    batches++;
  }
  const unanswered = answer === undefined ? undefined : await stick.writeAnswer(kiosk, Buffer.from(`${JSON.stringify(answer)}\n`, "utf8"));
  return {
    kiosk,
    fresh: Math.max(0, size - before),
    size,
    batches,
    damaged,
    ...(refused.length > 0 && { refused }),
    ...(trouble && { trouble }),
    ...(unanswered && { unanswered }),
  };
}

/** How many entries lie from the first file's beginning to the last one's end. */
function entriesIn(ranges: readonly BatchRange[]): number {
  return Math.max(...ranges.map(({ until }) => until)) - Math.min(...ranges.map(({ from }) => from));
}

function ledgerFailed(error: unknown): ImportTrouble {
  return { kind: "ledger-failed", detail: error instanceof Error ? error.message : String(error) };
}

/** What was said of one batch. `body`: what the kiosk shall hear of it. */
interface Said {
  readonly body?: unknown;
  readonly size?: number;
  readonly trouble?: ImportTrouble;
  readonly refused?: string;
  /** Nobody has enrolled this kiosk. */
  readonly isUnknown?: boolean;
}

async function push({ receive, rest }: StickImportOptions, batch: StickBatch, range: BatchRange): Promise<Said> {
  for (let tries = 0; tries < BUSY_TRIES; tries++) {
    const { status, body } = await receive(requestOf(batch));
    const json: unknown = body && "json" in body ? body.json : undefined;
    if (status !== 503) return saidBy(status, json, range);
    await rest(BUSY_MS);
  }
  return { trouble: { kind: "busy" } };
}

function saidBy(status: number, body: unknown, { from, until }: BatchRange): Said {
  if (status === 200 || status === 409) {
    const { size } = v.parse(StandingSchema, body);
    // What central holds is said in both: one that was restored from an older copy holds less than the kiosk believes.
    if (status === 409 && from > size) return { body, size, trouble: { kind: "gap", size, from } };
    // The content counts, and it is another than the name says: what is in the file is at central, or must come before it.
    return { body, size, ...((status === 409 || size < until) && { refused: "name" }) };
  }
  if (status === 422) {
    const { error, seq } = v.parse(ContradictionSchema, body);
    return { body, trouble: { kind: "contradicted", contradiction: error, seq } };
  }
  const { error } = v.parse(v.looseObject({ error: v.string() }), body);
  return error === "unknown-kiosk" ? { isUnknown: true } : { refused: error };
}

/** The request that the file is. */
function requestOf({ kiosk, contentDigest, fields, content }: StickBatch): ApiRequest {
  return {
    method: "POST",
    url: new URL(entriesPath(kiosk), "http://stick.invalid"),
    params: { id: kiosk },
    headers: {
      "content-type": BATCH_MEDIA_TYPE,
      "content-encoding": BATCH_ENCODING,
      "content-digest": contentDigest,
      ...fields,
    },
    isCarried: true,
    body: async (maxBytes) => (content.length <= maxBytes ? content : undefined),
  };
}

// Which pins a kiosk has taken, written beside it: the configuration may be another by the time they are switched off.
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { LINE_NAMES, type LineName } from "../core/indication.ts";
import { replaceFile } from "./durable-file.ts";
import type { BuzzerKind } from "./gpio-tone.ts";
import type { GpioWiring } from "./gpio-wiring.ts";

/** The service's RuntimeDirectory= (firmware/systemd/tram-kiosk.service), kept until the next boot: pins do not outlive that either. */
export const RUN_FOLDER = "/run/tram-kiosk";

/** Outputs that have been taken, and how the buzzer among them is driven. */
export interface TakenWiring {
  readonly wiring: GpioWiring;
  readonly buzzer: BuzzerKind;
}

const FILE = "wiring.json";
const MAX_BYTES = 4096;

const Line = v.picklist(LINE_NAMES);
const Schema = v.strictObject({
  labels: v.pipe(v.array(v.pipe(v.string(), v.maxLength(64))), v.maxLength(16)),
  offsets: v.record(Line, v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1023))),
  activeLow: v.pipe(v.array(Line), v.maxLength(LINE_NAMES.length)),
  buzzer: v.optional(v.picklist(["active", "passive"])),
});

/**
 * Writes down what is about to be taken, or that nothing is. Gives the fault where that cannot be, for then nobody knows later which relay
 * to let fall. `folder` is what the service manager has made; where it has made none there is nobody to read it (stop-command.ts).
 */
export async function noteWiring(folder: string | undefined, taken: TakenWiring | undefined): Promise<string | undefined> {
  if (folder === undefined) return undefined;
  const path = join(folder, FILE);
  try {
    if (taken) await replaceFile(path, Buffer.from(encode(taken)));
    else await rm(path, { force: true });
    return undefined;
  } catch (error) {
    return `relay: the service cannot note which pins it takes, ${path}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function encode({ wiring: { labels, offsets, activeLow = [] }, buzzer }: TakenWiring): string {
  return JSON.stringify({ labels, offsets, activeLow, buzzer });
}

/** What the last kiosk that had a board has taken; undefined where none has since the machine started, or where it cannot be read. */
export async function readTaken(folder: string): Promise<TakenWiring | undefined> {
  try {
    const bytes = await readFile(join(folder, FILE));
    const parsed = bytes.length <= MAX_BYTES ? v.safeParse(Schema, JSON.parse(bytes.toString("utf8"))) : undefined;
    if (!parsed?.success) return undefined;
    const { buzzer, ...wiring } = parsed.output;
    return { wiring, buzzer };
  } catch {
    return undefined;
  }
}

/** Whether the same pins are the same lines there. */
export function isSameWiring(one: TakenWiring, other: TakenWiring): boolean {
  const plain = (taken: TakenWiring) => {
    const { offsets, labels, activeLow = [] } = taken.wiring;
    return JSON.stringify([labels, LINE_NAMES.map((name: LineName) => offsets[name]), [...activeLow].toSorted(), taken.buzzer]);
  };
  return plain(one) === plain(other);
}

import * as v from "valibot";
import type { EpochSeconds } from "../core/time.ts";
import type { KeptFile } from "../ports.ts";
import { parseJson } from "./json-bytes.ts";

/** Names of parts; a kiosk has some twenty. */
const MAX_PARTS = 100;

const BookSchema = v.pipe(
  v.record(
    v.pipe(v.string(), v.regex(/^[a-z0-9.-]{1,40}$/)),
    v.strictObject({ state: v.picklist(["ok", "missing", "fault"]), at: v.pipe(v.number(), v.finite()) }),
  ),
  v.check((book) => Object.keys(book).length <= MAX_PARTS, "too many parts"),
);

/** How a part was when it was last tested. */
export interface Noted {
  readonly state: "ok" | "missing" | "fault";
  readonly at: EpochSeconds;
}

/** When each part was last tested, over restarts. */
export interface TestBook {
  last(name: string): Noted | undefined;
  /** Resolves when it would survive a power cut; rejects where the disk does not take it, and then it counts until the next start. */
  note(tested: Readonly<Record<string, Noted>>): Promise<void>;
}

/** Opens the book; one that cannot be read is begun anew, since a test is soon made again. */
export async function openTestBook(file: KeptFile): Promise<TestBook> {
  const bytes = await file.read().catch(() => undefined);
  const parsed = bytes && v.safeParse(BookSchema, parseJson(bytes));
  let book: Readonly<Record<string, Noted>> = parsed?.success ? parsed.output : {};
  let writing: Promise<unknown> = Promise.resolve();
  return {
    last: (name) => (Object.hasOwn(book, name) ? book[name] : undefined),
    note(tested) {
      book = { ...book, ...tested };
      const written = writing.then(() => file.replace(Buffer.from(`${JSON.stringify(book)}\n`, "utf8")));
      writing = written.catch(() => undefined);
      return written;
    },
  };
}

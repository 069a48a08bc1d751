// What people saw: the answers that came over the screen's stream of events. It is the truth that journal and ledger are held against.
import { get } from "node:http";
import { hexOf } from "../../src/core/hex.ts";
import { readReceiptCode } from "../../src/core/receipt.ts";
import type { AnswerView } from "../../src/core/view.ts";

/** What comes sooner after the reader's line was opened may have lost its beginning, and is only answered where it is whole (drivers/showings.ts). */
const LINE_SETTLES_MS = 450;

/** One answer as it was shown. */
export interface ShownAnswer {
  /** Of which start of the kiosk, and which of its answers. */
  readonly start: number;
  readonly id: number;
  readonly at: number;
  readonly reason: string;
  /** What the receipt on the screen said: which entry, and its hash in hex. Absent where none was offered. */
  readonly receipt?: { readonly seq: number; readonly leaf: string };
}

/** The answers of one kiosk over all its lives. */
export interface Shown {
  readonly answers: readonly ShownAnswer[];
  /** Watches a kiosk's page until that kiosk is gone; resolves when the stream has begun, and any code is heard from its beginning. */
  watch(url: string): Promise<void>;
}

/** Nothing shown so far. */
export function createShown(): Shown {
  const answers: ShownAnswer[] = [];
  const known = new Set<string>();
  let starts = 0;

  function take(start: number, data: string): void {
    const view: unknown = JSON.parse(data);
    if (typeof view !== "object" || view === null || !("kind" in view) || view.kind !== "answer") return;
    const { id, at, reason, receipt } = view as unknown as AnswerView;
    if (known.has(`${start} ${id}`)) return;
    known.add(`${start} ${id}`);
    const read = receipt && readReceiptCode(receipt.code);
    answers.push({ start, id, at, reason, ...(read && { receipt: { seq: read.seq, leaf: hexOf(read.leaf) } }) });
  }

  return {
    answers,
    watch(url) {
      const start = starts++;
      return new Promise((resolve) => {
        const request = get(`${url}/events`, { agent: false }, (response) => {
          let text = "";
          response.setEncoding("utf8").on("data", (part: string) => {
            text += part;
            for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
              const [, data] = /^event: view\ndata: (.*)$/.exec(text.slice(0, end)) ?? [];
              if (data !== undefined) take(start, data);
              text = text.slice(end + 2);
            }
            setTimeout(resolve, LINE_SETTLES_MS);
          });
          response.on("error", () => resolve());
          response.on("end", () => resolve());
        });
        // It may be dead already.
        request.on("error", () => resolve());
      });
    },
  };
}

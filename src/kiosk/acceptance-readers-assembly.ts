import { pino } from "pino";
import { cardCodes } from "../core/test-card/card-codes.ts";
import type { Source } from "../ports.ts";
import { type AcceptanceRow, rowOf } from "./acceptance.ts";
import type { KioskConfig } from "./config.ts";
import { fault, ok } from "./doctor-check.ts";
import type { Print } from "./journal-command.ts";
import { createSource } from "./source-assembly.ts";

/** How long each reader is waited for, in milliseconds. */
const READ_MS = 30_000;

/** Every reader that is no camera reads a code of the test card. */
export async function readCardWithReaders(config: KioskConfig, print: Print, signal: AbortSignal): Promise<readonly AcceptanceRow[]> {
  const rows: AcceptanceRow[] = [];
  for (const [place, source] of config.source.entries()) {
    if (source.kind === "camera" || signal.aborted) continue;
    // The large codes are plain ASCII: a reader that types like a keyboard has no other letters.
    await print(`Đưa mã “còn hạn” của thẻ kiểm tra trước đầu đọc ${source.path} trong ${READ_MS / 1000} giây.`);
    await print(`Hold the code “valid” of the test card before the reader ${source.path} within ${READ_MS / 1000} seconds.`);
    rows.push(await readCard(`card-reader.${place}`, createSource(source, undefined, pino({ level: "silent" })), signal));
  }
  return rows;
}

async function readCard(name: string, reader: Source, signal: AbortSignal): Promise<AcceptanceRow> {
  const known = new Set(cardCodes().codes.map(({ text }) => text));
  const read = Promise.withResolvers<boolean>();
  const giveUp = () => read.resolve(false);
  const limit = setTimeout(giveUp, READ_MS);
  if (signal.aborted) giveUp();
  signal.addEventListener("abort", giveUp, { once: true });
  reader.open((symbol) => {
    if (known.has(Buffer.from(symbol).toString("utf8"))) read.resolve(true);
  });
  const isRead = await read.promise;
  clearTimeout(limit);
  await reader.close();
  if (isRead) return rowOf(ok(name, { vi: "đọc đúng một mã của thẻ", en: "read a code of the card, byte for byte" }));
  const todo = { vi: "chạy tram reader query, rồi tram doctor", en: "run tram reader query, then tram doctor" };
  return rowOf(fault(name, { vi: "không đọc được mã nào của thẻ", en: "no code of the card was read" }, todo));
}

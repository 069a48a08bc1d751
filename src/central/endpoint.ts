import type { ApiAnswer } from "../api-ports.ts";

/** What a kiosk is asked to wait when the ledger is in use by another process, or its disk is full, in seconds. */
const LEDGER_BUSY_SECONDS = "10";

/** An answer that refuses, by a name that people can look up in docs/protocol.md. */
export function refuse(status: number, error: string): ApiAnswer {
  return { status, body: { json: { error } } };
}

/** The answer when nothing could be written just now. */
export function ledgerBusy(): ApiAnswer {
  return { ...refuse(503, "ledger-busy"), headers: { "retry-after": LEDGER_BUSY_SECONDS } };
}

/** An answer in text. */
export function plainText(status: number, words: string, type = "text/plain; charset=utf-8"): ApiAnswer {
  const bytes = Buffer.from(words, "utf8");
  async function* stream(): AsyncIterable<Uint8Array> {
    yield bytes;
  }
  return { status, headers: { "content-type": type, "content-length": String(bytes.length) }, body: { stream: stream() } };
}

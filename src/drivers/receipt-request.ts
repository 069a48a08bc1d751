import { type Receipt, receiptFields, receiptPath } from "../core/receipt.ts";
import { MAX_RECEIPT_ANSWER_BYTES } from "../core/receipt-answer.ts";

/** Time for the whole question, milliseconds. */
const TIMEOUT_MS = 20_000;

/** Central's answer as it came, or why there is none. */
export type ReceiptReply = { readonly status: number; readonly body: unknown } | { readonly detail: string };

/** Asks central for the proof of a receipt's entry. Never rejects for anything a network does; redirects are not followed. */
export async function requestReceipt(centralUrl: string, receipt: Receipt): Promise<ReceiptReply> {
  try {
    const url = `${centralUrl.replace(/\/+$/, "")}${receiptPath(receipt)}`;
    const response = await fetch(url, { headers: receiptFields(receipt), redirect: "error", signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = await boundedText(response);
    return { status: response.status, body: JSON.parse(text) };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { detail: cause instanceof Error ? cause.message : String(cause) };
  }
}

async function boundedText(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > MAX_RECEIPT_ANSWER_BYTES) throw new Error(`the answer is larger than ${MAX_RECEIPT_ANSWER_BYTES} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

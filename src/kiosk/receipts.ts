import type { Policy } from "../core/policy.ts";
import { drawQr } from "../core/qr-drawing.ts";
import { type Reason, verdictOf } from "../core/reason.ts";
import { receiptCode } from "../core/receipt.ts";
import { signReceipt } from "../core/receipt-signature.ts";
import type { PrivateKey } from "../core/signature.ts";
import type { ReceiptView } from "../core/view.ts";
import type { Appended } from "../ports.ts";
import type { KioskConfig } from "./config.ts";

/** The receipt of an answer that has been recorded; undefined where none is to be shown. Never throws. */
export type ReceiptWriter = (recorded: Appended, reason: Reason, policy: Policy | undefined) => ReceiptView | undefined;

/**
 * Writes receipts where the policy offers them. Some 50 µs to sign and a millisecond to draw, between the disk and the screen. `onFault` is told of a key that does not sign:
 * the answer goes out all the same.
 */
export function createReceipts(
  config: Pick<KioskConfig, "id" | "central" | "receipts">,
  deviceKey: PrivateKey,
  onFault: (error: unknown) => void,
): ReceiptWriter {
  const kiosk = config.id;
  const url = receiptUrl(config);
  return ({ seq, leaf }, reason, policy) => {
    // Nothing was understood, so there is nothing that anybody could want to prove.
    if (!policy?.receipts || verdictOf(reason) === "unreadable") return undefined;
    try {
      const code = receiptCode(signReceipt({ kiosk, seq, leaf }, deviceKey), url);
      const qr = drawQr(code);
      return qr && { code, qr };
    } catch (error) {
      onFault(error);
      return undefined;
    }
  };
}

/** Where receipts are checked: the page that the configuration names, else central's; undefined: nowhere, the code carries the receipt alone. */
function receiptUrl({ receipts, central }: Pick<KioskConfig, "central" | "receipts">): string | undefined {
  return receipts?.url ?? (central && `${central.url.replace(/\/+$/, "")}/r`);
}

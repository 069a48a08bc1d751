import { type Receipt, type ReceiptClaim, receiptText } from "./receipt.ts";
import { isSignedBy, type PrivateKey, type PublicKey, signWith } from "./signature.ts";

/** A receipt of this entry, signed by the device; some 50 µs. */
export function signReceipt({ kiosk, seq, leaf }: ReceiptClaim, { handle }: PrivateKey): Receipt {
  return { kiosk, seq, leaf, signature: signWith(handle, textBytes({ kiosk, seq, leaf })) };
}

/** True when the device with this key has signed the receipt. */
export function isReceiptSignedBy(receipt: Receipt, key: PublicKey): boolean {
  return isSignedBy(key, textBytes(receipt), receipt.signature);
}

function textBytes(claim: ReceiptClaim): Uint8Array {
  return Buffer.from(receiptText(claim), "utf8");
}

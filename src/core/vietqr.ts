import { crc16 } from "./crc16.ts";

/** What is to be paid, and to whom. */
export interface Payment {
  /** The bank's 6 digits (NAPAS BIN). */
  readonly bin: string;
  readonly account: string;
  /** Whole đồng. */
  readonly amountVnd: number;
  /** What the transfer's message says, so that central can find the payment; empty: none. */
  readonly reference: string;
}

/** NAPAS' application identifier, and the service "transfer to an account". */
export const NAPAS_AID = "A000000727";
const TO_ACCOUNT = "QRIBFTTA";

/** EMVCo QR 1.1 §4.4: tag 54 has 13 characters, 62.08 has 25. */
const MAX_AMOUNT = 9_999_999_999_999;
const MAX_REFERENCE_CHARACTERS = 25;

/**
 * The text of a dynamic VietQR (NAPAS QR switching specification over EMVCo merchant-presented QR 1.1), in the order of its tags; undefined
 * where the amount cannot be paid: not whole, not above nothing, more than 13 digits.
 */
export function vietQr({ bin, account, amountVnd, reference }: Payment): string | undefined {
  if (!Number.isInteger(amountVnd) || amountVnd < 1 || amountVnd > MAX_AMOUNT) return undefined;
  const message = plainReference(reference);
  const text = [
    tlv("00", "01"),
    tlv("01", "12"),
    tlv("38", tlv("00", NAPAS_AID) + tlv("01", tlv("00", bin) + tlv("01", account)) + tlv("02", TO_ACCOUNT)),
    tlv("53", "704"),
    tlv("54", String(amountVnd)),
    tlv("58", "VN"),
    message && tlv("62", tlv("08", message)),
    "6304",
  ].join("");
  return text + crc16(new TextEncoder().encode(text)).toString(16).toUpperCase().padStart(4, "0");
}

function tlv(tag: string, value: string): string {
  return `${tag}${String(value.length).padStart(2, "0")}${value}`;
}

/** Letters, digits and the signs that every banking app passes on. Of a long one the end stays: there the running number stands. */
function plainReference(reference: string): string {
  const ascii = reference.normalize("NFD").replace(/[đĐ]/g, (letter) => (letter === "đ" ? "d" : "D"));
  return ascii
    .replace(/\p{M}/gu, "")
    .replace(/[^A-Za-z0-9./-]+/g, " ")
    .trim()
    .slice(-MAX_REFERENCE_CHARACTERS)
    .trim();
}

import { type Checked, fail, pass } from "../checked.ts";
import { crc16 } from "../crc16.ts";
import { displayText, hasForbiddenCharacters } from "../display-text.ts";
import type { Claims, Document } from "../presentation.ts";
import type { SymbolText } from "../symbol-text.ts";
import { NAPAS_AID } from "../vietqr.ts";
import type { Warning } from "../warning.ts";
import { type DataObject, readObjects } from "./emvco-tlv.ts";
import type { Format } from "./format.ts";

/**
 * A code to pay with: EMVCo QR Code Specification for Payment Systems, merchant-presented mode, 1.1; VietQR is NAPAS' use of it. It is read
 * so that a person who holds it up is told what it is. Nothing is paid and nobody signed it; its checksum finds reading errors, no forgery.
 */
export const emvcoPayment: Format = {
  name: "emvco-payment",
  // Tag 00, the version of the payload format, stands first, and there is one version.
  looksLike: (text) => text.startsWith("000201"),
  parse,
};

const TAG = { initiation: "01", currency: "53", amount: "54", country: "58", merchantName: "59", additional: "62", crc: "63" } as const;

/** Tag 63, its length, and as many characters as a checksum has. */
const END = /6304.{4}$/s;

function parse({ text, warnings }: SymbolText): Checked<Document> {
  const root = readObjects(text);
  // Where the checksum stands at the end, the end was not lost, whatever the lengths say.
  if (!root.ok) return END.test(text) ? fail("malformed") : root;
  const last = root.value.at(-1);
  // Only the checksum says that a code is whole: without it the last objects may be missing.
  if (!root.value.some(({ tag }) => tag === TAG.crc)) return fail("truncated");
  if (last?.tag !== TAG.crc || last.value.length !== 4) return fail("malformed");
  if (!isChecksum(last.value, text, warnings)) return fail("checksum-wrong");

  const { objects, isOdd } = byTag(root.value);
  const account = accountOf(objects);
  const claims = { ...account.claims, ...claimsOf(objects) };
  const found = new Set(warnings);
  if (isOdd || account.isOdd) found.add("field-misplaced");
  if (Object.values(claims).some((value) => typeof value === "string" && hasForbiddenCharacters(value))) found.add("control-characters");
  return pass({
    kind: "document",
    reason: "payment-code",
    format: "emvco-payment",
    type: "payment",
    claims: Object.fromEntries(
      Object.entries(claims).map(([name, value]) => [name, typeof value === "string" ? displayText(value) : value]),
    ),
    warnings: [...found],
  });
}

/** Over everything up to and including `6304`, in the bytes that the code carried. */
function isChecksum(digits: string, text: string, warnings: readonly Warning[]): boolean {
  const covered = text.slice(0, -digits.length);
  // What came as no UTF-8 was read byte by byte.
  const bytes = Buffer.from(covered, warnings.includes("text-lossy") ? "latin1" : "utf8");
  return /^[0-9A-F]{4}$/i.test(digits) && Number.parseInt(digits, 16) === crc16(bytes);
}

interface Tagged {
  readonly objects: ReadonlyMap<string, string>;
  /** A tag stands twice; the first counts. */
  readonly isOdd: boolean;
}

function byTag(objects: readonly DataObject[]): Tagged {
  const found = new Map<string, string>();
  for (const { tag, value } of objects) if (!found.has(tag)) found.set(tag, value);
  return { objects: found, isOdd: found.size < objects.length };
}

/** The objects inside a template; none where it does not add up, which takes nothing from what stands around it. */
function template(value: string | undefined): Tagged {
  const read = readObjects(value ?? "");
  return byTag(read.ok ? read.value : []);
}

/** Tags 26 to 51 are templates of payment networks, each with its application identifier in 00; NAPAS' is 38. */
const NETWORK_TAGS = Array.from({ length: 26 }, (_, index) => String(26 + index));

function accountOf(root: ReadonlyMap<string, string>): { readonly claims: Claims; readonly isOdd: boolean } {
  const networks = NETWORK_TAGS.filter((tag) => root.has(tag)).map((tag) => template(root.get(tag)));
  const napas = networks.find(({ objects }) => objects.get("00") === NAPAS_AID);
  const { objects, isOdd } = napas ?? networks[0] ?? template(undefined);
  const aid = objects.get("00") ?? null;
  if (!napas) return { claims: { aid }, isOdd };
  const beneficiary = template(objects.get("01"));
  // Nearly half of the public samples have the service inside the beneficiary.
  const misplaced = objects.has("02") ? undefined : beneficiary.objects.get("02");
  const claims = {
    aid,
    bin: beneficiary.objects.get("00") ?? null,
    account: beneficiary.objects.get("01") ?? null,
    service: objects.get("02") ?? misplaced ?? null,
  };
  return { claims, isOdd: isOdd || beneficiary.isOdd || misplaced !== undefined };
}

/** ISO 4217, numeric. */
const DONG = "704";

function claimsOf(root: ReadonlyMap<string, string>): Claims {
  const initiation = root.get(TAG.initiation);
  const currency = root.get(TAG.currency);
  return {
    /** True: the same code for every payment. Null where it does not say. */
    static: initiation === "11" ? true : initiation === "12" ? false : null,
    amount: root.get(TAG.amount) ?? null,
    currency: currency === DONG ? "VND" : (currency ?? null),
    message: template(root.get(TAG.additional)).objects.get("08") ?? null,
    merchantName: root.get(TAG.merchantName) ?? null,
    country: root.get(TAG.country) ?? null,
  };
}

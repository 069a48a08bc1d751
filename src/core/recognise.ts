import { type Checked, fail } from "./checked.ts";
import { citizenCard } from "./formats/citizen-card.ts";
import { cwtCredential, hc1 } from "./formats/cwt-credential.ts";
import { emvcoPayment } from "./formats/emvco-payment.ts";
import type { Format } from "./formats/format.ts";
import { healthInsuranceCard } from "./formats/health-insurance-card.ts";
import { icaoVdsNc } from "./formats/icao-vds-nc.ts";
import { link } from "./formats/link.ts";
import { nzCovidPass } from "./formats/nz-covid-pass.ts";
import { personalNumber } from "./formats/personal-number.ts";
import { prescriptionCode } from "./formats/prescription-code.ts";
import { smartHealthCard } from "./formats/smart-health-card.ts";
import { vneid } from "./formats/vneid.ts";
import type { Document, FormatName, Presentation } from "./presentation.ts";
import { MAX_SYMBOL_BYTES } from "./scan.ts";
import { readText, type SymbolText } from "./symbol-text.ts";

/** Every format we know, in the order in which they are tried. */
const FORMATS: readonly Format[] = [
  cwtCredential,
  hc1,
  nzCovidPass,
  icaoVdsNc,
  smartHealthCard,
  healthInsuranceCard,
  citizenCard,
  emvcoPayment,
  personalNumber,
  prescriptionCode,
  // The app's own address goes before any link.
  vneid,
  link,
];

/** What a symbol, put together from this many codes, is: a presentation, a document, or the reason why it is neither. Never throws. */
export function recognise(symbol: Uint8Array, parts = 1): Checked<Presentation | Document> {
  if (symbol.length > parts * MAX_SYMBOL_BYTES) return fail("too-large");
  const text = readText(symbol);
  return formatFor(text)?.parse(text) ?? fail("not-understood");
}

/** The format a symbol is meant to be in, also where it cannot be parsed; undefined where it is none of ours. */
export function formatOf(symbol: Uint8Array, parts = 1): FormatName | undefined {
  return symbol.length > parts * MAX_SYMBOL_BYTES ? undefined : formatFor(readText(symbol))?.name;
}

function formatFor({ text }: SymbolText): Format | undefined {
  return FORMATS.find((format) => format.looksLike(text));
}

/** Formats whose beginning looks whole, too: a bare personal number is also the first field of a citizen card, a shorter link also a link. */
const OPEN_ENDED: readonly FormatName[] = ["personal-number", "prescription-code", "link"];

/** Documents of fields in a row: what stands before one of them may be whole, too, and a number without its first digits is another's. */
const OF_FIELDS: readonly FormatName[] = ["citizen-card", "health-insurance-card"];

/** A JWS of which the end of the signature is missing is still one (RFC 7518 section 3.4: R and S, 32 bytes each). */
const ES256_BYTES = 64;

/** True when the symbol is a whole code of a known format: nothing more needs to come from the reader. */
export function isWhole(symbol: Uint8Array): boolean {
  const recognised = recognise(symbol);
  if (!recognised.ok) return false;
  const { format, warnings } = recognised.value;
  if (format === "smart-health-card") return recognised.value.kind === "presentation" && recognised.value.signature.length >= ES256_BYTES;
  if (OPEN_ENDED.includes(format) || warnings.includes("end-missing")) return false;
  return !(OF_FIELDS.includes(format) && Buffer.from(readText(symbol).text).some(isStray));
}

/** No card holds a control character: a reader's late reply, or noise, stands in it. */
function isStray(byte: number): boolean {
  return byte < 0x20;
}

/**
 * True for a code that may be a part of another one, be it whole as a card or not as a number: only the end of its line tells that nothing of
 * it is missing. A card is one line.
 */
export function mayBePart(symbol: Uint8Array): boolean {
  const recognised = recognise(symbol);
  if (!recognised.ok) return false;
  const { format } = recognised.value;
  return OPEN_ENDED.includes(format) || (OF_FIELDS.includes(format) && !/[\t\r\n]/.test(readText(symbol).text));
}

import { type Checked, fail } from "./checked.ts";
import { citizenCard } from "./formats/citizen-card.ts";
import { claim169 } from "./formats/claim169.ts";
import type { Format } from "./formats/format.ts";
import { healthInsuranceCard } from "./formats/health-insurance-card.ts";
import { personalNumber } from "./formats/personal-number.ts";
import type { Document, Presentation } from "./presentation.ts";
import { MAX_SYMBOL_BYTES } from "./scan.ts";
import { readText } from "./symbol-text.ts";

/** Every format we know, in the order in which they are tried. */
const FORMATS: readonly Format[] = [claim169, citizenCard, healthInsuranceCard, personalNumber];

/** What a symbol is: a presentation, a document, or the reason why it is neither. Never throws. */
export function recognise(symbol: Uint8Array): Checked<Presentation | Document> {
  if (symbol.length > MAX_SYMBOL_BYTES) return fail("too-large");
  const text = readText(symbol);
  const format = FORMATS.find((candidate) => candidate.looksLike(text.text));
  return format ? format.parse(text) : fail("not-understood");
}

/** True when the symbol is a whole code of a known format: nothing more needs to come from the reader. */
export function isWhole(symbol: Uint8Array): boolean {
  const recognised = recognise(symbol);
  return recognised.ok && !recognised.value.warnings.includes("end-missing");
}

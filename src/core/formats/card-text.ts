import { displayText, hasForbiddenCharacters } from "../display-text.ts";
import { isoDate } from "../time.ts";
import type { Warning } from "../warning.ts";

/** Collects what is odd about the fields of a card while they are read. */
export class CardReader {
  readonly #warnings: Set<Warning>;

  constructor(warnings: readonly Warning[]) {
    this.#warnings = new Set(warnings);
  }

  get warnings(): readonly Warning[] {
    return [...this.#warnings];
  }

  warn(warning: Warning): void {
    this.#warnings.add(warning);
  }

  /** A field of letters, safe to show; null when empty or `-`. Letters lost on the way are warned of. */
  text(field: string | undefined): string | null {
    const raw = field ?? "";
    if (hasForbiddenCharacters(raw) || raw.includes("\n")) this.warn("control-characters");
    // A field is one line. A line end or tab inside it parted two words; taken out, it would join them.
    const text = displayText(raw.replace(BREAKS, " ")).trim();
    if (LOST.test(text) || OTHER_LETTERS.test(text)) this.warn("text-lossy");
    return NOTHING.test(text) ? null : text;
  }

  /** A field of hex digits over UTF-8; some cards carry the text itself. Null where letters were lost: half a name is no name. */
  hexText(field: string | undefined): string | null {
    const raw = (field ?? "").trim();
    if (!/^[0-9a-fA-F]{2,}$/.test(raw)) {
      const text = this.text(raw);
      return text !== null && LOST.test(text) ? null : text;
    }
    const text = decodeHex(raw);
    if (text !== undefined) return this.text(text);
    this.warn("text-lossy");
    return null;
  }
}

const BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;

/** What stands in place of a letter that was lost. */
const LOST = /[?\ufffd]/;

/**
 * What no Vietnamese name or address holds: signs and letters as which the old character sets TCVN3 and VNI show (`NguyÔn ThÞ`, `Nguyeãn Thöû`),
 * and Chinese, Japanese or Korean ones, as which some readers show bytes of UTF-8. Which letters they stood for cannot be told for certain,
 * so they are warned of and left.
 */
const OTHER_LETTERS =
  /[¡-©¬®¯±-´µ¶¸¹¼-¿×÷Þþß]|[AEIOUYaeiouyÖöÔô][ØøÛûÏïÅåÄäËë]|[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Co}]/u;

/** UTF-8 text from hex digits, or undefined where a half byte or a half letter was lost. */
function decodeHex(digits: string): string | undefined {
  if (digits.length % 2 !== 0) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(digits, "hex"));
  } catch {
    return undefined;
  }
}

/** What cards write where they say nothing. */
const NOTHING = /^[-–—−]?$/;

/** A date field: ISO 8601 day, null when the card does not say, undefined when it cannot be a date. */
export function cardDate(field: string | undefined): string | null | undefined {
  const raw = (field ?? "").trim();
  if (NOTHING.test(raw)) return null;
  const [year, month, day] = numbersOf(raw);
  return isoDate(year, month, day);
}

/** A date of birth: as cardDate(), or a bare year, which registers also write with zeros where nobody knows the day. */
export function birthDate(field: string | undefined): string | null | undefined {
  const raw = (field ?? "").trim();
  const [year, month, day] = /^\d{4}$/.test(raw) ? [Number(raw), 0, 0] : numbersOf(raw);
  const isYearOnly = day === 0 && month >= 0 && month <= 12;
  return isYearOnly ? isoDate(year, 1, 1)?.slice(0, 4) : cardDate(field);
}

/** Year, month and day of `ddmmyyyy` or `d/m/yyyy`; not-a-number where the field is neither. */
function numbersOf(raw: string): readonly [number, number, number] {
  const parts = /^(\d{2})(\d{2})(\d{4})$/.exec(raw) ?? /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(raw);
  return [Number(parts?.[3]), Number(parts?.[2]), Number(parts?.[1])];
}

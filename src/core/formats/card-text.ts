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
    if (hasForbiddenCharacters(raw)) this.warn("control-characters");
    const text = displayText(raw).trim();
    if (/[?\ufffd]/.test(text)) this.warn("text-lossy");
    return text === "" || text === "-" ? null : text;
  }

  /** A field of hex digits over UTF-8; some cards carry the text itself. Null where letters were lost: half a name is no name. */
  hexText(field: string | undefined): string | null {
    const raw = (field ?? "").trim();
    if (!/^([0-9a-fA-F]{2})+$/.test(raw)) {
      const text = this.text(raw);
      return text !== null && /[?\ufffd]/.test(text) ? null : text;
    }
    try {
      return this.text(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(raw, "hex")));
    } catch {
      this.warn("text-lossy");
      return null;
    }
  }
}

/** A date field: ISO 8601 day or bare year, null when the card does not say, undefined when it cannot be a date. */
export function cardDate(field: string | undefined): string | null | undefined {
  const raw = (field ?? "").trim();
  if (raw === "" || raw === "-") return null;
  if (/^\d{4}$/.test(raw)) return isoDate(Number(raw), 1, 1) && raw;
  const parts = /^(\d{2})\/?(\d{2})\/?(\d{4})$/.exec(raw);
  return parts ? isoDate(Number(parts[3]), Number(parts[2]), Number(parts[1])) : undefined;
}

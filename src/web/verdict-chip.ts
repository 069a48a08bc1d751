import { css, html, type TemplateResult } from "lit";
import { HEADLINES } from "../core/headlines.ts";
import type { Verdict } from "../core/reason.ts";
import type { Language } from "./language.ts";
import { verdictShape } from "./verdict-mark.ts";

/** The verdict's words for running text: the headline without its capitals. */
export function verdictWords(verdict: Verdict, language: Language): string {
  const words = HEADLINES[verdict][language].toLocaleLowerCase(language);
  return words.charAt(0).toLocaleUpperCase(language) + words.slice(1);
}

/** Shape and words side by side, for lists. */
export function verdictChip(verdict: Verdict, language: Language): TemplateResult {
  return html`<span class="chip ${verdict}">${verdictShape(verdict)}<span>${verdictWords(verdict, language)}</span></span>`;
}

export const verdictChipStyle = css`
  .chip { display: inline-flex; align-items: center; gap: 0.4em; font-weight: 600; white-space: nowrap; }
  .chip .verdict-shape { width: 1.15em; height: 1.15em; flex: none; }
  .chip { --glyph: #fff; }
  .chip.accept { --shape: var(--accept); color: var(--accept); }
  .chip.refuse { --shape: var(--refuse); color: var(--refuse); }
  .chip.read-only { --shape: var(--read-only); color: var(--read-only); }
  .chip.unreadable { --shape: var(--unreadable); color: var(--unreadable); }
  .chip.cannot-check { --shape: var(--cannot-check); --glyph: var(--ink); color: #6b4700; }
`;

/** True for one of the five; a newer kiosk may report what this page does not know. */
export function isVerdict(name: string | undefined): name is Verdict {
  return name !== undefined && Object.hasOwn(HEADLINES, name);
}

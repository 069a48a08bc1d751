import { html, type TemplateResult } from "lit";
import type { Line, Said } from "../core/language/said.ts";

/** Words, marked with the language they are in: for whoever has them read out, and for the letters' shapes. */
export function line({ words, language, direction }: Line): TemplateResult {
  return html`<span lang=${language} dir=${direction}>${words}</span>`;
}

/** Several texts in a row, in the second language. */
export function smallLines(...texts: readonly Said[]): TemplateResult {
  return html`${texts.map(({ small }) => html`${line(small)} `)}`;
}

import { html, type TemplateResult } from "lit";
import type { Text } from "../core/text.ts";

/** Which of the two languages is said large; the other stands below it, smaller. */
export type First = keyof Text;

/** The language of the page by the visitors' languages: theirs, where it is one of the two. */
export function firstOf(languages: readonly string[]): First {
  return languages[0] === "en" ? "en" : "vi";
}

/** Both languages, the first one large. */
export function said({ vi, en }: Text, first: First): TemplateResult {
  return first === "en"
    ? html`<span class="first" lang="en">${en}</span> <span class="other" lang="vi">${vi}</span>`
    : html`<span class="first" lang="vi">${vi}</span> <span class="other" lang="en">${en}</span>`;
}

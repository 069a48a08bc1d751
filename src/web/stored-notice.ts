import { css, html, type TemplateResult } from "lit";
import type { KeptOfVisitors } from "../core/kept-of-visitors.ts";
import type { Said } from "../core/language/said.ts";
import { SCREEN_TEXTS } from "../core/screen-texts.ts";
import { STORED_TEXTS } from "../core/stored-texts.ts";
import { attributeLabel } from "./attribute-labels.ts";
import type { Say } from "./citizen-choices.ts";
import { line } from "./said-line.ts";

/** What this very kiosk keeps of a visitor, for how long, and by which rule. */
export function storedNotice(kept: KeptOfVisitors, say: Say): TemplateResult {
  const heading = say(SCREEN_TEXTS["what-is-stored"]);
  return html`<section class="stored">
    <h1>${line(heading.large)}</h1>
    <ul class="words">${facts(kept, say).map(({ large, small }) => html`<li><p>${line(large)}</p><p class="second">${line(small)}</p></li>`)}</ul>
  </section>`;
}

function facts({ sealed, shown, keepDays, hasCentral, receipts, rule }: KeptOfVisitors, say: Say): readonly Said[] {
  const days = String(keepDays);
  return [
    say(SCREEN_TEXTS["picture-only"]),
    ...(sealed.length === 0 ? [say(STORED_TEXTS["no-name"])] : []),
    say(STORED_TEXTS.entry),
    ...(sealed.length === 0 ? [] : [named(say, "sealed-parts", sealed, {})]),
    ...(shown && shown.names.length > 0 ? [named(say, "staff", shown.names, { seconds: String(shown.seconds) })] : []),
    say(STORED_TEXTS[hasCentral ? "keep-after-central" : "keep-until-carried"], { days }),
    ...(receipts ? [say(STORED_TEXTS.receipts)] : []),
    ...(rule === undefined ? [] : [say(STORED_TEXTS.rule)]),
  ];
}

/** Names of attributes are known in Vietnamese and English. */
function named(say: Say, text: "sealed-parts" | "staff", names: readonly string[], more: Readonly<Record<string, string>>): Said {
  const inLanguage = (language: "vi" | "en") => {
    // Types of documents have other names for the same thing.
    const words = [...new Set(names.map((name) => attributeLabel(name, language)))].join(", ");
    return say(STORED_TEXTS[text], { ...more, names: words });
  };
  const [vi, en] = [inLanguage("vi"), inLanguage("en")];
  const own = (line: Said["large"], of: "large" | "small") => (line.language === "en" ? en[of] : vi[of]);
  return { large: own(vi.large, "large"), small: own(vi.small, "small") };
}

export const partStyle = css`
  .stored { padding: calc(1.6 * var(--u)) calc(4 * var(--u)) 0; box-sizing: border-box; }
  .stored h1 { font-size: calc(4.8 * var(--u) * var(--heading) * var(--grow-heading)); line-height: 1.45; }
  .stored .words { text-align: start; justify-content: safe start; list-style: none; padding: 0; gap: calc(0.9 * var(--u) * var(--fit)); }
  @container screen (min-aspect-ratio: 1) { .stored .words { display: block; columns: 2; column-gap: calc(3 * var(--u)); } .stored li { break-inside: avoid; margin-bottom: calc(0.9 * var(--u)); }
    :host([tight]) .stored .words { column-gap: calc(1.6 * var(--u)); }
    :host([tight]) .stored li { margin-bottom: calc(0.3 * var(--u)); } }
  .stored li { display: grid; padding-inline-start: calc(1.4 * var(--u)); border-inline-start: calc(0.5 * var(--u)) solid var(--edge); }
  .stored li p { font-size: max(calc(1.9 * var(--u)), calc(3.4 * var(--u) * var(--fit) * var(--grow))); line-height: 1.45; }
  .stored li .second { font-size: max(calc(1.6 * var(--u)), calc(2.4 * var(--u) * var(--fit))); }
`;

import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { personOf } from "../core/person-initials.ts";
import type { StaffResult } from "../core/staff.ts";
import type { Text } from "../core/text.ts";
import { counterTime } from "./counter-time.ts";
import type { Language } from "./language.ts";
import { staffPageStyle } from "./staff-page-style.ts";
import { staffStyle } from "./staff-style.ts";
import { typeWords } from "./type-words.ts";
import { verdictChip, verdictChipStyle } from "./verdict-chip.ts";
import { verdictShapeStyle } from "./verdict-mark.ts";

const WORDS = {
  title: { vi: "Các lần quét gần đây", en: "Last scans" },
  keys: { vi: "cũ hơn, mới hơn", en: "older, newer" },
  none: { vi: "Chưa có lần quét nào.", en: "No scan yet." },
  matches: { vi: "đã đối chiếu: khớp", en: "compared: matches" },
  differs: { vi: "đã đối chiếu: KHÔNG khớp", en: "compared: does NOT match" },
  unseen: { vi: "chưa xem", en: "not looked at" },
  overridden: { vi: "nhân viên đã quyết định thay máy", en: "decided by staff" },
} as const satisfies Record<string, Text>;

/** The last results: whose they are only by initials and last digits, as the citizen's screen says it, and no longer than the rest is shown. Sends `chosen` with the id of one. */
class StaffList extends LitElement {
  static override properties = { results: { attribute: false }, chosen: { type: Number }, unseen: { attribute: false }, language: {} };
  /** Newest first. */
  declare results: readonly StaffResult[];
  declare chosen: number | undefined;
  /** Those that nobody has looked at yet, by their ids. */
  declare unseen: readonly number[];
  declare language: Language;

  constructor() {
    super();
    this.results = [];
    this.unseen = [];
    this.language = "vi";
  }

  override render(): TemplateResult {
    const { language } = this;
    return html`<section class="panel" aria-labelledby="title">
      <header><h2 id="title">${WORDS.title[language]}</h2><p class="hint"><kbd>J</kbd> <kbd>K</kbd> ${WORDS.keys[language]}</p></header>
      ${this.results.length === 0 ? html`<p class="hint">${WORDS.none[language]}</p>` : nothing}
      <ol>${this.results.map((result) => this.#row(result))}</ol>
    </section>`;
  }

  #row({ id, at, verdict, code, type, disclosed, compared, overridden }: StaffResult): TemplateResult {
    const { language } = this;
    const marks = [...(compared ? [WORDS[compared.matches ? "matches" : "differs"]] : []), ...(overridden ? [WORDS.overridden] : [])];
    const person = disclosed && personOf(Object.fromEntries(disclosed.map(({ name, value }) => [name, value])));
    return html`<li><button aria-current=${id === this.chosen ? "true" : "false"} data-result=${id} @click=${() => this.dispatchEvent(new CustomEvent("chosen", { detail: id }))}>
      <span class="line"><time>${counterTime(at)}</time> <span class="code">${code}</span></span>
      ${this.unseen.includes(id) ? html`<span class="waits"><span aria-hidden="true">●</span> ${WORDS.unseen[language]}</span>` : nothing}
      ${verdictChip(verdict, language)}
      ${person === undefined ? nothing : html`<span class="person">${person}</span>`}
      ${type === undefined ? nothing : html`<span>${typeWords(type, language)}</span>`}
      ${marks.map((mark) => html`<span class="mark">${mark[language]}</span>`)}
    </button></li>`;
  }

  static override styles = [
    staffStyle,
    staffPageStyle,
    verdictShapeStyle,
    verdictChipStyle,
    css`
      .panel { max-height: calc(100vh - 24px); overflow-y: auto; }
      header { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 4px 12px; margin-bottom: 8px; }
      ol { display: grid; gap: 6px; }
      li button { width: 100%; display: grid; gap: 2px; justify-content: stretch; justify-items: start; font-weight: 400; font-size: 0.9375rem; border-color: #9aa2a9; }
      li button[aria-current="true"] { border: 2px solid var(--ink); background: #eceee8; padding: 5px 13px; }
      .line { display: flex; justify-content: space-between; width: 100%; font-variant-numeric: tabular-nums; }
      .chip { white-space: normal; }
      .mark, .waits, .person { font-weight: 700; }
      .waits { color: var(--focus); }
    `,
  ];
}

customElements.define("staff-list", StaffList);

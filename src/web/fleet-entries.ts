import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { displayLine } from "../core/display-text.ts";
import type { Text } from "../core/text.ts";
import { dateInVietnam } from "../core/time.ts";
import { counterMoment, counterTime } from "./counter-time.ts";
import { eventWords } from "./event-words.ts";
import type { FleetEntry } from "./fleet-row.ts";
import type { Language } from "./language.ts";
import { staffStyle } from "./staff-style.ts";
import { isVerdict, verdictChip, verdictChipStyle } from "./verdict-chip.ts";
import { verdictShapeStyle } from "./verdict-mark.ts";

const WORDS = {
  title: { vi: "Các mục cuối", en: "Last entries" },
  none: { vi: "Chưa có mục nào.", en: "No entries yet." },
  time: { vi: "Lúc", en: "Time" },
  answer: { vi: "Kết quả", en: "Answer" },
  type: { vi: "Loại", en: "Type" },
  source: { vi: "Nguồn", en: "Source" },
} as const satisfies Record<string, Text>;

/** The last entries of one kiosk, as its journal has them: no names, because there are none in it. */
class FleetEntries extends LitElement {
  static override properties = { kiosk: {}, entries: { attribute: false }, language: {} };
  declare kiosk: string | undefined;
  /** Newest first. */
  declare entries: readonly FleetEntry[];
  declare language: Language;

  constructor() {
    super();
    this.entries = [];
    this.language = "vi";
  }

  override render(): TemplateResult {
    const { language } = this;
    return html`<section class="panel" aria-labelledby="title">
      <h2 id="title">${WORDS.title[language]}${this.kiosk === undefined ? nothing : html` · ${this.kiosk}`}</h2>
      ${this.entries.length === 0 ? html`<p class="hint">${WORDS.none[language]}</p>` : this.#table()}
    </section>`;
  }

  #table(): TemplateResult {
    const { language } = this;
    return html`<div class="scroll"><table>
      <thead><tr><th class="number">#</th><th>${WORDS.time[language]}</th><th>${WORDS.answer[language]}</th><th>${WORDS.type[language]}</th><th>${WORDS.source[language]}</th><th class="number">ms</th></tr></thead>
      <tbody>${this.entries.map((entry) => this.#row(entry))}</tbody>
    </table></div>`;
  }

  #row(entry: FleetEntry): TemplateResult {
    const { verdict } = entry;
    return html`<tr data-seq=${entry.seq} data-reason=${entry.reason}>
      <td class="number">${entry.seq}</td>
      <td class="time">${momentOf(entry.at)}</td>
      <td>${isVerdict(verdict) ? verdictChip(verdict, this.language) : html`<b class="event">${eventWords(entry.reason)?.[this.language]}</b>`}<div class="mono">${entry.reason}</div></td>
      <td>${entry.type ?? entry.format ?? "–"}${entry.issuer === undefined ? nothing : html`<div class="issuer">${displayLine(entry.issuer)}</div>`}</td>
      <td>${entry.source ?? "–"}</td>
      <td class="number">${entry.durationMs?.toFixed(1) ?? "–"}</td>
    </tr>`;
  }

  static override styles = [
    staffStyle,
    verdictShapeStyle,
    verdictChipStyle,
    css`
      .scroll { overflow-x: auto; margin-top: 6px; }
      table { border-collapse: collapse; width: 100%; min-width: 34rem; font-size: 0.8125rem; line-height: 1.45; }
      th { text-align: left; font-weight: 600; color: var(--muted); font-size: 0.75rem; padding: 4px 10px 4px 0; }
      td { border-top: 1px solid var(--line); padding: 5px 10px 5px 0; vertical-align: top; }
      .number { text-align: right; font-variant-numeric: tabular-nums; }
      .time { white-space: nowrap; font-variant-numeric: tabular-nums; }
      td .mono, .issuer { color: var(--muted); font-size: 0.75rem; overflow-wrap: anywhere; }
      td:last-child, th:last-child { padding-right: 0; }
    `,
  ];
}

/** The time, with the day where it is not today in Việt Nam. */
function momentOf(at: number): string {
  return dateInVietnam(at) === dateInVietnam(Date.now() / 1000) ? counterTime(at) : counterMoment(at);
}

customElements.define("fleet-entries", FleetEntries);

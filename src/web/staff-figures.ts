import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { REASON_TEXTS } from "../core/reason-texts.ts";
import type { StaffFigures } from "../core/staff-figures.ts";
import { asPrinted } from "../core/staff-printed.ts";
import type { Text } from "../core/text.ts";
import type { Language } from "./language.ts";
import { chartLegend, chartStyle, hoursChart, rowsChart } from "./staff-chart.ts";
import { csvText, download } from "./staff-csv.ts";
import { FIGURE_WORDS, hourRows, reasonRows, tableOf, typeRows } from "./staff-figure-tables.ts";
import { staffPageStyle } from "./staff-page-style.ts";
import { askFigures, NotSignedIn } from "./staff-request.ts";
import { staffStyle } from "./staff-style.ts";
import { NOT_DONE } from "./staff-words.ts";
import { typeWords } from "./type-words.ts";
import { verdictChipStyle } from "./verdict-chip.ts";
import { verdictShapeStyle } from "./verdict-mark.ts";

/** How often the figures are asked for while they are looked at, in milliseconds. */
const REFRESH_MS = 20_000;

const WORDS = {
  total: { vi: "lần quét", en: "scans" },
  accepted: { vi: "hợp lệ", en: "valid" },
  overrides: { vi: "nhân viên quyết định thay máy", en: "decided by staff" },
  compared: { vi: "thẻ đã đối chiếu khớp", en: "cards compared, matching" },
  differs: { vi: "thẻ đối chiếu không khớp", en: "cards compared, differing" },
  pauses: { vi: "lần ngừng máy", en: "times out of service" },
  hours: { vi: "Số lần quét theo giờ", en: "Scans by hour" },
  reasons: { vi: "Theo kết quả", en: "By reason" },
  types: { vi: "Theo loại giấy tờ", en: "By type" },
  table: { vi: "Bảng số liệu", en: "As a table" },
  csv: { vi: "Tải CSV", en: "Download CSV" },
  partial: { vi: "Ngày dài hơn máy đếm được: thiếu phần đầu ngày.", en: "The day is longer than is counted: its beginning is missing." },
  none: { vi: "Hôm nay chưa có lần quét nào.", en: "No scan today yet." },
} as const satisfies Record<string, Text>;

/** The day's figures: sums, charts, and the same as tables and CSV. Sends `out` where the session is over. */
class StaffFiguresPanel extends LitElement {
  static override properties = { language: {}, _figures: { state: true }, _said: { state: true } };
  declare language: Language;
  declare _figures: StaffFigures | undefined;
  declare _said: Text | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.language = "vi";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.refresh();
    this.#timer = setInterval(() => void this.refresh(), REFRESH_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  /** Asks for them anew: a scan was just answered. */
  async refresh(): Promise<void> {
    try {
      this._figures = await askFigures();
      this._said = undefined;
    } catch (error) {
      if (error instanceof NotSignedIn) this.dispatchEvent(new CustomEvent("out"));
      else this._said = NOT_DONE;
    }
  }

  override render(): TemplateResult {
    const { language, _figures: figures } = this;
    return html`<p role="alert">${this._said?.[language] ?? nothing}</p>
      ${figures ? html`${this.#sums(figures)}${figures.total === 0 ? html`<p class="panel">${WORDS.none[language]}</p>` : this.#charts(figures)}` : nothing}`;
  }

  #sums({ day, total, byVerdict, overrides, compared, servicePauses, isPartial }: StaffFigures): TemplateResult {
    const { language } = this;
    const overridden = overrides.reduce((sum, { count }) => sum + count, 0);
    const sums = [
      [total, WORDS.total],
      [byVerdict.accept, WORDS.accepted],
      [overridden, WORDS.overrides],
      [compared.matches, WORDS.compared],
      [compared.differs, WORDS.differs],
      [servicePauses, WORDS.pauses],
    ] as const;
    return html`<h2>${FIGURE_WORDS.day[language]} <time datetime=${day}>${asPrinted(day)}</time></h2>
      ${isPartial ? html`<p class="panel">⚠ ${WORDS.partial[language]}</p>` : nothing}
      <ul class="sums">${sums.map(([count, words]) => html`<li class="panel"><b>${count}</b> <span>${words[language]}</span></li>`)}</ul>`;
  }

  #charts(figures: StaffFigures): TemplateResult {
    const { language } = this;
    const reasons = figures.byReason.map(({ reason, count }) => {
      const { code, staff } = REASON_TEXTS[reason];
      return { label: html`<a href="/help/${code}?from=/staff">${code}</a> ${staff[language]}`, count };
    });
    const types = figures.byType.map(({ type, count }) => ({ label: html`${typeWords(type, language)}`, count }));
    return html`<div class="charts">
      <section class="panel wide" aria-labelledby="hours"><h3 id="hours">${WORDS.hours[language]}</h3>
        ${hoursChart(figures.byHour, WORDS.hours[language])}${chartLegend(language)}${this.#table("hours", figures.day, hourRows(figures, language))}</section>
      <section class="panel" aria-labelledby="reasons"><h3 id="reasons">${WORDS.reasons[language]}</h3>
        ${rowsChart(reasons)}${this.#table("reasons", figures.day, reasonRows(figures, language))}</section>
      <section class="panel" aria-labelledby="types"><h3 id="types">${WORDS.types[language]}</h3>
        ${rowsChart(types)}${this.#table("types", figures.day, typeRows(figures, language))}</section>
    </div>`;
  }

  #table(name: string, day: string, rows: readonly (readonly (string | number)[])[]): TemplateResult {
    const { language } = this;
    return html`<details><summary>${WORDS.table[language]}</summary><div class="scrolls" tabindex="0" role="region" aria-label=${WORDS.table[language]}>${tableOf(rows)}</div></details>
      <button data-csv=${name} @click=${() => download(`tram-${day}-${name}.csv`, csvText(rows))}>${WORDS.csv[language]}</button>`;
  }

  static override styles = [
    staffStyle,
    staffPageStyle,
    verdictShapeStyle,
    verdictChipStyle,
    chartStyle,
    css`
      h2 { font-size: 1.375rem; margin-bottom: 10px; }
      .sums { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 10px; margin-bottom: 12px; }
      .sums b { display: block; font-size: 2rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
      .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 12px; align-items: start; }
      .charts section { display: grid; grid-template-columns: minmax(0, 1fr); gap: 10px; justify-items: start; }
      .charts section > * { width: 100%; }
      .charts section > button { width: auto; }
      .wide { grid-column: 1 / -1; }
      summary { min-height: 44px; padding: 10px 0; font-weight: 600; cursor: pointer; }
    `,
  ];
}

customElements.define("staff-figures", StaffFiguresPanel);

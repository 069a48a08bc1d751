import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { StaffReport } from "../core/staff-figures.ts";
import { asPrinted } from "../core/staff-printed.ts";
import type { Text } from "../core/text.ts";
import { counterMoment } from "./counter-time.ts";
import type { Language } from "./language.ts";
import { chartLegend, chartStyle, hoursChart } from "./staff-chart.ts";
import { hourRows, overrideRows, type Rows, reasonRows, tableOf, typeRows } from "./staff-figure-tables.ts";
import { staffPageStyle } from "./staff-page-style.ts";
import { reportStyle } from "./staff-report-style.ts";
import { askReport, NotSignedIn } from "./staff-request.ts";
import { staffStyle } from "./staff-style.ts";
import { NOT_DONE } from "./staff-words.ts";
import { verdictChipStyle } from "./verdict-chip.ts";
import { verdictShapeStyle } from "./verdict-mark.ts";

const WORDS = {
  title: { vi: "Báo cáo ngày", en: "Daily report" },
  a4: { vi: "In khổ A4", en: "Print on A4" },
  narrow: { vi: "In khổ 80 mm", en: "Print on 80 mm" },
  renew: { vi: "Lấy số mới", en: "Take new figures" },
  kiosk: { vi: "Máy", en: "Kiosk" },
  version: { vi: "Phiên bản", en: "Version" },
  printed: { vi: "In lúc", en: "Printed at" },
  staff: { vi: "Người in", en: "Printed by" },
  entries: { vi: "Nhật ký, số", en: "Journal, numbers" },
  total: { vi: "Tổng số lần quét", en: "Scans in all" },
  accepted: { vi: "Hợp lệ", en: "Valid" },
  compared: { vi: "Thẻ đối chiếu: khớp / không khớp", en: "Cards compared: matching / differing" },
  pauses: { vi: "Lần ngừng máy", en: "Times out of service" },
  hours: { vi: "Theo giờ", en: "By hour" },
  reasons: { vi: "Theo kết quả", en: "By reason" },
  types: { vi: "Theo loại giấy tờ", en: "By type" },
  overrides: { vi: "Nhân viên quyết định thay máy (không tính là hợp lệ)", en: "Decided by staff (not counted as valid)" },
  partial: { vi: "Thiếu phần đầu ngày.", en: "The beginning of the day is missing." },
  head: { vi: "Đầu cây nhật ký, máy đã ký", en: "The journal's tree head, signed by the kiosk" },
  headHint: {
    vi: "Giữ tờ này: nó chứng minh sau này không ai sửa được nhật ký đến đây. Kiểm tra: tram journal verify THƯ_MỤC --checkpoint TỆP",
    en: "Keep this sheet: it proves later that nobody has changed the journal up to here. Check: tram journal verify FOLDER --checkpoint FILE",
  },
  signature: { vi: "Chữ ký người phụ trách", en: "Signature" },
  demo: { vi: "BẢN DÙNG THỬ – số liệu không có giá trị thật", en: "TRIAL – these figures are not real" },
} as const satisfies Record<string, Text>;

type Paper = "a4" | "narrow";

/** CSS pixels a millimetre (CSS Values 4 §6.2), margins of the roll, and what a printer may set taller than the screen, in millimetres. */
const PX_A_MM = 96 / 25.4;
const ROLL_MARGINS_MM = 6;
const ROLL_SPARE_MM = 8;

/** What a printer is told: only a sheet of the document itself may do so. The roll is as long as what stands on it. */
function paperRules(paper: Paper, heightPx: number): string {
  const rollMm = Math.ceil(heightPx / PX_A_MM) + ROLL_MARGINS_MM + ROLL_SPARE_MM;
  const page = paper === "a4" ? "size: A4; margin: 14mm 12mm;" : `size: 80mm ${rollMm}mm; margin: 3mm;`;
  return `@page { ${page} } @media print { :root { background: #fff; } }`;
}

/** The day's report, as it is printed: figures, chart, tables, and the tree head as a QR code. Sends `out` where the session is over. */
class StaffReportPanel extends LitElement {
  static override properties = { language: {}, _report: { state: true }, _paper: { state: true }, _said: { state: true } };
  declare language: Language;
  declare _report: StaffReport | undefined;
  declare _paper: Paper;
  declare _said: Text | undefined;
  readonly #sheet = new CSSStyleSheet();

  constructor() {
    super();
    this.language = "vi";
    this._paper = "a4";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.adoptedStyleSheets.push(this.#sheet);
    void this.#load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== this.#sheet);
  }

  /** Has it printed on this paper, with the figures of this moment; where there are none, nothing is printed. */
  async printOn(paper: Paper): Promise<void> {
    if (!(await this.#load())) return;
    this._paper = paper;
    await this.updateComplete;
    this.#sheet.replaceSync(paperRules(paper, this.renderRoot.querySelector(".sheet")?.scrollHeight ?? 0));
    print();
  }

  override render(): TemplateResult {
    const { language, _report: report } = this;
    return html`<div class="actions">
        <button class="primary" data-do="a4" @click=${() => void this.printOn("a4")}><kbd aria-hidden="true">P</kbd> ${WORDS.a4[language]}</button>
        <button data-do="narrow" @click=${() => void this.printOn("narrow")}><kbd aria-hidden="true">W</kbd> ${WORDS.narrow[language]}</button>
        <button data-do="renew" @click=${() => void this.#load()}>${WORDS.renew[language]}</button>
      </div>
      <p role="alert">${this._said?.[language] ?? nothing}</p>
      ${report ? this.#paper(report) : nothing}`;
  }

  #paper(report: StaffReport): TemplateResult {
    const { language } = this;
    const { figures } = report;
    const table = (title: Text, rows: Rows) =>
      rows.length > 1
        ? html`<section><h3>${title[language]}</h3><div class="scrolls" tabindex="0" role="region" aria-label=${title[language]}>${tableOf(rows)}</div></section>`
        : nothing;
    return html`<article class="sheet ${this._paper}">
      <header><h2>${WORDS.title[language]} ${asPrinted(figures.day)}</h2>${report.demo ? html`<p class="demo">${WORDS.demo[language]}</p>` : nothing}</header>
      <dl>${this.#facts(report).map(([words, fact]) => html`<div><dt>${words[language]}</dt><dd>${fact}</dd></div>`)}</dl>
      ${figures.isPartial ? html`<p><b>⚠ ${WORDS.partial[language]}</b></p>` : nothing}
      ${figures.total === 0 ? nothing : html`<section class="chart-part"><h3>${WORDS.hours[language]}</h3>${hoursChart(figures.byHour, WORDS.hours[language])}${chartLegend(language)}</section>`}
      ${figures.total === 0 ? nothing : html`<div class="by-hour">${table(WORDS.hours, hourRows(figures, language))}</div>`}
      ${table(WORDS.reasons, reasonRows(figures, language))}${table(WORDS.types, typeRows(figures, language))}${table(WORDS.overrides, overrideRows(figures, language))}
      <footer><div><h3>${WORDS.head[language]}</h3><pre>${report.checkpoint.trimEnd()}</pre><p class="hint">${WORDS.headHint[language]}</p></div>
        ${report.qr ? html`<svg class="qr" role="img" aria-label=${WORDS.head[language]} viewBox="0 0 ${report.qr.modules} ${report.qr.modules}"><path d=${report.qr.path} /></svg>` : nothing}</footer>
      <p class="signed">${WORDS.signature[language]}</p>
    </article>`;
  }

  #facts({ kiosk, version, at, staff, entries, figures }: StaffReport): readonly (readonly [Text, string | number])[] {
    const { total, byVerdict, compared, servicePauses, overrides } = figures;
    const decided = overrides.reduce((sum, { count }) => sum + count, 0);
    return [
      [WORDS.kiosk, kiosk],
      [WORDS.version, version],
      [WORDS.printed, counterMoment(at)],
      [WORDS.staff, staff],
      ...(entries ? [[WORDS.entries, `${entries.first} – ${entries.last}`] as const] : []),
      [WORDS.total, total],
      [WORDS.accepted, byVerdict.accept],
      [WORDS.overrides, decided],
      [WORDS.compared, `${compared.matches} / ${compared.differs}`],
      [WORDS.pauses, servicePauses],
    ];
  }

  /** False: there are no new figures. */
  async #load(): Promise<boolean> {
    try {
      this._report = await askReport();
      this._said = undefined;
      return true;
    } catch (error) {
      if (error instanceof NotSignedIn) this.dispatchEvent(new CustomEvent("out"));
      else this._said = NOT_DONE;
      return false;
    }
  }

  static override styles = [staffStyle, staffPageStyle, verdictShapeStyle, verdictChipStyle, chartStyle, reportStyle];
}

customElements.define("staff-report", StaffReportPanel);

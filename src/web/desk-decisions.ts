import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { DeskDecision } from "../core/desk.ts";
import { REASON_TEXTS } from "../core/reason-texts.ts";
import { readReceiptCode } from "../core/receipt.ts";
import type { Text } from "../core/text.ts";
import { amountText } from "./amount.ts";
import { attributeLabel } from "./attribute-labels.ts";
import { counterTime } from "./counter-time.ts";
import type { Language } from "./language.ts";
import { staffStyle } from "./staff-style.ts";
import { verdictChip, verdictChipStyle } from "./verdict-chip.ts";
import { verdictShapeStyle } from "./verdict-mark.ts";

const WORDS = {
  title: { vi: "Các lần quét gần đây", en: "Last decisions" },
  hint: { vi: "Chi tiết tự xoá sau 60 giây.", en: "Details blank after 60 seconds." },
  none: { vi: "Chưa có lần quét nào. Hãy giơ một mã lên.", en: "No scan yet. Hold up a code." },
  camera: { vi: "camera", en: "camera" },
  serial: { vi: "nối tiếp", en: "serial" },
  keyboard: { vi: "đầu đọc bàn phím", en: "keyboard reader" },
  hid: { vi: "đầu đọc HID", en: "HID reader" },
  desk: { vi: "bàn thử", en: "desk" },
  yes: { vi: "có", en: "yes" },
  no: { vi: "không", en: "no" },
  unknown: { vi: "không rõ", en: "not known" },
  fee: { vi: "Lệ phí", en: "Fee" },
  unpaid: { vi: "chưa xác nhận thanh toán", en: "payment not confirmed" },
  receipt: { vi: "Biên nhận ↗", en: "Receipt ↗" },
} as const satisfies Record<string, Text>;

/** The last decisions as staff see them: the exact reason, and for a minute what the credential disclosed. */
class DeskDecisions extends LitElement {
  static override properties = { decisions: { attribute: false }, receiptCode: { attribute: false }, language: {} };
  /** Newest first. */
  declare decisions: readonly DeskDecision[];
  /** What the code of the newest receipt carries. */
  declare receiptCode: string | undefined;
  declare language: Language;

  constructor() {
    super();
    this.decisions = [];
    this.language = "vi";
  }

  override render(): TemplateResult {
    return html`<section class="panel" aria-labelledby="title">
      <header><h2 id="title">${WORDS.title[this.language]}</h2><p class="hint">${WORDS.hint[this.language]}</p></header>
      ${this.decisions.length === 0 ? html`<p class="hint none">${WORDS.none[this.language]}</p>` : nothing}
      <ol>${this.decisions.map((decision, index) => this.#row(decision, index === 0))}</ol>
    </section>`;
  }

  #row(decision: DeskDecision, isNewest: boolean): TemplateResult {
    const { language } = this;
    return html`<li class=${isNewest ? "newest" : ""} data-reason=${decision.reason}>
      <div class="line">
        <time>${counterTime(decision.at)}</time>
        ${verdictChip(decision.verdict, language)}
        <span class="reason mono">${decision.reason}</span>
        <span class="small">${WORDS[decision.source][language]} · ${decision.durationMs.toFixed(1)} ms · ${decision.code}</span>
      </div>
      ${isNewest ? html`<p class="staff">${REASON_TEXTS[decision.reason].staff[language]} ${this.#receipt(decision)}</p>` : nothing}
      ${decision.warnings.length > 0 ? html`<p class="small mono">⚠ ${decision.warnings.join(", ")}</p>` : nothing}
      ${isNewest ? this.#details(decision) : nothing}
    </li>`;
  }

  /** Where the receipt of this very answer is checked: nobody can photograph the screen on a desk with the desk's own browser. */
  #receipt({ seq }: DeskDecision): TemplateResult | typeof nothing {
    const { receiptCode = "", language } = this;
    const isOfThis = receiptCode.startsWith("http") && seq !== undefined && readReceiptCode(receiptCode)?.seq === seq;
    return isOfThis ? html`<a href=${receiptCode} target="_blank" rel="noreferrer">${WORDS.receipt[language]}</a>` : nothing;
  }

  /** What only staff see, and only for a minute. */
  #details({ disclosed = [], answers = [], feeVnd }: DeskDecision): TemplateResult | typeof nothing {
    const { language } = this;
    const rows = [
      ...answers.map(({ label, answer }) => detail(label[language], WORDS[answer][language], answer)),
      ...(feeVnd === undefined ? [] : [detail(WORDS.fee[language], `${amountText(feeVnd, language)} · ${WORDS.unpaid[language]}`)]),
      ...disclosed.map(({ name, value }) => detail(attributeLabel(name, language), value, name)),
    ];
    return rows.length > 0 ? html`<dl>${rows}</dl>` : nothing;
  }

  static override styles = [
    staffStyle,
    verdictShapeStyle,
    verdictChipStyle,
    css`
      :host { display: block; min-height: 0; }
      .panel { height: 100%; overflow: auto; padding-bottom: 4px; }
      header { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 0 12px; }
      .none { padding: 12px 0; }
      li { padding: 7px 0; border-top: 1px solid var(--line); font-size: 0.8125rem; line-height: 1.5; }
      li:first-child { border-top: 0; }
      .line { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 12px; }
      .line .chip { align-self: center; }
      time, .small { color: var(--muted); font-variant-numeric: tabular-nums; font-size: 0.75rem; }
      .line .small { margin-left: auto; }
      dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); gap: 1px 16px; margin-top: 5px; background: var(--wash); border-radius: 8px; padding: 6px 10px; }
      dl div { display: flex; gap: 8px; min-width: 0; }
      dt { color: var(--muted); font-size: 0.75rem; flex: none; }
      dd { overflow-wrap: anywhere; white-space: pre-line; font-weight: 600; }
    `,
  ];
}

function detail(label: string, value: string, title?: string): TemplateResult {
  return html`<div><dt title=${title ?? nothing}>${label}</dt><dd>${value}</dd></div>`;
}

customElements.define("desk-decisions", DeskDecisions);

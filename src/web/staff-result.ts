import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { AnswerRow } from "../core/desk.ts";
import { REASON_TEXTS } from "../core/reason-texts.ts";
import type { StaffResult } from "../core/staff.ts";
import { OVERRIDE_BECAUSES } from "../core/staff-because.ts";
import { RESULT_SECONDS } from "../core/staff-limits.ts";
import { canCompare, canOverride } from "../core/staff-result.ts";
import type { Text } from "../core/text.ts";
import { amountText } from "./amount.ts";
import { counterTime } from "./counter-time.ts";
import type { Language } from "./language.ts";
import "./staff-fields.ts";
import "./staff-hand-off.ts";
import { staffPageStyle } from "./staff-page-style.ts";
import "./staff-portrait.ts";
import { resultStyle } from "./staff-result-style.ts";
import { staffStyle } from "./staff-style.ts";
import { STAFF_WORDS } from "./staff-words.ts";
import { typeWords } from "./type-words.ts";
import { verdictShape, verdictShapeStyle } from "./verdict-mark.ts";
import { WARNING_WORDS } from "./warning-words.ts";

const WORDS = {
  none: {
    vi: "Chưa có lần quét nào. Kết quả hiện ở đây ngay khi máy trả lời.",
    en: "No scan yet. A result appears here as soon as the kiosk answers.",
  },
  gone: {
    vi: "Máy không còn giữ lần quét đã chọn. Bấm R để xem kết quả mới nhất.",
    en: "The kiosk no longer has the scan that was chosen. Press R for the newest result.",
  },
  said: { vi: "Người dân thấy:", en: "The visitor reads:" },
  hides: { vi: "Tự che sau", en: "Hidden in" },
  hideNow: { vi: "Che ngay", en: "Hide now" },
  again: { vi: "Muốn xem lại, mời người dân đưa lại mã.", en: "To see it again, ask for the code once more." },
  answers: { vi: "Câu hỏi của nơi phục vụ", en: "Questions of this service point" },
  yes: { vi: "✓ có", en: "✓ yes" },
  no: { vi: "✗ không", en: "✗ no" },
  unknown: { vi: "? không rõ", en: "? not known" },
  fee: { vi: "Lệ phí (máy không biết đã trả hay chưa)", en: "Fee (the kiosk does not know whether it was paid)" },
  compare: { vi: "Đối chiếu với thẻ", en: "Compare with the card" },
  override: { vi: "Quyết định thay máy", en: "Decide otherwise" },
  compared: { vi: "Đã đối chiếu với thẻ:", en: "Compared with the card:" },
  matches: { vi: "khớp", en: "it matches" },
  differs: { vi: "KHÔNG khớp", en: "it does NOT match" },
  overridden: { vi: "Nhân viên đã quyết định thay máy:", en: "Decided by staff:" },
  unrecorded: {
    vi: "Lần quét này không ghi được vào nhật ký, nên không làm gì thêm với nó được.",
    en: "This scan could not be recorded, so nothing more can be done with it.",
  },
} as const satisfies Record<string, Text>;

/** Attributes that say who somebody is. */
const PERSON = new Set(["fullName", "personalId", "id", "cardNo", "cardNumber"]);

/** One result, large: the answer, what the policy lets staff see for two minutes, and what they can do. Sends `asked` with `compare`, `override` or `hide`. */
class StaffResultPanel extends LitElement {
  static override properties = { result: { attribute: false }, isGone: { type: Boolean }, left: { type: Number }, language: {} };
  declare result: StaffResult | undefined;
  /** There are results, and the chosen one is not among them any more. */
  declare isGone: boolean;
  /** Seconds until what is personal is hidden. */
  declare left: number;
  declare language: Language;

  constructor() {
    super();
    this.language = "vi";
    this.left = 0;
    this.isGone = false;
  }

  /** Gives a key to its lines and to its way to another system; false: it is neither's. */
  takeKey(key: string): boolean {
    const parts = this.renderRoot.querySelectorAll<HTMLElement & { takeKey(key: string): boolean }>("staff-fields, staff-hand-off");
    return [...parts].some((part) => part.takeKey(key));
  }

  override render(): TemplateResult {
    const { result, language } = this;
    if (!result) return html`<section class="panel empty"><p>${WORDS[this.isGone ? "gone" : "none"][language]}</p></section>`;
    return html`<article class="panel ${result.verdict}" aria-labelledby="title" data-reason=${result.reason}>
      <header>
        ${verdictShape(result.verdict)}
        <div><h2 id="title">${result.headline[language]}</h2>
          <p>${counterTime(result.at)} · ${result.type === undefined ? nothing : html`${typeWords(result.type, language)} · `}<a href="/help/${result.code}?from=/staff">${result.code}</a></p></div>
      </header>
      <div class="said">
        <p class="staff">${REASON_TEXTS[result.reason].staff[language]}</p>
        <p class="hint">${WORDS.said[language]} <bdi>${result.detail[language]} ${result.next[language]}</bdi></p>
        ${result.hasPortrait ? nothing : this.#warnings(result)}
        ${this.#done(result)}
        ${this.#answers(result)}
      </div>
      ${this.#actions(result)}
      ${this.#person(result)}
    </article>`;
  }

  #warnings({ warnings }: StaffResult): readonly TemplateResult[] {
    const { language } = this;
    return warnings.map((warning) => html`<p class="warning"><span aria-hidden="true">⚠</span> ${WARNING_WORDS[warning][language]}</p>`);
  }

  #answers({ answers, feeVnd }: StaffResult): TemplateResult {
    const { language } = this;
    return html`${answers ? html`<h3 class="unseen">${WORDS.answers[language]}</h3><ul class="answers">${answers.map((row) => this.#answer(row))}</ul>` : nothing}
      ${feeVnd === undefined ? nothing : html`<p>${WORDS.fee[language]}: <b>${amountText(feeVnd, language)}</b></p>`}`;
  }

  #person(result: StaffResult): TemplateResult | typeof nothing {
    const { language } = this;
    const { seq, disclosed, hasPortrait, secondsLeft, isHidden } = result;
    if (isHidden) return html`<p class="hint hidden"><b>${STAFF_WORDS.hidden[language]}.</b> ${WORDS.again[language]}</p>`;
    if (secondsLeft === undefined || (!disclosed && !hasPortrait)) return nothing;
    return html`<div class="person ${hasPortrait ? "with-portrait" : ""}">
      ${hasPortrait && seq !== undefined ? html`<staff-portrait .seq=${seq} .language=${language}></staff-portrait>` : nothing}
      <div class="facts">
        ${hasPortrait ? this.#warnings(result) : nothing}
        ${disclosed ? html`<staff-fields .rows=${disclosed} .language=${language}></staff-fields>` : nothing}
        ${disclosed && seq !== undefined ? html`<staff-hand-off .seq=${seq} ?isPerson=${disclosed.some(({ name }) => PERSON.has(name))} .language=${language}></staff-hand-off>` : nothing}
      </div>
    </div>`;
  }

  #answer({ label, answer }: AnswerRow): TemplateResult {
    return html`<li><bdi>${label[this.language]}</bdi> <b>${WORDS[answer][this.language]}</b></li>`;
  }

  #done({ compared, overridden }: StaffResult): TemplateResult {
    const { language } = this;
    return html`${compared ? html`<p class="done"><b>${WORDS.compared[language]} ${WORDS[compared.matches ? "matches" : "differs"][language]}</b> · ${compared.staff} · ${counterTime(compared.at)}</p>` : nothing}
      ${overridden ? html`<p class="done"><b>${WORDS.overridden[language]}</b> ${OVERRIDE_BECAUSES[overridden.because][language]} · ${overridden.staff} · ${counterTime(overridden.at)}</p>` : nothing}`;
  }

  #actions(result: StaffResult): TemplateResult | typeof nothing {
    const { language } = this;
    const isUnrecorded = result.seq === undefined;
    const isPersonal = result.secondsLeft !== undefined;
    if (!isUnrecorded && !isPersonal && !canCompare(result) && !canOverride(result)) return nothing;
    return html`<div class="actions">
      ${isUnrecorded ? html`<p class="hint">${WORDS.unrecorded[language]}</p>` : nothing}
      ${canCompare(result) ? html`<button class="primary" data-do="compare" @click=${this.#ask("compare")}><kbd aria-hidden="true">C</kbd> ${WORDS.compare[language]}</button>` : nothing}
      ${canOverride(result) ? html`<button data-do="override" @click=${this.#ask("override")}><kbd aria-hidden="true">O</kbd> ${WORDS.override[language]}</button>` : nothing}
      ${isPersonal ? this.#hides() : nothing}
    </div>`;
  }

  #hides(): TemplateResult {
    const { language } = this;
    return html`<div class="hides"><p>${WORDS.hides[language]} <b role="timer">${clockWords(this.left)}</b></p>
      <progress max=${RESULT_SECONDS} value=${this.left} aria-label=${WORDS.hides[language]}></progress>
      <button data-do="hide" @click=${this.#ask("hide")}><kbd aria-hidden="true">M</kbd> ${WORDS.hideNow[language]}</button></div>`;
  }

  #ask(what: "compare" | "override" | "hide"): () => void {
    return () => this.dispatchEvent(new CustomEvent("asked", { detail: what }));
  }

  static override styles = [staffStyle, staffPageStyle, verdictShapeStyle, resultStyle];
}

/** `1:05`. */
function clockWords(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

customElements.define("staff-result", StaffResultPanel);

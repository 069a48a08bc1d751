import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { type Change, isSetAtMachine } from "../core/provisioning/difference.ts";
import { PROVISIONING_REFUSALS } from "../core/provisioning/refusal.ts";
import type { SetupAnswer, SetupOrigin, SetupReview } from "../core/provisioning/setup-view.ts";
import type { Text } from "../core/text.ts";
import "./setup-letters.ts";
import { setupStyle } from "./setup-style.ts";
import { inReadingOrder, settingWords, valueText } from "./setup-words.ts";

const FROM: Readonly<Record<SetupOrigin, Text>> = {
  codes: { vi: "Từ phiếu giấy", en: "From the paper sheet" },
  stick: { vi: "Từ USB", en: "From the stick" },
  backup: { vi: "Từ bản sao lưu trên USB", en: "From the backup on the stick" },
};

/** A list that is longer than its place shows itself page by page, each for so long, in milliseconds: there need be no hand on the screen. */
const PAGE_MS = 6000;

/** What will change, and how to say yes: with a code from the paper, with sixteen letters from it, or, to a known signer, with a touch. Sends `answer` and `again`. */
class SetupReviewElement extends LitElement {
  static override properties = { review: { attribute: false }, _isTyping: { state: true }, _generation: { state: true } };
  declare review: SetupReview;
  declare _isTyping: boolean;
  declare _generation: number | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this._isTyping = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = setInterval(() => this.#turnPage(), PAGE_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    // Another sheet: what was chosen for the one before does not count.
    if (changed.get("review")?.kiosk !== this.review.kiosk) this._generation = undefined;
  }

  override render(): TemplateResult {
    const { review } = this;
    return html`<div class="page">
      <section class="changes">${this._isTyping ? this.#letters() : this.#changes(review)}</section>
      <aside>
        ${review.wrong ? wrongText(review.wrong) : nothing}
        ${review.asksPassphrase ? this.#passphrase() : review.asks === "yes" ? this.#yes() : this.#confirmation(review)}
        <button data-do="again" @click=${() => this.dispatchEvent(new CustomEvent("again"))}>Không phải, làm lại <small lang="en">Not this one, begin anew</small></button>
      </aside>
    </div>`;
  }

  #changes({ changes, notTaken = [], kiosk, origin, sheet }: SetupReview): TemplateResult {
    return html`
      <h2 class="large">${this.#name(kiosk)}</h2>
      <p class="small">${FROM[origin].vi}${sheet ? ` · số ${sheet.serial}` : ""} <span lang="en">· ${FROM[origin].en}</span></p>
      <div class="rows" tabindex="0" role="region" aria-label="Thay đổi"><table><tbody>${inReadingOrder(changes).map(row)}</tbody></table>
        ${notTaken.length === 0 ? nothing : notTakenTables(notTaken)}</div>`;
  }

  #turnPage(): void {
    const rows = this.renderRoot.querySelector(".rows");
    if (!rows) return;
    const isAtEnd = rows.scrollTop + rows.clientHeight >= rows.scrollHeight - 1;
    rows.scrollTop = isAtEnd ? 0 : rows.scrollTop + 0.85 * rows.clientHeight;
  }

  #letters(): TemplateResult {
    return html`<p class="text">Gõ 16 chữ in đậm trên phiếu (dấu vân tay)${this.review.origin === "backup" ? ", hoặc của bản sao lưu, ghi trong sổ" : ""}. <span lang="en">Type the 16 bold letters of the sheet${this.review.origin === "backup" ? ", or those of the backup from the book" : ""}.</span></p>
      <setup-letters @typed=${(event: CustomEvent<string>) => this.#send({ fingerprint: event.detail })}></setup-letters>`;
  }

  #confirmation(review: SetupReview): TemplateResult {
    return html`
      ${review.wrong ? nothing : QUESTION}
      ${review.origin === "backup" ? nothing : this.#stepper(review)}
      <button data-do="type" @click=${() => (this._isTyping = !this._isTyping)}>
        ${this._isTyping ? "Xem lại thay đổi" : "Không đưa mã được? Gõ 16 chữ"} <small lang="en">${this._isTyping ? "Look at the changes" : "No reader? Type 16 letters"}</small>
      </button>`;
  }

  #yes(): TemplateResult {
    return html`
      <p class="large">Áp dụng những thay đổi này?</p>
      <p class="text">Hoặc đưa mã xác nhận ở trang 2 của phiếu. <span lang="en">Apply these changes? Touch, or hold up the confirmation code.</span></p>
      <button class="primary" data-do="yes" @click=${() => this.#send({})}>Áp dụng <small>Apply</small></button>`;
  }

  #passphrase(): TemplateResult {
    const send = (event: Event): void => {
      event.preventDefault();
      const passphrase = this.renderRoot.querySelector("input")?.value ?? "";
      this.#send({ passphrase });
    };
    return html`<form @submit=${send}>
      ${this.review.wrong ? nothing : html`<p class="text"><b>Mật khẩu bản sao lưu?</b> Có nó, máy nhớ toa thuốc đã dùng ở máy cũ. <span lang="en">The backup's passphrase: with it the kiosk remembers what was used.</span></p>`}
      <input type="password" autocomplete="off" aria-label="Mật khẩu của bản sao lưu" />
      <button class="primary" data-do="passphrase">Khôi phục <small>Restore</small></button>
      <p class="small">Không có bàn phím? Sau 10 giây đưa lại mã xác nhận: máy sẽ <b>không nhớ gì</b>. <span lang="en">No keyboard? Show the code again after 10 s: it then remembers nothing.</span></p>
    </form>`;
  }

  /** Which device at its service point this is: a replacement without a backup must say so. */
  #stepper({ servicePoint, kiosk }: SetupReview): TemplateResult | typeof nothing {
    if (!this._isTyping) return nothing;
    const chosen = this.#chosen();
    const to = (generation: number) => () => (this._generation = generation);
    return html`<div class="stepper text">
      <button data-do="less" ?disabled=${chosen <= 1} @click=${to(chosen - 1)} aria-label="Bớt">−</button>
      <span>Máy thứ <b>${chosen}</b> ở ${servicePoint} <span lang="en">device no. ${chosen}: ${this.#name(kiosk)}</span></span>
      <button data-do="more" ?disabled=${chosen >= 99} @click=${to(chosen + 1)} aria-label="Thêm">+</button>
    </div>`;
  }

  #chosen(): number {
    return this._generation ?? this.review.generation;
  }

  #name(kiosk: string): string {
    const { servicePoint, generation } = this.review;
    const chosen = this.#chosen();
    return chosen === generation ? kiosk : chosen === 1 ? servicePoint : `${servicePoint}--${chosen}`;
  }

  #send(answer: Omit<SetupAnswer, "generation">): void {
    this._isTyping = false;
    const detail: SetupAnswer = { ...answer, generation: this.#chosen() };
    this.dispatchEvent(new CustomEvent("answer", { detail }));
  }

  static override styles = [
    setupStyle,
    css`
      .page { flex: 1; min-height: 0; display: grid; grid-template-columns: minmax(0, 1fr) calc(36 * var(--u)); }
      .changes { min-height: 0; display: flex; flex-direction: column; padding: calc(1 * var(--u)) calc(2.4 * var(--u)) 0; }
      .rows { flex: 1; min-height: 0; overflow: auto; }
      aside .large { font-size: calc(3 * var(--u)); }
      aside .text { font-size: calc(2.2 * var(--u)); }
      aside [lang] { display: block; font-size: calc(1.7 * var(--u)); }
      aside { display: flex; flex-direction: column; gap: calc(1.2 * var(--u)); justify-content: safe center; padding: calc(1.2 * var(--u)) calc(2.4 * var(--u)); background: var(--wash); overflow: auto; }
      aside > * { flex: none; }
      form { display: flex; flex-direction: column; gap: calc(1 * var(--u)); }
      setup-letters { flex: 1; padding: calc(1 * var(--u)) 0 calc(1.6 * var(--u)); }
      aside .wrong { font-size: calc(1.8 * var(--u)); padding: calc(0.8 * var(--u)) calc(1.2 * var(--u)); }
      aside .wrong [lang] { font-size: max(12px, calc(1.5 * var(--u))); }
      input { font: 400 calc(3 * var(--u)) / 1.4 var(--font); border: 1px solid #8b949d; border-radius: calc(0.9 * var(--u)); padding: calc(0.6 * var(--u)) calc(1.2 * var(--u)); width: 100%; }
      table { border-collapse: collapse; width: 100%; margin-top: calc(0.8 * var(--u)); }
      td { vertical-align: top; padding: calc(0.3 * var(--u)) calc(0.8 * var(--u)); border-top: 1px solid var(--line); font-size: calc(2 * var(--u)); line-height: 1.4; overflow-wrap: anywhere; }
      td:first-child { width: 44%; font-weight: 600; }
      td small { font-weight: 400; font-size: max(12px, calc(1.5 * var(--u))); color: var(--muted); }
      .not-taken { margin-top: calc(1.6 * var(--u)); }
      .dangerous { background: #ffe9b0; }
      .dangerous small, aside [lang] { color: var(--ink); }
      .stepper { display: flex; align-items: center; gap: calc(1 * var(--u)); }
      .stepper button { flex: none; width: calc(5.4 * var(--u)); padding: 0; }
      .stepper span { flex: 1; }
      .stepper span [lang] { display: block; font-size: 0.8em; }
      @container (max-aspect-ratio: 1) { .page { grid-template-columns: none; grid-template-rows: minmax(0, 1fr) auto; } }
      @container (max-width: 600px) { .page { display: block; overflow-y: auto; } .rows, aside { overflow: visible; } .changes { padding-bottom: calc(1.2 * var(--u)); } }
    `,
  ];
}

const QUESTION = html`<p class="large">Đúng như trên phiếu?</p>
  <p class="text">Đưa <b>mã xác nhận</b> ở trang 2 của phiếu vào máy đọc. <span lang="en">Is it what the sheet says? Then hold up a confirmation code from its page 2.</span></p>`;

function row(change: Change): TemplateResult {
  const { path, before, after, isDangerous } = change;
  const words = settingWords(change);
  return html`<tr class=${isDangerous ? "dangerous" : ""} data-path=${path}>
    <td title=${words.en}>${isDangerous ? "!! " : ""}${words.vi} <small class="mono">${path}</small></td>
    <td>${before === undefined ? nothing : html`${valueText(before)} → `}<b>${valueText(after)}</b></td>
  </tr>`;
}

/** What only the backup's own fingerprint vouches for, and `demo` and `desk`, which no paper does. */
function notTakenTables(notTaken: readonly Change[]): TemplateResult {
  const [never, unsigned] = [notTaken.filter(isSetAtMachine), notTaken.filter((change) => !isSetAtMachine(change))];
  return html`${unsigned.length === 0 ? nothing : notTakenTable(NOT_SIGNED, unsigned)}${never.length === 0 ? nothing : notTakenTable(NEVER, never)}`;
}

function notTakenTable(why: TemplateResult, changes: readonly Change[]): TemplateResult {
  return html`<p class="small not-taken">${why}</p>
    <table data-not-taken><tbody>${inReadingOrder(changes).map(row)}</tbody></table>`;
}

const NOT_SIGNED = html`<b>Phiếu không chứng minh, nên KHÔNG lấy:</b> cần thì gõ dấu vân tay của bản sao lưu (trong sổ), hoặc đặt tại máy.
  <span lang="en">Not vouched for by the sheet, and NOT taken over: type the backup's fingerprint (from the book), or set it at the machine.</span>`;

const NEVER = html`<b>KHÔNG lấy:</b> demo và desk không bao giờ lấy từ USB, chỉ đặt tại máy.
  <span lang="en">NOT taken over: demo and desk never come from a stick, and are set at the machine only.</span>`;

function wrongText(refusal: NonNullable<SetupReview["wrong"]>): TemplateResult {
  const { detail, next } = PROVISIONING_REFUSALS[refusal];
  return html`<p class="wrong" role="alert"><b>${detail.vi}</b> ${next.vi} <span lang="en">${detail.en} ${next.en}</span></p>`;
}

customElements.define("setup-review", SetupReviewElement);

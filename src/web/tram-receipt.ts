import { html, LitElement, nothing, type TemplateResult } from "lit";
import { REASONS, type Reason, verdictOf } from "../core/reason.ts";
import { headlineOf, REASON_TEXTS } from "../core/reason-texts.ts";
import type { Receipt } from "../core/receipt.ts";
import { counterMoment } from "./counter-time.ts";
import { askForReceipt, type ReceiptState } from "./receipt-answer.ts";
import { receiptSeal, receiptStyle } from "./receipt-style.ts";
import { receiptWords } from "./receipt-words.ts";

/** Whoever opens a receipt's code with a telephone sees here whether it is true. What is behind `#` in the address is told to no server. */
class TramReceipt extends LitElement {
  static override properties = { _state: { state: true } };
  declare _state: ReceiptState;
  readonly #ask = () => void this.#askAgain();

  constructor() {
    super();
    this._state = { kind: "asking" };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("hashchange", this.#ask);
    this.#ask();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("hashchange", this.#ask);
  }

  async #askAgain(): Promise<void> {
    this._state = { kind: "asking" };
    const address = location.href;
    const state = await askForReceipt(address);
    // Another receipt may have been opened meanwhile.
    if (address === location.href) this._state = state;
  }

  override render(): TemplateResult {
    const state = this._state;
    return html`<header><b>Trạm</b> Kiểm tra biên nhận <span lang="en">Receipt check</span></header>
      <main aria-live="polite">${state.kind === "asking" ? ASKING : this.#found(state)}</main>`;
  }

  #found(state: Exclude<ReceiptState, { kind: "asking" }>): TemplateResult {
    const { look, headline, detail, next } = receiptWords(state);
    return html`<section class="found ${look}" data-state=${state.kind}>
        ${receiptSeal(look)}
        <h1>${headline.vi}</h1>
        <p class="second" lang="en">${headline.en}</p>
        <p class="detail">${detail.vi}</p>
        <p class="second" lang="en">${detail.en}</p>
        <p class="next">${next.vi}</p>
        <p class="second" lang="en">${next.en}</p>
        ${state.kind === "not-yet" || state.kind === "unreachable" ? AGAIN(this.#ask) : nothing}
        ${state.kind === "insecure" ? WITH_HTTPS() : nothing}
      </section>
      ${state.kind === "not-a-receipt" ? nothing : facts(state.receipt, state)}
      ${state.kind === "proven" || state.kind === "other-entry" ? advanced(state) : nothing}`;
  }

  static override styles = receiptStyle;
}

const ASKING = html`<section class="found"><p class="next">Đang kiểm tra…</p><p class="second" lang="en">Checking…</p></section>`;

const AGAIN = (ask: () => void) => html`<button data-do="again" @click=${ask}>Thử lại <span lang="en">Try again</span></button>`;

const WITH_HTTPS = () =>
  html`<a class="button" href=${location.href.replace(/^http:/, "https:")}>Mở bằng https <span lang="en">Open with https</span></a>`;

/** Which scan it was, and how it was answered where central has shown that it is this one. */
function facts({ kiosk, seq }: Receipt, state: ReceiptState): TemplateResult {
  const entry = state.kind === "proven" ? state.entry : undefined;
  return html`<dl class="facts">
    <dt>Máy <span lang="en">Kiosk</span></dt><dd>${kiosk}</dd>
    <dt>Bản ghi số <span lang="en">Entry</span></dt><dd>${seq}</dd>
    ${entry ? html`<dt>Thời điểm, theo trung tâm <span lang="en">Time, as central has it</span></dt><dd>${counterMoment(entry.at)}</dd>` : nothing}
    ${entry ? html`<dt>Máy đã trả lời, theo trung tâm <span lang="en">The answer, as central has it</span></dt><dd>${answerOf(entry.reason)}</dd>` : nothing}
    ${state.kind === "proven" && state.tree.witnessedAt !== undefined ? html`<dt>Trung tâm làm chứng <span lang="en">Witnessed</span></dt><dd>${counterMoment(state.tree.witnessedAt)}</dd>` : nothing}
  </dl>`;
}

/** The verdict's words and what was meant; a reason that this central does not know stays as it is. */
function answerOf(reason: string): TemplateResult {
  if (!isReason(reason)) return html`${reason}`;
  const { code, detail } = REASON_TEXTS[reason];
  const { vi, en } = headlineOf(reason);
  return html`<b class=${verdictOf(reason)}>${vi}</b> ${detail.vi} <span class="second" lang="en">${en}. ${detail.en}</span> <span class="code">${code}</span>`;
}

function isReason(name: string): name is Reason {
  return Object.hasOwn(REASONS, name);
}

/** For whoever does not take this page's word: what it has computed with, and the proof as a file. */
function advanced({
  receipt,
  tree,
  kioskKey,
  witnessKey,
  proofFile,
  ...state
}: Extract<ReceiptState, { kind: "proven" | "other-entry" }>): TemplateResult {
  const file = `${receipt.kiosk}-${receipt.seq}.tlog-proof`;
  const hash = btoa(String.fromCharCode(...receipt.leaf));
  return html`<details>
    <summary>Nâng cao <span lang="en">Advanced</span></summary>
    <p>Trang này đã tự tính các mã băm và kiểm tra chữ ký trong máy của ông bà. Muốn kiểm tra độc lập, tải tệp bằng chứng và dùng lệnh dưới đây.
      <span class="second" lang="en">This page has computed the hashes and checked the signatures on your own device. To check elsewhere, take the file and the command.</span></p>
    <a class="button" download=${file} href=${URL.createObjectURL(new Blob([proofFile]))}>Tải ${file}</a>
    <pre>tram receipt verify ${file} --key kiosk.pub</pre>
    <dl class="hashes">
      <dt>Mã băm của bản ghi <span lang="en">Entry's hash</span></dt><dd>${hash}</dd>
      ${state.kind === "other-entry" ? html`<dt>Bản ghi ở đó <span lang="en">What stands there</span></dt><dd>${state.leaf}</dd>` : nothing}
      <dt>Cây đã ký <span lang="en">Signed tree</span></dt><dd>${tree.size} · ${tree.root}</dd>
      <dt>Khoá của máy, theo trung tâm <span lang="en">Kiosk's key, as central has it</span></dt><dd>${kioskKey}</dd>
      ${witnessKey === undefined ? nothing : html`<dt>Khoá của trung tâm <span lang="en">Central's key</span></dt><dd>${witnessKey}</dd>`}
    </dl>
  </details>`;
}

customElements.define("tram-receipt", TramReceipt);

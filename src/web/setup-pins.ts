import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { SetUpPin } from "../core/set-up/pin-answer.ts";
import { FIRST_STAFF, nextOwner, type PinOwner, type PinsView } from "../core/set-up/pins.ts";
import type { Text } from "../core/text.ts";
import { setupGuideStyle } from "./setup-guide-style.ts";
import { type First, said } from "./setup-said.ts";
import { setupStyle } from "./setup-style.ts";
import "./technician-pin-pad.ts";

/** The first PINs, each typed twice, one person after the other; any of them can be left for later. At the end what still needs a keyboard. Sends `finish`. */
class SetupPins extends LitElement {
  static override properties = {
    first: {},
    _pins: { state: true },
    _later: { state: true },
    _once: { state: true },
    _wrong: { state: true },
  };
  declare first: First;
  declare _pins: PinsView | undefined;
  declare _later: readonly PinOwner[];
  /** What was typed the first time; undefined: nothing yet. */
  declare _once: string | undefined;
  declare _wrong: Text | undefined;

  constructor() {
    super();
    this.first = "vi";
    this._later = [];
  }

  override firstUpdated(): void {
    void this.#ask();
  }

  override render(): TemplateResult {
    const { first, _pins: pins } = this;
    if (!pins)
      return html`<section class="step">${this._wrong ? html`<p class="wrong text" role="alert">${said(this._wrong, first)}</p>${this.#finish()}` : nothing}</section>`;
    const owner = nextOwner(pins, this._later);
    return html`<section class="step" tabindex="0">${owner ? this.#pin(owner) : this.#end(pins)}</section>`;
  }

  #pin(owner: PinOwner): TemplateResult {
    const { first, _wrong: wrong } = this;
    return html`<div class="two">
      <div>
        <h2>${said(TITLES[owner], first)}</h2>
        <p class="text" role="status">${said(this._once === undefined ? ONCE : TWICE, first)}</p>
        ${wrong ? html`<p class="text note bad" role="alert">${said(wrong, first)}</p>` : nothing}
        <button data-do="later" @click=${() => this.#leave(owner)}>${said(LATER, first)}</button>
      </div>
      <technician-pin-pad .doing=${NEXT[first]} @typed=${({ detail }: CustomEvent<string>) => void this.#typed(owner, detail)}></technician-pin-pad>
    </div>`;
  }

  #end({ technician, staff }: PinsView): TemplateResult {
    const { first } = this;
    const rows = [
      html`<p class="text note ${technician === "set" ? "good" : "warn"}">${said(technician === "set" ? HAS_PIN : NO_PIN, first)}</p>`,
      staff === "absent"
        ? nothing
        : html`<p class="text note ${staff === "set" ? "good" : "warn"}">${said(staff === "set" ? HAS_STAFF : NO_STAFF, first)}</p>`,
    ];
    return html`${rows}<p class="text note">${said(ACCEPTANCE, first)} <code>tram acceptance</code></p>${this.#finish()}`;
  }

  #finish(): TemplateResult {
    return html`<button class="primary" data-do="finish" @click=${() => this.dispatchEvent(new CustomEvent("finish"))}>${said(BEGIN, this.first)}</button>`;
  }

  #leave(owner: PinOwner): void {
    [this._once, this._wrong, this._later] = [undefined, undefined, [...this._later, owner]];
  }

  async #typed(owner: PinOwner, pin: string): Promise<void> {
    this._wrong = undefined;
    const once = this._once;
    this._once = once === undefined ? pin : undefined;
    if (once === undefined) return;
    if (once !== pin) this._wrong = DIFFERENT;
    else await this.#ask({ of: owner, pin });
  }

  /** Which there are; with a PIN: once it is set. */
  async #ask(pin?: SetUpPin): Promise<void> {
    const headers = { "content-type": "application/json" };
    try {
      const answer = pin ? await fetch("/setup/pin", { method: "POST", headers, body: JSON.stringify(pin) }) : await fetch("/setup/pins");
      if (!answer.ok) throw new Error(String(answer.status));
      this._pins = (await answer.json()) as PinsView;
      this._wrong = this._pins.isWeak ? WEAK : undefined;
    } catch {
      this._wrong = NOT_SET;
    }
  }

  static override styles = [
    setupStyle,
    setupGuideStyle,
    css`
      :host { flex: 1; min-height: 0; background: none; }
      technician-pin-pad { align-items: stretch; }
      [data-do="finish"], [data-do="later"] { align-self: start; }
      .step > [data-do="finish"] { min-height: calc(7 * var(--u)); }
    `,
  ];
}

const TITLES: Readonly<Record<PinOwner, Text>> = {
  technician: { vi: "Mã PIN của kỹ thuật viên", en: "The technician's PIN" },
  staff: { vi: `Mã PIN của nhân viên đầu tiên: ${FIRST_STAFF}`, en: `The PIN of the first clerk: ${FIRST_STAFF}` },
};
const ONCE: Text = { vi: "Chọn 6 đến 12 chữ số, khó đoán.", en: "Choose 6 to 12 digits, hard to guess." };
const TWICE: Text = { vi: "Gõ lại lần nữa.", en: "Type it once more." };
const NEXT: Text = { vi: "Tiếp", en: "Next" };
const LATER: Text = { vi: "Để sau", en: "Later" };
const DIFFERENT: Text = { vi: "Hai lần gõ khác nhau. Chọn lại từ đầu.", en: "The two differ. Choose again." };
const WEAK: Text = { vi: "Mã quá dễ đoán. Chọn mã khác.", en: "Too easy to guess. Choose another." };
const NOT_SET: Text = {
  vi: "Không lưu được mã PIN. Thử lại, hoặc để sau.",
  en: "The PIN could not be kept. Try again, or leave it for later.",
};
const HAS_PIN: Text = { vi: "✓ Trang kỹ thuật đã có mã PIN.", en: "✓ The technician's page has its PIN." };
const NO_PIN: Text = {
  vi: "Trang kỹ thuật chưa có mã PIN: chỉ mở được bằng nút phục vụ trong máy. Đặt sau cần bàn phím hoặc SSH: tram technician pin",
  en: "The technician's page has no PIN: only the service button opens it. Later this needs a keyboard or SSH: tram technician pin",
};
const HAS_STAFF: Text = {
  vi: `✓ Nhân viên ${FIRST_STAFF} vào được. Thêm người cần bàn phím hoặc SSH: tram staff add s-02`,
  en: `✓ Clerk ${FIRST_STAFF} can sign in. More of them need a keyboard or SSH: tram staff add s-02`,
};
const NO_STAFF: Text = {
  vi: `Chưa nhân viên nào vào được. Đặt sau cần bàn phím hoặc SSH: tram staff add ${FIRST_STAFF}`,
  en: `No clerk can sign in yet. Later this needs a keyboard or SSH: tram staff add ${FIRST_STAFF}`,
};
const ACCEPTANCE: Text = {
  vi: "Nghiệm thu cần bàn phím hoặc SSH; làm lúc nào cũng được:",
  en: "The acceptance needs a keyboard or SSH, at any time:",
};
const BEGIN: Text = { vi: "Bắt đầu làm việc", en: "Begin to work" };

customElements.define("setup-pins", SetupPins);

import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Text } from "../core/text.ts";
import type { Language } from "./language.ts";
import { staffPageStyle } from "./staff-page-style.ts";
import { staffStyle } from "./staff-style.ts";
import { STAFF_WORDS, waitWords } from "./staff-words.ts";

const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;
/** Digits of a PIN, and of the number behind `s-` (core/staff.ts). */
const SHORTEST_PIN = 6;
const LONGEST_PIN = 12;
const SHORTEST_STAFF = 2;
const LONGEST_STAFF = 4;

/** Why a PIN did not open: how long until another is looked at, in seconds. */
export interface PinRefusal {
  readonly kind: "wrong" | "wait";
  readonly waitSeconds: number;
}

/** What was typed; `staff` where it was asked for. */
export interface PinTyped {
  readonly staff: string;
  readonly pin: string;
}

const WORDS = {
  staff: { vi: "Mã nhân viên, ví dụ s-07", en: "Staff code, such as s-07" },
  pin: { vi: "Mã PIN, 6–12 chữ số", en: "PIN, 6–12 digits" },
  back: { vi: "Xoá một chữ số", en: "Delete a digit" },
  pad: { vi: "Bàn phím số", en: "Digits" },
} as const satisfies Record<string, Text>;

/** A PIN, and where asked the staff code before it, typed on keys or by touch. Sends `typed`; while a wait lasts it counts it down and takes nothing. */
class StaffPinEntry extends LitElement {
  static override properties = {
    language: {},
    asksStaff: { type: Boolean },
    refusal: { attribute: false },
    doing: {},
    isBusy: { type: Boolean },
    _staff: { state: true },
    _pin: { state: true },
    _left: { state: true },
  };
  declare language: Language;
  declare asksStaff: boolean;
  /** What the last attempt came to. */
  declare refusal: PinRefusal | undefined;
  /** What the button says. */
  declare doing: string;
  declare isBusy: boolean;
  declare _staff: string;
  declare _pin: string;
  declare _left: number;
  /** Where the digits of the pad go. */
  #field: "staff" | "pin" = "staff";
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.language = "vi";
    this.asksStaff = false;
    this.isBusy = false;
    this._staff = "";
    this._pin = "";
    this._left = 0;
  }

  override firstUpdated(): void {
    if (!this.asksStaff) this.#field = "pin";
    this.#focus();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("refusal") && this.refusal) this.#wait(this.refusal.waitSeconds);
  }

  override render(): TemplateResult {
    const { language } = this;
    const isWaiting = this._left > 0;
    return html`<form @submit=${this.#submitted} autocomplete="off">
      <div class="fields">
        ${this.asksStaff ? html`<label class="field">${WORDS.staff[language]}<span class="coded"><b aria-hidden="true">s-</b>${this.#input("staff")}</span></label>` : nothing}
        <label class="field">${this.asksStaff ? WORDS.pin[language] : STAFF_WORDS.pin[language]}${this.#input("pin")}</label>
        <p role="alert">${this.#said()?.[language] ?? nothing}</p>
        ${isWaiting ? html`<p class="wait" role="timer">${waitWords(this._left)[language]}</p>` : nothing}
        <button class="primary" type="submit" data-do="enter" aria-disabled=${!this.#isWhole() || isWaiting || this.isBusy}><kbd aria-hidden="true">↵</kbd> ${this.doing}</button>
      </div>
      <div class="pad" role="group" aria-label=${WORDS.pad[language]}>
        ${DIGITS.map((digit) => this.#key(digit))}
        <button type="button" data-key="back" aria-label=${WORDS.back[language]} @click=${() => this.#put(this.#value().slice(0, -1))}>⌫</button>
        ${this.#key("0")}
      </div>
    </form>`;
  }

  #input(field: "staff" | "pin"): TemplateResult {
    const longest = field === "staff" ? LONGEST_STAFF : LONGEST_PIN;
    return html`<input type="text" class=${field} name=${field} inputmode="numeric" autocomplete="off" maxlength=${longest} .value=${field === "staff" ? this._staff : this._pin}
      @focus=${() => (this.#field = field)} @input=${(event: InputEvent) => this.#typed(field, event.target as HTMLInputElement)} />`;
  }

  #key(digit: string): TemplateResult {
    return html`<button type="button" data-key=${digit} @click=${() => this.#put(this.#value() + digit)}>${digit}</button>`;
  }

  #value(): string {
    return this.#field === "staff" ? this._staff : this._pin;
  }

  #typed(field: "staff" | "pin", input: HTMLInputElement): void {
    this.#field = field;
    this.#put(input.value);
    input.value = this.#value();
  }

  #put(text: string): void {
    const digits = text.replace(/\D/g, "");
    if (this.#field === "staff") this._staff = digits.slice(0, LONGEST_STAFF);
    else this._pin = digits.slice(0, LONGEST_PIN);
  }

  #isWhole(): boolean {
    return this._pin.length >= SHORTEST_PIN && (!this.asksStaff || this._staff.length >= SHORTEST_STAFF);
  }

  #said(): Text | undefined {
    if (!this.refusal) return undefined;
    if (this.refusal.kind === "wait") return { vi: "Đã sai nhiều lần. Còn phải chờ:", en: "Too many wrong attempts. Still to wait:" };
    const what = this.asksStaff
      ? { vi: "Mã nhân viên hoặc PIN sai.", en: "Wrong staff code or PIN." }
      : { vi: "PIN sai.", en: "Wrong PIN." };
    if (this.refusal.waitSeconds === 0) return { vi: `${what.vi} Mời nhập lại.`, en: `${what.en} Please try again.` };
    return { vi: `${what.vi} Chờ rồi nhập lại:`, en: `${what.en} Wait before you try again:` };
  }

  #wait(seconds: number): void {
    const until = Date.now() + seconds * 1000;
    this._left = Math.ceil(seconds);
    this._pin = "";
    this.#field = "pin";
    clearInterval(this.#timer);
    this.#timer = setInterval(() => {
      this._left = Math.max(0, Math.ceil((until - Date.now()) / 1000));
      if (this._left === 0) clearInterval(this.#timer);
    }, 500);
    void this.updateComplete.then(() => this.#focus());
  }

  #focus(): void {
    this.renderRoot.querySelector<HTMLInputElement>(`input.${this.#field}`)?.focus();
  }

  readonly #submitted = (event: SubmitEvent): void => {
    event.preventDefault();
    if (this._left > 0 || this.isBusy) return;
    // Enter in the first field leads to the second.
    if (!this.#isWhole()) {
      this.#field = this.asksStaff && this._staff.length < SHORTEST_STAFF ? "staff" : "pin";
      this.#focus();
      return;
    }
    const typed: PinTyped = { staff: `s-${this._staff}`, pin: this._pin };
    this._pin = "";
    this.dispatchEvent(new CustomEvent("typed", { detail: typed }));
  };

  static override styles = [
    staffStyle,
    staffPageStyle,
    css`
      form { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 12px 24px; align-items: start; }
      .fields { display: grid; gap: 12px; align-content: start; }
      input { font-size: 1.25rem !important; letter-spacing: 0.12em; }
      .pin { -webkit-text-security: disc; }
      .coded { display: flex; align-items: center; gap: 6px; font-size: 1.25rem; }
      .coded input { flex: 1; min-width: 0; }
      .wait { font-size: 1.75rem; line-height: 1.3; font-weight: 700; font-variant-numeric: tabular-nums; }
      .primary { justify-content: center; }
      .pad { display: grid; grid-template-columns: repeat(3, 4.25rem); gap: 8px; }
      .pad button { min-height: 3.5rem; font-size: 1.5rem; justify-content: center; padding: 0; }
      .pad [data-key="back"] { grid-column: 1; }
      @media (max-width: 600px) { form { grid-template-columns: minmax(0, 1fr); } .pad { grid-template-columns: repeat(3, minmax(0, 1fr)); } }
    `,
  ];
}

customElements.define("staff-pin-entry", StaffPinEntry);

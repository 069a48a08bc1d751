import { css, html, LitElement, type TemplateResult } from "lit";
import { PageKeys } from "./page-keys.ts";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;
const LONGEST = 12;
const SHORTEST = 6;

/** Digits to be typed by touch or on a keyboard, shown as dots. Sends `typed` with them when the person says so. */
class TechnicianPinPad extends LitElement {
  static override properties = { doing: {}, _typed: { state: true } };
  /** What the button says. */
  declare doing: string;
  declare _typed: string;

  constructor() {
    super();
    this.doing = "Vào";
    this._typed = "";
    new PageKeys(this, (key) => this.#take(key));
  }

  override render(): TemplateResult {
    const isEnough = this._typed.length >= SHORTEST;
    return html`
      <p class="dots" role="textbox" aria-label="Mã PIN, đã nhập ${this._typed.length} chữ số">${"●".repeat(this._typed.length).padEnd(SHORTEST, "○")}</p>
      <div class="keys">
        ${KEYS.map((key) => html`<button data-key=${key} @click=${() => this.#type(key)}>${key}</button>`)}
        <button data-key="back" aria-label="Xoá một chữ số" @click=${() => (this._typed = this._typed.slice(0, -1))}>⌫</button>
        <button data-key="0" @click=${() => this.#type("0")}>0</button>
        <button class="primary" data-key="enter" ?disabled=${!isEnough} @click=${() => this.#send()}>${this.doing}</button>
      </div>`;
  }

  #take(key: string): boolean {
    if (key === "Backspace") this._typed = this._typed.slice(0, -1);
    else if (key === "Enter") this.#send();
    else if (/^\d$/.test(key)) this.#type(key);
    else return false;
    return true;
  }

  #type(digit: string): void {
    if (this._typed.length < LONGEST) this._typed += digit;
  }

  #send(): void {
    if (this._typed.length < SHORTEST) return;
    const typed = this._typed;
    this._typed = "";
    this.dispatchEvent(new CustomEvent("typed", { detail: typed }));
  }

  static override styles = css`
    :host { display: flex; flex-direction: column; align-items: center; gap: calc(1.2 * var(--u)); }
    .dots { margin: 0; font-size: calc(3 * var(--u)); line-height: 1.2; letter-spacing: 0.25em; padding-left: 0.25em; min-height: 1.2em; }
    .keys { display: grid; grid-template-columns: repeat(3, calc(11 * var(--u))); grid-auto-rows: max(40px, calc(7.4 * var(--u))); gap: calc(0.9 * var(--u)); }
    button { font: 700 calc(3.2 * var(--u)) / 1 var(--font); color: var(--ink); background: #fff; border: 1px solid #8b949d; border-radius: calc(0.8 * var(--u)); padding: 0; cursor: pointer; }
    button:active { background: #d5e6dc; }
    .primary { background: var(--ink); color: #fff; font-size: calc(2.4 * var(--u)); }
    button:disabled { opacity: 0.4; }
    :focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
  `;
}

customElements.define("technician-pin-pad", TechnicianPinPad);

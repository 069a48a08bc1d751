import { css, html, LitElement, type TemplateResult } from "lit";
import { PageKeys } from "./page-keys.ts";

/** The letters of a fingerprint (RFC 4648 §6): no 0, 1 or 8, which look like O, I and B. */
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const LENGTH = 16;

/** Sixteen letters to be typed from a sheet, by touch or on a keyboard. Sends `typed` with them when all are there, and `changed` at each key. */
class SetupLetters extends LitElement {
  static override properties = { _typed: { state: true } };
  declare _typed: string;

  constructor() {
    super();
    this._typed = "";
    new PageKeys(this, (key) => this.#take(key));
  }

  override render(): TemplateResult {
    const groups = [0, 4, 8, 12].map((at) => this._typed.slice(at, at + 4));
    return html`
      <p class="boxes" role="textbox" aria-label="Dấu vân tay">${groups.map((group) => html`<span>${group.padEnd(4, "·")}</span>`)}</p>
      <div class="keys">
        ${[...LETTERS].map((letter) => html`<button data-letter=${letter} @click=${() => this.#type(letter)}>${letter}</button>`)}
        <button class="wide" data-letter="back" @click=${() => this.#erase()} aria-label="Xoá một chữ">⌫ Xoá</button>
      </div>`;
  }

  #take(key: string): boolean {
    const letter = key.toUpperCase();
    if (key === "Backspace") this.#erase();
    else if (letter.length === 1 && LETTERS.includes(letter)) this.#type(letter);
    else return letter === " "; // typed between the groups
    return true;
  }

  #type(letter: string): void {
    if (this._typed.length >= LENGTH) return;
    this._typed += letter;
    this.dispatchEvent(new CustomEvent("changed"));
    if (this._typed.length === LENGTH) this.dispatchEvent(new CustomEvent("typed", { detail: this._typed }));
  }

  #erase(): void {
    this._typed = this._typed.slice(0, -1);
    this.dispatchEvent(new CustomEvent("changed"));
  }

  static override styles = css`
    :host { display: flex; flex-direction: column; gap: calc(1.6 * var(--u)); min-height: 0; }
    .boxes { margin: 0; display: flex; justify-content: center; gap: calc(2 * var(--u)); font: 700 calc(4.6 * var(--u)) / 1.3 var(--mono); letter-spacing: 0.1em; }
    .keys { flex: 1; display: grid; grid-template-columns: repeat(9, 1fr); grid-auto-rows: 1fr; gap: calc(0.8 * var(--u)); }
    button { font: 700 calc(3.4 * var(--u)) / 1 var(--font); color: var(--ink); background: #fff; border: 1px solid #aab0b6; border-radius: calc(0.8 * var(--u)); padding: 0; }
    button:active { background: #d5e6dc; }
    .wide { grid-column: span 4; font-size: calc(2.6 * var(--u)); }
    @container (max-aspect-ratio: 1) { .keys { grid-template-columns: repeat(6, 1fr); } .boxes { gap: calc(1 * var(--u)); font-size: calc(4 * var(--u)); } }
  `;
}

customElements.define("setup-letters", SetupLetters);

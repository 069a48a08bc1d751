import { css, html, LitElement, nothing, type TemplateResult } from "lit";

/** Rows of keys: a number or a PIN needs the first only. A kiosk's name and a passphrase are made of these, too. */
const DIGITS = "1234567890";
const LETTERS = ["qwertyuiop", "asdfghjkl-", "zxcvbnm.@"] as const;

/** Keys to touch for the field that somebody has touched on this page: most kiosks have no keyboard. A key of a real one hides them. */
class TechnicianKeys extends LitElement {
  static override properties = { _field: { state: true }, _isShifted: { state: true } };
  declare _field: HTMLInputElement | undefined;
  declare _isShifted: boolean;
  #root: EventTarget | undefined;

  constructor() {
    super();
    this._isShifted = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#root = this.getRootNode();
    // Not where the finger comes down: the page would be another when it goes up, and the button elsewhere.
    this.#root.addEventListener("click", this.#touched);
    this.#root.addEventListener("keydown", this.#pressed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#root?.removeEventListener("click", this.#touched);
    this.#root?.removeEventListener("keydown", this.#pressed);
  }

  override updated(): void {
    // The keys have taken a part of the page.
    this._field?.scrollIntoView({ block: "center" });
  }

  override render(): TemplateResult | typeof nothing {
    const field = this._field;
    if (!field) return nothing;
    const isNumber = field.inputMode === "numeric";
    const rows = isNumber ? [DIGITS] : [DIGITS, ...LETTERS];
    // The field keeps the focus, and with it the place where letters go.
    return html`<div class="keys" role="group" aria-label="Bàn phím" @pointerdown=${(event: Event) => event.preventDefault()}>
      ${rows.map((row) => html`<div>${[...row].map((key) => this.#key(key))}</div>`)}
      <div>
        ${isNumber ? nothing : html`<button type="button" data-key="shift" aria-pressed=${this._isShifted} aria-label="Chữ hoa" @click=${() => (this._isShifted = !this._isShifted)}>⇧</button>`}
        ${isNumber ? nothing : html`<button type="button" class="wide" data-key=" " aria-label="Dấu cách" @click=${() => this.#type(" ")}>␣</button>`}
        <button type="button" class="wide" data-key="back" aria-label="Xoá một chữ" @click=${() => this.#erase()}>⌫</button>
        <button type="button" class="wide" data-key="done" @click=${() => (this._field = undefined)}>Xong <small lang="en">Done</small></button>
      </div>
    </div>`;
  }

  #key(key: string): TemplateResult {
    const shown = this._isShifted ? key.toUpperCase() : key;
    return html`<button type="button" data-key=${key} @click=${() => this.#type(shown)}>${shown}</button>`;
  }

  readonly #touched = (event: Event): void => {
    const [touched] = event.composedPath();
    if (touched instanceof HTMLInputElement) this._field = touched;
    // What is touched beside it ends the typing: the page is whole again.
    else if (!event.composedPath().includes(this)) this._field = undefined;
  };

  readonly #pressed = (): void => {
    this._field = undefined;
  };

  #type(text: string): void {
    const field = this._field;
    if (!field || (field.maxLength >= 0 && field.value.length >= field.maxLength)) return;
    this.#put(field, text, field.selectionStart ?? field.value.length, field.selectionEnd ?? field.value.length);
    this._isShifted = false;
  }

  #erase(): void {
    const field = this._field;
    if (!field) return;
    const [start, end] = [field.selectionStart ?? field.value.length, field.selectionEnd ?? field.value.length];
    this.#put(field, "", start === end ? Math.max(0, start - 1) : start, end);
  }

  #put(field: HTMLInputElement, text: string, start: number, end: number): void {
    field.setRangeText(text, start, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  static override styles = css`
    :host { flex: none; }
    .keys { display: flex; flex-direction: column; gap: 4px; padding: 6px calc(2 * var(--u)); background: #c9cec6; }
    .keys > div { display: flex; gap: 4px; justify-content: center; }
    button { flex: 1 1 0; min-width: 0; max-width: calc(9 * var(--u)); min-height: max(40px, calc(4.4 * var(--u))); font: 600 max(16px, calc(2.4 * var(--u))) / 1 var(--font); color: var(--ink); background: #fff; border: 1px solid #8b949d; border-radius: calc(0.6 * var(--u)); padding: 0; cursor: pointer; }
    button:active, [aria-pressed="true"] { background: #d5e6dc; }
    .wide { flex-grow: 2; max-width: calc(26 * var(--u)); }
    small { font-weight: 400; font-size: 0.75em; }
    @container (max-width: 600px) { button, .wide { max-width: none; } }
  `;
}

customElements.define("technician-keys", TechnicianKeys);

import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { PlaceView } from "../core/set-up/guide-view.ts";
import type { Text } from "../core/text.ts";
import { PageKeys } from "./page-keys.ts";
import { tell } from "./setup-guide-request.ts";
import { setupGuideStyle } from "./setup-guide-style.ts";
import { type First, said } from "./setup-said.ts";
import { setupStyle } from "./setup-style.ts";

type Field = "counter" | "phone";
const FIELDS = ["counter", "phone"] as const;
/** Row by row; where no space is needed its place stays empty. */
const KEYS = ["1", "2", "3", "⌫", "4", "5", "6", " ", "7", "8", "9", "0"] as const;
const MOST: Readonly<Record<Field, number>> = { counter: 4, phone: 15 };

/** Where visitors turn to when the kiosk cannot help: a counter's number and a telephone, by touch or on a keyboard. */
class SetupPlace extends LitElement {
  static override properties = { view: { attribute: false }, first: {}, _field: { state: true } };
  declare view: PlaceView;
  declare first: First;
  declare _field: Field;

  constructor() {
    super();
    this._field = "counter";
    new PageKeys(this, (key) => this.#take(key));
  }

  override render(): TemplateResult {
    const { first, view } = this;
    return html`
      <h2>${said(TITLE, first)}</h2>
      <div class="fields">${FIELDS.map(
        (field) => html`<button data-field=${field} aria-pressed=${field === this._field} @click=${() => (this._field = field)}>
          <small>${WORDS[field][first]}</small><b>${view[field] === "" ? "—" : view[field]}</b></button>`,
      )}</div>
      <div class="pad" role="group" aria-label=${WORDS[this._field][first]}>${KEYS.map((key) =>
        key === " " && this._field === "counter"
          ? html`<span></span>`
          : html`<button data-digit=${key} aria-label=${key === "⌫" ? ERASE[first] : key === " " ? SPACE[first] : nothing} @click=${() => this.#type(key)}>${key === " " ? "␣" : key}</button>`,
      )}</div>`;
  }

  #take(key: string): boolean {
    if (key === "Backspace") this.#type("⌫");
    else if (/^\d$/.test(key)) this.#type(key);
    else return false;
    return true;
  }

  #type(key: string): void {
    const { view, _field: field } = this;
    const before = view[field];
    const after = key === "⌫" ? before.slice(0, -1) : (before + key).trimStart().slice(0, MOST[field]);
    // Also where the next touch is faster than the kiosk.
    this.view = { ...view, [field]: after };
    const { counter, phone } = { counter: this.view.counter.trim(), phone: this.view.phone.trim() };
    void tell({ do: "service", service: { ...(counter !== "" && { counter }), ...(phone !== "" && { phone }) } });
  }

  static override styles = [
    setupStyle,
    setupGuideStyle,
    css`
      :host { height: auto; gap: calc(1 * var(--u)); background: none; }
      .fields { display: grid; grid-template-columns: 1fr 2fr; gap: calc(1 * var(--u)); }
      .fields small { display: block; color: var(--muted); }
      .fields b { display: block; font-size: calc(2.8 * var(--u)); white-space: pre; min-height: 1.3em; }
      .pad { display: grid; grid-template-columns: repeat(4, 1fr); gap: calc(0.7 * var(--u)); }
      .pad button { min-height: calc(5.2 * var(--u)); padding: 0; font-size: calc(2.8 * var(--u)); }
    `,
  ];
}

const TITLE: Text = { vi: "Khách cần giúp, gặp ai? (có thể để trống)", en: "Whom visitors turn to; may stay empty" };
const WORDS: Readonly<Record<Field, Text>> = {
  counter: { vi: "Quầy số", en: "Counter no." },
  phone: { vi: "Điện thoại", en: "Telephone" },
};
const ERASE: Text = { vi: "Xoá một số", en: "Erase a digit" };
const SPACE: Text = { vi: "Dấu cách", en: "Space" };

customElements.define("setup-place", SetupPlace);

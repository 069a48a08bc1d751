import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { Text } from "../core/text.ts";
import type { EpochSeconds } from "../core/time.ts";
import { counterTime } from "./counter-time.ts";
import type { Language } from "./language.ts";
import { staffPageStyle } from "./staff-page-style.ts";
import { staffStyle } from "./staff-style.ts";

const WORDS = {
  called: { vi: "Người dân gọi giúp ở máy", en: "A visitor asks for help at the kiosk" },
  coming: { vi: "Tôi ra ngay", en: "I am coming" },
} as const satisfies Record<string, Text>;

/** A visitor's call: said and shown until somebody goes there. Sends `coming`. */
class StaffCall extends LitElement {
  static override properties = { at: { type: Number }, language: {} };
  /** When it came; undefined: nobody calls. */
  declare at: EpochSeconds | undefined;
  declare language: Language;

  constructor() {
    super();
    this.language = "vi";
  }

  override render(): TemplateResult {
    const { at, language } = this;
    return html`<div role="alert">${
      at === undefined
        ? nothing
        : html`<p><span aria-hidden="true">🖐</span> <b>${WORDS.called[language]}</b> · ${counterTime(at)}</p>
          <button data-do="coming" @click=${() => this.dispatchEvent(new CustomEvent("coming"))}><kbd aria-hidden="true">A</kbd> ${WORDS.coming[language]}</button>`
    }</div>`;
  }

  static override styles = [
    staffStyle,
    staffPageStyle,
    css`
      [role="alert"]:not(:empty) { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; justify-content: space-between; padding: 10px 20px; background: #ffe08a; color: #000; border-bottom: 3px solid #000; font-weight: 400; }
      p { font-size: 1.25rem; line-height: 1.4; flex: 1 1 14rem; }
    `,
  ];
}

customElements.define("staff-call", StaffCall);

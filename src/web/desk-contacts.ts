import { css, html, LitElement, type TemplateResult } from "lit";
import type { ContactName, ContactState } from "../core/board-status.ts";
import type { Text } from "../core/text.ts";
import { sendToDesk } from "./desk-request.ts";
import type { Language } from "./language.ts";
import { staffStyle } from "./staff-style.ts";

const CONTACTS: readonly (readonly [ContactName, Readonly<Record<ContactState, Text>>])[] = [
  ["door", { closed: { vi: "Mở cửa", en: "Open the door" }, open: { vi: "Đóng cửa", en: "Close the door" } }],
  ["case", { closed: { vi: "Mở vỏ máy", en: "Open the case" }, open: { vi: "Đóng vỏ máy", en: "Close the case" } }],
];

const TITLE: Text = { vi: "Cửa và vỏ máy", en: "Door and case" };
const REPEAT: Text = { vi: "Nhấn nút nghe lại", en: "Press the repeat button" };

/** The door beside the kiosk and its case, within a hand's reach: what is done to them stands in the journal. */
class DeskContacts extends LitElement {
  static override properties = { contacts: { attribute: false }, language: {}, _complaint: { state: true } };
  declare contacts: Readonly<Partial<Record<ContactName, ContactState>>>;
  declare language: Language;
  declare _complaint: Text | undefined;

  constructor() {
    super();
    this.contacts = {};
    this.language = "vi";
  }

  override render(): TemplateResult {
    const { language } = this;
    return html`<section class="panel">
      <b>${TITLE[language]}</b>
      ${CONTACTS.map(([name, words]) => {
        const state = this.contacts[name] ?? "closed";
        const isOpen = state === "open";
        return html`<button data-contact=${name} aria-pressed=${isOpen} @click=${() => this.#turn(name, isOpen ? "closed" : "open")}>${words[state][language]}</button>`;
      })}
      <button data-do="repeat" data-prompt="button.repeat" @click=${this.#press}>${REPEAT[language]}</button>
      <p role="alert">${this._complaint?.[language]}</p>
    </section>`;
  }

  async #turn(name: ContactName, to: ContactState): Promise<void> {
    this._complaint = await sendToDesk("/desk/contact", `${name} ${to}`);
  }

  /** It is felt at the press. The browser may speak from now on. */
  async #press(): Promise<void> {
    this._complaint = (await sendToDesk("/desk/contact", "repeat down")) ?? (await sendToDesk("/desk/contact", "repeat up"));
  }

  static override styles = [
    staffStyle,
    css`
      section { display: flex; flex-wrap: wrap; align-items: center; gap: 12px; padding: 8px 12px; font-size: 0.875rem; }
      b { flex: 1; }
      p { margin: 0; }
      p:empty { display: none; }
      button[aria-pressed="true"] { background: #ffe9b0; color: var(--ink); }
    `,
  ];
}

customElements.define("desk-contacts", DeskContacts);

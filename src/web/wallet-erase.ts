import { css, html, LitElement, type TemplateResult } from "lit";
import type { Text } from "../core/text.ts";
import type { Language } from "./language.ts";
import { staffStyle } from "./staff-style.ts";
import { walletStyle } from "./wallet-style.ts";

const WORDS = {
  kept: {
    vi: "Khoá bí mật chỉ nằm trong trình duyệt này.",
    en: "The private key is in this browser and nowhere else.",
  },
  erase: { vi: "Xoá ví", en: "Erase this wallet" },
  surely: { vi: "Xoá khoá và mọi giấy tờ trong ví này?", en: "Erase the key and every credential of this wallet?" },
  cancel: { vi: "Giữ lại", en: "Keep it" },
} as const satisfies Record<string, Text>;

/** The way out: forgets key and credentials, after asking once. Dispatches `erase`. */
class WalletErase extends LitElement {
  static override properties = { language: {} };
  declare language: Language;

  constructor() {
    super();
    this.language = "vi";
  }

  override render(): TemplateResult {
    const { language } = this;
    return html`<p class="hint">${WORDS.kept[language]}</p>
      <button data-do="erase" @click=${() => this.#dialog?.showModal()}>${WORDS.erase[language]}</button>
      <dialog aria-labelledby="surely">
        <p id="surely">${WORDS.surely[language]}</p>
        <div class="actions">
          <button data-do="erase-surely" class="primary" @click=${this.#erase}>${WORDS.erase[language]}</button>
          <button data-do="cancel" autofocus @click=${() => this.#dialog?.close()}>${WORDS.cancel[language]}</button>
        </div>
      </dialog>`;
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector("dialog");
  }

  #erase(): void {
    this.#dialog?.close();
    this.dispatchEvent(new CustomEvent("erase"));
  }

  static override styles = [
    staffStyle,
    walletStyle,
    css`
      :host { display: grid; gap: 8px; }
      .hint { text-align: center; }
      dialog { border: 0; border-radius: 14px; padding: 20px; max-width: min(360px, 100vw - 72px); box-shadow: 0 8px 40px rgb(0 0 0 / 0.4); }
      dialog p { margin-bottom: 16px; font-weight: 600; }
      dialog::backdrop { background: rgb(20 25 31 / 0.6); }
    `,
  ];
}

customElements.define("wallet-erase", WalletErase);

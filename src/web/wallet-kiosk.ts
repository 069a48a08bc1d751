import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { ScreenStatus } from "../core/screen.ts";
import type { Text } from "../core/text.ts";
import type { View } from "../core/view.ts";
import type { Language } from "./language.ts";
import { staffStyle } from "./staff-style.ts";
import "./tram-citizen.ts";
import { walletStyle } from "./wallet-style.ts";

const WORDS = {
  title: { vi: "Màn hình máy ở quầy", en: "The kiosk's screen" },
  desk: { vi: "Nhân viên thấy gì ↗", en: "What staff see ↗" },
} as const satisfies Record<string, Text>;

/** The screen of the kiosk that codes are held up to, as it is now. In a real hall the telephone hears nothing of it. */
class WalletKiosk extends LitElement {
  static override properties = { language: {}, deskUrl: {}, view: { attribute: false }, status: { attribute: false } };
  declare language: Language;
  declare deskUrl: string | undefined;
  declare view: View | undefined;
  declare status: ScreenStatus | undefined;

  constructor() {
    super();
    this.language = "vi";
  }

  override render(): TemplateResult {
    // It cannot ask the kiosk to say something again: that is for whoever stands there.
    const { sound: _, ...status } = this.status ?? {};
    return html`<section aria-labelledby="title">
      <header><h2 id="title">${WORDS.title[this.language]}</h2>
        ${this.deskUrl === undefined ? nothing : html`<a href="${this.deskUrl}" target="_blank" rel="noreferrer">${WORDS.desk[this.language]}</a>`}</header>
      <div class="glass"><tram-citizen .view=${this.view} .status=${this.status && status}></tram-citizen></div>
    </section>`;
  }

  static override styles = [
    staffStyle,
    walletStyle,
    css`
      header { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 0 12px; margin-bottom: 4px; font-size: 0.875rem; }
      .glass { aspect-ratio: 1024 / 600; border: 7px solid #1d2227; border-radius: 14px; overflow: hidden; background: var(--paper); }
    `,
  ];
}

customElements.define("wallet-kiosk", WalletKiosk);

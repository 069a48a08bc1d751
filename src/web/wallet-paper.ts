import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { Text } from "../core/text.ts";
import type { WalletCredential } from "../core/wallet.ts";
import type { Language } from "./language.ts";
import { staffStyle } from "./staff-style.ts";
import "./wallet-code.ts";
import { dayText } from "./wallet-dates.ts";
import type { HolderKey } from "./wallet-key.ts";
import { PAPER_NAMES, paperSign, paperSignStyle } from "./wallet-papers.ts";
import { walletStyle } from "./wallet-style.ts";

const WORDS = {
  back: { vi: "Giấy tờ", en: "All" },
  until: { vi: "Dùng được đến", en: "Valid until" },
} as const satisfies Record<string, Text>;

/** One paper as it is shown: its name and its code. */
class WalletPaper extends LitElement {
  static override properties = {
    credential: { attribute: false },
    holder: { attribute: false },
    complaint: { attribute: false },
    language: {},
  };
  declare credential: WalletCredential | undefined;
  declare holder: HolderKey | undefined;
  declare complaint: Text | undefined;
  declare language: Language;

  constructor() {
    super();
    this.language = "vi";
  }

  override render(): TemplateResult | typeof nothing {
    const { language, credential } = this;
    if (!credential) return nothing;
    const { type, expires } = credential;
    return html`<article aria-labelledby="name">
      <header>
        <a class="button back" href="#">‹ ${WORDS.back[language]}</a>
        ${paperSign(type)}
        <h2 id="name">${PAPER_NAMES[type][language]}<small>${WORDS.until[language]} ${dayText(expires)}</small></h2>
      </header>
      <wallet-code .credential=${credential} .holder=${this.holder} .language=${language}></wallet-code>
      <p role="alert">${this.complaint?.[language]}</p>
    </article>`;
  }

  static override styles = [
    staffStyle,
    walletStyle,
    paperSignStyle,
    css`
      article { display: grid; gap: 8px; min-width: 0; }
      header { display: flex; align-items: center; gap: 10px; min-height: 44px; }
      h2 { font-size: 1.0625rem; line-height: 1.3; min-width: 0; }
      h2 small { display: block; font-weight: 400; font-size: 0.8125rem; color: var(--muted); font-variant-numeric: tabular-nums; }
      .back { border-color: transparent; background: transparent; padding: 8px 10px 8px 0; white-space: nowrap; }
      @media (min-width: 1000px) {
        article { background: var(--paper); border: 1px solid var(--line); border-radius: 20px; padding: 14px 18px 18px; }
        .back { display: none; }
      }
    `,
  ];
}

customElements.define("wallet-paper", WalletPaper);

import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { Text } from "../core/text.ts";
import type { WalletCredential } from "../core/wallet.ts";
import type { Language } from "./language.ts";
import { staffStyle } from "./staff-style.ts";
import { PAPER_HINTS } from "./wallet-papers.ts";
import { walletStyle } from "./wallet-style.ts";

const WORDS = {
  title: { vi: "Trong giấy tờ này", en: "What it states" },
  again: { vi: "Nhận bản mới từ nơi cấp", en: "Get a new one from the issuer" },
} as const satisfies Record<string, Text>;

/** What a paper states, and what there is to try with it. Dispatches `renew`. */
class WalletFacts extends LitElement {
  static override properties = { credential: { attribute: false }, language: {} };
  declare credential: WalletCredential | undefined;
  declare language: Language;

  constructor() {
    super();
    this.language = "vi";
  }

  override render(): TemplateResult | typeof nothing {
    const { language, credential } = this;
    if (!credential) return nothing;
    const { type, facts } = credential;
    return html`<section class="panel" aria-labelledby="title">
      <h2 id="title">${WORDS.title[language]}</h2>
      <dl>${facts.map(({ label, value }) => html`<div><dt>${label[language]}</dt><dd>${value}</dd></div>`)}</dl>
      <p class="try">${PAPER_HINTS[type][language]}</p>
      <button data-do="renew" @click=${() => this.dispatchEvent(new CustomEvent("renew"))}>${WORDS.again[language]}</button>
    </section>`;
  }

  static override styles = [
    staffStyle,
    walletStyle,
    css`
      .panel { display: grid; gap: 8px; font-size: 0.875rem; line-height: 1.45; }
      dl { display: grid; gap: 4px; }
      dl div { display: grid; grid-template-columns: 8.5em 1fr; gap: 8px; }
      dt { color: var(--muted); }
      dd { font-weight: 600; overflow-wrap: anywhere; }
      .try { border-left: 4px solid var(--focus); padding-left: 10px; }
    `,
  ];
}

customElements.define("wallet-facts", WalletFacts);

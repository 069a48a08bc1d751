import { css, html, LitElement, type TemplateResult } from "lit";
import type { Text } from "../core/text.ts";
import type { WalletCredential, WalletType } from "../core/wallet.ts";
import type { Language } from "./language.ts";
import { staffStyle } from "./staff-style.ts";
import { dayText } from "./wallet-dates.ts";
import { PAPER_NAMES, paperSign, paperSignStyle } from "./wallet-papers.ts";
import { walletStyle } from "./wallet-style.ts";

const WORDS = {
  title: { vi: "Giấy tờ của tôi", en: "My credentials" },
  until: { vi: "đến", en: "until" },
} as const satisfies Record<string, Text>;

/** The papers in the wallet, each a link to its code. */
class WalletList extends LitElement {
  static override properties = { credentials: { attribute: false }, chosen: {}, language: {} };
  declare credentials: readonly WalletCredential[];
  declare chosen: WalletType | undefined;
  declare language: Language;

  constructor() {
    super();
    this.credentials = [];
    this.language = "vi";
  }

  override render(): TemplateResult {
    return html`<nav aria-labelledby="title">
      <h2 id="title">${WORDS.title[this.language]}</h2>
      <ul>${this.credentials.map((credential) => this.#card(credential))}</ul>
    </nav>`;
  }

  #card({ type, facts, expires }: WalletCredential): TemplateResult {
    const { language } = this;
    return html`<li><a href="#${type}" data-type=${type} aria-current=${type === this.chosen ? "page" : "false"}>
      ${paperSign(type)}
      <span class="about"><b>${PAPER_NAMES[type][language]}</b><span>${facts[0]?.value}</span>
        <span class="until">${WORDS.until[language]} ${dayText(expires)}</span></span>
      <svg class="arrow" viewBox="0 0 12 24" aria-hidden="true"><path d="m2 5 7 7-7 7" /></svg>
    </a></li>`;
  }

  static override styles = [
    staffStyle,
    walletStyle,
    paperSignStyle,
    css`
      ul { display: grid; gap: 8px; margin-top: 8px; }
      a { display: flex; align-items: center; gap: 12px; padding: 9px 12px; background: var(--paper); border: 1px solid var(--line); border-radius: 14px; color: var(--ink); text-decoration: none; }
      a:hover { border-color: var(--ink); }
      a[aria-current="page"] { border-color: var(--ink); box-shadow: inset 0 0 0 1px var(--ink); }
      .about { flex: 1; min-width: 0; display: grid; font-size: 0.8125rem; line-height: 1.4; }
      .about b { font-size: 1rem; }
      .about span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
      .until { color: var(--muted); font-variant-numeric: tabular-nums; }
      .arrow { flex: none; width: 10px; height: 20px; fill: none; stroke: var(--muted); stroke-width: 2.5; stroke-linecap: round; stroke-linejoin: round; }
    `,
  ];
}

customElements.define("wallet-list", WalletList);

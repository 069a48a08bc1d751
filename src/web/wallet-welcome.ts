import { css, html, LitElement, type TemplateResult } from "lit";
import type { Text } from "../core/text.ts";
import { WALLET_TYPES } from "../core/wallet.ts";
import type { Language } from "./language.ts";
import { staffStyle } from "./staff-style.ts";
import { paperSign, paperSignStyle } from "./wallet-papers.ts";
import { walletStyle } from "./wallet-style.ts";

const WORDS = {
  title: { vi: "Ví giấy tờ thử", en: "A wallet to try" },
  what: {
    vi: "Điện thoại của người dân trước máy đọc: giữ giấy tờ có ký số và hiện mã động mà ảnh chụp không dùng lại được.",
    en: "A citizen's telephone in front of the kiosk: it holds signed credentials and shows live codes that no photograph can replay.",
  },
  key: {
    vi: "Trình duyệt tạo một khoá bí mật. Khoá chỉ ở đây, không gửi đi đâu.",
    en: "The browser makes a private key. It stays here and is sent nowhere.",
  },
  papers: {
    vi: "Nơi cấp thử nghiệm nhận khoá công khai và cấp bảy giấy tờ mẫu của một người không có thật.",
    en: "The demo issuer gets the public key and gives seven sample credentials of a person who does not exist.",
  },
  code: { vi: "Mỗi mã được ký mới sau 15 giây.", en: "Every code is signed anew after 15 seconds." },
  make: { vi: "Tạo ví", en: "Make the wallet" },
  making: { vi: "Đang tạo khoá và nhận giấy tờ…", en: "Making the key, fetching the credentials…" },
} as const satisfies Record<string, Text>;

/** What a wallet is, for whoever has none yet. Dispatches `make`. */
class WalletWelcome extends LitElement {
  static override properties = { isBusy: { type: Boolean }, complaint: { attribute: false }, language: {} };
  declare isBusy: boolean;
  declare complaint: Text | undefined;
  declare language: Language;

  constructor() {
    super();
    this.isBusy = false;
    this.language = "vi";
  }

  override render(): TemplateResult {
    const { language, isBusy } = this;
    return html`<section class="panel" aria-labelledby="title">
      <div class="signs">${WALLET_TYPES.map((type) => paperSign(type))}</div>
      <h2 id="title">${WORDS.title[language]}</h2>
      <p>${WORDS.what[language]}</p>
      <ol>${[WORDS.key, WORDS.papers, WORDS.code].map((words) => html`<li>${words[language]}</li>`)}</ol>
      <button class="primary" data-do="make" ?disabled=${isBusy} @click=${() => this.dispatchEvent(new CustomEvent("make"))}>${WORDS[isBusy ? "making" : "make"][language]}</button>
      <p role="alert">${this.complaint?.[language]}</p>
    </section>`;
  }

  static override styles = [
    staffStyle,
    walletStyle,
    paperSignStyle,
    css`
      .panel { display: grid; gap: 14px; padding: 20px; max-width: 560px; margin: 0 auto; }
      h2 { font-size: 1.5rem; line-height: 1.3; }
      .signs { display: grid; grid-template-columns: repeat(7, minmax(0, 40px)); gap: 6px; }
      .signs .sign { width: auto; height: auto; aspect-ratio: 1; }
      .signs svg { width: 62%; height: 62%; }
      ol { list-style: decimal; padding-left: 1.4em; display: grid; gap: 8px; }
      li::marker { font-weight: 700; }
      button { min-height: 52px; font-size: 1.0625rem; }
    `,
  ];
}

customElements.define("wallet-welcome", WalletWelcome);

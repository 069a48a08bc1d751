import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { DeskSetup } from "../core/desk.ts";
import type { Text } from "../core/text.ts";
import type { Language } from "./language.ts";
import { staffStyle } from "./staff-style.ts";

const WORDS = {
  pages: { vi: "Các trang", en: "Pages" },
  citizen: { vi: "Màn hình người dân", en: "Citizen's screen" },
  staff: { vi: "Bàn nhân viên", en: "Staff desk" },
  technician: { vi: "Kỹ thuật", en: "Technician" },
  newKiosk: { vi: "Máy mới", en: "New machine" },
  help: { vi: "Mã và cách xử lý", en: "Codes" },
  wallet: { vi: "Ví thử", en: "Wallet" },
  issuer: { vi: "Nơi cấp", en: "Issuer" },
  central: { vi: "Trung tâm", en: "Central" },
} as const satisfies Record<string, Text>;

/** Every page there is beside the desk: of this kiosk, and of what stands around it. Each opens in a tab of its own. */
class DeskLinks extends LitElement {
  static override properties = { setup: { attribute: false }, language: {} };
  declare setup: DeskSetup | undefined;
  declare language: Language;

  constructor() {
    super();
    this.language = "vi";
  }

  override render(): TemplateResult {
    const { language, setup } = this;
    const link = (name: keyof typeof WORDS, url: string | undefined) =>
      url === undefined
        ? nothing
        : html`<a class="button" data-page=${name} href=${url} target="_blank" rel="noreferrer">${WORDS[name][language]} ↗</a>`;
    return html`<nav aria-label=${WORDS.pages[language]}>
      ${link("citizen", "/")} ${link("staff", setup?.staffUrl)} ${link("technician", "/technician")}
      ${link("newKiosk", setup?.newKioskUrl)} ${link("help", "/help")} ${link("wallet", setup?.walletUrl)}
      ${link("issuer", setup?.issuerUrl)} ${link("central", setup?.centralUrl)}
    </nav>`;
  }

  static override styles = [
    staffStyle,
    css`
      nav { display: flex; flex-wrap: wrap; gap: 6px 8px; padding: 0 20px 7px; background: var(--ink); }
      .button { color: #fff; background: transparent; border-color: #5d666f; min-height: 28px; padding: 3px 10px; }
      .button:hover { background: #2e363e; border-color: #fff; }
      :focus-visible { outline-color: #fff; }
    `,
  ];
}

customElements.define("desk-links", DeskLinks);

import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { ScreenStatus } from "../core/screen.ts";
import type { Text } from "../core/text.ts";
import type { View } from "../core/view.ts";
import type { WalletCredential, WalletSetup, WalletType } from "../core/wallet.ts";
import type { PicturedCode } from "./code-maker.ts";
import { sendToDesk, UNREACHABLE } from "./desk-request.ts";
import { chooseLanguage, type Language, preferredLanguage } from "./language.ts";
import { followScreen } from "./screen-events.ts";
import { staffStyle } from "./staff-style.ts";
import type { Capture } from "./wallet-capture.ts";
import "./wallet-capture.ts";
import "./wallet-erase.ts";
import "./wallet-facts.ts";
import { type HolderKey, holderKey, newSecretKey } from "./wallet-key.ts";
import "./wallet-kiosk.ts";
import "./wallet-list.ts";
import { walletPageStyle } from "./wallet-page-style.ts";
import "./wallet-paper.ts";
import { askForCredential, askForSetup, completed } from "./wallet-request.ts";
import { eraseWallet, type KeptWallet, keepWallet, loadWallet } from "./wallet-store.ts";
import { walletStyle } from "./wallet-style.ts";
import "./wallet-welcome.ts";

/** From this width on list, code and kiosk stand side by side, and a code is always on show. */
const WIDE = matchMedia("(min-width: 1000px)");

const WORDS = {
  wallet: { vi: "Ví thử", en: "Demo wallet" },
  other: { vi: "English", en: "Tiếng Việt" },
  demo: { vi: "Giấy tờ mẫu, không có giá trị thật", en: "Sample credentials, nothing here is real" },
} as const satisfies Record<string, Text>;

const NOT_KEPT: Text = {
  vi: "Trình duyệt này không cho lưu ví (cửa sổ ẩn danh?). Ví chỉ còn đến khi đóng trang.",
  en: "This browser keeps nothing (a private window?). The wallet lasts until the page is closed.",
};

/** The demo's wallet: a holder's key and credentials in this browser, their live codes, and the kiosk that they are held up to. */
class TramWallet extends LitElement {
  static override properties = {
    _credentials: { state: true },
    _holder: { state: true },
    _isLoaded: { state: true },
    _isBusy: { state: true },
    _setup: { state: true },
    _kioskView: { state: true },
    _kioskStatus: { state: true },
    _hash: { state: true },
    _isWide: { state: true },
    _capture: { state: true },
    _complaint: { state: true },
    _language: { state: true },
  };
  declare _credentials: readonly WalletCredential[];
  declare _holder: HolderKey | undefined;
  declare _isLoaded: boolean;
  declare _isBusy: boolean;
  declare _setup: WalletSetup | undefined;
  declare _kioskView: View | undefined;
  declare _kioskStatus: ScreenStatus | undefined;
  declare _hash: string;
  declare _isWide: boolean;
  declare _capture: Capture | undefined;
  declare _complaint: Text | undefined;
  declare _language: Language;
  #secretKey: Uint8Array | undefined;
  /** Texts of the codes that the kiosk has been shown. */
  readonly #shown = new Set<string>();

  constructor() {
    super();
    this._credentials = [];
    this._isLoaded = this._isBusy = false;
    this._hash = location.hash.slice(1);
    this._isWide = WIDE.matches;
    this._language = preferredLanguage();
  }

  override firstUpdated(): void {
    document.documentElement.lang = this._language;
    addEventListener("hashchange", () => {
      this._hash = location.hash.slice(1);
      scrollTo(0, 0);
    });
    WIDE.addEventListener("change", () => (this._isWide = WIDE.matches));
    // Once for the page: a browser has six connections to a server, and a stream keeps one.
    followScreen("/kiosk/events", {
      view: (view) => (this._kioskView = view),
      status: (status) => (this._kioskStatus = status),
      lamps: () => {},
      connected: () => {},
      lost: () => (this._kioskView = undefined),
    });
    void this.#load();
  }

  async #load(): Promise<void> {
    try {
      const kept = await loadWallet();
      if (kept) await this.#take(kept);
    } catch {
      this._complaint = NOT_KEPT;
    }
    this._isLoaded = true;
    this._setup ??= await askForSetup();
  }

  async #make(): Promise<void> {
    this._complaint = undefined;
    this._isBusy = true;
    await this.#take({ secretKey: newSecretKey(), credentials: [] });
    this._isBusy = false;
  }

  /** This wallet from now on, with every credential there is for its key. A new key is worth nothing before it has one. */
  async #take({ secretKey, credentials: kept }: KeptWallet): Promise<void> {
    const holder = await holderKey(secretKey);
    this._setup ??= await askForSetup();
    const { credentials, complaint } = this._setup
      ? await completed(kept, holder.publicJwk, this._setup, Date.now() / 1000)
      : { credentials: kept, complaint: UNREACHABLE };
    this._complaint = complaint;
    if (credentials.length === 0) return;
    await this.#keep({ secretKey, credentials });
    this.#secretKey = secretKey;
    this._holder = holder;
    this._credentials = credentials;
  }

  /** Another credential of this type in place of the one there is. */
  async #renew(type: WalletType): Promise<void> {
    if (!this._holder || !this.#secretKey) return;
    const given = await askForCredential(type, this._holder.publicJwk);
    this._complaint = given.ok ? undefined : given.complaint;
    if (!given.ok) return;
    this._credentials = this._credentials.map((credential) => (credential.type === type ? given.credential : credential));
    await this.#keep({ secretKey: this.#secretKey, credentials: this._credentials });
  }

  async #keep(wallet: KeptWallet): Promise<void> {
    try {
      await keepWallet(wallet);
    } catch {
      this._complaint = NOT_KEPT;
    }
  }

  async #erase(): Promise<void> {
    this.#drop();
    this.#shown.clear();
    this.#secretKey?.fill(0);
    this.#secretKey = this._holder = this._complaint = undefined;
    this._credentials = [];
    location.hash = "";
    await eraseWallet().catch(() => (this._complaint = NOT_KEPT));
  }

  async #holdUp({ code, picture }: PicturedCode): Promise<void> {
    this._complaint = await sendToDesk("/hold-up", picture);
    if (this._complaint) return;
    this.#shown.add(code.text);
    this.requestUpdate();
    this.#bringIntoView("wallet-kiosk");
  }

  async #takeCapture(pictured: PicturedCode): Promise<void> {
    this.#drop();
    this._capture = { ...pictured, url: URL.createObjectURL(pictured.picture) };
    await this.updateComplete;
    this.#bringIntoView("wallet-capture");
  }

  /** On a telephone what happens next may lie below the edge. */
  #bringIntoView(what: string): void {
    this.renderRoot.querySelector(what)?.scrollIntoView({ block: "nearest" });
  }

  #drop(): void {
    if (this._capture) URL.revokeObjectURL(this._capture.url);
    this._capture = undefined;
  }

  override render(): TemplateResult {
    const language = this._language;
    return html`
      <header class="topbar">
        <h1>Trạm <small>${WORDS.wallet[language]}</small></h1>
        <p class="demo"><b>DEMO</b> <span>${WORDS.demo[language]}</span></p>
        <button data-do="language" @click=${this.#switchLanguage}>${WORDS.other[language]}</button>
      </header>
      ${this.#content()}`;
  }

  #content(): TemplateResult | typeof nothing {
    if (!this._isLoaded) return nothing;
    const language = this._language;
    if (!this._holder) {
      return html`<main class="empty"><wallet-welcome ?isBusy=${this._isBusy} .complaint=${this._complaint} .language=${language} @make=${this.#make}></wallet-welcome></main>`;
    }
    const named = this._credentials.find(({ type }) => type === this._hash);
    const chosen = named ?? (this._isWide ? this._credentials[0] : undefined);
    return html`<main class=${chosen ? "one" : "all"} @hold-up=${({ detail }: CustomEvent<PicturedCode>) => this.#holdUp(detail)}
      @capture=${({ detail }: CustomEvent<PicturedCode>) => this.#takeCapture(detail)}>
      <div class="list">
        ${chosen ? nothing : html`<p role="alert">${this._complaint?.[language]}</p>`}
        <wallet-list .credentials=${this._credentials} .chosen=${chosen?.type} .language=${language}></wallet-list>
        <wallet-erase .language=${language} @erase=${this.#erase}></wallet-erase>
      </div>
      ${
        chosen
          ? html`<wallet-paper .credential=${chosen} .holder=${this._holder} .complaint=${this._complaint} .language=${language}></wallet-paper>
            ${this.#beside(chosen)}`
          : nothing
      }
    </main>`;
  }

  /** Below the code on a telephone, beside it on a laptop. */
  #beside(chosen: WalletCredential): TemplateResult {
    const language = this._language;
    const capture = this._capture;
    return html`<aside>
      <wallet-kiosk .view=${this._kioskView} .status=${this._kioskStatus} .deskUrl=${this._setup?.deskUrl} .language=${language}></wallet-kiosk>
      ${
        capture
          ? html`<wallet-capture .capture=${capture} .wasShown=${this.#shown.has(capture.code.text)} .language=${language}
              @drop=${this.#drop}></wallet-capture>`
          : nothing
      }
      <wallet-facts .credential=${chosen} .language=${language} @renew=${() => this.#renew(chosen.type)}></wallet-facts>
    </aside>`;
  }

  #switchLanguage(): void {
    this._language = this._language === "vi" ? "en" : "vi";
    chooseLanguage(this._language);
  }

  static override styles = [staffStyle, walletStyle, walletPageStyle];
}

customElements.define("tram-wallet", TramWallet);

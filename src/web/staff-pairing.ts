import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { NoWay, PairingOffer } from "../core/staff.ts";
import type { Text } from "../core/text.ts";
import type { Language } from "./language.ts";
import "./staff-dialog.ts";
import { staffPageStyle } from "./staff-page-style.ts";
import { askPairing, NotSignedIn } from "./staff-request.ts";
import { staffStyle } from "./staff-style.ts";
import { NOT_DONE, STAFF_WORDS, waitWords } from "./staff-words.ts";

const WORDS = {
  title: { vi: "Ghép thiết bị", en: "Pair a device" },
  how: {
    vi: "Trên thiết bị kia (cùng mạng với máy này), quét mã QR; không có camera thì mở một trong các địa chỉ dưới đây rồi gõ mã ghép.",
    en: "On the other device, on this kiosk's network, scan the QR code; without a camera open one of these addresses and type the pairing code.",
  },
  code: { vi: "Mã ghép", en: "Pairing code" },
  warning: {
    vi: "Trình duyệt sẽ cảnh báo vì chứng chỉ do chính máy này làm. Chỉ đi tiếp nếu dấu SHA-256 trong cảnh báo đúng như sau:",
    en: "The browser will warn, because this kiosk made its certificate itself. Go on only if the SHA-256 fingerprint in the warning is this:",
  },
  left: { vi: "Mã còn dùng được", en: "The code counts for" },
  over: { vi: "Mã đã hết hạn.", en: "The code is too old." },
  renew: { vi: "Lấy mã mới", en: "New code" },
} as const satisfies Record<string, Text>;

/** Why no other device reaches the page, and who does what about it. */
const NO_WAY: Readonly<Record<NoWay, Text>> = {
  "no-port": {
    vi: "Máy này chỉ mở bàn nhân viên trên màn hình của chính nó. Muốn dùng thiết bị khác, kỹ thuật viên thêm port = 8443 dưới [staff] trong cấu hình rồi khởi động lại máy.",
    en: "This kiosk has its staff desk on its own screen only. For other devices the technician adds port = 8443 below [staff] in the configuration and starts the kiosk again.",
  },
  "not-open": {
    vi: "Cổng của bàn nhân viên chưa mở được, nên thiết bị khác chưa tới được. Báo kỹ thuật viên: mã T-740 hoặc T-741 trên trang này nói vì sao.",
    en: "The staff desk's port could not be opened, so no other device can reach it. Tell the technician: code T-740 or T-741 on this page says why.",
  },
  "no-network": {
    vi: "Máy này chưa có mạng, nên thiết bị khác chưa tới được. Kỹ thuật viên cắm dây mạng hoặc nối Wi-Fi rồi lấy mã mới.",
    en: "This kiosk has no network, so no other device can reach it. The technician connects it, then take a new code.",
  },
};

/** The QR code that pairs another device, on the kiosk's own screen only. Sends `closed`, or `out` where the session is over. */
class StaffPairing extends LitElement {
  static override properties = { language: {}, _offer: { state: true }, _left: { state: true }, _said: { state: true } };
  declare language: Language;
  declare _offer: PairingOffer | undefined;
  declare _left: number;
  declare _said: Text | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.language = "vi";
    this._left = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  override render(): TemplateResult {
    const { language, _offer: offer } = this;
    return html`<staff-dialog .heading=${WORDS.title[language]} .closing=${STAFF_WORDS.close[language]} @closed=${() => this.#send("closed")}>
      <slot name="call" slot="call"></slot>
      <p role="alert">${this._said?.[language] ?? nothing}</p>
      ${offer ? this.#code(offer) : nothing}
    </staff-dialog>`;
  }

  #code({ urls, why = "no-network", qr, code, fingerprint }: PairingOffer): TemplateResult {
    const { language } = this;
    if (urls.length === 0) return html`<p>${NO_WAY[why][language]}</p>`;
    const renew = html`<button data-do="renew" @click=${() => void this.#load()}>${WORDS.renew[language]}</button>`;
    if (this._left === 0) return html`<p>${WORDS.over[language]}</p>${renew}`;
    return html`<div class="offer">
      ${qr ? html`<svg class="qr" role="img" aria-label=${WORDS.title[language]} viewBox="0 0 ${qr.modules} ${qr.modules}"><path d=${qr.path} /></svg>` : nothing}
      <div class="words"><p>${WORDS.how[language]}</p>
        <ul>${urls.map((url) => html`<li class="mono">${url.replace(/#.*$/, "")}</li>`)}</ul>
        <p>${WORDS.code[language]}: <b class="mono">${code.replace(/(.{4})(?=.)/g, "$1 ")}</b></p>
        <p>${WORDS.left[language]}: <b role="timer">${waitWords(this._left)[language]}</b> ${renew}</p></div>
      <div class="fingerprint"><p>${WORDS.warning[language]}</p><p class="mono">${fingerprint}</p></div>
    </div>`;
  }

  async #load(): Promise<void> {
    try {
      const offer = await askPairing();
      this._offer = offer;
      this._said = offer ? undefined : NOT_DONE;
      if (offer) this.#count(offer.expiresInSeconds);
    } catch (error) {
      if (error instanceof NotSignedIn) return this.#send("out");
      this._said = NOT_DONE;
    }
  }

  #count(seconds: number): void {
    const until = Date.now() + seconds * 1000;
    this._left = seconds;
    clearInterval(this.#timer);
    this.#timer = setInterval(() => (this._left = Math.max(0, Math.ceil((until - Date.now()) / 1000))), 1000);
  }

  #send(what: "closed" | "out"): void {
    this.dispatchEvent(new CustomEvent(what));
  }

  static override styles = [
    staffStyle,
    staffPageStyle,
    css`
      .offer { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 12px 20px; align-items: start; }
      .qr { width: min(16rem, 40vh); background: #fff; shape-rendering: crispEdges; }
      .words { display: grid; gap: 8px; }
      .mono { overflow-wrap: anywhere; font-size: 1.0625rem; }
      .fingerprint { grid-column: 1 / -1; }
      @media (max-width: 560px) { .offer { grid-template-columns: minmax(0, 1fr); } .qr { justify-self: center; } }
    `,
  ];
}

customElements.define("staff-pairing", StaffPairing);

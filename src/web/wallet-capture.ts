import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { CLOCK_DRIFT_SECONDS, LIVE_SECONDS } from "../core/live-code.ts";
import type { Text } from "../core/text.ts";
import type { PicturedCode } from "./code-maker.ts";
import type { Language } from "./language.ts";
import { staffStyle } from "./staff-style.ts";
import { clockTime } from "./wallet-dates.ts";
import { walletStyle } from "./wallet-style.ts";

/** A picture of a code as somebody with a camera would have it. */
export interface Capture extends PicturedCode {
  /** Where the page shows it. */
  readonly url: string;
}

/** Age at which a kiosk refuses a live code, in seconds. */
const TOO_OLD_SECONDS = LIVE_SECONDS + CLOCK_DRIFT_SECONDS;

const WORDS = {
  title: { vi: "Ảnh chụp màn hình", en: "Screenshot" },
  alt: { vi: "Ảnh của mã QR", en: "Picture of the QR code" },
  age: { vi: "Ảnh của mã tạo lúc", en: "A picture of the code made at" },
  now: { vi: "nay đã", en: "now" },
  seconds: { vi: "giây", en: "s old" },
  holdUp: { vi: "Giơ ảnh này", en: "Hold this up" },
  drop: { vi: "Bỏ ảnh", en: "Drop it" },
  usable: {
    vi: `Ảnh mới chụp vẫn dùng được cho đến ${TOO_OLD_SECONDS} giây, nếu mã này chưa được nhận ở máy này.`,
    en: `A fresh picture still works up to ${TOO_OLD_SECONDS} s, unless this kiosk has accepted the code before.`,
  },
  shown: {
    vi: "Chính mã này đã giơ ở máy: máy không nhận lần thứ hai.",
    en: "This very code was held up before: the kiosk does not take it twice.",
  },
  old: {
    vi: `Quá ${TOO_OLD_SECONDS} giây: máy sẽ từ chối ảnh này.`,
    en: `Older than ${TOO_OLD_SECONDS} s: the kiosk will refuse this picture.`,
  },
  static: {
    vi: "Mã tĩnh không bao giờ cũ: ảnh chụp dùng được như thật, trừ nơi chỉ nhận mã động.",
    en: "A static code never grows old: its picture works like the original, except where only live codes are taken.",
  },
} as const satisfies Record<string, Text>;

/** A screenshot as a thief would keep it, growing older. Dispatches `hold-up` with it, and `drop`. */
class WalletCapture extends LitElement {
  static override properties = { capture: { attribute: false }, wasShown: { type: Boolean }, language: {}, _now: { state: true } };
  declare capture: Capture | undefined;
  /** True where this very code was held up to the kiosk. */
  declare wasShown: boolean;
  declare language: Language;
  declare _now: number;
  #ticking: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.language = "vi";
    this.wasShown = false;
    this._now = Date.now() / 1000;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#ticking = setInterval(() => (this._now = Date.now() / 1000), 500);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#ticking);
  }

  override render(): TemplateResult | typeof nothing {
    const { language, capture } = this;
    if (!capture) return nothing;
    const { madeAt, isLive } = capture.code;
    const age = Math.max(0, Math.floor(this._now - madeAt));
    const isOld = isLive && age >= TOO_OLD_SECONDS;
    const state = isLive ? (isOld ? "old" : this.wasShown ? "shown" : "usable") : "static";
    return html`<section class="panel ${state}" aria-labelledby="title">
      <h2 id="title">${WORDS.title[language]}</h2>
      <img src=${capture.url} alt=${WORDS.alt[language]}>
      <div class="about">
        <p>${WORDS.age[language]} ${clockTime(madeAt)}, ${WORDS.now[language]} <b class="age">${age} ${WORDS.seconds[language]}</b>.</p>
        <p class="state">${WORDS[state][language]}</p>
      </div>
      <div class="actions">
        <button class="primary" data-do="hold-up" @click=${() => this.#holdUp(capture)}>${WORDS.holdUp[language]}</button>
        <button data-do="drop" @click=${() => this.dispatchEvent(new CustomEvent("drop"))}>${WORDS.drop[language]}</button>
      </div>
    </section>`;
  }

  #holdUp(capture: Capture): void {
    this.dispatchEvent(new CustomEvent<PicturedCode>("hold-up", { detail: capture, bubbles: true, composed: true }));
  }

  static override styles = [
    staffStyle,
    walletStyle,
    css`
      .panel { display: grid; grid-template-columns: 96px 1fr; gap: 6px 14px; }
      h2, .actions { grid-column: 1 / -1; }
      img { display: block; width: 96px; height: 96px; border: 1px solid var(--line); border-radius: 8px; filter: sepia(0.25); }
      .about { font-size: 0.875rem; line-height: 1.45; font-variant-numeric: tabular-nums; }
      .state { font-weight: 600; margin-top: 4px; }
    `,
  ];
}

customElements.define("wallet-capture", WalletCapture);

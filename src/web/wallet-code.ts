import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { RENEW_SECONDS } from "../core/live-code.ts";
import type { Text } from "../core/text.ts";
import type { WalletCredential } from "../core/wallet.ts";
import { makeLiveCode, type PicturedCode, pictured, type ShownCode, staticCode } from "./code-maker.ts";
import type { Language } from "./language.ts";
import { staffStyle } from "./staff-style.ts";
import { clockTime } from "./wallet-dates.ts";
import type { HolderKey } from "./wallet-key.ts";
import { PAPER_NAMES } from "./wallet-papers.ts";
import { walletStyle } from "./wallet-style.ts";

/** How often the countdown looks at the clock, milliseconds. */
const TICK_MS = 250;

const WORDS = {
  live: { vi: "Mã động", en: "Live code" },
  static: { vi: "Mã tĩnh", en: "Static code" },
  kind: { vi: "Loại mã", en: "Kind of code" },
  renewed: { vi: "Mã mới sau", en: "New code in" },
  seconds: { vi: "giây", en: "s" },
  made: { vi: "tạo lúc", en: "made at" },
  unchanged: { vi: "Không bao giờ đổi", en: "Never changes" },
  copied: { vi: "ảnh chụp cũng vậy", en: "a photograph is as good" },
  brightness: { vi: "Máy khó đọc? Hãy tăng độ sáng màn hình.", en: "Hard to read? Make the screen brighter." },
  holdUp: { vi: "Giơ trước máy", en: "Hold up to the kiosk" },
  capture: { vi: "Chụp màn hình", en: "Take a screenshot" },
} as const satisfies Record<string, Text>;

const NOT_MADE: Text = {
  vi: "Không tạo được mã. Giấy tờ trong ví có thể đã hỏng; hãy xoá ví và tạo lại.",
  en: "The code could not be made. What the wallet holds may be damaged; erase it and make a new one.",
};

/**
 * The code of one credential, as large as the screen allows: live and renewed every 15 s, or static. Dispatches `hold-up` and `capture`,
 * each with the picture of the code as it is at that moment.
 */
class WalletCode extends LitElement {
  static override properties = {
    credential: { attribute: false },
    holder: { attribute: false },
    language: {},
    _code: { state: true },
    _isStatic: { state: true },
    _secondsLeft: { state: true },
    _complaint: { state: true },
  };
  declare credential: WalletCredential | undefined;
  declare holder: HolderKey | undefined;
  declare language: Language;
  declare _code: ShownCode | undefined;
  declare _isStatic: boolean;
  declare _secondsLeft: number;
  declare _complaint: Text | undefined;
  #ticking: ReturnType<typeof setInterval> | undefined;
  /** The credential that a code is being made of. */
  #inMaking: WalletCredential | undefined;
  readonly #tick = () => void this.#renewWhereDue();

  constructor() {
    super();
    this.language = "vi";
    this._isStatic = false;
    this._secondsLeft = RENEW_SECONDS;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#ticking = setInterval(this.#tick, TICK_MS);
    // A page in a pocket has no timers: whoever takes it out must not see an old code for even a moment longer.
    document.addEventListener("visibilitychange", this.#tick);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#ticking);
    document.removeEventListener("visibilitychange", this.#tick);
  }

  override willUpdate(changed: PropertyValues): void {
    if (!changed.has("credential") && !changed.has("_isStatic")) return;
    if (changed.has("credential")) this._complaint = undefined;
    this._code = undefined;
    void this.#renewWhereDue();
  }

  async #renewWhereDue(): Promise<void> {
    const { credential, holder, _code: code } = this;
    if (!credential || !holder || this.#inMaking === credential) return;
    const now = Date.now() / 1000;
    if (this._isStatic) {
      if (code === undefined) this._code = staticCode(credential, now);
      return;
    }
    const age = code === undefined ? RENEW_SECONDS : now - code.madeAt;
    this._secondsLeft = Math.min(RENEW_SECONDS, Math.max(0, Math.ceil(RENEW_SECONDS - age)));
    // A negative age: the clock was set back, and a code from the future is refused.
    if (age >= 0 && age < RENEW_SECONDS) return;
    this.#inMaking = credential;
    try {
      const made = await makeLiveCode(credential, holder, now);
      if (credential !== this.credential || this._isStatic) return;
      this._code = made;
      this._secondsLeft = RENEW_SECONDS;
    } catch {
      this._complaint = NOT_MADE;
    } finally {
      if (this.#inMaking === credential) this.#inMaking = undefined;
    }
  }

  override render(): TemplateResult {
    const { language, _code: code } = this;
    return html`<section>
      <div class="glass">${code ? this.#drawing(code) : nothing}</div>
      <div class="state">${this._isStatic ? this.#unchanged() : this.#countdown()}</div>
      <div class="pressed" role="group" aria-label=${WORDS.kind[language]}>
        <button data-kind="live" aria-pressed=${!this._isStatic} @click=${() => (this._isStatic = false)}>${WORDS.live[language]}</button>
        <button data-kind="static" aria-pressed=${this._isStatic} @click=${() => (this._isStatic = true)}>${WORDS.static[language]}</button>
      </div>
      <div class="actions">
        <button class="primary" data-do="hold-up" ?disabled=${!code} @click=${() => this.#tell("hold-up")}>${WORDS.holdUp[language]}</button>
        <button data-do="capture" ?disabled=${!code} @click=${() => this.#tell("capture")}>${WORDS.capture[language]}</button>
      </div>
      <p role="alert">${this._complaint?.[language]}</p>
    </section>`;
  }

  #drawing({ drawing: { modules, path }, madeAt, isLive }: ShownCode): TemplateResult {
    const { language } = this;
    const name = this.credential && PAPER_NAMES[this.credential.type][language];
    const made = isLive ? `, ${WORDS.made[language]} ${clockTime(madeAt)}` : "";
    return html`<svg class="qr" role="img" data-live=${isLive} data-made-at=${madeAt} aria-label="QR: ${name}, ${WORDS[isLive ? "live" : "static"][language]}${made}"
      viewBox="0 0 ${modules} ${modules}"><path d=${path} /></svg>`;
  }

  #countdown(): TemplateResult {
    const { language, _code: code, _secondsLeft: left } = this;
    return html`<svg class="ring" viewBox="0 0 44 44" aria-hidden="true">
        <circle class="way" cx="22" cy="22" r="19" /><circle class="left" cx="22" cy="22" r="19" pathLength="15" stroke-dasharray="${left} 15" />
        <text x="22" y="27.5">${left}</text></svg>
      <p><span class="main" role="timer">${WORDS.renewed[language]} <b>${left}</b> ${WORDS.seconds[language]}</span> · ${WORDS.made[language]} ${code ? clockTime(code.madeAt) : "–"}
        <span class="hint">${WORDS.brightness[language]}</span></p>`;
  }

  #unchanged(): TemplateResult {
    const { language } = this;
    return html`<p><span class="main"><b>${WORDS.unchanged[language]}</b></span>: ${WORDS.copied[language]}.
      <span class="hint">${WORDS.brightness[language]}</span></p>`;
  }

  async #tell(what: "hold-up" | "capture"): Promise<void> {
    if (!this._code) return;
    const detail = await pictured(this._code);
    this.dispatchEvent(new CustomEvent<PicturedCode>(what, { detail, bubbles: true, composed: true }));
  }

  static override styles = [
    staffStyle,
    walletStyle,
    css`
      section { display: grid; gap: 8px; }
      .glass { aspect-ratio: 1; background: #fff; border: 1px solid var(--line); border-radius: 14px; overflow: hidden; }
      .qr { display: block; width: 100%; height: 100%; fill: #000; shape-rendering: crispEdges; }
      .state { display: flex; align-items: center; gap: 10px; min-height: 48px; font-size: 0.875rem; line-height: 1.4; font-variant-numeric: tabular-nums; }
      .state .hint { display: block; font-size: 0.8125rem; }
      .ring { flex: none; width: 44px; height: 44px; }
      .ring circle { fill: none; stroke-width: 5; }
      .ring .way { stroke: var(--line); }
      .ring .left { stroke: var(--focus); transform: rotate(-90deg); transform-origin: center; transition: stroke-dasharray 0.25s linear; }
      .ring text { font: 700 15px var(--font); fill: var(--ink); text-anchor: middle; }
      @media (prefers-reduced-motion: reduce) { .ring .left { transition: none; } }
    `,
  ];
}

customElements.define("wallet-code", WalletCode);

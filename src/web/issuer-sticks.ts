import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { SocketsState, StickState } from "../core/sockets.ts";
import type { Text } from "../core/text.ts";
import type { Language } from "./language.ts";
import { staffStyle } from "./staff-style.ts";
import { contentsText, STICK_WORDS } from "./stick-words.ts";

const WORDS = {
  title: { vi: "Mang đi bằng USB", en: "By stick" },
  hint: {
    vi: "Cho máy không có mạng. Máy tự kiểm chữ ký, và không nhận bản cũ hơn bản đang có.",
    en: "For a kiosk without a network. It checks every signature, and takes nothing older than what it has.",
  },
  copy: { vi: "Chép ra USB", en: "Copy" },
  inKiosk: { vi: "đang cắm ở máy", en: "in the kiosk" },
} as const satisfies Record<string, Text>;

/** The sticks on the issuer's table. A press sends `write` with the name of one. */
class IssuerSticks extends LitElement {
  static override properties = { sockets: { attribute: false }, isBusy: { type: Boolean }, language: {} };
  declare sockets: SocketsState | undefined;
  declare isBusy: boolean;
  declare language: Language;

  constructor() {
    super();
    this.isBusy = false;
    this.language = "vi";
  }

  override render(): TemplateResult | typeof nothing {
    if (!this.sockets) return nothing;
    return html`<section class="panel" aria-labelledby="title">
      <h2 id="title">${WORDS.title[this.language]}</h2>
      <p class="hint">${WORDS.hint[this.language]}</p>
      <ul>${this.sockets.sticks.map((stick) => this.#stick(stick))}</ul>
    </section>`;
  }

  #stick(stick: StickState): TemplateResult {
    const { language } = this;
    const isInKiosk = this.sockets?.usbPort === stick.name;
    const write = () => this.dispatchEvent(new CustomEvent("write", { detail: stick.name }));
    return html`<li data-stick=${stick.name}>
      <svg viewBox="0 0 24 12" aria-hidden="true"><rect x="1" y="1" width="15" height="10" rx="2"/><path d="M16 3h6v6h-6z"/></svg>
      <p><b>${STICK_WORDS[stick.name][language]}</b> <span>${contentsText(stick, language)}${isInKiosk ? ` · ${WORDS.inKiosk[language]}` : nothing}</span></p>
      <button data-do="write" ?disabled=${this.isBusy || isInKiosk} aria-label="${WORDS.copy[language]}: ${STICK_WORDS[stick.name][language]}" @click=${write}>${WORDS.copy[language]}</button>
    </li>`;
  }

  static override styles = [
    staffStyle,
    css`
      ul { margin-top: 6px; }
      li { display: grid; grid-template-columns: auto 1fr auto; align-items: center; gap: 10px; padding: 7px 0; border-top: 1px solid var(--line); }
      svg { width: 30px; height: 15px; fill: none; stroke: var(--ink); stroke-width: 1.5; }
      p { font-size: 0.8125rem; line-height: 1.45; }
      p.hint { font-size: 0.78125rem; }
      li b { display: block; }
      li b::first-letter { text-transform: uppercase; }
      li span { color: var(--muted); font-variant-numeric: tabular-nums; }
    `,
  ];
}

customElements.define("issuer-sticks", IssuerSticks);

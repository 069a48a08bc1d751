import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { Brought } from "../core/register.ts";
import type { SocketsState, StickState } from "../core/sockets.ts";
import type { Text } from "../core/text.ts";
import type { Language } from "./language.ts";
import { staffStyle } from "./staff-style.ts";
import { contentsText, STICK_WORDS } from "./stick-words.ts";

const WORDS = {
  title: { vi: "Mang đi bằng USB", en: "By stick" },
  hint: {
    vi: "Cho máy không có mạng: USB mang bộ tin cậy đến máy, và nhật ký của máy về trung tâm. Hai bên tự kiểm chữ ký.",
    en: "For a kiosk without a network: a stick carries trust to it and its journal to central. Both check every signature.",
  },
  copy: { vi: "Chép ra USB", en: "Copy" },
  bring: { vi: "Mang về trung tâm", en: "To central" },
  taken: { vi: "Trung tâm đã nhận", en: "Central has taken" },
  fresh: { vi: "mục mới", en: "new entries" },
  notWhole: {
    vi: "Trung tâm chưa nhận được hết; xem trang trung tâm, hoặc ghi lại USB tại máy.",
    en: "Central could not take all of it; see central's page, or write the stick again at the kiosk.",
  },
  inKiosk: { vi: "đang cắm ở máy", en: "in the kiosk" },
} as const satisfies Record<string, Text>;

/** The sticks on the issuer's table. A press sends `write` or `bring` with the name of one. */
class IssuerSticks extends LitElement {
  static override properties = { sockets: { attribute: false }, brought: { attribute: false }, isBusy: { type: Boolean }, language: {} };
  declare sockets: SocketsState | undefined;
  declare brought: Brought | undefined;
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
      <p class="brought" role="status" data-fresh=${this.brought?.fresh ?? nothing}>${this.brought ? this.#brought(this.brought) : nothing}</p>
    </section>`;
  }

  #brought({ stick, fresh, isWhole }: Brought): TemplateResult {
    const { language } = this;
    return html`<b>${STICK_WORDS[stick][language]}</b>: ${WORDS.taken[language]} <b>${fresh}</b> ${WORDS.fresh[language]}${isWhole ? nothing : html` ⚠ ${WORDS.notWhole[language]}`}`;
  }

  #stick(stick: StickState): TemplateResult {
    const { language } = this;
    const isInKiosk = this.sockets?.usbPort === stick.name;
    const send = (event: "write" | "bring") => () => this.dispatchEvent(new CustomEvent(event, { detail: stick.name }));
    return html`<li data-stick=${stick.name}>
      <svg viewBox="0 0 24 12" aria-hidden="true"><rect x="1" y="1" width="15" height="10" rx="2"/><path d="M16 3h6v6h-6z"/></svg>
      <p><b>${STICK_WORDS[stick.name][language]}</b> <span>${contentsText(stick, language)}${isInKiosk ? ` · ${WORDS.inKiosk[language]}` : nothing}</span></p>
      <button data-do="write" ?disabled=${this.isBusy || isInKiosk} aria-label="${WORDS.copy[language]}: ${STICK_WORDS[stick.name][language]}" @click=${send("write")}>${WORDS.copy[language]}</button>
      <button data-do="bring" ?disabled=${this.isBusy || isInKiosk || stick.carries === undefined} aria-label="${WORDS.bring[language]}: ${STICK_WORDS[stick.name][language]}" @click=${send("bring")}>${WORDS.bring[language]}</button>
    </li>`;
  }

  static override styles = [
    staffStyle,
    css`
      ul { margin-top: 6px; }
      li { display: grid; grid-template-columns: auto 1fr auto; align-items: center; gap: 4px 10px; padding: 7px 0; border-top: 1px solid var(--line); }
      li [data-do="bring"] { grid-column: 2 / -1; justify-self: end; }
      .brought:empty { display: none; }
      .brought { padding-top: 7px; border-top: 1px solid var(--line); }
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

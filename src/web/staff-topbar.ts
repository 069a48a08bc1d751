import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { StaffStanding } from "../core/staff.ts";
import type { Text } from "../core/text.ts";
import type { Language } from "./language.ts";
import { staffPageStyle } from "./staff-page-style.ts";
import { staffStyle } from "./staff-style.ts";
import { STAFF_WORDS } from "./staff-words.ts";

/** The four pages of the desk. */
export const VIEWS = ["results", "figures", "search", "report"] as const;
export type View = (typeof VIEWS)[number];

/** What the bar over all pages can be asked for, and by which key. */
export const ACTION_KEYS = {
  results: "r",
  figures: "t",
  search: "/",
  report: "b",
  service: "s",
  pairing: "",
  keys: "?",
  language: "l",
  signOut: "q",
  citizens: "",
} as const;
export type Action = keyof typeof ACTION_KEYS;

const MORE: Text = { vi: "Phím tắt, ngôn ngữ, khoá", en: "Keys, language, lock" };

/** The bar over all pages: where one is, where one can go, who is in. Sends `pressed` with what was asked for. */
class StaffTopbar extends LitElement {
  static override properties = {
    standing: { attribute: false },
    view: {},
    isPaused: { type: Boolean },
    language: {},
    _isOpen: { state: true },
  };
  declare standing: StaffStanding | undefined;
  /** The page that is shown; undefined before the door. */
  declare view: View | undefined;
  /** Staff have put the kiosk out of service. */
  declare isPaused: boolean;
  declare language: Language;
  /** On a narrow screen what is seldom needed is behind one button. */
  declare _isOpen: boolean;

  constructor() {
    super();
    this.isPaused = false;
    this.language = "vi";
    this._isOpen = false;
  }

  override render(): TemplateResult {
    const { language, standing, view } = this;
    const isOwnScreen = standing?.place === "screen";
    const other = language === "vi" ? "en" : "vi";
    return html`<header class="topbar">
      <h1>${STAFF_WORDS.title[language]} <small>${standing?.kiosk} ${view && standing?.staff ? html`· ${standing.staff}` : nothing}</small></h1>
      ${
        view
          ? html`<nav aria-label=${STAFF_WORDS.title[language]}>${VIEWS.map((name) => this.#button(name, STAFF_WORDS[name][language], name === view))}
        ${this.#button("service", STAFF_WORDS[this.isPaused ? "reopen" : "service"][language])}</nav>`
          : nothing
      }
      ${view ? html`<button class="more" data-do="more" aria-expanded=${this._isOpen} aria-controls="tools" aria-label=${MORE[language]} @click=${() => (this._isOpen = !this._isOpen)}>☰</button>` : nothing}
      <div id="tools" class="tools ${!view || this._isOpen ? "" : "folded"}">
        ${view && isOwnScreen ? this.#button("pairing", STAFF_WORDS.pairing[language]) : nothing}
        ${view ? this.#button("keys", STAFF_WORDS.keys[language]) : nothing}
        ${this.#button("language", html`<span lang=${other}>${STAFF_WORDS.other[language]}</span>`)}
        ${view ? this.#button("signOut", STAFF_WORDS.signOut[language]) : nothing}
        ${isOwnScreen ? this.#button("citizens", STAFF_WORDS.citizens[language]) : nothing}
      </div>
    </header>`;
  }

  #button(action: Action, words: string | TemplateResult, isHere = false): TemplateResult {
    const key = ACTION_KEYS[action];
    const press = () => this.dispatchEvent(new CustomEvent("pressed", { detail: action }));
    return html`<button data-do=${action} aria-current=${isHere ? "page" : "false"} @click=${press}>
      ${key === "" ? nothing : html`<kbd aria-hidden="true">${key.toUpperCase()}</kbd>`} ${words}</button>`;
  }

  static override styles = [
    staffStyle,
    staffPageStyle,
    css`
      .topbar { padding: 6px 12px; gap: 6px 12px; }
      .topbar h1 { font-size: 1rem; flex: 0 1 auto; }
      .topbar h1 small { font-size: 0.875rem; color: #e3e6e9; margin-left: 4px; }
      nav, .tools { display: flex; flex-wrap: wrap; gap: 5px; }
      .tools { margin-left: auto; }
      .topbar button { font-size: 0.9375rem; min-height: 44px; min-width: 44px; padding: 4px 7px; border-color: #8b949d; gap: 6px; }
      .topbar .more { display: none; }
      .topbar kbd { min-width: 1.5em; height: 1.5em; font-size: 0.75rem; padding: 0 0.2em; }
      .topbar button[aria-current="page"] { background: #fff; color: var(--ink); border-color: #fff; }
      /* Two rows: whose desk it is with what is seldom needed, and below the pages side by side. */
      @media (max-width: 1340px) { nav { order: 1; flex: 1 1 100%; } nav button { flex: 1 1 auto; justify-content: center; } }
      @media (max-width: 600px) { .tools { order: 2; } kbd { display: none; } .topbar { padding: 6px 8px; } .tools { margin-left: 0; } .tools.folded { display: none; } .topbar .more { display: inline-flex; margin-left: auto; } }
    `,
  ];
}

customElements.define("staff-topbar", StaffTopbar);

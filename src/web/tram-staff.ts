import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { StaffStanding } from "../core/staff.ts";
import { chooseLanguage, type Language, preferredLanguage } from "./language.ts";
import { PageKeys } from "./page-keys.ts";
import "./staff-desk.ts";
import "./staff-door.ts";
import { areKeysOn, isTyping } from "./staff-key-press.ts";
import { staffPageStyle } from "./staff-page-style.ts";
import { StaffPresence } from "./staff-presence.ts";
import { askStanding, signOut } from "./staff-request.ts";
import { staffStyle } from "./staff-style.ts";
import { ACTION_KEYS, type Action } from "./staff-topbar.ts";
import { STAFF_WORDS } from "./staff-words.ts";

/** How often a page that the kiosk does not answer asks again, in milliseconds. */
const ASK_MS = 2000;

const DEMO = { vi: "Bản dùng thử: không có gì ở đây là thật", en: "Trial: nothing here is real" };

/** The staff's page on another device or on the kiosk's own screen: the door, and behind it the desk. */
class TramStaff extends LitElement {
  static override properties = {
    _standing: { state: true },
    _isAsked: { state: true },
    _isOver: { state: true },
    _language: { state: true },
  };
  /** Where this browser stands; undefined: the kiosk does not answer. */
  declare _standing: StaffStanding | undefined;
  declare _isAsked: boolean;
  declare _isOver: boolean;
  declare _language: Language;
  #presence: StaffPresence | undefined;

  constructor() {
    super();
    this._isAsked = false;
    this._isOver = false;
    this._language = preferredLanguage();
    new PageKeys(this, (key, event) => this.#take(key, event));
  }

  override firstUpdated(): void {
    chooseLanguage(this._language);
    // The address of a pairing code may come to a page that is open already.
    addEventListener("hashchange", () => this.requestUpdate());
    void this.#ask();
  }

  override render(): TemplateResult | typeof nothing {
    const { _standing: standing, _language: language } = this;
    if (!this._isAsked) return nothing;
    const isInside = standing?.staff !== undefined;
    return html`
      ${standing?.demo ? html`<aside class="demo-note" aria-label="DEMO"><b>DEMO</b> · ${DEMO[language]}</aside>` : nothing}
      ${
        isInside
          ? html`<staff-desk .standing=${standing} .language=${language} @asked=${({ detail }: CustomEvent<Action>) => this.#do(detail)} @out=${() => this.#out()}></staff-desk>`
          : html`<staff-topbar .standing=${standing} .language=${language} @pressed=${({ detail }: CustomEvent<Action>) => this.#do(detail)}></staff-topbar>
            <main>${standing ? html`<staff-door .standing=${standing} ?isOver=${this._isOver} .language=${language} @entered=${() => void this.#ask()}></staff-door>` : html`<p class="panel" role="alert">${STAFF_WORDS.lost[language]}</p>`}</main>`
      }`;
  }

  async #ask(): Promise<void> {
    const standing = await askStanding();
    this._standing = standing;
    this._isAsked = true;
    if (!standing) return void setTimeout(() => void this.#ask(), ASK_MS);
    this.#presence ??= new StaffPresence(standing.place === "screen");
    this.#presence.isInside = standing.staff !== undefined;
    if (standing.staff !== undefined) this._isOver = false;
  }

  async #leave(): Promise<void> {
    // What the desk shows is gone at once, also where the kiosk does not answer.
    this._standing = undefined;
    this._isAsked = false;
    await signOut();
    await this.#ask();
  }

  #out(): void {
    this._isOver = true;
    void this.#ask();
  }

  #take(key: string, event: KeyboardEvent): boolean {
    // Inside, the desk hears its own keys.
    if (this._standing?.staff !== undefined || key.toLowerCase() !== ACTION_KEYS.language || isTyping(event) || !areKeysOn()) return false;
    this.#do("language");
    return true;
  }

  #do(action: Action): void {
    if (action === "language") {
      this._language = this._language === "vi" ? "en" : "vi";
      chooseLanguage(this._language);
    } else if (action === "signOut") void this.#leave();
    else if (action === "citizens") void this.#presence?.goAway();
  }

  static override styles = [
    staffStyle,
    staffPageStyle,
    css`
      main { padding: 0 8px; }
      main > .panel { margin: 24px auto; max-width: 40rem; }
      @media print { .demo-note { display: none; } }
    `,
  ];
}

customElements.define("tram-staff", TramStaff);

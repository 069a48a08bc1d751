import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { StaffStanding } from "../core/staff.ts";
import { DEVICE_NAME } from "../core/staff-limits.ts";
import type { Text } from "../core/text.ts";
import type { Language } from "./language.ts";
import { staffPageStyle } from "./staff-page-style.ts";
import "./staff-pin-entry.ts";
import type { PinRefusal, PinTyped } from "./staff-pin-entry.ts";
import { pair, signIn } from "./staff-request.ts";
import { staffStyle } from "./staff-style.ts";
import { NOT_DONE } from "./staff-words.ts";

const WORDS = {
  signIn: { vi: "Mời vào", en: "Sign in" },
  enter: { vi: "Vào", en: "Sign in" },
  over: { vi: "Đã hết phiên. Mời vào lại.", en: "Your session is over. Please sign in again." },
  noStaff: { vi: "Chưa có nhân viên nào được cấp mã", en: "No member of staff has a code yet" },
  addStaff: {
    vi: "Người phụ trách máy chạy lệnh này trên máy rồi tải lại trang:",
    en: "Whoever looks after the kiosk runs this on it; then load this page again:",
  },
  pairing: { vi: "Ghép thiết bị này với máy", en: "Pair this device with the kiosk" },
  how: {
    vi: "Trên màn hình của máy, mở Bàn nhân viên, chọn “Ghép thiết bị” và quét mã QR hiện ra. Mã chỉ dùng một lần, trong 5 phút.",
    en: "On the kiosk's own screen open the staff desk, choose “Pair a device” and scan the QR code that appears. A code counts once, for 5 minutes.",
  },
  code: { vi: "Mã ghép, 16 chữ", en: "Pairing code, 16 characters" },
  name: { vi: "Tên thiết bị, ví dụ: Quầy 2", en: "Name of this device, e.g. Counter 2" },
  oddName: {
    vi: "Tên thiết bị chỉ gồm chữ, số, dấu cách và các dấu . , ; : / ( ) # & + - – _ ' \". Mời đặt tên khác; mã ghép vẫn còn dùng được.",
    en: "A device's name has letters, digits, spaces and . , ; : / ( ) # & + - – _ ' \" only. Please choose another; the pairing code still counts.",
  },
  pair: { vi: "Ghép thiết bị", en: "Pair this device" },
  refused: {
    vi: "Mã ghép không đúng, đã dùng hoặc đã hết hạn. Mời lấy mã mới trên màn hình của máy.",
    en: "The pairing code is wrong, used or too old. Please take a new one from the kiosk's screen.",
  },
  full: {
    vi: "Máy đã ghép đủ số thiết bị. Người phụ trách bỏ bớt một thiết bị (tram staff devices) rồi thử lại.",
    en: "The kiosk has as many devices as it takes. One must be removed first (tram staff devices).",
  },
} as const satisfies Record<string, Text>;

/** What stands before the staff's page: pairing for a device that the kiosk does not know, then staff code and PIN. Sends `entered`. */
class StaffDoor extends LitElement {
  static override properties = {
    standing: { attribute: false },
    isOver: { type: Boolean },
    language: {},
    _refusal: { state: true },
    _said: { state: true },
    _isBusy: { state: true },
  };
  declare standing: StaffStanding;
  /** A session has just come to its end. */
  declare isOver: boolean;
  declare language: Language;
  declare _refusal: PinRefusal | undefined;
  declare _said: Text | undefined;
  declare _isBusy: boolean;

  constructor() {
    super();
    this.language = "vi";
    this.isOver = false;
    this._isBusy = false;
  }

  override render(): TemplateResult {
    const { place, isPaired, hasStaff } = this.standing;
    if (place === "network" && !isPaired) return html`<section class="panel">${this.#pairing()}</section>`;
    return html`<section class="panel">${hasStaff ? this.#signIn() : this.#nobody()}</section>`;
  }

  #signIn(): TemplateResult {
    const { language } = this;
    return html`<h2>${WORDS.signIn[language]}</h2>
      ${this.isOver ? html`<p class="hint" role="status">${WORDS.over[language]}</p>` : nothing}
      <p role="alert">${this._said?.[language] ?? nothing}</p>
      <staff-pin-entry asksStaff ?isBusy=${this._isBusy} .refusal=${this._refusal} .doing=${WORDS.enter[language]} .language=${language} @typed=${this.#typed}></staff-pin-entry>`;
  }

  #nobody(): TemplateResult {
    const { language } = this;
    return html`<h2>${WORDS.noStaff[language]}</h2><p>${WORDS.addStaff[language]}</p><p class="mono">tram staff add s-01</p>`;
  }

  #pairing(): TemplateResult {
    const { language } = this;
    const code = /^#pair=([A-Z2-7]{16})$/.exec(location.hash)?.[1] ?? "";
    return html`<h2>${WORDS.pairing[language]}</h2>
      ${code === "" ? html`<p>${WORDS.how[language]}</p>` : nothing}
      <form @submit=${this.#pair}>
        <label class="field" ?hidden=${code !== ""}>${WORDS.code[language]}
          <input type="text" name="code" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="24" value=${code} required /></label>
        <label class="field">${WORDS.name[language]}<input type="text" name="name" autocomplete="off" maxlength="40" required /></label>
        <p role="alert">${this._said?.[language] ?? nothing}</p>
        <button class="primary" data-do="pair" ?disabled=${this._isBusy}><kbd aria-hidden="true">↵</kbd> ${WORDS.pair[language]}</button>
      </form>`;
  }

  readonly #typed = async ({ detail }: CustomEvent<PinTyped>): Promise<void> => {
    this._isBusy = true;
    this._said = undefined;
    const signed = await signIn(detail);
    this._isBusy = false;
    if (signed?.kind === "in") return this.#entered();
    if (signed) this._refusal = signed;
    else this._said = NOT_DONE;
  };

  readonly #pair = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const code = String(form.get("code")).toUpperCase().replace(/[\s-]/g, "");
    const name = String(form.get("name")).trim();
    if (!DEVICE_NAME.test(name)) {
      this._said = WORDS.oddName;
      return;
    }
    this._isBusy = true;
    const paired = await pair({ code, name });
    this._isBusy = false;
    if (paired?.kind === "refused" || paired?.kind === "full") this._said = WORDS[paired.kind];
    else if (!paired) this._said = /^[A-Z2-7]{16}$/.test(code) ? NOT_DONE : WORDS.refused;
    if (paired?.kind !== "paired") return;
    this._said = undefined;
    // The code is used: nothing of it need stay in the browser's history.
    history.replaceState(null, "", location.pathname);
    this.#entered();
  };

  #entered(): void {
    this.dispatchEvent(new CustomEvent("entered"));
  }

  static override styles = [
    staffStyle,
    staffPageStyle,
    css`
      .panel { max-width: 40rem; margin: 24px auto; padding: 20px 24px 24px; display: grid; gap: 12px; }
      h2 { font-size: 1.5rem; }
      form { display: grid; gap: 12px; }
      .mono { font-size: 1.125rem; }
      [hidden] { display: none !important; }
      @media (max-width: 600px), (max-height: 640px) { .panel { margin: 8px auto; padding: 12px 14px; } }
    `,
  ];
}

customElements.define("staff-door", StaffDoor);

import { css, html, LitElement, type TemplateResult } from "lit";
import type { Text } from "../core/text.ts";
import type { Language } from "./language.ts";
import "./staff-dialog.ts";
import { areKeysOn, turnKeys } from "./staff-key-press.ts";
import { staffPageStyle } from "./staff-page-style.ts";
import { staffStyle } from "./staff-style.ts";
import { ACTION_KEYS, type Action } from "./staff-topbar.ts";
import { STAFF_WORDS } from "./staff-words.ts";

const KEYS: readonly (readonly [string, Text])[] = [
  ["R", { vi: "Kết quả; người kế tiếp chưa xem, hoặc mới nhất", en: "Results; the next not looked at, or the newest" }],
  ["T", STAFF_WORDS.figures],
  ["/", STAFF_WORDS.search],
  ["B", STAFF_WORDS.report],
  ["S", { vi: "Ngừng máy, mở máy lại", en: "Pause the kiosk, open it again" }],
  ["J · K", { vi: "Kết quả cũ hơn, mới hơn", en: "Older, newer result" }],
  ["1 – 9", { vi: "Chép dòng này", en: "Copy this line" }],
  ["F", { vi: "Đổi kiểu chép", en: "Another way to copy" }],
  ["G", { vi: "Gửi sang phần mềm của quầy", en: "Send to the counter's own system" }],
  ["M", { vi: "Che thông tin ngay", en: "Hide what is personal now" }],
  ["C", { vi: "Đối chiếu với thẻ (rồi Y khớp, N không khớp)", en: "Compare with the card (then Y matches, N differs)" }],
  ["O", { vi: "Quyết định thay máy", en: "Decide otherwise" }],
  ["A", { vi: "Tôi ra ngay (khi người dân gọi)", en: "I am coming (when a visitor calls)" }],
  ["P", { vi: "In báo cáo khổ A4", en: "Print the report on A4" }],
  ["W", { vi: "In báo cáo khổ 80 mm", en: "Print the report on 80 mm paper" }],
  ["L", { vi: "Tiếng Việt / English", en: "Tiếng Việt / English" }],
  ["Q", STAFF_WORDS.signOut],
  ["Esc", { vi: "Đóng; ra khỏi ô nhập", en: "Close; leave a field" }],
  ["?", { vi: "Bảng này", en: "This list" }],
];

const WORDS = {
  title: { vi: "Phím tắt", en: "Keys" },
  isOn: { vi: "Phím một chữ: đang bật", en: "Single-letter keys: on" },
  isOff: { vi: "Phím một chữ: đang tắt", en: "Single-letter keys: off" },
  turnOff: { vi: "Tắt", en: "Turn off" },
  turnOn: { vi: "Bật", en: "Turn on" },
} as const satisfies Record<string, Text>;

/** What the bar over all pages does at this key; undefined: nothing. */
export function actionOfKey(key: string): Action | undefined {
  return (Object.keys(ACTION_KEYS) as Action[]).find((action) => key !== "" && ACTION_KEYS[action] === key);
}

/** What each key does, and the switch that puts them all off. Sends `closed`. */
class StaffKeys extends LitElement {
  static override properties = { language: {}, _isOn: { state: true } };
  declare language: Language;
  declare _isOn: boolean;

  constructor() {
    super();
    this.language = "vi";
    this._isOn = areKeysOn();
  }

  override render(): TemplateResult {
    const { language } = this;
    return html`<staff-dialog .heading=${WORDS.title[language]} .closing=${STAFF_WORDS.close[language]} @closed=${() => this.dispatchEvent(new CustomEvent("closed"))}>
      <slot name="call" slot="call"></slot>
      <dl>${KEYS.map(([key, text]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${text[language]}</dd></div>`)}</dl>
      <p class="switch"><span role="status">${WORDS[this._isOn ? "isOn" : "isOff"][language]}</span>
        <button data-do="turn" @click=${this.#turn}>${WORDS[this._isOn ? "turnOff" : "turnOn"][language]}</button></p>
    </staff-dialog>`;
  }

  readonly #turn = (): void => {
    this._isOn = !this._isOn;
    turnKeys(this._isOn);
  };

  static override styles = [
    staffStyle,
    staffPageStyle,
    css`
      dl { columns: 18rem 2; column-gap: 24px; }
      dl > div { display: flex; gap: 12px; align-items: baseline; padding: 4px 0; break-inside: avoid; }
      dt { flex: 0 0 4.5rem; }
      .switch { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 16px; margin-top: 14px; font-weight: 600; }
    `,
  ];
}

customElements.define("staff-keys", StaffKeys);

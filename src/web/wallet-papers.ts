import { css, html, type SVGTemplateResult, svg, type TemplateResult } from "lit";
import type { Text } from "../core/text.ts";
import type { WalletType } from "../core/wallet.ts";

/** What a citizen calls the papers. */
export const PAPER_NAMES: Readonly<Record<WalletType, Text>> = {
  citizen: { vi: "Căn cước", en: "Identity card" },
  "health-insurance": { vi: "Thẻ bảo hiểm y tế", en: "Health insurance" },
  prescription: { vi: "Đơn thuốc", en: "Prescription" },
  student: { vi: "Thẻ học sinh", en: "Student card" },
  "household-address": { vi: "Xác nhận nơi ở", en: "Proof of residence" },
  producer: { vi: "Mã vùng trồng", en: "Growing area" },
  application: { vi: "Giấy hẹn trả kết quả", en: "Application receipt" },
};

/** What there is to see with each at the demo's kiosk, whose policy src/demo/seed-assembly.ts writes. */
export const PAPER_HINTS: Readonly<Record<WalletType, Text>> = {
  citizen: {
    vi: "Máy nhận cả mã tĩnh, nhưng báo cho nhân viên. Nhân viên thấy “đủ 18 tuổi”.",
    en: "The kiosk takes the static code, too, but tells staff. Staff see “18 or older”.",
  },
  "health-insurance": { vi: "Với thẻ này máy chỉ nhận mã động.", en: "Of this card the kiosk takes the live code only." },
  prescription: {
    vi: "Mỗi đơn chỉ được nhận một lần, dù mã đổi mới.",
    en: "Each is accepted once, however often the code is renewed.",
  },
  student: { vi: "Nhân viên chỉ thấy tên, lớp và năm học.", en: "Staff see name, class and school year only." },
  "household-address": {
    vi: "Nhân viên thấy “cư trú tại xã Ví Dụ: có”, không thấy địa chỉ.",
    en: "Staff see “lives in the commune: yes” and no address.",
  },
  producer: { vi: "Nhân viên thấy vùng trồng, sản phẩm và diện tích.", en: "Staff see growing area, products and size." },
  application: {
    vi: "Có lệ phí: máy hiện mã VietQR để trả.",
    en: "There is a fee: the kiosk shows a VietQR to pay it with.",
  },
};

// 24 × 24 units, strokes of 2.
const ICONS: Readonly<Record<WalletType, SVGTemplateResult>> = {
  citizen: svg`<rect x="2.5" y="5" width="19" height="14" rx="2"/><circle cx="8.5" cy="10.5" r="2"/><path d="M5.5 16c.5-2 5.5-2 6 0M14.5 10h4m-4 4h4"/>`,
  "health-insurance": svg`<path d="M12 2.5 4.5 5.5v6c0 5 3.5 8 7.5 10 4-2 7.5-5 7.5-10v-6z"/><path d="M12 8v8m-4-4h8"/>`,
  prescription: svg`<path d="M5 3h9l5 5v13H5z"/><path d="M14 3v5h5M9 12v6m-3-3h6m3-1v4"/>`,
  student: svg`<path d="m2 9 10-5 10 5-10 5zM6 11.5V17c3 2.5 9 2.5 12 0v-5.5M21.5 9.5V16"/>`,
  "household-address": svg`<path d="m3 11.5 9-8 9 8M5.5 10v10.5h13V10M10 20.5v-6h4v6"/>`,
  producer: svg`<path d="M12 21.5V10M12 13C6 13 4 9.5 4 5c5 0 8 2.5 8 8zm0-2c0-5 3-7 8-7 0 4.5-2.5 7-8 7zM6 21.500h12"/>`,
  application: svg`<rect x="4.5" y="3.5" width="15" height="18" rx="2"/><path d="M9 2.500h6v3H9zM8.5 13l2.5 2.5 4.5-5"/>`,
};

/** The sign of a paper on its own colour. */
export function paperSign(type: WalletType): TemplateResult {
  return html`<span class="sign ${type}"><svg viewBox="0 0 24 24" aria-hidden="true">${ICONS[type]}</svg></span>`;
}

/** White on each colour stands at 7:1 or more, and none is a verdict's. */
export const paperSignStyle = css`
  .sign { display: grid; place-items: center; flex: none; width: 44px; height: 44px; border-radius: 10px; background: var(--paper-colour); }
  .sign svg { width: 26px; height: 26px; fill: none; stroke: #fff; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
  .citizen { --paper-colour: #5b2a6e; }
  .health-insurance { --paper-colour: #0b5563; }
  .prescription { --paper-colour: #34407f; }
  .student { --paper-colour: #6b4a00; }
  .household-address { --paper-colour: #4a4f57; }
  .producer { --paper-colour: #4d5320; }
  .application { --paper-colour: #7a3b1d; }
`;

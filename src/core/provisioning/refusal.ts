// Why a kiosk does not take a configuration. Scripts and people name these: never rename one.
import type { RefusalText } from "../trust-refusal.ts";

const KEPT_VI = "Cấu hình của máy không thay đổi.";
const KEPT_EN = "The kiosk's configuration is unchanged.";

/** Every refusal, with what a technician is told: what happened, and what to do next. */
export const PROVISIONING_REFUSALS = {
  missing: {
    detail: { vi: "Không thấy cấu hình nào ở nơi được chỉ.", en: "There is no configuration where you pointed to." },
    next: {
      vi: `${KEPT_VI} Chỉ đến thư mục có tram-provision (USB), hoặc đến ảnh chụp các mã trên phiếu cấu hình.`,
      en: `${KEPT_EN} Point to the folder that has tram-provision in it (the stick), or to pictures of the codes on the sheet.`,
    },
  },
  incomplete: {
    detail: { vi: "Còn thiếu mã của phiếu cấu hình.", en: "Some codes of the sheet are missing." },
    next: { vi: `${KEPT_VI} Đưa đủ mọi mã, thứ tự nào cũng được.`, en: `${KEPT_EN} Show every code of the sheet, in any order.` },
  },
  mixed: {
    detail: {
      vi: "Các mã thuộc nhiều phiếu khác nhau, hoặc một mã bị đọc sai.",
      en: "The codes are of different sheets, or one of them was misread.",
    },
    next: { vi: `${KEPT_VI} Làm lại từ đầu với đúng một phiếu.`, en: `${KEPT_EN} Begin anew with one sheet only.` },
  },
  ambiguous: {
    detail: {
      vi: "Trên USB có cấu hình của nhiều điểm phục vụ.",
      en: "The stick holds configurations of several service points.",
    },
    next: {
      vi: `${KEPT_VI} Đưa các mã trên phiếu giấy, hoặc nêu tên điểm phục vụ (--kiosk TÊN).`,
      en: `${KEPT_EN} Hold up the codes of the paper sheet, or name the service point (--kiosk NAME).`,
    },
  },
  "too-large": {
    detail: { vi: "Cấu hình lớn hơn mức cho phép.", en: "The configuration is larger than it may be." },
    next: { vi: `${KEPT_VI} Báo cho nơi phát hành phiếu.`, en: `${KEPT_EN} Tell whoever made the sheet.` },
  },
  malformed: {
    detail: { vi: "Đây không phải là gói cấu hình, hoặc gói bị hỏng.", en: "This is no configuration package, or it is damaged." },
    next: { vi: `${KEPT_VI} In lại hoặc chép lại từ nơi phát hành.`, en: `${KEPT_EN} Print or copy it again.` },
  },
  "wrong-signature": {
    detail: { vi: "Chữ ký của cấu hình không đúng: nội dung đã bị sửa.", en: "The signature is wrong: the configuration was changed." },
    next: { vi: `${KEPT_VI} Không dùng phiếu này; báo cho nơi phát hành.`, en: `${KEPT_EN} Do not use this sheet; tell whoever made it.` },
  },
  "signer-unknown": {
    detail: {
      vi: "Người ký cấu hình không có trong danh sách tin cậy của máy.",
      en: "Whoever signed the configuration is not in the trust list that this kiosk holds.",
    },
    next: {
      vi: `${KEPT_VI} Nơi phát hành thêm khoá (tram trust operator-key add), máy nhận danh sách mới, rồi thử lại.`,
      en: `${KEPT_EN} The operator adds the key (tram trust operator-key add); once the kiosk holds the new list, try again.`,
    },
  },
  "other-kiosk": {
    detail: { vi: "Cấu hình này dành cho điểm phục vụ khác.", en: "This configuration is for another service point." },
    next: {
      vi: `${KEPT_VI} Lấy phiếu có đúng tên máy này.`,
      en: `${KEPT_EN} Take the sheet that bears this kiosk's name.`,
    },
  },
  "other-device": {
    detail: { vi: "Cấu hình này chỉ dành cho một thiết bị khác.", en: "This configuration is for one other device only." },
    next: { vi: `${KEPT_VI} Xin nơi phát hành phiếu cho thiết bị này.`, en: `${KEPT_EN} Ask the operator for one for this device.` },
  },
  rollback: {
    detail: { vi: "Cấu hình này cũ hơn cấu hình máy đang dùng.", en: "This configuration is older than the one in use." },
    next: { vi: `${KEPT_VI} Dùng phiếu mới nhất.`, en: `${KEPT_EN} Use the newest sheet.` },
  },
  "serial-used": {
    detail: {
      vi: "Đã có một cấu hình khác với cùng số thứ tự này.",
      en: "Another configuration with this very serial number is in use.",
    },
    next: {
      vi: `${KEPT_VI} Nơi phát hành làm phiếu mới với số lớn hơn.`,
      en: `${KEPT_EN} The operator makes a new sheet with a higher number.`,
    },
  },
  expired: {
    detail: { vi: "Phiếu cấu hình đã quá hạn.", en: "The configuration sheet has expired." },
    next: { vi: `${KEPT_VI} Xin phiếu mới.`, en: `${KEPT_EN} Ask for a new sheet.` },
  },
  "clock-wrong": {
    detail: {
      vi: "Đồng hồ của máy chậm hơn ngày lập phiếu, nên không biết phiếu còn hạn hay không.",
      en: "The clock is behind the date of the sheet, so whether the sheet has expired cannot be judged.",
    },
    next: {
      vi: `${KEPT_VI} Nối mạng để máy tự lấy giờ, hoặc chỉnh giờ (timedatectl set-time), rồi thử lại.`,
      en: `${KEPT_EN} Connect a network so that the clock sets itself, or set it (timedatectl set-time), then try again.`,
    },
  },
  "root-missing": {
    detail: {
      vi: "Thiếu tệp root.json mà cấu hình nêu, hoặc tệp đó không đúng.",
      en: "The root.json that the configuration names is not there, or is another one.",
    },
    next: { vi: `${KEPT_VI} Chép lại cả thư mục tram-provision.`, en: `${KEPT_EN} Copy the whole folder tram-provision again.` },
  },
  "settings-invalid": {
    detail: {
      vi: "Với cấu hình này máy sẽ không chạy được.",
      en: "With this configuration the kiosk would not start.",
    },
    next: { vi: `${KEPT_VI} Báo cho nơi phát hành những dòng dưới đây.`, en: `${KEPT_EN} Tell whoever made it what stands below.` },
  },
  "fingerprint-wrong": {
    detail: {
      vi: "Không khớp với các mã đã đọc.",
      en: "This does not fit the codes that were read.",
    },
    next: {
      vi: "Gõ nhầm? Xem lại từng chữ và gõ lại. Đúng cả 16 chữ mà vẫn không khớp: không tiếp tục, gọi cho nơi phát hành phiếu.",
      en: "Mistyped? Look at each letter and type it again. All 16 right and still no match: do not go on, call whoever made the sheet.",
    },
  },
  "backup-damaged": {
    detail: {
      vi: "Bản sao lưu thiếu tệp hoặc có tệp bị hỏng: có thể USB đã bị rút ra khi đang ghi.",
      en: "A file of the backup is missing or damaged: perhaps the stick was pulled out while it was written.",
    },
    next: {
      vi: `${KEPT_VI} Dùng bản sao lưu khác, hoặc cài đặt lại bằng phiếu cấu hình.`,
      en: `${KEPT_EN} Use another backup, or set the kiosk up from its sheet.`,
    },
  },
  "sheet-incomplete": {
    detail: {
      vi: "Riêng phiếu cấu hình không đủ để khôi phục máy này: có điều cần thiết chỉ nằm trong bản sao lưu, phần không có chữ ký.",
      en: "The sheet alone is not enough to restore this kiosk: something that it needs is in the unsigned part of the backup only.",
    },
    next: {
      vi: `${KEPT_VI} Gõ dấu vân tay của bản sao lưu (ghi trong sổ), hoặc xin phiếu có nêu đầu đọc.`,
      en: `${KEPT_EN} Type the fingerprint of the backup (it is in the book), or ask for a sheet that names the reader.`,
    },
  },
  "stick-changed": {
    detail: {
      vi: "USB đã bị rút ra hoặc bị thay trong lúc máy đang hỏi.",
      en: "The stick was pulled out or exchanged while the question was on the screen.",
    },
    next: {
      vi: `${KEPT_VI} Cắm lại USB và đọc lại từ đầu những gì sẽ thay đổi.`,
      en: `${KEPT_EN} Put the stick in again, and read again from the top what will change.`,
    },
  },
  "already-set-up": {
    detail: {
      vi: "Máy này đã được cài đặt, hoặc thư mục dữ liệu đã có nhật ký.",
      en: "This machine is set up already, or its data folder has a journal.",
    },
    next: {
      vi: `${KEPT_VI} Chỉ khôi phục lên máy mới; nhật ký cũ phải được giữ lại, không bao giờ ghi đè.`,
      en: `${KEPT_EN} Restore to a new machine only; a journal is kept and never written over.`,
    },
  },
  "passphrase-wrong": {
    detail: {
      vi: "Mật khẩu không mở được phần đã niêm phong của bản sao lưu.",
      en: "The passphrase does not open the sealed part of the backup.",
    },
    next: {
      vi: `${KEPT_VI} Gõ lại; để trống thì máy mới không nhớ những gì đã dùng.`,
      en: `${KEPT_EN} Type it again; left empty, the replacement does not remember what was used.`,
    },
  },
  "not-confirmed": {
    detail: { vi: "Chưa được xác nhận.", en: "Nobody has confirmed it." },
    next: { vi: KEPT_VI, en: KEPT_EN },
  },
  storage: {
    detail: { vi: "Không ghi được cấu hình lên thẻ nhớ của máy.", en: "The configuration could not be written to the kiosk's storage." },
    next: {
      vi: "Máy có cấu hình cũ hoặc mới, không bao giờ một nửa. Kiểm tra thẻ nhớ và quyền ghi, rồi làm lại.",
      en: "The old configuration is there or the new one, never a half. Check the storage and its permissions, then do it again.",
    },
  },
} as const satisfies Record<string, RefusalText>;

/** The name of a refusal. */
export type ProvisioningRefusal = keyof typeof PROVISIONING_REFUSALS;

/** No value, for this reason; `particulars` are for the person who made what was refused, one a line. */
export interface Refused {
  readonly ok: false;
  readonly kind: "refused";
  readonly refusal: ProvisioningRefusal;
  readonly particulars: readonly string[];
}

/** No value, for this reason. */
export function refused(refusal: ProvisioningRefusal, particulars: readonly string[] = []): Refused {
  return { ok: false, kind: "refused", refusal, particulars };
}

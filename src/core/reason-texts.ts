import { CANNOT_CHECK_TEXTS } from "./cannot-check-texts.ts";
import { HEADLINES } from "./headlines.ts";
import { type Reason, verdictOf } from "./reason.ts";
import { REFUSE_TEXTS } from "./refuse-texts.ts";
import type { ReasonText, Text } from "./text.ts";
import { UNREADABLE_TEXTS } from "./unreadable-texts.ts";

/** What people are told, for every reason. */
export const REASON_TEXTS: Readonly<Record<Reason, ReasonText>> = {
  granted: {
    code: "T-100",
    detail: { vi: "Mã của ông bà đã được kiểm tra.", en: "Your code has been checked." },
    next: { vi: "Mời ông bà vào quầy.", en: "Please go to the counter." },
    staff: { vi: "Chữ ký đúng, còn hiệu lực, đúng loại cần dùng.", en: "Genuine, in force, and wanted here." },
  },
  ...REFUSE_TEXTS,
  "document-read": {
    code: "T-300",
    detail: { vi: "Nhân viên sẽ đối chiếu với giấy tờ gốc.", en: "Staff will compare it with your card." },
    next: { vi: "Mời ông bà cầm giấy tờ đến quầy.", en: "Please take your card to the counter." },
    staff: {
      vi: "Mã này không có chữ ký số: phải đối chiếu với thẻ hoặc giấy tờ gốc.",
      en: "This code is unsigned: compare it with the card or paper.",
    },
  },
  "payment-code": {
    code: "T-301",
    headline: { vi: "MÃ THANH TOÁN", en: "Payment code" },
    detail: { vi: "Đây là mã thanh toán, không phải giấy tờ.", en: "This is a payment code, not a document." },
    next: { vi: "Mời ông bà đưa mã của giấy tờ.", en: "Please show the code of your document." },
    staff: {
      vi: "Mã VietQR hoặc EMVCo; máy chỉ đọc, không chuyển tiền.",
      en: "A VietQR or EMVCo code; the kiosk reads it and pays nothing.",
    },
  },
  "link-read": {
    code: "T-302",
    headline: { vi: "MÃ TRANG WEB", en: "A link" },
    detail: { vi: "Mã này mở một trang web; máy này không mở trang web.", en: "This is a link; the kiosk does not open links." },
    next: { vi: "Mời ông bà đưa mã khác hoặc gặp nhân viên.", en: "Please show another code or see a member of staff." },
    staff: {
      vi: "Mã chứa đường dẫn (giấy phép lái xe, truy xuất nguồn gốc …); chỉ hiện tên máy chủ.",
      en: "The code holds a link (driving licence, traceability ...); only its host is shown.",
    },
  },
  ...UNREADABLE_TEXTS,
  ...CANNOT_CHECK_TEXTS,
};

/** The headline of an answer: the reason's own, or else the verdict. */
export function headlineOf(reason: Reason): Text {
  return REASON_TEXTS[reason].headline ?? HEADLINES[verdictOf(reason)];
}

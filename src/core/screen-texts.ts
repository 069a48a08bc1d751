import type { Text } from "./text.ts";

/**
 * The fixed words of the citizen's screen, apart from reasons and hints. `{amount}` and the like stand for what is filled in; a translation
 * has the same. Plain words, ten at most: for readers of sixty and more, and for whoever has had five years of school.
 */
export const SCREEN_TEXTS = {
  invite: { vi: "Đưa mã QR vào máy đọc", en: "Show your QR code here" },
  phone: { vi: "Điện thoại", en: "Phone" },
  card: { vi: "Thẻ", en: "Card" },
  paper: { vi: "Giấy", en: "Paper" },
  "no-picture": { vi: "Máy không lưu ảnh, không lưu tên.", en: "No picture and no name is stored." },

  "wait-headline": { vi: "XIN CHỜ", en: "Please wait" },
  "wait-next": {
    vi: "Máy chưa sẵn sàng. Nếu chờ lâu, mời ông bà gặp nhân viên.",
    en: "The kiosk is not ready. If this takes long, please see a member of staff.",
  },
  "out-of-service": { vi: "TẠM NGỪNG", en: "Out of service" },
  "demo-banner": { vi: "Bản dùng thử, không có giá trị thật", en: "Trial only, nothing here is real" },

  "back-unknown": { vi: "Chưa biết khi nào máy chạy lại.", en: "Nobody knows yet when it will work again." },
  "help-counter": { vi: "Quầy {counter}", en: "Counter {counter}" },
  "help-phone": { vi: "Gọi {phone}", en: "Call {phone}" },
  "picture-only": { vi: "Máy không lưu ảnh.", en: "No picture is stored." },

  "receipt-this": { vi: "Chụp mã này để giữ biên nhận", en: "Photograph this receipt" },

  "large-text": { vi: "Chữ to", en: "Large text" },
  contrast: { vi: "Màu rõ hơn", en: "High contrast" },
  "what-is-stored": { vi: "Máy này lưu gì về tôi?", en: "What is stored about me?" },
  "call-staff": { vi: "Gọi nhân viên", en: "Call staff" },
  "staff-called": { vi: "Đã gọi. Xin chờ nhân viên.", en: "Staff were called. Please wait." },
  "call-failed": { vi: "Không gọi được. Mời ông bà đến quầy.", en: "Could not call. Please go to the counter." },
  repeat: { vi: "Nghe lại", en: "Hear again" },
  back: { vi: "Quay lại", en: "Back" },
} as const satisfies Record<string, Text>;

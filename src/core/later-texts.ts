import type { Text } from "./text.ts";

/** Words of the citizen's screen like SCREEN_TEXTS, which its page fetches later or gets from the kiosk: what the page has from the start is counted in bytes. */
export const LATER_TEXTS = {
  paused: { vi: "Nhân viên đã tạm ngừng máy này.", en: "Staff have paused this kiosk." },
  "paused-next": { vi: "Mời ông bà tới quầy, nhân viên sẽ giúp.", en: "Please go to the counter, staff will help you." },
  "back-at": { vi: "Hoạt động lại lúc {time}.", en: "Back at {time}." },
  fee: { vi: "Lệ phí", en: "Fee" },
  unpaid: { vi: "Chưa xác nhận thanh toán", en: "Payment not confirmed yet" },
  "pay-this": { vi: "Mời ông bà quét mã này bằng ứng dụng ngân hàng.", en: "Scan this code with your banking app." },
  "pay-large": { vi: "Mời ông bà quét mã lớn bằng ứng dụng ngân hàng.", en: "Scan the large code with your banking app." },
  "receipt-small": { vi: "Chụp mã nhỏ để giữ biên nhận", en: "Photograph the small code, your receipt" },
  mirror: { vi: "Máy đang nhìn. Hình này không được lưu.", en: "What the kiosk sees. It is not stored." },
  counter: { vi: "Mời ông bà qua quầy {counter}.", en: "Please go to counter {counter}." },
  stick: { vi: "Ghi nhật ký ra USB ({entries} mục)", en: "Write the journal on the stick ({entries} entries)" },
} as const satisfies Record<string, Text>;

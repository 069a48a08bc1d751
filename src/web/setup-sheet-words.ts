import type { SetupHeard } from "../core/provisioning/setup-view.ts";
import type { SourceStatus } from "../core/screen.ts";
import type { Text } from "../core/text.ts";

/** What the page says of a sheet or a stick, until the kiosk is enrolled. */
export const SHEET_WORDS = {
  applying: { vi: "Đang ghi, đừng rút điện hay USB…", en: "Writing. Leave power and stick in." },
  again: { vi: "Làm lại", en: "Begin anew" },
  code: { vi: "Mã ghi danh", en: "Enrolment code" },
  photograph: { vi: "Chụp mã này gửi về nơi vận hành.", en: "Photograph this code for the operator." },
  photographOrStick: {
    vi: "Chụp mã này gửi về nơi vận hành, hoặc mang USB về: mã đã có trên đó.",
    en: "Photograph this code for the operator, or take the stick back: it is on it.",
  },
  remembers: { vi: "Máy nhớ mọi thứ đã dùng ở máy cũ cho đến lúc sao lưu.", en: "It remembers what was used until the backup." },
  forgets: {
    vi: "Máy KHÔNG nhớ toa thuốc đã dùng ở máy cũ: báo cho quầy.",
    en: "It remembers nothing of the old kiosk: tell the counter.",
  },
  fingerprint: { vi: "Ghi dấu vân tay này vào phiếu:", en: "Write this device fingerprint on the sheet:" },
  taken: { vi: "Đã chụp, tiếp", en: "I have it, next" },
  finish: { vi: "Đã chụp, bắt đầu làm việc", en: "I have it, begin to work" },
  orAgain: { vi: "Không chạm được? Đưa lại mã xác nhận.", en: "No touch? Show the confirmation again." },
  byKeyboard: {
    vi: "Sau đó, bằng bàn phím hoặc SSH: tram technician pin, tram staff add s-01, và nghiệm thu: tram acceptance.",
    en: "Then, by keyboard or SSH: the technician's PIN, a code for each clerk, the acceptance.",
  },
  bring: {
    vi: "Đưa các mã trên phiếu cấu hình vào máy đọc, hoặc cắm USB",
    en: "Hold up the codes of the configuration sheet, or insert the stick",
  },
  noReader: {
    vi: "Chưa thấy máy đọc nào: cắm máy đọc, hoặc dùng USB.",
    en: "No reader yet: plug one in, or use a stick.",
  },
  reader: { vi: "Máy đọc", en: "Reader" },
  notInService: { vi: "Máy chưa phục vụ. Mời ông bà gặp nhân viên.", en: "Not in service yet. Please see a member of staff." },
  setClock: {
    vi: "Chỉnh giờ ở bước 2; phiếu vẫn được giữ.",
    en: "Set the clock at step 2; the sheet is kept.",
  },
} as const satisfies Record<string, Text>;

/** Why a code that was read does nothing. */
export const HEARD_WORDS: Readonly<Record<SetupHeard, Text>> = {
  "no-part": { vi: "Đọc được, nhưng không phải mã của phiếu cấu hình.", en: "Read, but it is no code of a configuration sheet." },
  confirmation: {
    vi: "Đây là mã xác nhận trang 2, đưa các mã trang 1 trước.",
    en: "This is the confirmation of page 2: show the codes of page 1 first.",
  },
};

/** What can be said of a reader. */
export const READER_STATES: Readonly<Record<SourceStatus["state"], Text>> = {
  ok: { vi: "sẵn sàng", en: "ready" },
  starting: { vi: "đang mở", en: "opening" },
  missing: { vi: "không thấy", en: "not there" },
};

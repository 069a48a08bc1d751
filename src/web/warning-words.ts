import type { Text } from "../core/text.ts";
import type { Warning } from "../core/warning.ts";

/** What a clerk is told about a warning: what is odd, and where it matters what to do about it. */
export const WARNING_WORDS: Readonly<Record<Warning, Text>> = {
  "text-repaired": {
    vi: "Máy đọc gửi sai bảng chữ; tên đã được khôi phục.",
    en: "The reader sent another alphabet; the text was restored.",
  },
  "text-lossy": {
    vi: "Mất dấu tiếng Việt. Số dùng được, tên và địa chỉ phải xem trên thẻ.",
    en: "Letters were lost. Numbers can be used; read names and addresses from the card.",
  },
  "control-characters": { vi: "Đã bỏ ký tự ẩn trong mã.", en: "Hidden characters were removed." },
  "birth-year-mismatch": {
    vi: "Năm sinh không khớp số định danh. Xem kỹ thẻ.",
    en: "The birth year does not fit the personal number. Look at the card closely.",
  },
  "sex-mismatch": {
    vi: "Giới tính không khớp số định danh. Xem kỹ thẻ.",
    en: "The sex does not fit the personal number. Look at the card closely.",
  },
  "end-missing": {
    vi: "Thiếu dấu kết thúc: máy đọc có thể đã cắt phần cuối.",
    en: "The closing mark is missing: the reader may have cut the end.",
  },
  "expired-on-paper": { vi: "Ngày ghi trên thẻ đã qua hạn.", en: "The card says of itself that it has expired." },
  "not-yet-valid-on-paper": { vi: "Ngày ghi trên thẻ chưa đến.", en: "The card says of itself that it is not valid yet." },
  "field-misplaced": { vi: "Một phần của mã thanh toán đặt sai chỗ.", en: "A part of the payment code stands in the wrong place." },
  "check-digit-wrong": { vi: "Số kiểm tra của mã sản phẩm không khớp.", en: "The product number's check digit does not fit." },
  "not-live": {
    vi: "Mã tĩnh: có thể là ảnh chụp. Xem người có đúng là chủ thẻ.",
    en: "Not a live code, perhaps a photograph. See that the person is the holder.",
  },
  "trust-stale": {
    vi: "Dữ liệu tin cậy của máy đã cũ, vẫn trong thời gian cho phép.",
    en: "The kiosk's trust data is old, still within the time allowed.",
  },
  "no-expiry": { vi: "Giấy này không có ngày hết hạn.", en: "This credential never expires." },
  "demo-key": { vi: "Ký bằng khoá dùng thử: không có giá trị thật.", en: "Signed with a trial key: not real." },
};

import type { SetupOrigin } from "../core/provisioning/setup-view.ts";
import type { Text } from "../core/text.ts";

/** Where what is asked about came from. */
export const FROM: Readonly<Record<SetupOrigin, Text>> = {
  codes: { vi: "Từ phiếu giấy", en: "From the paper sheet" },
  stick: { vi: "Từ USB", en: "From the stick" },
  backup: { vi: "Từ bản sao lưu trên USB", en: "From the backup on the stick" },
};

/** What the question is asked with, and what can be answered. */
export const REVIEW_WORDS = {
  serial: { vi: "số", en: "no." },
  changes: { vi: "Thay đổi", en: "Changes" },
  fromPaper: { vi: "Từ phiếu: so với giấy", en: "From the sheet: compare with the paper" },
  chosenHere: { vi: "Chọn tại máy này: không có trên phiếu", en: "Chosen at this machine: not on the sheet" },
  question: { vi: "Đúng như trên phiếu?", en: "Is it what the sheet says?" },
  confirmation: {
    vi: "Đưa mã xác nhận ở trang 2 của phiếu vào máy đọc.",
    en: "Then hold up a confirmation code from its page 2.",
  },
  shallI: { vi: "Áp dụng những thay đổi này?", en: "Apply these changes?" },
  orConfirmation: { vi: "Hoặc đưa mã xác nhận ở trang 2 của phiếu.", en: "Touch, or hold up the confirmation code." },
  apply: { vi: "Áp dụng", en: "Apply" },
  again: { vi: "Không phải, làm lại", en: "Not this one, begin anew" },
  look: { vi: "Xem lại thay đổi", en: "Look at the changes" },
  type: { vi: "Không đưa mã được? Gõ 16 chữ", en: "No reader? Type 16 letters" },
  letters: { vi: "Gõ 16 chữ in đậm trên phiếu (dấu vân tay).", en: "Type the 16 bold letters of the sheet." },
  lettersOfBackup: {
    vi: "Gõ 16 chữ in đậm trên phiếu (dấu vân tay), hoặc của bản sao lưu, ghi trong sổ.",
    en: "Type the 16 bold letters of the sheet, or those of the backup from the book.",
  },
  less: { vi: "Bớt", en: "Less" },
  more: { vi: "Thêm", en: "More" },
  passphrase: {
    vi: "Mật khẩu bản sao lưu? Có nó, máy nhớ toa thuốc đã dùng ở máy cũ.",
    en: "The backup's passphrase: with it the kiosk remembers what was used.",
  },
  restore: { vi: "Khôi phục", en: "Restore" },
  noKeyboard: {
    vi: "Không có bàn phím? Sau 10 giây đưa lại mã xác nhận: máy sẽ KHÔNG nhớ gì.",
    en: "No keyboard? Show the code again after 10 s: it then remembers nothing.",
  },
  notSigned: {
    vi: "Phiếu không chứng minh, nên KHÔNG lấy: cần thì gõ dấu vân tay của bản sao lưu (trong sổ), hoặc đặt tại máy.",
    en: "Not vouched for by the sheet, and NOT taken over: type the backup's fingerprint (from the book), or set it at the machine.",
  },
  never: {
    vi: "KHÔNG lấy: demo và desk không bao giờ lấy từ USB, chỉ đặt tại máy.",
    en: "NOT taken over: demo and desk never come from a stick, and are set at the machine only.",
  },
} as const satisfies Record<string, Text>;

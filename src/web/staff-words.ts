import type { Text } from "../core/text.ts";

/** What the staff's page says in more than one of its parts. */
export const STAFF_WORDS = {
  title: { vi: "Bàn nhân viên", en: "Staff desk" },
  other: { vi: "English", en: "Tiếng Việt" },
  results: { vi: "Kết quả", en: "Results" },
  figures: { vi: "Hôm nay", en: "Today" },
  search: { vi: "Tìm", en: "Search" },
  report: { vi: "Báo cáo", en: "Report" },
  service: { vi: "Ngừng máy", en: "Pause" },
  reopen: { vi: "Mở máy lại", en: "Open again" },
  pairing: { vi: "Ghép thiết bị", en: "Pair a device" },
  keys: { vi: "Phím tắt", en: "Keys" },
  signOut: { vi: "Khoá lại", en: "Lock" },
  citizens: { vi: "Về màn hình chính", en: "Back to visitors" },
  cancel: { vi: "Thôi", en: "Cancel" },
  close: { vi: "Đóng", en: "Close" },
  notices: { vi: "Báo cho nhân viên", en: "For staff" },
  hidden: { vi: "Đã che", en: "Hidden" },
  pin: { vi: "Mã PIN của chính bạn", en: "Your own PIN" },
  lost: {
    vi: "Máy không trả lời. Trang này tự kết nối lại.",
    en: "The kiosk does not answer. This page connects again by itself.",
  },
} as const satisfies Record<string, Text>;

/** What is said where the kiosk could not do what it was asked for, and nothing else is known. */
export const NOT_DONE: Text = {
  vi: "Máy chưa làm được việc này. Mời thử lại; nếu vẫn không được, báo kỹ thuật.",
  en: "The kiosk could not do this. Please try again; if it stays so, tell the technician.",
};

/** Why nothing was changed: what is not in the journal has not happened. */
export const NOT_RECORDED: Text = {
  vi: "Chưa ghi được vào nhật ký, nên chưa thay đổi gì. Mời thử lại.",
  en: "It could not be recorded, so nothing has changed. Please try again.",
};

/** That a result was hidden without the kiosk's having heard of it. */
export const HIDDEN_HERE: Text = {
  vi: "Mới che trên trang này: máy không trả lời. Trang khác có thể còn hiện đến hết hai phút.",
  en: "Hidden on this page only: the kiosk does not answer. Other pages may show it until its two minutes are over.",
};

/** Rounded up: whoever comes back after it is not too early. */
export function waitWords(seconds: number): Text {
  if (seconds < 120) return { vi: `${seconds} giây`, en: `${seconds} seconds` };
  const minutes = Math.ceil(seconds / 60);
  return { vi: `${minutes} phút`, en: `${minutes} minutes` };
}

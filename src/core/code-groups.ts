import type { CodeEntry } from "./registry.ts";
import type { Text } from "./text.ts";

/** Codes of one kind, which stand together wherever codes are listed. */
export interface CodeGroup {
  /** For links: `t-600`. */
  readonly name: string;
  readonly title: Text;
  readonly entries: readonly CodeEntry[];
}

/** The first code of each group; it ends where the next begins. */
const GROUPS: readonly { readonly from: string; readonly title: Text }[] = [
  { from: "T-100", title: { vi: "Mã hợp lệ", en: "Valid" } },
  { from: "T-200", title: { vi: "Mã không hợp lệ", en: "Not valid" } },
  { from: "T-300", title: { vi: "Đã đọc, chưa xác thực", en: "Read, not verified" } },
  { from: "T-400", title: { vi: "Chưa đọc được mã", en: "Could not read" } },
  { from: "T-500", title: { vi: "Chưa kiểm tra được", en: "Could not check" } },
  { from: "T-600", title: { vi: "Đầu đọc và camera", en: "Reader and camera" } },
  { from: "T-620", title: { vi: "Đèn, còi, rơ-le, nút", en: "Lamps, buzzer, relay, button" } },
  { from: "T-630", title: { vi: "Máy và ổ nhớ", en: "Machine and storage" } },
  { from: "T-645", title: { vi: "Đồng hồ, cấu hình, khoá", en: "Clock, configuration, key" } },
  { from: "T-660", title: { vi: "Bộ tin cậy", en: "Trust bundle" } },
  { from: "T-685", title: { vi: "Nhật ký và trung tâm", en: "Journal and central" } },
  { from: "T-700", title: { vi: "USB", en: "Sticks" } },
  { from: "T-720", title: { vi: "Màn hình, âm thanh, bàn nhân viên", en: "Screen, sound, staff desk" } },
  { from: "T-770", title: { vi: "Cài đặt máy", en: "Setting up" } },
];

/** The codes in their groups, in the order of their numbers. */
export function grouped(entries: readonly CodeEntry[]): readonly CodeGroup[] {
  return GROUPS.map(({ from, title }, place) => {
    const end = GROUPS[place + 1]?.from ?? "T-999";
    return { name: from.toLowerCase(), title, entries: entries.filter(({ code }) => code >= from && code < end) };
  });
}

/** What a code's weight is called. */
export const WEIGHT_WORDS: Readonly<Record<CodeEntry["weight"], Text>> = {
  accept: { vi: "hợp lệ", en: "valid" },
  refuse: { vi: "không hợp lệ", en: "not valid" },
  "read-only": { vi: "đã đọc", en: "read" },
  unreadable: { vi: "chưa đọc được", en: "not read" },
  "cannot-check": { vi: "chưa kiểm tra được", en: "not checked" },
  warning: { vi: "cần xử lý sớm", en: "act in time" },
  fault: { vi: "lỗi", en: "fault" },
};

/** Who does what about a code, in the order in which it is read. */
export const WHO_WORDS = {
  cause: { vi: "Vì sao", en: "Why" },
  citizen: { vi: "Người dân được mời", en: "The citizen is told" },
  clerk: { vi: "Nhân viên quầy", en: "The clerk" },
  technician: { vi: "Kỹ thuật viên", en: "The technician" },
} as const satisfies Record<string, Text>;

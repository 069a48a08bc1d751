import type { Change } from "../core/provisioning/difference.ts";
import type { Text } from "../core/text.ts";

/** Settings by their path in the configuration file. The first that fits counts. */
const SETTINGS: readonly (readonly [RegExp, Text])[] = [
  [/^id$/, { vi: "Tên máy", en: "Name" }],
  [/^group$/, { vi: "Nhóm chính sách", en: "Group" }],
  [/^demo$/, { vi: "Bản dùng thử", en: "Demo" }],
  [/^data$/, { vi: "Thư mục dữ liệu", en: "Data folder" }],
  [/^trust\.root$/, { vi: "Gốc tin cậy", en: "Root of trust" }],
  [/^trust\.sticks$/, { vi: "Nơi tìm USB", en: "Sticks" }],
  [/^central\.url$/, { vi: "Máy chủ", en: "Central" }],
  [/^central\.key$/, { vi: "Khoá thiết bị", en: "Device key" }],
  [/^central\./, { vi: "Kết nối máy chủ", en: "Central" }],
  [/^source/, { vi: "Đầu đọc", en: "Reader" }],
  [/^board\.relay$/, { vi: "Mở cửa (rơ-le)", en: "Door relay" }],
  [/^board/, { vi: "Đèn, còi", en: "Lamps, buzzer" }],
  [/^policy\.fee/, { vi: "Tài khoản nhận phí", en: "Account for fees" }],
  [/^policy\.trust/, { vi: "Thời hạn tin cậy", en: "Days of trust" }],
  [/^policy/, { vi: "Chính sách", en: "Policy" }],
  [/^screen/, { vi: "Màn hình", en: "Screen" }],
];
const OTHER: Text = { vi: "Khác", en: "Other" };

/** What kind of thing a setting is. */
export function settingWords({ path }: Pick<Change, "path">): Text {
  return SETTINGS.find(([pattern]) => pattern.test(path))?.[1] ?? OTHER;
}

/** A value as people write it: without the quotation marks of its spelling, yes and no in words. */
export function valueText(value: string | undefined): string {
  if (value === undefined) return "—";
  if (value === "true" || value === "false") return value === "true" ? "có / yes" : "không / no";
  return /^"[^"\\]*"$/.test(value) ? value.slice(1, -1) : value;
}

/** The changes as a person should read them: what decides whom the kiosk believes, and what opens the door, first. */
export function inReadingOrder(changes: readonly Change[]): readonly Change[] {
  return [...changes.filter(({ isDangerous }) => isDangerous), ...changes.filter(({ isDangerous }) => !isDangerous)];
}

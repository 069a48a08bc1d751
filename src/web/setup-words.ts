import type { Change } from "../core/provisioning/difference.ts";
import type { Text } from "../core/text.ts";

/** Settings by their path in the configuration file. The first that fits counts. */
const SETTINGS: readonly (readonly [RegExp, Text])[] = [
  [/^id$/, { vi: "Tên máy", en: "Name" }],
  [/^group$/, { vi: "Nhóm chính sách", en: "Group" }],
  [/^demo$/, { vi: "Bản dùng thử", en: "Demo" }],
  [/^data$/, { vi: "Thư mục dữ liệu", en: "Data folder" }],
  [/^deviceKey$/, { vi: "Khoá thiết bị", en: "Device key" }],
  [/^handOff/, { vi: "Phần mềm của quầy", en: "The counter's own system" }],
  [/^receipts/, { vi: "Biên nhận", en: "Receipts" }],
  [/^provisioning/, { vi: "Phiếu cấu hình", en: "Configuration sheet" }],
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
  [/^screen\.languages$/, { vi: "Ngôn ngữ", en: "Languages" }],
  [/^screen/, { vi: "Màn hình", en: "Screen" }],
  [/^sound/, { vi: "Âm thanh", en: "Sound" }],
  [/^staff/, { vi: "Trang nhân viên", en: "Staff's page" }],
  [/^service/, { vi: "Khách cần giúp gặp", en: "Whom visitors turn to" }],
];
const REMOVED: Text = { vi: "(bỏ)", en: "(removed)" };
const YES: Text = { vi: "có", en: "yes" };
const NO: Text = { vi: "không", en: "no" };
const NONE: Text = { vi: "(không có)", en: "(none)" };
const OTHER: Text = { vi: "Khác", en: "Other" };

/** What kind of thing a setting is. */
export function settingWords({ path }: Pick<Change, "path">): Text {
  return SETTINGS.find(([pattern]) => pattern.test(path))?.[1] ?? OTHER;
}

/** A value as people write it: without the marks of its spelling (JSON), yes and no in words; one that is gone says so. */
export function valueText(value: string | undefined, language: keyof Text): string {
  if (value === undefined) return REMOVED[language];
  try {
    return plainText(JSON.parse(value), language);
  } catch {
    return value; // as it is spelled
  }
}

function plainText(value: unknown, language: keyof Text): string {
  const plain = (each: unknown) => plainText(each, language);
  if (typeof value === "boolean") return (value ? YES : NO)[language];
  if (Array.isArray(value)) return value.length === 0 ? NONE[language] : value.map(plain).join(", ");
  if (typeof value !== "object" || value === null) return String(value);
  return Object.entries(value)
    .map(([name, each]) => `${name}: ${plain(each)}`)
    .join("; ");
}

/** The changes as a person should read them: what decides whom the kiosk believes, and what opens the door, first. */
export function inReadingOrder(changes: readonly Change[]): readonly Change[] {
  return [...changes.filter(({ isDangerous }) => isDangerous), ...changes.filter(({ isDangerous }) => !isDangerous)];
}

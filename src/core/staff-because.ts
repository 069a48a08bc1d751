import type { Text } from "./text.ts";

/** Why a person let somebody go on whom the kiosk did not accept. A closed list: a free text would carry names into the journal. Kept for years, like reasons. */
export const OVERRIDE_BECAUSES = {
  "card-compared": { vi: "Đã so với thẻ thật và người", en: "Compared with the card itself and the person" },
  "other-document": { vi: "Có giấy tờ khác chứng minh", en: "Shown by another document" },
  "issuer-confirmed": { vi: "Nơi cấp đã xác nhận", en: "The issuer has confirmed it" },
  "kiosk-cannot-check": { vi: "Máy không kiểm tra được, đã kiểm tra cách khác", en: "The kiosk could not check, checked otherwise" },
  urgent: { vi: "Việc khẩn cấp", en: "Urgent" },
  "superior-decided": { vi: "Cấp trên quyết định", en: "Decided by a superior" },
} as const satisfies Record<string, Text>;
export type OverrideBecause = keyof typeof OVERRIDE_BECAUSES;

/** Why staff have put the kiosk out of service. What a visitor is told is the same for all of them: where to go instead. */
export const SERVICE_BECAUSES = {
  break: { vi: "Nghỉ giữa giờ", en: "Break" },
  closed: { vi: "Hết giờ làm việc", en: "Office hours are over" },
  "no-staff": { vi: "Không có người trực", en: "Nobody is at the counter" },
  maintenance: { vi: "Vệ sinh hoặc bảo trì", en: "Cleaning or maintenance" },
  fault: { vi: "Máy có lỗi", en: "The kiosk has a fault" },
  incident: { vi: "Sự cố tại điểm phục vụ", en: "An incident at the service point" },
} as const satisfies Record<string, Text>;
export type ServiceBecause = keyof typeof SERVICE_BECAUSES;

/** True for the name of a reason to override. */
export function isOverrideBecause(name: string): name is OverrideBecause {
  return Object.hasOwn(OVERRIDE_BECAUSES, name);
}

/** True for the name of a reason to put a kiosk out of service. */
export function isServiceBecause(name: string): name is ServiceBecause {
  return Object.hasOwn(SERVICE_BECAUSES, name);
}

/** A person of the staff as journal, reports and logs know them: `s-07`, never a name. Who that is stands in the office's own list. */
export const STAFF_CODE = /^s-[0-9]{2,4}$/;

import type { Text } from "../core/text.ts";

/** Events in a kiosk's own life (core/journal-event.ts) that this page knows by name. */
const EVENTS: Readonly<Record<string, Text>> = {
  "event-trust-updated": { vi: "Nhận bộ tin cậy mới", en: "New trust bundle" },
  "event-trust-refused": { vi: "Từ chối bộ tin cậy", en: "Trust bundle refused" },
  "event-clock": { vi: "Đồng hồ", en: "Clock" },
  "event-floor": { vi: "Nhắc lại mốc thấp nhất", en: "Floor said again" },
  "event-released": { vi: "Bỏ mục cũ mà trung tâm đã giữ", en: "Old entries removed, central holds them" },
  "event-door-opened": { vi: "Cửa đã mở", en: "Door opened" },
  "event-door-closed": { vi: "Cửa đã đóng", en: "Door closed" },
  "event-case-opened": { vi: "Vỏ máy bị mở", en: "Case opened" },
  "event-case-closed": { vi: "Vỏ máy đã đóng", en: "Case closed" },
  "event-override": { vi: "Nhân viên cho qua", en: "Overridden by staff" },
  "event-compared": { vi: "Nhân viên đã so thẻ", en: "Card compared by staff" },
  "event-service": { vi: "Nhân viên tạm ngừng hoặc mở lại máy", en: "Put out of service or back by staff" },
};
/** Under which central lists an entry that it could not read, or of which it got the hash alone: of the last one there is nothing else any more. */
const ENTRIES: Readonly<Record<string, Text>> = {
  "entry-unread": { vi: "Trung tâm không đọc được mục này", en: "Central cannot read this entry" },
  "entry-set-aside": { vi: "Chỉ có mã băm; mục còn trên máy", en: "Its hash alone; the entry is at the kiosk" },
  "entry-lost": { vi: "Mục đã mất: thẻ nhớ của máy bị hỏng", en: "Lost: the kiosk's memory card is damaged" },
};
const UNKNOWN: Text = { vi: "Sự kiện", en: "Event" };

/** The words of an event, or of an entry that is not to be read here; undefined for the reason of a scan. */
export function eventWords(reason: string): Text | undefined {
  return reason.startsWith("event-") ? (EVENTS[reason] ?? UNKNOWN) : ENTRIES[reason];
}

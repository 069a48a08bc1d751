import type { Text } from "../core/text.ts";

/** Events in a kiosk's own life (core/journal-event.ts) that this page knows by name. */
const EVENTS: Readonly<Record<string, Text>> = {
  "event-trust-updated": { vi: "Nhận bộ tin cậy mới", en: "New trust bundle" },
  "event-trust-refused": { vi: "Từ chối bộ tin cậy", en: "Trust bundle refused" },
  "event-clock": { vi: "Đồng hồ", en: "Clock" },
  "event-floor": { vi: "Nhắc lại mốc thấp nhất", en: "Floor said again" },
};
const UNKNOWN: Text = { vi: "Sự kiện", en: "Event" };

/** An event's words; undefined for the reason of a scan. */
export function eventWords(reason: string): Text | undefined {
  return reason.startsWith("event-") ? (EVENTS[reason] ?? UNKNOWN) : undefined;
}

import type { Text } from "../text.ts";

/** Zones that the set-up offers, by their names in the tz database. The kiosk's own hours are Việt Nam's whatever the zone: it is for whoever logs in and reads logs. */
export const TIME_ZONES = {
  "Asia/Ho_Chi_Minh": { vi: "Việt Nam", en: "Việt Nam" },
  "Etc/UTC": { vi: "Giờ quốc tế", en: "Universal time" },
} as const satisfies Readonly<Record<string, Text>>;
export type TimeZone = keyof typeof TIME_ZONES;

/** Their names in the order in which they are offered. */
export const TIME_ZONE_NAMES = Object.keys(TIME_ZONES) as readonly TimeZone[]; // the keys of that very table

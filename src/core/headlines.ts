import type { Verdict } from "./reason.ts";
import type { Text } from "./text.ts";

/** The verdict in two or three words, as large as the screen allows. */
export const HEADLINES: Readonly<Record<Verdict, Text>> = {
  accept: { vi: "HỢP LỆ", en: "Valid" },
  refuse: { vi: "KHÔNG HỢP LỆ", en: "Not valid" },
  "read-only": { vi: "ĐÃ ĐỌC – CHƯA XÁC THỰC", en: "Read, not verified" },
  unreadable: { vi: "CHƯA ĐỌC ĐƯỢC", en: "Could not read" },
  "cannot-check": { vi: "CHƯA KIỂM TRA ĐƯỢC", en: "Could not check" },
};

import { asPrinted } from "../staff-printed.ts";
import type { Text } from "../text.ts";
import { digitsOf, plainText } from "./plain.ts";

/** One way to copy a field. */
export interface CopyFormat {
  readonly id: "as-printed" | "plain" | "upper" | "digits" | "iso";
  readonly label: Text;
  readonly text: string;
}

/** What each way is called, in the order in which they are offered. */
export const COPY_LABELS: Readonly<Record<CopyFormat["id"], Text>> = {
  "as-printed": { vi: "Như trên thẻ", en: "As printed" },
  iso: { vi: "Năm-tháng-ngày", en: "Year-month-day" },
  plain: { vi: "Không dấu", en: "No diacritics" },
  upper: { vi: "CHỮ HOA", en: "CAPITALS" },
  digits: { vi: "Chỉ số", en: "Digits only" },
};

/** The ways in which the text of a field can be copied, the usual one first; those that give the same are left out. */
export function copyFormats(text: string): readonly CopyFormat[] {
  const kept = text.normalize("NFC");
  const written = asPrinted(kept);
  const digits = digitsOf(written);
  const ways: readonly (readonly [CopyFormat["id"], string])[] = [
    ["as-printed", written],
    ["iso", written === kept ? "" : kept],
    ["plain", plainText(written)],
    ["upper", written.toUpperCase()],
    ["digits", digits.length >= 4 ? digits : ""],
  ];
  const seen = new Set([""]);
  return ways.flatMap(([id, way]) => {
    if (seen.has(way)) return [];
    seen.add(way);
    return [{ id, label: COPY_LABELS[id], text: way }];
  });
}

import type { StickName, StickState } from "../core/sockets.ts";
import type { Text } from "../core/text.ts";
import { duration } from "./duration.ts";
import type { Language } from "./language.ts";

/** What the demo's sticks are called. */
export const STICK_WORDS: Readonly<Record<StickName, Text>> = {
  "usb-1": { vi: "USB 1", en: "stick 1" },
  "usb-2": { vi: "USB 2", en: "stick 2" },
};

const WORDS = {
  empty: { vi: "trống", en: "empty" },
  version: { vi: "bản", en: "version" },
  ago: { vi: "trước", en: "ago" },
  carries: { vi: "mục nhật ký", en: "journal entries" },
} as const satisfies Record<string, Text>;

/** What is on a stick: `bản 12 · 3 phút trước · 412 mục nhật ký`. */
export function contentsText({ holds, carries }: StickState, language: Language): string {
  const parts = [
    ...(holds ? [holdsText({ version: holds.version, ageSeconds: Date.now() / 1000 - holds.issuedAt }, language)] : []),
    ...(carries === undefined ? [] : [`${carries.toLocaleString(language)} ${WORDS.carries[language]}`]),
  ];
  return parts.length === 0 ? WORDS.empty[language] : parts.join(" · ");
}

/** A publication by its version and age: `bản 12 · 3 phút trước`. */
export function holdsText(held: { readonly version: number; readonly ageSeconds: number }, language: Language): string {
  return `${WORDS.version[language]} ${held.version} · ${duration(held.ageSeconds, language)} ${WORDS.ago[language]}`;
}

import type { Text } from "../core/text.ts";

/** The languages that staff pages speak. The citizen screen shows both at once and never asks. */
export type Language = keyof Text;

const KEY = "tram-language";

/** What this person chose on this browser, or else what the browser is set to. */
export function preferredLanguage(): Language {
  const chosen = localStorage.getItem(KEY);
  if (chosen === "vi" || chosen === "en") return chosen;
  return navigator.language.startsWith("vi") ? "vi" : "en";
}

/** Remembers the choice and tells the page's readers, spoken ones too, which language it is in. */
export function chooseLanguage(language: Language): void {
  localStorage.setItem(KEY, language);
  document.documentElement.lang = language;
}

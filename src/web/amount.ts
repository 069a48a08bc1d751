import type { Language } from "./language.ts";

/** `50.000 đ` or `50,000 VND`: an amount of money as readers of this language write it. */
export function amountText(vnd: number, language: Language): string {
  return language === "vi" ? `${vnd.toLocaleString("vi-VN")}\u00a0đ` : `${vnd.toLocaleString("en")}\u00a0VND`;
}

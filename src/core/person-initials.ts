import { displayText } from "./display-text.ts";
import type { Claims } from "./presentation.ts";

/** Initials and the last three characters of the number: enough for the person, too little for whoever stands behind. */
export function personOf(claims: Claims): string | undefined {
  const name = firstText(claims, ["fullName"]);
  const number = firstText(claims, ["personalId", "cardNo", "id", "cardNumber", "studentNumber"]);
  const digits = [...displayText(number ?? "")].slice(-3).join("");
  const lastDigits = digits === "" ? "" : `…${digits}`;
  return [initialsOf(name ?? ""), lastDigits].filter((part) => part !== "").join(" · ") || undefined;
}

/** `N. T. K. T.`: at most six, safe to show. */
export function initialsOf(name: string): string {
  return displayText(name)
    .split(/\s+/)
    .map((word) => [...word][0]?.toUpperCase())
    .filter((initial) => initial !== undefined)
    .slice(0, 6)
    .map((initial) => `${initial}.`)
    .join(" ");
}

function firstText(claims: Claims, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = claims[name];
    if (typeof value === "string") return value;
  }
  return undefined;
}

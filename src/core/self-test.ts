import type { Text } from "./text.ts";
import type { EpochSeconds } from "./time.ts";

/** What a kiosk's last test of itself came to. Nothing in it is about a visitor. */
export interface SelfTestStatus {
  /** `degraded` lacks something that its configuration needs. */
  readonly state: "ok" | "degraded" | "fault";
  readonly at: EpochSeconds;
  /** In one line. */
  readonly verdict: Text;
  /** Names of the parts that are not well, as `tram doctor` has them. */
  readonly parts: readonly string[];
}

/** A part as it was tested. */
export interface TestedPart {
  readonly name: string;
  readonly label: Text;
  readonly state: "ok" | "missing" | "fault";
  readonly isNeeded?: true;
}

/** The verdict of a whole test, in one line. */
export function selfTestStatus(parts: readonly TestedPart[], at: EpochSeconds): SelfTestStatus {
  const faults = parts.filter(({ state }) => state === "fault");
  const needed = parts.filter(({ isNeeded }) => isNeeded);
  const unwell = [...faults, ...needed];
  const names = unwell.map(({ name }) => name);
  if (unwell.length === 0) {
    const verdict = { vi: `Tự kiểm tra: tốt (${parts.length} bộ phận)`, en: `Self-test: all well (${parts.length} parts)` };
    return { state: "ok", at, verdict, parts: [] };
  }
  const list = (language: keyof Text) => unwell.map(({ label }) => label[language]).join(", ");
  const state = faults.length > 0 ? "fault" : "degraded";
  return { state, at, verdict: { vi: `Tự kiểm tra: cần xem ${list("vi")}`, en: `Self-test: look at ${list("en")}` }, parts: names };
}

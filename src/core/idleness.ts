import type { ScreenStatus } from "./screen.ts";

/** Why no signed credential can be checked now, for the log; undefined where one can be. */
export function idlenessOf({ trust, unknownGroup, clock }: Pick<ScreenStatus, "trust" | "unknownGroup" | "clock">): string | undefined {
  if (!trust) return "no trust bundle yet: every credential is answered T-501";
  if (unknownGroup !== undefined) return `the trust bundle has no group ${unknownGroup}: every code is answered T-512`;
  if (clock.state !== "ok") return `the clock is ${clock.state}: every credential is answered T-503`;
  return trust.state === "stopped" ? "the trust bundle has ended: every credential is answered T-502" : undefined;
}

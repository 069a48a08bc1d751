import type { Reason } from "./reason.ts";

/** A value, or the reason why there is none. Expected failure is a value here; a throw means a bug or broken hardware. */
export type Checked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: Reason };

/** The value, checked. */
export function pass<T>(value: T): Checked<T> {
  return { ok: true, value };
}

/** No value, for this reason. */
export function fail(reason: Reason): { readonly ok: false; readonly reason: Reason } {
  return { ok: false, reason };
}

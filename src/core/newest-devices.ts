import { deviceOf } from "./provisioning/service-point.ts";
import type { EpochSeconds } from "./time.ts";

/** The device that stands at each service point now, by its place: one that was never heard of is still in its box. */
export function newestDevices(
  kiosks: readonly { readonly id: string; readonly lastSeenAt: EpochSeconds | undefined }[],
): ReadonlyMap<string, string> {
  const seen = kiosks.filter(({ lastSeenAt }) => lastSeenAt !== undefined);
  const byGeneration = seen.toSorted((a, b) => deviceOf(a.id).generation - deviceOf(b.id).generation);
  return new Map(byGeneration.map(({ id }) => [deviceOf(id).servicePoint, id]));
}

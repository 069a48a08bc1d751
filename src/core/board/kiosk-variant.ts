import type { PinFacts, VariantFacts } from "./pin-facts.ts";

/** What of the hardware a kiosk has, as its configuration says. */
export interface KioskParts {
  readonly hasCamera: boolean;
  readonly hasReader: boolean;
  readonly hasRelay: boolean;
}

/** The variant of hardware/pins.yaml that a kiosk is; a relay beside a camera or a reader alone is none of them, and is put together here. */
export function kioskVariant({ variants }: PinFacts, { hasCamera, hasReader, hasRelay }: KioskParts): VariantFacts | undefined {
  const readers = hasReader ? (hasCamera ? "both" : "serial") : "camera";
  const [base, door] = [variants[readers], variants["relay"]];
  if (!hasRelay || !base || !door) return base;
  if (readers === "both") return door;
  return { ...base, vi: `${base.vi} và rơ-le mở cửa`, en: `${base.en} and door relay`, loads: door.loads, relay: true };
}

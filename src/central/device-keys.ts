import type { EnrolledKiosk } from "../central-ports.ts";
import { keyThumbprint } from "../core/http-signature.ts";
import { importJwk, type PublicKey } from "../core/signature.ts";

/** Keys kept in memory: those of 50,000 kiosks, some 2 kB each. */
const MOST_KEYS = 65_536;

/** A device's key, and the name by which its requests call it. */
export interface DeviceKey {
  readonly key: PublicKey;
  readonly keyId: string;
}

/** Keys of kiosks, each made ready once: that takes as long as to check a signature. A key of a kiosk is never replaced. */
export function deviceKeys(): (kiosk: EnrolledKiosk) => DeviceKey | undefined {
  const known = new Map<string, DeviceKey>();
  return ({ publicJwk }) => {
    const text = JSON.stringify(publicJwk);
    const found = known.get(text);
    if (found) return found;
    const key = importJwk(publicJwk);
    if (!key) return undefined;
    if (known.size >= MOST_KEYS) known.clear();
    const device = { key, keyId: keyThumbprint(key) };
    known.set(text, device);
    return device;
  };
}

import type { PublicKey } from "../core/signature.ts";
import { loadTrust, type TrustList, type TrustMaterial } from "../core/trust.ts";
import { openTrustBundle } from "../core/trust-bundle.ts";
import type { KeptFile } from "../ports.ts";

/** The highest trust list version this kiosk has ever used. Kept apart from the list, so that losing the list does not lose the floor. */
export interface VersionFloor {
  readonly version: number;
  /** Resolves when the new floor would survive a power cut. */
  raise(version: number): Promise<void>;
}

export interface TrustStoreOptions {
  readonly file: KeptFile;
  readonly floor: VersionFloor;
  readonly rootKeys: readonly PublicKey[];
  readonly demo: boolean;
  /** Told of a kept bundle that is refused, and of keys that could not be used. */
  readonly onProblem: (event: string, facts: Readonly<Record<string, unknown>>) => void;
}

/** The kiosk's trust material: kept over a restart, replaced only between scans. */
export interface TrustStore {
  /** Undefined until a first bundle has passed every check. */
  current(): TrustMaterial | undefined;
  /** Version below which no list may be taken over; 0 on the first day. */
  readonly version: number;
  /** Takes over a list that has been verified from these bytes: kept first, then used. */
  take(list: TrustList, bytes: Uint8Array): Promise<void>;
}

/**
 * Opens the store. What is on disk is verified again: a card pulled out and written elsewhere must bring neither its own issuers
 * nor an older list, in which a withdrawn key still stands.
 */
export async function openTrustStore({ file, floor, rootKeys, demo, onProblem }: TrustStoreOptions): Promise<TrustStore> {
  let current: TrustMaterial | undefined;

  function use(list: TrustList): void {
    const { trust, rejectedKeys } = loadTrust(list);
    if (rejectedKeys.length > 0) onProblem("trust keys not usable", { keys: rejectedKeys });
    current = trust;
  }

  const kept = await file.read();
  if (kept) {
    const opened = openTrustBundle(kept, rootKeys, { demo, notBelowVersion: floor.version });
    if (opened.ok) use(opened.list);
    else onProblem("kept trust bundle refused", { refusal: opened.refusal, detail: opened.detail });
  }

  return {
    current: () => current,
    get version() {
      return Math.max(floor.version, current?.version ?? 0);
    },
    async take(list, bytes) {
      await file.replace(bytes);
      if (list.version > floor.version) await floor.raise(list.version);
      use(list);
    },
  };
}

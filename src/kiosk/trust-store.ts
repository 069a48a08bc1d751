import type { PublicKey } from "../core/signature.ts";
import { loadTrust, type TrustList, type TrustMaterial } from "../core/trust.ts";
import { openTrustBundle } from "../core/trust-bundle.ts";
import type { KeptFile } from "../ports.ts";

export interface TrustStoreOptions {
  readonly file: KeptFile;
  readonly rootKeys: readonly PublicKey[];
  readonly demo: boolean;
  /** Told of a kept bundle that is refused, and of keys that could not be used. */
  readonly onProblem: (event: string, facts: Readonly<Record<string, unknown>>) => void;
}

/** The kiosk's trust material: kept over a restart, replaced only between scans. */
export interface TrustStore {
  /** Undefined until a first bundle has passed every check. */
  current(): TrustMaterial | undefined;
  /** Version of the current list; 0 where there is none. */
  readonly version: number;
  /** Takes over a list that has been verified from these bytes: kept first, then used. */
  take(list: TrustList, bytes: Uint8Array): Promise<void>;
}

/** Opens the store. What is on disk is verified again: a card pulled out and written elsewhere must not bring its own issuers. */
export async function openTrustStore({ file, rootKeys, demo, onProblem }: TrustStoreOptions): Promise<TrustStore> {
  let current: TrustMaterial | undefined;

  function use(list: TrustList): void {
    const { trust, rejectedKeys } = loadTrust(list);
    if (rejectedKeys.length > 0) onProblem("trust keys not usable", { keys: rejectedKeys });
    current = trust;
  }

  const kept = await file.read();
  if (kept) {
    const opened = openTrustBundle(kept, rootKeys, { demo, notBelowVersion: 0 });
    if (opened.ok) use(opened.list);
    else onProblem("kept trust bundle refused", { refusal: opened.refusal, detail: opened.detail });
  }

  return {
    current: () => current,
    get version() {
      return current?.version ?? 0;
    },
    async take(list, bytes) {
      await file.replace(bytes);
      use(list);
    },
  };
}

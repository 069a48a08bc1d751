// Where the wallet is kept: IndexedDB, and not localStorage. The key stays bytes and never becomes a text that could be copied by accident,
// key and credentials are replaced together or not at all, and nothing waits for the disk while a code is on the screen.
import type { WalletCredential } from "../core/wallet.ts";
import { SECRET_KEY_BYTES } from "./wallet-key.ts";

/** All that a wallet is. */
export interface KeptWallet {
  readonly secretKey: Uint8Array;
  readonly credentials: readonly WalletCredential[];
}

const DATABASE = "tram-wallet";
const STORE = "wallet";
/** The one record there is. Another version of this page that keeps something else takes another name. */
const RECORD = "v1";

/** The wallet of this browser, or undefined where there is none. Rejects where the browser keeps nothing, e.g. in a private window. */
export async function loadWallet(): Promise<KeptWallet | undefined> {
  const kept = await inStore("readonly", (store) => store.get(RECORD));
  return isWallet(kept) ? kept : undefined;
}

/** Keeps this wallet in place of any other. */
export async function keepWallet(wallet: KeptWallet): Promise<void> {
  await inStore("readwrite", (store) => store.put(wallet, RECORD));
}

/** Forgets the wallet, its key included: nobody can show its credentials live any more. */
export async function eraseWallet(): Promise<void> {
  await inStore("readwrite", (store) => store.clear());
}

async function inStore(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
  const database = await opened();
  try {
    return await new Promise<unknown>((resolve, reject) => {
      const transaction = database.transaction(STORE, mode, { durability: "strict" });
      const request = act(transaction.objectStore(STORE));
      // A request that has succeeded may still be undone; a transaction that is complete may not.
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error ?? new Error("wallet: the browser gave the storage up"));
    });
  } finally {
    database.close();
  }
}

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("wallet: the browser has no storage"));
  });
}

/** Only this page writes here, so the record is what it was, or something that a person has changed by hand. */
function isWallet(value: unknown): value is KeptWallet {
  if (typeof value !== "object" || value === null || !("secretKey" in value) || !("credentials" in value)) return false;
  return value.secretKey instanceof Uint8Array && value.secretKey.length === SECRET_KEY_BYTES && Array.isArray(value.credentials);
}

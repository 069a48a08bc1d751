import type { HashList, IdentityList, RevocationList, RidList, TokenStatusList } from "./list.ts";

/** All revocation lists of a kiosk by the name that credentials find them with. Where several have one name, none takes back what another says. */
export interface Revocations {
  /** By URI. */
  readonly tokenStatus: ReadonlyMap<string, readonly TokenStatusList[]>;
  /** By issuer. */
  readonly identity: ReadonlyMap<string, readonly IdentityList[]>;
  /** By key identifier. */
  readonly rid: ReadonlyMap<string, readonly RidList[]>;
  /** By key identifier in lower-case hex. */
  readonly hash: ReadonlyMap<string, readonly HashList[]>;
}

/** Nobody has taken anything back. */
export const NO_REVOCATIONS: Revocations = { tokenStatus: new Map(), identity: new Map(), rid: new Map(), hash: new Map() };

/** Collects lists, one after the other, so that many of them take no long time at once. */
export class RevocationCollector {
  readonly #tokenStatus = new Map<string, TokenStatusList[]>();
  readonly #identity = new Map<string, IdentityList[]>();
  readonly #rid = new Map<string, RidList[]>();
  readonly #hash = new Map<string, HashList[]>();

  add(list: RevocationList): void {
    switch (list.kind) {
      case "token-status":
        append(this.#tokenStatus, list);
        return;
      case "identity":
        append(this.#identity, list);
        return;
      case "rid":
        append(this.#rid, list);
        return;
      case "hash":
        append(this.#hash, list);
    }
  }

  collected(): Revocations {
    return { tokenStatus: this.#tokenStatus, identity: this.#identity, rid: this.#rid, hash: this.#hash };
  }
}

/** These lists, arranged for looking up. */
export function revocationsOf(lists: Iterable<RevocationList>): Revocations {
  const collector = new RevocationCollector();
  for (const list of lists) collector.add(list);
  return collector.collected();
}

function append<T extends RevocationList>(index: Map<string, T[]>, list: T): void {
  const same = index.get(list.name);
  if (same) same.push(list);
  else index.set(list.name, [list]);
}

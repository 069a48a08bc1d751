import { encodeDelta } from "../../src/core/revocation/delta.ts";
import { publishTargets, type TargetContents } from "../../src/drivers/trust-repository.ts";
import { ED_KEY, ISSUER } from "../support/credential-maker.ts";
import { keyEntry } from "../support/judging.ts";
import { beginRepository, LIFETIMES, newPublisher, type Publisher } from "../support/tuf-publisher.ts";
import { bigLists, bigTrustList, shardsOf, withMorePlaces } from "./big-bundle.ts";

/** Of each list so many more places are revoked with each version, a day's worth of a hundred million; and so many issuers get a new key. */
export const [NEW_PLACES, NEW_KEYS] = [274, 50];
const DAY = 86_400;

/** A publisher that changes the list of issuers, and every status list by a delta, with each version. */
export class BigOffice {
  readonly #repository: string;
  readonly #now: number;
  readonly #publisher: Publisher = newPublisher();
  readonly #targets = new Map<string, TargetContents & { readonly custom?: Readonly<Record<string, number>> }>();
  #issuers = bigTrustList().issuers;
  #lists = bigLists();
  #shards: readonly Uint8Array[] = [];
  #version = 0;

  constructor(repository: string, now: number) {
    this.#repository = repository;
    this.#now = now;
  }

  begin(): Promise<Uint8Array> {
    return beginRepository(this.#repository, this.#publisher, this.#now);
  }

  async publish(): Promise<void> {
    const version = ++this.#version;
    const before = this.#shards;
    if (version > 1) {
      this.#issuers = [...bigTrustList(NEW_KEYS).issuers, ...this.#issuers.slice(NEW_KEYS)];
      this.#lists = this.#lists.map((list) => withMorePlaces(list, NEW_PLACES));
    }
    this.#shards = shardsOf(this.#lists);
    const own = { id: ISSUER, types: ["citizen" as const], keys: [keyEntry(ED_KEY)] };
    const list = { version, issuedAt: this.#now, expiresAt: this.#now + 90 * DAY, issuers: [own, ...this.#issuers] };
    this.#targets.set("trust-list.json", { bytes: Buffer.from(JSON.stringify(list)) });
    for (const [index, bytes] of this.#shards.entries()) {
      this.#targets.set(`status-${String(index).padStart(2, "0")}.bin`, { bytes, custom: { sequence: version } });
    }
    const delta = version > 1 ? encodeDelta(before, this.#shards) : undefined;
    if (delta) this.#targets.set(`status-delta-${version}.bin`, { bytes: delta });
    await publishTargets(this.#repository, this.#publisher, { targets: this.#targets, now: this.#now, lifetimes: LIFETIMES });
  }
}

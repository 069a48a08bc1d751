import { join } from "node:path";
import { NO_GROUPS } from "../core/groups.ts";
import type { PublishedFacts } from "../core/register.ts";
import type { RevocationList } from "../core/revocation/list.ts";
import type { PrivateKey } from "../core/signature.ts";
import type { EpochSeconds } from "../core/time.ts";
import type { TrustList } from "../core/trust.ts";
import { keptFile } from "../drivers/kept-file.ts";
import { takeOverRepository } from "../drivers/repository-take-over.ts";
import { statusPublication } from "../drivers/status-publication.ts";
import { addSignatures, metadataBytes, rootMetadata } from "../drivers/trust-metadata.ts";
import { publishTargets, readPublished, writeRoot } from "../drivers/trust-repository.ts";

const DAY_SECONDS = 86_400;
/** What a kiosk without any network has: the shortest of these. A demo's root shall outlast the folder. */
const LIFETIMES = { timestamp: 30 * DAY_SECONDS, snapshot: 60 * DAY_SECONDS, targets: 60 * DAY_SECONDS };
const ROOT_SECONDS = 3650 * DAY_SECONDS;
/** A demo's lists are small: one file holds them all. */
const STATUS_SHARDS = 1;

/** The keys of the demo's publisher. A real one keeps them apart, and the root's in several hands (docs/operating.md). */
export interface PublisherKeys {
  readonly root: PrivateKey;
  readonly targets: PrivateKey;
  readonly snapshot: PrivateKey;
  readonly timestamp: PrivateKey;
}

/** The demo's publisher. */
export interface Publisher {
  /** The folder of its repository. */
  readonly repository: string;
  /** The root metadata that a kiosk starts with. */
  readonly anchor: Uint8Array;
  /** Publishes this list and these revocations, and hands the publication to central. Versions go on where they stood, never back. */
  publish(
    list: Pick<TrustList, "issuers" | "operatorKeys">,
    revocations: readonly RevocationList[],
    now: EpochSeconds,
  ): Promise<PublishedFacts>;
}

/** Opens the publisher's repository, or begins it. `centralFolder`: what central hands out. */
export async function openPublisher(repository: string, centralFolder: string, keys: PublisherKeys, now: EpochSeconds): Promise<Publisher> {
  const kept = await keptFile(join(repository, "metadata", "1.root.json")).read();
  const anchor = kept ?? newRoot(keys, now);
  if (!kept) await writeRoot(repository, 1, anchor);
  const signers = { targets: [keys.targets], snapshot: [keys.snapshot], timestamp: [keys.timestamp] };

  return {
    repository,
    anchor,
    async publish(list, revocations, now) {
      const before = await readPublished(repository);
      const status = await statusPublication(repository, before, revocations, STATUS_SHARDS);
      const [version, issuedAt] = [(before?.versions.targets ?? 0) + 1, Math.floor(now)];
      const trust: TrustList = { version, issuedAt, expiresAt: issuedAt + LIFETIMES.targets, demo: true, ...list };
      const targets = new Map(status.targets).set("trust-list.json", json(trust)).set("groups.json", json(NO_GROUPS));
      const versions = await publishTargets(repository, signers, { targets, now, lifetimes: LIFETIMES });
      const taken = await takeOverRepository(repository, centralFolder, now);
      if (!taken.ok) throw new Error(`demo: central does not take this publication: ${taken.refusal}, ${taken.detail}`);
      return {
        version: versions.timestamp,
        sequence: status.sequence,
        publishedAt: issuedAt,
        expiresAt: issuedAt + LIFETIMES.timestamp,
        listBytes: status.shardBytes,
        ...(status.deltaBytes !== undefined && { deltaBytes: status.deltaBytes }),
      };
    },
  };
}

function newRoot(keys: PublisherKeys, now: EpochSeconds): Uint8Array {
  const only = ({ publicKey }: PrivateKey) => ({ keys: [publicKey], threshold: 1 });
  const roles = { root: only(keys.root), targets: only(keys.targets), snapshot: only(keys.snapshot), timestamp: only(keys.timestamp) };
  const metadata = rootMetadata({ version: 1, expires: now + ROOT_SECONDS }, roles);
  addSignatures(metadata, [keys.root]);
  return metadataBytes(metadata);
}

function json(value: unknown): { readonly bytes: Uint8Array } {
  return { bytes: Buffer.from(`${JSON.stringify(value)}\n`) };
}

import type { Groups } from "./core/groups.ts";
import type { EpochSeconds } from "./core/time.ts";
import type { TrustMaterial } from "./core/trust.ts";
import type { TrustRefusal } from "./core/trust-refusal.ts";
import type { TrustVersions } from "./core/trust-version.ts";
import type { OfferTime } from "./core/trusted-time.ts";

/** Where a trust bundle is fetched from. */
export type TrustOrigin =
  /** Central's base URL: `https:`, or `http:` on the loopback interface. */
  | { readonly kind: "central"; readonly url: string }
  /** A folder with `metadata/` and `targets/` in it, on a stick for one. Nothing outside of it is ever read. */
  | { readonly kind: "folder"; readonly path: string };

/** The trust bundle that this kiosk holds. */
export interface HeldTrust {
  readonly versions: TrustVersions;
  /** Version of the root since which the keys of the timestamp are what they are; 0: since the kiosk's own root. */
  readonly timestampKeysSince: number;
  /** A time that has certainly passed. */
  readonly issuedAt: EpochSeconds;
  /** When the first of list, root, timestamp, snapshot and targets ends; decide() judges it. */
  readonly expiresAt: EpochSeconds;
  /** Ends of the four metadata roles, for people who must know which to renew. */
  readonly expiries: {
    readonly root: EpochSeconds;
    readonly timestamp: EpochSeconds;
    readonly snapshot: EpochSeconds;
    readonly targets: EpochSeconds;
  };
  readonly trust: TrustMaterial;
  readonly groups: Groups;
  /** Keys of the list that could not be admitted, by name. */
  readonly rejectedKeys: readonly string[];
  /** Appliance updates on offer (`update-*`). */
  readonly updates: readonly TrustTarget[];
}

/** One file that the bundle vouches for. */
export interface TrustTarget {
  readonly name: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** Why a bundle is not believed, with the particulars for an operator. */
export interface TrustRefused {
  readonly kind: "refused";
  readonly refusal: TrustRefusal;
  readonly detail: string;
}

/** No network, no answer, an overloaded central: nothing is known about what it offers; repeat later. */
export interface TrustLater {
  readonly kind: "later";
  readonly detail: string;
  readonly retryAfterSeconds?: number;
}

/** What became of an offer. After everything but `updated` the vault holds what it held before. */
export type TrustUpdate =
  | { readonly kind: "updated"; readonly held: HeldTrust }
  /** The origin offers what is held. */
  | { readonly kind: "unchanged" }
  | TrustRefused
  | TrustLater;

/** The kiosk's trust bundle: verified whenever it is read, replaced only as a whole. */
export interface TrustVault {
  /** Verified, also when expired ("stale but verified"). Undefined where there is none yet. */
  held(): HeldTrust | undefined;
  /** Why what lay on the disk at the start is not used, if so. */
  readonly refusedAtOpen: { readonly refusal: TrustRefusal; readonly detail: string } | undefined;
  /**
   * Fetches, verifies and takes over what the origin offers. Never rejects; calls are served one after another, and a folder does not wait
   * for central: what of central has not been fetched yet is `later`. When it resolves with `updated`, a power cut leaves the new bundle;
   * before that the old one or the new one, never a mixture.
   * `time`: by which expiry is judged, asked when its turn has come and once more before it is kept: a slow line may take an hour.
   * `floor`: versions below which nothing is taken, whatever the disk says.
   */
  update(origin: TrustOrigin, time: () => OfferTime, floor: TrustVersions): Promise<TrustUpdate>;
  /** Fetches an appliance update of the held bundle into a file, replaced as a whole once its hash is right. Never rejects. */
  fetchTarget(name: string, origin: TrustOrigin, file: string): Promise<{ readonly kind: "fetched" } | TrustRefused | TrustLater>;
  /** Ends what is under way (it resolves with `later`); the disk is as after the last `updated`. */
  close(): Promise<void>;
}

/** A stick with a trust bundle on it. */
export interface Stick {
  /** The folder with `metadata/` and `targets/` in it. */
  readonly path: string;
  /** Changes when something else is on the stick. */
  readonly mark: string;
}

/** Where sticks appear. */
export interface StickPort {
  /** The sticks that are in now, without having read any of them. Never rejects. */
  look(): Promise<readonly Stick[]>;
}

/** One file of the trust bundle that central hands out. */
export interface PublishedFile {
  /** Length in bytes. */
  readonly length: number;
  /** Strong entity tag (RFC 9110 §8.8.3), quotes included: changes when the bytes do. */
  readonly etag: string;
  /** The bytes from here to the end. Large files are read while they are sent; a broken disk ends the iteration with an error. */
  content(from: number): AsyncIterable<Uint8Array>;
}

/** The trust bundle that central hands out, a TUF repository. A new publication is seen at once, without a restart. */
export interface PublishedTrust {
  /** Undefined where there is no such file, or no such name. Rejects where the disk cannot be read. */
  metadata(name: string): Promise<PublishedFile | undefined>;
  /** `name`: the SHA-256 of the bytes in hex, a point, the target's name. */
  target(name: string): Promise<PublishedFile | undefined>;
}

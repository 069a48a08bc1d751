// TUF metadata as the publisher makes them (The Update Framework 1.0.31, §4): built and signed here, believed nowhere here.
import { Key, Metadata, MetadataKind, MetaFile, Root, Signature, Snapshot, TargetFile, Targets, Timestamp } from "@tufjs/models";
import { hexOf } from "../core/hex.ts";
import { publicJwkOf } from "../core/http-signature.ts";
import { type PrivateKey, type PublicKey, sha256, signWith } from "../core/signature.ts";
import type { EpochSeconds } from "../core/time.ts";

/** The four roles of a repository; there are no delegations (docs/decisions/0011-tuf.md). */
export const ROLES = ["root", "targets", "snapshot", "timestamp"] as const;
export type Role = (typeof ROLES)[number];

/** Who may sign for a role, and how many of them must. */
export interface RoleKeys {
  readonly keys: readonly PublicKey[];
  readonly threshold: number;
}

/** A file that kiosks may fetch. */
export interface TargetFacts {
  readonly name: string;
  /** Length in bytes. */
  readonly length: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly custom?: Readonly<Record<string, string | number>>;
}

/** What every kind of metadata says of itself. */
interface Dated {
  readonly version: number;
  readonly expires: EpochSeconds;
}

type AnyMetadata = Metadata<Root> | Metadata<Targets> | Metadata<Snapshot> | Metadata<Timestamp>;

/** The specification that these metadata follow. */
const SPEC_VERSION = "1.0.31";

/** A time as TUF writes it (§4.2.1): whole seconds, `YYYY-MM-DDTHH:MM:SSZ`. */
export function tufTime(at: EpochSeconds): string {
  return `${new Date(Math.floor(at) * 1000).toISOString().slice(0, 19)}Z`;
}

/** A public Ed25519 key as root metadata list it (§4.2); its name is the SHA-256 of its canonical JSON. Throws for another kind. */
export function tufKey(key: PublicKey): Key {
  if (key.algorithm !== "EdDSA") throw new Error("trust metadata: roles have Ed25519 keys only");
  const keyVal = { public: Buffer.from(publicJwkOf(key).x, "base64url").toString("hex") };
  // Written out in canonical order: nothing in it needs an escape.
  const canonical = JSON.stringify({ keytype: "ed25519", keyval: keyVal, scheme: "ed25519" });
  return new Key({ keyID: hexOf(sha256(Buffer.from(canonical))), keyType: "ed25519", scheme: "ed25519", keyVal });
}

/** Root metadata that name the keys of every role, not yet signed. */
export function rootMetadata({ version, expires }: Dated, roles: Readonly<Record<Role, RoleKeys>>): Metadata<Root> {
  const keys = ROLES.flatMap((role) => roles[role].keys.map(tufKey));
  const named = ROLES.map((role) => [role, { keyids: roles[role].keys.map((key) => tufKey(key).keyID), threshold: roles[role].threshold }]);
  return new Metadata(
    Root.fromJSON({
      _type: MetadataKind.Root,
      spec_version: SPEC_VERSION,
      consistent_snapshot: true,
      version,
      expires: tufTime(expires),
      keys: Object.fromEntries(keys.map((key) => [key.keyID, key.toJSON()])),
      roles: Object.fromEntries(named),
    }),
  );
}

/** Targets metadata: every file that kiosks may fetch, not yet signed. */
export function targetsMetadata({ version, expires }: Dated, files: readonly TargetFacts[]): Metadata<Targets> {
  const targets = files.map(({ name, length, sha256: digest, custom }) => {
    const unrecognizedFields = custom ? { custom: { ...custom } } : {};
    return [name, new TargetFile({ path: name, length, hashes: { sha256: digest }, unrecognizedFields })] as const;
  });
  return new Metadata(new Targets({ specVersion: SPEC_VERSION, version, expires: tufTime(expires), targets: Object.fromEntries(targets) }));
}

/** Snapshot metadata for these bytes of targets metadata, not yet signed. */
export function snapshotMetadata({ version, expires }: Dated, targets: Described): Metadata<Snapshot> {
  const meta = { "targets.json": metaFile(targets) };
  return new Metadata(new Snapshot({ specVersion: SPEC_VERSION, version, expires: tufTime(expires), meta }));
}

/**
 * Timestamp metadata for these bytes of snapshot metadata, not yet signed. `issued` is our own field (§4.1 allows more than it names): a
 * time that has certainly passed where somebody sees the signature.
 */
export function timestampMetadata({ version, expires }: Dated, snapshot: Described, issued: EpochSeconds): Metadata<Timestamp> {
  const unrecognizedFields = { issued: tufTime(issued) };
  const snapshotMeta = metaFile(snapshot);
  return new Metadata(new Timestamp({ specVersion: SPEC_VERSION, version, expires: tufTime(expires), snapshotMeta, unrecognizedFields }));
}

/** The bytes of a metadata file and the version they carry. */
export interface Described {
  readonly version: number;
  readonly bytes: Uint8Array;
}

function metaFile({ version, bytes }: Described): MetaFile {
  return new MetaFile({ version, length: bytes.length, hashes: { sha256: hexOf(sha256(bytes)) } });
}

/** Adds the signatures of these keys to those that are there already; a key signs once, however often it is asked. */
export function addSignatures(metadata: AnyMetadata, keys: readonly PrivateKey[]): void {
  for (const { handle, publicKey } of keys) {
    metadata.sign((bytes) => {
      const sig = Buffer.from(signWith(handle, bytes)).toString("hex");
      return new Signature({ keyID: tufKey(publicKey).keyID, sig });
    });
  }
}

/** The bytes of a metadata file. */
export function metadataBytes(metadata: AnyMetadata): Uint8Array {
  return Buffer.from(`${JSON.stringify(metadata.toJSON(), undefined, 1)}\n`, "utf8");
}

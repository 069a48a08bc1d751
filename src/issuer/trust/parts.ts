import type { RevocationList } from "../../core/revocation/list.ts";
import type { PrivateKey, PublicKey } from "../../core/signature.ts";
import type { Text } from "../../core/text.ts";
import type { EpochSeconds } from "../../core/time.ts";
import type { TrustRefusal } from "../../core/trust-refusal.ts";
import type { PublishingRole, RoleKey, RootFacts } from "../../core/trust-root.ts";
import type { TrustVersions } from "../../core/trust-version.ts";
import type { KeptFile, KeyFile } from "../../ports.ts";
import type { FindSymbols } from "../parts.ts";

/** What the publisher's commands need from the world. */
export interface TrustParts {
  readonly now: () => EpochSeconds;
  /** The bytes of a file, or of standard input for `-`; bounded. Rejects with a sentence for the user. */
  readonly readInput: (file: string) => Promise<Uint8Array>;
  /** The symbols of all QR codes in a picture file. */
  readonly findSymbols: FindSymbols;
  /** The value of a TOML text. Rejects with a sentence for the user. */
  readonly parseToml: (text: string) => Promise<unknown>;
  readonly disk: Disk;
  readonly keys: KeyFiles;
  readonly passphrases: Passphrases;
  readonly roots: Roots;
  readonly repositoryAt: (folder: string) => Repository;
  /** The folder of the repository that a word names: itself, or the only one in it; else which one to name. */
  readonly findRepository: (
    named: string,
  ) => Promise<{ readonly ok: true; readonly folder: string } | { readonly ok: false; readonly problem: Text }>;
  /** Writes to standard output; resolves when there is room for more. */
  readonly out: (text: string) => Promise<void>;
  /** Writes to standard error. */
  readonly err: (text: string) => void;
}

/** The publisher's folder and the sticks. Every call rejects with the system's error. */
export interface Disk {
  readonly keptFile: (path: string) => KeptFile;
  /** Makes a folder (0700) and those above it, durably. */
  readonly makeFolder: (path: string) => Promise<void>;
  /** Names in a folder, sorted; none where there is no such folder. */
  readonly names: (folder: string) => Promise<readonly string[]>;
  readonly remove: (path: string) => Promise<void>;
  readonly rename: (from: string, to: string) => Promise<void>;
  /** Copies a file of any size, durably, in place of one that is there. */
  readonly copy: (from: string, to: string) => Promise<void>;
  /** Length and SHA-256 (lower-case hex) of a file of any size. */
  readonly digest: (path: string) => Promise<{ readonly length: number; readonly sha256: string }>;
  /** The folder for this process alone, or undefined where another one has it. */
  readonly lock: (folder: string) => { release(): void } | undefined;
  readonly exists: (path: string) => Promise<boolean>;
  /** Removes a file, or a folder with all that is in it. */
  readonly removeTree: (path: string) => Promise<void>;
  /** Where a file lies or would lie. Undefined where there is no such folder. */
  readonly placeOf: (path: string) => Promise<Place | undefined>;
  /** The same of the nearest folder above it that is there. */
  readonly nearestPlace: (path: string) => Promise<Place>;
  readonly join: (...names: readonly string[]) => string;
}

/** A place for a file. */
export interface Place {
  /** The file's one path, without links. */
  readonly path: string;
  readonly folder: string;
  /** Number of the device that the folder is on. */
  readonly device: number;
  readonly isWritable: boolean;
}

/** Private keys in files. */
export interface KeyFiles {
  /** A new private Ed25519 JWK. */
  readonly newJwk: () => object;
  /** Writes a key sealed with a passphrase, and proves that it can be opened and signs; never over a file that is there. */
  readonly writeSealed: (path: string, jwk: object, passphrase: string) => Promise<PrivateKey | "exists">;
  /** Writes a key as it is. */
  readonly writeReady: (path: string, jwk: object) => Promise<PrivateKey | "exists">;
  readonly read: (path: string) => Promise<KeyFile>;
}

export interface Passphrases {
  /** Asks the person at the terminal, without echo; undefined where there is nobody, or they do not want to. */
  readonly ask: (question: string) => Promise<string | undefined>;
  /** The passphrase in a file, or on standard input for `-`. Rejects with a sentence for the user. */
  readonly read: (file: string) => Promise<string>;
}

/** Root metadata as bytes. */
export interface Roots {
  readonly keyOf: (key: PublicKey) => RoleKey;
  readonly make: (facts: RootFacts, signers: readonly PrivateKey[]) => Uint8Array;
  /** Undefined where the bytes are no root metadata that this program makes. */
  readonly read: (bytes: Uint8Array) => RootFacts | undefined;
  readonly sign: (bytes: Uint8Array, signers: readonly PrivateKey[]) => Uint8Array;
  /** Names of the root keys of `by` that have signed. */
  readonly signers: (bytes: Uint8Array, by: RootFacts) => readonly string[];
}

/** A published file. */
export interface Target {
  readonly name: string;
  /** In bytes. */
  readonly length: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly custom?: Readonly<Record<string, string | number>>;
}

/** What is published now. */
export interface PublishedNow {
  readonly versions: TrustVersions;
  readonly targets: readonly Target[];
  readonly expires: Readonly<Record<"root" | "targets" | "snapshot" | "timestamp", EpochSeconds>>;
}

/** Contents of a target, with what metadata say beside it. */
export type TargetContents = ({ readonly bytes: Uint8Array } | { readonly file: string }) & { readonly custom?: Target["custom"] };

/** The keys that sign a publication; several for a role while one takes another's place. */
export type PublishingKeys = Readonly<Record<PublishingRole, readonly PrivateKey[]>>;

/** What there is in a repository that a kiosk would look at. */
export interface LookedAt {
  readonly versions: TrustVersions;
  /** When the first of the metadata ends. */
  readonly expiresAt: EpochSeconds;
  readonly targets: readonly Target[];
}

/** An answer, or why a kiosk would refuse. */
export type Looked<T> = ({ readonly ok: true } & T) | { readonly ok: false; readonly refusal: TrustRefusal; readonly detail: string };

/** A repository of the publisher's. Rejects where the disk cannot be read or written. */
export interface Repository {
  readonly published: () => Promise<PublishedNow | undefined>;
  /** Versions of what is there, 0 for what is not. */
  readonly versions: () => Promise<TrustVersions>;
  /** Root metadata of a version. */
  readonly root: (version: number) => Promise<Uint8Array | undefined>;
  readonly writeRoot: (version: number, bytes: Uint8Array) => Promise<void>;
  readonly target: (target: Target) => Promise<Uint8Array>;
  /** The contents of a published target as they lie on the disk, to be published again. */
  readonly contents: (target: Target) => TargetContents;
  /** The status lists as targets, with what has changed since the last publication; rejects where they are too many for so few files. */
  readonly status: (
    published: PublishedNow | undefined,
    lists: readonly RevocationList[],
    shards: number,
  ) => Promise<{ readonly targets: ReadonlyMap<string, TargetContents>; readonly sequence: number; readonly deltaBytes?: number }>;
  readonly publish: (
    keys: PublishingKeys,
    publication: {
      readonly targets: ReadonlyMap<string, TargetContents>;
      readonly now: EpochSeconds;
      readonly lifetimes: Readonly<Record<PublishingRole, number>>;
    },
  ) => Promise<TrustVersions>;
  /** Signs the timestamp anew. */
  readonly refresh: (keys: readonly PrivateKey[], now: EpochSeconds, seconds: number) => Promise<TrustVersions>;
  /** What a kiosk that begins with this root makes of it at this time; every target is read. */
  readonly lookAt: (root: Uint8Array, at: EpochSeconds) => Promise<Looked<LookedAt>>;
  /** Copies the newest publication, in an order that leaves the old one or the new one. */
  readonly copyTo: (folder: string, now: EpochSeconds) => Promise<Looked<{ readonly versions: TrustVersions }>>;
}

// The way from a root that this kiosk was given to a bundle that it may believe (TUF §5.3 to §5.6), step by step over bytes. What is older
// than what was seen, and what has expired, is judged in tuf-floor.ts: held metadata pass here for ever.
import { hexOf } from "./hex.ts";
import { toTheEnd } from "./revocation/steps.ts";
import { sha256 } from "./signature.ts";
import { type Judged, judged, type Refusal, refuse } from "./trust-refusal.ts";
import type { TrustRole } from "./trust-root.ts";
import { isTufSignature } from "./tuf-key.ts";
import { MAX_METADATA_BYTES, MAX_TARGETS, readTufFile, readTufRoot, type TufFile, type TufRoot } from "./tuf-metadata.ts";

/** Most roots from the kiosk's own to the newest: one a week for twenty years, and a bound for a walk that somebody makes long. */
export const MAX_ROOTS = 1024;

/** Metadata that belong together, from the kiosk's own root to the targets. */
export interface TufBundle {
  /** The kiosk's own first, the newest last. */
  readonly roots: readonly TufRoot[];
  readonly root: TufRoot;
  readonly timestamp: TufFile<"timestamp">;
  readonly snapshot: TufFile<"snapshot">;
  readonly targets: TufFile<"targets">;
}

/** The same as bytes, as they lie on a disk; `roots` without the kiosk's own. */
export interface TufBytes {
  readonly roots: readonly Uint8Array[];
  readonly timestamp: Uint8Array;
  readonly snapshot: Uint8Array;
  readonly targets: Uint8Array;
}

/** The kiosk's own root, from its configuration: it must at least be signed by itself. It may have expired (§5.3.1). */
export function firstRoot(bytes: Uint8Array): Judged<TufRoot> {
  const root = sizedRoot(bytes);
  return root.ok ? (signatureProblem(root.value, root.value) ?? root) : root;
}

/** The next root: signed by enough keys of the one before, and by enough of its own (§5.3.4, §5.3.5). */
export function nextRoot(before: TufRoot, bytes: Uint8Array): Judged<TufRoot> {
  const root = sizedRoot(bytes);
  if (!root.ok) return root;
  const problem = signatureProblem(before, root.value) ?? signatureProblem(root.value, root.value);
  if (problem) return problem;
  const expected = before.signed.version + 1;
  if (root.value.signed.version === expected) return root;
  return refuse("root-chain", `root: version ${root.value.signed.version} where ${expected} comes next`);
}

/** The timestamp, by the keys of the newest root. */
export function checkTimestamp(root: TufRoot, bytes: Uint8Array): Judged<TufFile<"timestamp">> {
  const tooLong = sizeProblem("timestamp", bytes, MAX_METADATA_BYTES.timestamp);
  if (tooLong) return tooLong;
  const timestamp = readTufFile("timestamp", bytes);
  return timestamp.ok ? (signatureProblem(root, timestamp.value) ?? timestamp) : timestamp;
}

/** The snapshot that the timestamp names. */
export function checkSnapshot(root: TufRoot, timestamp: TufFile<"timestamp">, bytes: Uint8Array): Judged<TufFile<"snapshot">> {
  return checkNamed("snapshot", root, timestamp.signed.meta["snapshot.json"], bytes);
}

/** The targets that the snapshot names. */
export function checkTargets(root: TufRoot, snapshot: TufFile<"snapshot">, bytes: Uint8Array): Judged<TufFile<"targets">> {
  return checkNamed("targets", root, snapshot.signed.meta["targets.json"], bytes);
}

/** Everything from the kiosk's own root on, or the first thing against it. */
export function checkBundle(anchor: TufRoot, bytes: TufBytes): Judged<TufBundle> {
  return toTheEnd(checkBundleInSteps(anchor, bytes));
}

/** The same in steps of a millisecond or two: a kiosk that has seen many roots must not stand still for them. */
export function* checkBundleInSteps(anchor: TufRoot, bytes: TufBytes): Generator<void, Judged<TufBundle>> {
  const roots = yield* walkRoots(anchor, bytes.roots);
  if (!roots.ok) return roots;
  const root = roots.value.at(-1) ?? anchor;
  const timestamp = checkTimestamp(root, bytes.timestamp);
  if (!timestamp.ok) return timestamp;
  yield;
  const snapshot = checkSnapshot(root, timestamp.value, bytes.snapshot);
  if (!snapshot.ok) return snapshot;
  yield;
  const targets = checkTargets(root, snapshot.value, bytes.targets);
  if (!targets.ok) return targets;
  return judged({ roots: roots.value, root, timestamp: timestamp.value, snapshot: snapshot.value, targets: targets.value });
}

/** The kiosk's own root and those after it. Older ones are passed over: a kiosk may have been given a newer root than it began with. */
function* walkRoots(anchor: TufRoot, later: readonly Uint8Array[]): Generator<void, Judged<readonly TufRoot[]>> {
  if (later.length >= MAX_ROOTS) return refuse("root-chain", `more than ${MAX_ROOTS} roots`);
  const roots = [anchor];
  let root = anchor;
  for (const bytes of later) {
    yield;
    const read = root === anchor ? sizedRoot(bytes) : undefined;
    if (read?.ok && read.value.signed.version <= anchor.signed.version) continue;
    const next = nextRoot(root, bytes);
    if (!next.ok) return next;
    root = next.value;
    roots.push(root);
  }
  return judged(roots);
}

/** How a file is described in the one above it. */
interface Description {
  readonly version: number;
  readonly length: number;
  readonly hashes: { readonly sha256: string };
}

function checkNamed<R extends "snapshot" | "targets">(
  role: R,
  root: TufRoot,
  described: Description,
  bytes: Uint8Array,
): Judged<TufFile<R>> {
  // The hash stands first: what it does not fit need not be taken apart (§5.5.2, §5.6.2).
  const problem =
    sizeProblem(role, bytes, Math.min(described.length, MAX_METADATA_BYTES[role])) ??
    (hexOf(sha256(bytes)) === described.hashes.sha256 ? undefined : refuse("mix-and-match", `${role}: not the file that is named`)) ??
    (role === "targets" ? countProblem(bytes) : undefined);
  if (problem) return problem;
  const file = readTufFile(role, bytes);
  if (!file.ok) return file;
  const unsigned = signatureProblem(root, file.value);
  if (unsigned) return unsigned;
  const { version } = file.value.signed;
  if (version === described.version) return file;
  return refuse("mix-and-match", `${role}: version ${version} where ${described.version} is named`);
}

function sizedRoot(bytes: Uint8Array): Judged<TufRoot> {
  return sizeProblem("root", bytes, MAX_METADATA_BYTES.root) ?? readTufRoot(bytes);
}

function sizeProblem(role: TrustRole, bytes: Uint8Array, most: number): Refusal | undefined {
  return bytes.length > most ? refuse("endless-data", `${role}: ${bytes.length} bytes, at most ${most}`) : undefined;
}

/** Before the real reading, which would call a file with thousands of targets merely malformed. Its hash is right: the snapshot vouches for it. */
function countProblem(bytes: Uint8Array): Refusal | undefined {
  let count = 0;
  try {
    count = Object.keys(JSON.parse(Buffer.from(bytes).toString("utf8")).signed.targets).length;
  } catch {
    return undefined; // the real reading says what is wrong
  }
  return count > MAX_TARGETS ? refuse("too-many-targets", `${count} targets, at most ${MAX_TARGETS}`) : undefined;
}

/** Whether enough different keys that `root` names for the role have signed the file. */
function signatureProblem(root: TufRoot, file: TufFile<TrustRole>): Refusal | undefined {
  const { keyids, threshold } = root.signed.roles[file.role];
  const signers = new Set<string>();
  for (const keyId of keyids) {
    const [key, signature] = [root.keys.get(keyId), file.signatures.get(keyId)];
    // Attack: one key under two names would be two signers.
    if (key && signature !== undefined && isTufSignature(key, file.signedBytes, signature)) signers.add(key.identity);
  }
  if (signers.size >= threshold) return undefined;
  const detail = `${file.role}: ${signers.size} of ${threshold} signatures that root ${root.signed.version} demands`;
  return refuse(signers.size === 0 ? "wrong-signature" : "too-few-signatures", detail);
}

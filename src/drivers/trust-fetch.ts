import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Updater } from "tuf-js";
import {
  BadVersionError,
  DownloadHTTPError,
  DownloadLengthMismatchError,
  ExpiredMetadataError,
  PersistError,
  RuntimeError,
} from "tuf-js/dist/error.js";
import type { TrustRefusal } from "../core/trust-refusal.ts";
import { bundleTargets } from "../core/trust-targets.ts";
import type { TrustVersions } from "../core/trust-version.ts";
import type { OfferTime } from "../core/trusted-time.ts";
import { checkBundle, firstRoot, type TufBundle, type TufBytes } from "../core/tuf-chain.ts";
import { versionsOf } from "../core/tuf-floor.ts";
import type { TrustLater, TrustOrigin, TrustRefused } from "../trust-ports.ts";
import { type FetchedContents, fetchContents } from "./trust-contents.ts";
import { TrustGate } from "./trust-gate.ts";
import { openTrustSource } from "./trust-origin.ts";
import { refused, type TrustSource } from "./trust-source.ts";

/** What is to be fetched, and what this kiosk knows beforehand. Plain data: it goes to another thread. */
export interface FetchTask {
  readonly origin: TrustOrigin;
  /** The kiosk's own root metadata. */
  readonly anchor: Uint8Array;
  readonly held: TufBytes | undefined;
  readonly floor: TrustVersions;
  readonly time: OfferTime;
  /** Folder with the target files held: what is named again need not be fetched again. Only read. */
  readonly targets: string;
  /** An empty folder for the library's cache; whoever made it removes it. */
  readonly scratch: string;
}

/** A whole bundle whose every byte has been verified, not yet looked into nor kept. */
export interface FetchedBundle extends FetchedContents {
  readonly kind: "fetched";
  readonly bytes: TufBytes;
}

/** What an offer came to. */
export type FetchAnswer = FetchedBundle | { readonly kind: "unchanged" } | TrustRefused | TrustLater;

/** Fetches what an origin offers. Resolves for everything that origin, network and disk can do. */
export type FetchBundle = (task: FetchTask, signal: AbortSignal) => Promise<FetchAnswer>;

/** Fetches and verifies in this thread: the cryptography and the library's own files hold it up for tens of milliseconds. */
export async function fetchBundle(task: FetchTask, signal: AbortSignal): Promise<FetchAnswer> {
  const source = openTrustSource(task.origin, signal);
  if ("kind" in source) return source;
  try {
    return await fetchFrom(source, task);
  } finally {
    source.close();
  }
}

/** The same from a source that is open. */
export async function fetchFrom(source: TrustSource, task: FetchTask): Promise<FetchAnswer> {
  const anchor = firstRoot(task.anchor);
  if (!anchor.ok) return refused(anchor.refusal, `the kiosk's own root: ${anchor.detail}`);
  const known = task.held && checkBundle(anchor.value, task.held);
  const held = known?.ok ? known.value : undefined;
  const gate = new TrustGate(source, { anchor: anchor.value, held, floor: task.floor, time: task.time });
  const stopped = await refresh(gate, held, task.scratch);
  if (stopped) return stopped;

  const bundle = gate.bundle();
  if ("kind" in bundle) return bundle;
  if (!bundle.ok) return refused(bundle.refusal, bundle.detail);
  if (held && isSame(bundle.value, held)) return { kind: "unchanged" };
  const named = bundleTargets(bundle.value.targets);
  if (!named.ok) return refused(named.refusal, named.detail);
  const heldNames = held && bundleTargets(held.targets);
  const contents = await fetchContents(source, task.targets, named.value, heldNames?.ok ? heldNames.value : undefined);
  return "kind" in contents ? contents : { kind: "fetched", bytes: bytesOf(bundle.value), ...contents };
}

/** Runs the library's client workflow on a copy of what is held. Undefined when it was content. */
async function refresh(gate: TrustGate, held: TufBundle | undefined, scratch: string): Promise<TrustRefused | TrustLater | undefined> {
  try {
    const metadataDir = join(scratch, "metadata");
    await mkdir(metadataDir, { mode: 0o700 });
    const cached = { root: gate.root, ...(held && { timestamp: held.timestamp, snapshot: held.snapshot, targets: held.targets }) };
    for (const [role, { bytes }] of Object.entries(cached)) await writeFile(join(metadataDir, `${role}.json`), bytes, { mode: 0o600 });
    // The address is never asked: the gate looks at the name of the file only. `maxRootRotations`: all, because nothing is kept in between.
    const config = { maxRootRotations: 1024 };
    const updater = new Updater({ metadataDir, metadataBaseUrl: "https://trust.invalid/metadata", fetcher: gate, config });
    // The library knows no clock but the system's, which may stand at 1970.
    gate.onTime = (time) => {
      updater["trustedSet"]["referenceTime"] = new Date(time * 1000);
    };
    gate.onTime(gate.time);
    await updater.refresh();
    return gate.stopped;
  } catch (error) {
    return gate.stopped ?? refused(libraryRefusal(error), error instanceof Error ? error.message : String(error));
  }
}

/** What the library's error means where the gate had nothing to say. Two readers that disagree: the stricter one counts. */
export function libraryRefusal(error: unknown): TrustRefusal {
  if (error instanceof ExpiredMetadataError) return "freeze";
  if (error instanceof BadVersionError) return "rollback"; // EqualVersionError among them
  if (error instanceof DownloadLengthMismatchError) return "endless-data";
  if (error instanceof DownloadHTTPError) return "incomplete";
  if (error instanceof PersistError) return "storage";
  const [name, code] = error instanceof Error ? [error.constructor.name, "code" in error ? error.code : undefined] : ["", undefined];
  // A system call of ours or of the library's, all of them on the kiosk's own disk.
  if (typeof code === "string" && /^E[A-Z]+$/.test(code)) return "storage";
  if (name === "UnsignedMetadataError") return "wrong-signature";
  // The library wraps whatever it has against snapshot or targets in this one.
  if (name === "LengthOrHashMismatchError" || error instanceof RuntimeError) return "mix-and-match";
  return "malformed";
}

function isSame(offered: TufBundle, held: TufBundle): boolean {
  const [a, b] = [versionsOf(offered), versionsOf(held)];
  return a.root === b.root && Buffer.from(offered.timestamp.bytes).equals(held.timestamp.bytes);
}

function bytesOf({ roots, timestamp, snapshot, targets }: TufBundle): TufBytes {
  return { roots: roots.slice(1).map(({ bytes }) => bytes), timestamp: timestamp.bytes, snapshot: snapshot.bytes, targets: targets.bytes };
}

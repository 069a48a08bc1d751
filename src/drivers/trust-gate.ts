// What stands between the repository and tuf-js: every metadata file is judged here before the library sees it, so each attack gets its own
// name, and a file that would keep the library busy never reaches it. The library then judges once more, by its own code.
import { basename } from "node:path";
import { DownloadHTTPError } from "tuf-js/dist/error.js";
import type { Fetcher } from "tuf-js/dist/fetcher.js";
import type { EpochSeconds } from "../core/time.ts";
import type { Judged, Refusal } from "../core/trust-refusal.ts";
import { highest, type TrustVersions } from "../core/trust-version.ts";
import type { OfferTime } from "../core/trusted-time.ts";
import {
  checkBundle,
  checkSnapshot,
  checkTargets,
  checkTimestamp,
  MAX_ROOTS,
  nextRoot,
  type TufBundle,
  type TufBytes,
} from "../core/tuf-chain.ts";
import { expiryTime, floorUnder, freezeProblem, issuedProblem, rollbackProblem, versionsOf } from "../core/tuf-floor.ts";
import { MAX_METADATA_BYTES, type TufFile, type TufRoot } from "../core/tuf-metadata.ts";
import type { TrustLater, TrustRefused } from "../trust-ports.ts";
import { fetchWhole, refused, type TrustSource } from "./trust-source.ts";

/** How far beyond a missing root we look for a later one, to tell a gap from a foreign publisher. */
const GAP_ROOTS = 3;

/** What this kiosk knows before it asks. */
export interface GateKnowledge {
  readonly anchor: TufRoot;
  readonly held: TufBundle | undefined;
  readonly floor: TrustVersions;
  readonly time: OfferTime;
}

/** Ends the library's work; the gate remembers why. */
class GateShut extends Error {
  override name = "GateShut";
}

/** Fetches and judges one bundle's metadata in the order in which the library asks for them. */
export class TrustGate implements Fetcher {
  /** Why the gate is shut, once it is. */
  stopped: TrustRefused | TrustLater | undefined;
  /** Time by which expiry is judged: never before a time that has certainly passed. */
  time: EpochSeconds;
  /** Told of the time once the roots and the timestamp on offer may have changed it. */
  onTime: (time: EpochSeconds) => void = () => undefined;

  readonly #source: TrustSource;
  readonly #knowledge: GateKnowledge;
  readonly #roots: TufRoot[];
  #root: TufRoot;
  #timestamp: TufFile<"timestamp"> | undefined;
  #snapshot: TufFile<"snapshot"> | undefined;
  #targets: TufFile<"targets"> | undefined;

  constructor(source: TrustSource, knowledge: GateKnowledge) {
    const { anchor, held } = knowledge;
    this.#source = source;
    this.#knowledge = knowledge;
    this.#roots = held ? [...held.roots] : [anchor];
    this.#root = held?.root ?? anchor;
    this.time = this.#timeUnderRoots();
  }

  /** The newest root that is trusted. */
  get root(): TufRoot {
    return this.#root;
  }

  /** By the library: the bytes of `…/<name>`. */
  async downloadBytes(url: string): Promise<Buffer> {
    const name = basename(new URL(url).pathname);
    const [, role] = /^(?:[1-9][0-9]*\.)?(root|timestamp|snapshot|targets)\.json$/.exec(name) ?? [];
    switch (role) {
      case "root":
        return await this.#fetchRoot(name);
      case "timestamp":
        return await this.#fetchTimestamp(name);
      case "snapshot":
        return await this.#fetchSnapshot(name);
      case "targets":
        return await this.#fetchTargets(name);
      default:
        return this.#stop(refused("malformed", `${name.slice(0, 100)} was asked for, which no bundle has`));
    }
  }

  /** By the library, which is never asked for targets: they do not go through the folder for temporary files. */
  downloadFile(): Promise<never> {
    return Promise.reject(new Error("trust gate: targets are not fetched here"));
  }

  /** What was offered, judged once more as a whole, after the library was content; what it did not ask for is what is held. */
  bundle(): Judged<TufBundle> | TrustRefused {
    const { anchor, held } = this.#knowledge;
    const [timestamp, snapshot] = [this.#timestamp ?? held?.timestamp, this.#snapshot ?? held?.snapshot];
    const targets = this.#targets ?? held?.targets;
    if (!timestamp || !snapshot || !targets) return refused("malformed", "the library was content with less than a bundle");
    const bytes: TufBytes = {
      roots: this.#roots.slice(1).map((root) => root.bytes),
      timestamp: timestamp.bytes,
      snapshot: snapshot.bytes,
      targets: targets.bytes,
    };
    const bundle = checkBundle(anchor, bytes);
    if (!bundle.ok) return bundle;
    return rollbackProblem(versionsOf(bundle.value), this.#floor()) ?? freezeProblem(bundle.value, this.time) ?? bundle;
  }

  async #fetchRoot(name: string): Promise<Buffer> {
    const answer = await fetchWhole(this.#source, "metadata", name, MAX_METADATA_BYTES.root);
    // The library knows by this error alone that there is no newer root.
    if (answer.kind === "absent") throw new DownloadHTTPError(`${name} is not there`, 404);
    if (answer.kind !== "whole") return this.#stop(answer);
    if (this.#roots.length >= MAX_ROOTS) return this.#stop(refused("root-chain", `more than ${MAX_ROOTS} roots`));
    this.#root = this.#believed(nextRoot(this.#root, answer.bytes));
    this.#roots.push(this.#root);
    return Buffer.from(answer.bytes);
  }

  async #fetchTimestamp(name: string): Promise<Buffer> {
    const bytes = await this.#fetch(name, MAX_METADATA_BYTES.timestamp);
    const checked = checkTimestamp(this.#root, bytes);
    if (!checked.ok && checked.refusal === "wrong-signature") await this.#lookForGap();
    const timestamp = this.#believed(checked);
    const { signed } = timestamp;
    this.time = Math.max(this.#timeUnderRoots(), signed.issued);
    this.onTime(this.time);
    const offered = { root: this.#root.signed.version, timestamp: signed.version, snapshot: signed.meta["snapshot.json"].version };
    const held = this.#comparable();
    if (held?.timestamp.signed.version === signed.version) {
      // Whatever else it says: of two with one number the first counts (TUF §5.4.3.1).
      this.#pass(rollbackProblem({ root: offered.root }, this.#floor()) ?? freezeProblem({ ...held, root: this.#root }, this.time));
      return Buffer.from(bytes);
    }
    const { time } = this.#knowledge;
    const problem = rollbackProblem(offered, this.#floor()) ?? issuedProblem(signed.issued, time);
    this.#pass(problem ?? freezeProblem({ root: this.#root, timestamp }, this.time));
    this.#timestamp = timestamp;
    return Buffer.from(bytes);
  }

  async #fetchSnapshot(name: string): Promise<Buffer> {
    const timestamp = this.#timestamp ?? this.#knowledge.held?.timestamp;
    if (!timestamp) return this.#stop(refused("malformed", "a snapshot was asked for before the timestamp"));
    const bytes = await this.#fetch(name, timestamp.signed.meta["snapshot.json"].length, MAX_METADATA_BYTES.snapshot);
    const snapshot = this.#believed(checkSnapshot(this.#root, timestamp, bytes));
    const offered = { snapshot: snapshot.signed.version, targets: snapshot.signed.meta["targets.json"].version };
    this.#pass(rollbackProblem(offered, this.#floor()) ?? freezeProblem({ snapshot }, this.time));
    this.#snapshot = snapshot;
    return Buffer.from(bytes);
  }

  async #fetchTargets(name: string): Promise<Buffer> {
    const snapshot = this.#snapshot ?? this.#knowledge.held?.snapshot;
    if (!snapshot) return this.#stop(refused("malformed", "targets were asked for before the snapshot"));
    const bytes = await this.#fetch(name, snapshot.signed.meta["targets.json"].length, MAX_METADATA_BYTES.targets);
    const targets = this.#believed(checkTargets(this.#root, snapshot, bytes));
    this.#pass(freezeProblem({ targets }, this.time));
    this.#targets = targets;
    return Buffer.from(bytes);
  }

  /** A file that must be there. `length`: as it is signed. */
  async #fetch(name: string, length: number, most = length): Promise<Uint8Array> {
    if (length > most) return this.#stop(refused("endless-data", `${name}: ${length} bytes are announced, at most ${most}`));
    const answer = await fetchWhole(this.#source, "metadata", name, length);
    if (answer.kind === "whole") return answer.bytes;
    if (answer.kind !== "absent") return this.#stop(answer);
    // Not half a repository: none yet.
    const isNoneYet = name === "timestamp.json" && this.#source.from === "central";
    return this.#stop(
      isNoneYet ? { kind: "later", detail: "central publishes no trust bundle" } : refused("incomplete", `${name} is missing`),
    );
  }

  /** Shut with `root-chain` where there are later roots and the next one is missing: then nothing was forged. */
  async #lookForGap(): Promise<void> {
    const next = this.#root.signed.version + 1;
    for (let version = next + 1; version <= next + GAP_ROOTS; version++) {
      const later = await fetchWhole(this.#source, "metadata", `${version}.root.json`, MAX_METADATA_BYTES.root);
      if (later.kind === "whole") this.#stop(refused("root-chain", `${next}.root.json is missing, ${version}.root.json is there`));
    }
  }

  /** What is held, where its timestamp still counts under the newest root. */
  #comparable(): TufBundle | undefined {
    const { held } = this.#knowledge;
    return held && checkTimestamp(this.#root, held.timestamp.bytes).ok ? held : undefined;
  }

  #floor(): TrustVersions {
    return floorUnder(this.#roots, this.#highestSeen());
  }

  #highestSeen(): TrustVersions {
    const { held, floor } = this.#knowledge;
    return held ? highest(floor, versionsOf(held)) : floor;
  }

  #timeUnderRoots(): EpochSeconds {
    const { held, time } = this.#knowledge;
    const at = Math.max(time.at, held?.timestamp.signed.issued ?? 0);
    return expiryTime(this.#roots, this.#highestSeen(), { ...time, at });
  }

  #believed<T>(answer: Judged<T>): T {
    return answer.ok ? answer.value : this.#stop(refused(answer.refusal, answer.detail));
  }

  #pass(problem: Refusal | undefined): void {
    if (problem) this.#stop(refused(problem.refusal, problem.detail));
  }

  #stop(why: TrustRefused | TrustLater): never {
    this.stopped = why;
    throw new GateShut(why.detail);
  }
}

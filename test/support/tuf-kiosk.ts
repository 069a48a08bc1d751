import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { NO_VERSIONS, type TrustVersions } from "../../src/core/trust-version.ts";
import type { OfferTime } from "../../src/core/trusted-time.ts";
import type { FileSystem } from "../../src/drivers/file-system.ts";
import { type FetchBundle, fetchBundle } from "../../src/drivers/trust-fetch.ts";
import { openTrustVault } from "../../src/drivers/trust-vault.ts";
import type { TrustUpdate, TrustVault } from "../../src/trust-ports.ts";
import { offerTime } from "./offer-time.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { NOW, type TufSimulator } from "./tuf-simulator.ts";

/** A kiosk's trust between restarts, with a stick to plug in. Fetches in this thread unless told otherwise: hundreds of threads take long. */
export class TufKiosk {
  readonly folder = join(temporaryFolder(), "trust");
  readonly stick = join(temporaryFolder(), "tram-trust");
  readonly root: Uint8Array;
  floor: TrustVersions = NO_VERSIONS;
  at = NOW + 1000;
  /** What is known of the time beside `at`. */
  time: Partial<OfferTime> = {};
  demo = false;
  files: FileSystem | undefined;
  fetch: FetchBundle = fetchBundle;

  constructor(root: Uint8Array) {
    this.root = root;
  }

  async open(): Promise<TrustVault> {
    const { folder, root, floor, demo, files, fetch } = this;
    return await openTrustVault({ folder, root, floor, demo, fetch, ...(files && { files }) });
  }

  /** Puts files on the stick, in place of all that was there. */
  plugIn(served: ReadonlyMap<string, Uint8Array>): void {
    rmSync(this.stick, { recursive: true, force: true });
    for (const [name, bytes] of served) {
      mkdirSync(dirname(join(this.stick, name)), { recursive: true });
      writeFileSync(join(this.stick, name), bytes);
    }
  }

  /** Opens, takes what the stick offers, and closes. */
  async takeFrom(offer: TufSimulator | ReadonlyMap<string, Uint8Array>): Promise<TrustUpdate> {
    this.plugIn("served" in offer ? offer.served : offer);
    const vault = await this.open();
    try {
      return await vault.update({ kind: "folder", path: this.stick }, () => ({ ...offerTime(this.at)(), ...this.time }), this.floor);
    } finally {
      await vault.close();
    }
  }

  /** What a restart finds: versions, or the refusal, or undefined. */
  async restart(): Promise<TrustVersions | string | undefined> {
    const vault = await this.open();
    await vault.close();
    return vault.refusedAtOpen?.refusal ?? vault.held()?.versions;
  }

  /** Names of all files that the kiosk keeps. */
  kept(): readonly string[] {
    return readdirSync(this.folder, { recursive: true, encoding: "utf8", withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name)
      .toSorted();
  }
}

/** An update in few words: `updated`, `unchanged`, `later`, or the refusal. */
export function outcomeOf(update: TrustUpdate): string {
  return update.kind === "refused" ? update.refusal : update.kind;
}

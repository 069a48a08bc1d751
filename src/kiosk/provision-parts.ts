import type { PrivateKey } from "../core/signature.ts";
import type { EpochSeconds } from "../core/time.ts";
import type { KioskConfig } from "./config.ts";
import type { OfferParts } from "./provision-offer.ts";

/** What provisioning needs from the kiosk's machine. */
export interface ProvisionParts extends OfferParts {
  readonly now: () => EpochSeconds;
  /** The text of a file, or undefined where there is none. Rejects with a sentence where it cannot be read. */
  readonly readText: (file: string) => Promise<string | undefined>;
  /** Thumbprints of the keys that may sign configurations, by the trust bundle that the kiosk holds; undefined: it holds none. */
  readonly knownSigners: (config: KioskConfig) => Promise<readonly string[] | undefined>;
  /** The device key in a file, or undefined where there is none. Rejects with a sentence where the file holds none. */
  readonly readDeviceKey: (file: string) => Promise<PrivateKey | undefined>;
  /** Makes the device key (0600) where there is none. */
  readonly makeDeviceKey: (file: string) => Promise<PrivateKey>;
  /** Replaces the configuration and what it names, all or nothing. */
  readonly replaceConfiguration: (
    file: string,
    change: { readonly toml: string; readonly files: ReadonlyMap<string, Uint8Array> },
  ) => Promise<void>;
  /** True for bytes that a TUF client could begin with. */
  readonly isRoot: (bytes: Uint8Array) => boolean;
  /** Writes a file for others to read, durably. */
  readonly writeOutput: (file: string, contents: string | Uint8Array) => Promise<void>;
  /** A QR code for the terminal. */
  readonly drawInTerminal: (text: string) => Promise<string>;
  /** Asks on the terminal; undefined where there is none, or where the person ended it. */
  readonly ask: (question: string) => Promise<string | undefined>;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

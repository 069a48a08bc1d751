import type { EpochSeconds } from "../time.ts";
import type { ConfigurationPackage } from "./package.ts";
import { type Refused, refused } from "./refusal.ts";

/** A clock this far behind the package's own date is wrong, in seconds; as far as the clocks of two offices may be apart. */
const CLOCK_DRIFT_SECONDS = 300;

/** What a kiosk knows before it takes a package. */
export interface KioskBefore {
  readonly now: EpochSeconds;
  /** RFC 7638 thumbprint of the device key; undefined: none yet. */
  readonly device: string | undefined;
  /** Undefined: the kiosk has no configuration yet. */
  readonly configured:
    | {
        readonly servicePoint: string;
        readonly rootSha256: Uint8Array | undefined;
        /** Of the package taken last; undefined: it was set up by hand. */
        readonly taken: { readonly serial: number; readonly identity: string } | undefined;
        /** Thumbprints of the keys that may sign configurations, by the trust list that the kiosk holds; undefined: it holds none. */
        readonly signers: readonly string[] | undefined;
      }
    | undefined;
}

/**
 * Whether the kiosk may take a package: `known` by a signer in its trust list and under its own root; `unknown` where a person must compare
 * the fingerprint with the printed sheet, because the kiosk cannot know; `same` where it has taken this very one.
 */
export type Judged = { readonly ok: true; readonly signer: "known" | "unknown" | "same" } | Refused;

/** The checks in the order in which people can do something about them. The package's own signature has been checked by openPackage(). */
export function judgePackage(offered: ConfigurationPackage, { now, device, configured }: KioskBefore): Judged {
  if (configured && configured.servicePoint !== offered.servicePoint) return refused("other-kiosk");
  // Attack: a configuration made for a trusted device, shown to another.
  if (offered.device !== undefined && offered.device !== device) return refused("other-device");
  const taken = configured?.taken;
  const identity = Buffer.from(offered.identity).toString("hex");
  if (taken && taken.identity === identity) return { ok: true, signer: "same" };
  // Attack: last year's sheet brings back a central that was given up, or a policy that was tightened.
  if (taken && offered.serial < taken.serial) return refused("rollback");
  if (taken && offered.serial === taken.serial) return refused("serial-used");
  // A clock that has stopped in the past would find every sheet in force.
  if (now < offered.issuedAt - CLOCK_DRIFT_SECONDS) return refused("clock-wrong");
  if (now >= offered.expiresAt) return refused("expired");
  if (!configured?.signers) return { ok: true, signer: "unknown" };
  if (!configured.signers.includes(offered.signer)) return refused("signer-unknown");
  const { rootSha256 } = configured;
  const isSameRoot = rootSha256 !== undefined && Buffer.compare(rootSha256, offered.rootSha256) === 0;
  // A provisioning key may not replace those who say which provisioning keys there are, unless a person agrees.
  return { ok: true, signer: isSameRoot ? "known" : "unknown" };
}

import { encodeBase32 } from "../base32.ts";
import { hexOf } from "../hex.ts";
import { sha256 } from "../signature.ts";

/** 80 bits: nobody finds another package with the same ones; and nobody minds typing sixteen letters once in a kiosk's life. */
const BYTES = 10;
const GROUP = /.{4}/g;

/** What a fingerprint is of: a fingerprint of the one is never that of another. */
export type Fingerprinted = "configuration" | "backup" | "device";

/**
 * What a person compares or types: `ABCD EFGH IJKL MNOP`. Of a configuration it covers everything that was signed, with the root and the
 * signer's key; of a backup its list of files; of a device its key's thumbprint.
 */
export function fingerprintOf(kind: Fingerprinted, identity: Uint8Array): string {
  const digest = sha256(Buffer.from(`tram-fingerprint-v1\n${kind}\n${hexOf(identity)}`, "utf8"));
  return (encodeBase32(digest.subarray(0, BYTES)).match(GROUP) ?? []).join(" ");
}

/** True where somebody typed this fingerprint, whatever the case, the spaces and the hyphens. */
export function isSameFingerprint(typed: string, fingerprint: string): boolean {
  return typed.replace(/[\s-]/g, "").toUpperCase() === fingerprint.replaceAll(" ", "");
}

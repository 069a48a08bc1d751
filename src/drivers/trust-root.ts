import { type Key, Metadata, MetadataKind, type Root } from "@tufjs/models";
import { importJwk, type PrivateKey, type PublicKey } from "../core/signature.ts";
import { parseTimestamp } from "../core/timestamp.ts";
import { type RoleKey, type RootFacts, TRUST_ROLES, type TrustRole } from "../core/trust-root.ts";
import { addSignatures, metadataBytes, type RoleKeys, rootMetadata, tufKey } from "./trust-metadata.ts";

/** Largest root metadata file, in bytes; one has 3 kB. */
const MAX_ROOT_BYTES = 524_288;

/** A public key with the name that root metadata give it. */
export function roleKeyOf(key: PublicKey): RoleKey {
  return { keyId: tufKey(key).keyID, key };
}

/** Root metadata that say this, with the signatures of these keys. */
export function makeRoot(facts: RootFacts, signers: readonly PrivateKey[]): Uint8Array {
  const metadata = rootFrom(facts);
  addSignatures(metadata, signers);
  return metadataBytes(metadata);
}

/**
 * What root metadata say, whoever signed them; undefined where they are none, or not written as makeRoot() writes them: a member that we do
 * not know would be signed unseen.
 */
export function readRoot(bytes: Uint8Array): RootFacts | undefined {
  const read = parse(bytes);
  return read && { ...read.facts };
}

/** The same metadata with more signatures. Throws for what readRoot() does not read. */
export function signRoot(bytes: Uint8Array, signers: readonly PrivateKey[]): Uint8Array {
  const { metadata } = parse(bytes) ?? {};
  if (!metadata) throw new Error("trust root: these are no root metadata, nothing was signed");
  addSignatures(metadata, signers);
  return metadataBytes(metadata);
}

/** Names of the root keys of `by` whose signatures these metadata carry, each once. */
export function signersOfRoot(bytes: Uint8Array, by: RootFacts): readonly string[] {
  const { metadata } = parse(bytes) ?? {};
  if (!metadata) return [];
  const keys = new Map(by.roles.root.keys.map(({ key }) => [tufKey(key).keyID, tufKey(key)]));
  return [...keys].filter(([, key]) => isSigned(metadata, key)).map(([keyId]) => keyId);
}

function isSigned(metadata: Metadata<Root>, key: Key): boolean {
  try {
    key.verifySignature(metadata);
    return true;
  } catch {
    return false;
  }
}

function rootFrom({ version, expires, roles }: RootFacts): Metadata<Root> {
  const entries = TRUST_ROLES.map((role): [TrustRole, RoleKeys] => [
    role,
    { keys: roles[role].keys.map(({ key }) => key), threshold: roles[role].threshold },
  ]);
  return rootMetadata({ version, expires }, Object.fromEntries(entries) as Record<TrustRole, RoleKeys>);
}

function parse(bytes: Uint8Array): { readonly metadata: Metadata<Root>; readonly facts: RootFacts } | undefined {
  if (bytes.length > MAX_ROOT_BYTES) return undefined;
  try {
    const metadata = Metadata.fromJSON(MetadataKind.Root, JSON.parse(Buffer.from(bytes).toString("utf8")));
    const { version, expires, keys, roles } = metadata.signed;
    const named = TRUST_ROLES.map((role) => {
      const { keyIDs = [], threshold = 0 } = roles[role] ?? {};
      return [role, { keys: keyIDs.map((keyId) => keyFrom(keys[keyId])), threshold }] as const;
    });
    const facts = {
      version,
      expires: parseTimestamp(expires) ?? Number.NaN,
      roles: Object.fromEntries(named) as unknown as RootFacts["roles"],
    };
    const isOurs = JSON.stringify(rootFrom(facts).signed.toJSON()) === JSON.stringify(metadata.signed.toJSON());
    return isOurs ? { metadata, facts } : undefined;
  } catch {
    return undefined;
  }
}

function keyFrom(key: Key | undefined): RoleKey {
  const hex = key?.keyVal["public"];
  const publicKey =
    typeof hex === "string" ? importJwk({ kty: "OKP", crv: "Ed25519", x: Buffer.from(hex, "hex").toString("base64url") }) : undefined;
  if (!publicKey) throw new Error("trust root: a key is none");
  return roleKeyOf(publicKey);
}

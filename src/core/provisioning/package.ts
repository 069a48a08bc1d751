// A configuration package: what a kiosk shall be, signed by the operator (docs/operating.md, "Setting up and replacing a kiosk").
import { CWT } from "../cwt.ts";
import { keyThumbprint } from "../http-signature.ts";
import { type PrivateKey, type PublicKey, sha256 } from "../signature.ts";
import type { EpochSeconds } from "../time.ts";
import { type Refused, refused } from "./refusal.ts";
import { isServicePoint } from "./service-point.ts";
import { readSettings, type Settings, settingsClaim } from "./settings.ts";
import { type Claims, isGenuine, readClaims, signClaims } from "./signed-claims.ts";
import { readSigningKey, signingKeyClaim } from "./signing-key.ts";

/** Largest package, in bytes: what inflate() lets through. Sixteen codes hold about 8 KiB of it packed. */
export const MAX_PACKAGE_BYTES = 65_536;
/** Largest root.json that a package carries, in bytes; with five root keys it has some 4 KiB. */
export const MAX_ROOT_BYTES = 32_768;

const TYPE = "application/tram-configuration+cwt";

/** Claims beside those of RFC 8392, in its range for private use (below −65536). */
const CLAIM = { serial: -70_000, signer: -70_001, root: -70_002, rootSha256: -70_003, settings: -70_004, device: -70_005 } as const;

/** The root of trust that the kiosk shall begin with: the bytes of a TUF root.json, or their SHA-256 where they travel beside. */
export type PackageRoot = { readonly kind: "bytes"; readonly bytes: Uint8Array } | { readonly kind: "sha256"; readonly sha256: Uint8Array };

/** What a package says. */
export interface PackageContent {
  /** Name of the service point; a replacement there keeps its own name (service-point.ts). */
  readonly servicePoint: string;
  /** Only rises: a kiosk never goes back to an older configuration. */
  readonly serial: number;
  readonly issuedAt: EpochSeconds;
  /** First moment at which a kiosk no longer takes it; one that has taken it keeps it. */
  readonly expiresAt: EpochSeconds;
  readonly root: PackageRoot;
  readonly settings: Settings;
  /** RFC 7638 thumbprint (base64url) of the only device that may take it; absent: any. */
  readonly device?: string;
}

/** A package that is whole and signed by the key that it names. Whether anybody knows that key is for judgePackage(). */
export interface ConfigurationPackage extends PackageContent {
  /** RFC 7638 thumbprint of the key that signed, base64url. */
  readonly signer: string;
  readonly rootSha256: Uint8Array;
  /** SHA-256 over what was signed: two packages with the same one are the same, whoever spelt the signature. */
  readonly identity: Uint8Array;
}

/** Signs a package. Throws where a member is none that openPackage() would take back: the caller checks what people typed. */
export function sealPackage(content: PackageContent, key: PrivateKey): Uint8Array {
  const { servicePoint, serial, issuedAt, expiresAt, root, settings, device } = content;
  const claims: [number, unknown][] = [
    [CWT.sub, servicePoint],
    [CWT.exp, expiresAt],
    [CWT.iat, issuedAt],
    [CLAIM.serial, serial],
    [CLAIM.signer, signingKeyClaim(key.publicKey)],
    root.kind === "bytes" ? [CLAIM.root, root.bytes] : [CLAIM.rootSha256, root.sha256],
    [CLAIM.settings, settingsClaim(settings)],
  ];
  if (device !== undefined) claims.push([CLAIM.device, Buffer.from(device, "base64url")]);
  const sealed = signClaims(TYPE, new Map(claims), key);
  if (!openPackage(sealed).ok) throw new Error("configuration package: no kiosk would take what is about to be signed");
  return sealed;
}

/** A package, or why not. */
export type OpenedPackage = { readonly ok: true; readonly value: ConfigurationPackage } | Refused;

/** The package in a message, strictly read (one spelling, no member unknown) and signed by the key in it. Never throws. */
export function openPackage(message: Uint8Array): OpenedPackage {
  if (message.length > MAX_PACKAGE_BYTES) return refused("too-large");
  const unproven = readClaims(TYPE, message);
  const content = unproven && readContent(unproven.claims);
  if (!content) return refused("malformed");
  const { signer, ...rest } = content;
  if (!isGenuine(unproven, signer)) return refused("wrong-signature");
  const rootSha256 = rest.root.kind === "bytes" ? sha256(rest.root.bytes) : rest.root.sha256;
  const identity = sha256(unproven.cose.signedBytes);
  return { ok: true, value: { ...rest, signer: keyThumbprint(signer), rootSha256, identity } };
}

const KNOWN: readonly unknown[] = [CWT.sub, CWT.exp, CWT.iat, ...Object.values(CLAIM)];

function readContent(claims: Claims): (PackageContent & { readonly signer: PublicKey }) | undefined {
  const [servicePoint, expiresAt, issuedAt, serial] = [CWT.sub, CWT.exp, CWT.iat, CLAIM.serial].map((claim) => claims.get(claim));
  const signer = readSigningKey(claims.get(CLAIM.signer));
  const root = rootIn(claims);
  const settings = readSettings(claims.get(CLAIM.settings));
  const device = claims.get(CLAIM.device);
  if (![...claims.keys()].every((claim) => KNOWN.includes(claim)) || !signer || !root || !settings) return undefined;
  if (typeof servicePoint !== "string" || !isServicePoint(servicePoint)) return undefined;
  if (!isCount(serial) || !isCount(issuedAt) || !isCount(expiresAt) || expiresAt <= issuedAt) return undefined;
  if (claims.has(CLAIM.device) && !(device instanceof Uint8Array && device.length === 32)) return undefined;
  return {
    servicePoint,
    serial,
    issuedAt,
    expiresAt,
    root,
    settings,
    signer,
    ...(device instanceof Uint8Array && { device: Buffer.from(device).toString("base64url") }),
  };
}

function rootIn(claims: Claims): PackageRoot | undefined {
  const [bytes, hash] = [claims.get(CLAIM.root), claims.get(CLAIM.rootSha256)];
  if (claims.has(CLAIM.root) === claims.has(CLAIM.rootSha256)) return undefined;
  if (bytes instanceof Uint8Array && bytes.length > 0 && bytes.length <= MAX_ROOT_BYTES) return { kind: "bytes", bytes };
  return hash instanceof Uint8Array && hash.length === 32 ? { kind: "sha256", sha256: hash } : undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

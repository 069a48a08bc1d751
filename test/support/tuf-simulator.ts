// A TUF repository in which everything can be made wrong, after the idea of RepositorySimulator in the public tuf-conformance project. It
// signs by code of its own: neither the publisher's nor the kiosk's.
import { createHash, type KeyObject, sign } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PrivateKey } from "../../src/core/signature.ts";
import { importPrivateJwk } from "../../src/core/signature.ts";
import type { EpochSeconds } from "../../src/core/time.ts";
import { newPrivateJwk } from "../../src/drivers/key-generator.ts";

const SIMULATED_ROLES = ["root", "timestamp", "snapshot", "targets"] as const;
export type SimulatedRole = (typeof SIMULATED_ROLES)[number];

const DAY = 86_400;
/** When the simulated publisher begins its work. */
export const NOW: EpochSeconds = 1_795_000_000;

/** JSON that may be anything: tests write into it what no publisher would. */
// biome-ignore lint/suspicious/noExplicitAny: what is made wrong has no type
type Json = any;

/** A new key that signs. */
export function newSigner(algorithm: "EdDSA" | "ES256" = "EdDSA"): PrivateKey {
  const key = importPrivateJwk(newPrivateJwk(algorithm));
  if (!key) throw new Error("no key");
  return key;
}

/** A public key as root lists it. */
export function keyJson({ algorithm, publicKey }: PrivateKey): Json {
  if (algorithm === "ES256") {
    const pem = publicKey.handle.export({ format: "pem", type: "spki" });
    return { keytype: "ecdsa", scheme: "ecdsa-sha2-nistp256", keyval: { public: pem } };
  }
  const point = Buffer.from(publicKey.handle.export({ format: "jwk" }).x ?? "", "base64url");
  return { keytype: "ed25519", scheme: "ed25519", keyval: { public: point.toString("hex") } };
}

export const keyIdOf = (key: PrivateKey): string => sha256Hex(Buffer.from(canonical(keyJson(key))));

export const sha256Hex = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

export function timeText(at: EpochSeconds): string {
  return `${new Date(at * 1000).toISOString().slice(0, 19)}Z`;
}

/** The trust list of a publisher that trusts nobody yet. */
export function emptyList(version = 1): Json {
  return { version, issuedAt: NOW, expiresAt: NOW + 400 * DAY, issuers: [] };
}

/** A repository as it is being made; each `publish` puts signed files among those that are served. */
export class TufSimulator {
  readonly signed: Record<SimulatedRole, Json>;
  readonly signers: Record<SimulatedRole, PrivateKey[]>;
  /** What is served, by name: `metadata/…` and `targets/…`. */
  readonly served = new Map<string, Uint8Array>();
  /** Whether timestamp and snapshot tell the true length and hash of what they name. */
  describesTruly = true;

  constructor() {
    const common = (type: SimulatedRole, days: number) => ({
      _type: type,
      spec_version: "1.0.31",
      version: 0,
      expires: timeText(NOW + days * DAY),
    });
    const root = { ...common("root", 730), consistent_snapshot: true, keys: {}, roles: {} };
    this.signed = {
      root,
      timestamp: { ...common("timestamp", 45), issued: timeText(NOW), meta: {} },
      snapshot: { ...common("snapshot", 60), meta: {} },
      targets: { ...common("targets", 180), targets: {} },
    };
    this.signers = { root: [], timestamp: [], snapshot: [], targets: [] };
    for (const role of SIMULATED_ROLES) this.useKeys(role, [newSigner()], 1);
    this.publish("root");
    this.addTarget("trust-list.json", JSON.stringify(emptyList()));
    this.publishAll();
  }

  /** The root that kiosks are given. */
  get anchor(): Uint8Array {
    return this.served.get("metadata/1.root.json") ?? new Uint8Array();
  }

  version(role: SimulatedRole): number {
    return this.signed[role].version;
  }

  /** Root names these keys for the role from now on, and they sign for it. */
  useKeys(role: SimulatedRole, keys: readonly PrivateKey[], threshold: number): void {
    const { root } = this.signed;
    for (const key of keys) root.keys[keyIdOf(key)] = keyJson(key);
    root.roles[role] = { keyids: keys.map(keyIdOf), threshold };
    this.signers[role] = [...keys];
  }

  /** New keys in place of all old ones. Root is still to be published; it is signed by the old and by the new. */
  rotateKeys(role: SimulatedRole): void {
    const old = role === "root" ? this.signers.root : [];
    this.useKeys(role, [newSigner()], 1);
    this.signers[role].push(...old);
  }

  addTarget(name: string, contents: string | Uint8Array, custom?: Json): void {
    // Never a Buffer, whose slice() is no copy.
    const bytes = new Uint8Array(Buffer.from(contents));
    const sha256 = sha256Hex(bytes);
    this.signed.targets.targets[name] = { length: bytes.length, hashes: { sha256 }, ...(custom && { custom }) };
    this.served.set(`targets/${sha256}.${name}`, bytes);
  }

  /** Signs a role as it stands, under the next version or the one it has. */
  publish(role: SimulatedRole, { bump = true } = {}): void {
    const signed = this.signed[role];
    if (bump) signed.version++;
    this.serve(role, signedFile(signed, this.signers[role]));
  }

  /** Serves these bytes as the role's newest file. */
  serve(role: SimulatedRole, bytes: Uint8Array): void {
    this.served.set(this.nameOf(role), bytes);
  }

  /** The role's newest file. */
  file(role: SimulatedRole): Uint8Array {
    return this.served.get(this.nameOf(role)) ?? new Uint8Array();
  }

  nameOf(role: SimulatedRole): string {
    return role === "timestamp" ? "metadata/timestamp.json" : `metadata/${this.version(role)}.${role}.json`;
  }

  updateTimestamp(): void {
    this.signed.timestamp.meta["snapshot.json"] = this.#describe("snapshot", this.signed.timestamp.meta["snapshot.json"]);
    this.publish("timestamp");
  }

  updateSnapshot(): void {
    this.signed.snapshot.meta["targets.json"] = this.#describe("targets", this.signed.snapshot.meta["targets.json"]);
    this.publish("snapshot");
    this.updateTimestamp();
  }

  /** The file that is served for the role, as it is, named anew by those above it. */
  describeAnew(role: "snapshot" | "targets"): void {
    if (role === "targets") {
      this.signed.snapshot.meta["targets.json"] = this.#describe("targets", {});
      this.publish("snapshot", { bump: false });
    }
    this.signed.timestamp.meta["snapshot.json"] = this.#describe("snapshot", {});
    this.publish("timestamp", { bump: false });
  }

  /** Targets, snapshot and timestamp anew. */
  publishAll(): void {
    this.publish("targets");
    this.updateSnapshot();
  }

  /** A new list, so that a kiosk has something to take over. */
  publishList(list: Json): void {
    this.addTarget("trust-list.json", JSON.stringify(list));
    this.publishAll();
  }

  /** Writes all that is served into a folder, in place of what is there. */
  writeTo(folder: string): void {
    for (const part of ["metadata", "targets"]) {
      rmSync(join(folder, part), { recursive: true, force: true });
      mkdirSync(join(folder, part), { recursive: true });
    }
    for (const [name, bytes] of this.served) writeFileSync(join(folder, name), bytes);
  }

  /** What is served now, for a stick that is older later. */
  copyServed(): Map<string, Uint8Array> {
    return new Map(this.served);
  }

  #describe(role: SimulatedRole, before: Json): Json {
    const bytes = this.file(role);
    const description = { length: bytes.length, hashes: { sha256: sha256Hex(bytes) } };
    return { ...(this.describesTruly ? description : before), version: this.version(role) };
  }
}

/** A metadata file with the signatures of these keys, whatever it says. */
export function signedFile(signed: Json, signers: readonly PrivateKey[]): Uint8Array {
  const bytes = Buffer.from(canonical(signed));
  const signatures = signers.map((key) => ({ keyid: keyIdOf(key), sig: signBytes(key.handle, bytes) }));
  return new TextEncoder().encode(JSON.stringify({ signatures, signed }));
}

function signBytes(handle: KeyObject, bytes: Uint8Array): string {
  return sign(handle.asymmetricKeyType === "ed25519" ? null : "sha256", bytes, handle).toString("hex");
}

/** TUF's canonical JSON: of all letters only " and \ are escaped, also in the lines of a PEM. */
function canonical(value: Json): string {
  if (typeof value === "string") return `"${value.replace(/["\\]/g, "\\$&")}"`;
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${canonical(name)}:${canonical(value[name])}`).join(",")}}`;
}

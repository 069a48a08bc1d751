// Keys that were imported before. A country's list changes by a few keys a day; to import all of them anew with each bundle would leave
// thousands to be freed at once, and OpenSSL's part of that has held up scans for 45 ms.

import { hexOf } from "./hex.ts";
import { isSecret } from "./openssl-encoding.ts";
import { type Certificate, importCertificate, importJwk, type PublicKey, sha256 } from "./signature.ts";

/** How keys come out of a list. */
export interface KeyImport {
  /** As importJwk(). */
  jwk(jwk: object): PublicKey | undefined;
  /** As importCertificate(). */
  certificate(der: Uint8Array): Certificate | undefined;
}

/** Imports each key anew. */
export const IMPORT_ANEW: KeyImport = { jwk: importJwk, certificate: importCertificate };

/** Imports only what it does not know from those before it. Remembers what it was asked for, and nothing older. */
export class ImportedKeys implements KeyImport {
  readonly #jwks = new Map<string, PublicKey>();
  readonly #certificates = new Map<string, Certificate>();
  #jwksBefore: ReadonlyMap<string, PublicKey> = new Map();
  #certificatesBefore: ReadonlyMap<string, Certificate> = new Map();

  constructor(before?: ImportedKeys) {
    if (before) [this.#jwksBefore, this.#certificatesBefore] = [before.#jwks, before.#certificates];
  }

  jwk(jwk: object): PublicKey | undefined {
    const name = nameOf(jwk);
    if (name === undefined) return undefined;
    const key = this.#jwks.get(name) ?? this.#jwksBefore.get(name) ?? importJwk(jwk);
    if (key) this.#jwks.set(name, key);
    return key;
  }

  certificate(der: Uint8Array): Certificate | undefined {
    const name = hexOf(sha256(der));
    const certificate = this.#certificates.get(name) ?? this.#certificatesBefore.get(name) ?? importCertificate(der);
    if (certificate) this.#certificates.set(name, certificate);
    return certificate;
  }

  /** The list is complete: those before are let go. */
  close(): void {
    [this.#jwksBefore, this.#certificatesBefore] = [new Map(), new Map()];
  }
}

/** All that importJwk() looks at, in one spelling; undefined for what is not public. */
function nameOf(jwk: object): string | undefined {
  const { kty, crv, x, y, n, e } = jwk as Readonly<Record<string, unknown>>;
  return isSecret(jwk) ? undefined : JSON.stringify([kty, crv, x, y, n, e]);
}

import { type PackageContent, sealPackage } from "../../src/core/provisioning/package.ts";
import { importPrivateJwk, type PrivateKey } from "../../src/core/signature.ts";
import { newPrivateJwk } from "../../src/drivers/key-generator.ts";
import { newPublisher, rootOf } from "./tuf-publisher.ts";

/** When packages of these tests are made: 2026-11-27, in the morning. */
export const MADE_AT = 1_795_750_000;

/** A key that signs configurations. */
export function newSigner(algorithm: "EdDSA" | "ES256" = "EdDSA"): PrivateKey {
  const key = importPrivateJwk(newPrivateJwk(algorithm));
  if (!key) throw new Error("no key");
  return key;
}

/** Root metadata of a publisher of its own. */
export const ROOT = rootOf(newPublisher(), { expires: MADE_AT + 700 * 86_400 });

/** What a package says, unless a test has something else in mind. */
export const CONTENT: PackageContent = {
  servicePoint: "hanoi-01",
  serial: 7,
  issuedAt: MADE_AT,
  expiresAt: MADE_AT + 30 * 86_400,
  root: { kind: "bytes", bytes: ROOT },
  settings: {
    group: "hanoi",
    central: { url: "https://central.example" },
    source: [{ kind: "serial", path: "/dev/ttyUSB0", baudRate: 115_200 }],
    board: { kind: "gpio", relay: true },
  },
};

/** A sealed package. */
export function aPackage(changes: Partial<PackageContent> = {}, key: PrivateKey = newSigner()): Uint8Array {
  return sealPackage({ ...CONTENT, ...changes }, key);
}

import { generateKeyPairSync } from "node:crypto";
import { journalSigner, type LogSigner } from "../../src/core/checkpoint.ts";
import { importPrivateJwk } from "../../src/core/signature.ts";

/** A key that everybody knows, so that the examples of docs/journal.md are the same each time: RFC 8032 §7.1, TEST 1. */
export const TEST_DEVICE_JWK = {
  kty: "OKP",
  crv: "Ed25519",
  d: "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
  x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
};
const KEY = importPrivateJwk(TEST_DEVICE_JWK);
if (!KEY) throw new Error("journal signer: no key");

/** Some other device, in the name of this kiosk. */
export function otherSigner(kiosk: string): LogSigner {
  const { privateKey } = generateKeyPairSync("ed25519");
  const key = importPrivateJwk(privateKey.export({ format: "jwk" }));
  if (!key) throw new Error("journal signer: no key");
  return journalSigner(kiosk, key);
}

/** The key of the device of the tests' journals. */
export const TEST_DEVICE = KEY;
/** The device of the tests' journals: the kiosk hanoi-01. */
export const TEST_SIGNER = journalSigner("hanoi-01", KEY);

// What the emulated kiosk is given: its configuration, a trust bundle on a stick, and codes to show it.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fingerprintOf } from "../../src/core/provisioning/fingerprint.ts";
import { openPackage, sealPackage } from "../../src/core/provisioning/package.ts";
import { importPrivateJwk } from "../../src/core/signature.ts";
import type { TrustList } from "../../src/core/trust.ts";
import { publishTargets } from "../../src/drivers/trust-repository.ts";
import { int, map, text } from "../support/cbor-bytes.ts";
import { claimsSet, ED_KEY, ISSUER, makeCredential, testKey } from "../support/credential-maker.ts";
import { keyEntry } from "../support/judging.ts";
import { beginRepository, LIFETIMES, newPublisher } from "../support/tuf-publisher.ts";

const DAY = 86_400;
/** Whoever may configure this kiosk, by its trust list. */
const OPERATOR = testKey("EdDSA", 31, "operator");

/** The kiosk's name. */
export const KIOSK = "machine-01";
/** The second serial port of the machine. */
const UART = "/dev/ttyS1";
/** Where udev puts the USB reader of these tests, whatever number the kernel gives it. */
export const USB_READER = "/dev/serial/by-id/usb-QEMU_QEMU_USB_SERIAL_QR001-if00-port0";

/** A configuration with these sources, beginning each with `[[source]]`. */
export function configurationWith(sources: string): string {
  return `id = "${KIOSK}"
data = "/var/lib/tram"
[trust]
root = "/etc/tram/root.json"
sticks = "/run/media"
[board]
kind = "gpio"
relay = true
inputs = ["service-button", "door-contact", "tamper-switch"]
${sources}`;
}

/** Both readers; the one on USB is not plugged in at first. */
export const TWO_READERS = configurationWith(`[[source]]
kind = "serial"
path = "${UART}"
[[source]]
kind = "serial"
path = "${USB_READER}"
`);

/** Writes all of it below `folder`, as it is to lie below the root of the machine. */
export async function writeKioskFiles(folder: string): Promise<void> {
  const [etc, bundle] = [join(folder, "etc/tram"), join(folder, "srv/office/tram-trust")];
  mkdirSync(etc, { recursive: true });
  mkdirSync(bundle, { recursive: true });
  const now = Math.floor(Date.now() / 1000);
  const publisher = newPublisher();
  writeFileSync(join(etc, "root.json"), await beginRepository(bundle, publisher, now));
  const issuers = [{ id: ISSUER, types: ["citizen"], keys: [keyEntry(ED_KEY)] }];
  const operatorKeys = [{ use: "provisioning", kid: OPERATOR.kid, jwk: OPERATOR.jwk }];
  const list = { version: 1, issuedAt: now, expiresAt: now + 90 * DAY, issuers, operatorKeys } as unknown as TrustList;
  const targets = new Map([["trust-list.json", { bytes: Buffer.from(JSON.stringify(list)) }]]);
  await publishTargets(bundle, publisher, { targets, now, lifetimes: LIFETIMES });
  writeFileSync(join(etc, "kiosk.toml"), TWO_READERS);
}

/** A configuration that the operator has signed, and its fingerprint as it stands on paper. `root`: the kiosk's own. */
export function signedConfiguration(root: Uint8Array, group: string): { readonly bytes: Uint8Array; readonly fingerprint: string } {
  const key = importPrivateJwk(OPERATOR.privateKey.export({ format: "jwk" }));
  if (!key) throw new Error("no key");
  const now = Math.floor(Date.now() / 1000);
  const settings = { group, source: [{ kind: "serial", path: UART }] };
  const content = {
    servicePoint: KIOSK,
    serial: now,
    issuedAt: now - DAY,
    expiresAt: now + DAY,
    root: { kind: "bytes", bytes: root },
    settings,
  } as const;
  const bytes = sealPackage(content, key);
  const opened = openPackage(bytes);
  if (!opened.ok) throw new Error(opened.refusal);
  return { bytes, fingerprint: fingerprintOf("configuration", opened.value.identity) };
}

/** A credential that is in force now, of somebody who does not exist and has this number. */
export function goodCode(number: number): string {
  return makeCredential({ payload: inForceNow(number) }).text;
}

/** The same, signed by nobody the kiosk trusts, in the issuer's name. */
export function forgedCode(number: number): string {
  const { privateKey } = testKey("EdDSA", 77, ED_KEY.kid);
  return makeCredential({ key: { ...ED_KEY, privateKey }, payload: inForceNow(number) }).text;
}

function inForceNow(number: number): Uint8Array {
  const now = Math.floor(Date.now() / 1000);
  const identity = map([int(1), text(`VD-${number}`)], [int(4), text("Nguyễn Thị Kiểm Thử")], [int(8), text("19900515")], [int(9), int(2)]);
  // Issued yesterday: the machine's clock may stand some minutes behind ours.
  return claimsSet({ iat: int(now - DAY), nbf: int(now - DAY), exp: int(now + 365 * DAY), identity });
}

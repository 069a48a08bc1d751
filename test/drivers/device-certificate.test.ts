import { X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import { type DeviceCertificateOptions, deviceCertificate, serverCertificate } from "../../src/drivers/device-certificate.ts";
import { makeCertificate, newKey } from "../support/certificate-maker.ts";
import { memoryFile } from "../support/memory-staff.ts";

const NOW = 1_796_000_000;
const DAY = 86_400;

function options(more: Partial<DeviceCertificateOptions> = {}): DeviceCertificateOptions {
  const names = ["tram-05.local", "192.168.1.20", "2001:db8::1:5"];
  return { key: memoryFile(), certificate: memoryFile(), names, kiosk: "tram-05", now: NOW, ...more };
}

test("the kiosk's own certificate says its names and addresses, may serve TLS, and sign nothing", async () => {
  const { certificate, key } = await deviceCertificate(options());
  const read = new X509Certificate(certificate);
  expect(read.verify(read.publicKey)).toBe(true);
  expect(read.ca).toBe(false);
  expect(read.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
  expect(read.publicKey.asymmetricKeyDetails?.namedCurve).toBe("prime256v1");
  expect(read.checkHost("tram-05.local")).toBe("tram-05.local");
  expect([read.checkIP("192.168.1.20"), read.checkIP("2001:db8::1:5"), read.checkIP("192.168.1.21")]).toEqual([
    "192.168.1.20",
    "2001:db8::1:5",
    undefined,
  ]);
  expect(read.subject).toBe("CN=Tram tram-05");
  expect(key).toContain("PRIVATE KEY");
});

test("it stays the same, fingerprint and all, while it is good", async () => {
  const kept = options();
  const first = await deviceCertificate(kept);
  expect(await deviceCertificate({ ...kept, now: NOW + 300 * DAY, names: ["tram-05.local"] })).toEqual(first);
});

test.each([
  ["the kiosk has another address", { names: ["10.0.0.7"] }],
  ["it ends soon", { now: NOW + 800 * DAY }],
  ["it has not begun, because the clock was ahead when it was made", { now: NOW - 30 * DAY }],
])("another is made under the same key where %s", async (_name, later) => {
  const kept = options();
  const first = await deviceCertificate(kept);
  const next = await deviceCertificate({ ...kept, ...later });
  expect(next.fingerprint).not.toBe(first.fingerprint);
  expect(next.key).toBe(first.key);
  expect(await deviceCertificate({ ...kept, ...later })).toEqual(next);
});

test("damaged files are replaced", async () => {
  const damaged = () =>
    Object.assign(memoryFile(), { bytes: Buffer.from("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n") });
  const made = await deviceCertificate(options({ key: damaged(), certificate: damaged() }));
  expect(new X509Certificate(made.certificate).checkHost("tram-05.local")).toBeDefined();
});

test("a certificate of an office counts with its own key alone", () => {
  const [made, other] = [makeCertificate(), newKey()];
  const pem = new X509Certificate(made.der).toString();
  const keyOf = (key: typeof other) => key.privateKey.export({ format: "pem", type: "pkcs8" }).toString();
  expect(serverCertificate(pem, keyOf(made.key))?.fingerprint).toBe(new X509Certificate(made.der).fingerprint256);
  expect(serverCertificate(pem, keyOf(other))).toBeUndefined();
  expect(serverCertificate("no certificate", keyOf(other))).toBeUndefined();
});

// The kiosk's own certificate (RFC 5280) for the staff's page: it signs itself, because an office without a network has nobody else who would.
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import type { EpochSeconds } from "../core/time.ts";
import type { KeptFile } from "../ports.ts";
import type { TlsOptions } from "./tls-server.ts";

/** Longest life that Apple's systems take of a certificate that an office installs by hand, days: support.apple.com/103769. */
const LIFE_DAYS = 820;
/** A new one is made when so much or less is left, days. */
const RENEW_DAYS = 30;
const DAY_SECONDS = 86_400;
/** A browser whose clock is behind the kiosk's must not take it for one of the future, days. */
const BEFORE_DAYS = 2;

export interface DeviceCertificateOptions {
  readonly key: KeptFile;
  readonly certificate: KeptFile;
  /** Names and addresses by which the kiosk is reached. */
  readonly names: readonly string[];
  /** In the subject, so that a person recognises it. */
  readonly kiosk: string;
  readonly now: EpochSeconds;
}

/** A certificate with its key, and what a browser shows of it. */
export interface ServerCertificate extends TlsOptions {
  /** SHA-256 of the certificate, pairs of hex digits with colons. */
  readonly fingerprint: string;
  readonly endsAt: EpochSeconds;
}

/**
 * The certificate as it is kept, or a new one under the same key: where there is none, where it ends soon, where it is damaged, or where the kiosk
 * has a name or an address that it does not say. A new one has a new fingerprint, so it is made no oftener than that.
 */
export async function deviceCertificate(options: DeviceCertificateOptions): Promise<ServerCertificate> {
  const key = await keptKey(options.key);
  const kept = pemOf(await options.certificate.read());
  const held = kept === undefined ? undefined : serverCertificate(kept, key);
  if (held && isGood(held, options)) return held;
  const made = pem("CERTIFICATE", selfSigned(options, key));
  await options.certificate.replace(Buffer.from(made, "utf8"));
  const certificate = serverCertificate(made, key);
  if (!certificate) throw new Error("device certificate: the one just made is not of its key");
  return certificate;
}

/** Certificate and key of an office, or undefined where they are none, or none that belong together. */
export function serverCertificate(certificate: string, key: string): ServerCertificate | undefined {
  try {
    const read = new X509Certificate(certificate);
    if (!read.checkPrivateKey(createPrivateKey(key))) return undefined;
    return { certificate, key, fingerprint: read.fingerprint256, endsAt: read.validToDate.getTime() / 1000 };
  } catch {
    return undefined; // neither PEM nor DER of the kind
  }
}

function isGood({ certificate, endsAt }: ServerCertificate, { names, now }: DeviceCertificateOptions): boolean {
  const read = new X509Certificate(certificate);
  const says = (name: string) => (isIP(name) ? read.checkIP(name) : read.checkHost(name)) !== undefined;
  return now < endsAt - RENEW_DAYS * DAY_SECONDS && read.validFromDate.getTime() / 1000 <= now && names.every(says);
}

async function keptKey(file: KeptFile): Promise<string> {
  const kept = pemOf(await file.read());
  if (kept !== undefined && isKey(kept)) return kept;
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const made = privateKey.export({ format: "pem", type: "pkcs8" }).toString();
  await file.replace(Buffer.from(made, "utf8"));
  return made;
}

function isKey(text: string): boolean {
  try {
    return createPrivateKey(text).asymmetricKeyDetails?.namedCurve === "prime256v1";
  } catch {
    return false;
  }
}

function pemOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes && Buffer.from(bytes).toString("latin1");
}

/** ub-common-name (appendix A.1), characters. */
const MAX_NAME = 64;

/** ecdsa-with-SHA256 (RFC 5758 §3.2). */
const ECDSA_SHA256 = sequence(oid("1.2.840.10045.4.3.2"));

function selfSigned({ names, kiosk, now }: DeviceCertificateOptions, privatePem: string): Uint8Array {
  const key = createPrivateKey(privatePem);
  const name = sequence(der(0x31, sequence(oid("2.5.4.3"), der(0x0c, Buffer.from(`Tram ${kiosk}`.slice(0, MAX_NAME), "utf8")))));
  const toBeSigned = sequence(
    der(0xa0, der(0x02, Uint8Array.of(2))), // version 3
    der(0x02, Buffer.concat([Uint8Array.of(1), randomBytes(15)])),
    ECDSA_SHA256,
    name,
    sequence(time(now - BEFORE_DAYS * DAY_SECONDS), time(now + (LIFE_DAYS - BEFORE_DAYS) * DAY_SECONDS)),
    name,
    createPublicKey(key).export({ format: "der", type: "spki" }),
    der(0xa3, sequence(...extensions(names))),
  );
  return sequence(toBeSigned, ECDSA_SHA256, der(0x03, Uint8Array.of(0), signature(key, toBeSigned)));
}

function signature(key: KeyObject, toBeSigned: Uint8Array): Uint8Array {
  return sign("sha256", toBeSigned, { key, dsaEncoding: "der" });
}

/** It may speak TLS as a server under these names, and sign nothing (§4.2.1.3, .6, .9, .12). */
function extensions(names: readonly string[]): readonly Uint8Array[] {
  const critical = der(0x01, Uint8Array.of(0xff));
  const alternatives = names.map((name) => (isIP(name) ? der(0x87, addressBytes(name)) : der(0x82, Buffer.from(name, "latin1"))));
  return [
    sequence(oid("2.5.29.19"), critical, der(0x04, sequence())),
    sequence(oid("2.5.29.15"), critical, der(0x04, der(0x03, Uint8Array.of(7, 0x80)))),
    sequence(oid("2.5.29.37"), der(0x04, sequence(oid("1.3.6.1.5.5.7.3.1")))),
    sequence(oid("2.5.29.17"), der(0x04, sequence(...alternatives))),
  ];
}

/** 4 or 16 bytes. An IPv6 address as URL spells it: at most one `::`, no dots. */
function addressBytes(address: string): Uint8Array {
  if (isIP(address) === 4) return Uint8Array.from(address.split("."), Number);
  const [head = "", tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const groups = (text: string) => (text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16)));
  const [before, after] = [groups(head), groups(tail ?? "")];
  const all = [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after];
  return Uint8Array.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}

/** A DER value (X.690 §8): tag, length, contents. Nothing here has 64 KiB. */
function der(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(contents);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Uint8Array.of(tag, ...size), content]);
}

function sequence(...items: readonly Uint8Array[]): Uint8Array {
  return der(0x30, ...items);
}

/** An object identifier (X.690 §8.19). */
function oid(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return der(0x06, Uint8Array.from([first * 40 + second, ...rest].flatMap(base128)));
}

function base128(value: number): readonly number[] {
  const low = value & 0x7f;
  return value < 0x80 ? [low] : [...base128(value >>> 7).map((byte) => byte | 0x80), low];
}

/** UTCTime until 2049, GeneralizedTime from then on (§4.1.2.5). */
function time(at: EpochSeconds): Uint8Array {
  const text = new Date(at * 1000).toISOString().replace(/[-:T]|\.\d+/g, "");
  return text < "2050" ? der(0x17, Buffer.from(text.slice(2), "latin1")) : der(0x18, Buffer.from(text, "latin1"));
}

function pem(label: string, bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}

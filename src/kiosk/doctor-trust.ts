import { displayText } from "../core/display-text.ts";
import type { FileFacts } from "../core/machine-facts.ts";
import { importPrivateJwk, type PublicKey } from "../core/signature.ts";
import type { Text } from "../core/text.ts";
import type { EpochSeconds } from "../core/time.ts";
import { loadTrust } from "../core/trust.ts";
import { MAX_TRUST_BUNDLE_BYTES, openTrustBundle, type TrustRefusal } from "../core/trust-bundle.ts";
import type { KioskConfig } from "./config.ts";
import { type Check, type DatedCheck, fault, missing, ok, unreadable } from "./doctor-check.ts";
import { spanText } from "./doctor-figures.ts";
import type { DoctorProbes } from "./doctor-probes.ts";
import { parseJson } from "./json-bytes.ts";
import { readTrustRoot } from "./trust-root.ts";

/** Largest key file that is looked at, in bytes. */
const MAX_KEY_BYTES = 65_536;
const DAY_SECONDS = 86_400;
/** From here on somebody should bring a new trust list. */
const SOON_DAYS = 7;

/** How a kiosk gets another trust list: from central, or by hand where it has none. The file is signed, so any hand will do. */
function adviceToRenew({ central, data }: KioskConfig): Text {
  if (central) {
    return {
      vi: "nối mạng với máy chủ cho đến khi màn hình báo danh sách mới",
      en: "connect the network to central until the screen shows a new list",
    };
  }
  const path = displayText(`${data}/trust.dsse.json`);
  return {
    vi: `khi kiosk đã dừng, chép danh sách đã ký của nơi phát hành vào ${path}`,
    en: `with the kiosk stopped, copy the publisher's signed list to ${path}`,
  };
}

/** The root keys: without them no trust list can be believed. */
export async function checkRoot(
  { trust }: KioskConfig,
  probes: Pick<DoctorProbes, "file">,
): Promise<{ readonly check: Check; readonly keys: readonly PublicKey[] | undefined }> {
  const name = "trust-root";
  const path = displayText(trust.root);
  const todo = {
    vi: "chép tệp khoá công khai (JWKS) của nơi phát hành danh sách tin cậy vào đây",
    en: "put the public keys (JWKS) of whoever publishes the trust lists there",
  };
  const file = await probes.file(trust.root, MAX_KEY_BYTES);
  if (file.kind === "absent") return { check: missing(name, `${path} is not there`, todo, true), keys: undefined };
  if (file.kind === "unreadable") return { check: unreadable(name, path, file.why, todo), keys: undefined };
  const root = readTrustRoot(file.bytes);
  if (!root) return { check: fault(name, `${path} is not a JWKS of Ed25519 or P-256 public keys`, todo), keys: undefined };
  const { keys } = root;
  if (root.holdsPrivateKey) {
    const exposed = {
      vi: "khoá bí mật của nơi phát hành không bao giờ được nằm trên kiosk: xoá tệp, thay khoá đó, chép lại khoá công khai",
      en: "the publisher's private key must never be on a kiosk: remove the file, replace that key, put the public one here",
    };
    return { check: fault(name, `${path} holds a PRIVATE key`, exposed), keys };
  }
  return { check: ok(name, `${path}: ${countOf(keys.length)}`), keys };
}

/** The trust list this kiosk holds, as it would be believed at its next start, with its date. */
export async function checkTrust(
  config: KioskConfig,
  rootKeys: readonly PublicKey[] | undefined,
  now: EpochSeconds,
  probes: Pick<DoctorProbes, "file">,
): Promise<DatedCheck> {
  const name = "trust";
  const { data, demo } = config;
  const renew = adviceToRenew(config);
  const file = await probes.file(`${data}/trust.dsse.json`, MAX_TRUST_BUNDLE_BYTES);
  if (file.kind === "absent") {
    const none = missing(name, "no trust list yet: every credential is answered with T-501", renew, true);
    return { check: none };
  }
  if (file.kind === "unreadable") return { check: unreadable(name, "trust list", file.why, renew) };
  if (!rootKeys) {
    const todo = { vi: "sửa trust-root trước", en: "see to trust-root first" };
    return { check: missing(name, "a trust list is kept, but without root keys it cannot be believed", todo, true) };
  }
  const opened = openTrustBundle(file.bytes, rootKeys, { demo, notBelowVersion: 0 });
  if (!opened.ok) {
    const found = `the kept trust list is refused: ${opened.refusal}, ${displayText(opened.detail)}`;
    return { check: fault(name, found, adviceOn(opened.refusal) ?? renew) };
  }
  const { trust, rejectedKeys } = loadTrust(opened.list);
  const { version, issuedAt, expiresAt } = trust;
  const unusable = rejectedKeys.length === 0 ? "" : `, ${rejectedKeys.length} unusable`;
  const age = now < issuedAt ? "issued in the future" : `issued ${spanText(now - issuedAt)} ago`;
  if (trust.keys.all.length === 0) {
    return { check: missing(name, `version ${version}, ${age}, has no usable key: no issuer is known`, renew, true), at: issuedAt };
  }
  const found = `version ${version}, ${age}, ${countOf(trust.keys.all.length)}${unusable}`;
  return { check: checkExpiry(found, expiresAt - now, renew), at: issuedAt };
}

function checkExpiry(found: string, leftSeconds: number, renew: Text): Check {
  const name = "trust";
  if (leftSeconds <= 0) return fault(name, `${found}, expired ${spanText(leftSeconds)} ago (T-502)`, renew);
  const left = `${found}, good for another ${spanText(leftSeconds)}`;
  if (leftSeconds < SOON_DAYS * DAY_SECONDS) return missing(name, `${left} only`, renew, leftSeconds < DAY_SECONDS);
  return ok(name, left);
}

function adviceOn(refusal: TrustRefusal): Text | undefined {
  switch (refusal) {
    case "signature":
      return {
        vi: "danh sách do nơi khác ký, hoặc trust-root sai: kiểm tra [trust] root, rồi nối mạng để nhận danh sách đúng",
        en: "another publisher signed it, or trust-root is wrong: check [trust] root, then connect the network for the right one",
      };
    case "demo-outside-demo":
    case "real-inside-demo":
      return {
        vi: "thư mục data này thuộc về bản demo (hoặc ngược lại): dùng thư mục data riêng cho kiosk thật",
        en: "this data folder belongs to a demo, or the other way round: give the real kiosk a folder of its own",
      };
    case "too-large":
    case "malformed":
    case "payload-type":
    case "schema":
    case "rollback":
      return undefined; // another list is all that helps
  }
}

/** The device key: undefined where this kiosk has no central to sign for. */
export async function checkDeviceKey({ central }: KioskConfig, probes: Pick<DoctorProbes, "file">): Promise<Check | undefined> {
  if (!central) return undefined;
  const name = "device-key";
  const path = displayText(central.key);
  const file: FileFacts = await probes.file(central.key, MAX_KEY_BYTES);
  const todo = {
    vi: "tạo khoá thiết bị và đăng ký khoá công khai ở máy chủ (tram central enrol), hoặc bỏ mục [central]",
    en: "make a device key and enrol its public half at central (tram central enrol), or leave out [central]",
  };
  if (file.kind === "absent") return missing(name, `${path} is not there`, todo, true);
  if (file.kind === "unreadable") return unreadable(name, path, file.why, todo);
  const jwk = parseJson(file.bytes);
  const key = typeof jwk === "object" && jwk !== null ? importPrivateJwk(jwk) : undefined;
  if (!key) return fault(name, `${path} is no private Ed25519 or P-256 key (JWK)`, todo);
  if ((file.mode & 0o077) === 0) return ok(name, `${path}, ${key.algorithm}, for its owner's eyes only`);
  return fault(name, `${path} can be read or written by other users`, { vi: `chạy: chmod 600 ${path}`, en: `run: chmod 600 ${path}` });
}

function countOf(keys: number): string {
  return `${keys} key${keys === 1 ? "" : "s"}`;
}

import { displayText } from "../core/display-text.ts";
import type { FileFacts } from "../core/machine-facts.ts";
import { sealedTypes } from "../core/seal-demand.ts";
import { importPrivateJwk } from "../core/signature.ts";
import type { Text } from "../core/text.ts";
import { dateInVietnam, type EpochSeconds } from "../core/time.ts";
import { type BudgetState, budgetOf } from "../core/trust-budget.ts";
import { TRUST_REFUSALS } from "../core/trust-refusal.ts";
import type { HeldTrust } from "../trust-ports.ts";
import { type KioskConfig, ownDeviceKey } from "./config.ts";
import { type Check, coded, type DatedCheck, fault, missing, ok, unreadable } from "./doctor-check.ts";
import { spanText } from "./doctor-figures.ts";
import type { DoctorProbes, TrustPlace } from "./doctor-probes.ts";
import { policyInForce } from "./in-force.ts";
import { parseJson } from "./json-bytes.ts";
import { NO_KEPT_FLOORS, parseKeptFloors } from "./kept-floors.ts";
import { hasSecret, readTrustRoot } from "./trust-root.ts";

/** Largest key file that is looked at, in bytes. */
const MAX_KEY_BYTES = 65_536;
/** Largest root metadata, in bytes; the vault takes no larger ones either. */
const MAX_ROOT_BYTES = 524_288;
/** Largest state document that is looked at, in bytes. */
const MAX_STATE_BYTES = 65_536;
const DAY_SECONDS = 86_400;

/** How a kiosk gets another trust bundle: from central, or on a stick. It is signed, so any hand will do. */
function adviceToRenew({ central, trust }: KioskConfig): Text {
  const stick = {
    vi: "cắm USB có thư mục tram-trust do nơi phát hành chép",
    en: "insert a stick with the publisher's tram-trust folder",
  };
  if (central && trust.sticks !== undefined)
    return { vi: `nối mạng với máy chủ, hoặc ${stick.vi}`, en: `connect the network to central, or ${stick.en}` };
  if (central) {
    return {
      vi: "nối mạng với máy chủ cho đến khi màn hình báo bộ mới",
      en: "connect the network to central until the screen shows a new bundle",
    };
  }
  if (trust.sticks !== undefined) return stick;
  return {
    vi: "kiosk này không có đường nhận bộ mới: thêm [central], hoặc [trust] sticks để nhận từ USB",
    en: "this kiosk has no way to receive one: configure [central], or [trust] sticks to take it from USB",
  };
}

/** The anchor: without it no trust bundle can be believed. */
export async function checkRoot(
  { trust }: KioskConfig,
  now: EpochSeconds,
  probes: Pick<DoctorProbes, "file">,
): Promise<{ readonly check: Check; readonly bytes: Uint8Array | undefined }> {
  const name = "trust-root";
  const path = displayText(trust.root);
  const todo = {
    vi: "chép tệp root.json của nơi phát hành bộ tin cậy vào đây",
    en: "put the publisher's root.json there",
  };
  const file = await probes.file(trust.root, MAX_ROOT_BYTES);
  if (file.kind === "absent")
    return { check: missing(name, { vi: `không có ${path}`, en: `${path} is not there` }, todo, true), bytes: undefined };
  if (file.kind === "unreadable") return { check: unreadable(name, path, file.why, todo), bytes: undefined };
  const root = readTrustRoot(file.bytes);
  if (root?.holdsPrivateKey ?? hasSecret(parseJson(file.bytes))) {
    const exposed = {
      vi: "khoá bí mật của nơi phát hành không bao giờ được nằm trên kiosk: xoá tệp, thay khoá đó, chép lại root.json",
      en: "the publisher's private key must never be on a kiosk: remove the file, replace that key, put the root.json here",
    };
    return { check: fault(name, { vi: `${path} chứa khoá BÍ MẬT`, en: `${path} holds a PRIVATE key` }, exposed), bytes: file.bytes };
  }
  if (!root)
    return {
      check: fault(name, { vi: `${path} không phải root.json (TUF)`, en: `${path} is no TUF root metadata` }, todo),
      bytes: undefined,
    };
  const { version, keys, threshold, expiresAt } = root;
  // Its own expiry hinders nothing as long as newer roots follow from it.
  const age = expiresAt <= now ? { vi: ", tự nó đã hết hạn", en: ", itself expired" } : { vi: "", en: "" };
  const found = {
    vi: `${path}: phiên bản ${version}, phải có ${threshold} trong ${keys} khoá ký${age.vi}`,
    en: `${path}: version ${version}, ${threshold} of ${countOf(keys)} must sign${age.en}`,
  };
  return { check: ok(name, found), bytes: file.bytes };
}

/** Where this kiosk keeps its bundle and what it knows never to go below; `provenAt`: a time that has certainly passed. */
export async function trustPlaceOf(
  { data, demo }: KioskConfig,
  root: Uint8Array,
  probes: Pick<DoctorProbes, "file">,
): Promise<{ readonly place: TrustPlace; readonly provenAt: EpochSeconds }> {
  const state = await probes.file(`${data}/state.json`, MAX_STATE_BYTES);
  const { versions: floor, proven } = (state.kind === "read" && parseKeptFloors(parseJson(state.bytes))) || NO_KEPT_FLOORS;
  return { place: { folder: `${data}/trust`, root, floor, demo }, provenAt: proven };
}

/** The trust bundle this kiosk holds, as it would be believed at its next start, with its date. */
export async function checkTrust(
  config: KioskConfig,
  root: Uint8Array | undefined,
  now: EpochSeconds,
  probes: Pick<DoctorProbes, "trust" | "file">,
): Promise<DatedCheck> {
  const name = "trust";
  const renew = adviceToRenew(config);
  if (!root) {
    const todo = { vi: "sửa trust-root trước", en: "see to trust-root first" };
    return {
      check: missing(
        name,
        { vi: "không có gốc thì không tin được bộ nào", en: "without its root no trust bundle can be believed" },
        todo,
        true,
      ),
    };
  }
  const { place } = await trustPlaceOf(config, root, probes);
  const { held, refused } = await probes.trust(place);
  if (refused) {
    const { detail, next } = TRUST_REFUSALS[refused.refusal];
    const why = `${refused.refusal}, ${displayText(refused.detail)}`;
    const check = coded(
      `trust-${refused.refusal}`,
      fault(name, { vi: `bộ tin cậy đang giữ bị từ chối: ${why}`, en: `the kept trust bundle is refused: ${why}` }, next),
    );
    return { check: { ...check, also: [detail] } };
  }
  if (!held) return { check: missing(name, NO_BUNDLE, renew, true) };
  return { check: { ...checkHeld(config, held, now, renew), also: [expiriesOf(held)] }, at: held.issuedAt };
}

function checkHeld(config: KioskConfig, held: HeldTrust, now: EpochSeconds, renew: Text): Check {
  const name = "trust";
  const { trust, versions, issuedAt, rejectedKeys } = held;
  const count = trust.keys.all.length;
  const bad = rejectedKeys.length;
  const age = spanText(now - issuedAt);
  const isFuture = now < issuedAt;
  const found: Text = {
    vi: `phiên bản ${versions.timestamp}, ${isFuture ? "phát hành trong tương lai" : `phát hành ${age.vi} trước`}, ${count} khoá${bad === 0 ? "" : `, ${bad} không dùng được`}`,
    en: `version ${versions.timestamp}, ${isFuture ? "issued in the future" : `issued ${age.en} ago`}, ${countOf(count)}${bad === 0 ? "" : `, ${bad} unusable`}`,
  };
  const and = (vi: string, en: string): Text => ({ vi: found.vi + vi, en: found.en + en });
  if (count === 0) return missing(name, and(": không biết nơi cấp nào", ": no issuer is known"), renew, true);
  const policy = policyInForce(config.group, config.policy, held);
  if (!policy) {
    const todo = {
      vi: "sửa group trong cấu hình, hoặc nhờ nơi phát hành thêm nhóm này (tram trust policy)",
      en: "correct group in the configuration, or have the publisher add it (tram trust policy)",
    };
    return coded(
      "trust-group",
      fault(
        name,
        and(`, nhưng không có chính sách cho nhóm ${config.group} (T-512)`, `, but no policy for the group ${config.group} (T-512)`),
        todo,
      ),
    );
  }
  const unsealable = trust.sealKeys.length === 0 ? sealedTypes(policy).join(", ") : "";
  if (unsealable !== "")
    return coded(
      "trust-unsealed",
      fault(
        name,
        and(`, nhưng không có khoá niêm phong cho ${unsealable} (T-513)`, `, but no key to seal ${unsealable} to (T-513)`),
        ADD_SEAL_KEY,
      ),
    );
  const { state, secondsLeft } = budgetOf(trust, policy, now);
  const left = spanText(secondsLeft);
  const ago = spanText(now - trust.expiresAt);
  const checks: Readonly<Record<BudgetState, () => Check>> = {
    good: () => ok(name, and(`, còn dùng được ${left.vi}`, `, good for another ${left.en}`)),
    warning: () =>
      coded(
        "trust-ending",
        missing(name, and(`, chỉ còn ${left.vi}`, `, good for another ${left.en} only`), renew, secondsLeft < DAY_SECONDS),
      ),
    grace: () =>
      coded(
        "trust-grace",
        missing(name, and(`, đã hết hạn, dùng tạm ${left.vi}`, `, expired, accepted with a warning for another ${left.en}`), renew, true),
      ),
    stopped: () => fault(name, and(`, đã hết hạn ${ago.vi} trước (T-502)`, `, expired ${ago.en} ago (T-502)`), renew),
  };
  return checks[state]();
}

const ADD_SEAL_KEY: Text = {
  vi: "nhờ nơi phát hành thêm khoá niêm phong (tram trust operator-key add --use seal), hoặc bỏ seal khỏi chính sách",
  en: "have the publisher add a seal key (tram trust operator-key add --use seal), or take seal out of the policy",
};

const NO_BUNDLE: Text = {
  vi: "chưa có bộ tin cậy: mọi giấy tờ đều được trả lời T-501",
  en: "no trust bundle yet: every credential is answered with T-501",
};

/** Until when each role counts, for whoever has to renew it: `root 2028-11-01, targets …`. */
function expiriesOf({ expiries }: HeldTrust): Text {
  const { root, targets, snapshot, timestamp } = expiries;
  const dates = Object.entries({ root, targets, snapshot, timestamp }).map(([role, at]) => `${role} ${dateInVietnam(at)}`);
  return { vi: `hết hạn: ${dates.join(", ")}`, en: `ends: ${dates.join(", ")}` };
}

/** The device key: undefined where the configuration names none, and the kiosk makes its own. */
export async function checkDeviceKey(config: KioskConfig, probes: Pick<DoctorProbes, "file">): Promise<Check | undefined> {
  const key = ownDeviceKey(config);
  if (key === undefined) return undefined;
  return await checkKeyFile(key, probes);
}

async function checkKeyFile(keyFile: string, probes: Pick<DoctorProbes, "file">): Promise<Check> {
  const name = "device-key";
  const path = displayText(keyFile);
  const file: FileFacts = await probes.file(keyFile, MAX_KEY_BYTES);
  const todo = {
    vi: "tạo khoá thiết bị (tram provision) và đăng ký khoá công khai ở máy chủ (tram central enrol), hoặc bỏ mục [central]",
    en: "make a device key (tram provision) and enrol its public half at central (tram central enrol), or leave out [central]",
  };
  if (file.kind === "absent") return missing(name, { vi: `không có ${path}`, en: `${path} is not there` }, todo, true);
  if (file.kind === "unreadable") return unreadable(name, path, file.why, todo);
  const jwk = parseJson(file.bytes);
  const key = typeof jwk === "object" && jwk !== null ? importPrivateJwk(jwk) : undefined;
  if (!key)
    return fault(
      name,
      { vi: `${path} không phải khoá bí mật Ed25519 hay P-256 (JWK)`, en: `${path} is no private Ed25519 or P-256 key (JWK)` },
      todo,
    );
  if ((file.mode & 0o077) === 0)
    return ok(name, { vi: `${path}, ${key.algorithm}, chỉ chủ đọc được`, en: `${path}, ${key.algorithm}, for its owner's eyes only` });
  const open = { vi: `tài khoản khác cũng đọc hoặc ghi được ${path}`, en: `${path} can be read or written by other users` };
  return coded("device-key-open", fault(name, open, { vi: `chạy: chmod 600 ${path}`, en: `run: chmod 600 ${path}` }));
}

function countOf(keys: number): string {
  return `${keys} key${keys === 1 ? "" : "s"}`;
}

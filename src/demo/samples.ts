import { decodeBase45, encodeBase45 } from "../core/base45.ts";
import type { DeskSample, Expectation } from "../core/desk.ts";
import { type CredentialOrder, issue } from "../core/issue.ts";
import type { IssuerKey } from "../core/key-file.ts";
import { initialsOf } from "../core/person-initials.ts";
import { type Reason, verdictOf } from "../core/reason.ts";
import type { RegisteredCredential } from "../core/register.ts";
import type { Standing } from "../core/standing.ts";
import type { Text } from "../core/text.ts";
import type { EpochSeconds } from "../core/time.ts";
import { vietQr } from "../core/vietqr.ts";
import type { WalletType } from "../core/wallet.ts";
import { deflate, inflate } from "../core/zlib.ts";
import { DRAWN_PORTRAIT } from "./drawn-portrait.ts";
import { DAY_SECONDS, PERSON, paperOf } from "./papers.ts";

/** A sample code of a desk, without its picture. */
export type Sample = Omit<DeskSample, "svg">;

/** The sample codes of a desk, and what the issuer remembers of those that it may take back, or has taken back. */
export interface Samples {
  readonly codes: readonly Sample[];
  readonly registered: readonly RegisteredCredential[];
}

/** The status list of the demo's issuer. Nobody ever opens this address: the list travels in the trust bundle. */
export const STATUS_URI = "https://issuer.demo.tram.invalid/status/1";

const CITIZEN_CARD = "099190000001||Nguyễn Thị Kiểm Thử|15051990|Nữ|Thôn Thử Nghiệm, Xã Ví Dụ, Tỉnh Mẫu|20062021";
const INSURANCE_CARD = [
  "GD4990000000001",
  hex("Nguyễn Thị Kiểm Thử"),
  "15/05/1990|2",
  hex("Xã Ví Dụ, Tỉnh Mẫu"),
  "99 - 001|01/01/2026|-|20/12/2025|99010000000001|-|4| 01/01/2030|0123456789abcdef-7102|$",
].join("|");

/** The numbers of Claim 169: 4 is WebP. */
const WITH_PORTRAIT = { ...PERSON, version: "portrait", photo: DRAWN_PORTRAIT, photoFormat: 4 };

/** A product of nobody: numbers that begin with 02 are for use within one shop (GS1 General Specifications §2.1.11). */
const PRODUCT_LINK = "https://san-pham.example/01/02000000000008/10/LO-01";

/**
 * One code for every way a scan can end that a newcomer should see. `stranger` is a key that no trust list has; `nextIndex` the first free
 * place in the issuer's status list.
 */
export function makeSamples(issuer: IssuerKey, stranger: IssuerKey, now: EpochSeconds, nextIndex: number): Samples {
  const { citizen, own } = makeCredentials(issuer, now, nextIndex);
  const expired = citizen("expired", { expires: now - DAY_SECONDS });
  const codes = [
    sample("accepted", "granted", "Thẻ số hợp lệ", "Genuine and in force", own.accepted.text),
    sample("portrait", "granted", "Thẻ số có ảnh", "With a picture", citizen("portrait", { claims: WITH_PORTRAIT }).text),
    {
      ...sample("prescription", "granted", "Đơn thuốc, dùng một lần", "Prescription, taken once", own.prescription.text),
      afterwards: expectation("used-up"),
    },
    sample("application", "granted", "Giấy hẹn có lệ phí", "Application with a fee", own.application.text),
    sample("status-list", "granted", "Thẻ học sinh", "Student card", own["status-list"].text),
    sample("expired", "expired", "Đã hết hạn", "Expired", expired.text),
    sample("not-yet-valid", "not-yet-valid", "Chưa đến ngày hiệu lực", "Not yet valid", own["not-yet-valid"].text),
    sample("revoked", "revoked", "Đã bị thu hồi", "Revoked by its issuer", own.revoked.text),
    sample("suspended", "suspended", "Đang bị tạm dừng", "Suspended by its issuer", own.suspended.text),
    sample("tampered", "signature-invalid", "Nội dung bị sửa", "Tampered with", tamper(citizen("tampered").text)),
    sample("insurance-static", "holder-proof-missing", "BHYT số, không phải mã động", "Insurance, not live", own["insurance-static"].text),
    sample("unknown-issuer", "issuer-unknown", "Nơi cấp chưa biết", "Unknown issuer", citizen("stranger", {}, stranger).text),
    sample("citizen-card", "document-read", "Thẻ căn cước", "Citizen card", CITIZEN_CARD),
    sample("insurance-card", "document-read", "Thẻ BHYT", "Insurance card", INSURANCE_CARD),
    sample("payment", "payment-code", "Mã VietQR", "Payment code", paymentCode()),
    sample("link", "link-read", "Đường dẫn", "Product link", PRODUCT_LINK),
    sample("no-credential", "not-understood", "Không phải giấy tờ", "Not a credential", "Thực đơn: phở, bún chả, cơm tấm"),
  ];
  const known = new Map(Object.entries(own));
  const registered = codes.flatMap(({ id, label }) => {
    const made = known.get(id);
    return made ? [{ ...made.registered, sample: label }] : [];
  });
  return { codes, registered };
}

/** The credentials of the samples: `own` are those that their issuer can take back, or has taken back. */
function makeCredentials(issuer: IssuerKey, now: EpochSeconds, nextIndex: number) {
  const times = { issuedAt: now - 30 * DAY_SECONDS, expires: now + 365 * DAY_SECONDS };
  const issued = (order: CredentialOrder, key = issuer) => {
    const made = issue(order, key);
    if (!made.ok) throw new Error(`demo: a sample of type ${order.type} cannot be issued: ${made.problems.map(({ en }) => en).join("; ")}`);
    return made;
  };
  // A version of its own makes each citizen a credential of its own, so that revoking one leaves the others alone.
  const citizen = (version: string, changes: Partial<CredentialOrder> = {}, key = issuer) =>
    issued({ type: "citizen", claims: { ...PERSON, version }, ...times, ...changes }, key);
  // Every start makes another prescription: that of yesterday is used up.
  const serial = Math.floor(now).toString(36).padStart(7, "0");
  const paper = (type: WalletType, changes: Partial<CredentialOrder> = {}) =>
    issued({ type, claims: paperOf(type, now, serial).claims, ...times, ...changes });
  const register = (type: WalletType, { text, credential }: ReturnType<typeof issued>, standing: Standing = "valid", index?: number) => ({
    text,
    registered: {
      credential,
      type,
      initials: initialsOf(PERSON.fullName),
      issuedAt: Math.floor(times.issuedAt),
      expires: Math.floor(times.expires),
      ...(index !== undefined && { index }),
      standing,
    },
  });
  const onList = (type: WalletType, index: number, standing: Standing = "valid") =>
    register(type, paper(type, { status: { uri: STATUS_URI, index } }), standing, index);
  const own = {
    accepted: register("citizen", citizen("accepted")),
    prescription: register("prescription", paper("prescription")),
    application: register("application", paper("application")),
    "status-list": onList("student", nextIndex),
    "not-yet-valid": register("citizen", citizen("early", { notBefore: now + 30 * DAY_SECONDS })),
    revoked: register("citizen", citizen("revoked"), "revoked"),
    suspended: onList("household-address", nextIndex + 1, "suspended"),
    "insurance-static": register("health-insurance", paper("health-insurance")),
  };
  return { citizen, own };
}

function sample(id: string, reason: Reason, vi: string, en: string, text: string): Sample {
  const label: Text = { vi, en };
  return { id, label, expect: expectation(reason), text };
}

function expectation(reason: Reason): Expectation {
  return { reason, verdict: verdictOf(reason) };
}

function paymentCode(): string {
  const text = vietQr({ bin: "970499", account: "0990000000001", amountVnd: 45_000, reference: "PHO BO" });
  if (text === undefined) throw new Error("demo: the sample's amount cannot be paid");
  return text;
}

/** The same credential with another birth year: what somebody with a text editor would try. */
function tamper(text: string): string {
  const compressed = decodeBase45(text);
  const message = compressed.ok ? inflate(compressed.value) : compressed;
  if (!message.ok) throw new Error("demo: a code of our own cannot be unpacked");
  const changed = Buffer.from(Buffer.from(message.value).toString("latin1").replace("19900515", "20080515"), "latin1");
  return encodeBase45(deflate(changed));
}

function hex(text: string): string {
  return Buffer.from(text, "utf8").toString("hex");
}

import { decodeBase45, encodeBase45 } from "../core/base45.ts";
import type { DeskSample, Expectation } from "../core/desk.ts";
import { type CredentialOrder, issue } from "../core/issue.ts";
import type { IssuerKey } from "../core/key-file.ts";
import { type Reason, verdictOf } from "../core/reason.ts";
import type { Text } from "../core/text.ts";
import type { EpochSeconds } from "../core/time.ts";
import { vietQr } from "../core/vietqr.ts";
import type { WalletType } from "../core/wallet.ts";
import { deflate, inflate } from "../core/zlib.ts";
import { DAY_SECONDS, PERSON, paperOf } from "./papers.ts";

/** A sample code of a desk, without its picture. */
export type Sample = Omit<DeskSample, "svg">;

/** The sample codes of a desk, and which credentials the trust list must call revoked. */
export interface Samples {
  readonly codes: readonly Sample[];
  readonly revoked: readonly string[];
}

const CITIZEN_CARD = "099190000001||Nguyễn Thị Kiểm Thử|15051990|Nữ|Thôn Thử Nghiệm, Xã Ví Dụ, Tỉnh Mẫu|20062021";
const INSURANCE_CARD = [
  "GD4990000000001",
  hex("Nguyễn Thị Kiểm Thử"),
  "15/05/1990|2",
  hex("Xã Ví Dụ, Tỉnh Mẫu"),
  "99 - 001|01/01/2026|-|20/12/2025|99010000000001|-|4| 01/01/2030|0123456789abcdef-7102|$",
].join("|");

/** A product of nobody: numbers that begin with 02 are for use within one shop (GS1 General Specifications §2.1.11). */
const PRODUCT_LINK = "https://san-pham.example/01/02000000000008/10/LO-01";

/** One code for every way a scan can end that a newcomer should see. `stranger` is a key that no trust list has. */
export function makeSamples(issuer: IssuerKey, stranger: IssuerKey, now: EpochSeconds): Samples {
  const issued = (order: CredentialOrder, key = issuer) => {
    const made = issue(order, key);
    if (!made.ok) throw new Error(`demo: a sample of type ${order.type} cannot be issued: ${made.problems.map(({ en }) => en).join("; ")}`);
    return made;
  };
  const times = { issuedAt: now - 30 * DAY_SECONDS, expires: now + 365 * DAY_SECONDS };
  // A version of its own makes each citizen a credential of its own, so that revoking one leaves the others alone.
  const citizen = (version: string, changes: Partial<CredentialOrder> = {}, key = issuer) =>
    issued({ type: "citizen", claims: { ...PERSON, version }, ...times, ...changes }, key);
  // Every start makes another prescription: that of yesterday is used up.
  const serial = Math.floor(now).toString(36).padStart(7, "0");
  const paper = (type: WalletType) => issued({ type, claims: paperOf(type, now, serial).claims, ...times });

  const revoked = citizen("revoked");
  const expired = citizen("expired", { expires: now - DAY_SECONDS });
  const early = citizen("early", { notBefore: now + 30 * DAY_SECONDS });
  return {
    revoked: [revoked.credential],
    codes: [
      sample("accepted", "granted", "Thẻ số hợp lệ", "Genuine and in force", citizen("accepted").text),
      {
        ...sample("prescription", "granted", "Đơn thuốc, dùng một lần", "Prescription, taken once", paper("prescription").text),
        afterwards: expectation("used-up"),
      },
      sample("application", "granted", "Giấy hẹn có lệ phí", "Application with a fee", paper("application").text),
      sample("expired", "expired", "Đã hết hạn", "Expired", expired.text),
      sample("not-yet-valid", "not-yet-valid", "Chưa đến ngày hiệu lực", "Not yet valid", early.text),
      sample("revoked", "revoked", "Đã bị thu hồi", "Revoked by its issuer", revoked.text),
      sample("tampered", "signature-invalid", "Nội dung bị sửa", "Tampered with", tamper(citizen("tampered").text)),
      sample(
        "insurance-static",
        "holder-proof-missing",
        "BHYT số, không phải mã động",
        "Insurance, not live",
        paper("health-insurance").text,
      ),
      sample("unknown-issuer", "issuer-unknown", "Nơi cấp chưa biết", "Unknown issuer", citizen("stranger", {}, stranger).text),
      sample("citizen-card", "document-read", "Thẻ căn cước", "Citizen card", CITIZEN_CARD),
      sample("insurance-card", "document-read", "Thẻ BHYT", "Insurance card", INSURANCE_CARD),
      sample("payment", "payment-code", "Mã VietQR", "Payment code", paymentCode()),
      sample("link", "link-read", "Đường dẫn", "Product link", PRODUCT_LINK),
      sample("no-credential", "not-understood", "Không phải giấy tờ", "Not a credential", "Thực đơn: phở, bún chả, cơm tấm"),
    ],
  };
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

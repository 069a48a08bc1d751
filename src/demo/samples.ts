import { decodeBase45, encodeBase45 } from "../core/base45.ts";
import type { DeskSample } from "../core/desk.ts";
import { type CredentialOrder, issue } from "../core/issue.ts";
import type { IssuerKey } from "../core/key-file.ts";
import { type Reason, verdictOf } from "../core/reason.ts";
import type { Text } from "../core/text.ts";
import type { EpochSeconds } from "../core/time.ts";
import { deflate, inflate } from "../core/zlib.ts";

/** The sample codes of a desk, without their pictures, and which credentials the trust list must call revoked. */
export interface Samples {
  readonly codes: readonly Omit<DeskSample, "svg">[];
  readonly revoked: readonly string[];
}

const DAY = 86_400;

/** Nobody: province 099 is unassigned, and the names say that they are for trying out. */
const PERSON = {
  id: "099190000001",
  language: "vie",
  fullName: "Nguyễn Thị Kiểm Thử",
  dateOfBirth: "19900515",
  gender: 2,
  address: "Thôn Thử Nghiệm\nXã Ví Dụ\nTỉnh Mẫu",
  nationality: "VN",
};

const CITIZEN_CARD = "099190000001||Nguyễn Thị Kiểm Thử|15051990|Nữ|Thôn Thử Nghiệm, Xã Ví Dụ, Tỉnh Mẫu|20062021";
const INSURANCE_CARD = [
  "GD4990000000001",
  hex("Nguyễn Thị Kiểm Thử"),
  "15/05/1990|2",
  hex("Xã Ví Dụ, Tỉnh Mẫu"),
  "99 - 001|01/01/2026|-|20/12/2025|99010000000001|-|4| 01/01/2030|0123456789abcdef-7102|$",
].join("|");

/** One code for every way a scan can end that a newcomer should see. `stranger` is a key that no trust list has. */
export function makeSamples(issuer: IssuerKey, stranger: IssuerKey, now: EpochSeconds): Samples {
  const credential = (id: string, times: Partial<CredentialOrder>, key = issuer) => {
    // A version of its own makes each sample a credential of its own, so that revoking one leaves the others alone.
    const order = {
      type: "citizen",
      claims: { ...PERSON, version: id },
      issuedAt: now - 30 * DAY,
      expires: now + 365 * DAY,
      ...times,
    } as const;
    const issued = issue(order, key);
    if (!issued.ok) throw new Error(`demo: sample ${id} cannot be issued: ${issued.problems.map(({ en }) => en).join("; ")}`);
    return issued;
  };
  const revoked = credential("revoked", {});
  return {
    revoked: [revoked.credential],
    codes: [
      sample("accepted", "granted", "Thẻ số hợp lệ", "Genuine and in force", credential("accepted", {}).text),
      sample("expired", "expired", "Đã hết hạn", "Expired", credential("expired", { expires: now - DAY }).text),
      sample(
        "not-yet-valid",
        "not-yet-valid",
        "Chưa đến ngày hiệu lực",
        "Not yet valid",
        credential("early", { notBefore: now + 30 * DAY }).text,
      ),
      sample("revoked", "revoked", "Đã bị thu hồi", "Revoked by its issuer", revoked.text),
      sample("unknown-issuer", "issuer-unknown", "Nơi cấp chưa biết", "Unknown issuer", credential("stranger", {}, stranger).text),
      sample("tampered", "signature-invalid", "Nội dung bị sửa", "Tampered with", tamper(credential("tampered", {}).text)),
      sample("citizen-card", "document-read", "Thẻ căn cước (không ký số)", "Citizen card (unsigned)", CITIZEN_CARD),
      sample("insurance-card", "document-read", "Thẻ BHYT (không ký số)", "Insurance card (unsigned)", INSURANCE_CARD),
      sample("no-credential", "not-understood", "Không phải giấy tờ", "Not a credential", "https://example.invalid/thuc-don"),
    ],
  };
}

function sample(id: string, reason: Reason, vi: string, en: string, text: string): Omit<DeskSample, "svg"> {
  const label: Text = { vi, en };
  return { id, label, expect: { reason, verdict: verdictOf(reason) }, text };
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

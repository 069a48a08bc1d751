import type { Fault } from "../fault.ts";
import { PROVISIONING_REFUSALS, type ProvisioningRefusal } from "../provisioning/refusal.ts";
import type { Text } from "../text.ts";

const NOT_THE_CLERKS: Text = {
  vi: "Không cần làm gì: máy giữ nguyên như trước. Người đang cài đặt máy xử lý.",
  en: "Nothing: the kiosk stays as it was. Whoever is setting it up sees to it.",
};

/** What happened and what to do stands in provisioning/refusal.ts. */
function refused(name: ProvisioningRefusal, code: string, because: Text): Fault {
  const { detail, next } = PROVISIONING_REFUSALS[name];
  const title: Text = { vi: `Máy không nhận cấu hình: ${because.vi}.`, en: `The configuration is not taken: ${because.en}.` };
  return { code, severity: "warning", title, cause: detail, clerk: NOT_THE_CLERKS, technician: next };
}

/** A configuration that a kiosk does not take, on its first day or later. */
export const PROVISIONING_FAULTS = {
  "setup-missing": refused("missing", "T-770", { vi: "không thấy cấu hình", en: "there is none" }),
  "setup-incomplete": refused("incomplete", "T-771", { vi: "còn thiếu mã của phiếu", en: "codes of the sheet are missing" }),
  "setup-mixed": refused("mixed", "T-772", { vi: "các mã không cùng một phiếu", en: "the codes are not of one sheet" }),
  "setup-ambiguous": refused("ambiguous", "T-773", { vi: "USB có nhiều điểm phục vụ", en: "the stick has several service points" }),
  "setup-too-large": refused("too-large", "T-774", { vi: "lớn hơn mức cho phép", en: "it is larger than it may be" }),
  "setup-malformed": refused("malformed", "T-775", { vi: "sai định dạng", en: "it is not in its format" }),
  "setup-wrong-signature": refused("wrong-signature", "T-776", { vi: "chữ ký không đúng", en: "its signature is wrong" }),
  "setup-signer-unknown": refused("signer-unknown", "T-777", { vi: "máy không biết người ký", en: "its signer is not known here" }),
  "setup-other-kiosk": refused("other-kiosk", "T-778", { vi: "của máy khác", en: "it is another kiosk's" }),
  "setup-other-device": refused("other-device", "T-779", { vi: "của thiết bị khác", en: "it is for another device" }),
  "setup-rollback": refused("rollback", "T-780", { vi: "cũ hơn cấu hình đang dùng", en: "it is older than the one in use" }),
  "setup-serial-used": refused("serial-used", "T-781", { vi: "trùng số với cấu hình khác", en: "another one has its number" }),
  "setup-expired": refused("expired", "T-782", { vi: "phiếu đã hết hạn", en: "the sheet has expired" }),
  "setup-clock-wrong": refused("clock-wrong", "T-783", { vi: "đồng hồ của máy chạy chậm", en: "this kiosk's clock is behind" }),
  "setup-root-missing": refused("root-missing", "T-784", { vi: "thiếu gốc tin cậy", en: "the trust root is missing" }),
  "setup-settings-invalid": refused("settings-invalid", "T-785", {
    vi: "máy sẽ không chạy được với nó",
    en: "the kiosk would not run with it",
  }),
  "setup-fingerprint-wrong": refused("fingerprint-wrong", "T-786", { vi: "dấu vân tay không khớp", en: "the fingerprint does not match" }),
  "setup-backup-damaged": refused("backup-damaged", "T-787", { vi: "bản sao lưu bị hỏng", en: "the backup is damaged" }),
  "setup-sheet-incomplete": refused("sheet-incomplete", "T-788", {
    vi: "phiếu không đủ để khôi phục máy",
    en: "the sheet alone is not enough to restore by",
  }),
  "setup-stick-changed": refused("stick-changed", "T-789", { vi: "USB bị thay đổi giữa chừng", en: "the stick has changed meanwhile" }),
  "setup-already-set-up": refused("already-set-up", "T-790", { vi: "máy đã được cài đặt", en: "this kiosk is set up already" }),
  "setup-passphrase-wrong": refused("passphrase-wrong", "T-791", { vi: "sai mật khẩu", en: "the passphrase is wrong" }),
  "setup-not-confirmed": refused("not-confirmed", "T-792", { vi: "chưa được xác nhận", en: "it was not confirmed" }),
  "setup-storage": refused("storage", "T-793", { vi: "không ghi được vào ổ của máy", en: "it cannot be written to the disk" }),
} as const satisfies Record<`setup-${ProvisioningRefusal}`, Fault>;

import { CHECK_BY_HAND, type Fault, GO_ON } from "../fault.ts";
import type { Text } from "../text.ts";
import { TRUST_REFUSALS, type TrustRefusal } from "../trust-refusal.ts";

const BRING_ONE: Text = {
  vi: "Nối mạng, hoặc cắm USB có bộ tin cậy mới (thư mục tram-trust, ghi bằng tram usb export).",
  en: "Connect the network, or insert a stick with a new trust bundle (folder tram-trust, written by tram usb export).",
};

/** A bundle that was offered and not taken: the kiosk goes on with the one it has. What happened and what to do stands in trust-refusal.ts. */
function refused(name: TrustRefusal, code: string, title: Text): Fault {
  const { detail, next } = TRUST_REFUSALS[name];
  return { code, severity: "warning", title, cause: detail, clerk: GO_ON, technician: next };
}

/** The trust bundle: whom the kiosk believes, and what was revoked. */
export const TRUST_FAULTS = {
  "trust-none": {
    code: "T-660",
    severity: "fault",
    title: { vi: "Máy chưa có bộ tin cậy.", en: "The kiosk has no trust bundle yet." },
    cause: { vi: "Máy mới, chưa nối mạng và chưa nhận USB nào.", en: "A new kiosk that has had no network and no stick." },
    clerk: CHECK_BY_HAND,
    technician: BRING_ONE,
  },
  "trust-over": {
    code: "T-661",
    severity: "fault",
    title: { vi: "Bộ tin cậy đã hết hạn.", en: "The trust bundle has expired." },
    cause: { vi: "Quá lâu không nối mạng và không cắm USB có bộ mới.", en: "Too long without a network and without a stick." },
    clerk: CHECK_BY_HAND,
    technician: BRING_ONE,
  },
  "trust-ending": {
    code: "T-662",
    severity: "warning",
    title: { vi: "Bộ tin cậy sắp hết hạn.", en: "The trust bundle runs out soon." },
    cause: { vi: "Lâu không nối mạng và không cắm USB có bộ mới.", en: "Long without a network and without a stick." },
    clerk: GO_ON,
    technician: BRING_ONE,
  },
  "trust-grace": {
    code: "T-663",
    severity: "warning",
    title: { vi: "Bộ tin cậy đã hết hạn, máy đang dùng tạm.", en: "The trust bundle has expired and is used for a while yet." },
    cause: {
      vi: "Chính sách cho dùng tạm một thời gian; giấy tờ mới bị thu hồi có thể chưa biết.",
      en: "The policy grants a while; what was revoked lately may not be known.",
    },
    clerk: GO_ON,
    technician: BRING_ONE,
  },
  "trust-root": {
    code: "T-664",
    severity: "fault",
    title: { vi: "Tệp gốc tin cậy thiếu hoặc không đúng.", en: "The trust root is missing or wrong." },
    cause: {
      vi: "trust.root trong cấu hình không dẫn tới 1.root.json của nơi phát hành.",
      en: "trust.root does not lead to the publisher's 1.root.json.",
    },
    clerk: CHECK_BY_HAND,
    technician: {
      vi: "Chép 1.root.json từ nơi phát hành, so dấu vân tay với phiếu cấu hình; nếu tệp chứa khoá bí mật, báo nơi phát hành ngay.",
      en: "Copy 1.root.json from the publisher, compare its fingerprint with the sheet; if a private key is in it, tell the publisher at once.",
    },
  },
  "trust-group": {
    code: "T-665",
    severity: "fault",
    title: { vi: "Bộ tin cậy không có nhóm của máy này.", en: "The trust bundle does not know this kiosk's group." },
    cause: {
      vi: "group trong cấu hình viết sai, hoặc nơi phát hành chưa thêm nhóm. Mã nào cũng bị trả lời T-512.",
      en: "group is misspelt, or the publisher has not added it. Every code is answered with T-512.",
    },
    clerk: CHECK_BY_HAND,
    technician: {
      vi: "Sửa group trong cấu hình, hoặc nhờ nơi phát hành thêm nhóm (tram trust policy).",
      en: "Correct group in the configuration, or have the publisher add it (tram trust policy).",
    },
  },
  "trust-unsealed": {
    code: "T-666",
    severity: "fault",
    title: { vi: "Bộ tin cậy thiếu khoá niêm phong.", en: "The trust bundle has no key to seal with." },
    cause: {
      vi: "Chính sách đòi niêm phong dữ liệu cá nhân; loại giấy tờ đó bị trả lời T-513.",
      en: "The policy wants personal data sealed; those credentials are answered with T-513.",
    },
    clerk: CHECK_BY_HAND,
    technician: {
      vi: "Thêm khoá niêm phong (tram trust operator-key add --use seal), hoặc bỏ seal khỏi chính sách.",
      en: "Add a seal key (tram trust operator-key add --use seal), or take seal out of the policy.",
    },
  },
  "trust-rollback": refused("rollback", "T-670", {
    vi: "Bộ tin cậy mới bị từ chối: cũ hơn bộ đã dùng.",
    en: "A trust bundle was refused: older than the last.",
  }),
  "trust-freeze": refused("freeze", "T-671", { vi: "Bộ tin cậy mới bị từ chối: đã hết hạn.", en: "A trust bundle was refused: expired." }),
  "trust-mix-and-match": refused("mix-and-match", "T-672", {
    vi: "Bộ tin cậy mới bị từ chối: tệp không khớp nhau.",
    en: "A trust bundle was refused: its files do not fit together.",
  }),
  "trust-endless-data": refused("endless-data", "T-673", {
    vi: "Bộ tin cậy mới bị từ chối: tệp quá dài.",
    en: "A trust bundle was refused: a file is too long.",
  }),
  "trust-wrong-signature": refused("wrong-signature", "T-674", {
    vi: "Bộ tin cậy mới bị từ chối: chữ ký không đúng.",
    en: "A trust bundle was refused: no valid signature.",
  }),
  "trust-too-few-signatures": refused("too-few-signatures", "T-675", {
    vi: "Bộ tin cậy mới bị từ chối: chưa đủ người ký.",
    en: "A trust bundle was refused: too few signatures.",
  }),
  "trust-root-chain": refused("root-chain", "T-676", {
    vi: "Bộ tin cậy mới bị từ chối: không nối được khoá gốc.",
    en: "A trust bundle was refused: its root does not follow ours.",
  }),
  "trust-incomplete": refused("incomplete", "T-677", {
    vi: "Bộ tin cậy mới bị từ chối: thiếu tệp.",
    en: "A trust bundle was refused: a file is missing.",
  }),
  "trust-malformed": refused("malformed", "T-678", {
    vi: "Bộ tin cậy mới bị từ chối: sai định dạng.",
    en: "A trust bundle was refused: a file is not in its format.",
  }),
  "trust-too-many-targets": refused("too-many-targets", "T-679", {
    vi: "Bộ tin cậy mới bị từ chối: quá nhiều tệp.",
    en: "A trust bundle was refused: too many files.",
  }),
  "trust-schema": refused("schema", "T-680", {
    vi: "Bộ tin cậy mới bị từ chối: danh sách sai quy cách.",
    en: "A trust bundle was refused: a list breaks its form.",
  }),
  "trust-clock-wrong": refused("clock-wrong", "T-681", {
    vi: "Bộ tin cậy mới bị từ chối: có đồng hồ sai.",
    en: "A trust bundle was refused: one of the clocks is wrong.",
  }),
  "trust-storage": refused("storage", "T-682", {
    vi: "Không giữ được bộ tin cậy trên ổ của máy.",
    en: "A trust bundle could not be kept on the kiosk's disk.",
  }),
  "trust-demo-outside-demo": refused("demo-outside-demo", "T-683", {
    vi: "Bộ tin cậy chạy thử bị từ chối.",
    en: "A demo's trust bundle was refused.",
  }),
  "trust-real-inside-demo": refused("real-inside-demo", "T-684", {
    vi: "Bản chạy thử từ chối bộ tin cậy thật.",
    en: "The demo refused a real trust bundle.",
  }),
} as const satisfies Record<string, Fault> & Record<`trust-${TrustRefusal}`, Fault>;

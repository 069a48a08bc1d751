import { MEET_STAFF, type ReasonText, type Text } from "./text.ts";

const MACHINE_FAULT: Text = { vi: "Lỗi của máy, không phải lỗi của ông bà.", en: "This is the machine's fault, not yours." };

/** What people are told where this machine cannot judge. */
export const CANNOT_CHECK_TEXTS = {
  "trust-missing": {
    code: "T-501",
    detail: MACHINE_FAULT,
    next: MEET_STAFF,
    staff: {
      vi: "Chưa có bộ tin cậy; hãy nối mạng, hoặc cắm USB để nhận.",
      en: "No trust bundle yet; connect the network, or insert a stick to receive one.",
    },
  },
  "trust-expired": {
    code: "T-502",
    detail: MACHINE_FAULT,
    next: MEET_STAFF,
    staff: {
      vi: "Bộ tin cậy đã hết hạn; hãy nối mạng, hoặc cắm USB có bộ mới.",
      en: "The trust bundle has expired; connect the network, or insert a stick with a new one.",
    },
  },
  "clock-wrong": {
    code: "T-503",
    detail: MACHINE_FAULT,
    next: MEET_STAFF,
    staff: {
      vi: "Đồng hồ của máy sai; hãy chỉnh giờ, hoặc nối mạng để máy tự lấy giờ.",
      en: "The kiosk's clock is wrong; set the time, or connect the network and it corrects itself.",
    },
  },
  "issuer-unknown": {
    code: "T-504",
    detail: {
      vi: "Máy này chưa biết nơi cấp mã. Ông bà không có lỗi.",
      en: "This machine does not know who issued the code. It is not your fault.",
    },
    next: MEET_STAFF,
    staff: { vi: "Không có khoá của nơi cấp trong danh sách tin cậy.", en: "The trust list has no key for this issuer." },
  },
  "algorithm-unsupported": {
    code: "T-505",
    detail: {
      vi: "Máy này chưa kiểm tra được loại mã này. Ông bà không có lỗi.",
      en: "This machine cannot check this kind of code yet. It is not your fault.",
    },
    next: MEET_STAFF,
    staff: { vi: "Thuật toán chữ ký không được hỗ trợ.", en: "The signature algorithm is not supported." },
  },
  "encrypted-unsupported": {
    code: "T-506",
    detail: {
      vi: "Máy này chưa kiểm tra được loại mã này. Ông bà không có lỗi.",
      en: "This machine cannot check this kind of code yet. It is not your fault.",
    },
    next: MEET_STAFF,
    staff: { vi: "Nội dung được mã hoá (COSE_Encrypt0).", en: "The content is encrypted (COSE_Encrypt0)." },
  },
  "extension-unsupported": {
    code: "T-507",
    detail: {
      vi: "Máy này chưa kiểm tra được loại mã này. Ông bà không có lỗi.",
      en: "This machine cannot check this kind of code yet. It is not your fault.",
    },
    next: MEET_STAFF,
    staff: {
      vi: "Mã đòi hỏi một phần mở rộng mà máy không biết (crit).",
      en: "The code demands an extension this kiosk does not know (crit).",
    },
  },
  "journal-failed": {
    code: "T-508",
    detail: MACHINE_FAULT,
    next: MEET_STAFF,
    staff: {
      vi: "Không ghi được nhật ký nên máy không chấp nhận mã nào; kiểm tra thẻ nhớ, rồi chạy tram doctor.",
      en: "The journal could not be written, so nothing is accepted; check the storage, then run tram doctor.",
    },
  },
  "status-unknown": {
    code: "T-509",
    detail: MACHINE_FAULT,
    next: MEET_STAFF,
    staff: {
      vi: "Máy chưa có danh sách thu hồi mà giấy tờ này dẫn tới, hoặc danh sách đã cũ.",
      en: "The revocation list that the credential names is not here, or is too old.",
    },
  },
  "type-unknown": {
    code: "T-510",
    detail: {
      vi: "Máy này chưa biết loại giấy tờ này. Ông bà không có lỗi.",
      en: "This machine does not know this kind of credential. It is not your fault.",
    },
    next: MEET_STAFF,
    staff: {
      vi: "Giấy tờ có ký số nhưng thuộc loại mà máy chưa biết.",
      en: "A signed credential of a type that this kiosk does not know.",
    },
  },
  "policy-missing": {
    code: "T-512",
    detail: MACHINE_FAULT,
    next: MEET_STAFF,
    staff: {
      vi: "Bộ tin cậy không có chính sách cho nhóm của máy này; báo người vận hành.",
      en: "The trust bundle has no policy for this kiosk's group; tell the operator.",
    },
  },
  "seal-key-missing": {
    code: "T-513",
    detail: MACHINE_FAULT,
    next: MEET_STAFF,
    staff: {
      vi: "Chính sách đòi niêm phong dữ liệu cá nhân mà bộ tin cậy không có khoá niêm phong; báo người vận hành.",
      en: "The policy wants personal data sealed, and the trust bundle has no key for it; tell the operator.",
    },
  },
  "vneid-suspected": {
    code: "T-511",
    detail: {
      vi: "Đây có thể là mã của ứng dụng VNeID. Ông bà không có lỗi.",
      en: "This may be a code of the VNeID app. It is not your fault.",
    },
    next: { vi: "Mời ông bà để nhân viên kiểm tra mã trên điện thoại.", en: "Please let a member of staff check it on your phone." },
    staff: {
      vi: "Có thể là mã VNeID: chỉ hệ thống của Bộ Công an kiểm tra được.",
      en: "Perhaps a VNeID code: only the police's own system can check it.",
    },
  },
} as const satisfies Record<string, ReasonText>;

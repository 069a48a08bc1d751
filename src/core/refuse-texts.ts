import { MEET_STAFF, type ReasonText, type Text } from "./text.ts";

/** Whoever holds a forged or withdrawn code learns nothing from the public screen; the clerk's view has the exact reason. */
const NOT_ACCEPTED: Text = { vi: "Mã này không được chấp nhận.", en: "This code is not accepted." };

/** "Ví" alone is a purse, and "ví điện tử" one for money: people would look for the wrong thing. */
const OPEN_WALLET: Text = {
  vi: "Mời ông bà mở ví giấy tờ trên điện thoại và đưa mã đang hiện.",
  en: "Please open the wallet on the phone and show the code as it is now.",
};

/** What people are told where the answer is no. */
export const REFUSE_TEXTS = {
  expired: {
    code: "T-201",
    detail: { vi: "Mã đã hết hạn.", en: "The code has expired." },
    next: MEET_STAFF,
    staff: { vi: "Chữ ký đúng nhưng đã quá hạn sử dụng.", en: "Genuine, but past its expiry." },
  },
  "not-yet-valid": {
    code: "T-202",
    detail: { vi: "Mã chưa đến ngày dùng.", en: "The code is not valid yet." },
    next: MEET_STAFF,
    staff: { vi: "Chữ ký đúng nhưng chưa đến thời điểm có hiệu lực.", en: "Genuine, but its validity has not begun." },
  },
  revoked: {
    code: "T-203",
    detail: NOT_ACCEPTED,
    next: MEET_STAFF,
    staff: { vi: "Nơi cấp đã thu hồi giấy tờ này.", en: "The issuer has revoked this credential." },
  },
  "signature-invalid": {
    code: "T-204",
    detail: NOT_ACCEPTED,
    next: MEET_STAFF,
    staff: {
      vi: "Chữ ký không đúng: nội dung đã bị sửa, hoặc không phải do nơi cấp ký.",
      en: "Signature wrong: the content was changed, or the issuer did not sign it.",
    },
  },
  suspended: {
    code: "T-205",
    detail: NOT_ACCEPTED,
    next: MEET_STAFF,
    staff: { vi: "Nơi cấp đang tạm dừng hiệu lực của giấy tờ này.", en: "The issuer has suspended this credential." },
  },
  "issuer-mismatch": {
    code: "T-206",
    detail: NOT_ACCEPTED,
    next: MEET_STAFF,
    staff: {
      vi: "Chữ ký thuộc về một nơi cấp khác với nơi ghi trong mã.",
      en: "Signed with the key of another issuer than the one named in the code.",
    },
  },
  "issuer-not-permitted": {
    code: "T-207",
    detail: { vi: "Giấy tờ này không dùng được ở đây.", en: "This credential cannot be used here." },
    next: MEET_STAFF,
    staff: {
      vi: "Nơi cấp này không được phép cấp loại giấy tờ này, hoặc không thuộc chính sách ở đây.",
      en: "This issuer may not issue this type, or is not wanted here.",
    },
  },
  "type-not-wanted": {
    code: "T-208",
    detail: { vi: "Quầy này cần loại giấy tờ khác.", en: "This counter needs another document." },
    next: { vi: "Mời ông bà đưa mã khác hoặc gặp nhân viên.", en: "Please show another code or see a member of staff." },
    staff: {
      vi: "Loại giấy tờ không thuộc chính sách của điểm phục vụ này.",
      en: "This service point's policy does not ask for this type.",
    },
  },
  "already-used": {
    code: "T-209",
    detail: { vi: "Mã này vừa được dùng ở đây.", en: "This code has just been used here." },
    next: MEET_STAFF,
    staff: {
      vi: "Giấy tờ này đã được chấp nhận trong thời gian chờ dùng lại.",
      en: "Accepted before, within the re-entry time of the policy.",
    },
  },
  "expiry-missing": {
    code: "T-210",
    detail: { vi: "Mã không ghi ngày hết hạn.", en: "The code has no expiry date." },
    next: MEET_STAFF,
    staff: { vi: "Chữ ký đúng nhưng chính sách yêu cầu có hạn dùng.", en: "Genuine, but the policy asks for an expiry." },
  },
  "presentation-expired": {
    code: "T-211",
    detail: { vi: "Mã này đã cũ, có thể là ảnh chụp màn hình.", en: "This code is too old; it may be a screenshot." },
    next: OPEN_WALLET,
    staff: {
      vi: "Mã động đã quá 60 giây: ảnh chụp, hoặc đồng hồ điện thoại chạy chậm.",
      en: "The live code is older than 60 s: a screenshot, or a phone whose clock is slow.",
    },
  },
  "holder-clock-wrong": {
    code: "T-212",
    detail: { vi: "Đồng hồ của điện thoại chạy nhanh.", en: "The clock of the phone is fast." },
    next: { vi: "Mời ông bà nhờ nhân viên chỉnh giờ điện thoại.", en: "Please ask staff to help you set the phone's time." },
    staff: {
      vi: "Mã động mang thời điểm trong tương lai: đồng hồ điện thoại sai.",
      en: "The live code is from the future: the clock of the phone is wrong.",
    },
  },
  "presentation-replayed": {
    code: "T-213",
    detail: { vi: "Mã này vừa được dùng.", en: "This code has just been used." },
    next: { vi: "Mời ông bà chờ điện thoại hiện mã mới rồi đưa lại.", en: "Please wait for the next code on the phone and show that." },
    staff: {
      vi: "Chính mã động này đã được chấp nhận ở đây.",
      en: "This very live code was accepted here before.",
    },
  },
  "holder-proof-invalid": {
    code: "T-214",
    detail: NOT_ACCEPTED,
    next: MEET_STAFF,
    staff: {
      vi: "Giấy tờ thật, nhưng mã động không do khoá của người giữ ký.",
      en: "The credential is genuine, but its holder's key did not sign the live code.",
    },
  },
  "holder-proof-missing": {
    code: "T-215",
    detail: { vi: "Ở đây không dùng được mã in hay ảnh chụp mã.", en: "A printed code or a picture of one cannot be used here." },
    next: OPEN_WALLET,
    staff: {
      vi: "Chính sách yêu cầu mã động, người dân đưa mã tĩnh.",
      en: "The policy asks for a live code, and a static one was shown.",
    },
  },
  "audience-mismatch": {
    code: "T-216",
    detail: { vi: "Mã này dành cho nơi khác.", en: "This code was made for another place." },
    next: {
      vi: "Mời ông bà chọn đúng nơi này trong ví giấy tờ rồi đưa lại mã.",
      en: "Please choose this place in the wallet and show the code again.",
    },
    staff: {
      vi: "Mã động ghi tên một điểm phục vụ khác.",
      en: "The live code names another service point.",
    },
  },
  "used-up": {
    code: "T-217",
    detail: { vi: "Mã này đã được dùng rồi, mỗi mã chỉ dùng một lần.", en: "This code has been used; it is good for one time only." },
    next: MEET_STAFF,
    staff: {
      vi: "Loại giấy tờ này chỉ được chấp nhận một lần, và đã được chấp nhận ở đây.",
      en: "Of a type that is accepted once, and was accepted here before.",
    },
  },
  "condition-not-met": {
    code: "T-218",
    detail: { vi: "Giấy tờ này chưa đủ điều kiện cho dịch vụ ở đây.", en: "The document does not meet a condition of this service." },
    next: MEET_STAFF,
    staff: {
      vi: "Giấy tờ thật, nhưng không đáp ứng điều kiện của chính sách (tuổi, nơi ở).",
      en: "Genuine, but a condition of the policy is not met (age, residence).",
    },
  },
  "condition-unknown": {
    code: "T-219",
    detail: { vi: "Giấy tờ này thiếu thông tin mà dịch vụ cần.", en: "The credential does not say what this service needs." },
    next: MEET_STAFF,
    staff: {
      vi: "Giấy tờ thật, nhưng không ghi điều chính sách cần biết (ngày sinh, mã xã).",
      en: "Genuine, but it does not say what the policy must know (birth date, commune).",
    },
  },
} as const satisfies Record<string, ReasonText>;

import type { Reason, Verdict } from "./reason.ts";

/** One text in the languages of the kiosk. */
export interface Text {
  readonly vi: string;
  readonly en: string;
}

/** What people are told about a reason. */
export interface ReasonText {
  /** Printed small on the screen and listed in docs/operating.md. Never reused for another reason. */
  readonly code: string;
  /** For the citizen: what happened, without jargon and without accusing anybody. */
  readonly detail: Text;
  /** For the citizen: what to do next. */
  readonly next: Text;
  /** For the clerk and the technician: the exact reason. */
  readonly staff: Text;
}

/** The verdict in two or three words, as large as the screen allows. */
export const HEADLINES: Readonly<Record<Verdict, Text>> = {
  accept: { vi: "HỢP LỆ", en: "Valid" },
  refuse: { vi: "KHÔNG HỢP LỆ", en: "Not valid" },
  "read-only": { vi: "ĐÃ ĐỌC – CHƯA XÁC THỰC", en: "Read, not verified" },
  unreadable: { vi: "CHƯA ĐỌC ĐƯỢC", en: "Could not read" },
  "cannot-check": { vi: "CHƯA KIỂM TRA ĐƯỢC", en: "Could not check" },
};

const MEET_STAFF: Text = { vi: "Mời ông bà gặp nhân viên.", en: "Please see a member of staff." };
const MACHINE_FAULT: Text = { vi: "Lỗi của máy, không phải lỗi của ông bà.", en: "This is the machine's fault, not yours." };
const SHOW_AGAIN: Text = { vi: "Mời ông bà đưa lại mã.", en: "Please show the code again." };
/** Whoever holds a forged or withdrawn code learns nothing from the public screen; the clerk's view has the exact reason. */
const NOT_ACCEPTED: Text = { vi: "Mã này không được chấp nhận.", en: "This code is not accepted." };
const DAMAGED: Text = { vi: "Mã bị hỏng hoặc không đầy đủ.", en: "The code is damaged or incomplete." };

/** What people are told, for every reason. */
export const REASON_TEXTS: Readonly<Record<Reason, ReasonText>> = {
  granted: {
    code: "T-100",
    detail: { vi: "Mã của ông bà đã được kiểm tra.", en: "Your code has been checked." },
    next: { vi: "Mời ông bà vào quầy.", en: "Please go to the counter." },
    staff: { vi: "Chữ ký đúng, còn hiệu lực, đúng loại cần dùng.", en: "Genuine, in force, and wanted here." },
  },
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
    staff: { vi: "Nơi cấp đang tạm dừng giấy tờ này.", en: "The issuer has suspended this credential." },
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
    detail: { vi: "Loại giấy tờ này không dùng được ở đây.", en: "This credential cannot be used here." },
    next: MEET_STAFF,
    staff: { vi: "Nơi cấp này không được phép cấp loại giấy tờ này.", en: "This issuer may not issue this type, or is not wanted here." },
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
  "document-read": {
    code: "T-300",
    detail: { vi: "Nhân viên sẽ đối chiếu với giấy tờ gốc.", en: "Staff will compare it with your card." },
    next: { vi: "Mời ông bà cầm giấy tờ đến quầy.", en: "Please take your card to the counter." },
    staff: { vi: "Mã trên thẻ không có chữ ký số: phải đối chiếu với thẻ.", en: "The card's code is unsigned: compare it with the card." },
  },
  "not-understood": {
    code: "T-401",
    detail: { vi: "Đây không phải loại mã máy này đọc được.", en: "This is not a kind of code this machine reads." },
    next: { vi: "Mời ông bà đưa mã khác hoặc gặp nhân viên.", en: "Please show another code or see a member of staff." },
    staff: {
      vi: "Không nhận ra định dạng; có thể là mã VNeID, đường dẫn hoặc mã khác.",
      en: "Format not recognised; perhaps VNeID, a link or another code.",
    },
  },
  truncated: {
    code: "T-402",
    detail: { vi: "Mã đọc được bị thiếu phần cuối.", en: "The end of the code is missing." },
    next: SHOW_AGAIN,
    staff: {
      vi: "Dữ liệu kết thúc sớm; kiểm tra cài đặt đầu đọc nếu lặp lại.",
      en: "The data end early; check the reader's settings if it happens again.",
    },
  },
  "too-large": {
    code: "T-403",
    detail: { vi: "Mã quá lớn so với mức cho phép.", en: "The code is larger than allowed." },
    next: MEET_STAFF,
    staff: { vi: "Mã (hoặc dữ liệu nén trong mã) vượt giới hạn kích thước.", en: "The symbol, or what it unpacks to, is over the limit." },
  },
  "base45-invalid": {
    code: "T-404",
    detail: DAMAGED,
    next: SHOW_AGAIN,
    staff: {
      vi: "Có ký tự không thuộc Base45: đầu đọc làm sai ký tự, hoặc mã hỏng.",
      en: "Not Base45: the reader changed characters, or the code is damaged.",
    },
  },
  "compression-invalid": {
    code: "T-405",
    detail: DAMAGED,
    next: SHOW_AGAIN,
    staff: { vi: "Dữ liệu nén (zlib) bị hỏng.", en: "The compressed data (zlib) are damaged." },
  },
  malformed: {
    code: "T-406",
    detail: DAMAGED,
    next: SHOW_AGAIN,
    staff: {
      vi: "Cấu trúc bên trong mã không đúng chuẩn (CBOR, COSE hoặc CWT).",
      en: "The structure inside breaks the standard (CBOR, COSE or CWT).",
    },
  },
  "document-invalid": {
    code: "T-407",
    detail: { vi: "Số hoặc ngày trên thẻ không đúng.", en: "A number or date on the card cannot be right." },
    next: { vi: "Mời ông bà đưa lại thẻ hoặc gặp nhân viên.", en: "Please show the card again or see a member of staff." },
    staff: {
      vi: "Có hình dạng mã thẻ nhưng số thẻ hoặc ngày tháng không thể có.",
      en: "A card by its shape, but its number or a date is impossible.",
    },
  },
  "trust-missing": {
    code: "T-501",
    detail: MACHINE_FAULT,
    next: MEET_STAFF,
    staff: {
      vi: "Chưa có danh sách tin cậy; hãy nối mạng để nhận.",
      en: "No trust list yet; connect the network to receive one.",
    },
  },
  "trust-expired": {
    code: "T-502",
    detail: MACHINE_FAULT,
    next: MEET_STAFF,
    staff: { vi: "Danh sách tin cậy đã hết hạn; cần đồng bộ lại.", en: "The trust list has expired; the kiosk must sync." },
  },
  "clock-wrong": {
    code: "T-503",
    detail: MACHINE_FAULT,
    next: MEET_STAFF,
    staff: { vi: "Đồng hồ của máy chậm hơn danh sách tin cậy; hãy chỉnh giờ.", en: "The clock is behind the trust list; set the time." },
  },
  "issuer-unknown": {
    code: "T-504",
    detail: { vi: "Máy này chưa biết nơi cấp mã.", en: "This machine does not know who issued the code." },
    next: MEET_STAFF,
    staff: { vi: "Không có khoá của nơi cấp trong danh sách tin cậy.", en: "The trust list has no key for this issuer." },
  },
  "algorithm-unsupported": {
    code: "T-505",
    detail: { vi: "Máy này chưa kiểm tra được loại mã này.", en: "This machine cannot check this kind of code yet." },
    next: MEET_STAFF,
    staff: { vi: "Thuật toán chữ ký không được hỗ trợ.", en: "The signature algorithm is not supported." },
  },
  "encrypted-unsupported": {
    code: "T-506",
    detail: { vi: "Máy này chưa kiểm tra được loại mã này.", en: "This machine cannot check this kind of code yet." },
    next: MEET_STAFF,
    staff: { vi: "Nội dung được mã hoá (COSE_Encrypt0).", en: "The content is encrypted (COSE_Encrypt0)." },
  },
  "extension-unsupported": {
    code: "T-507",
    detail: { vi: "Máy này chưa kiểm tra được loại mã này.", en: "This machine cannot check this kind of code yet." },
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
      vi: "Không ghi được nhật ký nên không được chấp nhận; kiểm tra thẻ nhớ, rồi chạy tram doctor.",
      en: "The journal could not be written, so nothing is accepted; check the storage, then run tram doctor.",
    },
  },
};

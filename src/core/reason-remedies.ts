import type { Reason } from "./reason.ts";
import { REASON_TEXTS } from "./reason-texts.ts";
import type { Text } from "./text.ts";

/** What is done about a reason, by whom. */
export interface Remedy {
  readonly clerk: Text;
  readonly technician: Text;
}

const NOTHING: Text = { vi: "Không cần làm gì.", en: "Nothing." };

const AS_USUAL: Text = {
  vi: "Hỏi người dân có giấy tờ khác không; nếu không, làm theo quy định khi không có giấy tờ.",
  en: "Ask for another document; without one, do what the rules say for people without.",
};

/** Whoever holds the code may know nothing of it: nobody is accused at the counter. */
const SUSPECT: Text = {
  vi: "Không nói là giả, không giữ giấy tờ. Kiểm tra bằng giấy tờ gốc; nếu nghi ngờ, báo người phụ trách.",
  en: "Do not call it forged, do not keep it. Check the original document; if in doubt, tell whoever is in charge.",
};

const ASK_ISSUER: Text = {
  vi: "Mời người dân hỏi nơi cấp để được cấp mã mới; trong lúc chờ, kiểm tra bằng giấy tờ gốc.",
  en: "Send the person to the issuer for a new code; meanwhile check the original document.",
};

const SHOW_IT_AGAIN: Text = {
  vi: "Nhờ người dân đưa lại mã, giữ phẳng và lau màn hình điện thoại. Nếu vẫn không đọc được, kiểm tra bằng giấy tờ gốc.",
  en: "Have the code shown again, flat, on a clean screen. If it is still not read, check the original document.",
};

const LIVE_CODE: Text = {
  vi: "Nhờ người dân mở ví giấy tờ trên điện thoại và đưa mã đang hiện, không dùng ảnh chụp.",
  en: "Ask for the code that the wallet shows now, not a picture of it.",
};

const BY_HAND: Text = {
  vi: "Không phải lỗi của người dân: kiểm tra bằng giấy tờ gốc. Báo kỹ thuật viên mã này.",
  en: "It is not the person's fault: check the original document. Tell the technician this code.",
};

const READER_AGAIN: Text = {
  vi: "Nếu lặp lại với nhiều người: tram reader query, và thẻ kiểm tra (tram test-card).",
  en: "If it happens to many people: tram reader query, and the test card (tram test-card).",
};

const MANY: Text = {
  vi: "Nếu nhiều người cùng nơi cấp gặp lỗi này, báo người vận hành.",
  en: "If it happens to many people of one issuer, tell the operator.",
};

const POLICY: Text = {
  vi: "Nếu lẽ ra phải nhận, xem lại chính sách của nhóm này (tram trust policy).",
  en: "If it should be taken, see the policy of this group (tram trust policy).",
};

/** The texts of cannot-check-texts.ts for staff say what to do already. */
function byStaffText(reason: Reason): Remedy {
  return { clerk: BY_HAND, technician: REASON_TEXTS[reason].staff };
}

/** What clerk and technician do about every reason. */
export const REMEDIES: Readonly<Record<Reason, Remedy>> = {
  granted: { clerk: { vi: "Phục vụ người dân như thường.", en: "Serve the person as usual." }, technician: NOTHING },

  expired: { clerk: ASK_ISSUER, technician: NOTHING },
  "not-yet-valid": {
    clerk: {
      vi: "Nói ngày bắt đầu dùng được; hẹn người dân trở lại.",
      en: "Say from which day on it counts; ask the person to come again.",
    },
    technician: MANY,
  },
  revoked: { clerk: SUSPECT, technician: MANY },
  suspended: { clerk: ASK_ISSUER, technician: MANY },
  "signature-invalid": { clerk: SUSPECT, technician: MANY },
  "issuer-mismatch": { clerk: SUSPECT, technician: MANY },
  "issuer-not-permitted": { clerk: AS_USUAL, technician: POLICY },
  "type-not-wanted": { clerk: AS_USUAL, technician: POLICY },
  "already-used": {
    clerk: {
      vi: "Xem người dân đã được phục vụ chưa; nếu đưa nhầm hai lần thì cứ phục vụ.",
      en: "See whether the person was served already; if it was shown twice by mistake, go on.",
    },
    technician: POLICY,
  },
  "expiry-missing": { clerk: AS_USUAL, technician: POLICY },
  "presentation-expired": { clerk: LIVE_CODE, technician: NOTHING },
  "holder-clock-wrong": {
    clerk: {
      vi: "Giúp người dân bật giờ tự động: Cài đặt, Ngày và giờ, Tự động. Rồi đưa lại mã.",
      en: "Help switch automatic time on: Settings, Date and time, Automatic. Then show the code again.",
    },
    technician: {
      vi: "Nếu nhiều điện thoại cùng bị, đồng hồ của máy chạy chậm: tram doctor, dòng clock.",
      en: "If it happens to many phones, the kiosk's clock is behind: tram doctor, its line clock.",
    },
  },
  "presentation-replayed": { clerk: LIVE_CODE, technician: NOTHING },
  "holder-proof-invalid": { clerk: SUSPECT, technician: MANY },
  "holder-proof-missing": { clerk: LIVE_CODE, technician: POLICY },
  "audience-mismatch": {
    clerk: { vi: "Nhờ người dân chọn đúng nơi này trong ví giấy tờ.", en: "Ask the person to choose this place in the wallet." },
    technician: {
      vi: "Xem audience trong chính sách có đúng tên nơi này không.",
      en: "See whether audience in the policy names this place.",
    },
  },
  "used-up": { clerk: AS_USUAL, technician: NOTHING },
  "condition-not-met": {
    clerk: {
      vi: "Giải thích điều kiện của dịch vụ; xem có giấy tờ khác đáp ứng không.",
      en: "Explain the condition; see whether another document meets it.",
    },
    technician: POLICY,
  },
  "condition-unknown": { clerk: AS_USUAL, technician: POLICY },

  "document-read": {
    clerk: {
      vi: "Đối chiếu từng mục trên màn hình với thẻ, và ảnh trên thẻ với người trước mặt.",
      en: "Compare each line on the screen with the card, and the picture on the card with the person.",
    },
    technician: NOTHING,
  },
  "payment-code": { clerk: { vi: "Nhờ người dân đưa mã của giấy tờ.", en: "Ask for the code of the document." }, technician: NOTHING },
  "link-read": {
    clerk: {
      vi: "Xem tên trang trên màn hình; giấy tờ loại này phải kiểm tra trên trang của nơi cấp, hoặc bằng bản gốc.",
      en: "See the site's name on the screen; such a document is checked on its issuer's site, or by the original.",
    },
    technician: NOTHING,
  },

  "not-understood": { clerk: AS_USUAL, technician: READER_AGAIN },
  truncated: { clerk: SHOW_IT_AGAIN, technician: READER_AGAIN },
  "too-large": { clerk: AS_USUAL, technician: NOTHING },
  "base45-invalid": { clerk: SHOW_IT_AGAIN, technician: READER_AGAIN },
  "compression-invalid": { clerk: SHOW_IT_AGAIN, technician: READER_AGAIN },
  malformed: { clerk: SHOW_IT_AGAIN, technician: MANY },
  "document-invalid": {
    clerk: {
      vi: "Đọc số và ngày trên thẻ bằng mắt, đối chiếu với người trước mặt.",
      en: "Read number and dates on the card yourself, compare with the person.",
    },
    technician: READER_AGAIN,
  },
  "checksum-wrong": { clerk: SHOW_IT_AGAIN, technician: READER_AGAIN },
  "more-parts-needed": {
    clerk: { vi: "Nhờ người dân đưa tiếp các mã còn lại, mã nào trước cũng được.", en: "Ask for the other codes, in any order." },
    technician: NOTHING,
  },

  "trust-missing": byStaffText("trust-missing"),
  "trust-expired": byStaffText("trust-expired"),
  "clock-wrong": byStaffText("clock-wrong"),
  "issuer-unknown": {
    clerk: BY_HAND,
    technician: {
      vi: "Nhờ nơi phát hành thêm nơi cấp này (tram trust), rồi chờ máy nhận bộ mới.",
      en: "Have the publisher add this issuer (tram trust), then let the kiosk get the new bundle.",
    },
  },
  "algorithm-unsupported": { clerk: BY_HAND, technician: MANY },
  "encrypted-unsupported": { clerk: BY_HAND, technician: MANY },
  "extension-unsupported": { clerk: BY_HAND, technician: MANY },
  "status-unknown": {
    clerk: BY_HAND,
    technician: {
      vi: "Nối mạng hoặc cắm USB để nhận danh sách mới; nếu vẫn thiếu, nơi phát hành phải thêm danh sách đó.",
      en: "Connect the network or bring a stick for new lists; if it is still missing, the publisher must add that list.",
    },
  },
  "type-unknown": { clerk: BY_HAND, technician: { vi: "Cập nhật phần mềm của máy.", en: "Update the kiosk's software." } },
  "vneid-suspected": {
    clerk: {
      vi: "Xem trên chính ứng dụng VNeID của người dân; máy này không kiểm tra được mã đó.",
      en: "Look at the person's own VNeID app; this machine cannot check that code.",
    },
    technician: NOTHING,
  },
  "policy-missing": byStaffText("policy-missing"),
  "seal-key-missing": byStaffText("seal-key-missing"),
  "journal-failed": byStaffText("journal-failed"),
};

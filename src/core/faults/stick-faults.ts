import { type Fault, GO_ON, TOUCH_NOTHING } from "../fault.ts";
import { STICK_REFUSALS, STICK_TROUBLES, type StickRefusal, type StickTrouble } from "../stick-texts.ts";
import type { Text } from "../text.ts";

/** Whoever has pressed the button reads the same on the screen; the texts stand in stick-texts.ts. */
function trouble(name: StickTrouble, code: string, title: Text): Fault {
  const { detail, next } = STICK_TROUBLES[name];
  return { code, severity: "warning", title, cause: detail, clerk: next, technician: next };
}

function refusal(name: StickRefusal, code: string, title: Text, clerk: Text): Fault {
  const { detail, next } = STICK_REFUSALS[name];
  return { code, severity: "warning", title, cause: detail, clerk, technician: next };
}

/** Sticks that carry the journal out, and central's answer and trust in. */
export const STICK_FAULTS = {
  "stick-no-stick": trouble("no-stick", "T-700", { vi: "Không có USB để ghi.", en: "No stick to write on." }),
  "stick-full": trouble("full", "T-701", { vi: "USB đã đầy.", en: "The stick is full." }),
  "stick-read-only": trouble("read-only", "T-702", { vi: "USB không ghi được.", en: "The stick can only be read." }),
  "stick-gone": trouble("gone", "T-703", { vi: "USB bị rút khi đang ghi.", en: "The stick was pulled out." }),
  "stick-other-journal": trouble("other-journal", "T-704", {
    vi: "USB đang giữ nhật ký khác, hoặc bị hỏng.",
    en: "The stick holds another journal, or it is failing.",
  }),
  "stick-truncated": trouble("truncated", "T-705", {
    vi: "Đã ghi USB, nhưng nhật ký bị mất phần cuối.",
    en: "Written, but the end of the journal is gone.",
  }),
  "stick-forked": trouble("forked", "T-706", {
    vi: "Đã ghi USB, nhưng nhật ký không khớp.",
    en: "Written, but the journal does not match.",
  }),
  "stick-journal-failed": trouble("journal-failed", "T-707", {
    vi: "Không ghi USB: máy không đọc được nhật ký.",
    en: "Not written: the journal cannot be read.",
  }),
  "stick-failed": trouble("failed", "T-708", { vi: "Ghi USB không được.", en: "The stick could not be written." }),
  "answer-unsigned": refusal(
    "unsigned",
    "T-710",
    { vi: "Câu trả lời của trung tâm không có chữ ký tin được.", en: "Central's answer has no signature that counts." },
    GO_ON,
  ),
  "answer-malformed": refusal(
    "malformed",
    "T-711",
    { vi: "Câu trả lời của trung tâm bị hỏng.", en: "Central's answer is damaged." },
    GO_ON,
  ),
  "answer-other-kiosk": refusal("other-kiosk", "T-712", { vi: "USB này là của máy khác.", en: "This stick is another kiosk's." }, GO_ON),
  "answer-other-journal": refusal(
    "other-journal",
    "T-713",
    { vi: "Trung tâm trả lời về nhật ký khác.", en: "Central answers about another journal." },
    TOUCH_NOTHING,
  ),
  "answer-ahead": refusal(
    "ahead",
    "T-714",
    { vi: "Trung tâm giữ nhiều mục hơn máy có.", en: "Central holds more than the kiosk has." },
    TOUCH_NOTHING,
  ),
  "answer-dated-ahead": refusal(
    "dated-ahead",
    "T-715",
    { vi: "Câu trả lời của trung tâm ghi ngày chưa tới.", en: "Central's answer is dated in the future." },
    GO_ON,
  ),
  "answer-not-understood": refusal(
    "not-understood",
    "T-716",
    { vi: "Không hiểu câu trả lời của trung tâm.", en: "Central's answer is not understood." },
    GO_ON,
  ),
  "sticks-unseen": {
    code: "T-717",
    severity: "warning",
    title: { vi: "Máy không thấy USB nào.", en: "The kiosk sees no stick." },
    cause: {
      vi: "Chưa cắm USB, hoặc USB được gắn ở chỗ khác với cấu hình.",
      en: "No stick is in, or it is mounted elsewhere than the configuration says.",
    },
    clerk: GO_ON,
    technician: {
      vi: "Không cần làm gì nếu chưa cắm. Nếu đã cắm: xem lsblk -o NAME,MOUNTPOINT và [trust] sticks trong cấu hình.",
      en: "Nothing where no stick is in. Otherwise see lsblk -o NAME,MOUNTPOINT and [trust] sticks in the configuration.",
    },
  },
} as const satisfies Record<string, Fault> & Record<`stick-${StickTrouble}`, Fault> & Record<`answer-${StickRefusal}`, Fault>;

import type { Text } from "../core/text.ts";
import type { ReceiptState } from "./receipt-answer.ts";
import type { CheckFault } from "./receipt-check.ts";

/** How a state looks: a seal, a wait, a contradiction, or nothing to judge. */
export type ReceiptLook = "true" | "wait" | "false" | "nothing";

/** What a person is told: what was found, and what to do next. */
export interface ReceiptWords {
  readonly look: ReceiptLook;
  readonly headline: Text;
  readonly detail: Text;
  readonly next: Text;
}

/** The receipt itself is genuine in all but the first two: it is central's proof that is not. */
const FAULTS: Readonly<Record<CheckFault, Text>> = {
  key: { vi: "Trung tâm không đưa ra khoá của máy này.", en: "Central shows no key of this kiosk." },
  "receipt-signature": {
    vi: "Máy đó không ký biên nhận này: mã đã bị sửa hoặc làm giả.",
    en: "That kiosk has not signed this receipt: it was changed or forged.",
  },
  proof: {
    vi: "Máy đã ký biên nhận này, nhưng bằng chứng từ trung tâm không đọc được.",
    en: "The kiosk has signed this receipt, but central's proof cannot be read.",
  },
  checkpoint: {
    vi: "Máy đã ký biên nhận này, nhưng nhật ký mà trung tâm đưa ra không có chữ ký của máy.",
    en: "The kiosk has signed this receipt, but not the journal that central shows.",
  },
  inclusion: {
    vi: "Máy đã ký biên nhận này, nhưng trung tâm không chứng minh được nó nằm trong nhật ký của máy.",
    en: "The kiosk has signed this receipt, but central does not prove that it stands in the kiosk's journal.",
  },
  witness: {
    vi: "Máy đã ký biên nhận này, nhưng chữ ký làm chứng của trung tâm không đúng.",
    en: "The kiosk has signed this receipt, but central's signature as a witness is wrong.",
  },
};

const KEEP: Text = {
  vi: "Giữ ảnh biên nhận này và báo cho nơi quản lý máy.",
  en: "Keep the picture of this receipt and tell whoever runs the kiosk.",
};

/** The words of every state but that of asking. */
export function receiptWords(state: Exclude<ReceiptState, { kind: "asking" }>): ReceiptWords {
  switch (state.kind) {
    case "proven":
      return {
        look: "true",
        headline: { vi: "Biên nhận đúng", en: "The receipt is true" },
        detail: {
          vi: "Lần quét này nằm nguyên vẹn trong nhật ký mà máy đã ký.",
          en: "This scan stands unchanged in the journal that the kiosk has signed.",
        },
        next: {
          vi: "Biên nhận chỉ chứng minh máy đã trả lời như vậy; nó không thay cho giấy tờ.",
          en: "It proves that the kiosk answered so; it is no document by itself.",
        },
      };
    case "not-yet":
      return {
        look: "wait",
        headline: { vi: "Chưa về trung tâm", en: "Not arrived yet" },
        detail: {
          vi: "Máy chưa gửi nhật ký của lần quét này. Máy ở nơi không có mạng gửi chậm hơn.",
          en: "The kiosk has not sent the journal of this scan yet. Where there is no network it takes longer.",
        },
        next: { vi: "Giữ ảnh biên nhận và mở lại sau.", en: "Keep the picture and come again later." },
      };
    case "other-entry":
      return {
        look: "false",
        headline: { vi: "Mâu thuẫn", en: "A contradiction" },
        detail: {
          vi: "Máy đã ký biên nhận này, nhưng nhật ký đã ký của máy có bản ghi khác ở đúng chỗ đó.",
          en: "The kiosk has signed this receipt, but its signed journal has another entry at that very place.",
        },
        next: KEEP,
      };
    case "wrong":
      return { ...faultLook(state.fault), detail: FAULTS[state.fault], next: KEEP };
    case "not-a-receipt":
      return {
        look: "nothing",
        headline: { vi: "Không có biên nhận", en: "No receipt here" },
        detail: {
          vi: "Địa chỉ này không mang biên nhận nào, hoặc mã đã bị cắt mất một phần.",
          en: "This address carries no receipt, or a part of it was cut off.",
        },
        next: { vi: "Quét lại mã trên ảnh chụp màn hình của máy.", en: "Scan the code on your picture of the kiosk's screen again." },
      };
    case "unknown-kiosk":
      return {
        look: "nothing",
        headline: { vi: "Không biết máy này", en: "Unknown kiosk" },
        detail: { vi: "Trung tâm này không quản lý máy ghi trên biên nhận.", en: "This central does not run the kiosk on the receipt." },
        next: KEEP,
      };
    case "insecure":
      return {
        look: "nothing",
        headline: { vi: "Chưa kiểm tra được", en: "Could not be checked" },
        detail: {
          vi: "Trang này mở bằng http, nên trình duyệt không cho kiểm tra chữ ký.",
          en: "This page came over http, where browsers check no signatures.",
        },
        next: {
          vi: "Mở lại bằng https. Nếu không được, hỏi nơi quản lý máy.",
          en: "Open it with https. If that fails, ask whoever runs the kiosk.",
        },
      };
    case "unreachable":
      return {
        look: "nothing",
        headline: { vi: "Chưa kiểm tra được", en: "Could not be checked" },
        detail: { vi: "Chưa nhận được câu trả lời của trung tâm.", en: "No answer came from central." },
        next: {
          vi: "Kiểm tra mạng, chờ một lát rồi thử lại. Nhớ giữ ảnh biên nhận.",
          en: "Check your network, wait a little and try again. Keep the picture of the receipt.",
        },
      };
  }
}

/** A forged receipt, or a true one about which what central says is wrong. */
function faultLook(fault: CheckFault): Pick<ReceiptWords, "look" | "headline"> {
  switch (fault) {
    case "key":
      return { look: "nothing", headline: { vi: "Chưa kiểm tra được", en: "Could not be checked" } };
    case "receipt-signature":
      return { look: "false", headline: { vi: "Không đúng", en: "Not true" } };
    case "proof":
    case "checkpoint":
    case "inclusion":
    case "witness":
      return { look: "false", headline: { vi: "Bằng chứng sai", en: "The proof is wrong" } };
  }
}

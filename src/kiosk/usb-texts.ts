import { STICK_TROUBLES, type StickTrouble } from "../core/stick-texts.ts";
import type { Text } from "../core/text.ts";
import { TRUST_REFUSALS, type TrustRefusal } from "../core/trust-refusal.ts";
import type { NotAcknowledged } from "./acknowledged.ts";
import type { StickAnswer } from "./stick-answer.ts";
import type { StickExport } from "./stick-export.ts";

/** What an export came to. */
export function exportText({ entries, until, written, kept, trouble }: StickExport): Text {
  if (trouble !== undefined) return troubleText(trouble, entries);
  if (entries === 0) {
    return { vi: "trung tâm đã có mọi mục, không có gì phải mang đi", en: "central has every entry, there is nothing to carry" };
  }
  return {
    vi: `trên USB có ${entries} mục, đến mục ${until - 1} (ghi ${written} tệp, ${kept} tệp có sẵn); rút USB được rồi, mang về trung tâm`,
    en: `${entries} entries are on the stick, up to entry ${until - 1} (${written} files written, ${kept} there already); carry it to central`,
  };
}

function troubleText(trouble: StickTrouble, entries: number): Text {
  const { detail, next } = STICK_TROUBLES[trouble];
  return { vi: `${detail.vi} ${next.vi} (${entries} mục đã ghi)`, en: `${detail.en} ${next.en} (${entries} entries written)` };
}

/** What became of central's answer on a stick. */
export function answerText(answer: StickAnswer | undefined): Text {
  if (answer === undefined) return { vi: "USB không có câu trả lời của trung tâm", en: "there is no answer of central's on the stick" };
  switch (answer.kind) {
    case "not-understood":
      return { vi: "câu trả lời của trung tâm trên USB không đọc được", en: "central's answer on the stick cannot be read" };
    case "contradicted":
      return {
        vi: `TRUNG TÂM NÓI NHẬT KÝ TRÁI NHAU (${answer.contradiction}) từ mục ${answer.seq}: gọi người vận hành, không xoá gì cả`,
        en: `CENTRAL SAYS THAT THE JOURNAL CONTRADICTS (${answer.contradiction}) from entry ${answer.seq}: call the operator, delete nothing`,
      };
    case "taken":
      return acknowledgementText(answer.size, answer.acknowledged);
  }
}

function acknowledgementText(size: number, outcome: NotAcknowledged | "kept"): Text {
  switch (outcome) {
    case "kept":
      return { vi: `trung tâm xác nhận đã giữ ${size} mục`, en: `central acknowledges that it holds ${size} entries` };
    case "unsigned":
      return {
        vi: `trung tâm nói có ${size} mục, nhưng không ký bằng khoá làm chứng mà máy biết (tram central witness-key): máy giữ lại tất cả`,
        en: `central says that it holds ${size} entries, and has not signed it with a witness key that this kiosk knows (tram central witness-key): the kiosk keeps them all`,
      };
    case "malformed":
    case "other-kiosk":
    case "ahead":
    case "other-journal":
      return { vi: `xác nhận không phải của nhật ký này (${outcome})`, en: `the acknowledgement is not of this journal (${outcome})` };
  }
}

/** What became of the trust on a stick: the kiosk has this version now, or why not. */
export type TrustOutcome = { readonly version: number } | { readonly refusal: TrustRefusal } | "none" | "later";

/** The same in words. */
export function trustText(outcome: TrustOutcome): Text {
  if (outcome === "none") return { vi: "USB không có bộ tin cậy", en: "there is no trust bundle on the stick" };
  if (outcome === "later")
    return { vi: "chưa đọc hết bộ tin cậy trên USB", en: "the trust bundle on the stick could not be read to its end" };
  if ("version" in outcome)
    return { vi: `máy có bộ tin cậy phiên bản ${outcome.version}`, en: `the kiosk has trust bundle version ${outcome.version}` };
  const { detail, next } = TRUST_REFUSALS[outcome.refusal];
  return { vi: `${detail.vi} ${next.vi} (${outcome.refusal})`, en: `${detail.en} ${next.en} (${outcome.refusal})` };
}

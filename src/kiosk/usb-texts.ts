import { faultCode } from "../core/faults.ts";
import { STICK_REFUSALS, STICK_TROUBLES, type StickRefusal, type StickTrouble } from "../core/stick-texts.ts";
import type { Text } from "../core/text.ts";
import { TRUST_REFUSALS, type TrustRefusal } from "../core/trust-refusal.ts";
import type { OwnContradiction } from "./own-contradiction.ts";
import type { StickAnswer } from "./stick-answer.ts";
import type { StickExport } from "./stick-export.ts";

/** What an export came to. */
export function exportText({ entries, until, written, kept, trouble, unread }: StickExport): Text {
  if (unread !== undefined) return unreadText(unread, { entries, until });
  if (trouble !== undefined) return troubleText(trouble, entries);
  if (until === 0) return { vi: "Chưa có mục nào phải mang đi.", en: "There is nothing to carry." };
  if (entries === 0) {
    return { vi: "trung tâm đã có mọi mục, không có gì phải mang đi", en: "central has every entry, there is nothing to carry" };
  }
  const [already, alreadyVi] = kept > 0 ? [`, ${kept} there already`, `, ${kept} tệp có sẵn`] : ["", ""];
  return {
    vi: `trên USB có ${entries} mục, đến mục ${until - 1} (ghi ${written} tệp${alreadyVi}); rút USB được rồi, mang về trung tâm`,
    en: `${entries === 1 ? "1 entry is" : `${entries} entries are`} on the stick, up to entry ${until - 1} (${written} ${written === 1 ? "file" : "files"} written${already}); carry it to central`,
  };
}

function troubleText(trouble: StickTrouble, entries: number): Text {
  const { detail, next } = STICK_TROUBLES[trouble];
  const code = faultCode(`stick-${trouble}`);
  return {
    vi: `${detail.vi} ${next.vi} (${entries} mục đã ghi, ${code})`,
    en: `${detail.en} ${next.en} (${entries} entries written, ${code})`,
  };
}

/** What is on the stick is whole and can be carried; what is behind it stays here, and is not lost. */
function unreadText(unread: string, { entries, until }: Pick<StickExport, "entries" | "until">): Text {
  return {
    vi: `trên USB có ${entries} mục, đến trước mục ${until}; từ đó nhật ký bị hỏng nên chưa mang đi được, mọi mục vẫn ở máy: chạy tram journal verify, gọi người vận hành (${unread})`,
    en: `${entries === 1 ? "1 entry is" : `${entries} entries are`} on the stick, those before ${until}; from there on the journal is damaged and cannot be carried, all of it stays here: run tram journal verify and call the operator (${unread})`,
  };
}

/** What became of what is on a stick: of trust, and of central's answer. */
export function importTexts(trust: TrustOutcome, answer: StickAnswer | undefined): readonly Text[] {
  return trust === "none" && answer === undefined ? [NOTHING_FOR_THE_KIOSK] : [trustText(trust), answerText(answer)];
}

function answerText(answer: StickAnswer | undefined): Text {
  if (answer === undefined) return { vi: "USB không có câu trả lời của trung tâm", en: "there is no answer of central's on the stick" };
  switch (answer.kind) {
    case "not-understood":
      return refusalText(answer.kind);
    case "contradicted":
      return {
        vi: `TRUNG TÂM NÓI NHẬT KÝ TRÁI NHAU (${answer.contradiction}) từ mục ${answer.seq}: gọi người vận hành, không xoá gì cả`,
        en: `CENTRAL SAYS THAT THE JOURNAL CONTRADICTS (${answer.contradiction}) from entry ${answer.seq}: call the operator, delete nothing`,
      };
    case "taken":
      if (answer.acknowledged !== "kept") return refusalText(answer.acknowledged);
      return { vi: `trung tâm xác nhận đã giữ ${answer.size} mục`, en: `central acknowledges that it holds ${answer.size} entries` };
  }
}

function refusalText(refusal: StickRefusal): Text {
  const { detail, next } = STICK_REFUSALS[refusal];
  return { vi: `${detail.vi} ${next.vi} (${refusal})`, en: `${detail.en} ${next.en} (${refusal})` };
}

/** That this is not the journal that the device has signed before. */
export function contradictionText({ kind, size }: Pick<OwnContradiction, "kind" | "size">): Text {
  return {
    vi: `nhật ký trong máy không khớp với nhật ký ${size} mục mà máy đã ký trước đây (${kind}): gọi người vận hành, không xoá gì cả`,
    en: `the kiosk's journal does not match the one of ${size} entries that it has signed before (${kind}): call the operator, delete nothing`,
  };
}

const NOTHING_FOR_THE_KIOSK: Text = {
  vi: "trên USB không có gì cho máy: xem có đúng USB không; trung tâm ghi lên USB bằng tram usb import --data (nhận nhật ký) hoặc tram usb export --data (chỉ bộ tin cậy)",
  en: "there is nothing for the kiosk on the stick: see whether it is the right one; central writes on it by tram usb import --data (which takes journals) or tram usb export --data (trust alone)",
};

/** What became of the trust on a stick: the kiosk has this version now, or why not. */
export type TrustOutcome = { readonly version: number } | { readonly refusal: TrustRefusal } | "none" | "later";

function trustText(outcome: TrustOutcome): Text {
  if (outcome === "none") return { vi: "USB không có bộ tin cậy", en: "there is no trust bundle on the stick" };
  if (outcome === "later")
    return {
      vi: "chưa đọc hết bộ tin cậy trên USB: xem USB còn cắm không, rồi chạy lại",
      en: "the trust bundle on the stick could not be read to its end: see whether the stick is still in, and run this again",
    };
  if ("version" in outcome)
    return { vi: `máy có bộ tin cậy phiên bản ${outcome.version}`, en: `the kiosk has trust bundle version ${outcome.version}` };
  const { detail, next } = TRUST_REFUSALS[outcome.refusal];
  return { vi: `${detail.vi} ${next.vi} (${outcome.refusal})`, en: `${detail.en} ${next.en} (${outcome.refusal})` };
}

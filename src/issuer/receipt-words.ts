import type { ProofFault, ReceiptJudgement } from "../core/receipt-proof.ts";
import type { Text } from "../core/text.ts";
import type { EpochSeconds } from "../core/time.ts";

/** What a check of a receipt comes to: what the proof shows, or why there was none. */
export type ReceiptResult =
  | ReceiptJudgement
  /** Nobody's key was given: nothing can be checked. */
  | { readonly kind: "unchecked" }
  /** Central, or the journal in a folder, has fewer entries than that. */
  | { readonly kind: "not-there-yet"; readonly size: number }
  /** Central does not know this kiosk. */
  | { readonly kind: "unknown-kiosk" }
  | { readonly kind: "unreachable"; readonly detail: string }
  /** In a folder's journal, which is whole. No checkpoint of its own stands for the entry. */
  | { readonly kind: "in-journal"; readonly size: number }
  /** A whole journal in a folder has another entry at that place; how much of it the kiosk has signed is not said. */
  | { readonly kind: "journal-differs"; readonly size: number }
  /** The journal is signed by another key: `NAME+ID` of what its folder names. */
  | { readonly kind: "other-key"; readonly journalKey: string }
  /** Central has enrolled another key under the kiosk's name, `NAME+ID`, than the one that was given and has signed the receipt. */
  | { readonly kind: "other-key-at-central"; readonly centralKey: string }
  /** The journal itself is not what its kiosk has signed. */
  | { readonly kind: "journal-damaged"; readonly seq: number }
  /** The journal begins after the entry: it was old enough to be removed. */
  | { readonly kind: "removed"; readonly firstSeq: number };

const FAULTS: Readonly<Record<ProofFault, Text>> = {
  "other-place": { vi: "nói về bản ghi khác", en: "it is about another entry" },
  "other-log": { vi: "của nhật ký máy khác", en: "it is of another kiosk's journal" },
  malformed: { vi: "không phải bằng chứng", en: "it is no proof" },
  unsigned: { vi: "không có chữ ký của máy này", en: "it is not signed by this kiosk" },
  "signature-invalid": { vi: "chữ ký của máy trong đó sai", en: "the kiosk's signature in it is wrong" },
  "not-included": { vi: "các mã băm không dẫn tới gốc cây đã ký", en: "its hashes do not lead to the signed root" },
  "witness-invalid": { vi: "chữ ký của trung tâm trong đó sai", en: "central's signature in it is wrong" },
};

/** What has come out, a line a language each. */
export function resultTexts(result: ReceiptResult, isWitnessAsked: boolean): readonly Text[] {
  switch (result.kind) {
    case "unchecked":
      return [
        {
          vi: "CHƯA KIỂM TRA: đây chỉ là điều biên nhận tự nói. Kiểm tra: tram receipt verify … --key TỆP, khoá công khai của máy.",
          en: "NOT CHECKED: this is only what the receipt says of itself. Check it: tram receipt verify … --key FILE, the kiosk's public key.",
        },
      ];
    case "forged":
      return [
        {
          vi: "SAI: máy có khoá này không ký biên nhận này. Biên nhận bị sửa, hoặc khoá của máy khác.",
          en: "WRONG: the kiosk with this key has not signed this receipt. It was changed, or the key is another kiosk's.",
        },
      ];
    case "signed":
      return [
        {
          vi: "Máy đã ký biên nhận này. Bản ghi còn trong nhật ký hay không thì chưa kiểm tra: thêm --central, --proof hoặc --journal.",
          en: "The kiosk has signed this receipt. Whether the entry is in its journal was not checked: add --central, --proof or --journal.",
        },
      ];
    case "proven":
      return [
        {
          vi: `ĐÚNG: bản ghi nằm nguyên vẹn trong cây ${result.size} bản ghi mà máy đã ký.`,
          en: `TRUE: the entry is in the tree of ${result.size} entries that the kiosk has signed, unchanged.`,
        },
        ...(isWitnessAsked ? [witnessText(result)] : []),
      ];
    case "other-entry":
      return [
        {
          vi: "MÂU THUẪN: máy đã ký biên nhận này, rồi lại ký một nhật ký có bản ghi khác ở đúng chỗ đó. Giữ kỹ biên nhận và báo cho người vận hành.",
          en: "CONTRADICTION: the kiosk has signed this receipt, and a journal with another entry at its place. Keep the receipt and tell the operator.",
        },
      ];
    case "proof-faulty":
      return [
        {
          vi: `SAI: máy đã ký biên nhận này, nhưng bằng chứng không dùng được: ${FAULTS[result.fault].vi}. Hãy lấy bằng chứng mới từ trung tâm (--central); nếu vẫn vậy, báo người vận hành.`,
          en: `WRONG: the kiosk has signed this receipt, but the proof is of no use: ${FAULTS[result.fault].en}. Get a new one from central (--central); if that is no better, tell the operator.`,
        },
      ];
    case "not-there-yet":
      return [
        {
          vi: `CHƯA TỚI: ở đó mới có ${result.size} bản ghi đã ký của máy này. Hãy kiểm tra lại sau khi máy gửi nhật ký.`,
          en: `NOT THERE YET: only ${result.size} signed entries of this kiosk are there. Come again when the kiosk has sent its journal.`,
        },
      ];
    case "unknown-kiosk":
      return [
        {
          vi: "CHƯA BIẾT: trung tâm này không quản lý máy đó. Xem lại địa chỉ sau --central, hoặc hỏi nơi đặt máy.",
          en: "NOT KNOWN: this central does not run that kiosk. Look at the address after --central, or ask where the kiosk stands.",
        },
      ];
    case "unreachable":
      return [
        {
          vi: `CHƯA BIẾT: không hỏi được trung tâm. Xem lại mạng và địa chỉ sau --central, rồi chạy lại. (${result.detail})`,
          en: `NOT KNOWN: central could not be asked. Look at the network and the address after --central, and run this again. (${result.detail})`,
        },
      ];
    case "in-journal":
      return [
        {
          vi: `ĐÚNG: bản ghi nằm nguyên vẹn trong nhật ký, nhật ký còn nguyên với ${result.size} bản ghi.`,
          en: `TRUE: the entry is in the journal, unchanged, and the journal is whole with ${result.size} entries.`,
        },
      ];
    case "journal-differs":
      return [
        {
          vi: "MÂU THUẪN: nhật ký trong thư mục này có bản ghi khác ở đúng chỗ đó. Giữ kỹ biên nhận, sao chép thư mục, báo cho người vận hành.",
          en: "CONTRADICTION: the journal in this folder has another entry at that place. Keep the receipt, copy the folder, tell the operator.",
        },
      ];
    case "other-key":
      return [
        {
          vi: `CHƯA BIẾT: nhật ký này do khoá khác ký (${result.journalKey}), không phải khoá đã ký biên nhận: máy đã được lập lại với khoá mới, hoặc đây là nhật ký của máy khác. Hãy xem nhật ký trước khi đổi khoá, hoặc hỏi trung tâm: --central.`,
          en: `NOT KNOWN: this journal is signed by another key (${result.journalKey}), not by the one that signed the receipt: the kiosk was set up with a new key since, or the journal is another kiosk's. Look into the journal of before, or ask central: --central.`,
        },
      ];
    case "other-key-at-central":
      return [
        {
          vi: `CHƯA BIẾT: trung tâm này ghi nhận máy đó với khoá khác (${result.centralKey}), không phải khoá đã ký biên nhận. Xem lại địa chỉ sau --central, hoặc hỏi nơi đặt máy xem máy đã được lập lại chưa.`,
          en: `NOT KNOWN: this central knows that kiosk by another key (${result.centralKey}), not by the one that signed the receipt. Look at the address after --central, or ask where the kiosk stands whether it was set up anew.`,
        },
      ];
    case "journal-damaged":
      return [
        {
          vi: `CHƯA BIẾT: nhật ký bị hỏng từ bản ghi ${result.seq}, không kết luận được. Chạy tram journal verify, và hỏi trung tâm: --central.`,
          en: `NOT KNOWN: the journal is damaged from entry ${result.seq} on and decides nothing. Run tram journal verify, and ask central: --central.`,
        },
      ];
    case "removed":
      return [
        {
          vi: `CHƯA BIẾT: nhật ký này chỉ còn từ bản ghi ${result.firstSeq}. Hãy hỏi trung tâm: --central.`,
          en: `NOT KNOWN: this journal begins at entry ${result.firstSeq} by now. Ask central: --central.`,
        },
      ];
  }
}

function witnessText({ witnessedAt: at, otherWitness }: { readonly witnessedAt?: EpochSeconds; readonly otherWitness?: string }): Text {
  if (at === undefined && otherWitness !== undefined) {
    return {
      vi: `Khoá sau --witness không làm chứng cho cây này; cây có chữ ký làm chứng bằng khoá khác (${otherWitness}), chưa kiểm tra. Trung tâm có thể đã đổi khoá: nếu đúng là khoá của trung tâm, hãy đưa khoá đó sau --witness.`,
      en: `The key after --witness has not witnessed this tree; another key has signed it as a witness (${otherWitness}), which was not checked. Central may have a new key: if this is central's, give it after --witness.`,
    };
  }
  if (at === undefined) {
    return {
      vi: "Trung tâm chưa làm chứng cho cây này: hãy kiểm tra lại sau, hoặc khoá sau --witness không phải của trung tâm.",
      en: "Central has not witnessed this tree: come again later, or the key after --witness is not central's.",
    };
  }
  const time = `${new Date((at + 7 * 3600) * 1000).toISOString().slice(0, 19).replace("T", " ")} +07:00`;
  return { vi: `Trung tâm đã làm chứng lúc ${time}.`, en: `Central witnessed it at ${time}.` };
}

/** Exit codes of `tram receipt verify`: it is true; it is not; nothing can be said yet. */
export function receiptExit(result: ReceiptResult, isWitnessAsked: boolean): 0 | 1 | 3 {
  switch (result.kind) {
    case "proven":
      return isWitnessAsked && result.witnessedAt === undefined ? 3 : 0;
    case "signed":
    case "in-journal":
      return 0;
    case "forged":
    case "other-entry":
    case "proof-faulty":
    case "journal-differs":
      return 1;
    case "unchecked":
    case "not-there-yet":
    case "unknown-kiosk":
    case "unreachable":
    case "other-key":
    case "other-key-at-central":
    case "journal-damaged":
    case "removed":
      return 3;
  }
}

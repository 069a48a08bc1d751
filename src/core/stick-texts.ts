// What the kiosk says while a journal is written on a stick: seen and heard by whoever has pressed the button.
import type { Text } from "./text.ts";
import type { StickView } from "./view.ts";

/**
 * Why a journal could not be written on a stick. `journal-failed`: the journal itself cannot be read. `truncated`, `forked`: it is on the stick,
 * and it is not the one that was signed before.
 */
export type StickTrouble =
  | "no-stick"
  | "full"
  | "read-only"
  | "gone"
  | "other-journal"
  | "truncated"
  | "forked"
  | "journal-failed"
  | "failed";

/** Why central's answer on a stick is not believed: signed by no witness of the trust list, not of this journal, or no answer at all. */
export type StickRefusal = "unsigned" | "malformed" | "other-kiosk" | "other-journal" | "ahead" | "not-understood";

/** How a stick's turn ended: so many entries are on it, or why not. */
export type StickEnd =
  | { readonly kind: "done"; readonly entries: number }
  | { readonly kind: "failed"; readonly trouble: StickTrouble; readonly entries: number };

/** While it is being written. */
export function stickWorkingView(id: number, done: number, total: number): StickView {
  return {
    kind: "stick",
    id,
    state: "working",
    headline: { vi: "Đang ghi, đừng rút USB", en: "Writing, leave the stick in" },
    detail: { vi: `Đã ghi ${done} trong ${total} mục nhật ký.`, en: `${done} of ${total} journal entries are written.` },
    next: { vi: "Máy vẫn đọc mã như thường.", en: "Codes are read as usual." },
    progress: total === 0 ? 1 : done / total,
  };
}

/** Seconds for which the end stands where nobody pulls the stick out; and why there is none, on a screen that waits for codes. */
const [DONE_SECONDS, FAILED_SECONDS] = [60, 20];

/** When its turn has ended. */
export function stickEndView(id: number, end: StickEnd): StickView {
  if (end.kind === "done") {
    const isNothing = end.entries === 0;
    return {
      kind: "stick",
      id,
      state: "done",
      headline: { vi: "Xong. Rút USB được rồi", en: "Done. You may take the stick" },
      detail: isNothing
        ? { vi: "Trung tâm đã có mọi mục, không có gì phải mang đi.", en: "Central has every entry, there is nothing to carry." }
        : { vi: `Trên USB có ${end.entries} mục nhật ký.`, en: `There are ${end.entries} journal entries on the stick.` },
      next: isNothing
        ? { vi: "Không cần làm gì thêm.", en: "There is nothing more to do." }
        : { vi: "Mang USB về trung tâm.", en: "Carry the stick to central." },
      seconds: DONE_SECONDS,
    };
  }
  const { headline = NOT_FINISHED, detail, next } = STICK_TROUBLES[end.trouble];
  return { kind: "stick", id, state: "failed", headline, detail, next, seconds: FAILED_SECONDS };
}

const NOT_FINISHED: Text = { vi: "Chưa ghi xong USB", en: "The stick is not finished" };

interface TroubleTexts {
  /** Absent: the stick is not finished. */
  readonly headline?: Text;
  readonly detail: Text;
  readonly next: Text;
}

const OTHER_RECORD: TroubleTexts = {
  headline: { vi: "Ghi xong, nhưng nhật ký sai", en: "Written, but the journal is wrong" },
  detail: {
    vi: "Nhật ký trong máy không phải bản máy đã gửi trung tâm: đĩa cũ được lắp lại, hoặc một phần đã mất.",
    en: "This kiosk's journal is not the one that it has sent to central: an older disk was put back, or a part is gone.",
  },
  next: {
    vi: "Mang USB về trung tâm và gọi người vận hành. Không xoá gì cả.",
    en: "Carry the stick to central and call the operator. Delete nothing.",
  },
};

/** What happened, and what to do; nothing is lost by any of it. */
export const STICK_TROUBLES: Readonly<Record<StickTrouble, TroubleTexts>> = {
  truncated: OTHER_RECORD,
  forked: OTHER_RECORD,
  "no-stick": {
    detail: { vi: "Máy không thấy USB nào để ghi.", en: "There is no stick to write on." },
    next: { vi: "Cắm USB rồi bấm lại.", en: "Put a stick in and press again." },
  },
  full: {
    detail: { vi: "USB đã đầy. Phần đã ghi vẫn dùng được.", en: "The stick is full. What is on it can be used." },
    next: {
      vi: "Mang USB này về trung tâm, hoặc cắm USB khác rồi bấm lại.",
      en: "Carry it to central, or press again with another stick.",
    },
  },
  "read-only": {
    detail: { vi: "USB này chỉ đọc được, không ghi được.", en: "This stick can only be read." },
    next: { vi: "Gạt khoá ghi của USB, hoặc cắm USB khác rồi bấm lại.", en: "Unlock the stick, or press again with another one." },
  },
  gone: {
    detail: { vi: "USB bị rút khi đang ghi. Không mất gì cả.", en: "The stick was pulled out. Nothing is lost." },
    next: { vi: "Cắm lại USB rồi bấm lại: máy ghi tiếp phần còn thiếu.", en: "Put it in and press again: the rest is written." },
  },
  "other-journal": {
    detail: { vi: "USB đang giữ một nhật ký khác của máy này.", en: "The stick holds another journal of this kiosk." },
    next: { vi: "Mang USB này về trung tâm; cắm USB khác rồi bấm lại.", en: "Carry it to central; press again with another stick." },
  },
  "journal-failed": {
    detail: { vi: "Máy không đọc được nhật ký của chính mình.", en: "The kiosk cannot read its own journal." },
    next: { vi: "Báo người vận hành: tram journal verify.", en: "Tell the operator: tram journal verify." },
  },
  failed: {
    detail: { vi: "Ghi USB không được. Nhật ký trong máy vẫn nguyên.", en: "The stick could not be written. The journal is whole." },
    next: { vi: "Cắm USB khác rồi bấm lại.", en: "Press again with another stick." },
  },
};

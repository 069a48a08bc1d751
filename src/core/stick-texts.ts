// What the kiosk says of a stick: while a journal is written on it, to whoever has pressed the button, and of the answer that it brings.
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

/** Why central's answer on a stick is not believed: signed by no witness of the trust list, not of this journal, signed in the future, or no answer at all. */
export type StickRefusal = "unsigned" | "malformed" | "other-kiosk" | "other-journal" | "ahead" | "dated-ahead" | "not-understood";

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
    detail: {
      vi: `Đã ghi ${grouped(done, ".")} trong ${grouped(total, ".")} mục nhật ký.`,
      en: `${grouped(done, ",")} of ${grouped(total, ",")} journal entries are written.`,
    },
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
        ? { vi: "Không có mục nhật ký nào phải mang đi.", en: "There is no journal entry to carry." }
        : {
            vi: `Trên USB có ${grouped(end.entries, ".")} mục nhật ký.`,
            en: `There are ${grouped(end.entries, ",")} journal entries on the stick.`,
          },
      next: isNothing
        ? { vi: "Không cần làm gì thêm.", en: "There is nothing more to do." }
        : { vi: "Mang USB về trung tâm.", en: "Carry the stick to central." },
      seconds: DONE_SECONDS,
    };
  }
  const { headline = NOT_FINISHED, detail, next } = STICK_TROUBLES[end.trouble];
  return { kind: "stick", id, state: "failed", headline, detail, next, seconds: FAILED_SECONDS };
}

/** A count as the button has it: 12.345 in Vietnamese, 12,345 in English. */
function grouped(count: number, mark: "." | ","): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, mark);
}

const NOT_FINISHED: Text = { vi: "Chưa ghi xong USB", en: "The stick is not finished" };

interface TroubleTexts {
  /** Absent: the stick is not finished. */
  readonly headline?: Text;
  readonly detail: Text;
  readonly next: Text;
}

const OTHER_RECORD: TroubleTexts = {
  headline: { vi: "Nhật ký không khớp", en: "The journal does not match" },
  detail: {
    vi: "Đã ghi ra USB. Nhưng đây không phải nhật ký máy đã gửi trung tâm: ổ cũ được lắp lại, hoặc mất một phần.",
    en: "It is on the stick, but it is not the journal that central got: an older disk was put back, or a part is gone.",
  },
  next: {
    vi: "Mang USB về trung tâm, gọi người vận hành. Không xoá gì cả.",
    en: "Carry the stick to central and call the operator. Delete nothing.",
  },
};

/** What happened, and what to do; nothing is lost by any of it. */
export const STICK_TROUBLES: Readonly<Record<StickTrouble, TroubleTexts>> = {
  truncated: OTHER_RECORD,
  forked: OTHER_RECORD,
  "no-stick": {
    detail: { vi: "Máy không thấy USB nào để ghi.", en: "There is no stick to write on." },
    next: { vi: "Cắm USB rồi thử lại.", en: "Put a stick in and try again." },
  },
  full: {
    detail: { vi: "USB đã đầy. Phần đã ghi vẫn dùng được.", en: "The stick is full. What is on it can be used." },
    next: {
      vi: "Mang USB này về trung tâm, cắm lại vào máy để máy đọc câu trả lời, rồi ghi tiếp. Muốn ghi hết một lần thì dùng USB lớn hơn.",
      en: "Carry it to central, put it back here so that the kiosk reads the answer, and write again. A larger stick takes all at once.",
    },
  },
  "read-only": {
    detail: { vi: "USB này chỉ đọc được, không ghi được.", en: "This stick can only be read." },
    next: { vi: "Gạt khoá ghi của USB, hoặc cắm USB khác, rồi thử lại.", en: "Unlock the stick, or take another one, and try again." },
  },
  gone: {
    detail: { vi: "USB bị rút khi đang ghi. Không mất gì cả.", en: "The stick was pulled out. Nothing is lost." },
    next: { vi: "Cắm lại USB rồi thử lại: máy ghi tiếp phần còn thiếu.", en: "Put it in and try again: the rest is written." },
  },
  "other-journal": {
    detail: {
      vi: "USB đang giữ một nhật ký khác của máy này, hoặc USB sắp hỏng.",
      en: "The stick holds another journal of this kiosk, or it is failing.",
    },
    next: { vi: "Mang USB này về trung tâm; thử lại với USB khác.", en: "Carry it to central; try again with another stick." },
  },
  "journal-failed": {
    detail: { vi: "Máy không đọc được nhật ký của chính mình.", en: "The kiosk cannot read its own journal." },
    next: { vi: "Gọi người vận hành. Không xoá gì cả.", en: "Call the operator. Delete nothing." },
  },
  failed: {
    detail: { vi: "Ghi USB không được. Nhật ký trong máy vẫn nguyên.", en: "The stick could not be written. The journal is whole." },
    next: { vi: "Thử lại với USB khác.", en: "Try again with another stick." },
  },
};

type RefusalTexts = Omit<TroubleTexts, "headline">;

const UNREADABLE_ANSWER: RefusalTexts = {
  detail: { vi: "Câu trả lời của trung tâm trên USB không đọc được.", en: "Central's answer on the stick cannot be read." },
  next: { vi: "Mang USB về trung tâm và nhập lại.", en: "Take the stick to central and import it again." },
};

const OTHER_JOURNAL_ANSWERED: RefusalTexts = {
  detail: {
    vi: "Câu trả lời trên USB nói về nhật ký khác với nhật ký của máy này.",
    en: "The answer on the stick is about another journal than this kiosk's.",
  },
  next: {
    vi: "Không xoá, không sửa gì trên máy; báo người vận hành.",
    en: "Delete and change nothing on the kiosk; tell the operator.",
  },
};

/** The same of an answer of central's that is not believed. Every entry stays on the kiosk meanwhile. */
export const STICK_REFUSALS: Readonly<Record<StickRefusal, RefusalTexts>> = {
  unsigned: {
    detail: {
      vi: "Câu trả lời trên USB không có chữ ký của trung tâm mà bộ tin cậy biết; máy giữ lại mọi mục.",
      en: "The answer on the stick is not signed by a central that the trust bundle knows; the kiosk keeps every entry.",
    },
    next: {
      vi: "Báo người vận hành: thêm khoá làm chứng của trung tâm vào bộ tin cậy (tram trust operator-key add --use witness).",
      en: "Tell the operator: the trust bundle must have central's witness key (tram trust operator-key add --use witness).",
    },
  },
  malformed: UNREADABLE_ANSWER,
  "not-understood": UNREADABLE_ANSWER,
  "other-kiosk": {
    detail: { vi: "Câu trả lời trên USB là của máy khác.", en: "The answer on the stick is for another kiosk." },
    next: {
      vi: "Cắm USB này vào máy đó, và dùng đúng USB của máy này.",
      en: "Take it to that kiosk, and use this kiosk's own stick here.",
    },
  },
  "other-journal": OTHER_JOURNAL_ANSWERED,
  ahead: OTHER_JOURNAL_ANSWERED,
  "dated-ahead": {
    detail: {
      vi: "Theo đồng hồ của máy, ngày trên một câu trả lời của trung tâm chưa tới: một trong hai đồng hồ sai. Máy giữ lại mọi mục.",
      en: "By this kiosk's clock, the date of an answer of central's is yet to come: one of the two clocks is wrong. The kiosk keeps every entry.",
    },
    next: {
      vi: "Xem ngày giờ trên máy này. Nếu đúng, báo người vận hành: đồng hồ của trung tâm chạy trước.",
      en: "Look at the date on this kiosk. If it is right, tell the operator: central's clock is ahead.",
    },
  },
};

import type { ScreenStatus } from "../core/screen.ts";
import type { StickRefusal } from "../core/stick-texts.ts";
import type { Text } from "../core/text.ts";
import type { Notice } from "./notice.ts";

/** Of somebody who must act before the disk is full: with less than these days left it is said. */
const FEW_DAYS = 60;

const TOUCH_NOTHING: Text = {
  vi: "Không xoá, không sửa gì trên máy; báo người vận hành.",
  en: "Delete and change nothing on the kiosk; tell the operator.",
};

/** What staff should know and do about the kiosk's own record. */
export function journalNotices(status: ScreenStatus): readonly Notice[] {
  return [
    contradictionNotice(status),
    damageNotice(status),
    roomNotice(status),
    lostNotice(status),
    setAsideNotice(status),
    stickNotice(status),
  ].filter((notice) => notice !== undefined);
}

/** What the journal itself shows says more than that sending has stopped for it. */
function contradictionNotice({ journalContradiction, syncStopped }: ScreenStatus): Notice | undefined {
  if (journalContradiction) {
    const { kind, size } = journalContradiction;
    return {
      tone: "red",
      what: {
        vi: `Nhật ký này không phải nhật ký mà máy đã ký, có ${size} mục (${kind}): có thể ổ cũ được lắp lại.`,
        en: `This journal is not the one that the kiosk has signed, of ${size} entries (${kind}): an older disk may have been put back.`,
      },
      todo: TOUCH_NOTHING,
    };
  }
  if (syncStopped === undefined) return undefined;
  return {
    tone: "red",
    what: {
      vi: `Nhật ký của máy này trái với bản ở trung tâm, nên máy ngừng gửi (${syncStopped}).`,
      en: `This kiosk's journal contradicts central's copy, so it sends nothing more (${syncStopped}).`,
    },
    todo: TOUCH_NOTHING,
  };
}

function damageNotice({ journalDamagedAt }: ScreenStatus): Notice | undefined {
  if (journalDamagedAt === undefined) return undefined;
  return {
    tone: "red",
    what: {
      vi: `Nhật ký bị hỏng từ bản ghi ${journalDamagedAt}; thẻ nhớ có thể sắp hỏng.`,
      en: `The journal is damaged from entry ${journalDamagedAt} on; the memory card may be failing.`,
    },
    todo: {
      vi: "Báo người vận hành: sao chép thư mục dữ liệu, chạy tram journal verify, rồi thay thẻ nhớ.",
      en: "Tell the operator: copy the data folder, run tram journal verify, then change the card.",
    },
  };
}

function roomNotice({ journalRoom, retention }: ScreenStatus): Notice | undefined {
  const days = retention?.roomDays;
  if (journalRoom === undefined && (days ?? FEW_DAYS) >= FEW_DAYS) return undefined;
  const todo: Text = {
    vi: "Nối mạng, hoặc mang nhật ký về trung tâm bằng USB; nếu vẫn đầy thì thay thẻ nhớ lớn hơn.",
    en: "Connect the network, or carry the journal to central by stick; if that does not help, fit a larger card.",
  };
  if (journalRoom === "none") {
    return { tone: "red", what: { vi: "Ổ của máy đã đầy.", en: "The kiosk's disk is full." }, todo };
  }
  const left: Text = days === undefined ? { vi: "", en: "" } : { vi: `, còn khoảng ${days} ngày`, en: `, about ${days} days are left` };
  return { tone: "amber", what: { vi: `Ổ của máy sắp đầy${left.vi}.`, en: `The kiosk's disk is nearly full${left.en}.` }, todo };
}

function lostNotice({ centralLost }: ScreenStatus): Notice | undefined {
  if (!centralLost) return undefined;
  const { size, before } = centralLost;
  return {
    tone: "amber",
    what: {
      vi: `Trung tâm chỉ còn giữ ${size} trong ${before} mục đã nhận. Máy tự gửi lại những mục còn ở đây.`,
      en: `Central holds only ${size} of the ${before} entries it had. The kiosk sends again what is still here.`,
    },
    todo: {
      vi: "Nếu hôm sau vẫn còn báo: báo người vận hành, trung tâm đã khôi phục từ bản sao lưu quá cũ.",
      en: "If this still stands tomorrow, tell the operator: central was restored from too old a copy.",
    },
  };
}

function setAsideNotice({ setAside }: ScreenStatus): Notice | undefined {
  if (setAside === undefined) return undefined;
  return {
    tone: "amber",
    what: {
      vi: `Trung tâm chưa đọc được ${setAside} mục và mới giữ mã băm; các mục này vẫn ở máy.`,
      en: `Central could not take ${setAside} entries and has their hash alone; they stay on this kiosk.`,
    },
    todo: {
      vi: "Báo người vận hành: cập nhật phần mềm ở trung tâm. Máy tự gửi lại sau đó.",
      en: "Tell the operator: update central. The kiosk offers them again by itself.",
    },
  };
}

function stickNotice({ stickAnswerRefused }: ScreenStatus): Notice | undefined {
  if (stickAnswerRefused === undefined) return undefined;
  const { what, todo } = STICK_REFUSALS[stickAnswerRefused];
  return {
    tone: "amber",
    what: { vi: `${what.vi} (${stickAnswerRefused})`, en: `${what.en} (${stickAnswerRefused})` },
    todo,
  };
}

const UNREADABLE: Pick<Notice, "what" | "todo"> = {
  what: { vi: "Câu trả lời của trung tâm trên USB không đọc được.", en: "Central's answer on the stick cannot be read." },
  todo: { vi: "Mang USB về trung tâm và nhập lại.", en: "Take the stick to central and import it again." },
};

const OTHER_JOURNAL: Pick<Notice, "what" | "todo"> = {
  what: {
    vi: "Câu trả lời trên USB nói về nhật ký khác với nhật ký của máy này.",
    en: "The answer on the stick is about another journal than this kiosk's.",
  },
  todo: TOUCH_NOTHING,
};

const STICK_REFUSALS: Readonly<Record<StickRefusal, Pick<Notice, "what" | "todo">>> = {
  unsigned: {
    what: {
      vi: "Câu trả lời trên USB không có chữ ký của trung tâm mà bộ tin cậy biết; máy giữ lại mọi mục.",
      en: "The answer on the stick is not signed by a central that the trust bundle knows; the kiosk keeps every entry.",
    },
    todo: {
      vi: "Báo người vận hành: thêm khoá làm chứng của trung tâm vào bộ tin cậy (tram trust operator-key add --use witness).",
      en: "Tell the operator: the trust bundle must have central's witness key (tram trust operator-key add --use witness).",
    },
  },
  malformed: UNREADABLE,
  "not-understood": UNREADABLE,
  "other-kiosk": {
    what: { vi: "Câu trả lời trên USB là của máy khác.", en: "The answer on the stick is for another kiosk." },
    todo: {
      vi: "Cắm USB này vào máy đó, và dùng đúng USB của máy này.",
      en: "Take it to that kiosk, and use this kiosk's own stick here.",
    },
  },
  "other-journal": OTHER_JOURNAL,
  ahead: OTHER_JOURNAL,
};

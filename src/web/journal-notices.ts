import type { ScreenStatus } from "../core/screen.ts";
import { ENOUGH_ROOM_DAYS } from "../core/status-faults.ts";
import { STICK_REFUSALS } from "../core/stick-texts.ts";
import type { Text } from "../core/text.ts";
import type { Notice } from "./notice.ts";

const TOUCH_NOTHING: Text = {
  vi: "Không xoá, không sửa gì trên máy; báo người vận hành.",
  en: "Delete and change nothing on the kiosk; tell the operator.",
};

/** What staff should know and do about the kiosk's own record. */
export function journalNotices(status: ScreenStatus): readonly Notice[] {
  return [
    contradictionNotice(status),
    damageNotice(status),
    uncomparedNotice(status),
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
      fault: `journal-${kind}`,
      tone: "red",
      what: {
        vi: `Nhật ký không khớp với nhật ký ${size} mục mà máy đã ký trước đây (${kind}): có thể ổ cũ được lắp lại.`,
        en: `The journal does not match the one of ${size} entries that this kiosk has signed before (${kind}): an older disk may have been put back.`,
      },
      todo: TOUCH_NOTHING,
    };
  }
  if (syncStopped === undefined) return undefined;
  return {
    fault: "sync-contradicted",
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
    fault: "journal-damaged",
    tone: "red",
    what: {
      vi: `Nhật ký bị hỏng từ mục ${journalDamagedAt}; thẻ nhớ có thể sắp hỏng.`,
      en: `The journal is damaged from entry ${journalDamagedAt} on; the memory card may be failing.`,
    },
    todo: {
      vi: "Báo người vận hành: sao chép thư mục dữ liệu, chạy tram journal verify, rồi thay thẻ nhớ; chỗ hỏng vẫn còn trong nhật ký, xem docs/journal.md.",
      en: "Tell the operator: copy the data folder, run tram journal verify, then change the card; the journal stays damaged, see docs/journal.md.",
    },
  };
}

function uncomparedNotice({ journalUncompared }: ScreenStatus): Notice | undefined {
  if (journalUncompared === undefined) return undefined;
  return {
    fault: "journal-uncompared",
    tone: "red",
    what: {
      vi: "Nhật ký hỏng một phần, không đối chiếu được với những gì máy đã ký. Máy vẫn ghi tiếp và không xoá gì.",
      en: "The journal is damaged in part and cannot be compared with what this kiosk has signed. It goes on recording, and removes nothing.",
    },
    todo: {
      vi: "Báo người vận hành: sao chép thư mục dữ liệu, chạy tram journal verify, rồi xem docs/journal.md; chỉ thay thẻ nhớ thì không hết.",
      en: "Tell the operator: copy the data folder, run tram journal verify, then see docs/journal.md; another card alone heals nothing.",
    },
  };
}

function roomNotice({ journalRoom, retention }: ScreenStatus): Notice | undefined {
  const days = retention?.roomDays;
  if (journalRoom === undefined && (days ?? ENOUGH_ROOM_DAYS) >= ENOUGH_ROOM_DAYS) return undefined;
  const todo: Text = {
    vi: "Nối mạng, hoặc mang nhật ký về trung tâm bằng USB; nếu vẫn đầy thì thay thẻ nhớ lớn hơn.",
    en: "Connect the network, or carry the journal to central by stick; if that does not help, fit a larger card.",
  };
  if (journalRoom === "none") {
    return { fault: "disk-full", tone: "red", what: { vi: "Ổ của máy đã đầy.", en: "The kiosk's disk is full." }, todo };
  }
  const left: Text = days === undefined ? { vi: "", en: "" } : { vi: `, còn khoảng ${days} ngày`, en: `, about ${days} days are left` };
  return {
    fault: "disk-scarce",
    tone: "amber",
    what: { vi: `Ổ của máy sắp đầy${left.vi}.`, en: `The kiosk's disk is nearly full${left.en}.` },
    todo,
  };
}

function lostNotice({ centralLost }: ScreenStatus): Notice | undefined {
  if (!centralLost) return undefined;
  const { size, before } = centralLost;
  return {
    fault: "central-lost",
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
    fault: "entries-set-aside",
    tone: "amber",
    what: {
      vi: `Trung tâm chưa nhận được trọn vẹn ${setAside} mục, mới giữ mã băm; các mục này và các mục sau vẫn ở máy.`,
      en: `Central could not take ${setAside} entries whole and has their hash alone; they and those behind them stay on this kiosk.`,
    },
    todo: {
      vi: "Báo người vận hành: cập nhật phần mềm ở trung tâm, hoặc thẻ nhớ của máy hỏng (nhật ký chương trình nói rõ). Máy tự gửi lại sau đó.",
      en: "Tell the operator: central needs an update, or this kiosk's card is failing (the program's log says which). The kiosk offers them again by itself.",
    },
  };
}

function stickNotice({ stickAnswerRefused }: ScreenStatus): Notice | undefined {
  if (stickAnswerRefused === undefined) return undefined;
  const { detail, next } = STICK_REFUSALS[stickAnswerRefused];
  return {
    fault: `answer-${stickAnswerRefused}`,
    tone: "amber",
    what: { vi: `${detail.vi} (${stickAnswerRefused})`, en: `${detail.en} (${stickAnswerRefused})` },
    todo: next,
  };
}

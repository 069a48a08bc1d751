import type { BoardStatus } from "../core/board-status.ts";
import type { ScreenStatus } from "../core/screen.ts";
import type { Text } from "../core/text.ts";
import type { Notice } from "./notice.ts";

const TELL_TECHNICIAN: Text = {
  vi: "Màn hình vẫn trả lời đúng. Báo kỹ thuật viên chạy tram doctor.",
  en: "The screen still answers truly. Have a technician run tram doctor.",
};

/** What staff should know and do about lamps, relay and case. */
export function boardNotices({ board }: ScreenStatus): readonly Notice[] {
  if (!board) return [];
  return [caseNotice(board), linesNotice(board), relayNotice(board), toneNotice(board), inputsNotice(board)].filter(
    (notice) => notice !== undefined,
  );
}

function caseNotice({ contacts }: BoardStatus): Notice | undefined {
  if (contacts.case !== "open") return undefined;
  return {
    fault: "case-open",
    tone: "red",
    what: { vi: "Vỏ máy đang mở, hoặc đứt dây công tắc vỏ máy.", en: "The case is open, or the cable of its switch is cut." },
    todo: {
      vi: "Nếu không có kỹ thuật viên đang làm việc, hãy báo người vận hành.",
      en: "Unless a technician is at work, tell the operator.",
    },
  };
}

function linesNotice({ fault, astray = [] }: BoardStatus): Notice | undefined {
  if (fault !== undefined) {
    return {
      fault: "board-lines",
      tone: "amber",
      what: { vi: "Đèn, còi và rơ-le không hoạt động.", en: "Lamps, tones and relay do not work." },
      todo: TELL_TECHNICIAN,
    };
  }
  if (astray.length === 0) return undefined;
  const names = astray.join(", ");
  return {
    fault: "board-astray",
    tone: "amber",
    what: { vi: `Có dây bị chạm (${names}).`, en: `A line is shorted (${names}).` },
    todo: TELL_TECHNICIAN,
  };
}

function relayNotice({ relayFault }: BoardStatus): Notice | undefined {
  if (relayFault === undefined) return undefined;
  return {
    fault: "relay-unsafe",
    tone: "amber",
    what: {
      vi: "Máy không mở cửa: rơ-le chưa an toàn nên không được điều khiển.",
      en: "The kiosk opens no door: its relay is not safe to drive.",
    },
    todo: { vi: "Nhân viên mở cửa. Báo kỹ thuật viên chạy tram doctor.", en: "Staff open the door. Have a technician run tram doctor." },
  };
}

function toneNotice({ toneFault }: BoardStatus): Notice | undefined {
  if (toneFault === undefined) return undefined;
  return {
    fault: "buzzer-silent",
    tone: "amber",
    what: { vi: "Còi không kêu đúng: không tạo được âm.", en: "The buzzer does not sound as it should: it has no tone." },
    todo: TELL_TECHNICIAN,
  };
}

function inputsNotice({ inputsFault }: BoardStatus): Notice | undefined {
  if (inputsFault === undefined) return undefined;
  return {
    fault: "inputs-unread",
    tone: "amber",
    what: { vi: "Nút bấm và công tắc cửa, vỏ máy không đọc được.", en: "The button and the contacts of door and case cannot be read." },
    todo: TELL_TECHNICIAN,
  };
}

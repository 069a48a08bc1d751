// Apart from the words of the citizen's screen, whose page need not carry a text for every refusal.
import type { ScreenStatus, TrustStatus } from "../core/screen.ts";
import type { Text } from "../core/text.ts";
import { dateInVietnam } from "../core/time.ts";
import { TRUST_REFUSALS } from "../core/trust-refusal.ts";
import { boardNotices } from "./board-notices.ts";
import { rtcAdvice } from "./clock-words.ts";
import { handOffNotices } from "./hand-off-notices.ts";
import { journalNotices } from "./journal-notices.ts";
import type { Notice } from "./notice.ts";
import { budgetWords } from "./trust-words.ts";

const BRING_ONE: Text = {
  vi: "Nối mạng, hoặc cắm USB có bộ tin cậy mới (thư mục tram-trust).",
  en: "Connect the network, or insert a stick with a new trust bundle (folder tram-trust).",
};

/** What staff should know and do, the worst first. */
export function noticesOf(status: ScreenStatus): readonly Notice[] {
  const others = [groupNotice(status), sealNotice(status), clockNotice(status), trustNotice(status.trust), refusalNotice(status)];
  const notices = [
    ...others.filter((notice) => notice !== undefined),
    ...journalNotices(status),
    ...boardNotices(status),
    ...handOffNotices(status),
  ];
  return notices.toSorted((a, b) => Number(a.tone === "amber") - Number(b.tone === "amber"));
}

function groupNotice({ unknownGroup }: ScreenStatus): Notice | undefined {
  if (unknownGroup === undefined) return undefined;
  return {
    fault: "trust-group",
    tone: "red",
    what: {
      vi: `Bộ tin cậy không có nhóm “${unknownGroup}” mà máy này thuộc về. Mã nào cũng bị trả lời T-512.`,
      en: `The trust bundle has no group “${unknownGroup}”, which this kiosk belongs to. Every code is answered with T-512.`,
    },
    todo: {
      vi: "Báo người vận hành: sửa group trong cấu hình của máy, hoặc nhờ nơi phát hành thêm nhóm này (tram trust policy).",
      en: "Tell the operator: correct group in the kiosk's configuration, or have the publisher add this group (tram trust policy).",
    },
  };
}

function sealNotice({ unsealableTypes }: ScreenStatus): Notice | undefined {
  if (unsealableTypes === undefined) return undefined;
  const types = unsealableTypes.join(", ");
  return {
    fault: "trust-unsealed",
    tone: "red",
    what: {
      vi: `Chính sách đòi niêm phong dữ liệu của loại ${types}, mà bộ tin cậy không có khoá niêm phong. Loại đó bị trả lời T-513.`,
      en: `The policy wants personal data of ${types} sealed, and the trust bundle has no key for it. They are answered with T-513.`,
    },
    todo: {
      vi: "Báo người vận hành: thêm khoá niêm phong (tram trust operator-key add --use seal), hoặc bỏ seal khỏi chính sách.",
      en: "Tell the operator: add a seal key (tram trust operator-key add --use seal), or take seal out of the policy.",
    },
  };
}

function clockNotice({ clock, timekeeping }: ScreenStatus): Notice | undefined {
  const at = minuteInVietnam(clock.floor);
  const fit = rtcAdvice(timekeeping);
  const todo: Text = {
    vi: `Chỉnh giờ của máy (timedatectl set-time), hoặc nối mạng để máy tự lấy giờ.${fit ? ` ${fit.vi}` : ""}`,
    en: `Set the kiosk's time (timedatectl set-time), or connect the network and it corrects itself.${fit ? ` ${fit.en}` : ""}`,
  };
  switch (clock.state) {
    case "ok":
      return undefined;
    case "behind":
      return {
        fault: "clock-behind",
        tone: "red",
        what: {
          vi: `Đồng hồ của máy chạy chậm: bây giờ ít nhất là ${at}. Chưa kiểm tra được giấy tờ có ký số.`,
          en: `The kiosk's clock is behind: it is ${at} or later. Nothing signed can be checked.`,
        },
        todo,
      };
    case "ahead":
      return {
        fault: "clock-ahead",
        tone: "red",
        what: {
          vi: "Đồng hồ của máy chạy trước quá xa, không thể đúng. Chưa kiểm tra được giấy tờ có ký số.",
          en: "The kiosk's clock is too far ahead to be right. Nothing signed can be checked.",
        },
        todo,
      };
  }
}

function trustNotice(trust: TrustStatus | undefined): Notice | undefined {
  if (!trust) {
    return {
      fault: "trust-none",
      tone: "red",
      what: { vi: "Máy chưa có bộ tin cậy.", en: "The kiosk has no trust bundle yet." },
      todo: BRING_ONE,
    };
  }
  const end = day(trust.expiresAt);
  const { text } = budgetWords(trust);
  switch (trust.state) {
    case "good":
      return undefined;
    case "warning":
      return {
        fault: "trust-ending",
        tone: "amber",
        what: { vi: `Bộ tin cậy ${text.vi}, đến ${end}.`, en: `The trust bundle has ${text.en}, until ${end}.` },
        todo: BRING_ONE,
      };
    case "grace":
      return {
        fault: "trust-grace",
        tone: "amber",
        what: {
          vi: `Bộ tin cậy ${text.vi}. Thu hồi mới có thể chưa biết.`,
          en: `The trust bundle has ${text.en}. Recent revocations may be missing.`,
        },
        todo: BRING_ONE,
      };
    case "stopped":
      return {
        fault: "trust-over",
        tone: "red",
        what: {
          vi: `Bộ tin cậy đã hết hạn từ ${end}. Chưa kiểm tra được giấy tờ có ký số.`,
          en: `The trust bundle expired on ${end}. Nothing signed can be checked.`,
        },
        todo: BRING_ONE,
      };
  }
}

function refusalNotice({ trustRefusal }: ScreenStatus): Notice | undefined {
  if (!trustRefusal) return undefined;
  const { refusal, origin, at } = trustRefusal;
  const { detail, next } = TRUST_REFUSALS[refusal];
  const from: Text = origin === "central" ? { vi: "Từ máy chủ", en: "From central" } : { vi: "Từ USB", en: "From the stick" };
  return {
    fault: `trust-${refusal}`,
    tone: "amber",
    what: {
      vi: `${from.vi}, ${minuteInVietnam(at)}: ${detail.vi} (${refusal})`,
      en: `${from.en}, ${minuteInVietnam(at)}: ${detail.en} (${refusal})`,
    },
    todo: next,
  };
}

/** `24/12/2026`, in Việt Nam. */
function day(at: number): string {
  return dateInVietnam(at).split("-").toReversed().join("/");
}

/** `11:05 24/12/2026`, in Việt Nam. */
export function minuteInVietnam(at: number): string {
  const ofDay = Math.floor(at / 60 + 7 * 60) % 1440;
  const twoDigits = (value: number) => String(value).padStart(2, "0");
  return `${twoDigits(Math.floor(ofDay / 60))}:${twoDigits(ofDay % 60)} ${day(at)}`;
}

import type { RetentionStatus, ScreenStatus } from "../core/screen.ts";
import { ENOUGH_ROOM_DAYS } from "../core/status-faults.ts";
import type { Text } from "../core/text.ts";
import { dateInVietnam, type EpochSeconds } from "../core/time.ts";
import { minuteInVietnam } from "./trust-notices.ts";

/** What is said of the journal, and what more where one points at it. */
export interface JournalWords {
  readonly text: Text;
  readonly title?: Text;
}

const ROOM: Readonly<Record<NonNullable<ScreenStatus["journalRoom"]>, Text>> = {
  scarce: { vi: "ổ sắp đầy", en: "disk nearly full" },
  none: { vi: "ổ đã đầy", en: "disk full" },
};

const DAY_SECONDS = 86_400;

/** What is wrong with the journal, or since when it is here and for how much longer; undefined where there is nothing to say. */
export function journalWords(status: ScreenStatus, now: EpochSeconds): JournalWords | undefined {
  const { journalDamagedAt, journalRoom, setAside, retention } = status;
  const damage =
    journalDamagedAt === undefined ? [] : [{ vi: `bị hỏng từ mục ${journalDamagedAt}`, en: `damaged from entry ${journalDamagedAt}` }];
  const { roomDays } = retention ?? {};
  const isEnough = journalRoom === undefined && (roomDays ?? ENOUGH_ROOM_DAYS) >= ENOUGH_ROOM_DAYS;
  const room = isEnough ? [] : [roomWords(ROOM[journalRoom ?? "scarce"], roomDays)];
  const refused =
    setAside === undefined ? [] : [{ vi: `${setAside} mục trung tâm không nhận được`, en: `${setAside} entries that central cannot take` }];
  const troubles = [...contradictionWords(status), ...damage, ...room, ...refused];
  if (troubles.length > 0) return { text: joined(troubles) };
  if (!retention) return undefined;
  const [, month, day] = dateInVietnam(retention.oldestAt).split("-");
  const since = `${day}/${month}`;
  const left = countdownWords(retention, now);
  return { text: { vi: `từ ${since}${left.vi}`, en: `since ${since}${left.en}` }, title: keptWords(retention) };
}

/** That this is not the journal that was signed before, that there is no telling, or that central does not hold any more what it held; the notices say more. */
function contradictionWords({ journalContradiction, journalUncompared, centralLost }: ScreenStatus): readonly Text[] {
  return [
    ...(journalContradiction ? [{ vi: "không khớp", en: "does not match" }] : []),
    ...(journalUncompared ? [{ vi: "không đối chiếu được", en: "cannot be compared" }] : []),
    ...(centralLost ? [{ vi: "trung tâm mất mục", en: "central lost entries" }] : []),
  ];
}

/** How long the oldest entry is still kept here; nothing as long as central has not acknowledged it. */
function countdownWords({ keptUntil }: RetentionStatus, now: EpochSeconds): Text {
  if (keptUntil === undefined) return { vi: "", en: "" };
  const days = Math.max(0, Math.ceil((keptUntil - now) / DAY_SECONDS));
  return { vi: `, còn giữ ${days} ngày`, en: `, kept ${days} more days` };
}

function roomWords({ vi, en }: Text, days: number | undefined): Text {
  return days === undefined ? { vi, en } : { vi: `${vi} (còn ${days} ngày)`, en: `${en} (${days} days left)` };
}

function keptWords({ oldestAt, keptUntil }: RetentionStatus): Text {
  const oldest = minuteInVietnam(oldestAt);
  if (keptUntil === undefined) {
    return {
      vi: `Mục cũ nhất, lúc ${oldest}, ở lại máy này cho đến khi trung tâm nhận được.`,
      en: `The oldest entry, of ${oldest}, stays on this kiosk until central has it.`,
    };
  }
  const until = minuteInVietnam(keptUntil);
  return {
    vi: `Trung tâm đã giữ mục cũ nhất, lúc ${oldest}; máy này còn giữ đến ${until}.`,
    en: `Central holds the oldest entry, of ${oldest}; this kiosk keeps it until ${until}.`,
  };
}

function joined(texts: readonly Text[]): Text {
  return { vi: `⚠ ${texts.map(({ vi }) => vi).join(", ")}`, en: `⚠ ${texts.map(({ en }) => en).join(", ")}` };
}

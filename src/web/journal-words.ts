import type { RetentionStatus, ScreenStatus } from "../core/screen.ts";
import type { Text } from "../core/text.ts";
import { dateInVietnam } from "../core/time.ts";
import { minuteInVietnam } from "./trust-notices.ts";

/** What is said of the journal, and what more where one points at it. */
export interface JournalWords {
  readonly text: Text;
  readonly title?: Text;
}

/** Somebody must come by with a stick, or with a larger card, before the room for entries ends: with less than these days left it is said. */
const ENOUGH_DAYS = 60;

const ROOM: Readonly<Record<NonNullable<ScreenStatus["journalRoom"]>, Text>> = {
  scarce: { vi: "ổ sắp đầy", en: "disk nearly full" },
  none: { vi: "ổ đã đầy", en: "disk full" },
};

/** What is wrong with the journal, or since when it is here and for how long; undefined where there is nothing to say. */
export function journalWords(status: ScreenStatus): JournalWords | undefined {
  const { journalDamagedAt, journalRoom, setAside, retention } = status;
  const damage =
    journalDamagedAt === undefined ? [] : [{ vi: `bị hỏng từ bản ghi ${journalDamagedAt}`, en: `damaged from entry ${journalDamagedAt}` }];
  const { roomDays } = retention ?? {};
  const isEnough = journalRoom === undefined && (roomDays ?? ENOUGH_DAYS) >= ENOUGH_DAYS;
  const room = isEnough ? [] : [roomWords(ROOM[journalRoom ?? "scarce"], roomDays)];
  const refused =
    setAside === undefined ? [] : [{ vi: `${setAside} mục trung tâm không nhận được`, en: `${setAside} entries that central cannot take` }];
  const troubles = [...contradictionWords(status), ...damage, ...room, ...refused];
  if (troubles.length > 0) return { text: joined(troubles) };
  if (!retention) return undefined;
  const [, month, day] = dateInVietnam(retention.oldestAt).split("-");
  const since = `${day}/${month}`;
  return { text: { vi: `từ ${since}`, en: `since ${since}` }, title: keptWords(retention) };
}

/** That this is not the journal that was signed before, or that central does not hold any more what it held. */
function contradictionWords({ journalContradiction, centralLost }: ScreenStatus): readonly Text[] {
  const texts: Text[] = [];
  if (journalContradiction) {
    const { kind, size } = journalContradiction;
    texts.push({ vi: `không phải nhật ký đã ký, có ${size} mục (${kind})`, en: `not the one signed before, of ${size} entries (${kind})` });
  }
  if (centralLost) {
    const { size, before } = centralLost;
    texts.push({ vi: `trung tâm chỉ còn giữ ${size} trong ${before} mục`, en: `central holds only ${size} of ${before} entries now` });
  }
  return texts;
}

function roomWords({ vi, en }: Text, days: number | undefined): Text {
  return days === undefined ? { vi, en } : { vi: `${vi} (còn ${days} ngày)`, en: `${en} (${days} days left)` };
}

function keptWords({ oldestAt, keptUntil }: RetentionStatus): Text {
  const oldest = minuteInVietnam(oldestAt);
  if (keptUntil === undefined) {
    return {
      vi: `Bản ghi cũ nhất, lúc ${oldest}, ở lại máy này cho đến khi trung tâm nhận được.`,
      en: `The oldest entry, of ${oldest}, stays on this kiosk until central has it.`,
    };
  }
  const until = minuteInVietnam(keptUntil);
  return {
    vi: `Trung tâm đã giữ bản ghi cũ nhất, lúc ${oldest}; máy này còn giữ đến ${until}.`,
    en: `Central holds the oldest entry, of ${oldest}; this kiosk keeps it until ${until}.`,
  };
}

function joined(texts: readonly Text[]): Text {
  return { vi: `⚠ ${texts.map(({ vi }) => vi).join(", ")}`, en: `⚠ ${texts.map(({ en }) => en).join(", ")}` };
}

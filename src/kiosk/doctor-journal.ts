import { displayText } from "../core/display-text.ts";
import type { Text } from "../core/text.ts";
import type { EpochSeconds } from "../core/time.ts";
import type { KioskConfig } from "./config.ts";
import { type DatedCheck, fault, missing, ok } from "./doctor-check.ts";
import { minuteInVietnam } from "./doctor-figures.ts";
import type { DoctorProbes } from "./doctor-probes.ts";

/** How long the journal is read; the rest of a long one is left to `tram journal verify`. */
const JOURNAL_BUDGET_MS = 1000;

/** The journal, read only, also beside a running kiosk; with the time of its last entry. */
export async function checkJournal(
  { data }: KioskConfig,
  probes: Pick<DoctorProbes, "journal">,
  monotonicMs: () => number,
): Promise<DatedCheck> {
  const name = "journal";
  const folder = `${data}/journal`;
  const shown = displayText(folder);
  const endMs = monotonicMs() + JOURNAL_BUDGET_MS;
  let entries = 0;
  let at: EpochSeconds | undefined;
  for await (const part of probes.journal(folder)) {
    switch (part.kind) {
      case "entry":
        entries++;
        // A time that the kiosk itself did not believe is no witness.
        if (part.entry.clock === undefined) at = part.entry.at;
        if (monotonicMs() < endMs) break;
        // A clock that went back once leaves later times in the middle, so this one is no witness.
        return {
          check: ok(name, {
            vi: `${entries} mục đầu nguyên vẹn; kiểm tra nốt: tram journal verify ${shown}`,
            en: `${countText(entries)} whole so far; the rest: tram journal verify ${shown}`,
          }),
        };
      case "end": {
        const last = at === undefined ? undefined : minuteInVietnam(at);
        const torn = part.torn
          ? { vi: "; một mục nữa bị cắt trước khi được tính", en: "; one more was cut off before it counted" }
          : NOTHING;
        const found = {
          vi: `${entries} mục, nguyên vẹn${last === undefined ? "" : `, mục cuối lúc ${last}`}${torn.vi}`,
          en: `${countText(entries)}, whole${last === undefined ? "" : `, the last at ${last}`}${torn.en}`,
        };
        return { check: ok(name, found), at };
      }
      case "absent":
        return {
          check: missing(
            name,
            { vi: "chưa có", en: "none yet" },
            {
              vi: "không cần làm gì: kiosk bắt đầu nhật ký khi khởi động lần đầu",
              en: "nothing: the kiosk begins it at its first start",
            },
          ),
        };
      case "damage": {
        const { problem, file, seq } = part.damage;
        return {
          check: fault(name, damagedText(file, seq, problem, entries), {
            vi: `không sửa, không xoá gì; sao chép cả thư mục ${shown} ra nơi khác rồi báo người vận hành (docs/journal.md)`,
            en: `change and delete nothing; copy the whole folder ${shown} elsewhere and tell the operator (docs/journal.md)`,
          }),
          at,
        };
      }
    }
  }
  return { check: ok(name, { vi: `${entries} mục`, en: countText(entries) }), at };
}

const NOTHING: Text = { vi: "", en: "" };

function damagedText(file: string, seq: number, problem: string, entries: number): Text {
  return {
    vi: `hỏng trong ${file} ở mục ${seq} (${problem}); ${entries} mục trước đó nguyên vẹn`,
    en: `damaged in ${file} at entry ${seq} (${problem}); ${countText(entries)} before it`,
  };
}

function countText(entries: number): string {
  return entries === 0 ? "no entries" : `${entries} ${entries === 1 ? "entry" : "entries"}`;
}

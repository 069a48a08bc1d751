import { displayText } from "../core/display-text.ts";
import type { Damage } from "../core/journal-scan.ts";
import type { EpochSeconds } from "../core/time.ts";
import type { KioskConfig } from "./config.ts";
import { type Check, type DatedCheck, fault, missing, ok } from "./doctor-check.ts";
import { minuteInVietnam } from "./doctor-figures.ts";
import type { DoctorProbes } from "./doctor-probes.ts";
import { CHECK_FILE, type JournalCheck, MAX_CHECK_BYTES, parseCheck } from "./journal-audit.ts";

/** How long the journal is read; the rest of a long one is left to `tram journal verify`. */
const JOURNAL_BUDGET_MS = 1000;

const name = "journal";

/** The journal, read only, also beside a running kiosk, and what the kiosk's own last check of all of it said; with the time of its last entry. */
export async function checkJournal(
  { data }: KioskConfig,
  probes: Pick<DoctorProbes, "journal" | "file">,
  monotonicMs: () => number,
): Promise<DatedCheck> {
  const folder = `${data}/journal`;
  const shown = displayText(folder);
  const last = await lastCheck(`${data}/${CHECK_FILE}`, probes);
  const endMs = monotonicMs() + JOURNAL_BUDGET_MS;
  let entries = 0;
  let at: EpochSeconds | undefined;
  for await (const part of probes.journal(folder)) {
    switch (part.kind) {
      case "begin":
        break;
      case "entry":
        entries++;
        // A time that the kiosk itself did not believe is no witness.
        if (part.entry.clock === undefined) at = part.entry.at;
        if (monotonicMs() < endMs) break;
        // A clock that went back once leaves later times in the middle, so this one is no witness.
        return { check: last?.damage ? damaged(last.damage, last.entries, shown) : ok(name, soFar(entries, last, shown)) };
      case "end": {
        const last = at === undefined ? "" : `, the last at ${minuteInVietnam(at)}`;
        const torn = part.torn ? "; one more was cut off before it counted" : "";
        return { check: ok(name, `${countText(entries)}, whole${last}${torn}`), at };
      }
      case "absent":
        return {
          check: missing(name, "none yet", {
            vi: "không cần làm gì: kiosk bắt đầu nhật ký khi khởi động lần đầu",
            en: "nothing: the kiosk begins it at its first start",
          }),
        };
      case "damage":
        return { check: damaged(part.damage, entries, shown), at };
    }
  }
  return { check: ok(name, countText(entries)), at };
}

async function lastCheck(path: string, probes: Pick<DoctorProbes, "file">): Promise<JournalCheck | undefined> {
  const file = await probes.file(path, MAX_CHECK_BYTES);
  return file.kind === "read" ? parseCheck(file.bytes) : undefined;
}

function soFar(entries: number, last: JournalCheck | undefined, shown: string): string {
  const whole = last && `; the kiosk itself found ${countText(last.entries)} whole at ${minuteInVietnam(last.at)}`;
  return `${countText(entries)} whole so far${whole ?? ""}; the rest: tram journal verify ${shown}`;
}

function damaged({ problem, file, seq }: Damage, entries: number, shown: string): Check {
  return fault(name, `damaged in ${file} at entry ${seq} (${problem}); ${countText(entries)} before it`, {
    vi: `không sửa, không xoá gì; sao chép cả thư mục ${shown} ra nơi khác rồi báo người vận hành (docs/journal.md)`,
    en: `change and delete nothing; copy the whole folder ${shown} elsewhere and tell the operator (docs/journal.md)`,
  });
}

function countText(entries: number): string {
  return entries === 0 ? "no entries" : `${entries} ${entries === 1 ? "entry" : "entries"}`;
}

// One list of every code that a kiosk shows, prints or says: answers to scans, and faults of the kiosk. Screens, help pages, `tram explain`, documents and programs have their codes from here.
import type { Fault } from "./fault.ts";
import { FAULTS } from "./faults.ts";
import { REASONS, type Reason, type Verdict, verdictOf } from "./reason.ts";
import { REMEDIES } from "./reason-remedies.ts";
import { headlineOf, REASON_TEXTS } from "./reason-texts.ts";
import type { Text } from "./text.ts";

/** One code, and all that is known of it. */
export interface CodeEntry {
  readonly code: string;
  /** For programs: the reason's or the fault's name. */
  readonly name: string;
  /** `answer`: to a scan. `fault`: something is wrong with the kiosk or around it. */
  readonly kind: "answer" | "fault";
  /** What an answer means, or how bad a fault is. */
  readonly weight: Verdict | Fault["severity"];
  readonly title: Text;
  readonly cause: Text;
  /** What the citizen is told to do; answers only. */
  readonly citizen?: Text;
  readonly clerk: Text;
  readonly technician: Text;
}

/** Every code, in the order of its numbers. */
export function registry(): readonly CodeEntry[] {
  const answers = (Object.keys(REASONS) as Reason[]).map(answerEntry);
  const faults = Object.entries(FAULTS).map(([name, fault]) => faultEntry(name, fault));
  return [...answers, ...faults].toSorted((a, b) => (a.code < b.code ? -1 : 1));
}

/** What is known of a code or a name, in any case of letters, a code also as somebody types it: `t204`, `204`; undefined: there is no such. */
export function findCode(asked: string): CodeEntry | undefined {
  const wanted = asked.trim().toLowerCase();
  const [, number] = /^(?:t[\s-]*)?(\d{3})$/.exec(wanted) ?? [];
  return registry().find(({ code, name }) => code === `T-${number}` || name === wanted);
}

function answerEntry(reason: Reason): CodeEntry {
  const { code, detail, next, staff } = REASON_TEXTS[reason];
  const headline = headlineOf(reason);
  return {
    code,
    name: reason,
    kind: "answer",
    weight: verdictOf(reason),
    title: { vi: `${headline.vi}. ${detail.vi}`, en: `${headline.en}. ${detail.en}` },
    cause: staff,
    citizen: next,
    ...REMEDIES[reason],
  };
}

function faultEntry(name: string, { code, severity, title, cause, clerk, technician }: Fault): CodeEntry {
  return { code, name, kind: "fault", weight: severity, title, cause, clerk, technician };
}

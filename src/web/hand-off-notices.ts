import { FAULTS } from "../core/faults.ts";
import type { ScreenStatus } from "../core/screen.ts";
import type { Notice } from "./notice.ts";

/** What staff should know and do where answers do not reach the counter's own systems. */
export function handOffNotices({ handOff = [] }: ScreenStatus): readonly Notice[] {
  return handOff.map(({ name, fault, waiting = 0 }) => {
    const { title, clerk } = FAULTS[fault];
    const [vi, en] = waiting > 0 ? [`; còn ${waiting} tin chờ`, `; ${waiting} messages wait`] : ["", ""];
    return { fault, tone: "amber", what: { vi: `${title.vi} (${name}${vi})`, en: `${title.en} (${name}${en})` }, todo: clerk };
  });
}

import { displayJson, displayLine, displayText } from "../core/display-text.ts";
import type { Change } from "../core/provisioning/difference.ts";
import { PROVISIONING_REFUSALS, type Refused } from "../core/provisioning/refusal.ts";

/** Exit codes of `tram provision`: done; refused or not possible; wrong usage. */
export const EXIT_DONE = 0;
export const EXIT_REFUSED = 1;
export const EXIT_USAGE = 2;

/** One line a change, and below them what the mark means: what is about to be changed is compared with the sheet. */
export function changeLines(changes: readonly Change[]): readonly string[] {
  const lines = markedLines(changes);
  if (!changes.some(({ isDangerous }) => isDangerous)) return lines;
  return [
    ...lines,
    "  !! quyết định máy tin ai, báo cho ai, thu phí vào đâu: hãy đối chiếu với phiếu / decides whom the kiosk trusts and tells, and who is paid: compare with the sheet",
  ];
}

/** One line a change, the dangerous ones marked and first: they are what somebody else would want to change. */
export function markedLines(changes: readonly Change[]): readonly string[] {
  const sorted = [...changes.filter(({ isDangerous }) => isDangerous), ...changes.filter(({ isDangerous }) => !isDangerous)];
  return sorted.map(
    ({ path, before, after, isDangerous }) => `  ${isDangerous ? "!!" : "  "} ${displayLine(path)}: ${before ?? "—"} → ${after ?? "—"}`,
  );
}

/** A refusal for a person, in both languages, and for a script. Returns the exit code. */
export function tellRefusal(
  { refusal, particulars }: Refused,
  json: boolean,
  { out, err }: { readonly out: (text: string) => void; readonly err: (text: string) => void },
): number {
  const { detail, next } = PROVISIONING_REFUSALS[refusal];
  if (json) out(`${displayJson({ event: "refused", refusal, particulars })}\n`);
  err(`tram provision: ${detail.vi} ${next.vi}\ntram provision: ${detail.en} ${next.en}\n`);
  for (const line of particulars) err(`  ${displayLine(line)}\n`);
  return EXIT_REFUSED;
}

/** What else went wrong, in both languages. Returns the exit code. */
export function complain(err: (text: string) => void, vi: string, en: string, code = EXIT_REFUSED): number {
  err(`tram provision: ${displayText(vi)}\ntram provision: ${displayText(en)}\n`);
  return code;
}

import { displayJson, displayText } from "../../core/display-text.ts";
import type { Text } from "../../core/text.ts";
import { dateInVietnam, type EpochSeconds } from "../../core/time.ts";
import { complain, EXIT_DONE, EXIT_FAILED } from "../complaint.ts";
import type { TrustParts } from "./parts.ts";

/** Options that every command of `tram trust` has. */
export interface CommonOptions {
  readonly json?: boolean;
}

/** Says what was done: one JSON object, or a line a language for each text. Resolves to the exit code for "done". */
export async function tell(
  { out }: Pick<TrustParts, "out">,
  { json = false }: CommonOptions,
  facts: object,
  texts: readonly (Text | string)[],
): Promise<number> {
  const lines = texts.flatMap((text) => (typeof text === "string" ? [text] : [text.vi, text.en]));
  await out(json ? `${displayJson(facts)}\n` : lines.map((line) => `${displayText(line)}\n`).join(""));
  return EXIT_DONE;
}

/** Says why it was not done, on standard error; with `--json` also as one object on standard output. Resolves to the exit code. */
export async function refuseTo(
  parts: Pick<TrustParts, "out" | "err">,
  command: string,
  { json = false }: CommonOptions,
  problem: Text,
  code = EXIT_FAILED,
): Promise<number> {
  complain(parts.err, `trust ${command}`, problem);
  if (json) await parts.out(`${displayJson({ error: problem })}\n`);
  return code;
}

/** A warning on standard error: the work goes on. */
export function warn({ err }: Pick<TrustParts, "err">, command: string, { vi, en }: Text): void {
  complain(err, `trust ${command}`, { vi: `chú ý: ${vi}`, en: `note: ${en}` });
}

/** A date for people, or a word where there is none. */
export function dateOf(at: EpochSeconds | undefined): string {
  return at === undefined || !Number.isFinite(at) ? "–" : dateInVietnam(at);
}

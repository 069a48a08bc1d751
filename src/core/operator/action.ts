// What operators did, in a chain of hashes: what is changed, left out or put in between shows at every line after it.
import * as v from "valibot";
import { hexOf } from "../hex.ts";
import { sha256 } from "../signature.ts";
import type { EpochSeconds } from "../time.ts";

/** What can have been done. Stored for years: never rename one. */
export const DEEDS = [
  "signed-in",
  "sign-in-refused",
  "signed-out",
  "session-ended",
  "link-used",
  "password-set",
  "passkey-added",
  "passkey-removed",
  "recovery-code-used",
  "account-added",
  "account-removed",
  "account-reset",
  "role-changed",
  "refused-by-role",
  "actions-exported",
] as const;
export type Deed = (typeof DEEDS)[number];

/** One deed. Accounts stand in it by their id, never by a name. */
export interface OperatorAction {
  readonly at: EpochSeconds;
  /** Id of the account; `console`: whoever has the command line; absent: nobody we know. */
  readonly operator?: string;
  readonly deed: Deed;
  /** Id of the session. */
  readonly session?: string;
  /** What it was done to or how, in a word or an id. */
  readonly about?: string;
}

/** The same as it is kept: its number, the text that is hashed, and the hash over it and all before. */
export interface ActionLine {
  readonly seq: number;
  readonly body: string;
  readonly hash: string;
}

const word = v.pipe(v.string(), v.maxLength(100));
const ActionSchema = v.strictObject({
  at: v.number(),
  operator: v.exactOptional(word),
  deed: v.picklist(DEEDS),
  session: v.exactOptional(word),
  about: v.exactOptional(word),
});

/** Of no line at all. */
export const NO_ACTIONS_HASH = "0".repeat(64);

/** The one text of an action. */
export function actionBody({ at, operator, deed, session, about }: OperatorAction): string {
  return JSON.stringify({ at, operator, deed, session, about });
}

/** The action in a line's text; undefined: it is none of ours. */
export function readAction(body: string): OperatorAction | undefined {
  try {
    const parsed = v.safeParse(ActionSchema, JSON.parse(body));
    return parsed.success && actionBody(parsed.output) === body ? parsed.output : undefined;
  } catch {
    return undefined; // no JSON
  }
}

/** The hash of a line: SHA-256 over the one before in hex, a line feed, and the text. */
export function actionHash(before: string, body: string): string {
  return hexOf(sha256(Buffer.from(`${before}\n${body}`, "utf8")));
}

/** The first line that does not follow the one before it; undefined: all do. */
export function brokenAt(lines: readonly ActionLine[], before: { readonly seq: number; readonly hash: string }): number | undefined {
  let { seq, hash } = before;
  for (const line of lines) {
    if (line.seq !== seq + 1 || line.hash !== actionHash(hash, line.body) || !readAction(line.body)) return seq + 1;
    ({ seq, hash } = line);
  }
  return undefined;
}

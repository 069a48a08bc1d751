import type { Policy } from "../../core/policy.ts";
import { WANT_EVERYTHING } from "../../core/policy.ts";
import { verdictOf } from "../../core/reason.ts";
import { headlineOf, REASON_TEXTS } from "../../core/reason-texts.ts";
import type { Text } from "../../core/text.ts";
import type { EpochSeconds } from "../../core/time.ts";
import { momentsFrom, type Outlook, outlookAt } from "../../core/trust-outlook.ts";
import { EXIT_USAGE } from "../complaint.ts";
import { createJudge, tellingMost } from "../judge.ts";
import { readGivenCode } from "./given-code.ts";
import { policyNotes } from "./groups.ts";
import type { TrustParts } from "./parts.ts";
import { type NextPublication, prepare } from "./publication.ts";
import { type PublisherOptions, withPublisher } from "./publisher.ts";
import { dateOf, refuseTo, tell, warn } from "./telling.ts";

/** Options of `tram trust rehearse`. */
export interface RehearseOptions extends PublisherOptions {
  /** Moments to look at in place of those that the dates suggest. */
  readonly at?: readonly EpochSeconds[];
  /** File with a code to be judged at each of them, its text or a picture, `-` for standard input. It is never kept. */
  readonly code?: string;
  /** Group of kiosks whose policy judges it; absent: every group, and a kiosk of none. */
  readonly group?: string;
}

const DAY = 86_400;

/** `tram trust rehearse`: what a kiosk would accept that gets the draft now and nothing more. Nothing is written. Resolves to the exit code. */
export async function rehearse(options: RehearseOptions, parts: TrustParts): Promise<number> {
  return await withPublisher("rehearse", options, parts, async (publisher) => {
    const given = options.code === undefined ? undefined : await readGivenCode(options.code, parts);
    if (given && !given.ok) return await refuseTo(parts, "rehearse", options, given.problem, EXIT_USAGE);
    const prepared = await prepare(publisher, parts, true);
    if (!prepared.ok) return await refuseTo(parts, "rehearse", options, prepared.problem);
    const { next } = prepared;
    const { draft } = next.content;
    const judges = judgesOf(draft.groups, options.group);
    if (judges.length === 0) return await refuseTo(parts, "rehearse", options, noPolicy(options.group ?? ""));
    const moments = options.at ?? momentsFrom(next.now, draft.issuers, next.expires);
    const rows = moments.map((at) => ({
      ...outlookAt(at, draft.issuers, next.expires),
      ...(given && { answers: judges.map((judge) => answerOf(judge, given.symbols, next, at)) }),
    }));
    const notes = policyNotes(draft);
    for (const note of notes) warn(parts, "rehearse", note);
    return await tell(parts, options, { moments: rows, notes }, [IF_PUBLISHED, ...rows.flatMap(linesOf), ...groupLines(next)]);
  });
}

/** Whose policy judges a code: a group's, or for a kiosk of none whatever is wanted. */
interface Judge {
  readonly group: string | null;
  readonly policy: Policy;
}

function judgesOf(groups: Readonly<Record<string, { readonly policy?: Policy | undefined }>>, only: string | undefined): readonly Judge[] {
  const named = Object.entries(groups).flatMap(([group, { policy }]) => (policy ? [{ group, policy }] : []));
  return only === undefined ? [{ group: null, policy: WANT_EVERYTHING }, ...named] : named.filter(({ group }) => group === only);
}

/** How a kiosk answers to a code at a time. */
interface Answer {
  readonly group: string | null;
  readonly policy: string;
  readonly verdict: string;
  readonly reason: keyof typeof REASON_TEXTS;
}

function answerOf({ group, policy }: Judge, symbols: readonly Uint8Array[], { trust, expires }: NextPublication, at: EpochSeconds): Answer {
  // As a kiosk has it: what ends first ends everything.
  const held = { ...trust, expiresAt: Math.min(...Object.values(expires)) };
  const judge = createJudge();
  const decisions = symbols.map((symbol) => judge(symbol, { trust: held, policy, at }).decision);
  const reason = tellingMost(decisions)?.reason ?? "not-understood";
  return { group, policy: policy.id, verdict: verdictOf(reason), reason };
}

function linesOf(row: Outlook & { readonly answers?: readonly Answer[] }): readonly (Text | string)[] {
  const { at, secondsLeft, endsFirst, issuers, answers = [] } = row;
  const days = Math.floor(secondsLeft / DAY);
  const head: Text =
    secondsLeft > 0
      ? {
          vi: `${dateOf(at)}  còn ${days} ngày (${endsFirst.role} hết trước)`,
          en: `${dateOf(at)}  ${days} days left (${endsFirst.role} ends first)`,
        }
      : {
          vi: `${dateOf(at)}  ĐÃ DỪNG từ ${dateOf(endsFirst.at)} (${endsFirst.role}): không kiểm tra được gì`,
          en: `${dateOf(at)}  STOPPED since ${dateOf(endsFirst.at)} (${endsFirst.role}): nothing can be checked`,
        };
  const keys = issuers.map(({ issuer, inForce, notYet, ended, endingSoon }) => {
    const rest = [
      notYet.length > 0 && `chưa / not yet: ${notYet.join(", ")}`,
      ended.length > 0 && `hết / ended: ${ended.join(", ")}`,
      endingSoon.length > 0 && `sắp hết / ending soon: ${endingSoon.join(", ")}`,
    ].filter(Boolean);
    return `    ${issuer}: ${inForce.length === 0 ? "KHÔNG KHOÁ NÀO / NO KEY" : inForce.join(", ")}${rest.length > 0 ? ` (${rest.join("; ")})` : ""}`;
  });
  return [head, ...(keys.length > 0 ? keys : [NO_ISSUERS]), ...answers.map(answerLine)];
}

function answerLine({ group, policy, reason }: Answer): string {
  const who = group === null ? "máy không nhóm / kiosk of no group" : `nhóm / group ${group} (${policy})`;
  return `    mã / code, ${who}: ${headlineOf(reason).vi} / ${headlineOf(reason).en} (${REASON_TEXTS[reason].code} ${reason})`;
}

function groupLines({ content }: NextPublication): readonly string[] {
  return Object.entries(content.draft.groups).map(([name, { policy, configuration }]) =>
    `nhóm / group ${name}: ${policy?.id ?? "–"} ${configuration ? JSON.stringify(configuration) : ""}`.trimEnd(),
  );
}

function noPolicy(group: string): Text {
  return { vi: `nhóm ${group} không có chính sách trong bản nháp`, en: `the group ${group} has no policy in the draft` };
}

const IF_PUBLISHED: Text = {
  vi: "Nếu công bố bản nháp ngay bây giờ và sau đó không gửi gì thêm:",
  en: "If the draft were published now, and nothing after it:",
};
const NO_ISSUERS: Text = {
  vi: "    bản nháp chưa có nơi cấp nào: máy quét không nhận giấy tờ nào",
  en: "    the draft has no issuers: no kiosk would accept anything",
};

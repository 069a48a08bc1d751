import { decide } from "../../core/decide.ts";
import { NO_HISTORY } from "../../core/history.ts";
import { collectPart, NO_PARTS } from "../../core/parts.ts";
import type { Policy } from "../../core/policy.ts";
import { WANT_EVERYTHING } from "../../core/policy.ts";
import { verdictOf } from "../../core/reason.ts";
import { headlineOf, REASON_TEXTS } from "../../core/reason-texts.ts";
import type { Text } from "../../core/text.ts";
import type { EpochSeconds } from "../../core/time.ts";
import { momentsFrom, type Outlook, outlookAt } from "../../core/trust-outlook.ts";
import { EXIT_USAGE, sentenceOf } from "../complaint.ts";
import type { TrustParts } from "./parts.ts";
import { type NextPublication, prepare } from "./publication.ts";
import { type PublisherOptions, withPublisher } from "./publisher.ts";
import { dateOf, refuseTo, tell } from "./telling.ts";

/** Options of `tram trust rehearse`. */
export interface RehearseOptions extends PublisherOptions {
  /** Moments to look at in place of those that the dates suggest. */
  readonly at?: readonly EpochSeconds[];
  /** File with the text of a code to be judged at each of them, `-` for standard input. It is never kept. */
  readonly code?: string;
  /** Group of kiosks whose policy judges it; absent: everything is wanted. */
  readonly group?: string;
}

const DAY = 86_400;

/** `tram trust rehearse`: what a kiosk would accept that gets the draft now and nothing more. Nothing is written. Resolves to the exit code. */
export async function rehearse(options: RehearseOptions, parts: TrustParts): Promise<number> {
  return await withPublisher("rehearse", options, parts, async (publisher) => {
    const prepared = await prepare(publisher, parts, true);
    if (!prepared.ok) return await refuseTo(parts, "rehearse", options, prepared.problem);
    const { next } = prepared;
    const { draft } = next.content;
    const policy = options.group === undefined ? WANT_EVERYTHING : draft.groups[options.group]?.policy;
    if (!policy) return await refuseTo(parts, "rehearse", options, noPolicy(options.group ?? ""), EXIT_USAGE);
    let code: Uint8Array | undefined;
    try {
      code = options.code === undefined ? undefined : await parts.readInput(options.code);
    } catch (error) {
      const cause = sentenceOf(error);
      return await refuseTo(
        parts,
        "rehearse",
        options,
        { vi: `không đọc được --code (${cause})`, en: `cannot read --code: ${cause}` },
        EXIT_USAGE,
      );
    }
    const moments = options.at ?? momentsFrom(next.now, draft.issuers, next.expires);
    const rows = moments.map((at) => ({
      ...outlookAt(at, draft.issuers, next.expires),
      ...(code && { code: judge(code, next, policy, at) }),
    }));
    return await tell(parts, options, { moments: rows }, [...rows.flatMap(linesOf), ...groupLines(next)]);
  });
}

/** How a kiosk with this trust answers to a code at a time. */
interface Judgement {
  readonly verdict: string;
  readonly reason: keyof typeof REASON_TEXTS;
}

function judge(code: Uint8Array, { trust, expires }: NextPublication, policy: Policy, at: EpochSeconds): Judgement {
  const { shown } = collectPart(
    NO_PARTS,
    Buffer.from(
      Buffer.from(code)
        .toString("latin1")
        .replace(/[\r\n]+$/, ""),
      "latin1",
    ),
    at,
  );
  // As a kiosk has it: what ends first ends everything.
  const held = { ...trust, expiresAt: Math.min(...Object.values(expires)) };
  const { reason } = decide({ ...shown, source: "desk", at }, held, policy, NO_HISTORY);
  return { verdict: verdictOf(reason), reason };
}

function linesOf(row: Outlook & { readonly code?: Judgement }): readonly (Text | string)[] {
  const { at, secondsLeft, endsFirst, issuers, code } = row;
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
  return [
    head,
    ...keys,
    ...(code
      ? [`    mã / code: ${headlineOf(code.reason).vi} / ${headlineOf(code.reason).en} (${REASON_TEXTS[code.reason].code} ${code.reason})`]
      : []),
  ];
}

function groupLines({ content }: NextPublication): readonly string[] {
  return Object.entries(content.draft.groups).map(([name, { policy, configuration }]) =>
    `nhóm / group ${name}: ${policy?.id ?? "–"} ${configuration ? JSON.stringify(configuration) : ""}`.trimEnd(),
  );
}

function noPolicy(group: string): Text {
  return { vi: `nhóm ${group} không có chính sách trong bản nháp`, en: `the group ${group} has no policy in the draft` };
}

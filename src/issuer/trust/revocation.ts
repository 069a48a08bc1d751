import { type ListedCredential, standingIn, undoesRevocation, withStanding } from "../../core/revocation/edit.ts";
import type { HASHED, RevocationList } from "../../core/revocation/list.ts";
import { originOf, type StatusRecord, withUndone } from "../../core/revocation/status-record.ts";
import type { Standing } from "../../core/standing.ts";
import type { Text } from "../../core/text.ts";
import type { EpochSeconds } from "../../core/time.ts";
import { EXIT_USAGE } from "../complaint.ts";
import { identifyCode } from "./credential-code.ts";
import { readGivenCodes } from "./given-code.ts";
import type { TrustParts } from "./parts.ts";
import { type Publisher, type PublisherOptions, withPublisher } from "./publisher.ts";
import { statusBook } from "./status-book.ts";
import { NEXT } from "./status-lists.ts";
import { refuseTo, tell, warn } from "./telling.ts";

/** Options of `revoke`, `suspend` and `reinstate`: one way to name one credential. */
export interface StandingOptions extends PublisherOptions {
  readonly issuer?: string;
  readonly credential?: string;
  /** Files with the picture or the text of the code, `-` for standard input; several only where the card is in several codes. */
  readonly code?: readonly string[];
  readonly uri?: string;
  readonly index?: number;
  readonly kid?: string;
  readonly rid?: string;
  readonly before?: EpochSeconds;
  readonly hash?: string;
  readonly hashed?: (typeof HASHED)[number];
  /** Why a revocation is undone. */
  readonly undoRevocation?: string;
}

const COMMANDS: Readonly<Record<Standing, string>> = { revoked: "revoke", suspended: "suspend", valid: "reinstate" };
const DONE: Readonly<Record<Standing, Text>> = {
  revoked: { vi: "Đã ghi thu hồi", en: "Noted as revoked" },
  suspended: { vi: "Đã ghi tạm dừng", en: "Noted as suspended" },
  valid: { vi: "Đã ghi có hiệu lực trở lại", en: "Noted as in force again" },
};

/** `tram trust revoke`, `suspend`, `reinstate`. Resolves to the exit code. */
export async function setStandingOf(standing: Standing, options: StandingOptions, parts: TrustParts): Promise<number> {
  const command = COMMANDS[standing];
  return await withPublisher(command, options, parts, async (publisher) => {
    const named = await credentialOf(options, publisher, parts);
    if ("problem" in named) return await refuseTo(parts, command, options, named.problem, EXIT_USAGE);
    const lists = await publisher.lists();
    const edited = withStanding(lists, named, standing);
    if (!edited.ok) return await refuseTo(parts, command, options, edited.problem);
    const before = standingIn(lists, named);
    const reason = undoesRevocation(before, standing) ? (options.undoRevocation ?? "") : undefined;
    if (reason === "") return await refuseTo(parts, command, options, FINAL);

    const book = statusBook(publisher, parts);
    const record = await book.read();
    // Noted before it is done: a power cut between the two leaves a note too many, and not an act without one.
    if (reason !== undefined) {
      await book.save(withUndone(record, { credential: nameOf(named), at: Math.floor(parts.now()), reason }));
      warn(parts, command, UNDONE);
    }
    const isChanged = await publisher.saveLists(edited.lists);
    if (isChanged) warnOfOwner(command, record, edited.lists, named, parts);
    const text = { vi: `${DONE[standing].vi}: ${nameOf(named)}`, en: `${DONE[standing].en}: ${nameOf(named)}` };
    const facts = { standing, before, ...named, changed: isChanged, ...(reason !== undefined && { undoneBecause: reason }) };
    return await tell(parts, options, facts, isChanged ? [text, NEXT] : [ALREADY[standing]]);
  });
}

/** A list that its issuer publishes: its next one takes the place of this, and may know nothing of what is done here. */
function warnOfOwner(
  command: string,
  record: StatusRecord,
  lists: readonly RevocationList[],
  { kind, name }: ListedCredential,
  parts: TrustParts,
): void {
  const list = lists.find((each) => each.kind === kind && each.name === name);
  const issuer = list && kind !== "hash" ? originOf(record, list)?.issuer : undefined;
  if (issuer === undefined) return;
  warn(parts, command, {
    vi: `danh sách ${name} do ${issuer} phát hành: bản họ phát hành tới sẽ thay thay đổi này; báo cho họ, hoặc thu hồi bằng --credential hay --code`,
    en: `the list ${name} is published by ${issuer}: their next one takes the place of this change; tell them, or revoke by --credential or --code`,
  });
}

/** The one credential that the options name. */
async function credentialOf(
  options: StandingOptions,
  { draft }: Publisher,
  parts: TrustParts,
): Promise<ListedCredential | { readonly problem: Text }> {
  const { issuer, credential, code, uri, index, kid, rid, before, hash, hashed } = options;
  if ([credential, code, uri, rid, hash].filter((way) => way !== undefined).length !== 1) return { problem: ONE_WAY };
  if (code !== undefined) {
    const given = await readGivenCodes(code, parts);
    const identified = given.ok ? identifyCode(given.symbols, draft) : given;
    return identified.ok ? { kind: "identity", name: identified.issuer, identity: identified.credential } : identified;
  }
  if (credential !== undefined) {
    const isKnown = draft.issuers.some(({ id }) => id === issuer);
    return issuer !== undefined && isKnown ? { kind: "identity", name: issuer, identity: credential } : { problem: ISSUER_NEEDED };
  }
  if (uri !== undefined) return index === undefined ? { problem: INDEX_NEEDED } : { kind: "token-status", name: uri, place: index };
  if (kid === undefined) return { problem: KID_NEEDED };
  if (rid !== undefined) return { kind: "rid", name: kid, rid, ...(before !== undefined && { before: Math.floor(before) }) };
  if (hash === undefined || hashed === undefined) return { problem: HASHED_NEEDED };
  return { kind: "hash", name: kid.toLowerCase(), hashed, hash };
}

function nameOf(named: ListedCredential): string {
  switch (named.kind) {
    case "identity":
      return `${named.name} ${named.identity}`;
    case "token-status":
      return `${named.name}#${named.place}`;
    case "rid":
      return `${named.name} ${named.rid}`;
    case "hash":
      return `${named.name} ${named.hashed} ${named.hash}`;
  }
}

const FINAL: Text = {
  vi: "giấy tờ này đã bị thu hồi, và thu hồi là vĩnh viễn; nếu thu hồi nhầm, thêm --undo-revocation kèm lý do; nếu không, cấp giấy tờ mới",
  en: "this credential is revoked, and that is for good; if it was a mistake, add --undo-revocation with the reason; if not, issue a new one",
};
const UNDONE: Text = {
  vi: "một thu hồi bị huỷ; lý do đã ghi vào status-record.json; nếu thu hồi đã được công bố, tram trust publish sẽ đòi --allow-removal",
  en: "a revocation is undone, and the reason is noted in status-record.json; if it was published, tram trust publish will ask for --allow-removal",
};
const SAME: Text = { vi: "Vốn đã như vậy, không có gì thay đổi.", en: "It was so already; nothing has changed." };
const ALREADY: Readonly<Record<Standing, Text>> = {
  revoked: SAME,
  suspended: SAME,
  valid: {
    vi: "Danh sách này không ghi gì về giấy tờ đó, không có gì thay đổi. Nếu máy quét vẫn từ chối, xem vì sao: tram trust rehearse --code",
    en: "This list says nothing of the credential; nothing has changed. If kiosks still refuse it, see why: tram trust rehearse --code",
  },
};
const ONE_WAY: Text = {
  vi: "ghi đúng một cách gọi tên giấy tờ: --credential, --code, --uri với --index, --rid với --kid, hoặc --hash với --kid và --hashed",
  en: "name the credential in exactly one way: --credential, --code, --uri with --index, --rid with --kid, or --hash with --kid and --hashed",
};
const ISSUER_NEEDED: Text = {
  vi: "--credential cần --issuer là một nơi cấp trong bản nháp",
  en: "--credential needs --issuer, an issuer of the draft",
};
const INDEX_NEEDED: Text = { vi: "--uri cần --index", en: "--uri needs --index" };
const KID_NEEDED: Text = { vi: "--rid và --hash cần --kid", en: "--rid and --hash need --kid" };
const HASHED_NEEDED: Text = { vi: "--hash cần --hashed", en: "--hash needs --hashed" };

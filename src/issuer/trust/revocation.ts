import { type EditedLists, type ListedCredential, newTokenStatusList, withStanding } from "../../core/revocation/edit.ts";
import { entriesOf, type HASHED, type RevocationList } from "../../core/revocation/list.ts";
import type { Standing } from "../../core/standing.ts";
import type { Text } from "../../core/text.ts";
import type { EpochSeconds } from "../../core/time.ts";
import { nameOfList } from "../../core/trust-diff.ts";
import { EXIT_USAGE, sentenceOf } from "../complaint.ts";
import { identifyCode } from "./credential-code.ts";
import type { TrustParts } from "./parts.ts";
import { type Publisher, type PublisherOptions, withPublisher } from "./publisher.ts";
import { dateOf, refuseTo, tell } from "./telling.ts";

/** Options of `revoke`, `suspend` and `reinstate`: one way to name one credential. */
export interface StandingOptions extends PublisherOptions {
  readonly issuer?: string;
  readonly credential?: string;
  /** File with the text of the code, `-` for standard input. */
  readonly code?: string;
  readonly uri?: string;
  readonly index?: number;
  readonly kid?: string;
  readonly rid?: string;
  readonly before?: EpochSeconds;
  readonly hash?: string;
  readonly hashed?: (typeof HASHED)[number];
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
    return await editLists(command, options, publisher, parts, (lists) => withStanding(lists, named, standing), {
      facts: { standing, ...named },
      text: { vi: `${DONE[standing].vi}: ${nameOf(named)}`, en: `${DONE[standing].en}: ${nameOf(named)}` },
    });
  });
}

/** `tram trust status new`: a list of places whose credentials are all in force. */
export async function newStatusList(
  options: PublisherOptions & { readonly uri: string; readonly size: number },
  parts: TrustParts,
): Promise<number> {
  const { uri, size } = options;
  const add = (lists: readonly RevocationList[]): EditedLists => {
    const isThere = lists.some(({ kind, name }) => kind === "token-status" && name === uri);
    const problem = { vi: `đã có danh sách ${uri}`, en: `there is a list ${uri} already` };
    return isThere ? { ok: false, problem } : { ok: true, lists: [...lists, newTokenStatusList(uri, size)] };
  };
  return await withPublisher("status new", options, parts, (publisher) =>
    editLists("status new", options, publisher, parts, add, {
      facts: { uri, size },
      text: { vi: `Đã tạo danh sách ${uri}: ${size} chỗ`, en: `Made the list ${uri}: ${size} places` },
    }),
  );
}

/** `tram trust status remove`. */
export async function removeStatusList(
  options: PublisherOptions & { readonly kind: RevocationList["kind"]; readonly name: string },
  parts: TrustParts,
): Promise<number> {
  const { kind, name } = options;
  const remove = (lists: readonly RevocationList[]): EditedLists => {
    const rest = lists.filter((list) => list.kind !== kind || list.name !== name);
    const problem = { vi: `không có danh sách ${kind} ${name}`, en: `there is no list ${kind} ${name}` };
    return rest.length < lists.length ? { ok: true, lists: rest } : { ok: false, problem };
  };
  return await withPublisher("status remove", options, parts, (publisher) =>
    editLists("status remove", options, publisher, parts, remove, {
      facts: { kind, name },
      text: { vi: `Đã bỏ danh sách ${kind} ${name}`, en: `Removed the list ${kind} ${name}` },
    }),
  );
}

/** `tram trust status show`: the lists of the next publication. */
export async function showStatus(options: PublisherOptions, parts: TrustParts): Promise<number> {
  return await withPublisher("status show", options, parts, async (publisher) => {
    const rows = (await publisher.lists()).map((list) => ({
      kind: list.kind,
      name: list.name,
      entries: entriesOf(list),
      ...(list.kind === "token-status" && { size: list.size, bits: list.bits }),
      ...(list.expiresAt !== undefined && { expiresAt: list.expiresAt }),
      label: nameOfList(list),
    }));
    const lines = rows.map(({ label, entries, expiresAt }) => `${label}  ${entries}  → ${dateOf(expiresAt)}`);
    const json = { lists: rows.map(({ label: _, ...row }) => row) };
    return await tell(parts, options, json, lines.length > 0 ? lines : [{ vi: "Chưa có danh sách nào.", en: "There are no lists yet." }]);
  });
}

/** Changes the lists, saves them, and tells. */
export async function editLists(
  command: string,
  options: PublisherOptions,
  publisher: Publisher,
  parts: TrustParts,
  edit: (lists: readonly RevocationList[]) => EditedLists,
  done: { readonly facts: object; readonly text: Text },
): Promise<number> {
  const edited = edit(await publisher.lists());
  if (!edited.ok) return await refuseTo(parts, command, options, edited.problem);
  const isChanged = await publisher.saveLists(edited.lists);
  return await tell(parts, options, { ...done.facts, changed: isChanged }, isChanged ? [done.text, NEXT] : [ALREADY]);
}

/** The one credential that the options name. */
async function credentialOf(
  options: StandingOptions,
  { draft }: Publisher,
  { readInput }: TrustParts,
): Promise<ListedCredential | { readonly problem: Text }> {
  const { issuer, credential, code, uri, index, kid, rid, before, hash, hashed } = options;
  if ([credential, code, uri, rid, hash].filter((way) => way !== undefined).length !== 1) return { problem: ONE_WAY };
  if (code !== undefined) {
    try {
      const identified = identifyCode(await readInput(code), draft);
      return identified.ok ? { kind: "identity", name: identified.issuer, identity: identified.credential } : identified;
    } catch (error) {
      const cause = sentenceOf(error);
      return { problem: { vi: `không đọc được --code (${cause})`, en: `cannot read --code: ${cause}` } };
    }
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

const NEXT: Text = { vi: "Máy quét biết sau khi: tram trust publish", en: "Kiosks learn of it after: tram trust publish" };
const ALREADY: Text = { vi: "Vốn đã như vậy, không có gì thay đổi.", en: "It was so already; nothing has changed." };
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

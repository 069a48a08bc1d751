// The publisher's revocation lists as wholes: make one, show them, take one out.
import { nameOfList } from "../../core/list-changes.ts";
import { newTokenStatusList } from "../../core/revocation/edit.ts";
import type { HashList, RevocationList } from "../../core/revocation/list.ts";
import { listDifference } from "../../core/revocation/list-difference.ts";
import type { ListOrigin } from "../../core/revocation/list-origin.ts";
import { originOf, type StatusRecord, withOwnList } from "../../core/revocation/status-record.ts";
import type { Text } from "../../core/text.ts";
import type { TrustParts } from "./parts.ts";
import { type Publisher, type PublisherOptions, withPublisher } from "./publisher.ts";
import { statusBook } from "./status-book.ts";
import { dateOf, refuseTo, tell } from "./telling.ts";

/** `tram trust status new`: a list of places whose credentials are all in force. Resolves to the exit code. */
export async function newStatusList(
  options: PublisherOptions & { readonly uri: string; readonly size: number },
  parts: TrustParts,
): Promise<number> {
  const { uri, size } = options;
  return await withPublisher("status new", options, parts, async (publisher) => {
    const lists = await publisher.lists();
    if (lists.some(({ kind, name }) => kind === "token-status" && name === uri)) {
      const problem = { vi: `đã có danh sách ${uri}`, en: `there is a list ${uri} already` };
      return await refuseTo(parts, "status new", options, problem);
    }
    const list = newTokenStatusList(uri, size);
    const book = statusBook(publisher, parts);
    const record = await book.read();
    // It was imported once, and taken out.
    if (originOf(record, list)) await book.save(withOwnList(record, list));
    await publisher.saveLists([...lists, list]);
    const made = { vi: `Đã tạo danh sách ${uri}: ${size} chỗ`, en: `Made the list ${uri}: ${size} places` };
    return await tell(parts, options, { uri, size, changed: true }, [made, NEXT]);
  });
}

/** `tram trust status remove`. How new the list was stays known: an old one is no first one afterwards. */
export async function removeStatusList(
  options: PublisherOptions & { readonly kind: RevocationList["kind"]; readonly name: string },
  parts: TrustParts,
): Promise<number> {
  const { kind, name } = options;
  return await withPublisher("status remove", options, parts, async (publisher) => {
    const lists = await publisher.lists();
    const rest = lists.filter((list) => list.kind !== kind || list.name !== name);
    if (rest.length === lists.length) {
      const problem = { vi: `không có danh sách ${kind} ${name}`, en: `there is no list ${kind} ${name}` };
      return await refuseTo(parts, "status remove", options, problem);
    }
    await publisher.saveLists(rest);
    const gone = { vi: `Đã bỏ danh sách ${kind} ${name}`, en: `Removed the list ${kind} ${name}` };
    return await tell(parts, options, { kind, name, changed: true }, [gone, NEXT]);
  });
}

/** `tram trust status show`: the lists of the next publication. */
export async function showStatus(options: PublisherOptions, parts: TrustParts): Promise<number> {
  return await withPublisher("status show", options, parts, async (publisher) => {
    const rows = await statusRows(publisher, parts);
    const lines = linesOfStatus(rows);
    return await tell(parts, options, { lists: rows }, lines.length > 0 ? lines : [NO_LISTS]);
  });
}

/** One list for people and programs. */
export interface StatusRow {
  readonly kind: RevocationList["kind"];
  readonly name: string;
  readonly hashed?: HashList["hashed"];
  /** Credentials that it says something of. */
  readonly entries: number;
  readonly revoked: number;
  readonly suspended: number;
  readonly size?: number;
  readonly bits?: number;
  readonly counter?: number;
  readonly expiresAt?: number;
  /** Null: the publisher keeps it itself. */
  readonly origin: Omit<ListOrigin, "kind" | "name"> | null;
}

/** The lists of the next publication, one row each. */
export async function statusRows(publisher: Publisher, parts: Pick<TrustParts, "disk">): Promise<readonly StatusRow[]> {
  const record = await statusBook(publisher, parts).read();
  return (await publisher.lists()).map((list) => rowOf(list, record));
}

function rowOf(list: RevocationList, record: StatusRecord): StatusRow {
  const { revoked, suspended, other } = listDifference(undefined, list);
  const origin = originOf(record, list);
  const { kind: _, name: __, ...rest } = origin ?? {};
  return {
    kind: list.kind,
    name: list.name,
    ...(list.kind === "hash" && { hashed: list.hashed }),
    entries: revoked.total + suspended.total + other.total,
    revoked: revoked.total,
    suspended: suspended.total,
    ...(list.kind === "token-status" && { size: list.size, bits: list.bits }),
    ...(list.kind === "rid" && { counter: list.counter }),
    ...(list.expiresAt !== undefined && { expiresAt: list.expiresAt }),
    origin: origin ? { known: origin.known, content: origin.content, ...rest } : null,
  };
}

/** Lines of `status show` and `show`. */
export function linesOfStatus(rows: readonly StatusRow[]): readonly (Text | string)[] {
  return rows.flatMap(({ kind, name, hashed, revoked, suspended, expiresAt, origin }) => [
    `${nameOfList({ kind, name, ...(hashed && { hashed }) })}  → ${dateOf(expiresAt)}`,
    {
      vi: `    ${revoked} thu hồi, ${suspended} tạm dừng; ${keeperOf(origin).vi}`,
      en: `    ${revoked} revoked, ${suspended} suspended; ${keeperOf(origin).en}`,
    },
  ]);
}

function keeperOf(origin: StatusRow["origin"]): Text {
  if (!origin) return { vi: "nơi công bố tự giữ", en: "kept by the publisher itself" };
  const { issuer = "–", known, kid, issuedAt, counter } = origin;
  const age = counter === undefined ? dateOf(issuedAt) : `ctr ${counter}`;
  return known === "signature"
    ? { vi: `của ${issuer}, khoá ${kid} đã ký, phát hành ${age}`, en: `of ${issuer}, signed with the key ${kid}, issued ${age}` }
    : {
        vi: `của ${issuer}, không có chữ ký, người vận hành nhập, ${age}`,
        en: `of ${issuer}, not signed, handed in by the operator, ${age}`,
      };
}

const NO_LISTS: Text = { vi: "Chưa có danh sách nào.", en: "There are no lists yet." };
/** What every change of a list still needs. */
export const NEXT: Text = { vi: "Máy quét biết sau khi: tram trust publish", en: "Kiosks learn of it after: tram trust publish" };

import { sameNamed, withPublished } from "../../core/revocation/edit.ts";
import { importBitstringCredential } from "../../core/revocation/import-bitstring.ts";
import { importDccBatch } from "../../core/revocation/import-dcc.ts";
import { importRidList } from "../../core/revocation/import-rid.ts";
import { importStatusListToken } from "../../core/revocation/import-token-status.ts";
import { type Imported, WRONG_SIGNATURE } from "../../core/revocation/imported.ts";
import { listDifference, losesRevocations } from "../../core/revocation/list-difference.ts";
import { doubtAboutImport, type ImportAllowances, type IncomingList } from "../../core/revocation/list-origin.ts";
import { lastOriginOf, withOrigin } from "../../core/revocation/status-record.ts";
import type { PublicKey } from "../../core/signature.ts";
import type { Text } from "../../core/text.ts";
import { EXIT_FAILED, EXIT_USAGE, sentenceOf } from "../complaint.ts";
import { factsOfImport, linesOfImport } from "./import-words.ts";
import { type Found, idleKeys, type OwnerOptions, originOfImport, type SigningKey, signedByIdle, signingKeys } from "./list-owner.ts";
import type { TrustParts } from "./parts.ts";
import { type Publisher, type PublisherOptions, withPublisher } from "./publisher.ts";
import { statusBook } from "./status-book.ts";
import { NEXT } from "./status-lists.ts";
import { refuseTo, tell, warn } from "./telling.ts";

/** Forms in which issuers publish what they have taken back. */
export const IMPORT_KINDS = ["token-status", "bitstring", "rid", "dcc"] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

/** Options of `tram trust status import`. */
export interface ImportOptions extends PublisherOptions, OwnerOptions, ImportAllowances {
  readonly kind: ImportKind;
  /** What the list must be called. */
  readonly uri?: string;
  /** Show it and take nothing. */
  readonly dryRun?: boolean;
}

const COMMAND = "status import";

/** `tram trust status import`: takes over a list as its issuer has published it. Resolves to the exit code. */
export async function importStatus(options: ImportOptions, file: string, parts: TrustParts): Promise<number> {
  return await withPublisher(COMMAND, options, parts, async (publisher) => {
    const read = await readList(options, file, publisher, parts);
    if (!read.ok) return await refuseTo(parts, COMMAND, options, read.problem, read.code);
    return await takeList(options, publisher, read.value, parts);
  });
}

/** The list in the file, of which it is certain whose it is; not yet whether it should be taken. */
async function readList(options: ImportOptions, file: string, { draft }: Publisher, parts: TrustParts): Promise<Found<IncomingList>> {
  const { kind, uri } = options;
  const isSigned = kind === "token-status" || kind === "bitstring";
  if (uri !== undefined && !isSigned) return { ok: false, problem: URI_NOT_MEANT, code: EXIT_USAGE };
  let bytes: Uint8Array;
  try {
    bytes = await parts.readInput(file);
  } catch (error) {
    const cause = sentenceOf(error);
    return { ok: false, problem: { vi: `không đọc được ${file} (${cause})`, en: `cannot read ${file}: ${cause}` }, code: EXIT_USAGE };
  }
  const keys: ReturnType<typeof signingKeys> = isSigned ? signingKeys(draft, options, parts.now()) : { ok: true, value: [] };
  const publicKeys = keys.ok ? keys.value.map(({ key }) => key) : [];
  const imported = listIn(kind, bytes, publicKeys, parts.now());
  const idle = imported === WRONG_SIGNATURE ? idleSigner(kind, bytes, idleKeys(draft, options, parts.now()), parts.now()) : undefined;
  if (idle) return { ok: false, problem: signedByIdle(idle, parts.now()), code: EXIT_FAILED };
  if (!keys.ok) return keys;
  if (!imported.ok) return { ok: false, problem: imported.problem, code: imported.isUnreadable ? EXIT_USAGE : EXIT_FAILED };
  const { list, issuer: claimedIssuer } = imported;
  if (uri !== undefined && uri !== list.name) return { ok: false, problem: otherName(uri, list.name), code: EXIT_FAILED };
  const origin = originOfImport(imported, draft, options, keys.value);
  if (!origin.ok) return origin;
  const otherIssuers = draft.issuers.map(({ id }) => id).filter((id) => id !== origin.value.issuer);
  return { ok: true, value: { list, origin: origin.value, otherIssuers, claimedIssuer } };
}

async function takeList(options: ImportOptions, publisher: Publisher, incoming: IncomingList, parts: TrustParts): Promise<number> {
  const { list, origin } = incoming;
  const book = statusBook(publisher, parts);
  const [record, lists] = [await book.read(), await publisher.lists()];
  const held = { list: sameNamed(lists, list), origin: lastOriginOf(record, list) };
  const after = withPublished(lists, list);
  const seen = { incoming, held, difference: listDifference(held.list, sameNamed(after, list)) };
  const facts = factsOfImport(seen);
  if (!options.json) await tell(parts, {}, {}, linesOfImport(seen));
  const doubt = doubtAboutImport(held, incoming, options);
  if (doubt) return await refuseTo(parts, COMMAND, options, doubt);
  if (options.dryRun) return await tell(parts, options, { ...facts, changed: false, dryRun: true }, [NOTHING_TAKEN]);
  // How new it is first: a power cut between the two lets the same list in again, and never an older one.
  await book.save(withOrigin(record, list, origin));
  const isChanged = await publisher.saveLists(after);
  if (losesRevocations(seen.difference)) warn(parts, COMMAND, LOSS);
  const done = { vi: `Đã nhập danh sách ${list.name}`, en: `Imported the list ${list.name}` };
  return await tell(parts, options, { ...facts, changed: isChanged }, isChanged ? [done, NEXT] : [ALREADY]);
}

/** The key that has signed although it does not count. */
function idleSigner(kind: ImportKind, bytes: Uint8Array, keys: readonly SigningKey[], at: number): SigningKey | undefined {
  return keys.find(({ key }) => {
    const imported = listIn(kind, bytes, [key], at);
    return imported.ok || (imported !== WRONG_SIGNATURE && !imported.isUnreadable);
  });
}

function listIn(kind: ImportKind, bytes: Uint8Array, keys: readonly PublicKey[], at: number): Imported {
  switch (kind) {
    case "token-status":
      return importStatusListToken(bytes, keys, at);
    case "bitstring":
      return importBitstringCredential(bytes, keys, at);
    case "rid":
      return importRidList(bytes);
    case "dcc":
      return importDccBatch(bytes, at);
  }
}

function otherName(expected: string, name: string): Text {
  return {
    vi: `tệp chứa danh sách ${name}, không phải ${expected}; hãy lấy lại đúng danh sách`,
    en: `the file has the list ${name}, not ${expected}; get the right one`,
  };
}

const URI_NOT_MEANT: Text = {
  vi: "--uri chỉ dùng cho danh sách có chữ ký (token-status, bitstring)",
  en: "--uri is for signed lists only (token-status, bitstring)",
};
const NOTHING_TAKEN: Text = { vi: "Chỉ xem: chưa nhập gì.", en: "Only looked at: nothing was taken." };
const ALREADY: Text = { vi: "Vốn đã như vậy, không có gì thay đổi.", en: "It was so already; nothing has changed." };
const LOSS: Text = {
  vi: "có giấy tờ hết bị thu hồi; hỏi nơi phát hành có đúng không. Nếu đã công bố, tram trust publish sẽ đòi --allow-removal",
  en: "credentials are no longer revoked; ask the issuer whether that is right. If they were published as revoked, tram trust publish will ask for --allow-removal",
};

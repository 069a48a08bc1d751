import { withPublished } from "../../core/revocation/edit.ts";
import { importBitstringCredential } from "../../core/revocation/import-bitstring.ts";
import { importDccBatch } from "../../core/revocation/import-dcc.ts";
import { importRidList } from "../../core/revocation/import-rid.ts";
import { importStatusListToken } from "../../core/revocation/import-token-status.ts";
import type { PublicKey } from "../../core/signature.ts";
import type { Text } from "../../core/text.ts";
import { loadKey } from "../../core/trust.ts";
import { nameOfList } from "../../core/trust-diff.ts";
import { type Draft, nameOfKey } from "../../core/trust-draft.ts";
import { EXIT_USAGE, sentenceOf } from "../complaint.ts";
import type { TrustParts } from "./parts.ts";
import { type PublisherOptions, withPublisher } from "./publisher.ts";
import { editLists } from "./revocation.ts";
import { refuseTo } from "./telling.ts";

/** Forms in which issuers publish what they have taken back. */
export const IMPORT_KINDS = ["token-status", "bitstring", "rid", "dcc"] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

/** Options of `tram trust status import`. */
export interface ImportOptions extends PublisherOptions {
  readonly kind: ImportKind;
  /** Whose list it is: signed lists are checked with this issuer's keys in the draft. */
  readonly issuer?: string;
  /** The one key of the issuer that must have signed. */
  readonly kid?: string;
}

/** `tram trust status import`: takes over a list as its issuer has published it. Resolves to the exit code. */
export async function importStatus(options: ImportOptions, file: string, parts: TrustParts): Promise<number> {
  const command = "status import";
  return await withPublisher(command, options, parts, async (publisher) => {
    let bytes: Uint8Array;
    try {
      bytes = await parts.readInput(file);
    } catch (error) {
      const cause = sentenceOf(error);
      return await refuseTo(
        parts,
        command,
        options,
        { vi: `không đọc được ${file} (${cause})`, en: `cannot read ${file}: ${cause}` },
        EXIT_USAGE,
      );
    }
    const { kind } = options;
    const isSigned = kind === "token-status" || kind === "bitstring";
    const keys = isSigned ? keysOf(publisher.draft, options) : [];
    if (isSigned && keys.length === 0) return await refuseTo(parts, command, options, ISSUER_NEEDED, EXIT_USAGE);
    const imported = listIn(kind, bytes, keys, parts.now());
    if (!imported.ok) return await refuseTo(parts, command, options, imported.problem);
    const name = nameOfList(imported.list);
    return await editLists(command, options, publisher, parts, (lists) => withPublished(lists, imported.list), {
      facts: { kind: imported.list.kind, name: imported.list.name },
      text: { vi: `Đã nhập danh sách ${name}`, en: `Imported the list ${name}` },
    });
  });
}

function listIn(kind: ImportKind, bytes: Uint8Array, keys: readonly PublicKey[], at: number) {
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

function keysOf({ issuers }: Draft, { issuer, kid }: ImportOptions): readonly PublicKey[] {
  const { id = "", types = [], keys = [] } = issuers.find((candidate) => candidate.id === issuer) ?? {};
  const named = keys.filter((key) => kid === undefined || nameOfKey(key) === kid);
  return named.flatMap((key) => loadKey(key, id, types)?.key ?? []);
}

const ISSUER_NEEDED: Text = {
  vi: "danh sách có chữ ký cần --issuer là một nơi cấp có khoá trong bản nháp",
  en: "a signed list needs --issuer, an issuer of the draft that has keys",
};

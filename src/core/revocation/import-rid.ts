// Revocation lists of SMART Health Cards, `<iss>/.well-known/crl/<kid>.json`. They are not signed: what vouches for one is the connection it was
// fetched over, and the operator who hands it in.
import * as v from "valibot";
import { plainJson } from "../key-import/plain-json.ts";
import { RidListSchema, ridListOf } from "../status-list.ts";
import { readJson } from "../strict-json.ts";
import { type Imported, imported, MAX_IMPORT_BYTES, notReadable, TOO_LARGE } from "./imported.ts";

/** Most values in one file: a million identifiers and what stands around them. */
const MAX_VALUES = 1_000_100;

/** The list in such a file. */
export function importRidList(bytes: Uint8Array): Imported {
  if (bytes.length > MAX_IMPORT_BYTES) return TOO_LARGE;
  const json = readJson(Buffer.from(bytes).toString("utf8"), MAX_VALUES);
  const parsed = v.safeParse(RidListSchema, plainJson(json), { abortEarly: true });
  if (parsed.success) return imported(ridListOf(parsed.output));
  const where = v.getDotPath(parsed.issues[0]) ?? "JSON";
  return notReadable(
    `không phải danh sách thu hồi thẻ SMART Health Card (${where}); cần kid, method "rid", ctr và rids`,
    `not a revocation list of SMART Health Cards (${where}); it takes kid, method "rid", ctr and rids`,
  );
}

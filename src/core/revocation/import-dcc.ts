// Revocation batches of EU certificates, as the DCC gateway hands them out (`GET /revocation-list/{batchId}`), taken out of their CMS. Whoever
// took them out has checked its signature.
import * as v from "valibot";
import { decodeBase64 } from "../base64.ts";
import { hexOf } from "../hex.ts";
import { plainJson } from "../key-import/plain-json.ts";
import { readJson } from "../strict-json.ts";
import type { EpochSeconds } from "../time.ts";
import { parseTimestamp } from "../timestamp.ts";
import { type Imported, imported, MAX_IMPORT_BYTES, notImported, notReadable, TOO_LARGE } from "./imported.ts";
import { HASH_BYTES, type HashList } from "./list.ts";
import { sortedHashes } from "./sorted-hashes.ts";

/** Most values in one file. The gateway has at most 1,000 hashes a batch; national systems put batches together. */
const MAX_VALUES = 400_000;

const HASH_TYPES: Readonly<Record<string, HashList["hashed"]>> = { SIGNATURE: "signature", UCI: "uci", COUNTRYCODEUCI: "countrycodeuci" };

const BatchSchema = v.object({
  country: v.pipe(v.string(), v.regex(/^[A-Z]{2}$/)),
  expires: v.string(),
  kid: v.string(),
  hashType: v.picklist(["SIGNATURE", "UCI", "COUNTRYCODEUCI"]),
  entries: v.pipe(v.array(v.object({ hash: v.string() })), v.minLength(1)),
});

/**
 * The list in such a batch. Its `expires` is the date on which it may be thrown away, because all of its certificates have ended by then: it
 * says nothing of how long the batch is current, and the list has no expiry.
 */
export function importDccBatch(bytes: Uint8Array, at: EpochSeconds): Imported {
  if (bytes.length > MAX_IMPORT_BYTES) return TOO_LARGE;
  const parsed = v.safeParse(BatchSchema, plainJson(readJson(Buffer.from(bytes).toString("utf8"), MAX_VALUES)), { abortEarly: true });
  if (!parsed.success) return notBatch(v.getDotPath(parsed.issues[0]) ?? "JSON");
  const { expires, kid, hashType, entries } = parsed.output;
  const [until, keyId, hashes] = [parseTimestamp(expires), decodeBase64(kid), entries.map(({ hash }) => decodeBase64(hash))];
  if (until === undefined) return notBatch("expires");
  if (keyId?.length !== 8) return notBatch("kid");
  if (!hashes.every((hash) => hash?.length === HASH_BYTES)) return notBatch("entries");
  if (until <= at) {
    return notImported(
      "lô này đã quá hạn: mọi chứng nhận trong đó đều đã hết hiệu lực, không cần nhập",
      "this batch is over: all certificates in it have ended, there is nothing to import",
    );
  }
  const hex = hashes.filter((hash) => hash !== undefined).map(hexOf);
  return imported({ kind: "hash", name: hexOf(keyId), hashed: HASH_TYPES[hashType] ?? "signature", hashes: sortedHashes(hex) });
}

function notBatch(where: string): Imported {
  return notReadable(
    `không phải lô thu hồi chứng nhận EU (${where}); cần country, expires, kid, hashType và entries`,
    `not a revocation batch of EU certificates (${where}); it takes country, expires, kid, hashType and entries`,
  );
}

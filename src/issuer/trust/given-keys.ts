// Keys that an issuer or the operator brings, in files.
import { importIssuerKeys } from "../../core/key-import/import-keys.ts";
import type { ImportedKey } from "../../core/key-import/imported-key.ts";
import type { Text } from "../../core/text.ts";
import type { EpochSeconds } from "../../core/time.ts";
import { type Draft, type DraftKey, nameOfKey } from "../../core/trust-draft.ts";
import { EXIT_USAGE, sentenceOf } from "../complaint.ts";
import type { TrustParts } from "./parts.ts";
import { warn } from "./telling.ts";
import type { Opened } from "./unseal.ts";

/** What the command line says of all keys in the files. */
export interface KeyWishes {
  readonly kid?: string;
  readonly from?: EpochSeconds;
  readonly until?: EpochSeconds;
}

/** Keys as their files have them, and as they go into the list. */
export interface GivenKeys {
  readonly keys: readonly ImportedKey[];
  readonly entries: readonly DraftKey[];
}

/** The keys in these files. One that is not admitted stops the command: half a file imported is a mistake found months later. */
export async function readKeys(
  command: string,
  files: readonly string[],
  { kid, from, until }: KeyWishes,
  parts: TrustParts,
): Promise<Opened<GivenKeys>> {
  const keys: ImportedKey[] = [];
  for (const file of files) {
    let bytes: Uint8Array;
    try {
      bytes = await parts.readInput(file);
    } catch (error) {
      return cannotUse(unreadable(file, sentenceOf(error)));
    }
    const imported = importIssuerKeys(bytes);
    const [problem] = imported.problems;
    if (isSealed(bytes)) return cannotUse(prefixed(file, SEALED));
    if (problem) return cannotUse(prefixed(problem.where === "" ? file : `${file} ${problem.where}`, problem.text));
    keys.push(...imported.keys);
  }
  if (kid !== undefined && keys.length !== 1) return cannotUse(KID_FOR_ONE);
  for (const { hasOwnKid, entry, isAuthority } of keys) {
    if (!hasOwnKid && kid === undefined) warn(parts, command, derivedKid(entry.kid));
    if (isAuthority) warn(parts, command, authority(entry.kid));
  }
  const entries = keys.map(({ entry }) => ({
    ...entry,
    ...(kid !== undefined && { kid }),
    ...(from !== undefined && { validFrom: Math.floor(from) }),
    ...(until !== undefined && { validUntil: Math.floor(until) }),
  }));
  return { ok: true, value: { keys, entries } };
}

/** True for a key that `tram trust` has sealed, whole or cut short. */
function isSealed(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, SEAL_BEGIN.length)).toString("latin1") === SEAL_BEGIN;
}

/** Demo keys stand in public places: in a real list they would let anybody in. */
export function demoProblem({ demo }: Draft, keys: readonly ImportedKey[]): Text | undefined {
  const stray = keys.find(({ isDemo }) => isDemo !== demo && (isDemo || demo));
  if (!stray?.isDemo) return undefined;
  return {
    vi: `${nameOfKey(stray.entry)} là khoá chạy thử; không đưa vào danh sách thật`,
    en: `${nameOfKey(stray.entry)} is a demo key; it never enters a real list`,
  };
}

/** Why a file is of no use. */
export function unreadable(file: string, cause: string): Text {
  return { vi: `không dùng được ${file} (${cause})`, en: `cannot use ${file}: ${cause}` };
}

/** What is wrong, and where. */
export function prefixed(where: string, { vi, en }: Text): Text {
  return { vi: `${where}: ${vi}`, en: `${where}: ${en}` };
}

function cannotUse(problem: Text): Opened<never> & { readonly ok: false } {
  return { ok: false, problem, code: EXIT_USAGE };
}

function derivedKid(kid: string): Text {
  return {
    vi: `tệp không ghi tên khoá; dùng tên suy ra ${kid}. Nếu giấy tờ ghi tên khác, thêm --kid`,
    en: `the file names no key identifier; ${kid} is derived from the key. If credentials call it otherwise, add --kid`,
  };
}

function authority(kid: string): Text {
  return {
    vi: `${kid} là chứng thư của cơ quan chứng thực: mọi chứng thư do nó ký cũng được tin`,
    en: `${kid} is the certificate of an authority: whatever it signs is trusted as well`,
  };
}

/** Begins an armored age file (C2SP age.md, "ASCII armor"). */
const SEAL_BEGIN = "-----BEGIN AGE";
const SEALED: Text = {
  vi: "đây là khoá bí mật đã niêm phong của nơi phát hành (khoá gốc?), không phải khoá của nơi cấp; cất đi, và ghi tệp khoá công khai của nơi cấp",
  en: "this is a sealed root key or another private key of the publisher's, not an issuer's; lock it away, and name the issuer's public key",
};
const KID_FOR_ONE: Text = { vi: "--kid chỉ dùng khi tệp có đúng một khoá", en: "--kid is for a file with exactly one key" };

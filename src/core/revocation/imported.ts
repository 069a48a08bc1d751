import type { Jws } from "../jws.ts";
import { isSignedBy, type PublicKey } from "../signature.ts";
import type { Text } from "../text.ts";
import type { EpochSeconds } from "../time.ts";
import type { RevocationList } from "./list.ts";

/** A revocation list as somebody else has published it, or why it cannot be used. */
export type Imported = ImportedList | NotImported;

/** A list, and what is known of it. */
export interface ImportedList {
  readonly ok: true;
  readonly list: RevocationList;
  /** The key that has signed it, one of those that were given; absent: nobody has. */
  readonly signer?: PublicKey | undefined;
  /** When its issuer made it, where the list says so. */
  readonly issuedAt?: EpochSeconds | undefined;
  /** Whose it says itself that it is. */
  readonly issuer?: string | undefined;
}

/** Why there is no list; `isUnreadable`: the bytes are none of this kind. */
export interface NotImported {
  readonly ok: false;
  readonly problem: Text;
  readonly isUnreadable: boolean;
}

/** Largest status list unpacked, in bytes: half a thousand million credentials of one bit. */
export const MAX_UNPACKED_BYTES = 67_108_864;

/** Largest file that a list comes in, in bytes: 100 million credentials, 5 % of them revoked, are 7.8 MB as JWT. */
export const MAX_IMPORT_BYTES = 16_777_216;

/** How far ahead of ours the publisher's clock may be, in seconds. */
export const CLOCK_TOLERANCE_SECONDS = 300;

/** A list. */
export function imported(list: RevocationList, facts: Omit<ImportedList, "ok" | "list"> = {}): Imported {
  return { ok: true, list, ...facts };
}

/** A list that is not taken, for this reason. */
export function notImported(vi: string, en: string): NotImported {
  return { ok: false, problem: { vi, en }, isUnreadable: false };
}

/** No list of this kind, for this reason. */
export function notReadable(vi: string, en: string): NotImported {
  return { ...notImported(vi, en), isUnreadable: true };
}

export const TOO_LARGE = notReadable(
  "danh sách quá lớn; hãy hỏi nơi phát hành cách chia nhỏ",
  "the list is too large; ask its issuer how to split it",
);
export const WRONG_SIGNATURE = notImported(
  "chữ ký không phải của các khoá đã cho; hãy kiểm tra khoá, hoặc lấy lại danh sách từ nơi phát hành",
  "not signed by any of the given keys; check the keys, or get the list from its issuer again",
);
export const EXPIRED = notImported(
  "danh sách đã hết hạn; hãy lấy bản mới từ nơi phát hành",
  "the list has expired; get the new one from its issuer",
);
export const FROM_THE_FUTURE = notImported(
  "danh sách có ngày trong tương lai; hãy kiểm tra đồng hồ của máy này",
  "the list is from the future; check this machine's clock",
);

/** The one of the keys that made the signature. Attack: the signer chooses another algorithm than the key is for. */
export function signerAmong(keys: readonly PublicKey[], { header, signedBytes, signature }: Jws): PublicKey | undefined {
  const alg = header.get("alg");
  const ofAlgorithm = keys.filter(({ algorithm }) => algorithm === alg || (algorithm === "EdDSA" && alg === "Ed25519"));
  return ofAlgorithm.find((key) => isSignedBy(key, signedBytes, signature));
}

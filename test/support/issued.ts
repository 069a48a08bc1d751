import { inflateSync } from "node:zlib";
import { decodeBase45 } from "../../src/core/base45.ts";
import { type CredentialOrder, issue } from "../../src/core/issue.ts";
import type { IssuerKey } from "../../src/core/key-file.ts";

/** The text of a citizen credential about nobody, valid for an hour from `at`. */
export function issuedText(key: IssuerKey, at: number, changes: Partial<CredentialOrder> = {}): string {
  const claims = { id: "VD-0001", fullName: "Trần Văn Thử" };
  const issued = issue({ type: "citizen", claims, issuedAt: at, expires: at + 3600, ...changes }, key);
  if (!issued.ok) throw new Error(issued.problems.map(({ en }) => en).join("; "));
  return issued.text;
}

/** The COSE message in the text of a code, for a wallet to wrap. */
export function messageIn(text: string): Uint8Array {
  const compressed = decodeBase45(text);
  if (!compressed.ok) throw new Error(compressed.reason);
  return inflateSync(compressed.value);
}

/** An unsigned citizen card of nobody: province 099 is unassigned. */
export const CITIZEN_CARD = "099190000001||Nguyễn Thị Kiểm Thử|15051990|Nữ|Thôn Thử Nghiệm, Xã Ví Dụ, Tỉnh Mẫu|20062021";

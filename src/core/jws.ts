import { decodeBareBase64Url } from "./base64.ts";
import { type Checked, fail, pass } from "./checked.ts";
import { type JsonItem, readJson } from "./strict-json.ts";

/** A JSON Web Signature (RFC 7515) taken apart; nothing in it is believed yet. */
export interface Jws {
  /** All of it stands under the signature. */
  readonly header: ReadonlyMap<string, JsonItem>;
  /** The exact bytes under the signature: header and payload as they are spelt, and the dot between them (RFC 7515 §5.1). */
  readonly signedBytes: Uint8Array;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A JWS from its compact form (RFC 7515 §7.1): three texts in base64url, each in its one canonical spelling. */
export function parseJws(text: string): Checked<Jws> {
  const parts = text.split(".", 4);
  if (parts.length !== 3) return fail("malformed");
  const [headerBytes, payload, signature] = parts.map(decodeBareBase64Url);
  const header = headerBytes && jsonOf(headerBytes);
  if (!(header instanceof Map) || !payload || !signature) return fail("malformed");
  // A header that must be understood, and we understand none (RFC 7515 §4.1.11).
  if (header.has("crit")) return fail("extension-unsupported");
  return pass({ header, signedBytes: Buffer.from(text.slice(0, text.lastIndexOf(".")), "latin1"), payload, signature });
}

/** What JSON in UTF-8 says, or undefined where it is none that everybody reads alike; a byte-order mark is none either (RFC 8259 §8.1). */
export function jsonOf(bytes: Uint8Array): JsonItem | undefined {
  try {
    return readJson(utf8.decode(bytes));
  } catch {
    return undefined; // not UTF-8
  }
}

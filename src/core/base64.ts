/** The bytes that a base64 text carries, standard or URL-safe alphabet (RFC 4648 §4, §5), each in its one canonical spelling; else undefined. */
export function decodeBase64(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, "base64");
  return text === bytes.toString("base64") || text === bytes.toString("base64url") ? bytes : undefined;
}

/** The bytes of a text in base64url (RFC 4648 §5) without padding, in its one canonical spelling; else undefined. */
export function decodeBareBase64Url(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, "base64url");
  return text === bytes.toString("base64url") ? bytes : undefined;
}

/** The same, with all of its padding or without any. */
export function decodeBase64Url(text: string): Uint8Array | undefined {
  const bare = text.replace(/={1,2}$/, "");
  const isPadded = bare.length < text.length;
  return isPadded && text.length % 4 !== 0 ? undefined : decodeBareBase64Url(bare);
}

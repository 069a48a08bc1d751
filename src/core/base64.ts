/** The bytes that a base64 text carries, standard or URL-safe alphabet (RFC 4648 §4, §5), each in its one canonical spelling; else undefined. */
export function decodeBase64(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, "base64");
  return text === bytes.toString("base64") || text === bytes.toString("base64url") ? bytes : undefined;
}

/** The bytes of a text in base64url (RFC 4648 §5), with all of its padding or without any; else undefined. */
export function decodeBase64Url(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, "base64url");
  const bare = bytes.toString("base64url");
  return text === bare || text === bare.padEnd(Math.ceil(bare.length / 4) * 4, "=") ? bytes : undefined;
}

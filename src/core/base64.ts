/** The bytes that a base64 text carries, standard or URL-safe alphabet (RFC 4648 §4, §5), each in its one canonical spelling; else undefined. */
export function decodeBase64(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, "base64");
  return text === bytes.toString("base64") || text === bytes.toString("base64url") ? bytes : undefined;
}

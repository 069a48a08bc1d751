import { decodeBase64 } from "../base64.ts";
import type { Candidate } from "./candidate.ts";
import { coseKeys } from "./cose-keys.ts";
import { didKey } from "./did-key.ts";
import { jsonKeys } from "./json-keys.ts";
import { derKey, pemKeys } from "./pem-keys.ts";

/** Texts are read as UTF-8 that is none otherwise; a byte-order mark of an editor is not part of them. */
const utf8 = new TextDecoder("utf-8", { fatal: true });

/** What begins a DER SEQUENCE (X.690 §8.9): a certificate or a SubjectPublicKeyInfo. */
const SEQUENCE = 0x30;

/** The keys that some bytes seem to hold, in whichever form, taken out and not yet admitted; empty where it is no form that we know. */
export function candidatesIn(bytes: Uint8Array): readonly Candidate[] {
  const text = textOf(bytes);
  if (text === undefined) return keysInBinary(bytes);
  if (text.startsWith("{") || text.startsWith("[")) return jsonKeys(text);
  if (text.includes("-----BEGIN ")) return pemKeys(text);
  if (text.startsWith("did:")) return [didKey(text)];
  const binary = binaryIn(text.replace(/\s+/g, ""));
  return binary ? keysInBinary(binary) : [];
}

function keysInBinary(bytes: Uint8Array): readonly Candidate[] {
  return bytes[0] === SEQUENCE ? [derKey(bytes, "")] : coseKeys(bytes);
}

/** Printable text without the white space around it, or undefined: DER and CBOR have control characters in their first bytes. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    const text = utf8.decode(bytes).trim();
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what tells binary forms from text
    return /[\0-\x08\x0e-\x1f\x7f]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Bytes that somebody has pasted as hex or base64. */
function binaryIn(text: string): Uint8Array | undefined {
  if (text === "") return undefined;
  return /^([0-9a-fA-F]{2})+$/.test(text) ? Buffer.from(text, "hex") : decodeBase64(text);
}

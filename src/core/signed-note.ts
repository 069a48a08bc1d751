// Signed notes (c2sp.org/signed-note): a text, an empty line, and a line for each signature. One spelling per note: what re-encodes
// differently is none.
import { decodeBase64 } from "./base64.ts";
import { derSignature, isSecret, plainSignature } from "./openssl-encoding.ts";
import { importJwk, isSignedBy, jwkInSpki, type PublicKey, sha256 } from "./signature.ts";

/** Largest note, bytes; a checkpoint with 16 signatures has near 3,000. */
export const MAX_NOTE_BYTES = 8192;
/** Signatures that are looked at; the specification asks for 16 at least. */
const MAX_SIGNATURES = 16;
/** Longest name of a key, characters. */
const MAX_NAME = 255;
/** Longest base64 of a key and its type; that of P-256 has 124 letters. */
const MAX_KEY_LETTERS = 128;

/** Who signs notes, and in which way: Ed25519 (0x01), ECDSA with SHA-256 as DER (0x02, for keys in a TPM), or a timestamped Ed25519 cosignature (0x04). */
export interface NoteKey {
  readonly name: string;
  readonly type: 0x01 | 0x02 | 0x04;
  readonly publicKey: PublicKey;
  /** 8 hex digits: together with the name it says which key a signature is of. */
  readonly id: string;
}

/** One signature of a note as it arrived: not yet believed. */
export interface NoteSignature {
  readonly name: string;
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** A note as it arrived: not yet believed. */
export interface Note {
  /** Ends with a line feed. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** Signs bytes with a key, wherever that key lives: Ed25519, or ECDSA over SHA-256 as r‖s. */
export type NoteSigner = (bytes: Uint8Array) => Uint8Array;

const SIGNATURE_LINE = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the specification forbids them by number
const CONTROL = /[\u0000-\u0009\u000b-\u001f]/;

/** The key under which a device signs; undefined where signed notes have no signature of this algorithm. */
export function noteKey(name: string, publicKey: PublicKey): NoteKey | undefined {
  if (!isKeyName(name)) return undefined;
  if (publicKey.algorithm === "EdDSA") return { name, type: 0x01, publicKey, id: keyId(name, 0x01, publicKey) };
  // Of this type alone the id says nothing of the name.
  if (publicKey.algorithm === "ES256") return { name, type: 0x02, publicKey, id: idIn(sha256(spkiOf(publicKey))) };
  return undefined;
}

/** The key under which a witness cosigns checkpoints (c2sp.org/tlog-cosignature): Ed25519 only. */
export function cosignerKey(name: string, publicKey: PublicKey): NoteKey | undefined {
  if (!isKeyName(name) || publicKey.algorithm !== "EdDSA") return undefined;
  return { name, type: 0x04, publicKey, id: keyId(name, 0x04, publicKey) };
}

/** A key as text for verifiers: name, id and base64 of type and key, with `+` between them. */
export function verifierKeyText({ name, type, publicKey, id }: NoteKey): string {
  const key = Buffer.concat([Uint8Array.of(type), type === 0x02 ? spkiOf(publicKey) : rawOf(publicKey)]);
  return `${name}+${id}+${key.toString("base64")}`;
}

/** The key in such a text, in its one spelling; else undefined. */
export function parseVerifierKey(text: string): NoteKey | undefined {
  const [, name, base64] = /^([^\s+]+)\+[0-9a-f]{8}\+([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? [];
  const bytes = base64 === undefined || base64.length > MAX_KEY_LETTERS ? undefined : decodeBase64(base64);
  if (name === undefined || !bytes) return undefined;
  const key = keyOf(name, bytes[0], bytes.subarray(1));
  return key && verifierKeyText(key) === text ? key : undefined;
}

function keyOf(name: string, type: number | undefined, key: Uint8Array): NoteKey | undefined {
  const jwk = type === 0x02 ? jwkInSpki(key) : { kty: "OKP", crv: "Ed25519", x: Buffer.from(key).toString("base64url") };
  const publicKey = jwk && !isSecret(jwk) ? importJwk(jwk) : undefined;
  if (!publicKey || (type === 0x02) !== (publicKey.algorithm === "ES256")) return undefined;
  return type === 0x04 ? cosignerKey(name, publicKey) : type === 0x01 || type === 0x02 ? noteKey(name, publicKey) : undefined;
}

/** The note in these bytes, or undefined where they are not exactly what noteText() writes. Nothing in it is verified. */
export function parseNote(bytes: Uint8Array): Note | undefined {
  if (bytes.length > MAX_NOTE_BYTES) return undefined;
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  const end = whole.lastIndexOf("\n\n");
  if (end <= 0 || CONTROL.test(whole)) return undefined;
  const [last, ...lines] = whole
    .slice(end + 2)
    .split("\n")
    .reverse();
  if (last !== "" || lines.length === 0 || lines.length > MAX_SIGNATURES) return undefined;
  const signatures: NoteSignature[] = [];
  for (const line of lines.reverse()) {
    const signature = parseSignatureLine(line);
    if (!signature) return undefined;
    signatures.push(signature);
  }
  const note = { text: whole.slice(0, end + 1), signatures };
  // Bytes that are not UTF-8, base64 with stray bits: whatever was read otherwise than it is written.
  return Buffer.from(noteText(note), "utf8").equals(bytes) ? note : undefined;
}

/** The signature in one line without its end, or undefined. */
export function parseSignatureLine(line: string): NoteSignature | undefined {
  const [, name, base64] = SIGNATURE_LINE.exec(line) ?? [];
  const bytes = base64 === undefined ? undefined : decodeBase64(base64);
  if (name === undefined || !isKeyName(name) || !bytes || bytes.length <= 4) return undefined;
  return { name, id: idIn(bytes), bytes: bytes.subarray(4) };
}

/** One line of a note, without its end. */
export function signatureLine({ name, id, bytes }: NoteSignature): string {
  return `\u2014 ${name} ${Buffer.concat([Buffer.from(id, "hex"), bytes]).toString("base64")}`;
}

/** A note as it is written and sent, in UTF-8. */
export function noteText({ text, signatures }: Note): string {
  return `${text}\n${signatures.map((signature) => `${signatureLine(signature)}\n`).join("")}`;
}

/** The signature of a key over a text that ends with a line feed. Not for cosigners, whose signature covers a time as well. */
export function signNote(text: string, key: NoteKey, sign: NoteSigner): NoteSignature {
  const signature = sign(Buffer.from(text, "utf8"));
  return { name: key.name, id: key.id, bytes: key.type === 0x02 ? derSignature(signature) : signature };
}

/** `absent`: nothing in the note is of this key, by name and id. `wrong`: something is, and it is not its signature over this text. */
export type NoteVerdict = "signed" | "absent" | "wrong";

/** Whether the note is signed by this key. Other keys' signatures are passed over, as the specification asks. */
export function noteVerdict({ text, signatures }: Note, key: NoteKey): NoteVerdict {
  const own = signatures.filter(({ name, id }) => name === key.name && id === key.id);
  if (own.length === 0) return "absent";
  const signed = Buffer.from(text, "utf8");
  const isGenuine = ({ bytes }: NoteSignature) => {
    const signature = key.type === 0x02 ? plainSignature(bytes) : bytes;
    return signature !== undefined && isSignedBy(key.publicKey, signed, signature);
  };
  return own.every(isGenuine) ? "signed" : "wrong";
}

function keyId(name: string, type: number, publicKey: PublicKey): string {
  return idIn(sha256(Buffer.concat([Buffer.from(`${name}\n`, "utf8"), Uint8Array.of(type), rawOf(publicKey)])));
}

function idIn(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, 4)).toString("hex");
}

function isKeyName(name: string): boolean {
  return name.length > 0 && name.length <= MAX_NAME && !/[\s+]/u.test(name) && name.isWellFormed();
}

/** An Ed25519 key in 32 bytes (RFC 8032 §5.1.2). */
function rawOf({ handle }: PublicKey): Uint8Array {
  return Buffer.from(handle.export({ format: "jwk" }).x ?? "", "base64url");
}

function spkiOf({ handle }: PublicKey): Uint8Array {
  return handle.export({ format: "der", type: "spki" });
}

// Checks a receipt in the browser: the server that hands out the proof is asked for bytes, not for its word. With other code than the programs
// have (merkle-proof.ts, checkpoint.ts), which browsers cannot load; test/web/receipt-page.test.ts holds both against the same receipts.
import { verifyAsync } from "@noble/ed25519";
import { fromBase64 } from "../core/bare-base64.ts";
import { inclusionSides } from "../core/inclusion-sides.ts";
import { type Receipt, receiptText } from "../core/receipt.ts";
import { parseTlogProof, type TlogProof } from "../core/tlog-proof.ts";

/** The signed tree that a proof ends in. */
export interface ProvenTree {
  readonly size: number;
  /** Base64. */
  readonly root: string;
  /** Seconds since 1970; absent: central has not cosigned it. */
  readonly witnessedAt?: number;
}

/** What is wrong with what came, in the order in which it is checked. `key`: it has no key of this kiosk, so nothing can be checked. */
export type CheckFault = "key" | "receipt-signature" | "proof" | "checkpoint" | "inclusion" | "witness";

/** Public keys in the spelling of signed notes, `NAME+ID+BASE64`. */
export interface CheckKeys {
  readonly kiosk: string;
  readonly witness?: string;
}

/** What stands at the receipt's place, and its proof. */
export interface ShownEntry {
  readonly proofText: string;
  /** The leaf hash that the proof is of. */
  readonly leaf: Uint8Array;
}

const UTF_8 = new TextEncoder();

/** The tree in which this entry stands at the receipt's place, where all signatures and hashes are right; else what is not. */
export async function checkReceipt(receipt: Receipt, shown: ShownEntry, keys: CheckKeys): Promise<ProvenTree | CheckFault> {
  const kiosk = keyIn(keys.kiosk);
  const origin = `tram/kiosk/${receipt.kiosk}`;
  if (kiosk?.name !== origin) return "key";
  if (!(await isSignedBy(kiosk, UTF_8.encode(receiptText(receipt)), receipt.signature))) return "receipt-signature";
  const proof = parseTlogProof(shown.proofText);
  if (!proof || proof.index !== receipt.seq) return "proof";
  const note = noteIn(proof.checkpoint);
  const [name, size, root = ""] = note.text.split("\n");
  const isCheckpoint = name === origin && (await anySigned(note, kiosk, UTF_8.encode(note.text)));
  if (!isCheckpoint) return "checkpoint";
  if ((await rootOf(shown.leaf, Number(size), proof)) !== root) return "inclusion";
  const witness = keys.witness === undefined ? undefined : keyIn(keys.witness);
  const witnessedAt = witness && (await cosignedAt(note, witness));
  if (witnessedAt === "wrong") return "witness";
  return { size: Number(size), root, ...(witnessedAt !== undefined && { witnessedAt }) };
}

/** The root to which a proof leads from this leaf, base64; empty where it leads to none. */
async function rootOf(leaf: Uint8Array, size: number, { index, hashes }: TlogProof): Promise<string> {
  const sides = inclusionSides(index, size, hashes.length);
  if (!sides) return "";
  let hash = leaf;
  for (const [step, sibling] of hashes.entries()) {
    const [left, right] = sides[step] === "left" ? [sibling, hash] : [hash, sibling];
    hash = new Uint8Array(await crypto.subtle.digest("SHA-256", Uint8Array.of(1, ...left, ...right)));
  }
  return btoa(String.fromCharCode(...hash));
}

interface Key {
  readonly name: string;
  /** What names it beside `name`, 8 letters of hex: central may have had another one of the same name. */
  readonly id: string;
  /** 1: Ed25519. 2: ECDSA of P-256. 4: Ed25519 of a witness (c2sp.org/signed-note). */
  readonly type: number;
  readonly bytes: Uint8Array;
}

function keyIn(text: string): Key | undefined {
  const [, name = "", id = "", base64 = ""] = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text) ?? [];
  const [type, ...bytes] = fromBase64(base64) ?? [];
  return type === undefined ? undefined : { name, id, type, bytes: Uint8Array.from(bytes) };
}

/** A note taken apart, as far as somebody may have signed it. */
interface NoteParts {
  /** Ends with a line feed. */
  readonly text: string;
  readonly signatures: readonly { readonly name: string; readonly id: string; readonly bytes: Uint8Array }[];
}

function noteIn(whole: string): NoteParts {
  const end = whole.lastIndexOf("\n\n");
  const lines = whole.slice(end + 2).matchAll(/^\u2014 (\S+) (\S+)$/gm);
  const signatures = Array.from(lines, ([, name = "", base64 = ""]) => {
    const bytes = fromBase64(base64) ?? new Uint8Array();
    const id = Array.from(bytes.slice(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join("");
    return { name, id, bytes: bytes.slice(4) };
  });
  return { text: whole.slice(0, end + 1), signatures };
}

async function anySigned({ signatures }: NoteParts, key: Key, signed: Uint8Array): Promise<boolean> {
  for (const { name, bytes } of signatures) {
    if (name !== key.name) continue;
    if (await isSignedBy(key, signed, key.type === 2 ? pairOf(bytes) : bytes)) return true;
  }
  return false;
}

/** When the witness cosigned (c2sp.org/tlog-cosignature): 8 bytes of time, and Ed25519 over it and the text. */
async function cosignedAt({ text, signatures }: NoteParts, key: Key): Promise<number | "wrong" | undefined> {
  const own = signatures.find(({ name, id }) => name === key.name && id === key.id)?.bytes;
  if (!own) return undefined;
  if (own.length !== 72 || key.type !== 4) return "wrong";
  const seconds = Number(new DataView(own.buffer, own.byteOffset).getBigUint64(0));
  const isGenuine = await isSignedBy(key, UTF_8.encode(`cosignature/v1\ntime ${seconds}\n${text}`), own.slice(8));
  return isGenuine ? seconds : "wrong";
}

/** `signature`: 64 bytes, for P-256 r‖s. */
async function isSignedBy({ type, bytes }: Key, signed: Uint8Array, signature: Uint8Array): Promise<boolean> {
  try {
    if (type !== 2) return await verifyAsync(signature, signed, bytes, { zip215: false });
    const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
    const key = await crypto.subtle.importKey("spki", new Uint8Array(bytes), algorithm, false, ["verify"]);
    return await crypto.subtle.verify(algorithm, key, new Uint8Array(signature), new Uint8Array(signed));
  } catch {
    return false; // neither key nor signature
  }
}

/** r‖s out of an Ecdsa-Sig-Value (RFC 3279 §2.2.3): two INTEGERs of up to 33 bytes. */
function pairOf(der: Uint8Array): Uint8Array {
  const pair = new Uint8Array(64);
  const rBytes = der[3] ?? 0;
  for (const [index, number] of [der.slice(4, 4 + rBytes), der.slice(6 + rBytes)].entries()) {
    const digits = number.slice(-32);
    pair.set(digits, 32 * (index + 1) - digits.length);
  }
  return pair;
}

// What a device says before it deletes everything, as a note that it signs (c2sp.org/signed-note): the last that its key signs. One spelling
// per statement: what is written otherwise than it is read is none.
import { decodeBase64 } from "../base64.ts";
import { HASH_BYTES, MAX_TREE_SIZE } from "../merkle-tree.ts";
import { isKioskId } from "../protocol.ts";
import { type NoteKey, type NoteSigner, noteText, noteVerdict, parseNote, signNote } from "../signed-note.ts";
import type { EpochSeconds } from "../time.ts";

/** What is going to be deleted, counted before. */
export interface ResetStatement {
  readonly kiosk: string;
  /** Whole seconds. */
  readonly at: EpochSeconds;
  /** Entries that the journal ever had, and the root of their tree: what central holds of it can be compared with this. */
  readonly size: number;
  readonly root: Uint8Array;
  /** Entries that nobody else is known to hold: gone with this kiosk. */
  readonly abandoned: number;
  /** Files below the data folder and beside the configuration, and their bytes. */
  readonly files: number;
  readonly bytes: number;
}

const FIRST_LINE = "tram-reset-1";
const MAX_FILES = 1_000_000;

/** The statement as the device signs it; ends with a line feed. */
function statementText({ kiosk, at, size, root, abandoned, files, bytes }: ResetStatement): string {
  const rootText = Buffer.from(root).toString("base64");
  return `${[FIRST_LINE, kiosk, at, size, rootText, abandoned, files, bytes].join("\n")}\n`;
}

/** The statement in a text, or undefined where it is none. */
function parseStatement(text: string): ResetStatement | undefined {
  const [first, kiosk = "", at = "", size = "", base64 = "", abandoned = "", files = "", bytes = ""] = text.split("\n");
  const root = base64.length === 44 ? decodeBase64(base64) : undefined;
  const counts = [at, size, abandoned, files, bytes];
  if (first !== FIRST_LINE || !isKioskId(kiosk) || root?.length !== HASH_BYTES) return undefined;
  if (!counts.every((count) => /^(0|[1-9]\d{0,14})$/.test(count))) return undefined;
  const statement = {
    kiosk,
    at: Number(at),
    size: Number(size),
    root,
    abandoned: Number(abandoned),
    files: Number(files),
    bytes: Number(bytes),
  };
  const isBounded = statement.size <= MAX_TREE_SIZE && statement.abandoned <= statement.size && statement.files <= MAX_FILES;
  return isBounded && statementText(statement) === text ? statement : undefined;
}

/** The statement and its signature: what is photographed. */
export function signStatement(statement: ResetStatement, key: NoteKey, sign: NoteSigner): string {
  const text = statementText(statement);
  return noteText({ text, signatures: [signNote(text, key, sign)] });
}

/** The statement in a note, if the device of the kiosk that it names signed it; else why it is none. */
export function openStatement(
  bytes: Uint8Array,
  keyOf: (kiosk: string) => NoteKey | undefined,
): ResetStatement | "no-statement" | "unsigned" | "wrong" {
  const note = parseNote(bytes);
  const statement = note && parseStatement(note.text);
  if (!note || !statement) return "no-statement";
  // Attack: a kiosk signs in the name of another.
  const key = keyOf(statement.kiosk);
  const verdict = key ? noteVerdict(note, key) : "absent";
  if (verdict === "signed") return statement;
  return verdict === "absent" ? "unsigned" : "wrong";
}

import { join } from "node:path";
import { kioskOf, openCheckpoint } from "../core/checkpoint.ts";
import { displayLine } from "../core/display-text.ts";
import { parseHolding } from "../core/holding.ts";
import { segmentFileName } from "../core/journal-record.ts";
import type { Damage } from "../core/journal-scan.ts";
import type { TreeHead } from "../core/merkle-proof.ts";
import { importJwk } from "../core/signature.ts";
import { MAX_NOTE_BYTES, type NoteKey, noteKey, parseVerifierKey } from "../core/signed-note.ts";
import { surveyJournal } from "../drivers/damage-survey.ts";
import { nodeFileSystem } from "../drivers/file-system.ts";
import { readInput } from "../drivers/input-file.ts";
import { readKeyFile } from "../drivers/journal-marks.ts";
import { hasItsOwnBeside, inspectWithUsed } from "../drivers/used-inspection.ts";
import { ACKNOWLEDGED_FILE, MAX_ACKNOWLEDGED_BYTES } from "./acknowledged.ts";
import type { DamagedPlace } from "./damaged-places.ts";
import type { JournalExit, Print } from "./journal-command.ts";
import { verifyJournal } from "./journal-verify.ts";
import { parseJson } from "./json-bytes.ts";
import { WITNESSED_FILE } from "./witnessed-note.ts";

/** What stands on the command line of `tram journal verify`. */
export interface VerifyCommand {
  readonly json?: boolean;
  readonly key?: string;
  readonly checkpoint?: readonly string[];
}

/** Reads the files that the command names, and verifies. Exit code 2 also where one of them is not what it should be. */
export async function verifyCommand(folder: string, command: VerifyCommand, print: Print): Promise<JournalExit> {
  try {
    const kept = await readKeyFile(folder, nodeFileSystem);
    const named = kept === "invalid" ? undefined : kept;
    const key = command.key === undefined ? undefined : keyIn(command.key, await textOf(command.key), named);
    // Before the journal: beside a running kiosk more of it is signed meanwhile.
    const { witnessed, acknowledged } = await knownBeside(folder, key ?? named);
    const checkpoints: TreeHead[] = witnessed ? [witnessed] : [];
    for (const file of command.checkpoint ?? []) checkpoints.push(await checkpointIn(file, key ?? named));
    return await verifyJournal(
      inspectWithUsed,
      folder,
      {
        json: command.json ?? false,
        ...(key && { key }),
        checkpoints,
        ...(acknowledged && { acknowledged }),
        survey: (first) => placesFrom(folder, first, key ?? named),
      },
      print,
    );
  } catch (error) {
    if (!(error instanceof WrongInput)) throw error;
    process.stderr.write(`tram journal verify: ${displayLine(error.message)}\n`);
    return 2;
  }
}

/** The damaged places of the segments, from the first one on; none where the damage is beside them. */
async function* placesFrom(folder: string, { file }: Damage, key: NoteKey | undefined): AsyncGenerator<DamagedPlace> {
  const segment = Number.parseInt(file, 10);
  if (file !== segmentFileName(segment)) return;
  for await (const part of surveyJournal(folder, segment, key)) {
    if (part.kind === "damage") yield part.damage;
    else if (part.kind === "lost")
      yield { ...part.entry.damage, state: part.entry.leaf && part.entry.chain ? "lost" : "unknown", entries: 1 };
    else if (part.damage) yield { ...part.damage, state: "mended", entries: 1 };
  }
}

/**
 * What lies in the kiosk's data folder, beside the journal's, and is known of it: what a forger of the newest entries would have to take away.
 * Where it is not there, is of another journal or damaged, it says nothing; how many entries no signature binds, the result says.
 */
async function knownBeside(
  folder: string,
  key: NoteKey | undefined,
): Promise<{ readonly witnessed: TreeHead | undefined; readonly acknowledged: TreeHead | undefined }> {
  if (!hasItsOwnBeside(folder)) return { witnessed: undefined, acknowledged: undefined };
  const beside = (name: string, most: number) => readInput(join(folder, "..", name), most).catch(() => new Uint8Array());
  const [witnessed, acknowledged] = await Promise.all([
    beside(WITNESSED_FILE, MAX_NOTE_BYTES),
    beside(ACKNOWLEDGED_FILE, MAX_ACKNOWLEDGED_BYTES),
  ]);
  const opened = key ? openCheckpoint(witnessed, key) : "unsigned";
  const newest = parseHolding(parseJson(acknowledged), key && kioskOf(key.name))?.newest;
  return {
    witnessed: typeof opened === "object" ? opened : undefined,
    acknowledged: newest && newest.size > 0 ? { size: newest.size, root: Buffer.from(newest.root, "hex") } : undefined,
  };
}

/** A file of the command line that cannot be used; the message is for the user. */
class WrongInput extends Error {}

/** A verifier's key as text (c2sp.org/signed-note), or a public JWK, which goes by the name that the folder gives. */
function keyIn(file: string, text: string, named: NoteKey | undefined): NoteKey {
  const spelt = parseVerifierKey(text.trimEnd());
  if (spelt) return spelt;
  const jwk = jsonIn(text);
  const publicKey = jwk && importJwk(jwk);
  if (!publicKey)
    throw new WrongInput(`${file}: không phải khoá công khai của thiết bị / not the public key of a device (JWK, or NAME+ID+KEY)`);
  const key = named && noteKey(named.name, publicKey);
  if (!key)
    throw new WrongInput(`${file}: thư mục không cho biết tên nhật ký / the folder does not name its log; give the key as NAME+ID+KEY`);
  return key;
}

function jsonIn(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

async function checkpointIn(file: string, key: NoteKey | undefined): Promise<TreeHead> {
  if (!key) throw new WrongInput(`${file}: không có khoá để kiểm tra / there is no key to check it with; give the device's with --key`);
  const opened = openCheckpoint(Buffer.from(await textOf(file), "utf8"), key);
  if (typeof opened === "object") return opened;
  throw new WrongInput(`${file}: không phải điểm mốc do máy này ký / no checkpoint that this device has signed (${opened})`);
}

async function textOf(file: string): Promise<string> {
  try {
    return Buffer.from(await readInput(file, MAX_NOTE_BYTES)).toString("utf8");
  } catch (error) {
    throw new WrongInput(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

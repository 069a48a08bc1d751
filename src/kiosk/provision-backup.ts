// `tram provision backup`: what a replacement needs, on a stick. Never the device key: whoever finds the stick is not the kiosk.
import { displayJson, displayText } from "../core/display-text.ts";
import { fingerprintOf } from "../core/provisioning/fingerprint.ts";
import { sha256 } from "../core/signature.ts";
import { decodeRun, parseRunName, USED_ONCE_FOLDER } from "../core/used-names.ts";
import { beginAgain, GoneMeanwhile } from "./begin-again.ts";
import { EVER_ONCE_FILE } from "./ever-once.ts";
import type { ProvisionParts } from "./provision-parts.ts";
import { type Before, readBefore } from "./provision-plan.ts";
import { complain, EXIT_DONE, EXIT_REFUSED, EXIT_USAGE } from "./provision-texts.ts";
import { DAY_KEYS_FILE } from "./pseudonym.ts";

/** The folder of a stick that holds backups, one folder a kiosk, and what lies in it. */
export const BACKUP_FOLDER = "tram-backup";
export const BACKUP = {
  configuration: "kiosk.toml",
  root: "root.json",
  package: "configuration.tramcfg",
  /** The keys of the journal's names that must still be found, sealed: the one that stays, 32 bytes, and then the days' as they are kept. */
  memory: "pseudonym-key.age",
  /** What the kiosk has of removed entries, `memory/used-once/…`: as little as the journal is it a secret. */
  removed: "memory/",
  /** One folder a device that ever stood there: `journals/hanoi-01/00000000.tramlog`. */
  journals: "journals/",
  trust: "trust/",
} as const;

/** Where predecessors' journals lie below the data folder. */
export const INHERITED_FOLDER = "inherited";

/** A piece of a backup: bytes, or a file to copy. */
export interface Piece {
  readonly name: string;
  readonly from: Uint8Array | { readonly path: string };
}

/** What a backup needs from the machine. */
export interface BackupParts extends Pick<ProvisionParts, "now" | "readText" | "out" | "err"> {
  readonly readBytes: (file: string) => Promise<Uint8Array | undefined>;
  /** Paths of the segments of the journal in a folder, by their names. */
  readonly segmentsIn: (folder: string) => Promise<readonly string[]>;
  readonly foldersIn: (folder: string) => Promise<readonly string[]>;
  /** Names of the runs in a folder (core/used-names.ts). */
  readonly runsIn: (folder: string) => Promise<readonly string[]>;
  /** The trust bundle that the kiosk holds, as the files of a repository; none where it holds none. */
  readonly trustFiles: (data: string) => Promise<readonly Piece[]>;
  /** The passphrase to seal with; undefined: the person gave none. */
  readonly passphrase: () => Promise<string | undefined>;
  readonly seal: (bytes: Uint8Array, passphrase: string) => Promise<string>;
  /** Writes the backup in place of an older one, whole or not at all; resolves to its list of files. */
  readonly writeBackup: (
    folder: string,
    backup: { readonly kiosk: string; readonly at: number; readonly pieces: readonly Piece[] },
  ) => Promise<Uint8Array>;
}

/** Backs a kiosk up to a stick, also while it runs: an entry that is being written is not in it. Returns the exit code. */
export async function backUp(
  { config: file, to, json = false }: { readonly config: string; readonly to: string; readonly json?: boolean },
  parts: BackupParts,
): Promise<number> {
  const before = await readBefore(file, parts);
  if (before === "unusable") return EXIT_USAGE;
  if (!before) return complain(parts.err, `${file}: không có tệp này`, `${file}: there is no such file`, EXIT_USAGE);
  const { id, data } = before.config;
  const key = await parts.readBytes(`${data}/pseudonym.key`);
  const passphrase = key && (await parts.passphrase());
  const memory = key && passphrase ? await memoryOf(data, key, passphrase, parts) : [];
  let list: Uint8Array;
  try {
    list = await beginAgain(() => write({ file, to, before, memory }, parts));
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    complain(
      parts.err,
      `không ghi được bản sao lưu (${cause}); bản cũ trên USB, nếu có, vẫn còn`,
      `the backup was not written: ${cause}; an older one on the stick is still there`,
    );
    return EXIT_REFUSED;
  }
  const fingerprint = fingerprintOf("backup", sha256(list));
  if (json) parts.out(`${displayJson({ event: "backed-up", kiosk: id, fingerprint, remembers: memory.length > 0 })}\n`);
  else parts.out(doneText(id, fingerprint, key === undefined || memory.length > 0));
  return EXIT_DONE;
}

interface Planned {
  readonly file: string;
  readonly to: string;
  readonly before: Before;
  readonly memory: readonly Piece[];
}

async function write({ file, to, before, memory }: Planned, parts: BackupParts): Promise<Uint8Array> {
  const { id, data } = before.config;
  const pieces = [
    ...(await filesOf(file, before, parts)),
    ...memory,
    ...(await journalsOf(before, parts)),
    // After the journal: what is removed from it meanwhile is there before.
    ...(memory.length > 0 ? await usedOf(data, parts) : []),
    ...(await parts.trustFiles(data)),
  ];
  return await parts.writeBackup(`${to}/${BACKUP_FOLDER}/${id}`, { kiosk: id, at: parts.now(), pieces });
}

async function memoryOf(data: string, key: Uint8Array, passphrase: string, { readBytes, seal }: BackupParts): Promise<readonly Piece[]> {
  const keys = Buffer.concat([key, (await readBytes(`${data}/${DAY_KEYS_FILE}`)) ?? new Uint8Array()]);
  return [{ name: BACKUP.memory, from: Buffer.from(await seal(keys, passphrase), "utf8") }];
}

async function usedOf(data: string, { runsIn, readBytes }: BackupParts): Promise<readonly Piece[]> {
  const everOnce = await readBytes(`${data}/${EVER_ONCE_FILE}`);
  const pieces: Piece[] = everOnce ? [{ name: `${BACKUP.removed}${EVER_ONCE_FILE}`, from: everOnce }] : [];
  const folder = `${data}/${USED_ONCE_FOLDER}`;
  for (const name of await runsIn(folder)) {
    const path = `${folder}/${name}`;
    const [range, bytes] = [parseRunName(name), await readBytes(path)];
    if (!bytes) throw new GoneMeanwhile(`${path} is missing`);
    // The stick may hold the one that can still be put back.
    if (!range || !decodeRun(range, bytes))
      throw new Error(`${path} is damaged: put it back from this backup (docs/operating.md, used-once)`);
    pieces.push({ name: `${BACKUP.removed}${USED_ONCE_FOLDER}/${name}`, from: { path } });
  }
  return pieces;
}

async function filesOf(file: string, { config }: Before, { readBytes }: BackupParts): Promise<readonly Piece[]> {
  const named: readonly (readonly [string, string | undefined])[] = [
    [BACKUP.configuration, file],
    [BACKUP.root, config.trust.root],
    [BACKUP.package, config.provisioning?.package],
  ];
  const pieces: Piece[] = [];
  for (const [name, path] of named) {
    const from = path === undefined ? undefined : await readBytes(path);
    if (path !== undefined && !from) throw new Error(`${path} is missing`);
    if (from) pieces.push({ name, from });
  }
  return pieces;
}

/** This device's journal, and those of the devices before it. */
async function journalsOf({ config: { id, data } }: Before, { segmentsIn, foldersIn }: BackupParts): Promise<readonly Piece[]> {
  const inherited = (await foldersIn(`${data}/${INHERITED_FOLDER}`)).filter((name) => name !== id);
  const folders = [...inherited.map((name) => [name, `${data}/${INHERITED_FOLDER}/${name}`] as const), [id, `${data}/journal`] as const];
  const pieces: Piece[] = [];
  for (const [kiosk, folder] of folders) {
    for (const name of await segmentsIn(folder))
      pieces.push({ name: `${BACKUP.journals}${kiosk}/${name}`, from: { path: `${folder}/${name}` } });
  }
  return pieces;
}

/** `remembers`: also true where the kiosk never ran, and there is nothing to remember. */
function doneText(id: string, fingerprint: string, remembers: boolean): string {
  const lines = [
    `Đã sao lưu ${id}. Ghi dấu vân tay này vào sổ, không để cùng USB: ${fingerprint}`,
    `${id} is backed up. Write this fingerprint into the book, not on the stick: ${fingerprint}`,
  ];
  if (!remembers) {
    lines.push(
      "Không có mật khẩu nên không kèm trí nhớ: máy thay thế sẽ không biết toa thuốc, mã động nào đã dùng ở đây.",
      "No passphrase, so no memory is in it: a replacement will not know which prescriptions and live codes were used here.",
    );
  }
  return `${lines.map(displayText).join("\n")}\n`;
}

import { lstat, mkdir, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isKioskId } from "../core/protocol.ts";
import {
  ANSWER_FILE,
  batchFileName,
  JOURNAL_STICK_FOLDER,
  MAX_ANSWER_BYTES,
  MAX_STICK_BATCH_BYTES,
  parseBatchFileName,
} from "../core/stick-batch.ts";
import type { JournalStick, JournalStickPort, JournalsOnStick, StickFault } from "../stick-ports.ts";
import { ASIDE, replaceFile } from "./durable-file.ts";
import { type FileSystem, nodeFileSystem } from "./file-system.ts";
import { errorCode } from "./libc.ts";
import { namesOnStick, readOnStick } from "./stick-files.ts";
import { mountedFolders, STICK_FOLDER } from "./stick-folder.ts";

/** Most files of one kiosk that are looked at. */
const MAX_FILES = 10_000;

/** The folder of journals on the stick that is mounted here. */
export function journalsOnStick(path: string, files: FileSystem = nodeFileSystem): JournalsOnStick {
  const root = join(path, JOURNAL_STICK_FOLDER);
  const folderOf = (kiosk: string) => join(root, isKioskId(kiosk) ? kiosk : "");

  async function write(kiosk: string, name: string, bytes: Uint8Array): Promise<StickFault | undefined> {
    const folder = folderOf(kiosk);
    try {
      for (const place of [root, folder]) await makeStickFolder(place, files);
      await rm(join(folder, name + ASIDE), { force: true });
      await replaceFile(join(folder, name), bytes, files);
      return undefined;
    } catch (error) {
      const fault = stickFaultOf(error);
      await rm(join(folder, name + ASIDE), { force: true }).catch(() => undefined);
      return fault;
    }
  }

  return {
    kiosks: async () => ((await namesOnStick(root)) ?? []).filter(isKioskId).toSorted(),
    async batches(kiosk) {
      const ranges = ((await namesOnStick(folderOf(kiosk), MAX_FILES)) ?? [])
        .map(parseBatchFileName)
        .filter((range) => range !== undefined);
      return ranges.toSorted((a, b) => a.from - b.from || a.until - b.until);
    },
    readBatch: (kiosk, range) => readOnStick(folderOf(kiosk), batchFileName(range), MAX_STICK_BATCH_BYTES),
    readAnswer: (kiosk) => readOnStick(folderOf(kiosk), ANSWER_FILE, MAX_ANSWER_BYTES),
    writeBatch: (kiosk, range, bytes) => write(kiosk, batchFileName(range), bytes),
    writeAnswer: (kiosk, bytes) => write(kiosk, ANSWER_FILE, bytes),
    async tidy(kiosk, needless) {
      const folder = folderOf(kiosk);
      const left = ((await namesOnStick(folder, MAX_FILES)) ?? []).filter((name) => name.endsWith(ASIDE));
      for (const name of [...needless.map(batchFileName), ...left]) await rm(join(folder, name), { force: true }).catch(() => undefined);
    },
  };
}

/**
 * Sticks below a folder on which a journal may travel: those that carry one already or carry trust, and whatever else is mounted there
 * with a file system of its own. `kiosk`: whose answers are looked at.
 */
export function journalStickFolder(root: string, kiosk: string): JournalStickPort {
  return {
    async look() {
      const sticks = await Promise.all((await mountedFolders(root)).map((path) => stickAt(root, path, kiosk)));
      return sticks.filter((stick) => stick !== undefined).toSorted((a, b) => Number(b.isPrepared) - Number(a.isPrepared));
    },
  };
}

async function stickAt(root: string, path: string, kiosk: string): Promise<(JournalStick & { readonly isPrepared: boolean }) | undefined> {
  const parent = dirname(path);
  // A folder on a stick is no stick, whatever is in it.
  if (parent !== root && (await isStick(parent, root))) return undefined;
  const here = await stat(path).catch(() => undefined);
  if (!here || !(await isStick(path, parent))) return undefined;
  const [isPrepared, answer] = await Promise.all([
    isFolder(join(path, JOURNAL_STICK_FOLDER)),
    stat(join(path, JOURNAL_STICK_FOLDER, kiosk, ANSWER_FILE)).catch(() => undefined),
  ]);
  return { path, mark: answer ? `${here.dev} ${answer.ino} ${answer.size} ${answer.mtimeMs}` : `${here.dev} none`, isPrepared };
}

/** True for a folder with a file system of its own, or with one of our folders in it. */
async function isStick(path: string, parent: string): Promise<boolean> {
  const [above, here] = await Promise.all([parent, path].map((each) => stat(each).catch(() => undefined)));
  if (above && here && above.dev !== here.dev) return true;
  return (await isFolder(join(path, JOURNAL_STICK_FOLDER))) || (await isFolder(join(path, STICK_FOLDER)));
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
}

/** Only in a folder that is there: a stick that was pulled out must not be made again on the kiosk's own disk. */
export async function makeStickFolder(folder: string, files: FileSystem = nodeFileSystem): Promise<void> {
  await mkdir(folder).then(
    () => files.syncFolder(dirname(folder)),
    (error: unknown) => (errorCode(error) === "EEXIST" ? undefined : Promise.reject(error)),
  );
  // Attack: a link that leads out of the stick, into a folder of this machine.
  if (!(await lstat(folder)).isDirectory()) throw new Error(`journal stick: ${folder} is no folder`);
}

/** What an error says of the stick. Walks the causes: durable files wrap what the system says. */
export function stickFaultOf(error: unknown): StickFault {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = errorCode(cause);
    if (code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG") return "full";
    if (code === "EROFS" || code === "EACCES" || code === "EPERM") return "read-only";
    if (code === "ENOENT" || code === "EIO" || code === "ENODEV" || code === "ENXIO" || code === "ENOTDIR") return "gone";
  }
  return "failed";
}

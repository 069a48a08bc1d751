import { randomBytes, timingSafeEqual } from "node:crypto";
import { dirname, join } from "node:path";
import * as v from "valibot";
import { STAFF_CODE } from "../core/staff-because.ts";
import type { StaffPins } from "../staff-ports.ts";
import { type FileSystem, nodeFileSystem } from "./file-system.ts";
import { keptFile } from "./kept-file.ts";
import { SALT_BYTES, slowHash } from "./slow-hash.ts";

/** Places whose mistakes are kept, the newest: more than there can be devices. */
const MAX_PLACES = 40;
const ENDING = ".json";

const FileSchema = v.strictObject({
  salt: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
  hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  mistakes: v.record(v.string(), v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000))),
});
type StaffFile = v.InferOutput<typeof FileSchema>;

/**
 * Staff codes in a folder, a file (0600) each, so that a command may add one while the kiosk runs. A file that is damaged lets nobody in.
 * Mistakes are counted by place: whoever plays with the kiosk's own screen locks nobody out at the counter.
 */
export function staffPins(folder: string, files: FileSystem = nodeFileSystem): StaffPins {
  const pathOf = (staff: string) => join(folder, `${staff}${ENDING}`);

  async function read(staff: string): Promise<StaffFile | undefined> {
    // Before it becomes a path.
    if (!STAFF_CODE.test(staff)) return undefined;
    return staffFile(await keptFile(pathOf(staff)).read());
  }

  async function write(staff: string, kept: StaffFile): Promise<void> {
    await keptFile(pathOf(staff)).replace(Buffer.from(`${JSON.stringify(kept)}\n`, "utf8"));
  }

  return {
    async codes() {
      const names = (await files.list(folder)) ?? [];
      return names
        .filter((name) => name.endsWith(ENDING))
        .map((name) => name.slice(0, -ENDING.length))
        .filter((name) => STAFF_CODE.test(name))
        .sort();
    },
    async mistakes(staff, place) {
      const kept = await read(staff);
      return kept && (Object.hasOwn(kept.mistakes, place) ? kept.mistakes[place] : 0);
    },
    edition: async (staff) => (await read(staff))?.salt,
    async note(staff, place, mistakes) {
      const kept = await read(staff);
      if (!kept) return;
      const { [place]: _, ...others } = kept.mistakes;
      const noted = mistakes === 0 ? [] : [[place, mistakes] as const];
      await write(staff, { ...kept, mistakes: Object.fromEntries([...Object.entries(others), ...noted].slice(-MAX_PLACES)) });
    },
    async isRight(staff, pin) {
      const kept = await read(staff);
      if (!kept) return false;
      return timingSafeEqual(await slowHash(pin, Buffer.from(kept.salt, "hex")), Buffer.from(kept.hash, "hex"));
    },
    async set(staff, pin) {
      if (!STAFF_CODE.test(staff)) throw new Error(`staff: ${JSON.stringify(staff)} is no staff code`);
      await files.makeFolder(folder);
      const salt = randomBytes(SALT_BYTES);
      await write(staff, { salt: salt.toString("hex"), hash: (await slowHash(pin, salt)).toString("hex"), mistakes: {} });
    },
    remove: async (staff) => STAFF_CODE.test(staff) && (await removeFile(pathOf(staff), files)),
  };
}

/** Removes a file for good; false where there was none. */
export async function removeFile(path: string, files: FileSystem): Promise<boolean> {
  try {
    await files.remove(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw error;
  }
  await files.syncFolder(dirname(path));
  return true;
}

function staffFile(bytes: Uint8Array | undefined): StaffFile | undefined {
  if (!bytes) return undefined;
  try {
    const parsed = v.safeParse(FileSchema, JSON.parse(Buffer.from(bytes).toString("utf8")));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined; // no JSON
  }
}

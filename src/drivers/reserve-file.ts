import { dirname } from "node:path";
import type { Reserve } from "../ports.ts";
import { type FileSystem, nodeFileSystem } from "./file-system.ts";

/** What the room must be enough for: so many bytes, and a copy of that file. */
export interface ReserveNeeds {
  readonly bytes: number;
  readonly copyOf: string;
}

/** Room on a disk, held by a file of zeros (0600), whose folder must exist. */
export function reserveFile(path: string, { bytes, copyOf }: ReserveNeeds, files: FileSystem = nodeFileSystem): Reserve {
  const giveUp = () => files.remove(path).catch(() => undefined); // there is none

  async function sizeOf(name: string): Promise<number> {
    try {
      const file = await files.open(name, "read");
      return await file.size().finally(file.close);
    } catch {
      return 0; // it is not there
    }
  }

  async function make(wanted: number): Promise<void> {
    const file = await files.open(path, "create");
    try {
      await file.write(new Uint8Array(wanted), 0);
      await file.sync();
    } finally {
      await file.close();
    }
    await files.syncFolder(dirname(path));
  }

  return {
    async hold() {
      const wanted = bytes + (await sizeOf(copyOf));
      // Half a reserve would only take the last room from others.
      if ((await sizeOf(path)) < wanted) await make(wanted).catch(giveUp);
    },
    giveUp,
  };
}

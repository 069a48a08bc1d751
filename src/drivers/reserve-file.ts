import { dirname } from "node:path";
import type { Reserve } from "../ports.ts";
import { type FileSystem, nodeFileSystem } from "./file-system.ts";

/** Room on a disk, so many bytes, held by a file of zeros (0600), whose folder must exist. */
export function reserveFile(path: string, bytes: number, files: FileSystem = nodeFileSystem): Reserve {
  const giveUp = () => files.remove(path).catch(() => undefined); // there is none

  async function size(): Promise<number> {
    try {
      const file = await files.open(path, "read");
      return await file.size().finally(file.close);
    } catch {
      return 0; // it is not there
    }
  }

  async function make(): Promise<void> {
    const file = await files.open(path, "create");
    try {
      await file.write(new Uint8Array(bytes), 0);
      await file.sync();
    } finally {
      await file.close();
    }
    await files.syncFolder(dirname(path));
  }

  return {
    async hold() {
      // Half a reserve would only take the last room from others.
      if ((await size()) < bytes) await make().catch(giveUp);
    },
    giveUp,
  };
}

import { join } from "node:path";
import type { UsedRunFiles } from "../history-ports.ts";
import { ASIDE, replaceFile } from "./durable-file.ts";
import { type FileSystem, nodeFileSystem, type OpenFile } from "./file-system.ts";

/** Runs as files of a folder (0600), which is made with the first of them. */
export function runFolder(folder: string, files: FileSystem = nodeFileSystem): UsedRunFiles {
  /** Undefined where it is not there. */
  async function withFile<T>(name: string, use: (file: OpenFile) => Promise<T>): Promise<T | undefined> {
    const file = await files.open(join(folder, name), "read").catch(falseWhereMissing);
    if (!file) return undefined;
    try {
      return await use(file);
    } finally {
      await file.close();
    }
  }

  return {
    async list() {
      const names = ((await files.list(folder)) ?? []).filter((name) => !name.endsWith(ASIDE));
      return await Promise.all(names.map(async (name) => ({ name, bytes: (await withFile(name, (file) => file.size())) ?? 0 })));
    },
    read: (name) => withFile(name, async (file) => await file.read(0, await file.size())),
    async write(name, bytes) {
      await files.makeFolder(folder);
      // What a full disk or a power cut left half-written takes room that may be the last.
      for (const left of ((await files.list(folder)) ?? []).filter((name) => name.endsWith(ASIDE))) await files.remove(join(folder, left));
      await replaceFile(join(folder, name), bytes, files);
    },
    async remove(name) {
      await files.remove(join(folder, name)).catch(falseWhereMissing);
    },
  };
}

function falseWhereMissing(error: unknown): false {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
  throw error;
}

import { lstat } from "node:fs/promises";
import { join } from "node:path";
import type { Text } from "../core/text.ts";
import { STICK_FOLDER } from "./stick-folder.ts";

/** Folders that hold a repository in a stick, in a publisher's folder, and in central's data. */
const INSIDE = [STICK_FOLDER, "repository", "trust"];

/** The folder with `metadata` in it, or which one to name. */
export type FoundRepository = { readonly ok: true; readonly folder: string } | { readonly ok: false; readonly problem: Text };

/** The repository that somebody names, by its own folder or by the one around it where that has only one. Rejects where the disk cannot be read. */
export async function findRepository(named: string): Promise<FoundRepository> {
  if (await isRepository(named)) return { ok: true, folder: named };
  const inside: string[] = [];
  for (const folder of INSIDE.map((name) => join(named, name))) if (await isRepository(folder)) inside.push(folder);
  const [only] = inside;
  if (only !== undefined && inside.length === 1) return { ok: true, folder: only };
  const those = inside.join(", ");
  return {
    ok: false,
    problem:
      inside.length > 1
        ? {
            vi: `${named} có nhiều bộ tin cậy; ghi rõ một thư mục: ${those}`,
            en: `${named} has several repositories; name one of them: ${those}`,
          }
        : {
            vi: `${named} không có bộ tin cậy; ghi thư mục có metadata/ và targets/, hoặc thư mục chứa ${INSIDE.join(", ")}`,
            en: `there is no repository in ${named}; name the folder with metadata/ and targets/, or the one around ${INSIDE.join(", ")}`,
          },
  };
}

async function isRepository(folder: string): Promise<boolean> {
  return await lstat(join(folder, "metadata")).then(
    (found) => found.isDirectory(),
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" || error.code === "ENOTDIR") return false;
      throw error;
    },
  );
}

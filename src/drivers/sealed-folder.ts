import { join } from "node:path";
import { isSealedDigest, MAX_SEALED_BYTES, sealedDigest } from "../core/sealed-part.ts";
import type { SealedParts } from "../ports.ts";
import { type FileSystem, nodeFileSystem } from "./file-system.ts";

const SUFFIX = ".sealed";

/**
 * Sealed parts as files of a folder (0600), one each, named by digest, so that one can be deleted without touching any other. The folder is made
 * with the first part. A part is written under its own name: what a power cut left half-written does not have that digest, and no entry names it.
 */
export function sealedFolder(folder: string, files: FileSystem = nodeFileSystem): SealedParts {
  const pathOf = (digest: string) => join(folder, `${digest}${SUFFIX}`);
  return {
    async put(part) {
      const digest = sealedDigest(part);
      await files.makeFolder(folder);
      const file = await files.open(pathOf(digest), "create");
      try {
        await file.write(part, 0);
        await file.sync();
      } finally {
        await file.close();
      }
      await files.syncFolder(folder);
      return digest;
    },
    async read(digest) {
      if (!isSealedDigest(digest)) return undefined;
      const bytes = await contentsOf(pathOf(digest), files);
      // Not as if it had been deleted: then central would say that it holds the entry whole, and what is left of the part would go.
      if (bytes && sealedDigest(bytes) !== digest) throw new Error(`sealed part: ${digest} is damaged, its bytes have another digest`);
      return bytes;
    },
    async remove(digest) {
      if (!isSealedDigest(digest)) return false;
      const wasThere = await files.remove(pathOf(digest)).then(() => true, falseWhereMissing);
      // Also where it is gone already: nobody knows whether the run that removed it came as far as this.
      if (wasThere || (await files.list(folder))) await files.syncFolder(folder);
      return wasThere;
    },
    async list() {
      const names = (await files.list(folder)) ?? [];
      return names
        .filter((name) => name.endsWith(SUFFIX))
        .map((name) => name.slice(0, -SUFFIX.length))
        .filter(isSealedDigest);
    },
  };
}

async function contentsOf(path: string, files: FileSystem): Promise<Uint8Array | undefined> {
  const file = await files.open(path, "read").catch(falseWhereMissing);
  if (!file) return undefined;
  try {
    // One more than the longest: what is longer is no part, and is not read to its end to learn that.
    return await file.read(0, MAX_SEALED_BYTES + 1);
  } finally {
    await file.close();
  }
}

function falseWhereMissing(error: unknown): false {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
  throw error;
}

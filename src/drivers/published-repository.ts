import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { sha256 } from "../core/signature.ts";
import type { PublishedFile, PublishedTrust } from "../trust-ports.ts";
import { nodeFileSystem } from "./file-system.ts";

/** Names that are handed out, and no others: no path leads out of the folder. */
const METADATA_NAME = /^(?:[1-9][0-9]{0,9}\.(?:root|targets|snapshot)|timestamp)\.json$/;
const TARGET_NAME = /^[0-9a-f]{64}\.[a-z0-9][a-z0-9._-]{0,99}$/;
/** Largest metadata file, in bytes: more than any kiosk takes. */
const MAX_METADATA_BYTES = 1024 * 1024;

/**
 * The TUF repository in a folder (`metadata`, `targets`), as it stands at each call. Whoever publishes there replaces each file by rename,
 * and never one target by another of the same name.
 */
export function publishedRepositoryAt(folder: string): PublishedTrust {
  return {
    metadata: async (name) => (METADATA_NAME.test(name) ? await wholeFile(join(folder, "metadata", name)) : undefined),
    target: async (name) => (TARGET_NAME.test(name) ? await largeFile(join(folder, "targets", name), name.slice(0, 64)) : undefined),
  };
}

/** Read at once: a publication in this moment gives the old bytes or the new ones, never a length of one and the end of the other. */
async function wholeFile(path: string): Promise<PublishedFile | undefined> {
  const file = await nodeFileSystem.open(path, "read").catch(undefinedWhereMissing);
  if (!file) return undefined;
  const bytes = await file.read(0, MAX_METADATA_BYTES + 1).finally(() => file.close());
  if (bytes.length > MAX_METADATA_BYTES) throw new Error(`published trust: ${path} has more than ${MAX_METADATA_BYTES} bytes`);
  return {
    length: bytes.length,
    etag: `"${Buffer.from(sha256(bytes)).toString("base64url")}"`,
    async *content(from) {
      yield bytes.subarray(from);
    },
  };
}

/** May be a system image of hundreds of megabytes, so it is read as fast as the receiver takes it. */
async function largeFile(path: string, digest: string): Promise<PublishedFile | undefined> {
  const found = await stat(path).catch(undefinedWhereMissing);
  if (!found?.isFile()) return undefined;
  const { size: length } = found;
  return { length, etag: `"${digest}"`, content: (from) => createReadStream(path, { start: from }) };
}

function undefinedWhereMissing(error: unknown): undefined {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
  throw error;
}

import { readFile, stat } from "node:fs/promises";
import { sha256 } from "../core/signature.ts";
import { MAX_TRUST_BUNDLE_BYTES } from "../core/trust-bundle.ts";
import type { PublishedBundle } from "../ports.ts";

/**
 * The trust bundle in a file, or undefined where there is none. A file put in its place is seen at the next call, without a
 * restart. Rejects when the file cannot be read or is larger than any kiosk would take.
 */
export function publishedBundleAt(path: string): () => Promise<PublishedBundle | undefined> {
  let version = "";
  let held: PublishedBundle | undefined;
  return async () => {
    const found = await stat(path, { bigint: true }).catch(undefinedWhereMissing);
    if (!found) return undefined;
    // Whoever replaces the file by rename changes its inode, whatever the clock says.
    const seen = `${found.ino}:${found.mtimeNs}:${found.size}`;
    if (!held || seen !== version) {
      if (found.size > MAX_TRUST_BUNDLE_BYTES) throw new Error(`trust bundle: ${found.size} bytes, at most ${MAX_TRUST_BUNDLE_BYTES}`);
      const bytes = await readFile(path);
      held = { bytes, etag: `"${Buffer.from(sha256(bytes)).toString("base64url")}"` };
      version = seen;
    }
    return held;
  };
}

function undefinedWhereMissing(error: unknown): undefined {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
  throw error;
}

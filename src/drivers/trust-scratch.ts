import { lstat, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { hexOf } from "../core/hex.ts";
import { sha256 } from "../core/signature.ts";

/**
 * A folder for the library's cache while a vault is offered something: four files of metadata, 1.1 MiB at most (MAX_METADATA_BYTES), so that
 * it may be memory, as /tmp is on some systems. Rejects with the system's error.
 */
export async function makeScratch(vault: string): Promise<string> {
  return await mkdtemp(join(tmpdir(), prefixOf(vault)));
}

/** Removes such a folder. A failure only leaves what sweepScratch() finds. */
export async function removeScratch(scratch: string): Promise<void> {
  await rm(scratch, { recursive: true, force: true }).catch(() => undefined);
}

/** Removes what a process that was killed has left behind for this vault. Only one process may have it open. */
export async function sweepScratch(vault: string): Promise<void> {
  const prefix = prefixOf(vault);
  const left = (await readdir(tmpdir()).catch(() => [])).filter((name) => name.startsWith(prefix));
  for (const path of left.map((name) => join(tmpdir(), name))) {
    const facts = await lstat(path).catch(() => undefined);
    // Everybody may make folders there: another's could lead us elsewhere while we empty it.
    if (facts?.isDirectory() && facts.uid === process.getuid?.()) await removeScratch(path);
  }
}

/** Tells the vaults of one machine apart. */
function prefixOf(vault: string): string {
  return `tram-trust-${hexOf(sha256(Buffer.from(resolve(vault)))).slice(0, 12)}-`;
}

import { join } from "node:path";
import { nodeFileSystem } from "../drivers/file-system.ts";
import { lockFolder } from "../drivers/folder-lock.ts";
import { takeOverRepository } from "../drivers/repository-take-over.ts";
import { systemClock } from "../drivers/system-clock.ts";
import { makeTimeKey, publicTimeKey, readTimeKey } from "../drivers/time-key.ts";
import { type CommonOptions, complain, say } from "./saying.ts";

/** Hands out the newest publication of a repository from now on; resolves to the exit code. Also while the server runs. */
export async function publish({ repository, ...options }: CommonOptions & { readonly repository: string }): Promise<number> {
  const trust = join(options.data, "trust");
  await nodeFileSystem.makeFolder(trust);
  const lock = lockFolder(trust);
  if (!lock) return complain(`another publication into ${trust} is under way`, 1);
  try {
    const taken = await takeOverRepository(repository, trust, systemClock.now());
    if (!taken.ok) {
      const { refusal, detail } = taken;
      if (options.json) say(options, { event: "refused", refusal, detail }, "");
      return complain(`--repository: ${refusal}: ${detail}; what is handed out stays as it is`, 1);
    }
    const { versions, newTargets, expiresAt } = taken;
    const until = new Date(expiresAt * 1000).toISOString();
    const text = `published version ${versions.timestamp} (${newTargets} new files), good until ${until}`;
    say(options, { event: "published", versions, newTargets, expiresAt }, text);
    return 0;
  } finally {
    lock.release();
  }
}

/** Makes the key that signs the time, or finds it, and says its public half: a JWK, ready for `tram trust operator-key add`. */
export async function timeKey({ replace = false, ...options }: CommonOptions & { readonly replace?: boolean }): Promise<number> {
  const isNew = await makeTimeKey(options.data, { replace });
  const key = await readTimeKey(options.data);
  if (!key) return complain("the time key went away while it was read", 1);
  const jwk = publicTimeKey(key);
  // Without --json, too, standard output is the key alone: it goes into a file.
  process.stdout.write(`${JSON.stringify(options.json ? { event: isNew ? "made" : "exists", jwk } : jwk)}\n`);
  return 0;
}

import { join } from "node:path";
import type { Text } from "../core/text.ts";
import { dateInVietnam } from "../core/time.ts";
import { type Refusal, TRUST_REFUSALS } from "../core/trust-refusal.ts";
import { type CentralKeyUse, makeCentralKey, publicCentralKey, readCentralKey } from "../drivers/central-key.ts";
import { nodeFileSystem } from "../drivers/file-system.ts";
import { lockFolder } from "../drivers/folder-lock.ts";
import { findRepository } from "../drivers/repository-place.ts";
import { takeOverRepository } from "../drivers/repository-take-over.ts";
import { systemClock } from "../drivers/system-clock.ts";
import { type CommonOptions, complain, EXIT_DONE, EXIT_REFUSED, EXIT_USAGE, say } from "./saying.ts";

/** Hands out the newest publication of a repository from now on; resolves to the exit code. Also while the server runs. */
export async function publish({ repository: named, ...options }: CommonOptions & { readonly repository: string }): Promise<number> {
  const repository = await findRepository(named);
  if (!repository.ok) return complain(repository.problem, EXIT_USAGE);
  const trust = join(options.data, "trust");
  await nodeFileSystem.makeFolder(trust);
  const lock = lockFolder(trust);
  if (!lock) {
    return complain(
      { vi: `một lần phát hành khác vào ${trust} đang chạy`, en: `another publication into ${trust} is under way` },
      EXIT_REFUSED,
    );
  }
  try {
    const taken = await takeOverRepository(repository.folder, trust, systemClock.now());
    if (!taken.ok) {
      const { refusal, detail } = taken;
      if (options.json) say(options, { event: "refused", refusal, detail }, NOTHING);
      return complain(refusalText(taken), EXIT_REFUSED);
    }
    const { versions, newTargets, expiresAt } = taken;
    const end = dateInVietnam(expiresAt);
    say(
      options,
      { event: "published", versions, newTargets, expiresAt },
      {
        vi: `đang phát phiên bản ${versions.timestamp} (${newTargets} tệp mới), dùng được đến ${end}`,
        en: `published version ${versions.timestamp} (${newTargets} new files), good until ${end}`,
      },
    );
    return EXIT_DONE;
  } finally {
    lock.release();
  }
}

const NOTHING: Text = { vi: "", en: "" };

/** In central's own words: those of the table are about a kiosk that goes on with what it holds. */
function refusalText({ refusal, detail }: Refusal): Text {
  const { vi, en } = refusal === "rollback" ? OLDER : TRUST_REFUSALS[refusal].detail;
  return {
    vi: `${vi} Trung tâm vẫn phát bộ đang có. (${refusal}: ${detail})`,
    en: `${en} What is handed out stays as it is. (${refusal}: ${detail})`,
  };
}

const OLDER: Text = {
  vi: "Bộ tin cậy này cũ hơn bộ mà trung tâm đang phát: có thể là USB cũ.",
  en: "This bundle is older than the one that central hands out: an old stick?",
};

/** Makes a key of central's, or finds it, and says its public half: a JWK, ready for `tram trust operator-key add`. */
export async function centralKey(
  use: CentralKeyUse,
  { replace = false, ...options }: CommonOptions & { readonly replace?: boolean },
): Promise<number> {
  const isNew = await makeCentralKey(options.data, use, { replace });
  const key = await readCentralKey(options.data, use);
  if (!key) return complain({ vi: "khoá biến mất khi đang đọc", en: "the key went away while it was read" }, EXIT_REFUSED);
  const jwk = publicCentralKey(key);
  // Without --json, too, standard output is the key alone: it goes into a file.
  process.stdout.write(`${JSON.stringify(options.json ? { event: isNew ? "made" : "exists", jwk } : jwk)}\n`);
  return EXIT_DONE;
}

import { createHash } from "node:crypto";
import { dirname } from "node:path";
import { targetFileName } from "../core/trust-targets.ts";
import type { TrustLater, TrustOrigin, TrustRefused, TrustTarget } from "../trust-ports.ts";
import { ASIDE } from "./durable-file.ts";
import type { FileSystem } from "./file-system.ts";
import { errorCode } from "./libc.ts";
import { openTrustSource } from "./trust-origin.ts";
import { refused } from "./trust-source.ts";

/** Fetches one large target into a file, piece by piece; the file has its name only when its hash is right and a power cut would leave it whole. */
export async function fetchTargetFile(
  target: TrustTarget,
  origin: TrustOrigin,
  path: string,
  signal: AbortSignal,
  files: FileSystem,
): Promise<{ readonly kind: "fetched" } | TrustRefused | TrustLater> {
  const source = openTrustSource(origin, signal);
  if ("kind" in source) return source;
  try {
    const file = await files.open(path + ASIDE, "create");
    const digest = createHash("sha256");
    let length = 0;
    try {
      const answer = await source.fetch("targets", targetFileName(target), target.bytes, async (piece) => {
        digest.update(piece);
        await file.write(piece, length);
        length += piece.length;
      });
      if (answer.kind === "absent") return refused("incomplete", `${target.name} is missing`);
      if (answer.kind !== "fetched") return answer;
      if (length !== target.bytes || digest.digest("hex") !== target.sha256) {
        return refused("mix-and-match", `${target.name}: not the file that is named`);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await files.rename(path + ASIDE, path);
    await files.syncFolder(dirname(path));
    return { kind: "fetched" };
  } catch (error) {
    return refused("storage", errorCode(error) ?? String(error));
  } finally {
    source.close();
    // What is left of an attempt that failed; after one that did not, there is none.
    await files.remove(path + ASIDE).catch(() => undefined);
  }
}

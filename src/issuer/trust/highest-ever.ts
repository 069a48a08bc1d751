import * as v from "valibot";
import { NO_VERSIONS, type TrustVersions } from "../../core/trust-version.ts";
import type { TrustParts } from "./parts.ts";
import type { Publisher } from "./publisher.ts";

const version = v.pipe(v.number(), v.integer(), v.minValue(0));
const VersionsSchema = v.object({ root: version, targets: version, snapshot: version, timestamp: version });

/** The versions of the newest publication that this folder has ever made, kept apart from the repository: an old copy of that shall be noticed. */
export function highestEver({ path }: Pick<Publisher, "path">, { disk }: Pick<TrustParts, "disk">) {
  const file = disk.keptFile(path("published.json"));
  return {
    async read(): Promise<TrustVersions> {
      const bytes = await file.read();
      const parsed = v.safeParse(VersionsSchema, bytes && parseJson(bytes));
      return parsed.success ? parsed.output : NO_VERSIONS;
    },
    note: (versions: TrustVersions): Promise<void> => file.replace(Buffer.from(`${JSON.stringify(versions)}\n`)),
  };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    return undefined;
  }
}

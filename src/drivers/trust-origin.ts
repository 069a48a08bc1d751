import type { TrustLater, TrustOrigin } from "../trust-ports.ts";
import { openFolderSource } from "./trust-folder-source.ts";
import { openHttpSource } from "./trust-http-source.ts";
import type { TrustSource } from "./trust-source.ts";

/** The repository at an origin, or why there can be none. Calls under way when the signal aborts end with `later` and its reason, which is a text. */
export function openTrustSource(origin: TrustOrigin, signal: AbortSignal): TrustSource | TrustLater {
  return origin.kind === "folder" ? openFolderSource(origin.path, signal) : openHttpSource(origin.url, signal);
}

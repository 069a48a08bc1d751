// Run by trust-load.ts in a process of its own, so that its time and memory are nobody else's: opens the vault in a folder as a kiosk does at its
// start. Without a folder it opens none: what the program itself takes.
import { readFileSync } from "node:fs";
import { NO_VERSIONS } from "../../src/core/trust-version.ts";
import { openTrustVault } from "../../src/drivers/trust-vault.ts";
import type { OpenedInNumbers } from "./trust-load.ts";

const [folder, root = ""] = process.argv.slice(2);
const began = performance.now();
const trust = folder && (await openTrustVault({ folder, root: readFileSync(root), floor: NO_VERSIONS, demo: false })).held()?.trust;
const ms = performance.now() - began;
const opened: OpenedInNumbers = {
  ms,
  // Kibibytes (getrusage(2)), the most at any moment.
  peakBytes: process.resourceUsage().maxRSS * 1024,
  keptBytes: process.memoryUsage.rss(),
  keys: trust ? trust.keys.all.length : 0,
  lists: trust ? trust.revocations.tokenStatus.size : 0,
};
console.log(JSON.stringify(opened));
process.exit();

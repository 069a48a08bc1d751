import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { audited, auditKeys, dayOf, exportTexts, fileOf } from "../support/audit-exports.ts";

const ENTRIES = 50_000;
const ROUNDS = 3;

/** How fast an export is verified, beside what no verifier can do without: to unpack it and to hash what is in it. */
export async function benchAudit(): Promise<readonly string[]> {
  const bodies = dayOf(ENTRIES, (seq) => ({ at: 1_795_712_400 + seq, durationMs: (seq % 97) + 0.5 }));
  const file = fileOf(exportTexts({ bodies, blockEntries: 256 }));
  const keys = auditKeys();
  const [verify, least]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    verify.push(secondsOf(() => audited(file, keys, [], 262_144)));
    least.push(secondsOf(() => createHash("sha256").update(gunzipSync(file)).digest()));
  }
  const [best, floor] = [Math.min(...verify), Math.min(...least)];
  return [
    `verify: ${Math.round(ENTRIES / best)} entries/s, ${(best / floor).toFixed(1)}x of unpacking and hashing the file's text`,
    `file: ${(file.length / ENTRIES).toFixed(1)} bytes an entry`,
  ];
}

function secondsOf(work: () => unknown): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

// What a backup stick says of itself: the list of its files, by which a torn or changed one is known.
import * as v from "valibot";
import { isKioskId } from "../protocol.ts";
import type { EpochSeconds } from "../time.ts";

/** Largest list, in bytes. A journal of a million entries has some 350 files. */
export const MAX_BACKUP_LIST_BYTES = 1_048_576;

/** Names below the backup's folder, nothing that leads out of it. */
const NAME = /^[a-z0-9-]+(?:[._][a-z0-9-]+)*(?:\/[a-z0-9-]+(?:[._][a-z0-9-]+)*){0,3}$/;

const BackupSchema = v.strictObject({
  form: v.literal(1),
  kiosk: v.pipe(v.string(), v.check(isKioskId)),
  /** When it was made, by the kiosk's clock. */
  at: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  files: v.pipe(
    v.array(
      v.strictObject({
        name: v.pipe(v.string(), v.maxLength(200), v.regex(NAME)),
        bytes: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
        sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
      }),
    ),
    v.maxLength(5000),
    v.check((files) => new Set(files.map(({ name }) => name)).size === files.length),
  ),
});

/** A backup's list of its files. */
export type BackupList = v.InferOutput<typeof BackupSchema>;
export type BackupFile = BackupList["files"][number];

/** The list as it is written. */
export function writeBackupList(kiosk: string, at: EpochSeconds, files: readonly BackupFile[]): string {
  return `${JSON.stringify({ form: 1, kiosk, at: Math.max(0, Math.floor(at)), files }, undefined, 1)}\n`;
}

/** The list in a file, or undefined where it is none, or not written as writeBackupList() writes it. */
export function readBackupList(bytes: Uint8Array): BackupList | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const parsed = v.safeParse(BackupSchema, JSON.parse(text));
    if (!parsed.success) return undefined;
    const { kiosk, at, files } = parsed.output;
    return writeBackupList(kiosk, at, files) === text ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

/** True for a name that a backup may have: everything else is not copied. */
export function isBackupName(name: string): boolean {
  return NAME.test(name) && name.length <= 200;
}

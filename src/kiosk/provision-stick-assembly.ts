import { join } from "node:path";
import {
  backupsOnStick,
  copyOutOfBackup,
  foldersIn,
  journalSegments,
  openBackup,
  readFromBackup,
  writeBackup,
} from "../drivers/backup-folder.ts";
import { replaceFile } from "../drivers/durable-file.ts";
import { nodeFileSystem } from "../drivers/file-system.ts";
import { keptFile } from "../drivers/kept-file.ts";
import { runFolder } from "../drivers/run-folder.ts";
import { openSealedBytes, sealBytes } from "../drivers/sealed-bytes.ts";
import { backUp } from "./provision-backup.ts";
import { askNewPassphrase, askPassphrase } from "./provision-operator-assembly.ts";
import type { BackupCommand, RestoreCommand } from "./provision-options.ts";
import type { ProvisionParts } from "./provision-parts.ts";
import type { OpenedBackup, ReplacementParts } from "./provision-replacement.ts";
import { restore } from "./provision-restore.ts";
import { trustFiles, trustWorth } from "./provision-trust-assembly.ts";

/** Largest file of a backup that is read whole, in bytes. */
const MAX_FILE_BYTES = 1024 * 1024;

/** In place of questions on a terminal, and of silence while it is written. */
export interface BackupOnPage {
  readonly passphrase: string | undefined;
  readonly onProgress: (done: number, total: number) => void;
  /** Told what the stick has said where it does not take the backup. */
  readonly onFault: (error: unknown) => void;
}

/** `tram provision backup`, and the technician's page. Resolves to the exit code. */
export function backUpKiosk({ passphraseFile, ...options }: BackupCommand, parts: ProvisionParts, page?: BackupOnPage): Promise<number> {
  const question = "Mật khẩu cho bản sao lưu, để trống nếu không kèm trí nhớ / passphrase for the backup, empty: without memory: ";
  return backUp(options, {
    ...parts,
    readBytes: (file) => keptFile(file).read(),
    segmentsIn: journalSegments,
    foldersIn,
    runsIn: async (folder) => (await runFolder(folder).list()).map(({ name }) => name),
    trustFiles,
    passphrase: async () => (page ? page.passphrase : await askNewPassphrase(question, passphraseFile)),
    seal: sealBytes,
    writeBackup: (folder, backup) =>
      writeBackup(folder, backup, page?.onProgress).catch((error: unknown) => {
        page?.onFault(error);
        throw error;
      }),
  });
}

/** `tram provision restore`. Resolves to the exit code. */
export function restoreKiosk({ passphraseFile, ...options }: RestoreCommand, parts: ProvisionParts): Promise<number> {
  return restore(options, {
    ...replacementParts(parts),
    passphrase: () =>
      askPassphrase("Mật khẩu của bản sao lưu, để trống: máy không nhớ gì / passphrase of the backup, empty: no memory: ", passphraseFile),
  });
}

/** What restoring needs beside the parts of every provisioning command. */
export function replacementParts(parts: ProvisionParts): ReplacementParts {
  return {
    ...parts,
    backups: backupsOnStick,
    openBackup: open,
    hasJournal: async (data) => (await journalSegments(join(data, "journal"))).length > 0,
    unseal: openSealedBytes,
    writePrivate: async (file, bytes) => {
      await nodeFileSystem.makeFolder(join(file, ".."));
      await replaceFile(file, bytes);
    },
    trustWorth,
  };
}

async function open(folder: string): Promise<OpenedBackup | undefined> {
  const backup = await openBackup(folder);
  return (
    backup && {
      kiosk: backup.list.kiosk,
      at: backup.list.at,
      listBytes: backup.listBytes,
      read: (name) => readFromBackup(backup, name, MAX_FILE_BYTES),
      copy: (prefix, to) => copyOutOfBackup(backup, prefix, to),
    }
  );
}

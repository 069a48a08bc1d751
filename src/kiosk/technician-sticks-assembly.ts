// What the technician has written on a stick, but for the journal: a support bundle, a backup.
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import type { JobTrouble } from "../core/stick-job-texts.ts";
import { supportFileName, writeSupport } from "../core/support/bundle.ts";
import type { Text } from "../core/text.ts";
import { replaceFile } from "../drivers/durable-file.ts";
import { nodeFileSystem } from "../drivers/file-system.ts";
import { makeStickFolder, stickFaultOf } from "../drivers/journal-stick.ts";
import { errorCode } from "../drivers/libc.ts";
import { provisionParts } from "./provision-machine-assembly.ts";
import { backUpKiosk } from "./provision-stick-assembly.ts";
import { supportJournal } from "./support.ts";
import type { OnProgress } from "./technician-jobs.ts";
import type { TechnicianWorkParts } from "./technician-lent-assembly.ts";

/** The folder of a stick that takes support bundles. */
const SUPPORT_FOLDER = "tram-support";
/** Whoever has the stick elsewhere is another account. */
const MODE = 0o644;

/** The kiosk could not read what should have gone onto the stick. */
class NotReadable extends Error {}

/** What an error of these says of the stick, or of the kiosk. */
export function jobTroubleOf(error: unknown): JobTrouble {
  if (error instanceof NotReadable) return "machine";
  // A file lies where the folder should be: nobody has pulled anything out.
  for (let cause = error; cause instanceof Error; cause = cause.cause) if (errorCode(cause) === "ENOTDIR") return "failed";
  return stickFaultOf(error);
}

/** A file in a folder of the stick, which is made where it is not there. */
export async function writeOnStick(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  await makeStickFolder(folder);
  await replaceFile(join(folder, name), bytes);
  await chmod(join(folder, name), MODE);
}

/** Writes a support bundle on a stick, in place of one of the same minute. Rejects with the system's error where the stick does not take it. */
export async function writeSupportOn(stick: string, parts: TechnicianWorkParts): Promise<Text> {
  const { run, journal, keeping, trust } = parts;
  const { config, lines } = run;
  const told = await supportJournal(journal, keeping.acknowledged.wholeSize).catch(() => undefined);
  const freeBytes = await nodeFileSystem.freeBytes(config.data).catch(() => undefined);
  const held = trust.vault.held();
  const facts = {
    kiosk: config.id,
    at: trust.clock.now(),
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    ...(freeBytes !== undefined && { freeBytes }),
    checks: parts.checks(),
    status: parts.status(),
    configuration: config,
    ...(told && { journal: told }),
    ...(held && { trust: held }),
    log: lines.lines(),
  };
  const name = supportFileName(facts);
  await writeOnStick(join(stick, SUPPORT_FOLDER), name, writeSupport(facts));
  return { vi: `Gửi tệp ${SUPPORT_FOLDER}/${name} cho người hỗ trợ.`, en: `Send ${SUPPORT_FOLDER}/${name} to whoever helps.` };
}

/** Writes a backup on a stick; likewise. */
export async function backUpOn(
  stick: string,
  onProgress: OnProgress,
  passphrase: string | undefined,
  run: TechnicianWorkParts["run"],
): Promise<Text> {
  const said: string[] = [];
  let fault: unknown;
  const hear = (text: string) => void said.push(text);
  const code = await backUpKiosk(
    { config: run.file, to: stick, json: true },
    { ...provisionParts(), out: hear, err: hear },
    { onProgress, passphrase, onFault: (error) => (fault = error) },
  );
  // What is not the stick's fault is for the log.
  if (code !== 0) throw fault ?? new NotReadable(said.join(" ").replaceAll(/\s+/g, " "));
  const { fingerprint } = JSON.parse(said.join("")) as { readonly fingerprint: string };
  return {
    vi: `Ghi dấu vân tay này vào sổ, không để cùng USB: ${fingerprint}.${passphrase ? "" : " Không có mật khẩu nên không kèm trí nhớ."}`,
    en: `Write this fingerprint into the book, not on the stick: ${fingerprint}.${passphrase ? "" : " No passphrase, so no memory is in it."}`,
  };
}

import { existsSync } from "node:fs";
import { readdir, realpath } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { journalSigner, openCheckpoint } from "../core/checkpoint.ts";
import { displayJson, displayText } from "../core/display-text.ts";
import { hexOf } from "../core/hex.ts";
import { wholeSize } from "../core/holding.ts";
import type { TreeHead } from "../core/merkle-proof.ts";
import { EMPTY_ROOT } from "../core/merkle-tree.ts";
import { openStatement } from "../core/reset/statement.ts";
import { type PrivateKey, sha256 } from "../core/signature.ts";
import type { Text } from "../core/text.ts";
import { readDeviceKey } from "../drivers/device-key.ts";
import { countFiles, eraseFile, fileNamesIn, filesBelow, firstLink, isEncrypted, removeEmptyFolders } from "../drivers/erasing.ts";
import { type FolderLock, lockFolder } from "../drivers/folder-lock.ts";
import { viewJournal } from "../drivers/journal-view.ts";
import { keptFile } from "../drivers/kept-file.ts";
import { writeQr } from "../drivers/qr-writer.ts";
import { systemClock } from "../drivers/system-clock.ts";
import { askOnTerminal } from "../drivers/terminal-question.ts";
import { deviceKeyFile, type KioskConfig } from "./config.ts";
import { writeNewFile } from "./out-file-assembly.ts";
import { comparing } from "./own-comparison.ts";
import { findContradiction } from "./own-contradiction.ts";
import {
  eraseAll,
  inTheWay,
  type LeftBehind,
  makeOrder,
  parseOrder,
  RESET_ORDER_FILE,
  type ResetOrder,
  type Unsent,
  unsentEntries,
} from "./reset.ts";
import { isOwnFolder, resetPlaces } from "./reset-places-assembly.ts";
import { inTheWayText, leftText, linkText, orphanText, RESET_TEXTS, warningText } from "./reset-texts.ts";
import { readConfig } from "./selftest-assembly.ts";
import { carriedFile, readSigned } from "./stick-assembly.ts";
import { readCarried } from "./stick-carried.ts";
import type { ResetCommand } from "./support-commands.ts";

/** As provisioning proposes it (provision-commands.ts), and tram-order.path watches it. */
const DEFAULT_DATA = "/var/lib/tram";
/** Debian's and systemd's bound between accounts of services and of people (login.defs, SYS_UID_MAX). */
const LAST_SYSTEM_UID = 999;

/** The configuration that a kiosk runs with, and the file that it was read from. */
export interface RunConfig {
  readonly file: string;
  readonly config: KioskConfig;
  readonly bytes: Uint8Array;
}

/** `tram reset`. `ask`: for tests, in place of the terminal. Exit code: 0 deleted, 1 refused or not all of it, 2 no configuration or no terminal. */
export async function resetCommand(options: ResetCommand, ask = askOnTerminal): Promise<0 | 1 | 2> {
  const { config: file } = options;
  if (file === undefined) return complain(RESET_TEXTS.configuration, 2);
  const read = await readConfig(file);
  if (!read.ok) {
    if (!options.finish || existsSync(file)) return complain(read.why, 2);
    const orphan = await finishWithout(file);
    return orphan === undefined ? say(RESET_TEXTS.finished, 0) : complain(orphanText(orphan), 1);
  }
  const run: RunConfig = { file, config: read.config, bytes: read.bytes };
  const begun = await orderOf(run);
  if (begun) return await carryOut(run, begun, options);
  if (options.finish) return await finishOther(run);
  const lock = journalLock(run.config);
  if (lock === "taken") return complain(RESET_TEXTS.running, 1);
  try {
    return await confirmed(run, options, ask);
  } finally {
    lock?.release();
  }
}

async function confirmed(run: RunConfig, options: ResetCommand, ask: typeof askOnTerminal): Promise<0 | 1 | 2> {
  const { config } = run;
  const found = await lookAtJournal(config).catch(() => undefined);
  if (found === "nothing") return complain(RESET_TEXTS.nothing, 1);
  if (!found) return complain(RESET_TEXTS.unreadable, 1);
  const left = inTheWay(found.unsent, options.abandonJournal);
  if (left !== undefined) return complain(inTheWayText(left, found.unsent.isDoubtful), 1);
  const { files } = await countFiles(await filesBelow(config.data));
  for (const text of warningText(config.id, files, await isEncrypted(config.data))) complain(text, 1);
  const typed = await ask(`Gõ tên máy để xoá / type the kiosk's name to delete it (${config.id}): `);
  if (typed === undefined) return complain(RESET_TEXTS.terminal, 2);
  if (typed.trim() !== config.id) return complain(RESET_TEXTS.name, 1);
  const order = await giveOrder(run, found);
  return "note" in order ? await carryOut(run, order, options) : complain(order, 1);
}

/** What of the journal matters to a reset, and the key that signs it. */
export interface FoundJournal {
  readonly unsent: Unsent;
  readonly head: TreeHead;
  readonly deviceKey: PrivateKey;
}

/** Reads that beside a kiosk that does not run. Rejects where the journal is damaged. */
async function lookAtJournal(config: KioskConfig): Promise<FoundJournal | "nothing"> {
  const { id, data } = config;
  const deviceKey = await readDeviceKey(deviceKeyFile(config));
  if (!deviceKey) return "nothing";
  const signer = journalSigner(id, deviceKey);
  const signed = await readSigned(config, deviceKey);
  const journal = await viewJournal(join(data, "journal"), signer);
  if (!journal) {
    return { unsent: { size: 0, acknowledged: 0, carried: 0, isDoubtful: false }, head: { size: 0, root: EMPTY_ROOT }, deviceKey };
  }
  const compared = await comparing(
    () => findContradiction(journal, signed),
    () => undefined,
  );
  const head = openCheckpoint(Buffer.from(await journal.checkpoint(), "utf8"), signer.key);
  if (typeof head === "string") throw new Error(`reset: ${head}`);
  const carried = (await readCarried(carriedFile(data), id))?.until ?? 0;
  const unsent = { size: journal.size, acknowledged: wholeSize(signed.holding), carried, isDoubtful: compared !== "goes-on" };
  return { unsent, head, deviceKey };
}

/** Signs the statement and writes the order, durably: from here on the reset goes on at each start until it is done. Resolves to why it did not. */
export async function giveOrder({ file, config, bytes }: RunConfig, found: FoundJournal): Promise<ResetOrder | Text> {
  const data = await realpath(config.data);
  const names = await readdir(data);
  if (!isOwnFolder({ ...config, data }, await realpath(file), names, personsHome())) return RESET_TEXTS.place;
  const places = resetPlaces(config, file, await fileNamesIn(dirname(file)));
  const files = [...(await filesBelow(config.data)), ...places.beside, places.configuration];
  const link = await firstLink([...files, ...places.keys]);
  if (link !== undefined) return linkText(link);
  const counted = await countFiles(files);
  const statement = {
    kiosk: config.id,
    at: Math.floor(systemClock.now()),
    size: found.head.size,
    root: found.head.root,
    abandoned: unsentEntries(found.unsent),
    ...counted,
  };
  const order = makeOrder(statement, journalSigner(config.id, found.deviceKey), bytes);
  await keptFile(places.order).replace(Buffer.from(`${JSON.stringify(order)}\n`, "utf8"));
  return order;
}

/** A folder in which somebody lives is never emptied. That of the kiosk's own account is its data folder (firmware/sysusers.d). */
function personsHome(): string {
  const uid = process.getuid?.() ?? 0;
  return uid > 0 && uid <= LAST_SYSTEM_UID ? "/" : homedir();
}

/** The order that was given for this very configuration, if there is one. One of another configuration was carried out, but for itself. */
export async function orderOf({ file, config, bytes }: RunConfig): Promise<ResetOrder | undefined> {
  const kept = keptFile(resetPlaces(config, file, []).order);
  const order = parseOrder(await kept.read());
  return order?.configuration === hexOf(sha256(bytes)) ? order : undefined;
}

/**
 * Where there is an order of another configuration. One that this device has signed, or whose key is gone already, is not carried out with paths
 * that were changed since; one of an earlier device was carried out, but for itself, and goes.
 */
async function finishOther({ file, config }: RunConfig): Promise<0 | 1> {
  const { order } = resetPlaces(config, file, []);
  const other = parseOrder(await keptFile(order).read());
  if (!other) return say(RESET_TEXTS.finished, 0);
  const deviceKey = await readDeviceKey(deviceKeyFile(config)).catch(() => undefined);
  const signer = deviceKey && journalSigner(config.id, deviceKey);
  if (!signer || typeof openStatement(Buffer.from(other.note, "utf8"), () => signer.key) !== "string")
    return complain(RESET_TEXTS.changed, 1);
  await eraseFile(order);
  return say(RESET_TEXTS.finished, 0);
}

/** Deletes everything, and says what is left. May be called again. */
export async function finishReset({ file, config }: Pick<RunConfig, "file" | "config">): Promise<LeftBehind> {
  const places = resetPlaces(config, file, await fileNamesIn(dirname(file)));
  return await eraseAll(places, { filesBelow, erase: eraseFile, removeEmptyFolders });
}

async function carryOut(run: RunConfig, { note }: ResetOrder, { out, json = false }: ResetCommand): Promise<0 | 1> {
  // Before anything goes: afterwards nobody can sign it again.
  const trouble = out === undefined ? undefined : await writeNewFile(out, Buffer.from(note, "utf8"));
  if (trouble) complain(trouble, 1);
  const left = await finishReset(run);
  if (json)
    process.stdout.write(
      `${displayJson({ event: left.length > 0 ? "unfinished" : "reset", kiosk: run.config.id, statement: note, left })}\n`,
    );
  else {
    process.stdout.write(`${(await writeQr(note)).terminal}\n${note}\n`);
    if (left.length === 0) say(RESET_TEXTS.done, 0);
  }
  return left.length > 0 ? complain(leftText(left), 1) : 0;
}

/** Holds the journal, so that no kiosk runs meanwhile. `taken`: one does. Undefined: it has never run. */
export function journalLock({ data }: KioskConfig): FolderLock | "taken" | undefined {
  try {
    return lockFolder(join(data, "journal")) ?? "taken";
  } catch {
    return undefined; // there is no such folder
  }
}

/**
 * Where the configuration is gone: a power cut may have spared the order alone, which then goes, too. Resolves to one that has more beside it,
 * in the folder that provisioning makes or in one beside the configuration.
 */
async function finishWithout(file: string): Promise<string | undefined> {
  const beside = await readdir(dirname(file), { withFileTypes: true }).catch(() => []);
  const folders = beside.filter((entry) => entry.isDirectory()).map((entry) => join(dirname(file), entry.name));
  for (const folder of [DEFAULT_DATA, ...folders]) {
    const order = join(folder, RESET_ORDER_FILE);
    if (
      !parseOrder(
        await keptFile(order)
          .read()
          .catch(() => undefined),
      )
    )
      continue;
    if ((await filesBelow(folder)).length > 1) return order;
    await eraseFile(order);
  }
  return undefined;
}

function say<T extends 0>({ vi, en }: Text, code: T): T {
  for (const text of [vi, en]) process.stdout.write(`${displayText(text)}\n`);
  return code;
}

function complain<T extends 1 | 2>({ vi, en }: Text, code: T): T {
  for (const text of [vi, en]) process.stderr.write(`tram reset: ${displayText(text)}\n`);
  return code;
}

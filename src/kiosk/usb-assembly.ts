import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pino } from "pino";
import { journalSigner } from "../core/checkpoint.ts";
import { displayLine } from "../core/display-text.ts";
import { wholeSize } from "../core/holding.ts";
import type { PrivateKey } from "../core/signature.ts";
import type { Text } from "../core/text.ts";
import { readDeviceKey } from "../drivers/device-key.ts";
import { nodeFileSystem } from "../drivers/file-system.ts";

import { JournalDamaged, JournalInUse } from "../drivers/journal-folder.ts";
import { journalsOnStick } from "../drivers/journal-stick.ts";
import { viewJournal } from "../drivers/journal-view.ts";
import { sealedFolder } from "../drivers/sealed-folder.ts";
import { STICK_FOLDER } from "../drivers/stick-folder.ts";
import { systemClock, systemSleep } from "../drivers/system-clock.ts";
import type { StickPort } from "../trust-ports.ts";
import { beginAgain, isGone } from "./begin-again.ts";
import { deviceKeyFile, type KioskConfig, parseConfig } from "./config.ts";
import { openKioskJournal, SEALED_FOLDER } from "./journal-assembly.ts";
import type { PartUnread } from "./journal-batch.ts";
import { problemLines } from "./journal-texts.ts";
import { openHolding, openKeeping } from "./keeping-assembly.ts";
import { comparing } from "./own-comparison.ts";
import { findContradiction } from "./own-contradiction.ts";
import { type StickAnswer, takeStickAnswer } from "./stick-answer.ts";
import { answerTakers, carriedFile, carriedFrom, readSigned, stickContradictionFile, writeJournal } from "./stick-assembly.ts";
import { keepCarried } from "./stick-carried.ts";
import { openStickContradictions } from "./stick-contradiction.ts";
import type { StickExport } from "./stick-export.ts";
import { type KioskTrust, openKioskTrust } from "./trust-assembly.ts";
import type { UsbCommands, UsbExport, UsbImport } from "./usb-commands.ts";
import { contradictionText, exportText, importTexts, type TrustOutcome } from "./usb-texts.ts";

/** `tram usb` at a kiosk. */
export const usbCommands: UsbCommands = {
  exportStick: (options) => sayingDamage(exportStick(options)),
  importStick: (options) => sayingDamage(importStick(options)),
};

/** Between two looks at what has become of the stick, in milliseconds. */
const LOOK_MS = 50;
const [EXIT_DONE, EXIT_NOT_ALL, EXIT_USAGE] = [0, 1, 2] as const;

/** Reads the journal beside a kiosk that may be running, and writes on nothing but the stick. */
async function exportStick({ config: file, to, json = false }: UsbExport): Promise<number> {
  const config = await readConfig(file);
  if (!config) return complain(unusable(file), EXIT_USAGE);
  if (!(await isFolder(to))) return complain(noStick("--to", to), EXIT_USAGE);
  const { id, data } = config;
  const deviceKey = await readDeviceKey(deviceKeyFile(config));
  const result = deviceKey && (await beginAgain(() => writeOnStick(config, deviceKey, to)));
  if (!result) return complain(NO_JOURNAL, EXIT_NOT_ALL);
  if (result.trouble === undefined && result.entries > 0)
    await keepCarried(carriedFile(data), id, { until: result.until, at: systemClock.now() });
  if (json) process.stdout.write(`${JSON.stringify({ event: "exported", kiosk: id, ...result })}\n`);
  else say(exportText(result), result.trouble === undefined ? process.stdout : process.stderr);
  return result.trouble === undefined ? EXIT_DONE : EXIT_NOT_ALL;
}

/** Undefined where there is no journal. */
async function writeOnStick(config: KioskConfig, deviceKey: PrivateKey, to: string): Promise<StickExport | undefined> {
  const { id, data } = config;
  // Before the journal: beside a running kiosk more of it may be signed meanwhile.
  const signed = await readSigned(config, deviceKey);
  const journal = await viewJournal(join(data, "journal"), journalSigner(id, deviceKey));
  if (!journal) return undefined;
  const sealedParts = sealedFolder(join(data, SEALED_FOLDER));
  const compared = await comparing(
    () => findContradiction(journal, signed),
    (error) => {
      // Removed by the kiosk beside us, and not damaged.
      if (isGone(error)) throw error;
      say(UNCOMPARED_TEXT, process.stderr);
    },
  );
  const onUnread = ({ seq, message }: PartUnread) => say(unreadText(seq, message), process.stderr);
  const carried = { kiosk: id, deviceKey, journal, sealedParts, onUnread, ...carriedFrom(compared, signed, wholeSize(signed.holding)) };
  return await writeJournal(carried, journalsOnStick(to), () => undefined);
}

/** As a running kiosk does by itself: trust first, because it names whose answers are believed. */
async function importStick({ config: file, from, json = false }: UsbImport): Promise<number> {
  const config = await readConfig(file);
  if (!config) return complain(unusable(file), EXIT_USAGE);
  if (!(await isFolder(from))) return complain(noStick("--from", from), EXIT_USAGE);
  const log = pino({ level: "error" }, pino.destination({ dest: 2, sync: true }));
  await using opened = new AsyncDisposableStack();
  await nodeFileSystem.makeFolder(config.data);
  const kept = await openKioskJournal(config, log).catch((error: unknown) => {
    if (error instanceof JournalInUse) return undefined;
    throw error;
  });
  if (!kept) return complain(RUNNING, EXIT_NOT_ALL);
  opened.defer(async () => void (await kept.close()));
  const { journal } = kept;
  const sticks = onlyStick(from);
  const office = { ...config, central: undefined };
  const parts = { config: office, journal, system: systemClock, sleep: systemSleep, log, onAppended: () => undefined, sticks };
  const trust = await openKioskTrust(parts);
  opened.defer(() => trust.leave());
  const trusted = await takeTrust(trust, sticks);
  const holding = await openHolding(config, kept, log);
  const keeping = openKeeping({ config, journal, deviceKey: kept.deviceKey, holding, trust, onGrown: () => undefined, log });
  // What is being removed is done before the journal is closed.
  opened.defer(async () => void (await keeping.close()));
  await holding.comparison.begin();
  // For the desk of the kiosk, once it runs again.
  const contradictions = await openStickContradictions(stickContradictionFile(config.data), config.id, keeping.acknowledged, trust.clock);
  const bytes = await journalsOnStick(from).readAnswer(config.id);
  // Of a journal that cannot be compared, no word of central's is believed.
  const answer = bytes && !keeping.isUncompared ? await takeStickAnswer(bytes, answerTakers(keeping)) : undefined;
  if (answer) await contradictions.take(answer);
  if (json) process.stdout.write(`${JSON.stringify({ event: "imported", kiosk: config.id, trust: trusted, answer: answer ?? "none" })}\n`);
  else for (const text of importTexts(trusted, answer)) say(text, process.stdout);
  if (keeping.contradiction) return complain(contradictionText(keeping.contradiction), EXIT_NOT_ALL);
  if (keeping.isUncompared) return complain(UNCOMPARED_TEXT, EXIT_NOT_ALL);
  return isFine(trusted, answer) ? EXIT_DONE : EXIT_NOT_ALL;
}

/** A damaged journal in the words of `tram journal verify`, which looks further. */
async function sayingDamage(running: Promise<number>): Promise<number> {
  try {
    return await running;
  } catch (error) {
    if (!(error instanceof JournalDamaged)) throw error;
    for (const line of problemLines(error.folder, error.damage)) process.stderr.write(`tram usb: ${line}\n`);
    return EXIT_NOT_ALL;
  }
}

/** The one stick that was named. */
function onlyStick(path: string): StickPort {
  const bundle = join(path, STICK_FOLDER);
  return { look: async () => ((await isFolder(bundle)) ? [{ path: bundle, mark: "named" }] : []) };
}

/** Offers what is on the stick to the vault, and waits for what comes of it. */
async function takeTrust(trust: KioskTrust, sticks: StickPort): Promise<TrustOutcome> {
  if ((await sticks.look()).length === 0) return "none";
  const refresh = trust.startRefresh(() => undefined);
  try {
    while (refresh.status().folder.state === "starting") await delay(LOOK_MS);
    const { state, refusal } = refresh.status().folder;
    if (refusal !== undefined) return { refusal };
    return state === "ok" ? { version: trust.vault.held()?.versions.timestamp ?? 0 } : "later";
  } finally {
    await Promise.all([refresh.close(), trust.vault.close()]);
  }
}

function isFine(trust: TrustOutcome, answer: StickAnswer | undefined): boolean {
  const isTaken = answer === undefined || (answer.kind === "taken" && answer.acknowledged === "kept");
  // A stick with neither is the wrong one.
  if (trust === "none" && answer === undefined) return false;
  return isTaken && (trust === "none" || (typeof trust === "object" && "version" in trust));
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
}

async function readConfig(file: string): Promise<KioskConfig | undefined> {
  const toml = await readFile(file, "utf8").catch(() => undefined);
  const parsed = toml === undefined ? undefined : parseConfig(toml);
  return parsed?.ok ? parsed.config : undefined;
}

function say({ vi, en }: Text, stream: NodeJS.WriteStream): void {
  for (const text of [vi, en]) stream.write(`tram usb: ${displayLine(text)}\n`);
}

function complain(text: Text, code: number): number {
  say(text, process.stderr);
  return code;
}

function unusable(file: string): Text {
  return {
    vi: `không dùng được cấu hình ${file}: chạy tram doctor --config ${file}`,
    en: `the configuration ${file} cannot be used: run tram doctor --config ${file}`,
  };
}

function noStick(option: string, path: string): Text {
  return {
    vi: `${option}: không thấy USB ở ${path}: cắm USB, xem lại đường dẫn rồi chạy lại`,
    en: `${option}: there is no stick at ${path}: put it in, look at the path again and run this again`,
  };
}

function unreadText(seq: number, message: string): Text {
  return {
    vi: `phần cá nhân của mục ${seq} không đọc được, nên chỉ mã băm của mục này lên USB; mục và phần ấy vẫn ở máy (${message})`,
    en: `entry ${seq} goes on the stick as a hash alone, entry and part stay here: ${message}`,
  };
}

const UNCOMPARED_TEXT: Text = {
  vi: "nhật ký hỏng một phần nên không đối chiếu được với những gì máy đã ký, và không gì bị xoá; những gì đọc được vẫn lên USB; chạy tram journal verify để biết chỗ hỏng",
  en: "the journal is damaged in part and cannot be compared with what was signed of it, and nothing is removed; what can be read goes on a stick all the same; tram journal verify says where the damage is",
};

const RUNNING: Text = {
  vi: "máy đang chạy và tự nhận những gì có trên USB trong vài giây, nếu cấu hình có [trust] sticks; nếu không, hãy dừng máy rồi chạy lại",
  en: "the kiosk is running and takes what is on a stick by itself within seconds, where [trust] sticks is set; else stop it and run this again",
};

const NO_JOURNAL: Text = {
  vi: "chưa có nhật ký hoặc khoá thiết bị: hãy chạy máy lần đầu, hoặc xem lại data trong cấu hình",
  en: "there is no journal or no device key yet: let the kiosk run once, or look at data in its configuration",
};

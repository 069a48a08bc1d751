import { stat } from "node:fs/promises";
import { join } from "node:path";
import { journalSigner } from "../core/checkpoint.ts";
import { displayJson } from "../core/display-text.ts";
import { faultCode } from "../core/faults.ts";
import { hexOf } from "../core/hex.ts";
import { wholeSize } from "../core/holding.ts";
import { sha256 } from "../core/signature.ts";
import { type SupportFacts, type SupportJournal, supportFileName, writeSupport } from "../core/support/bundle.ts";
import { type LogLine, parseLogLine } from "../core/support/log-line.ts";
import type { Text } from "../core/text.ts";
import { readDeviceKey } from "../drivers/device-key.ts";
import { nodeFileSystem } from "../drivers/file-system.ts";
import { viewJournal } from "../drivers/journal-view.ts";
import { lastLines } from "../drivers/journald.ts";
import { machineProbes } from "../drivers/machine-probes.ts";
import { systemClock } from "../drivers/system-clock.ts";
import { deviceKeyFile, type KioskConfig } from "./config.ts";
import { examine } from "./doctor.ts";
import { writeNewFile } from "./out-file-assembly.ts";
import { heldTrust } from "./provision-trust-assembly.ts";
import { readConfig } from "./selftest-assembly.ts";
import { readSigned } from "./stick-assembly.ts";
import { supportCheck, supportJournal } from "./support.ts";
import type { SupportCommand } from "./support-commands.ts";

/** As in firmware/systemd. */
const UNIT = "tram-kiosk";
const LOG_LINES = 1000;

/** `tram support`, also beside a kiosk that runs. Exit code: 0 written, 1 not, 2 no configuration. */
export async function supportCommand({ config: file, out, json = false }: SupportCommand): Promise<0 | 1 | 2> {
  const read = await readConfig(file);
  if (!read.ok) return complain(read.why, 2);
  const facts = await gatherFacts(file, read.config);
  const path = (await isFolder(out)) ? join(out, supportFileName(facts)) : out;
  const bytes = writeSupport(facts);
  const trouble = await writeNewFile(path, bytes);
  if (trouble) return complain(withCode(trouble), 1);
  const digest = hexOf(sha256(bytes));
  if (json)
    process.stdout.write(`${displayJson({ event: "written", kiosk: facts.kiosk, file: path, bytes: bytes.length, sha256: digest })}\n`);
  else {
    process.stdout.write(`Gói hỗ trợ, không có dữ liệu cá nhân, không có khoá: ${path}\n`);
    process.stdout.write(`Support bundle, without personal data and without keys: ${path}\n`);
  }
  return 0;
}

/** A bundle is mostly written on a stick. */
function withCode({ vi, en }: Text): Text {
  const code = faultCode("stick-failed");
  return { vi: `${vi} (${code})`, en: `${en} (${code})` };
}

async function gatherFacts(file: string, config: KioskConfig): Promise<SupportFacts> {
  const [sections, journal, trust, log, freeBytes] = await Promise.all([
    examine({ configFile: file, probes: machineProbes(), clock: systemClock }),
    journalOf(config).catch(() => undefined),
    heldTrust(config).catch(() => undefined),
    lastLines(UNIT, LOG_LINES),
    nodeFileSystem.freeBytes(config.data).catch(() => undefined),
  ]);
  return {
    kiosk: config.id,
    at: systemClock.now(),
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    ...(freeBytes !== undefined && { freeBytes }),
    checks: sections.flatMap(({ checks }) => checks).map(supportCheck),
    configuration: config,
    ...(journal && { journal }),
    ...(trust && { trust }),
    log: log.map(parseLogLine).filter((line): line is LogLine => line !== undefined),
  };
}

/** Undefined where there is no journal. Rejects where it cannot be read: doctor says why. */
async function journalOf(config: KioskConfig): Promise<SupportJournal | undefined> {
  const deviceKey = await readDeviceKey(deviceKeyFile(config));
  if (!deviceKey) return undefined;
  const { holding } = await readSigned(config, deviceKey);
  const journal = await viewJournal(join(config.data, "journal"), journalSigner(config.id, deviceKey));
  return journal && (await supportJournal(journal, wholeSize(holding)));
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
}

function complain<T extends 1 | 2>({ vi, en }: Text, code: T): T {
  process.stderr.write(`tram support: ${vi}\ntram support: ${en}\n`);
  return code;
}

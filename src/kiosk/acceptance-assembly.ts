// `tram acceptance`: everything that a machine can test, what only eyes and ears can tell, and a report that the device signs.
import { chmod } from "node:fs/promises";
import { pino } from "pino";
import { type AcceptanceReport, isAccepted, sealPdf, signedReport } from "../core/acceptance/report.ts";
import { reportPages } from "../core/acceptance/report-sheet.ts";
import { journalSigner } from "../core/checkpoint.ts";
import { keyThumbprint } from "../core/http-signature.ts";
import { LINE_NAMES, type LineName } from "../core/indication.ts";
import { writePdf } from "../core/pdf/document.ts";
import type { Letters } from "../core/pdf/letters.ts";
import { fingerprintOf } from "../core/provisioning/fingerprint.ts";
import type { PrivateKey } from "../core/signature.ts";
import { VERSION } from "../core/version.ts";
import { readDeviceKey } from "../drivers/device-key.ts";
import { replaceFile } from "../drivers/durable-file.ts";
import { machineProbes } from "../drivers/machine-probes.ts";
import { loadNotoLetters } from "../drivers/noto-letters.ts";
import { systemClock } from "../drivers/system-clock.ts";
import { askOnTerminal } from "../drivers/terminal-question.ts";
import { type AcceptanceRow, type Ask, askAboutLines, buttonRow, rowOf } from "./acceptance.ts";
import { readCardWithReaders } from "./acceptance-readers-assembly.ts";
import { openBoard, wiringOf } from "./board-assembly.ts";
import { deviceKeyFile, type KioskConfig } from "./config.ts";
import { examine } from "./doctor.ts";
import { lookAtCard } from "./doctor-camera-assembly.ts";
import { minuteInVietnam } from "./doctor-figures.ts";
import { type Look, reportLines } from "./doctor-report.ts";
import type { Print } from "./journal-command.ts";
import { configFrom, testOpened } from "./selftest-assembly.ts";

/** What stands on the command line. */
export interface AcceptanceCommand {
  readonly config?: string;
  readonly out?: string;
  /** A picture of the test card in place of the camera. */
  readonly picture?: string;
}

/** How long the service button is waited for, in milliseconds. */
const BUTTON_MS = 20_000;
const SILENT = pino({ level: "silent" });

/** Exit code: 0 accepted, 1 not accepted (the report says why), 2 it could not begin. */
export async function acceptanceCommand(command: AcceptanceCommand, look: Look, print: Print): Promise<0 | 1 | 2> {
  const { config: file, out } = command;
  if (file === undefined || out === undefined) return refuse("cần --config TỆP và --out TỆP / --config FILE and --out FILE are needed");
  const config = await configFrom(file);
  if (typeof config === "string") return refuse(config);
  const probes = machineProbes();
  if ((await probes.file(out, 1)).kind !== "absent") return refuse(`${out}: đã có, không ghi đè / is there already, and is not replaced`);
  if ((await probes.port(config.screen.port)) === "kiosk") {
    return refuse("kiosk đang chạy: sudo systemctl stop tram-kiosk / the kiosk is running, stop it first");
  }
  const deviceKey = await readDeviceKey(deviceKeyFile(config));
  if (!deviceKey) return refuse(`${deviceKeyFile(config)}: chưa có khoá thiết bị / there is no device key yet; start the kiosk once`);
  // Before an hour of work, not after it: without its letters no report can be written.
  const letters = await loadNotoLetters();
  const sections = await examine({ configFile: file, probes, clock: systemClock });
  for (const line of reportLines(sections, look)) await print(line);
  const rows = [...merged([...sections.flatMap(({ checks }) => checks), ...(await testOpened(config))].map(rowOf))];
  const card = await cardRows(command, config, print);
  rows.push(...card, ...(await askPeople(config, print)));
  const board = (await probes.machine()).model ?? "-";
  return await writeReport(
    { kiosk: config.id, at: Math.floor(systemClock.now()), version: VERSION, board, parts: rows },
    rows,
    { deviceKey, letters, out },
    print,
  );
}

/** Of two rows of one name the later: what ran was looked at more closely. */
function merged(rows: readonly AcceptanceRow[]): readonly AcceptanceRow[] {
  return [...new Map(rows.map((row) => [row.name, row])).values()];
}

async function cardRows(
  { config: file, picture }: AcceptanceCommand,
  config: KioskConfig,
  print: Print,
): Promise<readonly AcceptanceRow[]> {
  const rows = [...(await readCardWithReaders(config, print))];
  if (picture === undefined && !config.source.some(({ kind }) => kind === "camera")) return rows;
  const checks = await lookAtCard({ ...(file !== undefined && { config: file }), ...(picture !== undefined && { picture }) }, print);
  if (typeof checks !== "string") return [...rows, ...checks.map(rowOf)];
  return [...rows, { name: "card", label: { vi: "thẻ kiểm tra", en: "test card" }, outcome: "fault", found: { vi: checks, en: checks } }];
}

async function askPeople(config: KioskConfig, print: Print): Promise<readonly AcceptanceRow[]> {
  const { board: wired } = config;
  if (wired.kind !== "gpio") return [];
  const pressed = Promise.withResolvers<boolean>();
  const press = () => pressed.resolve(true);
  const board = await openBoard({
    config,
    screen: { showLamps: () => undefined },
    clock: systemClock,
    log: SILENT,
    onPress: press,
    onHeld: press,
    record: () => Promise.resolve(true),
  });
  if (!board) return [];
  try {
    const { offsets } = wiringOf(wired);
    const lines = LINE_NAMES.filter((line): line is LineName => offsets[line] !== undefined && (line !== "relay" || wired.relay));
    const rows = [...(await askAboutLines(lines, board.lamps.demonstrate, ask))];
    if (!wired.inputs.includes("service-button")) return rows;
    await print(`Hãy nhấn nút dịch vụ trong ${BUTTON_MS / 1000} giây.`);
    await print(`Press the service button within ${BUTTON_MS / 1000} seconds.`);
    const limit = setTimeout(() => pressed.resolve(false), BUTTON_MS);
    rows.push(buttonRow(await pressed.promise));
    clearTimeout(limit);
    return rows;
  } finally {
    await board.close();
  }
}

const ask: Ask = ({ vi, en }) => askOnTerminal(`${vi}\n${en}\n> `);

async function writeReport(
  report: AcceptanceReport,
  rows: readonly AcceptanceRow[],
  { deviceKey, letters, out }: { readonly deviceKey: PrivateKey; readonly letters: Letters; readonly out: string },
  print: Print,
): Promise<0 | 1> {
  const { key, sign } = journalSigner(report.kiosk, deviceKey);
  const signed = signedReport(report, key, sign);
  const fingerprint = fingerprintOf("device", Buffer.from(keyThumbprint(deviceKey.publicKey), "base64url"));
  const pages = reportPages(report, { rows, time: minuteInVietnam(report.at), fingerprint, signed }, letters);
  await replaceFile(out, sealPdf(writePdf({ title: `Trạm · Biên bản nghiệm thu ${report.kiosk}`, pages }, letters), signed, key, sign));
  // Taken away by another account than the kiosk's.
  await chmod(out, 0o644);
  const isDone = isAccepted(report);
  await print(isDone ? `Đạt. Biên bản có chữ ký của máy: ${out}` : `Chưa đạt; biên bản ghi rõ vì sao: ${out}`);
  await print(isDone ? `Accepted. The report, signed by the device: ${out}` : `Not accepted; the report says why: ${out}`);
  return isDone ? 0 : 1;
}

function refuse(why: string): 2 {
  process.stderr.write(`tram acceptance: ${why}\n`);
  return 2;
}

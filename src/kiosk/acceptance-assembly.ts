// `tram acceptance`: everything that a machine can test, what only eyes and ears can tell, and a report that the device signs.
import { type AcceptanceReport, isAccepted, isFine, reportComment, sealPdf, signedReport } from "../core/acceptance/report.ts";
import { reportPages } from "../core/acceptance/report-sheet.ts";
import { journalSigner } from "../core/checkpoint.ts";
import { hexOf } from "../core/hex.ts";
import { keyThumbprint } from "../core/http-signature.ts";
import { writePdf } from "../core/pdf/document.ts";
import type { Letters } from "../core/pdf/letters.ts";
import { fingerprintOf } from "../core/provisioning/fingerprint.ts";
import { type PrivateKey, sha256 } from "../core/signature.ts";
import type { Text } from "../core/text.ts";
import { VERSION } from "../core/version.ts";
import { readDeviceKey } from "../drivers/device-key.ts";
import { machineProbes } from "../drivers/machine-probes.ts";
import { loadNotoLetters } from "../drivers/noto-letters.ts";
import { stopRequested } from "../drivers/parent-process.ts";
import { systemClock } from "../drivers/system-clock.ts";
import { type AcceptanceRow, refusalOf, rowOf, showCardToEach, worseOfEach } from "./acceptance.ts";
import { asRead } from "./acceptance-file.ts";
import { askPeople } from "./acceptance-people-assembly.ts";
import { readCardWithReaders } from "./acceptance-readers-assembly.ts";
import { deviceKeyFile, type KioskConfig } from "./config.ts";
import { examine } from "./doctor.ts";
import { showCardTo } from "./doctor-camera-assembly.ts";
import { minuteInVietnam } from "./doctor-figures.ts";
import type { DoctorProbes } from "./doctor-probes.ts";
import { type Look, reportLines } from "./doctor-report.ts";
import type { Print } from "./journal-command.ts";
import { tryNewFile, writeNewFile } from "./out-file-assembly.ts";
import { readConfig, testOpened } from "./selftest-assembly.ts";

/** What stands on the command line. */
export interface AcceptanceCommand {
  readonly config?: string;
  readonly out?: string;
}

/** Exit code: 0 accepted, 1 not accepted (the report says why), 2 it could not begin, somebody has ended it, or the report could not be written. */
export async function acceptanceCommand(command: AcceptanceCommand, look: Look, print: Print): Promise<0 | 1 | 2> {
  const { config: file, out } = command;
  if (file === undefined || out === undefined) return refuse(BOTH_NEEDED);
  const read = await readConfig(file);
  if (!read.ok) return refuse(read.why);
  const { config, bytes } = read;
  const probes = machineProbes();
  const key = await readDeviceKey(deviceKeyFile(config)).catch((error: unknown) => noKey(config, error));
  // Before an hour of work, not after it.
  const why = await reasonNot(config, out, key, probes);
  if (why || !key || "vi" in key) return refuse(why ?? noKey(config));
  // Without its letters no report can be written either.
  const letters = await loadNotoLetters();
  const over = new AbortController();
  void stopRequested().then(() => over.abort());
  const looked = [];
  // What is tested is what is signed: a file that is changed meanwhile is not read again.
  const sections = await examine({ configFile: file, probes: asRead(probes, file, bytes), clock: systemClock });
  for (const line of reportLines(sections, look)) await print(line);
  if (over.signal.aborted) return refuse(ENDED);
  looked.push(...[...sections.flatMap(({ checks }) => checks), ...(await testOpened(config))].map(rowOf));
  looked.push(...(await cardRows(config, print, over.signal)), ...(await askPeople(config, print, over)));
  if (over.signal.aborted) return refuse(ENDED);
  const rows = worseOfEach(looked);
  const report: AcceptanceReport = {
    kiosk: config.id,
    at: Math.floor(systemClock.now()),
    version: VERSION,
    board: (await probes.machine()).model ?? "-",
    configuration: hexOf(sha256(bytes)),
    parts: rows,
  };
  return await writeReport(report, rows, { deviceKey: key, letters, out }, print);
}

const ENDED: Text = {
  vi: "đã dừng giữa chừng; không ký và không ghi biên bản nào",
  en: "ended half-way; nothing was signed, and no report was written",
};
const BOTH_NEEDED: Text = { vi: "cần --config TỆP và --out TỆP", en: "--config FILE and --out FILE are needed" };

async function reasonNot(
  config: KioskConfig,
  out: string,
  key: PrivateKey | Text | undefined,
  probes: DoctorProbes,
): Promise<Text | undefined> {
  const refusal = refusalOf(config, (await probes.machine()).user.id);
  if (refusal) return refusal;
  if ((await probes.port(config.screen.port)) === "kiosk") {
    return {
      vi: "kiosk đang chạy: sudo systemctl stop tram-kiosk rồi thử lại",
      en: "the kiosk is running: sudo systemctl stop tram-kiosk, then try again",
    };
  }
  if (key && "vi" in key) return key;
  return await tryNewFile(out);
}

function noKey(config: KioskConfig, error?: unknown): Text {
  const path = deviceKeyFile(config);
  const why = error instanceof Error ? ` (${error.message})` : "";
  return {
    vi: `${path}: không đọc được khoá thiết bị${why}; khởi động kiosk một lần để máy tạo khoá`,
    en: `${path}: no device key can be read${why}; start the kiosk once, which makes it`,
  };
}

async function cardRows(config: KioskConfig, print: Print, signal: AbortSignal): Promise<readonly AcceptanceRow[]> {
  const readers = await readCardWithReaders(config, print, signal);
  const cameras = await showCardToEach(config.source, async (camera, place) => {
    if (signal.aborted) return [];
    await print(`Camera của thiết bị quét ${place + 1} · the camera of source ${place + 1}`);
    return await showCardTo(camera, print, signal);
  });
  return [...readers, ...cameras];
}

async function writeReport(
  report: AcceptanceReport,
  rows: readonly AcceptanceRow[],
  { deviceKey, letters, out }: { readonly deviceKey: PrivateKey; readonly letters: Letters; readonly out: string },
  print: Print,
): Promise<0 | 1 | 2> {
  const { key, sign } = journalSigner(report.kiosk, deviceKey);
  const signed = signedReport(report, key, sign);
  const fingerprint = fingerprintOf("device", Buffer.from(keyThumbprint(deviceKey.publicKey), "base64url"));
  const pages = reportPages(report, { rows, time: minuteInVietnam(report.at), fingerprint, signed }, letters);
  const title = `Trạm · Biên bản nghiệm thu ${report.kiosk}`;
  const pdf = sealPdf(writePdf({ title, pages, comment: reportComment(signed) }, letters), key, sign);
  const why = await writeNewFile(out, pdf);
  if (why) {
    // The hour is not lost: this text is the report, and verifies as the file would.
    await print(signed);
    return refuse({
      vi: `${why.vi}. Chép đoạn chữ ở trên vào một tệp: đó là biên bản`,
      en: `${why.en}. Copy the text above to a file: it is the report`,
    });
  }
  const isDone = isAccepted(report);
  for (const { label, outcome, found } of rows) {
    if (!isFine(outcome)) await print(`✗ ${label.vi}: ${found.vi} · ${label.en}: ${found.en}`);
  }
  await print(isDone ? `Đạt. Biên bản có chữ ký của máy: ${out}` : `Chưa đạt; biên bản ghi rõ vì sao: ${out}`);
  await print(isDone ? `Accepted. The report, signed by the device: ${out}` : `Not accepted; the report says why: ${out}`);
  return isDone ? 0 : 1;
}

function refuse({ vi, en }: Text): 2 {
  process.stderr.write(`tram acceptance: ${vi}\ntram acceptance: ${en}\n`);
  return 2;
}

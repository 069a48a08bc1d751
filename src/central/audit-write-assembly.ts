import { writeFile } from "node:fs/promises";
import { extname } from "node:path";
import type { LedgerReader } from "../central-ports.ts";
import { WITNESS_NAME } from "../core/acknowledgement.ts";
import { dayPage } from "../core/audit/day-page.ts";
import { pdfComment } from "../core/audit/day-report.ts";
import { dayPages } from "../core/audit/day-sheet.ts";
import { enrolledKeyText } from "../core/audit/export.ts";
import { auditKeysText } from "../core/audit/keys.ts";
import { writePdf } from "../core/pdf/document.ts";
import { cosignerKey, parseVerifierKey } from "../core/signed-note.ts";
import type { Text } from "../core/text.ts";
import { VERSION } from "../core/version.ts";
import { createAuditFile } from "../drivers/audit-file.ts";
import { readCentralKey } from "../drivers/central-key.ts";
import { systemClock } from "../drivers/system-clock.ts";
import { endText, writeExport } from "./audit-export.ts";
import { dayReportOf } from "./audit-report.ts";
import { complainAs, EXIT_DONE, EXIT_REFUSED, EXIT_USAGE, sayAs } from "./saying.ts";

/** What stands on the command line of `tram audit export`. */
export interface AuditWriteOptions {
  readonly data: string;
  readonly kiosk?: string;
  readonly from: string;
  readonly to: string;
  readonly out: string;
  readonly by: string;
  readonly sealed?: boolean;
  readonly json?: boolean;
}

/** What stands on the command line of `tram audit keys`. */
export interface KeysOptions {
  readonly data: string;
  readonly out?: string;
}

/** What stands on the command line of `tram audit report`. */
export interface ReportOptions {
  readonly data: string;
  readonly kiosk: string;
  readonly date: string;
  readonly out: string;
  readonly json?: boolean;
}

/** Letters of who exports, at most. */
const MAX_BY = 200;

/** `tram audit export`. Exit code: 0 written, 1 not, 2 no such kiosk. */
export async function exportAudit(options: AuditWriteOptions, reader: LedgerReader): Promise<number> {
  const { kiosk, from, to, out, by, sealed = false, json = false } = options;
  if (kiosk !== undefined && !(await reader.publicJwk(kiosk))) return complainAs("tram audit export", unknownKiosk(kiosk), EXIT_USAGE);
  const kiosks = kiosk === undefined ? await reader.kiosks() : [kiosk];
  const file = await createAuditFile(out).catch(notWritten(out));
  if ("vi" in file) return complainAs("tram audit export", file, EXIT_REFUSED);
  try {
    const made = { exportedAt: Math.floor(systemClock.now()), exportedBy: by.slice(0, MAX_BY), software: VERSION };
    const wish = { from, to, all: kiosk === undefined, sealed, ...made };
    const count = await writeExport(reader, kiosks, wish, (text) => file.add(text));
    const { bytes } = await file.end(endText);
    sayAs(
      "audit",
      { json },
      { event: "exported", file: out, bytes, ...count },
      {
        vi: `đã ghi ${out}: ${count.kiosks} máy, ${count.entries} mục, ${bytes} byte. Kiểm tra ở máy khác: tram audit verify ${out} --keys KHOÁ`,
        en: `written to ${out}: kiosks: ${count.kiosks}, entries: ${count.entries}, bytes: ${bytes}. Verify it on another machine: tram audit verify ${out} --keys KEYS`,
      },
    );
    return EXIT_DONE;
  } catch (error) {
    await file.abandon();
    throw error;
  }
}

/** `tram audit keys`. Exit code: 0 written, 1 not. */
export async function writeKeys({ data, out }: KeysOptions, reader: LedgerReader): Promise<number> {
  const witness = await readCentralKey(data, "witness");
  const cosigner = witness && cosignerKey(WITNESS_NAME, witness.privateKey.publicKey);
  const keys = [];
  for (const kiosk of await reader.kiosks()) {
    const key = parseVerifierKey(enrolledKeyText(kiosk, (await reader.publicJwk(kiosk)) ?? {}));
    if (key) keys.push(key);
  }
  const text = auditKeysText(cosigner ? [cosigner] : [], keys);
  if (out === undefined) {
    process.stdout.write(text);
    return EXIT_DONE;
  }
  const problem = await writeFile(out, text, { flag: "wx", flush: true }).then(() => undefined, notWritten(out));
  if (problem) return complainAs("tram audit keys", problem, EXIT_REFUSED);
  sayAs(
    "audit",
    {},
    {},
    {
      vi: `đã ghi ${out}: khoá của ${keys.length} máy${cosigner ? " và khoá làm chứng của trung tâm" : ""}. Hãy đưa cho người kiểm tra bằng đường khác với bản trích.`,
      en: `written to ${out}: kiosks' keys: ${keys.length}${cosigner ? ", and central's witness key" : ""}. Give it to the auditor by another way than the exports.`,
    },
  );
  return EXIT_DONE;
}

/** `tram audit report`. Exit code: 0 written, 1 not, 2 no such kiosk. */
export async function writeReport({ kiosk, date, out, json = false }: ReportOptions, reader: LedgerReader): Promise<number> {
  const report = await dayReportOf(reader, kiosk, date, { madeAt: Math.floor(systemClock.now()), version: VERSION });
  if (!report) return complainAs("tram audit report", unknownKiosk(kiosk), EXIT_USAGE);
  let contents: string | Uint8Array;
  if (extname(out) === ".html") contents = dayPage(report);
  else {
    // Loaded for this alone: the letters are 150 kB.
    const { loadNotoLetters } = await import("../drivers/noto-letters.ts");
    const letters = await loadNotoLetters();
    const comment = report.head && { comment: pdfComment(report.head.note) };
    contents = writePdf({ title: `Báo cáo ngày ${kiosk} ${date}`, pages: dayPages(report, letters), ...comment }, letters);
  }
  const problem = await writeFile(out, contents, { flag: "wx", flush: true }).then(() => undefined, notWritten(out));
  if (problem) return complainAs("tram audit report", problem, EXIT_REFUSED);
  sayAs(
    "audit",
    { json },
    { event: "report", file: out, kiosk, date, scans: report.tally.scans, hasHead: report.head !== undefined },
    {
      vi: `đã ghi ${out}: ${report.tally.scans} lượt quét. In 100 % trên giấy A4, ký, và giữ.`,
      en: `written to ${out}: scans: ${report.tally.scans}. Print it at 100 % on A4, sign it, and keep it.`,
    },
  );
  return EXIT_DONE;
}

function unknownKiosk(kiosk: string): Text {
  const shown = JSON.stringify(kiosk);
  return { vi: `--kiosk: trung tâm không biết máy nào tên ${shown}`, en: `--kiosk: central knows no kiosk of the name ${shown}` };
}

function notWritten(path: string) {
  return (error: unknown): Text => {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    return code === "EEXIST"
      ? {
          vi: `${path}: đã có tệp ấy, không ghi đè; chọn tên khác`,
          en: `${path}: it is there already, and is not replaced; choose another name`,
        }
      : { vi: `${path}: không ghi được (${code}), hãy chọn chỗ khác`, en: `${path}: cannot be written (${code}), choose another place` };
  };
}

import { type Letters, linesWithin } from "../pdf/letters.ts";
import { A4, box, codeBoxes, type Drawing, frame, type Page, words } from "../pdf/page.ts";
import { modulesOf } from "../scene/code-modules.ts";
import type { Text } from "../text.ts";
import { type AcceptanceReport, isAccepted, type Outcome } from "./report.ts";

/** A line of the table: a part as people know it, and what was found. */
export interface ReportRow {
  readonly label: Text;
  readonly outcome: Outcome;
  readonly found: Text;
}

/** What stands on the page beside the report. */
export interface ReportFacts {
  readonly rows: readonly ReportRow[];
  /** The time for people, in Việt Nam. */
  readonly time: string;
  /** Of the device's key, to compare with what central knows. */
  readonly fingerprint: string;
  /** The signed report, for the QR code. */
  readonly signed: string;
}

const OUTCOME_TEXTS: Readonly<Record<Outcome, Text>> = {
  ok: { vi: "tốt", en: "good" },
  missing: { vi: "không có, không bắt buộc", en: "not there, not needed" },
  needed: { vi: "THIẾU", en: "MISSING" },
  fault: { vi: "HỎNG", en: "FAULT" },
  seen: { vi: "đã thấy", en: "seen" },
  "not-seen": { vi: "KHÔNG THẤY", en: "NOT SEEN" },
  skipped: { vi: "CHƯA THỬ", en: "NOT TESTED" },
};

const [LEFT, WIDTH, GREY] = [15, 180, 0.35];
const TOP_OF_NEXT = 20;
const LAST_ROW_AT = 262;
/** What the code, the words beside it and the lines for signing take. */
const END_MM = 105;
const CODE_MM = 62;

/** The pages of a report: what was tested, its code, and room for two people to sign. */
export function reportPages(report: AcceptanceReport, facts: ReportFacts, letters: Letters): readonly Page[] {
  const pages: Drawing[][] = [[...heading(report, facts)]];
  let yMm = 62;
  const turn = () => {
    pages.push([]);
    yMm = TOP_OF_NEXT;
  };
  for (const row of facts.rows) {
    const { drawings, heightMm } = tableRow(row, letters);
    if (yMm + heightMm > LAST_ROW_AT) turn();
    pages.at(-1)?.push(...lowered(drawings, yMm));
    yMm += heightMm;
  }
  if (yMm + END_MM > 285) turn();
  pages.at(-1)?.push(...lowered(ending(report, facts, letters), yMm + 6));
  return pages.map((drawings, index) => ({
    ...A4,
    drawings: [...drawings, words(LEFT, 290, `${report.kiosk} · ${facts.time} · trang ${index + 1}/${pages.length}`, 7.5, "regular", GREY)],
  }));
}

function heading(report: AcceptanceReport, { time }: ReportFacts): readonly Drawing[] {
  const result = resultOf(report);
  return [
    words(LEFT, 20, "Biên bản nghiệm thu máy quét", 18, "bold"),
    words(LEFT, 26, "Acceptance report of a kiosk", 10.5, "regular", GREY),
    words(LEFT, 35, `Máy · Kiosk: ${report.kiosk}`, 10.5, "bold"),
    words(LEFT, 41, `Bo mạch · Board: ${report.board}`, 9.5),
    words(LEFT, 46.5, `Lúc · At: ${time} · Trạm ${report.version}`, 9.5),
    words(LEFT, 51, `Cấu hình · Configuration: SHA-256 ${report.configuration}`, 7.5, "regular", GREY),
    ...frame(140, 29, 55, 19, 0.5),
    words(144, 38, result.vi, 16, "bold"),
    words(144, 44.5, result.en, 10, "regular", GREY),
    words(LEFT, 57, "Bộ phận · Part", 8.5, "bold"),
    words(72, 57, "Kết quả · Result", 8.5, "bold"),
    words(115, 57, "Đã thấy gì · What was found", 8.5, "bold"),
    box(LEFT, 58.6, WIDTH, 0.3),
  ];
}

function resultOf(report: AcceptanceReport): Text {
  return isAccepted(report) ? { vi: "ĐẠT", en: "ACCEPTED" } : { vi: "CHƯA ĐẠT", en: "NOT ACCEPTED" };
}

function tableRow(
  { label, outcome, found }: ReportRow,
  letters: Letters,
): { readonly drawings: readonly Drawing[]; readonly heightMm: number } {
  const text = OUTCOME_TEXTS[outcome];
  const weight = text.vi === text.vi.toUpperCase() ? "bold" : "regular";
  const vietnamese = linesWithin(found.vi, 80, 8, "regular", letters);
  const english = found.en === found.vi ? [] : linesWithin(found.en, 80, 7, "regular", letters);
  const heightMm = Math.max(8, vietnamese.length * 3.6 + english.length * 3.2 + 2);
  const drawings = [
    words(LEFT, 3.2, label.vi, 8.5, "bold"),
    words(LEFT, 6.4, label.en, 7, "regular", GREY),
    words(72, 3.2, text.vi, 8.5, weight),
    words(72, 6.4, text.en, 7, "regular", GREY),
    ...vietnamese.map((line, index) => words(115, 3.2 + index * 3.6, line, 8)),
    ...english.map((line, index) => words(115, 3 + vietnamese.length * 3.6 + index * 3.2, line, 7, "regular", GREY)),
    box(LEFT, heightMm - 0.9, WIDTH, 0.1, 0.7),
  ];
  return { drawings, heightMm };
}

function ending(report: AcceptanceReport, { signed, fingerprint, time }: ReportFacts, letters: Letters): readonly Drawing[] {
  const modules = modulesOf({ content: { text: signed }, correction: "low" });
  const [xMm, widthMm] = [LEFT + CODE_MM + 8, WIDTH - CODE_MM - 8];
  const result = resultOf(report);
  // Once more where people sign: the heading may be on another sheet.
  const notes: readonly (readonly [string, number, number])[] = [
    [`${result.vi} · ${result.en}: ${report.kiosk}, ${time}`, 10.5, 0],
    [
      "Mã này là biên bản, có chữ ký của máy. Kiểm tra: tram acceptance verify TỆP --key KHOÁ --kiosk MÁY (tệp PDF này, hoặc ảnh chụp mã).",
      8.5,
      0,
    ],
    [
      "The code is the report, signed by the device. Check it, or this file, with: tram acceptance verify FILE --key KEY --kiosk ID",
      7.5,
      GREY,
    ],
    [`Khoá thiết bị · Device key: ${fingerprint}`, 7.5, 0],
  ];
  let yMm = 5;
  const said = notes.flatMap(([text, sizePt, grey]) =>
    linesWithin(text, widthMm, sizePt, "regular", letters).map((line) => {
      yMm += sizePt * 0.5;
      return words(xMm, yMm, line, sizePt, "regular", grey);
    }),
  );
  const signing = [xMm, xMm + widthMm / 2 + 3].flatMap((x, index) => [
    words(x, yMm + 10, ["Kỹ thuật viên", "Bên nhận máy"][index] ?? "", 8.5, "bold"),
    words(x, yMm + 13.5, ["Technician", "For the office"][index] ?? "", 7, "regular", GREY),
    box(x, yMm + 32, widthMm / 2 - 3, 0.2),
    words(x, yMm + 36, "Họ tên, ngày · Name, date", 7, "regular", GREY),
  ]);
  return [...(modules ? codeBoxes(modules, LEFT + 2, 3, CODE_MM) : []), ...said, ...signing];
}

function lowered(drawings: readonly Drawing[], byMm: number): readonly Drawing[] {
  return drawings.map((drawing) => ({ ...drawing, yMm: drawing.yMm + byMm }));
}

// The daily report as pages of a PDF.
import { type Letters, linesWithin, widthOf } from "../pdf/letters.ts";
import { A4, box, codeBoxes, type Drawing, frame, type Page, words } from "../pdf/page.ts";
import { modulesOf } from "../scene/code-modules.ts";
import { asPrinted } from "../staff-printed.ts";
import type { Text } from "../text.ts";
import { isoTimeInVietnam } from "../time.ts";
import { type CountedRow, type CountedTable, type DayReport, DRAWN_VERDICTS, remarksOf, tablesOf } from "./day-report.ts";

/** Something that is not torn apart by the end of a page: millimetres from its own top. */
interface Piece {
  readonly drawings: readonly Drawing[];
  readonly heightMm: number;
}

const [LEFT, WIDTH, GREY] = [15, 180, 0.35];
const [TOP, TOP_OF_NEXT, LAST_AT] = [30, 18, 280];
const CODE_MM = 58;
const CHART_MM = 34;
const HOURS = 24;

/** The pages of a report. */
export function dayPages(report: DayReport, letters: Letters): readonly Page[] {
  const pages: Drawing[][] = [[...heading(report)]];
  let yMm = TOP;
  const pieces = [
    tiles(report),
    chart(report, letters),
    ...tablesOf(report).flatMap((table) => tablePieces(table, letters)),
    ...remarkPieces(report, letters),
    ending(report, letters),
  ];
  for (const { drawings, heightMm } of pieces) {
    if (yMm + heightMm > LAST_AT) {
      pages.push([]);
      yMm = TOP_OF_NEXT;
    }
    pages.at(-1)?.push(...drawings.map((drawing) => ({ ...drawing, yMm: drawing.yMm + yMm })));
    yMm += heightMm;
  }
  const foot = `${report.kiosk} · ${report.day} · in lúc / printed ${isoTimeInVietnam(report.madeAt)} · Trạm ${report.version}`;
  return pages.map((drawings, index) => ({
    ...A4,
    drawings: [...drawings, words(LEFT, 289, `${foot} · trang ${index + 1}/${pages.length}`, 7.5, "regular", GREY)],
  }));
}

function heading({ kiosk, day, entries }: DayReport): readonly Drawing[] {
  const range = entries ? `Mục nhật ký · Journal entries: ${entries.first} – ${entries.last}` : "Không có mục nào · No entries";
  return [
    words(LEFT, 18, "Báo cáo ngày", 18, "bold"),
    words(LEFT, 24, "Daily report", 10.5, "regular", GREY),
    words(100, 18, `${kiosk} · ${asPrinted(day)}`, 13, "bold"),
    words(100, 24, range, 9),
  ];
}

function tiles({ tally }: DayReport): Piece {
  const all = [
    { count: tally.scans, text: { vi: "Lượt quét", en: "Scans" } },
    ...DRAWN_VERDICTS.map(({ verdict, text }) => ({ count: tally.byVerdict.get(verdict) ?? 0, text })),
  ];
  const widthMm = WIDTH / all.length;
  const drawings = all.flatMap(({ count, text }, index) => {
    const x = LEFT + index * widthMm;
    return [
      ...frame(x, 0, widthMm - 1.5, 18, 0.25, 0.6),
      words(x + 2, 8, String(count), 15, "bold"),
      words(x + 2, 12.5, text.vi, 7),
      words(x + 2, 16, text.en, 6.5, "regular", GREY),
    ];
  });
  return { drawings, heightMm: 23 };
}

/** Bars by hour, the verdicts one above the other. */
function chart({ tally }: DayReport, letters: Letters): Piece {
  const totals = tally.byHour.map((counts) => DRAWN_VERDICTS.reduce((sum, { verdict }) => sum + (counts.get(verdict) ?? 0), 0));
  const most = Math.max(1, ...totals);
  const [slotMm, baseMm] = [WIDTH / HOURS, 8 + CHART_MM];
  const bars = tally.byHour.flatMap((counts, hour) => {
    let yMm = baseMm;
    const x = LEFT + hour * slotMm;
    const stacked = DRAWN_VERDICTS.flatMap(({ verdict, grey }) => {
      const heightMm = ((counts.get(verdict) ?? 0) / most) * (CHART_MM - 4);
      yMm -= heightMm;
      return heightMm > 0 ? [box(x + 1, yMm, slotMm - 2, heightMm, grey)] : [];
    });
    const total = totals[hour] ?? 0;
    return [
      ...stacked,
      ...(total > 0 ? [words(x + 1, yMm - 0.8, String(total), 6, "regular", GREY)] : []),
      words(x + 2, baseMm + 3.2, String(hour), 6.5, "regular", GREY),
    ];
  });
  let legendAt = LEFT + 42;
  const legend = DRAWN_VERDICTS.flatMap(({ text, grey }) => {
    const x = legendAt;
    legendAt += widthOf(text.vi, 7, "regular", letters) + 9;
    return [box(x, 0.6, 3, 3, grey), words(x + 4, 3.2, text.vi, 7)];
  });
  const title = [words(LEFT, 3.2, "Theo giờ · By hour", 9, "bold")];
  return { drawings: [...title, ...legend, ...bars, box(LEFT, baseMm, WIDTH, 0.25)], heightMm: baseMm + 9 };
}

/** The heading stays with the first row. */
function tablePieces({ title, rows }: CountedTable, letters: Letters): readonly Piece[] {
  const head = [words(LEFT, 4, `${title.vi} · ${title.en}`, 9, "bold"), box(LEFT, 5.6, WIDTH, 0.3)];
  return rows.map((row, index) => {
    const piece = rowPiece(row, letters);
    const isLast = index === rows.length - 1;
    const shifted = index > 0 ? piece.drawings : [...head, ...piece.drawings.map((drawing) => ({ ...drawing, yMm: drawing.yMm + 6.4 }))];
    return { drawings: shifted, heightMm: piece.heightMm + (index > 0 ? 0 : 6.4) + (isLast ? 4 : 0) };
  });
}

function rowPiece({ count, code, text }: CountedRow, letters: Letters): Piece {
  const textAt = 42;
  const lines = [
    ...linesWithin(text.vi, LEFT + WIDTH - textAt, 8, "regular", letters).map((line) => ({ line, sizePt: 8, grey: 0 })),
    ...linesWithin(text.en, LEFT + WIDTH - textAt, 7, "regular", letters).map((line) => ({ line, sizePt: 7, grey: GREY })),
  ];
  const heightMm = 1.4 + lines.length * 3.4;
  const number = String(count);
  return {
    drawings: [
      words(LEFT + 11 - widthOf(number, 9, "bold", letters), 3.4, number, 9, "bold"),
      words(LEFT + 14, 3.4, code ?? "", 8),
      ...lines.map(({ line, sizePt, grey }, index) => words(textAt, 3.4 + index * 3.4, line, sizePt, "regular", grey)),
      box(LEFT, heightMm - 0.3, WIDTH, 0.1, 0.75),
    ],
    heightMm,
  };
}

function remarkPieces(report: DayReport, letters: Letters): readonly Piece[] {
  const remarks = remarksOf(report);
  return remarks.map((text, index) => {
    const head = index === 0 ? [words(LEFT, 4, "Cần biết · To be known", 9, "bold")] : [];
    const top = index === 0 ? 8 : 3.2;
    const { drawings, heightMm } = said([text], LEFT, WIDTH, letters, top);
    return { drawings: [...head, ...drawings], heightMm: heightMm + (index === remarks.length - 1 ? 4 : 0.6) };
  });
}

/** Texts in both languages, one below the other. */
function said(texts: readonly Text[], xMm: number, widthMm: number, letters: Letters, topMm: number): Piece {
  let yMm = topMm;
  const drawings = texts.flatMap(({ vi, en }, text) => {
    if (text > 0) yMm += 1.6;
    return [
      { text: vi, sizePt: 8, grey: 0 },
      { text: en, sizePt: 7, grey: GREY },
    ].flatMap(({ text, sizePt, grey }) =>
      linesWithin(text, widthMm, sizePt, "regular", letters).map((line) => {
        const drawn = words(xMm, yMm, line, sizePt, "regular", grey);
        yMm += sizePt * 0.45;
        return drawn;
      }),
    );
  });
  return { drawings, heightMm: yMm };
}

const HEAD_TEXT: Text = {
  vi: "Gốc cây nhật ký, có chữ ký của máy: ai giữ tờ giấy này có thể chứng minh sau này rằng nhật ký không bị thay đổi. Kiểm tra: tram audit verify TỆP --keys KHOÁ --checkpoint ẢNH (ảnh chụp mã, hoặc chính tệp này).",
  en: "The journal's tree head, signed by the kiosk: whoever keeps this sheet can show later that the journal was not changed. Check it with: tram audit verify FILE --keys KEYS --checkpoint PICTURE (of the code, or this file itself).",
};

function ending({ head }: DayReport, letters: Letters): Piece {
  const modules = head && modulesOf({ content: { text: head.note }, correction: "low" });
  const [xMm, widthMm] = [LEFT + CODE_MM + 7, WIDTH - CODE_MM - 7];
  const about = head
    ? said([{ vi: `Gốc cây của ${head.size} mục`, en: `Tree head of ${head.size} entries` }, HEAD_TEXT], xMm, widthMm, letters, 6)
    : undefined;
  const [, , root = ""] = head?.note.split("\n") ?? [];
  const below = about?.heightMm ?? 4;
  const signing = [xMm, xMm + widthMm / 2 + 3].flatMap((x, index) => [
    words(x, below + 10, ["Người lập", "Phụ trách"][index] ?? "", 8.5, "bold"),
    words(x, below + 13.5, ["Prepared by", "In charge"][index] ?? "", 7, "regular", GREY),
    box(x, below + 30, widthMm / 2 - 3, 0.2),
    words(x, below + 33.5, "Họ tên, ngày · Name, date", 7, "regular", GREY),
  ]);
  return {
    drawings: [
      ...(modules ? codeBoxes(modules, LEFT, 3, CODE_MM) : []),
      ...(about?.drawings ?? []),
      words(xMm, below + 2, root, 7),
      ...signing,
    ],
    heightMm: Math.max(CODE_MM + 4, below + 36),
  };
}

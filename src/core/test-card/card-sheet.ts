import { type Letters, linesWithin, widthOf } from "../pdf/letters.ts";
import { A4, box, codeBoxes, type Drawing, frame, type Page, words } from "../pdf/page.ts";
import type { Text } from "../text.ts";
import type { CardCode, CardCodeId } from "./card-codes.ts";
import { CARD, CODE_PLACES, PATCHES, RULER } from "./card-plan.ts";

/** Where the card lies on the sheet: it is cut out along its dashes. */
export const CARD_AT = { xMm: 12, yMm: 26 } as const;

const QUIET_MODULES = 4;
const GREY = 0.35;

/** One A4 sheet: the card to cut out, how to use it, and what each code is for. */
export function cardSheet(codes: readonly CardCode[], letters: Letters): Page {
  return {
    ...A4,
    drawings: [...heading(), ...moved(cardDrawings(codes, letters)), ...dashes(), ...instructions(letters), ...table(codes, letters)],
  };
}

function heading(): readonly Drawing[] {
  return [
    words(CARD_AT.xMm, 15, "Trạm · Thẻ kiểm tra camera", 16, "bold"),
    words(CARD_AT.xMm, 21, "Test card for the camera and the reader of a kiosk", 10, "regular", GREY),
  ];
}

/** The card by itself, its upper left corner at 0, 0. */
function cardDrawings(codes: readonly CardCode[], letters: Letters): readonly Drawing[] {
  const captions = codes.flatMap(({ id, sideMm, label }) => {
    const [x, y] = CODE_PLACES[id];
    const text = label.en === "" ? label.vi : `${label.vi} · ${label.en}`;
    return centred(x + sideMm / 2, y + sideMm + 6, text, 7, letters);
  });
  return [
    words(6, 8.5, "Trạm · thẻ kiểm tra · test card", 8.5, "bold"),
    ...codes.flatMap(codeDrawings),
    ...captions,
    ...patches(),
    ...ruler(letters),
  ];
}

function codeDrawings({ id, sideMm, modules, look }: CardCode): readonly Drawing[] {
  const [x, y] = CODE_PLACES[id];
  const quietMm = (sideMm / modules.side) * QUIET_MODULES;
  const whole = sideMm + 2 * quietMm;
  const paper = look.paperGrey === 1 ? [] : [box(x - quietMm, y - quietMm, whole, whole, look.paperGrey)];
  const drawn = [...paper, ...codeBoxes(modules, x, y, sideMm, look.inkGrey)];
  if (look.damage === undefined) return drawn;
  // A tear through the middle, where no finder pattern is.
  const tearMm = Math.sqrt(look.damage) * sideMm;
  return [...drawn, box(x + (sideMm - tearMm) / 2, y + (sideMm - tearMm) / 2, tearMm, tearMm, look.paperGrey)];
}

function patches(): readonly Drawing[] {
  const { xMm, yMm, sideMm, heightMm, greys } = PATCHES;
  return [
    ...greys.map((grey, index) => box(xMm + index * sideMm, yMm, sideMm, heightMm, grey)),
    ...frame(xMm, yMm, sideMm * greys.length, heightMm, 0.2),
  ];
}

function ruler(letters: Letters): readonly Drawing[] {
  const { xMm, yMm, lengthMm } = RULER;
  const ticks = Array.from({ length: lengthMm + 1 }, (_, mm) => {
    const heightMm = mm % 10 === 0 ? 4 : mm % 5 === 0 ? 3 : 2;
    return box(xMm + mm - 0.1, yMm, 0.2, heightMm);
  });
  const figures = Array.from({ length: lengthMm / 10 + 1 }, (_, cm) =>
    centred(xMm + cm * 10, yMm + 7.5, String(cm * 10), 7, letters),
  ).flat();
  return [box(xMm - 0.1, yMm, lengthMm + 0.2, 0.2), ...ticks, ...figures, words(xMm, yMm + 11.5, "mm", 7, "regular", GREY)];
}

function centred(xMm: number, yMm: number, text: string, sizePt: number, letters: Letters): readonly Drawing[] {
  return [words(xMm - widthOf(text, sizePt, "regular", letters) / 2, yMm, text, sizePt)];
}

function moved(drawings: readonly Drawing[]): readonly Drawing[] {
  return drawings.map((drawing) => ({ ...drawing, xMm: drawing.xMm + CARD_AT.xMm, yMm: drawing.yMm + CARD_AT.yMm }));
}

/** Outside the card, so that no dash is left on it. */
function dashes(): readonly Drawing[] {
  const { xMm, yMm } = CARD_AT;
  const across = Array.from({ length: 35 }, (_, index) => xMm + index * 3).flatMap((x) => [
    box(x, yMm - 0.3, 1.5, 0.2, GREY),
    box(x, yMm + CARD.heightMm + 0.1, 1.5, 0.2, GREY),
  ]);
  const down = Array.from({ length: 49 }, (_, index) => yMm + index * 3).flatMap((y) => [
    box(xMm - 0.3, y, 0.2, 1.5, GREY),
    box(xMm + CARD.widthMm + 0.1, y, 0.2, 1.5, GREY),
  ]);
  return [...across, ...down];
}

const STEPS: readonly Text[] = [
  {
    vi: "In 100 %, không “vừa khổ giấy”. Thước trên thẻ phải dài đúng 90 mm; sai quá 1 mm thì in lại.",
    en: "Print at 100 %, never “fit to page”. The scale must be 90 mm long; if it is off by more than 1 mm, print again.",
  },
  {
    vi: "Dùng giấy trắng mờ, máy in laser. Giấy bóng làm chói.",
    en: "White matt paper, a laser printer. Glossy paper glares.",
  },
  {
    vi: "Cắt theo nét đứt, giữ thẻ phẳng trước cửa sổ quét, đúng chỗ người dân đưa mã.",
    en: "Cut along the dashes. Hold the card flat where citizens hold up their codes.",
  },
  {
    vi: "Chạy: tram doctor camera --config TỆP, và đưa cả thẻ qua khung hình.",
    en: "Run it, and pass the whole card through the picture.",
  },
  {
    vi: "Các mã này không phải giấy tờ thật. Khoá ký là khoá thử ai cũng biết; máy quét thật trả lời “chưa kiểm tra được”.",
    en: "No code here is a real paper. Their key is known to everybody; a real kiosk answers “cannot check”.",
  },
];

function instructions(letters: Letters): readonly Drawing[] {
  const [xMm, widthMm] = [125, 74];
  const drawings: Drawing[] = [words(xMm, 31, "Cách dùng · How to use it", 10.5, "bold")];
  let yMm = 38;
  for (const [index, { vi, en }] of STEPS.entries()) {
    drawings.push(words(xMm, yMm, `${index + 1}`, 10, "bold"));
    for (const [text, sizePt, grey] of [
      [vi, 9, 0],
      [en, 8, GREY],
    ] as const) {
      for (const line of linesWithin(text, widthMm - 6, sizePt, "regular", letters)) {
        drawings.push(words(xMm + 6, yMm, line, sizePt, "regular", grey));
        yMm += sizePt * 0.5;
      }
    }
    yMm += 2.5;
  }
  return drawings;
}

const MEANINGS: Readonly<Record<CardCodeId, Text>> = {
  "size-11": { vi: "mã nhỏ nhất: mặt sau thẻ Căn cước 2024", en: "the smallest there is: back of the 2024 card" },
  "size-15": { vi: "cỡ thường gặp trên thẻ", en: "a usual size on cards" },
  "size-18": { vi: "giấy chứng nhận căn cước", en: "citizen certificate" },
  "size-25": { vi: "mã trên giấy; ai cũng phải đọc được", en: "a code on paper: every reader reads it" },
  inverted: { vi: "điện thoại ở chế độ tối", en: "a telephone in dark mode" },
  "low-contrast": { vi: "giấy in nhạt, màn hình tối", en: "faint print, dim screen" },
  damaged: { vi: "bị rách, bị bẩn ở giữa", en: "torn or stained in the middle" },
  valid: { vi: "chữ ký đúng, còn hạn", en: "genuine and in force" },
  expired: { vi: "chữ ký đúng, đã hết hạn", en: "genuine, expired" },
  revoked: { vi: "chữ ký đúng, đã bị thu hồi", en: "genuine, revoked" },
};

function table(codes: readonly CardCode[], letters: Letters): readonly Drawing[] {
  const columns = [CARD_AT.xMm, 52, 72, 137];
  const top = 189;
  const row = (yMm: number, texts: readonly string[], weight: "regular" | "bold" = "regular"): readonly Drawing[] =>
    texts.map((text, index) =>
      words(columns[index] ?? 0, yMm, text, 8.5, index === 3 && weight === "regular" ? "regular" : weight, index === 3 ? GREY : 0),
    );
  const rows = codes.flatMap(({ id, sideMm, modules, label }, index) => {
    const yMm = top + 7 + index * 7;
    const { vi, en } = MEANINGS[id];
    const moduleMm = (sideMm / modules.side).toFixed(2).replace(".", ",");
    const name = label.en === "" ? `mã ${label.vi}` : `${label.vi} · ${label.en}`;
    return [...row(yMm, [name, `${moduleMm} mm`, vi, en]), box(CARD_AT.xMm, yMm + 2.2, 186, 0.1, 0.7)];
  });
  const titles = row(top, ["Mã · Code", "Ô · Module", "Để thử · What it tries", ""], "bold");
  const note = linesWithin(
    "Mọi mã cỡ 11–25 mm phải đọc được ở khoảng cách đặt thẻ của kiosk. Ba mã lớn phải cho đúng ba kết quả: còn hạn, hết hạn, bị thu hồi.",
    186,
    9,
    "bold",
    letters,
  ).map((line, index) => words(CARD_AT.xMm, top + 7 * (codes.length + 1) + 5 + index * 5, line, 9, "bold"));
  return [...titles, box(CARD_AT.xMm, top + 2.2, 186, 0.3), ...rows, ...note];
}

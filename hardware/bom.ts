// The parts list: read from hardware/bom.csv, checked, counted for each variant, and written as a page for people.

/** The kiosks that can be built from one list. */
export const VARIANTS = ["camera", "serial", "both", "relay"] as const;
/** One of them. */
export type Variant = (typeof VARIANTS)[number];

/** One line of the list. */
export interface Part {
  /** As on the pictures; "R2–R4" names three. */
  readonly ref: string;
  readonly vi: string;
  readonly en: string;
  readonly maker: string;
  readonly mpn: string;
  readonly alternatives: string;
  readonly count: Readonly<Record<Variant, number>>;
  /** How many more the large case takes, and what is ordered or printed for it instead; "" where it is the same. */
  readonly large: number;
  readonly largeMpn: string;
  readonly inVietnam: string;
  readonly elsewhere: string;
  readonly lifecycle: string;
  readonly note: string;
}

const COLUMNS = [
  "ref",
  "vi",
  "en",
  "maker",
  "mpn",
  "alternatives",
  ...VARIANTS,
  "large",
  "large-mpn",
  "in-vietnam",
  "elsewhere",
  "lifecycle",
  "note",
];
/** All but these must say something. */
const REQUIRED = COLUMNS.filter((column) => column !== "note" && column !== "large-mpn");
/** A count that nobody means. */
const MOST = 100; // pieces of one part in one kiosk

/** Reads the list (RFC 4180), or says in which line it is wrong. */
export function partsList(
  csv: string,
): { readonly ok: true; readonly parts: readonly Part[] } | { readonly ok: false; readonly problems: readonly string[] } {
  const [header, ...lines] = csv.trimEnd().split("\n").map(cellsOf);
  if (header?.join() !== COLUMNS.join()) return { ok: false, problems: [`bom.csv: the first line is ${COLUMNS.join()}`] };
  const problems: string[] = [];
  const parts = lines.map((cells, index) => {
    const row = new Map(COLUMNS.map((column, at) => [column, cells[at] ?? ""]));
    const cell = (column: string) => row.get(column) ?? "";
    const say = (what: string) => problems.push(`bom.csv, line ${index + 2} (${cell("ref")}): ${what}`);
    if (cells.length !== COLUMNS.length) say(`${cells.length} cells, not ${COLUMNS.length}`);
    for (const column of REQUIRED) if (cell(column).trim() === "") say(`${column} is empty`);
    for (const column of [...VARIANTS, "large"])
      if (!/^\d+$/.test(cell(column)) || Number(cell(column)) > MOST) say(`${column} is no number of pieces up to ${MOST}`);
    return {
      ref: cell("ref"),
      vi: cell("vi"),
      en: cell("en"),
      maker: cell("maker"),
      mpn: cell("mpn"),
      alternatives: cell("alternatives"),
      count: { camera: Number(cell("camera")), serial: Number(cell("serial")), both: Number(cell("both")), relay: Number(cell("relay")) },
      large: Number(cell("large")),
      largeMpn: cell("large-mpn"),
      inVietnam: cell("in-vietnam"),
      elsewhere: cell("elsewhere"),
      lifecycle: cell("lifecycle"),
      note: cell("note"),
    };
  });
  const refs = parts.flatMap(({ ref }) => refsOf(ref));
  for (const ref of new Set(refs.filter((one, at) => refs.indexOf(one) !== at))) problems.push(`bom.csv: ${ref} is there twice`);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, parts };
}

/** The references that a line names: R2–R4 is R2, R3 and R4. */
export function refsOf(ref: string): readonly string[] {
  const range = /^([A-Z]+)(\d+)–\1(\d+)$/.exec(ref);
  if (range === null) return [ref];
  const [, letters = "", from = "0", to = "0"] = range;
  return Array.from({ length: Number(to) - Number(from) + 1 }, (_, at) => `${letters}${Number(from) + at}`);
}

/** The references that a kiosk of this variant has. */
export function refsIn(parts: readonly Part[], variant: Variant): ReadonlySet<string> {
  return new Set(parts.filter(({ count }) => count[variant] > 0).flatMap(({ ref }) => refsOf(ref)));
}

function cellsOf(line: string): readonly string[] {
  const cells = line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g);
  return [...cells].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "");
}

const GROUPS: readonly { readonly title: string; readonly has: (ref: string) => boolean }[] = [
  { title: "Máy tính, màn hình, đọc mã · computer, display, readers", has: (ref) => /^(A1|MC1|PS1|DS1|B\d|CB([1-37]|11))$/.test(ref) },
  {
    title: "Đèn, âm thanh, công tắc, cửa · lamps, sound, switches, door",
    has: (ref) => /^([HRSUXKDYFE]\d|BZ1|BT1|PS2|R2–R4|CB([45689]|10)$)/.test(ref),
  },
  { title: "Vỏ, tự in 3D · case, printed", has: (ref) => /^(C\d|V1)/.test(ref) },
  { title: "Ốc vít, keo, dây rút · fasteners", has: (ref) => /^N\d/.test(ref) },
];

/** The list as a page, with totals: how many different parts and how many pieces each variant takes. */
export function partsPage(parts: readonly Part[]): string {
  const total = (pick: (count: number) => number) =>
    VARIANTS.map((variant) => parts.reduce((sum, { count }) => sum + pick(count[variant]), 0));
  const table = (title: string, rows: readonly Part[]) => [
    `## ${title}`,
    "",
    "| ref | bộ phận · part | hãng, mã đặt hàng · maker, order code | thay thế · alternatives | C | S | B | R | 10″ | mua ở Việt Nam · elsewhere | còn sản xuất · lifecycle, note |",
    "| --- | --- | --- | --- | ---: | ---: | ---: | ---: | --- | --- | --- |",
    ...rows.map(
      ({ ref, vi, en, maker, mpn, alternatives, count, large, largeMpn, inVietnam, elsewhere, lifecycle, note }) =>
        `| ${[`**${ref}**`, `${vi} · ${en}`, `${maker}: ${mpn}`, alternatives, ...VARIANTS.map((variant) => count[variant] || "–"), [large > 0 ? `+${large}` : "", largeMpn].filter((text) => text !== "").join(" "), `${inVietnam} · ${elsewhere}`, [lifecycle, note].filter((text) => text !== "").join("; ")].map((cell) => String(cell).replaceAll("|", "\\|")).join(" | ")} |`,
    ),
    "",
  ];
  return [
    "<!-- Made from bom.csv by `npm run hardware`; change it there. -->",
    "",
    "# Danh mục linh kiện · parts list",
    "",
    "C: chỉ camera · camera only; S: chỉ đầu đọc · serial reader only; B: cả hai · both; R: cả hai và rơ-le mở cửa · both, and the door relay.",
    "10″: vỏ lớn cần thêm hoặc thay · what the large case takes more, or instead. `a + 3 × b`: mua cùng nhau · bought together.",
    "Chép vào giỏ hàng · to paste into a shop's basket: [orders/](orders), một tệp cho mỗi loại và cỡ vỏ · one file for each variant and size of case.",
    "Each row of totals counts this list for the small case, wings included. Why there are no prices, and what nobody could check: [README.md](README.md#buying).",
    "",
    "| | C | S | B | R |",
    "| --- | ---: | ---: | ---: | ---: |",
    `| dòng hàng · order lines | ${total((count) => Math.min(1, count)).join(" | ")} |`,
    `| tổng số món · pieces | ${total((count) => count).join(" | ")} |`,
    "",
    ...GROUPS.flatMap(({ title, has }) =>
      table(
        title,
        parts.filter(({ ref }) => has(ref)),
      ),
    ),
  ].join("\n");
}

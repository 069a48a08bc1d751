/** A reader as the picture shows it: the same colour and place everywhere. */
export interface ChartReader {
  readonly name: string;
  readonly colour: string;
}

/** What the picture shows. */
export interface ChartData {
  /** Part of the pictures that a reader reads, 0 to 1; none where the pictures are not here. */
  readonly pictures: readonly { readonly reader: ChartReader; readonly share: number }[];
  /** Of each size of frames: in which frame each sequence was first read, from 0. */
  readonly sequences: readonly {
    readonly title: string;
    readonly frames: number;
    readonly readers: readonly { readonly reader: ChartReader; readonly firstFrames: readonly (number | undefined)[] }[];
  }[];
}

const WIDTH = 960;
const HEIGHT = 340;
const TOP = 64;
const BOTTOM = 286;
const PANEL = 300;
const GAP = 24;
const BAR = 26;

/** The picture as an SVG document: the same data give the same bytes. */
export function drawChart({ pictures, sequences }: ChartData): string {
  const panels = [
    ...(pictures.length > 0 ? [drawPictures(pictures)] : []),
    ...sequences.map(({ title, frames, readers }) => drawSequences(title, frames, readers)),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="13" fill="#1d2227">
<title>What each reader reads: pictures that others made, and sequences of a code held up</title>
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
${panels.map((panel, index) => `<g transform="translate(${(GAP / 2 + index * (PANEL + GAP / 2)).toFixed(0)} 0)">\n${panel}\n</g>`).join("\n")}
${legend(sequences[0]?.readers.map(({ reader }) => reader) ?? [])}
</svg>
`;
}

function legend(readers: readonly ChartReader[]): string {
  const step = (WIDTH - 2 * GAP) / Math.max(1, readers.length);
  return readers
    .map(({ name, colour }, index) => {
      const x = GAP + index * step;
      return `<rect x="${fixed(x)}" y="${HEIGHT - 20}" width="18" height="5" fill="${colour}"/><text x="${fixed(x + 26)}" y="${HEIGHT - 13}">${name}</text>`;
    })
    .join("\n");
}

function drawPictures(rows: ChartData["pictures"]): string {
  const width = PANEL - 62;
  const step = (BOTTOM - TOP) / rows.length;
  const bars = rows.map(({ reader, share }, index) => {
    const y = TOP + index * step;
    return `<text x="8" y="${fixed(y + 12)}">${reader.name}</text>
<rect x="8" y="${fixed(y + 18)}" width="${fixed(width * share)}" height="${BAR}" fill="${reader.colour}"/>
<text x="${fixed(8 + width * share + 6)}" y="${fixed(y + 18 + BAR * 0.7)}" font-weight="600">${(100 * share).toFixed(1)} %</text>`;
  });
  return [heading("Pictures that others made", "part in which a code is read"), ...bars].join("\n");
}

function drawSequences(title: string, frames: number, readers: ChartData["sequences"][number]["readers"]): string {
  const count = readers[0]?.firstFrames.length ?? 1;
  const [left, right] = [34, PANEL - 12];
  const x = (frame: number) => fixed(left + (frame / frames) * (right - left));
  const y = (read: number) => fixed(BOTTOM - (read / count) * (BOTTOM - TOP));
  const lines = readers.map(({ reader, firstFrames }) => {
    let path = `M${x(0)} ${y(0)}`;
    for (let frame = 0; frame < frames; frame++) {
      const read = firstFrames.filter((first) => first !== undefined && first <= frame).length;
      path += `V${y(read)}H${x(frame + 1)}`;
    }
    return `<path d="${path}" fill="none" stroke="${reader.colour}" stroke-width="2.5" stroke-linejoin="round"/>`;
  });
  const grid = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const at = y(count * part);
    return `<path d="M${left} ${at}H${right}" stroke="#dfe2e5"/><text x="${left - 6}" y="${fixed(Number(at) + 4)}" text-anchor="end" fill="#5d666f">${Math.round(count * part)}</text>`;
  });
  const ticks = [0, frames / 2, frames].map(
    (frame) => `<text x="${x(frame)}" y="${BOTTOM + 18}" text-anchor="middle" fill="#5d666f">${frame}</text>`,
  );
  return [heading(`Sequences, ${title}`, `of ${count}, read by frame …`), ...grid, ...ticks, ...lines].join("\n");
}

function heading(title: string, subtitle: string): string {
  return `<text x="8" y="24" font-size="15" font-weight="700">${title}</text>\n<text x="8" y="44" fill="#5d666f">${subtitle}</text>`;
}

function fixed(value: number): string {
  return value.toFixed(1);
}

// A drawing as a page: title, the drawing in the middle, and beside it what each numbered part is called.
import type { Body } from "./body.ts";
import { drawing, type View } from "./drawing.ts";

/** One picture of the assembly guide. */
export interface Scene {
  readonly file: string;
  readonly title: { readonly vi: string; readonly en: string };
  readonly view: View;
  readonly bodies: readonly Body[];
  /** The page where it is not 1000 by 560 units at most. */
  readonly width?: number;
  readonly height?: number;
}

/** What a part is called: the words of the parts list. */
export interface PartName {
  readonly vi: string;
  readonly en: string;
}

const GUTTER = 205;
const HEADER = 62;
const LINE = 15;
/** Letters of 13 units that fit beside the drawing. */
const LETTERS = 22;

type Spot = readonly [number, number];

interface Label {
  readonly ref: string;
  readonly lines: readonly string[];
  readonly vietnamese: number;
  readonly anchor: Spot;
}

/** The page of a scene, as an SVG that prints on a sheet across. */
export function scenePage(scene: Scene, names: ReadonlyMap<string, PartName>): string {
  const width = scene.width ?? 1000;
  const drawn = drawing(scene.bodies, scene.view, { width: width - 2 * GUTTER - 40, height: (scene.height ?? 560) - HEADER });
  const [left, top] = [(width - drawn.width) / 2, HEADER + 10];
  const labels = [...drawn.anchors].map(([ref, [x, y]]) => labelOf(ref, names, [left + x, top + y]));
  const sides = sorted(labels, width / 2);
  const columns = [column(sides.left), column(sides.right)];
  const height = Math.max(
    top + drawn.height + 14,
    HEADER + 20 + Math.max(...columns.map((of) => of.reduce((sum, label) => sum + heightOf(label), 0))),
  );
  const parts = columns.map((of, side) => beside(of, side === 1 ? width - GUTTER + 24 : GUTTER - 24, side === 1, top, height));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${Math.ceil(height)}" font-family="Noto Sans, DejaVu Sans, sans-serif" font-size="13">`,
    `<title>${escaped(scene.title.vi)} · ${escaped(scene.title.en)}</title>`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    `<text x="14" y="30" font-size="20" font-weight="700">${escaped(scene.title.vi)}</text>`,
    `<text x="14" y="51" font-size="15" fill="#333">${escaped(scene.title.en)}</text>`,
    `<g transform="translate(${left.toFixed(1)} ${top})">${drawn.svg}</g>`,
    ...parts,
    "</svg>",
    "",
  ].join("\n");
}

/** Each label on the side that is nearer, and no more than two more on one side than on the other. */
function sorted(labels: readonly Label[], half: number): { readonly left: readonly Label[]; readonly right: readonly Label[] } {
  const across = labels.toSorted((a, b) => a.anchor[0] - b.anchor[0]);
  const nearer = across.filter(({ anchor }) => anchor[0] < half).length;
  const middle = Math.ceil(labels.length / 2);
  const cut = Math.min(middle + 1, Math.max(middle - 1, nearer));
  return { left: across.slice(0, cut), right: across.slice(cut) };
}

const column = (labels: readonly Label[]) => labels.toSorted((a, b) => a.anchor[1] - b.anchor[1]);
const heightOf = ({ lines }: Label) => lines.length * LINE + 12;

function labelOf(ref: string, names: ReadonlyMap<string, PartName>, anchor: Spot): Label {
  const name = names.get(ref);
  if (name === undefined) throw new Error(`picture: ${ref} is not in the parts list`);
  const vietnamese = wrapped(short(name.vi));
  return { ref, lines: [...vietnamese, ...wrapped(short(name.en))], vietnamese: vietnamese.length, anchor };
}

/** The name without what only the buyer needs. */
function short(name: string): string {
  return name.split(/, |[:(;]/)[0]?.trim() ?? name; // the comma of 2,5 mm is none
}

function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= LETTERS) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** A column of labels, each as near to the height of what it names as the others leave room. */
function beside(labels: readonly Label[], x: number, right: boolean, top: number, bottom: number): string {
  const places: number[] = [];
  let free = top;
  for (const label of labels) {
    const y = Math.max(free, label.anchor[1] - heightOf(label) / 2);
    places.push(y);
    free = y + heightOf(label);
  }
  let below = bottom - 6;
  for (const [index, label] of [...labels.entries()].toReversed()) {
    places[index] = Math.min(places[index] ?? 0, below - heightOf(label));
    below = places[index] ?? 0;
  }
  return labels.map((label, index) => callout(label, x, right, places[index] ?? top)).join("\n");
}

function callout({ ref, lines, vietnamese, anchor }: Label, x: number, right: boolean, y: number): string {
  const middle = y + LINE;
  const textX = right ? x + 22 : x - 22;
  const texts = lines.map(
    (line, at) =>
      `<text x="${textX}" y="${y + LINE * (at + 1)}"${at < vietnamese ? ' font-weight="600"' : ' font-size="12" fill="#333"'}${right ? "" : ' text-anchor="end"'}>${escaped(line)}</text>`,
  );
  const [ax, ay] = anchor.map((value) => value.toFixed(1));
  return [
    `<path d="M${x} ${middle}L${ax} ${ay}" stroke="#fff" stroke-width="3.4"/><path d="M${x} ${middle}L${ax} ${ay}" stroke="#1a1a1a" stroke-width="1.1"/><circle cx="${ax}" cy="${ay}" r="3.2" fill="#1a1a1a" stroke="#fff"/>`,
    `<rect x="${x - 19}" y="${middle - 11}" width="38" height="22" rx="11" fill="#1a1a1a"/><text x="${x}" y="${middle + 4.5}" fill="#fff" font-weight="700" text-anchor="middle">${ref}</text>`,
    ...texts,
  ].join("\n");
}

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

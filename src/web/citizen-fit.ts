import { CAPITAL_EM, leastCapitalMm, PANEL_PROFILES, type Panel } from "../core/panel-profile.ts";

/** Sizes to try, largest first, until an answer's words fit. */
const SIZES = [1, 0.92, 0.84, 0.76, 0.7, 0.67, 0.64, 0.61, 0.58, 0.55, 0.52, 0.49, 0.46, 0.43, 0.4];
const LARGE_SIZES = SIZES.filter((size) => size >= 0.84);

/** A panel whose shorter side is less, in millimetres, has no room for buttons below a code. */
const SMALL_MM = 100;

/** How a screen is laid out. */
export interface Layout {
  /** It stands. */
  readonly isTall: boolean;
  /** It is for the words alone where there are many: buttons stand below the invitation. */
  readonly isSmall: boolean;
}

/**
 * Lays a screen out for its panel: `--u` is one hundredth of its width (or of its height, where that is scarcer), `--mm` a millimetre on it, and headline and way on never get smaller than `--least`, with which their
 * capitals can be read from the panel's distance. A picture of the screen, as on the desk, is the same in small.
 */
export function layOut(host: HTMLElement, panel: Panel): Layout {
  const profile = PANEL_PROFILES[panel];
  const { clientWidth: width, clientHeight: height } = host;
  const mm = Math.max(width, height) / profile.longMm;
  const isTall = height > width;
  const unit = isTall ? Math.min(0.015 * width, 0.01 * height) : Math.min(0.01 * width, 0.017 * height);
  const lengths = { "--u": unit, "--mm": mm, "--least": (leastCapitalMm(profile) / CAPITAL_EM) * mm };
  for (const [name, pixels] of Object.entries(lengths)) host.style.setProperty(name, `${pixels}px`);
  return { isTall, isSmall: profile.shortMm < SMALL_MM };
}

/** What is there only to be larger, largest first: at the last it is as usual. */
const GROWN = [1.6, 1.5, 1.4, 1.3, 1.22, 1.15, 1.1, 1.05, 1];

/** A picture lower than this, in `--u`, shows nobody what to do. */
const LEAST_PICTURE = 12;

/** A code to be paid with is at least so large, in `--u`, and so much larger than the one beside it: else "the large code" says nothing. */
const [LEAST_CODE, LARGER] = [14, 1.3] as const;

/** How much is left out, step by step: nothing; air; the second language; at the last the size that can be read from the panel's distance. */
const STEPS = ["tight", "sparse", "tiny"] as const;

/** What a search sets on the host: what is left out, and factors of sizes: of the words and the headline, and grown ones. */
const FLAGS = [...STEPS, "large"] as const;
const FACTORS = ["--fit", "--heading", "--grow", "--grow-heading", "--grow-rest"] as const;

/** How words were laid out. `isSpared`: without the receipt, for which there is no room. */
interface Fitting {
  readonly flags: readonly string[];
  readonly factors: readonly string[];
  readonly isSpared: boolean;
  readonly isWhole: boolean;
}

/** More screens than a kiosk shows in a day: they differ in few words. */
const MAX_FITTINGS = 200;

/** Fits words into their screen, and remembers how: what has stood there before is laid out once. */
export class WordFitting {
  readonly #host: HTMLElement;
  readonly #known = new Map<string, Fitting>();

  constructor(host: HTMLElement) {
    this.#host = host;
  }

  /** Other letters have come: they have other widths. */
  forget(): void {
    this.#known.clear();
  }

  /** False: there is no room for the receipt. */
  fit(root: ShadowRoot, isLarge: boolean): boolean {
    const host = this.#host;
    const room = roomIn(root);
    const key = keyOf(host, root, isLarge);
    let fitting = this.#known.get(key);
    if (fitting) set(host, fitting);
    if (!fitting || (fitting.isWhole && !room.isWhole())) {
      const isSpared = !fitWords(host, root, room, isLarge);
      const flags = FLAGS.filter((name) => host.hasAttribute(name));
      fitting = { flags, factors: FACTORS.map((name) => host.style.getPropertyValue(name)), isSpared, isWhole: room.isWhole() };
      if (this.#known.size >= MAX_FITTINGS) this.forget();
      this.#known.set(key, fitting);
    }
    return !fitting.isSpared;
  }
}

/** What a layout depends on. Nothing of a person: whose credential it was, and every figure, is as wide as another. */
function keyOf(host: HTMLElement, root: ShadowRoot, isLarge: boolean): string {
  const { clientWidth, clientHeight, style } = host;
  const parts = [...root.querySelectorAll(".stage, section, svg")].map((part) => [
    part.getAttribute("class"),
    part.getAttribute("viewBox"),
  ]);
  let words = root.textContent ?? "";
  for (const { className, textContent } of root.querySelectorAll(".person, .host")) {
    words = words.replace(textContent ?? "", className === "host" ? String(textContent?.length) : "");
  }
  const known = [clientWidth, clientHeight, style.getPropertyValue("--mm"), isLarge, root.adoptedStyleSheets.length, parts];
  return known.join() + words.replace(/\d/g, "0");
}

function set(host: HTMLElement, { flags, factors }: Pick<Fitting, "flags" | "factors">): void {
  for (const name of FLAGS) host.toggleAttribute(name, flags.includes(name));
  for (const [index, name] of FACTORS.entries()) host.style.setProperty(name, factors[index] ?? "1");
}

/**
 * Shrinks long texts until nothing is cut off; texts of the usual length keep the full size. Where that is not enough, everything around the
 * words becomes tight, then the second language goes. Large words are what still fits when all is as usual: never less. False: there is no room
 * for the receipt, which goes before the second language where there is a fee, and before the size in any case.
 */
function fitWords(host: HTMLElement, root: ParentNode, room: Room, isLarge: boolean): boolean {
  set(host, { flags: [], factors: [] });
  const receipt = root.querySelector(".receipt");
  let isFitting = shrinkAll(host, room);
  for (const step of STEPS) {
    if (isFitting) break;
    if (receipt && step === (root.querySelector(".codes, nav") ? "sparse" : "tiny")) return false;
    // A headline that stands alone is never smaller than that.
    if (step === "tiny" && room.isWhole()) break;
    host.toggleAttribute(step, true);
    isFitting = shrinkAll(host, room);
  }
  if (!isFitting) tryAll(host, "--fit", SIZES, room.isWhole);
  if (isLarge) enlarge(host, room);
  return true;
}

interface Room {
  readonly heading: HTMLElement | null;
  /** Nothing is cut off. */
  isWhole(): boolean;
  /** Pictures and codes are as large as they must be. */
  isClear(): boolean;
}

function roomIn(root: ParentNode): Room {
  const boxes = [...root.querySelectorAll("section, .said, .words, .codes, .choice")];
  const [picture, qr, small] = [".attract", ".qr", ".codes .receipt .code"].map((name) => root.querySelector(name));
  const [stage] = root.querySelectorAll(".stage");
  const unit = stage ? Number.parseFloat(getComputedStyle(stage).getPropertyValue("--u")) : 0;
  return {
    heading: root.querySelector("h1"),
    isWhole: () =>
      boxes.every(({ scrollHeight, clientHeight, scrollWidth, clientWidth }) => scrollHeight <= clientHeight && scrollWidth <= clientWidth),
    isClear: () =>
      (!picture || picture.clientHeight >= LEAST_PICTURE * unit) &&
      (!qr || qr.clientWidth >= Math.max(LEAST_CODE * unit, LARGER * (small?.clientWidth ?? 0))),
  };
}

function shrinkAll(host: HTMLElement, { heading, isWhole, isClear }: Room): boolean {
  // One line leaves the most room for the way on; but rather two large ones than one small one.
  if (!tryAll(host, "--heading", LARGE_SIZES, () => isIn(heading, 1))) tryAll(host, "--heading", SIZES, () => isIn(heading, 2));
  return tryAll(host, "--fit", SIZES, () => isWhole() && isClear());
}

/** The way on first: it is what must be read. A headline gets no line more for it. */
function enlarge(host: HTMLElement, { heading, isWhole, isClear }: Room): void {
  const lines = heading ? linesOf(heading) : 0;
  const wasClear = isClear();
  host.toggleAttribute("large", true);
  const fits = () => isIn(heading, lines) && isWhole() && isClear() === wasClear;
  tryAll(host, "--grow", GROWN, fits);
  tryAll(host, "--grow-rest", GROWN.slice(3), fits);
  tryAll(host, "--grow-heading", GROWN.slice(3), fits);
}

/** The largest of the sizes that fits, or else the smallest: each is a layout, so the range is halved rather than gone through. */
function tryAll(host: HTMLElement, property: string, sizes: readonly number[], fits: () => boolean): boolean {
  const isFitting = (index: number) => {
    host.style.setProperty(property, String(sizes[index]));
    return fits();
  };
  let [large, small] = [0, sizes.length - 1];
  if (isFitting(large)) return true;
  if (!isFitting(small)) return false;
  while (small - large > 1) {
    const middle = (large + small) >> 1;
    if (isFitting(middle)) small = middle;
    else large = middle;
  }
  return isFitting(small);
}

function isIn(heading: HTMLElement | null, lines: number): boolean {
  return heading === null || (heading.scrollWidth <= heading.clientWidth && linesOf(heading) <= lines);
}

function linesOf(element: Element): number {
  return Math.round(element.clientHeight / Number.parseFloat(getComputedStyle(element).lineHeight));
}

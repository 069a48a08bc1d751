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

/**
 * Shrinks long texts until nothing is cut off; texts of the usual length keep the full size. Where that is not enough, everything around the
 * words becomes tight, and what is there only to be larger goes back to its usual size.
 */
export function fitWords(host: HTMLElement, root: ParentNode): void {
  host.removeAttribute("tight");
  if (shrinkAll(host, root)) return;
  host.setAttribute("tight", "");
  shrinkAll(host, root);
}

function shrinkAll(host: HTMLElement, root: ParentNode): boolean {
  const shrink = (property: string, sizes: readonly number[], fits: () => boolean) =>
    sizes.some((size) => {
      host.style.setProperty(property, String(size));
      return fits();
    });
  const heading = root.querySelector("h1");
  const headingFits = (lines: number) => heading === null || (heading.scrollWidth <= heading.clientWidth && linesOf(heading) <= lines);
  // One line leaves the most room for the way on; but rather two large ones than one small one.
  const isOneLine = shrink("--heading", LARGE_SIZES, () => headingFits(1));
  if (!isOneLine) shrink("--heading", SIZES, () => headingFits(2));
  const boxes = root.querySelectorAll("section, .said, .words");
  const isWhole = ({ scrollHeight, clientHeight, scrollWidth, clientWidth }: Element) =>
    scrollHeight <= clientHeight && scrollWidth <= clientWidth;
  return shrink("--fit", SIZES, () => [...boxes].every(isWhole));
}

function linesOf(element: Element): number {
  return Math.round(element.clientHeight / Number.parseFloat(getComputedStyle(element).lineHeight));
}

/** The panels that the screen is laid out and measured for. */
export const PANELS = ["7-inch", "10-inch", "15-inch", "21-inch"] as const;
export type Panel = (typeof PANELS)[number];

/** A panel as it hangs in an office: its picture, lying, and from how far it is read. */
export interface PanelProfile {
  /** Length and height of the picture, in millimetres; standing, they change places. */
  readonly longMm: number;
  readonly shortMm: number;
  /** Its own pixels, lying. */
  readonly width: number;
  readonly height: number;
  /** The stated distance (EN 301 549 §5.1.4), in centimetres: what must be read can be read from there. */
  readonly distanceCm: number;
}

/** Active areas out of the data sheets of common panels of the size: 7″ 1024 × 600, 10.1″ 1280 × 800, 15.6″ and 21.5″ 1920 × 1080. */
export const PANEL_PROFILES: Readonly<Record<Panel, PanelProfile>> = {
  "7-inch": { longMm: 154.2, shortMm: 85.9, width: 1024, height: 600, distanceCm: 60 },
  "10-inch": { longMm: 217, shortMm: 135.6, width: 1280, height: 800, distanceCm: 60 },
  "15-inch": { longMm: 344.2, shortMm: 193.6, width: 1920, height: 1080, distanceCm: 80 },
  "21-inch": { longMm: 476.1, shortMm: 267.8, width: 1920, height: 1080, distanceCm: 100 },
};

/** Capitals stand under this angle at least (EN 301 549 §5.1.4), degrees. */
const CAPITAL_DEGREES = 0.7;

/** Height of H in Noto Sans, in parts of the font's size. */
export const CAPITAL_EM = 0.714;

/** How high a capital must be at least to be read from the panel's distance, in millimetres: 7.3 at 60 cm. */
export function leastCapitalMm({ distanceCm }: Pick<PanelProfile, "distanceCm">): number {
  return 10 * distanceCm * Math.tan((CAPITAL_DEGREES * Math.PI) / 180);
}

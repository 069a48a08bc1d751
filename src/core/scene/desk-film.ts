import type { FilmFacts } from "../desk.ts";
import type { Text } from "../text.ts";
import { modulesOf } from "./code-modules.ts";
import { BRIGHT_PHONE, CEILING_PANEL, codeOf, GOOD_PRINT, HAND, HELD_STILL, OFFICE, OFFICE_LIGHT, piCamera } from "./presets.ts";
import type { CameraSpec, LightSpec, MediumSpec, MotionSpec, SequenceSpec } from "./spec.ts";

const FILM_SIZE = { width: 640, height: 480 } as const;
const SIDE_MM = 54;

/** One shot of the film that a desk without a webcam plays. */
interface Shot {
  readonly seconds: number;
  readonly says: Text;
  /** What is held up; absent: nobody is there. */
  readonly held?: {
    readonly medium: MediumSpec;
    /** Which of the film's two codes it shows. */
    readonly code: 0 | 1;
    readonly pixelsPerModule: number;
    readonly motion?: Partial<MotionSpec>;
    readonly light?: Partial<LightSpec>;
    readonly camera?: Partial<CameraSpec>;
  };
}

const PHONE: MediumSpec = { ...BRIGHT_PHONE, luminance: 150, gloss: 0.045 };

/** What goes wrong at a counter, and how it comes right. */
const SHOTS: readonly Shot[] = [
  { seconds: 2, says: { vi: "Phòng trống: máy gần như nghỉ.", en: "An empty room: the kiosk all but rests." } },
  {
    seconds: 5,
    says: { vi: "Điện thoại giơ quá xa.", en: "A phone, held too far away." },
    held: { medium: PHONE, code: 0, pixelsPerModule: 1.7 },
  },
  {
    seconds: 5,
    says: { vi: "Lại gần, nhưng đèn trần chói trên kính.", en: "Nearer, but a lamp is mirrored in the glass." },
    held: {
      medium: { ...PHONE, luminance: 110 },
      code: 0,
      pixelsPerModule: 4.6,
      motion: { pitch: -13, swayDegrees: 0.4 },
      light: { lamps: [{ ...CEILING_PANEL, up: 26, width: 20, height: 9, luminance: 12_000 }] },
    },
  },
  {
    seconds: 4,
    says: { vi: "Nghiêng đi một chút: đọc được.", en: "Tilted a little: it can be read." },
    held: { medium: PHONE, code: 0, pixelsPerModule: 4.6, motion: { pitch: 4 } },
  },
  { seconds: 3, says: { vi: "Người tiếp theo.", en: "The next person." } },
  {
    seconds: 4,
    says: { vi: "Một tờ giấy, tay run.", en: "A sheet of paper in a trembling hand." },
    held: { medium: GOOD_PRINT, code: 1, pixelsPerModule: 4.2, motion: { approachSeconds: 0.7, tremorMm: 0.4, driftMm: 5 } },
  },
];

/** What there is to know of the film, without making it. */
export const FILM: FilmFacts = {
  ...FILM_SIZE,
  lastsMs: beforeMs(SHOTS.length),
  shots: SHOTS.map(({ says }, index) => ({ fromMs: beforeMs(index), says })),
};

function beforeMs(index: number): number {
  return SHOTS.slice(0, index).reduce((sum, { seconds }) => sum + seconds * 1000, 0);
}

/** The shots with these texts on what is held up; the same each time. */
export function deskFilm(texts: readonly [string, string]): readonly SequenceSpec[] {
  return SHOTS.map((shot, index) => specOf(shot, texts, index));
}

function specOf({ seconds, held }: Shot, texts: readonly [string, string], index: number): SequenceSpec {
  const camera = piCamera(FILM_SIZE, held?.camera);
  const spec = { name: `shot ${index}`, seed: 7, frames: seconds * camera.framesPerSecond, room: OFFICE };
  if (!held) return { ...spec, camera: { ...camera, exposure: { ...camera.exposure, metering: "room" } }, light: OFFICE_LIGHT, held: [] };
  const { medium, code: which, pixelsPerModule, motion, light } = held;
  const code = codeOf({ name: spec.name, content: { text: texts[which] }, correction: "low" }, SIDE_MM);
  const focal = camera.width / 2 / Math.tan((camera.fieldOfView * Math.PI) / 360);
  const distanceMm = (focal * SIDE_MM) / (modulesOf(code)?.side ?? 1) / pixelsPerModule;
  return {
    ...spec,
    camera: { ...camera, focusMm: distanceMm },
    light: { ...OFFICE_LIGHT, ...light },
    held: [{ medium, codes: [code], hand: HAND, motion: { ...HELD_STILL, ...motion, distanceMm } }],
  };
}

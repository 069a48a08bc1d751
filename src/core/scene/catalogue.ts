import { modulesOf } from "./code-modules.ts";
import {
  BRIGHT_PHONE,
  CEILING_PANEL,
  codeOf,
  type FrameSize,
  GOOD_PRINT,
  HAND,
  HELD_STILL,
  NEW_CARD,
  OFFICE,
  OFFICE_LIGHT,
  piCamera,
  webcam,
} from "./presets.ts";
import { type SampleCode, sampleCodes } from "./sample-codes.ts";
import type { CameraSpec, CodeSpec, HandSpec, LightSpec, MediumSpec, MotionSpec, RoomSpec, SequenceSpec } from "./spec.ts";

/** A scene with a name, and what happens in it in one line. */
export interface CataloguedScene {
  readonly name: string;
  readonly says: string;
  readonly spec: SequenceSpec;
}

/** What a scene has that an ordinary one has not: a code held still, in an office, by a person with one finger over the edge. */
interface Plot {
  readonly says: string;
  /** Names of sample codes; none for a room without a code, several for several things held up. */
  readonly codes: readonly string[];
  readonly medium?: MediumSpec;
  /** Length of a code's side; in its place on the medium. */
  readonly code?: Partial<CodeSpec>;
  readonly motion?: Partial<MotionSpec>;
  readonly hand?: Partial<HandSpec>;
  readonly camera?: Partial<CameraSpec>;
  readonly isWebcam?: true;
  readonly light?: Partial<LightSpec>;
  readonly room?: Partial<RoomSpec>;
}

const ON_CARD = { rightMm: 27, belowMm: 10 } as const;
const card = (sideMm: number, more: Partial<CodeSpec> = {}): Partial<CodeSpec> => ({ sideMm, ...ON_CARD, ...more });
/** A card's code is small: its middle comes before the lens, and nearer. */
const CARD_MOTION: Partial<MotionSpec> = { rightMm: -ON_CARD.rightMm, belowMm: -ON_CARD.belowMm, distanceMm: 105, driftMm: 1.5 };
const CARD_CAMERA: Partial<CameraSpec> = { focusMm: 120 };
const BUSY: Partial<RoomSpec> = { clutter: 1, hasDecoys: true, passersBy: 3 };

const PLOTS: Readonly<Record<string, Plot>> = {
  "empty room": { says: "Nobody is there; nothing moves but the noise.", codes: [] },
  "empty room, busy": { says: "No code: people walk by a full notice board, bar codes and a checked floor.", codes: [], room: BUSY },
  "empty room, flicker": {
    says: "No code: lamps on 50 Hz mains make bands that wander.",
    codes: [],
    light: { flicker: 0.9 },
    camera: { exposure: { metering: "room", seconds: 0.004, gain: 12, bias: 0, hunting: 0, drift: 0 } },
  },
  "empty room, night": {
    says: "No code: 3 lux, all gain, much noise, one person walks by.",
    codes: [],
    room: { lux: 3, passersBy: 1 },
    light: { lux: 3 },
  },
  "empty room, window": {
    says: "No code: a bright window behind, and the exposure drifts.",
    codes: [],
    room: { windowLuminance: 2_500, passersBy: 2 },
    camera: { exposure: { metering: "room", seconds: 0.02, gain: 8, bias: 0, hunting: 1, drift: -0.2 } },
  },
  "card 11 mm": {
    says: "The 11 mm code of the 2024 card, 0.27 mm a module.",
    codes: ["citizen-card"],
    medium: NEW_CARD,
    code: card(11),
    motion: CARD_MOTION,
    camera: CARD_CAMERA,
  },
  "card 15 mm": {
    says: "The 15 mm code of a card.",
    codes: ["citizen-card"],
    medium: NEW_CARD,
    code: card(15),
    motion: CARD_MOTION,
    camera: CARD_CAMERA,
  },
  "card 18 mm, worn": {
    says: "An 18 mm code on a card that was years in a pocket.",
    codes: ["health-insurance-card"],
    medium: { ...NEW_CARD, wear: 1 },
    code: card(18),
    motion: { ...CARD_MOTION, distanceMm: 120 },
    camera: CARD_CAMERA,
  },
  "card 25 mm, glossy": {
    says: "A 25 mm code on laminated plastic that mirrors a lamp.",
    codes: ["claim169"],
    medium: { ...NEW_CARD, gloss: 0.06 },
    code: card(25, { rightMm: 24, belowMm: 8 }),
    motion: { ...CARD_MOTION, rightMm: -24, belowMm: -8, distanceMm: 135, pitch: -15 },
    light: { lamps: [{ ...CEILING_PANEL, luminance: 9_000 }] },
  },
  "print, approach": { says: "A good print comes from below and is held.", codes: ["claim169-middle"], motion: { approachSeconds: 0.8 } },
  "print, shown and taken away": {
    says: "A good print comes, is held for half a second and is gone.",
    codes: ["citizen-card"],
    code: { sideMm: 35 },
    motion: { approachSeconds: 0.5, leavesAtSeconds: 1 },
  },
  "print, crumpled": {
    says: "A slip out of a pocket, with folds and dirt.",
    codes: ["claim169"],
    medium: { ...GOOD_PRINT, crumple: 0.8, wear: 0.7 },
  },
  "print, low ink": { says: "A printer that has nearly run out of ink.", codes: ["claim169"], medium: { ...GOOD_PRINT, ink: 0.25 } },
  "print, tilted": { says: "A sheet held at an angle of 40°.", codes: ["eu-dcc"], motion: { pitch: -35, yaw: 20 } },
  "print, turned": { says: "A sheet held askew and upside down.", codes: ["eu-dcc"], motion: { roll: 160 } },
  "print, quiet zone cut": {
    says: "A code cut out with half a module of white around it, on a patterned card.",
    codes: ["vneid"],
    medium: NEW_CARD,
    code: card(25, { quietModules: 0.5 }),
    motion: CARD_MOTION,
    camera: CARD_CAMERA,
  },
  "print, finger over the corner": {
    says: "A finger hides a part of the code.",
    codes: ["link"],
    code: { sideMm: 40, rightMm: 25 },
    hand: { reachMm: 19 },
  },
  "print, trembling": { says: "An old hand: trembling at 8 to 12 Hz.", codes: ["claim169"], motion: { tremorMm: 0.8, driftMm: 6 } },
  "print, passing": {
    says: "A sheet that is moved past the window without stopping.",
    codes: ["personal-number"],
    code: { sideMm: 40 },
    motion: { rightMm: -90, rightMmPerSecond: 140 },
  },
  "print, low light": {
    says: "15 lux: long exposure, much gain.",
    codes: ["claim169"],
    light: { lux: 15 },
    room: { lux: 10 },
    camera: { exposure: { metering: "held", seconds: 0.033, gain: 16, bias: 0, hunting: 0.4, drift: 0 } },
  },
  "print, kiosk's light": {
    says: "20 lux, and the kiosk's own light on every second frame.",
    codes: ["claim169"],
    light: { lux: 20, ring: { lux: 400, isAlternate: true } },
    room: { lux: 15 },
  },
  "print, bands": {
    says: "Short exposure under lamps on 50 Hz mains: light and dark bands.",
    codes: ["claim169"],
    light: { flicker: 0.95 },
    camera: { exposure: { metering: "held", seconds: 0.002, gain: 12, bias: 0, hunting: 0, drift: 0 } },
  },
  "print, cheap camera": { says: "A cheap USB camera: soft, sharpened, JPEG, slow exposure control.", codes: ["claim169"], isWebcam: true },
  "phone, bright": {
    says: "A bright screen in an office.",
    codes: ["claim169-dense"],
    medium: BRIGHT_PHONE,
    code: { sideMm: 60 },
    motion: { distanceMm: 130 },
  },
  "phone, over-bright": {
    says: "A bright screen in a dim room: the exposure is for the room.",
    codes: ["claim169-middle"],
    medium: { ...BRIGHT_PHONE, luminance: 500 },
    code: { sideMm: 55 },
    room: { lux: 60 },
    camera: { exposure: { metering: "room", seconds: 0.02, gain: 8, bias: 0, hunting: 1, drift: -0.6 } },
  },
  "phone, dimmed": {
    says: "A screen dimmed to 15 cd/m² beside a bright window.",
    codes: ["claim169-middle"],
    medium: { ...BRIGHT_PHONE, luminance: 15 },
    code: { sideMm: 55 },
    room: { windowLuminance: 2_500 },
    camera: { exposure: { metering: "room", seconds: 0.02, gain: 8, bias: 0, hunting: 0.5, drift: 0.3 } },
  },
  "phone, dark mode": {
    says: "An inverted code on a dark page.",
    codes: ["claim169"],
    medium: { ...BRIGHT_PHONE, isDarkPage: true },
    code: { sideMm: 50, isInverted: true },
  },
  "phone, dark page": {
    says: "A dark page that leaves the code no quiet zone.",
    codes: ["claim169"],
    medium: { ...BRIGHT_PHONE, isDarkPage: true },
    code: { sideMm: 50, quietModules: 0.5 },
  },
  "phone, lamp": {
    says: "A ceiling panel is mirrored across the code, and the hand sways.",
    codes: ["claim169-middle"],
    medium: { ...BRIGHT_PHONE, luminance: 180 },
    code: { sideMm: 55 },
    motion: { pitch: -14, swayDegrees: 5 },
    light: { lamps: [CEILING_PANEL] },
  },
  "phone, cracked": {
    says: "Broken glass over the code.",
    codes: ["claim169"],
    medium: { ...BRIGHT_PHONE, cracks: 1 },
    code: { sideMm: 55 },
  },
  "phone, moiré": {
    says: "A coarse screen very near: its pixels beat with the camera's.",
    codes: ["smart-health-card"],
    medium: { ...BRIGHT_PHONE, pixelsPerInch: 190, gridContrast: 1 },
    code: { sideMm: 64 },
    motion: { distanceMm: 100, roll: 4 },
    camera: { focusMm: 110, softness: 0.6 },
  },
  "phone, dimming": {
    says: "A screen that is dimmed by switching at 240 Hz: dark bands in short exposures.",
    codes: ["claim169"],
    medium: { ...BRIGHT_PHONE, luminance: 250, dimming: { depth: 0.9, hertz: 240 } },
    code: { sideMm: 55 },
    camera: { exposure: { metering: "held", seconds: 0.002, gain: 8, bias: 0, hunting: 0, drift: 0 } },
  },
  "phone, too near": {
    says: "A phone so near that its code does not fit in the frame.",
    codes: ["claim169"],
    medium: BRIGHT_PHONE,
    code: { sideMm: 62 },
    motion: { distanceMm: 70 },
    camera: { focusMm: 90 },
  },
  "phone, too far": {
    says: "A phone at arm's length from the window.",
    codes: ["claim169-dense"],
    medium: BRIGHT_PHONE,
    code: { sideMm: 60 },
    motion: { distanceMm: 420 },
  },
  "seal on paper": { says: "A binary code: a visible digital seal.", codes: ["seal"], code: { sideMm: 35 } },
  prescription: { says: "A small code with high error correction.", codes: ["prescription-code"], code: { sideMm: 20 } },
  "two cards": {
    says: "Two cards in two hands, each with its own code.",
    codes: ["citizen-card", "health-insurance-card"],
    medium: NEW_CARD,
    code: card(18),
    motion: { distanceMm: 150 },
    camera: { focusMm: 150 },
  },
  "card before a phone": {
    says: "A card and a phone at once, in front of a busy room.",
    codes: ["claim169", "citizen-card"],
    medium: BRIGHT_PHONE,
    code: { sideMm: 45 },
    motion: { distanceMm: 210 },
    room: BUSY,
  },
};

/** Every named condition, with the codes given or, without any, sample codes about nobody. Frames of 1280×720 unless said otherwise. */
export function sceneCatalogue(
  seed: number,
  codes: readonly SampleCode[] = sampleCodes(seed),
  size: FrameSize = { width: 1280, height: 720 },
): readonly CataloguedScene[] {
  return Object.entries(PLOTS).map(([name, plot], index) => ({
    name,
    says: plot.says,
    spec: sceneOf(name, plot, codes, size, seed + index * 7919),
  }));
}

function sceneOf(name: string, plot: Plot, codes: readonly SampleCode[], size: FrameSize, seed: number): SequenceSpec {
  const camera = (plot.isWebcam ? webcam : piCamera)(size, plot.camera);
  const wanted = plot.codes.map((code) => codes.find((sample) => sample.name === code));
  const isEmpty = plot.codes.length === 0;
  return {
    name,
    seed,
    frames: 24,
    camera: isEmpty && !plot.camera ? { ...camera, exposure: { ...camera.exposure, metering: "room" } } : camera,
    light: { ...OFFICE_LIGHT, ...plot.light },
    room: { ...OFFICE, ...plot.room },
    held: wanted.flatMap((sample, index) => (sample ? [heldOf(plot, sample, index, wanted.length)] : [])),
  };
}

/** Of several things each has its own half of the frame; the last is nearest. */
function heldOf(plot: Plot, sample: SampleCode, index: number, count: number): SequenceSpec["held"][number] {
  const spec = codeOf(sample, 50, plot.code);
  const isSmall = count > 1 && index > 0;
  const motion = { ...HELD_STILL, ...plot.motion };
  const aside = count > 1 ? (index === 0 ? -48 : 48) : 0;
  return {
    medium: isSmall ? NEW_CARD : (plot.medium ?? GOOD_PRINT),
    // Modules of a third of a millimetre on a card, whatever it says.
    codes: [isSmall ? codeOf(sample, Math.max(15, (modulesOf(spec)?.side ?? 40) * 0.35), ON_CARD) : spec],
    hand: { ...HAND, edge: aside < 0 ? "left" : "right", ...plot.hand },
    motion: { ...motion, rightMm: motion.rightMm + aside, distanceMm: motion.distanceMm - 15 * index },
  };
}

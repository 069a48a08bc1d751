/** A sequence of camera-like frames as data: the same spec gives the same bytes, and another seed others. */
export interface SequenceSpec {
  readonly name: string;
  /** Any whole number; everything that is left to chance follows from it. */
  readonly seed: number;
  readonly frames: number;
  readonly camera: CameraSpec;
  readonly light: LightSpec;
  readonly room: RoomSpec;
  /** What is held up, farthest first; nothing in an empty room. */
  readonly held: readonly HeldSpec[];
}

/** The camera, which stands still. Lengths in millimetres; x goes right, y down and z away from the lens. */
export interface CameraSpec {
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  /** Horizontal field of view in degrees; with the width it says the focal length in pixels. */
  readonly fieldOfView: number;
  /** Where it is sharp, in millimetres from the lens. */
  readonly focusMm: number;
  /** Width of the lens's opening in millimetres: how fast things out of focus become soft. */
  readonly apertureMm: number;
  /** Radial distortion: a point at radius r (1 at the left and right edges) is seen at r, and stands at r × (1 + this × r²). */
  readonly distortion: number;
  /** Light lost in the corners, 0 none to 1 all. */
  readonly vignetting: number;
  readonly exposure: ExposureSpec;
  /** Electrons a second that 1 cd/m² frees in a pixel. */
  readonly sensitivity: number;
  /** Electrons at which a pixel is full, at gain 1. */
  readonly fullWell: number;
  /** Noise of reading a pixel, in electrons (standard deviation). */
  readonly readNoise: number;
  /** Time between reading the first and the last row, in seconds (rolling shutter). */
  readonly readoutSeconds: number;
  /** Exponent from linear light to luma: 1 / 2.2 for a camera, 1 for raw. */
  readonly gamma: number;
  /** Softness of lens and demosaicing where all is in focus: standard deviation in pixels. */
  readonly softness: number;
  /** The processing of a cheap USB camera: sharpening, and a JPEG quality (1 to 100) that its frames have been through. */
  readonly processing?: { readonly sharpening: number; readonly jpegQuality: number };
}

/** How long and with what gain each frame is exposed. */
export interface ExposureSpec {
  /** What automatic exposure brings to a middle grey: the room, what is held up, or nothing (`seconds` and `gain` as they stand). */
  readonly metering: "room" | "held" | "fixed";
  /** Longest exposure in seconds, or the exposure where it is fixed. */
  readonly seconds: number;
  /** Largest gain, or the gain where it is fixed. */
  readonly gain: number;
  /** Error of the metering in stops (EV): above 0 too bright. */
  readonly bias: number;
  /** How far automatic exposure swings about its target, in stops; it settles within a second or two. */
  readonly hunting: number;
  /** Slow drift in stops a second. */
  readonly drift: number;
}

/** The light on the scene. */
export interface LightSpec {
  /** Illuminance on what is held up, in lux. An office has 300 to 500, a dim corridor 20. */
  readonly lux: number;
  /** Part of it that flickers at 100 Hz (50 Hz mains), 0 to 1. */
  readonly flicker: number;
  /** Lamps and windows that a glossy surface can mirror. */
  readonly lamps: readonly LampSpec[];
  /** The kiosk's own light beside the lens: lux at 200 mm, in every frame or in every second one. */
  readonly ring?: { readonly lux: number; readonly isAlternate: boolean };
}

/** A lamp or a window, far away behind the camera. Angles in degrees, seen from what is held up towards the camera. */
export interface LampSpec {
  /** Of the lamp's middle: to the right of the camera, and above it. */
  readonly right: number;
  readonly up: number;
  readonly width: number;
  readonly height: number;
  /** Luminance in cd/m²: a ceiling panel 5,000, a bare tube 12,000, a window 4,000. */
  readonly luminance: number;
}

/** What is behind. */
export interface RoomSpec {
  /** Illuminance of the room in lux. */
  readonly lux: number;
  /** How many edges, texts and patterns are in it, 0 a bare wall to 1 a full notice board. */
  readonly clutter: number;
  /** Things that look like codes: checked floors, bar codes, posters with squares. */
  readonly hasDecoys: boolean;
  /** A bright window in the picture, in cd/m²; 0 for none. */
  readonly windowLuminance: number;
  /** People who walk by. */
  readonly passersBy: number;
}

/** One thing that is held up. */
export interface HeldSpec {
  readonly medium: MediumSpec;
  readonly codes: readonly CodeSpec[];
  readonly hand: HandSpec;
  readonly motion: MotionSpec;
}

/** What the code says. */
export type CodeContent = { readonly text: string } | { readonly bytes: Uint8Array };

/** A code on the medium. */
export interface CodeSpec {
  readonly content: CodeContent;
  readonly correction: "low" | "medium" | "quartile" | "high";
  /** Length of a side without the quiet zone, in millimetres. */
  readonly sideMm: number;
  /** The code's middle, in millimetres right of and below the medium's middle. */
  readonly rightMm: number;
  readonly belowMm: number;
  /** Width of the quiet zone in modules: 4 by the standard, less where it was cut. */
  readonly quietModules: number;
  /** Light modules on dark ground. */
  readonly isInverted: boolean;
}

/** What the code is on. Reflectances and inks from 0 to 1. */
export type MediumSpec = CardSpec | PaperSpec | PhoneSpec;

/** A card of 85.6 × 54 mm (ISO/IEC 7810 ID-1). */
export interface CardSpec {
  readonly kind: "card";
  /** How glossy: part of a lamp's light that is mirrored. Laminated plastic 0.04, worn 0.01. */
  readonly gloss: number;
  /** Scratches and dirt, 0 new to 1 years in a pocket. */
  readonly wear: number;
}

/** Printed paper. */
export interface PaperSpec {
  readonly kind: "paper";
  readonly widthMm: number;
  readonly heightMm: number;
  /** 1 a good laser printer, 0 a print that has nearly run out of ink. */
  readonly ink: number;
  readonly wear: number;
  /** How crumpled, 0 flat to 1 out of a pocket: shading, and modules out of place. */
  readonly crumple: number;
}

/** A telephone. */
export interface PhoneSpec {
  readonly kind: "phone";
  readonly widthMm: number;
  readonly heightMm: number;
  /** Luminance of white in cd/m²: 20 dimmed to 600. */
  readonly luminance: number;
  /** Pixels an inch of its screen, which a camera's own pixels beat with (moiré). */
  readonly pixelsPerInch: number;
  /** Depth of the sub-pixel grid as the camera sees it, 0 none to 1. */
  readonly gridContrast: number;
  /** A page of dark mode around the code. */
  readonly isDarkPage: boolean;
  /** Part of a lamp's light that the glass mirrors: 0.04 bare, 0.01 with a coating. */
  readonly gloss: number;
  /** 0 whole to 1 shattered. */
  readonly cracks: number;
  /** Flicker of its backlight: depth from 0 to 1, and frequency in hertz. */
  readonly dimming?: { readonly depth: number; readonly hertz: number };
}

/** The hand that holds it. */
export interface HandSpec {
  /** Fingers in front of the medium's edge, 0 to 4. */
  readonly fingers: number;
  /** How far their tips reach in from the edge, in millimetres. */
  readonly reachMm: number;
  readonly edge: "left" | "right" | "bottom";
  /** Reflectance of the skin. */
  readonly skin: number;
}

/** Where the medium's middle is over time, and how it is turned. Angles in degrees. */
export interface MotionSpec {
  /** Where it comes to rest, in millimetres from the camera's axis. */
  readonly rightMm: number;
  readonly belowMm: number;
  readonly distanceMm: number;
  /** About the vertical axis, the horizontal one, and the camera's own. */
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
  /** Trembling of the hand at 8 to 12 Hz: standard deviation in millimetres. */
  readonly tremorMm: number;
  /** Slow wandering of the hand: standard deviation in millimetres. */
  readonly driftMm: number;
  /** Slow wandering of the wrist: standard deviation in degrees. */
  readonly swayDegrees: number;
  /** Seconds until it is at rest, from below and farther away; 0 where it is there from the first frame. */
  readonly approachSeconds: number;
  /** When it is taken away, in seconds; absent where it stays. */
  readonly leavesAtSeconds?: number;
  /** Steady movement on top of all that, in millimetres a second. */
  readonly rightMmPerSecond: number;
  readonly belowMmPerSecond: number;
  /** The same towards the camera; absent where there is none. */
  readonly nearerMmPerSecond?: number;
}

// Who can read, reach and be read: figures of the case for a counter, from the measures in measures.ts.
import { DEPTH, type Measures, TILT_DEGREES } from "./measures.ts";

const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Whoever sits must be able to read: eyes 1015 mm above the floor (EN 301 549, 8.3.4). */
export const SEATED_EYES = 1015;
/** Eyes of a person of 1.62 m who stands. */
export const STANDING_EYES = 1510;
/** Reach of a hand from a wheelchair, forwards, nothing in between, in millimetres above the floor (ISO 21542; US 36 CFR 1191, 308.2.1: 15 to 48 inches). */
export const REACH = { from: 380, to: 1220 } as const;
/** From the eyes to the display, in millimetres: what type sizes are made for. */
export const READING_DISTANCE = 600;
/** Capital letters are at least this large as seen (EN 301 549, 5.1.4). */
const LETTER_DEGREES = 0.7;
/** The case stands this far above the counter. */
const UNDER = 10;

/** Millimetres above the counter of a place on the face, by its way up along the face from the lower edge. */
export function heightOnFace(up: number): number {
  const tilt = radians(TILT_DEGREES);
  return UNDER + DEPTH * Math.sin(tilt) + up * Math.cos(tilt);
}

/** Places on the face by their height above the floor, for a counter of this height. */
export function heights(
  measures: Measures,
  counter: number,
): { readonly window: number; readonly repeatButton: number; readonly display: number; readonly touchUpTo: number; readonly top: number } {
  const middle = measures.lowerHeight + measures.upperHeight / 2;
  const at = (up: number) => counter + heightOnFace(up);
  return {
    window: at(measures.lowerHeight / 2 + measures.window.y),
    repeatButton: at(measures.lowerHeight / 2 + measures.repeatButton.y),
    display: at(middle),
    touchUpTo: at(middle + measures.opening.height / 2),
    top: at(measures.lowerHeight + measures.upperHeight),
  };
}

/** Degrees between straight at the display and the way it is seen by eyes of this height; above 30 a cheap display loses its colours. */
export function sightDegrees(measures: Measures, counter: number, eyes: number): number {
  const rise = (Math.atan2(eyes - heights(measures, counter).display, READING_DISTANCE) * 180) / Math.PI;
  return Math.abs(rise - TILT_DEGREES);
}

/** Pixels of a capital letter, and of its font, that whoever stands at the reading distance can read (Noto Sans: capitals are 0.714 of the size). */
export function typePixels(pixelsAcross: number, litWidth: number): { readonly capital: number; readonly font: number } {
  const capital = (READING_DISTANCE * Math.tan(radians(LETTER_DEGREES)) * pixelsAcross) / litWidth;
  return { capital: Math.ceil(capital), font: Math.ceil(capital / 0.714) };
}

/** Camera Module 3, not Wide: 66 degrees across (its maker's table). */
const CAMERA_DEGREES = 66;
/** From the lens to the outside of the pane. */
const LENS_BEHIND = 12;
/** Columns of a picture, and how many a module must fill: docs/performance.md, "Reading codes". */
const PICTURE = 1280;
const PIXELS_A_MODULE = 3;
/** A citizen card's code is QR version 6 or 7: 41 or 45 modules. */
const MODULES = 45;

/** Millimetres that the picture shows across at a distance from the pane, when this part of the sensor's width is used. */
export function viewAcross(distance: number, part: number): number {
  return 2 * (distance + LENS_BEHIND) * Math.tan(radians(CAMERA_DEGREES / 2)) * part;
}

/** The smallest code of a citizen card, in millimetres, that such a picture resolves. */
export function smallestCode(distance: number, part: number): number {
  return (viewAcross(distance, part) / PICTURE) * PIXELS_A_MODULE * MODULES;
}

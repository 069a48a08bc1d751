import { adviceFor } from "./advice-truth.ts";
import { createNoise, hashOf } from "./chance.ts";
import { codeTruth, isWashedOut, luminanceOf } from "./code-truth.ts";
import { createExposure, flickerAt } from "./exposure.ts";
import { createHeldThing, type HeldThing, type Moment } from "./held-thing.ts";
import { createWorkspace, type Workspace } from "./layer.ts";
import { defocusOf, lensOf } from "./lens.ts";
import { createPeople } from "./people.ts";
import { createRoom } from "./room.ts";
import { createSensor } from "./sensor.ts";
import type { CameraSpec, SequenceSpec } from "./spec.ts";
import type { FrameBox, FrameTruth, Sequence } from "./truth.ts";
import { processWebcam } from "./webcam-processing.ts";

/** Largest frame that is made, in pixels, and most things held up at once: a spec is data and may come from anywhere. */
const MAX_PIXELS = 4096 * 4096;
const MAX_HELD = 8;
/** How far away the room is for the lens, in millimetres. */
const ROOM_MM = 2_500;
/** Part of the white of what is held up that a camera's metering sees on average: half of a code is dark, and there is a hand. */
const METERED_PART = 0.4;
/** Steps in which mirrored lamps are looked for, in pixels. */
const GLARE_STEP = 16;

/** A sequence of frames. The first of them takes a fraction of a second longer; throws on a size that no camera has. */
export function createSequence(spec: SequenceSpec): Sequence {
  const { camera, room, light, seed } = spec;
  const { width, height, framesPerSecond } = camera;
  const isSized = [width, height].every((side) => Number.isInteger(side) && side >= 16) && width * height <= MAX_PIXELS;
  if (!isSized || !(framesPerSecond > 0) || spec.held.length > MAX_HELD) throw new Error(`scene: ${spec.name} is no sequence of a camera`);

  const lens = lensOf(camera);
  const roomBlur = Math.hypot(camera.softness, defocusOf(camera, lens, ROOM_MM));
  let painted: Float32Array | undefined;
  const still = (): Float32Array => {
    painted ??= createRoom(room, camera, roomBlur, seed);
    return painted;
  };
  const people = createPeople(room, camera, roomBlur, spec.held.length > 0, seed);
  const things = spec.held.map((held, index) => createHeldThing(held, spec, hashOf(seed, `held ${index}`)));
  const sensor = createSensor(camera);
  const exposureAt = createExposure(camera, meteredOf(spec, still, things), seed);
  let workspace: Workspace | undefined;

  function momentOf(n: number): Moment {
    const seconds = n / framesPerSecond;
    return { seconds, exposure: exposureAt(seconds), isRingOn: light.ring !== undefined && !(light.ring.isAlternate && n % 2 === 1) };
  }

  return {
    name: spec.name,
    frames: spec.frames,
    framesPerSecond,
    frame(n) {
      const moment = momentOf(n);
      workspace ??= createWorkspace(width, height);
      const { picture } = workspace;
      picture.set(still());
      people(picture, moment.seconds);
      for (let row = 0; row < height && light.flicker > 0; row++) {
        const at = moment.seconds + camera.readoutSeconds * ((row + 0.5) / height - 0.5);
        const bright = flickerAt(light, at, moment.exposure.seconds);
        for (let x = row * width; x < (row + 1) * width; x++) picture[x] = (picture[x] ?? 0) * bright;
      }
      for (const thing of things) thing.draw(picture, moment, workspace);
      const luma = sensor(picture, moment.exposure, createNoise(hashOf(seed, `frame ${n}`)));
      const raw = { width, height, luma };
      const { processing } = camera;
      return {
        picture: processing ? processWebcam(raw, processing.sharpening, processing.jpegQuality) : raw,
        truth: truthOf(spec, things, moment),
      };
    },
    truth: (n) => truthOf(spec, things, momentOf(n)),
  };
}

/** Mean luminance of what the camera's metering looks at, in cd/m². */
function meteredOf({ camera }: SequenceSpec, still: () => Float32Array, things: readonly HeldThing[]): number {
  const [thing] = things;
  const code = thing?.sheet.codes[0];
  if (camera.exposure.metering === "held" && thing && code) {
    const moment = { seconds: 0, exposure: { seconds: 0.01, gain: 1 }, isRingOn: true };
    const { light, dark } = luminanceOf(thing, code, moment, camera.height / 2);
    return Math.max(light, dark) * METERED_PART;
  }
  if (camera.exposure.metering === "fixed") return 0;
  let sum = 0;
  for (const luminance of still()) sum += luminance;
  return sum / (camera.width * camera.height);
}

function truthOf({ camera }: SequenceSpec, things: readonly HeldThing[], moment: Moment): FrameTruth {
  const found = things.flatMap((thing) =>
    thing.sheet.codes.flatMap((code) => {
      const truth = codeTruth(thing, code, moment, camera);
      return truth ? [{ truth, advice: adviceFor(truth, code, thing.sheet.medium, camera.height), thing, code }] : [];
    }),
  );
  const shown = found.filter(({ truth }) => truth.visible > 0);
  const isEasy = shown.some(({ advice }) => advice.length === 0);
  return {
    atSeconds: moment.seconds,
    codes: shown.map(({ truth }) => truth),
    exposureSeconds: moment.exposure.seconds,
    gain: moment.exposure.gain,
    glare: things.flatMap((thing) => glareOf(thing, moment, camera)),
    advice: isEasy ? [] : (shown[0]?.advice ?? []),
  };
}

/** The boxes around what each lamp washes out of a thing's codes and of what is beside them. */
function glareOf(thing: HeldThing, moment: Moment, camera: CameraSpec): readonly FrameBox[] {
  const [code] = thing.sheet.codes;
  if (!code) return [];
  return thing.mirrorsAt(moment).flatMap((mirror) => {
    const box = { left: camera.width, top: camera.height, right: 0, bottom: 0 };
    const reach = nearBox(thing, moment, camera);
    for (let y = reach.top; y < reach.bottom; y += GLARE_STEP) {
      for (let x = reach.left; x < reach.right; x += GLARE_STEP) {
        if (!isWashedOut([mirror], luminanceOf(thing, code, moment, y), moment.exposure, camera, x, y)) continue;
        box.left = Math.min(box.left, x);
        box.top = Math.min(box.top, y);
        box.right = Math.max(box.right, Math.min(camera.width, x + GLARE_STEP));
        box.bottom = Math.max(box.bottom, Math.min(camera.height, y + GLARE_STEP));
      }
    }
    return box.right > box.left ? [{ left: box.left, top: box.top, width: box.right - box.left, height: box.bottom - box.top }] : [];
  });
}

/** The frame's part around a thing's codes, half as large again on each side: what is farther away harms no code. */
function nearBox(thing: HeldThing, moment: Moment, { width, height }: CameraSpec) {
  const points = thing.sheet.codes.flatMap((code) =>
    [code.place(-0.25, -0.25), code.place(1.25, -0.25), code.place(1.25, 1.25), code.place(-0.25, 1.25)].flatMap(
      ({ x, y }) => thing.seen(moment, x, y) ?? [],
    ),
  );
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  return {
    left: Math.max(0, Math.floor(Math.min(...xs))),
    top: Math.max(0, Math.floor(Math.min(...ys))),
    right: Math.min(width, Math.max(...xs)),
    bottom: Math.min(height, Math.max(...ys)),
  };
}

import type { GreyPicture } from "../../src/core/grey-picture.ts";
import { blockMeans, brightSpots, countLevels, sharpnessOf } from "../../src/core/picture-measures.ts";
import { applySteps, type PictureStep } from "../../src/core/picture-steps.ts";
import { type HeldFrame, loadPreSteps, type PreSteps } from "../../src/drivers/pre-steps.ts";

const ROUNDS = 60;
/** The plain code is slow: each of so many rounds has it. */
const PLAIN_EVERY = 6;

const SIZES: readonly (readonly [width: number, height: number])[] = [
  [640, 480],
  [1280, 720],
];
const SHARPEN_AND_DOUBLE: readonly PictureStep[] = [{ step: "sharpen", radius: 3, amount: 2 }, { step: "double" }];
const VIEWS: readonly (readonly PictureStep[])[] = [
  [{ step: "gamma", gamma: 3 }],
  [{ step: "soften", radius: 1 }],
  [{ step: "sharpen", radius: 3, amount: 2 }],
  SHARPEN_AND_DOUBLE,
  [
    { step: "sharpen", radius: 4, amount: 1 },
    { step: "gamma", gamma: 0.5 },
  ],
  [{ step: "double" }],
  [{ step: "halve" }],
  [{ step: "median" }],
];

/** One thing that both do, and the bytes that it cannot but read and write. */
interface Case {
  readonly name: string;
  readonly bytes: number;
  readonly ours: (held: HeldFrame) => unknown;
  readonly plain: (picture: GreyPicture) => unknown;
}

/** Each pre-step of a frame by the SIMD module, by the plain code that defines it, and the copy of as many bytes, interleaved. */
export async function benchPreSteps(): Promise<readonly string[]> {
  const preSteps = await loadPreSteps();
  const lines = [
    `the shortest of ${ROUNDS} rounds, because other work on the machine only adds; a copy reads and writes as many bytes as the step must`,
  ];
  for (const [width, height] of SIZES) {
    lines.push(`${width} × ${height}`, "     ours ms   plain ms    copy ms  plain/ours  ours/copy");
    const picture = { width, height, luma: patterned(width, height) };
    for (const each of casesOf(width * height)) lines.push(lineOf(each, measure(preSteps, picture, each)));
  }
  return lines;
}

/** Edges at every distance, and noise: no branch is easy to foresee. */
function patterned(width: number, height: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length: width * height }, (_, at) => {
    state = Math.imul(state, 1_664_525) + 1_013_904_223;
    const isLight = ((at % width) >> 2) % 3 !== (Math.floor(at / width) >> 2) % 2;
    return (isLight ? 200 : 40) + ((state >>> 24) & 31);
  });
}

function casesOf(pixels: number): readonly Case[] {
  const views = VIEWS.map((steps): Case => {
    const isDoubled = steps.some(({ step }) => step === "double");
    const share = isDoubled ? 4 : steps.some(({ step }) => step === "halve") ? 0.25 : 1;
    const name = steps.map((step) => Object.values(step).join(" ")).join(", ");
    return { name, bytes: pixels * (1 + share), ours: (held) => held.view(steps), plain: (picture) => applySteps(picture, steps) };
  });
  return [
    ...views,
    { name: "histogram", bytes: pixels, ours: (held) => held.histogram(), plain: countLevels },
    { name: "block means, 4", bytes: pixels, ours: (held) => held.blockMeans(4), plain: (picture) => blockMeans(picture, 4) },
    { name: "block means, 8", bytes: pixels, ours: (held) => held.blockMeans(8), plain: (picture) => blockMeans(picture, 8) },
    { name: "sharpness", bytes: pixels, ours: (held) => held.sharpness(), plain: sharpnessOf },
    { name: "bright spots", bytes: pixels, ours: (held) => held.brightSpots(), plain: (picture) => brightSpots(blockMeans(picture, 8)) },
  ];
}

interface Times {
  readonly ours: number;
  readonly plain: number;
  readonly copy: number;
}

function measure(preSteps: PreSteps, picture: GreyPicture, { bytes, ours, plain }: Case): Times {
  const held = preSteps.hold({ ...picture, stride: picture.width });
  if (!held) throw new Error("bench: frame not held");
  // Half of the bytes are read, half written.
  const from = new Uint8Array(bytes / 2).fill(1);
  const to = new Uint8Array(bytes / 2);
  const times = { ours: [] as number[], plain: [] as number[], copy: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    times.ours.push(millisecondsOf(() => ours(held)));
    times.copy.push(millisecondsOf(() => to.set(from)));
    if (round % PLAIN_EVERY === 0) times.plain.push(millisecondsOf(() => plain(picture)));
  }
  return { ours: Math.min(...times.ours), plain: Math.min(...times.plain), copy: Math.min(...times.copy) };
}

function millisecondsOf(call: () => unknown): number {
  const startedMs = performance.now();
  call();
  return performance.now() - startedMs;
}

function lineOf({ name }: Case, { ours, plain, copy }: Times): string {
  const times = [ours, plain, copy].map((time) => time.toFixed(3).padStart(10));
  const ratios = [plain / ours, ours / copy].map((ratio) => ratio.toFixed(1).padStart(10));
  return `  ${times.join(" ")} ${ratios.join(" ")}  ${name}`;
}

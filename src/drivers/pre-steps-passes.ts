import { applyGamma } from "../core/grey-picture.ts";
import { MAX_AMOUNT, MAX_RADIUS, type PictureStep } from "../core/picture-steps.ts";
import { argumentsOf, type HeapPicture, isWithinBounds, type PreStepsModule, SLACK_BYTES, type Workshop } from "./pre-steps-module.ts";

/** One run over a picture: a step, two in one, or none but for the rows of a region put together. */
type Pass =
  | PictureStep
  | { readonly step: "sharpen-and-double"; readonly radius: number; readonly amount: number }
  | { readonly step: "crop" };

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Eighths of the difference in `sharpen`, as the module wants them. */
const EIGHTHS = 8;

/** The runs that make these steps; one at least where a region has to be cut out. Throws on a step that the module cannot follow exactly. */
export function passesOf(steps: readonly PictureStep[], isCut: boolean): readonly Pass[] {
  const passes: Pass[] = [];
  for (const step of steps) {
    requireExact(step);
    const before = passes.at(-1);
    if (step.step === "double" && before?.step === "sharpen") passes.splice(-1, 1, { ...before, step: "sharpen-and-double" });
    else passes.push(step);
  }
  return passes.length === 0 && isCut ? [{ step: "crop" }] : passes;
}

function requireExact(step: PictureStep): void {
  const isKnown =
    (step.step !== "gamma" || (Number.isFinite(step.gamma) && step.gamma > 0)) &&
    (!("radius" in step) || (Number.isInteger(step.radius) && step.radius > 0 && step.radius <= MAX_RADIUS)) &&
    (step.step !== "sharpen" || (Number.isInteger(step.amount * EIGHTHS) && step.amount >= 0 && step.amount <= MAX_AMOUNT));
  if (!isKnown) throw new Error(`pre-steps: no such step: ${JSON.stringify(step)}`);
}

/**
 * Makes these runs, one after the other, in the memory from `free` on: scratch, then two places that take turns. Undefined where a picture
 * on the way would be empty or larger than the bounds.
 */
export function runPasses(
  { module, reserve }: Workshop,
  passes: readonly Pass[],
  first: HeapPicture,
  free: number,
): HeapPicture | undefined {
  const sizes: Size[] = [first];
  for (const pass of passes) sizes.push(sizeAfter(pass, sizes.at(-1) ?? first));
  if (!sizes.every(isWithinBounds)) return undefined;

  const widest = Math.max(...sizes.map(({ width }) => width));
  const widestRadius = Math.max(0, ...passes.map((pass) => ("radius" in pass ? pass.radius : 0)));
  const even = free + module.scratchBytes(widest, widestRadius);
  const odd = even + roomFor(sizes.slice(1).filter((_, at) => at % 2 === 0));
  reserve(odd + roomFor(sizes.slice(1).filter((_, at) => at % 2 === 1)));
  return passes.reduce((from, pass, at) => {
    const address = at % 2 === 0 ? even : odd;
    runPass(module, pass, from, address, free);
    const size = sizeAfter(pass, from);
    return { address, stride: size.width, ...size };
  }, first);
}

/** Bytes for the largest of these pictures. */
function roomFor(sizes: readonly Size[]): number {
  return Math.max(0, ...sizes.map(({ width, height }) => width * height)) + SLACK_BYTES;
}

function sizeAfter({ step }: Pass, { width, height }: Size): Size {
  if (step === "double" || step === "sharpen-and-double") return { width: width * 2, height: height * 2 };
  return step === "halve" ? { width: width >> 1, height: height >> 1 } : { width, height };
}

/** `to` is the place of the result. */
function runPass(module: PreStepsModule, pass: Pass, from: HeapPicture, to: number, scratch: number): void {
  const picture = argumentsOf(from);
  switch (pass.step) {
    case "crop":
      module.crop(...picture, to);
      break;
    case "gamma":
      new Uint8Array(module.memory.buffer).set(levelsAfter(pass.gamma), scratch);
      module.mapLevels(...picture, to, scratch);
      break;
    case "soften":
      module.soften(...picture, to, scratch, pass.radius);
      break;
    case "sharpen":
      module.sharpen(...picture, to, scratch, pass.radius, pass.amount * EIGHTHS);
      break;
    case "sharpen-and-double":
      module.sharpenAndDouble(...picture, to, scratch, pass.radius, pass.amount * EIGHTHS);
      break;
    case "median":
      module.takeMedian(...picture, to, scratch);
      break;
    case "double":
      module.double(...picture, to, scratch);
      break;
    case "halve":
      module.halve(...picture, to);
      break;
  }
}

/** What a gamma makes of each of the 256 levels. */
function levelsAfter(gamma: number): Uint8Array {
  return applyGamma({ width: 256, height: 1, luma: Uint8Array.from({ length: 256 }, (_, level) => level) }, gamma).luma;
}

import { createChance, createWander, unevenness } from "./chance.ts";
import type { RoomSpec } from "./spec.ts";

/** Draws the people of a moment into a picture of the room, in cd/m². */
export type People = (picture: Float32Array, seconds: number) => void;

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Somebody as an outline: head and shoulders, or the whole of a person farther away. All in pixels. */
interface Figure {
  readonly middle: number;
  readonly top: number;
  readonly head: number;
  readonly shoulders: number;
  /** Pixels over which the outline is soft. */
  readonly soft: number;
  readonly cloth: number;
  readonly skin: number;
  readonly seed: number;
  /** Pixels to a stripe of the cloth; 0 for plain. */
  readonly stripe: number;
}

/** Those who walk by, and the one who holds something up, where somebody does. */
export function createPeople(room: RoomSpec, size: Size, blurPx: number, hasHolder: boolean, seed: number): People {
  const { width, height } = size;
  const walkers = Array.from({ length: room.passersBy }, (_, index) => {
    const chance = createChance(seed, `passer-by ${index}`);
    const head = width * chance.between(0.022, 0.05);
    return {
      ...clothed(chance, width),
      speed: width * chance.between(0.12, 0.4) * (chance.next() < 0.5 ? -1 : 1),
      start: chance.next(),
      top: height * chance.between(0.12, 0.3),
      head,
      step: chance.between(1.6, 2.2),
      seed: seed + index,
    };
  });
  const holder = createChance(seed, "holder");
  const held = { ...clothed(holder, width), sway: createWander(holder, 0.1, 0.6), middle: width * holder.between(0.4, 0.6), seed };
  const soft = 1 + 2 * blurPx;

  return (picture, seconds) => {
    for (const { start, speed, head, step, ...walker } of walkers) {
      // They come in on one side after they have gone out on the other, with a pause in between.
      const way = width * 1.8;
      const along = (((start * way + speed * seconds) % way) + way) % way;
      const bob = head * 0.12 * Math.abs(Math.sin(Math.PI * step * seconds));
      drawFigure(
        picture,
        size,
        { ...walker, middle: along - width * 0.4, top: walker.top + bob, head, shoulders: head * 2.3, soft },
        room.lux,
      );
    }
    if (!hasHolder) return;
    const head = width * 0.085;
    const middle = held.middle + width * 0.012 * held.sway(seconds);
    drawFigure(picture, size, { ...held, middle, top: -height * 0.05, head, shoulders: head * 2.5, soft: soft * 0.8 }, room.lux);
  };
}

function clothed(
  chance: { between(from: number, to: number): number; next(): number },
  width: number,
): Pick<Figure, "cloth" | "skin" | "stripe"> {
  return {
    cloth: chance.between(0.04, 0.5),
    skin: chance.between(0.3, 0.5),
    stripe: chance.next() < 0.5 ? 0 : width * chance.between(0.006, 0.02),
  };
}

function drawFigure(picture: Float32Array, { width, height }: Size, figure: Figure, lux: number): void {
  const { middle, top, head, shoulders, soft, seed } = figure;
  const neck = top + head * 2.3;
  const bright = lux / Math.PI;
  const [left, right] = [Math.max(0, Math.floor(middle - shoulders - soft)), Math.min(width, Math.ceil(middle + shoulders + soft))];
  // Folds of the cloth hang down: one level a column.
  const folds = Float32Array.from(
    { length: right > left ? right - left : 0 },
    (_, at) => 1 + 0.3 * unevenness((left + at - middle) / 30, 0.5, seed),
  );
  for (let y = Math.max(0, Math.floor(top - soft)); y < height; y++) {
    // Shoulders come out from the neck in a curve.
    const half = y < neck ? 0 : shoulders * Math.min(1, Math.sqrt((y - neck) / (head * 1.2) + 0.05));
    const shade = figure.stripe > 0 ? 1 + 0.5 * Math.sin(y / figure.stripe) : 1;
    const down = y - top - head * 1.2;
    for (let x = left; x < right; x++) {
      const away = x - middle;
      const outHead = y < neck + head ? Math.sqrt((away * away) / 0.61 + down * down) - head * 1.2 : head;
      const outBody = Math.abs(away) - half;
      const isBody = half > 0 && outBody < outHead;
      const part = 0.5 - (isBody ? outBody : outHead) / soft;
      if (part <= 0) continue;
      const beside = away / (isBody ? shoulders : head);
      const hair = y - top < head * (0.75 + 0.6 * beside * beside) ? 0.15 : 1;
      const level = isBody ? figure.cloth * shade * (folds[x - left] ?? 1) : figure.skin * hair;
      const at = y * width + x;
      const light = bright * level * Math.max(0.25, 1 - 0.5 * beside * beside);
      picture[at] = (picture[at] ?? 0) + (light - (picture[at] ?? 0)) * Math.min(1, part);
    }
  }
}

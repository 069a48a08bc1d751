import { boxAround, type Canvas, capsule, paintBox, paintShape, REFLECTED, roundBox, shade } from "./canvas.ts";
import { createChance, unevenness } from "./chance.ts";
import type { CodePaints } from "./code-painting.ts";
import { writeLine, writeParagraph } from "./lettering.ts";
import type { CardSpec } from "./spec.ts";

/** ISO/IEC 7810 ID-1, in millimetres. */
export const CARD = { width: 85.6, height: 53.98, radius: 3.2 } as const;

const [RIGHT, BOTTOM] = [CARD.width / 2, CARD.height / 2];
const OUTLINE = { left: -RIGHT, top: -BOTTOM, right: RIGHT, bottom: BOTTOM };

/** Paints the card's printed side: pattern of fine lines, head, picture, text; the code comes afterwards. */
export function paintCard(canvas: Canvas, seed: number): void {
  const chance = createChance(seed, "card");
  const outline = roundBox(OUTLINE, CARD.radius);
  const [waveA, waveB] = [chance.between(2, 4), chance.between(1.2, 2)];
  // The security pattern of cards: fine lines that bend, paler than text.
  const ground = (x: number, y: number) => 0.74 + 0.05 * Math.sin(waveA * (y + 2 * Math.sin(x / 9))) + 0.03 * Math.sin(waveB * (x + y));
  paintShape(canvas, OUTLINE, outline, { reflected: ground });
  const ink = { reflected: 0.07 };
  paintBox(canvas, { left: -RIGHT + 3, top: -BOTTOM + 8.5, right: RIGHT - 3, bottom: -BOTTOM + 8.9 }, { reflected: 0.3 });
  writeLine(canvas, chance, { left: -RIGHT + 18, top: -BOTTOM + 3, heightMm: 2.6, widthMm: 46 }, { reflected: 0.15 });
  paintPortrait(canvas);
  for (let line = 0; line < 6; line++) {
    const top = -BOTTOM + 12 + line * 5.6;
    writeLine(canvas, chance, { left: -RIGHT + 29, top, heightMm: 1.1, widthMm: 14 }, { reflected: 0.35 });
    writeLine(canvas, chance, { left: -RIGHT + 29, top: top + 1.8, heightMm: 2, widthMm: 30 }, ink);
  }
  writeParagraph(canvas, chance, { left: -RIGHT + 4, top: BOTTOM - 7, heightMm: 1.6, widthMm: 60, lines: 2 }, ink);
}

function paintPortrait(canvas: Canvas): void {
  const frame = { left: -RIGHT + 4, top: -BOTTOM + 11, right: -RIGHT + 26, bottom: -BOTTOM + 40 };
  const [x, y] = [(frame.left + frame.right) / 2, frame.top + 12];
  paintBox(canvas, frame, { reflected: 0.5 });
  paintShape(canvas, frame, capsule(x, y + 17, x, y + 30, 9.5), { reflected: 0.12 });
  paintShape(canvas, frame, capsule(x, y - 3, x, y + 1, 6.4), { reflected: 0.05 });
  paintShape(canvas, frame, capsule(x, y, x, y + 3.5, 5), { reflected: 0.42 });
}

/** A code printed on a card. */
export function cardPaints({ wear }: CardSpec): CodePaints {
  return { light: { reflected: 0.8 - 0.12 * wear }, dark: { reflected: 0.05 + 0.12 * wear } };
}

/** Scratches and dirt over everything that is printed. */
export function wearCard(canvas: Canvas, { wear }: CardSpec, seed: number): void {
  if (wear <= 0) return;
  const chance = createChance(seed, "scratches");
  for (let scratch = 0; scratch < 90 * wear; scratch++) {
    const [x, y] = [chance.between(-RIGHT, RIGHT), chance.between(-BOTTOM, BOTTOM)];
    const angle = chance.between(0, Math.PI);
    const length = chance.between(2, 22);
    const [toX, toY] = [x + Math.cos(angle) * length, y + Math.sin(angle) * length];
    const radius = chance.between(0.02, 0.08);
    const reflected = chance.next() < 0.7 ? 0.62 : 0.25;
    const opacity = 0.7 * chance.between(0.3, 1);
    const line = capsule(x, y, toX, toY, radius);
    const inside = roundBox(OUTLINE, CARD.radius);
    paintShape(canvas, boxAround(x, y, toX, toY, 0.3), (a, b) => Math.max(line(a, b), inside(a, b)), { reflected }, opacity);
  }
  shade(
    canvas,
    REFLECTED,
    OUTLINE,
    (x, y) => 1 - wear * 0.35 * Math.max(0, unevenness(x / 5, y / 5, seed) + unevenness(x / 1.3, y / 1.3, seed + 1) - 0.5),
  );
}

import { boxAround, type Canvas, capsule, GIVEN, type MmBox, type Paint, paintBox, paintShape, roundBox, shade } from "./canvas.ts";
import { createChance, unevenness } from "./chance.ts";
import { type CodePaints, codeBox } from "./code-painting.ts";
import { writeLine, writeParagraph } from "./lettering.ts";
import type { CodeSpec, PhoneSpec } from "./spec.ts";

/** What the glass and the dark screen behind it give back of the room's light, besides mirroring it. */
const GLASS = 0.015;
/** The bezel around the screen, in millimetres. */
const BEZEL_MM = 3;
const page = (given: number): Paint => ({ reflected: GLASS, given });

/** Paints a telephone with the page of an app; the code comes afterwards. */
export function paintPhone(canvas: Canvas, spec: PhoneSpec, seed: number): void {
  const chance = createChance(seed, "phone");
  const screen = screenOf(spec);
  const body = bodyOf(spec);
  paintShape(canvas, body, roundBox(body, 8), { reflected: 0.08 });
  const inner = { left: body.left + 1, top: body.top + 1, right: body.right - 1, bottom: body.bottom - 1 };
  paintShape(canvas, inner, roundBox(inner, 7), { reflected: 0.02 });
  const [ground, ink, bar] = spec.isDarkPage ? [0.012, 0.6, 0.05] : [1, 0.03, 0.14];
  paintShape(canvas, screen, roundBox(screen, 5), page(ground));
  paintBox(canvas, { ...screen, top: screen.top + 6, bottom: screen.top + 18 }, page(bar));
  const width = screen.right - screen.left;
  writeLine(canvas, chance, { left: screen.left + 5, top: screen.top + 2, heightMm: 2, widthMm: 14 }, page(ink));
  writeLine(
    canvas,
    chance,
    { left: screen.left + 10, top: screen.top + 10.5, heightMm: 3, widthMm: width * 0.6 },
    page(spec.isDarkPage ? 0.7 : 0.95),
  );
  writeParagraph(canvas, chance, { left: screen.left + 6, top: screen.top + 22, heightMm: 2.2, widthMm: width - 12, lines: 2 }, page(ink));
  writeParagraph(
    canvas,
    chance,
    { left: screen.left + 6, top: screen.bottom - 34, heightMm: 2.2, widthMm: width - 12, lines: 4 },
    page(ink),
  );
  const button = { left: screen.left + 8, top: screen.bottom - 15, right: screen.right - 8, bottom: screen.bottom - 6 };
  paintShape(canvas, button, roundBox(button, 4), page(spec.isDarkPage ? 0.25 : 0.2));
  writeLine(canvas, chance, { left: button.left + 12, top: button.top + 3, heightMm: 3, widthMm: width * 0.4 }, page(0.9));
}

/** A code on a screen. Black is never quite black there. */
export function phonePaints(): CodePaints {
  return { light: page(1), dark: page(0.004) };
}

/** A white panel behind the code, as apps draw one; on a dark page nothing but the code's own quiet zone is light. */
export function paintPanel(canvas: Canvas, spec: PhoneSpec, code: CodeSpec): void {
  if (spec.isDarkPage || code.isInverted) return;
  paintBox(canvas, codeBox(code, code.sideMm * 0.08), page(1));
}

function bodyOf({ widthMm, heightMm }: PhoneSpec): MmBox {
  return { left: -widthMm / 2, top: -heightMm / 2, right: widthMm / 2, bottom: heightMm / 2 };
}

function screenOf(spec: PhoneSpec): MmBox {
  const { left, top, right, bottom } = bodyOf(spec);
  return { left: left + BEZEL_MM, top: top + BEZEL_MM, right: right - BEZEL_MM, bottom: bottom - BEZEL_MM };
}

/** Cracks from where the glass was hit, and smears of fingers: cracks scatter the room's light and hide the pixels below. */
export function breakGlass(canvas: Canvas, spec: PhoneSpec, seed: number): void {
  const chance = createChance(seed, "cracks");
  const { left, top, right, bottom } = bodyOf(spec);
  const [hitX, hitY] = [chance.between(left, right) * 0.7, chance.between(top, bottom) * 0.5];
  for (let crack = 0; crack < Math.round(22 * spec.cracks); crack++) {
    let [x, y] = [hitX, hitY];
    let angle = chance.between(0, 2 * Math.PI);
    for (let piece = 0; piece < 9; piece++) {
      const length = chance.between(3, 12);
      angle += chance.between(-0.5, 0.5);
      const [toX, toY] = [x + Math.cos(angle) * length, y + Math.sin(angle) * length];
      const radius = chance.between(0.03, 0.14);
      const line = capsule(x, y, toX, toY, radius);
      const inside = roundBox({ left, top, right, bottom }, 8);
      paintShape(
        canvas,
        boxAround(x, y, toX, toY, 0.5),
        (a, b) => Math.max(line(a, b), inside(a, b)),
        { reflected: 0.35, given: 0.15 },
        0.85,
      );
      [x, y] = [toX, toY];
    }
  }
  shade(canvas, GIVEN, { left, top, right, bottom }, (x, y) => 1 - 0.12 * Math.max(0, unevenness(x / 9, y / 4, seed + 8)));
}

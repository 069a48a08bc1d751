import { type Canvas, type MmBox, type Paint, paintBox } from "./canvas.ts";
import type { CodeModules } from "./code-modules.ts";
import type { CodeSpec } from "./spec.ts";

/** How the two kinds of modules look on this medium. */
export interface CodePaints {
  readonly light: Paint;
  readonly dark: Paint;
}

/** A code's area without its quiet zone. */
export function codeBox({ rightMm, belowMm, sideMm }: CodeSpec, marginMm = 0): MmBox {
  const half = sideMm / 2 + marginMm;
  return { left: rightMm - half, top: belowMm - half, right: rightMm + half, bottom: belowMm + half };
}

/** Paints a code with its quiet zone. Inverted: the two paints change places, in the quiet zone as well. */
export function paintCode(canvas: Canvas, spec: CodeSpec, modules: CodeModules, paints: CodePaints): void {
  const module = spec.sideMm / modules.side;
  const { light, dark } = spec.isInverted ? { light: paints.dark, dark: paints.light } : paints;
  const { left, top } = codeBox(spec);
  paintBox(canvas, codeBox(spec, spec.quietModules * module), light);
  for (let y = 0; y < modules.side; y++) {
    for (let x = 0; x < modules.side; ) {
      const from = x;
      while (x < modules.side && modules.isDark(x, y)) x++;
      if (x > from) {
        const [row, below] = [top + y * module, top + (y + 1) * module];
        paintBox(canvas, { left: left + from * module, top: row, right: left + x * module, bottom: below }, dark);
      }
      x++;
    }
  }
}

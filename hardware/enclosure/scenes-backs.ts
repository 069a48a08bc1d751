// The pictures of the later steps: what is on the back plates, and the case as it closes.
import {
  at,
  backScrews,
  backs,
  backsOnLegs,
  behindWindow,
  board,
  boardScrews,
  button,
  cableClampOn,
  closing,
  down,
  fronts,
  lamps,
  lean,
  legs,
  lowerBoards,
  printed,
  repeat,
  shownDisplay,
  still,
  switchScrews,
  up,
  upright,
  windowAt,
  wings,
} from "./arrangement.ts";
import { shift, turn } from "./body.ts";
import { pane, screws } from "./bought.ts";
import { cables, tieBody, tiesOf } from "./cables.ts";
import { CABLES, DEPTH, LEG_SCREWS, LEG_X, type Measures, SEVEN, WALL } from "./measures.ts";
import type { Scene } from "./page.ts";

const FROM_ABOVE = { around: -24, above: 40 } as const;

/** Step 7. */
export function onLegs(measures: Measures): Scene {
  return {
    file: "step-7",
    title: { vi: "Bước 7. Chân đứng và hai tấm lưng", en: "Step 7. Legs and back plates" },
    view: { around: -34, above: 20 },
    bodies: [
      ...at(backsOnLegs(measures), upright(measures), lean),
      ...at(legs(60)),
      ...[-LEG_X, LEG_X].flatMap((x) =>
        LEG_SCREWS.flatMap((along) => at(screws("N7", 4, 12, [{ x: 0, y: 0 }], 0), turn(0, 90), shift(x, -28, along), lean)),
      ),
    ],
  };
}

/** Step 8: each board above its place; of the large case on the halves that carry them. */
export function boardsApart(measures: Measures): Scene {
  const plate = (ref: "C3" | "C4") => printed(ref, measures).slice(0, 1);
  const clampScrews = [-CABLES.postX, CABLES.postX].map((x) => ({ x, y: CABLES.clampY }));
  return {
    file: "step-8",
    title: { vi: "Bước 8. Raspberry Pi và các bo mạch nhỏ", en: "Step 8. Raspberry Pi and the small boards" },
    view: FROM_ABOVE,
    height: 640,
    bodies: [
      ...at([...plate("C3"), ...board(34), ...boardScrews(84)], up(measures)),
      ...at(
        [...plate("C4"), ...lowerBoards(26), ...switchScrews(12, 26), ...cableClampOn(28), ...screws("N4", 3, 10, clampScrews, 62)],
        down(measures),
      ),
    ],
  };
}

/** Step 8, done: ties over the boards, the cables in their grooves. */
export function boardsTied(): Scene {
  return {
    file: "step-8b",
    title: {
      vi: "Bước 8 (tiếp). Xong: dây rút qua từng mạch, mỗi cáp một rãnh",
      en: "Step 8, continued. Done: ties over each board, each cable in its groove",
    },
    view: { around: -14, above: 58 },
    height: 760,
    bodies: [
      ...at([...still(printed("C3")), ...still(board(0))], up(SEVEN)),
      ...at([...still(printed("C4")), ...lowerBoards(0).filter(({ ref }) => ref !== "N10"), ...still(switchScrews(0, 0))], down(SEVEN)),
      ...at([...tiesOf(SEVEN, "relay").map(tieBody)], shift(0, 0, WALL), down(SEVEN)),
      ...at(cableClampOn(0), down(SEVEN)),
      ...cables("relay"),
    ],
  };
}

/** Step 10, and the kiosk as it stands. */
export function shut(measures: Measures): readonly Scene[] {
  const [UP, DOWN, stand] = [up(measures), down(measures), upright(measures)];
  const window = windowAt(measures);
  const shown = at(shownDisplay(measures), shift(0, 0, WALL), UP);
  return [
    {
      file: "step-10",
      title: { vi: "Bước 10. Đóng vỏ", en: "Step 10. Close the case" },
      view: { around: 128, above: 22 },
      height: 640,
      bodies: [
        ...at(
          [
            ...fronts(measures),
            ...still([...shown, ...at([...behindWindow(0, measures), ...lamps(0, measures), ...repeat(0, measures)], DOWN)]),
          ],
          stand,
          shift(0, -130, 0),
          lean,
        ),
        ...at(backs(0, measures), stand, lean),
        ...still(at([...at(board(0), closing(0), UP), ...at(lowerBoards(0), closing(0), DOWN)], stand, lean)),
        ...legs(0),
        ...at(backScrews(DEPTH + 40, measures), stand, lean),
      ],
    },
    {
      file: "step-10b",
      title: { vi: "Bước 10 (tiếp). Cánh chắn (tuỳ chọn); máy đã xong", en: "Step 10, continued. Wings (optional); the kiosk is done" },
      view: { around: -24, above: 18 },
      height: 640,
      bodies: [
        ...at(
          [
            ...fronts(measures),
            ...still(backs(0, measures)),
            ...shown,
            ...at(
              [...at(pane(), shift(window.x, window.y, WALL)), ...lamps(0, measures), ...button(0, measures), ...repeat(0, measures)],
              DOWN,
            ),
          ],
          stand,
          lean,
        ),
        ...at(wings(measures), lean),
        ...legs(0),
      ],
    },
  ];
}

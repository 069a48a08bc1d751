// The pictures of the assembly guide, pulled apart along the way each part goes in: of the small case, and of the large one where its size matters.
import type { Variant } from "../bom.ts";
import {
  at,
  behindWindow,
  board,
  bracketPosts,
  button,
  clampPosts,
  clamps,
  closing,
  down,
  fronts,
  lamps,
  legs,
  lowerBoards,
  posts,
  printed,
  repeat,
  shownDisplay,
  soundAt,
  still,
  up,
  upright,
} from "./arrangement.ts";
import { type Placement, shift, turn } from "./body.ts";
import { inserts, nuts, screws, socket, sounder } from "./bought.ts";
import { LOWER_HALF_SCREWS, upperHalfScrews } from "./front.ts";
import { BOARD_AT, BOARD_HOLES, CABLES, JOINT, LEG_SCREWS, type Measures, SEVEN, TEN, TILT_DEGREES, WALL } from "./measures.ts";
import type { Scene } from "./page.ts";
import { boardsApart, boardsTied, onLegs, shut } from "./scenes-backs.ts";

const INSIDE = { around: 28, above: 42 } as const;

/** All pictures of the guide. */
export function scenes(): readonly Scene[] {
  const small = [
    together(SEVEN),
    ...inserted(SEVEN),
    ...windows(),
    ...inFronts(SEVEN),
    onLegs(SEVEN),
    boardsApart(SEVEN),
    boardsTied(),
    ...shut(SEVEN),
  ];
  const large = [
    together(TEN),
    halves(),
    ...inserted(TEN),
    ...inFronts(TEN).filter(({ file }) => file !== "step-5"),
    onLegs(TEN),
    boardsApart(TEN),
    ...shut(TEN),
  ];
  return [...small, ...large.map(ofLarge)];
}

const ofLarge = (scene: Scene): Scene => ({
  ...scene,
  file: `large-${scene.file}`,
  title: { vi: `Vỏ 10″. ${scene.title.vi}`, en: `The 10″ case. ${scene.title.en}` },
});

function together(measures: Measures): Scene {
  const [UP, DOWN, stand] = [up(measures), down(measures), upright(measures)];
  return {
    file: "overview",
    title: { vi: "Các bộ phận chính, tháo rời", en: "The main parts, pulled apart" },
    view: { around: -48, above: 20 },
    width: 1300,
    height: 900,
    bodies: [
      ...at(fronts(measures), stand),
      ...at(lamps(90, measures), DOWN, stand),
      ...at([...button(34, measures), ...repeat(90, measures)], DOWN, stand),
      ...at(shownDisplay(measures), shift(0, 0, 150), UP, stand),
      ...at(clamps(215, measures), UP, stand),
      ...at(behindWindow(1.9, measures), shift(0, 0, 100), DOWN, stand),
      ...at([...printed("C3", measures), ...board(60)], closing(390), UP, stand),
      ...at([...printed("C4", measures), ...lowerBoards(50)], closing(390), DOWN, stand),
      ...at(legs(450), shift(0, 0, -10)),
    ],
  };
}

/** Each front of the large case is two halves, which screws through their ribs join. */
function halves(): Scene {
  const [right, left] = [-30, 30]; // of the public
  const cut = -(TEN.cutAt ?? 0);
  const apart = (ref: "C1" | "C2") => printed(ref, TEN).flatMap((half, index) => at([half], shift(index === 0 ? left : right, 0, 0)));
  const joints = (spots: readonly (readonly [number, number])[]) =>
    spots.flatMap(([y, z]) => [
      ...at(screws("N13", 3, 16, [{ x: 0, y: 0 }], 0), turn(1, 90), shift(cut + left + 21, y, z)),
      ...at(nuts("N13", 3, [{ x: 0, y: 0 }], 0), turn(1, 90), shift(cut + right - 20, y, z)),
    ]);
  return {
    file: "step-0",
    title: { vi: "Trước bước 1. Nối hai nửa của mỗi khung trước", en: "Before step 1. Join the halves of each front" },
    view: { around: 16, above: 56 },
    height: 700,
    bodies: [
      ...at([...apart("C1"), ...joints(upperHalfScrews(TEN))], up(TEN), shift(0, 24, 0)),
      ...at([...apart("C2"), ...joints(LOWER_HALF_SCREWS)], down(TEN)),
    ],
  };
}

function inserted(measures: Measures): readonly Scene[] {
  const [UP, DOWN] = [up(measures), down(measures)];
  const high = (height: number) => inserts("N1", 5, posts(measures, height), 84);
  return [
    {
      file: "step-1",
      title: { vi: "Bước 1. Ép ốc cấy nhiệt vào hai khung trước", en: "Step 1. Press the inserts into the fronts" },
      view: { around: 24, above: 52 },
      height: 700,
      bodies: [
        ...fronts(measures),
        ...at([...high(measures.upperHeight), ...inserts("N1", 5, clampPosts(measures), 34)], UP),
        ...at([...high(measures.lowerHeight), ...inserts("N1", 5, bracketPosts(measures), 34)], DOWN),
      ],
    },
    {
      file: "step-1b",
      title: { vi: "Bước 1 (tiếp). Ốc cấy nhiệt ở tấm lưng và chân đứng", en: "Step 1, continued. Inserts of the back plates and legs" },
      view: { around: 20, above: 46 },
      bodies: [
        ...at([...printed("C3", measures), ...inserts("N2", 4, BOARD_HOLES.map(onBoard), 26)], UP),
        ...at([...printed("C4", measures), ...inserts("N1", 5, CLAMP_POSTS, 26)], DOWN),
        ...at(
          [
            ...printed("C8"),
            ...LEG_SCREWS.flatMap((along) =>
              at(inserts("N3", 6, [{ x: 0, y: 0 }], -34), turn(1, 90), turn(2, -TILT_DEGREES), legSpot(along)),
            ),
          ],
          shift(measures.width / 2 + 93, -110, 0),
        ),
      ],
    },
  ];
}

const onBoard = ({ x, y }: { readonly x: number; readonly y: number }) => ({ x: BOARD_AT.x + x, y: BOARD_AT.y + y });
const CLAMP_POSTS = [-CABLES.postX, CABLES.postX].map((x) => ({ x, y: CABLES.clampY }));

/** What sits behind the window: of a kiosk with both, then with one of them. */
function windows(): readonly Scene[] {
  const scene = (variant: Variant, file: string, vi: string, en: string): Scene => ({
    file,
    title: { vi: `Bước 3. Ô đọc mã: ${vi}`, en: `Step 3. The code window: ${en}` },
    view: { around: 24, above: 38 },
    height: 700,
    bodies: [...printed("C2"), ...behindWindow(1.5, SEVEN, variant), ...screws("N4", 3, 10, bracketPosts(SEVEN, variant), 186)],
  });
  return [
    scene("both", "step-3", "camera và đầu đọc", "camera and reader"),
    scene("camera", "step-3-camera", "chỉ camera", "camera only"),
    scene("serial", "step-3-serial", "chỉ đầu đọc", "reader only"),
  ];
}

function inFronts(measures: Measures): readonly Scene[] {
  const sound = soundAt(measures);
  const inLower = still([...behindWindow(0, measures), ...lamps(0, measures), ...repeat(0, measures)]);
  const bolts = [-JOINT.x, JOINT.x].flatMap((x) => [
    ...at(screws("N6", 4, 16, [{ x: 0, y: 0 }], 0), turn(0, 90), shift(x, -34 - WALL - 18, JOINT.depth)),
    ...at(nuts("N6", 4, [{ x: 0, y: 0 }], 0), turn(0, 90), shift(x, 34 + WALL + 16, JOINT.depth)),
  ]);
  return [
    {
      file: "step-2",
      title: { vi: "Bước 2. Lắp màn hình", en: "Step 2. The display" },
      view: INSIDE,
      bodies: [
        ...printed("C1", measures),
        ...at(shownDisplay(measures), shift(0, 0, 50)),
        ...clamps(96, measures),
        ...screws("N4", 3, 10, clampPosts(measures), 128),
      ],
    },
    {
      file: "step-4",
      title: { vi: "Bước 4. Đèn báo và hai nút, từ mặt ngoài", en: "Step 4. Lamps and both buttons, from the outside" },
      view: { around: -28, above: 34 },
      bodies: at([...printed("C2", measures), ...lamps(44, measures), ...button(30, measures), ...repeat(44, measures)], turn(1, 180)),
    },
    {
      file: "step-5",
      title: { vi: "Bước 5. Còi và ổ tai nghe, từ bên trong", en: "Step 5. Buzzer and headphone socket, from the inside" },
      view: { around: 28, above: 52 },
      bodies: [
        ...printed("C2", measures),
        ...inLower,
        ...at(sounder(), shift(sound.x, sound.y, 48)),
        ...at(socket(), shift(-measures.socket.x, measures.socket.y, 52)),
      ],
    },
    {
      file: "step-6",
      title: { vi: "Bước 6. Nối hai khung trước", en: "Step 6. Join the two fronts" },
      view: { around: 24, above: 62 },
      height: 700,
      bodies: [
        ...at(
          [...printed("C1", measures), ...still([...at(shownDisplay(measures), shift(0, 0, WALL)), ...clamps(12, measures)])],
          up(measures),
          shift(0, 34, 0),
        ),
        ...at([...printed("C2", measures), ...inLower], down(measures), shift(0, -34, 0)),
        ...bolts,
      ],
    },
  ];
}

/** The mouth of an insert's hole in a leg that lies on its side. */
function legSpot(along: number): Placement {
  const tilt = (TILT_DEGREES * Math.PI) / 180;
  return shift(along * Math.sin(tilt), 10 + along * Math.cos(tilt), 7);
}

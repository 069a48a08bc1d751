// The pictures of the assembly guide, of the small case with camera, reader and relay.
import {
  at,
  backScrews,
  backs,
  behindWindow,
  board,
  boardScrews,
  bracketPosts,
  button,
  cableClampOn,
  clampPosts,
  clamps,
  closing,
  DOWN,
  fronts,
  lamps,
  lean,
  legs,
  lowerBoards,
  posts,
  printed,
  SOUND,
  shown7,
  still,
  UP,
  upright,
  window,
  wings,
} from "./arrangement.ts";
import { type Placement, shift, turn } from "./body.ts";
import { inserts, pane, screws, socket, sounder } from "./bought.ts";
import { BOARD_AT, BOARD_HOLES, CABLES, DEPTH, JOINT, LEG_SCREWS, LEG_X, SEVEN, TILT_DEGREES, WALL } from "./measures.ts";
import type { Scene } from "./page.ts";

const INSIDE = { around: 28, above: 42 } as const;

/** All pictures; a step's picture shows what is done in that step, pulled apart along the way it goes in. */
export function scenes(): readonly Scene[] {
  return [
    {
      file: "overview",
      title: { vi: "Các bộ phận chính, tháo rời", en: "The main parts, pulled apart" },
      view: { around: -48, above: 20 },
      width: 1300,
      height: 900,
      bodies: [
        ...at(fronts(), upright),
        ...at(lamps(90), DOWN, upright),
        ...at(button(34), DOWN, upright),
        ...at(shown7(), shift(0, 0, 150), UP, upright),
        ...at(clamps(215), UP, upright),
        ...at(behindWindow(1.9), shift(0, 0, 100), DOWN, upright),
        ...at([...printed("C3"), ...board(60)], closing(390), UP, upright),
        ...at([...printed("C4"), ...lowerBoards(50)], closing(390), DOWN, upright),
        ...at(legs(450), shift(0, 0, -10)),
      ],
    },
    {
      file: "step-1",
      title: { vi: "Bước 1. Ép ốc cấy nhiệt vào hai khung trước", en: "Step 1. Press the inserts into the fronts" },
      view: { around: 24, above: 52 },
      height: 700,
      bodies: [
        ...fronts(),
        ...at([...inserts("N1", 5, posts(SEVEN.upperHeight), 84), ...inserts("N1", 5, clampPosts, 34)], UP),
        ...at([...inserts("N1", 5, posts(SEVEN.lowerHeight), 84), ...inserts("N1", 5, bracketPosts, 34)], DOWN),
      ],
    },
    {
      file: "step-1b",
      title: { vi: "Bước 1 (tiếp). Ốc cấy nhiệt ở tấm lưng và chân đứng", en: "Step 1, continued. Inserts of the back plates and legs" },
      view: { around: 20, above: 46 },
      bodies: [
        ...at(
          [
            ...printed("C3"),
            ...inserts(
              "N2",
              4,
              BOARD_HOLES.map(({ x, y }) => ({ x: BOARD_AT.x + x, y: BOARD_AT.y + y })),
              26,
            ),
          ],
          UP,
        ),
        ...at(
          [
            ...printed("C4"),
            ...inserts(
              "N1",
              5,
              [-CABLES.postX, CABLES.postX].map((x) => ({ x, y: CABLES.clampY })),
              26,
            ),
          ],
          DOWN,
        ),
        ...at(
          [
            ...printed("C8"),
            ...LEG_SCREWS.flatMap((up) => at(inserts("N3", 6, [{ x: 0, y: 0 }], -34), turn(1, 90), turn(2, -TILT_DEGREES), legSpot(up))),
          ],
          shift(200, -110, 0),
        ),
      ],
    },
    {
      file: "step-2",
      title: { vi: "Bước 2. Lắp màn hình", en: "Step 2. The display" },
      view: INSIDE,
      bodies: [...printed("C1"), ...at(shown7(), shift(0, 0, 50)), ...clamps(96), ...screws("N4", 3, 10, clampPosts, 128)],
    },
    {
      file: "step-3",
      title: { vi: "Bước 3. Ô đọc mã: mica, camera, đầu đọc, đèn", en: "Step 3. The code window: pane, camera, reader, light" },
      view: { around: 24, above: 38 },
      height: 700,
      bodies: [...printed("C2"), ...behindWindow(1.5), ...screws("N4", 3, 10, bracketPosts, 186)],
    },
    {
      file: "step-4",
      title: { vi: "Bước 4. Đèn báo và nút kỹ thuật, từ mặt ngoài", en: "Step 4. Lamps and service button, from the outside" },
      view: { around: -28, above: 34 },
      bodies: at([...printed("C2"), ...lamps(44), ...button(30)], turn(1, 180)),
    },
    {
      file: "step-5",
      title: { vi: "Bước 5. Còi và ổ tai nghe, từ bên trong", en: "Step 5. Buzzer and headphone socket, from the inside" },
      view: { around: 28, above: 52 },
      bodies: [
        ...printed("C2"),
        ...still([...behindWindow(0), ...lamps(0)]),
        ...at(sounder(), shift(SOUND.x, SOUND.y, 48)),
        ...at(socket(), shift(-SEVEN.socket.x, SEVEN.socket.y, 52)),
      ],
    },
    {
      file: "step-6",
      title: { vi: "Bước 6. Nối hai khung trước", en: "Step 6. Join the two fronts" },
      view: INSIDE,
      bodies: [
        ...at([...printed("C1"), ...still([...at(shown7(), shift(0, 0, WALL)), ...clamps(12)])], UP, shift(0, 34, 0)),
        ...at([...printed("C2"), ...still([...behindWindow(0), ...lamps(0)])], DOWN, shift(0, -34, 0)),
        ...[-JOINT.x, JOINT.x].flatMap((x) =>
          at(screws("N6", 4, 16, [{ x: 0, y: 0 }], 0), turn(0, 90), shift(x, -34 - WALL - 26, JOINT.depth)),
        ),
      ],
    },
    {
      file: "step-7",
      title: { vi: "Bước 7. Chân đứng và hai tấm lưng", en: "Step 7. Legs and back plates" },
      view: { around: -34, above: 20 },
      bodies: [
        ...at(backs(0), upright, lean),
        ...at(legs(60)),
        ...[-LEG_X, LEG_X].flatMap((x) =>
          LEG_SCREWS.flatMap((up) => at(screws("N7", 4, 12, [{ x: 0, y: 0 }], 0), turn(0, 90), shift(x, -45, up), lean)),
        ),
      ],
    },
    {
      file: "step-8",
      title: { vi: "Bước 8. Raspberry Pi và các bo mạch nhỏ", en: "Step 8. Raspberry Pi and the small boards" },
      view: { around: -24, above: 40 },
      height: 640,
      bodies: [
        ...at([...printed("C3"), ...board(34), ...boardScrews(84)], UP),
        ...at(
          [
            ...printed("C4"),
            ...lowerBoards(26),
            ...cableClampOn(28),
            ...screws(
              "N4",
              3,
              10,
              [-CABLES.postX, CABLES.postX].map((x) => ({ x, y: CABLES.clampY })),
              62,
            ),
          ],
          DOWN,
        ),
      ],
    },
    {
      file: "step-10",
      title: { vi: "Bước 10. Đóng vỏ", en: "Step 10. Close the case" },
      view: { around: 128, above: 22 },
      height: 640,
      bodies: [
        ...at(
          [...fronts(), ...still([...at(shown7(), shift(0, 0, WALL), UP), ...at([...behindWindow(0), ...lamps(0)], DOWN)])],
          upright,
          shift(0, -130, 0),
          lean,
        ),
        ...at(backs(0), upright, lean),
        ...still(at([...at(board(0), closing(0), UP), ...at(lowerBoards(0), closing(0), DOWN)], upright, lean)),
        ...legs(0),
        ...at(backScrews(DEPTH + 40), upright, lean),
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
            ...fronts(),
            ...still(backs(0)),
            ...at(shown7(), shift(0, 0, WALL), UP),
            ...at([...at(pane(), shift(window.x, window.y, WALL)), ...lamps(0), ...button(0)], DOWN),
          ],
          upright,
          lean,
        ),
        ...at(wings(), lean),
        ...legs(0),
      ],
    },
  ];
}

/** The mouth of an insert's hole in a leg that lies on its side. */
function legSpot(up: number): Placement {
  const tilt = (TILT_DEGREES * Math.PI) / 180;
  return shift(up * Math.sin(tilt), 10 + up * Math.cos(tilt), 7);
}

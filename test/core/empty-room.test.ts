import { describe, expect, test } from "vitest";
import { type EmptyRoom, heldIn, isRoomKnown, nextRoom, UNKNOWN_ROOM } from "../../src/core/empty-room.ts";
import type { BlockMeans } from "../../src/core/picture-measures.ts";

const [COLUMNS, ROWS] = [20, 15];

function blocks(level: (column: number, row: number) => number): BlockMeans {
  const means = Uint8Array.from({ length: COLUMNS * ROWS }, (_, at) => Math.round(level(at % COLUMNS, Math.floor(at / COLUMNS))));
  return { side: 8, columns: COLUMNS, rows: ROWS, means };
}

const wall = (column: number, row: number) => 60 + column * 3 + row * 2;
const isCard = (column: number, row: number) => column >= 8 && column < 12 && row >= 5 && row < 9;
const withCard = blocks((x, y) => (isCard(x, y) ? 210 : wall(x, y)));

/** Frames that come for so many seconds, four a second. */
function seen(room: EmptyRoom, seconds: number, frame: (step: number) => BlockMeans): EmptyRoom {
  const startMs = Math.max(0, room.atMs + 250);
  let after = room;
  for (let step = 0; step < seconds * 4; step++) after = nextRoom(after, frame(step), startMs + step * 250);
  return after;
}

/** The blocks that are not of the room, `#`, row by row. */
function drawn(room: EmptyRoom, now: BlockMeans): readonly string[] {
  const isHeld = heldIn(room, now);
  return Array.from({ length: ROWS }, (_, y) =>
    Array.from({ length: COLUMNS }, (_, x) => (isHeld(x * 8 + 4, y * 8 + 4) ? "#" : ".")).join(""),
  );
}

const CARD = Array.from({ length: ROWS }, (_, y) => Array.from({ length: COLUMNS }, (_, x) => (isCard(x, y) ? "#" : ".")).join(""));

describe("the room without anybody", () => {
  test("is known after eight seconds in which it was as it was, and not before", () => {
    expect(isRoomKnown(seen(UNKNOWN_ROOM, 8, () => blocks(wall)))).toBe(false);
    expect(isRoomKnown(seen(UNKNOWN_ROOM, 9, () => blocks(wall)))).toBe(true);
    expect(drawn(UNKNOWN_ROOM, withCard).join("")).not.toContain(".");
  });

  test("is known though its light changes and its blocks have noise, and what is held up is what differs, in whatever light", () => {
    const room = seen(UNKNOWN_ROOM, 15, (step) =>
      blocks((x, y) => wall(x, y) * (1 + 0.1 * Math.sin(step / 3)) + ((x * 7 + step * 3) % 5) - 2),
    );
    expect(drawn(room, withCard)).toEqual(CARD);
    expect(
      drawn(
        room,
        blocks((x, y) => (isCard(x, y) ? 210 : wall(x, y)) * 0.6),
      ),
    ).toEqual(CARD);
  });

  test("is still known where somebody stands for long, since no hand is as still as a wall", () => {
    const known = seen(UNKNOWN_ROOM, 10, () => blocks(wall));
    const trembling = seen(known, 30, (step) => blocks((x, y) => (isCard(x, y) ? 120 + ((x * 37 + step * 29) % 80) : wall(x, y))));
    expect(drawn(trembling, withCard)).toEqual(CARD);
    expect(
      drawn(
        seen(known, 7, () => withCard),
        withCard,
      ),
    ).toEqual(CARD);
    const hung = seen(known, 10, () => withCard);
    expect(drawn(hung, withCard).join("")).not.toContain("#");
  });

  test("is known behind somebody while the light changes", () => {
    const known = seen(UNKNOWN_ROOM, 10, () => blocks(wall));
    // Somebody stands there, and the camera exposes for longer and longer; the others' blocks are learnt anew in the new light.
    const brighter = seen(known, 40, (step) =>
      blocks((x, y) => (isCard(x, y) ? 120 + ((x * 37 + step * 29) % 80) : wall(x, y) * (1 + 0.3 * Math.min(1, step / 80)))),
    );
    expect(
      drawn(
        brighter,
        blocks((x, y) => wall(x, y) * 1.3),
      ).join(""),
    ).not.toContain("#");
  });

  test("is another one when the frames have another size", () => {
    const known = seen(UNKNOWN_ROOM, 10, () => blocks(wall));
    const small: BlockMeans = { side: 8, columns: 2, rows: 1, means: Uint8Array.of(1, 2) };
    expect(heldIn(known, small)(4, 4)).toBe(true);
    expect(isRoomKnown(nextRoom(known, small, known.atMs + 250))).toBe(false);
  });
});

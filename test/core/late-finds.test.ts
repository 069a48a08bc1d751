import { describe, expect, test } from "vitest";
import { findAt, followPlace, type LatePlaces, nextFrame } from "../../src/core/late-finds.ts";

const PLACE = { left: 100, top: 100, width: 80, height: 80 };
const MOVED = { ...PLACE, left: 130 };
const ELSEWHERE = { ...PLACE, left: 400 };

/** A place that is followed from 0 on, in which "a" was read. */
function found(camera = "left"): LatePlaces<string> {
  const { after, id } = followPlace<string>([], { camera, region: PLACE }, 0);
  return findAt(after, id, ["a"]);
}

/** What each of these frames shows, one every 100 milliseconds, by the places in which it shows codes; "quiet": as the one before. */
function shownIn(before: LatePlaces<string>, frames: readonly (readonly (typeof PLACE)[] | "quiet")[], camera = "left") {
  let state = before;
  return frames.map((frame, at) => {
    const isQuiet = frame === "quiet";
    const { after, shown } = nextFrame(state, { camera, places: isQuiet ? [] : frame, isQuiet }, (at + 1) * 100);
    state = after;
    return shown.join();
  });
}

describe("what was read late", () => {
  test("is shown by each frame in which a code is still at its place, also where that moves", () => {
    expect(shownIn(found(), [[PLACE], [MOVED], [{ ...MOVED, left: 190 }], "quiet"])).toEqual(["a", "a", "a", "a"]);
  });

  test("outlives frames that do not see the code, and is shown by none of them but the first", () => {
    expect(shownIn(found(), [[], [], [ELSEWHERE], [PLACE]])).toEqual(["a", "", "", "a"]);
  });

  test("is forgotten when no code was there for 700 ms: what is held up then is another showing", () => {
    expect(shownIn(found(), [[PLACE], ...Array(8).fill([]), [PLACE]]).slice(-1)).toEqual([""]);
    expect(shownIn(found(), [[PLACE], ...Array(6).fill([]), [PLACE]]).slice(-1)).toEqual(["a"]);
  });

  test("stands until something else is read there", () => {
    const { after, id } = followPlace(found(), { camera: "left", region: MOVED }, 100);
    expect(shownIn(findAt(after, id, []), [[PLACE]])).toEqual(["a"]);
    expect(shownIn(findAt(after, id, ["b"]), [[PLACE]])).toEqual(["b"]);
  });

  test("is of one camera, and of one place", () => {
    expect(shownIn(found("right"), [[PLACE], "quiet"])).toEqual(["", ""]);
    const { after, id } = followPlace(found(), { camera: "left", region: ELSEWHERE }, 0);
    expect(shownIn(findAt(after, id, ["b"]), [[PLACE, ELSEWHERE], [ELSEWHERE]])).toEqual(["a,b", "b"]);
  });

  test("comes too late where its place is followed no longer", () => {
    const { after, id } = followPlace<string>([], { camera: "left", region: PLACE }, 0);
    const gone = nextFrame(after, { camera: "left", places: [], isQuiet: false }, 800);
    expect(findAt(gone.after, id, ["a"])).toEqual([]);
  });
});

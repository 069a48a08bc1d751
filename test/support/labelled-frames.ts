// What the kiosk makes of generated scenes in which one thing is wrong, or nothing, held up in a room that it knows.
import type { Advice } from "../../src/core/advice.ts";
import { type EmptyRoom, heldIn, nextRoom, UNKNOWN_ROOM } from "../../src/core/empty-room.ts";
import { measureSignals } from "../../src/core/measure-signals.ts";
import { blockMeans } from "../../src/core/picture-measures.ts";
import { labelledScenes } from "../../src/core/scene/labelled-scenes.ts";
import type { FrameSize } from "../../src/core/scene/presets.ts";
import { createSequence } from "../../src/core/scene/sequence.ts";
import type { SequenceSpec } from "../../src/core/scene/spec.ts";
import { plainPictureOf, plainSums } from "./plain-sums.ts";

/** What is wrong by the geometry and the photometry of a frame, and what the frame's pixels say; "nothing" for neither. */
export interface Judged {
  readonly name: string;
  readonly truth: Advice | "nothing";
  readonly said: Advice | "nothing";
}

/** The third frame of each labelled scene of a seed. `isRoomKnown`: the kiosk has seen the room before anybody came. */
export function judgeLabelled(seed: number, size: FrameSize, isRoomKnown = true): readonly Judged[] {
  return labelledScenes(seed, size).map(({ spec }) => {
    const { picture, truth } = createSequence(spec).frame(2);
    const isHeld = isRoomKnown ? heldIn(knownRoom(spec), blockMeans(picture, 8)) : undefined;
    const signals = measureSignals(picture, plainSums(picture), plainPictureOf(picture), isHeld);
    return { name: `${seed}, ${spec.name}`, truth: truth.advice[0] ?? "nothing", said: signals?.faults[0] ?? "nothing" };
  });
}

/** The room of a scene, as it has looked for half a minute, at the exposure that the camera has without anybody. */
function knownRoom(spec: SequenceSpec): EmptyRoom {
  const means = blockMeans(createSequence({ ...spec, held: [] }).frame(0).picture, 8);
  let room = UNKNOWN_ROOM;
  for (let atMs = 0; atMs < 30_000; atMs += 500) room = nextRoom(room, means, atMs);
  return room;
}

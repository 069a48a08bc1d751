import { expect, test } from "vitest";
import { NOTHING_SHOWN, nextShowings } from "../../src/core/showing.ts";
import { createLateReader } from "../../src/drivers/late-reader.ts";

const PLACE = { left: 0, top: 0, width: 8, height: 8 };
const SYMBOL = { bytes: Buffer.from("late"), text: "late", corners: [] };
const HARD = [{ width: 8, height: 8, scale: 1, left: 0, top: 0, luma: new Uint8Array(64) }];
const NOTHING = { report: { symbols: [], isQuiet: false }, places: [], hard: [] };

test("a code held still that only the last readers read is one showing, however rarely they read it", async () => {
  const reader = createLateReader(() => Promise.resolve([SYMBOL]));
  let showings = NOTHING_SHOWN;
  let shown = 0;
  for (let frame = 0; frame < 60; frame++) {
    const report = reader.reportOf("camera", { ...NOTHING, places: [PLACE], hard: frame === 5 || frame === 50 ? HARD : [] });
    await Promise.resolve();
    const next = nextShowings(
      showings,
      report.symbols.map(({ bytes }) => bytes),
      frame * 100,
    );
    showings = next.after;
    shown += next.shown.length;
  }
  expect(shown).toBe(1);
});

test("one picture is read at a time, and a symbol that the frame shows itself is not told twice", async () => {
  let reads = 0;
  const { promise, resolve } = Promise.withResolvers<readonly (typeof SYMBOL)[]>();
  const reader = createLateReader(() => {
    reads++;
    return promise;
  });
  const frame = { ...NOTHING, places: [PLACE], hard: HARD };
  expect(reader.reportOf("camera", frame).symbols).toEqual([]);
  expect(reader.reportOf("camera", frame).symbols).toEqual([]);
  expect(reads).toBe(1);
  resolve([SYMBOL]);
  await promise;
  await Promise.resolve();
  expect(reader.reportOf("camera", { ...frame, hard: [] }).symbols).toEqual([SYMBOL]);
  expect(reader.reportOf("camera", { ...frame, hard: [], report: { symbols: [SYMBOL], isQuiet: false } }).symbols).toEqual([SYMBOL]);
});

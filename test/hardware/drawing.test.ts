import { expect, test } from "vitest";
import { bodyOf, placed, shift } from "../../hardware/enclosure/body.ts";
import { drawing } from "../../hardware/enclosure/drawing.ts";
import { scenePage } from "../../hardware/enclosure/page.ts";
import { box } from "../../hardware/enclosure/solid.ts";

const FRONT = { around: 0, above: 0 };
const SIZE = { width: 120, height: 120 };
const cube = (ref: string) => bodyOf(ref, [200, 200, 200], box([10, 10, 10], [0, 0, 0]));
const linesOf = (svg: string) => (svg.match(/fill="none".*?d="([^"]*)"/)?.[1]?.match(/M/g) ?? []).length;
const names = new Map([["C1", { vi: "Khung trước, nhựa", en: "front <cover>, plastic" }]]);

test("a part behind another is not drawn and not named", () => {
  const alone = drawing([cube("C1")], FRONT, SIZE);
  const small = bodyOf("C2", [100, 100, 100], box([6, 6, 6], [0, 20, 0]));
  const both = drawing([cube("C1"), small], FRONT, SIZE);
  expect([...both.anchors.keys()]).toEqual(["C1"]);
  expect(linesOf(both.svg)).toBe(linesOf(alone.svg));
});

test("a part beside another is drawn whole, and its label points into it", () => {
  const { anchors, width, height } = drawing([cube("C1"), placed(cube("C2"), shift(30, 0, 0))], FRONT, SIZE);
  const [left, right] = [anchors.get("C1") ?? [0, 0], anchors.get("C2") ?? [0, 0]];
  expect(left[0]).toBeLessThan(width / 4);
  expect(right[0]).toBeGreaterThan((3 * width) / 4);
  expect(left[1]).toBeCloseTo(height / 2, -1);
});

test("what stands behind a nearer part is cut by it, also where neither is nearer as a whole", () => {
  // A long bar that leaves a cube's front and runs past it: by the distance of their middles the order would be wrong.
  const bar = bodyOf("C2", [100, 100, 100], box([4, 60, 4], [0, 25, 12]));
  const { svg } = drawing([cube("C1"), bar], { around: 30, above: 30 }, SIZE);
  expect(svg).not.toMatch(/NaN|Infinity/);
  expect(linesOf(svg)).toBeGreaterThan(12);
});

test("a page takes the words of the parts list, and refuses a part that is not in it", () => {
  const page = scenePage({ file: "x", title: { vi: "Bước 1 & 2", en: "Step" }, view: FRONT, bodies: [cube("C1")] }, names);
  expect(page).toContain("Khung trước</text>");
  expect(page).toContain("front &lt;cover></text>");
  expect(page).toContain("Bước 1 &amp; 2");
  expect(() => scenePage({ file: "x", title: { vi: "", en: "" }, view: FRONT, bodies: [cube("C9")] }, names)).toThrow(
    "C9 is not in the parts list",
  );
});

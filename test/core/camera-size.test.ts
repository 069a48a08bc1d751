import { expect, test } from "vitest";
import { sizeForView, WIDEST_VIEW_MM, widestViewMm } from "../../src/core/camera-size.ts";

test.each([
  [640, 52],
  [1280, 104],
  [1920, 156],
])("a picture %d pixels wide reads an 11 mm code of 45 modules, 3 pixels each, where it shows %d mm at most", (width, mm) => {
  expect(widestViewMm(width)).toBe(mm);
  expect(width / mm).toBeGreaterThanOrEqual((3 * 45) / 11);
});

test.each([
  [40, 640],
  [52, 640],
  [53, 1280],
  [100, 1280],
  [105, 1920],
  [WIDEST_VIEW_MM, 1920],
  [500, 1920],
])("a view of %d mm takes a picture %d pixels wide", (mm, width) => {
  expect(sizeForView(mm).width).toBe(width);
});

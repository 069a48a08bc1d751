import { expect, test } from "vitest";
import { stoppedText } from "../../../src/core/hand-off/stopped-text.ts";

test("where no key was typed nobody is told to empty a field, and where some were, how many", () => {
  const none = stoppedText({ kind: "failed", fault: "keyboard-missing", typed: 0, all: 16 });
  expect(none.vi).toBe("Không gõ được sang máy tính của quầy. Chưa gõ phím nào. Nhập tay; báo mã T-752.");
  const some = stoppedText({ kind: "failed", fault: "keyboard-missing", typed: 3, all: 16 });
  expect(some.vi).toContain("Đã gõ 3 / 16 phím: xoá ô đang dở");
});

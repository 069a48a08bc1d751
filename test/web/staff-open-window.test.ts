import { expect, test } from "vitest";
import type { StaffResult, StaffService } from "../../src/core/staff.ts";
import { type OpenWindow, whyToClose } from "../../src/web/staff-open-window.ts";

const NO_WORDS = { vi: "", en: "" };
const ON: StaffService = { on: true };
const OFF = { on: false, because: "fault", staff: "s-02", since: 100 } as const;

function card(id: number, more: Partial<StaffResult> = {}): StaffResult {
  return {
    id,
    seq: id,
    at: id,
    reason: "document-read",
    verdict: "read-only",
    code: "T-300",
    headline: NO_WORDS,
    detail: NO_WORDS,
    next: NO_WORDS,
    source: "desk",
    warnings: [],
    mustCompare: true,
    disclosed: [{ name: "fullName", value: "Nguyễn Thị Bưởi" }],
    ...more,
  };
}

const closing = (window: OpenWindow, results: readonly StaffResult[], service: StaffService = ON) =>
  whyToClose(window, results, service)?.vi;

test.each(["compare", "override"] as const)(
  "the window to %s stays with its own scan, and closes when that is gone: it never turns to another",
  (name) => {
    expect(closing({ name, id: 1 }, [card(2), card(1)])).toBeUndefined();
    expect(closing({ name, id: 1 }, [card(3), card(2)])).toContain("không còn giữ");
  },
);

test("what was hidden cannot be compared any more", () => {
  const { disclosed: _, ...hidden } = card(1, { isHidden: true });
  expect(closing({ name: "compare", id: 1 }, [hidden])).toContain("đã che");
  expect(closing({ name: "override", id: 1 }, [hidden])).toBeUndefined();
});

test("what somebody else has done is said with their code", () => {
  expect(closing({ name: "compare", id: 1 }, [card(1, { compared: { matches: true, staff: "s-02", at: 2 } })])).toMatch(/^s-02 /);
  expect(closing({ name: "override", id: 1 }, [card(1, { overridden: { because: "urgent", staff: "s-02", at: 2 } })])).toMatch(/^s-02 /);
});

test("the switch closes when somebody else has turned it: Enter must not open a kiosk that was just paused for a fault", () => {
  expect(closing({ name: "service", service: ON }, [], ON)).toBeUndefined();
  expect(closing({ name: "service", service: ON }, [], OFF)).toBe("s-02 vừa ngừng máy: Máy có lỗi.");
  expect(closing({ name: "service", service: OFF }, [], ON)).toContain("mở lại");
  expect(closing({ name: "service", service: OFF }, [], { ...OFF, since: 200 })).toContain("s-02");
});

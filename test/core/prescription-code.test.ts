import { describe, expect, test } from "vitest";
import { judge, reasonOf } from "../support/judging.ts";

describe("the code of a national prescription", () => {
  test("is read as it is, opaque, and nothing is verified", () => {
    expect(judge("99999abcdefg-c", { policy: { id: "x", disclose: { "prescription-code": ["code"] } } })).toEqual({
      reason: "document-read",
      format: "prescription-code",
      type: "prescription-code",
      claims: { code: "99999abcdefg-c" },
      disclosed: { code: "99999abcdefg-c" },
      warnings: [],
    });
  });

  test.each(["99999abcdefg-c", "99C54ABCDEFG-N", "990010000000-h", "99999abcdefg-c\r\n", "\ufeff99999abcdefg-c"])("may be %j", (text) => {
    expect(reasonOf(text)).toBe("document-read");
  });

  test.each([
    "99999abcdefgh-c",
    "99999abcdef-c",
    "99999abcdefg-",
    "99999abcdefg-1",
    "99999abcdefg-cc",
    "99999abcdefg c",
    "99999abcdefg–c",
    "9x999abcdefg-c",
    "Chuyen-di-Hue1",
    "hello-worlds-x",
    "99999abc/efg-c",
    "99999abcđefg-c",
    "2026-11-27-abc",
    "+84 900 000-00",
  ])("is not %j", (text) => {
    expect(reasonOf(text)).toBe("not-understood");
  });
});

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { findCode } from "../../src/core/registry.ts";
import { checkCode } from "../../src/kiosk/check-codes.ts";
import { coded, fault, missing, ok } from "../../src/kiosk/doctor-check.ts";

const TODO = { vi: "x", en: "x" };
const PAGE = readFileSync(new URL("../../docs/doctor.md", import.meta.url), "utf8");

/** Every row that the page names, `source.N` for the first source. */
const ROWS = [...new Set([...PAGE.matchAll(/^\| `([a-z][a-z.N-]*)` +\|/gm)].map(([, name = ""]) => name.replace("N", "0")))];

test("the page names the rows", () => {
  expect(ROWS).toEqual(expect.arrayContaining(["machine", "source.0", "gpio", "trust", "screen"]));
});

describe.each(ROWS)("the row %s", (name) => {
  test.each([fault(name, "x", TODO), missing(name, "x", TODO)])("has a code of the registry where it is not well: $state", (check) => {
    expect(findCode(checkCode(check) ?? "")?.kind).toBe("fault");
  });

  test("has none where all is well", () => {
    expect(checkCode(ok(name, "x"))).toBeUndefined();
    expect(checkCode(coded("disk-slow", ok(name, "x")))).toBeUndefined();
  });
});

test("what a check says of itself goes before what its name says", () => {
  expect(checkCode(coded("disk-slow", fault("data", "x", TODO)))).toBe("T-637");
  expect(checkCode(fault("seen-red", "x", TODO))).toBe("T-627");
});

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { grouped } from "../../src/core/code-groups.ts";
import { FAULTS } from "../../src/core/faults.ts";
import { REASONS } from "../../src/core/reason.ts";
import { findCode, registry } from "../../src/core/registry.ts";
import { LOST_CODE } from "../../src/core/screen.ts";
import { STAFF_WORDS } from "../../src/web/staff-words.ts";

const ENTRIES = registry();

test("no code and no name stands for two things", () => {
  expect(new Set(ENTRIES.map(({ code }) => code)).size).toBe(ENTRIES.length);
  expect(new Set(ENTRIES.map(({ name }) => name)).size).toBe(ENTRIES.length);
});

test("every reason and every fault has a code, and there are more than sixty", () => {
  expect(ENTRIES.map(({ name }) => name).toSorted()).toEqual([...Object.keys(REASONS), ...Object.keys(FAULTS)].toSorted());
  expect(ENTRIES.length).toBeGreaterThan(60);
});

test("who is told to press a button finds it by that name", () => {
  const clerk = ENTRIES.find(({ name }) => name === "staff-paused")?.clerk;
  expect(clerk?.vi).toContain(`bấm ${STAFF_WORDS.reopen.vi}.`);
  expect(clerk?.en).toContain(`press ${STAFF_WORDS.reopen.en}.`);
});

describe.each(ENTRIES.map((entry) => [entry.code, entry] as const))("%s", (code, entry) => {
  test("is T and three digits: 1 to 5 for answers, 6 and 7 for faults", () => {
    expect(code).toMatch(entry.kind === "answer" ? /^T-[1-5]\d\d$/ : /^T-[67]\d\d$/);
  });

  test("says in both languages what it is, why it comes about and what clerk and technician do", () => {
    for (const text of [entry.title, entry.cause, entry.clerk, entry.technician]) {
      expect(text.vi).toMatch(/^\S.{3,}[.!)]$/u);
      expect(text.en).toMatch(/^\S.{3,}[.!)]$/u);
      expect(text.en).not.toBe(text.vi);
    }
  });

  test("tells the citizen what to do where it answers a scan, and nobody else", () => {
    expect(entry.citizen !== undefined).toBe(entry.kind === "answer");
  });

  test("is found by code and by name, in small letters, too", () => {
    expect(findCode(code.toLowerCase())).toEqual(entry);
    expect(findCode(` ${entry.name} `)).toEqual(entry);
  });
});

test("what is no code is found by nobody", () => {
  for (const asked of ["", "T-999", "constructor", "__proto__"]) expect(findCode(asked)).toBeUndefined();
});

test("what the screen reads out while the kiosk does not answer is the code of that fault", () => {
  expect(LOST_CODE).toBe(FAULTS["screen-lost"].code);
});

test("every code is in one group", () => {
  expect(grouped(ENTRIES).flatMap(({ entries }) => entries)).toEqual(ENTRIES);
});

test("documents that a text names are there", () => {
  const said = ENTRIES.flatMap(({ cause, clerk, technician }) => [cause, clerk, technician].flatMap(({ vi, en }) => [vi, en])).join(" ");
  const files = new Set(said.match(/\b(?:docs|firmware|hardware)\/[\w./-]+\.(?:md|rules)\b/g));
  expect(files.size).toBeGreaterThan(3);
  for (const file of files) expect(() => readFileSync(new URL(`../../${file}`, import.meta.url)), file).not.toThrow();
});

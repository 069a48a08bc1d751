import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { HEADLINES } from "../../src/core/headlines.ts";
import { REASONS, type Verdict, verdictOf } from "../../src/core/reason.ts";
import { REASON_TEXTS } from "../../src/core/reason-texts.ts";
import { WARNINGS } from "../../src/core/warning.ts";
import { vectorFiles } from "../support/vector-files.ts";

/** First digit of the code of each verdict. */
const DIGITS: Readonly<Record<Verdict, string>> = { accept: "1", refuse: "2", "read-only": "3", unreadable: "4", "cannot-check": "5" };
/** The reasons that no symbol produces: the kiosk does. */
const OF_THE_KIOSK: readonly string[] = ["journal-failed", "policy-missing"];

const handbook = readFileSync(new URL("../../docs/operating.md", import.meta.url), "utf8");
const produced = new Set(vectorFiles().map((vector) => vector.expect));
const reasons = Object.entries(REASON_TEXTS);

describe("the reason", () => {
  test("table and the table of texts have the same rows", () => {
    expect(Object.keys(REASON_TEXTS).toSorted()).toEqual(Object.keys(REASONS).toSorted());
  });

  test.each(reasons)("%s has a code that fits its verdict", (reason, { code }) => {
    const verdict = Object.entries(REASONS).find(([name]) => name === reason)?.[1];
    expect(code).toMatch(/^T-\d{3}$/);
    expect(verdict && code.charAt(2)).toBe(verdict && DIGITS[verdict]);
  });

  test.each(reasons)("%s has texts for citizen and clerk in both languages, in one sentence or two", (_, { detail, next, staff }) => {
    for (const text of [detail, next, staff]) {
      for (const words of [text.vi, text.en]) expect(words).toMatch(/^\p{Lu}.{8,119}\.$/u);
      expect(text.vi).toBe(text.vi.normalize("NFC"));
      expect(text.vi).not.toBe(text.en);
      expect(text.en).toMatch(/^[\x20-\x7e]*$/);
    }
  });

  test.each(reasons)("%s has an entry in the handbook, with its code and its verdict", (reason, { code }) => {
    const verdict = Object.entries(REASONS).find(([name]) => name === reason)?.[1];
    const row = handbook.split("\n").find((line) => line.startsWith(`| ${code} `));
    expect(row).toMatch(new RegExp(`^\\| ${code} +\\| \`${reason}\` +\\| ${verdict} +\\|`));
  });

  test.each(reasons.map(([reason]) => reason).filter((reason) => !OF_THE_KIOSK.includes(reason)))(
    "%s has a vector that produces it",
    (reason) => {
      expect(produced.has(reason)).toBe(true);
    },
  );

  test.each(OF_THE_KIOSK)("%s has a test of the kiosk that produces it", (reason) => {
    const folder = new URL("../kiosk/", import.meta.url);
    const tests = existsSync(folder) ? readdirSync(folder).map((file) => readFileSync(new URL(file, folder), "utf8")) : [];
    expect(tests.some((content) => content.includes(reason))).toBe(true);
  });
});

test("no two reasons have one code", () => {
  const codes = reasons.map(([, { code }]) => code);
  expect(new Set(codes).size).toBe(codes.length);
});

test("codes are never given to another reason: journals and handbooks keep them", () => {
  expect(Object.fromEntries(reasons.map(([reason, { code }]) => [code, reason]))).toMatchObject({
    "T-100": "granted",
    "T-201": "expired",
    "T-202": "not-yet-valid",
    "T-203": "revoked",
    "T-204": "signature-invalid",
    "T-205": "suspended",
    "T-206": "issuer-mismatch",
    "T-207": "issuer-not-permitted",
    "T-208": "type-not-wanted",
    "T-209": "already-used",
    "T-210": "expiry-missing",
    "T-300": "document-read",
    "T-401": "not-understood",
    "T-402": "truncated",
    "T-403": "too-large",
    "T-404": "base45-invalid",
    "T-405": "compression-invalid",
    "T-406": "malformed",
    "T-407": "document-invalid",
    "T-501": "trust-missing",
    "T-502": "trust-expired",
    "T-503": "clock-wrong",
    "T-504": "issuer-unknown",
    "T-505": "algorithm-unsupported",
    "T-506": "encrypted-unsupported",
    "T-507": "extension-unsupported",
    "T-508": "journal-failed",
  });
});

test("every verdict has a headline of its own in both languages", () => {
  expect(Object.keys(HEADLINES).toSorted()).toEqual(Object.keys(DIGITS).toSorted());
  expect(new Set(Object.values(HEADLINES).flatMap(({ vi, en }) => [vi, en])).size).toBe(10);
  expect(verdictOf("granted")).toBe("accept");
});

test("only one reason accepts", () => {
  expect(Object.entries(REASONS).filter(([, verdict]) => verdict === "accept")).toEqual([["granted", "accept"]]);
});

test("whoever holds a forged or withdrawn code learns from the screen that it is not accepted, not why", () => {
  const seen = (["revoked", "signature-invalid", "suspended", "issuer-mismatch"] as const).map((reason) => {
    const { detail, next } = REASON_TEXTS[reason];
    return JSON.stringify([detail, next]);
  });
  expect(new Set(seen).size).toBe(1);
});

test("the handbook explains every warning", () => {
  for (const warning of WARNINGS) expect(handbook).toContain(`\`${warning}\``);
});

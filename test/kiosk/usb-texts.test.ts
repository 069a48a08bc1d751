import { describe, expect, test } from "vitest";
import { STICK_REFUSALS, STICK_TROUBLES, type StickRefusal, type StickTrouble } from "../../src/core/stick-texts.ts";
import type { StickAnswer } from "../../src/kiosk/stick-answer.ts";
import type { StickExport } from "../../src/kiosk/stick-export.ts";
import { exportText, importTexts } from "../../src/kiosk/usb-texts.ts";

type ExportTrouble = NonNullable<StickExport["trouble"]>;
/** The others are the button's alone. */
const isOfExport = (trouble: StickTrouble): trouble is ExportTrouble => !["no-stick", "journal-failed"].includes(trouble);
const TROUBLES = (Object.keys(STICK_TROUBLES) as StickTrouble[]).filter(isOfExport);
const REFUSALS = Object.keys(STICK_REFUSALS) as StickRefusal[];

describe("tram usb at a kiosk", () => {
  test.each(TROUBLES)("says of %s what happened and what to do, without a button that a terminal has not", (trouble) => {
    const { vi, en } = exportText({ entries: 3, until: 7, written: 1, kept: 0, trouble });
    const { detail, next } = STICK_TROUBLES[trouble];
    expect(vi).toBe(`${detail.vi} ${next.vi} (3 mục đã ghi)`);
    expect(en).toBe(`${detail.en} ${next.en} (3 entries written)`);
    expect(`${vi} ${en}`).not.toMatch(/bấm|press/);
  });

  test.each(REFUSALS)("says of an answer that is refused as %s what the desk says of it", (refusal) => {
    const answer: StickAnswer = refusal === "not-understood" ? { kind: refusal } : { kind: "taken", size: 5, acknowledged: refusal };
    const { detail, next } = STICK_REFUSALS[refusal];
    expect(importTexts("none", answer)[1]?.vi).toBe(`${detail.vi} ${next.vi} (${refusal})`);
  });

  test("says of a stick that brings nothing that it may be the wrong one, and where sticks are written", () => {
    expect(importTexts("none", undefined).map(({ en }) => en)).toEqual([expect.stringMatching(/right one.*tram usb import --data/)]);
    expect(importTexts({ version: 3 }, undefined)).toHaveLength(2);
  });
});

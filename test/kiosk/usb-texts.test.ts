import { describe, expect, test } from "vitest";
import { faultCode } from "../../src/core/faults.ts";
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
    const code = faultCode(`stick-${trouble}`);
    expect(vi).toBe(`${detail.vi} ${next.vi} (3 mục đã ghi, ${code})`);
    expect(en).toBe(`${detail.en} ${next.en} (3 entries written, ${code})`);
    expect(`${vi} ${en}`).not.toMatch(/bấm|press/);
  });

  test("says of an empty journal that there is nothing to carry, not that central has it; and counts one as one", () => {
    expect(exportText({ entries: 0, until: 0, written: 0, kept: 0 }).en).toBe("There is nothing to carry.");
    expect(exportText({ entries: 0, until: 7, written: 0, kept: 0 }).en).toContain("central has every entry");
    const one = exportText({ entries: 1, until: 7, written: 1, kept: 0 });
    expect(one.en).toBe("1 entry is on the stick, up to entry 6 (1 file written); carry it to central");
    expect(one.vi).not.toContain("0 tệp");
  });

  test("of a full stick sends it to central and back, because an export always begins at what central has acknowledged", () => {
    const { vi, en } = exportText({ entries: 3, until: 7, written: 1, kept: 0, trouble: "full" });
    expect(en).toContain("put it back here so that the kiosk reads the answer, and write again");
    expect(vi).toContain("cắm lại vào máy để máy đọc câu trả lời, rồi ghi tiếp");
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

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deskDecision, disclosedRows, hasDetails, withoutDetails } from "../../src/core/desk.ts";
import { answer } from "../support/screens.ts";

describe("what staff are shown of a credential", () => {
  test("is text: binary by its size, lists and maps in one line, what is absent not at all", () => {
    const rows = disclosedRows({
      fullName: "Nguyễn Thị Kim Thoa",
      gender: null,
      photo: new Uint8Array(800),
      guardians: ["A", "B"],
      address: { commune: "Mèo Vạc", house: 2, since: null },
    });
    expect(rows).toEqual([
      { name: "fullName", value: "Nguyễn Thị Kim Thoa" },
      { name: "photo", value: "800 B" },
      { name: "guardians", value: "A, B" },
      { name: "address", value: "Mèo Vạc · 2" },
    ]);
  });

  test("is ticked where it is yes or no, and a line each where there are several records", () => {
    const items = [
      { name: "Thuốc A", dose: "1 viên" },
      { name: "Thuốc B", dose: null },
    ];
    expect(disclosedRows({ static: true, paid: false, items })).toEqual([
      { name: "static", value: "✓" },
      { name: "paid", value: "✗" },
      { name: "items", value: "Thuốc A · 1 viên\nThuốc B" },
    ]);
  });

  test("is bounded, however much a credential carries", () => {
    const claims = fc.dictionary(
      fc.string({ maxLength: 2000 }),
      fc.jsonValue().map((value) => value ?? null),
      { maxKeys: 100 },
    );
    fc.assert(
      fc.property(claims, (value) => {
        // fc.jsonValue() yields exactly what a claim can be, short of bytes.
        const rows = disclosedRows(JSON.parse(JSON.stringify(value)));
        expect(rows.length).toBeLessThanOrEqual(40);
        for (const row of rows) expect(row.name.length + row.value.length).toBeLessThanOrEqual(802);
      }),
    );
  });
});

describe("a decision for the desk", () => {
  const ENTRY = { at: 5, reason: "granted", source: "camera", durationMs: 2 } as const;
  const ADULT = { id: "adult", minimumAge: 18, required: false };

  test("has the policy's questions with their labels, and what is to be paid", () => {
    const label = { vi: "Đủ 18 tuổi", en: "18 or older" };
    const decision = deskDecision(ENTRY, answer("granted", 1), {
      answers: [
        { condition: { ...ADULT, label }, answer: "yes" },
        { condition: ADULT, answer: "unknown" },
      ],
      fee: { amountVnd: 50_000, reference: "H26-1" },
    });
    expect(decision).toMatchObject({
      answers: [
        { label, answer: "yes" },
        { label: { vi: "adult", en: "adult" }, answer: "unknown" },
      ],
      feeVnd: 50_000,
    });
    expect(JSON.stringify(decision)).not.toContain("H26-1");
  });

  test.each([
    [{}, false],
    [{ disclosed: { fullName: "An" } }, true],
    [{ answers: [{ condition: ADULT, answer: "no" as const }] }, true],
    [{ fee: { amountVnd: 1, reference: "" } }, true],
  ])("that says %j of a person has something to blank: %s", (details, expected) => {
    const decision = deskDecision(ENTRY, answer("granted", 1), details);
    expect(hasDetails(decision)).toBe(expected);
    expect(hasDetails(withoutDetails(decision))).toBe(false);
    expect(withoutDetails(decision)).toEqual(deskDecision(ENTRY, answer("granted", 1)));
  });
});

test("a decision for the desk takes its verdict from the reason, and leaves out what nobody knows", () => {
  const decision = deskDecision({ at: 5, reason: "journal-failed", source: "camera", durationMs: 2 }, answer("journal-failed", 1));
  expect(decision).toMatchObject({ verdict: "cannot-check", code: "T-508", warnings: [] });
  for (const absent of ["seq", "type", "issuer", "disclosed", "answers", "feeVnd"]) expect(decision).not.toHaveProperty(absent);
});

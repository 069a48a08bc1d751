import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deskDecision, disclosedRows } from "../../src/core/desk.ts";
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
      { name: "address", value: "commune: Mèo Vạc, house: 2, since: –" },
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

test("a decision for the desk takes its verdict from the reason, and leaves out what nobody knows", () => {
  const decision = deskDecision({ at: 5, reason: "journal-failed", source: "camera", durationMs: 2 }, answer("journal-failed", 1));
  expect(decision).toMatchObject({ verdict: "cannot-check", code: "T-508", warnings: [] });
  for (const absent of ["seq", "type", "issuer", "disclosed"]) expect(decision).not.toHaveProperty(absent);
});

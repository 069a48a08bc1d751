import fc from "fast-check";
import { expect, test } from "vitest";
import { fieldsOf } from "../../../src/core/hand-off/fields.ts";
import { keystrokesOf, namedKey } from "../../../src/core/hand-off/keystrokes.ts";
import { parseTemplate, strokesOf } from "../../../src/core/hand-off/template.ts";

const FIELDS = fieldsOf({ fullName: "Nguyễn Thị Bưởi", dob: "1990-05-15", personalId: "001190000012", sex: "F", photo: Uint8Array.of(1) });

function strokes(template: string) {
  const parsed = parseTemplate(template);
  return parsed.ok ? strokesOf(parsed.parts, "plain", FIELDS) : parsed.problem;
}

test("fields and keys are typed in their order", () => {
  expect(strokes("{fullName}{TAB}{dob:dd/MM/yyyy}{ENTER}")).toEqual([
    ...keystrokesOf("Nguyen Thi Buoi"),
    namedKey("TAB"),
    ...keystrokesOf("15/05/1990"),
    namedKey("ENTER"),
  ]);
});

test.each([
  ["{dob:yyyyMMdd}", "19900515"],
  ["{dob:dd.MM.yyyy}", "15.05.1990"],
  ["{fullName:upper}", "NGUYEN THI BUOI"],
  ["{sex:sex}", "Nu"],
  ["{{{personalId:digits}}}", "{001190000012}"],
  ["a-{oldId}-b", "a--b"],
])("%s types %s", (template, typed) => {
  expect(strokes(template)).toEqual(keystrokesOf(typed));
});

test.each(["{", "{full name}", "{dob:dd/MM}", "{ESCAPE}", "{fullName:lower}", "}", "x".repeat(501)])(
  "%j is refused with a reason",
  (template) => {
    expect(parseTemplate(template)).toMatchObject({ ok: false, problem: expect.stringMatching(/./) });
  },
);

test("a card of either kind fills the same names", () => {
  const credential = fieldsOf({ id: "001190000012", fullName: "Nguyễn Thị Bưởi", dateOfBirth: "19900515", gender: 2 });
  expect([credential.get("personalId"), credential.get("dob"), credential.get("sex")]).toEqual(["001190000012", "1990-05-15", "F"]);
});

test("whatever a card says, no key but those of the template sends a form", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.integer({ min: 0, max: 0x10ffff }).map((point) => String.fromCodePoint(point)), maxLength: 60 }),
      (fullName) => {
        const parsed = parseTemplate("{fullName}");
        const usages = parsed.ok ? strokesOf(parsed.parts, "telex", fieldsOf({ fullName })).map(({ usage }) => usage) : [];
        expect(usages.filter((usage) => usage === namedKey("ENTER").usage || usage === namedKey("TAB").usage)).toEqual([]);
      },
    ),
  );
});

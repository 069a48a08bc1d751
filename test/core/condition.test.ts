import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { answerConditions, type Condition, ConditionSchema } from "../../src/core/condition.ts";
import type { Claims } from "../../src/core/presentation.ts";
import { startOfDayInVietnam } from "../../src/core/time.ts";
import "../support/properties.ts";

const TODAY = "2026-11-23";
const ADULT: Condition = { id: "adult", minimumAge: 18, required: true };
const RESIDENT: Condition = { id: "resident", residentOf: ["99001", "99007"], required: true };

function answer(condition: Condition, claims: Claims, at = startOfDayInVietnam(TODAY)) {
  return answerConditions([condition], "citizen", claims, at)[0]?.answer;
}
const ageAnswer = (dateOfBirth: Claims[string], today = TODAY, years = 18) =>
  answer({ ...ADULT, minimumAge: years }, { dateOfBirth }, startOfDayInVietnam(today));

describe("is this person 18?", () => {
  test.each<[string, string, string]>([
    ["2008-11-23", "yes", "from the birthday on"],
    ["20081123", "yes", "in either spelling"],
    ["2008-11-24", "no", "and not a day before"],
    ["1926-11-23", "yes", "however old"],
    ["2026-11-23", "no", "also on the day of birth"],
    ["2026-11-24", "unknown", "nobody is born tomorrow"],
    ["2099-01-01", "unknown", "nor in another century"],
    ["2008", "unknown", "born in 2008: perhaps in December"],
    ["2007", "yes", "born in 2007: whatever the day"],
    ["2009", "no", "born in 2009: whatever the day"],
    ["2026", "no", "born this year"],
    ["2027", "unknown", "born next year"],
    ["2008-00-00", "unknown", "registers write zeros where nobody knows"],
    ["20070000", "yes", "zeros without hyphens"],
    ["2008-10", "yes", "a month that is over"],
    ["2008-11", "unknown", "this month"],
    ["2008-12", "no", "a month to come"],
    ["2008-11-00", "unknown", "a month with a zero day"],
    ["200811", "unknown", "six digits are nothing that anybody has defined"],
    ["2008-00-05", "unknown", "a day without its month"],
    ["2008-13", "unknown", "there is no such month"],
    ["2007-02-29", "unknown", "there is no such day"],
    ["2007-0115", "unknown", "half a hyphenation"],
    ["15/01/2007", "unknown", "another order"],
    ["2007-01-15T00:00:00", "unknown", "a time"],
    ["1799-01-01", "unknown", "before the calendar of cards"],
    ["", "unknown", "nothing"],
  ])("born %j: %s, %s", (birth, expected) => {
    expect(ageAnswer(birth)).toBe(expected);
  });

  test.each([null, 20_070_115, true, ["2007-01-15"]])("%j is no birth date", (birth) => {
    expect(ageAnswer(birth)).toBe("unknown");
  });

  test("who was born on 29 February is a year older on 1 March of other years", () => {
    const days = ["2026-02-28", "2026-03-01", "2028-02-28", "2028-02-29"];
    expect(days.map((today) => ageAnswer("2008-02-29", today))).toEqual(["no", "yes", "yes", "yes"]);
    expect(days.map((today) => ageAnswer("2008-02-29", today, 20))).toEqual(["no", "no", "no", "yes"]);
  });

  test("the day begins at midnight in Việt Nam, 17:00 UTC", () => {
    const midnight = Date.UTC(2026, 10, 22, 17) / 1000;
    expect([midnight - 1, midnight].map((at) => answer(ADULT, { dateOfBirth: "2008-11-23" }, at))).toEqual(["no", "yes"]);
  });

  test("other formats call the birth date dob", () => {
    expect(answer(ADULT, { dob: "2000-01-01" })).toBe("yes");
    expect(answer(ADULT, { dateOfBirth: null, dob: "2000-01-01" })).toBe("yes");
    expect(answer(ADULT, {})).toBe("unknown");
  });

  test("agrees with the calendar", () => {
    const day = fc
      .date({ min: new Date("1900-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
    fc.assert(
      fc.property(day, day, fc.integer({ min: 1, max: 120 }), (birth, today, years) => {
        const [year = 0, month = 0, date = 0] = birth.split("-").map(Number);
        // Date.UTC rolls 29 February of a common year over to 1 March, which is just what is wanted.
        const due = new Date(Date.UTC(year + years, month - 1, date)).toISOString().slice(0, 10);
        expect(ageAnswer(birth, today, years)).toBe(birth > today ? "unknown" : due <= today ? "yes" : "no");
      }),
      { numRuns: 3000 },
    );
  });
});

describe("does this person live here?", () => {
  test.each<[Claims, string]>([
    [{ communeCode: "99001" }, "yes"],
    [{ communeCode: "99007" }, "yes"],
    [{ communeCode: "99002" }, "no"],
    [{ communeCode: "99" }, "unknown"],
    [{ communeCode: "990011" }, "unknown"],
    [{ communeCode: "Xã Ví Dụ" }, "unknown"],
    [{ communeCode: 99_001 }, "unknown"],
    [{}, "unknown"],
    [{ locationCode: "99001" }, "yes"],
    [{ locationCode: "VN-99" }, "unknown"],
    [{ communeCode: "99002", locationCode: "99001" }, "no"],
  ])("%j: %s", (claims, expected) => {
    expect(answer(RESIDENT, claims)).toBe(expected);
  });
});

test("a question is asked of its types only, and of every type where it names none", () => {
  const asked = [{ ...ADULT, types: ["citizen" as const] }, RESIDENT];
  const ids = (type: "citizen" | "student") => answerConditions(asked, type, {}, 0).map(({ condition }) => condition.id);
  expect([ids("citizen"), ids("student")]).toEqual([["adult", "resident"], ["resident"]]);
});

test("an answer holds nothing of what it was answered from", () => {
  const [first] = answerConditions([ADULT], "citizen", { dateOfBirth: "1990-05-15" }, startOfDayInVietnam(TODAY));
  expect(first).toEqual({ condition: ADULT, answer: "yes" });
});

describe("a condition in a configuration", () => {
  test.each<[string, object]>([
    ["an age", { id: "adult", minimumAge: 18 }],
    ["communes", { id: "resident", residentOf: ["00004", "26734"], required: true, label: { vi: "Cư trú tại xã", en: "Lives here" } }],
  ])("may ask for %s", (_, value) => {
    expect(v.safeParse(ConditionSchema, value).success).toBe(true);
  });

  test.each<[string, object]>([
    ["asks nothing", { id: "x" }],
    ["asks two things at once", { id: "x", minimumAge: 18, residentOf: ["99001"] }],
    ["has no name", { minimumAge: 18 }],
    ["has a name that no journal takes", { id: "Đủ 18 tuổi", minimumAge: 18 }],
    ["names a province by its code, which is no beginning of its communes' codes", { id: "x", residentOf: ["01"] }],
    ["names no commune", { id: "x", residentOf: [] }],
    ["has no whole age", { id: "x", minimumAge: 17.5 }],
    ["has a member too many", { id: "x", minimumAge: 18, maximumAge: 60 }],
    ["names a type that nobody knows", { id: "x", minimumAge: 18, types: ["passport"] }],
  ])("is refused where it %s", (_, value) => {
    expect(v.safeParse(ConditionSchema, value).success).toBe(false);
  });
});

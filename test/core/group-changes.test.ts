import { describe, expect, test } from "vitest";
import { groupChanges, linesOfGroup } from "../../src/core/group-changes.ts";
import type { Groups } from "../../src/core/groups.ts";

type Group = Groups["groups"][string];

const DESK: Group = {
  policy: { id: "quay-1", credentials: ["citizen", "student"], live: { citizen: "required" }, trust: { warnDays: 7, graceDays: 0 } },
  configuration: { trustEverySeconds: 600 },
};

function summary(before: Groups["groups"], after: Groups["groups"]): readonly string[] {
  return groupChanges(before, after).map(({ text, isLoss }) => `${isLoss ? "! " : ""}${text.en}`);
}

describe("what changes for a group of kiosks", () => {
  test("is nothing where the members only stand in another order", () => {
    const { policy } = DESK;
    expect(
      summary({ desks: DESK }, { desks: { configuration: { trustEverySeconds: 600 }, ...(policy && { policy: { ...policy } }) } }),
    ).toEqual([]);
  });

  test.each<[string, Group, readonly string[]]>([
    [
      "a member",
      {
        ...DESK,
        policy: { id: "quay-1", credentials: ["citizen", "student"], live: { citizen: "off" }, trust: { warnDays: 7, graceDays: 90 } },
      },
      [
        "group of kiosks desks changed: policy.live.citizen: required → off",
        "group of kiosks desks changed: policy.trust.graceDays: 0 → 90",
      ],
    ],
    [
      "what comes to a list and what goes",
      { ...DESK, policy: { ...DESK.policy, id: "quay-1", credentials: ["citizen", "producer"] } },
      ["group of kiosks desks changed: policy.credentials: +producer −student (2 → 2)"],
    ],
    [
      "a list that is no longer there: everything is wanted",
      {
        policy: { id: "quay-1", live: { citizen: "required" }, trust: { warnDays: 7, graceDays: 0 } },
        configuration: { trustEverySeconds: 600 },
      },
      ["group of kiosks desks changed: policy.credentials: citizen, student → –"],
    ],
    [
      "a condition, by its id",
      { ...DESK, policy: { ...DESK.policy, id: "quay-1", conditions: [{ id: "adult", minimumAge: 18, required: true }] } },
      [
        "group of kiosks desks changed: policy.conditions.adult.id: – → adult",
        "group of kiosks desks changed: policy.conditions.adult.minimumAge: – → 18",
        "group of kiosks desks changed: policy.conditions.adult.required: – → true",
      ],
    ],
    [
      "the configuration",
      { ...DESK, configuration: { trustEverySeconds: 60 } },
      ["group of kiosks desks changed: configuration.trustEverySeconds: 600 → 60"],
    ],
  ])("is told: %s", (_, after, expected) => {
    expect(summary({ desks: DESK }, { desks: after })).toEqual(expected);
  });

  test("a policy that goes is a loss, and so is a group", () => {
    const { policy: _, ...rest } = DESK;
    expect(summary({ desks: DESK }, { desks: rest })[0]).toBe("! group of kiosks desks changed: policy.id: quay-1 → –");
    expect(groupChanges({ desks: DESK }, {})).toMatchObject([{ change: "removed", isLoss: true }]);
  });

  test("a new group is told with all that it asks for", () => {
    expect(summary({}, { desks: DESK })).toEqual([
      "group of kiosks desks added: policy.id: quay-1; policy.credentials: citizen, student; policy.live.citizen: required; " +
        "policy.trust.warnDays: 7; policy.trust.graceDays: 0; configuration.trustEverySeconds: 600",
    ]);
    expect(linesOfGroup({})).toEqual([]);
  });

  test("programs get the whole values, people no more than a line of each", () => {
    const communes = (count: number) => Array.from({ length: count }, (_, index) => String(10_000 + index));
    const group = (count: number): Group => ({
      policy: { id: "q", conditions: [{ id: "here", residentOf: communes(count), required: true }] },
    });
    const [change] = groupChanges({ desks: group(2000) }, { desks: group(4000) });
    expect(change?.member).toEqual({ path: "policy.conditions.here.residentOf", before: communes(2000), after: communes(4000) });
    expect(change?.text.en.length).toBeLessThan(300);
  });
});

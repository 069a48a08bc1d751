import * as v from "valibot";
import { expect, test } from "vitest";
import { GroupsSchema, NO_GROUPS } from "../../src/core/groups.ts";

const groups = (count: number) => ({ groups: Object.fromEntries(Array.from({ length: count }, (_, index) => [`group-${index}`, {}])) });

test.each<[string, unknown]>([
  ["no group", NO_GROUPS],
  ["64 groups", groups(64)],
  ["a policy and a configuration", { groups: { clinics: { policy: { id: "clinic" }, configuration: { trustEverySeconds: 60 } } } }],
])("a bundle may have %s", (_, given) => {
  expect(v.safeParse(GroupsSchema, given)).toMatchObject({ success: true, output: given });
});

test.each<[string, unknown]>([
  ["no member groups", {}],
  ["65 groups", groups(65)],
  ["a group without a name", { groups: { "": {} } }],
  ["a group named in capitals", { groups: { Clinics: {} } }],
  ["a group with an unknown member", { groups: { clinics: { data: "/" } } }],
  ["a policy that breaks its form", { groups: { clinics: { policy: {} } } }],
  ["a configuration that reaches further than allowed", { groups: { clinics: { configuration: { demo: true } } } }],
  ["a wait of 9 seconds", { groups: { clinics: { configuration: { trustEverySeconds: 9 } } } }],
  ["another member", { groups: {}, note: "x" }],
])("a bundle is refused with %s", (_, given) => {
  expect(v.safeParse(GroupsSchema, given).success).toBe(false);
});

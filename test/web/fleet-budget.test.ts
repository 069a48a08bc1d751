import { expect, test } from "vitest";
import { byUrgency, factsOf, trustFact } from "../../src/web/fleet-budget.ts";
import type { FleetKiosk } from "../../src/web/fleet-row.ts";

const NOW = 1_795_437_000;
const DAY = 86_400;

/** A kiosk whose trust ended a day ago. */
function kiosk(lastSeenAt: number, trust: { readonly stopsAt?: number; readonly state?: string }): FleetKiosk {
  const status = {
    version: "0.1.0",
    trust: { version: 4, expiresAt: NOW - DAY, state: "good", ...trust },
    clock: { state: "ok" },
    backlog: 0,
    receivedAt: lastSeenAt,
  };
  return { id: `${lastSeenAt}`, size: 0, chain: "", lastSeenAt, scansToday: 0, byVerdict: {}, status };
}

test.each<[string, FleetKiosk, string, RegExp]>([
  ["here", kiosk(NOW, { stopsAt: NOW + 3 * DAY, state: "grace" }), "amber", /ended 1 d ago, in its days of grace, 3 d left/],
  ["away since before its end", kiosk(NOW - 5 * DAY, { stopsAt: NOW + 3 * DAY }), "amber", /in its days of grace, 3 d left/],
  ["away, and past its grace by now", kiosk(NOW - 5 * DAY, { stopsAt: NOW }), "red", /ended 1 d ago$/],
  ["here, of an older program", kiosk(NOW, { state: "grace" }), "amber", /in its days of grace$/],
  ["away, of an older program", kiosk(NOW - 5 * DAY, { state: "grace" }), "red", /ended 1 d ago$/],
])("the days of grace of a kiosk are known to central: %s", (_, seen, tone, expected) => {
  expect(trustFact(seen, NOW)).toMatchObject({ tone, text: { en: expect.stringMatching(expected) } });
});

test("a kiosk with grace stops later than one without", () => {
  const [later, sooner] = [kiosk(NOW, { stopsAt: NOW + 9 * DAY }), kiosk(NOW - 1, { stopsAt: NOW + 2 * DAY })];
  expect(byUrgency([later, sooner])).toEqual([sooner, later]);
});

test("a kiosk that has removed what central lost is shown first, with the entries that are nowhere, until central has them again", () => {
  const { status, ...seen } = kiosk(NOW, { stopsAt: NOW + 9 * DAY });
  const cut = (size: number): FleetKiosk => ({ ...seen, size, status: status && { ...status, firstSeq: 378 } });
  expect(factsOf(cut(100), NOW)[0]).toMatchObject({ tone: "red", text: { en: "Central lacks entries 100 to 377" } });
  expect(factsOf(cut(378), NOW).map(({ tone }) => tone)).toEqual(["amber"]);
  const sooner = kiosk(NOW - 1, { stopsAt: NOW + 2 * DAY });
  expect(byUrgency([sooner, cut(100)])).toEqual([cut(100), sooner]);
});

test("a kiosk of which a stick had nothing that goes on says which entries are missing, and to write the stick again", () => {
  const { status: _, ...seen } = kiosk(NOW, {});
  const cut: FleetKiosk = { ...seen, size: 100, refusedFrom: 378 };
  expect(factsOf(cut, NOW)[0]).toMatchObject({
    tone: "red",
    text: { en: "Central lacks entries 100 to 377" },
    todo: { en: expect.stringContaining("put it into the kiosk") },
  });
  expect(byUrgency([seen, cut])[0]).toEqual(cut);
});

test("entries that a kiosk has lost are named as long as nobody has brought them", () => {
  const lost = { ...kiosk(NOW, { stopsAt: NOW + 9 * DAY }), lost: { count: 3, first: 600 } };
  expect(factsOf(lost, NOW).at(-1)).toMatchObject({
    tone: "amber",
    text: { en: "3 entries are lost on the kiosk's card, from entry 600 on" },
  });
});

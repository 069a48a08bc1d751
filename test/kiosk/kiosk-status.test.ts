import * as v from "valibot";
import { expect, test } from "vitest";
import { KioskStatusSchema } from "../../src/core/protocol.ts";
import type { InForce } from "../../src/kiosk/in-force.ts";
import { centralStatusOf, screenTrustOf } from "../../src/kiosk/kiosk-status.ts";
import type { OfferStatus } from "../../src/kiosk/trust-refresh.ts";
import { aClock } from "../support/a-clock.ts";
import { EMPTY_HISTORY } from "../support/empty-history.ts";
import { heldTrust } from "../support/memory-vault.ts";
import { setClock } from "../support/set-clock.ts";

const NOW = 1_795_437_065;
const DAY = 86_400;
/** Of a journal of which nothing was removed. */
const WHOLE = { firstSeq: 0 };
const NOT_YET: OfferStatus = { state: "starting", detail: "", lastSuccessAt: undefined };
const refused = (at: number): OfferStatus => ({ state: "refused", detail: "", refusal: "freeze", at, lastSuccessAt: undefined });
const history = EMPTY_HISTORY;
const inForce = (changes: Partial<InForce> = {}): InForce => {
  return { trust: heldTrust(12, NOW - DAY, NOW + 5 * DAY).trust, policy: { id: "x" }, history, ...changes };
};
const clockAt = (now: number) => aClock(setClock(now), { proven: NOW - DAY, claimed: NOW - 60 });

test("the kiosk's pages are told how long its trust lasts, and that nothing speaks against its clock", () => {
  expect(screenTrustOf(inForce(), "clinics", clockAt(NOW), { central: NOT_YET, folder: NOT_YET })).toEqual({
    trust: { version: 12, ageSeconds: DAY, expiresAt: NOW + 5 * DAY, state: "warning", secondsLeft: 5 * DAY },
    clock: { state: "ok", by: "system", floor: NOW, systemOffsetSeconds: 0 },
  });
});

test("a clock that woke up in 1970 does not make the trust last for ever: only the floor counts", () => {
  const { trust, clock } = screenTrustOf(inForce(), "clinics", clockAt(12), { central: NOT_YET, folder: NOT_YET });
  expect(trust).toMatchObject({ secondsLeft: 5 * DAY + 60, state: "warning" });
  expect(clock).toMatchObject({ state: "behind", floor: NOW - 60 });
});

test("of two refusals the newer one is told", () => {
  const clock = clockAt(NOW);
  const told = (central: OfferStatus, folder: OfferStatus) => screenTrustOf(inForce(), "clinics", clock, { central, folder }).trustRefusal;
  expect(told(refused(1), refused(2))).toEqual({ refusal: "freeze", origin: "folder", at: 2 });
  expect(told(refused(3), refused(2))).toEqual({ refusal: "freeze", origin: "central", at: 3 });
  expect(told(NOT_YET, NOT_YET)).toBeUndefined();
});

test("central is told in a form that it takes, also by a kiosk that has no trust at all, or no policy", () => {
  for (const state of [inForce(), inForce({ trust: undefined }), inForce({ policy: undefined })]) {
    const status = { ...centralStatusOf(state, "clinics", clockAt(NOW), WHOLE), backlog: 3 };
    expect(v.parse(KioskStatusSchema, JSON.parse(JSON.stringify(status)))).toEqual(status);
  }
  expect(centralStatusOf(inForce(), "clinics", clockAt(NOW), WHOLE)).toMatchObject({
    at: NOW,
    trust: { version: 12, issuedAt: NOW - DAY, expiresAt: NOW + 5 * DAY, stopsAt: NOW + 5 * DAY, state: "warning" },
    clock: { state: "ok", floor: NOW },
  });
});

test("central is told which entries are still at the kiosk, once some have gone from it", () => {
  const told = (firstSeq: number) => centralStatusOf(inForce(), "clinics", clockAt(NOW), { firstSeq });
  expect(told(0)).not.toHaveProperty("firstSeq");
  const status = { ...told(378), backlog: 3 };
  expect(v.parse(KioskStatusSchema, JSON.parse(JSON.stringify(status)))).toMatchObject({ firstSeq: 378 });
});

test("central is told when a kiosk stops, with the grace that its policy gives", () => {
  const policy = { id: "x", trust: { warnDays: 7, graceDays: 30 } };
  expect(centralStatusOf(inForce({ policy }), "clinics", clockAt(NOW), WHOLE).trust).toMatchObject({
    expiresAt: NOW + 5 * DAY,
    stopsAt: NOW + 35 * DAY,
  });
});

test("a group that the bundle does not know is told by its name, to the kiosk's pages and to central", () => {
  const lost = inForce({ policy: undefined });
  const offers = { central: NOT_YET, folder: NOT_YET };
  expect(screenTrustOf(lost, "clinicss", clockAt(NOW), offers)).toMatchObject({ unknownGroup: "clinicss", trust: { version: 12 } });
  expect(centralStatusOf(lost, "clinicss", clockAt(NOW), WHOLE)).toMatchObject({ unknownGroup: "clinicss" });
  for (const told of [
    screenTrustOf(inForce(), "clinics", clockAt(NOW), offers),
    centralStatusOf(inForce(), "clinics", clockAt(NOW), WHOLE),
  ])
    expect(told).not.toHaveProperty("unknownGroup");
});

test("a kiosk says which types it does not take for want of a key to seal to", () => {
  const offers = { central: NOT_YET, folder: NOT_YET };
  const told = (state: InForce) => screenTrustOf(state, undefined, clockAt(NOW), offers).unsealableTypes;
  const policy = { id: "x", seal: { citizen: ["fullName"], student: [] } };
  expect(told(inForce({ policy }))).toEqual(["citizen"]);
  expect(told(inForce())).toBeUndefined();
  const key = { kid: "k", id: new Uint8Array(8), publicKey: new Uint8Array(32) };
  const { trust } = inForce();
  expect(told(inForce({ policy, trust: trust && { ...trust, sealKeys: [key] } }))).toBeUndefined();
});

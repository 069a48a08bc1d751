// By what time a vault judges what is offered: docs/decisions/0012-time.md.
import { beforeEach, describe, expect, test } from "vitest";
import type { TrustVersions } from "../../src/core/trust-version.ts";
import type { OfferTime } from "../../src/core/trusted-time.ts";
import type { TrustUpdate } from "../../src/trust-ports.ts";
import { outcomeOf, TufKiosk } from "../support/tuf-kiosk.ts";
import { emptyList, NOW, type SimulatedRole, TufSimulator, timeText } from "../support/tuf-simulator.ts";

const DAY = 86_400;

let publisher: TufSimulator;
let kiosk: TufKiosk;
/** A kiosk that holds the first publication, a day later. */
beforeEach(async () => {
  publisher = new TufSimulator();
  kiosk = new TufKiosk(publisher.anchor);
  expect(outcomeOf(await kiosk.takeFrom(publisher))).toBe("updated");
  kiosk.at = NOW + DAY;
  kiosk.time = { atUnderNewKeys: NOW - 100 * DAY };
});

/** A publication that says of itself when it was signed. */
function publishAt(issued: number): void {
  publisher.signed.timestamp.issued = timeText(issued);
  publisher.signed.timestamp.expires = timeText(issued + 45 * DAY);
  publisher.publishList(emptyList(publisher.version("targets") + 1));
}

function rotate(role: SimulatedRole): void {
  publisher.rotateKeys(role);
  publisher.publish("root");
}

/** What the kiosk has taken; it never again takes anything below that, nor believes that it was earlier. */
function remember(update: TrustUpdate): TrustVersions {
  if (update.kind !== "updated") throw new Error(outcomeOf(update));
  kiosk.floor = update.held.versions;
  kiosk.at = Math.max(kiosk.at, update.held.issuedAt);
  return update.held.versions;
}

describe("a bundle from the future", () => {
  test.each([
    ["of central's signed time is refused, with both times", { atMost: NOW + DAY }, NOW + DAY + 301, "clock-wrong"],
    ["of no more than two clocks differ is taken", { atMost: NOW + DAY }, NOW + DAY + 299, "updated"],
    ["of the machine's clock is taken: that may be slow", {}, NOW + 20 * DAY, "updated"],
  ])("%s", async (_, time: Partial<OfferTime>, issued, outcome) => {
    kiosk.time = { ...kiosk.time, ...time };
    publishAt(issued);
    const update = await kiosk.takeFrom(publisher);
    expect(outcomeOf(update)).toBe(outcome);
    if (update.kind === "refused")
      expect(update.detail).toBe("timestamp: issued on 2026-11-19, 301 s ahead of central's signed time and this machine's, 2026-11-19");
    expect(await kiosk.restart()).toMatchObject({ timestamp: outcome === "updated" ? 2 : 1 });
  });

  test("of a time that central signs while the bundle is being fetched is refused, too", async () => {
    publishAt(NOW + 20 * DAY);
    kiosk.plugIn(publisher.served);
    const vault = await kiosk.open();
    const times: OfferTime[] = [{ at: NOW + DAY, atUnderNewKeys: NOW }];
    const now = () => times.shift() ?? { at: NOW + DAY, atUnderNewKeys: NOW + DAY, atMost: NOW + DAY };
    expect(outcomeOf(await vault.update({ kind: "folder", path: kiosk.stick }, now, kiosk.floor))).toBe("clock-wrong");
    expect(vault.held()?.versions.timestamp).toBe(1);
    await vault.close();
  });
});

describe("what a key has dated ahead", () => {
  beforeEach(async () => {
    // Snapshot and targets still count on that day: only so can the timestamp's key alone do it.
    publishAt(NOW + 50 * DAY);
    remember(await kiosk.takeFrom(publisher));
  });

  test("keeps out what is right, until root replaces that key", async () => {
    publishAt(NOW + DAY);
    expect(outcomeOf(await kiosk.takeFrom(publisher))).toBe("freeze");
    rotate("timestamp");
    publishAt(NOW + DAY);
    const update = await kiosk.takeFrom(publisher);
    expect(update).toMatchObject({ kind: "updated", held: { timestampKeysSince: 2, issuedAt: NOW + DAY } });
    remember(update);
    expect(await kiosk.restart()).toMatchObject({ root: 2, timestamp: publisher.version("timestamp") });
  });

  test("stays where root replaces other keys", async () => {
    for (const role of ["root", "targets", "snapshot"] as const) rotate(role);
    publishAt(NOW + DAY);
    expect(outcomeOf(await kiosk.takeFrom(publisher))).toBe("freeze");
  });

  test("is forgotten once: what the new key dates ahead counts again", async () => {
    rotate("timestamp");
    publishAt(NOW + 50 * DAY);
    remember(await kiosk.takeFrom(publisher));
    publishAt(NOW + DAY);
    expect(outcomeOf(await kiosk.takeFrom(publisher))).toBe("freeze");
  });

  test("is forgotten for the time that is left out, and expiry is judged all the same", async () => {
    rotate("timestamp");
    kiosk.time = { atUnderNewKeys: NOW + 46 * DAY };
    publishAt(NOW + DAY);
    expect(outcomeOf(await kiosk.takeFrom(publisher))).toBe("freeze");
  });

  test("stays where the kiosk was given the newer root by hand: what came before it is unknown; another new key mends that", async () => {
    rotate("timestamp");
    const anchor = publisher.file("root");
    kiosk = Object.assign(new TufKiosk(anchor), { folder: kiosk.folder, floor: kiosk.floor, at: kiosk.at, time: kiosk.time });
    publishAt(NOW + DAY);
    expect(outcomeOf(await kiosk.takeFrom(publisher))).toBe("freeze");
    rotate("timestamp");
    publishAt(NOW + DAY);
    expect(await kiosk.takeFrom(publisher)).toMatchObject({ kind: "updated", held: { timestampKeysSince: 3 } });
  });
});

test("a list that ends before its metadata is judged by the kiosk's own time again, once the new keys have been seen", async () => {
  rotate("timestamp");
  publishAt(NOW);
  expect(outcomeOf(await kiosk.takeFrom(publisher))).toBe("updated");
  publisher.publishList({ ...emptyList(9), expiresAt: NOW + DAY / 2 });
  expect(await kiosk.takeFrom(publisher)).toMatchObject({ refusal: "freeze", detail: "trust-list.json: expired 43200 s ago" });
});

test("numbers that a thief has made huge stay where the kiosk was given the newer root by hand, and go with another new key", async () => {
  publisher.signed.timestamp.version = 1_000_000;
  publishAt(NOW + DAY);
  remember(await kiosk.takeFrom(publisher));
  rotate("timestamp");
  publisher.signed.timestamp.version = 2;
  publishAt(NOW + DAY);
  const anchor = publisher.file("root");
  const given = Object.assign(new TufKiosk(anchor), { folder: kiosk.folder, floor: kiosk.floor, at: kiosk.at, time: kiosk.time });
  expect(outcomeOf(await given.takeFrom(publisher))).toBe("rollback");
  // The kiosk that has walked the chain from its own root knows better.
  expect(outcomeOf(await kiosk.takeFrom(publisher))).toBe("updated");
  rotate("timestamp");
  publishAt(NOW + DAY);
  expect(outcomeOf(await given.takeFrom(publisher))).toBe("updated");
});

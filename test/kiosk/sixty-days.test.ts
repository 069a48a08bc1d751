// A kiosk in an office without a network: its real journal and its real vault on a disk, a clock that the test turns, and a stick.
import { cp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { AT } from "../support/credential-maker.ts";
import { CARD, CREDENTIAL, openOffice, publish, pullStickOut, putStickIn, START, switchOn } from "../support/office.ts";

const DAY = 86_400;

describe("sixty days without a network", () => {
  test("the kiosk accepts, warns for the last seven days, then cannot check; a stick makes it well again", {
    timeout: 120_000,
  }, async () => {
    const office = await openOffice(undefined);
    const { clock } = office;
    await putStickIn(office);
    const kiosk = await switchOn(office);
    await kiosk.takesVersion(1);
    await pullStickOut(office);

    const days: string[] = [];
    for (let day = 0; day < 60; day++) {
      days.push(`${kiosk.status().trust?.state} ${await kiosk.reasonOf(CREDENTIAL)}`);
      expect(await kiosk.reasonOf(CARD)).toBe("document-read");
      clock.pass(DAY);
    }
    expect(days.slice(0, 38)).toEqual(Array(38).fill("good granted"));
    expect(days.slice(38, 45)).toEqual(Array(7).fill("warning granted"));
    expect(days.slice(45)).toEqual(Array(15).fill("stopped trust-expired"));
    expect(kiosk.status()).toMatchObject({ trust: { secondsLeft: 0 }, clock: { state: "ok" } });

    await publish(office, clock.now() - 3600);
    await putStickIn(office);
    await kiosk.takesVersion(2);
    expect([await kiosk.reasonOf(CREDENTIAL), kiosk.status().trust?.state]).toEqual(["granted", "good"]);
    expect((await kiosk.events()).map(({ reason }) => reason)).toEqual(["event-trust-updated", "event-trust-updated"]);
  });

  test("with a grace of ten days each acceptance after the end says that the trust is stale", { timeout: 120_000 }, async () => {
    const office = await openOffice({ warnDays: 7, graceDays: 10 });
    await putStickIn(office);
    const kiosk = await switchOn(office);
    await kiosk.takesVersion(1);
    const seen: string[] = [];
    for (let day = 0; day < 60; day++) {
      const warnings = await kiosk.warningsOf(CREDENTIAL);
      seen.push(`${kiosk.status().trust?.state}${warnings.includes("trust-stale") ? " stale" : ""}`);
      office.clock.pass(DAY);
    }
    expect(seen.slice(0, 38)).toEqual(Array(38).fill("good"));
    expect(seen.slice(38, 45)).toEqual(Array(7).fill("warning"));
    expect(seen.slice(45, 55)).toEqual(Array(10).fill("grace stale"));
    expect(seen.slice(55)).toEqual(Array(5).fill("stopped"));
  });

  test("and the power cut on day 20, with a clock that wakes up in 1970: nothing is accepted until it is set, and nothing is forgotten", {
    timeout: 120_000,
  }, async () => {
    const office = await openOffice(undefined);
    const { clock } = office;
    await putStickIn(office);
    let kiosk = await switchOn(office);
    await kiosk.takesVersion(1);
    await pullStickOut(office);
    for (let day = 0; day < 20; day++) {
      expect(await kiosk.reasonOf(CREDENTIAL)).toBe("granted");
      clock.pass(DAY);
    }
    await kiosk.close();

    clock.set(40);
    kiosk = await switchOn(office);
    for (let hour = 0; hour < 3; hour++) {
      expect(await kiosk.reasonOf(CREDENTIAL)).toBe("clock-wrong");
      expect(await kiosk.reasonOf(CARD)).toBe("document-read");
      clock.pass(3600);
    }
    // Of a clock in doubt only the floor counts: what has certainly passed while the kiosk was on.
    const { trust, clock: shown } = kiosk.status();
    const counted = 0.999 * (20 * DAY + 3 * 3600);
    expect([shown.state, trust?.state]).toEqual(["behind", "good"]);
    expect(shown.floor).toBeCloseTo(START + counted, -1);
    expect(trust?.secondsLeft).toBeCloseTo(45 * DAY - counted, -1);

    // A second restart with a clock that is still wrong, and a technician who sets it wrongly: to a day before the last record.
    await kiosk.close();
    clock.set(START + 10 * DAY);
    kiosk = await switchOn(office);
    expect(await kiosk.reasonOf(CREDENTIAL)).toBe("clock-wrong");

    // Set right while the kiosk runs: it goes on where it stood.
    clock.set(START + 21 * DAY);
    expect([await kiosk.reasonOf(CREDENTIAL), kiosk.status().trust?.state]).toEqual(["granted", "good"]);
    const said = (await kiosk.events()).map((event) => (event.reason === "event-clock" ? event.state : event.reason));
    expect(said).toEqual(["event-trust-updated", "event-floor", "behind", "event-floor", "behind", "ok"]);

    // And the budget runs out on the day on which it would have without all of this.
    clock.pass(23 * DAY);
    expect([await kiosk.reasonOf(CREDENTIAL), kiosk.status().trust?.state]).toEqual(["granted", "warning"]);
    clock.pass(DAY);
    expect(await kiosk.reasonOf(CREDENTIAL)).toBe("trust-expired");
  });

  test("and a stick that comes while the clock is wrong: its keys are held, its date is the floor, and nothing is accepted yet", {
    timeout: 60_000,
  }, async () => {
    const office = await openOffice(undefined);
    const { clock } = office;
    await putStickIn(office);
    let kiosk = await switchOn(office);
    await kiosk.takesVersion(1);
    await pullStickOut(office);
    await kiosk.close();
    clock.set(40);
    await publish(office, START + 30 * DAY);
    await putStickIn(office);
    kiosk = await switchOn(office);
    await kiosk.takesVersion(2);
    expect(await kiosk.reasonOf(CREDENTIAL)).toBe("clock-wrong");
    expect(kiosk.status().clock).toMatchObject({ state: "behind", floor: START + 30 * DAY });
    clock.set(START + 30 * DAY + 600);
    expect(await kiosk.reasonOf(CREDENTIAL)).toBe("granted");
  });

  test("an older stick is refused by name, what is held stays, and so after a restart", { timeout: 60_000 }, async () => {
    const office = await openOffice(undefined);
    await putStickIn(office);
    let kiosk = await switchOn(office);
    await kiosk.takesVersion(1);
    await pullStickOut(office);
    await cp(join(office.folder, "repository"), join(office.folder, "old copy"), { recursive: true });
    await publish(office, START + DAY);
    office.clock.pass(2 * DAY);
    await putStickIn(office);
    await kiosk.takesVersion(2);
    await rm(join(office.folder, "sticks", "usb"), { recursive: true });
    await rename(join(office.folder, "old copy"), join(office.folder, "repository"));
    await putStickIn(office);
    await expect.poll(() => kiosk.status().trustRefusal, { timeout: 10_000 }).toMatchObject({ refusal: "rollback", origin: "folder" });
    expect(await kiosk.reasonOf(CREDENTIAL)).toBe("granted");
    await kiosk.close();
    kiosk = await switchOn(office);
    expect([kiosk.trust.inForce.current().trust?.version, await kiosk.reasonOf(CREDENTIAL)]).toEqual([2, "granted"]);
  });
});

test("the power goes between the swap of a bundle and its event: the next start finds the bundle, writes it down, and goes back to none older", async () => {
  const office = await openOffice(undefined);
  let kiosk = await switchOn(office);
  await kiosk.close();
  const [data, before] = [join(office.folder, "data"), join(office.folder, "before")];
  await cp(data, before, { recursive: true });
  await putStickIn(office);
  kiosk = await switchOn(office);
  await kiosk.takesVersion(1);
  await kiosk.close();
  // Only the vault had got as far as this.
  await rm(join(before, "trust"), { recursive: true, force: true });
  await rename(join(data, "trust"), join(before, "trust"));
  await rm(data, { recursive: true });
  await rename(before, data);
  await pullStickOut(office);
  kiosk = await switchOn(office);
  expect(await kiosk.reasonOf(CREDENTIAL)).toBe("granted");
  expect(await kiosk.events()).toMatchObject([{ reason: "event-trust-updated", timestamp: 1, origin: "kept" }]);
  await kiosk.close();
  kiosk = await switchOn(office);
  expect(await kiosk.events()).toHaveLength(1);
});

test("AT, the credential's own time, is before the first day", () => {
  expect(AT).toBeLessThan(START);
});

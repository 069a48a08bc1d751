// A thief of the timestamp's key dates a publication ahead, and root's holders take the key away: docs/operating.md, "When a key leaks".
import { cp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { refreshTimestamp, writeRoot } from "../../src/drivers/trust-repository.ts";
import { CREDENTIAL, connect, type Office, openOffice, publish, pullStickOut, putStickIn, START, switchOn } from "../support/office.ts";
import { LIFETIMES, newRoleKey, rootOf } from "../support/tuf-publisher.ts";

const DAY = 86_400;

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});

/** What is published now, dated fifty days ahead by whoever has the key of the timestamp; gives back what the publisher has. */
async function dateAhead(): Promise<() => Promise<void>> {
  const [repository, honest] = [join(office.folder, "repository"), join(office.folder, "honest")];
  await cp(repository, honest, { recursive: true });
  await refreshTimestamp(repository, office.publisher.timestamp, START + 50 * DAY, LIFETIMES.timestamp);
  return async () => {
    await rm(repository, { recursive: true });
    await rename(honest, repository);
  };
}

/** Root's holders replace the key, and the publisher publishes. */
async function cure(now: number): Promise<void> {
  office = { ...office, publisher: { ...office.publisher, timestamp: [newRoleKey()] } };
  await writeRoot(join(office.folder, "repository"), 2, rootOf(office.publisher, { version: 2, expires: START + 700 * DAY }));
  await publish(office, now);
}

/** A kiosk that has taken the thief's stick, a day later, with a right clock. */
async function poisoned() {
  await putStickIn(office);
  let kiosk = await switchOn(office);
  await kiosk.takesVersion(1);
  await pullStickOut(office);
  const giveBack = await dateAhead();
  await putStickIn(office);
  await kiosk.takesVersion(2);
  await pullStickOut(office);
  await giveBack();
  office.clock.pass(DAY);
  expect([await kiosk.reasonOf(CREDENTIAL), kiosk.status().clock.state]).toEqual(["clock-wrong", "behind"]);
  await kiosk.close();
  kiosk = await switchOn(office);
  expect(await kiosk.reasonOf(CREDENTIAL)).toBe("clock-wrong");
  return kiosk;
}

describe("a kiosk that holds a bundle from its future", () => {
  test("is cured by a stick with a root that replaces the key, and stays so after a restart", async () => {
    let kiosk = await poisoned();
    // The honest publications under the old key mend nothing: they end before the thief's date.
    for (const secondsAgo of [120, 60]) await publish(office, office.clock.now() - secondsAgo);
    await putStickIn(office);
    await expect.poll(() => kiosk.status().trustRefusal, { timeout: 10_000 }).toMatchObject({ refusal: "freeze" });
    await pullStickOut(office);
    await cure(office.clock.now() - 60);
    await putStickIn(office);
    await expect.poll(() => kiosk.trust.inForce.current().trust?.issuedAt, { timeout: 10_000 }).toBe(office.clock.now() - 60);
    await expect.poll(() => kiosk.status().clock.state).toBe("ok");
    expect(await kiosk.reasonOf(CREDENTIAL)).toBe("granted");
    expect((await kiosk.events()).at(-1)).toMatchObject({ reason: "event-trust-updated", root: 2, proven: office.clock.now() - 60 });
    await kiosk.close();
    kiosk = await switchOn(office);
    expect([await kiosk.reasonOf(CREDENTIAL), kiosk.status().clock.state]).toEqual(["granted", "ok"]);
  });

  test("is cured over the network, and then takes central's time again", async () => {
    const sick = await poisoned();
    await sick.close();
    await connect(office);
    const kiosk = await switchOn(office);
    expect(kiosk.trust.clock.proveNow(office.clock.now())).toBe("contradicts-trust");
    await cure(office.clock.now() - 60);
    await expect.poll(() => kiosk.trust.inForce.current().trust?.issuedAt, { timeout: 10_000 }).toBe(office.clock.now() - 60);
    await expect.poll(() => kiosk.status().clock.state).toBe("ok");
    expect(kiosk.trust.clock.proveNow(office.clock.now())).toBeUndefined();
    expect(await kiosk.reasonOf(CREDENTIAL)).toBe("granted");
  });

  test("is cured also where the power goes between the swap of the curing bundle and its event", async () => {
    let kiosk = await poisoned();
    await kiosk.close();
    const [data, before] = [join(office.folder, "data"), join(office.folder, "before")];
    await cp(data, before, { recursive: true });
    await cure(office.clock.now() - 60);
    await putStickIn(office);
    kiosk = await switchOn(office);
    await expect.poll(() => kiosk.trust.inForce.current().trust?.issuedAt, { timeout: 10_000 }).toBe(office.clock.now() - 60);
    await kiosk.close();
    // Only the vault had got as far as this.
    await rm(join(before, "trust"), { recursive: true });
    await rename(join(data, "trust"), join(before, "trust"));
    await rm(data, { recursive: true });
    await rename(before, data);
    await pullStickOut(office);
    for (const _ of ["once", "and again"]) {
      kiosk = await switchOn(office);
      expect([await kiosk.reasonOf(CREDENTIAL), kiosk.status().clock.state]).toEqual(["granted", "ok"]);
      expect((await kiosk.events()).at(-1)).toMatchObject({ reason: "event-trust-updated", origin: "kept", root: 2 });
      await kiosk.close();
    }
  });
});

test("a root that is renewed over the same timestamp takes back nothing that central has said", async () => {
  await connect(office);
  let kiosk = await switchOn(office);
  await kiosk.takesVersion(1);
  const { clock } = office;
  expect(kiosk.trust.clock.proveNow(clock.now() + 20 * DAY)).toBeUndefined();
  await writeRoot(join(office.folder, "repository"), 2, rootOf(office.publisher, { version: 2, expires: START + 700 * DAY }));
  await expect.poll(() => kiosk.trust.vault.held()?.versions.root, { timeout: 10_000 }).toBe(2);
  await expect.poll(async () => (await kiosk.events()).at(-1)).toMatchObject({ reason: "event-trust-updated", root: 2, timestamp: 1 });
  expect(kiosk.trust.clock.proveNow(clock.now())).toBe("contradicts-itself");
  await kiosk.close();
  kiosk = await switchOn(office);
  expect(kiosk.trust.clock.proveNow(clock.now())).toBe("contradicts-itself");
});

test("a kiosk that has central's time takes no bundle from its future, keeps what it holds, and says both times", async () => {
  await connect(office);
  const kiosk = await switchOn(office);
  await kiosk.takesVersion(1);
  expect(kiosk.trust.clock.proveNow(START + 60)).toBeUndefined();
  const giveBack = await dateAhead();
  await expect.poll(() => kiosk.status().trustRefusal, { timeout: 10_000 }).toMatchObject({ refusal: "clock-wrong", origin: "central" });
  expect(await kiosk.reasonOf(CREDENTIAL)).toBe("granted");
  await giveBack();
  office.clock.pass(3600);
  await publish(office, office.clock.now() - 60);
  await kiosk.takesVersion(2);
  expect((await kiosk.events()).filter(({ reason }) => reason === "event-trust-refused")).toHaveLength(1);
});

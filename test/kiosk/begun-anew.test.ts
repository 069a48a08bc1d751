import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { encodeRun, runName, usedRecords } from "../../src/core/used-names.ts";
import { nodeFileSystem } from "../../src/drivers/file-system.ts";
import { readLife } from "../../src/drivers/journal-marks.ts";
import { CREDENTIAL, type Office, openOffice, putStickIn, switchOn } from "../support/office.ts";

let office: Office;
let data: string;
beforeEach(async () => {
  const opened = await openOffice();
  office = { ...opened, policy: { ...opened.policy, once: ["citizen"] } };
  data = join(office.folder, "data");
  await putStickIn(office);
  expect(await aDay()).toBe("granted");
  renameSync(join(data, "journal"), join(data, "journal.old"));
});

/** One scan, and off again. A bundle is held from the first day on, so the next start writes of it before anything else. */
async function aDay(): Promise<string> {
  const on = await switchOn(office);
  await expect.poll(() => on.trust.vault.held()).toBeDefined();
  await expect.poll(() => on.trust.inForce.current().trust).toBeDefined();
  const reason = await on.reasonOf(CREDENTIAL);
  await on.close();
  return reason;
}

/** As removals leave it: names out of entries of the journal that was moved aside. */
function keepRun(from: number, until: number, life: string): void {
  const range = { kiosk: "office", life, from, until };
  mkdirSync(join(data, "used-once"), { recursive: true });
  writeFileSync(join(data, "used-once", runName(range)), encodeRun(range, usedRecords([{ name: "A".repeat(22), at: 1 }])));
}

test("where the key of the names was lost, a new journal begins with another", async () => {
  rmSync(join(data, "pseudonym.key"));
  expect(await aDay()).toBe("granted");
  const key = readFileSync(join(data, "pseudonym.key"));
  expect(await aDay()).toBe("used-up");
  expect(readFileSync(join(data, "pseudonym.key"))).toEqual(key);
});

test("the power goes before the new journal has its first entry, and the key is made all the same", async () => {
  rmSync(join(data, "pseudonym.key"));
  // The place where the key is written is taken.
  mkdirSync(join(data, "pseudonym.key.new"));
  await expect(switchOn(office)).rejects.toThrow();
  rmSync(join(data, "pseudonym.key.new"), { recursive: true });
  rmSync(join(data, "journal", "lock"), { force: true });
  expect(existsSync(join(data, "pseudonym.key"))).toBe(false);
  expect(await aDay()).toBe("granted");
});

test.each(["as it was named then", "as journals of before had none"])(
  "a new journal does not miss what is lost of the old one: life %s",
  async (which) => {
    const life = which.startsWith("as it") ? await readLife(join(data, "journal.old"), nodeFileSystem) : "";
    // The run before this one was damaged, and moved aside.
    keepRun(500, 900, life);
    expect(await aDay()).toBe("granted");
    rmSync(join(data, "history"), { recursive: true });
    expect(await aDay()).toBe("used-up");
  },
);

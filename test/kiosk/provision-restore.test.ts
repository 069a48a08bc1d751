import { beforeEach, describe, expect, test } from "vitest";
import { fingerprintOf } from "../../src/core/provisioning/fingerprint.ts";
import { openPackage } from "../../src/core/provisioning/package.ts";
import { sha256 } from "../../src/core/signature.ts";
import { type RestoreOptions, restore } from "../../src/kiosk/provision-restore.ts";
import { aPackage, CONTENT, newSigner } from "../support/provisioning.ts";
import { aBackup, FOREIGN_LOCAL, ProvisioningMachine } from "../support/provisioning-machine.ts";

const CONFIG = "/etc/tram/kiosk.toml";
const KEY = newSigner();
const FOREIGN = ["demo", "/tmp", "STRANGER", "graceDays"];

let machine: ProvisioningMachine;
beforeEach(() => {
  machine = new ProvisioningMachine();
  machine.files.set("/stick/tram-backup", "");
});

function sheetOf(message: Uint8Array): string {
  const opened = openPackage(message);
  if (!opened.ok) throw new Error(opened.refusal);
  return fingerprintOf("configuration", opened.value.identity);
}

function run(options: Partial<RestoreOptions> = {}): Promise<number> {
  const passphrase = async () => undefined;
  return restore({ config: CONFIG, data: "/var/lib/tram", from: "/stick", ...options }, Object.assign(machine, { passphrase }));
}

const written = () => String(machine.files.get(CONFIG));

describe("a backup on whose unsigned file somebody has written", () => {
  const message = aPackage({}, KEY);
  const backup = aBackup(message, FOREIGN_LOCAL);
  beforeEach(() => {
    machine.backup = backup;
  });

  test("gives with the sheet what the package signs; the rest is shown as not taken over, marked, in both languages", async () => {
    machine.answers = [sheetOf(message)];
    expect(await run()).toBe(0);
    for (const foreign of FOREIGN) expect(written()).not.toContain(foreign);
    expect(written()).toContain("https://central.example");
    const asked = machine.printed.slice(0, machine.printed.indexOf("Máy này là"));
    for (const part of [machine.printed.slice(asked.length), asked]) {
      for (const line of [
        "!! demo: — → true",
        '!! policy.fee.account: — → "STRANGER"',
        '!! trust.sticks: "/run/media" → "/tmp"',
        "KHÔNG lấy",
        "NOT taken",
      ])
        expect(part).toContain(line);
    }
  });

  test("gives with the fingerprint from the book the rest, too, and never that it is a demo", async () => {
    machine.answers = [fingerprintOf("backup", sha256(backup.listBytes))];
    expect(await run()).toBe(0);
    for (const own of FOREIGN.slice(1)) expect(written()).toContain(own);
    expect(written()).not.toContain("demo");
    const after = machine.printed.slice(machine.printed.indexOf("Máy này là"));
    for (const line of ["!! demo", "không bao giờ lấy từ USB", "never come from a stick"]) expect(after).toContain(line);
    for (const line of ["phiếu", "sheet", "dấu vân tay của bản sao lưu", "fingerprint of the backup"]) expect(after).not.toContain(line);
  });

  test("tells a script what was not taken over", async () => {
    expect(await run({ yesFingerprint: sheetOf(message), json: true })).toBe(0);
    const [restored] = machine.printed.split("\n").map((line) => JSON.parse(line || "{}"));
    expect(restored.notTaken.map(({ path }: { path: string }) => path)).toEqual(expect.arrayContaining(["demo", "trust.sticks"]));
  });

  test("and exchanged while the question is on the terminal gives what was shown", async () => {
    machine.ask = async () => {
      machine.backup = aBackup(aPackage({ settings: { ...CONTENT.settings, group: "thief" } }, KEY), FOREIGN_LOCAL);
      return sheetOf(message);
    };
    expect(await run()).toBe(0);
    expect(written()).toContain('group = "hanoi"');
  });

  test("does not replace a kiosk that was set up while the question was on the terminal", async () => {
    machine.ask = async () => {
      machine.files.set(CONFIG, "another");
      return sheetOf(message);
    };
    expect(await run()).toBe(1);
    expect(written()).toBe("another");
  });
});

test("a sheet that names no reader does not restore by itself, and says what does", async () => {
  const { source: _, ...settings } = CONTENT.settings;
  const message = aPackage({ settings }, KEY);
  machine.backup = aBackup(message, FOREIGN_LOCAL);
  machine.answers = [sheetOf(message)];
  expect(await run()).toBe(1);
  expect(machine.files.has(CONFIG)).toBe(false);
  expect(machine.complaints).toContain("fingerprint of the backup");
});

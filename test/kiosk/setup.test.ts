import { beforeEach, describe, expect, test } from "vitest";
import { keyThumbprint } from "../../src/core/http-signature.ts";
import { splitIntoCodes } from "../../src/core/provisioning/code-parts.ts";
import { writeConfirmation } from "../../src/core/provisioning/confirmation.ts";
import { fingerprintOf } from "../../src/core/provisioning/fingerprint.ts";
import { openPackage, type PackageContent } from "../../src/core/provisioning/package.ts";
import type { SetupView } from "../../src/core/provisioning/setup-view.ts";
import { sha256 } from "../../src/core/signature.ts";
import { readBefore } from "../../src/kiosk/provision-plan.ts";
import type { OpenedBackup } from "../../src/kiosk/provision-replacement.ts";
import { createSetup } from "../../src/kiosk/setup.ts";
import { aPackage, CONTENT, newSigner } from "../support/provisioning.ts";
import { aBackup, FOREIGN_LOCAL, PLAIN_LOCAL, ProvisioningMachine } from "../support/provisioning-machine.ts";

const KEY = newSigner();
const CONFIG = "/etc/tram/kiosk.toml";
const STICK = "/run/media/STICK";

/** A sheet: its codes, and its confirmation for the device of this number. */
function sheet(changes: Partial<PackageContent> = {}) {
  const message = aPackage(changes, KEY);
  const opened = openPackage(message);
  if (!opened.ok) throw new Error(opened.refusal);
  const fingerprint = fingerprintOf("configuration", opened.value.identity);
  const confirm = (generation = 1) => writeConfirmation({ fingerprint, generation });
  return { message, codes: splitIntoCodes(message) ?? [], fingerprint, confirm };
}

let machine: ProvisioningMachine;
let ms: number;
let shown: SetupView[];
beforeEach(() => {
  machine = new ProvisioningMachine();
  ms = 0;
  shown = [];
});

function start(options: Partial<Parameters<typeof createSetup>[0]> = {}) {
  const setup = createSetup({
    parts: machine,
    options: { config: CONFIG, data: "/var/lib/tram" },
    before: undefined,
    readers: () => [{ kind: "serial", state: "ok", detail: "" }],
    monotonicMs: () => ms,
    onView: (view) => void shown.push(view),
    ...options,
  });
  const show = async (...texts: readonly string[]) => {
    for (const text of texts) {
      // A person who is asked reads first.
      if (setup.view().kind === "review") ms += 3000;
      await setup.symbol(Buffer.from(text, "latin1"));
    }
    return setup.view();
  };
  return { ...setup, show };
}

/** The configuration that the machine has. */
async function usable() {
  const before = await readBefore(CONFIG, machine);
  if (before === undefined || before === "unusable") throw new Error("not set up");
  return before;
}

test("where this account may not replace the configuration, one of an unknown signer is refused before anybody is asked", async () => {
  const { codes } = sheet();
  const { show } = start({ mustBeKnown: true });
  expect(await show(...codes)).toMatchObject({ kind: "waiting", refused: { refusal: "signer-unknown" } });
});

const isApplied = () => machine.files.has(CONFIG);

describe("with a sheet and a reader, and nothing to type on", () => {
  test("the codes are counted, what changes is shown, and nothing is written before the confirmation", async () => {
    const { codes, confirm } = sheet();
    const { show, view } = start();
    expect(view()).toEqual({ kind: "waiting", readers: [{ kind: "serial", state: "ok", detail: "" }] });
    expect(await show(codes[1] ?? "")).toEqual({ kind: "codes", have: 1, count: codes.length, missing: expect.arrayContaining([1]) });
    const review = await show(...codes);
    expect(review).toMatchObject({ kind: "review", origin: "codes", kiosk: "hanoi-01", generation: 1, asks: "fingerprint" });
    expect(review).toMatchObject({
      changes: expect.arrayContaining([{ path: "central.url", after: '"https://central.example"', isDangerous: true }]),
    });
    expect([isApplied(), machine.keys.size]).toEqual([false, 0]);
    expect(await show(confirm())).toMatchObject({ kind: "done", kiosk: "hanoi-01", isOnStick: false });
    expect(String(machine.files.get(CONFIG))).toContain('id = "hanoi-01"');
    expect(shown.map(({ kind }) => kind).filter((kind, at, all) => kind !== all[at - 1])).toEqual(["codes", "review", "applying", "done"]);
  });

  test("what is shown never has the fingerprint in it that must be compared", async () => {
    const { codes, fingerprint } = sheet();
    const { show } = start();
    await show(...codes);
    const told = JSON.stringify(shown);
    for (const group of fingerprint.split(" ")) expect(told).not.toContain(group);
  });

  test("the confirmation for a replacement gives the device the replacement's name", async () => {
    const { codes, confirm } = sheet();
    expect(await start().show(...codes, confirm(2))).toMatchObject({ kind: "done", kiosk: "hanoi-01--2" });
  });

  test("the confirmation of another sheet is refused, and nothing is written; the right one still counts", async () => {
    const { codes, confirm } = sheet();
    const { show } = start();
    expect(await show(...codes, sheet({ serial: 8 }).confirm())).toMatchObject({ kind: "review", wrong: "fingerprint-wrong" });
    expect(isApplied()).toBe(false);
    expect(await show(confirm())).toMatchObject({ kind: "done" });
  });

  test("a confirmation that is in the camera's view while the question comes answers nothing: nobody can have read it", async () => {
    const { codes, confirm } = sheet();
    const { show, symbol, view } = start();
    await show(...codes);
    for (ms = 0; ms < 3000; ms += 500) await symbol(Buffer.from(confirm()));
    expect([view().kind, isApplied()]).toEqual(["review", false]);
    await symbol(Buffer.from(confirm()));
    expect(view().kind).toBe("done");
  });

  test("a confirmation alone, or before all codes, does nothing, and is told to wait for the codes", async () => {
    const { codes, confirm } = sheet();
    const { show } = start();
    expect(await show(confirm())).toMatchObject({ kind: "waiting", heard: "confirmation" });
    expect(await show(codes[0] ?? "", confirm())).toMatchObject({ kind: "codes", heard: "confirmation" });
  });

  test("the sheet that is put down passes the reader, and the question stays; another sheet begins anew", async () => {
    const { codes } = sheet();
    const other = sheet({ serial: 8 });
    const { show } = start();
    expect((await show(...codes, ...codes, codes[0] ?? "")).kind).toBe("review");
    expect((await show(other.codes[0] ?? "")).kind).toBe("codes");
    expect((await show(...other.codes, other.confirm())).kind).toBe("done");
  });

  test("codes of two sheets are refused, and the next code begins anew", async () => {
    const { codes } = sheet();
    const { show } = start();
    const mixed = await show(codes[0] ?? "", sheet({ serial: 8 }).codes[1] ?? "");
    expect(mixed).toMatchObject({ kind: "waiting", refused: { refusal: "mixed" } });
    expect((await show(...codes)).kind).toBe("review");
  });

  test("a visitor's code, a web address and noise change nothing, and the page says for a while that they were read", async () => {
    const setup = start();
    expect(await setup.show("https://example.vn", "HC1:6BF", "\u0000")).toMatchObject({ kind: "waiting", heard: "no-part" });
    ms += 5000;
    expect(setup.view()).not.toHaveProperty("heard");
  });

  test("the last screen is not sent away by the confirmation that is still before the reader, but by one that is held up again", async () => {
    const { codes, confirm } = sheet();
    const { show, finished } = start();
    let isFinished = false;
    void finished.then(() => (isFinished = true));
    await show(...codes, confirm(), confirm(), confirm());
    expect(isFinished).toBe(false);
    ms += 11_000;
    await show(confirm());
    expect(isFinished).toBe(true);
  });
});

describe("at the screen", () => {
  test("sixteen letters typed from the paper do as well, and fewer or others do not", async () => {
    const { codes, fingerprint } = sheet();
    const { show, answer, view } = start();
    await show(...codes);
    for (const wrong of ["", fingerprint.slice(0, 4), `${fingerprint.startsWith("A") ? "B" : "A"}${fingerprint.slice(1)}`]) {
      await answer({ fingerprint: wrong, generation: 1 });
      expect(view()).toMatchObject({ kind: "review", wrong: "fingerprint-wrong" });
    }
    await answer({ generation: 1 });
    expect(view()).toMatchObject({ kind: "review", wrong: "fingerprint-wrong" });
    await answer({ fingerprint: fingerprint.toLowerCase(), generation: 3 });
    expect(view()).toMatchObject({ kind: "done", kiosk: "hanoi-01--3" });
  });

  test("a touch is not enough once the trust list no longer names the signer", async () => {
    const { codes, confirm } = sheet();
    await start().show(...codes, confirm());
    machine.signers = [keyThumbprint(KEY.publicKey)];
    const next = sheet({ serial: 8, settings: { ...CONTENT.settings, group: "hue" } });
    const { show, answer, view } = start({ before: await usable() });
    expect(await show(...next.codes)).toMatchObject({ asks: "yes" });
    machine.signers = undefined;
    await answer({ generation: 1 });
    expect(view()).toMatchObject({ kind: "waiting", refused: { refusal: "signer-unknown" } });
    expect(String(machine.files.get(CONFIG))).toContain('group = "hanoi"');
  });

  test("whoever says that this is not it is asked for a sheet again", async () => {
    const { codes } = sheet();
    const { show, again } = start();
    await show(...codes);
    await again();
    expect(await show()).toMatchObject({ kind: "waiting" });
  });

  test("a touch is enough where the trust list names the signer", async () => {
    const { codes, confirm } = sheet();
    await start().show(...codes, confirm());
    machine.signers = [keyThumbprint(KEY.publicKey)];
    const before = await usable();
    const next = sheet({ serial: 8, settings: { ...CONTENT.settings, group: "hue" } });
    const { show, answer, view } = start({ before });
    const isDangerous = true;
    expect(await show(...next.codes)).toMatchObject({
      asks: "yes",
      changes: [{ path: "group", before: '"hanoi"', after: '"hue"', isDangerous }],
    });
    await answer({ generation: 1 });
    expect(view()).toMatchObject({ kind: "done", kiosk: "hanoi-01" });
    expect(String(machine.files.get(CONFIG))).toContain('group = "hue"');
  });
});

describe("a stick", () => {
  test("with one package on it is looked at once, and again when something else is on it", async () => {
    const { message, confirm } = sheet();
    machine.files.set(`${STICK}/tram-provision/hanoi-01.tramcfg`, message);
    const { sticks, show, again, view } = start();
    await sticks([STICK]);
    expect(view()).toMatchObject({ kind: "review", origin: "stick" });
    await again();
    await sticks([STICK]);
    expect(view().kind).toBe("waiting");
    await sticks([]);
    await sticks([STICK]);
    expect(await show(confirm())).toMatchObject({ kind: "done", isOnStick: true });
    expect(String(machine.files.get(`${STICK}/tram-provision/enrolment-hanoi-01.txt`))).toMatch(/^TRAMENR1\//);
  });

  test("that is pulled out, or has something else on it, ends the question; what comes then is another question", async () => {
    const { message, confirm } = sheet();
    const file = `${STICK}/tram-provision/hanoi-01.tramcfg`;
    machine.files.set(file, message);
    const { sticks, show, view } = start();
    await sticks([STICK]);
    await sticks([]);
    expect(view()).toMatchObject({ kind: "waiting", refused: { refusal: "stick-changed" } });
    expect((await show(confirm())).kind).toBe("waiting");
    await sticks([STICK]);
    machine.files.delete(file);
    machine.files.set(`${STICK}/tram-provision/hanoi-02.tramcfg`, aPackage({ servicePoint: "hanoi-02" }, KEY));
    await sticks([STICK]);
    expect(view()).toMatchObject({ kind: "waiting", refused: { refusal: "stick-changed" } });
    await sticks([STICK]);
    expect(view()).toMatchObject({ kind: "review", kiosk: "hanoi-02" });
    expect(await show(confirm())).toMatchObject({ wrong: "fingerprint-wrong" });
    expect(isApplied()).toBe(false);
  });

  test("whose package is exchanged under the same name gives the kiosk what was shown, and nothing of the other", async () => {
    const { message, confirm } = sheet();
    const file = `${STICK}/tram-provision/hanoi-01.tramcfg`;
    machine.files.set(file, message);
    const { sticks, show } = start();
    await sticks([STICK]);
    machine.files.set(file, aPackage({ settings: { ...CONTENT.settings, central: { url: "https://thief.example" } } }));
    await sticks([STICK]);
    expect(await show(confirm())).toMatchObject({ kind: "done" });
    expect(String(machine.files.get(CONFIG))).toContain("https://central.example");
  });

  test("for several service points is refused with what to do, and a sheet still works", async () => {
    for (const servicePoint of ["a", "b"]) machine.files.set(`${STICK}/tram-provision/${servicePoint}.tramcfg`, aPackage({ servicePoint }));
    const { sticks, show, view } = start();
    await sticks([STICK]);
    expect(view()).toMatchObject({ kind: "waiting", refused: { refusal: "ambiguous", particulars: ["a", "b"] } });
    expect((await show(...sheet().codes)).kind).toBe("review");
  });

  test("without anything for us is none, and does not disturb who holds up codes", async () => {
    const { codes } = sheet();
    machine.files.set(`${STICK}/tram-provision/hanoi-01.tramcfg`, aPackage());
    const { sticks, show, view } = start();
    await sticks(["/run/media/OTHER"]);
    expect(view().kind).toBe("waiting");
    await show(codes[0] ?? "");
    await sticks([STICK]);
    expect(view().kind).toBe("codes");
  });
});

describe("the backup of a dead kiosk", () => {
  const backupOf = (memory: string | undefined, { local = PLAIN_LOCAL, changes = {} as Partial<PackageContent> } = {}): OpenedBackup =>
    aBackup(sheet(changes).message, local, { memory });

  test("swapped during the question gives the machine what was shown, and nothing of the other stick", async () => {
    machine.backup = backupOf(undefined);
    const { sticks, show, answer, view } = start();
    await sticks([STICK]);
    machine.backup = backupOf(undefined, { local: FOREIGN_LOCAL, changes: { settings: { ...CONTENT.settings, group: "thief" } } });
    expect(await show(sheet().confirm())).toMatchObject({ kind: "done", kiosk: "hanoi-01--2" });
    const toml = String(machine.files.get(CONFIG));
    expect(toml).toContain('group = "hanoi"');
    for (const foreign of ["thief", "demo", "/tmp", "STRANGER"]) expect(toml).not.toContain(foreign);
    await answer({ generation: 1 });
    expect(view().kind).toBe("done");
  });

  test("that is pulled out ends the question, also while the passphrase is asked for", async () => {
    machine.backup = backupOf("sealed with mật khẩu");
    const { sticks, show, answer, view } = start();
    await sticks([STICK]);
    expect(await show(sheet().confirm())).toMatchObject({ asksPassphrase: true });
    await sticks([]);
    await answer({ generation: 1, passphrase: "mật khẩu" });
    expect(view()).toMatchObject({ kind: "waiting", refused: { refusal: "stick-changed" } });
    expect(isApplied()).toBe(false);
  });

  test("confirmed by the sheet gives what the package signs, and names, marked, what the stick says beside it", async () => {
    machine.backup = backupOf(undefined, { local: FOREIGN_LOCAL });
    const { sticks, show } = start();
    await sticks([STICK]);
    expect(await show()).toMatchObject({
      notTaken: [
        { path: "demo", after: "true", isDangerous: true },
        { path: "policy.fee.account", after: '"STRANGER"', isDangerous: true },
        { path: "policy.fee.bin", isDangerous: true },
        { path: "policy.id", isDangerous: false },
        { path: "policy.trust.graceDays", isDangerous: true },
        { path: "trust.sticks", before: '"/run/media"', after: '"/tmp"', isDangerous: true },
      ],
    });
    expect(await show(sheet().confirm())).toMatchObject({ kind: "done", notTaken: expect.arrayContaining(["demo", "trust.sticks"]) });
    const toml = String(machine.files.get(CONFIG));
    for (const foreign of ["demo", "/tmp", "STRANGER", "graceDays"]) expect(toml).not.toContain(foreign);
  });

  test("confirmed by the fingerprint in the book gives the rest, too, and never that it is a demo", async () => {
    const backup = backupOf(undefined, { local: FOREIGN_LOCAL });
    machine.backup = backup;
    const { sticks, answer, view } = start();
    await sticks([STICK]);
    await answer({ fingerprint: fingerprintOf("backup", sha256(backup.listBytes)), generation: 1 });
    expect(view()).toMatchObject({ kind: "done", notTaken: ["demo"] });
    const toml = String(machine.files.get(CONFIG));
    for (const own of ['sticks = "/tmp"', "graceDays = 30", '"STRANGER"']) expect(toml).toContain(own);
    expect(toml).not.toContain("demo");
  });

  test("whose sheet names no reader says so before it asks for the passphrase of the memory", async () => {
    const { source: _, ...settings } = CONTENT.settings;
    const backup = backupOf("sealed with mật khẩu", { changes: { settings } });
    machine.backup = backup;
    const { sticks, show, answer, view } = start();
    await sticks([STICK]);
    const told = await show(sheet({ settings }).confirm());
    expect(told).toMatchObject({ kind: "review", wrong: "sheet-incomplete" });
    expect(told).not.toHaveProperty("asksPassphrase");
    await answer({ fingerprint: fingerprintOf("backup", sha256(backup.listBytes)), generation: 1 });
    expect(view()).toMatchObject({ kind: "review", asksPassphrase: true });
  });

  test("whose sheet names no reader needs the book: the sheet is told to be not enough, and the question stays", async () => {
    const { source: _, ...settings } = CONTENT.settings;
    const backup = backupOf(undefined, { changes: { settings } });
    machine.backup = backup;
    const { sticks, show, answer, view } = start();
    await sticks([STICK]);
    expect(await show(sheet({ settings }).confirm())).toMatchObject({ kind: "review", wrong: "sheet-incomplete" });
    expect(isApplied()).toBe(false);
    await answer({ fingerprint: fingerprintOf("backup", sha256(backup.listBytes)), generation: 1 });
    expect(view()).toMatchObject({ kind: "done", notTaken: [] });
  });

  test("makes this machine its replacement, with the confirmation from the old sheet", async () => {
    machine.backup = backupOf(undefined);
    const { sticks, show, view } = start();
    await sticks([STICK]);
    expect(view()).toMatchObject({ kind: "review", origin: "backup", kiosk: "hanoi-01--2", generation: 2 });
    expect(await show(sheet({ serial: 9 }).confirm())).toMatchObject({ wrong: "fingerprint-wrong" });
    expect(await show(sheet().confirm())).toMatchObject({ kind: "done", kiosk: "hanoi-01--2", remembers: false, isOnStick: false });
  });

  test("with a memory asks for its passphrase, and a wrong one can be typed again", async () => {
    machine.backup = backupOf("sealed with mật khẩu");
    const { sticks, answer, view } = start();
    await sticks([STICK]);
    const fingerprint = fingerprintOf("backup", sha256(Buffer.from(`list of ${PLAIN_LOCAL}`)));
    await answer({ fingerprint, generation: 1 });
    expect(view()).toMatchObject({ kind: "review", asksPassphrase: true });
    await answer({ generation: 1, passphrase: "sai" });
    expect(view()).toMatchObject({ kind: "review", asksPassphrase: true, wrong: "passphrase-wrong" });
    expect(isApplied()).toBe(false);
    await answer({ generation: 1, passphrase: "mật khẩu" });
    expect(view()).toMatchObject({ kind: "done", kiosk: "hanoi-01--2", remembers: true });
    expect(machine.files.has("/var/lib/tram/pseudonym.key")).toBe(true);
  });

  test("without a keyboard goes on without the memory only after a second confirmation, and says so", async () => {
    machine.backup = backupOf("sealed with mật khẩu");
    const { sticks, show } = start();
    await sticks([STICK]);
    const fingerprint = fingerprintOf("backup", sha256(Buffer.from(`list of ${PLAIN_LOCAL}`)));
    const yes = writeConfirmation({ fingerprint, generation: 1 });
    expect(await show(yes, yes, yes)).toMatchObject({ kind: "review", asksPassphrase: true });
    ms += 11_000;
    expect(await show(yes)).toMatchObject({ kind: "done", kiosk: "hanoi-01--2", remembers: false });
  });
});

describe("a machine that somebody else sets up while the question is on its screen", () => {
  test("keeps what it was told first", async () => {
    const { codes, confirm } = sheet();
    const { show } = start();
    await show(...codes);
    machine.files.set(CONFIG, "another");
    expect(await show(confirm())).toMatchObject({ kind: "waiting", refused: { refusal: "already-set-up" } });
    expect(machine.files.get(CONFIG)).toBe("another");
  });
});

describe("storage that fails", () => {
  test("is told, nothing is half, and it can be tried again", async () => {
    const { codes, confirm } = sheet();
    machine.fault = new Error("ENOSPC");
    const { show } = start();
    expect(await show(...codes, confirm())).toMatchObject({ kind: "waiting", refused: { refusal: "storage", particulars: ["ENOSPC"] } });
    expect(isApplied()).toBe(false);
    machine.fault = undefined;
    expect((await show(...codes, confirm())).kind).toBe("done");
  });
});

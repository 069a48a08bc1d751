import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { keyThumbprint } from "../../src/core/http-signature.ts";
import { splitIntoCodes } from "../../src/core/provisioning/code-parts.ts";
import { readEnrolment } from "../../src/core/provisioning/enrolment.ts";
import { fingerprintOf } from "../../src/core/provisioning/fingerprint.ts";
import { openPackage, type PackageContent } from "../../src/core/provisioning/package.ts";
import { sha256 } from "../../src/core/signature.ts";
import { parseConfig } from "../../src/kiosk/config.ts";
import { openKioskJournal } from "../../src/kiosk/journal-assembly.ts";
import { applyOffer } from "../../src/kiosk/provision-apply.ts";
import { provisionCommands } from "../../src/kiosk/provision-assembly.ts";
import { type Offer, offerHeldUp, offerInFiles, offerOnStick, rootFileName } from "../../src/kiosk/provision-offer.ts";
import { settingsFromToml } from "../../src/kiosk/provision-settings.ts";
import type { Source } from "../../src/ports.ts";
import { aPackage, CONTENT, newSigner, ROOT } from "../support/provisioning.ts";
import { ProvisioningMachine } from "../support/provisioning-machine.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const KEY = newSigner();
const CONFIG = "/etc/tram/kiosk.toml";

/** A kiosk's machine, with a person at its terminal. */
class Machine extends ProvisioningMachine {
  async apply(changes: Partial<PackageContent> = {}, key = KEY): Promise<number> {
    this.printed = this.complaints = "";
    this.questions = [];
    return applyOffer(offerOf(changes, key), { config: CONFIG, data: "/var/lib/tram" }, this);
  }
}

function offerOf(changes: Partial<PackageContent> = {}, key = KEY): Offer {
  const message = aPackage(changes, key);
  return { ok: true, offered: openedOf(message), message, root: ROOT };
}

function openedOf(message: Uint8Array) {
  const opened = openPackage(message);
  if (!opened.ok) throw new Error(opened.refusal);
  return opened.value;
}

const fingerprintOfOffer = ({ offered }: Offer) => fingerprintOf("configuration", offered.identity);

/** A machine that was set up by a sheet and has fetched a trust list that names the operator. */
async function setUp(): Promise<Machine> {
  const machine = new Machine();
  const offer = offerOf();
  machine.answers = [fingerprintOfOffer(offer)];
  expect(await applyOffer(offer, { config: CONFIG, data: "/var/lib/tram" }, machine)).toBe(0);
  machine.signers = [keyThumbprint(KEY.publicKey)];
  return machine;
}

describe("a kiosk that knows nobody", () => {
  test("asks for the fingerprint, and does not show it: who types it has the paper", async () => {
    const machine = new Machine();
    const offer = offerOf();
    machine.answers = [fingerprintOfOffer(offer).toLowerCase()];
    expect(await applyOffer(offer, { config: CONFIG, data: "/var/lib/tram" }, machine)).toBe(0);
    const before = machine.printed.slice(0, machine.printed.indexOf("Đã áp dụng"));
    expect(before).not.toContain(fingerprintOfOffer(offer).slice(0, 4));
    expect(before).toContain('!! central.url: — → "https://central.example"');
    expect(machine.files.get(CONFIG)).toContain('id = "hanoi-01"');
  });

  test.each([
    ["nothing", ""],
    ["yes", "y"],
    ["the first group", "ABCD"],
    ["no terminal", undefined],
  ])("is as before after %s", async (_, answer) => {
    const machine = new Machine();
    if (answer !== undefined) machine.answers = [answer];
    expect(await machine.apply()).toBe(1);
    expect([...machine.files.keys(), ...machine.keys.keys()]).toEqual([]);
    expect(machine.complaints).toContain("unchanged");
  });

  test("lets a slip of the finger be mended, and doubts the sheet after the third; which group differs is not said", async () => {
    const right = fingerprintOfOffer(offerOf());
    const slip = `${right.slice(0, -1)}${right.endsWith("A") ? "B" : "A"}`;
    for (const [answers, code] of [
      [[slip, right], 0],
      [[slip, "ABCD", right], 0],
      [[slip, slip, slip, right], 1],
    ] as const) {
      const machine = new Machine();
      machine.answers = [...answers];
      const asked = await applyOffer(offerOf(), { config: CONFIG, data: "/var/lib/tram" }, machine);
      expect([asked, machine.files.has(CONFIG)]).toEqual([code, code === 0]);
      expect(machine.printed).toContain("check each letter; compare with the sheet and type it again (tries left: 2)");
      expect(machine.printed.includes("4 characters typed, 16 of A–Z and 2–7 are needed")).toBe(answers.length === 3);
      expect(machine.complaints.includes("This does not fit the codes that were read")).toBe(code === 1);
      expect(machine.printed + machine.complaints).not.toContain(right.slice(0, 4));
    }
  });

  test("makes its key and draws its request for enrolment", async () => {
    const machine = await setUp();
    const text = /TRAMENR1\/[A-Z2-7]+/.exec(machine.printed)?.[0] ?? "";
    const device = machine.keys.get("/etc/tram/device-key.json");
    expect(readEnrolment(text)?.kiosk).toBe("hanoi-01");
    expect(device && readEnrolment(text)?.key && keyThumbprint(device.publicKey)).toBe(
      keyThumbprint(readEnrolment(text)?.key ?? KEY.publicKey),
    );
  });
});

describe("a kiosk that is set up", () => {
  test("shows what changes and asks once; yes in either language is yes, everything else is no", async () => {
    for (const [answer, code] of [
      ["c", 0],
      ["có", 0],
      ["Y", 0],
      ["yes ", 0],
      ["", 1],
      ["n", 1],
      ["không", 1],
      ["yesterday", 1],
    ] as const) {
      const machine = await setUp();
      machine.answers = [answer];
      const settings = { ...CONTENT.settings, central: { url: "https://other.example" } };
      expect([answer, await machine.apply({ serial: 8, settings })]).toEqual([answer, code]);
      expect(machine.questions).toHaveLength(1);
      expect(machine.printed).toContain('!! central.url: "https://central.example" → "https://other.example"');
      expect(String(machine.files.get(CONFIG)).includes("other.example")).toBe(code === 0);
    }
  });

  test("keeps its name as a replacement, its key's place, and what a technician set", async () => {
    const machine = await setUp();
    const toml = String(machine.files.get(CONFIG))
      .replace('id = "hanoi-01"', 'id = "hanoi-01--2"')
      .replace("/etc/tram/device-key.json", "/var/key.json");
    machine.files.set(CONFIG, `${toml}\n[screen]\nport = 9000\n`);
    machine.answers = ["y"];
    expect(await machine.apply({ serial: 8, settings: { source: [{ kind: "camera" }] } })).toBe(0);
    const after = String(machine.files.get(CONFIG));
    for (const kept of ['id = "hanoi-01--2"', 'key = "/var/key.json"', "port = 9000", 'group = "hanoi"', "serial = 8"])
      expect(after).toContain(kept);
    expect(after).not.toContain("/dev/ttyUSB0");
  });

  test("that has taken this very package says so, asks nothing, and draws its request again", async () => {
    const machine = await setUp();
    const message = aPackage({ serial: 8 }, KEY);
    const offer: Offer = { ok: true, offered: openedOf(message), message, root: ROOT };
    machine.answers = ["y"];
    await applyOffer(offer, { config: CONFIG, data: "/x" }, machine);
    machine.questions = [];
    expect(await applyOffer(offer, { config: CONFIG, data: "/x" }, machine)).toBe(0);
    expect(machine.questions).toEqual([]);
    expect(machine.printed).toContain("has this very configuration");
    expect(machine.printed.match(/TRAMENR1/g)?.length).toBeGreaterThan(2);
  });

  test("that was changed by hand since gets this very package back only with the paper in hand", async () => {
    const machine = await setUp();
    const message = aPackage({ serial: 8 }, KEY);
    const offer: Offer = { ok: true, offered: openedOf(message), message, root: ROOT };
    machine.answers = ["y"];
    await applyOffer(offer, { config: CONFIG, data: "/x" }, machine);
    machine.files.set(CONFIG, String(machine.files.get(CONFIG)).replace("central.example", "other.example"));
    machine.answers = ["y", "", fingerprintOfOffer(offer)];
    expect(await applyOffer(offer, { config: CONFIG, data: "/x" }, machine)).toBe(1);
    expect(await applyOffer(offer, { config: CONFIG, data: "/x" }, machine)).toBe(0);
    expect(machine.files.get(CONFIG)).toContain("https://central.example");
  });

  test("whose configuration is broken is nobody one knows: nothing is guessed", async () => {
    const machine = await setUp();
    machine.files.set(CONFIG, "id = ");
    expect(await machine.apply({ serial: 8 })).toBe(2);
    expect(machine.complaints).toContain("move it aside");
    expect(machine.files.get(CONFIG)).toBe("id = ");
  });

  test("whose storage fails says that the old or the new configuration is there", async () => {
    const machine = await setUp();
    machine.answers = ["y"];
    machine.fault = new Error("ENOSPC");
    expect(await machine.apply({ serial: 8 })).toBe(1);
    expect(machine.complaints).toContain("never a half");
    expect(machine.complaints).toContain("ENOSPC");
  });

  test("takes no root that is no root", async () => {
    const machine = await setUp();
    const message = aPackage({ serial: 8, root: { kind: "bytes", bytes: Buffer.from("{}") } }, KEY);
    expect(
      await applyOffer({ ok: true, offered: openedOf(message), message, root: Buffer.from("{}") }, { config: CONFIG, data: "/x" }, machine),
    ).toBe(1);
    expect(machine.complaints).toContain("root.json");
  });
});

describe("an offer", () => {
  const stickWith = (...names: readonly string[]) => {
    const machine = new Machine();
    for (const name of names) machine.files.set(`/stick/tram-provision/${name}.tramcfg`, aPackage({ servicePoint: name }));
    return machine;
  };
  const refusalOf = async (offer: Promise<Awaited<ReturnType<typeof offerOnStick>>>) => {
    const found = await offer;
    return found.ok ? found.offered.servicePoint : found.refusal;
  };

  test("on a stick is the only one, or the one of the kiosk's own service point", async () => {
    expect(await refusalOf(offerOnStick("/stick", undefined, stickWith("a")))).toBe("a");
    expect(await refusalOf(offerOnStick("/stick", "b", stickWith("a", "b")))).toBe("b");
    expect(await refusalOf(offerOnStick("/stick", undefined, stickWith("a", "b")))).toBe("ambiguous");
    expect(await refusalOf(offerOnStick("/stick", "c", stickWith("a", "b")))).toBe("other-kiosk");
    expect(await refusalOf(offerOnStick("/stick", undefined, stickWith()))).toBe("missing");
  });

  test("whose root travels beside needs that very root", async () => {
    const machine = new Machine();
    machine.files.set("/stick/tram-provision/hanoi-01.tramcfg", aPackage({ root: { kind: "sha256", sha256: sha256(ROOT) } }));
    expect(await refusalOf(offerOnStick("/stick", undefined, machine))).toBe("root-missing");
    const name = `/stick/tram-provision/${rootFileName(sha256(ROOT))}`;
    machine.files.set(name, Buffer.from("another root"));
    expect(await refusalOf(offerOnStick("/stick", undefined, machine))).toBe("root-missing");
    machine.files.set(name, ROOT);
    expect(await refusalOf(offerOnStick("/stick", undefined, machine))).toBe("hanoi-01");
  });

  test("in files that hold no code, or codes of two sheets, is none", async () => {
    const machine = new Machine();
    const [first = ""] = splitIntoCodes(aPackage()) ?? [];
    const [, second = ""] = splitIntoCodes(aPackage({ serial: 8 })) ?? [];
    machine.files.set("a", first).set("b", second).set("c", "https://example.vn");
    expect(await refusalOf(offerInFiles(["c"], undefined, machine))).toBe("missing");
    expect(await refusalOf(offerInFiles(["a", "c"], undefined, machine))).toBe("incomplete");
    expect(await refusalOf(offerInFiles(["a", "b"], undefined, machine))).toBe("mixed");
  });

  test("held up to a reader is whole with its last code; who gives up gets none", async () => {
    let show: (symbol: Uint8Array) => void = () => undefined;
    const source: Source = {
      kind: "serial",
      open: (onSymbol) => {
        show = onSymbol;
      },
      health: () => ({ state: "ok", detail: "" }),
      close: async () => undefined,
    };
    const codes = splitIntoCodes(aPackage()) ?? [];
    const progress: string[] = [];
    const stop = new AbortController();
    const wait = { onProgress: (have: number, count: number) => void progress.push(`${have}/${count}`), stopped: stop.signal };
    const held = offerHeldUp([source], undefined, new Machine(), wait);
    for (const text of [codes[1], "0990", codes[1], codes[0], ...codes]) show(Buffer.from(text ?? ""));
    expect(await held).toMatchObject({ ok: true, offered: { servicePoint: "hanoi-01" } });
    expect(progress.slice(0, 3)).toEqual([`1/${codes.length}`, `1/${codes.length}`, `2/${codes.length}`]);
    const givenUp = offerHeldUp([source], undefined, new Machine(), wait);
    stop.abort();
    expect(await givenUp).toBeUndefined();
  });
});

test("an office without a network is told which device key signs its journal, and keeps it when it gets a network", async () => {
  const { central, ...settings } = CONTENT.settings;
  const machine = new Machine();
  const offer = offerOf({ settings });
  machine.answers = [fingerprintOfOffer(offer)];
  expect(await applyOffer(offer, { config: CONFIG, data: "/var/lib/tram" }, machine)).toBe(0);
  expect(machine.files.get(CONFIG)).toContain('deviceKey = "/etc/tram/device-key.json"');
  const key = machine.keys.get("/etc/tram/device-key.json");
  machine.signers = [keyThumbprint(KEY.publicKey)];
  machine.answers = ["y"];
  expect(await machine.apply({ serial: CONTENT.serial + 1, settings: { ...settings, ...(central !== undefined && { central }) } })).toBe(0);
  expect(machine.files.get(CONFIG)).not.toContain("deviceKey");
  expect(machine.files.get(CONFIG)).toContain('key = "/etc/tram/device-key.json"');
  expect(machine.keys.get("/etc/tram/device-key.json")).toBe(key);
});

test("a kiosk whose configuration names no key goes on with the one that it made for itself, which has signed its journal", async () => {
  const machine = new Machine();
  machine.files.set(CONFIG, 'id = "hanoi-01"\ndata = "/var/lib/tram"\n[trust]\nroot = "/r.json"\n[[source]]\nkind = "camera"\n');
  const key = await machine.makeDeviceKey("/var/lib/tram/device-key.json");
  const offer = offerOf();
  machine.answers = [fingerprintOfOffer(offer)];
  expect(await applyOffer(offer, { config: CONFIG, data: "/var/lib/tram" }, machine)).toBe(0);
  expect(machine.files.get(CONFIG)).toContain('key = "/var/lib/tram/device-key.json"');
  expect([...machine.keys]).toEqual([["/var/lib/tram/device-key.json", key]]);
});

test("enrolment asks with the key that signs the journal, also where the configuration names none", async () => {
  const folder = temporaryFolder();
  const [config, data] = [join(folder, "kiosk.toml"), join(folder, "data")];
  writeFileSync(config, `id = "hanoi-01"\ndata = "${data}"\n[trust]\nroot = "/r.json"\n[[source]]\nkind = "camera"\n`);
  const parsed = parseConfig(readFileSync(config, "utf8"));
  if (!parsed.ok) throw new Error("no configuration");
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  onTestFinished(() => void write.mockRestore());
  expect(await provisionCommands.enrolment({ config, json: true })).toBe(0);
  const said = JSON.parse(String(write.mock.calls[0]?.[0]));
  const kept = await openKioskJournal(parsed.config, pino({ enabled: false }));
  await kept.close();
  expect(readEnrolment(said.enrolment)).toMatchObject({ kiosk: "hanoi-01" });
  expect(said.device).toBe(keyThumbprint(kept.deviceKey.publicKey));
  expect(readdirSync(folder).toSorted()).toEqual(["data", "kiosk.toml"]);
});

describe("what a package may set", () => {
  test.each([
    ["where files lie", 'data = "/"', "data"],
    ["which root counts", '[trust]\nroot = "/tmp/root.json"', "trust"],
    ["that it is a demo", "demo = true", "demo"],
    ["where the device key is", '[central]\nurl = "https://c.example"\nkey = "/tmp/key"', "central.key"],
    ["its own provenance", "[provisioning]\nserial = 1", "provisioning"],
    ["a misspelt key", 'grup = "x"', "grup"],
    ["a wrong value", '[board]\nkind = "lamp"', "board.kind"],
    ["a date", "group = 2026-11-27", "dates"],
    ["no TOML", "group = ", "Invalid"],
  ])("is not %s", (_, toml, problem) => {
    const read = settingsFromToml(toml);
    expect(read.ok ? [] : read.problems.join("\n")).toContain(problem);
  });

  test("is group, central's address, sources, board and policy", () => {
    const toml = `group = "hanoi"\n[central]\nurl = "https://c.example"\n[[source]]\nkind = "camera"\n[board]\nkind = "gpio"\n[policy]\nid = "x"\n`;
    expect(settingsFromToml(toml)).toMatchObject({ ok: true, settings: { group: "hanoi", board: { kind: "gpio" } } });
  });
});

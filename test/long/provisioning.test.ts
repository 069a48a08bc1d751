// From an empty machine in an office without a network to its replacement, with the real programs.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadPicture } from "../../src/drivers/picture.ts";
import { openPseudoTerminal, type PseudoTerminal } from "../../src/drivers/pseudo-terminal.ts";
import { createQrDecoder } from "../../src/drivers/qr-decoder.ts";
import { publishTargets } from "../../src/drivers/trust-repository.ts";
import { type CentralProcess, runCentral, startCentralProcess } from "../support/central-process.ts";
import { TRAM } from "../support/demo-process.ts";
import { eventually } from "../support/eventually.ts";
import { type KioskProcess, startKioskProcess } from "../support/kiosk-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { tram } from "../support/tram-process.ts";
import { beginRepository, LIFETIMES, newPublisher } from "../support/tuf-publisher.ts";

const LONG = 120_000;
const folder = temporaryFolder();
const at = (...names: readonly string[]) => join(folder, ...names);
const NOW = Math.floor(Date.now() / 1000);

let central: CentralProcess;
let reader: PseudoTerminal;
let kiosk: KioskProcess | undefined;

beforeAll(async () => {
  const opened = await openPseudoTerminal({ readerLink: at("reader") });
  if (!opened.ok) throw new Error(opened.message);
  reader = opened.terminal;
  writeFileSync(at("passphrase"), "một mật khẩu dài\n");
  central = await startCentralProcess(at("central"));
  await run("keys", "new", "--issuer", "https://issuer.example", "--out", "issuer.key", "--public", "issuer.pub");
  await run("provision", "key", "--out", "operator.key", "--passphrase-file", "passphrase");
  await run("provision", "key", "--out", "stranger.key", "--passphrase-file", "passphrase");
  await publish();
  writeFileSync(at("settings.toml"), settings());
}, LONG);
afterAll(async () => {
  await kiosk?.stop();
  await central.end("SIGTERM");
  await reader.close();
});

/** A repository whose list names one issuer of prescriptions, and the operator's key for configurations. */
async function publish(): Promise<void> {
  const publisher = newPublisher();
  writeFileSync(at("1.root.json"), await beginRepository(at("repository"), publisher, NOW));
  const { kid, jwk } = JSON.parse(readFileSync(at("issuer.pub"), "utf8"));
  const list = {
    version: 1,
    issuedAt: NOW,
    expiresAt: NOW + 100 * 86_400,
    issuers: [{ id: "https://issuer.example", types: ["prescription"], keys: [{ kid, jwk }] }],
    operatorKeys: [{ use: "provisioning", ...JSON.parse(readFileSync(at("operator.key.pub"), "utf8")) }],
  };
  const targets = new Map([
    ["trust-list.json", { bytes: Buffer.from(JSON.stringify(list)) }],
    ["groups.json", { bytes: Buffer.from('{"groups":{"hanoi":{}}}') }],
  ]);
  await publishTargets(at("repository"), publisher, { targets, now: NOW, lifetimes: LIFETIMES });
  const published = await runCentral(["publish", "--data", at("central"), "--repository", at("repository")]);
  expect(published).toMatchObject({ code: 0 });
}

const settings = ({ everySeconds = 10 } = {}) => `
[central]
url = "${central.url}"
trustEverySeconds = ${everySeconds}
[[source]]
kind = "serial"
path = "${at("reader")}"
[policy]
id = "pharmacy"
credentials = ["prescription"]
once = ["prescription"]
`;

async function run(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await tram(args, { cwd: folder });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return stdout;
}

/** The answers of a command with --json, one object a line. */
async function answers(...args: readonly string[]): Promise<readonly Record<string, unknown>[]> {
  const { stdout } = await tram([...args, "--json"], { cwd: folder });
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** Makes a sheet and gives its fingerprint. */
async function make(out: string, ...options: readonly string[]): Promise<string> {
  const args = ["--kiosk", "hanoi-01", "--settings", "settings.toml", "--root", "1.root.json", "--passphrase-file", "passphrase"];
  const key = options.includes("--key") ? [] : ["--key", "operator.key"];
  const [made] = await answers("provision", "make", ...args, ...key, "--out", out, ...options);
  expect(made).toMatchObject({ event: "made" });
  return String(made?.["fingerprint"]);
}

const CONFIG = at("etc", "kiosk.toml");
const apply = (...options: readonly string[]) => answers("provision", "apply", "--config", CONFIG, "--data", at("data"), ...options);

/** Reasons of what central holds of a kiosk's scans, newest first. */
async function scansAt(id: string): Promise<readonly string[]> {
  const entries: readonly { readonly reason: string }[] = await (await fetch(`${central.url}/v1/kiosks/${id}/entries`)).json();
  return entries.map(({ reason }) => reason).filter((reason) => !reason.startsWith("event-"));
}

/** The texts of the codes in pictures, by the kiosk's own decoder. */
async function textsIn(files: readonly string[]): Promise<readonly string[]> {
  const decoder = createQrDecoder();
  const texts: string[] = [];
  for (const file of files) {
    const picture = await loadPicture(readFileSync(file));
    const [found] = picture.ok ? await decoder.decode(picture.frame) : [];
    texts.push(Buffer.from(found?.bytes ?? []).toString("latin1"));
  }
  await decoder.close();
  return texts;
}

async function holdUp(file: string): Promise<void> {
  reader.write(Buffer.from(`${readFileSync(at(file), "latin1").trim()}\r`, "latin1"));
}

test("a kiosk on its first day says what to do", async () => {
  const { code, stderr } = await tram(["kiosk", "--config", CONFIG], { cwd: folder });
  expect(code).toBe(2);
  expect(stderr).toContain("máy chưa được cài đặt");
  expect(stderr).toContain(`tram provision apply --config ${CONFIG}`);
});

describe("setting up", () => {
  let fingerprint: string;
  let codes: readonly string[];

  test(
    "the operator's sheet has every code, the fingerprint and the name on it",
    async () => {
      fingerprint = await make("sheets", "--label", "UBND phường <Bến Nghé>", "--serial", "10");
      codes = readdirSync(at("sheets"))
        .filter((name) => /-code-.*\.png$/.test(name))
        .map((name) => at("sheets", name));
      expect(codes.length).toBeGreaterThan(1);
      const sheet = readFileSync(at("sheets", "hanoi-01-phieu-cau-hinh.html"), "utf8");
      for (const text of [fingerprint, "hanoi-01 (UBND phường &#60;Bến Nghé&#62;)", `${codes.length} / ${codes.length}`, "2027"]) {
        expect(sheet).toContain(text.replace("2027", String(new Date((NOW + 30 * 86_400) * 1000).getFullYear())));
      }
      for (const line of ["!! id", "!! central.url", "!! central.key", "!! trust.root", "!! trust.sticks"])
        expect(sheet).toContain(`<th>${line}</th>`);
      const confirmations = ["hanoi-01", "hanoi-01--2", "hanoi-01--3"];
      for (const name of confirmations) expect(sheet).toContain(`<b>${name}</b>`);
      expect(sheet.match(/<svg viewBox/g)?.length).toBe(codes.length + confirmations.length);
    },
    LONG,
  );

  test("the private key is nowhere in what the operator hands out", () => {
    const secret = JSON.parse(readFileSync(at("operator.key.pub"), "utf8"));
    expect(secret.jwk.d).toBeUndefined();
    expect(readFileSync(at("operator.key"), "utf8")).toMatch(/^-----BEGIN AGE/);
  });

  test(
    "without the paper nothing is applied: not with a wrong fingerprint, not with its first group, not without a terminal",
    async () => {
      const wrong = [
        ["--yes-fingerprint", "AAAA BBBB CCCC DDDD"],
        ["--yes-fingerprint", fingerprint.slice(0, 4)],
      ];
      for (const options of wrong) {
        expect(await apply("--code", ...codes, ...options)).toMatchObject([{ event: "refused", refusal: "fingerprint-wrong" }]);
      }
      expect(existsSync(CONFIG)).toBe(false);
      expect(existsSync(at("etc", "device-key.json"))).toBe(false);
    },
    LONG,
  );

  test(
    "some of the codes are not the sheet",
    async () => {
      const [answer] = await apply("--code", ...codes.slice(1), "--yes-fingerprint", fingerprint);
      expect(answer).toMatchObject({ refusal: "incomplete", particulars: [`1/${codes.length}`] });
    },
    LONG,
  );

  test(
    "codes held before the reader, in any order, are counted and make a kiosk by command, too",
    async () => {
      const config = at("by-reader", "kiosk.toml");
      const child = spawn(
        process.execPath,
        [
          TRAM,
          "provision",
          "apply",
          "--config",
          config,
          "--data",
          at("by-reader-data"),
          "--serial",
          at("reader"),
          "--yes-fingerprint",
          fingerprint,
          "--json",
        ],
        { stdio: ["ignore", "pipe", "inherit"] },
      );
      let said = "";
      child.stdout.on("data", (part: Buffer) => {
        said += part.toString();
      });
      const ended = once(child, "close");
      const texts = await textsIn(codes.toReversed());
      for (const [at, text] of texts.entries()) {
        await eventually(() => {
          reader.write(Buffer.from(`${text}\r`, "latin1"));
          return said;
        }).toContain(at + 1 < texts.length ? `{"event":"code","have":${at + 1},"count":${texts.length}}` : '"applied"');
      }
      expect((await ended)[0]).toBe(0);
      expect(readFileSync(config, "utf8")).toContain('id = "hanoi-01"');
    },
    LONG,
  );

  test(
    "pictures of the codes, in any order, make the kiosk what the sheet says",
    async () => {
      mkdirSync(at("stick"));
      const [applied, enrolment] = await apply(
        "--code",
        ...codes.toReversed(),
        "--yes-fingerprint",
        fingerprint.toLowerCase(),
        "--enrolment-to",
        at("stick"),
      );
      expect(applied).toMatchObject({ event: "applied", kiosk: "hanoi-01", serial: 10, fingerprint });
      expect(enrolment).toMatchObject({ event: "enrolment", kiosk: "hanoi-01", file: at("stick", "enrolment-hanoi-01.txt") });
      for (const name of readdirSync(at("etc"))) expect(statSync(at("etc", name)).mode & 0o777).toBe(0o600);
      // A free port in place of the usual one: set by hand, and kept from then on.
      appendFileSync(CONFIG, "[screen]\nport = 0\n");
    },
    LONG,
  );

  test(
    "the device key is shown nowhere",
    async () => {
      const { d } = JSON.parse(readFileSync(at("etc", "device-key.json"), "utf8"));
      const { stdout, stderr } = await tram(["provision", "enrolment", "--config", CONFIG], { cwd: folder });
      expect(stdout).toContain("TRAMENR1/");
      for (const text of [stdout, stderr, readFileSync(CONFIG, "utf8")]) expect(text).not.toContain(d);
      // An office without a network has nothing but sticks.
      expect(readFileSync(CONFIG, "utf8")).toMatch(/\[trust\]\nsticks = "\/run\/media"/);
    },
    LONG,
  );

  test(
    "central enrols the device by its request, once",
    async () => {
      const enrol = ["enrol", "--data", at("central"), "--request", at("stick", "enrolment-hanoi-01.txt"), "--json"];
      const first = await runCentral(enrol);
      expect(JSON.parse(first.stdout)).toMatchObject({ event: "enrolled", kiosk: "hanoi-01" });
      const [, enrolment] = await apply("--from", at("sheets"), "--yes-fingerprint", fingerprint);
      expect(JSON.parse(first.stdout).deviceFingerprint).toBe(enrolment?.["deviceFingerprint"]);
      expect(JSON.parse((await runCentral(enrol)).stdout)).toMatchObject({ event: "already-enrolled" });
    },
    LONG,
  );

  test(
    "the kiosk starts, fetches the trust bundle, judges and sends",
    async () => {
      const claims = [
        "--claim",
        "prescriptionCode=99001ABCDEFG-C",
        "--claim",
        "facility=Trạm Y tế",
        "--claim",
        "issuedOn=2026-11-27",
        "--claim",
        "items=Paracetamol|500 mg|10|ngày 2 lần",
      ];
      await run("issue", "--type", "prescription", "--key", "issuer.key", ...claims, "--valid-for", "30d", "--out", "prescription.txt");
      kiosk = await startKioskProcess(CONFIG);
      await eventually(() => existsSync(at("data", "trust", "metadata.json"))).toBe(true);
      await eventually(async () => {
        await holdUp("prescription.txt");
        return await scansAt("hanoi-01");
      }).toContain("granted");
      await eventually(async () => {
        await holdUp("prescription.txt");
        return (await scansAt("hanoi-01"))[0];
      }).toBe("used-up");
    },
    LONG,
  );
});

describe("another configuration", () => {
  test(
    "of the operator whom the trust list names is applied, and what a technician set stays",
    async () => {
      writeFileSync(at("settings.toml"), settings({ everySeconds: 20 }));
      const fingerprint = await make("newer", "--serial", "11");
      const [applied] = await apply("--from", at("newer"), "--yes-fingerprint", fingerprint);
      expect(applied).toMatchObject({
        event: "applied",
        changes: [{ path: "central.trustEverySeconds", before: "10", after: "20", isDangerous: true }],
      });
      expect(readFileSync(CONFIG, "utf8")).toMatch(/\[screen\]\nport = 0/);
      expect(readFileSync(`${CONFIG}.old`, "utf8")).toContain("trustEverySeconds = 10");
    },
    LONG,
  );

  test(
    "that was taken is not taken twice, an older one never again",
    async () => {
      writeFileSync(at("settings.toml"), settings());
      const again = await make("again", "--serial", "11");
      expect(await apply("--from", at("again"), "--yes-fingerprint", again)).toMatchObject([{ refusal: "serial-used" }]);
      const older = await make("older", "--serial", "9");
      expect(await apply("--from", at("older"), "--yes-fingerprint", older)).toMatchObject([{ refusal: "rollback" }]);
    },
    LONG,
  );

  test(
    "of a stranger is refused even with its own fingerprint: the trust list does not have him",
    async () => {
      const fingerprint = await make("strange", "--serial", "12", "--key", "stranger.key");
      expect(await apply("--from", at("strange"), "--yes-fingerprint", fingerprint)).toMatchObject([{ refusal: "signer-unknown" }]);
    },
    LONG,
  );

  test(
    "for one device only is refused by another",
    async () => {
      const fingerprint = await make("bound", "--serial", "13", "--device", "A".repeat(43));
      expect(await apply("--from", at("bound"), "--yes-fingerprint", fingerprint)).toMatchObject([{ refusal: "other-device" }]);
    },
    LONG,
  );

  test(
    "that would not start is refused with the lines to mend, by whoever makes it",
    async () => {
      writeFileSync(at("bad.toml"), 'data = "/"\n[board]\nkind = "gpio"\npins = { lampOk = 4, lampNo = 4 }\n');
      const args = [
        "--kiosk",
        "hanoi-01",
        "--root",
        "1.root.json",
        "--passphrase-file",
        "passphrase",
        "--key",
        "operator.key",
        "--out",
        "bad",
      ];
      const { code, stderr } = await tram(["provision", "make", "--settings", "bad.toml", ...args], { cwd: folder });
      expect(code).toBe(2);
      expect(stderr).toContain("data: ");
      expect(existsSync(at("bad"))).toBe(false);
    },
    LONG,
  );

  test(
    "for a group that is not published is refused where that can be looked up, and pointed out where it cannot",
    async () => {
      const makeFor = async (group: string, ...options: readonly string[]) => {
        writeFileSync(at("grouped.toml"), `group = "${group}"\n`);
        const args = ["--kiosk", "hanoi-01", "--root", "1.root.json", "--passphrase-file", "passphrase", "--key", "operator.key"];
        return await tram(["provision", "make", "--settings", "grouped.toml", ...args, "--out", "grouped", ...options], { cwd: folder });
      };
      const refused = await makeFor("hanoii", "--repository", "repository");
      expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("the trust bundle has no group hanoii (hanoi)")]);
      expect(existsSync(at("grouped"))).toBe(false);
      const elsewhere = await makeFor("hanoi", "--repository", "nowhere");
      expect([elsewhere.code, elsewhere.stderr]).toEqual([2, expect.stringContaining("there is no repository in nowhere")]);
      expect(await makeFor("hanoi", "--repository", "repository")).toMatchObject({ code: 0, stderr: "" });
      const unseen = await makeFor("hanoii");
      expect([unseen.code, unseen.stderr]).toEqual([0, expect.stringContaining("nobody has looked")]);
    },
    LONG,
  );
});

describe("a dead kiosk", () => {
  let fingerprint: string;
  const NEW_CONFIG = at("etc-2", "kiosk.toml");
  const restore = (...options: readonly string[]) =>
    answers("provision", "restore", "--config", NEW_CONFIG, "--data", at("data-2"), "--from", at("stick"), ...options);

  test(
    "was backed up while it ran, without its key",
    async () => {
      const [backedUp] = await answers("provision", "backup", "--config", CONFIG, "--to", at("stick"), "--passphrase-file", "passphrase");
      expect(backedUp).toMatchObject({ event: "backed-up", kiosk: "hanoi-01", remembers: true });
      fingerprint = String(backedUp?.["fingerprint"]);
      const { d } = JSON.parse(readFileSync(at("etc", "device-key.json"), "utf8"));
      const pseudonymKey = readFileSync(at("data", "pseudonym.key"));
      const { key: dayKey } = JSON.parse(readFileSync(at("data", "pseudonym-days"), "utf8"));
      for (const name of readdirSync(at("stick"), { recursive: true, encoding: "utf8" })) {
        if (!statSync(at("stick", name)).isFile()) continue;
        const bytes = readFileSync(at("stick", name));
        expect(bytes.includes(d)).toBe(false);
        expect(bytes.includes(pseudonymKey) || bytes.includes(dayKey)).toBe(false);
      }
      expect(await kiosk?.stop()).toBe(0);
      kiosk = undefined;
    },
    LONG,
  );

  test(
    "is not restored over a kiosk that is there, nor with a wrong passphrase or fingerprint",
    async () => {
      const over = await answers("provision", "restore", "--config", CONFIG, "--from", at("stick"), "--yes-fingerprint", fingerprint);
      expect(over).toMatchObject([{ refusal: "already-set-up" }]);
      expect(await restore("--yes-fingerprint", "AAAA BBBB CCCC DDDD")).toMatchObject([{ refusal: "fingerprint-wrong" }]);
      writeFileSync(at("wrong"), "không phải\n");
      expect(await restore("--yes-fingerprint", fingerprint, "--passphrase-file", "wrong")).toMatchObject([
        { refusal: "passphrase-wrong" },
      ]);
      expect(existsSync(NEW_CONFIG)).toBe(false);
    },
    LONG,
  );

  test(
    "has a successor with a key and a log of its own, which central takes beside the old one",
    async () => {
      const [restored, enrolment] = await restore("--yes-fingerprint", fingerprint, "--passphrase-file", "passphrase");
      expect(restored).toMatchObject({ event: "restored", kiosk: "hanoi-01--2", from: "hanoi-01", remembers: true });
      expect(String(restored?.["trust"])).toMatch(/^đến \/ until /);
      const keys = [at("etc", "device-key.json"), at("etc-2", "device-key.json")].map((file) => readFileSync(file, "utf8"));
      expect(keys[0]).not.toBe(keys[1]);
      for (const name of ["pseudonym.key", "pseudonym-days"])
        expect(readFileSync(at("data-2", name))).toEqual(readFileSync(at("data", name)));
      const enrol = await runCentral(["enrol", "--data", at("central"), "--request", String(enrolment?.["file"]), "--json"]);
      expect(JSON.parse(enrol.stdout)).toMatchObject({ event: "enrolled", kiosk: "hanoi-01--2" });
    },
    LONG,
  );

  test(
    "is remembered: what was used up there stays used up",
    async () => {
      kiosk = await startKioskProcess(NEW_CONFIG);
      await eventually(async () => {
        await holdUp("prescription.txt");
        return await scansAt("hanoi-01--2");
      }).toContain("used-up");
      expect(await scansAt("hanoi-01--2")).not.toContain("granted");
      expect(await scansAt("hanoi-01")).toContain("granted");
    },
    LONG,
  );

  test(
    "that was replaced twice is the third device, with the memory of both",
    async () => {
      const stick = at("stick-3");
      mkdirSync(stick);
      const backup = await answers("provision", "backup", "--config", NEW_CONFIG, "--to", stick, "--passphrase-file", "passphrase");
      const third = ["--config", at("etc-3", "kiosk.toml"), "--data", at("data-3"), "--from", stick, "--passphrase-file", "passphrase"];
      const [restored] = await answers("provision", "restore", ...third, "--yes-fingerprint", String(backup[0]?.["fingerprint"]));
      expect(restored).toMatchObject({ kiosk: "hanoi-01--3", from: "hanoi-01--2" });
      expect(readdirSync(at("data-3", "inherited")).toSorted()).toEqual(["hanoi-01", "hanoi-01--2"]);
    },
    LONG,
  );
});

import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { journalSigner, parseCheckpoint } from "../../src/core/checkpoint.ts";
import { openStatement } from "../../src/core/reset/statement.ts";
import { parseNote, verifierKeyText } from "../../src/core/signed-note.ts";
import { readDeviceKey } from "../../src/drivers/device-key.ts";
import { eraseFile, filesBelow, removeEmptyFolders } from "../../src/drivers/erasing.ts";
import { openJournal } from "../../src/drivers/journal-files.ts";
import { newPrivateJwk } from "../../src/drivers/key-generator.ts";
import type { KioskConfig } from "../../src/kiosk/config.ts";
import { eraseAll, RESET_ORDER_FILE } from "../../src/kiosk/reset.ts";
import { resetCommand } from "../../src/kiosk/reset-assembly.ts";
import { isOwnFolder, resetPlaces } from "../../src/kiosk/reset-places-assembly.ts";
import { verifyReset } from "../../src/kiosk/reset-verify-assembly.ts";
import { readConfig } from "../../src/kiosk/selftest-assembly.ts";
import { anEntry } from "../support/entries.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const KIOSK = "xa-vi-du-01";
/** What lies in the files of a kiosk, and must be in none of them afterwards. */
const SECRETS = ["284671-PIN-HASH", "STAFF-SECRET-KEY", "PSEUDONYM-KEY-BYTES", "SEALED-PERSONAL-PART", "PAIRED-DEVICE-HASH"];

let folder: string;
let said: string;
const at = (...names: readonly string[]) => join(folder, ...names);
const CONFIG = () => at("etc", "tram", "kiosk.toml");
/** As much of a configuration as these places are made of. */
const OWN = {
  id: KIOSK,
  data: "/var/lib/tram",
  screen: {},
  trust: { root: "/etc/tram/root.json", sticks: "/run/media" },
  handOff: [],
} as unknown as KioskConfig;
const typing = (name: string) => async () => name;

/** A kiosk that has worked: a journal of some entries, keys, PINs, pairings, and what provisioning has put beside its configuration. */
async function aKiosk(entries = 3) {
  folder = temporaryFolder();
  for (const name of ["etc/tram", "var/tram/staff", "var/tram/sealed", "var/tram/history", "var/tram/trust/targets"])
    mkdirSync(at(name), { recursive: true });
  const jwk = newPrivateJwk("EdDSA");
  const files: Readonly<Record<string, string>> = {
    "etc/tram/device-key.json": JSON.stringify(jwk),
    "etc/tram/root-0123456789abcdef.json": "{}",
    "etc/tram/configuration-0123456789abcdef.tramcfg": "package",
    "etc/tram/kiosk.toml.old": "id = 'old'",
    "etc/tram/other-program.conf": "not ours",
    "var/tram/technician-pin.json": SECRETS[0] ?? "",
    "var/tram/staff-key.pem": SECRETS[1] ?? "",
    "var/tram/pseudonym.key": SECRETS[2] ?? "",
    "var/tram/sealed/part-1": SECRETS[3] ?? "",
    "var/tram/staff/devices.json": SECRETS[4] ?? "",
    "var/tram/trust/targets/list": "x".repeat(200_000),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(at(name), text, { mode: 0o600 });
  const toml = [
    `id = "${KIOSK}"\ndata = "${at("var", "tram")}"\ndemo = true`,
    `deviceKey = "${at("etc", "tram", "device-key.json")}"`,
    `[trust]\nroot = "${at("etc", "tram", "root-0123456789abcdef.json")}"\n[desk]\n`,
  ];
  writeFileSync(CONFIG(), toml.join("\n"));
  const deviceKey = await readDeviceKey(at("etc", "tram", "device-key.json"));
  if (!deviceKey) throw new Error("no device key");
  const signer = journalSigner(KIOSK, deviceKey);
  const journal = await openJournal(at("var", "tram", "journal"), signer);
  for (let count = 0; count < entries; count++) await journal.append(anEntry());
  const checkpoint = parseCheckpoint(parseNote(Buffer.from(await journal.checkpoint()))?.text ?? "");
  await journal.close();
  return { signer, checkpoint, secret: String("d" in jwk ? jwk.d : "") };
}

/** Everything that can be read below the folder, names included. */
function everything(): string {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const contents = names.map((name) => (statSync(at(name)).isFile() ? readFileSync(at(name), "latin1") : ""));
  return [...names, ...contents].join("\n");
}

beforeEach(() => {
  said = "";
  const hear = (text: unknown) => {
    said += String(text);
    return true;
  };
  vi.spyOn(process.stdout, "write").mockImplementation(hear);
  vi.spyOn(process.stderr, "write").mockImplementation(hear);
});
afterEach(() => vi.restoreAllMocks());

describe("a reset", () => {
  test("leaves no byte of keys, PINs and pairings, and no configuration, so that the machine starts in its set-up", async () => {
    const { secret } = await aKiosk();
    expect(everything()).toContain(secret);
    expect(await resetCommand({ config: CONFIG(), abandonJournal: 3 }, typing(KIOSK))).toBe(0);
    for (const word of [...SECRETS, secret, "granted"]) expect(everything()).not.toContain(word);
    expect(readdirSync(at("var", "tram"))).toEqual([]);
    expect(existsSync(CONFIG())).toBe(false);
    // What is not the kiosk's stays.
    expect(readdirSync(at("etc", "tram"))).toEqual(["other-program.conf"]);
  });

  test("shows a statement that the device has signed before its key went, with the very journal that is gone", async () => {
    const { signer, checkpoint } = await aKiosk();
    const out = at("statement.txt");
    expect(await resetCommand({ config: CONFIG(), abandonJournal: 3, out, json: true }, typing(KIOSK))).toBe(0);
    const statement = openStatement(readFileSync(out), () => signer.key);
    expect(statement).toMatchObject({ kiosk: KIOSK, size: 3, abandoned: 3, root: checkpoint?.root });
    const line = said.split("\n").find((each) => each.startsWith("{")) ?? "";
    expect(JSON.parse(line)).toMatchObject({ event: "reset", kiosk: KIOSK, statement: readFileSync(out, "utf8"), left: [] });
  });

  test.each([
    ["nothing is said of entries that nobody else has", {}, KIOSK, 1, "còn 3 mục nhật ký chưa ở máy chủ"],
    ["another number of them is given up", { abandonJournal: 2 }, KIOSK, 1, "--abandon-journal 3"],
    ["another name is typed", { abandonJournal: 3 }, "xa-vi-du-02", 1, "tên không đúng, chưa xoá gì"],
  ])("is refused and deletes nothing where %s", async (_case, options, name, code, text) => {
    await aKiosk();
    const before = everything();
    expect(await resetCommand({ config: CONFIG(), ...options }, typing(name))).toBe(code);
    expect(said).toContain(text);
    expect(everything().replace("\nvar/tram/journal/lock", "")).toBe(before.replace("\nvar/tram/journal/lock", ""));
  });

  test("needs nothing given up once a stick carries the whole journal", async () => {
    await aKiosk();
    writeFileSync(at("var", "tram", "carried.json"), JSON.stringify({ kiosk: KIOSK, until: 3, at: 1_796_000_000 }));
    expect(await resetCommand({ config: CONFIG() }, typing(KIOSK))).toBe(0);
  });

  test("is refused while a kiosk runs, whose journal is locked", async () => {
    const { signer } = await aKiosk();
    const running = await openJournal(at("var", "tram", "journal"), signer);
    expect(await resetCommand({ config: CONFIG(), abandonJournal: 3 }, typing(KIOSK))).toBe(1);
    await running.close();
    expect(said).toContain("máy đang chạy");
    expect(existsSync(CONFIG())).toBe(true);
  });

  test("is refused with a damaged journal, because nobody could sign what goes", async () => {
    await aKiosk();
    const segment = at("var", "tram", "journal", "00000000.tramlog");
    const bytes = readFileSync(segment);
    const place = bytes.indexOf("granted");
    bytes.fill("?", place, place + 4);
    writeFileSync(segment, bytes);
    rmSync(segment.replace("tramlog", "leaves"));
    expect(await resetCommand({ config: CONFIG(), abandonJournal: 3 }, typing(KIOSK))).toBe(1);
    expect(said).toContain("tram journal verify");
  });

  test("that was cut off after any file goes on at the next start, and comes to the same end", async () => {
    await aKiosk();
    const read = await readConfig(CONFIG());
    if (!read.ok) throw new Error(read.why.en);
    const places = resetPlaces(read.config, CONFIG(), readdirSync(at("etc", "tram")));
    const count = (await filesBelow(places.data)).length + places.beside.length;
    for (const cutAfter of [0, 1, 5, count]) {
      await aKiosk();
      const config = await readConfig(CONFIG());
      if (!config.ok) throw new Error(config.why.en);
      const { data, order } = resetPlaces(config.config, CONFIG(), []);
      // The name is typed and the order given; then the power goes.
      const fault = new Error("power cut");
      let erased = 0;
      const cut = async (file: string) => {
        if (erased++ >= cutAfter || file === CONFIG() || file === order) throw fault;
        await eraseFile(file);
      };
      await orderFor(config);
      await eraseAll(resetPlaces(config.config, CONFIG(), readdirSync(at("etc", "tram"))), { filesBelow, erase: cut, removeEmptyFolders });
      expect(existsSync(join(data, RESET_ORDER_FILE))).toBe(true);
      expect(await resetCommand({ config: CONFIG(), finish: true })).toBe(0);
      expect(readdirSync(data)).toEqual([]);
      expect(existsSync(CONFIG())).toBe(false);
    }
  });

  test("--finish carries no order out with a configuration that was changed since, and says so; the one of an earlier device goes", async () => {
    await aKiosk();
    const config = await readConfig(CONFIG());
    if (!config.ok) throw new Error(config.why.en);
    await orderFor(config);
    const order = at("var", "tram", RESET_ORDER_FILE);
    appendFileSync(CONFIG(), "# changed\n");
    expect(await resetCommand({ config: CONFIG(), finish: true })).toBe(1);
    expect(said).toContain("put the very file back");
    expect(existsSync(order)).toBe(true);
    writeFileSync(at("etc", "tram", "device-key.json"), JSON.stringify(newPrivateJwk("EdDSA")));
    expect(await resetCommand({ config: CONFIG(), finish: true })).toBe(0);
    expect([existsSync(order), existsSync(CONFIG())]).toEqual([false, true]);
  });

  test("--finish does nothing where nobody has confirmed one", async () => {
    await aKiosk();
    expect(await resetCommand({ config: CONFIG(), finish: true })).toBe(0);
    expect(existsSync(CONFIG())).toBe(true);
  });

  test.each([
    ["a file below data", "var/tram/staff/devices.json"],
    ["the folder of the journal", "var/tram/journal"],
    ["the folder of sealed parts", "var/tram/sealed"],
    ["the device key", "etc/tram/device-key.json"],
    ["a file beside the configuration", "etc/tram/kiosk.toml.old"],
  ])("is refused and deletes nothing where %s is a link, and names it", async (_case, link) => {
    const { secret } = await aKiosk();
    mkdirSync(at("other-disk"));
    const target = join("other-disk", basename(link));
    renameSync(at(link), at(target));
    symlinkSync(at(target), at(link));
    expect(await resetCommand({ config: CONFIG(), abandonJournal: 3 }, typing(KIOSK))).toBe(1);
    expect(said).toContain(`${at(link)} → ${at(target)}`);
    expect(existsSync(at("var", "tram", RESET_ORDER_FILE))).toBe(false);
    for (const word of [...SECRETS, secret, "granted"]) expect(everything()).toContain(word);
  });

  test("takes a link that came after the order for something left, and keeps the configuration that says where", async () => {
    await aKiosk();
    const config = await readConfig(CONFIG());
    if (!config.ok) throw new Error(config.why.en);
    await orderFor(config);
    mkdirSync(at("other-disk"));
    symlinkSync(at("other-disk"), at("var", "tram", "link"));
    expect(await resetCommand({ config: CONFIG(), finish: true })).toBe(1);
    expect(said).toContain(at("other-disk"));
    expect(existsSync(CONFIG())).toBe(true);
    unlinkSync(at("var", "tram", "link"));
    expect(await resetCommand({ config: CONFIG(), finish: true })).toBe(0);
    expect(existsSync(CONFIG())).toBe(false);
    expect(readdirSync(at("var", "tram"))).toEqual([]);
  });

  test("ends where data lies beside the configuration, and leaves the office's folders there as they are", async () => {
    await aKiosk();
    const [data, languages] = [at("etc", "tram", "data"), at("etc", "tram", "languages")];
    renameSync(at("var", "tram"), data);
    mkdirSync(languages);
    writeFileSync(join(languages, "km.json"), "{}");
    const toml = readFileSync(CONFIG(), "utf8").replace(at("var", "tram"), data);
    const secrets = at("webhook-secrets");
    writeFileSync(secrets, "whsec_");
    const webhook = `[[handOff]]\nkind = "webhook"\nname = "office"\nurl = "https://office.example/"\nsecrets = "${secrets}"\n`;
    writeFileSync(CONFIG(), `${toml}[screen]\nlanguagePacks = "${languages}"\n${webhook}`);
    expect(await resetCommand({ config: CONFIG(), abandonJournal: 3 }, typing(KIOSK))).toBe(0);
    expect(readdirSync(data)).toEqual([]);
    expect(readdirSync(at("etc", "tram")).toSorted()).toEqual(["data", "languages", "other-program.conf"]);
    expect(readdirSync(languages)).toEqual(["km.json"]);
    expect(existsSync(secrets)).toBe(false);
  });

  test("is not said to be done while an order lies there without its configuration; the order alone goes", async () => {
    await aKiosk();
    const config = await readConfig(CONFIG());
    if (!config.ok) throw new Error(config.why.en);
    await orderFor(config);
    renameSync(at("var", "tram"), at("etc", "tram", "data"));
    unlinkSync(CONFIG());
    const order = at("etc", "tram", "data", RESET_ORDER_FILE);
    expect(await resetCommand({ config: CONFIG(), finish: true })).toBe(1);
    expect(said).toContain(order);
    for (const name of readdirSync(at("etc", "tram", "data"))) {
      if (name !== RESET_ORDER_FILE) rmSync(at("etc", "tram", "data", name), { recursive: true });
    }
    expect(await resetCommand({ config: CONFIG(), finish: true })).toBe(0);
    expect(existsSync(order)).toBe(false);
  });

  test("--finish does not pass over a configuration that cannot be read", async () => {
    await aKiosk();
    writeFileSync(CONFIG(), "id = ");
    expect(await resetCommand({ config: CONFIG(), finish: true })).toBe(2);
  });

  test.each([
    ["/", ["journal"]],
    ["/var", ["journal"]],
    ["/etc/tram", ["journal"]],
    // A wrong path, where no kiosk has ever written; the home of whoever types; where the office's prompts and sticks are.
    ["/var/lib", ["dpkg", "systemd"]],
    ["/home/pi", ["journal"]],
    ["/srv/office", ["journal"]],
    ["/run/media", ["journal"]],
  ] as const)("takes %s, with %j in it, for nobody's own folder", (data, names) => {
    const config = { ...OWN, data, sound: { prompts: "/srv/office/prompts" } } as KioskConfig;
    expect(isOwnFolder(config, "/etc/tram/kiosk.toml", names, "/home/pi")).toBe(false);
  });

  test("takes a folder with its journal for the kiosk's own", () => {
    expect(isOwnFolder(OWN, "/etc/tram/kiosk.toml", ["journal", "state.json"], "/home/pi")).toBe(true);
  });

  test("takes nothing of what a desk shows: of a demo that is a link to a line, and it is made anew", () => {
    const desk = { samples: "/etc/tram/samples.json", serialLine: "/etc/tram/serial" };
    const places = resetPlaces({ ...OWN, desk }, "/etc/tram/kiosk.toml", ["samples.json", "serial", "root.json", "kiosk.toml"]);
    expect(places.beside).toEqual(["/etc/tram/root.json"]);
  });
});

/** As the technician's page gives the order. */
async function orderFor({ config, bytes }: Extract<Awaited<ReturnType<typeof readConfig>>, { readonly ok: true }>): Promise<void> {
  const { giveOrder } = await import("../../src/kiosk/reset-assembly.ts");
  const deviceKey = await readDeviceKey(at("etc", "tram", "device-key.json"));
  if (!deviceKey) throw new Error("no device key");
  const unsent = { size: 3, acknowledged: 3, carried: 0, isDoubtful: false };
  const order = await giveOrder({ file: CONFIG(), config, bytes }, { unsent, head: { size: 3, root: new Uint8Array(32) }, deviceKey });
  expect(order).toHaveProperty("note");
}

describe("a statement", () => {
  test.each([
    ["as it was signed", (note: string) => note, 0, "genuine"],
    ["with another count", (note: string) => note.replace("\n3\n", "\n4\n"), 1, "wrong"],
    ["in another's name", (note: string) => note.replaceAll(KIOSK, "xa-vi-du-02"), 1, "unsigned"],
    ["that is none", () => "tram-reset-1\n", 2, "no-statement"],
  ])("%s is told from a forged one", async (_case, forge, code, state) => {
    const { signer } = await aKiosk();
    const out = at("statement.txt");
    await resetCommand({ config: CONFIG(), abandonJournal: 3, out, json: true }, typing(KIOSK));
    writeFileSync(out, forge(readFileSync(out, "utf8")));
    writeFileSync(at("key"), `${verifierKeyText(signer.key)}\n`);
    const lines: string[] = [];
    expect(await verifyReset(out, { key: at("key"), json: true }, (line) => void lines.push(line))).toBe(code);
    expect(JSON.parse(lines.join(""))).toMatchObject({ state });
  });
});

// What a newcomer does by mistake: it is named, in words that lead on, and nothing is lost unasked.
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { armor, Encrypter } from "age-encryption";
import { beforeEach, describe, expect, test } from "vitest";
import { publicForm, readKeyFile, writeKeyFile } from "../../src/core/key-file.ts";
import { newPrivateJwk } from "../../src/drivers/key-generator.ts";
import { readKeyFile as readPrivateKey } from "../../src/drivers/sealed-key.ts";
import { afterCeremony, DAY, type PublisherWorld, TODAY } from "../support/publisher-world.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const ISSUER = "https://issuer.example";
const VIETNAMESE = /[\u00c0-\u1ef9]/;

let world: PublisherWorld;
let dir: readonly [string, string];
let signed: readonly string[];

beforeEach(async () => {
  world = await afterCeremony(temporaryFolder());
  dir = ["--dir", world.path("pub")];
  signed = [...dir, "--passphrase-file", world.path("pw")];
});

function writePublicKey(kid: string, jwk = newPrivateJwk("EdDSA")): string {
  const read = readKeyFile(writeKeyFile(jwk, { issuer: ISSUER, kid, demo: false }));
  if (!read.ok) throw new Error("no key");
  const file = world.path(`${kid}.pub`);
  writeFileSync(file, JSON.stringify(publicForm(read.key)));
  return file;
}

/** An issuer with the keys k1 and k2, published. */
async function withKeys(): Promise<void> {
  const { json } = world;
  await json("issuer", "add", ...dir, "--issuer", ISSUER, "--types", "citizen,student");
  await json("key", "add", ...dir, "--issuer", ISSUER, writePublicKey("k1"), writePublicKey("k2"));
  await json("publish", ...signed);
}

describe("a key that a mistyped day ends", () => {
  const retire = (at: number) => ["key", "retire", ...dir, "--issuer", ISSUER, "--kid", "k1", "--until", String(at)];

  test("is told at once, is a loss in the difference, and is published only when that is meant", async () => {
    await withKeys();
    const { code, err } = await world.run(...retire(TODAY - 300 * DAY));
    expect({ code, err }).toMatchObject({
      code: 0,
      err: expect.stringMatching(/is past: as soon as this is published .* k1 .*--allow-removal/),
    });
    expect(err).toMatch(/đã qua/);
    expect((await world.json("diff", ...dir))["changes"]).toMatchObject([{ subject: "key", change: "changed", isLoss: true }]);
    const refused = await world.run("publish", ...signed);
    expect(refused).toMatchObject({
      code: 1,
      err: expect.stringMatching(/lost: key .* k1 changed: .*no longer in force now.*--allow-removal/),
    });
    expect((await world.run("publish", ...signed, "--allow-removal")).code).toBe(0);
  });

  test("or that ends later is no loss, and nothing is said", async () => {
    await withKeys();
    expect(await world.run(...retire(TODAY + DAY))).toMatchObject({ code: 0, err: "" });
    expect((await world.run("publish", ...signed)).code).toBe(0);
  });

  test("is told as well where it comes like that", async () => {
    await withKeys();
    const words = ["key", "add", ...dir, "--issuer", ISSUER, "--until", String(TODAY - DAY), writePublicKey("k3")];
    expect(await world.run(...words)).toMatchObject({ code: 0, err: expect.stringContaining("is past") });
  });
});

test("types that an issuer loses are a loss, by name", async () => {
  await withKeys();
  await world.json("issuer", "types", ...dir, "--issuer", ISSUER, "--types", "citizen");
  const refused = await world.run("publish", ...signed);
  expect(refused).toMatchObject({ code: 1, err: expect.stringMatching(/no longer accepted: student.*--allow-removal/) });
  expect((await world.run("publish", ...signed, "--allow-removal")).code).toBe(0);
});

test("one key under two names is told", async () => {
  await withKeys();
  const jwk = newPrivateJwk("EdDSA");
  const add = (file: string) => world.run("key", "add", ...dir, "--issuer", ISSUER, file);
  expect((await add(writePublicKey("k3", jwk))).err).toBe("");
  expect(await add(writePublicKey("k4", jwk))).toMatchObject({
    code: 0,
    err: expect.stringMatching(/k4 and k3 of .* are one and the same key/),
  });
});

describe("a stick for kiosks", () => {
  test("never has a root key on it, whole or damaged", async () => {
    await withKeys();
    mkdirSync(world.path("a"));
    renameSync(world.path("a.key"), world.path("a", "root.key"));
    const words = ["export", ...dir, "--stick", world.path("a")];
    const refused = await world.run(...words);
    expect(refused).toMatchObject({
      code: 1,
      err: expect.stringMatching(/root\.key is a private key; a stick with a root key must not travel/),
    });
    expect(refused.err).toMatch(VIETNAMESE);
    expect(existsSync(world.path("a", "tram-trust"))).toBe(false);
    expect((await world.run("export", ...dir, "--stick", world.path("a", "tram-trust"))).code).toBe(1);
    rmSync(world.path("a", "root.key"));
    writeFileSync(world.path("a", "notes.txt"), "who has which stick");
    expect((await world.run(...words)).code).toBe(0);
  });

  test.each(["pub", "pub/repository", "pub/keys", "other"])("is not the publisher's folder: %s", async (name) => {
    await withKeys();
    cpSync(world.path("pub"), world.path("other"), { recursive: true });
    const refused = await world.run("export", ...dir, "--stick", world.path(...name.split("/")));
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining("publisher's folder, with private keys in it") });
    expect(existsSync(world.path(...name.split("/"), "tram-trust"))).toBe(false);
  });

  test.each([
    ["the publisher's own folder, however deep", "stick/of/a/pub", "stick/of/a/pub", ""],
    ["a copy of one", "stick/copy", "pub", "keys"],
    ["a copy of one without its draft", "stick/copy", "pub", "draft.json"],
  ])("has no private keys in a folder of it: %s", async (_, there, own, lost) => {
    await withKeys();
    cpSync(world.path("pub"), world.path(...there.split("/")), { recursive: true });
    if (lost !== "") rmSync(world.path(...there.split("/"), lost), { recursive: true });
    const refused = await world.run("export", "--dir", world.path(...own.split("/")), "--stick", world.path("stick"));
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining("on this stick is a publisher's folder") });
    expect(refused.err).toMatch(VIETNAMESE);
    expect(existsSync(world.path("stick", "tram-trust"))).toBe(false);
  });

  test("may have folders of other things on it", async () => {
    await withKeys();
    mkdirSync(world.path("stick", "photographs", "keys"), { recursive: true });
    expect((await world.run("export", ...dir, "--stick", world.path("stick"))).code).toBe(0);
  });
});

describe("a sealed key that was cut short", () => {
  const CUT = "-----BEGIN AGE ENCRYPTED FILE-----\nYWdlLWVuY3J5cHRpb24ub3JnL3Yx\n";

  test.each([
    ["in the folder", "pub/keys/targets.key", 1],
    ["of a holder", "a.key", 2],
  ])("%s is not called a wrong passphrase, and nobody is asked for one", async (_, name, code) => {
    let asked = 0;
    const file = world.path(...name.split("/"));
    const real = await afterCeremony(temporaryFolder(), ({ keys, passphrases }) => ({
      keys: { ...keys, read: (path) => (path.endsWith(name) ? readPrivateKey(path) : keys.read(path)) },
      passphrases: { ...passphrases, ask: async () => void asked++ },
    }));
    writeFileSync(real.path(...name.split("/")), CUT);
    const words = code === 1 ? ["publish", "--allow-empty"] : ["root", "renew", "--key", real.path("a.key")];
    const refused = await real.run(...words, "--dir", real.path("pub"));
    expect(refused).toMatchObject({
      code,
      err: expect.stringMatching(/is damaged or cut short, the passphrase is not at fault; take it from the backup/),
    });
    expect(refused.err).toMatch(/bị hỏng hoặc bị cắt/);
    expect({ asked, isOther: file !== real.path(...name.split("/")) }).toEqual({ asked: 0, isOther: true });
  });

  test.each(["cut short", "whole"])("is no issuer's key either, nor is one that is whole: %s", async (how) => {
    const encrypter = new Encrypter();
    encrypter.setPassphrase("bốn từ không liên quan");
    encrypter.setScryptWorkFactor(10);
    const sealed = armor.encode(await encrypter.encrypt(JSON.stringify(newPrivateJwk("EdDSA"))));
    writeFileSync(world.path("a.key"), how === "whole" ? sealed : CUT);
    const refused = await world.run("key", "add", ...dir, "--issuer", ISSUER, world.path("a.key"));
    expect(refused).toMatchObject({ code: 2, err: expect.stringMatching(/a sealed root key .*not an issuer's/) });
  });
});

describe("a publisher's folder without its draft", () => {
  test.each([
    ["", ["keys", "repository"]],
    [" or its keys", ["repository"]],
    [" or its repository", ["keys"]],
  ])("%s is to be restored, and nothing removed", async (_, left) => {
    await withKeys();
    rmSync(world.path("pub", "draft.json"));
    for (const name of ["keys", "repository"].filter((each) => !left.includes(each))) rmSync(world.path("pub", name), { recursive: true });
    const init = ["init", ...dir, "--root-key", world.path("x.key"), "--root-key", world.path("y.key"), "--same-place"];
    for (const words of [["show", ...dir], ["publish", ...signed], init]) {
      const refused = await world.run(...words);
      expect(refused).toMatchObject({
        code: 1,
        err: expect.stringMatching(/without its draft\.json; remove nothing: restore draft\.json from the backup/),
      });
      expect(refused.err).toMatch(/đừng xoá gì/);
    }
    expect(existsSync(world.path("x.key"))).toBe(false);
  });

  test("is another thing than a folder that never was one", async () => {
    mkdirSync(world.path("empty"));
    expect(await world.run("show", "--dir", world.path("empty"))).toMatchObject({
      code: 2,
      err: expect.stringContaining("no publisher's folder"),
    });
  });
});

describe("words that are wrong are named:", () => {
  test("a type", async () => {
    const { code, err } = await world.run("issuer", "add", ...dir, "--issuer", ISSUER, "--types", "health-insurance,prescrption");
    expect(code).toBe(2);
    expect(err).toMatch(/Không có loại 'prescrption'; các loại, cách nhau bằng dấu phẩy: citizen, .*prescription/);
    expect(err).toMatch(/There is no type 'prescrption'; types, separated by commas: citizen, .*prescription/);
    const twice = await world.run("issuer", "add", ...dir, "--issuer", ISSUER, "--types", "citizen,citizen");
    expect(twice).toMatchObject({ code: 2, err: expect.stringContaining("The type 'citizen' is there twice") });
  });

  test("a root that is none", async () => {
    await withKeys();
    const file = world.path("pub", "repository", "metadata", "timestamp.json");
    const refused = await world.run("verify", "--repository", world.path("pub"), "--root", file);
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining(`${file} is no root.json`) });
  });

  test("an identity that is none", async () => {
    await withKeys();
    const refused = await world.run("revoke", ...dir, "--issuer", ISSUER, "--credential", "8d85838");
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining("64 lower-case hex digits") });
  });

  test("a code that cannot be read", async () => {
    writeFileSync(world.path("empty"), "\n");
    for (const name of ["nowhere", "pub", "empty"]) {
      const refused = await world.run("rehearse", ...dir, "--code", world.path(name));
      expect(refused).toMatchObject({ code: 2, err: expect.stringContaining(`cannot read --code ${world.path(name)}`) });
    }
  });

  test("one root key twice, by its file or in a copy", async () => {
    const renew = (...keys: readonly string[]) =>
      world.run("root", "renew", ...signed, ...keys.flatMap((key) => ["--key", world.path(key)]));
    expect(await renew("a.key", "a.key")).toMatchObject({ code: 2, err: expect.stringContaining("the same key twice") });
    writeFileSync(world.path("copy.key"), readFileSync(world.path("a.key")));
    expect(await renew("a.key", "copy.key")).toMatchObject({ code: 2, err: expect.stringContaining("the same key twice") });
    expect(existsSync(world.path("pub", "root-draft.json"))).toBe(false);
    expect((await renew("a.key", "b.key")).code).toBe(0);
  });
});

test("an empty draft that was never published is not said to be published", async () => {
  const { out } = await world.run("diff", ...dir);
  expect(out).toContain("Nothing has been published yet, and the draft is empty");
  expect(out).not.toContain("The same contents");
});

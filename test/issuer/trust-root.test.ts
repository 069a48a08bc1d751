import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { TrustParts } from "../../src/issuer/trust/parts.ts";
import { afterCeremony, DAY, type PublisherWorld, publisherWorld, TODAY } from "../support/publisher-world.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

type Changes = (parts: TrustParts) => Partial<TrustParts>;

/** A publisher that has published, though only an empty list. */
async function published(changes?: Changes): Promise<PublisherWorld> {
  const world = await afterCeremony(temporaryFolder(), changes);
  await publishAnew(world);
  return world;
}

function publishAnew({ json, path }: PublisherWorld) {
  return json("publish", "--dir", path("pub"), "--passphrase-file", path("pw"), "--allow-empty");
}

function rotateWords({ path }: PublisherWorld, ...more: readonly string[]): readonly string[] {
  const keys = ["--key", path("a.key"), "--key", path("b.key"), "--passphrase-file", path("pw"), "--new-passphrase-file", path("pw")];
  return ["root", "rotate", "--dir", path("pub"), ...keys, ...more];
}

/** What a kiosk says that has had the first root since the ceremony. */
async function kioskSays({ run, path }: PublisherWorld) {
  return await run("verify", "--repository", path("pub", "repository"), "--root", path("pub", "repository", "metadata", "1.root.json"));
}

async function rootKeys({ json, path }: PublisherWorld): Promise<readonly string[]> {
  const { root } = (await json("show", "--dir", path("pub"))) as { root: { roles: { root: { keys: string[] } } } };
  return root.roles.root.keys;
}

describe("the ceremony", () => {
  test("makes sealed keys, a first root that two of three sign for, and a record to sign on paper", async () => {
    const world = publisherWorld(temporaryFolder());
    const { path } = world;
    for (const name of ["one", "two", "three", "four"]) writeFileSync(path(name), `passphrase number ${name}\n`);
    const keys = ["a.key", "b.key", "c.key"].flatMap((name) => ["--root-key", path(name)]);
    const files = ["one", "two", "three", "four"].flatMap((name) => ["--new-passphrase-file", path(name)]);
    const { code, out } = await world.run("init", "--dir", path("pub"), ...keys, ...files, "--same-place");
    expect(code).toBe(0);
    expect(out).toMatch(/KEY CEREMONY RECORD[\s\S]*needs: {2}2 \/ 3/);
    for (const keyId of await rootKeys(world)) expect(out).toContain(keyId.slice(0, 20).match(/.{4}/g)?.join(" "));
    expect(readdirSync(path("pub", "keys"))).toEqual(["snapshot.key", "targets.key", "timestamp.key"]);
    expect(JSON.parse(readFileSync(path("b.key"), "utf8")).passphrase).toBe("passphrase number two");
    expect(JSON.parse(readFileSync(path("pub", "keys", "targets.key"), "utf8")).passphrase).toBe("passphrase number four");
  });

  test.each([
    ["root keys on one device", [], /same device/],
    ["fewer root keys than signatures", ["--threshold", "4"], /3 root keys, 4 signatures needed/],
    ["a passphrase that is too short", ["--same-place", "--new-passphrase-file", "short"], /too short/],
    [
      "too few passphrases",
      ["--same-place", "--new-passphrase-file", "pw", "--new-passphrase-file", "pw"],
      /2 --new-passphrase-file for 4 keys/,
    ],
    ["nobody to ask for a passphrase", ["--same-place"], /no terminal to ask on/],
  ])("refuses %s", async (_, words, message) => {
    const world = publisherWorld(temporaryFolder());
    const { path } = world;
    writeFileSync(path("pw"), "long enough for this\n");
    writeFileSync(path("short"), "short\n");
    const keys = ["a.key", "b.key", "c.key"].flatMap((name) => ["--root-key", path(name)]);
    const files = words.map((word) => (word === "pw" || word === "short" ? path(word) : word));
    const { code, err } = await world.run("init", "--dir", path("pub"), ...keys, ...files);
    expect(code).toBeGreaterThan(0);
    expect(err).toMatch(message);
    expect(existsSync(path("pub", "draft.json"))).toBe(false);
  });

  /** A ceremony whose parts can be made to fail, and every file that there is afterwards. */
  function ceremony(changes?: Changes) {
    const world = publisherWorld(temporaryFolder(), changes);
    const { path } = world;
    writeFileSync(path("pw"), "long enough for this\n");
    const keys = ["a.key", "b.key", "c.key"].flatMap((name) => ["--root-key", path(name)]);
    const init = (...more: readonly string[]) => world.run("init", "--dir", path("pub"), ...keys, "--same-place", ...more);
    const files = () => readdirSync(world.folder, { recursive: true, encoding: "utf8" }).toSorted();
    return { ...world, init, files };
  }
  const WITH_FILE = (world: PublisherWorld) => ["--new-passphrase-file", world.path("pw")];

  test.each([1, 2, 3, 4, 5, 6, 7, 8])("that fails at write %d leaves nothing behind, and can be held again at once", async (at) => {
    let [writes, isBroken] = [0, true];
    const fail = async <T>(write: () => Promise<T>): Promise<T> => {
      if (++writes === at && isBroken) throw new Error("the stick was pulled out");
      return await write();
    };
    const world = ceremony((parts) => ({
      keys: { ...parts.keys, writeSealed: (...args) => fail(() => parts.keys.writeSealed(...args)) },
      repositoryAt: (folder) => {
        const real = parts.repositoryAt(folder);
        return { ...real, writeRoot: (...args) => fail(() => real.writeRoot(...args)) };
      },
      disk: {
        ...parts.disk,
        keptFile: (path) => {
          const real = parts.disk.keptFile(path);
          return { ...real, replace: (bytes) => fail(() => real.replace(bytes)) };
        },
      },
    }));
    await expect(world.init(...WITH_FILE(world))).rejects.toThrow("pulled out");
    expect(world.files()).toEqual(["pw"]);
    isBroken = false;
    expect((await world.init(...WITH_FILE(world))).code).toBe(0);
    expect(await rootKeys(world)).toHaveLength(3);
  });

  test("removes nothing that was there before it, and touches no stick where one has a key already", async () => {
    const world = ceremony();
    writeFileSync(world.path("c.key"), "somebody's");
    const before = world.files();
    const { code, err } = await world.init(...WITH_FILE(world));
    expect(code).toBe(1);
    expect(err).toContain("c.key is there, and a key is never overwritten");
    expect(world.files()).toEqual(before);
    expect(readFileSync(world.path("c.key"), "utf8")).toBe("somebody's");
  });

  test.each([
    ["a stick that cannot be written to", "b.key", /cannot be written to; is the stick write-protected/],
    ["a folder that cannot be written to", "draft.json", /cannot be written to/],
  ])("finds %s before anybody types a passphrase", async (_, name, message) => {
    const asked: string[] = [];
    const world = ceremony((parts) => {
      const look = (real: TrustParts["disk"]["nearestPlace"]) => async (path: string) => {
        const place = await real(path);
        return path.endsWith(name) ? { ...place, isWritable: false } : place;
      };
      const placeOf: TrustParts["disk"]["placeOf"] = async (path) =>
        (await parts.disk.placeOf(path)) && (await look(parts.disk.nearestPlace)(path));
      return {
        disk: { ...parts.disk, placeOf, nearestPlace: look(parts.disk.nearestPlace) },
        passphrases: { ...parts.passphrases, ask: async (question) => void asked.push(question) },
      };
    });
    const { code, err } = await world.init();
    expect({ code, asked }).toEqual({ code: 1, asked: [] });
    expect(err).toMatch(message);
    expect(world.files()).toEqual(["pw"]);
  });

  /** Somebody at the terminal, who types these lines one after the other. */
  function typing(...lines: readonly string[]) {
    const questions: string[] = [];
    const rest = [...lines];
    const ask = async (question: string) => {
      questions.push(question);
      return rest.shift();
    };
    return { questions, changes: (parts: TrustParts) => ({ passphrases: { ...parts.passphrases, ask } }) };
  }
  const WORDS = ["ba con mèo vàng", "bốn chiếc ghế gỗ", "năm quả cam chua", "sáu hòn đá cuội"];

  test("asks again where the two are not the same, too short, too simple, or somebody else's", async () => {
    const [a = "", b = "", c = "", folder = ""] = WORDS;
    const { questions, changes } = typing(a, "ba con meo vang", "ngắn", "aaaaaaaaaaaaaaa");
    const world = ceremony(changes);
    const { code } = await world.init();
    expect(code).toBe(1);
    expect(questions[2]).toMatch(/hai lần nhập khác nhau[\s\S]*the two were not the same; once again/);
    expect(questions[3]).toMatch(/too short/);
    expect(world.files()).toEqual(["pw"]);

    const patient = typing(a, "ba con meo vang", a, a, a, b, b, c, c, folder, folder);
    const second = ceremony(patient.changes);
    expect((await second.init()).code).toBe(0);
    expect(patient.questions[5]).toMatch(/another key has this passphrase already/);
    expect(JSON.parse(readFileSync(second.path("b.key"), "utf8")).passphrase).toBe(b);
  });

  test("never writes over a key, nor into a folder that has had its ceremony", async () => {
    const world = await afterCeremony(temporaryFolder());
    const { path } = world;
    const before = readFileSync(path("a.key"));
    const words = ["--same-place", "--new-passphrase-file", path("pw"), "--threshold", "1"];
    expect((await world.run("init", "--dir", path("pub"), "--root-key", path("d.key"), ...words)).err).toContain(
      "is a publisher's folder already",
    );
    expect((await world.run("init", "--dir", path("other"), "--root-key", path("a.key"), ...words)).err).toContain(
      "a key is never overwritten",
    );
    expect(readFileSync(path("a.key"))).toEqual(before);
  });

  test("an unsealed timestamp key lets a timer refresh without a passphrase, and nothing else", async () => {
    const world = publisherWorld(temporaryFolder());
    const { path } = world;
    writeFileSync(path("pw"), "long enough for this\n");
    const keys = ["a.key", "b.key"].flatMap((name) => ["--root-key", path(name)]);
    const words = ["--same-place", "--unsealed-timestamp", "--new-passphrase-file", path("pw")];
    await world.json("init", "--dir", path("pub"), ...keys, ...words);
    await publishAnew(world);
    expect((await world.run("refresh", "--dir", path("pub"))).code).toBe(0);
    expect((await world.run("publish", "--dir", path("pub"), "--allow-empty")).err).toContain("no terminal to ask on");
  });
});

describe("a new root", () => {
  test("renewed: kiosks with the first root take it", async () => {
    const world = await published();
    const { path } = world;
    world.setClock(TODAY + 30 * DAY);
    const keys = ["--key", path("a.key"), "--key", path("c.key"), "--passphrase-file", path("pw")];
    expect(await world.json("root", "renew", "--dir", path("pub"), ...keys)).toMatchObject({
      version: 2,
      expires: TODAY + 760 * DAY,
      replaced: [],
    });
    expect((await kioskSays(world)).code).toBe(0);
  });

  test("signed by too few waits, tells what to do, and can be dropped with the keys made for it", async () => {
    const world = await published();
    const { path } = world;
    const words = ["--key", path("a.key"), "--passphrase-file", path("pw"), "--new-passphrase-file", path("pw"), "--replace", "targets"];
    const { code, err } = await world.run("root", "rotate", "--dir", path("pub"), ...words);
    expect(code).toBe(1);
    expect(err).toContain("1 of 2 by the old keys");
    const draft = path("pub", "root-draft.json");
    expect(err).toContain(`The next holder signs: tram trust root sign --draft ${draft} --key STICK/root.key`);
    expect(err).toContain(`tram trust root publish --dir ${path("pub")}`);
    expect(existsSync(path("pub", "repository", "metadata", "2.root.json"))).toBe(false);
    expect(existsSync(path("pub", "keys", "targets.root-2.key"))).toBe(true);
    expect((await world.run("root", "drop", "--dir", path("pub"))).code).toBe(0);
    expect(readdirSync(path("pub", "keys"))).toEqual(["snapshot.key", "targets.key", "timestamp.key"]);
    await publishAnew(world);
    expect((await kioskSays(world)).code).toBe(0);
  });

  test("is not begun where a signer's passphrase is wrong or a new key would lie beside another one", async () => {
    const world = await published();
    const { path } = world;
    const before = readdirSync(world.folder, { recursive: true, encoding: "utf8" }).toSorted();
    writeFileSync(path("wrong"), "not this one at all\n");
    const signers = ["--key", path("a.key"), "--key", path("b.key"), "--new-passphrase-file", path("pw"), "--replace", "targets"];
    const words = ["root", "rotate", "--dir", path("pub"), ...signers];
    const wrong = await world.run(...words, "--passphrase-file", path("wrong"), "--new-root-key", path("d.key"), "--same-place");
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining("the passphrase does not open") });
    const beside = await world.run(...words, "--passphrase-file", path("pw"), "--new-root-key", path("d.key"));
    expect(beside).toMatchObject({ code: 1, err: expect.stringContaining("is on the same device as") });
    expect(readdirSync(world.folder, { recursive: true, encoding: "utf8" }).toSorted()).toEqual([...before, "wrong"].toSorted());
    expect((await world.run(...words, "--passphrase-file", path("pw"), "--new-root-key", path("d.key"), "--same-place")).code).toBe(0);
    expect(await rootKeys(world)).toHaveLength(4);
    expect((await kioskSays(world)).code).toBe(0);
  });

  test("holders who never meet: draft, one signature after another on copies that travel, publish", async () => {
    const world = await published();
    const { path, json, run } = world;
    const [, , third = ""] = await rootKeys(world);
    const publicHalf = path("d.pub");
    await json("root", "key", "--out", path("d.key"), "--public", publicHalf, "--new-passphrase-file", path("pw"));
    await json("root", "draft", "--dir", path("pub"), "--remove", third.slice(0, 12), "--add", publicHalf);
    cpSync(path("pub", "root-draft.json"), path("travelling.json"));
    for (const name of ["a.key", "d.key"]) {
      await json("root", "sign", "--draft", path("travelling.json"), "--key", path(name), "--passphrase-file", path("pw"));
    }
    const publish = ["root", "publish", "--dir", path("pub"), "--draft", path("travelling.json")];
    // The new set has its two, the old one has only one of them.
    expect((await run(...publish)).err).toContain("1 of 2 by the old keys, 2 of 2 by the new ones");
    await json("root", "sign", "--draft", path("travelling.json"), "--key", path("b.key"), "--passphrase-file", path("pw"));
    expect((await run(...publish)).code).toBe(0);
    expect((await kioskSays(world)).code).toBe(0);
    expect(await rootKeys(world)).not.toContain(third);
    expect(existsSync(path("pub", "root-draft.json"))).toBe(false);
  });

  test("a holder sees every key that will count, and a key that is no root key cannot sign", async () => {
    const world = await published();
    const { path, json, run } = world;
    await json("root", "draft", "--dir", path("pub"));
    const words = ["root", "sign", "--draft", path("pub", "root-draft.json"), "--passphrase-file", path("pw")];
    const { out, err, code } = await run(...words, "--key", path("pub", "keys", "targets.key"));
    expect(code).toBe(1);
    expect(err).toContain("is no root key of this root");
    for (const keyId of await rootKeys(world)) expect(out).toContain(keyId.slice(0, 4));
  });

  test("a draft that was changed on its way has no signatures any more", async () => {
    const world = await published();
    const { path, json, run } = world;
    await json("root", "draft", "--dir", path("pub"));
    const draft = path("pub", "root-draft.json");
    await json("root", "sign", "--draft", draft, "--key", path("a.key"), "--key", path("b.key"), "--passphrase-file", path("pw"));
    const changed = JSON.parse(readFileSync(draft, "utf8"));
    changed.root.signed.roles.root.threshold = 1;
    writeFileSync(draft, JSON.stringify(changed));
    expect((await run("root", "publish", "--dir", path("pub"))).err).toContain("0 of 2 by the old keys");
  });

  test("a root of another publisher is not published here", async () => {
    const [world, other] = [await published(), await published()];
    await other.json("root", "draft", "--dir", other.path("pub"));
    const draft = other.path("pub", "root-draft.json");
    const keys = ["--key", other.path("a.key"), "--key", other.path("b.key"), "--passphrase-file", other.path("pw")];
    await other.json("root", "sign", "--draft", draft, ...keys);
    const { code, err } = await world.run("root", "publish", "--dir", world.path("pub"), "--draft", draft);
    expect(code).toBe(1);
    expect(err).toContain("does not follow the one that is published");
  });

  test.each([["targets"], ["snapshot"], ["timestamp"]])(
    "a replaced %s key signs from then on, and there is no moment without a valid signature",
    async (role) => {
      const looks: number[] = [];
      const world: PublisherWorld = await published((parts) => ({
        repositoryAt: (folder) => {
          const real = parts.repositoryAt(folder);
          const look = async () => void looks.push((await kioskSays(world)).code);
          return {
            ...real,
            publish: async (...args) => {
              const versions = await real.publish(...args);
              if (args[0][role as "targets"].length > 1) await look();
              return versions;
            },
            writeRoot: async (...args) => {
              await real.writeRoot(...args);
              if (args[0] > 1) await look();
            },
          };
        },
      }));
      expect((await world.run(...rotateWords(world, "--replace", role))).code).toBe(0);
      expect(looks).toEqual([0, 0]);
      await publishAnew(world);
      expect((await kioskSays(world)).code).toBe(0);
      expect(readdirSync(world.path("pub", "keys"))).toEqual(["snapshot.key", "targets.key", "timestamp.key"]);
    },
  );

  test("does not let what is published count for longer than it did", async () => {
    const world = await published();
    world.setClock(TODAY + 30 * DAY);
    expect((await world.run(...rotateWords(world, "--replace", "targets"))).code).toBe(0);
    const { published: now } = (await world.json("show", "--dir", world.path("pub"))) as { published: { expires: { targets: number } } };
    expect(now.expires.targets).toBe(TODAY + 180 * DAY);
    expect((await kioskSays(world)).code).toBe(0);
  });

  test("an old key that nobody can open any more does not stand in the way", async () => {
    const world = await published();
    const { path } = world;
    writeFileSync(path("pub", "keys", "targets.key"), "gone");
    expect((await world.run(...rotateWords(world, "--replace", "targets"))).code).toBe(1);
    expect((await world.run("root", "publish", "--dir", path("pub"), "--passphrase-file", path("pw"), "--old-keys-lost")).code).toBe(0);
    expect((await kioskSays(world)).code).toBe(0);
  });

  test.each([
    ["before the root is written", "writeRoot"],
    ["before the new key takes its place", "rename"],
  ] as const)("the power goes %s: what is there counts, and the work goes on", async (_, point) => {
    let isOut = false;
    const world = await published((parts) => ({
      disk: {
        ...parts.disk,
        rename: async (...args) => {
          if (isOut && point === "rename") throw new Error("power");
          await parts.disk.rename(...args);
        },
      },
      repositoryAt: (folder) => {
        const real = parts.repositoryAt(folder);
        return {
          ...real,
          writeRoot: async (...args) => {
            if (isOut && point === "writeRoot") throw new Error("power");
            await real.writeRoot(...args);
          },
        };
      },
    }));
    isOut = true;
    await expect(world.run(...rotateWords(world, "--replace", "targets", "--replace", "timestamp"))).rejects.toThrow("power");
    expect((await kioskSays(world)).code).toBe(0);
    isOut = false;
    const { path } = world;
    if (point === "writeRoot") await world.json("root", "publish", "--dir", path("pub"), "--passphrase-file", path("pw"));
    await publishAnew(world);
    expect((await kioskSays(world)).code).toBe(0);
  });
});

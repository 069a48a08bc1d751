import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { publicForm, readKeyFile, writeKeyFile } from "../../src/core/key-file.ts";
import { newPrivateJwk } from "../../src/drivers/key-generator.ts";
import { afterCeremony, DAY, type PublisherWorld, TODAY } from "../support/publisher-world.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const ISSUER = "https://issuer.example";

/** A publisher with one issuer and its key in the draft. */
async function withIssuer(): Promise<PublisherWorld> {
  const world = await afterCeremony(temporaryFolder());
  const { path } = world;
  writeFileSync(path("k1.pub"), publicKeyFile("k1"));
  await world.json("issuer", "add", "--dir", path("pub"), "--issuer", ISSUER, "--types", "citizen,student", "--name", "Nơi cấp thử");
  await world.json("key", "add", "--dir", path("pub"), "--issuer", ISSUER, path("k1.pub"));
  return world;
}

function publicKeyFile(kid: string, demo = false): string {
  const read = readKeyFile(writeKeyFile(newPrivateJwk("EdDSA"), { issuer: ISSUER, kid, demo }));
  if (!read.ok) throw new Error("no key");
  return JSON.stringify(publicForm(read.key));
}

function publishWords({ path }: PublisherWorld, ...more: readonly string[]): readonly string[] {
  return ["publish", "--dir", path("pub"), "--passphrase-file", path("pw"), ...more];
}

async function verify(world: PublisherWorld, repository = world.path("pub", "repository")) {
  return await world.run("verify", "--repository", repository, "--root", world.path("pub", "repository", "metadata", "1.root.json"));
}

describe("publishing", () => {
  test("a kiosk takes what was published, and the diff is empty afterwards", async () => {
    const world = await withIssuer();
    const { path } = world;
    const before = await world.json("diff", "--dir", path("pub"));
    expect(before["changes"]).toMatchObject([
      { subject: "issuer", change: "added", name: ISSUER },
      { subject: "key", change: "added", name: `${ISSUER} k1` },
    ]);
    expect(await world.json(...publishWords(world))).toMatchObject({
      versions: { root: 1, targets: 1, snapshot: 1, timestamp: 1 },
      sequence: 1,
    });
    expect((await verify(world)).code).toBe(0);
    expect(await world.json("diff", "--dir", path("pub"))).toMatchObject({ changes: [] });
  });

  test("versions go up by one, and a delta of the status lists goes with the second", async () => {
    const world = await withIssuer();
    const { path } = world;
    await world.json(...publishWords(world));
    await world.json("revoke", "--dir", path("pub"), "--issuer", ISSUER, "--credential", "ab".repeat(32));
    const answer = await world.json(...publishWords(world));
    expect(answer).toMatchObject({ versions: { targets: 2, timestamp: 2 }, sequence: 2 });
    expect(answer["deltaBytes"]).toBeLessThan(200);
    expect(readdirSync(path("pub", "repository", "targets")).some((name) => name.endsWith(".status-delta-2.bin"))).toBe(true);
  });

  test("the passphrase is asked for after the changes were told, and a wrong one changes nothing", async () => {
    const world = await withIssuer();
    const { path } = world;
    writeFileSync(path("wrong"), "a wrong passphrase\n");
    const { code, out, err } = await world.run("publish", "--dir", path("pub"), "--passphrase-file", path("wrong"));
    expect(code).toBe(1);
    expect(out).toContain("issuer https://issuer.example added");
    expect(err).toContain("the passphrase does not open");
    expect(existsSync(path("pub", "repository", "metadata", "timestamp.json"))).toBe(false);
  });

  test("a list without a key in force is published only when that is meant", async () => {
    const world = await withIssuer();
    const { path } = world;
    await world.json("key", "retire", "--dir", path("pub"), "--issuer", ISSUER, "--kid", "k1", "--until", String(TODAY - DAY));
    const refused = await world.run(...publishWords(world));
    expect(refused.code).toBe(1);
    expect(refused.err).toContain("--allow-empty");
    expect((await world.run(...publishWords(world, "--allow-empty"))).code).toBe(0);
  });

  test("what kiosks go by is lost only when that is meant", async () => {
    const world = await withIssuer();
    const { path } = world;
    writeFileSync(path("k2.pub"), publicKeyFile("k2"));
    await world.json("key", "add", "--dir", path("pub"), "--issuer", ISSUER, path("k2.pub"));
    await world.json(...publishWords(world));
    await world.json("key", "remove", "--dir", path("pub"), "--issuer", ISSUER, "--kid", "k1");
    const refused = await world.run(...publishWords(world));
    expect(refused.code).toBe(1);
    expect(refused.err).toContain(`key ${ISSUER} k1 removed`);
    expect((await world.run(...publishWords(world, "--allow-removal"))).code).toBe(0);
  });

  test("another key under an old name is a loss, and both fingerprints are told", async () => {
    const world = await withIssuer();
    const { path, json } = world;
    await json(...publishWords(world));
    writeFileSync(path("swapped.pub"), publicKeyFile("k1"));
    await json("key", "remove", "--dir", path("pub"), "--issuer", ISSUER, "--kid", "k1");
    const added = await world.run("key", "add", "--dir", path("pub"), "--issuer", ISSUER, path("swapped.pub"));
    const [, fingerprint = ""] = /added: fingerprint ((?:[0-9a-f]{4} ){4}[0-9a-f]{4})/.exec(added.out) ?? [];
    expect(fingerprint).not.toBe("");
    expect(added.out).toContain("Compare the fingerprint with the issuer's paper");
    const { changes } = (await json("diff", "--dir", path("pub"))) as { changes: { change: string; fingerprint: string }[] };
    expect(changes).toMatchObject([
      { subject: "key", change: "removed", name: `${ISSUER} k1`, isLoss: true },
      { subject: "key", change: "added", name: `${ISSUER} k1`, isLoss: false },
    ]);
    expect(changes[1]?.fingerprint.startsWith(fingerprint.replaceAll(" ", ""))).toBe(true);
    const refused = await world.run(...publishWords(world));
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining("--allow-removal") });
    expect((await world.run("show", "--dir", path("pub"))).out).toContain(fingerprint);
    expect((await world.run(...publishWords(world, "--allow-removal"))).code).toBe(0);
  });

  test("a policy that no issuer of the draft can satisfy is told, where it is set and where it is published", async () => {
    const world = await withIssuer();
    const { path } = world;
    writeFileSync(path("ward.toml"), 'id = "ward"\ncredentials = ["student", "prescription"]\nissuers = ["https://other.example"]\n');
    const set = await world.run("policy", "set", "--dir", path("pub"), "--group", "wards", path("ward.toml"));
    expect(set.code).toBe(0);
    expect(set.err).toContain("issuers that are not on the list: https://other.example");
    expect((await world.run("rehearse", "--dir", path("pub"))).err).toContain("no wanted issuer has a key for: student, prescription");
    const published = await world.run(...publishWords(world));
    expect(published.code).toBe(0);
    expect(published.err).toContain("the policy ward of the group wards");
  });

  test("a clock that is behind the last signing, or far ahead of it, signs nothing", async () => {
    const world = await withIssuer();
    await world.json(...publishWords(world));
    world.setClock(TODAY - DAY);
    expect((await world.run(...publishWords(world))).err).toContain("the clock of this machine is wrong");
    world.setClock(TODAY + 61 * DAY);
    expect((await world.run(...publishWords(world))).err).toContain("--after-pause");
    expect((await world.run(...publishWords(world, "--after-pause"))).code).toBe(0);
  });

  test("an old copy of the repository is noticed before kiosks refuse what comes out of it", async () => {
    const world = await withIssuer();
    const { path } = world;
    await world.json(...publishWords(world));
    cpSync(path("pub", "repository"), path("old"), { recursive: true });
    await world.json(...publishWords(world));
    rmSync(path("pub", "repository"), { recursive: true });
    cpSync(path("old"), path("pub", "repository"), { recursive: true });
    const { code, err } = await world.run(...publishWords(world));
    expect(code).toBe(1);
    expect(err).toContain("older than the last publication");
  });

  test("a private key that somebody wrote into the draft is never published", async () => {
    const world = await withIssuer();
    const { path } = world;
    const draft = JSON.parse(readFileSync(path("pub", "draft.json"), "utf8"));
    draft.issuers[0].keys[0].jwk = { ...newPrivateJwk("EdDSA") };
    writeFileSync(path("pub", "draft.json"), JSON.stringify(draft));
    const { code, err } = await world.run(...publishWords(world));
    expect(code).toBe(1);
    expect(err).toMatch(/draft\.json/);
  });

  test("a key that kiosks would not admit stops the publication", async () => {
    const world = await withIssuer();
    const { path } = world;
    const draft = JSON.parse(readFileSync(path("pub", "draft.json"), "utf8"));
    // A point of order 1: everybody can sign for it.
    draft.issuers[0].keys[0].jwk = { kty: "OKP", crv: "Ed25519", x: Buffer.from(`01${"00".repeat(31)}`, "hex").toString("base64url") };
    writeFileSync(path("pub", "draft.json"), JSON.stringify(draft));
    const { code, err } = await world.run(...publishWords(world));
    expect(code).toBe(1);
    expect(err).toContain("kiosks cannot use the key");
  });

  test("two commands at once do not get into one another's way", async () => {
    const world = await withIssuer();
    const runs = await Promise.all([world.run("show", "--dir", world.path("pub")), world.run("show", "--dir", world.path("pub"))]);
    expect(runs.map(({ code }) => code).toSorted()).toEqual([0, 1]);
    expect(runs.map(({ err }) => err).join("")).toContain("another tram trust command");
  });

  test("a folder that is none is named with what to do", async () => {
    const world = await withIssuer();
    const { code, err } = await world.run("show", "--dir", world.path("nowhere"));
    expect(code).toBe(2);
    expect(err).toContain("tram trust init --dir");
  });
});

describe("refresh", () => {
  test("signs the timestamp alone, and kiosks go on for longer", async () => {
    const world = await withIssuer();
    const { path } = world;
    await world.json(...publishWords(world));
    world.setClock(TODAY + 20 * DAY);
    const words = ["refresh", "--dir", path("pub"), "--passphrase-file", path("pw")];
    expect(await world.json(...words)).toMatchObject({ versions: { targets: 1, snapshot: 1, timestamp: 2 }, expiresAt: TODAY + 65 * DAY });
    expect((await verify(world)).code).toBe(0);
  });

  test("does not pretend where the snapshot has ended", async () => {
    const world = await withIssuer();
    const { path } = world;
    await world.json(...publishWords(world));
    world.setClock(TODAY + 59 * DAY);
    const words = ["refresh", "--dir", path("pub"), "--passphrase-file", path("pw")];
    expect((await world.run(...words)).err).toContain("snapshot ends on 2027-01-26; run: tram trust publish");
    world.setClock(TODAY + 61 * DAY);
    const { code, err } = await world.run(...words);
    expect(code).toBe(1);
    expect(err).toContain("run: tram trust publish");
  });

  test("says so where nothing is published", async () => {
    const world = await withIssuer();
    expect(await world.run("refresh", "--dir", world.path("pub"), "--passphrase-file", world.path("pw"))).toMatchObject({ code: 1 });
  });
});

describe("sticks", () => {
  test("the copy on a stick is what a kiosk takes, and half of it is refused", async () => {
    const world = await withIssuer();
    const { path } = world;
    await world.json(...publishWords(world));
    mkdirSync(path("stick"));
    expect(await world.json("export", "--dir", path("pub"), "--stick", path("stick"))).toMatchObject({ versions: { timestamp: 1 } });
    expect((await verify(world, path("stick", "tram-trust"))).code).toBe(0);
    const [target = ""] = readdirSync(path("stick", "tram-trust", "targets"));
    rmSync(path("stick", "tram-trust", "targets", target));
    const { code, err } = await verify(world, path("stick", "tram-trust"));
    expect(code).toBe(1);
    expect(err).toContain("incomplete");
  });

  test("a stick that is not in is named", async () => {
    const world = await withIssuer();
    await world.json(...publishWords(world));
    expect((await world.run("export", "--dir", world.path("pub"), "--stick", world.path("gone", "stick"))).err).toContain(
      "is the stick in?",
    );
  });

  test("named by its own folder or by the one around it, a repository is the same; where there is none it is said which to name", async () => {
    const world = await withIssuer();
    const { path } = world;
    await world.json(...publishWords(world));
    mkdirSync(path("stick"));
    await world.json("export", "--dir", path("pub"), "--stick", path("stick", "tram-trust"));
    expect(readdirSync(path("stick"))).toEqual(["tram-trust"]);
    for (const named of [path("stick"), path("stick", "tram-trust"), path("pub")]) {
      const { code, out } = await verify(world, named);
      expect(code).toBe(0);
      const { root } = (await world.json("show", "--dir", path("pub"))) as { root: { firstSha256: string } };
      expect(out).toContain(root.firstSha256.slice(0, 20).match(/.{4}/g)?.join(" "));
    }
    const none = await verify(world, path("nowhere"));
    expect(none).toMatchObject({ code: 2, err: expect.stringContaining("name the folder with metadata/ and targets/") });
    cpSync(path("stick", "tram-trust"), path("stick", "repository"), { recursive: true });
    expect((await verify(world, path("stick"))).err).toContain("has several repositories; name one of them");
  });

  test("that another publisher or a newer state of this one has written are left alone", async () => {
    const [world, other] = [await withIssuer(), await withIssuer()];
    const { path } = world;
    mkdirSync(path("stick"));
    const exportFrom = (from: PublisherWorld, dir: string) => from.run("export", "--dir", from.path(dir), "--stick", path("stick"));
    expect(await exportFrom(world, "pub")).toMatchObject({ code: 1, err: expect.stringContaining("nothing is published yet") });
    await other.json(...publishWords(other));
    await exportFrom(other, "pub");
    await world.json(...publishWords(world));
    expect(await exportFrom(world, "pub")).toMatchObject({ code: 1, err: expect.stringContaining("is another publisher's (1.root.json") });
    rmSync(path("stick", "tram-trust"), { recursive: true });
    cpSync(path("pub"), path("old"), { recursive: true });
    await world.json(...publishWords(world));
    await exportFrom(world, "pub");
    const { code, err } = await exportFrom(world, "old");
    expect(code).toBe(1);
    expect(err).toContain("is newer than the repository here (timestamp 2 > 1)");
  });

  test("an expired copy is refused as frozen, and the answer in JSON says so", async () => {
    const world = await withIssuer();
    const { path } = world;
    await world.json(...publishWords(world));
    const root = path("pub", "repository", "metadata", "1.root.json");
    const words = ["verify", "--repository", path("pub", "repository"), "--root", root, "--at", "2027-06-01", "--json"];
    const { code, out } = await world.run(...words);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ accepted: false, refusal: "freeze" });
  });
});

describe("rehearsing", () => {
  test("tells on which days a key begins and ends, and until when kiosks can go on", async () => {
    const world = await withIssuer();
    const { path } = world;
    await world.json("key", "retire", "--dir", path("pub"), "--issuer", ISSUER, "--kid", "k1", "--until", "2026-12-10");
    const { moments } = (await world.json("rehearse", "--dir", path("pub"))) as {
      moments: { at: number; secondsLeft: number; issuers: { inForce: string[]; ended: string[] }[] }[];
    };
    const end = TODAY - (TODAY % DAY) + 13 * DAY - 7 * 3600;
    expect(moments.map(({ at }) => at)).toEqual([TODAY, TODAY + DAY, end, TODAY + 30 * DAY, TODAY + 45 * DAY]);
    expect(moments.map(({ issuers }) => issuers[0]?.inForce.length)).toEqual([1, 1, 0, 0, 0]);
    expect(moments.at(-1)?.secondsLeft).toBe(0);
  });

  test("judges a code by the policy of every group, and by one where that is asked for", async () => {
    const world = await withIssuer();
    const { path } = world;
    for (const [group, types] of [
      ["schools", '["student"]'],
      ["wards", '["citizen"]'],
    ]) {
      writeFileSync(path("policy.toml"), `id = "of-${group}"\ncredentials = ${types}\n`);
      await world.json("policy", "set", "--dir", path("pub"), "--group", group ?? "", path("policy.toml"));
    }
    writeFileSync(path("card.txt"), "not a code at all\n");
    const words = ["rehearse", "--dir", path("pub"), "--code", path("card.txt"), "--at", String(TODAY)];
    type Rehearsed = { moments: { answers: { group: string | null; policy: string; reason: string }[] }[] };
    const { moments } = (await world.json(...words)) as unknown as Rehearsed;
    expect(moments[0]?.answers.map(({ group, policy }) => [group, policy])).toEqual([
      [null, "want-everything"],
      ["schools", "of-schools"],
      ["wards", "of-wards"],
    ]);
    const one = (await world.json(...words, "--group", "wards")) as unknown as Rehearsed;
    expect(one.moments[0]?.answers).toMatchObject([{ group: "wards", reason: "not-understood" }]);
    const { out } = await world.run(...words);
    expect(out).toMatch(/group wards \(of-wards\): .*T-401 not-understood/);
  });

  test("of an empty draft says that nothing would be accepted", async () => {
    const world = await afterCeremony(temporaryFolder());
    const { out } = await world.run("rehearse", "--dir", world.path("pub"));
    expect(out).toContain("If the draft were published now");
    expect(out).toContain("the draft has no issuers: no kiosk would accept anything");
  });

  test("writes nothing", async () => {
    const world = await withIssuer();
    await world.run("rehearse", "--dir", world.path("pub"));
    expect(readdirSync(world.path("pub", "repository", "targets"))).toEqual([]);
  });
});

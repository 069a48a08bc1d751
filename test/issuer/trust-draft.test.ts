import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { publicForm, readKeyFile, writeKeyFile } from "../../src/core/key-file.ts";
import type { Draft } from "../../src/core/trust-draft.ts";
import { newPrivateJwk } from "../../src/drivers/key-generator.ts";
import { issueCredential } from "../../src/issuer/issue.ts";
import { memoryWorld } from "../support/issuer-parts.ts";
import { afterCeremony, DAY, type PublisherWorld, TODAY } from "../support/publisher-world.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const ISSUER = "https://issuer.example";

interface World extends PublisherWorld {
  /** Runs a command in the publisher's folder, and gives the draft after it. */
  readonly edit: (...words: readonly string[]) => Promise<Draft>;
  readonly refused: (...words: readonly string[]) => Promise<string>;
}

async function withIssuer(): Promise<World> {
  const world = await afterCeremony(temporaryFolder());
  const { path } = world;
  const edit: World["edit"] = async (...words) => {
    await world.json(...words, "--dir", path("pub"));
    return JSON.parse(readFileSync(path("pub", "draft.json"), "utf8"));
  };
  const refused: World["refused"] = async (...words) => {
    const before = readFileSync(path("pub", "draft.json"));
    const { code, err } = await world.run(...words, "--dir", path("pub"));
    expect(code).toBeGreaterThan(0);
    expect(readFileSync(path("pub", "draft.json"))).toEqual(before);
    return err;
  };
  await edit("issuer", "add", "--issuer", ISSUER, "--types", "citizen");
  return { ...world, edit, refused };
}

function keyFiles({ path }: PublisherWorld, name: string, demo = false): string {
  const text = writeKeyFile(newPrivateJwk("EdDSA"), { issuer: ISSUER, kid: name, demo });
  const read = readKeyFile(text);
  if (!read.ok) throw new Error("no key");
  writeFileSync(path(`${name}.key`), text);
  writeFileSync(path(`${name}.pub`), JSON.stringify(publicForm(read.key)));
  return path(`${name}.pub`);
}

/** Of RFC 8032 §7.1, TEST 1. */
const PUBLIC_ED25519 = { kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" };

describe("issuers", () => {
  test("are added, renamed, given types and removed, and the URI stays", async () => {
    const { edit } = await withIssuer();
    expect(
      (await edit("issuer", "rename", "--issuer", ISSUER, "--name", "Sở Y tế", "--name-en", "Health department")).issuers[0]?.name,
    ).toEqual({
      vi: "Sở Y tế",
      en: "Health department",
    });
    expect((await edit("issuer", "types", "--issuer", ISSUER, "--types", "citizen, student")).issuers[0]?.types).toEqual([
      "citizen",
      "student",
    ]);
    expect((await edit("issuer", "remove", "--issuer", ISSUER)).issuers).toEqual([]);
  });

  test("are there once, and an unknown one is named with where to look", async () => {
    const { refused } = await withIssuer();
    expect(await refused("issuer", "add", "--issuer", ISSUER, "--types", "citizen")).toContain("is there already");
    expect(await refused("issuer", "remove", "--issuer", "https://other.example")).toContain("see: tram trust show");
    expect(await refused("issuer", "types", "--issuer", ISSUER, "--types", "passport")).toContain(
      "There is no type 'passport'; types, separated by commas: citizen",
    );
    expect(await refused("issuer", "add", "--issuer", "no uri", "--types", "citizen")).toContain("An issuer is named by a URI");
  });
});

describe("keys", () => {
  test("of a private file are refused loudly, and nothing of them is taken", async () => {
    const world = await withIssuer();
    keyFiles(world, "k1");
    expect(await world.refused("key", "add", "--issuer", ISSUER, world.path("k1.key"))).toContain("this is a private key");
  });

  test("of a demo never enter a real list", async () => {
    const world = await withIssuer();
    expect(await world.refused("key", "add", "--issuer", ISSUER, keyFiles(world, "k1", true))).toContain("is a demo key");
  });

  test("have one name each", async () => {
    const world = await withIssuer();
    await world.edit("key", "add", "--issuer", ISSUER, keyFiles(world, "k1"));
    expect(await world.refused("key", "add", "--issuer", ISSUER, keyFiles(world, "k1"))).toContain("has a key k1 already");
    await world.edit("key", "add", "--issuer", ISSUER, "--kid", "other", keyFiles(world, "k1"));
  });

  test("rotate with an overlap in which both count, and never with a gap", async () => {
    const world = await withIssuer();
    await world.edit("key", "add", "--issuer", ISSUER, keyFiles(world, "old"));
    const [file, words] = [keyFiles(world, "new"), ["key", "rotate", "--issuer", ISSUER, "--old", "old"]];
    expect(await world.refused(...words, "--from", "2027-02-01", "--until", "2027-01-01", file)).toContain("nothing would be accepted");
    const draft = await world.edit(...words, "--from", "2027-01-01", "--until", "2027-02-01", file);
    const at = (text: string) => Date.parse(`${text}T00:00:00+07:00`) / 1000;
    expect(draft.issuers[0]?.keys).toMatchObject([
      { kid: "old", validUntil: at("2027-02-01") },
      { kid: "new", validFrom: at("2027-01-01") },
    ]);
  });

  test("are retired at a time, or removed at once", async () => {
    const world = await withIssuer();
    await world.edit("key", "add", "--issuer", ISSUER, keyFiles(world, "k1"));
    const retired = await world.edit("key", "retire", "--issuer", ISSUER, "--kid", "k1", "--until", String(TODAY + DAY));
    expect(retired.issuers[0]?.keys[0]?.validUntil).toBe(TODAY + DAY);
    expect((await world.edit("key", "remove", "--issuer", ISSUER, "--kid", "k1")).issuers[0]?.keys).toEqual([]);
    expect(await world.refused("key", "remove", "--issuer", ISSUER, "--kid", "k1")).toContain("has no key k1");
  });

  test("of the operator come bare or with particulars, and never private", async () => {
    const world = await withIssuer();
    const { kty, crv, x, d } = newPrivateJwk("EdDSA") as Record<string, string>;
    writeFileSync(world.path("time.json"), JSON.stringify({ event: "made", jwk: { kty, crv, x } }));
    writeFileSync(world.path("private.json"), JSON.stringify({ kty, crv, x, d }));
    const { operatorKeys } = await world.edit("operator-key", "add", "--use", "time", "--kid", "clock", world.path("time.json"));
    expect(operatorKeys).toEqual([{ use: "time", kid: "clock", jwk: { kty, crv, x } }]);
    expect(await world.refused("operator-key", "add", "--use", "provisioning", world.path("private.json"))).toContain("private key");
    expect((await world.edit("operator-key", "remove", "--kid", "clock")).operatorKeys).toEqual([]);
  });

  test("of a witness are Ed25519: nothing else cosigns", async () => {
    const world = await withIssuer();
    const { d: _, ...p256 } = newPrivateJwk("ES256") as Record<string, string>;
    writeFileSync(world.path("p256.json"), JSON.stringify(p256));
    writeFileSync(world.path("witness.json"), JSON.stringify(PUBLIC_ED25519));
    expect(await world.refused("operator-key", "add", "--use", "witness", world.path("p256.json"))).toContain(
      "a witness's key is an Ed25519 key",
    );
    const { operatorKeys } = await world.edit("operator-key", "add", "--use", "witness", "--kid", "w", world.path("witness.json"));
    expect(operatorKeys).toMatchObject([{ use: "witness", kid: "w" }]);
    const { out } = await world.run("operator-key", "add", "--use", "time", "--dir", world.path("pub"), world.path("witness.json"));
    expect(out).toContain("Compare the fingerprint with whoever holds this key: tram keys fingerprint FILE there.");
    expect(out).not.toContain("the issuer's paper");
  });

  test("to seal to are X25519, and of no other use", async () => {
    const world = await withIssuer();
    const jwk = { crv: "X25519", kty: "OKP", x: "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo" };
    writeFileSync(world.path("seal.json"), JSON.stringify({ kid: "2026-12", ...jwk }));
    writeFileSync(world.path("private.json"), JSON.stringify({ ...jwk, d: "dwdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LCo" }));
    writeFileSync(world.path("zero.json"), JSON.stringify({ ...jwk, x: "A".repeat(43) }));
    writeFileSync(world.path("time.json"), JSON.stringify(PUBLIC_ED25519));
    const { operatorKeys } = await world.edit("operator-key", "add", "--use", "seal", world.path("seal.json"));
    expect(operatorKeys).toEqual([{ use: "seal", kid: "2026-12", jwk }]);
    const again = await world.edit("operator-key", "add", "--use", "seal", "--kid", "2027-01", world.path("seal.json"));
    expect(again.operatorKeys.map(({ kid }) => kid)).toEqual(["2026-12", "2027-01"]);
    for (const file of ["private.json", "zero.json", "time.json"])
      expect(await world.refused("operator-key", "add", "--use", "seal", world.path(file))).toContain(
        "a seal key is the public half of an X25519 key",
      );
    expect(await world.refused("operator-key", "add", "--use", "time", world.path("seal.json"))).toBeTruthy();
  });
});

describe("groups of kiosks", () => {
  test("get a policy from a kiosk's configuration, and the few settings that may come from afar", async () => {
    const world = await withIssuer();
    writeFileSync(world.path("kiosk.toml"), '[policy]\nid = "quay-1"\ncredentials = ["citizen"]\n');
    await world.edit("policy", "set", "--group", "clinics", world.path("kiosk.toml"));
    const draft = await world.edit("configuration", "set", "--group", "clinics", "trustEverySeconds=600");
    expect(draft.groups).toEqual({
      clinics: { policy: { id: "quay-1", credentials: ["citizen"] }, configuration: { trustEverySeconds: 600 } },
    });
    expect((await world.edit("policy", "remove", "--group", "clinics")).groups).toEqual({
      clinics: { configuration: { trustEverySeconds: 600 } },
    });
    const emptied = await world.edit("configuration", "set", "--group", "clinics", "trustEverySeconds=");
    expect(emptied.groups).toEqual({ clinics: {} });
  });

  test("never get what could open a door, nor a policy that says nothing", async () => {
    const world = await withIssuer();
    expect(await world.refused("configuration", "set", "--group", "clinics", "relay=true")).toContain("there are only: trustEverySeconds");
    writeFileSync(world.path("wrong.toml"), 'id = "x"\ndisclose = { student = ["clas"] }\n');
    expect(await world.refused("policy", "set", "--group", "clinics", world.path("wrong.toml"))).toContain('no attribute "clas"');
    expect(await world.refused("policy", "set", "--group", "Clinics", world.path("wrong.toml"))).toContain("A group is named by");
  });
});

describe("taking credentials back", () => {
  async function lists({ json, path }: World) {
    return (await json("status", "show", "--dir", path("pub")))["lists"];
  }

  test("by the code itself, which is read and kept nowhere", async () => {
    const world = await withIssuer();
    await world.edit("key", "add", "--issuer", ISSUER, keyFiles(world, "k1"));
    const issued = memoryWorld();
    issued.files.set("k1.key", readFileSync(world.path("k1.key")));
    const order = { type: "citizen" as const, key: "k1.key", claim: [["id", "VD-0001"]] as const, out: "card.txt", scale: 8 };
    expect(await issueCredential({ ...order, claim: [...order.claim] }, issued.parts)).toBe(0);
    const text = Buffer.from(issued.files.get("card.txt") ?? "")
      .toString()
      .trim();
    writeFileSync(world.path("card.txt"), `${text}\n`);
    const answer = await world.json("revoke", "--dir", world.path("pub"), "--code", world.path("card.txt"));
    expect(answer).toMatchObject({ standing: "revoked", kind: "identity", name: ISSUER, changed: true });
    expect(await lists(world)).toMatchObject([{ kind: "identity", name: ISSUER, entries: 1 }]);
    const { moments } = (await world.json("rehearse", "--dir", world.path("pub"), "--code", world.path("card.txt"))) as {
      moments: { answers: { group: string | null; reason: string }[] }[];
    };
    expect(moments[0]?.answers).toMatchObject([{ group: null, reason: "revoked" }]);
    for (const name of readdirSync(world.path("pub"), { recursive: true, encoding: "utf8" })) {
      const file = world.path("pub", name);
      if (/\.\w+$/.test(name)) expect(readFileSync(file).toString("latin1")).not.toContain(text.slice(0, 40));
    }
  });

  test("a code that no key of the draft has signed is not taken for anybody's", async () => {
    const world = await withIssuer();
    writeFileSync(world.path("card.txt"), "NCF not a credential");
    expect(await world.refused("revoke", "--code", world.path("card.txt"))).toContain("no code of a signed credential");
  });

  test("by its place in a list: revoked, suspended, and given back", async () => {
    const world = await withIssuer();
    const uri = `${ISSUER}/status/1`;
    const place = ["--uri", uri, "--index", "42"];
    expect(await world.refused("revoke", ...place)).toContain("make one first");
    await world.edit("status", "new", "--uri", uri, "--size", "1000");
    await world.edit("suspend", ...place);
    expect(await lists(world)).toMatchObject([{ name: uri, entries: 1, size: 1000 }]);
    expect(await world.json("suspend", "--dir", world.path("pub"), ...place)).toMatchObject({ changed: false });
    await world.edit("reinstate", ...place);
    expect(await lists(world)).toMatchObject([{ entries: 0 }]);
    expect(await world.refused("revoke", "--uri", uri, "--index", "1000")).toContain("0 to 999");
  });

  test("of SMART Health Cards and EU certificates, which cannot be suspended", async () => {
    const world = await withIssuer();
    await world.edit("revoke", "--kid", "K", "--rid", "abc", "--before", "2026-01-01");
    await world.edit("revoke", "--kid", "ABCD", "--hashed", "uci", "--hash", "0f".repeat(16));
    const found = await lists(world);
    expect(found).toHaveLength(2);
    expect(found).toContainEqual(expect.objectContaining({ kind: "rid", name: "K", entries: 1, origin: null }));
    expect(found).toContainEqual(expect.objectContaining({ kind: "hash", name: "abcd", hashed: "uci", entries: 1 }));
    expect(await world.refused("suspend", "--kid", "K", "--rid", "abc")).toContain("only revoke");
  });

  test("in exactly one way", async () => {
    const world = await withIssuer();
    expect(await world.refused("revoke")).toContain("in exactly one way");
    expect(await world.refused("revoke", "--credential", "00".repeat(32))).toContain("needs --issuer");
    expect(await world.refused("revoke", "--issuer", ISSUER, "--credential", "AB")).toContain("64 lower-case hex digits");
  });

  test("a list as its issuer publishes it is taken over, and never goes back", async () => {
    const world = await withIssuer();
    const list = (ctr: number) => JSON.stringify({ kid: "K", method: "rid", ctr, rids: ["abc"] });
    writeFileSync(world.path("new.json"), list(5));
    writeFileSync(world.path("old.json"), list(4));
    await world.edit("status", "import", "--kind", "rid", world.path("new.json"));
    expect(await world.refused("status", "import", "--kind", "rid", world.path("old.json"))).toContain("older");
    expect(await world.refused("status", "import", "--kind", "token-status", world.path("new.json"))).toContain("needs --issuer");
    await world.edit("status", "remove", "--kind", "rid", "--name", "K");
    expect(await lists(world)).toEqual([]);
  });

  test("a status file that was damaged stops every command that would write over it", async () => {
    const world = await withIssuer();
    await world.edit("revoke", "--issuer", ISSUER, "--credential", "00".repeat(32));
    const [name = ""] = readdirSync(world.path("pub", "status"));
    writeFileSync(world.path("pub", "status", name), "damaged");
    expect(await world.refused("revoke", "--issuer", ISSUER, "--credential", "11".repeat(32))).toContain(
      "is damaged; take it from the backup",
    );
  });
});

describe("updates", () => {
  test("are copied in, listed in the diff, and withdrawn", async () => {
    const world = await withIssuer();
    mkdirSync(world.path("images"));
    writeFileSync(world.path("images", "kiosk-1.2.img"), "an image");
    const added = await world.json("update", "add", "--dir", world.path("pub"), world.path("images", "kiosk-1.2.img"));
    expect(added).toMatchObject({ name: "update-kiosk-1.2.img", length: 8 });
    const { changes } = (await world.json("diff", "--dir", world.path("pub"))) as { changes: object[] };
    expect(changes).toContainEqual({ subject: "update", change: "added", name: "update-kiosk-1.2.img", isLoss: false });
    await world.json("update", "remove", "--dir", world.path("pub"), "update-kiosk-1.2.img");
    expect(readdirSync(world.path("pub", "updates"))).toEqual([]);
  });

  test("need a name that a stick and a URL can carry", async () => {
    const world = await withIssuer();
    writeFileSync(world.path("Ảnh.img"), "x");
    expect(await world.refused("update", "add", world.path("Ảnh.img"))).toContain("give another name with --name");
  });
});

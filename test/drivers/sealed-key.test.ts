import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { armor, Decrypter, Encrypter } from "age-encryption";
import { expect, test } from "vitest";
import { newPrivateJwk } from "../../src/drivers/key-generator.ts";
import { readKeyFile, writeReadyKey, writeSealedKey } from "../../src/drivers/sealed-key.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const folder = temporaryFolder();
const path = (name: string) => join(folder, name);
const PASSPHRASE = "bốn từ không liên quan";

test("a sealed key opens with its passphrase and with no other, and others cannot read the file", async () => {
  const jwk = newPrivateJwk("EdDSA");
  const written = await writeSealedKey(path("root.key"), jwk, PASSPHRASE);
  expect(written).toMatchObject({ algorithm: "EdDSA" });
  expect(statSync(path("root.key")).mode & 0o777).toBe(0o600);
  const file = await readKeyFile(path("root.key"));
  if (file.kind !== "sealed") throw new Error(file.kind);
  const opened = await file.open(PASSPHRASE);
  expect(opened !== "damaged" && opened?.handle.export({ format: "jwk" })).toEqual(jwk);
  expect(await file.open("another passphrase")).toBeUndefined();
  expect(await writeSealedKey(path("root.key"), newPrivateJwk("EdDSA"), PASSPHRASE)).toBe("exists");
}, 60_000);

test("it is an age file as everybody makes them: a passphrase with the full work factor, in armour", async () => {
  const text = readFileSync(path("root.key"), "utf8");
  expect(text).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----\n[A-Za-z0-9+/=\n]+-----END AGE ENCRYPTED FILE-----\n$/);
  expect(Buffer.from(armor.decode(text)).toString("latin1")).toMatch(/^age-encryption\.org\/v1\n-> scrypt [A-Za-z0-9+/]{22} 18\n/);
  const decrypter = new Decrypter();
  decrypter.addPassphrase(PASSPHRASE);
  expect(JSON.parse(await decrypter.decrypt(armor.decode(text), "text"))).toMatchObject({ kty: "OKP", crv: "Ed25519" });
}, 60_000);

test("what age itself has sealed opens, and a stanza that asks for more work than anybody would does not", async () => {
  const jwk = newPrivateJwk("EdDSA");
  const sealedBy = async (workFactor: number) => {
    const encrypter = new Encrypter();
    encrypter.setPassphrase(PASSPHRASE);
    encrypter.setScryptWorkFactor(workFactor);
    return armor.encode(await encrypter.encrypt(JSON.stringify(jwk)));
  };
  const opened = async (text: string) => {
    writeFileSync(path("foreign.key"), text);
    const file = await readKeyFile(path("foreign.key"));
    return file.kind === "sealed" ? await file.open(PASSPHRASE) : undefined;
  };
  const sealed = await sealedBy(12);
  const key = await opened(sealed);
  expect(key !== "damaged" && key?.handle.export({ format: "jwk" })).toEqual(jwk);
  const changed = Buffer.from(Buffer.from(armor.decode(sealed)).toString("latin1").replace(" 12\n", " 21\n"), "latin1");
  expect(await opened(armor.encode(changed))).toBe("damaged");
}, 60_000);

test("a key that is not sealed is ready at once", async () => {
  await writeReadyKey(path("timestamp.key"), newPrivateJwk("EdDSA"));
  expect((await readKeyFile(path("timestamp.key"))).kind).toBe("ready");
  expect(statSync(path("timestamp.key")).mode & 0o777).toBe(0o600);
});

test.each([
  ["that is not there", () => path("nowhere")],
  ["that is a folder", () => folder],
  ["that is no key", () => path("text")],
  ["that is a public key", () => path("public")],
])("a file %s is no key, and says why without throwing", async (_, file) => {
  const { d: _secret, ...jwk } = newPrivateJwk("EdDSA") as Record<string, string>;
  writeFileSync(path("text"), "hello");
  writeFileSync(path("public"), JSON.stringify(jwk));
  expect(await readKeyFile(file())).toMatchObject({ kind: "unusable", detail: expect.stringMatching(/./) });
});

test("a sealed file with one letter changed opens with nothing", async () => {
  const lines = readFileSync(path("root.key"), "utf8").split("\n");
  const [letter = "A"] = lines[3] ?? "";
  lines[3] = `${letter === "A" ? "B" : "A"}${lines[3]?.slice(1)}`;
  writeFileSync(path("changed"), lines.join("\n"));
  const file = await readKeyFile(path("changed"));
  const opened = file.kind === "sealed" ? await file.open(PASSPHRASE) : undefined;
  expect([undefined, "damaged"]).toContain(opened);
}, 60_000);

test.each([
  ["without its last line", (text: string) => text.replace(/-----END.*\n/, "")],
  ["after half", (text: string) => text.slice(0, text.length / 2)],
  ["within the first line", (text: string) => text.slice(0, 20)],
  [
    "within the header, with a last line",
    (text: string) => `${text.split("\n").slice(0, 2).join("\n")}\n-----END AGE ENCRYPTED FILE-----\n`,
  ],
  [
    "after the header, with a last line",
    (text: string) => `${text.split("\n").slice(0, 4).join("\n")}\n-----END AGE ENCRYPTED FILE-----\n`,
  ],
  ["in the armour's alphabet", (text: string) => text.replace(/\n./, "\n*")],
])("a sealed file that is cut or changed %s is known as damaged before anybody types a passphrase", async (_, damage) => {
  writeFileSync(path("cut"), damage(readFileSync(path("root.key"), "utf8")));
  expect(await readKeyFile(path("cut"))).toMatchObject({ kind: "unusable", isDamaged: true });
});

test("where the passphrase opens the header and the rest is not what was written, the file is damaged and the passphrase right", async () => {
  const bytes = Buffer.from(armor.decode(readFileSync(path("root.key"), "utf8")));
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  writeFileSync(path("flipped"), armor.encode(bytes));
  const file = await readKeyFile(path("flipped"));
  if (file.kind !== "sealed") throw new Error(file.kind);
  expect(await file.open(PASSPHRASE)).toBe("damaged");
  expect(await file.open("another passphrase")).toBeUndefined();
}, 60_000);

test("an empty file is said to be empty, and a large one is not read", async () => {
  writeFileSync(path("empty"), "");
  expect(await readKeyFile(path("empty"))).toMatchObject({ kind: "unusable", detail: expect.stringContaining("empty") });
  writeFileSync(path("large"), Buffer.alloc(70_000, 45));
  expect(await readKeyFile(path("large"))).toEqual({ kind: "unusable", detail: "neither a sealed key nor a private JWK" });
});

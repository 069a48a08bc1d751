import { describe, expect, test } from "vitest";
import { publicForm, readKeyFile, writeKeyFile } from "../../src/core/key-file.ts";
import { trustInKeys } from "../../src/core/key-list.ts";
import { WANT_EVERYTHING } from "../../src/core/policy.ts";
import type { Claims } from "../../src/core/presentation.ts";
import { newPrivateJwk } from "../../src/drivers/key-generator.ts";
import { type IssueOptions, issueCredential } from "../../src/issuer/issue.ts";
import { judgeSymbol } from "../../src/issuer/judge.ts";
import type { IssuerParts } from "../../src/issuer/parts.ts";
import { HOLDER_KEY, AT as LIVE_AT, makeLiveCode } from "../support/credential-maker.ts";
import { messageIn } from "../support/issued.ts";
import { memoryWorld, NOW } from "../support/issuer-parts.ts";
import { TYPED_EXAMPLES } from "../support/typed-examples.ts";

const KEY_FILE = writeKeyFile(newPrivateJwk("EdDSA"), { issuer: "https://issuer.example", kid: "k1" });
const DEMO_FILE = writeKeyFile(newPrivateJwk("ES256"), { issuer: "https://issuer.example", kid: "d1", demo: true });
const PHONE_FILE = JSON.stringify({ issuer: "urn:phone", kid: "phone", alg: "EdDSA", jwk: HOLDER_KEY.jwk });
const OPTIONS: IssueOptions = { type: "citizen", key: "issuer.key", claim: [["id", "VD-0001"]], scale: 8, validForSeconds: 86_400 };

async function issue(
  changes: Partial<IssueOptions> = {},
  files: Readonly<Record<string, string | Uint8Array>> = {},
  parts: Partial<IssuerParts> = {},
) {
  const world = memoryWorld(parts);
  world.files.set("issuer.key", Buffer.from(KEY_FILE)).set("demo.key", Buffer.from(DEMO_FILE));
  world.privateFiles.add("issuer.key").add("demo.key");
  for (const [name, contents] of Object.entries(files)) world.files.set(name, Buffer.from(contents));
  const code = await issueCredential({ ...OPTIONS, ...changes }, world.parts);
  return { ...world, code };
}

function judge(text: string, at = NOW) {
  const key = readKeyFile(KEY_FILE);
  const { trust } = trustInKeys(key.ok ? [publicForm(key.key)] : []);
  return judgeSymbol(Buffer.from(text), { trust, policy: WANT_EVERYTHING, at });
}

describe("tram issue writes the credential", () => {
  test("as text into a pipe, and nothing else", async () => {
    const { code, stdout, stderr } = await issue();
    expect([code, stderr()]).toEqual([0, ""]);
    expect(stdout()).toMatch(/^NCF[^\n]*\n$/);
    expect(judge(stdout())).toMatchObject({ reason: "granted", claims: { id: "VD-0001" } });
  });

  test("as a QR code in a terminal", async () => {
    expect((await issue({}, {}, { isTerminal: true })).stdout()).toMatch(/^terminal NCF/);
  });

  test.each([
    ["card.png", /^png NCF/],
    ["CARD.SVG", /^<svg>NCF/],
    ["card.txt", /^NCF[^\n]*\n$/],
  ])("as a file: %s", async (out, contents) => {
    const { code, files, stdout } = await issue({ out });
    expect([code, stdout()]).toEqual([0, `${out}\n`]);
    expect(Buffer.from(files.get(out) ?? "").toString()).toMatch(contents);
  });

  test("as JSON with its identity, issuer, key and expiry", async () => {
    const answer = JSON.parse((await issue({ json: true })).stdout());
    expect(answer).toEqual({
      text: expect.stringMatching(/^NCF/),
      credential: judge(answer.text).credential,
      issuer: "https://issuer.example",
      keyId: "k1",
      expires: NOW + 86_400,
    });
  });

  test("with claims from a file, the command line over them, and a photo with its format", async () => {
    const claims = JSON.stringify({ id: "from the file", fullName: "Trần Văn Thử", gender: 1 });
    const photo = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1, 2, 3);
    const { stdout } = await issue(
      {
        claims: "person.json",
        photo: "face.jpg",
        claim: [
          ["id", "VD-0002"],
          ["gender", "2"],
        ],
      },
      { "person.json": claims, "face.jpg": photo },
    );
    expect(judge(stdout()).claims).toMatchObject({ id: "VD-0002", fullName: "Trần Văn Thử", gender: 2, photoFormat: 1 });
    expect(Buffer.from(judge(stdout()).claims?.["photo"] as Uint8Array)).toEqual(Buffer.from(photo));
  });

  test.each(TYPED_EXAMPLES)("of every type, with the claims of a file: $type", async ({ type, claims }) => {
    const person = { fullName: "Trần Văn Thử" };
    const { code, stdout, stderr } = await issue(
      { type, claims: "claims.json", claim: Object.entries(person) },
      { "claims.json": JSON.stringify(claims) },
    );
    expect([code, stderr()]).toEqual([0, ""]);
    expect(judge(stdout())).toMatchObject({ reason: "granted", format: "cwt", type, warnings: [] });
    expect(judge(stdout()).claims).toEqual({ ...person, ...claims });
  });

  test.each(TYPED_EXAMPLES)("of every type, with the claims of the command line: $type", async ({ type, claims }) => {
    const { code, stdout } = await issue({ type, claim: wordsOf(claims) });
    expect(code).toBe(0);
    expect(judge(stdout()).claims).toEqual(claims);
  });

  test("typed with an identifier of its own, so that the same prescription written twice is two; a citizen's without", async () => {
    let byte = 0;
    const randomBytes = (count: number) => new Uint8Array(count).fill(++byte);
    const identityOf = async (options: Partial<IssueOptions>) => judge((await issue(options, {}, { randomBytes })).stdout()).credential;
    const student = { type: "student", claim: wordsOf(TYPED_EXAMPLES[2]?.claims ?? {}) } as const;
    expect(await identityOf(student)).not.toBe(await identityOf(student));
    expect(await identityOf({})).toBe(await identityOf({}));
  });

  test("for the key of the holder, who can then show it live", async () => {
    for (const holderKey of ["phone.jwk", "phone.pub"]) {
      const { stdout } = await issue({ holderKey }, { "phone.jwk": JSON.stringify(HOLDER_KEY.jwk), "phone.pub": PHONE_FILE });
      const live = makeLiveCode({ credential: messageIn(stdout().trimEnd()) });
      expect(judge(live.text, LIVE_AT)).toMatchObject({ reason: "granted", presentation: expect.stringMatching(/^[0-9a-f]{64}$/) });
    }
    const { stdout } = await issue();
    expect(judge(makeLiveCode({ credential: messageIn(stdout().trimEnd()) }).text, LIVE_AT).reason).toBe("holder-proof-invalid");
  });

  test("with a place in a status list, without which no kiosk accepts it any more", async () => {
    const { stdout } = await issue({ status: { uri: "https://issuer.example/status/1", index: 42 } });
    expect(judge(stdout()).reason).toBe("status-unknown");
  });

  test("with a validity that counts from its beginning", async () => {
    const { stdout } = await issue({ validFrom: NOW + 100, validForSeconds: 60 });
    expect([NOW, NOW + 100, NOW + 160].map((at) => judge(stdout(), at).reason)).toEqual(["not-yet-valid", "granted", "expired"]);
  });

  test("with the level of correction that its length allows", async () => {
    const levels: string[] = [];
    const drawQr: IssuerParts["drawQr"] = async (_, { level }) => {
      levels.push(level);
      return { svg: "", png: Buffer.alloc(1), terminal: "" };
    };
    const photo = (bytes: number) => Buffer.concat([Buffer.of(0xff, 0xd8, 0xff), noise(bytes)]);
    for (const bytes of [1500, 2400]) await issue({ out: "a.png", photo: "p" }, { p: photo(bytes) }, { drawQr });
    expect(levels).toEqual(["M", "L"]);
  });
});

describe("tram issue says on standard error", () => {
  test("that a credential never expires", async () => {
    const { validForSeconds: _, ...options } = OPTIONS;
    const world = memoryWorld();
    world.files.set("issuer.key", Buffer.from(KEY_FILE));
    world.privateFiles.add("issuer.key");
    expect(await issueCredential(options, world.parts)).toBe(0);
    expect(world.stderr()).toContain("warning: this credential never expires; consider --valid-for 365d or --expires");
  });

  test("nothing of it where an insurance names its last day", async () => {
    const world = memoryWorld();
    world.files.set("issuer.key", Buffer.from(KEY_FILE));
    world.privateFiles.add("issuer.key");
    const options = { type: "health-insurance", key: "issuer.key", claim: wordsOf(TYPED_EXAMPLES[0]?.claims ?? {}), scale: 8 } as const;
    expect([await issueCredential(options, world.parts), world.stderr()]).toEqual([0, ""]);
  });

  test("that a demo key signs for demos only", async () => {
    expect((await issue({ key: "demo.key" })).stderr()).toContain("warning: a demo key; only demo kiosks accept what it signs");
  });

  test.each<[string, Partial<IssueOptions>, RegExp]>([
    ["an unknown claim", { claim: [["fulName", "x"]] }, /there is no claim "fulName"; there are: id, /],
    ["a type of other issuers", { type: "vaccination" }, /credentials of type vaccination cannot be issued; available: citizen, /],
    ["a holder's key that is not there", { holderKey: "nowhere" }, /cannot use nowhere: no such file/],
    ["a holder's key that is none", { holderKey: "bad.json" }, /bad\.json: not a public key as JWK/],
    ["a holder's key that is private", { holderKey: "issuer.key" }, /issuer\.key: this is a private key; only the public one is taken/],
    ["a key that is not there", { key: "nowhere" }, /cannot read the key nowhere: no such file/],
    ["claims that are not JSON", { claims: "bad.json" }, /cannot use bad\.json: /],
    ["claims that are no object", { claims: "list.json" }, /cannot use list\.json: not a JSON object of claims/],
    ["a photo of another kind", { photo: "bad.json" }, /cannot use bad\.json: not a JPEG, JPEG 2000, AVIF or WebP picture/],
    ["an expiry in the past", { expires: NOW - 1 }, /the expiry must lie after the beginning of validity/],
    ["an empty number", { claim: [["gender", ""]] }, /gender: must be 1 \(male\), 2 \(female\) or 3 \(other\)/],
  ])("%s, in both languages, with exit code 2 and nothing on standard output", async (_, options, message) => {
    const { code, stdout, stderr } = await issue(options, { "bad.json": "{", "list.json": "[]" });
    expect([code, stdout()]).toEqual([2, ""]);
    expect(stderr()).toMatch(message);
    expect(stderr().trimEnd().split("\n")).toHaveLength(2);
  });
});

test("a picture that cannot be written is exit code 1, and says why", async () => {
  const writeOutput = async () => {
    throw new Error("EROFS: read-only file system");
  };
  const { code, stderr } = await issue({ out: "card.png" }, {}, { writeOutput });
  expect([code, stderr().split("\n")[1]]).toEqual([1, "tram issue: cannot write card.png: EROFS: read-only file system"]);
});

/** Claims as somebody would type them. */
function wordsOf(claims: Claims): readonly (readonly [string, string])[] {
  return Object.entries(claims).flatMap(([name, value]) => {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return values.map((item) => [name, typeof item === "object" && item !== null ? Object.values(item).join("|") : String(item)] as const);
  });
}

/** Bytes that do not compress. */
function noise(length: number): Buffer {
  let state = 1;
  return Buffer.from(
    Array.from({ length }, () => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return state >> 16;
    }),
  );
}

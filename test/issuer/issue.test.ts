import { describe, expect, test } from "vitest";
import { publicForm, readKeyFile, writeKeyFile } from "../../src/core/key-file.ts";
import { trustInKeys } from "../../src/core/key-list.ts";
import { WANT_EVERYTHING } from "../../src/core/policy.ts";
import { newPrivateJwk } from "../../src/drivers/key-generator.ts";
import { type IssueOptions, issueCredential } from "../../src/issuer/issue.ts";
import { judgeSymbol } from "../../src/issuer/judge.ts";
import type { IssuerParts } from "../../src/issuer/parts.ts";
import { memoryWorld, NOW } from "../support/issuer-parts.ts";

const KEY_FILE = writeKeyFile(newPrivateJwk("EdDSA"), { issuer: "https://issuer.example", kid: "k1" });
const DEMO_FILE = writeKeyFile(newPrivateJwk("ES256"), { issuer: "https://issuer.example", kid: "d1", demo: true });
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

  test("that a demo key signs for demos only", async () => {
    expect((await issue({ key: "demo.key" })).stderr()).toContain("warning: a demo key; only demo kiosks accept what it signs");
  });

  test.each<[string, Partial<IssueOptions>, RegExp]>([
    ["an unknown claim", { claim: [["fulName", "x"]] }, /there is no claim "fulName"; there are: id, /],
    ["a type of a later version", { type: "prescription" }, /credentials of type prescription cannot be issued yet; available: citizen/],
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

import { describe, expect, test } from "vitest";
import { publicForm } from "../../src/core/key-file.ts";
import { trustInKeys } from "../../src/core/key-list.ts";
import { type Policy, WANT_EVERYTHING } from "../../src/core/policy.ts";
import type { Terms } from "../../src/issuer/judge.ts";
import { verifyInputs } from "../../src/issuer/verify.ts";
import { CARD_KEY, cardOf, makeJws, splitCard } from "../support/health-card-maker.ts";
import { CITIZEN_CARD, issuedText } from "../support/issued.ts";
import { newIssuerKey } from "../support/issuer-keys.ts";
import { memoryPicture, memoryWorld, NOW } from "../support/issuer-parts.ts";

const KEY = newIssuerKey("EdDSA", { kid: "k1" });
const TRUST = trustInKeys([publicForm(KEY)]).trust;
const ACCEPTED = issuedText(KEY, NOW);
const EXPIRED = issuedText(KEY, NOW - 7200);
const UNKNOWN = issuedText(newIssuerKey("EdDSA", { kid: "k2" }), NOW);

async function verify(
  inputs: Readonly<Record<string, string | Uint8Array>>,
  { json = false, ...terms }: Partial<Terms> & { readonly json?: boolean } = {},
) {
  const world = memoryWorld();
  for (const [name, contents] of Object.entries(inputs)) if (contents !== "") world.files.set(name, Buffer.from(contents));
  const code = await verifyInputs(Object.keys(inputs), { trust: TRUST, policy: WANT_EVERYTHING, at: NOW, ...terms }, { json }, world.parts);
  return { code, stdout: world.stdout(), stderr: world.stderr() };
}

describe("the exit code says the verdict", () => {
  test.each([
    ["accept", ACCEPTED, 0],
    ["refuse", EXPIRED, 1],
    ["cannot-check", UNKNOWN, 3],
    ["read-only", CITIZEN_CARD, 4],
    ["unreadable", "nothing we know", 5],
  ])("%s", async (verdict, text, code) => {
    expect((await verify({ "code.txt": text })).code).toBe(code);
    expect(JSON.parse((await verify({ "code.txt": text }, { json: true })).stdout)).toMatchObject({ input: "code.txt", verdict });
  });

  test("of several inputs the worst: accept, read-only, cannot-check, refuse, unreadable", async () => {
    expect((await verify({ a: ACCEPTED, b: CITIZEN_CARD })).code).toBe(4);
    expect((await verify({ a: CITIZEN_CARD, b: UNKNOWN })).code).toBe(3);
    expect((await verify({ a: EXPIRED, b: UNKNOWN, c: ACCEPTED })).code).toBe(1);
    expect((await verify({ a: EXPIRED, b: "nothing we know" })).code).toBe(5);
  });

  test("a file that cannot be opened is unreadable, says why in both languages, and the others are judged", async () => {
    const { code, stdout, stderr } = await verify({ "a.txt": ACCEPTED, "missing.png": "" });
    expect(code).toBe(5);
    expect(stdout).toContain("HỢP LỆ / Valid");
    expect(stderr).toMatch(/^tram verify: không đọc được missing\.png .*\ntram verify: cannot read missing\.png: no such file; .*\n$/);
    const json = await verify({ "missing.png": "" }, { json: true });
    expect(JSON.parse(json.stdout)).toEqual({ input: "missing.png", error: "no such file" });
  });
});

describe("a picture", () => {
  test("with one code is judged by it", async () => {
    const { code, stdout } = await verify({ "card.png": memoryPicture(ACCEPTED) }, { json: true });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: "accept", symbols: 1, claims: { fullName: "Trần Văn Thử" } });
  });

  test.each([
    ["accept before all others", [CITIZEN_CARD, EXPIRED, ACCEPTED, "x"], 0],
    ["refuse before an unsigned card", [CITIZEN_CARD, EXPIRED, UNKNOWN], 1],
    ["cannot-check before an unsigned card", ["x", CITIZEN_CARD, UNKNOWN], 3],
    ["an unsigned card before what is not understood", ["x", CITIZEN_CARD], 4],
  ])("with several codes is answered by the one that says most: %s", async (_, symbols, code) => {
    const answer = await verify({ "many.png": memoryPicture(...symbols) });
    expect(answer.code).toBe(code);
    expect(answer.stdout).toContain(`${symbols.length} mã trong ảnh / codes in the picture`);
  });

  test("without a code is not understood, and says that there was none", async () => {
    const { code, stdout } = await verify({ "wall.png": memoryPicture() });
    expect(code).toBe(5);
    expect(stdout).toContain("No QR code was found in the picture.");
    expect(JSON.parse((await verify({ "wall.png": memoryPicture() }, { json: true })).stdout)).toMatchObject({
      verdict: "unreadable",
      reason: "not-understood",
      format: null,
      symbols: 0,
    });
  });
});

describe("a card in several codes", () => {
  const trust = trustInKeys([{ jwk: { kty: "EC", ...CARD_KEY.jwk } }]).trust;
  const [one = "", two = ""] = splitCard(makeJws(), 2);
  const [other = ""] = splitCard(makeJws({ payload: cardOf({ resources: [] }) }), 2);

  test("is judged as the whole at the last of them, and then only the whole counts", async () => {
    const { code, stdout } = await verify({ "1.txt": two, "2.png": memoryPicture(one) }, { trust, json: true });
    const answers = stdout.trimEnd().split("\n");
    expect(answers.map((line) => JSON.parse(line).reason)).toEqual(["more-parts-needed", "granted"]);
    expect(code).toBe(0);
  });

  test.each<[string, Readonly<Record<string, string>>, number]>([
    ["nothing makes it whole", { a: one }, 5],
    ["it is of another card than the one that came whole after it", { a: other, b: one, c: two }, 5],
    ["something else counts, too", { a: one, b: two, c: CITIZEN_CARD }, 4],
    ["another part comes after the whole", { a: one, b: two, c: two }, 5],
  ])("where %s the exit code says so", async (_, inputs, code) => {
    expect((await verify(inputs, { trust })).code).toBe(code);
  });

  test("in one picture is judged as the whole", async () => {
    expect((await verify({ "card.png": memoryPicture(two, CITIZEN_CARD, one) }, { trust })).code).toBe(0);
  });
});

describe("what a person reads", () => {
  test("is the verdict, the reason with its code, the clerk's sentence, who signed, and the claims", async () => {
    const { stdout } = await verify({ "code.txt": ACCEPTED });
    const lines = stdout.split("\n");
    expect(lines.slice(0, 4)).toEqual([
      "HỢP LỆ / Valid",
      "  T-100 · granted · claim169 · citizen",
      "  Chữ ký đúng, còn hiệu lực, đúng loại cần dùng.",
      "  Genuine, in force, and wanted here.",
    ]);
    expect(lines).toContain("  nơi cấp / issuer: https://issuer.example");
    expect(lines).toContain("  khoá / key: k1");
    expect(lines).toContain("    fullName: Trần Văn Thử");
  });

  test("names the inputs where there are several", async () => {
    expect((await verify({ a: ACCEPTED, b: CITIZEN_CARD })).stdout).toMatch(/^== a\n[\s\S]*\n== b\n/);
  });

  test("says what to do where no keys were given", async () => {
    const { code, stdout } = await verify({ a: ACCEPTED }, { trust: undefined });
    expect(code).toBe(3);
    expect(stdout).toContain("Add --keys FILE");
  });

  test("cannot steer the terminal, whatever card, key, file name or credential carry", async () => {
    const evil = "\u001b[2J\u009b31m\u0007\u202e\u0000\r";
    const signer = newIssuerKey("EdDSA", { kid: `k${evil}` });
    const trust = trustInKeys([publicForm(signer)]).trust;
    // Our own issuer refuses such claims; the subject of the test is what others sign, so the card says it unsigned.
    const card = CITIZEN_CARD.replace("Thử|", `Thử${evil}\n|`);
    const inputs = { [`a${evil}.txt`]: issuedText(signer, NOW), b: card, [`missing${evil}`]: "" };
    const { stdout, stderr } = await verify(inputs, { trust });
    const json = await verify(inputs, { trust, json: true });
    expect(stdout).toContain("T-100");
    for (const text of [stdout, stderr, json.stdout, json.stderr]) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones meant
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    }
  });

  test("gives a line feed in a name no line of its own", async () => {
    const forged = issuedText(KEY, NOW, { claims: { address: "Thôn 1\nHỢP LỆ / Valid" } });
    expect((await verify({ a: forged })).stdout.split("\n").filter((line) => line.startsWith("HỢP LỆ"))).toHaveLength(1);
  });
});

describe("the policy", () => {
  const disclose: Policy = { id: "p", disclose: { citizen: ["id"] } };

  test("that names what staff may see is followed", async () => {
    const { stdout } = await verify({ a: ACCEPTED }, { policy: disclose, json: true });
    expect(JSON.parse(stdout)).toMatchObject({ verdict: "accept", claims: { id: "VD-0001" } });
    expect(stdout).not.toContain("Trần");
  });

  test("that asks questions gets their answers by the words that staff read, and a fee is named", async () => {
    const claims = {
      applicationNumber: "H99-0007",
      procedureCode: "1.004227",
      office: "UBND xã Ví Dụ",
      feeVnd: 50_000,
      dateOfBirth: "20150515",
    };
    const application = issuedText(KEY, NOW, { type: "application", claims });
    const label = { vi: "Đủ 18 tuổi", en: "18 or older" };
    const adult = { id: "adult", label, minimumAge: 18, required: false };
    const resident = { id: "resident", residentOf: ["99001"], required: false };
    const { stdout } = await verify({ a: application }, { policy: { id: "p", conditions: [adult, resident] } });
    expect(stdout.split("\n")).toEqual(
      expect.arrayContaining([
        "  Đủ 18 tuổi / 18 or older: không / no",
        "  resident: không rõ / unknown",
        "  lệ phí / fee: 50.000 đ · H99-0007",
      ]),
    );
  });

  test("that wants another type gets a refusal without claims", async () => {
    const { code, stdout } = await verify({ a: ACCEPTED }, { policy: { id: "p", credentials: ["student"] }, json: true });
    expect([code, JSON.parse(stdout).reason, JSON.parse(stdout).claims]).toEqual([1, "type-not-wanted", undefined]);
  });
});

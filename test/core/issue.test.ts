import * as ed25519 from "@noble/ed25519";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeBase45 } from "../../src/core/base45.ts";
import { decodeCbor, Tag } from "../../src/core/cbor.ts";
import type { Checked } from "../../src/core/checked.ts";
import { sigStructure } from "../../src/core/cose-bytes.ts";
import { decide } from "../../src/core/decide.ts";
import type { Decision } from "../../src/core/decision.ts";
import { hasForbiddenCharacters } from "../../src/core/display-text.ts";
import { NO_HISTORY } from "../../src/core/history.ts";
import { publicJwkOf } from "../../src/core/http-signature.ts";
import { type CredentialOrder, type Issued, issue } from "../../src/core/issue.ts";
import { claimsToJson } from "../../src/core/json-claims.ts";
import { publicForm } from "../../src/core/key-file.ts";
import { trustInKeys } from "../../src/core/key-list.ts";
import { WANT_EVERYTHING } from "../../src/core/policy.ts";
import { inflate } from "../../src/core/zlib.ts";
import { bytes, int, map, text } from "../support/cbor-bytes.ts";
import type { Pair } from "../support/credential-maker.ts";
import { newIssuerKey } from "../support/issuer-keys.ts";

const AT = 1_795_437_000;
const ED = newIssuerKey("EdDSA", { kid: "ed-1" });
const EC = newIssuerKey("ES256", { kid: "ec-1" });
const TRUST = trustInKeys([publicForm(ED), publicForm(EC)]).trust;

function anOrder(changes: Partial<CredentialOrder> = {}): CredentialOrder {
  return { type: "citizen", claims: { id: "VD-0001", fullName: "Trần Văn Thử" }, issuedAt: AT - 60, expires: AT + 3600, ...changes };
}

function textOf(issued: Issued): string {
  if (!issued.ok) throw new Error(issued.problems.map(({ en }) => en).join("; "));
  return issued.text;
}

function valueIn<T>(checked: Checked<T>): T {
  if (!checked.ok) throw new Error(checked.reason);
  return checked.value;
}

function problemsOf(issued: Issued): readonly string[] {
  return issued.ok ? [] : issued.problems.map(({ en }) => en);
}

/** The four parts of the COSE_Sign1 in a code. */
function partsOf(text: string) {
  const message = valueIn(decodeCbor(valueIn(inflate(valueIn(decodeBase45(text))))));
  if (!(message instanceof Tag)) throw new Error("not tagged");
  expect(message.tag).toBe(18);
  return message.contents as [Uint8Array, Map<unknown, unknown>, Uint8Array, Uint8Array];
}

function judge(text: string, at = AT) {
  return decide({ symbol: Buffer.from(text), source: "desk", at }, TRUST, WANT_EVERYTHING, NO_HISTORY);
}

/** Bytes come back as Buffer or as Uint8Array; as JSON they compare. */
function jsonOf({ claims = {} }: Decision) {
  return claimsToJson(claims);
}

describe("an issued credential", () => {
  test.each([
    ["EdDSA", ED],
    ["ES256", EC],
  ])("signed with %s is accepted by whoever has the public key", (_, key) => {
    const issued = issue(anOrder(), key);
    expect(judge(textOf(issued))).toMatchObject({
      reason: "granted",
      issuer: "https://issuer.example",
      keyId: key.kid,
      credential: issued.ok && issued.credential,
      claims: { id: "VD-0001", fullName: "Trần Văn Thử" },
    });
  });

  test("is valid in the half-open interval it states, and at once where it states no beginning", () => {
    const text = textOf(issue(anOrder({ notBefore: AT, expires: AT + 10 }), ED));
    expect([AT - 1, AT, AT + 9, AT + 10].map((at) => judge(text, at).reason)).toEqual(["not-yet-valid", "granted", "granted", "expired"]);
    expect(judge(textOf(issue(anOrder({ issuedAt: AT + 60 }), ED)), AT).reason).toBe("granted");
  });

  test("without an expiry is accepted with a warning", () => {
    const { expires: _, ...order } = anOrder();
    expect(judge(textOf(issue(order, ED)))).toMatchObject({ reason: "granted", warnings: ["no-expiry"] });
  });

  test("is tagged COSE_Sign1 with algorithm and key identifier under the signature, which a second implementation verifies", async () => {
    const [header, unprotected, payload, signature] = partsOf(textOf(issue(anOrder({ subject: "urn:vd:1" }), ED)));
    const [alg, kid] = [1, 4].map((label) => (valueIn(decodeCbor(header)) as Map<number, unknown>).get(label));
    expect([alg, Buffer.from(kid as Uint8Array).toString()]).toEqual([-8, "ed-1"]);
    expect(unprotected.size).toBe(0);
    const claims = valueIn(decodeCbor(payload)) as Map<number, unknown>;
    expect([...claims.keys()].sort((a, b) => a - b)).toEqual([1, 2, 4, 6, 169]);
    const publicKey = Buffer.from(String(publicForm(ED).jwk["x"]), "base64url");
    expect(await ed25519.verifyAsync(signature, sigStructure(header, payload), publicKey)).toBe(true);
  });

  test("has type, typed claims, identifier, holder's key and status where the registries put them", () => {
    const typed = anOrder({
      type: "student",
      claims: { studentNumber: "HS-1", schoolCode: "99001501", class: "9A2", schoolYear: "2026-2027", fullName: "Trần Văn Thử", id: null },
      id: new Uint8Array(16).fill(5),
      holderKey: publicJwkOf(ED.privateKey.publicKey),
      status: { uri: "https://issuer.example/status/1", index: 42 },
    });
    const [, , payload] = partsOf(textOf(issue(typed, ED)));
    const pairs: readonly Pair[] = [
      [int(1), text("https://issuer.example")],
      [int(4), int(AT + 3600)],
      [int(6), int(AT - 60)],
      [int(7), bytes(new Uint8Array(16).fill(5))],
      [
        int(8),
        map([int(1), map([int(1), int(1)], [int(-1), int(6)], [int(-2), bytes(Buffer.from(publicForm(ED).jwk["x"] ?? "", "base64url"))])]),
      ],
      [int(11), text("vn.tram.student")],
      [int(169), map([int(4), text("Trần Văn Thử")])],
      [int(65_535), map([text("status_list"), map([text("idx"), int(42)], [text("uri"), text("https://issuer.example/status/1")])])],
      [int(-65_537), map([int(1), text("HS-1")], [int(2), text("99001501")], [int(3), text("9A2")], [int(4), text("2026-2027")])],
    ];
    // To the byte: keys in the order of RFC 8949 §4.2.1.
    expect(Buffer.from(payload).toString("hex")).toBe(Buffer.from(map(...pairs)).toString("hex"));
  });

  test("carries every attribute of the specification, bytes too, and reads back as it was written", () => {
    const claims = {
      id: "VD-0001",
      version: "1",
      language: "vie",
      fullName: "Nguyễn Thị Kiểm Thử",
      firstName: "Thử",
      middleName: "Thị Kiểm",
      lastName: "Nguyễn",
      dateOfBirth: "19900515",
      gender: 2,
      address: "Thôn Thử Nghiệm\nXã Ví Dụ",
      email: "thu@example.vn",
      phone: "+84 900 000 001",
      nationality: "VN",
      maritalStatus: 1,
      guardian: "Trần Văn Mẫu",
      photo: Uint8Array.of(0xff, 0xd8, 0xff, 0),
      photoFormat: 1,
      bestQualityFingers: [1, 2],
      secondaryFullName: "NGUYEN THI KIEM THU",
      secondaryLanguage: "eng",
      locationCode: "VN-99",
      legalStatus: "citizen",
      countryOfIssuance: "VN",
      face: [{ data: Uint8Array.of(1, 2, 3), format: 0, subFormat: 4, issuer: "mẫu" }],
    };
    const decision = judge(textOf(issue(anOrder({ claims }), ED)));
    expect(jsonOf(decision)).toEqual(claimsToJson(claims));
    // What `tram verify --json` prints is what `tram issue --claims` takes.
    const again = issue(anOrder({ claims: jsonOf(decision) }), ED);
    expect(jsonOf(judge(textOf(again)))).toEqual(claimsToJson(claims));
  });

  test("reads back as written, whatever the names are", () => {
    // Some letters and marks are invisible (U+3164, variation selectors): those are refused, and another test says so.
    const isName = (text: string) => /^[\p{L}\p{M}\p{N} .'-]+$/u.test(text) && !hasForbiddenCharacters(text);
    const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }).filter(isName);
    fc.assert(
      fc.property(name, fc.uint8Array({ minLength: 1, maxLength: 300 }), (fullName, photo) => {
        const decision = judge(textOf(issue(anOrder({ claims: { fullName, photo } }), ED)));
        expect(jsonOf(decision)).toEqual(claimsToJson({ fullName: fullName.normalize("NFC"), photo }));
      }),
      { numRuns: 60 },
    );
  });

  test("is never accepted once a character of it has changed", () => {
    const text = textOf(issue(anOrder(), ED));
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom(..."0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"), (at, letter) => {
        fc.pre(text[at] !== letter);
        expect(judge(text.slice(0, at) + letter + text.slice(at + 1)).reason).not.toBe("granted");
      }),
      { numRuns: 500 },
    );
  });

  test("writes names in one spelling, however they were typed", () => {
    const [composed, decomposed] = ["NFC", "NFD"].map((form) => issue(anOrder({ claims: { fullName: "Trần Thử".normalize(form) } }), ED));
    expect(decomposed).toEqual(composed);
  });
});

describe("an order that cannot be issued names everything that is wrong", () => {
  test("claims of unknown names, with the names there are", () => {
    const problems = problemsOf(issue(anOrder({ claims: { fulName: "x", id: "1", __proto_: 1 } }), ED));
    expect(problems).toHaveLength(2);
    expect(problems[0]).toMatch(/^there is no claim "fulName"; there are: id, version, language, fullName,/);
  });

  test.each([
    [{ gender: 9 }, "gender: must be 1 (male), 2 (female) or 3 (other)"],
    [{ gender: "1" }, "gender: must be 1 (male), 2 (female) or 3 (other)"],
    [{ dateOfBirth: "1990-02-31" }, "dateOfBirth: must be a day of the calendar, as 19900515 or 1990-05-15"],
    [{ dateOfBirth: "1990-0531" }, "dateOfBirth: must be a day of the calendar, as 19900515 or 1990-05-15"],
    [{ fullName: "" }, "fullName: must be one line of text, 1 to 1000 characters, without control or invisible characters"],
    [{ fullName: "Trần\nThử" }, "fullName: must be one line of text, 1 to 1000 characters, without control or invisible characters"],
    [{ fullName: "Trần \u202eửhT" }, "fullName: must be one line of text, 1 to 1000 characters, without control or invisible characters"],
    [{ photo: "not base64" }, "photo: must be a picture in base64"],
    [{ bestQualityFingers: [11] }, "bestQualityFingers: must be a list of numbers from 0 to 10"],
    [{ face: [{ format: 0 }] }, "face: must be a list of records {data (base64), format, subFormat, issuer}"],
    [{}, "nothing is stated about the holder"],
    [{ fullName: null }, "nothing is stated about the holder"],
  ])("claims %j: %s", (claims, problem) => {
    expect(problemsOf(issue(anOrder({ claims }), ED))).toEqual([problem]);
  });

  test("a validity that ends before it begins", () => {
    expect(problemsOf(issue(anOrder({ notBefore: AT, expires: AT }), ED))).toEqual(["the expiry must lie after the beginning of validity"]);
  });

  test("a type that is for its own issuers", () => {
    expect(problemsOf(issue(anOrder({ type: "vaccination" }), ED))).toEqual([
      "credentials of type vaccination cannot be issued; available: citizen, health-insurance, prescription, student, household-address, producer, application",
    ]);
  });

  test("claims of a typed credential that are missing, wrong or unknown, and those about its holder, all at once", () => {
    const claims = { studentNumber: "HS-1", schoolCode: 99, schoolYear: "2026-2028", nickname: "Tí", gender: "F" };
    expect(problemsOf(issue(anOrder({ type: "student", claims }), ED))).toEqual([
      expect.stringMatching(
        /^student has no claim "nickname"; there are: studentNumber, schoolCode, class, schoolYear; about the holder: id, version, /,
      ),
      "schoolCode: must be one line of text, 1 to 40 bytes of UTF-8, without control or invisible characters",
      "class is missing: it must be one line of text, 1 to 40 bytes of UTF-8, without control or invisible characters",
      "schoolYear: must be two years in a row, as 2026-2027",
      "gender: must be 1 (male), 2 (female) or 3 (other)",
    ]);
  });

  const ITEM = { name: "Paracetamol", strength: "500 mg", quantity: "20 viên", dose: "ngày 2 lần" };
  test.each<[string, unknown]>([
    ["items", []],
    ["items", "Paracetamol"],
    ["items", Array(21).fill(ITEM)],
    ["items, entry 1", ["Paracetamol|500 mg|20"]],
    ["items, entry 2", [ITEM, { name: "Paracetamol", strength: "500 mg", quantity: "20 viên" }, "Oresol"]],
    ["items, entry 1", [{ ...ITEM, note: "x" }]],
    ["items, entry 1", [{ ...ITEM, quantity: 20 }, ITEM]],
    ["items, entry 3", [ITEM, ITEM, ["Paracetamol", "500 mg", "20 viên", "2", "x"]]],
  ])("%s %j", (where, items) => {
    const claims = { prescriptionCode: "99001abc1234-c", facility: "Trạm Y tế", issuedOn: "2026-11-23", items };
    expect(problemsOf(issue(anOrder({ type: "prescription", claims }), ED))).toEqual([
      `${where}: must be a list of 1 to 20 records name|strength|quantity|dose, each part of which must be one line of text, 1 to 200 bytes of UTF-8, without control or invisible characters`,
    ]);
  });

  test("an insurance that ends before it begins; one of a single day can be issued", () => {
    const claims = { cardNumber: "GD4990000000001", benefitLevel: 4, facility: "Trạm Y tế", validFrom: "2026-11-23" };
    const ending = (validTo: string) => issue(anOrder({ type: "health-insurance", claims: { ...claims, validTo } }), ED);
    expect(problemsOf(ending("2026-11-22"))).toEqual(["validTo: must not be before validFrom"]);
    expect(ending("2026-11-23").ok).toBe(true);
  });

  test("a photo that no QR code holds", () => {
    const photo = Uint8Array.from({ length: 4000 }, (_, at) => ((at * at * 31 + at * 7) % 251) ^ (at >> 3));
    expect(problemsOf(issue(anOrder({ claims: { photo } }), ED))[0]).toMatch(/^too large for one QR code: \d+ characters, at most 4296/);
  });

  test("contents that every kiosk would take for a bomb, though they pack well", () => {
    expect(problemsOf(issue(anOrder({ claims: { photo: new Uint8Array(70_000) } }), ED))[0]).toMatch(/^too large for one QR code/);
  });
});

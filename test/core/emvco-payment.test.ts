import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Counting, DYNAMIC, HEAD, napas, object, sealed, TAIL } from "../support/emvco-maker.ts";
import { judge, reasonOf } from "../support/judging.ts";
import { hasSharedVectors, sharedVectors } from "../support/shared-vectors.ts";

const CODE = sealed(HEAD, DYNAMIC, napas(), TAIL, object("62", object("08", "THU PHI")));
const READ = {
  aid: "A000000727",
  bin: "970400",
  account: "0000000000",
  service: "QRIBFTTA",
  static: false,
  amount: "50000",
  currency: "VND",
  message: "THU PHI",
  merchantName: null,
  country: "VN",
};

interface Row {
  readonly text: string;
  readonly crcOk: boolean;
  readonly tlvByChars: boolean;
  readonly tlvByBytes: boolean;
  readonly serviceAt: string;
}

describe.skipIf(!hasSharedVectors())("the published strings", () => {
  const rows: readonly Row[] = hasSharedVectors()
    ? sharedVectors("vietqr.jsonl")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line))
    : [];

  test.each(rows.map((row) => [row.text, row] as const))("%s", (_, { text, crcOk, tlvByBytes, tlvByChars, serviceAt }) => {
    const { reason, claims, warnings } = judge(text);
    if (!crcOk || !(tlvByBytes || tlvByChars)) {
      expect(["checksum-wrong", "malformed", "truncated"]).toContain(reason);
      expect(claims).toBeUndefined();
      return;
    }
    expect(reason).toBe("payment-code");
    expect(claims).toMatchObject({ aid: "A000000727", service: expect.stringMatching(/^QRIBFTT[AC]$/) });
    expect(warnings).toEqual(serviceAt === "38.02" ? [] : ["field-misplaced"]);
  });
});

describe("a code to pay with", () => {
  test("is read, every part of it that we have a name for, and shown to nobody unless the policy asks", () => {
    expect(judge(CODE)).toEqual({
      reason: "payment-code",
      format: "emvco-payment",
      type: "payment",
      claims: READ,
      disclosed: {},
      warnings: [],
    });
    const policy = { id: "x", disclose: { payment: ["amount", "message"] } };
    expect(judge(CODE, { policy }).disclosed).toEqual({ amount: "50000", message: "THU PHI" });
  });

  test("is called so also where the counter wants other documents: it is none of them", () => {
    expect(reasonOf(CODE, { policy: { id: "x", documents: ["citizen-card"] } })).toBe("payment-code");
  });

  test.each<[string, string, object]>([
    ["for every payment", sealed(HEAD, object("01", "11"), napas()), { static: true, amount: null, currency: null, message: null }],
    ["that does not say which", sealed(HEAD, napas()), { static: null }],
    ["in another currency", sealed(HEAD, napas(), object("53", "036"), object("54", "1.50")), { currency: "036", amount: "1.50" }],
    ["of a merchant", sealed(HEAD, napas(), object("59", "Quán Phở")), { merchantName: "Quán Phở" }],
    [
      "of another country",
      sealed(HEAD, object("29", object("00", "A000000677010111") + object("01", "0066000000000")), object("53", "764"), object("58", "TH")),
      { aid: "A000000677010111", currency: "764", country: "TH" },
    ],
    ["of a card network, without an identifier", sealed(HEAD, object("02", "4000000000000000"), object("58", "VN")), { aid: null }],
    [
      "of two networks, one of them NAPAS",
      sealed(HEAD, object("26", object("00", "vn.other")), napas()),
      { aid: "A000000727", bin: "970400" },
    ],
    ["whose template does not add up", sealed(HEAD, object("38", "0010A00"), object("58", "VN")), { aid: null, country: "VN" }],
  ])("%s", (_, text, claims) => {
    expect(judge(text)).toMatchObject({ reason: "payment-code", claims });
  });

  test("of another country has no bank or account of ours", () => {
    const { claims } = judge(sealed(HEAD, object("26", object("00", "SG.PAYNOW") + object("01", "2"))));
    for (const name of ["bin", "account", "service"]) expect(claims).not.toHaveProperty(name);
  });

  test("may have its checksum in small letters", () => {
    const text = sealed(HEAD, napas(), object("54", "10000"));
    expect(text).toMatch(/[A-F]/);
    expect(reasonOf(text.slice(0, -4) + text.slice(-4).toLowerCase())).toBe("payment-code");
  });

  test("is read with a tag that stands twice, of which the first counts, and says so", () => {
    expect(judge(sealed(HEAD, napas(), object("54", "1"), object("54", "2")))).toMatchObject({
      reason: "payment-code",
      claims: { amount: "1" },
      warnings: ["field-misplaced"],
    });
  });

  test.each<[Counting, string]>([
    ["bytes", "Thanh toán hóa đơn"],
    ["units", "Thanh toán hóa đơn"],
    ["units", "Trà 🍵 đá"],
    ["points", "Trà 🍵 đá"],
    ["bytes", "Trà 🍵 đá"],
  ])("counts lengths in %s: %s", (counting, message) => {
    const text = sealed(HEAD, napas(), object("62", object("08", message, counting), counting), object("58", "VN"));
    expect(judge(text)).toMatchObject({ reason: "payment-code", claims: { message, country: "VN" } });
  });

  test("is read in one-byte letters, too, whose checksum covers those", () => {
    const covered = Buffer.from(`${HEAD}${napas()}5904Ph\u00f6\u00e46304`, "latin1");
    const text = Buffer.concat([covered, Buffer.from(sealedEnd(covered))]);
    expect(judge(text)).toMatchObject({ reason: "payment-code", claims: { merchantName: "Phöä" }, warnings: ["text-lossy"] });
  });

  test("has hostile text taken out, and says so", () => {
    const text = sealed(HEAD, napas(), object("62", object("08", "tra\u202e ph\u001b[31mi")));
    expect(judge(text)).toMatchObject({ claims: { message: "tra ph[31mi" }, warnings: ["control-characters"] });
  });
});

test("the example in docs/formats.md is this one", () => {
  const docs = readFileSync(new URL("../../docs/formats.md", import.meta.url), "utf8");
  const example = docs.split("\n").find((line) => line.startsWith("000201 "));
  expect(example?.replaceAll(" ", "")).toBe(CODE.replaceAll(" ", ""));
});

function sealedEnd(covered: Uint8Array): string {
  let crc = 0xffff;
  for (const byte of covered) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc.toString(16).toUpperCase().padStart(4, "0");
}

describe("a code that is not whole", () => {
  const long = sealed(HEAD, DYNAMIC, napas(), TAIL, object("62", object("08", "Thanh toán hóa đơn")));

  test.each([CODE, long])("is truncated wherever it was cut: %s", (text) => {
    for (let length = 6; length < text.length; length++) expect([length, reasonOf(text.slice(0, length))]).toEqual([length, "truncated"]);
  });

  test("has a wrong checksum where one digit was changed", () => {
    for (let at = 70; at < CODE.length - 8; at++) {
      const digit = CODE.charAt(at);
      if (!/\d/.test(digit)) continue;
      const other = String((Number(digit) + 1) % 10);
      expect(["checksum-wrong", "malformed", "truncated"]).toContain(reasonOf(CODE.slice(0, at) + other + CODE.slice(at + 1)));
    }
    expect(reasonOf(CODE.replace("50000", "60000"))).toBe("checksum-wrong");
    expect(reasonOf(`${CODE.slice(0, -4)}XXXX`)).toBe("checksum-wrong");
  });

  test.each([
    ["a length that is wrong, before a checksum", CODE.replace("5405", "5404")],
    ["a checksum of two digits", `${CODE.slice(0, -8)}6302AB`],
    ["something after the checksum", `${CODE}5802VN`],
    ["a letter where a tag should be", `${HEAD}X102VN`],
  ])("is malformed with %s", (_, text) => {
    expect(reasonOf(text)).toBe("malformed");
  });
});

test("whatever follows the first tag, nothing is thrown, and what is read adds up", () => {
  const part = fc.oneof(
    fc.string({ unit: "binary", maxLength: 30 }),
    fc.constantFrom(napas(), TAIL, "6304", "38", "99", "0800", object("62", object("08", "Đ"))),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), fc.boolean(), (parts, isSealed) => {
      const text = isSealed ? sealed(HEAD, ...parts) : HEAD + parts.join("");
      expect(["payment-code", "checksum-wrong", "malformed", "truncated"]).toContain(reasonOf(text));
    }),
    { numRuns: 1000 },
  );
});

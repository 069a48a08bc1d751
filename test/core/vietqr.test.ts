import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { crc16 } from "../../src/core/crc16.ts";
import { vietQr } from "../../src/core/vietqr.ts";
import { checksum, DYNAMIC, HEAD, napas, object, sealed, TAIL } from "../support/emvco-maker.ts";
import { judge } from "../support/judging.ts";

const TO = { bin: "970400", account: "0000000000" };
const paid = (reference: string) => judge(vietQr({ ...TO, amountVnd: 1, reference }) ?? "").claims?.["message"];

test("the checksum is the one whose check value the catalogues list", () => {
  expect(crc16(Buffer.from("123456789"))).toBe(0x29b1);
  fc.assert(fc.property(fc.uint8Array(), (bytes) => crc16(bytes) === Number.parseInt(checksum(bytes), 16)));
});

describe("a code to pay a fee with", () => {
  test("is a dynamic VietQR, its tags in order", () => {
    const text = vietQr({ ...TO, amountVnd: 50_000, reference: "THU PHI" });
    expect(text).toBe(sealed(HEAD, DYNAMIC, napas(), TAIL, object("62", object("08", "THU PHI"))));
    expect(text).toBe(
      "00020101021238540010A00000072701240006970400011000000000000208QRIBFTTA53037045405500005802VN62110807THU PHI630461D7",
    );
  });

  test("reads as what it was made from, whatever that is", () => {
    const account = fc.stringMatching(/^[0-9A-Za-z]{1,19}$/);
    const amount = fc.integer({ min: 1, max: 9_999_999_999_999 });
    fc.assert(
      fc.property(
        fc.stringMatching(/^\d{6}$/),
        account,
        amount,
        fc.string({ unit: "binary", maxLength: 60 }),
        (bin, to, amountVnd, reference) => {
          const text = vietQr({ bin, account: to, amountVnd, reference }) ?? "";
          const { reason, claims, warnings } = judge(text);
          expect({ reason, warnings }).toEqual({ reason: "payment-code", warnings: [] });
          expect(claims).toMatchObject({ bin, account: to, amount: String(amountVnd), currency: "VND", static: false, country: "VN" });
          expect(String(claims?.["message"] ?? "")).toMatch(/^[A-Za-z0-9./ -]{0,25}$/);
          expect(text).toMatch(/^[\x20-\x7e]*$/);
        },
      ),
    );
  });

  test.each([
    ["H26.21.05-261127-0001", "H26.21.05-261127-0001"],
    ["000.00.01.H26-261127-00012", "00.00.01.H26-261127-00012"],
    ["Hồ sơ số Đ1/đ2", "Ho so so D1/d2"],
    ["HỒ SƠ".normalize("NFD"), "HO SO"],
    ["  a\u202e\n\tb__c  ", "a b c"],
    ["x".repeat(10) + " ".repeat(3) + "y".repeat(25), "y".repeat(25)],
  ])("says of the application %j: %j", (reference, message) => {
    expect(paid(reference)).toBe(message);
  });

  test.each(["", "   ", "申請"])("says nothing of one that has no letters for it: %j", (reference) => {
    expect(paid(reference)).toBeNull();
    expect(vietQr({ ...TO, amountVnd: 1, reference })).not.toContain("62");
  });

  test.each([0, -1, 0.5, 1e13, Number.NaN, Number.POSITIVE_INFINITY])("is none for %d", (amountVnd) => {
    expect(vietQr({ ...TO, amountVnd, reference: "" })).toBeUndefined();
  });
});

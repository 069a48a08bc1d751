import { describe, expect, test } from "vitest";
import { TYPED_CREDENTIALS } from "../../src/core/formats/typed-credential.ts";
import { attributeLabel } from "../../src/web/attribute-labels.ts";
import { DYNAMIC, HEAD, napas, sealed, TAIL } from "../support/emvco-maker.ts";
import { judge } from "../support/judging.ts";

const CARD = "099190000001||Thử|15051990|Nữ|Xã Ví Dụ|20062021||||";
const INSURANCE = "9900000001|4e|15/05/1990|2|-|99 - 001|01/01/2026|-|20/12/2025|$";
const PRODUCT = "https://id.example/01/08930000000002/22/V/10/L/21/S/235/X?11=260101&13=260101&15=260101&17=260101";
const DOCUMENTS = [CARD, INSURANCE, "099190000001", "99999abcdefg-c", sealed(HEAD, DYNAMIC, napas(), TAIL), PRODUCT];

const ofDocuments = DOCUMENTS.flatMap((symbol) => Object.keys(judge(symbol).claims ?? {}));
const ofCredentials = TYPED_CREDENTIALS.flatMap(({ claims }) => claims.map(({ name }) => name));

describe("what clerks read", () => {
  test.each([...new Set([...ofDocuments, ...ofCredentials])])("%s has a word in both languages", (name) => {
    const [vi, en] = [attributeLabel(name, "vi"), attributeLabel(name, "en")];
    for (const label of [vi, en]) expect(label).toMatch(/^\p{Lu}/u);
    expect(vi).toBe(vi.normalize("NFC"));
    expect(en).toMatch(/^[\x20-\x7e²]+$/);
  });

  test.each(["somethingElse", "__proto__", "toString"])("what has no word goes by its name: %s", (name) => {
    expect(attributeLabel(name, "vi")).toBe(name);
  });
});

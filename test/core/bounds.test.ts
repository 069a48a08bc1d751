// What keeps a judgement short, at each bound and one past it. How long it takes: `npm run bench -- worst-case`.
import { describe, expect, test } from "vitest";
import { displayText } from "../../src/core/display-text.ts";
import { readObjects } from "../../src/core/formats/emvco-tlv.ts";
import { webAddress } from "../../src/core/formats/web-address.ts";
import type { CredentialType } from "../../src/core/presentation.ts";
import { readJson } from "../../src/core/strict-json.ts";
import { int, map, text } from "../support/cbor-bytes.ts";
import { claimsSet, ED_KEY, ISSUER, makeCredential, testKey } from "../support/credential-maker.ts";
import { keyEntry, reasonOf, trustWith } from "../support/judging.ts";

test("JSON has at most 5,000 values", () => {
  const list = (count: number) => `[${Array.from({ length: count - 1 }, () => "0").join()}]`;
  expect(readJson(list(5000))).toHaveLength(4999);
  expect(readJson(list(5001))).toBeUndefined();
  expect(readJson(`{"a":${list(5000)}}`)).toBeUndefined();
});

test("a letter keeps thirty marks, whatever their order", () => {
  expect(displayText(`a${"\u0345".repeat(31)}b`)).toBe(`a${"\u0345".repeat(30)}b`);
  expect(displayText(`x${"\u0323\u0302".repeat(15)}`)).toBe(`x${"\u0323\u0302".repeat(15)}`.normalize("NFC"));
  expect(displayText("e\u0302\u0323")).toBe("ệ");
});

test("a link has at most 506 characters before its path", () => {
  const host = (length: number) => `https://${"a".repeat(length - 5)}.test`;
  expect(webAddress(`${host(506)}/path`)?.pathname).toBe("/path");
  expect(webAddress(`${host(507)}/path`)).toBeUndefined();
  expect(webAddress(`https://${"u".repeat(500)}@a.test/`)).toBeUndefined();
  expect(webAddress(`https://a.test/${"p".repeat(4000)}`)).toBeDefined();
});

test("a payment code has at most 100 objects beside one another", () => {
  expect(readObjects("9900".repeat(100))).toMatchObject({ ok: true });
  expect(readObjects("9900".repeat(101))).toEqual({ ok: false, reason: "malformed" });
});

describe("keys that are tried for a credential that names none", () => {
  const anonymous = makeCredential({ protectedHeader: map([int(1), int(-8)]), payload: claimsSet({ iss: null }) }).text;
  const types: CredentialType[] = ["citizen"];
  const listed = (others: number, iss = "https://other.example") =>
    trustWith({
      issuers: [
        { id: iss, types, keys: Array.from({ length: others }, (_, at) => keyEntry(testKey("EdDSA", 20 + at, `other-${at}`))) },
        { id: ISSUER, types, keys: [keyEntry(ED_KEY)] },
      ],
    });

  test("are 32, and where there are more nobody is called a forger", () => {
    expect(reasonOf(anonymous, { trust: listed(31) })).toBe("granted");
    expect(reasonOf(anonymous, { trust: listed(32) })).toBe("issuer-unknown");
  });

  test("are those of the issuer that it names before all others", () => {
    const named = makeCredential({ protectedHeader: map([int(1), int(-8)]), payload: claimsSet({ iss: text(ISSUER) }) }).text;
    expect(reasonOf(named, { trust: listed(90) })).toBe("granted");
  });
});

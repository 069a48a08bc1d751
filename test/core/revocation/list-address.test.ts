import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addressProblem } from "../../../src/core/revocation/list-address.ts";
import "../../support/properties.ts";

const MINISTRY = "did:web:gov.vn:moet";
const OFFICE = "https://gov.vn/b";

/** Why `issuer` may not speak under the address without a word of the operator's. */
function problem(address: string, issuer: string, ...others: readonly string[]): string {
  return addressProblem(address, issuer, others)?.en ?? "none";
}

describe("the address of a list", () => {
  test.each([
    ["https://gov.vn/moet/1", MINISTRY, [OFFICE]],
    ["https://gov.vn/moet", MINISTRY, [OFFICE]],
    ["https://gov.vn/moet/?list=2", MINISTRY, [OFFICE, "https://gov.vn"]],
    ["https://gov.vn/b/status/1", OFFICE, [MINISTRY, "https://gov.vn/bb", "urn:example:1", "VN"]],
    ["http://gov.vn/b/1", OFFICE, [MINISTRY]],
    ["https://gov.vn:8443/1", "did:web:gov.vn%3A8443", ["https://gov.vn"]],
    ["https://gov.vn/gi%E1%BA%A5y/1", "https://gov.vn/giấy/", [MINISTRY]],
    ["https://xn--giy-9gz.example/1", "https://giấy.example", []],
    ["https://gov.vn/1", OFFICE, ["https://other.example"]],
  ])("%s is one of %s", (address, issuer, others) => {
    expect(problem(address, issuer, ...others)).toBe("none");
  });

  test.each([
    ["https://gov.vn/moet/1", OFFICE, [MINISTRY], /but of did:web:gov\.vn:moet/],
    ["https://gov.vn/moet/1", "https://gov.vn", ["did:web:GOV.vn:%6Doet#key-1"], /but of did:web/],
    ["https://gov.vn/moet/1", "https://gov.vn", ["https://gov.vn:443//x/../moet/?a"], /but of https/],
    ["https://gov.vn/moet/1", "https://gov.vn/moet/", [MINISTRY], /and of did:web:gov\.vn:moet as well/],
    ["https://gov.vn/1", "did:web:gov.vn:moet", [OFFICE], /and of https:\/\/gov\.vn\/b as well/],
    ["http://gov.vn/moet/1", "http://gov.vn/b", [MINISTRY], /but of did:web/],
    ["https://gov.vn/1", "did:web:gov.vn%3A8443", [], /not one of the issuer/],
    ["https://gov.vn/1", "urn:example:1", [], /not one of the issuer/],
    ["urn:example:1:list", "urn:example:1", [], /not one of the issuer/],
    ["did:web:gov.vn:b", OFFICE, [], /plain spelling, which is https:\/\/gov\.vn\/b/],
  ])("%s is not one of %s alone", (address, issuer, others, expected) => {
    expect(problem(address, issuer, ...others)).toMatch(expected);
  });

  // Beside https://gov.vn/a; each is, to some server, the same as an address below it.
  test.each([
    "https://GOV.vn/a/2",
    "HTTPS://gov.vn/a/2",
    "https://gov.vn:443/a/2",
    "https://gov.vn./a/2",
    "https://me@gov.vn/a/2",
    "https:gov.vn/a/2",
    "https://gov.vn/x/../a/2",
    "https://gov.vn/b/../a/2",
    "https://gov.vn/b/%2e%2E/a/2",
    "https://gov.vn/b/%2E%2E%2Fa/2",
    "https://gov.vn/b/..\\a/2",
    "https://gov.vn/b/..%5Ca/2",
    "https://gov.vn/./a/2",
    "https://gov.vn/%61/2",
    "https://gov.vn//a/2",
    "https://gov.vn/a",
    "https://gov.vn/a/",
    "https://gov.vn/a?2",
    "https://gov.vn/a#2",
    " https://gov.vn/a/2",
    "https://gov.vn/\ta/2",
  ])("%j belongs to nobody else on the site, nor to the owner of the site", (address) => {
    expect(problem(address, OFFICE, "https://gov.vn/a")).not.toBe("none");
    expect(problem(address, "https://gov.vn", "https://gov.vn/a")).not.toBe("none");
    expect(problem(address, "https://gov.vn", "did:web:gov.vn:a", OFFICE)).not.toBe("none");
  });
});

/** Each letter as it is, or percent-encoded. */
const encoded = (text: string) =>
  fc
    .tuple(...[...text].map((letter) => fc.constantFrom(letter, letter, letter, `%${letter.charCodeAt(0).toString(16)}`)))
    .map((all) => all.join(""));
/** Each letter small or capital. */
const cased = (text: string) =>
  fc.tuple(...[...text].map((letter) => fc.constantFrom(letter, letter.toUpperCase()))).map((all) => all.join(""));
const slashes = fc.constantFrom("/", "/", "//", "/./", "/x/../", "/x/%2e%2e/", "/b/%2E%2e%2f", "\\", "%2f", "%5C");

/** The address of the ministry's list in another spelling, or in its own. */
const spelling = fc
  .tuple(
    cased("https"),
    cased("gov.vn"),
    fc.constantFrom("", ":443", ":0443", ":"),
    fc.constantFrom("/", "//", "/./", "/b/../", "\\"),
    encoded("moet"),
    fc.option(fc.tuple(slashes, encoded("list")), { nil: ["", ""] }),
    fc.constantFrom("", "/", "?", "?a=/b/", "#", "#/b/"),
  )
  .map(([scheme, host, port, first, folder, rest, end]) => `${scheme}://${host}${port}${first}${folder}${rest.join("")}${end}`);

describe("in whatever spelling", () => {
  test("an address below one issuer is never taken for another's", () => {
    fc.assert(
      fc.property(spelling, fc.constantFrom(OFFICE, "https://gov.vn", "did:web:gov.vn", "https://gov.vn/moe"), (address, issuer) => {
        expect(problem(address, issuer, MINISTRY)).not.toBe("none");
      }),
    );
  });

  test("an issuer is a neighbour, and only a plain address is its own without a word", () => {
    fc.assert(
      fc.property(spelling, spelling, (id, address) => {
        expect(problem("https://gov.vn/moet/list/1", "https://gov.vn", id)).not.toBe("none");
        const isPlain = /^https:\/\/gov\.vn\/moet(\/list)?\/?(\?a=\/b\/)?$/.test(address);
        expect(problem(address, MINISTRY, OFFICE, "https://gov.vn") === "none").toBe(isPlain);
      }),
    );
  });
});

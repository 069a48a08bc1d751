import { describe, expect, test } from "vitest";
import { parseCwtClaims } from "../../src/core/cwt.ts";
import { array, bytes, float64, hex, int, map, tag, text } from "../support/cbor-bytes.ts";
import { AT, claimsSet, makeCredential, type Statement } from "../support/credential-maker.ts";
import { judge, reasonOf } from "../support/judging.ts";

const UNDEFINED = hex("f7");
const NULL = hex("f6");
const issued = (statement: Statement) => makeCredential({ payload: claimsSet(statement) }).text;

describe("the time of validity", () => {
  test.each<[string, Statement, string]>([
    ["expires in the next second", { exp: int(AT + 1) }, "granted"],
    ["expires now", { exp: int(AT) }, "expired"],
    ["expires half a second from now", { exp: float64(AT + 0.5) }, "granted"],
    ["expired a third of a second ago", { exp: float64(AT - 1 / 3) }, "expired"],
    ["expired before 1970", { exp: int(-1) }, "expired"],
    ["expired in 1970", { exp: int(0) }, "expired"],
    ["expires when no star is left", { exp: float64(1e300) }, "granted"],
    ["began this second", { nbf: int(AT) }, "granted"],
    ["begins in the next second", { nbf: int(AT + 1) }, "not-yet-valid"],
    ["began before 1970", { nbf: int(-5) }, "granted"],
    ["has no beginning", { nbf: null }, "granted"],
    ["begins after it has expired", { nbf: int(AT + 1), exp: int(AT - 1) }, "not-yet-valid"],
    ["is issued in the future, which says nothing of its validity", { iat: int(AT + 1000) }, "granted"],
  ])("a credential that %s", (_, statement, reason) => {
    expect(reasonOf(issued(statement))).toBe(reason);
  });

  test("a fraction of the kiosk's clock counts", () => {
    expect(reasonOf(issued({ exp: int(AT + 1) }), { at: AT + 0.999 })).toBe("granted");
    expect(reasonOf(issued({ nbf: int(AT + 1) }), { at: AT + 0.999 })).toBe("not-yet-valid");
  });

  test("without an end is accepted with a warning", () => {
    expect(judge(issued({ exp: null }))).toMatchObject({ reason: "granted", warnings: ["no-expiry"] });
  });
});

describe("a registered claim of another type is malformed", () => {
  const wrong: readonly (readonly [string, Uint8Array])[] = [
    ["null", NULL],
    ["undefined", UNDEFINED],
    ["bytes", bytes("x")],
    ["an array", array(int(AT + 9))],
    ["a tagged date", tag(1, int(AT + 9))],
    ["a boolean", hex("f5")],
  ];
  for (const claim of ["iss", "exp", "nbf", "iat"] as const) {
    test.each(wrong)(`${claim}: %s`, (_, value) => {
      expect(reasonOf(issued({ [claim]: value }))).toBe("malformed");
    });
  }

  test.each<[string, Uint8Array]>([
    ["text", text("1795437000")],
    ["NaN", hex("f97e00")],
    ["infinity", hex("f97c00")],
    ["minus infinity", hex("f9fc00")],
    ["an integer beyond 2^53", int(2n ** 60n)],
    ["a bignum", tag(2, bytes(hex("ffffffffffffffffff")))],
  ])("exp: %s", (_, value) => {
    expect(reasonOf(issued({ exp: value }))).toBe("malformed");
  });

  test.each<[string, Uint8Array]>([
    ["an integer", int(1)],
    ["a map", map()],
  ])("iss: %s", (_, value) => {
    expect(reasonOf(issued({ iss: value }))).toBe("malformed");
  });

  test("sub: an integer", () => {
    expect(reasonOf(issued({ more: [[int(2), int(1)]] }))).toBe("malformed");
  });
});

describe("a claims set", () => {
  test.each<[string, Uint8Array]>([
    ["an array", array(int(1), int(2))],
    ["a text", text('{"iss":"x"}')],
    ["tagged as CWT inside", tag(61, claimsSet())],
    ["nothing", new Uint8Array()],
    ["followed by another", Buffer.concat([claimsSet(), claimsSet()])],
  ])("that is %s is malformed", (_, payload) => {
    expect(parseCwtClaims(payload)).toEqual({ ok: false, reason: "malformed" });
    expect(reasonOf(makeCredential({ payload }).text)).toBe("malformed");
  });

  test("keeps claims of all kinds by their keys", () => {
    const parsed = parseCwtClaims(
      claimsSet({
        more: [
          [text("__proto__"), int(1)],
          [text("4"), int(2)],
        ],
      }),
    );
    expect(parsed.ok && [parsed.value.all.get("__proto__"), parsed.value.all.get("4")]).toEqual([1, 2]);
    expect(parsed.ok && parsed.value.expires).toBeGreaterThan(AT);
  });

  test("with a name in place of a number has no such claim", () => {
    expect(judge(issued({ exp: null, more: [[text("exp"), int(1)]] })).warnings).toEqual(["no-expiry"]);
  });
});

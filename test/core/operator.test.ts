import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  type ActionLine,
  actionBody,
  actionHash,
  brokenAt,
  NO_ACTIONS_HASH,
  type OperatorAction,
  readAction,
} from "../../src/core/operator/action.ts";
import { originOf, passkeyDomain } from "../../src/core/operator/origin.ts";
import { passwordFault } from "../../src/core/operator/password.ts";
import { isFresh, isInForce, type Session } from "../../src/core/operator/session.ts";
import { codeOfStep, stepOf, totpUri } from "../../src/core/operator/totp.ts";
import { signInWaitSeconds } from "../../src/core/operator/wait.ts";

const hmac = (key: Uint8Array, bytes: Uint8Array) => createHmac("sha1", key).update(bytes).digest();
const SECRET = Buffer.from("12345678901234567890");

describe("one-time codes", () => {
  test.each([
    [59, "94287082"],
    [1_111_111_109, "07081804"],
    [1_111_111_111, "14050471"],
    [1_234_567_890, "89005924"],
    [2_000_000_000, "69279037"],
    [20_000_000_000, "65353130"],
  ])("at %d s the code is that of RFC 6238, appendix B", (seconds, code) => {
    expect(codeOfStep(SECRET, Math.floor(seconds / 30), hmac, 8)).toBe(code);
  });

  test.each(
    ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"].map(
      (code, count) => [count, code] as const,
    ),
  )("count %d gives that of RFC 4226, appendix D", (count, code) => expect(codeOfStep(SECRET, count, hmac)).toBe(code));

  test("a code is good for a step before and after its own, once, and no older one after it", () => {
    const code = codeOfStep(SECRET, 100, hmac);
    const at = (step: number, after = 0) => stepOf(code, SECRET, { now: step * 30 + 29, after, hmac });
    expect([98, 99, 100, 101, 102].map((step) => at(step))).toEqual([undefined, 100, 100, 100, undefined]);
    expect(at(100, 100)).toBeUndefined();
    expect(at(100, 101)).toBeUndefined();
    expect(stepOf("", SECRET, { now: 3000, after: 0, hmac })).toBeUndefined();
  });

  test("an authenticator is told name, place and secret", () => {
    expect(totpUri(SECRET, "lan@example.vn", "central.example")).toBe(
      "otpauth://totp/Tr%E1%BA%A1m%20central.example:lan%40example.vn?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Tr%E1%BA%A1m%20central.example",
    );
  });
});

describe("passwords", () => {
  test.each(["bảy con vịt qua sông", "tháng ba mưa phùn rất lâu", "xK9$fv2!Lq7z", "correct horse battery"])("%s is one", (password) => {
    expect(passwordFault(password, ["lan", "central"])).toBeUndefined();
  });

  test.each([
    "ngắn quá",
    "aaaaaaaaaaaaaaaa",
    "abcabcabcabcabc",
    "password1234",
    "matkhau123456",
    "abcdefghijklmnop",
    "lan central lan 1",
    "Tram kiosk 2026",
    "x".repeat(200),
    "qwertyuiop123",
  ])("%s is none", (password) =>
    expect(passwordFault(password, ["lan", "central"])).toMatchObject({ vi: expect.any(String), en: expect.any(String) }),
  );
});

describe("a session", () => {
  const session: Session = { id: "s", operator: "o", edition: "1", way: "password", startedAt: 1000, usedAt: 1000 };
  test.each([
    ["is in force until it was idle for 15 min", session, "1", 1899, true],
    ["ends then", session, "1", 1900, false],
    ["goes on as long as it is used", { ...session, usedAt: 40_000 }, "1", 40_899, true],
    ["ends after 12 h in any case", { ...session, usedAt: 44_199 }, "1", 44_200, false],
    ["ends with the edition of the account", session, "2", 1001, false],
    ["ends where the clock was set back", session, "1", 999, false],
  ] as const)("%s", (_name, one, edition, now, isIn) => expect(isInForce(one, { edition }, now)).toBe(isIn));

  test("is fresh for ten minutes, however much it is used", () => {
    expect([1000, 1599, 1600].map((now) => isFresh({ ...session, usedAt: now }, now))).toEqual([true, true, false]);
    expect(isFresh({ ...session, way: "link" }, 1600)).toBe(true);
  });
});

test("the wait begins with the third mistake here, and later for the whole name or network", () => {
  expect([2, 3, 4].map((mistakes) => signInWaitSeconds("here", mistakes))).toEqual([0, 30, 60]);
  expect([49, 50].map((mistakes) => signInWaitSeconds("name", mistakes))).toEqual([0, 30]);
  expect([29, 30].map((mistakes) => signInWaitSeconds("network", mistakes))).toEqual([0, 30]);
});

describe("the record of what operators did", () => {
  const actions: readonly OperatorAction[] = [1, 2, 3, 4].map((at) => ({ at, operator: "o", deed: "signed-in", about: `${at}` }));
  function chain(all: readonly OperatorAction[]): ActionLine[] {
    let hash = NO_ACTIONS_HASH;
    return all.map((action, at) => {
      const body = actionBody(action);
      hash = actionHash(hash, body);
      return { seq: at + 1, body, hash };
    });
  }
  const start = { seq: 0, hash: NO_ACTIONS_HASH };

  test("is whole as it was written, also in pieces", () => {
    const lines = chain(actions);
    expect(brokenAt(lines, start)).toBeUndefined();
    expect(brokenAt(lines.slice(2), lines[1] ?? start)).toBeUndefined();
    expect(lines.map(({ body }) => readAction(body))).toEqual(actions);
  });

  test.each([
    ["changed", 2, (lines: ActionLine[]) => lines.map((line) => (line.seq === 2 ? { ...line, body: line.body.replace("2", "9") } : line))],
    ["left out", 2, (lines: ActionLine[]) => lines.filter(({ seq }) => seq !== 2)],
    [
      "left out, the others counted anew",
      2,
      (lines: ActionLine[]) => lines.filter(({ seq }) => seq !== 2).map((line, at) => ({ ...line, seq: at + 1 })),
    ],
    ["put in between", 2, (lines: ActionLine[]) => [...lines.slice(0, 1), ...lines.slice(0, 1), ...lines.slice(1)]],
    [
      "swapped",
      2,
      ([a, b, ...rest]: ActionLine[]) => [a, ...(rest[0] ? [rest[0]] : []), b, ...rest.slice(1)].filter((line) => line !== undefined),
    ],
    ["no action", 5, (lines: ActionLine[]) => [...lines, { seq: 5, body: "{}", hash: actionHash(lines[3]?.hash ?? "", "{}") }]],
  ])("shows where a line was %s", (_name, seq, change) => {
    expect(brokenAt(change(chain(actions)), start)).toBe(seq);
  });
});

test.each([
  ["https://central.example", "central.example"],
  ["https://central.example:8443", "central.example"],
  ["http://localhost:8169", "localhost"],
  ["http://127.0.0.1:8169", undefined],
])("%s is an origin", (text, domain) => {
  const origin = originOf(text);
  expect(origin?.origin).toBe(text);
  expect(origin && passkeyDomain(origin)).toBe(domain);
});

test.each([
  "http://central.example",
  "https://central.example/",
  "https://central.example/x",
  "central.example",
  "https://CENTRAL.example",
  "ftp://localhost",
  "https://a@b",
])("%s is none", (text) => expect(originOf(text)).toBeUndefined());

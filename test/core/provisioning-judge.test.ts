import { describe, expect, test } from "vitest";
import { keyThumbprint } from "../../src/core/http-signature.ts";
import { differencesOf } from "../../src/core/provisioning/difference.ts";
import { fingerprintOf, isSameFingerprint } from "../../src/core/provisioning/fingerprint.ts";
import { judgePackage, type KioskBefore } from "../../src/core/provisioning/judge.ts";
import { openPackage, type PackageContent } from "../../src/core/provisioning/package.ts";
import { deviceOf, isServicePoint, nameOf } from "../../src/core/provisioning/service-point.ts";
import { sha256 } from "../../src/core/signature.ts";
import { aPackage, MADE_AT, newSigner, ROOT } from "../support/provisioning.ts";

const KEY = newSigner();
const SIGNER = keyThumbprint(KEY.publicKey);

function offered(changes: Partial<PackageContent> = {}, key = KEY) {
  const opened = openPackage(aPackage(changes, key));
  if (!opened.ok) throw new Error(opened.refusal);
  return opened.value;
}

const BLANK: KioskBefore = { now: MADE_AT + 60, device: undefined, configured: undefined };
const TAKEN = { serial: 6, identity: "00".repeat(32) };
const CONFIGURED = { servicePoint: "hanoi-01", rootSha256: sha256(ROOT), taken: TAKEN, signers: [SIGNER] };
const KNOWN: KioskBefore = { ...BLANK, configured: CONFIGURED };

const verdictOf = (before: KioskBefore, changes: Partial<PackageContent> = {}, key = KEY) => {
  const judged = judgePackage(offered(changes, key), before);
  return judged.ok ? judged.signer : judged.refusal;
};

describe("a kiosk that is set up", () => {
  test("takes a newer package of a signer in its trust list, under its own root", () => {
    expect(verdictOf(KNOWN)).toBe("known");
  });

  test("asks a person where the root would change, whoever signed, and where it holds no trust list", () => {
    expect(verdictOf(KNOWN, { root: { kind: "sha256", sha256: new Uint8Array(32) } })).toBe("unknown");
    expect(verdictOf({ ...KNOWN, configured: { ...CONFIGURED, rootSha256: undefined } })).toBe("unknown");
    expect(verdictOf({ ...KNOWN, configured: { ...CONFIGURED, signers: undefined } })).toBe("unknown");
  });

  const identity = Buffer.from(offered().identity).toString("hex");
  test.each<readonly [string, string, KioskBefore, Partial<PackageContent>]>([
    ["signed by a key that its trust list does not have", "signer-unknown", { ...KNOWN, configured: { ...CONFIGURED, signers: [] } }, {}],
    ["of another service point", "other-kiosk", KNOWN, { servicePoint: "hanoi-02" }],
    ["older than the one in use", "rollback", KNOWN, { serial: 5 }],
    ["with the serial of the one in use, and other contents", "serial-used", KNOWN, { serial: 6 }],
    ["in its last second", "known", { ...KNOWN, now: MADE_AT + 30 * 86_400 - 1 }, {}],
    ["that has expired", "expired", { ...KNOWN, now: MADE_AT + 30 * 86_400 }, {}],
    ["from its future", "clock-wrong", { ...KNOWN, now: MADE_AT - 301 }, {}],
    ["from a clock five minutes ahead of its own", "known", { ...KNOWN, now: MADE_AT - 300 }, {}],
    ["at 1970", "clock-wrong", { ...KNOWN, now: 0 }, {}],
    ["for another device", "other-device", KNOWN, { device: SIGNER }],
    ["for this device", "known", { ...KNOWN, device: SIGNER }, { device: SIGNER }],
    [
      "it has taken before, even when that has expired",
      "same",
      { ...KNOWN, now: MADE_AT * 2, configured: { ...CONFIGURED, taken: { serial: 7, identity } } },
      {},
    ],
  ])("and a package %s: %s", (_, verdict, before, changes) => {
    expect(verdictOf(before, changes)).toBe(verdict);
  });
});

describe("a kiosk that is not set up", () => {
  test("knows nobody: a person must compare", () => {
    expect(verdictOf(BLANK)).toBe("unknown");
    expect(verdictOf(BLANK, {}, newSigner())).toBe("unknown");
  });

  test("takes no expired package, none before its time, and none for a device that it is not", () => {
    expect(verdictOf({ ...BLANK, now: MADE_AT + 31 * 86_400 })).toBe("expired");
    expect(verdictOf({ ...BLANK, now: 0 })).toBe("clock-wrong");
    expect(verdictOf(BLANK, { device: SIGNER })).toBe("other-device");
  });
});

describe("a fingerprint", () => {
  const { identity } = offered();
  const fingerprint = fingerprintOf("configuration", identity);

  test("is four groups of four, the same however it is typed", () => {
    expect(fingerprint).toMatch(/^([A-Z2-7]{4} ){3}[A-Z2-7]{4}$/);
    for (const typed of [
      fingerprint,
      fingerprint.toLowerCase(),
      fingerprint.replaceAll(" ", ""),
      ` ${fingerprint.replaceAll(" ", "-")} `,
    ]) {
      expect(isSameFingerprint(typed, fingerprint)).toBe(true);
    }
  });

  test("is not the first group alone, nor another's, nor nothing", () => {
    const others = [
      fingerprint.slice(0, 4),
      "",
      fingerprint.slice(0, -1),
      fingerprintOf("backup", identity),
      fingerprintOf("configuration", offered({ serial: 8 }).identity),
    ];
    expect(others.map((typed) => isSameFingerprint(typed, fingerprint))).toEqual(others.map(() => false));
  });
});

describe("differences", () => {
  test("are told by name, one a line, what is dangerous marked; what stays is left out", () => {
    const before = {
      id: "a",
      central: { url: "https://one.example", trustEverySeconds: 900 },
      source: [{ kind: "camera" }],
      policy: { documents: ["x", "y"] },
    };
    const after = {
      id: "a",
      central: { url: "https://two.example", trustEverySeconds: 900 },
      source: [],
      trust: { root: "/r" },
      policy: { documents: ["x"] },
    };
    expect(differencesOf(before, after)).toEqual([
      { path: "central.url", before: '"https://one.example"', after: '"https://two.example"', isDangerous: true },
      { path: "policy.documents", before: '["x","y"]', after: '["x"]', isDangerous: false },
      { path: "source", after: "[]", isDangerous: false },
      { path: "source.0.kind", before: '"camera"', isDangerous: false },
      { path: "trust.root", after: '"/r"', isDangerous: true },
    ]);
    expect(differencesOf(before, before)).toEqual([]);
  });

  test.each([
    ["whether it is a demo", { demo: true }],
    ["where it looks for sticks", { trust: { sticks: "/tmp" } }],
    ["which key it signs with", { central: { key: "/tmp/key" } }],
    ["how often it asks central", { central: { trustEverySeconds: 86_400 } }],
    ["where fees go", { policy: { fee: { bin: "970400", account: "1" } } }],
    ["how long it believes without news", { policy: { trust: { graceDays: 30 } } }],
    ["whom it wants to hear of", { policy: { issuers: ["a"] } }],
    ["which pin opens the door, and which way", { board: { pins: { relay: 5 }, activeLow: ["relay"] } }],
  ])("mark %s", (_, settings) => {
    for (const changes of [differencesOf({}, settings), differencesOf(settings, {})])
      expect(changes.filter(({ isDangerous }) => !isDangerous)).toEqual([]);
  });

  test("cannot steer the terminal that shows them", () => {
    const [change] = differencesOf({}, { group: "a\u001b[2J\u202eb\nid: c" });
    expect(["\u001b", "\u202e", "\n"].filter((letter) => change?.after?.includes(letter))).toEqual([]);
  });
});

describe("the devices of a service point", () => {
  test.each([
    ["hanoi-01", "hanoi-01", 1],
    ["hanoi-01--2", "hanoi-01", 2],
    ["hanoi-01--31", "hanoi-01", 31],
    ["hanoi-01--1", "hanoi-01--1", 1],
    ["hanoi-01--02", "hanoi-01--02", 1],
    ["a", "a", 1],
    ["--2", "--2", 1],
  ])("%s stands at %s and is number %i there", (name, servicePoint, generation) => {
    expect(deviceOf(name)).toEqual({ servicePoint, generation });
    expect(nameOf({ servicePoint, generation })).toBe(name);
    expect(isServicePoint(name)).toBe(generation === 1);
  });

  test("whose names would be too long have none", () => {
    expect(nameOf({ servicePoint: "x".repeat(62), generation: 2 })).toBeUndefined();
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeBase32, encodeBase32 } from "../../src/core/base32.ts";
import { keyThumbprint } from "../../src/core/http-signature.ts";
import { isBackupName, readBackupList, writeBackupList } from "../../src/core/provisioning/backup.ts";
import { MAX_ENROLMENT_CHARACTERS, readEnrolment, writeEnrolment } from "../../src/core/provisioning/enrolment.ts";
import { PROVISIONING_REFUSALS } from "../../src/core/provisioning/refusal.ts";
import { aPackage, MADE_AT, newSigner } from "../support/provisioning.ts";
import "../support/properties.ts";

describe("a request for enrolment", () => {
  const key = newSigner();
  const text = writeEnrolment("hanoi-01--2", MADE_AT + 0.7, key);

  test.each(["EdDSA", "ES256"] as const)("proves its %s key and names the kiosk, in one small code", (algorithm) => {
    const device = newSigner(algorithm);
    const request = writeEnrolment("hanoi-01", MADE_AT, device);
    const read = readEnrolment(`${request}\r\n`);
    expect(read).toMatchObject({ kiosk: "hanoi-01", at: MADE_AT });
    expect(read && keyThumbprint(read.key)).toBe(keyThumbprint(device.publicKey));
    expect(request).toMatch(/^TRAMENR1\/[A-Z2-7]+$/);
    expect(request.length).toBeLessThan(400);
  });

  test("with any letter changed is none", () => {
    fc.assert(
      fc.property(fc.integer({ min: 9, max: text.length - 1 }), fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"), (at, letter) => {
        fc.pre(text[at] !== letter);
        expect(readEnrolment(text.slice(0, at) + letter + text.slice(at + 1))).toBeUndefined();
      }),
    );
  });

  test("is no configuration, no empty text and nothing that is too long; and nothing throws", () => {
    expect(readEnrolment(`TRAMENR1/${encodeBase32(aPackage())}`)).toBeUndefined();
    expect(readEnrolment("")).toBeUndefined();
    expect(readEnrolment(text + "A".repeat(MAX_ENROLMENT_CHARACTERS))).toBeUndefined();
    fc.assert(
      fc.property(fc.string(), (rest) => {
        expect(readEnrolment(`TRAMENR1/${rest}`)).toBeUndefined();
      }),
    );
  });
});

test("Base32 gives back what it was given", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      expect(decodeBase32(encodeBase32(bytes))).toEqual({ ok: true, value: bytes });
    }),
  );
});

describe("the list of a backup", () => {
  const files = [{ name: "journals/hanoi-01--2/00000000.tramlog", bytes: 5, sha256: "ab".repeat(32) }];

  test("says what was written", () => {
    expect(readBackupList(Buffer.from(writeBackupList("hanoi-01", 5.5, files)))).toEqual({ form: 1, kiosk: "hanoi-01", at: 5, files });
  });

  test.each(["../x", "/etc/passwd", "a/../b", "a//b", "a/", ".x", "a/.b", "", "a\\b", "A", "a/b/c/d/e", "a..b"])(
    "has no file %j",
    (name) => {
      expect(isBackupName(name)).toBe(false);
      expect(readBackupList(Buffer.from(writeBackupList("hanoi-01", 5, [{ name, bytes: 1, sha256: "ab".repeat(32) }])))).toBeUndefined();
    },
  );

  test("names no file twice, and is JSON of its form", () => {
    for (const text of [writeBackupList("hanoi-01", 5, [...files, ...files]), "{}", "", "[1]", '{"form":2}']) {
      expect(readBackupList(Buffer.from(text))).toBeUndefined();
    }
  });
});

test("every refusal says in both languages what happened and what to do", () => {
  for (const { detail, next } of Object.values(PROVISIONING_REFUSALS)) {
    for (const text of [detail.vi, detail.en, next.vi, next.en]) expect(text).toMatch(/^\S.{10,}[.]$/);
  }
});

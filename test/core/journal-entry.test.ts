import fc from "fast-check";
import { expect, test } from "vitest";
import { type Entry, entryFromJson, entryToJson, MAX_ENTRY_BYTES, storableEntry } from "../../src/core/journal-entry.ts";
import { anEntry, arbitraryEntry } from "../support/entries.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (entry: Entry) => new TextDecoder().decode(entryToJson(entry));

test("an entry is written with its fields in one order, whatever order it was made in", () => {
  const { policy, ...rest } = { ...anEntry(), seq: 7 };
  expect(textOf({ policy, ...rest })).toBe(textOf({ ...anEntry(), seq: 7 }));
  expect(textOf({ ...anEntry(), seq: 7 })).toBe(
    '{"seq":7,"at":1795437065.25,"reason":"granted","source":"serial","format":"claim169","type":"citizen",' +
      '"issuer":"did:web:tram.example.vn","keyId":"tram-2026-1","credential":"q83vEjRWeJCrze8SNFZ4kA","policy":"counter","trust":12,"durationMs":3.5}',
  );
});

test("any entry reads back as it was", () => {
  fc.assert(
    fc.property(arbitraryEntry, fc.nat(), (entry, seq) => {
      expect(entryFromJson(entryToJson({ ...entry, seq }))).toEqual({ ...entry, seq });
    }),
  );
});

test("what may be stored is exactly what can be read back", () => {
  const odd = fc.oneof(
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -0, -1, 0.5, 2 ** 60, "", "\ud800", "\u2028"),
    fc.double(),
    fc.string({ unit: "binary" }),
  );
  const changed = fc.tuple(arbitraryEntry, fc.constantFrom("at", "issuer", "policy", "trust", "durationMs", "credential", "reason"), odd);
  fc.assert(
    fc.property(changed, fc.nat(), ([entry, field, value], seq) => {
      for (const each of [entry, { ...entry, [field]: value }, { ...entry, warnings: [] }]) {
        const written = entryToJson({ ...each, seq } as Entry);
        const stored = storableEntry({ ...each, seq } as Entry);
        expect(stored && Uint8Array.from(stored)).toEqual(entryFromJson(written) && written);
      }
    }),
    { numRuns: 1000 },
  );
  expect(
    storableEntry({ ...anEntry({ policy: "p".repeat(500), issuer: "\u0001".repeat(512), keyId: "\u0001".repeat(512) }), seq: 0 }),
  ).toBeUndefined();
});

test("an empty list of warnings is left out", () => {
  expect(textOf({ ...anEntry({ warnings: [] }), seq: 0 })).not.toContain("warnings");
});

const good = textOf({ ...anEntry(), seq: 7 });
test.each([
  ["a field nobody knows, such as a name", good.replace('"policy"', '"name":"Nguyễn Văn A","policy"')],
  ["fields in another order", good.replace('"trust":12,"durationMs":3.5', '"durationMs":3.5,"trust":12')],
  ["white space", good.replace(",", ", ")],
  ["a line end", `${good}\n`],
  ["a byte-order mark", `\ufeff${good}`],
  ["a field twice", good.replace('"trust":12', '"trust":12,"trust":12')],
  ["a number spelt otherwise", good.replace('"trust":12', '"trust":1.2e1')],
  ["a letter spelt as an escape", good.replace("counter", "\\u0063ounter")],
  ["a missing field", good.replace('"trust":12,', "")],
  ["a reason nobody knows", good.replace("granted", "fine")],
  ["a time that is none", good.replace("1795437065.25", "null")],
  ["a time after the year 9999", good.replace("1795437065.25", "253402300800")],
  ["a position below zero", good.replace('"seq":7', '"seq":-1')],
  ["an empty list of warnings", good.replace('"policy"', '"warnings":[],"policy"')],
  ["a credential that is no pseudonym of 16 bytes", good.replace("q83vEjRWeJCrze8SNFZ4kA", "079203012345")],
  ["text that is no JSON", good.slice(0, -1)],
  ["a list", "[]"],
  ["nothing", ""],
])("an entry with %s is not one", (_name, text) => {
  expect(entryFromJson(bytesOf(good))).toBeDefined();
  expect(text).not.toBe(good);
  expect(entryFromJson(bytesOf(text))).toBeUndefined();
});

test("bytes that are not UTF-8 are no entry", () => {
  const bytes = bytesOf(good.replace("counter", "c?unter"));
  bytes[bytes.indexOf("?".charCodeAt(0))] = 0xff;
  expect(entryFromJson(bytes)).toBeUndefined();
});

test("an entry is at most 4 KiB", () => {
  const long = bytesOf(good + " ".repeat(MAX_ENTRY_BYTES));
  expect(entryFromJson(long)).toBeUndefined();
});

test("any bytes end as an entry or undefined, never as a throw", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => {
      expect(entryFromJson(bytes)).toBeUndefined();
    }),
  );
});

import fc from "fast-check";
import type { Entry } from "../../src/core/journal-entry.ts";
import { CREDENTIAL_TYPES, DOCUMENT_TYPES, FORMAT_NAMES } from "../../src/core/presentation.ts";
import { REASONS, type Reason } from "../../src/core/reason.ts";
import { WARNINGS } from "../../src/core/warning.ts";

/** An entry as a kiosk at the counter makes it; `changes` are laid over it. */
export function anEntry(changes: Partial<Omit<Entry, "seq">> = {}): Omit<Entry, "seq"> {
  return {
    at: 1_795_437_065.25,
    reason: "granted",
    source: "serial",
    format: "claim169",
    type: "citizen",
    issuer: "did:web:tram.example.vn",
    keyId: "tram-2026-1",
    credential: "q83vEjRWeJCrze8SNFZ4kA",
    policy: "counter",
    trust: 12,
    durationMs: 3.5,
    ...changes,
  };
}

const text = fc.string({ unit: "grapheme", maxLength: 60 });

/** Any entry that may be in a journal, without its position. */
export const arbitraryEntry: fc.Arbitrary<Omit<Entry, "seq">> = fc.record(
  {
    at: fc.double({ min: 1, max: 253_402_300_799, noNaN: true }),
    reason: fc.constantFrom(...(Object.keys(REASONS) as Reason[])),
    source: fc.constantFrom("camera" as const, "serial" as const, "desk" as const),
    format: fc.constantFrom(...FORMAT_NAMES),
    type: fc.constantFrom(...CREDENTIAL_TYPES, ...DOCUMENT_TYPES),
    issuer: text,
    keyId: text,
    credential: fc.stringMatching(/^[A-Za-z0-9_-]{22}$/),
    presentation: fc.stringMatching(/^[A-Za-z0-9_-]{22}$/),
    warnings: fc.uniqueArray(fc.constantFrom(...WARNINGS), { minLength: 1 }),
    policy: text,
    trust: fc.nat(),
    durationMs: fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
  },
  { requiredKeys: ["at", "reason", "source", "policy", "trust", "durationMs"] },
);

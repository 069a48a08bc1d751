// Status lists as others publish them, one field of bits a credential, turned into the places that hold something.

import type { TokenStatusList } from "./list.ts";
import { hasNumber } from "./sorted-numbers.ts";

/** Where the first field of a byte stands: in its lowest bits (IETF Token Status List), or in its highest (W3C Bitstring Status List). */
export type BitOrder = "lowest-first" | "highest-first";

/** Bytes looked at between two pauses. */
const STEP = 65_536;

/** The places of each value but zero. `bits`: 1, 2, 4 or 8. Pauses now and then. */
export function* placesIn(bytes: Uint8Array, bits: number, order: BitOrder): Generator<void, ReadonlyMap<number, Uint32Array>> {
  const fields = 8 / bits;
  const shifts = Array.from({ length: fields }, (_, field) => (order === "lowest-first" ? field : fields - 1 - field) * bits);
  const places = new Map<number, Uint32Array>();
  // Once to count, once to fill: lists that grow would take several times the memory.
  for (const isCounting of [true, false]) {
    const filled = new Uint32Array(256);
    for (let at = 0; at < bytes.length; at++) {
      if (at % STEP === STEP - 1) yield;
      const byte = bytes[at] ?? 0;
      if (byte === 0) continue;
      for (const [field, shift] of shifts.entries()) {
        const value = (byte >> shift) & (2 ** bits - 1);
        if (value === 0) continue;
        const index = filled[value] ?? 0;
        filled[value] = index + 1;
        const found = places.get(value);
        if (found) found[index] = at * fields + field;
      }
    }
    if (!isCounting) break;
    for (const [value, count] of filled.entries()) if (count > 0) places.set(value, new Uint32Array(count));
  }
  return places;
}

/** The value at a place; undefined where the list has no such place. */
export function valueAt({ values, size }: TokenStatusList, place: number): number | undefined {
  if (!(place < size)) return undefined;
  for (const [value, places] of values) if (hasNumber(places, place)) return value;
  return 0;
}

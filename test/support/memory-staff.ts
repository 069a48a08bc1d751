import type { KeptFile } from "../../src/ports.ts";
import type { StaffPins } from "../../src/staff-ports.ts";

/** A small file that lives as long as the test. */
export function memoryFile(): KeptFile & { bytes: Uint8Array | undefined } {
  return {
    bytes: undefined,
    async read() {
      return this.bytes;
    },
    async replace(bytes) {
      this.bytes = bytes;
    },
  };
}

/** Staff codes in memory, without the slow hash; what counts is how often one was looked at. */
export function memoryPins(pins: Readonly<Record<string, string>>): StaffPins & { looks: number } {
  const known = new Map(Object.entries(pins));
  const mistakes = new Map<string, number>();
  return {
    looks: 0,
    codes: async () => [...known.keys()],
    mistakes: async (staff, place) => (known.has(staff) ? (mistakes.get(`${staff} ${place}`) ?? 0) : undefined),
    edition: async (staff) => known.get(staff),
    note: async (staff, place, count) => void mistakes.set(`${staff} ${place}`, count),
    async isRight(staff, pin) {
      this.looks++;
      return known.get(staff) === pin;
    },
    set: async (staff, pin) => void known.set(staff, pin),
    remove: async (staff) => known.delete(staff),
  };
}

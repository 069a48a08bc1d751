import type { DoctorProbes } from "./doctor-probes.ts";

/** The probes, to which this file is as it was read: whoever changes it in the middle has not had it tested, nor signed. */
export function asRead(probes: DoctorProbes, path: string, bytes: Uint8Array): DoctorProbes {
  return {
    ...probes,
    async file(asked, maxBytes) {
      const facts = await probes.file(asked, maxBytes);
      return asked === path && facts.kind === "read" ? { ...facts, bytes } : facts;
    },
  };
}

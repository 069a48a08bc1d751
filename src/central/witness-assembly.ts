import { type Witness, witnessOf } from "../core/acknowledgement.ts";
import { readCentralKey } from "../drivers/central-key.ts";

/**
 * Central as a witness, with the key in this folder, if there is one now. A key that cannot be used is said once and keeps no entries away: they
 * come first.
 */
export function witnessIn(folder: string, onFault: (fault: string) => void): () => Promise<Witness | undefined> {
  let said: string | undefined;
  return async () => {
    try {
      const key = await readCentralKey(folder, "witness");
      said = undefined;
      return key && witnessOf(key.privateKey);
    } catch (error) {
      const fault = String(error);
      if (fault !== said) onFault(fault);
      said = fault;
      return undefined;
    }
  };
}

import { pinWaitSeconds } from "../technician.ts";

/**
 * Whose mistakes are counted, and with how many of them the wait of a PIN begins. `here`: a name from one network; `name`: it from anywhere, so that many
 * networks do not guess together; `network`: whatever names it tries. The last two let others go on for longer: nobody shall lock out a colleague.
 */
export const FREE_MISTAKES = { here: 0, name: 47, network: 27 } as const;
export type Counted = keyof typeof FREE_MISTAKES;

/** Seconds until the next attempt is looked at, after so many mistakes. At most 100 an hour for any name (ASVS 2.2.1). */
export function signInWaitSeconds(counted: Counted, mistakes: number): number {
  return pinWaitSeconds(Math.max(0, mistakes - FREE_MISTAKES[counted]));
}

import { BOARD_FAULTS } from "./faults/board-faults.ts";
import { JOURNAL_FAULTS } from "./faults/journal-faults.ts";
import { MACHINE_FAULTS } from "./faults/machine-faults.ts";
import { PEOPLE_FAULTS } from "./faults/people-faults.ts";
import { PROVISIONING_FAULTS } from "./faults/provisioning-faults.ts";
import { READING_FAULTS } from "./faults/reading-faults.ts";
import { SETTING_FAULTS } from "./faults/setting-faults.ts";
import { STICK_FAULTS } from "./faults/stick-faults.ts";
import { TRUST_FAULTS } from "./faults/trust-faults.ts";

/** Everything that can be wrong with a kiosk, by name. Logs and other programs keep names and codes: add, never rename. */
export const FAULTS = {
  ...READING_FAULTS,
  ...BOARD_FAULTS,
  ...MACHINE_FAULTS,
  ...SETTING_FAULTS,
  ...TRUST_FAULTS,
  ...JOURNAL_FAULTS,
  ...STICK_FAULTS,
  ...PEOPLE_FAULTS,
  ...PROVISIONING_FAULTS,
} as const;

/** The name of a fault. */
export type FaultName = keyof typeof FAULTS;

/** What is read out on the telephone: `T-601`. */
export function faultCode(name: FaultName): string {
  return FAULTS[name].code;
}

import { type DayHours, isWithin } from "./day-hours.ts";

/** Loudest and softest, in dB against the recording: visitors can choose within 24 dB, more than the 18 that EN 301 549, 8.2.1, asks for. */
export const [LOUDEST_DB, SOFTEST_DB] = [0, -24] as const;
/** One press of a key, dB. */
const STEP_DB = 3;

/** How loud a kiosk is by itself. */
export interface VolumePlan {
  readonly usualDb: number;
  /** At these hours it is softer. */
  readonly quiet?: DayHours & { readonly db: number };
  /** At these hours the room hears nothing; headphones do. */
  readonly mute?: DayHours;
}

/** How loud the room hears it now, a visitor's own choice counted in; undefined: not at all. */
export function roomDb(plan: VolumePlan, minute: number, chosenSteps: number): number | undefined {
  if (plan.mute && isWithin(minute, plan.mute)) return undefined;
  const usual = plan.quiet && isWithin(minute, plan.quiet) ? plan.quiet.db : plan.usualDb;
  return chosen(usual, chosenSteps);
}

/** The same for whoever wears headphones: they disturb nobody. */
export function headphonesDb(plan: VolumePlan, chosenSteps: number): number {
  return chosen(plan.usualDb, chosenSteps);
}

function chosen(usualDb: number, steps: number): number {
  return Math.min(LOUDEST_DB, Math.max(SOFTEST_DB, usualDb + steps * STEP_DB));
}

/** After a press more or less; past an end it changes nothing, so that the first press back is heard. */
export function nextSteps({ usualDb }: VolumePlan, steps: number, press: 1 | -1): number {
  const db = usualDb + steps * STEP_DB;
  const isAtEnd = press > 0 ? db >= LOUDEST_DB : db <= SOFTEST_DB;
  return isAtEnd ? steps : steps + press;
}

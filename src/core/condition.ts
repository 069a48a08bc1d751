import * as v from "valibot";
import { type Claims, CREDENTIAL_TYPES, type CredentialType } from "./presentation.ts";
import { dateInVietnam, type EpochSeconds } from "./time.ts";

const id = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,40}$/, "a condition is named by 1 to 40 of a-z, 0-9 and -"));
const label = v.pipe(v.string(), v.minLength(1), v.maxLength(60));

/** JSON and TOML shape of one yes/no question about the holder. */
export const ConditionSchema = v.pipe(
  v.strictObject({
    id,
    /** What staff read, e.g. "Đủ 18 tuổi". */
    label: v.optional(v.strictObject({ vi: label, en: label })),
    /** Types it is asked of; absent: every type. */
    types: v.optional(v.array(v.picklist(CREDENTIAL_TYPES))),
    /** At least this many years old today, in Việt Nam. */
    minimumAge: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(120))),
    /** Codes of communes, or the beginning that the codes of a province share. */
    residentOf: v.optional(v.pipe(v.array(v.pipe(v.string(), v.regex(/^\d{2,5}$/, "2 to 5 digits"))), v.minLength(1))),
    /** True: who does not meet it is refused. False: staff are told. */
    required: v.optional(v.boolean(), false),
  }),
  v.check((condition) => (condition.minimumAge === undefined) !== (condition.residentOf === undefined), "either minimumAge or residentOf"),
);
export type Condition = v.InferOutput<typeof ConditionSchema>;

/** A question and its answer; nothing of what it was answered from. */
export interface ConditionAnswer {
  readonly condition: Condition;
  readonly answer: "yes" | "no" | "unknown";
}

/** The questions that a policy asks of this type, answered from what the credential says. */
export function answerConditions(
  conditions: readonly Condition[],
  type: CredentialType,
  claims: Claims,
  at: EpochSeconds,
): readonly ConditionAnswer[] {
  return conditions
    .filter(({ types }) => !types || types.includes(type))
    .map((condition) => ({ condition, answer: answerTo(condition, claims, at) }));
}

function answerTo({ minimumAge, residentOf }: Condition, claims: Claims, at: EpochSeconds): ConditionAnswer["answer"] {
  if (minimumAge !== undefined) return isOldEnough(claims["dateOfBirth"] ?? claims["dob"], minimumAge, dateInVietnam(at));
  const commune = claims["communeCode"] ?? claims["locationCode"];
  if (typeof commune !== "string" || !/^\d{5}$/.test(commune)) return "unknown";
  return residentOf?.some((code) => commune.startsWith(code)) ? "yes" : "no";
}

/** Born on 29 February, a person is a year older on 1 March of other years. Where only the year is known, the year must be enough. */
function isOldEnough(birth: unknown, years: number, today: string): ConditionAnswer["answer"] {
  if (typeof birth !== "string") return "unknown";
  const [, year, month, day] = /^(\d{4})(?:-?(\d{2})-?(\d{2}))?$/.exec(birth) ?? [];
  if (year === undefined) return "unknown";
  const due = (monthAndDay: string) => `${String(Number(year) + years).padStart(4, "0")}-${monthAndDay}` <= today;
  if (month !== undefined && day !== undefined && month !== "00" && day !== "00") return due(`${month}-${day}`) ? "yes" : "no";
  if (due("12-31")) return "yes";
  return due("01-01") ? "unknown" : "no";
}

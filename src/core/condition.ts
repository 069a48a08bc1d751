import * as v from "valibot";
import { type Claims, CREDENTIAL_TYPES, type CredentialType } from "./presentation.ts";
import { dateInVietnam, type EpochSeconds, isoDate } from "./time.ts";

const id = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,40}$/, "a condition is named by 1 to 40 of a-z, 0-9 and -"));
const label = v.pipe(v.string(), v.minLength(1), v.maxLength(60));

const COMMUNE = /^\d{5}$/;

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
    /** Codes of communes; the code of a commune does not say which province it is in (Decision 19/2025/QĐ-TTg). */
    residentOf: v.optional(
      v.pipe(v.array(v.pipe(v.string(), v.regex(COMMUNE, "a commune is named by 5 digits"))), v.minLength(1), v.maxLength(4000)),
    ),
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
  if (typeof commune !== "string" || !COMMUNE.test(commune)) return "unknown";
  return residentOf?.includes(commune) ? "yes" : "no";
}

/**
 * Where the day or the month is not known, every day that it could be must be enough. Born on 29 February, a person is a year older on
 * 1 March of other years.
 */
function isOldEnough(birth: unknown, years: number, today: string): ConditionAnswer["answer"] {
  const days = typeof birth === "string" ? possibleBirthDays(birth) : undefined;
  // Nobody is born tomorrow: a date that is wrong says nothing of an age.
  if (!days || days.first > today) return "unknown";
  if (yearsLater(days.last, years) <= today) return "yes";
  return yearsLater(days.first, years) <= today ? "unknown" : "no";
}

/** A birth date as issuers write it, `19900515`, `1990-05-15`, `1990-05`, `1990`, with `00` for what nobody knows: the days that it could be. */
function possibleBirthDays(birth: string): { readonly first: string; readonly last: string } | undefined {
  const [, year = "", hyphen, month = "00", day = "00"] = /^(\d{4})(?:(-?)(\d{2})(?:\2(\d{2}))?)?$/.exec(birth) ?? [];
  // 199005 could as well be a year, a month and half a day.
  if (hyphen === "" && birth.length === 6) return undefined;
  const [firstMonth, lastMonth] = month === "00" ? ["01", "12"] : [month, month];
  const [firstDay, lastDay] = month === "00" || day === "00" ? ["01", "31"] : [day, day];
  const exists = isoDate(Number(year), Number(firstMonth), Number(firstDay)) !== undefined && (month !== "00" || day === "00");
  return exists ? { first: `${year}-${firstMonth}-${firstDay}`, last: `${year}-${lastMonth}-${lastDay}` } : undefined;
}

/** The same day of another year, to compare with: it need not exist. */
function yearsLater(date: string, years: number): string {
  return `${Number(date.slice(0, 4)) + years}${date.slice(4)}`;
}

import * as v from "valibot";
import { ConditionSchema } from "./condition.ts";
import { CREDENTIAL_TYPES, DOCUMENT_TYPES } from "./presentation.ts";
import { TrustPolicySchema } from "./trust-budget.ts";

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const bilingual = v.strictObject({ vi: text, en: text });

/** JSON and TOML shape of a bank account as VietQR names it. */
const FeeAccountSchema = v.strictObject({
  /** The bank's 6 digits (NAPAS BIN). */
  bin: v.pipe(v.string(), v.regex(/^\d{6}$/, "a bank is named by 6 digits")),
  account: v.pipe(v.string(), v.regex(/^[0-9A-Za-z]{1,19}$/, "an account has 1 to 19 letters and digits")),
});

/** JSON and TOML shape of a policy. */
export const PolicySchema = v.strictObject({
  /** Name of this policy; journal entries carry it. */
  id: text,
  /** Credential types this service point wants; absent: every known type. */
  credentials: v.optional(v.array(v.picklist(CREDENTIAL_TYPES))),
  /** Unsigned documents it reads; absent: every known one. */
  documents: v.optional(v.array(v.picklist(DOCUMENT_TYPES))),
  /** Issuers whose credentials it wants; absent: every issuer on the trust list. */
  issuers: v.optional(v.array(text)),
  /** Attribute names that staff may see, per type; absent: none. Whether there are such names, disclosure.ts says. */
  disclose: v.optional(v.partial(v.strictObject(v.entriesFromList([...CREDENTIAL_TYPES, ...DOCUMENT_TYPES], v.array(text))))),
  /** Attribute names that are kept for staff systems, sealed to the centre, per type; absent: none. Names as in `disclose`. */
  seal: v.optional(v.partial(v.strictObject(v.entriesFromList([...CREDENTIAL_TYPES, ...DOCUMENT_TYPES], v.array(text))))),
  /** Seconds that must pass before the same credential is accepted again, per type; absent: at once. */
  reentryAfterSeconds: v.optional(
    v.partial(v.strictObject(v.entriesFromList(CREDENTIAL_TYPES, v.pipe(v.number(), v.integer(), v.minValue(0))))),
  ),
  /** Types that must carry an expiry; absent: none. */
  requireExpiry: v.optional(v.array(v.picklist(CREDENTIAL_TYPES))),
  /** Types that are accepted once and never again, e.g. a prescription. */
  once: v.optional(v.array(v.picklist(CREDENTIAL_TYPES))),
  /** Whether a live code is asked for, per type; absent: off. One that is shown is always checked. */
  live: v.optional(v.partial(v.strictObject(v.entriesFromList(CREDENTIAL_TYPES, v.picklist(["required", "preferred", "off"]))))),
  /** Name of this service point in live codes: one that names another is refused. */
  audience: v.optional(text),
  /** Yes/no questions about the holder, answered without showing a birth date or an address. */
  conditions: v.optional(
    v.pipe(
      v.array(ConditionSchema),
      v.maxLength(10),
      // Answers go by the id: of two with one id, one would hide the other.
      v.check((conditions) => new Set(conditions.map(({ id }) => id)).size === conditions.length, "two conditions have one id"),
    ),
  ),
  /** What is done when the trust bundle runs out; absent: a warning 7 days before, and an end. */
  trust: v.optional(TrustPolicySchema),
  /** Where fees are paid to: an accepted application with a fee shows its VietQR. */
  fee: v.optional(FeeAccountSchema),
  /** Whether a code is offered by which the holder can prove that the answer stands in the journal; absent: none. */
  receipts: v.optional(v.boolean()),
  /** What a person with an accepted credential does next, e.g. "Mời qua quầy 3". */
  nextStep: v.optional(bilingual),
  /** The same per type, where it is another one. */
  nextSteps: v.optional(v.partial(v.strictObject(v.entriesFromList(CREDENTIAL_TYPES, bilingual)))),
});

/** What this service point asks for. */
export type Policy = v.InferOutput<typeof PolicySchema>;

/** Every known credential and document is wanted, nothing is disclosed. */
export const WANT_EVERYTHING: Policy = { id: "want-everything" };

import * as v from "valibot";
import { CREDENTIAL_TYPES, DOCUMENT_TYPES } from "./presentation.ts";

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(200));

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
  /** Attribute names that staff may see, per type; absent: none. */
  disclose: v.optional(v.partial(v.object(v.entriesFromList([...CREDENTIAL_TYPES, ...DOCUMENT_TYPES], v.array(text))))),
  /** Seconds that must pass before the same credential is accepted again, per type; absent: at once. */
  reentryAfterSeconds: v.optional(v.partial(v.object(v.entriesFromList(CREDENTIAL_TYPES, v.pipe(v.number(), v.integer(), v.minValue(0)))))),
  /** Types that must carry an expiry; absent: none. */
  requireExpiry: v.optional(v.array(v.picklist(CREDENTIAL_TYPES))),
  /** What a person with an accepted credential does next, e.g. "Mời qua quầy 3". */
  nextStep: v.optional(v.strictObject({ vi: text, en: text })),
});

/** What this service point asks for. */
export type Policy = v.InferOutput<typeof PolicySchema>;

/** Every known credential and document is wanted, nothing is disclosed. */
export const WANT_EVERYTHING: Policy = { id: "want-everything" };

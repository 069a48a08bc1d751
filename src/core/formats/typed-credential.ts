import { fail, pass } from "../checked.ts";
import { CWT } from "../cwt.ts";
import type { Claims, CredentialType } from "../presentation.ts";
import { type EpochSeconds, startOfDayInVietnam } from "../time.ts";
import { application } from "./application.ts";
import { IDENTITY_DATA } from "./claim169.ts";
import { claim169Attributes } from "./claim169-attributes.ts";
import type { CwtKind, Statement } from "./cwt-format.ts";
import { healthInsurance } from "./health-insurance.ts";
import { householdAddress } from "./household-address.ts";
import { prescription } from "./prescription.ts";
import { producer } from "./producer.ts";
import { student } from "./student.ts";
import { readTypedClaims, type TypedClaims } from "./typed-claims.ts";

/** CWT claim `vct`, the type of a credential (draft-ietf-spice-sd-cwt, IANA: requested 11). */
export const VCT = 11;

/** CWT claim that holds the typed claims, a map by number; from the range for private use (RFC 8392 §9.1). */
export const TYPED_CLAIMS = -65_537;

/** Length of `cti` in bytes: enough that two never meet. */
export const CREDENTIAL_ID_BYTES = 16;

/** The typed credentials of this project (docs/formats.md). */
export const TYPED_CREDENTIALS: readonly TypedClaims[] = [healthInsurance, prescription, student, householdAddress, producer, application];

const BY_VCT: ReadonlyMap<unknown, TypedClaims> = new Map(TYPED_CREDENTIALS.map((definition) => [definition.vct, definition]));

/** What credentials of this type state, or undefined where it is none of the typed ones. */
export function typedClaimsOf(type: CredentialType): TypedClaims | undefined {
  return TYPED_CREDENTIALS.find((definition) => definition.type === type);
}

/** A CWT with `vct`: its typed claims and, where the person matters, Claim 169 beside them. */
export const typedCredential: CwtKind = {
  format: "cwt",
  read(all) {
    if (!all.has(VCT)) return undefined;
    const vct = all.get(VCT);
    const definition = BY_VCT.get(vct);
    if (!definition) return fail(typeof vct === "string" ? "type-unknown" : "malformed");
    const id = all.get(CWT.cti);
    if (all.has(CWT.cti) && !(id instanceof Uint8Array && id.length === CREDENTIAL_ID_BYTES)) return fail("malformed");
    const typed = readTypedClaims(definition, all.get(TYPED_CLAIMS));
    const identity = all.has(IDENTITY_DATA) ? claim169Attributes(all.get(IDENTITY_DATA)) : {};
    if (!typed || !identity) return fail("malformed");
    return pass({ type: definition.type, claims: joined(identity, typed), ...validity(definition, typed, all) });
  },
};

/** One flat map. Only `unknown` can be in both: their numbers differ (typed-claims.ts), and where claim 169 has such a number as text, the typed claim stands. */
function joined(identity: Claims, typed: Claims): Claims {
  const unknown = { ...(identity["unknown"] as Claims | undefined), ...(typed["unknown"] as Claims | undefined) };
  return { ...identity, ...typed, ...(Object.keys(unknown).length > 0 && { unknown }) };
}

/** Days of validity that the type itself states narrow the CWT's: an insurance that has ended is no longer one, whatever its `exp` says. */
function validity({ validOn }: TypedClaims, typed: Claims, all: ReadonlyMap<unknown, unknown>): Partial<Statement> {
  const [from, to] = [validOn && typed[validOn.from], validOn && typed[validOn.to]];
  const bound = (name: number): EpochSeconds[] => [all.get(name)].filter((value) => typeof value === "number");
  return {
    ...(typeof from === "string" && { notBefore: Math.max(startOfDayInVietnam(from), ...bound(CWT.nbf)) }),
    ...(typeof to === "string" && { expires: Math.min(startOfDayInVietnam(to) + 86_400, ...bound(CWT.exp)) }),
  };
}

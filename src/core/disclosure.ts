import { ATTRIBUTE_KEYS } from "./formats/claim169-attributes.ts";
import { TYPED_CREDENTIALS } from "./formats/typed-credential.ts";
import type { Policy } from "./policy.ts";
import { DOCUMENT_TYPES, type DocumentType } from "./presentation.ts";

/** What documents say, as docs/formats.md lists it. */
const DOCUMENT_NAMES: Readonly<Record<DocumentType, string>> = {
  "citizen-card": "personalId oldId fullName dob sex address issued extra",
  "health-insurance-card":
    "cardNo fullName dob sex address facility validFrom validTo issued managementCode guardian livingArea fiveYearFrom checkString benefitLevel issuePlace",
  "personal-number": "personalId",
  "prescription-code": "code",
  payment: "aid bin account service static amount currency message merchantName country",
  link: "kind host gtin variant lot serial extension produced packed bestBefore exp",
};

/** Names by type, where they are a closed set: what foreign issuers may say is not. */
const NAMES: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["citizen", namesWith([])],
  ...TYPED_CREDENTIALS.map(({ type, claims }) => [type, namesWith(claims)] as const),
  ...DOCUMENT_TYPES.map((type) => [type, new Set(DOCUMENT_NAMES[type].split(" "))] as const),
]);

function namesWith(claims: readonly { readonly name: string }[]): ReadonlySet<string> {
  return new Set([...ATTRIBUTE_KEYS.keys(), ...claims.map(({ name }) => name), "unknown"]);
}

/**
 * What is wrong with the names that a policy discloses or seals, one line a name: `disclose.student: no attribute "clas"`. A misspelt one would
 * do nothing, and nobody would know why.
 */
export function misnamedAttributes({ disclose = {}, seal = {} }: Pick<Policy, "disclose" | "seal">): readonly string[] {
  return [...misnamedIn("disclose", disclose), ...misnamedIn("seal", seal)];
}

function misnamedIn(member: string, namesByType: NonNullable<Policy["disclose"]>): readonly string[] {
  return Object.entries(namesByType).flatMap(([type, names = []]) => {
    const known = NAMES.get(type);
    return names.filter((name) => known?.has(name) === false).map((name) => `${member}.${type}: no attribute ${JSON.stringify(name)}`);
  });
}

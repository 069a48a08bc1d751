import type { Claims, ClaimValue } from "../presentation.ts";
import type { JsonItem } from "../strict-json.ts";

/** Where one kind of FHIR resource (R4) says what it is about and when that was. */
interface ResourceKind {
  /** Name of the list in the claims. */
  readonly name: string;
  readonly types: readonly string[];
  readonly code: string;
  /** The first of these that is there counts; of a period its beginning. */
  readonly dates: readonly string[];
}

/** The kinds that a clinic works with; of the others only the names are told, so that staff know that there is more on the card. */
const KINDS: readonly ResourceKind[] = [
  { name: "immunizations", types: ["Immunization"], code: "vaccineCode", dates: ["occurrenceDateTime", "occurrenceString"] },
  { name: "observations", types: ["Observation"], code: "code", dates: ["effectiveDateTime", "effectivePeriod"] },
  { name: "conditions", types: ["Condition"], code: "code", dates: ["onsetDateTime", "recordedDate"] },
  { name: "allergies", types: ["AllergyIntolerance"], code: "code", dates: ["onsetDateTime", "recordedDate"] },
  {
    name: "medications",
    types: ["MedicationRequest", "MedicationStatement"],
    code: "medicationCodeableConcept",
    dates: ["authoredOn", "effectiveDateTime", "effectivePeriod"],
  },
];

/**
 * A FHIR bundle in plain words: whose it is, and of each resource of a known kind the code, status, date and what else a clerk needs.
 * Whatever is missing or of another shape is left out. It says no more than the bundle, and so is bounded as that is.
 */
export function healthCardClaims(bundle: JsonItem): Claims {
  const resources = listOf(memberOf(bundle, "entry")).map((entry) => memberOf(entry, "resource"));
  const ofType = (types: readonly string[]) => resources.filter((resource) => types.includes(textOf(resource, "resourceType") ?? ""));
  const [patient] = ofType(["Patient"]);
  const lists = KINDS.map((kind) => [kind.name, ofType(kind.types).map((resource) => summaryOf(resource, kind))] as const);
  const known = ["Patient", ...KINDS.flatMap(({ types }) => types)];
  const others = resources.map((resource) => textOf(resource, "resourceType")).filter((type) => type !== null && !known.includes(type));
  return {
    fullName: nameOf(listOf(memberOf(patient, "name"))[0]),
    dateOfBirth: textOf(patient, "birthDate"),
    gender: textOf(patient, "gender"),
    ...Object.fromEntries(lists.filter(([, summaries]) => summaries.length > 0)),
    ...(others.length > 0 && { otherResources: [...new Set(others)] }),
  };
}

/** HumanName: the whole where it is given, else family name and given names, in the order of Vietnamese names. */
function nameOf(name: JsonItem | undefined): string | null {
  const words = [textOf(name, "family"), ...listOf(memberOf(name, "given")).map((given) => (typeof given === "string" ? given : null))];
  return textOf(name, "text") ?? (words.filter((word) => word !== null && word !== "").join(" ") || null);
}

function summaryOf(resource: JsonItem | undefined, { code, dates }: ResourceKind): ClaimValue {
  const date = dates.map((name) => textOf(resource, name) ?? textOf(memberOf(resource, name), "start")).find((found) => found !== null);
  const summary: Readonly<Record<string, string | null | undefined>> = {
    ...conceptOf(memberOf(resource, code)),
    status: textOf(resource, "status") ?? conceptOf(memberOf(resource, "clinicalStatus")).code,
    date,
    lotNumber: textOf(resource, "lotNumber"),
    value: findingOf(resource),
    performer: performerOf(listOf(memberOf(resource, "performer"))[0]),
  };
  return Object.fromEntries(Object.entries(summary).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

/** CodeableConcept: its first code with the system that explains it, and the words where there are any. */
function conceptOf(concept: JsonItem | undefined) {
  const [coding] = listOf(memberOf(concept, "coding"));
  return {
    code: textOf(coding, "code"),
    system: textOf(coding, "system"),
    display: textOf(concept, "text") ?? textOf(coding, "display"),
  };
}

/** What was found: `value[x]` of an observation, as text. */
function findingOf(observation: JsonItem | undefined): string | null {
  const quantity = memberOf(observation, "valueQuantity");
  const number = memberOf(quantity, "value");
  if (typeof number === "number") return [String(number), textOf(quantity, "unit") ?? textOf(quantity, "code")].filter(Boolean).join(" ");
  const { display, code } = conceptOf(memberOf(observation, "valueCodeableConcept"));
  return display ?? code ?? textOf(observation, "valueString");
}

/** Who did it: a reference with words of its own. */
function performerOf(performer: JsonItem | undefined): string | null {
  return textOf(memberOf(performer, "actor"), "display") ?? textOf(performer, "display");
}

/** A member of an object, or undefined where there is none, or no object. */
export function memberOf(item: JsonItem | undefined, name: string): JsonItem | undefined {
  return item instanceof Map ? item.get(name) : undefined;
}

function textOf(item: JsonItem | undefined, name: string): string | null {
  const value = memberOf(item, name);
  return typeof value === "string" && value !== "" ? value : null;
}

function listOf(item: JsonItem | undefined): readonly JsonItem[] {
  return Array.isArray(item) ? item : [];
}

import type { Claims, ClaimValue } from "../presentation.ts";
import type { JsonItem } from "../strict-json.ts";

/** Where one kind of FHIR resource (R4) says what it is about and when that was. */
interface ResourceKind {
  /** Name of the list in the claims. */
  readonly name: string;
  readonly code: string;
  /** The first of these that is there counts; of a period its beginning. */
  readonly dates: readonly string[];
}

const MEDICATION: ResourceKind = {
  name: "medications",
  code: "medicationCodeableConcept",
  dates: ["authoredOn", "effectiveDateTime", "effectivePeriod"],
};

/** The kinds that a clinic works with, by resource type; of the others only the types are told, so that staff know of them. */
const KINDS: ReadonlyMap<string, ResourceKind> = new Map([
  ["Immunization", { name: "immunizations", code: "vaccineCode", dates: ["occurrenceDateTime", "occurrenceString"] }],
  ["Observation", { name: "observations", code: "code", dates: ["effectiveDateTime", "effectivePeriod"] }],
  ["Condition", { name: "conditions", code: "code", dates: ["onsetDateTime", "recordedDate"] }],
  ["AllergyIntolerance", { name: "allergies", code: "code", dates: ["onsetDateTime", "recordedDate"] }],
  ["MedicationRequest", MEDICATION],
  ["MedicationStatement", MEDICATION],
]);

/**
 * A FHIR bundle in plain words: whose it is, and of each resource of a known kind the code, status, date and what else a clerk needs.
 * Whatever is missing or of another shape is left out. It says no more than the bundle, and so is bounded as that is.
 */
export function healthCardClaims(bundle: JsonItem): Claims {
  let patient: JsonItem | undefined;
  const lists: Record<string, ClaimValue[]> = {};
  const others = new Set<string>();
  for (const entry of listOf(memberOf(bundle, "entry"))) {
    const resource = memberOf(entry, "resource");
    const type = textOf(resource, "resourceType");
    const kind = type === null ? undefined : KINDS.get(type);
    if (kind) append(lists, kind.name, summaryOf(resource, kind));
    else if (type === "Patient") patient ??= resource;
    else if (type !== null) others.add(type);
  }
  return {
    fullName: nameOf(listOf(memberOf(patient, "name"))[0]),
    dateOfBirth: textOf(patient, "birthDate"),
    gender: textOf(patient, "gender"),
    ...lists,
    ...(others.size > 0 && { otherResources: [...others] }),
  };
}

function append(lists: Record<string, ClaimValue[]>, name: string, item: ClaimValue): void {
  const list = lists[name];
  if (list) list.push(item);
  else lists[name] = [item];
}

/** HumanName: the whole where it is given, else family name and given names, in the order of Vietnamese names. */
function nameOf(name: JsonItem | undefined): string | null {
  const words = [textOf(name, "family"), ...listOf(memberOf(name, "given")).map((given) => (typeof given === "string" ? given : null))];
  return textOf(name, "text") ?? (words.filter((word) => word !== null && word !== "").join(" ") || null);
}

function summaryOf(resource: JsonItem | undefined, { code, dates }: ResourceKind): ClaimValue {
  const summary: Record<string, string> = {};
  const tell = (name: string, text: string | null | undefined) => {
    if (typeof text === "string") summary[name] = text;
  };
  const concept = conceptOf(memberOf(resource, code));
  tell("code", concept.code);
  tell("system", concept.system);
  tell("display", concept.display);
  tell("status", textOf(resource, "status") ?? conceptOf(memberOf(resource, "clinicalStatus")).code);
  tell(
    "date",
    dates.map((name) => dateOf(memberOf(resource, name))).find((date) => date !== null),
  );
  tell("lotNumber", textOf(resource, "lotNumber"));
  tell("value", findingOf(resource));
  tell("performer", performerOf(listOf(memberOf(resource, "performer"))[0]));
  return summary;
}

/** A moment, or the beginning of a period. */
function dateOf(time: JsonItem | undefined): string | null {
  return typeof time === "string" && time !== "" ? time : textOf(time, "start");
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

// A result as FHIR R4 (4.0.1): Patient, Coverage where a card of health insurance was read, Provenance. Only what the policy discloses.
import type { Claims } from "../presentation.ts";
import type { Reason, Verdict } from "../reason.ts";
import { sha256 } from "../signature.ts";
import { type EpochSeconds, isoDate, isoTimeInVietnam } from "../time.ts";
import { type FhirGuide, GUIDES, type GuideNames } from "./fhir-guides.ts";
import { type Fields, fieldsOf } from "./fields.ts";

/** JSON of FHIR; members without a value are not there (R4 §2.6.2). */
export type FhirValue = string | number | boolean | readonly FhirValue[] | { readonly [name: string]: FhirValue };
type FhirObject = { readonly [name: string]: FhirValue };

/** What a resource is made from. */
export interface FhirSource {
  readonly kiosk: string;
  readonly seq: number;
  readonly at: EpochSeconds;
  readonly reason: Reason;
  readonly code: string;
  readonly verdict: Verdict;
  readonly type?: string;
  readonly issuer?: string;
  readonly claims: Claims;
}

const ID_TYPES = "http://terminology.hl7.org/CodeSystem/v2-0203";
const PAYER = "Bảo hiểm xã hội Việt Nam";

/** A collection (Bundle) of what one result says; undefined where it says of no person. */
export function fhirBundle(source: FhirSource, guide: FhirGuide): FhirObject | undefined {
  const names = GUIDES[guide];
  const fields = fieldsOf(source.claims);
  const patient = patientOf(fields, names);
  if (!patient) return undefined;
  const urls = { patient: urnOf(source, "Patient"), coverage: urnOf(source, "Coverage"), provenance: urnOf(source, "Provenance") };
  const coverage = coverageOf(fields, source, names, urls.patient);
  const targets = coverage ? [urls.patient, urls.coverage] : [urls.patient];
  return {
    resourceType: "Bundle",
    type: "collection",
    timestamp: isoTimeInVietnam(source.at),
    entry: [
      { fullUrl: urls.patient, resource: patient },
      ...(coverage ? [{ fullUrl: urls.coverage, resource: coverage }] : []),
      { fullUrl: urls.provenance, resource: provenanceOf(source, targets) },
    ],
  };
}

function patientOf(fields: Fields, names: GuideNames): FhirObject | undefined {
  const fullName = fields.get("fullName");
  const identifiers = [
    ...identifier(fields.get("personalId"), /^\d{12}$/, names.personalNumber, "NI", "official"),
    ...identifier(fields.get("oldId"), /^\d{9}$|^\d{12}$/, names.formerNumber, "NI", "old"),
    ...identifier(fields.get("cardNo"), CARD_NUMBER, names.insuranceNumber, "SB", "secondary"),
  ];
  if (fullName === undefined && identifiers.length === 0) return undefined;
  const birthDate = fhirDate(fields.get("dob"));
  const address = fields.get("address");
  const phone = fields.get("phone");
  return {
    resourceType: "Patient",
    meta: { profile: [names.patientProfile] },
    ...(identifiers.length > 0 && { identifier: identifiers }),
    ...(fullName !== undefined && { name: [humanName(fullName)] }),
    ...(phone !== undefined && { telecom: [{ system: "phone", value: phone }] }),
    gender: genderOf(fields.get("sex")),
    ...(birthDate !== undefined && { birthDate }),
    ...(address !== undefined && { address: [{ use: "home", text: address, country: "VN" }] }),
  };
}

/** 15 characters, 10 or 12 digits: docs/formats.md, health-insurance card. */
const CARD_NUMBER = /^([A-Z]{2}[A-Z0-9]{13}|\d{10}|\d{12})$/;

function identifier(value: string | undefined, form: RegExp, system: string, type: string, use: string): readonly FhirObject[] {
  return value !== undefined && form.test(value) ? [{ use, type: { coding: [{ system: ID_TYPES, code: type }] }, system, value }] : [];
}

/** Vietnamese names begin with the family's; the whole name is `text`, which counts where one of the parts is guessed wrongly. */
function humanName(text: string): FhirObject {
  const [family = "", ...given] = text.split(/\s+/);
  return given.length === 0 ? { use: "official", text } : { use: "official", text, family, given };
}

function genderOf(sex: string | undefined): string {
  return sex === "M" ? "male" : sex === "F" ? "female" : sex === undefined ? "unknown" : "other";
}

/** A date or a year (R4 `date`); undefined for what is neither, or no day of the calendar. */
function fhirDate(text: string | undefined): string | undefined {
  if (text !== undefined && /^\d{4}$/.test(text)) return text;
  const [year = 0, month = 0, day = 0] = (/^\d{4}-\d{2}-\d{2}$/.exec(text ?? "")?.[0] ?? "").split("-").map(Number);
  return isoDate(year, month, day);
}

function coverageOf(fields: Fields, { type }: FhirSource, names: GuideNames, patientUrl: string): FhirObject | undefined {
  const card = fields.get("cardNo");
  if ((type !== "health-insurance-card" && type !== "health-insurance") || card === undefined || !CARD_NUMBER.test(card)) return undefined;
  const [start, end] = [fhirDate(fields.get("validFrom")), fhirDate(fields.get("validTo"))];
  const level = fields.get("benefitLevel");
  const extensions = coverageExtensions(card, fields.get("facility"), names);
  return {
    resourceType: "Coverage",
    ...(names.coverageProfile !== undefined && { meta: { profile: [names.coverageProfile] } }),
    ...(extensions.length > 0 && { extension: extensions }),
    identifier: [{ system: names.insuranceNumber, value: card }],
    // The card was read here; whether the fund still honours it, only the fund can say.
    status: "active",
    type: {
      coding: [{ system: "http://terminology.hl7.org/CodeSystem/v3-ActCode", code: "PUBLICPOL", display: "public healthcare" }],
      text: "Bảo hiểm y tế",
    },
    subscriberId: card,
    beneficiary: { reference: patientUrl },
    ...((start !== undefined || end !== undefined) && {
      period: { ...(start !== undefined && { start }), ...(end !== undefined && { end }) },
    }),
    payor: [{ display: PAYER }],
    ...(level !== undefined && { class: [{ type: benefitClass(), value: level, name: "Mức hưởng" }] }),
  };
}

function benefitClass(): FhirObject {
  return { coding: [{ system: "http://terminology.hl7.org/CodeSystem/coverage-class", code: "class" }], text: "Mức hưởng" };
}

/** Kind of insured (first two letters of a number of 15) and the facility where the card is registered. */
function coverageExtensions(card: string, facility: string | undefined, names: GuideNames): readonly FhirObject[] {
  const kind = /^[A-Z]{2}(?=[A-Z0-9]{13}$)/.exec(card)?.[0];
  const isCode = facility !== undefined && /^\d{5}$/.test(facility);
  return [
    ...(kind !== undefined && names.cardTypeExtension !== undefined && names.cardTypes !== undefined
      ? [{ url: names.cardTypeExtension, valueCodeableConcept: { coding: [{ system: names.cardTypes, code: kind }] } }]
      : []),
    ...(facility !== undefined && names.facilityExtension !== undefined
      ? [
          {
            url: names.facilityExtension,
            valueReference:
              isCode && names.facility !== undefined
                ? { type: "Organization", identifier: { system: names.facility, value: facility } }
                : { type: "Organization", display: facility },
          },
        ]
      : []),
  ];
}

/** Who read this, when and from what. `verifier` where a signature was verified, `enterer` where an unsigned card was only read. */
function provenanceOf({ kiosk, seq, at, reason, code, verdict, type, issuer }: FhirSource, targets: readonly string[]): FhirObject {
  const role = verdict === "read-only" ? "enterer" : "verifier";
  return {
    resourceType: "Provenance",
    target: targets.map((reference) => ({ reference })),
    recorded: isoTimeInVietnam(at),
    reason: [{ coding: [{ system: "urn:tram:reason", code: reason, display: code }] }],
    agent: [
      {
        type: { coding: [{ system: "http://terminology.hl7.org/CodeSystem/provenance-participant-type", code: role }] },
        who: { type: "Device", identifier: { system: "urn:tram:kiosk", value: kiosk } },
      },
    ],
    entity: [
      {
        role: "source",
        what: {
          identifier: { system: `urn:tram:journal:${kiosk}`, value: String(seq) },
          display: [type ?? "document", issuer].filter(Boolean).join(", "),
        },
      },
    ],
  };
}

/** A name for a resource that is the same each time the same result is asked for: UUID version 8 (RFC 9562 §5.8), of nothing personal. */
function urnOf({ kiosk, seq, at }: FhirSource, resource: string): string {
  const bytes = Buffer.from(sha256(Buffer.from(`tram-fhir-1\n${kiosk}\n${seq}\n${at}\n${resource}`, "utf8"))).subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return `urn:uuid:${bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")}`;
}

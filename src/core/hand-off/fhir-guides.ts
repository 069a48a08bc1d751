/** The guide by which a system wants its patients: two are in use, and neither is final. */
export const FHIR_GUIDES = ["hl7vn", "ehealth"] as const;
export type FhirGuide = (typeof FHIR_GUIDES)[number];

/** What a guide calls the things that we say. Absent: it says nothing of them, and FHIR R4 alone counts. */
export interface GuideNames {
  readonly patientProfile: string;
  readonly coverageProfile?: string;
  /** The 12 digits of the personal number. */
  readonly personalNumber: string;
  /** The 9 digits of the identity card before it. */
  readonly formerNumber: string;
  readonly insuranceNumber: string;
  /** Five digits of a health facility. */
  readonly facility?: string;
  readonly cardTypeExtension?: string;
  readonly cardTypes?: string;
  readonly facilityExtension?: string;
}

const HL7VN = "http://fhir.hl7.org.vn/core";
const EHEALTH = "http://fhir.ehealth.gov.vn/core";

/**
 * `hl7vn`: HL7 Việt Nam, VN Core 0.6.0 (draft of 2026-06-21), profiles vn-core-patient and vn-core-coverage, naming systems cccd, bhyt, ma-cskcb; it
 * names no system for the former number, which takes the other guide's. `ehealth`: VN Core 1.0.0 of the ministry's IT department (build of
 * 2025-10-23, sids citizen_id, national_id, insurance_number), which has no profile for Coverage.
 */
export const GUIDES: Readonly<Record<FhirGuide, GuideNames>> = {
  hl7vn: {
    patientProfile: `${HL7VN}/StructureDefinition/vn-core-patient`,
    coverageProfile: `${HL7VN}/StructureDefinition/vn-core-coverage`,
    personalNumber: `${HL7VN}/sid/cccd`,
    formerNumber: `${EHEALTH}/sid/national_id`,
    insuranceNumber: `${HL7VN}/sid/bhyt`,
    facility: `${HL7VN}/sid/ma-cskcb`,
    cardTypeExtension: `${HL7VN}/StructureDefinition/vn-ext-bhyt-card-type`,
    cardTypes: `${HL7VN}/CodeSystem/vn-bhyt-card-type-cs`,
    facilityExtension: `${HL7VN}/StructureDefinition/vn-ext-primary-care-facility`,
  },
  ehealth: {
    patientProfile: `${EHEALTH}/StructureDefinition/vn-core-patient`,
    personalNumber: `${EHEALTH}/sid/citizen_id`,
    formerNumber: `${EHEALTH}/sid/national_id`,
    insuranceNumber: `${EHEALTH}/sid/insurance_number`,
  },
};
